/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/add_figure.h"

#include <math.h>
#include <string.h>

#include "case/labels.h"
#include "stats/intervals.h"
#include "stats/quantile.h"
#include "stats/risk.h"

/* A figure called `name` that is about the same as `like`. */
static keur_figure alike(const keur_figure *like, const char *name, keur_kind kind)
{
    keur_figure figure = keur_figure_start(name, kind);

    figure.level = like->level;
    figure.unit = like->unit;
    figure.direction = like->direction;
    figure.total = like->total;
    figure.n_labels = like->n_labels;
    memcpy(figure.labels, like->labels, sizeof figure.labels);
    return figure;
}

static double factor_of(const keur_figure *figure)
{
    return figure->unit != NULL && strcmp(figure->unit, "percent") == 0 ? 100 : 1;
}

static void set_interval(keur_figure *figure, keur_interval found, double factor,
                         const char *otherwise)
{
    figure->low = found.low * factor;
    figure->high = found.high * factor;
    if (isnan(found.low) || isnan(found.high)) {
        figure->low = figure->high = NAN;
        figure->no_interval = otherwise;
    }
}

keur_status keur_add_reason(keur_result *out, const keur_figure *like, const char *name,
                            const char *reason, keur_error *err)
{
    keur_figure figure = alike(like, name, KEUR_KIND_STATISTIC);

    figure.reason = reason;
    return keur_result_add(out, &figure, err);
}

/* Nothing to count or to average over: a denominator of 0 tells the export filter, since "none" is
 * a number of rows below 10. */
static keur_status add_empty(keur_result *out, const keur_figure *like, const char *name,
                             keur_kind kind, const char *reason, keur_error *err)
{
    keur_figure figure = alike(like, name, kind);

    figure.denominator = 0;
    figure.reason = reason;
    return keur_result_add(out, &figure, err);
}

static const char one_cluster[] = "all trials belong together, so that there is one only";

/* A figure's rate as successes of so many independent trials. */
static double successes_of(const keur_figure *figure, double size)
{
    return fmin(figure->numerator / figure->denominator * size, size);
}

keur_status keur_add_rate(keur_result *out, const keur_figure *like, const char *name,
                          double numerator, double denominator, keur_error *err)
{
    return keur_add_clustered_rate(out, like, name, numerator, denominator, denominator, err);
}

keur_status keur_add_clustered_rate(keur_result *out, const keur_figure *like, const char *name,
                                    double numerator, double denominator, double size,
                                    keur_error *err)
{
    keur_figure figure = alike(like, name, KEUR_KIND_RATE);
    const double factor = factor_of(&figure);
    keur_interval found = {NAN, NAN};

    if (!(denominator > 0))
        return add_empty(out, like, name, KEUR_KIND_RATE, "there are no rows to count among", err);
    figure.numerator = numerator;
    figure.denominator = denominator;
    figure.n = (size_t)denominator;
    figure.value = factor * numerator / denominator;
    figure.method = size < denominator ? "share of rows, Wilson score interval of fewer, as rows "
                                         "that belong together count less"
                                       : "share of rows, Wilson score interval";
    if (!isnan(size))
        found = keur_interval_wilson(successes_of(&figure, size), size, figure.level);
    set_interval(&figure, found, factor, one_cluster);
    return keur_result_add(out, &figure, err);
}

keur_status keur_add_count(keur_result *out, const keur_figure *like, const char *name,
                           double count, size_t n, keur_error *err)
{
    keur_figure figure = alike(like, name, KEUR_KIND_COUNT);

    figure.unit = "rows";
    figure.value = figure.numerator = count;
    figure.denominator = (double)n;
    figure.n = n;
    figure.method = "number of rows";
    figure.no_interval = "a count of these tables, not an estimate";
    return keur_result_add(out, &figure, err);
}

void keur_moments_add(keur_moments *to, double x, size_t times)
{
    const double before = (double)to->n, here = (double)times, step = x - to->mean;

    if (times == 0)
        return;
    to->n += times;
    if (before > 0) {
        to->mean += step * here / (before + here);
        to->squares += step * step * here * before / (before + here);
    } else {
        to->mean = x;
    }
}

/* Whether the spread of the values says nothing of the spread of the population. */
static bool has_no_spread(const keur_moments *of)
{
    return of->n < 2 || !(of->squares > 0);
}

