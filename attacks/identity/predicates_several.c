/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Predicates on several columns, taken from rows of a table. */
#include <string.h>

#include "attacks/identity/predicates.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "base/try.h"

/* Attempts for each predicate that is wanted, and in all. */
enum { ATTEMPTS = 200, MOST_ATTEMPTS = 5000000, ATTEMPTS_AT_ONCE = 256 };

/* Attempts of one round, some 90 bytes each. A table that offers no more rows and combinations of
 * columns is tried as a whole. */
enum { ROOM = 65536 };

#define LISTED SIZE_MAX /* the number of an attempt that was not drawn */

/* An attempt: a row and columns, ascending. The predicate follows from them, and one that selects
 * one row comes from no other. */
typedef struct attempt {
    uint32_t row, columns[KEUR_MOST_CONDITIONS];
    uint32_t anchor; /* the column whose turn it was */
    size_t number;   /* of the attempt, among those of this column */
} attempt;

typedef struct search {
    const keur_case *on;
    const keur_searched *in;
    const char *purpose;
    uint64_t seed;
    uint32_t n_conditions;
    size_t offered;             /* different attempts */
    size_t allowed;             /* attempts of a column */
    int32_t *above;             /* per column: the least code above the median */
    size_t *wanted, *tries;     /* per column in turn: predicates still wanted, attempts so far */
    attempt *attempts;          /* of this round */
    keur_predicate *predicates; /* what they give */
    uint32_t *hits;             /* and what these select */
    size_t times;               /* attempts of this round for each predicate still wanted */
    size_t n, room;             /* attempts of this round, and room for them */
    attempt *taken;             /* behind the predicates that were made */
    uint32_t *table;            /* their numbers plus 1, by hash; 0: free */
    size_t table_size;          /* a power of two */
} search;

static void free_search(search *of)
{
    keur_release(of->above);
    keur_release(of->wanted);
    keur_release(of->tries);
    keur_release(of->attempts);
    keur_release(of->predicates);
    keur_release(of->hits);
    keur_release(of->taken);
    keur_release(of->table);
}

/* The least code of the table whose number lies above the median of its column. Where the middle
 * two differ, the median lies between them. */
static int32_t above_median(const keur_searched *in, size_t column, size_t n_values)
{
    const uint32_t *starts = in->starts[column];
    const size_t first = starts[1], n = starts[n_values + 1] - first;
    int32_t low, high;

    if (n == 0)
        return 0;
    low = in->codes[column][in->order[column][first + (n - 1) / 2]];
    high = in->codes[column][in->order[column][first + n / 2]];
    return high > low ? high : low + 1;
}

/* Rows and combinations of columns; SIZE_MAX where they are beyond counting. */
static size_t offered_by(const search *of)
{
    const double n = (double)of->in->n_rows, p = (double)of->in->n_columns;
    const double all =
        n * (of->n_conditions < KEUR_MOST_CONDITIONS ? 1 : p * (p - 1) * (p - 2) / 6);

    return all < 1e15 ? (size_t)all : SIZE_MAX;
}

static keur_status start(search *of, size_t most, keur_error *err)
{
    const size_t p = of->in->n_columns;
    keur_status status = KEUR_OK;

    of->n_conditions = (uint32_t)(p < KEUR_MOST_CONDITIONS ? p : KEUR_MOST_CONDITIONS);
    of->allowed = (ATTEMPTS * most < MOST_ATTEMPTS ? ATTEMPTS * most : MOST_ATTEMPTS) / p + 1;
    for (of->table_size = 16; of->table_size < 2 * most; of->table_size *= 2) {
    }
    KEUR_TRY(KEUR_NEW(of->above, p, err));
    KEUR_TRY(KEUR_NEW(of->wanted, p, err));
    KEUR_TRY(KEUR_NEW(of->tries, p, err));
    KEUR_TRY(KEUR_NEW(of->taken, most, err));
    KEUR_TRY(KEUR_NEW(of->table, of->table_size, err));
    of->offered = offered_by(of);
    of->room = 2 * most + p > ROOM ? 2 * most + p : ROOM;
    of->room = of->offered <= ROOM ? of->offered : of->room;
    of->times = 1;
    KEUR_TRY(KEUR_NEW(of->attempts, of->room, err));
    KEUR_TRY(KEUR_NEW(of->predicates, of->room, err));
    KEUR_TRY(KEUR_NEW(of->hits, of->room, err));
    for (size_t j = 0; j < p; j++) {
        of->above[j] = above_median(of->in, j, keur_case_column(of->on, j)->n_values);
        of->wanted[j] = most / p + (j < most % p);
        of->tries[j] = 0;
    }
out:
    return status;
}

