/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/attribute/key_lookup.h"

#include <string.h>

#include "attacks/attribute/guessing_rule.h"
#include "attacks/attribute/secret_tally.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"

/* Rows [low, high) in the order of their keys. */
typedef struct range {
    size_t low, high;
} range;

typedef struct looking {
    const keur_key_lookup *of;
    uint32_t *in, *asked; /* rows in the order of their keys */
    int32_t *guesses;
} looking;

/* What one thread works with: the rows that share 0, 1, ... keys with the row before, and their
 * secrets, which most rows share with the one before. */
typedef struct finger {
    size_t depth; /* ranges[0..depth] are those of `last` */
    uint32_t last;
    range *ranges;
    range *tallied; /* per depth: the rows that `secrets` is of */
    keur_cell_secrets *secrets;
    uint32_t *counts;
} finger;

static void free_finger(finger *of)
{
    keur_release(of->ranges);
    keur_release(of->tallied);
    keur_release(of->secrets);
    keur_release(of->counts);
}

static keur_status start_finger(const keur_key_lookup *of, finger *made, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(made->ranges, of->n_columns + 1, err));
    KEUR_TRY(KEUR_NEW(made->tallied, of->n_columns + 1, err));
    KEUR_TRY(KEUR_NEW(made->secrets, of->n_columns + 1, err));
    KEUR_TRY(KEUR_NEW(made->counts, of->n_codes + 1, err));
    made->ranges[0] = (range){0, of->n_in};
out:
    return status;
}

/* Stable counting sort of `order` by codes; `room` as large. */
static void sort_by(const int32_t *codes, size_t n, size_t n_codes, size_t *starts, uint32_t *order,
                    uint32_t *room)
{
    size_t below = 0;

    memset(starts, 0, (n_codes + 1) * sizeof *starts);
    for (size_t i = 0; i < n; i++)
        starts[codes[i] + 1]++;
    for (size_t c = 0; c <= n_codes; c++) {
        const size_t here = starts[c];

        starts[c] = below;
        below += here;
    }
    for (size_t i = 0; i < n; i++)
        room[starts[codes[order[i]] + 1]++] = order[i];
    memcpy(order, room, n * sizeof *order);
}

static keur_status sort_rows(const keur_key_lookup *of, bool asked, uint32_t **order,
                             keur_error *err)
{
    const size_t n = asked ? of->n_asked : of->n_in;
    size_t *starts = NULL, n_codes = 0;
    uint32_t *room = NULL;
    keur_status status = KEUR_OK;

    for (size_t k = 0; k < of->n_columns; k++)
        n_codes = of->columns[k].n_codes > n_codes ? of->columns[k].n_codes : n_codes;
    KEUR_TRY(KEUR_NEW(*order, n, err));
    KEUR_TRY(KEUR_NEW(room, n, err));
    KEUR_TRY(KEUR_NEW(starts, n_codes + 1, err));
    for (size_t i = 0; i < n; i++)
        (*order)[i] = (uint32_t)i;
    for (size_t k = of->n_columns; k-- > 0;)
        sort_by(asked ? of->columns[k].asked : of->columns[k].in, n, of->columns[k].n_codes, starts,
                *order, room);
out:
    keur_release(room);
    keur_release(starts);
    return status;
}

/* The first row of a range whose code is at least `code`; the range ascends in this column. */
static size_t first_from(const looking *at, const int32_t *codes, range in, int64_t code)
{
    while (in.low < in.high) {
        const size_t middle = in.low + (in.high - in.low) / 2;

        if (codes[at->in[middle]] < code)
            in.low = middle + 1;
        else
            in.high = middle;
    }
    return in.low;
}

/* Move on to an asking row: from where its keys part from those of the row before. */
static void move_to(const looking *at, uint32_t row, bool is_first, finger *to)
{
    const keur_key_column *columns = at->of->columns;
    size_t d = 0;

    while (!is_first && d < to->depth && columns[d].asked[row] == columns[d].asked[to->last])
        d++;
    for (; d < at->of->n_columns && to->ranges[d].low < to->ranges[d].high; d++) {
        const int64_t code = columns[d].asked[row];
        const range in = to->ranges[d];

        to->ranges[d + 1].low = first_from(at, columns[d].in, in, code);
        to->ranges[d + 1].high =
            first_from(at, columns[d].in, (range){to->ranges[d + 1].low, in.high}, code + 1);
    }
    to->depth = d;
    to->last = row;
}

static int32_t guess_for(const looking *at, uint32_t row, finger *by)
{
    const keur_key_lookup *of = at->of;
    const bool itself = of->self != NULL && of->self[row] != UINT32_MAX;
    size_t best = 0;
    double unused = 0;

    if (of->n_in <= itself)
        return KEUR_NO_GUESS;
    for (size_t d = 1; d <= by->depth && by->ranges[d].high - by->ranges[d].low > itself; d++) {
        if (d <= of->n_single || d == of->n_columns)
            best = d;
    }
    if (by->tallied[best].low != by->ranges[best].low ||
        by->tallied[best].high != by->ranges[best].high) {
        const range in = by->ranges[best];

        by->tallied[best] = in;
        by->secrets[best] = keur_secret_tally_rows(at->in + in.low, in.high - in.low, of->secrets,
                                                   by->counts, &unused);
    }
    return itself ? keur_secret_mode_without(&by->secrets[best], of->secrets[of->self[row]])
                  : by->secrets[best].first;
}

static keur_status look_up_rows(void *context, size_t begin, size_t end, keur_error *err)
{
    const looking *at = context;
    finger by = {.depth = 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(start_finger(at->of, &by, err));
    for (size_t i = begin; i < end; i++) {
        const uint32_t row = at->asked[i];

        move_to(at, row, i == begin, &by);
        at->guesses[row] = guess_for(at, row, &by);
    }
out:
    free_finger(&by);
    return status;
}

keur_status keur_key_look_up(const keur_key_lookup *of, int threads, int32_t *guesses,
                             keur_error *err)
{
    looking at = {.of = of, .guesses = guesses};
    keur_status status = KEUR_OK;

    KEUR_TRY(sort_rows(of, false, &at.in, err));
    KEUR_TRY(sort_rows(of, true, &at.asked, err));
    KEUR_TRY(keur_parallel_for(of->n_asked, 4096, threads, look_up_rows, &at, err));
out:
    keur_release(at.in);
    keur_release(at.asked);
    return status;
}
