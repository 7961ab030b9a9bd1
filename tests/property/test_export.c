/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An attacker who knows the whole procedure: for every way the true counts can be, the export is
 * made; ways with the same export are what such a reader cannot tell apart. Among them, a count
 * that can be below 10 must be able to take every value from 0 to 9.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assess/export.h"
#include "base/hash.h"
#include "base/random.h"
#include "support/check.h"
#include "support/sample.h"

enum { CLASSES = 1 << 18, ALL_SMALL = 0x3ff, MAX_PARTS = 6 };

/* Exports seen so far, and for each the values below 10 that each secret count took. */
typedef struct attacker {
    size_t n_secrets;
    uint64_t keys[CLASSES];
    unsigned seen[CLASSES][MAX_PARTS];
} attacker;

static attacker *attacker_new(size_t n_secrets)
{
    attacker *made = calloc(1, sizeof *made);

    assert_non_null(made);
    made->n_secrets = n_secrets;
    return made;
}

static void put_text(char *text, size_t size, const char *part)
{
    const size_t used = strlen(text);

    (void)snprintf(text + used, size - used, "%s|", part != NULL ? part : "");
}

static void put_number(char *text, size_t size, double value)
{
    const size_t used = strlen(text);

    (void)snprintf(text + used, size - used, "%.17g|", value);
}

/* All that is exported, as one text. */
static uint64_t what_is_seen(const keur_scorecard *exported)
{
    char text[8192] = "";

    for (size_t i = 0; i < exported->n_figures; i++) {
        const keur_figure *f = &exported->figures[i].figure;

        put_number(text, sizeof text, f->value);
        put_number(text, sizeof text, f->low);
        put_number(text, sizeof text, f->high);
        put_number(text, sizeof text, (double)f->n);
        put_number(text, sizeof text, f->numerator);
        put_number(text, sizeof text, f->denominator);
        put_number(text, sizeof text, exported->figures[i].is_bound);
        put_text(text, sizeof text, f->method);
        put_text(text, sizeof text, f->reason);
        put_text(text, sizeof text, f->no_interval);
    }
    return keur_hash(text, strlen(text), 1) | 1;
}

static size_t class_of(attacker *by, uint64_t key)
{
    size_t at = (size_t)keur_mix(key) % CLASSES;

    while (by->keys[at] != 0 && by->keys[at] != key)
        at = (at + 1) % CLASSES;
    by->keys[at] = key;
    return at;
}

/* One way things can be: the scorecard (freed here) and its secret counts. */
static void attacker_sees(attacker *by, keur_scorecard *true_one, const double *secrets)
{
    keur_scorecard *exported = NULL;
    size_t class;

    assert_ok(keur_scorecard_export(true_one, &exported, &err));
    class = class_of(by, what_is_seen(exported));
    for (size_t i = 0; i < by->n_secrets; i++)
        if (secrets[i] < 10)
            by->seen[class][i] |= 1u << (unsigned)secrets[i];
    keur_scorecard_free(exported);
    keur_scorecard_free(true_one);
}

static void attacker_learns_nothing(attacker *by, const char *what)
{
    for (size_t at = 0; at < CLASSES; at++)
        for (size_t i = 0; i < by->n_secrets; i++)
            if (by->seen[at][i] != 0 && by->seen[at][i] != ALL_SMALL)
                fail_msg("%s: an export leaves only 0x%x of the counts below 10 for secret %zu",
                         what, by->seen[at][i], i);
    free(by);
}

static keur_scorecard *with_size(size_t train, size_t holdout)
{
    keur_scorecard *made = keur_sample_new("t", train, holdout, 0, 8);

    (void)keur_sample_measure(made, "m", "M", "?", KEUR_FAMILY_COPY);
    return made;
}