/* Independent values: n, or what they are worth; NAN: they all belong together. */
static double size_of(const keur_moments *of)
{
    return of->size == 0 ? (double)of->n : of->size;
}

/* The mean as a count that Wilson's and Newcombe's intervals take; no more than n by rounding. */
static double count_of(const keur_moments *of)
{
    return fmin(of->mean, 1) * size_of(of);
}

static bool is_share(const keur_figure *figure)
{
    return figure->unit != NULL &&
           (strcmp(figure->unit, "percent") == 0 || strcmp(figure->unit, "share") == 0);
}

keur_status keur_add_mean(keur_result *out, const keur_figure *like, const char *name,
                          const keur_moments *of, keur_error *err)
{
    keur_figure figure = alike(like, name, KEUR_KIND_STATISTIC);
    const double factor = factor_of(&figure), n = (double)of->n, size = size_of(of);

    if (of->n == 0)
        return add_empty(out, like, name, KEUR_KIND_STATISTIC, "there are no rows to average over",
                         err);
    figure.n = of->n;
    figure.value = factor * of->mean;
    if (isnan(size)) {
        figure.method = "mean over rows";
        figure.no_interval = one_cluster;
    } else if (has_no_spread(of) && is_share(&figure)) {
        figure.method = "mean over rows, Wilson score interval, as all are equal";
        set_interval(&figure, keur_interval_wilson(count_of(of), size, figure.level), factor, "");
    } else if (has_no_spread(of)) {
        figure.method = "mean over rows";
        figure.no_interval = "all rows give the same value";
    } else {
        figure.method = size < n ? "mean over rows, Student interval of fewer, as rows that belong "
                                   "together count less"
                                 : "mean over rows, Student interval";
        set_interval(&figure,
                     keur_interval_mean(of->mean, of->squares / (n - 1), size, figure.level),
                     factor, one_cluster);
    }
    return keur_result_add(out, &figure, err);
}

static const keur_figure *find_alike(const keur_result *in, const keur_figure *like,
                                     const char *name)
{
    for (size_t i = 0; i < keur_result_figures(in); i++) {
        const keur_figure *figure = keur_result_figure(in, i);

        if (strcmp(figure->name, name) == 0 && keur_figure_same_labels(figure, like))
            return figure;
    }
    return NULL;
}

keur_status keur_add_rate_difference(keur_result *out, const keur_figure *like, const char *name,
                                     const char *minuend, const char *subtrahend, keur_error *err)
{
    return keur_add_clustered_difference(out, like, name, minuend, INFINITY, subtrahend, INFINITY,
                                         err);
}

keur_status keur_add_clustered_difference(keur_result *out, const keur_figure *like,
                                          const char *name, const char *minuend, double size,
                                          const char *subtrahend, double size_subtrahend,
                                          keur_error *err)
{
    const keur_figure *a = find_alike(out, like, minuend), *b = find_alike(out, like, subtrahend);
    keur_figure figure = alike(like, name, KEUR_KIND_DIFFERENCE);
    keur_interval found = {NAN, NAN};
    double n_a, n_b;

    figure.total = NULL;
    if (a == NULL || b == NULL || isnan(a->value) || isnan(b->value))
        return add_empty(out, &figure, name, KEUR_KIND_DIFFERENCE,
                         "one of the two shares is not estimable", err);
    figure.minuend = minuend;
    figure.subtrahend = subtrahend;
    figure.n = a->n + b->n;
    figure.n_least = a->n < b->n ? a->n : b->n;
    figure.value = a->value - b->value;
    figure.method = "difference of shares, Newcombe interval";
    n_a = isinf(size) ? a->denominator : size;
    n_b = isinf(size_subtrahend) ? b->denominator : size_subtrahend;
    if (!isnan(n_a) && !isnan(n_b))
        found = keur_interval_newcombe(successes_of(a, n_a), n_a, successes_of(b, n_b), n_b,
                                       figure.level);
    set_interval(&figure, found, factor_of(&figure), one_cluster);
    return keur_result_add(out, &figure, err);
}

keur_status keur_add_risk(keur_result *out, const keur_figure *like, const char *name,
                          const char *minuend, const char *subtrahend, keur_error *err)
{
    return keur_add_clustered_risk(out, like, name, minuend, INFINITY, subtrahend, INFINITY, err);
}

