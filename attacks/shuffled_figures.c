/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "attacks/shuffles.h"
#include "base/try.h"
#include "case/labels.h"
#include "stats/intervals.h"

enum { NAME_SIZE = 80 };

static const keur_figure *find(const keur_result *in, const keur_figure *like, const char *name)
{
    for (size_t i = 0; i < keur_result_figures(in); i++) {
        const keur_figure *figure = keur_result_figure(in, i);

        if (strcmp(figure->name, name) == 0 && keur_figure_same_labels(figure, like))
            return figure;
    }
    return NULL;
}

static keur_figure alike(const keur_figure *like, const char *name, keur_kind kind)
{
    keur_figure figure = keur_figure_start(name, kind);

    figure.level = like->level;
    figure.unit = like->unit;
    figure.direction = like->direction;
    figure.n_labels = like->n_labels;
    memcpy(figure.labels, like->labels, sizeof figure.labels);
    return figure;
}

/* Where all tables give the same there is no spread to judge by: Wilson's interval then takes their
 * rows for trials, all of them. */
static void set_interval(keur_figure *figure, const keur_moments *of)
{
    const double n = (double)of->n, trials = n * (double)figure->n;
    keur_interval found;

    if (of->n < 2) {
        figure->no_interval = "one shuffled table has no spread";
        return;
    }
    if (of->squares > 0)
        found = keur_interval_mean(of->mean, of->squares / (n - 1), n, figure->level);
    else
        found = keur_interval_wilson(fmin(of->mean, 1) * trials, trials, figure->level);
    figure->low = 100 * fmax(found.low, 0);
    figure->high = 100 * fmin(found.high, 1);
}

static keur_figure mean_of(const keur_figure *like, const char *name, const keur_figure *beside,
                           const keur_moments *of, char method[NAME_SIZE * 2])
{
    keur_figure figure = alike(like, name, KEUR_KIND_STATISTIC);

    figure.n = beside->n;
    /* A mean over tables, not columns; the export filter then judges it as one of a column. */
    figure.n_parts = 1;
    if (isnan(beside->value)) {
        figure.denominator = 0;
        figure.reason = beside->reason;
        return figure;
    }
    (void)snprintf(method, NAME_SIZE * 2,
                   "mean over %zu tables with every column of the synthetic one shuffled%s", of->n,
                   of->n < 2         ? ""
                   : of->squares > 0 ? ", Student interval"
                                     : ", Wilson score interval, as all are equal");
    figure.value = 100 * of->mean;
    figure.method = method;
    set_interval(&figure, of);
    return figure;
}

static keur_figure difference_of(const keur_figure *like, const char *name, const keur_figure *a,
                                 const keur_figure *b)
{
    keur_figure figure = alike(like, name, KEUR_KIND_DIFFERENCE);

    figure.n = a->n;
    if (isnan(a->value) || isnan(b->value)) {
        figure.denominator = 0;
        figure.reason = "one of the two figures is not estimable";
        return figure;
    }
    figure.minuend = a->name;
    figure.subtrahend = b->name;
    figure.value = a->value - b->value;
    figure.method = "difference, intervals of both joined";
    if (isnan(a->low) || isnan(b->low)) {
        figure.no_interval = "one of the two figures has none";
        return figure;
    }
    figure.low = figure.value - hypot(a->value - a->low, b->high - b->value);
    figure.high = figure.value + hypot(a->high - a->value, b->value - b->low);
    return figure;
}

keur_status keur_add_shuffled(keur_result *out, const keur_figure *like, const char *name,
                              const keur_moments *of, keur_error *err)
{
    const keur_figure *beside = find(out, like, name);
    char shuffled[NAME_SIZE], over[NAME_SIZE], method[NAME_SIZE * 2];
    keur_figure mean, difference, kept;
    keur_status status = KEUR_OK;

    if (of->n == 0)
        return KEUR_OK;
    if (beside == NULL)
        return keur_fail(err, KEUR_EINTERNAL, "there is no figure to set beside shuffled tables");
    kept = *beside; /* adding may move it; its texts stay */
    (void)snprintf(shuffled, sizeof shuffled, "%s-shuffled", name);
    (void)snprintf(over, sizeof over, "%s-over-shuffled", name);
    mean = mean_of(like, shuffled, &kept, of, method);
    KEUR_TRY(keur_result_add(out, &mean, err));
    difference = difference_of(like, over, &kept, &mean);
    KEUR_TRY(keur_result_add(out, &difference, err));
out:
    return status;
}