static void single_rate(void **state)
{
    static const char *const units[] = {"share", "percent", "rows"};

    (void)state;
    for (size_t u = 0; u < 3; u++) {
        for (size_t d = 10; d <= 130; d += d < 45 ? 1 : 17) {
            attacker *by = attacker_new(2);

            for (size_t k = 0; k <= d; k++) {
                const double secrets[] = {(double)k, (double)(d - k)};
                keur_scorecard *made = with_size(d, 0);
                keur_figure figure = u == 2 ? keur_sample_count("f", (double)k, d)
                                            : keur_sample_rate("f", (double)k, (double)d, units[u]);

                if (u == 1 && d % 2 == 0)
                    figure.low = figure.high = NAN;
                (void)keur_sample_figure(made, 0, &figure);
                attacker_sees(by, made, secrets);
            }
            attacker_learns_nothing(by, units[u]);
        }
    }
}

/* The denominator is itself a secret number of rows of a table of known size. */
static void rate_among_some(void **state)
{
    attacker *by = attacker_new(2);
    const size_t size = 60;

    (void)state;
    for (size_t d = 1; d <= size; d++) {
        for (size_t k = 0; k <= d; k++) {
            const double secrets[] = {d >= 20 ? (double)k : 99, (double)(size - d)};
            keur_scorecard *made = with_size(size, 0);
            keur_figure figure = keur_sample_rate("f", (double)k, (double)d, "share");

            (void)keur_sample_figure(made, 0, &figure);
            attacker_sees(by, made, secrets);
        }
    }
    attacker_learns_nothing(by, "a rate among some rows");
}

static void add_parts(keur_scorecard *to, const size_t *k, size_t n_parts, size_t total,
                      bool as_counts)
{
    static const char *const names[] = {"p1", "p2", "p3", "p4"};

    for (size_t i = 0; i < n_parts; i++) {
        keur_figure part = as_counts
                               ? keur_sample_count(names[i], (double)k[i], total)
                               : keur_sample_rate(names[i], (double)k[i], (double)total, "share");

        part.total = "rows";
        (void)keur_sample_figure(to, 0, &part);
    }
}

static void three_parts_of(size_t total, bool as_counts)
{
    attacker *by = attacker_new(3);
    size_t k[3];

    for (k[0] = 0; k[0] <= total; k[0]++) {
        for (k[1] = 0; k[0] + k[1] <= total; k[1]++) {
            keur_scorecard *made = with_size(total, 0);
            double secrets[3];

            k[2] = total - k[0] - k[1];
            for (size_t i = 0; i < 3; i++)
                secrets[i] = (double)k[i];
            add_parts(made, k, 3, total, as_counts);
            attacker_sees(by, made, secrets);
        }
    }
    attacker_learns_nothing(by, "three parts of a total");
}

static void parts_of_a_total(void **state)
{
    static const size_t totals[] = {12, 20, 29, 38, 39, 40, 45, 53, 60, 77, 95};

    (void)state;
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
        three_parts_of(totals[i], i % 2 == 0);
}

static void four_parts_of_a_total(void **state)
{
    static const size_t totals[] = {49, 63};

    (void)state;
    for (size_t t = 0; t < 2; t++) {
        const size_t total = totals[t];
        attacker *by = attacker_new(4);
        size_t k[4];

        for (k[0] = 0; k[0] <= total; k[0] += k[0] < 12 ? 1 : 3) {
            for (k[1] = 0; k[0] + k[1] <= total; k[1]++) {
                for (k[2] = 0; k[0] + k[1] + k[2] <= total; k[2]++) {
                    keur_scorecard *made = with_size(total, 0);
                    double secrets[4];

                    k[3] = total - k[0] - k[1] - k[2];
                    for (size_t i = 0; i < 4; i++)
                        secrets[i] = (double)k[i];
                    add_parts(made, k, 4, total, true);
                    attacker_sees(by, made, secrets);
                }
            }
        }
        /* The first part was enumerated in steps, so only the others are judged. */
        for (size_t at = 0; at < CLASSES; at++)
            by->seen[at][0] = 0;
        attacker_learns_nothing(by, "four parts of a total");
    }
}

