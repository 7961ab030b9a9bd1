/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/use_scores.h"

#include <math.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"
#include "case/units.h"
#include "fidelity/use_area.h"
#include "stats/bootstrap.h"
#include "stats/clustered.h"
#include "stats/roc.h"
#include "stats/roc_compare.h"
#include "stats/roc_reach.h"

enum { DRAWS = 999 };

/* One or two models whose value, or difference, is resampled by person. */
typedef struct resampled {
    const keur_use_test *test;
    size_t n_sides;
    const double *scores[2];
    uint32_t *order[2];            /* rows by score, of areas */
    double *losses[2];             /* by person: rows named right, or squared errors */
    double *rows, *sums, *squares; /* by person, of the truth */
} resampled;

/* --- the rows tested on */

keur_status keur_use_test_make(const keur_case *on, const keur_outcome_column *outcome,
                               const keur_outcome_rows *rows, keur_use_test *made, keur_error *err)
{
    const size_t n = rows->rows.n_rows, n_units = keur_case_unit_count(on);
    uint32_t *place = NULL; /* by unit: its person + 1 */
    keur_status status = KEUR_OK;

    *made = (keur_use_test){.outcome = outcome,
                            .on = rows,
                            .seed = keur_case_seed(on),
                            .threads = keur_case_threads(on)};
    KEUR_TRY(KEUR_NEW(made->person, n, err));
    KEUR_TRY(KEUR_NEW(place, n_units, err));
    for (size_t i = 0; i < n; i++) {
        made->n_positive += rows->values[i] == 1;
        if (rows->units == NULL) {
            made->person[i] = (uint32_t)made->n_persons++;
            continue;
        }
        made->has_clusters |= place[rows->units[i]] > 0;
        if (place[rows->units[i]] == 0)
            place[rows->units[i]] = (uint32_t)++made->n_persons;
        made->person[i] = place[rows->units[i]] - 1;
    }
out:
    keur_release(place);
    if (status != KEUR_OK)
        keur_use_test_free(made);
    return status;
}

void keur_use_test_free(keur_use_test *made)
{
    keur_release(made->person);
    made->person = NULL;
}

const char *keur_use_name(const keur_outcome_column *outcome)
{
    static const char *const names[] = {[KEUR_OUTCOME_TWO] = "auc",
                                        [KEUR_OUTCOME_LEVELS] = "accuracy",
                                        [KEUR_OUTCOME_NUMBER] = "r2"};

    return names[outcome->kind];
}

/* --- values of weighted persons */

static double area_of(const resampled *of, size_t side, const uint32_t *weight)
{
    const keur_use_test *test = of->test;
    const double *scores = of->scores[side];
    const uint32_t *order = of->order[side];
    const size_t n = test->on->rows.n_rows;
    double below = 0, above = 0, sum = 0;

    for (size_t i = 0; i < n;) {
        const double here = scores[order[i]];
        double zeros = 0, ones = 0;

        for (; i < n && scores[order[i]] == here; i++) {
            const double times = weight[test->person[order[i]]];

            if (test->on->values[order[i]] == 1)
                ones += times;
            else
                zeros += times;
        }
        sum += ones * (below + zeros / 2);
        below += zeros;
        above += ones;
    }
    return below > 0 && above > 0 ? sum / (below * above) : NAN;
}

static double value_of(const resampled *of, size_t side, const uint32_t *weight)
{
    double rows = 0, losses = 0, sums = 0, squares = 0, total;

    if (of->test->outcome->kind == KEUR_OUTCOME_TWO)
        return area_of(of, side, weight);
    for (size_t p = 0; p < of->test->n_persons; p++) {
        rows += weight[p] * of->rows[p];
        losses += weight[p] * of->losses[side][p];
        sums += weight[p] * of->sums[p];
        squares += weight[p] * of->squares[p];
    }
    if (of->test->outcome->kind == KEUR_OUTCOME_LEVELS)
        return rows > 0 ? losses / rows : NAN;
    total = squares - sums * sums / rows;
    return total > 1e-12 * squares ? 1 - losses / total : NAN;
}

static keur_status statistic(const uint32_t *weight, const void *context, double *value,
                             keur_error *err)
{
    const resampled *of = context;

    (void)err;
    *value = value_of(of, 0, weight);
    if (of->n_sides == 2)
        *value -= value_of(of, 1, weight);
    return KEUR_OK;
}

