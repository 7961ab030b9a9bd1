/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of the estimates of all tables. */
#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/columns.h"
#include "case/labels.h"
#include "case/units.h"
#include "fidelity/effect_impl.h"
#include "stats/clustered.h"
#include "stats/intervals.h"

/* Fewer persons in an arm have no interval, nor do draws of which more than 5% are undefined. */
enum { LEAST_PERSONS = 10, MOST_UNDEFINED = KEUR_EFFECT_DRAWS / 20 };

static const char *const suffixes[KEUR_EFFECT_TABLES] = {"-train", "", "-holdout"};
static const keur_role roles[KEUR_EFFECT_TABLES] = {KEUR_TRAIN, KEUR_SYNTHETIC, KEUR_HOLDOUT};

static const struct {
    const char *name, *method;
} kinds[KEUR_ESTIMATES] = {
    {"regression-effect",
     "treated minus others, least squares with main effects of the covariates; "
     "200 draws of persons, normal interval"},
    {"doubly-robust-effect",
     "treated minus others, augmented inverse propensity, main effects, propensity cut to 0.01 to "
     "0.99; 200 draws of persons, normal interval"},
    {"before-after-effect",
     "change of the treated minus change of the others, least squares with main effects of the "
     "covariates; 200 draws of persons, normal interval"}};

/* One estimate of one table. */
typedef struct estimate {
    double value, error;
    size_t n;
    const char *reason, *no_interval;
} estimate;

static estimate read_draws(const keur_effect *in, size_t table, size_t kind)
{
    const keur_effect_table *of = &in->tables[table];
    estimate made = {.n = of->arms[0] < of->arms[1] ? of->arms[0] : of->arms[1],
                     .reason = of->reason != NULL ? of->reason : of->why_not[kind]};
    double mean = 0, squares = 0, n = 0;

    if (made.reason != NULL)
        return made;
    made.value = of->draws[kind][0] * in->scale;
    if (!isfinite(made.value)) {
        made.reason = "the treatment cannot be told apart from the rest of the model";
        return made;
    }
    for (size_t b = 1; b <= KEUR_EFFECT_DRAWS; b++) {
        const double step = of->draws[kind][b] - mean;

        if (isfinite(step)) {
            n++;
            mean += step / n;
            squares += step * (of->draws[kind][b] - mean);
        }
    }
    made.error = sqrt(squares / (n - 1)) * in->scale;
    if (of->persons_in[0] < LEAST_PERSONS || of->persons_in[1] < LEAST_PERSONS)
        made.no_interval = "needs 10 persons with each level of the treatment";
    else if (n < KEUR_EFFECT_DRAWS - MOST_UNDEFINED)
        made.no_interval = "more than 5% of the draws leave it undefined";
    else if (!(made.error > 0) || !isfinite(made.error))
        made.no_interval = "the draws have no spread to judge by";
    return made;
}

static keur_figure like_of(const keur_effect *in, const char *unit)
{
    const keur_question *asks = in->asks;
    keur_figure like = keur_figure_start("", KEUR_KIND_STATISTIC);

    like.unit = unit;
    keur_figure_label(&like, "treatment",
                      keur_case_column(asks->on, asks->treatment->column)->name);
    keur_figure_label(&like, "outcome", keur_case_column(asks->on, asks->outcome->column)->name);
    return like;
}

static void set_estimate(keur_figure *to, const estimate *of)
{
    const double reach = keur_normal_quantile(0.975) * of->error;

    to->n = to->n_least = of->n;
    to->reason = of->reason;
    if (of->reason != NULL)
        return;
    to->value = of->value;
    to->no_interval = of->no_interval;
    if (of->no_interval == NULL) {
        to->low = of->value - reach;
        to->high = of->value + reach;
    }
}

/* -1, 1: the interval lies on that side of 0; 0: it holds 0. */
static int side_of(const estimate *of)
{
    const double reach = keur_normal_quantile(0.975) * of->error;

    return of->value > reach ? 1 : of->value < -reach ? -1 : 0;
}

/* Whether a table says the same as train, as 1 or 0. */
static keur_status add_agreement(const keur_effect *in, size_t kind, size_t table,
                                 const estimate *train, const estimate *other, bool of_sign,
                                 keur_result *out, keur_error *err)
{
    keur_figure figure = like_of(in, "1: yes, 0: no");
    char name[80];

    (void)snprintf(name, sizeof name, "%s-same-%s%s", kinds[kind].name,
                   of_sign ? "sign" : "significance", suffixes[table]);
    figure.name = name;
    figure.direction = KEUR_HIGHER_IS_BETTER;
    figure.n = figure.n_least = other->n < train->n ? other->n : train->n;
    figure.reason = train->reason != NULL ? train->reason : other->reason;
    if (figure.reason == NULL && !of_sign)
        figure.reason = train->no_interval != NULL ? train->no_interval : other->no_interval;
    if (figure.reason != NULL)
        return keur_result_add(out, &figure, err);
    figure.value =
        of_sign ? (train->value > 0) == (other->value > 0) : side_of(train) == side_of(other);
    figure.no_interval = "says how two estimates lie, and is none itself";
    figure.method = of_sign ? "both estimates lie on the same side of 0"
                            : "both intervals lie on the same side of 0, or both hold it";
    return keur_result_add(out, &figure, err);
}

