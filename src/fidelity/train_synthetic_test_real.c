/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a model that was fitted on the synthetic table is worth on real rows: the same models fitted
 * on as many rows of the synthetic table (S), of train (T) and of independent columns, all tested
 * on the holdout. `auc` for an outcome of two levels, `accuracy` for more, `r2` for a number; with
 * "-train" and "-independent" for the other tables, and `-difference` = S - T.
 *
 * The interval of a difference allows for two things: the rows tested on (DeLong's covariance of
 * paired areas, or the bootstrap by person), and that another real table of the same size would
 * have given another model, for train and for the fresh sample that the synthetic table is held
 * against. The second is what models of two random halves of train differ: with d the difference of
 * the two values, E d^2 = 2 V(n/2), and V falls with the rows at least as 1 / n, so that V(n) is at
 * most d^2 / 4; 2 V(n) from two halvings of train, with 2 degrees of freedom. Student's interval,
 * degrees by Welch and Satterthwaite. Without it models of two samples of one population differ
 * "significantly" far too often (calibration/use_slow).
 */
#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/labels.h"
#include "case/remembered.h"
#include "case/units.h"
#include "fidelity/anchors.h"
#include "fidelity/fidelity_registry.h"
#include "fidelity/use_models.h"
#include "fidelity/use_scores.h"
#include "learn/halves.h"

/* The tables that models are fitted on; the halves of each halving of train follow. */
enum { SYNTHETIC, TRAIN, INDEPENDENT, TABLES, HALVINGS = 2, FITS = TABLES + 2 * HALVINGS };
enum { LEAST_ROWS = 100, LEAST_BESIDE = 10 };

typedef struct contest {
    const keur_case *on;
    const keur_outcome_column *outcome;
    keur_outcome_rows rows[FITS], tested;
    keur_use_test test;
    keur_use_fit fits[FITS];
    const char *reasons[TABLES]; /* why a table is not fitted; NULL: it is */
    const char *reason;          /* why nothing is */
} contest;

static const char *const suffixes[TABLES] = {"", "-train", "-independent"};

/* --- tables */

static const char *why_not(const keur_outcome_rows *in, const keur_outcome_column *outcome,
                           size_t table)
{
    static const char *const few[] = {
        "the synthetic table has fewer than 100 rows with a real value of the outcome",
        "train has fewer than 100 rows with a value of the outcome",
        "independent columns have fewer than 100 rows with a value of the outcome"};
    static const char *const same[] = {
        "all but fewer than 10 rows of the synthetic table have the same outcome",
        "all but fewer than 10 rows of train have the same outcome",
        "all but fewer than 10 rows of independent columns have the same outcome"};

    if (in->rows.n_rows < LEAST_ROWS)
        return few[table];
    return keur_outcome_rows_beside(in, outcome) < LEAST_BESIDE ? same[table] : NULL;
}

/* As many rows of each table; of these those with an outcome. */
static keur_status take_table(contest *of, size_t table, const keur_rows *from,
                              const int32_t *units, size_t n, keur_error *err)
{
    keur_random random = keur_random_start(keur_case_seed(of->on), "use-rows", table);
    uint32_t *chosen = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(chosen, n, err));
    keur_random_choose(&random, from->n_rows, n, chosen);
    KEUR_TRY(keur_outcome_rows_take(from, units, chosen, n, of->outcome, &of->rows[table], err));
    of->reasons[table] = why_not(&of->rows[table], of->outcome, table);
    if (of->reasons[table] == NULL)
        of->fits[table].from = &of->rows[table];
    of->fits[table].is_of_real = table != SYNTHETIC;
out:
    keur_release(chosen);
    return status;
}

