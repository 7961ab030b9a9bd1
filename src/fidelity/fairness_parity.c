/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rates or means of an outcome by group in every table, and how far groups are apart. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/labels.h"
#include "case/units.h"
#include "fidelity/fairness_impl.h"
#include "fidelity/mover.h"
#include "stats/clustered.h"

/* A group with fewer rows in the synthetic table is not there. */
enum { LEAST_ROWS = 10 };

/* The outcome in all tables by group: [table * n + group]. */
typedef struct parity {
    const keur_fairness *of;
    size_t n; /* groups */
    keur_moments *groups;
    const char *unit;
} parity;

/* An estimate with its interval, or why there is none. */
typedef struct estimate {
    double value;
    keur_interval interval;
    size_t n, n_least;
    const char *reason;
} estimate;

/* --- by group */

/* Rows of one table in the order of their groups. */
typedef struct sorted {
    size_t *begin; /* n + 2: those without an outcome come last */
    uint32_t *rows;
} sorted;

static keur_status sort_rows(const keur_fairness *of, keur_role role, sorted *to, keur_error *err)
{
    const size_t n = of->groups.n_groups, n_rows = keur_case_rows(of->on, role);
    size_t *next = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(to->begin, n + 2, err));
    KEUR_TRY(KEUR_NEW(to->rows, n_rows, err));
    KEUR_TRY(KEUR_NEW(next, n + 1, err));
    for (size_t i = 0; i < n_rows; i++)
        to->begin[keur_fair_group(of, role, i) + 1]++;
    for (size_t g = 0; g <= n; g++) {
        to->begin[g + 1] += to->begin[g];
        next[g] = to->begin[g];
    }
    for (size_t i = 0; i < n_rows; i++)
        to->rows[next[keur_fair_group(of, role, i)]++] = (uint32_t)i;
out:
    keur_release(next);
    return status;
}

/* How many independent rows those of a group are worth. */
static keur_status size_group(const keur_fairness *of, keur_role role, const uint32_t *rows,
                              const double *values, keur_moments *to, keur_error *err)
{
    const int32_t *units = keur_case_units(of->on, role);
    const size_t n = to->n;
    uint32_t *clusters = NULL;
    unsigned char *is_one = NULL;
    keur_status status = KEUR_OK;

    to->size = (double)n;
    if (units == NULL || n == 0)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(clusters, n, err));
    KEUR_TRY(KEUR_NEW(is_one, n, err));
    for (size_t i = 0; i < n; i++) {
        clusters[i] = (uint32_t)units[rows[i]];
        is_one[i] = values[i] > 0;
    }
    if (of->outcome->is_binary)
        KEUR_TRY(
            keur_clustered_size(clusters, is_one, n, keur_case_unit_count(of->on), &to->size, err));
    else
        KEUR_TRY(keur_clustered_mean_size(clusters, values, n, keur_case_unit_count(of->on),
                                          &to->size, err));
out:
    keur_release(clusters);
    keur_release(is_one);
    return status;
}

static keur_status fill_table(const keur_fairness *of, keur_role role, keur_moments *groups,
                              keur_error *err)
{
    const int32_t *codes = keur_case_codes(of->on, role, of->outcome->column);
    sorted by = {.rows = NULL};
    double *values = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(sort_rows(of, role, &by, err));
    KEUR_TRY(KEUR_NEW(values, keur_case_rows(of->on, role), err));
    for (size_t g = 0; g < of->groups.n_groups; g++) {
        const size_t begin = by.begin[g], n = by.begin[g + 1] - begin;

        for (size_t i = 0; i < n; i++) {
            values[i] = of->outcome->value_of[codes[by.rows[begin + i]] + 1];
            keur_moments_add(&groups[g], values[i], 1);
        }
        KEUR_TRY(size_group(of, role, by.rows + begin, values, &groups[g], err));
    }
out:
    keur_release(by.begin);
    keur_release(by.rows);
    keur_release(values);
    return status;
}

/* All other groups that are large together. Their rows are worth what they are worth within each.
 * Of a few people left over nothing enters a figure, so that no subtraction gives them back. */
static keur_moments rest_of(const parity *in, size_t table, size_t but)
{
    keur_moments rest = {.n = 0};

    for (size_t g = 0; g < in->n; g++) {
        const keur_moments *here = &in->groups[table * in->n + g];
        const double before = (double)rest.n, n = (double)here->n, step = here->mean - rest.mean;

        if (g == but || here->n == 0 || !keur_group_is_large(&in->of->groups.groups[g]))
            continue;
        rest.squares += here->squares + step * step * before * n / (before + n);
        rest.mean += step * n / (before + n);
        rest.n += here->n;
        rest.size += isnan(here->size) ? 1 : here->size;
    }
    return rest;
}