static keur_status add_difference(const keur_effect *in, size_t kind, size_t table,
                                  const estimate *train, const estimate *other, const char *unit,
                                  keur_result *out, keur_error *err)
{
    estimate gap = {.value = other->value - train->value,
                    .error = hypot(other->error, train->error),
                    .n = other->n < train->n ? other->n : train->n,
                    .reason = train->reason != NULL ? train->reason : other->reason};
    keur_figure figure = like_of(in, unit);
    char name[80], minuend[80], subtrahend[80];

    if (gap.reason == NULL)
        gap.no_interval = train->no_interval != NULL ? train->no_interval : other->no_interval;
    (void)snprintf(name, sizeof name, "%s-difference%s", kinds[kind].name, suffixes[table]);
    (void)snprintf(minuend, sizeof minuend, "%s%s", kinds[kind].name, suffixes[table]);
    (void)snprintf(subtrahend, sizeof subtrahend, "%s%s", kinds[kind].name, suffixes[0]);
    if (gap.reason == NULL && !isfinite(gap.value))
        gap.reason = "the estimates lie too far apart for a difference";
    set_estimate(&figure, &gap);
    figure.name = name;
    figure.kind = KEUR_KIND_DIFFERENCE;
    figure.minuend = gap.reason == NULL ? minuend : NULL;
    figure.subtrahend = gap.reason == NULL ? subtrahend : NULL;
    figure.method = "estimate of the table minus that of train, as if they were independent";
    return keur_result_add(out, &figure, err);
}

static keur_status add_kind(const keur_effect *in, size_t kind, keur_result *out, keur_error *err)
{
    const char *unit = in->asks->outcome->is_binary ? "share" : "of the outcome";
    estimate found[KEUR_EFFECT_TABLES];
    char name[80];
    keur_status status = KEUR_OK;

    for (size_t t = 0; t < KEUR_EFFECT_TABLES; t++) {
        keur_figure figure = like_of(in, unit);

        if (!in->tables[t].is_there)
            continue;
        found[t] = read_draws(in, t, kind);
        (void)snprintf(name, sizeof name, "%s%s", kinds[kind].name, suffixes[t]);
        figure.name = name;
        figure.method = kinds[kind].method;
        set_estimate(&figure, &found[t]);
        KEUR_TRY(keur_result_add(out, &figure, err));
    }
    for (size_t t = 1; t < KEUR_EFFECT_TABLES; t++) {
        if (!in->tables[t].is_there)
            continue;
        KEUR_TRY(add_difference(in, kind, t, &found[0], &found[t], unit, out, err));
        KEUR_TRY(add_agreement(in, kind, t, &found[0], &found[t], true, out, err));
        KEUR_TRY(add_agreement(in, kind, t, &found[0], &found[t], false, out, err));
    }
out:
    return status;
}

static keur_status add_overlap(const keur_effect *in, size_t table, keur_result *out,
                               keur_error *err)
{
    const keur_effect_table *of = &in->tables[table];
    keur_figure like = like_of(in, "share");
    unsigned char *is_within = NULL;
    double size = (double)of->n;
    char name[32];
    keur_status status = KEUR_OK;

    (void)snprintf(name, sizeof name, "overlap%s", suffixes[table]);
    like.direction = KEUR_HIGHER_IS_BETTER;
    if (of->reason != NULL)
        return keur_add_reason(out, &like, name, of->reason, err);
    if (keur_case_units(in->asks->on, roles[table]) != NULL) {
        KEUR_TRY(KEUR_NEW(is_within, of->n, err));
        for (size_t i = 0; i < of->n; i++)
            is_within[i] = of->propensity[i] >= 0.1 && of->propensity[i] <= 0.9;
        KEUR_TRY(
            keur_clustered_size(of->persons.of_row, is_within, of->n, of->persons.n, &size, err));
    }
    KEUR_TRY(
        keur_add_clustered_rate(out, &like, name, (double)of->n_overlap, (double)of->n, size, err));
out:
    keur_release(is_within);
    return status;
}

static keur_status tell_joined(const keur_effect *in, keur_result *out, keur_error *err)
{
    const keur_case *on = in->asks->on;
    size_t *columns = NULL, n = 0;
    char *text = NULL;
    keur_text sentence = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    if (in->is_joined == NULL)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(columns, keur_case_columns(on), err));
    for (size_t j = 0; j < keur_case_columns(on); j++)
        if (in->is_joined[j])
            columns[n++] = j;
    if (n == 0)
        goto out;
    KEUR_TRY(keur_columns_join(on, columns, n, &text, err));
    KEUR_TRY(keur_text_format(&sentence, err,
                              "A model has at most 200 terms, and 10 rows of each level of the "
                              "treatment for each: rare levels were taken as one in %s.",
                              text));
    KEUR_TRY(keur_result_notice(out, sentence.bytes, err));
out:
    keur_release(columns);
    keur_release(text);
    keur_text_free(&sentence);
    return status;
}

keur_status keur_effect_report(const keur_effect *in, keur_result *out, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t kind = 0; kind < KEUR_ESTIMATES; kind++)
        if (kind != KEUR_BEFORE_AFTER || in->asks->time != NULL)
            KEUR_TRY(add_kind(in, kind, out, err));
    for (size_t t = 0; t < KEUR_EFFECT_TABLES; t++)
        if (in->tables[t].is_there)
            KEUR_TRY(add_overlap(in, t, out, err));
    KEUR_TRY(tell_joined(in, out, err));
out:
    return status;
}