static keur_status add_side(resampled *of, size_t side, keur_error *err)
{
    const keur_use_test *test = of->test;
    const size_t n = test->on->rows.n_rows;
    const double *scores = of->scores[side];
    keur_status status = KEUR_OK;

    if (test->outcome->kind == KEUR_OUTCOME_TWO) {
        KEUR_TRY(KEUR_NEW(of->order[side], n, err));
        KEUR_TRY(keur_sort_order(scores, n, of->order[side], err));
        return KEUR_OK;
    }
    KEUR_TRY(KEUR_NEW(of->losses[side], test->n_persons, err));
    for (size_t i = 0; i < n; i++) {
        const double off = test->on->values[i] - scores[i];

        of->losses[side][test->person[i]] +=
            test->outcome->kind == KEUR_OUTCOME_LEVELS ? off == 0 : off * off;
    }
out:
    return status;
}

static void close_resampled(resampled *of)
{
    for (size_t side = 0; side < 2; side++) {
        keur_release(of->order[side]);
        keur_release(of->losses[side]);
    }
    keur_release(of->rows);
    keur_release(of->sums);
    keur_release(of->squares);
}

static keur_status open_resampled(const keur_use_test *test, const double *first,
                                  const double *second, resampled *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    *of = (resampled){.test = test, .n_sides = second != NULL ? 2 : 1, .scores = {first, second}};
    KEUR_TRY(KEUR_NEW(of->rows, test->n_persons, err));
    KEUR_TRY(KEUR_NEW(of->sums, test->n_persons, err));
    KEUR_TRY(KEUR_NEW(of->squares, test->n_persons, err));
    for (size_t i = 0; i < test->on->rows.n_rows; i++) {
        const double truth = test->on->values[i];

        of->rows[test->person[i]]++;
        of->sums[test->person[i]] += truth;
        of->squares[test->person[i]] += truth * truth;
    }
    for (size_t side = 0; side < of->n_sides; side++)
        KEUR_TRY(add_side(of, side, err));
out:
    if (status != KEUR_OK)
        close_resampled(of);
    return status;
}

keur_status keur_use_value(const keur_use_test *test, const double *scores, double *value,
                           keur_error *err)
{
    resampled of;
    uint32_t *once = NULL;
    keur_status status = open_resampled(test, scores, NULL, &of, err);

    if (status != KEUR_OK)
        return status;
    KEUR_TRY(KEUR_NEW(once, test->n_persons, err));
    for (size_t p = 0; p < test->n_persons; p++)
        once[p] = 1;
    *value = value_of(&of, 0, once);
out:
    keur_release(once);
    close_resampled(&of);
    return status;
}

/* --- intervals */

static keur_status bootstrap(const keur_use_test *test, const double *first, const double *second,
                             double level, keur_bootstrap *found, keur_error *err)
{
    const keur_bootstrap_plan plan = {.sizes = &test->n_persons,
                                      .n_groups = 1,
                                      .n_draws = DRAWS,
                                      .seed = test->seed,
                                      .level = level,
                                      .threads = test->threads};
    resampled of;
    keur_status status = open_resampled(test, first, second, &of, err);

    if (status != KEUR_OK)
        return status;
    KEUR_TRY(keur_bootstrap_find(&plan, statistic, &of, found, NULL, err));
out:
    close_resampled(&of);
    return status;
}

/* Percentiles of draws from few records miss near 0 and 1 as DeLong's interval does. */
static keur_status widen(const keur_use_test *test, const keur_bootstrap *drawn, double level,
                         keur_interval *found, keur_error *err)
{
    keur_roc_area area;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_use_area(test, drawn, &area, err));
    if (keur_roc_is_near(&area)) {
        const keur_reach reach = keur_roc_reach(&area, keur_normal_quantile(0.5 + level / 2));

        found->low = fmin(found->low, fmax(area.auc - reach.below, 0));
        found->high = fmax(found->high, fmin(area.auc + reach.above, 1));
    }
out:
    return status;
}

static keur_status excess_of(const keur_use_test *test, const double *scores, double z,
                             keur_reach *found, keur_error *err)
{
    keur_bootstrap drawn;
    keur_roc_area area;
    keur_status status = KEUR_OK;

    KEUR_TRY(bootstrap(test, scores, NULL, 0.95, &drawn, err));
    KEUR_TRY(keur_use_area(test, &drawn, &area, err));
    *found = (keur_reach){0, 0};
    if (keur_roc_is_near(&area))
        *found = keur_roc_excess(&area, z);
out:
    return status;
}