/* Both halves of the persons of train, where models can be fitted on both. */
static keur_status take_halves(contest *of, size_t halving, keur_error *err)
{
    const keur_outcome_rows *from = &of->rows[TRAIN];
    const size_t n = from->rows.n_rows, first = TABLES + 2 * halving;
    unsigned char *is_first = NULL;
    uint32_t *chosen = NULL;
    char purpose[32];
    bool is_fit = true;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(is_first, n, err));
    KEUR_TRY(KEUR_NEW(chosen, n, err));
    (void)snprintf(purpose, sizeof purpose, "use-halves-%zu", halving + 1);
    KEUR_TRY(keur_halves(n, from->units, NULL, keur_case_seed(of->on), purpose, is_first, err));
    for (size_t half = 0; half < 2; half++) {
        size_t kept = 0;

        for (size_t i = 0; i < n; i++)
            if (is_first[i] == (half == 0))
                chosen[kept++] = (uint32_t)i;
        KEUR_TRY(keur_outcome_rows_take(&from->rows, NULL, chosen, kept, of->outcome,
                                        &of->rows[first + half], err));
        is_fit = is_fit && keur_outcome_rows_beside(&of->rows[first + half], of->outcome) > 0;
    }
    for (size_t half = 0; is_fit && half < 2; half++) {
        of->fits[first + half].from = &of->rows[first + half];
        of->fits[first + half].is_of_real = true;
    }
out:
    keur_release(is_first);
    keur_release(chosen);
    return status;
}

static keur_status prepare(contest *of, const keur_anchors *anchors, keur_error *err)
{
    const keur_comparison *all = anchors->comparisons;
    const keur_rows holdout = keur_case_view(of->on, KEUR_HOLDOUT);
    const size_t n_train = all[0].real.n_rows, n_other = all[0].other.n_rows;
    const size_t n = n_train < n_other ? n_train : n_other;
    keur_status status = KEUR_OK;

    of->reason = of->outcome->reason;
    if (of->reason == NULL && keur_case_in_holdout(of->on, KEUR_SYNTHETIC) != NULL)
        of->reason =
            "the synthetic table is the holdout: its model would be tested on its own rows";
    if (of->reason != NULL)
        return KEUR_OK;
    KEUR_TRY(keur_outcome_rows_take(&holdout, keur_case_units(of->on, KEUR_HOLDOUT), NULL,
                                    holdout.n_rows, of->outcome, &of->tested, err));
    if (of->tested.rows.n_rows < LEAST_BESIDE ||
        keur_outcome_rows_beside(&of->tested, of->outcome) < LEAST_BESIDE) {
        of->reason = "the holdout has too few rows whose outcome is not the same: fewer than 10";
        return KEUR_OK;
    }
    KEUR_TRY(keur_use_test_make(of->on, of->outcome, &of->tested, &of->test, err));
    KEUR_TRY(take_table(of, SYNTHETIC, &all[0].other, all[0].other_units, n, err));
    KEUR_TRY(take_table(of, TRAIN, &all[0].real, all[0].real_units, n, err));
    KEUR_TRY(take_table(of, INDEPENDENT, &all[2].other, NULL, n, err));
    for (size_t k = 0; of->reasons[SYNTHETIC] == NULL && of->reasons[TRAIN] == NULL && k < HALVINGS;
         k++)
        KEUR_TRY(take_halves(of, k, err));
out:
    return status;
}

static void free_contest(contest *of)
{
    for (size_t k = 0; k < FITS; k++)
        keur_outcome_rows_free(&of->rows[k]);
    keur_outcome_rows_free(&of->tested);
    keur_use_test_free(&of->test);
    keur_use_fits_free(of->fits, FITS);
}

/* --- figures */

static keur_figure start(const contest *of, keur_use_model model, const char *name)
{
    const size_t n = of->tested.rows.n_rows, n_ones = of->test.n_positive;
    keur_figure figure = keur_figure_start(name, KEUR_KIND_STATISTIC);

    figure.unit = of->outcome->kind == KEUR_OUTCOME_LEVELS ? "share" : keur_use_name(of->outcome);
    figure.direction = KEUR_HIGHER_IS_BETTER;
    figure.n = n;
    if (of->outcome->kind == KEUR_OUTCOME_TWO)
        figure.n_least = n_ones < n - n_ones ? n_ones : n - n_ones;
    keur_figure_label(&figure, "outcome", keur_case_column(of->on, of->outcome->column)->name);
    keur_figure_label(&figure, "model", keur_use_model_word(model));
    return figure;
}

