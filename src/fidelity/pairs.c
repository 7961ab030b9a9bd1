/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pairs of columns of a table against the train table: total variation distance of the two-way
 * table, numbers in 10 quantile groups of train, missing values and special codes as values of
 * their own; the mean over all pairs, and each pair.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"
#include "fidelity/anchors.h"
#include "fidelity/column_choice.h"
#include "fidelity/fidelity_registry.h"
#include "fidelity/pair_distances.h"

/* So many single pairs are given; of wide tables, those that differ most. */
enum { MOST_GIVEN = 1000 };

/* All pairs of so many columns: 19,900. Of more columns as many pairs, at random. */
enum { ALL_PAIRS_UP_TO = 200 };

typedef struct pairing {
    const keur_comparison *of;
    size_t n_pairs;
    bool is_sample;
    size_t (*pairs)[2];
    keur_jackknifed *found[KEUR_COMPARISONS];
} pairing;

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
        nearness[i] = -of->found[0][i].value;
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
static keur_status report(const keur_case *on, const pairing *of, const keur_jackknifed *found,
                          const bool *is_given, keur_result *out, keur_error *err)
{
    keur_figure like = keur_figure_start("total-variation", KEUR_KIND_STATISTIC);
    keur_jackknifed mean = {.value = 0};
    keur_status status = KEUR_OK;

    like.unit = "distance";
    like.direction = KEUR_LOWER_IS_BETTER;
    like.n_parts = of->n_pairs;
    like.method = "mean over pairs; jackknife over 20 groups of rows, cut to [0, 1]";
    for (size_t i = 0; i < of->n_pairs; i++)
        keur_jackknifed_add(&mean, &found[i], (double)of->n_pairs);
    KEUR_TRY(keur_add_jackknifed(out, &like, "total-variation", of->of, &mean, err));
    like.n_parts = 0;
    like.method = "two-way table; jackknife over 20 groups of rows, cut to [0, 1]";
    like.n_labels = 2;
    for (size_t i = 0; is_given != NULL && i < of->n_pairs; i++) {
        if (!is_given[i])
            continue;
        like.labels[0] = (keur_label){"column", keur_case_column(on, of->pairs[i][0])->name};
        like.labels[1] = (keur_label){"with", keur_case_column(on, of->pairs[i][1])->name};
        KEUR_TRY(keur_add_jackknifed(out, &like, "total-variation", of->of, &found[i], err));
    }
out:
    return status;
}

static int by_position(const void *a, const void *b)
{
    const size_t *x = a, *y = b;

    return x[0] != y[0] ? (x[0] > y[0]) - (x[0] < y[0]) : (x[1] > y[1]) - (x[1] < y[1]);
}

static keur_status choose_pairs(const keur_case *on, pairing *of, keur_result *out, keur_error *err)
{
    const size_t n_columns = keur_case_columns(on);
    keur_column_choice choice = {.sets = NULL};
    char notice[160];
    keur_status status = KEUR_OK;

    KEUR_TRY(
        keur_column_choice_make(n_columns, 2, ALL_PAIRS_UP_TO, keur_case_seed(on), &choice, err));
    of->n_pairs = choice.n_sets;
    of->is_sample = choice.is_sample;
    KEUR_TRY(KEUR_NEW(of->pairs, of->n_pairs, err));
    for (size_t i = 0; i < of->n_pairs; i++) {
        of->pairs[i][0] = choice.sets[i][0];
        of->pairs[i][1] = choice.sets[i][1];
    }
    qsort(of->pairs, of->n_pairs, sizeof *of->pairs, by_position);
    if (!of->is_sample)
        goto out;
    (void)snprintf(notice, sizeof notice,
                   "Of the %zu pairs of columns, %zu were taken at random, one from each of equal "
                   "stretches; the mean is over these.",
                   n_columns * (n_columns - 1) / 2, of->n_pairs);
    KEUR_TRY(keur_result_notice(out, notice, err));
out:
    keur_column_choice_free(&choice);
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    const size_t n_columns = keur_case_columns(on);
    keur_anchors anchors = {.store = NULL};
    pairing of = {.pairs = NULL};
    bool *is_given = NULL;
    keur_status status = KEUR_OK;

    (void)args;
    if (n_columns < 2)
        return keur_result_add_missing(out, "total-variation", "needs two columns", err);
    KEUR_TRY(keur_anchors_make(on, &anchors, err));
    KEUR_TRY(choose_pairs(on, &of, out, err));
    for (size_t i = 0; i < KEUR_COMPARISONS; i++)
        KEUR_TRY(KEUR_NEW(of.found[i], of.n_pairs, err));
    KEUR_TRY(KEUR_NEW(is_given, of.n_pairs, err));
    KEUR_TRY(keur_pair_distances(&anchors, n_columns, of.n_pairs, (const size_t(*)[2])of.pairs,
                                 keur_case_threads(on), of.found, err));
    KEUR_TRY(choose_given(&of, is_given, out, err));
    for (size_t i = 0; i < KEUR_COMPARISONS; i++) {
        of.of = &anchors.comparisons[i];
        KEUR_TRY(report(on, &of, of.found[i], i < 2 ? is_given : NULL, out, err));
    }
out:
    keur_release(of.pairs);
    for (size_t i = 0; i < KEUR_COMPARISONS; i++)
        keur_release(of.found[i]);
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
