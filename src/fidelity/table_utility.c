/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Closed-form utilities of tables of one and two columns (utility.h), numbers in quantile groups
 * closed on the left, missing values and special codes as values of their own; or, with --columns,
 * all utilities of one table of as many columns as are named.
 *
 * `s-pmse` is the Voas-Williamson sum over its degrees of freedom: 1 on average where rows are
 * drawn from the real table's own shares, 1 + n_s/n_o where both are samples of one population, as
 * the holdout shows. Given the real table the sum follows a noncentral chi-squared distribution,
 * which gives the interval.
 */
#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"
#include "case/columns.h"
#include "case/labels.h"
#include "fidelity/fidelity_registry.h"
#include "fidelity/utility.h"
#include "fidelity/utility_tables.h"
#include "stats/chi_squared.h"
#include "stats/quantile.h"

/* So many of the tables that differ most are given by themselves. */
enum { MOST_GIVEN = 20 };

/* --- figures */

static double ratio_of(const keur_utility_table *of)
{
    return of->df > 0 ? of->vw / (double)of->df : NAN;
}

static keur_figure start_ratio(const keur_utility_tables *in, const char *name)
{
    keur_figure figure = keur_figure_start(name, KEUR_KIND_STATISTIC);

    figure.unit = "ratio";
    figure.direction = KEUR_LOWER_IS_BETTER;
    figure.n = in->n_rows[0] + in->n_rows[1];
    figure.n_least = in->n_rows[0] < in->n_rows[1] ? in->n_rows[0] : in->n_rows[1];
    return figure;
}

static void set_ratio(keur_figure *figure, double vw, size_t df)
{
    const double degrees = (double)df;
    const keur_interval found = keur_interval_noncentrality(vw, degrees, figure->level);

    figure->value = vw / degrees;
    /* A sum in the far tail of no difference contradicts all noncentralities. */
    figure->low = fmin(1 + found.low / degrees, figure->value);
    figure->high = fmax(1 + found.high / degrees, figure->value);
    figure->method = "vw / df: propensity error over its expectation, noncentral chi-squared "
                     "interval";
}

static keur_status add_ratio(keur_result *out, const keur_utility_tables *in,
                             const keur_utility_table *of, keur_error *err)
{
    keur_figure figure = start_ratio(in, "s-pmse");

    keur_figure_label(&figure, "column", keur_case_column(in->on, of->first)->name);
    if (of->second != of->first)
        keur_figure_label(&figure, "with", keur_case_column(in->on, of->second)->name);
    if (of->df > 0)
        set_ratio(&figure, of->vw, of->df);
    else
        figure.reason = "all rows lie in one cell";
    return keur_result_add(out, &figure, err);
}

static keur_status add_worst(keur_result *out, const keur_utility_tables *in, keur_error *err)
{
    double *nearness = NULL;
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(nearness, in->n_tables, err));
    KEUR_TRY(KEUR_NEW(order, in->n_tables, err));
    for (size_t i = 0; i < in->n_tables; i++)
        nearness[i] = in->tables[i].df > 0 ? -ratio_of(&in->tables[i]) : 1;
    KEUR_TRY(keur_sort_order(nearness, in->n_tables, order, err));
    for (size_t i = 0; i < in->n_tables && i < MOST_GIVEN; i++)
        KEUR_TRY(add_ratio(out, in, &in->tables[order[i]], err));
out:
    keur_release(nearness);
    keur_release(order);
    return status;
}

static keur_status add_summary(keur_result *out, const keur_utility_tables *in, const char *name,
                               double p, bool of_pairs, keur_error *err)
{
    keur_figure figure = start_ratio(in, name);
    double *ratios = NULL;
    uint32_t *order = NULL;
    char full[64];
    size_t n = 0;
    keur_status status = KEUR_OK;

    (void)snprintf(full, sizeof full, "%s%s", name, in->of->suffix);
    KEUR_TRY(KEUR_NEW(ratios, 2 * in->n_tables, err));
    KEUR_TRY(KEUR_NEW(order, in->n_tables, err));
    for (size_t i = 0; i < in->n_tables; i++)
        if (in->tables[i].df > 0 && (in->tables[i].first != in->tables[i].second) == of_pairs)
            ratios[n++] = ratio_of(&in->tables[i]);
    KEUR_TRY(keur_sort_order(ratios, n, order, err));
    for (size_t i = 0; i < n; i++)
        ratios[in->n_tables + i] = ratios[order[i]];
    figure.name = full;
    if (n > 0) {
        figure.value = keur_quantile(ratios + in->n_tables, n, p);
        figure.n_parts = n;
        figure.method = p < 1 ? "median over tables" : "largest of all tables";
        figure.no_interval = "tables share their rows; read it beside the anchors";
    } else {
        figure.reason = of_pairs ? "there is no table of two columns" : "there is no table";
    }
    KEUR_TRY(keur_result_add(out, &figure, err));
out:
    keur_release(ratios);
    keur_release(order);
    return status;
}

