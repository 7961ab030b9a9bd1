/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a regression says on the synthetic table what it says on train: an outcome on the main
 * effects of all other columns, linear for a number, logistic for two levels (coefficients.h). With
 * the estimates b, b' and standard errors e, e' of a coefficient in train and the other table, and
 * their 95% intervals [L, U], [L', U'], averaged over coefficients:
 *
 *   overlap                  ((min(U, U') - max(L, L')) / (U - L) + the same / (U' - L')) / 2
 *   overlap-corrected        the same with e' sqrt(1 + n' / n), n and n' the rows of train and S
 *   standardised-difference  |b' - b| / e
 *   same-sign                share with b and b' on one side of 0
 *   same-significance        share where both intervals hold 0, or neither and the signs agree
 *   estimable                share of train's coefficients that the other table has at all
 */
#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/columns.h"
#include "case/labels.h"
#include "case/units.h"
#include "fidelity/coefficients.h"
#include "fidelity/fidelity_registry.h"
#include "stats/intervals.h"

typedef struct report {
    const keur_case *on;
    const keur_comparison *of;
    const keur_outcome_column *outcome;
    const keur_coefficients *found;
    keur_result *out;
} report;

/* --- averages */

enum { OVERLAP, CORRECTED, DIFFERENCE, SIGN, SIGNIFICANCE, ESTIMABLE, AVERAGES };

static const struct {
    const char *name, *unit, *method;
    keur_direction direction;
} averages[AVERAGES] = {
    [OVERLAP] = {"overlap", "overlap", "overlap of 95% intervals, mean over coefficients",
                 KEUR_HIGHER_IS_BETTER},
    [CORRECTED] = {"overlap-corrected", "overlap",
                   "the same, errors of the synthetic table times sqrt(1 + its rows / train's)",
                   KEUR_HIGHER_IS_BETTER},
    [DIFFERENCE] = {"standardised-difference", "standard errors",
                    "difference over train's standard error, mean over coefficients",
                    KEUR_LOWER_IS_BETTER},
    [SIGN] = {"same-sign", "share of terms", "coefficients on the same side of 0",
              KEUR_HIGHER_IS_BETTER},
    [SIGNIFICANCE] = {"same-significance", "share of terms",
                      "both within 1.96 errors of 0, or both beyond on the same side",
                      KEUR_HIGHER_IS_BETTER},
    [ESTIMABLE] = {"estimable", "share of terms", "train's coefficients that the table has",
                   KEUR_HIGHER_IS_BETTER},
};

/* -1, 1: beyond 1.96 errors of 0 on this side; 0: not. */
static int significance(keur_estimate of)
{
    return fabs(of.value) <= keur_normal_quantile(0.975) * of.error ? 0 : of.value > 0 ? 1 : -1;
}

static void average(const keur_coefficients *of, double to[AVERAGES])
{
    const double n = (double)(of->n - of->n_lost);

    for (size_t k = 0; k < AVERAGES; k++)
        to[k] = 0;
    for (size_t i = 0; i < of->n; i++) {
        const keur_estimate real = of->items[i].real, other = of->items[i].other;
        const keur_estimate corrected = keur_corrected(other, of->n_real, of->n_other);

        if (of->items[i].is_lost)
            continue;
        to[OVERLAP] += keur_interval_overlap(real, other);
        to[CORRECTED] += keur_interval_overlap(real, corrected);
        to[DIFFERENCE] += fabs(other.value - real.value) / real.error;
        to[SIGN] += (real.value > 0) == (other.value > 0);
        to[SIGNIFICANCE] += significance(real) == significance(other);
    }
    for (size_t k = 0; k < AVERAGES; k++)
        to[k] /= n;
    to[ESTIMABLE] = n / (double)of->n;
}