/* --- differences */

static keur_interval interval_of(const parity *in, const keur_moments *a, const keur_moments *b,
                                 double level)
{
    if (isnan(a->size) || isnan(b->size) || a->size < 2 || b->size < 2)
        return (keur_interval){NAN, NAN};
    if (in->of->outcome->is_binary)
        return keur_interval_newcombe(fmin(a->mean, 1) * a->size, a->size,
                                      fmin(b->mean, 1) * b->size, b->size, level);
    return keur_interval_welch(a->mean, a->squares / ((double)a->n - 1), a->size, b->mean,
                               b->squares / ((double)b->n - 1), b->size, level);
}

static estimate against_rest(const parity *in, size_t table, size_t g)
{
    const keur_moments *here = &in->groups[table * in->n + g], rest = rest_of(in, table, g);
    estimate made = {.value = here->mean - rest.mean};

    /* The smaller side says how much one row tells: see the steps in which shares are exported. */
    made.n = made.n_least = here->n < rest.n ? here->n : rest.n;
    if (made.n < LEAST_ROWS) {
        made.reason = "the group, or the others together, have fewer than 10 rows in this table";
        return made;
    }
    made.interval = interval_of(in, here, &rest, 0.95);
    if (!isfinite(made.value))
        made.reason = "the means lie too far apart for a difference";
    return made;
}

/* The largest difference between two groups. The interval joins those of all pairs, each at a level
 * so high that all hold together (Bonferroni): the largest true difference lies between the largest
 * lower and the largest upper end. */
static estimate largest(const parity *in, size_t table)
{
    size_t n_large = 0, n_pairs;
    bool has_interval = true;
    estimate made = {.value = 0, .n = SIZE_MAX};

    for (size_t g = 0; g < in->n; g++)
        n_large += keur_group_is_large(&in->of->groups.groups[g]);
    n_pairs = n_large * (n_large - 1) / 2;
    for (size_t g = 0; g < in->n; g++) {
        const keur_moments *a = &in->groups[table * in->n + g];

        if (!keur_group_is_large(&in->of->groups.groups[g]))
            continue;
        made.n = a->n < made.n ? a->n : made.n;
        for (size_t h = 0; h < g; h++) {
            const keur_moments *b = &in->groups[table * in->n + h];
            const keur_interval found = interval_of(in, a, b, 1 - 0.05 / (double)n_pairs);

            if (!keur_group_is_large(&in->of->groups.groups[h]))
                continue;
            made.value = fmax(made.value, fabs(a->mean - b->mean));
            made.interval.low = fmax(made.interval.low, fmax(found.low, -found.high));
            made.interval.high = fmax(made.interval.high, fmax(found.high, -found.low));
            has_interval = has_interval && !isnan(found.low) && !isnan(found.high);
        }
    }
    made.n_least = made.n;
    if (!has_interval)
        made.interval = (keur_interval){NAN, NAN};
    if (made.n < LEAST_ROWS)
        made.reason = "a group has fewer than 10 rows in this table";
    else if (!isfinite(made.value))
        made.reason = "the means lie too far apart for a difference";
    return made;
}

/* --- figures */

static keur_status add_estimate(const keur_figure *like, const char *name, const char *method,
                                const estimate *of, keur_result *out, keur_error *err)
{
    keur_figure figure = *like;

    figure.name = name;
    figure.n = of->n;
    figure.n_least = of->n_least;
    figure.reason = of->reason;
    if (of->reason != NULL)
        return keur_result_add(out, &figure, err);
    figure.value = of->value;
    figure.method = method;
    if (isfinite(of->interval.low) && isfinite(of->interval.high)) {
        figure.low = fmin(of->interval.low, of->value);
        figure.high = fmax(of->interval.high, of->value);
    } else {
        figure.no_interval = "the rows leave no spread to judge by";
    }
    return keur_result_add(out, &figure, err);
}

