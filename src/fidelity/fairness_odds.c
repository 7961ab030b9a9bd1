/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Equal opportunity and equalised odds. With r_g(y) the share of the holdout's rows of group g and
 * outcome y that a model calls 1, a model's equal opportunity is the range over groups of r_g(1),
 * its equalised odds the larger of that and the range of r_g(0).
 *
 * A largest difference has no smooth bootstrap: near 0 it can only look too large. But it never
 * errs by more than its rates do: |range(r*) - range(r)| <= range(r* - r). So the interval reaches
 * as far to each side as the 95% quantile, over draws of persons, of that range; for the difference
 * of two models, of the sum of theirs. So far it covers too often rather than too seldom; but the
 * models are taken as given, and other rows would have taught others.
 */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/labels.h"
#include "fidelity/fairness_impl.h"
#include "fidelity/persons.h"
#include "stats/bootstrap.h"
#include "stats/quantile.h"

/* Rows of a group and an outcome below which no rate is given. */
enum { LEAST_ROWS = 20, DRAWS = 200, MODELS = 2, LEAST_PERSONS = 20 };

/* The holdout's rows that count, and rates by model, outcome and group. */
typedef struct odds {
    const keur_fairness *of;
    const keur_fair_models *models;
    size_t n_groups, n_rows;
    uint32_t *rows;
    uint32_t *cell;  /* per row: 2 * group + outcome */
    size_t *sizes;   /* rows per cell */
    bool *is_judged; /* per cell: it has rows enough */

    keur_persons persons;
    double *all;    /* rates of all rows: [model * 2 n_groups + cell]; NAN: not judged */
    size_t n_least; /* rows of the smallest cell that is judged */
} odds;

static void odds_free(odds *of)
{
    keur_release(of->rows);
    keur_release(of->cell);
    keur_release(of->sizes);
    keur_release(of->is_judged);
    keur_release(of->all);
    keur_persons_free(&of->persons);
}

static keur_status open_odds(odds *to, keur_error *err)
{
    const keur_fairness *of = to->of;
    const int32_t *codes = keur_case_codes(of->on, KEUR_HOLDOUT, of->outcome->column);
    const size_t n = keur_case_rows(of->on, KEUR_HOLDOUT);
    keur_status status = KEUR_OK;

    to->n_groups = of->groups.n_groups;
    KEUR_TRY(KEUR_NEW(to->rows, n, err));
    KEUR_TRY(KEUR_NEW(to->cell, n, err));
    KEUR_TRY(KEUR_NEW(to->sizes, 2 * to->n_groups, err));
    KEUR_TRY(KEUR_NEW(to->is_judged, 2 * to->n_groups, err));
    KEUR_TRY(KEUR_NEW(to->all, MODELS * 2 * to->n_groups, err));
    for (size_t i = 0; i < n; i++) {
        const size_t g = keur_fair_group(of, KEUR_HOLDOUT, i);

        if (g == to->n_groups || !keur_group_is_large(&of->groups.groups[g]))
            continue;
        to->rows[to->n_rows] = (uint32_t)i;
        to->cell[to->n_rows] = (uint32_t)(2 * g) + (of->outcome->value_of[codes[i] + 1] > 0);
        to->sizes[to->cell[to->n_rows++]]++;
    }
    for (size_t c = 0; c < 2 * to->n_groups; c++)
        to->is_judged[c] = to->sizes[c] >= LEAST_ROWS;
    KEUR_TRY(keur_persons_make(of->on, KEUR_HOLDOUT, to->rows, to->n_rows, &to->persons, err));
out:
    return status;
}

