/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Single columns of a table against the train table, averaged over columns:
 *   total-variation     half the sum of absolute differences of shares; numbers in 10 quantile
 *                       groups of train; missing and special codes count as values
 *   kolmogorov-smirnov  largest difference of the distribution functions of a number
 *   wasserstein         area between them with numbers at their ranks in train (0 to 1)
 *   missing             absolute difference of the shares missing
 *   range-coverage      part of the range of train's numbers that the other table's range covers
 *   category-coverage   part of train's levels that occur in the other table
 */
#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "case/remembered.h"
#include "fidelity/anchors.h"
#include "fidelity/column_shares.h"
#include "fidelity/fidelity_registry.h"

/* What one column shows in one comparison. */
typedef struct column_fit {
    keur_jackknifed variation, smirnov, wasserstein, missing;
    double range_coverage, category_coverage; /* NAN where there is no range, no level */
    bool has_numbers;
} column_fit;

typedef struct fitting {
    const keur_case *on;
    const keur_anchors *anchors;
    const keur_comparison *of;
    column_fit *fits;
} fitting;

/* Mid-ranks of the values of a column among the n numbers of train, over n; a value that train
 * lacks has the number of those below it. */
static keur_status rank_in_train(const keur_case *on, size_t j, double **ranks, keur_error *err)
{
    const size_t n_values = keur_case_column(on, j)->n_values;
    const int32_t *codes = keur_case_codes(on, KEUR_TRAIN, j);
    double below = 0, n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(*ranks, n_values, err));
    for (size_t i = 0; i < keur_case_rows(on, KEUR_TRAIN); i++) {
        if (codes[i] >= 0 && (size_t)codes[i] < n_values) {
            (*ranks)[codes[i]] += 1;
            n += 1;
        }
    }
    for (size_t v = 0; n > 0 && v < n_values; v++) {
        const double here = (*ranks)[v];

        (*ranks)[v] = (here > 0 ? below + (here + 1) / 2 : below) / n;
        below += here;
    }
out:
    return status;
}

/* Kolmogorov-Smirnov and Wasserstein distances without group g (g = groups: with all). Cell 0
 * holds the missing, cells 1 .. n_values the numbers, ascending. Where one table has no numbers at
 * all both are 1; where neither has, there is nothing to compare. */
static void compare_numbers(const uint32_t *real, const uint32_t *other, size_t n_cells,
                            size_t n_values, const double *ranks, size_t g, double *smirnov,
                            double *area)
{
    const double n_real = keur_rows_without(real, n_cells, 1, n_values + 1, g);
    const double n_other = keur_rows_without(other, n_cells, 1, n_values + 1, g);
    double below_real = 0, below_other = 0;

    if (n_real == 0 || n_other == 0) {
        *smirnov = *area = n_real > 0 || n_other > 0 ? 1 : NAN;
        return;
    }
    *smirnov = *area = 0;
    for (size_t v = 0; v < n_values; v++) {
        double gap;

        below_real += keur_rows_without(real, n_cells, v + 1, v + 2, g);
        below_other += keur_rows_without(other, n_cells, v + 1, v + 2, g);
        gap = fabs(below_real / n_real - below_other / n_other);
        *smirnov = gap > *smirnov ? gap : *smirnov;
        if (v + 1 < n_values)
            *area += gap * (ranks[v + 1] - ranks[v]);
    }
}

static double missing_gap(const uint32_t *real, const uint32_t *other, size_t n_cells, size_t g)
{
    return fabs(keur_rows_without(real, n_cells, 0, 1, g) /
                    keur_rows_without(real, n_cells, 0, n_cells, g) -
                keur_rows_without(other, n_cells, 0, 1, g) /
                    keur_rows_without(other, n_cells, 0, n_cells, g));
}

static bool occurs(const uint32_t *counts, size_t n_cells, size_t code)
{
    return counts[KEUR_JACKKNIFE_GROUPS * n_cells + code + 1] > 0;
}

/* Part of train's range that the other table's numbers span. */
static double cover_range(const keur_column *column, const uint32_t *real, const uint32_t *other,
                          size_t n_cells)
{
    double low[2] = {NAN, NAN}, high[2] = {NAN, NAN}, both;
    const uint32_t *counts[2] = {real, other};

    for (size_t t = 0; t < 2; t++) {
        for (size_t v = 0; v < column->n_values; v++) {
            if (!occurs(counts[t], n_cells, v))
                continue;
            low[t] = isnan(low[t]) ? column->values[v] : low[t];
            high[t] = column->values[v];
        }
    }
    if (!(high[0] > low[0]))
        return NAN;
    if (isnan(low[1]))
        return 0;
    both = fmin(high[0], high[1]) - fmax(low[0], low[1]);
    return both > 0 ? both / (high[0] - low[0]) : 0;
}

static double cover_levels(const keur_column *column, const uint32_t *real, const uint32_t *other,
                           size_t n_cells)
{
    double here = 0, there = 0;

    for (size_t l = 0; l < column->n_levels; l++) {
        if (occurs(real, n_cells, column->n_values + l)) {
            here += 1;
            there += occurs(other, n_cells, column->n_values + l);
        }
    }
    return here > 0 ? there / here : NAN;
}

