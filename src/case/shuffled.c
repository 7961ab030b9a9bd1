/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/shuffled.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "base/try.h"
#include "case/keep.h"
#include "case/remembered.h"

/* Orders of a small table: as many as are ever asked for at the usual number of tables. */
enum { MOST_ORDERS = 32 };

struct keur_shuffled {
    uint64_t seed;
    size_t column, n_rows, n_orders;
    const int32_t *from; /* NULL once it has been shuffled */
    size_t width;        /* bytes a code: the fewer, the nearer the memory */
    void *codes;         /* n_orders of n_rows, plus 1, in unsigned numbers of that width */
};

static void release(void *what)
{
    keur_shuffled *of = what;

    keur_release(of->codes);
    keur_release(of);
}

/* Streams of a column: its orders, then its turns. */
static keur_random stream(const keur_shuffled *of, const char *purpose, uint64_t item)
{
    return keur_random_start(of->seed, purpose, item * UINT32_MAX + of->column);
}

/* Evenly in 0 .. n - 1, without a division: this is all the time it takes. Lemire, ACM TOMACS 29
 * (2019) 3. */
static uint32_t below(keur_random *random, uint32_t n)
{
    uint64_t product = (keur_random_bits(random) >> 32) * n;

    if ((uint32_t)product < n) {
        const uint32_t reject = (0 - n) % n;

        while ((uint32_t)product < reject)
            product = (keur_random_bits(random) >> 32) * n;
    }
    return (uint32_t)(product >> 32);
}

/* Copying into numbers of one width and shuffling them by Fisher and Yates; copying back. */
#define OF_WIDTH(type)                                                                             \
    static void shuffle_##type(keur_random *random, const int32_t *from, size_t n, type *to)       \
    {                                                                                              \
        for (size_t i = 0; i < n; i++)                                                             \
            to[i] = (type)(from[i] + 1);                                                           \
        for (size_t i = n; i > 1; i--) {                                                           \
            const size_t j = below(random, (uint32_t)i);                                           \
            const type kept = to[i - 1];                                                           \
                                                                                                   \
            to[i - 1] = to[j];                                                                     \
            to[j] = kept;                                                                          \
        }                                                                                          \
    }                                                                                              \
    static void copy_##type(const type *from, size_t n, int32_t *to)                               \
    {                                                                                              \
        for (size_t i = 0; i < n; i++)                                                             \
            to[i] = (int32_t)from[i] - 1;                                                          \
    }
OF_WIDTH(uint8_t)
OF_WIDTH(uint16_t)
OF_WIDTH(uint32_t)
#undef OF_WIDTH

static void shuffle(const keur_shuffled *of, size_t order)
{
    keur_random random = stream(of, "shuffled-columns", order);
    const size_t n = of->n_rows;

    if (of->width == 1)
        shuffle_uint8_t(&random, of->from, n, (uint8_t *)of->codes + order * n);
    else if (of->width == 2)
        shuffle_uint16_t(&random, of->from, n, (uint16_t *)of->codes + order * n);
    else
        shuffle_uint32_t(&random, of->from, n, (uint32_t *)of->codes + order * n);
}

static void copy(const keur_shuffled *of, size_t begin, size_t n, int32_t *to)
{
    if (of->width == 1)
        copy_uint8_t((const uint8_t *)of->codes + begin, n, to);
    else if (of->width == 2)
        copy_uint16_t((const uint16_t *)of->codes + begin, n, to);
    else
        copy_uint32_t((const uint32_t *)of->codes + begin, n, to);
}

static keur_status shuffle_columns(void *context, size_t begin, size_t end, keur_error *err)
{
    keur_shuffled **columns = context;

    (void)err;
    for (size_t k = begin; k < end; k++) {
        keur_shuffled *of = columns[k];

        if (of->from == NULL)
            continue;
        for (size_t order = 0; order < of->n_orders; order++)
            shuffle(of, order);
        of->from = NULL;
    }
    return KEUR_OK;
}

static keur_status start(keur_case *on, size_t column, size_t n_groups, keur_shuffled **made,
                         keur_error *err)
{
    const size_t n_rows = keur_case_rows(on, KEUR_SYNTHETIC);
    const keur_grouped *grouped = NULL;
    size_t n_codes;
    char name[80];
    keur_status status = KEUR_OK;

    (void)snprintf(name, sizeof name, "shuffled column %zu groups=%zu", column, n_groups);
    *made = keur_case_kept(on, name);
    if (*made != NULL)
        return KEUR_OK;
    if (n_groups > 0)
        KEUR_TRY(keur_case_grouped(on, n_groups, &grouped, err));
    KEUR_TRY(KEUR_NEW(*made, 1, err));
    (*made)->seed = keur_case_seed(on);
    (*made)->column = column;
    (*made)->n_rows = n_rows;
    (*made)->n_orders = 1 + (n_rows > 0 ? KEUR_SHUFFLED_ROWS / n_rows : 0);
    if ((*made)->n_orders > MOST_ORDERS)
        (*made)->n_orders = MOST_ORDERS;
    (*made)->from = grouped != NULL ? grouped->rows[KEUR_SYNTHETIC].codes[column]
                                    : keur_case_codes(on, KEUR_SYNTHETIC, column);
    n_codes = grouped != NULL ? grouped->n_codes[column] : keur_case_code_counts(on)[column];
    (*made)->width = n_codes < UINT8_MAX ? 1 : n_codes < UINT16_MAX ? 2 : 4;
    status = keur_allocate(&(*made)->codes, (*made)->n_orders * n_rows, (*made)->width, err);
    if (status != KEUR_OK) {
        release(*made);
        return status;
    }
    KEUR_TRY(keur_case_keep(on, name, *made, release, err));
out:
    return status;
}

keur_status keur_case_shuffled(keur_case *on, const size_t *columns, size_t n, size_t n_groups,
                               const keur_shuffled **shuffled, keur_error *err)
{
    keur_shuffled **made = NULL;
    bool is_new = false;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(made, n, err));
    for (size_t k = 0; k < n; k++) {
        KEUR_TRY(start(on, columns[k], n_groups, &made[k], err));
        shuffled[k] = made[k];
        is_new |= made[k]->from != NULL;
    }
    if (is_new) /* waking threads for nothing takes longer than the rest */
        KEUR_TRY(keur_parallel_for(n, 1, keur_case_threads(on), shuffle_columns, made, err));
out:
    keur_release(made);
    return status;
}

void keur_shuffled_codes(const keur_shuffled *of, uint64_t b, size_t begin, size_t n,
                         int32_t *codes)
{
    keur_random random = stream(of, "shuffled-columns-turn", b);
    const size_t first = (size_t)(b % of->n_orders) * of->n_rows;
    const size_t turn = (size_t)keur_random_below(&random, of->n_rows);
    const size_t at = (begin + turn) % of->n_rows;
    const size_t ahead = of->n_rows - at < n ? of->n_rows - at : n;

    copy(of, first + at, ahead, codes);
    copy(of, first, n - ahead, codes + ahead);
}
