/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pairs of columns of a table against the train table: total variation distance of the two-way
 * table, numbers in 10 quantile groups of train, missing values and special codes as values of
 * their own; the mean over all pairs, and each pair.
 */
#include <math.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/sort.h"
#include "base/try.h"
#include "cells/cells.h"
#include "fidelity/anchors.h"
#include "fidelity/fidelity_registry.h"

/* So many single pairs are given; of wide tables, those that differ most. */
enum { MOST_GIVEN = 1000 };

/* Larger two-way tables are first reduced to the cells that occur. */
enum { DIRECT_CELLS = 1 << 14 };

typedef struct pairing {
    const keur_anchors *anchors;
    const keur_comparison *of;
    size_t n_pairs;
    const size_t (*pairs)[2];
    keur_jackknifed *found;
} pairing;

static keur_status compare_direct(const pairing *of, const size_t pair[2], keur_jackknifed *found,
                                  keur_error *err)
{
    const keur_comparison *with = of->of;
    const size_t a = of->anchors->n_grouped_codes[pair[0]];
    const size_t b = of->anchors->n_grouped_codes[pair[1]];
    const size_t n_cells = (a + 1) * (b + 1);
    uint32_t *real = NULL, *other = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(real, KEUR_JACKKNIFE_TABLES * n_cells, err));
    KEUR_TRY(KEUR_NEW(other, KEUR_JACKKNIFE_TABLES * n_cells, err));
    keur_count_parts(with->real_grouped.codes[pair[0]], a, with->real_grouped.codes[pair[1]], b,
                     with->real_part, with->real.n_rows, real);
    keur_count_parts(with->other_grouped.codes[pair[0]], a, with->other_grouped.codes[pair[1]], b,
                     with->other_part, with->other.n_rows, other);
    keur_total_variation(real, other, n_cells, found);
out:
    keur_release(real);
    keur_release(other);
    return status;
}

static keur_status compare_sparse(const pairing *of, const size_t pair[2], keur_jackknifed *found,
                                  keur_error *err)
{
    const keur_rows tables[2] = {of->of->real_grouped, of->of->other_grouped};
    const uint8_t *parts[2] = {of->of->real_part, of->of->other_part};
    uint32_t *counts[2] = {NULL, NULL};
    keur_cells *cells = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_cells_count(tables, 2, pair, 2, of->anchors->n_grouped_codes, 1, &cells, err));
    for (size_t t = 0; t < 2; t++) {
        KEUR_TRY(KEUR_NEW(counts[t], KEUR_JACKKNIFE_TABLES * cells->n_cells, err));
        for (size_t i = 0; i < tables[t].n_rows; i++)
            counts[t][parts[t][i] * cells->n_cells + cells->cell[t][i]]++;
        keur_sum_parts(counts[t], cells->n_cells);
    }
    keur_total_variation(counts[0], counts[1], cells->n_cells, found);
out:
    keur_release(counts[0]);
    keur_release(counts[1]);
    keur_cells_free(cells);
    return status;
}

static keur_status compare_pairs(void *context, size_t begin, size_t end, keur_error *err)
{
    const pairing *of = context;
    keur_status status = KEUR_OK;

    for (size_t i = begin; i < end; i++) {
        const size_t a = of->anchors->n_grouped_codes[of->pairs[i][0]];
        const size_t b = of->anchors->n_grouped_codes[of->pairs[i][1]];

        if (b < DIRECT_CELLS && a < DIRECT_CELLS / (b + 1))
            KEUR_TRY(compare_direct(of, of->pairs[i], &of->found[i], err));
        else
            KEUR_TRY(compare_sparse(of, of->pairs[i], &of->found[i], err));
    }
out:
    return status;
}