static keur_status fit_numbers(const fitting *fit, size_t j, const uint32_t *real,
                               const uint32_t *other, column_fit *to, keur_error *err)
{
    const size_t n_cells = fit->anchors->n_codes[j] + 1;
    const size_t n_values = keur_case_column(fit->on, j)->n_values;
    double *ranks = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(rank_in_train(fit->on, j, &ranks, err));
    compare_numbers(real, other, n_cells, n_values, ranks, KEUR_JACKKNIFE_GROUPS,
                    &to->smirnov.value, &to->wasserstein.value);
    for (size_t g = 0; g < KEUR_JACKKNIFE_GROUPS; g++)
        compare_numbers(real, other, n_cells, n_values, ranks, g, &to->smirnov.without[g],
                        &to->wasserstein.without[g]);
    to->has_numbers = !isnan(to->smirnov.value);
out:
    keur_release(ranks);
    return status;
}

static keur_status fit_column(const fitting *fit, size_t j, keur_error *err)
{
    const keur_comparison *of = fit->of;
    const size_t n_codes = fit->anchors->n_codes[j], n_grouped = fit->anchors->n_grouped_codes[j];
    const size_t n_cells = n_codes + 1;
    const size_t room = (n_codes > n_grouped ? n_codes : n_grouped) + 1;
    const keur_column *column = keur_case_column(fit->on, j);
    column_fit *to = &fit->fits[j];
    uint32_t *real = NULL, *other = NULL;
    keur_status status = KEUR_OK;

    *to = (column_fit){.has_numbers = false};
    KEUR_TRY(KEUR_NEW(real, KEUR_JACKKNIFE_TABLES * room, err));
    KEUR_TRY(KEUR_NEW(other, KEUR_JACKKNIFE_TABLES * room, err));
    keur_count_parts(of->real_grouped.codes[j], n_grouped, NULL, 0, of->real_part, of->real.n_rows,
                     real);
    keur_count_parts(of->other_grouped.codes[j], n_grouped, NULL, 0, of->other_part,
                     of->other.n_rows, other);
    keur_total_variation(real, other, n_grouped + 1, &to->variation);
    keur_count_parts(of->real.codes[j], n_codes, NULL, 0, of->real_part, of->real.n_rows, real);
    keur_count_parts(of->other.codes[j], n_codes, NULL, 0, of->other_part, of->other.n_rows, other);
    if (column->n_values > 0)
        KEUR_TRY(fit_numbers(fit, j, real, other, to, err));
    to->missing.value = missing_gap(real, other, n_cells, KEUR_JACKKNIFE_GROUPS);
    for (size_t g = 0; g < KEUR_JACKKNIFE_GROUPS; g++)
        to->missing.without[g] = missing_gap(real, other, n_cells, g);
    to->range_coverage = cover_range(column, real, other, n_cells);
    to->category_coverage = cover_levels(column, real, other, n_cells);
out:
    keur_release(real);
    keur_release(other);
    return status;
}

static keur_status fit_columns(void *context, size_t begin, size_t end, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t j = begin; j < end; j++)
        KEUR_TRY(fit_column(context, j, err));
out:
    return status;
}

/* An average over fewer columns, beside the released table, gives the range of one away. */
enum { LEAST_COVERED = 5 };

static keur_status add_coverage(keur_result *out, const char *name, const keur_comparison *from,
                                double sum, double n, keur_error *err)
{
    keur_figure figure = keur_figure_start(name, KEUR_KIND_STATISTIC);
    char full[64];

    (void)snprintf(full, sizeof full, "%s%s", name, from->suffix);
    if (keur_comparison_is_empty(from))
        return keur_result_add_missing(out, full, "needs a holdout, or two rows to halve train",
                                       err);
    if (n < LEAST_COVERED)
        return keur_result_add_missing(
            out, full, "needs 5 columns of its kind, so that none gives its range or levels away",
            err);
    figure.name = full;
    figure.unit =
        "share of train"; /* one row that is extreme, or rare, moves it by as much as all */
    figure.direction = KEUR_HIGHER_IS_BETTER;
    figure.method = "mean over columns";
    figure.no_interval = "rests on extremes and rare levels, for which resampling fails";
    figure.value = sum / n;
    figure.n_parts = (size_t)n;
    figure.n = from->real.n_rows + from->other.n_rows;
    return keur_result_add(out, &figure, err);
}

/* One of the averaged distances. */
static keur_status add_average(keur_result *out, const char *name, const keur_comparison *from,
                               const keur_jackknifed *mean, double n_columns,
                               const char *no_interval, keur_error *err)
{
    keur_figure like = keur_figure_start(name, KEUR_KIND_STATISTIC);
    char full[64];

    like.unit = "distance";
    like.direction = KEUR_LOWER_IS_BETTER;
    like.method = no_interval == NULL
                      ? "mean over columns; jackknife over 20 groups of rows, cut to [0, 1]"
                      : "mean over columns";
    like.no_interval = no_interval;
    like.n_parts = (size_t)n_columns;
    if (n_columns > 0)
        return keur_add_jackknifed(out, &like, name, from, mean, err);
    (void)snprintf(full, sizeof full, "%s%s", name, from->suffix);
    return keur_result_add_missing(out, full, "there is no column of numbers", err);
}

