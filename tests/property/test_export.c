/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assess/export.h"
#include "assess/export_check.h"
#include "base/random.h"
#include "support/attacker.h"
#include "support/check.h"
#include "support/sample.h"

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

static keur_status count_complaint(void *context, const char *where, const char *what,
                                   keur_error *err)
{
    (void)where;
    (void)what;
    (void)err;
    ++*(size_t *)context;
    return KEUR_OK;
}

/* How many figures the second look at a scorecard objects to. */
static size_t complaints(const keur_scorecard *card)
{
    size_t n = 0;
    const keur_complaints to = {count_complaint, &n};

    assert_ok(keur_export_check(card, &to, &err));
    return n;
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
        assert_int_equal(keur_attacker_view(once), keur_attacker_view(twice));
        assert_int_equal(keur_attacker_view(made), keur_attacker_view(same));
        assert_int_equal(once->n_figures, made->n_figures);
        assert_int_equal(complaints(once), 0);
        assert_int_equal(complaints(made), 1);
        made->is_export = true; /* a lie: two rates and a count give their numerators */
        assert_true(complaints(made) >= 3);
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
    keur_scorecard *made = keur_attacker_scorecard(24421, 24421), *exported = NULL;
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
        keur_scorecard *made = keur_attacker_scorecard(1000, 0), *exported = NULL;
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
    keur_scorecard *made = keur_attacker_scorecard(1000, 0), *exported = NULL;

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
        keur_scorecard *made = keur_attacker_scorecard(150, 160), *exported = NULL;

        keur_attacker_add_parts(made, k, 3, 150, false);
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

/* A saved scorecard may hold any numbers: the filter ends, and its intervals are such. */
static void absurd_numbers(void **state)
{
    static const double ends[] = {2e18, 1e300, 1.7e308};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        keur_scorecard *made = keur_attacker_scorecard(1000, 0), *exported = NULL;
        keur_figure f = keur_sample_statistic("f", 0.3, -ends[i], ends[i], 1000, "share");
        keur_figure g = keur_sample_rate("g", 500, 1000, "share");
        const keur_figure *out;

        f.n_labels = 1;
        f.labels[0] = (keur_label){"column", "age"};
        g.low = -ends[i];
        g.high = ends[i];
        (void)keur_sample_figure(made, 0, &f);
        (void)keur_sample_figure(made, 0, &g);
        assert_ok(keur_scorecard_export(made, &exported, &err));
        out = &exported->figures[0].figure;
        assert_true(out->low < -1e18 && out->high > 1e18);
        keur_scorecard_free(exported);
        keur_scorecard_free(made);
    }
}

