/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "near/rare_match.h"

#include <math.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/sort.h"
#include "base/try.h"
#include "near/near.h"

/*
 * Rows stand in the order of their codes, in blocks, column by column; queries stand in the same
 * order. A block keeps the sums of its rows after each column, so that a query goes on from the
 * first column in which it differs from the one before. A block is passed by where all columns
 * whose value may occur in it cannot sum to more than what was found.
 */

enum {
    LANES = 256,           /* rows of a block: their sums after 30 columns fill an L1 cache */
    QUERIES_AT_ONCE = 512, /* so many go through a block while it is in the cache */
    WORDS = 16,            /* of 64 bits, for the values of a block in a column, hashed */
    NO_CODE = INT32_MIN    /* fills the last block: agrees with nothing, so the sums are 0 */
};

typedef struct matching {
    const keur_match_weights *weights;
    const keur_rows *rows, *queries;
    const uint32_t *self;
    size_t d, n_blocks;
    int32_t *codes;      /* n_blocks * d * LANES, columns in the order of the weights */
    uint64_t *present;   /* n_blocks * d * WORDS */
    uint32_t *row_order; /* the row that stands at a place */
    uint32_t *place;     /* where a row stands */
    uint32_t *query_order;
    const int32_t *groups; /* of the rows; NULL: each by itself */
    double *best;          /* what is asked: these, or the claims */
    keur_match_claim *claims;
} matching;

/* Queries on their way through all blocks. */
typedef struct piece {
    const matching *on;
    size_t n;
    int32_t *codes, *weights; /* n * d, columns in order */
    size_t *shared;           /* first columns in common with the query before */
    uint32_t *self;           /* where the row stands that the query must not meet */
    int32_t *most, *second;   /* second: of other groups than `row`'s; where claims are asked */
    uint32_t *row;            /* where the row stands that has the most */
    int32_t *sums;      /* (d + 1) * LANES: room for the sums after each column, 0 after none */
    const int32_t **at; /* d + 1: where they are; those of the column before if none agrees */
} piece;

typedef struct by_codes {
    const keur_rows *rows;
    const size_t *order;
} by_codes;

static int compare_rows(uint32_t a, uint32_t b, const void *context)
{
    const by_codes *by = context;

    for (size_t k = 0; k < by->rows->n_columns; k++) {
        const int32_t *codes = by->rows->codes[by->order[k]];

        if (codes[a] != codes[b])
            return codes[a] < codes[b] ? -1 : 1;
    }
    return 0;
}

static keur_status sort_rows(const keur_rows *rows, const size_t *order, uint32_t **sorted,
                             keur_error *err)
{
    const by_codes by = {rows, order};
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(*sorted, rows->n_rows, err));
    for (size_t i = 0; i < rows->n_rows; i++)
        (*sorted)[i] = (uint32_t)i;
    KEUR_TRY(keur_sort(*sorted, rows->n_rows, compare_rows, &by, err));
out:
    return status;
}

static size_t bit_of(int32_t code)
{
    return ((size_t)code + 1) % (WORDS * 64);
}

static void fill_block(matching *on, size_t block)
{
    for (size_t k = 0; k < on->d; k++) {
        const int32_t *from = on->rows->codes[on->weights->order[k]];
        int32_t *codes = &on->codes[(block * on->d + k) * LANES];
        uint64_t *present = &on->present[(block * on->d + k) * WORDS];

        for (size_t lane = 0; lane < LANES; lane++) {
            const size_t i = block * LANES + lane;

            codes[lane] = NO_CODE;
            if (i >= on->rows->n_rows)
                continue;
            codes[lane] = from[on->row_order[i]];
            present[bit_of(codes[lane]) / 64] |= (uint64_t)1 << bit_of(codes[lane]) % 64;
        }
    }
}

static keur_status make_blocks(matching *on, keur_error *err)
{
    const size_t n = on->rows->n_rows;
    keur_status status = KEUR_OK;

    on->n_blocks = (n + LANES - 1) / LANES;
    KEUR_TRY(sort_rows(on->rows, on->weights->order, &on->row_order, err));
    KEUR_TRY(sort_rows(on->queries, on->weights->order, &on->query_order, err));
    KEUR_TRY(KEUR_NEW(on->place, n, err));
    for (size_t i = 0; i < n; i++)
        on->place[on->row_order[i]] = (uint32_t)i;
    KEUR_TRY(KEUR_NEW(on->codes, on->n_blocks * on->d * LANES, err));
    KEUR_TRY(KEUR_NEW(on->present, on->n_blocks * on->d * WORDS, err));
    for (size_t block = 0; block < on->n_blocks; block++)
        fill_block(on, block);
out:
    return status;
}