/* A share that counts the third part half stands beside its parts. */
static void parts_and_their_share(void **state)
{
    static const size_t totals[] = {41, 100, 101, 107, 120};

    (void)state;
    for (size_t t = 0; t < 5; t++) {
        attacker *by = attacker_new(3);
        const size_t total = totals[t];
        size_t k[3];

        for (k[0] = 0; k[0] <= total; k[0]++) {
            for (k[1] = 0; k[0] + k[1] <= total; k[1]++) {
                keur_scorecard *made = with_size(total, 0);
                double secrets[3], mean, deviation;
                keur_figure share;

                k[2] = total - k[0] - k[1];
                for (size_t i = 0; i < 3; i++)
                    secrets[i] = (double)k[i];
                mean = (secrets[0] + secrets[2] / 2) / (double)total;
                deviation = sqrt((secrets[0] + secrets[2] / 4) / (double)total - mean * mean);
                add_parts(made, k, 3, total, true);
                share = keur_sample_statistic(
                    "share", mean, mean - 2 * deviation / sqrt((double)total),
                    mean + 2 * deviation / sqrt((double)total), total, "share");
                share.total = "rows";
                (void)keur_sample_figure(made, 0, &share);
                attacker_sees(by, made, secrets);
            }
        }
        attacker_learns_nothing(by, "parts and their share");
    }
}

/* Two rates and their difference. */
static void difference(void **state)
{
    static const size_t sizes[][2] = {{25, 32}, {40, 40}, {21, 75}};

    (void)state;
    for (size_t s = 0; s < 3; s++) {
        attacker *by = attacker_new(4);

        for (size_t a = 0; a <= sizes[s][0]; a++) {
            for (size_t b = 0; b <= sizes[s][1]; b++) {
                const double secrets[] = {(double)a, (double)b, (double)(sizes[s][0] - a),
                                          (double)(sizes[s][1] - b)};
                keur_scorecard *made = with_size(sizes[s][0], sizes[s][1]);
                keur_figure f = keur_sample_rate("r", (double)a, (double)sizes[s][0], "share");
                keur_figure g =
                    keur_sample_rate("r-holdout", (double)b, (double)sizes[s][1], "share");
                keur_figure h = keur_sample_difference("r-excess", &f, &g);

                (void)keur_sample_figure(made, 0, &f);
                (void)keur_sample_figure(made, 0, &g);
                (void)keur_sample_figure(made, 0, &h);
                attacker_sees(by, made, secrets);
            }
        }
        attacker_learns_nothing(by, "a difference");
    }
}

/* Counts of 10 and more are never known exactly, so neither are the differences of nested ones. */
static void nested_counts(void **state)
{
    (void)state;
    for (size_t d = 30; d <= 1400; d += 137) {
        uint64_t last = 0;
        size_t run = 5;

        for (size_t k = 10; k + 10 <= d; k++) {
            keur_scorecard *made = with_size(d, 0), *exported = NULL;
            keur_figure figure = keur_sample_rate("f", (double)k, (double)d, "percent");
            uint64_t key;

            (void)keur_sample_figure(made, 0, &figure);
            assert_ok(keur_scorecard_export(made, &exported, &err));
            key = what_is_seen(exported);
            if (key != last)
                assert_true(run >= 5);
            run = key == last ? run + 1 : 1;
            last = key;
            keur_scorecard_free(exported);
            keur_scorecard_free(made);
        }
        assert_true(run >= 5);
    }
}

/* Beside the synthetic table, which is released, a distance between the distributions of a
 * two-level column must not give back how often the rare level is real; nor must a sum of
 * squares. */
