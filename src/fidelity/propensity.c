/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How well a logistic regression with main effects tells synthetic from real rows. With N rows, of
 * which the share c is synthetic, and the fitted probability p_i that row i is:
 *
 *   pmse    (1/N) sum (p_i - c)^2
 *   s-pmse  pmse over what it is on average where synthetic rows are drawn from the real table's
 *           own distribution, (k - 1)(1 - c)^2 c / N, k - 1 = df the terms beside the intercept
 *   specks  largest gap of the distribution functions of p in the two tables
 *   u       Mann-Whitney's statistic of the p of synthetic rows, ties half
 *   po50    per cent of rows beyond 50 on the right side of p > c
 *
 * As in tables (utility.h) N pmse / (c (1 - c)^2) follows, given the real table and for differences
 * that are not large, a noncentral chi-squared distribution with df degrees; fresh real rows give
 * an s-pmse of 1 + n_s / n_o.
 */
#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"
#include "case/columns.h"
#include "case/common.h"
#include "case/labels.h"
#include "fidelity/fidelity_registry.h"
#include "fidelity/main_effects.h"
#include "stats/chi_squared.h"

typedef struct propensity {
    double n_real, n_other;
    size_t df, n_columns;
    double pmse, specks, u, po50;
    const char *reason; /* NULL: there is a fit */
} propensity;

typedef struct naming {
    const keur_comparison *of;
    const char *columns; /* named by the user; NULL: all */
} naming;

/* --- what the probabilities say */

static void compare_heights(const double *fitted, propensity *to)
{
    const double n = to->n_real + to->n_other, c = to->n_other / n;
    double right = 0;

    to->pmse = 0;
    for (size_t i = 0; i < (size_t)n; i++) {
        to->pmse += (fitted[i] - c) * (fitted[i] - c) / n;
        right += (fitted[i] > c) == (i >= (size_t)to->n_real);
    }
    to->po50 = 100 * right / n - 50;
}

static keur_status compare_ranks(const double *fitted, propensity *to, keur_error *err)
{
    const size_t n = (size_t)(to->n_real + to->n_other), n_real = (size_t)to->n_real;
    double below_real = 0, below_other = 0;
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    to->u = to->specks = 0;
    KEUR_TRY(KEUR_NEW(order, n, err));
    KEUR_TRY(keur_sort_order(fitted, n, order, err));
    for (size_t i = 0; i < n;) {
        const double here = fitted[order[i]];
        double real = 0, other = 0;

        for (; i < n && fitted[order[i]] == here; i++) {
            real += order[i] < n_real;
            other += order[i] >= n_real;
        }
        to->u += other * (below_real + real / 2);
        below_real += real;
        below_other += other;
        to->specks = fmax(to->specks, fabs(below_real / to->n_real - below_other / to->n_other));
    }
out:
    keur_release(order);
    return status;
}

static keur_status fit(const keur_case *on, const keur_main_effects *design, propensity *to,
                       keur_error *err)
{
    const size_t n = design->rows.n_rows;
    keur_sparse_fit *found = NULL;
    double *labels = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(labels, n, err));
    for (size_t i = (size_t)to->n_real; i < n; i++)
        labels[i] = 1;
    KEUR_TRY(keur_sparse_logistic(&design->rows, labels, keur_case_threads(on), &found, err));
    to->df = found->n_kept - 1;
    to->n_columns = design->n_columns;
    if (to->df == 0) {
        to->reason = "no column varies";
        goto out;
    }
    compare_heights(found->fitted, to);
    KEUR_TRY(compare_ranks(found->fitted, to, err));
out:
    keur_release(labels);
    keur_sparse_fit_free(found);
    return status;
}

/* --- figures */

static keur_figure start(const naming *as, const propensity *of, const char *name, const char *unit)
{
    keur_figure figure = keur_figure_start(name, KEUR_KIND_STATISTIC);

    figure.unit = unit;
    figure.direction = KEUR_LOWER_IS_BETTER;
    figure.n = (size_t)(of->n_real + of->n_other);
    figure.n_least = (size_t)fmin(of->n_real, of->n_other);
    if (as->columns != NULL)
        keur_figure_label(&figure, "columns", as->columns);
    return figure;
}

static keur_status add(keur_result *out, const naming *as, const propensity *of,
                       keur_figure *figure, keur_error *err)
{
    char full[64];

    (void)snprintf(full, sizeof full, "%s%s", figure->name, as->of->suffix);
    figure->name = full;
    if (of->reason != NULL) {
        figure->value = figure->low = figure->high = NAN;
        figure->n_parts = 0;
        figure->no_interval = NULL;
        figure->method = NULL;
        figure->reason = of->reason;
    }
    return keur_result_add(out, figure, err);
}

static keur_status add_ratio(keur_result *out, const naming *as, const propensity *of,
                             keur_error *err)
{
    const double n = of->n_real + of->n_other, c = of->n_other / n, df = (double)of->df;
    keur_figure figure = start(as, of, "s-pmse", "ratio");

    if (of->reason == NULL) {
        const double sum = of->pmse * n / (c * (1 - c) * (1 - c));
        const keur_interval found = keur_interval_noncentrality(sum, df, figure.level);

        figure.value = sum / df;
        /* A sum in the far tail of no difference contradicts all noncentralities. */
        figure.low = fmin(1 + found.low / df, figure.value);
        figure.high = fmax(1 + found.high / df, figure.value);
        figure.n_parts = of->n_columns;
        figure.method = "pmse over its expectation, main effects; noncentral chi-squared interval";
    }
    return add(out, as, of, &figure, err);
}