static keur_status add_averages(const report *in, keur_error *err)
{
    const keur_coefficients *found = in->found;
    const bool is_main = in->of->suffix[0] == '\0';
    double values[AVERAGES];
    char name[64];
    keur_status status = KEUR_OK;

    average(found, values);
    for (size_t k = 0; k < AVERAGES; k++) {
        keur_figure figure;

        if (k == CORRECTED && !is_main)
            continue; /* the anchors are no syntheses */
        (void)snprintf(name, sizeof name, "%s%s", averages[k].name, in->of->suffix);
        figure = keur_figure_start(name, KEUR_KIND_STATISTIC);
        figure.unit = averages[k].unit;
        figure.direction = averages[k].direction;
        figure.n = found->n_real + found->n_other;
        figure.n_least = found->n_real < found->n_other ? found->n_real : found->n_other;
        keur_figure_label(&figure, "outcome", keur_case_column(in->on, in->outcome->column)->name);
        figure.reason = found->reason;
        if (figure.reason == NULL && k != ESTIMABLE && found->n == found->n_lost)
            figure.reason = "the table has none of the real table's coefficients";
        if (figure.reason == NULL) {
            figure.value = values[k];
            figure.n_parts = k == ESTIMABLE ? found->n : found->n - found->n_lost;
            figure.method = averages[k].method;
            figure.no_interval = "coefficients of one model depend on each other; read it beside "
                                 "the anchors";
        }
        KEUR_TRY(keur_result_add(in->out, &figure, err));
    }
out:
    return status;
}

/* --- single coefficients */

static void label_term(const report *in, const keur_main_term *term, keur_figure *figure)
{
    const keur_column *column = keur_case_column(in->on, term->column);

    keur_figure_label(figure, "outcome", keur_case_column(in->on, in->outcome->column)->name);
    keur_figure_label(figure, "column", column->name);
    if (term->kind == KEUR_TERM_LEVEL)
        keur_figure_label(figure, "level",
                          (size_t)term->code < column->n_values
                              ? column->value_texts[term->code]
                              : column->levels[(size_t)term->code - column->n_values]);
    else if (term->kind != KEUR_TERM_NUMBER)
        keur_figure_label(figure, "term", term->kind == KEUR_TERM_RARE ? "rare levels" : "missing");
}

static keur_status add_single(const report *in, const keur_coefficient *of, const char *name,
                              const char *unit, double value, double error, keur_error *err)
{
    const double reach = keur_normal_quantile(0.975) * error;
    keur_figure figure = keur_figure_start(name, KEUR_KIND_STATISTIC);

    figure.unit = unit;
    figure.n = in->found->n_real + in->found->n_other;
    figure.n_least = of->term.n;
    label_term(in, &of->term, &figure);
    if (isnan(value)) {
        figure.reason = "the table does not vary in it, or has no bound for it";
        return keur_result_add(in->out, &figure, err);
    }
    figure.value = value;
    if (isnan(error)) {
        figure.method = "of the two coefficients";
        figure.no_interval = "read the intervals of both coefficients";
    } else {
        figure.method = "main effects; normal interval";
        figure.low = value - reach;
        figure.high = value + reach;
    }
    return keur_result_add(in->out, &figure, err);
}

static keur_status add_coefficient(const report *in, const keur_coefficient *of, keur_error *err)
{
    static const char plain[] = "coefficient", overlap[] = "overlap";
    const keur_estimate real = of->real, other = of->other;
    const keur_estimate corrected = keur_corrected(other, in->found->n_real, in->found->n_other);
    keur_status status = KEUR_OK;

    KEUR_TRY(add_single(in, of, "coefficient-train", plain, real.value, real.error, err));
    KEUR_TRY(add_single(in, of, "coefficient", plain, other.value, other.error, err));
    KEUR_TRY(add_single(in, of, "coefficient-overlap", overlap,
                        of->is_lost ? NAN : keur_interval_overlap(real, other), NAN, err));
    KEUR_TRY(add_single(in, of, "coefficient-overlap-corrected", overlap,
                        of->is_lost ? NAN : keur_interval_overlap(real, corrected), NAN, err));
    KEUR_TRY(add_single(in, of, "coefficient-standardised-difference", "standard errors",
                        (other.value - real.value) / real.error, NAN, err));
out:
    return status;
}

/* --- notices */

static keur_status tell_columns(const report *in, const bool *which, const char *what,
                                keur_error *err)
{
    size_t *columns = NULL, n = 0;
    char *text = NULL, sentence[600];
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(columns, keur_case_columns(in->on), err));
    for (size_t j = 0; j < keur_case_columns(in->on); j++)
        if (which[j])
            columns[n++] = j;
    if (n == 0)
        goto out;
    KEUR_TRY(keur_columns_join(in->on, columns, n, &text, err));
    (void)snprintf(sentence, sizeof sentence, "Regression of %.100s: %s: %.300s.",
                   keur_case_column(in->on, in->outcome->column)->name, what, text);
    KEUR_TRY(keur_result_notice(in->out, sentence, err));