static void rare_level(void **state)
{
    const size_t n = 400;

    (void)state;
    for (size_t synthetic = 0; synthetic <= 60; synthetic += 3) {
        uint64_t keys[140];

        for (size_t k = 0; k < 140; k++) {
            const double p = (double)k / (double)n, q = (double)synthetic / (double)n;
            keur_scorecard *made = with_size(n, 0), *exported = NULL;
            keur_figure f = keur_sample_statistic("tv", fabs(p - q), NAN, NAN, n, "share");
            keur_figure g = keur_sample_statistic("base", 100 * (p * p + (1 - p) * (1 - p)), NAN,
                                                  NAN, n, "percent");

            f.n_labels = g.n_labels = 1;
            f.labels[0] = g.labels[0] = (keur_label){"column", "ill"};
            (void)keur_sample_figure(made, 0, synthetic % 2 == 0 ? &f : &g);
            assert_ok(keur_scorecard_export(made, &exported, &err));
            keys[k] = what_is_seen(exported);
            keur_scorecard_free(exported);
            keur_scorecard_free(made);
        }
        for (size_t k = 0; k < 10; k++) {
            size_t like = 0;

            for (size_t other = 0; other < 140; other++)
                like += keys[other] == keys[k];
            assert_true(like >= 10);
        }
    }
}

static double random_count(keur_random *random, size_t n)
{
    const uint64_t kind = keur_random_below(random, 4);

    if (kind == 0)
        return (double)keur_random_below(random, 12);
    if (kind == 1)
        return (double)(n - keur_random_below(random, 12));
    return (double)keur_random_below(random, n + 1);
}

static keur_scorecard *random_scorecard(keur_random *random)
{
    const size_t train = 12 + (size_t)keur_random_below(random, 3000);
    const size_t holdout = 12 + (size_t)keur_random_below(random, 3000);
    keur_scorecard *made = keur_sample_new("t", train, holdout, 500, 6);
    const size_t measure = keur_sample_measure(made, "m", "M", "?", KEUR_FAMILY_ATTRIBUTE);
    const bool is_percent = keur_random_below(random, 2) == 0;
    const char *unit = is_percent ? "percent" : "share";
    const double value = keur_random_uniform(random) * (is_percent ? 100 : 1);
    keur_figure a = keur_sample_rate("a", random_count(random, train), (double)train, unit);
    keur_figure b =
        keur_sample_rate("a-holdout", random_count(random, holdout), (double)holdout, unit);
    keur_figure c = keur_sample_difference("a-excess", &a, &b);
    keur_figure d = keur_sample_count("count", random_count(random, train), train);
    keur_figure e = keur_sample_statistic("s", value, value * 0.9, value * 1.2,
                                          (size_t)keur_random_below(random, 40), unit);
    keur_figure f = keur_sample_statistic("auc", keur_random_uniform(random) - 0.5, -0.7, 0.9,
                                          (size_t)keur_random_below(random, 200), "auc");

    e.n_labels = (size_t)keur_random_below(random, 2);
    e.labels[0] = (keur_label){"secret", "income"};
    (void)keur_sample_figure(made, measure, &a);
    (void)keur_sample_figure(made, measure, &b);
    (void)keur_sample_figure(made, measure, &c);
    (void)keur_sample_figure(made, measure, &d);
    (void)keur_sample_figure(made, measure, &e);
    (void)keur_sample_figure(made, measure, &f);
    return made;
}

static bool has_three_digits(double value)
{
    char text[40];

    if (isnan(value))
        return true;
    (void)snprintf(text, sizeof text, "%.2e", value);
    return strtod(text, NULL) == value;
}

static void check_figure(const keur_figure *before, const keur_scorecard_figure *after)
{
    const keur_figure *f = &after->figure;

    assert_true(has_three_digits(f->value) && has_three_digits(f->low) &&
                has_three_digits(f->high));
    assert_true(isnan(f->numerator));
    assert_true(f->n == 0 || f->n >= 10);
    assert_int_equal(isnan(f->low), isnan(f->high));
    assert_true(isnan(f->value) == (f->reason != NULL));
    if (!isnan(f->low)) {
        assert_true(f->low <= f->high);
        assert_true(isnan(f->value) || (f->low <= f->value && f->value <= f->high));
        /* Nothing is lost: what could be said before export is still said. */
        assert_true(f->low <= (isnan(before->low) ? before->value : before->low));
        assert_true(f->high >= (isnan(before->high) ? before->value : before->high));
    }
    if (before->kind == KEUR_KIND_COUNT && before->value < 10)
        assert_true(isnan(f->value));
    if (before->kind == KEUR_KIND_RATE && before->numerator < 10)
        assert_true(isnan(f->value));
    if (before->kind == KEUR_KIND_RATE && before->denominator - before->numerator < 10)
        assert_true(isnan(f->value));
    if (before->n < 10)
        assert_true(isnan(f->value) && isnan(f->low) && f->n == 0);
}