/* Rates under weights by person (NULL: all once). */
static keur_status find_rates(const odds *in, const uint32_t *weights, double *rates,
                              keur_error *err)
{
    const size_t n_cells = 2 * in->n_groups;
    double *counts = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(counts, n_cells, err));
    memset(rates, 0, MODELS * n_cells * sizeof *rates);
    for (size_t i = 0; i < in->n_rows; i++) {
        const double weight = weights != NULL ? weights[in->persons.of_row[i]] : 1;

        counts[in->cell[i]] += weight;
        for (size_t m = 0; m < MODELS; m++)
            rates[m * n_cells + in->cell[i]] += weight * in->models->calls[m][in->rows[i]];
    }
    for (size_t c = 0; c < n_cells; c++) {
        for (size_t m = 0; m < MODELS; m++)
            rates[m * n_cells + c] =
                in->is_judged[c] && counts[c] > 0 ? rates[m * n_cells + c] / counts[c] : NAN;
    }
out:
    keur_release(counts);
    return status;
}

/* Range over groups of rates, or of rates less others. */
static double range(const odds *in, const double *rates, const double *less, size_t outcome)
{
    double low = INFINITY, high = -INFINITY;

    for (size_t c = outcome; c < 2 * in->n_groups; c += 2) {
        const double here = rates[c] - (less != NULL ? less[c] : 0);

        if (in->is_judged[c] && !isnan(here)) {
            low = fmin(low, here);
            high = fmax(high, here);
        }
    }
    return high >= low ? high - low : NAN;
}

static double widest(const odds *in, const double *rates, const double *less, bool both)
{
    const double of_ones = range(in, rates, less, 1);

    return both ? fmax(of_ones, range(in, rates, less, 0)) : of_ones;
}

/* Errors of each draw: of each model, and of both together. */
typedef struct errors {
    double *draws[2][MODELS + 1]; /* opportunity, odds */
} errors;

static keur_status draw_all(const odds *in, errors *to, keur_error *err)
{
    const size_t n_cells = 2 * in->n_groups;
    uint32_t *weights = NULL;
    double *rates = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(weights, in->persons.n, err));
    KEUR_TRY(KEUR_NEW(rates, MODELS * n_cells, err));
    for (size_t k = 0; k < 2; k++)
        for (size_t m = 0; m <= MODELS; m++)
            KEUR_TRY(KEUR_NEW(to->draws[k][m], DRAWS, err));
    for (size_t b = 0; b < DRAWS; b++) {
        keur_bootstrap_weights(keur_case_seed(in->of->on), KEUR_FAIR_HOLDOUT, b, in->persons.n,
                               weights);
        KEUR_TRY(find_rates(in, weights, rates, err));
        for (size_t k = 0; k < 2; k++) {
            for (size_t m = 0; m < MODELS; m++) {
                to->draws[k][m][b] = widest(in, rates + m * n_cells, in->all + m * n_cells, k == 1);
                to->draws[k][MODELS][b] += to->draws[k][m][b];
            }
        }
    }
out:
    keur_release(weights);
    keur_release(rates);
    return status;
}

static keur_status upper(const double *draws, double *found, keur_error *err)
{
    double ascending[DRAWS];
    uint32_t order[DRAWS];
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_sort_order(draws, DRAWS, order, err));
    for (size_t b = 0; b < DRAWS; b++)
        ascending[b] = draws[order[b]];
    *found = keur_quantile(ascending, DRAWS, 0.95);
out:
    return status;
}

/* Why no interval: a rate of 0 or 1 is the same in every draw. */
static const char *why_none(const odds *in, bool both)
{
    for (size_t m = 0; m < MODELS; m++) {
        for (size_t c = both ? 0 : 1; c < 2 * in->n_groups; c += both ? 1 : 2) {
            const double rate = in->all[m * 2 * in->n_groups + c];

            if (in->is_judged[c] && (rate <= 0 || rate >= 1))
                return "a model calls all rows of a group and outcome alike, so that draws say "
                       "nothing of them";
        }
    }
    return in->persons.n < LEAST_PERSONS ? "needs 20 persons" : NULL;
}