static const char *reason_of(const contest *of, size_t table, keur_use_model model)
{
    if (of->reason != NULL)
        return of->reason;
    return of->reasons[table] != NULL ? of->reasons[table] : of->fits[table].reasons[model];
}

static keur_status add_value(const contest *of, size_t table, keur_use_model model,
                             keur_result *out, keur_error *err)
{
    const double *scores = of->fits[table].scores[model];
    keur_interval found;
    keur_figure figure;
    char name[64];
    keur_status status = KEUR_OK;

    (void)snprintf(name, sizeof name, "%s%s", keur_use_name(of->outcome), suffixes[table]);
    figure = start(of, model, name);
    figure.reason = reason_of(of, table, model);
    if (figure.reason != NULL)
        return keur_result_add(out, &figure, err);
    if (of->outcome->kind == KEUR_OUTCOME_LEVELS) {
        double n_right, size;

        KEUR_TRY(keur_use_accuracy(&of->test, scores, &n_right, &size, err));
        return of->test.has_clusters
                   ? keur_add_clustered_rate(out, &figure, name, n_right, (double)figure.n, size,
                                             err)
                   : keur_add_rate(out, &figure, name, n_right, (double)figure.n, err);
    }
    KEUR_TRY(keur_use_value(&of->test, scores, &figure.value, err));
    figure.is_order = of->outcome->kind == KEUR_OUTCOME_TWO;
    if (figure.is_order)
        KEUR_TRY(keur_use_apart(&of->test, scores, &figure.n_apart, err));
    KEUR_TRY(keur_use_interval(&of->test, scores, figure.level, &found, err));
    figure.method = of->outcome->kind == KEUR_OUTCOME_TWO && !of->test.has_clusters
                        ? "area under the ROC curve on the holdout; DeLong, wider near 0 and 1"
                        : "on the holdout; bootstrap by person";
    if (found.low < found.high) {
        figure.low = found.low;
        figure.high = found.high;
    } else {
        figure.no_interval = "the scores leave no spread to judge by";
    }
    KEUR_TRY(keur_result_add(out, &figure, err));
out:
    return status;
}

/* The variance that comes of the tables: twice the mean of d^2 / 4. NAN where halves were not
 * fitted. */
static keur_status table_variance(const contest *of, keur_use_model model, double *variance,
                                  keur_error *err)
{
    keur_status status = KEUR_OK;

    *variance = 0;
    for (size_t first = TABLES; first < FITS; first += 2) {
        const double *one = of->fits[first].scores[model];
        const double *two = of->fits[first + 1].scores[model];
        double a, b;

        if (one == NULL || two == NULL) {
            *variance = NAN;
            return KEUR_OK;
        }
        KEUR_TRY(keur_use_value(&of->test, one, &a, err));
        KEUR_TRY(keur_use_value(&of->test, two, &b, err));
        *variance += (a - b) * (a - b) / 2 / HALVINGS;
    }
out:
    return status;
}

static void set_interval(const contest *of, double error, double of_tables, keur_figure *figure)
{
    const double of_rows = error * error, n = (double)of->test.n_persons;
    const double variance = of_rows + of_tables;
    double degrees, reach;

    if (isnan(of_tables)) {
        figure->no_interval = "halves of train are too small to fit a model on";
        return;
    }
    if (!(variance > 0)) {
        figure->no_interval = "the scores leave no spread to judge by";
        return;
    }
    degrees = variance * variance /
              (of_tables * of_tables / HALVINGS + of_rows * of_rows / fmax(n - 1, 1));
    reach = keur_student_quantile((1 + figure->level) / 2, degrees) * sqrt(variance);
    figure->low = figure->value - reach;
    figure->high = figure->value + reach;
    if (of->outcome->kind != KEUR_OUTCOME_NUMBER) {
        figure->low = fmax(figure->low, -1);
        figure->high = fmin(figure->high, 1);
    }
}