static void random_scorecards(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 4000; i++) {
        keur_random random = keur_random_start(7, "export", i);
        keur_scorecard *made = random_scorecard(&random), *once = NULL, *twice = NULL;
        keur_scorecard *same = NULL;

        random = keur_random_start(7, "export", i);
        same = random_scorecard(&random);
        assert_ok(keur_scorecard_export(made, &once, &err));
        assert_ok(keur_scorecard_export(once, &twice, &err));
        assert_true(once->is_export && twice->is_export && !made->is_export);
        assert_int_equal(what_is_seen(once), what_is_seen(twice));
        assert_int_equal(what_is_seen(made), what_is_seen(same));
        assert_int_equal(once->n_figures, made->n_figures);
        for (size_t j = 0; j < made->n_figures; j++)
            check_figure(&made->figures[j].figure, &once->figures[j]);
        keur_scorecard_free(made);
        keur_scorecard_free(once);
        keur_scorecard_free(twice);
        keur_scorecard_free(same);
    }
}

/* Known answers, worked by hand. */
static void worked(void **state)
{
    keur_scorecard *made = with_size(24421, 24421), *exported = NULL;
    keur_figure a = keur_sample_rate("a", 12344, 24421, "percent");
    keur_figure b = keur_sample_rate("a-holdout", 12117, 24421, "percent");
    keur_figure c = keur_sample_difference("a-excess", &a, &b);
    keur_figure d = keur_sample_count("d", 26, 24421);
    keur_figure e = keur_sample_count("e", 7, 24421);
    keur_figure f = keur_sample_statistic("f", -0.12345, -0.23456, -0.01234, 1000, "auc");
    keur_figure g = keur_sample_statistic("g", 0.5, 0.4, 0.6, 9, "auc");

    (void)state;
    (void)keur_sample_figure(made, 0, &a);
    (void)keur_sample_figure(made, 0, &b);
    (void)keur_sample_figure(made, 0, &c);
    (void)keur_sample_figure(made, 0, &d);
    (void)keur_sample_figure(made, 0, &e);
    (void)keur_sample_figure(made, 0, &f);
    (void)keur_sample_figure(made, 0, &g);
    assert_ok(keur_scorecard_export(made, &exported, &err));
    /* 12340/24421 = 50.53%, 12120/24421 = 49.63% */
    assert_near(exported->figures[0].figure.value, 50.5, 0);
    assert_near(exported->figures[1].figure.value, 49.6, 0);
    /* 220/24421 */
    assert_near(exported->figures[2].figure.value, 0.901, 0);
    assert_near(exported->figures[3].figure.value, 30, 0);
    assert_true(exported->figures[4].is_bound);
    assert_near(exported->figures[4].figure.low, 0, 0);
    assert_near(exported->figures[4].figure.high, 10, 0);
    assert_near(exported->figures[5].figure.value, -0.123, 0);
    assert_near(exported->figures[5].figure.low, -0.235, 0);
    assert_near(exported->figures[5].figure.high, -0.0123, 0);
    assert_true(isnan(exported->figures[6].figure.value));
    assert_non_null(strstr(exported->figures[6].figure.reason, "too few rows"));
    keur_scorecard_free(exported);
    keur_scorecard_free(made);
}

static void digits_go_outward(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 20000; i++) {
        keur_random random = keur_random_start(3, "digits", i);
        const double value = (keur_random_uniform(&random) - 0.5) *
                             pow(10, (double)keur_random_below(&random, 16) - 8);
        keur_scorecard *made = with_size(1000, 0), *exported = NULL;
        keur_figure f = keur_sample_statistic("f", value, value, value, 1000, "distance");
        const keur_figure *out;

        (void)keur_sample_figure(made, 0, &f);
        assert_ok(keur_scorecard_export(made, &exported, &err));
        out = &exported->figures[0].figure;
        assert_true(out->low <= value && value <= out->high);
        assert_true(fabs(out->value - value) <= 0.0051 * fabs(value));
        assert_true(out->high - out->low <= 0.0101 * fabs(value));
        keur_scorecard_free(exported);
        keur_scorecard_free(made);
    }
}

