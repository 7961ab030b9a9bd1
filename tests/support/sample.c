/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/sample.h"

#include <math.h>
#include <string.h>

#include "assess/scorecard_impl.h"
#include "case/series.h"
#include "support/check.h"

static const char *keep(keur_scorecard *to, const char *text)
{
    const char *copy = NULL;

    assert_ok(keur_arena_string(to->arena, text, &copy, &err));
    return copy;
}

/* A longer array; the old one stays in the arena. */
#define GROW(to, items, n)                                                                         \
    do {                                                                                           \
        void *longer_ = NULL;                                                                      \
        assert_ok(keur_arena_allocate((to)->arena, &longer_, (n) + 1, sizeof *(items), &err));     \
        if ((n) > 0)                                                                               \
            memcpy(longer_, (items), (n) * sizeof *(items));                                       \
        (items) = longer_;                                                                         \
    } while (0)

static void add_input(keur_scorecard *to, keur_role role, size_t rows, size_t columns)
{
    if (rows == 0)
        return;
    GROW(to, to->inputs, to->n_inputs);
    to->inputs[to->n_inputs++] = (keur_scorecard_input){role, rows, columns};
}

keur_scorecard *keur_sample_new(const char *title, size_t train, size_t holdout, size_t synthetic,
                                size_t n_columns)
{
    keur_scorecard *made = NULL;

    assert_ok(keur_scorecard_new(&made, &err));
    made->keur_version = "0.1.0";
    made->title = keep(made, title);
    made->seed = 1;
    add_input(made, KEUR_TRAIN, train, n_columns);
    add_input(made, KEUR_HOLDOUT, holdout, n_columns);
    add_input(made, KEUR_SYNTHETIC, synthetic, n_columns);
    for (size_t i = 0; i < n_columns; i++) {
        char name[32];

        (void)snprintf(name, sizeof name, "column-%zu", i + 1);
        GROW(made, made->columns, made->n_columns);
        made->columns[made->n_columns++] =
            (keur_scorecard_column){.name = keep(made, name),
                                    .type = i % 2 == 0 ? KEUR_TYPE_NUMERIC : KEUR_TYPE_CATEGORICAL,
                                    .roles = KEUR_COLUMN_KEY | KEUR_COLUMN_SECRET};
    }
    return made;
}

size_t keur_sample_measure(keur_scorecard *to, const char *name, const char *title,
                           const char *question, keur_family family)
{
    keur_scorecard_measure measure = {.name = keep(to, name),
                                      .title = keep(to, title),
                                      .question = keep(to, question),
                                      .limits =
                                          "It says nothing about other draws of the generator.",
                                      .source = "A paper, 2024",
                                      .family = family};

    assert_ok(KEUR_ARENA_NEW(to->arena, measure.params, 1, &err));
    measure.params[0] = (keur_scorecard_param){"scaling", "rank"};
    measure.n_params = 1;
    GROW(to, to->measures, to->n_measures);
    to->measures[to->n_measures] = measure;
    return to->n_measures++;
}

size_t keur_sample_risk_measure(keur_scorecard *to, const char *name, keur_word word)
{
    const keur_family family =
        word == KEUR_WORD_INFERENCE ? KEUR_FAMILY_ATTRIBUTE : KEUR_FAMILY_IDENTITY;
    const size_t made = keur_sample_measure(to, name, name, "?", family);

    to->measures[made].word = word;
    return made;
}

keur_figure *keur_sample_figure(keur_scorecard *to, size_t measure, const keur_figure *figure)
{
    keur_scorecard_figure made = {measure, *figure, false};

    assert_ok(keur_figure_copy(figure, to->arena, &made.figure, &err));
    GROW(to, to->figures, to->n_figures);
    to->figures[to->n_figures] = made;
    return &to->figures[to->n_figures++].figure;
}

void keur_sample_series(keur_scorecard *to, size_t measure, const keur_series *series)
{
    GROW(to, to->series, to->n_series);
    to->series[to->n_series].measure = measure;
    assert_ok(keur_series_copy(series, to->arena, &to->series[to->n_series].series, &err));
    to->n_series++;
}

void keur_sample_notice(keur_scorecard *to, const char *sentence)
{
    GROW(to, to->notices, to->n_notices);
    to->notices[to->n_notices++] = keep(to, sentence);
}