/* The row and columns of an attempt: others beside its own, all as likely. */
static void draw(const search *of, attempt *made)
{
    keur_random random = keur_random_start(of->seed, of->purpose,
                                           (uint64_t)made->anchor << 32 | (uint64_t)made->number);
    const size_t p = of->in->n_columns;
    uint32_t *columns = made->columns;

    made->row = (uint32_t)keur_random_below(&random, of->in->n_rows);
    columns[0] = made->anchor;
    for (uint32_t n = 1; n < of->n_conditions; n++) {
        /* a column by its number among those not yet chosen */
        uint32_t next = (uint32_t)keur_random_below(&random, p - n), at = 0;

        for (; at < n && columns[at] <= next; at++)
            next++;
        memmove(columns + at + 1, columns + at, (n - at) * sizeof *columns);
        columns[at] = next;
    }
}

static void describe(const search *of, const attempt *from, keur_predicate *made)
{
    *made = (keur_predicate){.n = of->n_conditions};
    for (uint32_t i = 0; i < of->n_conditions; i++) {
        const uint32_t j = from->columns[i];
        const int32_t top = (int32_t)keur_case_column(of->on, j)->n_values - 1;
        const int32_t code = of->in->codes[j][from->row];
        keur_condition *condition = &made->conditions[i];

        *condition = (keur_condition){j, code, code, KEUR_IS};
        if (code >= 0 && code <= top) {
            condition->relation = code >= of->above[j] ? KEUR_AT_LEAST : KEUR_AT_MOST;
            if (condition->relation == KEUR_AT_LEAST)
                condition->high = top;
            else
                condition->low = 0;
        }
    }
}

static keur_status try_some(void *context, size_t begin, size_t end, keur_error *err)
{
    search *of = context;

    (void)err;
    for (size_t i = begin; i < end; i++) {
        if (of->attempts[i].number != LISTED)
            draw(of, &of->attempts[i]);
        describe(of, &of->attempts[i], &of->predicates[i]);
        of->hits[i] = keur_predicate_hit(of->in, &of->predicates[i]);
    }
    return KEUR_OK;
}

/* For each predicate still wanted two attempts, in the next round four, and so on, as far as a
 * column has attempts left and there is room: few rounds, since each ends with a wait for threads.
 */
static void list_round(search *of)
{
    const size_t p = of->in->n_columns;

    of->n = 0;
    of->times *= 2;
    for (size_t j = 0; j < p; j++) {
        const size_t asked = of->times * of->wanted[j];
        const size_t most = asked < of->room / p ? asked : of->room / p;

        for (size_t i = 0; i < most && of->tries[j] < of->allowed; i++)
            of->attempts[of->n++] = (attempt){.anchor = (uint32_t)j, .number = of->tries[j]++};
    }
    if (of->times > of->room)
        of->times = of->room;
}

static bool are_same(const attempt *a, const attempt *b)
{
    return a->row == b->row && memcmp(a->columns, b->columns, sizeof a->columns) == 0;
}