static keur_status add_kind(const odds *in, const errors *drawn, bool both, keur_result *out,
                            keur_error *err)
{
    static const char *const names[2][MODELS + 1] = {
        {"equal-opportunity-train", "equal-opportunity", "equal-opportunity-difference"},
        {"equalised-odds-train", "equalised-odds", "equalised-odds-difference"}};
    const size_t n_cells = 2 * in->n_groups;
    double values[MODELS + 1];
    keur_status status = KEUR_OK;

    for (size_t m = 0; m < MODELS; m++)
        values[m] = widest(in, in->all + m * n_cells, NULL, both);
    values[MODELS] = values[1] - values[0];
    for (size_t m = 0; m <= MODELS; m++) {
        keur_figure figure = keur_fair_like(in->of, "share");
        double reach = 0;

        figure.name = names[both][m];
        figure.kind = m == MODELS ? KEUR_KIND_DIFFERENCE : KEUR_KIND_STATISTIC;
        figure.minuend = m == MODELS ? names[both][1] : NULL;
        figure.subtrahend = m == MODELS ? names[both][0] : NULL;
        figure.n = figure.n_least = in->n_least;
        figure.value = values[m];
        figure.no_interval = why_none(in, both);
        figure.method =
            both ? "largest difference between groups of what trees call holdout rows, "
                   "given their outcome; interval given the models, from 200 draws of holdout "
                   "persons"
                 : "largest difference between groups of true positive rates on the "
                   "holdout; interval given the models, from 200 draws of holdout persons";
        if (figure.no_interval == NULL) {
            KEUR_TRY(upper(drawn->draws[both][m], &reach, err));
            figure.low = fmax(values[m] - reach, m == MODELS ? -1 : 0);
            figure.high = fmin(values[m] + reach, 1);
        }
        KEUR_TRY(keur_result_add(out, &figure, err));
    }
out:
    return status;
}

/* Why the rates cannot be compared: NULL where they can. */
static const char *judge(odds *in)
{
    size_t counts[2] = {0, 0};

    in->n_least = SIZE_MAX;
    for (size_t c = 0; c < 2 * in->n_groups; c++) {
        counts[c % 2] += in->is_judged[c];
        if (in->is_judged[c] && in->sizes[c] < in->n_least)
            in->n_least = in->sizes[c];
    }
    for (size_t m = 0; m < MODELS; m++) {
        size_t n = 0;

        for (size_t i = 0; i < in->n_rows; i++)
            n += in->models->calls[m][in->rows[i]];
        if (n == 0 || n == in->n_rows)
            return m == 0 ? "the model of train calls all rows alike"
                          : "the model of the synthetic table calls all rows alike";
    }
    if (counts[1] < 2 || counts[0] < 2)
        return "needs two groups with 20 rows of the holdout for each outcome";
    return NULL;
}

keur_status keur_fair_odds(const keur_fairness *of, const keur_fair_models *models,
                           keur_result *out, keur_error *err)
{
    const keur_figure like = keur_fair_like(of, "share");
    const char *reason = models->reason;
    odds in = {.of = of, .models = models};
    errors drawn = {{{NULL}}};
    keur_status status = KEUR_OK;

    if (reason == NULL) {
        KEUR_TRY(open_odds(&in, err));
        KEUR_TRY(find_rates(&in, NULL, in.all, err));
        reason = judge(&in);
    }
    if (reason != NULL) {
        KEUR_TRY(keur_add_reason(out, &like, "equal-opportunity-difference", reason, err));
        KEUR_TRY(keur_add_reason(out, &like, "equalised-odds-difference", reason, err));
        goto out;
    }
    KEUR_TRY(draw_all(&in, &drawn, err));
    KEUR_TRY(add_kind(&in, &drawn, false, out, err));
    KEUR_TRY(add_kind(&in, &drawn, true, out, err));
out:
    for (size_t k = 0; k < 2; k++)
        for (size_t m = 0; m <= MODELS; m++)
            keur_release(drawn.draws[k][m]);
    odds_free(&in);
    return status;
}
