/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a result takes, refuses and gives back, and the usual ways to add a figure. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "case/add_figure.h"
#include "support/measuring.h"

static keur_result *result(void)
{
    keur_result *made = NULL;

    assert_ok(keur_result_new(&made, &err));
    return made;
}

/* A figure that a result takes. */
static keur_figure sound(const char *name)
{
    keur_figure figure = keur_figure_start(name, KEUR_KIND_STATISTIC);

    figure.value = 0.5;
    figure.low = 0.4;
    figure.high = 0.6;
    figure.unit = "share";
    figure.method = "by hand";
    return figure;
}

static void test_figures_are_copied(void **state)
{
    char name[] = "auc", label[] = "income", value[] = "secret";
    keur_result *to = result();
    keur_figure figure = sound(name);
    const keur_figure *kept;

    (void)state;
    figure.n_labels = 1;
    figure.labels[0] = (keur_label){value, label};
    assert_ok(keur_result_add(to, &figure, &err));
    name[0] = label[0] = value[0] = 'z';
    kept = keur_result_find(to, "auc");
    assert_non_null(kept);
    assert_string_equal(kept->labels[0].name, "secret");
    assert_string_equal(kept->labels[0].value, "income");
    assert_null(keur_result_find(to, "zuc"));
    keur_result_free(to);
}

static void test_refused_figures(void **state)
{
    keur_result *to = result();
    keur_figure figures[8];

    (void)state;
    for (size_t i = 0; i < 8; i++)
        figures[i] = sound("x");
    figures[0].reason = "and a value";
    figures[1].value = NAN;
    figures[2].no_interval = "and an interval";
    figures[3].low = NAN;
    figures[4].low = 0.7;
    figures[5].high = INFINITY;
    figures[6].unit = NULL;
    figures[7].n_labels = KEUR_MAX_LABELS + 1;
    for (size_t i = 0; i < 8; i++)
        assert_fails(keur_result_add(to, &figures[i], &err), KEUR_EINTERNAL, "figure x");
    figures[0] = sound("x");
    figures[0].low = figures[0].high = NAN;
    assert_fails(keur_result_add(to, &figures[0], &err), KEUR_EINTERNAL, "interval");
    figures[0] = sound("x");
    figures[0].value = -INFINITY;
    assert_fails(keur_result_add(to, &figures[0], &err), KEUR_EINTERNAL, "finite");
    assert_int_equal(keur_result_figures(to), 0);
    keur_result_free(to);
}

static void test_names_and_labels_are_told_apart(void **state)
{
    keur_result *to = result();
    keur_figure figure = sound("x");
    char text[20];

    (void)state;
    assert_ok(keur_result_add(to, &figure, &err));
    assert_fails(keur_result_add(to, &figure, &err), KEUR_EINTERNAL, "twice");
    figure.n_labels = 1;
    for (int i = 0; i < 500; i++) {
        (void)snprintf(text, sizeof text, "column %d", i);
        figure.labels[0] = (keur_label){"column", text};
        assert_ok(keur_result_add(to, &figure, &err));
        assert_fails(keur_result_add(to, &figure, &err), KEUR_EINTERNAL, "twice");
    }
    figure.labels[0].name = "other";
    assert_ok(keur_result_add(to, &figure, &err));
    assert_int_equal(keur_result_figures(to), 502);
    keur_result_free(to);
}

static void test_missing_and_notices(void **state)
{
    keur_result *to = result();

    (void)state;
    assert_ok(keur_result_add_missing(to, "auc", "needs a holdout", &err));
    assert_true(isnan(keur_result_find(to, "auc")->value));
    assert_string_equal(keur_result_find(to, "auc")->reason, "needs a holdout");
    assert_ok(keur_result_notice(to, "one", &err));
    assert_ok(keur_result_notice(to, "two", &err));
    assert_ok(keur_result_notice(to, "one", &err));
    assert_int_equal(keur_result_notices(to), 2);
    assert_string_equal(keur_result_notice_at(to, 1), "two");
    keur_result_free(to);
    keur_result_free(NULL);
}

/* --- the usual figures --- */

static keur_moments moments(const double *values, size_t n)
{
    keur_moments made = {.n = 0};

    for (size_t i = 0; i < n; i++)
        keur_moments_add(&made, values[i], 1);
    return made;
}

static void test_moments(void **state)
{
    /* Far from 0, where sums of squares would cancel: variance 1 about 1e9 + 2. */
    const double far[] = {1e9 + 1, 1e9 + 2, 1e9 + 3};
    keur_moments made = moments(far, 3), weighted = {.n = 0}, equal = {.n = 0};

    (void)state;
    assert_true(made.mean == 1e9 + 2 && made.squares == 2 && made.n == 3);
    /* 1, 1, 1, 0, 0: mean 0.6, squares 3 (0.4)^2 + 2 (0.6)^2 = 1.2 */
    keur_moments_add(&weighted, 1, 3);
    keur_moments_add(&weighted, 7, 0);
    keur_moments_add(&weighted, 0, 2);
    assert_near(weighted.mean, 0.6, 1e-15);
    assert_near(weighted.squares, 1.2, 1e-15);
    for (size_t i = 1; i < 100; i++)
        keur_moments_add(&equal, 1.0 / 3, i);
    assert_true(equal.mean == 1.0 / 3 && equal.squares == 0);
}