static keur_status report(keur_result *out, const keur_utility_tables *in, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(add_summary(out, in, "s-pmse-median", 0.5, true, err));
    KEUR_TRY(add_summary(out, in, "s-pmse-max", 1, true, err));
    KEUR_TRY(add_summary(out, in, "single-s-pmse-median", 0.5, false, err));
    KEUR_TRY(add_summary(out, in, "single-s-pmse-max", 1, false, err));
    if (in->of->suffix[0] == '\0')
        KEUR_TRY(add_worst(out, in, err));
out:
    return status;
}

/* --- one table, all utilities */

typedef struct named {
    const char *name, *unit, *method;
    double value;
} named;

static keur_status add_named(keur_result *out, const keur_utility_tables *in, const char *columns,
                             const named *of, keur_error *err)
{
    keur_figure figure = start_ratio(in, of->name);
    char full[64];

    (void)snprintf(full, sizeof full, "%s%s", of->name, in->of->suffix);
    figure.name = full;
    figure.unit = of->unit;
    figure.method = of->method;
    figure.value = of->value;
    figure.no_interval = "given as published; s-pmse has the interval";
    keur_figure_label(&figure, "columns", columns);
    if (isnan(of->value)) {
        figure.no_interval = NULL;
        figure.reason = "all rows lie in one cell";
    }
    return keur_result_add(out, &figure, err);
}

static keur_status report_one(keur_result *out, const keur_utility_tables *in, const char *columns,
                              const keur_utility *of, size_t n_empty, keur_error *err)
{
    const double df = of->df > 0 ? (double)of->df : NAN;
    const double df_g = of->df_g > 0 ? (double)of->df_g : NAN;
    const named all[] = {
        {"vw", "statistic", "Voas-Williamson sum", of->vw},
        {"ft", "statistic", "Freeman-Tukey sum", of->ft},
        {"g", "statistic", "likelihood ratio over cells with rows of both", of->g},
        {"jsd", "bits", "Jensen-Shannon divergence", of->jsd},
        {"pmse", "squared error", "closed form of a propensity model with every cell", of->pmse},
        {"wmabsdd", "statistic", "weighted mean absolute difference", of->wmabsdd},
        {"mabsdd", "share", "mean absolute difference of shares", of->mabsdd},
        {"dbhatt", "distance", "Bhattacharyya distance", of->dbhatt},
        {"specks", "distance", "largest gap between propensities", of->specks},
        {"u", "statistic", "Mann-Whitney statistic of propensities", of->u},
        {"po50", "percent", "rows told right by propensity, beyond half", of->po50},
        {"s-vw", "ratio", "vw / df", of->vw / df},
        {"s-ft", "ratio", "ft / df", of->ft / df},
        {"s-g", "ratio", "g / df of cells with rows of both", of->g / df_g},
        {"s-jsd", "ratio", "jsd * 2 rows / (df ln 2)", of->jsd * 2 * of->n / df / log(2)},
        {"s-wmabsdd", "ratio", "wmabsdd / df", of->wmabsdd / df},
        {"df", "cells", "non-empty cells but one", (double)of->df},
        {"df-g", "cells", "cells with rows of both but one", (double)of->df_g},
        {"empty", "cells", "combinations that neither table has", (double)n_empty}};
    keur_figure figure = start_ratio(in, "s-pmse");
    char full[64];
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        KEUR_TRY(add_named(out, in, columns, &all[i], err));
    (void)snprintf(full, sizeof full, "s-pmse%s", in->of->suffix);
    figure.name = full;
    keur_figure_label(&figure, "columns", columns);
    if (of->df == 0) {
        figure.reason = "all rows lie in one cell";
        return keur_result_add(out, &figure, err);
    }
    set_ratio(&figure, of->vw, of->df);
    KEUR_TRY(keur_result_add(out, &figure, err));
out:
    return status;
}