keur_status keur_add_clustered_risk(keur_result *out, const keur_figure *like, const char *name,
                                    const char *minuend, double size, const char *subtrahend,
                                    double size_subtrahend, keur_error *err)
{
    const keur_figure *a = find_alike(out, like, minuend), *c = find_alike(out, like, subtrahend);
    keur_figure figure = alike(like, name, KEUR_KIND_RISK);
    keur_risk found;
    double n_a, n_c;

    figure.total = NULL;
    figure.unit = "share";
    if (a == NULL || c == NULL || isnan(a->value) || isnan(c->value))
        return add_empty(out, &figure, name, KEUR_KIND_RISK,
                         "the attack or its control is not estimable", err);
    figure.minuend = minuend;
    figure.subtrahend = subtrahend;
    figure.n = a->n + c->n;
    figure.n_least = a->n < c->n ? a->n : c->n;
    n_a = isinf(size) ? a->denominator : size;
    n_c = isinf(size_subtrahend) ? c->denominator : size_subtrahend;
    if (isnan(n_a) || isnan(n_c) || c->numerator == c->denominator) {
        figure.minuend = figure.subtrahend = NULL;
        return add_empty(out, &figure, name, KEUR_KIND_RISK,
                         isnan(n_a) || isnan(n_c)
                             ? one_cluster
                             : "the control succeeds on every row: nothing is left to gain",
                         err);
    }
    found = keur_risk_of(successes_of(a, n_a), n_a, successes_of(c, n_c), n_c, figure.level);
    figure.value = found.value;
    figure.method = "gain over the control, of Wilson centres, propagated interval";
    set_interval(&figure, found.interval, 1, "");
    return keur_result_add(out, &figure, err);
}

keur_status keur_add_mean_difference(keur_result *out, const keur_figure *like, const char *name,
                                     const char *minuend, const keur_moments *a,
                                     const char *subtrahend, const keur_moments *b, keur_error *err)
{
    keur_figure figure = alike(like, name, KEUR_KIND_DIFFERENCE);
    const double factor = factor_of(&figure), n_a = (double)a->n, n_b = (double)b->n;
    const double size_a = size_of(a), size_b = size_of(b);
    keur_interval found;

    figure.total = NULL;
    if (a->n == 0 || b->n == 0)
        return add_empty(out, &figure, name, KEUR_KIND_DIFFERENCE,
                         "there are no rows to average over", err);
    figure.minuend = minuend;
    figure.subtrahend = subtrahend;
    figure.n = a->n + b->n;
    figure.n_least = a->n < b->n ? a->n : b->n;
    figure.value = factor * (a->mean - b->mean);
    if (isnan(size_a) || isnan(size_b)) {
        found = (keur_interval){NAN, NAN};
        figure.method = "difference of means";
    } else if (has_no_spread(a) || has_no_spread(b)) {
        found = keur_interval_newcombe(count_of(a), size_a, count_of(b), size_b, figure.level);
        figure.method = "difference of means, Newcombe interval, as all rows of a table are equal";
    } else {
        found = keur_interval_welch(a->mean, a->squares / (n_a - 1), size_a, b->mean,
                                    b->squares / (n_b - 1), size_b, figure.level);
        figure.method = "difference of means, Welch interval";
    }
    set_interval(&figure, found, factor, one_cluster);
    return keur_result_add(out, &figure, err);
}

keur_status keur_add_quantile(keur_result *out, const keur_figure *like, const char *name,
                              const double *ascending, size_t n, double p, keur_error *err)
{
    keur_figure figure = alike(like, name, KEUR_KIND_STATISTIC);
    size_t low, high;

    if (n == 0)
        return keur_add_reason(out, like, name, "there are no rows", err);
    figure.n = n;
    figure.value = keur_quantile(ascending, n, p);
    figure.method = "quantile over rows, interval from order statistics";
    keur_interval_quantile(n, p, figure.level, &low, &high);
    /* The ends are values of single rows: so many rows lie beyond them at the least. */
    figure.n_least = low < n + 1 - high ? low : n + 1 - high;
    if (like->n_least > 0 && like->n_least < figure.n_least)
        figure.n_least = like->n_least;
    if (low >= 1 && high <= n) {
        figure.low = ascending[low - 1];
        figure.high = ascending[high - 1];
    } else {
        figure.n_least = 1;
        figure.no_interval = "too few rows for an interval of this quantile";
    }
    return keur_result_add(out, &figure, err);
}