static void small_levels_are_joined(void **state)
{
    static const char *const levels[] = {"Urk", "Ede", "Oss"};
    keur_scorecard *made = with_size(1000, 0), *exported = NULL;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        keur_figure f = keur_sample_statistic("auc", 0.5, 0.4, 0.6, i == 1 ? 500 : 4 + i, "auc");

        f.n_labels = 1;
        f.labels[0] = (keur_label){"level", levels[i]};
        (void)keur_sample_figure(made, 0, &f);
    }
    assert_ok(keur_scorecard_export(made, &exported, &err));
    assert_int_equal(exported->n_figures, 2);
    assert_string_equal(exported->figures[0].figure.labels[0].value, "other (<10)");
    assert_string_equal(exported->figures[1].figure.labels[0].value, "Ede");
    keur_scorecard_free(exported);
    keur_scorecard_free(made);
}

/* A part that nobody knows makes all others computable: none is exported. */
static void unknown_parts_hide_all(void **state)
{
    static const size_t k[] = {40, 50, 60};

    (void)state;
    for (size_t way = 0; way < 2; way++) {
        keur_scorecard *made = with_size(150, 160), *exported = NULL;

        add_parts(made, k, 3, 150, false);
        if (way == 0) {
            made->figures[1].figure.value = NAN;
            made->figures[1].figure.reason = "not known";
        } else {
            made->figures[1].figure.denominator = 160;
            made->figures[1].figure.value = 50.0 / 160;
        }
        assert_ok(keur_scorecard_export(made, &exported, &err));
        for (size_t i = 0; i < 3; i++)
            assert_true(isnan(exported->figures[i].figure.value));
        keur_scorecard_free(exported);
        keur_scorecard_free(made);
    }
}

static void unjudged_is_withheld(void **state)
{
    keur_scorecard *made = with_size(1000, 0), *exported = NULL;
    keur_figure f = keur_sample_rate("f", 500, 1000, "share");

    (void)state;
    f.numerator = NAN;
    (void)keur_sample_figure(made, 0, &f);
    f = keur_sample_rate("g", 500, 1000, "share");
    f.value = 0.3;
    (void)keur_sample_figure(made, 0, &f);
    assert_ok(keur_scorecard_export(made, &exported, &err));
    assert_true(isnan(exported->figures[0].figure.value));
    assert_true(isnan(exported->figures[1].figure.value));
    assert_true(isnan(exported->figures[1].figure.low));
    keur_scorecard_free(exported);
    keur_scorecard_free(made);
}

static void rules_are_listed(void **state)
{
    size_t n = 0;

    (void)state;
    for (const keur_export_rule *rule = keur_export_rules(); rule->id != NULL; rule++, n++) {
        assert_true(strlen(rule->sentence) > 20);
        assert_int_equal(rule->sentence[strlen(rule->sentence) - 1], '.');
    }
    assert_true(n >= 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked),
        cmocka_unit_test(single_rate),
        cmocka_unit_test(rate_among_some),
        cmocka_unit_test(parts_of_a_total),
        cmocka_unit_test(four_parts_of_a_total),
        cmocka_unit_test(parts_and_their_share),
        cmocka_unit_test(difference),
        cmocka_unit_test(nested_counts),
        cmocka_unit_test(rare_level),
        cmocka_unit_test(random_scorecards),
        cmocka_unit_test(digits_go_outward),
        cmocka_unit_test(small_levels_are_joined),
        cmocka_unit_test(unknown_parts_hide_all),
        cmocka_unit_test(unjudged_is_withheld),
        cmocka_unit_test(rules_are_listed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