static void free_matching(matching *on)
{
    keur_release(on->codes);
    keur_release(on->present);
    keur_release(on->row_order);
    keur_release(on->place);
    keur_release(on->query_order);
}

static void free_piece(piece *of)
{
    keur_release(of->codes);
    keur_release(of->weights);
    keur_release(of->shared);
    keur_release(of->self);
    keur_release(of->most);
    keur_release(of->second);
    keur_release(of->row);
    keur_release(of->sums);
    keur_release(of->at);
}

static void take_query(piece *of, size_t q, uint32_t query)
{
    const matching *on = of->on;
    int32_t *codes = &of->codes[q * on->d], *weights = &of->weights[q * on->d];

    for (size_t k = 0; k < on->d; k++) {
        const size_t j = on->weights->order[k];

        codes[k] = on->queries->codes[j][query];
        weights[k] = on->weights->weights[j][codes[k] + 1];
        if (q > 0 && of->shared[q] == k && codes[k] == (codes - on->d)[k])
            of->shared[q]++;
    }
    of->self[q] = KEUR_NO_ROW;
    if (on->self != NULL && on->self[query] != KEUR_NO_ROW)
        of->self[q] = on->place[on->self[query]];
}

static keur_status make_piece(piece *of, size_t begin, keur_error *err)
{
    const size_t d = of->on->d;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(of->codes, of->n * d, err));
    KEUR_TRY(KEUR_NEW(of->weights, of->n * d, err));
    KEUR_TRY(KEUR_NEW(of->shared, of->n, err));
    KEUR_TRY(KEUR_NEW(of->self, of->n, err));
    KEUR_TRY(KEUR_NEW(of->most, of->n, err));
    KEUR_TRY(KEUR_NEW(of->second, of->n, err));
    KEUR_TRY(KEUR_NEW(of->row, of->n, err));
    KEUR_TRY(KEUR_NEW(of->sums, (d + 1) * LANES, err));
    KEUR_TRY(KEUR_NEW(of->at, d + 1, err));
    of->at[0] = of->sums;
    for (size_t q = 0; q < of->n; q++)
        take_query(of, q, of->on->query_order[begin + q]);
out:
    return status;
}

static bool may_occur(const uint64_t *present, int32_t code)
{
    return present[bit_of(code) / 64] >> bit_of(code) % 64 & 1;
}

/* At least the sum of any row of the block. */
static int32_t bound_of(const piece *of, size_t block, size_t q)
{
    const size_t d = of->on->d;
    const uint64_t *present = &of->on->present[block * d * WORDS];
    int32_t sum = 0;

    for (size_t k = 0; k < d; k++)
        sum += may_occur(&present[k * WORDS], of->codes[q * d + k]) ? of->weights[q * d + k] : 0;
    return sum;
}

static void add_agreeing(const int32_t *restrict codes, int32_t code, int32_t weight,
                         const int32_t *restrict from, int32_t *restrict to)
{
    for (size_t lane = 0; lane < LANES; lane++)
        to[lane] = from[lane] + (codes[lane] == code ? weight : 0);
}

static int32_t most_of(const int32_t *sums, size_t begin, size_t end, int32_t most)
{
    for (size_t lane = begin; lane < end; lane++)
        most = sums[lane] > most ? sums[lane] : most;
    return most;
}

/* Sums of the block's rows after all columns, those after the first `kept` being there. */
static const int32_t *sum_columns(piece *of, size_t block, size_t q, size_t kept)
{
    const size_t d = of->on->d;

    for (size_t k = kept; k < d; k++) {
        const int32_t code = of->codes[q * d + k];
        int32_t *to = &of->sums[(k + 1) * LANES];

        of->at[k + 1] = of->at[k];
        if (!may_occur(&of->on->present[(block * d + k) * WORDS], code))
            continue;
        add_agreeing(&of->on->codes[(block * d + k) * LANES], code, of->weights[q * d + k],
                     of->at[k], to);
        of->at[k + 1] = to;
    }
    return of->at[d];
}

static bool is_same_group(const matching *on, uint32_t a, uint32_t b)
{
    return on->groups != NULL && on->groups[on->row_order[a]] == on->groups[on->row_order[b]];
}

/* A row at `place` with this sum. Of equal sums the one that came first is kept: if it is of
 * another group the two are equal, and neither will stand out. */