static keur_figure start(const char *name, keur_kind kind, const char *unit)
{
    return (keur_figure){.name = name,
                         .kind = kind,
                         .value = NAN,
                         .low = NAN,
                         .high = NAN,
                         .level = 0.95,
                         .numerator = NAN,
                         .denominator = NAN,
                         .unit = unit,
                         .direction = KEUR_HIGHER_IS_RISKIER};
}

static void wilson(double k, double n, double *low, double *high)
{
    const double z = 1.959963984540054, p = k / n;
    const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));

    *low = k <= 0 ? 0 : centre - half;
    *high = k >= n ? 1 : centre + half;
}

keur_figure keur_sample_rate(const char *name, double k, double d, const char *unit)
{
    keur_figure made = start(name, KEUR_KIND_RATE, unit);
    const double scale = strcmp(unit, "percent") == 0 ? 100 : 1;

    wilson(k, d, &made.low, &made.high);
    made.low *= scale;
    made.high *= scale;
    made.value = scale * k / d;
    made.n = (size_t)d;
    made.numerator = k;
    made.denominator = d;
    made.method = "Wilson's interval";
    return made;
}

keur_figure keur_sample_count(const char *name, double k, size_t n)
{
    keur_figure made = start(name, KEUR_KIND_COUNT, "rows");

    made.value = made.numerator = k;
    made.n = n;
    made.method = "counted";
    made.no_interval = "a count of all rows";
    return made;
}

keur_figure keur_sample_statistic(const char *name, double value, double low, double high, size_t n,
                                  const char *unit)
{
    keur_figure made = start(name, KEUR_KIND_STATISTIC, unit);

    made.value = value;
    made.low = low;
    made.high = high;
    made.n = n;
    made.is_order = unit != NULL && strcmp(unit, "auc") == 0;
    made.n_apart = made.is_order ? n : 0;
    made.method = "computed";
    if (isnan(low))
        made.no_interval = "none is known for this figure";
    return made;
}

keur_figure keur_sample_difference(const char *name, const keur_figure *minuend,
                                   const keur_figure *subtrahend)
{
    const keur_figure *a = minuend, *b = subtrahend;
    keur_figure made = *a;

    made.name = name;
    made.kind = KEUR_KIND_DIFFERENCE;
    made.value = a->value - b->value;
    made.low = made.value - hypot(a->value - a->low, b->high - b->value);
    made.high = made.value + hypot(a->high - a->value, b->value - b->low);
    made.numerator = made.denominator = NAN;
    made.n = a->n < b->n ? a->n : b->n;
    made.method = "Newcombe's interval";
    made.minuend = a->name;
    made.subtrahend = b->name;
    made.total = NULL;
    return made;
}

/* Wilson's centre and half-width of k of n. */
static void centre_of(double k, double n, double *centre, double *half)
{
    const double z = 1.959963984540054;

    *centre = (k + z * z / 2) / (n + z * z);
    *half = z / (n + z * z) * sqrt(k * (n - k) / n + z * z / 4);
}

keur_figure keur_sample_risk(const char *name, const keur_figure *minuend,
                             const keur_figure *subtrahend)
{
    const keur_figure *a = minuend, *c = subtrahend;
    keur_figure made = *a;
    double p, half_p, q, half_q, half;

    made.name = name;
    made.kind = KEUR_KIND_RISK;
    made.unit = "share";
    made.numerator = made.denominator = NAN;
    made.n = a->n + c->n;
    made.n_least = a->n < c->n ? a->n : c->n;
    made.method = "gain over the control";
    made.minuend = a->name;
    made.subtrahend = c->name;
    made.total = NULL;
    if (c->numerator >= c->denominator) {
        made.value = made.low = made.high = NAN;
        made.minuend = made.subtrahend = made.method = NULL;
        made.denominator = 0;
        made.reason = "the control succeeds on every row";
        return made;
    }
    centre_of(a->numerator, a->denominator, &p, &half_p);
    centre_of(c->numerator, c->denominator, &q, &half_q);
    made.value = (p - q) / (1 - q);
    half = sqrt(pow(half_p / (1 - q), 2) + pow(half_q * (p - 1) / ((1 - q) * (1 - q)), 2));
    made.low = made.value - half;
    made.high = made.value + half;
    return made;
}

keur_figure keur_sample_lower_bound(const char *name, double value, double level, size_t n,
                                    const char *unit)
{
    keur_figure made = keur_sample_statistic(name, value, NAN, NAN, n, unit);

    made.kind = KEUR_KIND_LOWER_BOUND;
    made.level = level;
    made.no_interval = "it is the lower end of one";
    return made;
}