out:
    keur_release(columns);
    keur_release(text);
    return status;
}

/* Why a term has no coefficient would tell of a count of none: levels with few rows and levels
 * with few rows of one outcome are told together. */
static keur_status tell(const report *in, keur_error *err)
{
    const keur_coefficients *found = in->found;
    bool *is_lost = NULL, *is_thin = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(is_lost, keur_case_columns(in->on), err));
    KEUR_TRY(KEUR_NEW(is_thin, keur_case_columns(in->on), err));
    for (size_t j = 0; j < keur_case_columns(in->on); j++)
        is_thin[j] = found->is_unbounded[j] || found->is_joined[j];
    for (size_t i = 0; i < found->n; i++)
        is_lost[found->items[i].term.column] |= found->items[i].is_lost;
    KEUR_TRY(tell_columns(in, found->is_collinear, "terms that are sums of others were left out in",
                          err));
    KEUR_TRY(tell_columns(in, is_thin,
                          "levels with few rows of train, or of one outcome (separation), were "
                          "taken together or left out in",
                          err));
    KEUR_TRY(tell_columns(
        in, is_lost, "the synthetic table does not vary in, or has no bound for, terms of", err));
out:
    keur_release(is_lost);
    keur_release(is_thin);
    return status;
}

/* --- running */

static keur_status run_outcome(keur_case *on, const keur_anchors *anchors,
                               const keur_outcome_column *outcome, bool with_single,
                               keur_result *out, keur_error *err)
{
    keur_coefficients found = {.items = NULL};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < KEUR_COMPARISONS; i++) {
        const keur_comparison *of = &anchors->comparisons[i];
        const report in = {on, of, outcome, &found, out};

        KEUR_TRY(keur_coefficients_make(on, of, outcome, &found, err));
        KEUR_TRY(add_averages(&in, err));
        if (i == 0)
            KEUR_TRY(tell(&in, err));
        for (size_t k = 0; i == 0 && with_single && k < found.n; k++)
            KEUR_TRY(add_coefficient(&in, &found.items[k], err));
        keur_coefficients_free(&found);
    }
out:
    keur_coefficients_free(&found);
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    keur_anchors anchors = {.store = NULL};
    keur_outcome_columns outcomes = {.n = 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_outcome_columns_make(on, false, &outcomes, err));
    if (outcomes.n == 0) {
        status = keur_result_add_missing(out, averages[OVERLAP].name,
                                         "needs an outcome: a column with the role `outcome` in "
                                         "the schema",
                                         err);
        goto out;
    }
    KEUR_TRY(keur_outcome_columns_tell(on, &outcomes, out, err));
    if (keur_case_unit_count(on) > 0)
        KEUR_TRY(keur_result_notice(out,
                                    "Errors of coefficients take rows for independent; where a "
                                    "person has several they are too small.",
                                    err));
    KEUR_TRY(keur_anchors_make(on, &anchors, err));
    for (size_t k = 0; k < outcomes.n; k++)
        KEUR_TRY(run_outcome(on, &anchors, &outcomes.items[k],
                             keur_args_is(args, "coefficients", "yes"), out, err));
out:
    keur_anchors_free(&anchors);
    keur_outcome_columns_free(&outcomes);
    return status;
}

static const keur_param params[] = {
    {.name = "coefficients",
     .type = KEUR_PARAM_FLAG,
     .help = "also each coefficient of train and the synthetic table; never exported"},
    {.name = NULL}};

const keur_measure keur_regression = {
    .name = "regression",
    .title = "Regression coefficients",
    .question = "Does a regression of a declared outcome say on the synthetic table what it says "
                "on train?",
    .limits = "Looks at main effects only, and at declared outcomes only; in large tables "
              "intervals are narrow and small differences part them.",
    .source = "Karr et al., The American Statistician 60 (2006) 224-232; Raab, Nowok, Dibben, "
              "Journal of Privacy and Confidentiality 7(3) (2016)",
    .family = KEUR_FAMILY_FIDELITY,
    .params = params,
    .run = run,
};