/* Whether an attempt is the first of its row and columns; if so it becomes number n. */
static bool is_new(search *of, const attempt *from, size_t n)
{
    uint64_t at = keur_mix(from->row);

    for (size_t i = 0; i < KEUR_MOST_CONDITIONS; i++)
        at = keur_mix(at ^ from->columns[i]);
    for (at &= of->table_size - 1; of->table[at] != 0; at = (at + 1) & (of->table_size - 1)) {
        if (are_same(&of->taken[of->table[at] - 1], from))
            return false;
    }
    of->taken[n] = *from;
    of->table[at] = (uint32_t)n + 1;
    return true;
}

static void take_round(search *of, keur_predicates *made)
{
    for (size_t i = 0; i < of->n; i++) {
        const attempt *from = &of->attempts[i];

        if (of->wanted[from->anchor] == 0 || of->hits[i] == KEUR_NOT_ONE ||
            !is_new(of, from, made->n))
            continue;
        made->items[made->n++] = of->predicates[i];
        of->wanted[from->anchor]--;
    }
}

/* Every row with every combination of columns. */
static void list_all(search *of)
{
    const uint32_t p = (uint32_t)of->in->n_columns;
    const bool is_pair = of->n_conditions < KEUR_MOST_CONDITIONS;

    of->n = 0;
    for (uint32_t row = 0; row < of->in->n_rows; row++) {
        for (uint32_t a = 0; a < p; a++) {
            for (uint32_t b = a + 1; b < p; b++) {
                for (uint32_t c = is_pair ? p - 1 : b + 1; c < p; c++)
                    of->attempts[of->n++] =
                        (attempt){.row = row, .columns = {a, b, is_pair ? 0 : c}, .number = LISTED};
            }
        }
    }
}

/* Of all attempts, in an order by chance, those that select one row and have a column from which
 * predicates are still wanted: they count for the one from which most are. */
static keur_status take_all(search *of, keur_predicates *made, keur_error *err)
{
    keur_random random = keur_random_start(of->seed, of->purpose, UINT64_MAX);
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(order, of->n, err));
    for (size_t i = 0; i < of->n; i++)
        order[i] = (uint32_t)i;
    keur_random_shuffle(&random, order, of->n);
    for (size_t i = 0; i < of->n; i++) {
        const uint32_t *columns = of->attempts[order[i]].columns;
        uint32_t anchor = columns[0];

        if (of->hits[order[i]] == KEUR_NOT_ONE)
            continue;
        for (uint32_t c = 1; c < of->n_conditions; c++)
            anchor = of->wanted[columns[c]] > of->wanted[anchor] ? columns[c] : anchor;
        if (of->wanted[anchor] == 0)
            continue;
        of->wanted[anchor]--;
        made->items[made->n++] = of->predicates[order[i]];
    }
out:
    keur_release(order);
    return status;
}

keur_status keur_predicates_several(const keur_case *on, const keur_searched *in, size_t most,
                                    uint64_t seed, const char *purpose, int threads,
                                    keur_predicates *made, keur_error *err)
{
    search of = {.on = on, .in = in, .seed = seed, .purpose = purpose};
    keur_status status = KEUR_OK;

    *made = (keur_predicates){0, NULL};
    if (in->n_columns < 2 || in->n_rows == 0)
        return KEUR_OK;
    KEUR_TRY(start(&of, most, err));
    KEUR_TRY(KEUR_NEW(made->items, most, err));
    if (of.offered <= ROOM) {
        list_all(&of);
        KEUR_TRY(keur_parallel_for(of.n, ATTEMPTS_AT_ONCE, threads, try_some, &of, err));
        KEUR_TRY(take_all(&of, made, err));
        goto out;
    }
    for (;;) {
        list_round(&of);
        if (of.n == 0)
            break;
        KEUR_TRY(keur_parallel_for(of.n, ATTEMPTS_AT_ONCE, threads, try_some, &of, err));
        take_round(&of, made);
    }
out:
    free_search(&of);
    return status;
}