static keur_status add_difference(const contest *of, keur_use_model model, keur_result *out,
                                  keur_error *err)
{
    const double *one = of->fits[SYNTHETIC].scores[model], *two = of->fits[TRAIN].scores[model];
    double first, second, error, of_tables;
    keur_figure figure;
    char name[32], minuend[16], subtrahend[32];
    keur_status status = KEUR_OK;

    (void)snprintf(name, sizeof name, "%s-difference", keur_use_name(of->outcome));
    (void)snprintf(minuend, sizeof minuend, "%s", keur_use_name(of->outcome));
    (void)snprintf(subtrahend, sizeof subtrahend, "%s%s", minuend, suffixes[TRAIN]);
    figure = start(of, model, name);
    figure.kind = KEUR_KIND_DIFFERENCE;
    figure.minuend = minuend;
    figure.subtrahend = subtrahend;
    figure.reason = reason_of(of, SYNTHETIC, model);
    if (figure.reason == NULL)
        figure.reason = reason_of(of, TRAIN, model);
    if (figure.reason != NULL)
        return keur_result_add(out, &figure, err);
    KEUR_TRY(keur_use_value(&of->test, one, &first, err));
    KEUR_TRY(keur_use_value(&of->test, two, &second, err));
    KEUR_TRY(keur_use_error(&of->test, one, two, &error, err));
    KEUR_TRY(table_variance(of, model, &of_tables, err));
    figure.value = first - second;
    figure.method =
        of->outcome->kind == KEUR_OUTCOME_TWO && !of->test.has_clusters
            ? "DeLong, paired, wider near 0 and 1, and what models of halves of train differ"
            : "bootstrap by person, paired, and what models of halves of train differ";
    set_interval(of, isnan(error) ? 0 : error, of_tables, &figure);
    KEUR_TRY(keur_result_add(out, &figure, err));
out:
    return status;
}

static keur_status run_outcome(const keur_case *on, const keur_anchors *anchors,
                               const keur_outcome_column *outcome, keur_result *out,
                               keur_error *err)
{
    contest of = {.on = on, .outcome = outcome};
    keur_status status = KEUR_OK;

    KEUR_TRY(prepare(&of, anchors, err));
    if (of.reason == NULL)
        KEUR_TRY(keur_use_fit_all(on, outcome, &of.tested, of.fits, FITS, err));
    for (keur_use_model model = 0; model < KEUR_USE_MODELS; model++) {
        /* The difference first: it leads the report. */
        KEUR_TRY(add_difference(&of, model, out, err));
        for (size_t table = 0; table < TABLES; table++)
            KEUR_TRY(add_value(&of, table, model, out, err));
    }
out:
    free_contest(&of);
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    keur_anchors anchors = {.store = NULL};
    keur_outcome_columns outcomes = {.n = 0};
    keur_status status = KEUR_OK;

    (void)args;
    KEUR_TRY(keur_outcome_columns_make(on, true, &outcomes, err));
    if (outcomes.n == 0) {
        status = keur_result_add_missing(out, "auc-difference",
                                         "no column can be an outcome: none varies, or has few "
                                         "levels",
                                         err);
        goto out;
    }
    KEUR_TRY(keur_outcome_columns_tell(on, &outcomes, out, err));
    KEUR_TRY(keur_anchors_make(on, &anchors, err));
    for (size_t k = 0; k < outcomes.n; k++)
        KEUR_TRY(run_outcome(on, &anchors, &outcomes.items[k], out, err));
out:
    keur_anchors_free(&anchors);
    keur_outcome_columns_free(&outcomes);
    return status;
}

const keur_measure keur_train_synthetic_test_real = {
    .name = "train-synthetic-test-real",
    .title = "Models fitted on the synthetic table",
    .question = "Does a model that was fitted on the synthetic table predict real rows as well as "
                "one that was fitted on train?",
    .limits = "Says nothing of outcomes that were not looked at, nor of relations that prediction "
              "does not need.",
    .source = "Esteban, Hyland, Raetsch, arXiv 1706.02633; DeLong et al., Biometrics 44 (1988)",
    .family = KEUR_FAMILY_FIDELITY,
    .needs = KEUR_NEEDS_HOLDOUT,
    .run = run,
};
