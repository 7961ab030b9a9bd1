/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Predicates on several columns, taken from rows of a table. */
#include <string.h>

#include "attacks/predicates.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"

enum { ATTEMPTS = 50 }; /* for each predicate that is wanted */

/* An attempt: a row and columns, ascending. The predicate follows from them, and one that selects
 * one row comes from no other. */
typedef struct attempt {
    uint32_t row, anchor, columns[KEUR_MOST_CONDITIONS];
} attempt;

typedef struct search {
    const keur_case *on;
    const keur_searched *in;
    const char *purpose;
    uint64_t seed;
    uint32_t n_conditions;
    int32_t *above;             /* per column: the least code above the median */
    size_t *wanted, *tries;     /* per column in turn: predicates still wanted, attempts so far */
    attempt *attempts;          /* of this round */
    keur_predicate *predicates; /* what they give */
    uint32_t *hits;             /* and what these select */
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

static keur_status start(search *of, size_t most, keur_error *err)
{
    const size_t p = of->in->n_columns;
    keur_status status = KEUR_OK;

    of->n_conditions = (uint32_t)(p < KEUR_MOST_CONDITIONS ? p : KEUR_MOST_CONDITIONS);
    for (of->table_size = 16; of->table_size < 2 * most; of->table_size *= 2) {
    }
    KEUR_TRY(KEUR_NEW(of->above, p, err));
    KEUR_TRY(KEUR_NEW(of->wanted, p, err));
    KEUR_TRY(KEUR_NEW(of->tries, p, err));
    KEUR_TRY(KEUR_NEW(of->taken, most, err));
    KEUR_TRY(KEUR_NEW(of->table, of->table_size, err));
    of->room = 2 * most;
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

/* Attempt `number` of a column: a row, the column and others beside it, all as likely. */
static void draw(const search *of, size_t anchor, size_t number, attempt *made)
{
    keur_random random =
        keur_random_start(of->seed, of->purpose, (uint64_t)anchor << 32 | (uint64_t)number);
    const size_t p = of->in->n_columns;
    uint32_t *columns = made->columns;

    *made = (attempt){.row = (uint32_t)keur_random_below(&random, of->in->n_rows),
                      .anchor = (uint32_t)anchor,
                      .columns = {(uint32_t)anchor}};
    for (uint32_t n = 1; n < of->n_conditions; n++) {
        /* the columns not yet chosen, by their number among these */
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

/* Twice as many attempts as predicates are still wanted, as far as the column has attempts left. */
static void draw_round(search *of, size_t most)
{
    const size_t p = of->in->n_columns;

    of->n = 0;
    for (size_t j = 0; j < p; j++) {
        const size_t allowed = ATTEMPTS * (most / p + 1);

        for (size_t i = 0; i < 2 * of->wanted[j] && of->tries[j] < allowed; i++) {
            draw(of, j, of->tries[j]++, &of->attempts[of->n]);
            describe(of, &of->attempts[of->n], &of->predicates[of->n]);
            of->n++;
        }
    }
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
    for (;;) {
        draw_round(&of, most);
        if (of.n == 0)
            break;
        KEUR_TRY(keur_predicates_hit(in, of.predicates, of.n, threads, of.hits, err));
        take_round(&of, made);
    }
out:
    free_search(&of);
    return status;
}