static void unjudged_is_withheld(void **state)
{
    keur_scorecard *made = keur_attacker_scorecard(1000, 0), *exported = NULL;
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

/* "At least x" must stay true: bounds go down, shares of them by whole steps of 20 rows. */
static void lower_bounds_go_down(void **state)
{
    keur_random random = keur_random_start(5, "lower-bounds", 0);

    (void)state;
    for (int round = 0; round < 2000; round++) {
        const bool is_share = round % 2 == 0;
        const double value =
            is_share ? keur_random_uniform(&random) : 20 * keur_random_uniform(&random) - 5;
        keur_scorecard *made = keur_attacker_scorecard(1000, 400), *exported = NULL;
        const keur_figure f =
            keur_sample_lower_bound("f", value, 0.975, 1400, is_share ? "share" : "epsilon");
        const keur_figure few = keur_sample_lower_bound("g", value, 0.975, 9, "epsilon");
        const keur_figure *out;

        (void)keur_sample_figure(made, 0, &f);
        (void)keur_sample_figure(made, 0, &few);
        assert_ok(keur_scorecard_export(made, &exported, &err));
        out = &exported->figures[0].figure;
        assert_true(out->value <= value);
        assert_true(out->value > value - (is_share ? 2 * 20.0 / 400 + 0.001 : 0.1));
        assert_true(has_three_digits(out->value));
        assert_true(isnan(out->low) && isnan(out->high) && out->no_interval != NULL);
        assert_near(out->level, 0.975, 0);
        assert_true(isnan(exported->figures[1].figure.value));
        keur_scorecard_free(exported);
        keur_scorecard_free(made);
    }
}

/* A kind that this filter has no rule for gets nothing through, nor does an unfiltered bound. */
static void unknown_kinds_are_withheld(void **state)
{
    keur_scorecard *made = keur_attacker_scorecard(1000, 400), *exported = NULL;
    keur_figure f = keur_sample_statistic("f", 0.123456789, 0.1, 0.2, 1000, "auc");

    (void)state;
    f.kind = (keur_kind)(KEUR_KIND_LOWER_BOUND + 1);
    (void)keur_sample_figure(made, 0, &f);
    f = keur_sample_statistic("g", NAN, 0.123456789, 0.2, 1000, "auc");
    f.reason = "a bound";
    (void)keur_sample_figure(made, 0, &f);
    made->figures[1].is_bound = true;
    assert_ok(keur_scorecard_export(made, &exported, &err));
    for (size_t i = 0; i < 2; i++) {
        const keur_figure *out = &exported->figures[i].figure;

        assert_true(isnan(out->value) && isnan(out->low) && isnan(out->high));
        assert_non_null(out->reason);
        assert_false(exported->figures[i].is_bound);
    }
    keur_scorecard_free(exported);
    keur_scorecard_free(made);
}

/* Of single tables of counts nothing, of many one digit, never better than it is. */
static void utilities(void **state)
{
    static const double values[] = {0.0123, 0.99, 1, 1.01, 3.02, 9.01, 44.6, 2055};
    static const double given[] = {0.02, 1, 1, 2, 4, 10, 50, 3000};

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        keur_scorecard *made = keur_sample_new("t", 1000, 0, 1000, 8), *exported = NULL;
        const size_t measure = keur_sample_measure(made, "m", "M", "?", KEUR_FAMILY_FIDELITY);
        keur_figure f = keur_sample_statistic("max", values[i], NAN, NAN, 2000, "ratio");

        f.n_parts = 105;
        (void)keur_sample_figure(made, measure, &f);
        f.name = "few";
        f.n_parts = 9;
        (void)keur_sample_figure(made, measure, &f);
        f = keur_sample_statistic("one", values[i], values[i] / 2, values[i] * 2, 2000, "ratio");
        f.n_labels = 1;
        f.labels[0] = (keur_label){"column", "age"};
        (void)keur_sample_figure(made, measure, &f);
        assert_ok(keur_scorecard_export(made, &exported, &err));
        assert_near(exported->figures[0].figure.value, given[i], 1e-12);
        for (size_t j = 1; j < 3; j++)
            assert_true(isnan(exported->figures[j].figure.value) &&
                        isnan(exported->figures[j].figure.low));
        keur_scorecard_free(exported);
        keur_scorecard_free(made);
    }
}

/* Of ten tables of counts or more three digits, of fewer nothing. */
static void indices(void **state)
{
    static const char *const units[] = {"index", "percent of train"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        keur_scorecard *made = keur_sample_new("t", 1000, 1000, 1000, 8), *exported = NULL;
        const size_t measure = keur_sample_measure(made, "m", "M", "?", KEUR_FAMILY_FIDELITY);
        keur_figure f = keur_sample_statistic("many", -1.23456, -1.33333, -1.11111, 1000, units[i]);

        f.n_parts = 10;
        (void)keur_sample_figure(made, measure, &f);
        f.name = "few";
        f.n_parts = 9;
        (void)keur_sample_figure(made, measure, &f);
        f.name = "one";
        f.n_parts = 0;
        (void)keur_sample_figure(made, measure, &f);
        f.name = "small";
        f.n_parts = 10;
        f.n = 9;
        (void)keur_sample_figure(made, measure, &f);
        assert_ok(keur_scorecard_export(made, &exported, &err));
        assert_near(exported->figures[0].figure.value, -1.23, 1e-12);
        assert_near(exported->figures[0].figure.low, -1.34, 1e-12);
        assert_near(exported->figures[0].figure.high, -1.11, 1e-12);
        for (size_t j = 1; j < 4; j++) {
            const keur_figure *out = &exported->figures[j].figure;

            assert_true(isnan(out->value) && isnan(out->low) && isnan(out->high));
            assert_non_null(strstr(out->reason, "withheld"));
        }
        keur_scorecard_free(exported);
        keur_scorecard_free(made);
    }
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
        cmocka_unit_test(random_scorecards),
        cmocka_unit_test(worked),
        cmocka_unit_test(digits_go_outward),
        cmocka_unit_test(small_levels_are_joined),
        cmocka_unit_test(unknown_parts_hide_all),
        cmocka_unit_test(absurd_numbers),
        cmocka_unit_test(unjudged_is_withheld),
        cmocka_unit_test(utilities),
        cmocka_unit_test(indices),
        cmocka_unit_test(rules_are_listed),
        cmocka_unit_test(lower_bounds_go_down),
        cmocka_unit_test(unknown_kinds_are_withheld),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