static keur_status report(keur_result *out, const naming *as, const propensity *of, keur_error *err)
{
    const struct {
        const char *name, *unit, *method;
        double value;
        size_t n_parts;
    } all[] = {
        {"pmse", "squared error", "mean squared error of propensities", of->pmse, of->n_columns},
        {"specks", "distance", "largest gap between propensities", of->specks, 0},
        {"u", "statistic", "Mann-Whitney statistic of propensities", of->u, of->n_columns},
        {"po50", "percent", "rows told right by propensity, beyond half", of->po50, 0},
        {"df", "terms", "terms of the model beside the intercept", (double)of->df, of->n_columns}};
    keur_status status = KEUR_OK;

    KEUR_TRY(add_ratio(out, as, of, err));
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        keur_figure figure = start(as, of, all[i].name, all[i].unit);

        figure.method = all[i].method;
        figure.value = all[i].value;
        figure.n_parts = all[i].n_parts;
        figure.no_interval = "given as published; s-pmse has the interval";
        KEUR_TRY(add(out, as, of, &figure, err));
    }
out:
    return status;
}

/* Which columns have levels that were taken as one. */
static keur_status tell_joined(const keur_case *on, const bool *is_joined, keur_result *out,
                               keur_error *err)
{
    size_t *columns = NULL, n = 0;
    char *text = NULL, sentence[600];
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(columns, keur_case_columns(on), err));
    for (size_t j = 0; j < keur_case_columns(on); j++)
        if (is_joined[j])
            columns[n++] = j;
    if (n == 0)
        goto out;
    KEUR_TRY(keur_columns_join(on, columns, n, &text, err));
    (void)snprintf(sentence, sizeof sentence,
                   "A model has at most 500 terms, and 10 rows for each: rare levels were taken as "
                   "one in %.400s.",
                   text);
    KEUR_TRY(keur_result_notice(out, sentence, err));
out:
    keur_release(columns);
    keur_release(text);
    return status;
}

/* --- running */

/* An anchor depends on the real rows, and on how many are drawn; that of chosen columns is not
 * kept.
 */
static bool name_anchor(const keur_comparison *of, const naming *as, bool with_pairs,
                        char name[static 128])
{
    (void)snprintf(name, 128, "propensity%s pairs=%d of=%zu", of->suffix, with_pairs,
                   of->other.n_rows);
    return of->suffix[0] != '\0' && as->columns == NULL;
}

static keur_status keep_anchor(keur_case *on, const char *name, const propensity *found,
                               keur_error *err)
{
    propensity *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(made, 1, err));
    *made = *found;
    KEUR_TRY(keur_case_keep_of_real(on, name, made, keur_release, err));
out:
    return status;
}

static keur_status compare(keur_case *on, const naming *as, const size_t *columns, size_t n_columns,
                           bool with_pairs, keur_result *out, keur_error *err)
{
    const keur_comparison *of = as->of;
    propensity found = {.n_real = (double)of->real.n_rows, .n_other = (double)of->other.n_rows};
    keur_main_effects design = {.reason = NULL};
    char name[128];
    const bool is_anchor = name_anchor(of, as, with_pairs, name);
    const propensity *kept = is_anchor ? keur_case_kept_of_real(on, name) : NULL;
    keur_status status = KEUR_OK;

    if (kept != NULL)
        return report(out, as, kept, err);

    if (keur_comparison_is_empty(of)) {
        found.reason = "needs a holdout, or two rows to halve the train table";
        return report(out, as, &found, err);
    }
    KEUR_TRY(keur_main_effects_make(on, of, columns, n_columns, with_pairs, &design, err));
    found.reason = design.reason;
    if (design.reason == NULL)
        KEUR_TRY(fit(on, &design, &found, err));
    if (is_anchor)
        KEUR_TRY(keep_anchor(on, name, &found, err));
    KEUR_TRY(report(out, as, &found, err));
    if (of->suffix[0] == '\0' && design.reason == NULL)
        KEUR_TRY(tell_joined(on, design.is_joined, out, err));
out:
    keur_main_effects_free(&design);
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    const bool with_pairs = keur_args_is(args, "interactions", "yes");
    keur_anchors anchors = {.store = NULL};
    size_t *columns = NULL, n_columns = 0;
    naming as = {.columns = NULL};
    char *text = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_columns_of(on, args, "columns", &columns, &n_columns, err));
    if (n_columns > 0) {
        KEUR_TRY(keur_columns_join(on, columns, n_columns, &text, err));
        as.columns = text;
    } else {
        keur_columns_free(columns);
        columns = NULL;
        KEUR_TRY(keur_columns_but(on, SIZE_MAX, &columns, &n_columns, err));
    }
    KEUR_TRY(keur_anchors_make(on, &anchors, err));
    for (size_t i = 0; i < KEUR_COMPARISONS; i++) {
        as.of = &anchors.comparisons[i];
        KEUR_TRY(compare(on, &as, columns, n_columns, with_pairs, out, err));
    }
out:
    keur_columns_free(columns);
    keur_release(text);
    keur_anchors_free(&anchors);
    return status;
}

static const keur_param params[] = {{.name = "columns",
                                     .type = KEUR_PARAM_COLUMNS,
                                     .help = "terms of these columns; default: of all"},
                                    {.name = "interactions",
                                     .type = KEUR_PARAM_FLAG,
                                     .help = "also the products of the terms of each two columns"},
                                    {.name = NULL}};

const keur_measure keur_propensity = {
    .name = "propensity",
    .title = "Propensity of rows",
    .question = "Can a simple model of all columns tell synthetic rows from real ones?",
    .limits = "A model of main effects sees each column's means and shares, not how columns go "
              "together; with many rows any difference shows.",
    .source = "Snoke et al., JRSS A 181 (2018) 663-688; Raab, Nowok, Dibben, arXiv 2109.12717",
    .family = KEUR_FAMILY_FIDELITY,
    .params = params,
    .run = run,
};