/* What the error of a difference of areas lacks near 0 and 1, as keur_roc_compare() has it. */
static keur_status widen_error(const keur_use_test *test, const double *first, const double *second,
                               double *error, keur_error *err)
{
    const double z = keur_normal_quantile(0.975);
    keur_reach one, two;
    double more;
    keur_status status = KEUR_OK;

    KEUR_TRY(excess_of(test, first, z, &one, err));
    KEUR_TRY(excess_of(test, second, z, &two, err));
    more = fmax(one.below + two.above, one.above + two.below);
    if (more > 0)
        *error = sqrt(*error * *error + more / (z * z));
out:
    return status;
}

/* Scores of class 1, then of class 0. */
static keur_status part(const keur_use_test *test, const double *scores, double **parted,
                        keur_error *err)
{
    size_t ones = 0, zeros = test->n_positive;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(*parted, test->on->rows.n_rows, err));
    for (size_t i = 0; i < test->on->rows.n_rows; i++)
        (*parted)[test->on->values[i] == 1 ? ones++ : zeros++] = scores[i];
out:
    return status;
}

static bool is_delong(const keur_use_test *test)
{
    return test->outcome->kind == KEUR_OUTCOME_TWO && !test->has_clusters;
}

keur_status keur_use_interval(const keur_use_test *test, const double *scores, double level,
                              keur_interval *found, keur_error *err)
{
    const size_t n = test->on->rows.n_rows, n_ones = test->n_positive;
    keur_bootstrap drawn;
    double *parted = NULL, area;
    keur_status status = KEUR_OK;

    if (!is_delong(test)) {
        KEUR_TRY(bootstrap(test, scores, NULL, level, &drawn, err));
        *found = drawn.interval;
        if (test->outcome->kind == KEUR_OUTCOME_TWO)
            KEUR_TRY(widen(test, &drawn, level, found, err));
        goto out;
    }
    KEUR_TRY(part(test, scores, &parted, err));
    KEUR_TRY(keur_roc_auc(parted, n_ones, parted + n_ones, n - n_ones, level, &area, found, err));
out:
    keur_release(parted);
    return status;
}

keur_status keur_use_apart(const keur_use_test *test, const double *scores, size_t *n_apart,
                           keur_error *err)
{
    const size_t n = test->on->rows.n_rows, n_ones = test->n_positive;
    double *parted = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(part(test, scores, &parted, err));
    KEUR_TRY(keur_roc_apart(parted, n_ones, parted + n_ones, n - n_ones, n_apart, err));
out:
    keur_release(parted);
    return status;
}

keur_status keur_use_error(const keur_use_test *test, const double *first, const double *second,
                           double *error, keur_error *err)
{
    const size_t n = test->on->rows.n_rows, n_ones = test->n_positive;
    keur_roc_difference compared;
    keur_bootstrap drawn;
    double *one = NULL, *two = NULL;
    keur_status status = KEUR_OK;

    if (!is_delong(test)) {
        KEUR_TRY(bootstrap(test, first, second, 0.95, &drawn, err));
        *error = drawn.error;
        if (test->outcome->kind == KEUR_OUTCOME_TWO)
            KEUR_TRY(widen_error(test, first, second, error, err));
        goto out;
    }
    KEUR_TRY(part(test, first, &one, err));
    KEUR_TRY(part(test, second, &two, err));
    KEUR_TRY(keur_roc_compare(one, two, n_ones, one + n_ones, two + n_ones, n - n_ones, 0.95,
                              &compared, err));
    *error = compared.error;
out:
    keur_release(one);
    keur_release(two);
    return status;
}

keur_status keur_use_accuracy(const keur_use_test *test, const double *scores, double *n_right,
                              double *size, keur_error *err)
{
    const size_t n = test->on->rows.n_rows;
    unsigned char *is_right = NULL;
    keur_status status = KEUR_OK;

    *n_right = 0;
    *size = (double)n;
    KEUR_TRY(KEUR_NEW(is_right, n, err));
    for (size_t i = 0; i < n; i++) {
        is_right[i] = scores[i] == test->on->values[i];
        *n_right += is_right[i];
    }
    if (test->has_clusters)
        KEUR_TRY(keur_clustered_size(test->person, is_right, n, test->n_persons, size, err));
out:
    keur_release(is_right);
    return status;
}