static void test_usual_figures(void **state)
{
    const keur_figure percent = {.unit = "percent", .level = 0.95};
    const keur_figure share = {.unit = "share", .level = 0.95};
    const double some[] = {0, 0.5, 1, 0.5}, none[] = {0, 0, 0};
    const keur_moments a = moments(some, 4), b = moments(none, 3), nobody = {.n = 0};
    keur_result *to = result();
    const keur_figure *figure;

    (void)state;
    assert_ok(keur_add_rate(to, &percent, "rate", 15, 148, &err));
    figure = keur_result_find(to, "rate");
    assert_near(figure->value, 100 * 15.0 / 148, 1e-12);
    /* Newcombe 1998, table I: Wilson's interval of 15/148 is .0624 to .1605. */
    assert_near(figure->low, 6.24, 0.006);
    assert_near(figure->high, 16.05, 0.006);
    assert_ok(keur_add_rate(to, &percent, "rate-holdout", 0, 20, &err));
    assert_ok(keur_add_rate_difference(to, &percent, "excess", "rate", "rate-holdout", &err));
    figure = keur_result_find(to, "excess");
    assert_near(figure->value, 100 * 15.0 / 148, 1e-12);
    assert_string_equal(figure->minuend, "rate");
    assert_ok(keur_add_rate(to, &percent, "nothing", 0, 0, &err));
    assert_true(isnan(keur_result_find(to, "nothing")->value));
    assert_ok(keur_add_rate_difference(to, &percent, "no-excess", "rate", "nothing", &err));
    assert_ok(keur_add_rate_difference(to, &percent, "unknown", "rate", "never added", &err));
    assert_true(isnan(keur_result_find(to, "no-excess")->value));
    assert_true(isnan(keur_result_find(to, "unknown")->value));
    assert_ok(keur_add_mean(to, &share, "mean", &a, &err));
    figure = keur_result_find(to, "mean");
    /* 0.5 +- 3.182446 * sqrt((0.5 / 3) / 4) */
    assert_near(figure->low, 0.5 - 3.182446305284263 * sqrt(0.5 / 12), 1e-9);
    assert_ok(keur_add_mean(to, &share, "no-mean", &nobody, &err));
    assert_true(isnan(keur_result_find(to, "no-mean")->value));
    assert_ok(keur_add_mean_difference(to, &share, "gap", "a", &a, "b", &b, &err));
    figure = keur_result_find(to, "gap");
    assert_true(figure->value == 0.5 && figure->low < 0.5 && figure->high > 0.5);
    assert_ok(keur_add_mean_difference(to, &share, "no-gap", "a", &a, "b", &nobody, &err));
    assert_true(isnan(keur_result_find(to, "no-gap")->value));
    keur_result_free(to);
}

/* Three rows that are all equal say little of the next. */
static void test_no_certainty_from_equal_rows(void **state)
{
    const keur_figure share = {.unit = "share", .level = 0.95};
    const keur_figure distance = {.unit = "distance", .level = 0.95};
    const double none[] = {0, 0, 0};
    const keur_moments equal = moments(none, 3);
    keur_result *to = result();

    (void)state;
    assert_ok(keur_add_mean(to, &share, "mean", &equal, &err));
    assert_true(keur_result_find(to, "mean")->low == 0);
    assert_true(keur_result_find(to, "mean")->high > 0.5);
    assert_ok(keur_add_mean_difference(to, &share, "gap", "a", &equal, "b", &equal, &err));
    assert_true(keur_result_find(to, "gap")->low < -0.5);
    assert_true(keur_result_find(to, "gap")->high > 0.5);
    assert_ok(keur_add_mean(to, &distance, "distance", &equal, &err));
    assert_non_null(keur_result_find(to, "distance")->no_interval);
    keur_result_free(to);
}

static void test_quantiles(void **state)
{
    const keur_figure like = {.unit = "distance", .level = 0.95};
    double ascending[20];
    keur_result *to = result();
    const keur_figure *figure;

    (void)state;
    for (size_t i = 0; i < 20; i++)
        ascending[i] = (double)i;
    assert_ok(keur_add_quantile(to, &like, "median", ascending, 20, 0.5, &err));
    figure = keur_result_find(to, "median");
    /* The 6th and 15th of 20 hold the median with 95.9%. */
    assert_true(figure->value == 9.5 && figure->low == 5 && figure->high == 14);
    assert_ok(keur_add_quantile(to, &like, "few", ascending, 3, 0.05, &err));
    assert_non_null(keur_result_find(to, "few")->no_interval);
    assert_ok(keur_add_quantile(to, &like, "none", ascending, 0, 0.5, &err));
    assert_true(isnan(keur_result_find(to, "none")->value));
    keur_result_free(to);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_figures_are_copied),
                                       cmocka_unit_test(test_refused_figures),
                                       cmocka_unit_test(test_names_and_labels_are_told_apart),
                                       cmocka_unit_test(test_missing_and_notices),
                                       cmocka_unit_test(test_moments),
                                       cmocka_unit_test(test_usual_figures),
                                       cmocka_unit_test(test_no_certainty_from_equal_rows),
                                       cmocka_unit_test(test_quantiles)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