static keur_status compare_one(keur_result *out, const keur_utility_tables *in,
                               const size_t *columns, size_t n_columns, keur_error *err)
{
    keur_cells *cells = NULL;
    keur_utility found;
    double combinations = 1;
    char *text = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_columns_join(in->on, columns, n_columns, &text, err));
    KEUR_TRY(
        keur_utility_tables_count(in, columns, n_columns, keur_case_threads(in->on), &cells, err));
    KEUR_TRY(keur_utility_of(cells->count[0], cells->count[1], cells->n_cells, &found, err));
    for (size_t k = 0; k < n_columns; k++) {
        size_t n = 0;

        KEUR_TRY(keur_utility_tables_values(in, columns[k], &n, err));
        combinations *= (double)n;
    }
    KEUR_TRY(report_one(out, in, text, &found,
                        (size_t)fmin(combinations - (double)cells->n_cells, 1e15), err));
out:
    keur_release(text);
    keur_cells_free(cells);
    return status;
}

/* --- running */

static keur_status list_tables(keur_utility_tables *in, keur_error *err)
{
    const size_t n = keur_case_columns(in->on);
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(in->tables, n * (n + 1) / 2, err));
    for (size_t a = 0; a < n; a++)
        for (size_t b = a; b < n; b++)
            in->tables[in->n_tables++] = (keur_utility_table){.first = a, .second = b};
out:
    return status;
}

static keur_status run_comparison(keur_utility_tables *in, const size_t *columns, size_t n_columns,
                                  keur_result *out, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (keur_comparison_is_empty(in->of))
        return KEUR_OK;
    KEUR_TRY(keur_utility_tables_open(in, err));
    if (n_columns > 0) {
        KEUR_TRY(compare_one(out, in, columns, n_columns, err));
    } else {
        KEUR_TRY(keur_utility_tables_compare(in, err));
        KEUR_TRY(report(out, in, err));
    }
out:
    keur_utility_tables_close(in);
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    const unsigned pooled = 1u << KEUR_TRAIN | 1u << KEUR_SYNTHETIC;
    const bool is_pooled = keur_args_is(args, "cuts", "pooled");
    keur_anchors anchors = {.store = NULL};
    keur_grouped grouped = {.n_groups = 0};
    keur_utility_tables in = {.on = on, .grouped = &grouped};
    size_t *columns = NULL, n_columns = 0;
    keur_status status = KEUR_OK;

    if (keur_case_columns(on) == 0)
        return keur_result_add_missing(out, "s-pmse-median", "there is no column", err);
    KEUR_TRY(keur_columns_of(on, args, "columns", &columns, &n_columns, err));
    KEUR_TRY(keur_anchors_make(on, &anchors, err));
    KEUR_TRY(keur_grouped_make(on, (size_t)keur_args_number(args, "groups"), KEUR_LEFT_CLOSED,
                               is_pooled ? pooled : 1u << KEUR_TRAIN, &grouped, err));
    KEUR_TRY(list_tables(&in, err));
    for (size_t i = 0; i < KEUR_COMPARISONS; i++) {
        in.of = &anchors.comparisons[i];
        KEUR_TRY(run_comparison(&in, columns, n_columns, out, err));
    }
out:
    keur_release(in.tables);
    keur_columns_free(columns);
    keur_grouped_free(&grouped);
    keur_anchors_free(&anchors);
    return status;
}

static const keur_param params[] = {
    {.name = "columns",
     .type = KEUR_PARAM_COLUMNS,
     .help = "one table of these columns, with all its utilities; default: all tables of one and "
             "two columns"},
    {.name = "groups",
     .type = KEUR_PARAM_INTEGER,
     .low = 1,
     .high = 1000,
     .fallback = "5",
     .unit = "groups",
     .help = "quantile groups for numbers"},
    {.name = "cuts",
     .type = KEUR_PARAM_CHOICE,
     .choices = "pooled|train",
     .fallback = "pooled",
     .help = "rows whose quantiles they are: train and synthetic, or train alone"},
    {.name = NULL}};

const keur_measure keur_table_utility = {
    .name = "table-utility",
    .title = "Tables of one and two columns",
    .question = "Do tables of counts differ more from the real ones than a fresh sample would?",
    .limits =
        "Looks at tables of two columns at most, unless --columns names more; in large tables "
        "any difference shows.",
    .source = "Raab, Nowok, Dibben, arXiv 2109.12717; Snoke et al., JRSS A 181 (2018) 663-688",
    .family = KEUR_FAMILY_FIDELITY,
    .params = params,
    .run = run,
};