static keur_status report(const fitting *fit, keur_result *out, keur_error *err)
{
    const size_t n_columns = keur_case_columns(fit->on);
    const keur_comparison *from = fit->of;
    keur_jackknifed variation = {.value = 0}, smirnov = variation, wasserstein = variation,
                    missing = variation;
    double n_numbers = 0, range = 0, n_range = 0, category = 0, n_category = 0;
    keur_status status = KEUR_OK;

    for (size_t j = 0; j < n_columns; j++)
        n_numbers += fit->fits[j].has_numbers;
    for (size_t j = 0; j < n_columns; j++) {
        const column_fit *of = &fit->fits[j];

        keur_jackknifed_add(&variation, &of->variation, (double)n_columns);
        keur_jackknifed_add(&missing, &of->missing, (double)n_columns);
        if (of->has_numbers) {
            keur_jackknifed_add(&smirnov, &of->smirnov, n_numbers);
            keur_jackknifed_add(&wasserstein, &of->wasserstein, n_numbers);
        }
        range += isnan(of->range_coverage) ? 0 : of->range_coverage;
        n_range += !isnan(of->range_coverage);
        category += isnan(of->category_coverage) ? 0 : of->category_coverage;
        n_category += !isnan(of->category_coverage);
    }
    KEUR_TRY(add_average(out, "total-variation", from, &variation, (double)n_columns, NULL, err));
    KEUR_TRY(add_average(out, "kolmogorov-smirnov", from, &smirnov, n_numbers,
                         "a largest gap, for which resampling fails", err));
    KEUR_TRY(add_average(out, "wasserstein", from, &wasserstein, n_numbers, NULL, err));
    KEUR_TRY(add_average(out, "missing", from, &missing, (double)n_columns, NULL, err));
    KEUR_TRY(add_coverage(out, "range-coverage", from, range, n_range, err));
    KEUR_TRY(add_coverage(out, "category-coverage", from, category, n_category, err));
out:
    return status;
}

static keur_status report_columns(const fitting *fit, keur_result *out, keur_error *err)
{
    keur_figure like = keur_figure_start("total-variation", KEUR_KIND_STATISTIC);
    keur_status status = KEUR_OK;

    like.unit = "distance";
    like.direction = KEUR_LOWER_IS_BETTER;
    like.method = "numbers in 10 groups; jackknife over 20 groups of rows, cut to [0, 1]";
    like.n_labels = 1;
    for (size_t j = 0; j < keur_case_columns(fit->on); j++) {
        like.labels[0] = (keur_label){"column", keur_case_column(fit->on, j)->name};
        KEUR_TRY(keur_add_jackknifed(out, &like, "total-variation", fit->of,
                                     &fit->fits[j].variation, err));
    }
out:
    return status;
}

/* How the columns that differ most do so, for charts. */
static keur_status add_shares(keur_case *on, const fitting *fit, keur_result *out, keur_error *err)
{
    const size_t n_columns = keur_case_columns(on);
    double *distances = NULL;
    keur_status status = KEUR_OK;

    if (keur_comparison_is_empty(fit->of))
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(distances, n_columns, err));
    for (size_t j = 0; j < n_columns; j++)
        distances[j] = fit->fits[j].variation.value;
    KEUR_TRY(keur_add_column_shares(on, distances, out, err));
out:
    keur_release(distances);
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    const size_t n_columns = keur_case_columns(on);
    keur_anchors anchors = {.store = NULL};
    fitting fit = {.on = on, .anchors = &anchors};
    keur_status status = KEUR_OK;

    (void)args;
    KEUR_TRY(keur_anchors_make(on, &anchors, err));
    KEUR_TRY(KEUR_NEW(fit.fits, n_columns, err));
    for (size_t i = 0; i < KEUR_COMPARISONS; i++) {
        fit.of = &anchors.comparisons[i];
        KEUR_TRY(keur_parallel_for(n_columns, 1, keur_case_threads(on), fit_columns, &fit, err));
        KEUR_TRY(report(&fit, out, err));
        if (i < 2)
            KEUR_TRY(report_columns(&fit, out, err));
        if (i == 0)
            KEUR_TRY(add_shares(on, &fit, out, err));
    }
    if (!anchors.has_holdout)
        KEUR_TRY(keur_result_notice(out,
                                    "Without a holdout, the anchor of fresh real data is a "
                                    "random half of train against the other half.",
                                    err));
out:
    keur_release(fit.fits);
    keur_anchors_free(&anchors);
    return status;
}

const keur_measure keur_marginals = {
    .name = "marginals",
    .title = "Single columns",
    .question = "Does each column by itself look like the real one?",
    .limits = "Says nothing of how columns go together.",
    .source = "Total variation, Kolmogorov-Smirnov and Wasserstein-1 distances of marginals",
    .family = KEUR_FAMILY_FIDELITY,
    .run = run,
};
