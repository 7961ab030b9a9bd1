/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/permuting.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "base/try.h"

enum {
    BATCH =
        128,  /* sets side by side: their sums and one table of subsets stay in the first cache */
    PART = 4, /* records a look-up adds at once; a divisor of 64 */
    SUBSETS = 1 << PART,
};

typedef struct job {
    const keur_rank_table *table;
    size_t n_chosen;   /* of the smaller group, so that at most half of the bits are set */
    size_t n_words;    /* of 64 records */
    size_t until_full; /* parts that a 32-bit sum can take */
    double sign;       /* -1 where the chosen are the non-members */
    uint64_t seed;
    double *maxima;
} job;

typedef struct scratch {
    uint64_t *bits;    /* word w of set b at w * BATCH + b */
    uint32_t *subsets; /* rank sums of the subsets of PART records, SUBSETS rows */
    uint32_t *partial; /* rank sums so far, BATCH rows */
    uint64_t *sums;    /* what has been carried over from `partial` */
} scratch;

static void scratch_free(scratch *of)
{
    keur_release(of->bits);
    keur_release(of->subsets);
    keur_release(of->partial);
    keur_release(of->sums);
}

static size_t count_bits(uint64_t x)
{
    x -= (x >> 1) & 0x5555555555555555u;
    x = (x & 0x3333333333333333u) + ((x >> 2) & 0x3333333333333333u);
    x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (size_t)((x * 0x0101010101010101u) >> 56);
}

/* 64 bits, each set with probability share / 256. */
static uint64_t biased_bits(keur_random *random, unsigned share)
{
    uint64_t bits = 0;

    /* From the last binary digit to the first; zeros at the end change nothing. */
    for (int digit = 0; digit < 8; digit++) {
        if ((share >> digit & 1) != 0)
            bits |= keur_random_bits(random);
        else if ((share & ((1u << digit) - 1)) != 0)
            bits &= keur_random_bits(random);
    }
    return bits;
}

/* A uniform set of n_chosen records, into every BATCH-th word. */
static void draw_set(const job *of, size_t draw, uint64_t *bits)
{
    const size_t n = of->table->n, rest = n % 64;
    const unsigned share = (unsigned)(256 * of->n_chosen / n);
    keur_random random = keur_random_start(of->seed, "permute-labels", draw);
    size_t count = 0;

    for (size_t w = 0; w < of->n_words; w++) {
        uint64_t word = biased_bits(&random, share);

        if (rest > 0 && w + 1 == of->n_words)
            word &= (UINT64_C(1) << rest) - 1;
        bits[w * BATCH] = word;
        count += count_bits(word);
    }
    while (count != of->n_chosen) {
        const uint64_t i = keur_random_below(&random, n), bit = UINT64_C(1) << (i % 64);
        uint64_t *word = &bits[i / 64 * BATCH];
        const bool is_in = (*word & bit) != 0, is_short = count < of->n_chosen;

        if (is_in == is_short)
            continue;
        *word ^= bit;
        count = is_short ? count + 1 : count - 1;
    }
}

/* Sums of every subset of the records first .. first + PART - 1; those beyond the end count 0. */
static void fill_subsets(const keur_rank_table *table, size_t first, uint32_t *subsets)
{
    const size_t width = table->width;

    for (size_t j = 0; j < width; j++)
        subsets[j] = 0;
    for (size_t part = 0; part < PART; part++) {
        const size_t size = (size_t)1 << part;
        const uint32_t *row = first + part < table->n ? &table->rank[(first + part) * width] : NULL;

        for (size_t k = 0; k < size; k++) {
            for (size_t j = 0; j < width; j++)
                subsets[(size + k) * width + j] =
                    subsets[k * width + j] + (row != NULL ? row[j] : 0);
        }
    }
}

static void carry_over(size_t n, scratch *work)
{
    for (size_t i = 0; i < n; i++) {
        work->sums[i] += work->partial[i];
        work->partial[i] = 0;
    }
}

static void add_rows(uint32_t *restrict to, const uint32_t *restrict row, size_t width)
{
    for (size_t j = 0; j < width; j++)
        to[j] += row[j];
}

static void sum_ranks(const job *of, size_t n_sets, scratch *work)
{
    const size_t width = of->table->width;
    size_t parts = 0;

    for (size_t w = 0; w < of->n_words; w++) {
        for (size_t shift = 0; shift < 64 && w * 64 + shift < of->table->n; shift += PART) {
            fill_subsets(of->table, w * 64 + shift, work->subsets);
            for (size_t b = 0; b < n_sets; b++) {
                const size_t subset = work->bits[w * BATCH + b] >> shift & (SUBSETS - 1);

                add_rows(&work->partial[b * width], &work->subsets[subset * width], width);
            }
            if (++parts == of->until_full) {
                carry_over(n_sets * width, work);
                parts = 0;
            }
        }
    }
    carry_over(n_sets * width, work);
}

static double largest(const job *of, const uint64_t *sums)
{
    const keur_rank_table *table = of->table;
    const double mean = (double)of->n_chosen * ((double)table->n + 1);
    double most = -INFINITY;

    for (size_t j = 0; j < table->n_scores; j++) {
        const double off = of->sign * ((double)sums[j] - mean);

        most = fmax(most, table->spread[j] > 0 ? off / table->spread[j] : 0);
    }
    return most;
}

static keur_status draw_batch(void *context, size_t begin, size_t end, keur_error *err)
{
    const job *of = context;
    const size_t width = of->table->width;
    scratch work = {.bits = NULL};
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(work.bits, of->n_words * BATCH, err));
    KEUR_TRY(KEUR_NEW(work.subsets, SUBSETS * width, err));
    KEUR_TRY(KEUR_NEW(work.partial, BATCH * width, err));
    KEUR_TRY(KEUR_NEW(work.sums, BATCH * width, err));
    for (size_t draw = begin; draw < end; draw++)
        draw_set(of, draw, work.bits + (draw - begin));
    sum_ranks(of, end - begin, &work);
    for (size_t draw = begin; draw < end; draw++)
        of->maxima[draw] = largest(of, &work.sums[(draw - begin) * width]);
out:
    scratch_free(&work);
    return status;
}

keur_status keur_permuting_draw(const keur_rank_table *table, uint64_t seed, size_t n_draws,
                                int threads, double *maxima, keur_error *err)
{
    const size_t n = table->n, n_other = n - table->n_member;
    job of = {
        .table = table,
        .n_chosen = table->n_member < n_other ? table->n_member : n_other,
        .n_words = n / 64 + (n % 64 > 0),
        .until_full = UINT32_MAX / (2 * PART * n),
        .sign = table->n_member <= n_other ? 1 : -1,
        .seed = seed,
        .maxima = maxima,
    };

    assert(n <= KEUR_PERMUTING_MOST && of.until_full > 0);
    return keur_parallel_for(n_draws, BATCH, threads, draw_batch, &of, err);
}
