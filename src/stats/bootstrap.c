/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/bootstrap.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "base/sort.h"
#include "base/try.h"
#include "stats/quantile.h"

void keur_bootstrap_weights(uint64_t seed, size_t group, size_t draw, size_t n, uint32_t *weight)
{
    /* Groups get streams of their own, so that equal sizes are not drawn alike. */
    keur_random random = keur_random_start(keur_mix(seed + group), "bootstrap-persons", draw);

    memset(weight, 0, n * sizeof *weight);
    for (size_t i = 0; i < n; i++)
        weight[keur_random_below(&random, n)]++;
}

typedef struct job {
    const keur_bootstrap_plan *plan;
    keur_bootstrap_statistic statistic;
    const void *context;
    size_t n_persons;
    double *values;
} job;

static keur_status run_draws(void *context, size_t begin, size_t end, keur_error *err)
{
    const job *of = context;
    uint32_t *weight = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(weight, of->n_persons, err));
    for (size_t draw = begin; draw < end; draw++) {
        size_t at = 0;

        for (size_t g = 0; g < of->plan->n_groups; g++) {
            keur_bootstrap_weights(of->plan->seed, g, draw, of->plan->sizes[g], weight + at);
            at += of->plan->sizes[g];
        }
        KEUR_TRY(of->statistic(weight, of->context, &of->values[draw], err));
    }
out:
    keur_release(weight);
    return status;
}

static keur_status estimate_once(const job *of, double *value, keur_error *err)
{
    uint32_t *weight = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(weight, of->n_persons, err));
    for (size_t i = 0; i < of->n_persons; i++)
        weight[i] = 1;
    KEUR_TRY(of->statistic(weight, of->context, value, err));
out:
    keur_release(weight);
    return status;
}

/* Standard deviation, in the order of the draws. */
static double deviation(const double *values, size_t n)
{
    double mean = 0, sum = 0, count = 0;

    for (size_t i = 0; i < n; i++) {
        if (isfinite(values[i])) {
            count++;
            mean += (values[i] - mean) / count;
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (isfinite(values[i]))
            sum += (values[i] - mean) * (values[i] - mean);
    }
    return count > 1 ? sqrt(sum / (count - 1)) : NAN;
}

/* The p-quantile of n values, of which the undefined count as `worst`, an infinity. */
static keur_status end_of(const double *values, size_t n, double worst, double p, double *end,
                          keur_error *err)
{
    double *known = NULL, *ascending = NULL;
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(known, n, err));
    KEUR_TRY(KEUR_NEW(ascending, n, err));
    KEUR_TRY(KEUR_NEW(order, n, err));
    for (size_t i = 0; i < n; i++)
        known[i] = isfinite(values[i]) ? values[i] : worst;
    KEUR_TRY(keur_sort_order(known, n, order, err));
    for (size_t i = 0; i < n; i++)
        ascending[i] = known[order[i]];
    *end = keur_quantile(ascending, n, p);
    if (!isfinite(*end))
        *end = NAN;
out:
    keur_release(known);
    keur_release(ascending);
    keur_release(order);
    return status;
}

keur_status keur_bootstrap_find(const keur_bootstrap_plan *plan, keur_bootstrap_statistic statistic,
                                const void *context, keur_bootstrap *found, double *draws,
                                keur_error *err)
{
    const size_t n_draws = plan->n_draws > 0 ? plan->n_draws : 1999;
    const double level = plan->level != 0 ? plan->level : 0.95;
    job of = {.plan = plan, .statistic = statistic, .context = context};
    keur_bootstrap made = {.n_draws = n_draws};
    keur_status status = KEUR_OK;

    for (size_t g = 0; g < plan->n_groups; g++) {
        if (plan->sizes[g] == 0)
            return keur_fail(err, KEUR_EDATA, "a group without persons cannot be resampled");
        of.n_persons += plan->sizes[g];
    }
    KEUR_TRY(KEUR_NEW(of.values, n_draws, err));
    KEUR_TRY(estimate_once(&of, &made.estimate, err));
    KEUR_TRY(keur_parallel_for(n_draws, 16, plan->threads, run_draws, &of, err));
    for (size_t i = 0; i < n_draws; i++)
        made.n_undefined += isfinite(of.values[i]) ? 0 : 1;
    made.error = deviation(of.values, n_draws);
    KEUR_TRY(end_of(of.values, n_draws, -INFINITY, (1 - level) / 2, &made.interval.low, err));
    KEUR_TRY(end_of(of.values, n_draws, INFINITY, (1 + level) / 2, &made.interval.high, err));
    if (draws != NULL)
        memcpy(draws, of.values, n_draws * sizeof *draws);
    *found = made;
out:
    keur_release(of.values);
    return status;
}