static void take_row(piece *of, size_t q, uint32_t place, int32_t sum)
{
    const bool is_same = of->most[q] > 0 && is_same_group(of->on, place, of->row[q]);

    if (sum > of->most[q]) {
        of->second[q] = is_same ? of->second[q] : of->most[q];
        of->most[q] = sum;
        of->row[q] = place;
    } else if (!is_same && sum > of->second[q]) {
        of->second[q] = sum;
    }
}

/* Take the sums of lanes begin .. end - 1 of a block. */
static void take_sums(piece *of, size_t block, size_t q, const int32_t *sums, size_t begin,
                      size_t end)
{
    if (of->on->claims == NULL) {
        of->most[q] = most_of(sums, begin, end, of->most[q]);
        return;
    }
    if (most_of(sums, begin, end, 0) <= of->second[q])
        return;
    for (size_t lane = begin; lane < end; lane++) {
        if (sums[lane] > of->second[q])
            take_row(of, q, (uint32_t)(block * LANES + lane), sums[lane]);
    }
}

static void scan_block(piece *of, size_t block)
{
    const int32_t *needed = of->on->claims != NULL ? of->second : of->most;
    size_t kept = 0;

    for (size_t q = 0; q < of->n; q++) {
        const size_t lane = (size_t)of->self[q] - block * LANES;
        const int32_t *sums;

        kept = of->shared[q] < kept ? of->shared[q] : kept;
        if (bound_of(of, block, q) <= needed[q])
            continue;
        sums = sum_columns(of, block, q, kept);
        kept = of->on->d;
        if (of->self[q] / LANES != block) {
            take_sums(of, block, q, sums, 0, LANES);
            continue;
        }
        take_sums(of, block, q, sums, 0, lane);
        take_sums(of, block, q, sums, lane + 1, LANES);
    }
}

/* What was found for query q of a piece that begins at `begin`. */
static void give(const piece *of, size_t begin, size_t q)
{
    const matching *on = of->on;
    const uint32_t query = on->query_order[begin + q];
    const size_t n_others = on->rows->n_rows - (of->self[q] != KEUR_NO_ROW);
    const int shift = -on->weights->shift;

    if (on->claims == NULL) {
        on->best[query] = n_others > 0 ? ldexp(of->most[q], shift) : -INFINITY;
        return;
    }
    on->claims[query] =
        (keur_match_claim){ldexp(of->most[q], shift), ldexp(of->second[q], shift),
                           of->most[q] > of->second[q] ? on->row_order[of->row[q]] : KEUR_NO_ROW};
}

static keur_status match_piece(void *context, size_t begin, size_t end, keur_error *err)
{
    const matching *on = context;
    piece of = {.on = on, .n = end - begin};
    /* Both orders are the same, so the block at the same share of the way agrees most. */
    const size_t first = on->n_blocks * begin / on->queries->n_rows;
    keur_status status = KEUR_OK;

    KEUR_TRY(make_piece(&of, begin, err));
    for (size_t b = 0; b < on->n_blocks; b++)
        scan_block(&of, (first + b) % on->n_blocks);
    for (size_t q = 0; q < of.n; q++)
        give(&of, begin, q);
out:
    free_piece(&of);
    return status;
}

static keur_status match_all(matching *on, int threads, keur_error *err)
{
    keur_status status = KEUR_OK;

    on->d = on->weights->n_columns;
    if (on->rows->n_rows >= KEUR_NO_ROW || on->queries->n_rows >= KEUR_NO_ROW)
        return keur_fail(err, KEUR_EINVAL, "2^32 - 1 rows or more cannot be matched");
    KEUR_TRY(make_blocks(on, err));
    KEUR_TRY(
        keur_parallel_for(on->queries->n_rows, QUERIES_AT_ONCE, threads, match_piece, on, err));
out:
    free_matching(on);
    return status;
}

keur_status keur_rare_match(const keur_match_weights *weights, const keur_rows *rows,
                            const keur_rows *queries, const uint32_t *self, int threads,
                            double *best, keur_error *err)
{
    matching on = {
        .weights = weights, .rows = rows, .queries = queries, .self = self, .best = best};

    return match_all(&on, threads, err);
}

keur_status keur_match_claims(const keur_match_weights *weights, const keur_rows *rows,
                              const int32_t *groups, const keur_rows *queries, const uint32_t *self,
                              int threads, keur_match_claim *claims, keur_error *err)
{
    matching on = {.weights = weights,
                   .rows = rows,
                   .queries = queries,
                   .self = self,
                   .groups = groups,
                   .claims = claims};

    return match_all(&on, threads, err);
}