/* Estimates of all tables, and the differences of the others to train. */
static keur_status add_estimates(const parity *in, const keur_figure *like, const char *stem,
                                 const char *method, const estimate *tables, keur_result *out,
                                 keur_error *err)
{
    const size_t n = keur_case_has(in->of->on, KEUR_HOLDOUT) ? KEUR_FAIR_TABLES : 2;
    const estimate *train = &tables[KEUR_FAIR_TRAIN];
    char names[KEUR_FAIR_TABLES][64], name[64];
    keur_status status = KEUR_OK;

    for (size_t t = 0; t < n; t++) {
        (void)snprintf(names[t], sizeof names[t], "%s%s", stem, keur_fair_suffixes[t]);
        KEUR_TRY(add_estimate(like, names[t], method, &tables[t], out, err));
    }
    for (size_t t = 1; t < n; t++) {
        const estimate *other = &tables[t];
        estimate gap = {
            .value = other->value - train->value,
            .interval = keur_mover(other->value, other->interval, train->value, train->interval),
            .n = other->n + train->n,
            .n_least = other->n < train->n ? other->n : train->n,
            .reason = other->reason != NULL ? other->reason : train->reason};
        keur_figure figure = *like;

        (void)snprintf(name, sizeof name, "%s-difference%s", stem, keur_fair_suffixes[t]);
        figure.kind = KEUR_KIND_DIFFERENCE;
        figure.minuend = names[t];
        figure.subtrahend = names[KEUR_FAIR_TRAIN];
        KEUR_TRY(add_estimate(&figure, name,
                              "of the table minus of train, ends joined by Zou and "
                              "Donner's method",
                              &gap, out, err));
    }
out:
    return status;
}

static keur_status add_mean(const parity *in, const keur_figure *like, size_t table, size_t g,
                            keur_result *out, keur_error *err)
{
    const keur_moments *here = &in->groups[table * in->n + g];
    char name[32];

    (void)snprintf(name, sizeof name, "%s%s", in->of->outcome->is_binary ? "rate" : "mean",
                   keur_fair_suffixes[table]);
    if (!in->of->outcome->is_binary)
        return keur_add_mean(out, like, name, here, err);
    return keur_add_clustered_rate(out, like, name, round(here->mean * (double)here->n),
                                   (double)here->n, here->size, err);
}

static keur_status add_group(const parity *in, size_t g, keur_result *out, keur_error *err)
{
    const keur_group *group = &in->of->groups.groups[g];
    const size_t n_tables = keur_case_has(in->of->on, KEUR_HOLDOUT) ? KEUR_FAIR_TABLES : 2;
    keur_figure like = keur_fair_like(in->of, in->unit);
    estimate tables[KEUR_FAIR_TABLES];
    keur_status status = KEUR_OK;

    keur_figure_label(&like, "level", keur_group_level(group));
    if (keur_group_is_tiny(group))
        return KEUR_OK;
    if (!keur_group_is_large(group)) {
        like.n = in->groups[g].n;
        return keur_add_reason(out, &like, "parity",
                               "needs 100 rows of train, and of the holdout where there is one",
                               err);
    }
    for (size_t t = 0; t < n_tables; t++) {
        KEUR_TRY(add_mean(in, &like, t, g, out, err));
        tables[t] = against_rest(in, t, g);
    }
    KEUR_TRY(add_estimates(
        in, &like, "parity",
        in->of->outcome->is_binary
            ? "rate in the group minus rate in the other groups together, Newcombe interval"
            : "mean in the group minus mean in the other groups together, Welch interval",
        tables, out, err));
out:
    return status;
}

keur_status keur_fair_parity(const keur_fairness *of, keur_result *out, keur_error *err)
{
    parity in = {.of = of,
                 .n = of->groups.n_groups,
                 .unit = of->outcome->is_binary ? "share" : "of the outcome"};
    const keur_figure like = keur_fair_like(of, in.unit);
    estimate tables[KEUR_FAIR_TABLES];
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(in.groups, KEUR_FAIR_TABLES * in.n, err));
    for (size_t t = 0; t < KEUR_FAIR_TABLES; t++) {
        if (keur_case_has(of->on, keur_fair_roles[t]))
            KEUR_TRY(fill_table(of, keur_fair_roles[t], in.groups + t * in.n, err));
        tables[t] = largest(&in, t);
    }
    KEUR_TRY(add_estimates(&in, &like, "parity-largest",
                           "largest difference between two groups, intervals of all pairs by "
                           "Bonferroni",
                           tables, out, err));
    for (size_t g = 0; g < in.n; g++)
        KEUR_TRY(add_group(&in, g, out, err));
out:
    keur_release(in.groups);
    return status;
}
