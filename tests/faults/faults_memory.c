/* SPDX-License-Identifier: GPL-3.0-or-later */
/* malloc() and its kin, refusing on demand. See faults.h. */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "faults/faults.h"

/* What a sanitizer that is linked statically offers in the place of the next library. */
extern void *__interceptor_malloc(size_t n) __attribute__((weak));
extern void *__interceptor_calloc(size_t n, size_t size) __attribute__((weak));
extern void *__interceptor_realloc(void *memory, size_t n) __attribute__((weak));
extern void __interceptor_free(void *memory) __attribute__((weak));

static struct {
    void *(*allocate)(size_t n);
    void *(*clear)(size_t n, size_t size);
    void *(*resize)(void *memory, size_t n);
    void (*release)(void *memory);
} next;

/* Finding the next library may itself ask for memory; this much it gets, and never gives back. */
static _Alignas(16) unsigned char early[1 << 14];
static size_t n_early;

static bool is_early(const void *memory)
{
    return (uintptr_t)memory - (uintptr_t)early < sizeof early;
}

static void *take_early(size_t n)
{
    unsigned char *at = early + n_early;

    n_early += (n + 15) / 16 * 16;
    if (n_early > sizeof early)
        abort();
    return at;
}

static bool find_next(void)
{
    static bool is_busy;

    if (next.release != NULL)
        return true;
    if (is_busy)
        return false;
    is_busy = true;
    next.allocate = __interceptor_malloc;
    next.clear = __interceptor_calloc;
    next.resize = __interceptor_realloc;
    if (next.allocate == NULL) {
        *(void **)&next.allocate = dlsym(RTLD_NEXT, "malloc");
        *(void **)&next.clear = dlsym(RTLD_NEXT, "calloc");
        *(void **)&next.resize = dlsym(RTLD_NEXT, "realloc");
        *(void **)&next.release = dlsym(RTLD_NEXT, "free");
    } else {
        next.release = __interceptor_free;
    }
    is_busy = false;
    return true;
}

/* --- The blocks that are out: a set with open addressing. Addresses are kept turned over, so that
 * a leak checker that walks through memory does not take this set for somebody who needs them. */

enum { SLOTS = 1 << 20 };

static uintptr_t slots[SLOTS];
static size_t n_live;

/* No mutex: a sanitizer stands in the place of those, and asks for memory before it is ready. */
static atomic_flag lock = ATOMIC_FLAG_INIT;

static void enter(void)
{
    while (atomic_flag_test_and_set(&lock))
        continue;
}

static void leave(void)
{
    atomic_flag_clear(&lock);
}

static size_t slot_of(uintptr_t key)
{
    return (size_t)((uint64_t)key * UINT64_C(0x9e3779b97f4a7c15) >> 44);
}

static void remember(const void *memory)
{
    const uintptr_t key = ~(uintptr_t)memory;
    size_t i = slot_of(key);

    enter();
    while (slots[i] != 0)
        i = (i + 1) % SLOTS;
    slots[i] = key;
    if (++n_live > SLOTS / 2)
        abort();
    leave();
}

static bool forget(const void *memory)
{
    const uintptr_t key = ~(uintptr_t)memory;
    size_t hole = slot_of(key);
    bool is_found;

    enter();
    while (slots[hole] != 0 && slots[hole] != key)
        hole = (hole + 1) % SLOTS;
    is_found = slots[hole] == key;
    n_live -= is_found;
    /* Whatever could not stand at its own slot may move into the hole. */
    for (size_t i = (hole + 1) % SLOTS; is_found && slots[i] != 0; i = (i + 1) % SLOTS) {
        const size_t home = slot_of(slots[i]);

        if ((i - home) % SLOTS >= (i - hole) % SLOTS) {
            slots[hole] = slots[i];
            hole = i;
        }
    }
    if (is_found)
        slots[hole] = 0;
    leave();
    return is_found;
}

size_t fault_live(void)
{
    return n_live;
}

/* --- What takes the place of the C library's functions */

static bool is_refused(fault_owner owner)
{
    return (owner != FAULT_OWNER_OTHER && fault_is_due(FAULT_MEMORY)) ||
           (owner == FAULT_OWNER_KEUR && fault_is_due(FAULT_MEMORY_OF_KEUR));
}

static void *refuse(void)
{
    errno = ENOMEM;
    return NULL;
}

static void *hand_out(void *memory, fault_owner owner)
{
    if (memory != NULL && (owner == FAULT_OWNER_KEUR || owner == FAULT_OWNER_LIBRARY))
        remember(memory);
    return memory;
}

void *malloc(size_t n)
{
    const fault_owner owner = fault_owner_of(__builtin_return_address(0));

    if (!find_next())
        return take_early(n);
    return is_refused(owner) ? refuse() : hand_out(next.allocate(n), owner);
}

void *calloc(size_t n, size_t size)
{
    const fault_owner owner = fault_owner_of(__builtin_return_address(0));

    if (!find_next())
        return take_early(n * size);
    return is_refused(owner) ? refuse() : hand_out(next.clear(n, size), owner);
}

void *realloc(void *memory, size_t n)
{
    const fault_owner owner = fault_owner_of(__builtin_return_address(0));
    void *moved;
    bool is_ours;

    if (!find_next() || is_early(memory))
        abort();
    if (is_refused(owner))
        return refuse();
    is_ours =
        memory != NULL ? forget(memory) : owner == FAULT_OWNER_KEUR || owner == FAULT_OWNER_LIBRARY;
    moved = next.resize(memory, n);
    if (is_ours && moved != NULL)
        remember(moved);
    return moved;
}

void free(void *memory)
{
    if (memory == NULL || is_early(memory))
        return;
    (void)find_next();
    (void)forget(memory);
    next.release(memory);
}
