/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which request is refused, and whose it is. See faults.h. */
#include "faults/faults.h"

#include <link.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

static atomic_int armed;
static size_t wanted;
static bool goes_on;
static atomic_size_t n_requests, n_refused;

/* Where code is loaded that requests are counted of; whatever is loaded later is not. */
typedef struct range {
    uintptr_t begin, end;
    fault_owner owner;
} range;

static range ranges[32];
static size_t n_ranges;

static fault_owner owner_by_name(const char *path)
{
    static const char *const libraries[] = {"/libcjson.", "/libcsv.", "/libz."};

    if (*path == '\0')
        return FAULT_OWNER_KEUR;
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        if (strstr(path, libraries[i]) != NULL)
            return FAULT_OWNER_LIBRARY;
    }
    return strstr(path, "/libc.so") != NULL ? FAULT_OWNER_LIBC : FAULT_OWNER_OTHER;
}

static int add_ranges(struct dl_phdr_info *info, size_t size, void *unused)
{
    const fault_owner owner = owner_by_name(info->dlpi_name);

    (void)size;
    (void)unused;
    for (size_t i = 0; owner != FAULT_OWNER_OTHER && i < info->dlpi_phnum; i++) {
        const uintptr_t begin = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;

        if (info->dlpi_phdr[i].p_type == PT_LOAD && (info->dlpi_phdr[i].p_flags & PF_X) != 0 &&
            n_ranges < sizeof ranges / sizeof *ranges)
            ranges[n_ranges++] = (range){begin, begin + info->dlpi_phdr[i].p_memsz, owner};
    }
    return 0;
}

fault_owner fault_owner_of(const void *caller)
{
    const uintptr_t at = (uintptr_t)caller;

    for (size_t i = 0; i < n_ranges; i++) {
        if (at >= ranges[i].begin && at < ranges[i].end)
            return ranges[i].owner;
    }
    return FAULT_OWNER_OTHER;
}

void fault_arm(fault_kind kind, size_t k, bool for_good)
{
    if (n_ranges == 0)
        (void)dl_iterate_phdr(add_ranges, NULL);
    wanted = k;
    goes_on = for_good;
    atomic_store(&n_requests, 0);
    atomic_store(&n_refused, 0);
    atomic_store(&armed, (int)kind);
}

void fault_disarm(void)
{
    atomic_store(&armed, FAULT_NONE);
}

size_t fault_requests(void)
{
    return atomic_load(&n_requests);
}

size_t fault_refused(void)
{
    return atomic_load(&n_refused);
}

bool fault_is_due(fault_kind kind)
{
    size_t at;
    bool is_due;

    if (atomic_load(&armed) != (int)kind)
        return false;
    at = atomic_fetch_add(&n_requests, 1) + 1;
    is_due = wanted > 0 && (goes_on ? at >= wanted : at == wanted);
    if (is_due)
        (void)atomic_fetch_add(&n_refused, 1);
    return is_due;
}