/* is_given[i]: pair i is given by itself; all are, or those that differ most. */
static keur_status choose_given(const pairing *of, bool *is_given, keur_result *out,
                                keur_error *err)
{
    double *nearness = NULL;
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(nearness, of->n_pairs, err));
    KEUR_TRY(KEUR_NEW(order, of->n_pairs, err));
    for (size_t i = 0; i < of->n_pairs; i++)
        nearness[i] = -of->found[i].value;
    KEUR_TRY(keur_sort_order(nearness, of->n_pairs, order, err));
    for (size_t i = 0; i < of->n_pairs && i < MOST_GIVEN; i++)
        is_given[order[i]] = true;
    if (of->n_pairs > MOST_GIVEN)
        KEUR_TRY(keur_result_notice(out,
                                    "Of the pairs of columns, the 1,000 that differ most are "
                                    "given; the mean is over all.",
                                    err));
out:
    keur_release(nearness);
    keur_release(order);
    return status;
}

/* `is_given` may be NULL: no pair by itself. */
static keur_status report(const keur_case *on, const pairing *of, const bool *is_given,
                          keur_result *out, keur_error *err)
{
    keur_figure like = keur_figure_start("total-variation", KEUR_KIND_STATISTIC);
    keur_jackknifed mean = {.value = 0};
    keur_status status = KEUR_OK;

    like.unit = "distance";
    like.direction = KEUR_LOWER_IS_BETTER;
    like.n_parts = of->n_pairs;
    like.method = "mean over pairs; jackknife over 20 groups of rows, cut to [0, 1]";
    for (size_t i = 0; i < of->n_pairs; i++)
        keur_jackknifed_add(&mean, &of->found[i], (double)of->n_pairs);
    KEUR_TRY(keur_add_jackknifed(out, &like, "total-variation", of->of, &mean, err));
    like.n_parts = 0;
    like.method = "two-way table; jackknife over 20 groups of rows, cut to [0, 1]";
    like.n_labels = 2;
    for (size_t i = 0; is_given != NULL && i < of->n_pairs; i++) {
        if (!is_given[i])
            continue;
        like.labels[0] = (keur_label){"column", keur_case_column(on, of->pairs[i][0])->name};
        like.labels[1] = (keur_label){"with", keur_case_column(on, of->pairs[i][1])->name};
        KEUR_TRY(keur_add_jackknifed(out, &like, "total-variation", of->of, &of->found[i], err));
    }
out:
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    const size_t n_columns = keur_case_columns(on);
    keur_anchors anchors = {.store = NULL};
    size_t(*pairs)[2] = NULL;
    pairing of = {.anchors = &anchors};
    bool *is_given = NULL;
    keur_status status = KEUR_OK;

    (void)args;
    if (n_columns < 2)
        return keur_result_add_missing(out, "total-variation", "needs two columns", err);
    KEUR_TRY(keur_anchors_make(on, &anchors, err));
    KEUR_TRY(KEUR_NEW(pairs, n_columns * (n_columns - 1) / 2, err));
    for (size_t a = 0; a < n_columns; a++) {
        for (size_t b = a + 1; b < n_columns; b++) {
            pairs[of.n_pairs][0] = a;
            pairs[of.n_pairs++][1] = b;
        }
    }
    of.pairs = (const size_t(*)[2])pairs;
    KEUR_TRY(KEUR_NEW(of.found, of.n_pairs, err));
    KEUR_TRY(KEUR_NEW(is_given, of.n_pairs, err));
    for (size_t i = 0; i < KEUR_COMPARISONS; i++) {
        of.of = &anchors.comparisons[i];
        KEUR_TRY(keur_parallel_for(of.n_pairs, 1, keur_case_threads(on), compare_pairs, &of, err));
        if (i == 0)
            KEUR_TRY(choose_given(&of, is_given, out, err));
        KEUR_TRY(report(on, &of, i < 2 ? is_given : NULL, out, err));
    }
out:
    keur_release(pairs);
    keur_release(of.found);
    keur_release(is_given);
    keur_anchors_free(&anchors);
    return status;
}

const keur_measure keur_pairs = {
    .name = "pairs",
    .title = "Pairs of columns",
    .question = "Do columns go together two by two as they do in the real table?",
    .limits = "Says nothing of how three or more columns go together.",
    .source = "Total variation distance of two-way tables",
    .family = KEUR_FAMILY_FIDELITY,
    .run = run,
};
