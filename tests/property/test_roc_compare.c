/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Differences of areas against DeLong's covariance by all pairs, and curves against thresholds. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "stats/roc.h"
#include "stats/roc_compare.h"
#include "stats/roc_curve.h"

enum { MOST = 90 };

typedef struct scores {
    double member[2][MOST], other[2][MOST];
    size_t m, n;
} scores;

/* Two scores of the same people that share a part, rounded to few or many values. */
static void draw(keur_random *random, double step, scores *to)
{
    to->m = 2 + (size_t)keur_random_below(random, MOST - 2);
    to->n = 2 + (size_t)keur_random_below(random, MOST - 2);
    for (size_t i = 0; i < to->m + to->n; i++) {
        const bool is_member = i < to->m;
        const double shared = keur_random_uniform(random) + (is_member ? 0.2 : 0);

        for (int k = 0; k < 2; k++) {
            const double score = floor((shared + keur_random_uniform(random)) / step) * step;

            if (is_member)
                to->member[k][i] = score;
            else
                to->other[k][i - to->m] = score;
        }
    }
}

static double beats(double a, double b)
{
    return a > b ? 1 : a == b ? 0.5 : 0;
}

/* Covariance over rows of the shares of the other group that scores a and b beat. */
static double covariance(double rows[2][MOST], size_t n_rows, double others[2][MOST],
                         size_t n_others, int a, int b)
{
    double mean[2] = {0, 0}, sum = 0;

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < n_rows; i++) {
            double share[2] = {0, 0};

            for (size_t j = 0; j < n_others; j++) {
                share[0] += beats(rows[a][i], others[a][j]) / (double)n_others;
                share[1] += beats(rows[b][i], others[b][j]) / (double)n_others;
            }
            if (pass == 1)
                sum += (share[0] - mean[0]) * (share[1] - mean[1]);
            else {
                mean[0] += share[0] / (double)n_rows;
                mean[1] += share[1] / (double)n_rows;
            }
        }
    }
    return sum / (double)(n_rows - 1) / (double)n_rows;
}

static double area_covariance(scores *of, int a, int b)
{
    return covariance(of->member, of->m, of->other, of->n, a, b) +
           covariance(of->other, of->n, of->member, of->m, a, b);
}

static keur_status compare(const scores *of, int a, int b, keur_roc_difference *found,
                           keur_error *err)
{
    return keur_roc_compare(of->member[a], of->member[b], of->m, of->other[a], of->other[b], of->n,
                            0.9, found, err);
}

/* What the interval of one area is longer than DeLong's, in squares: towards the middle alone. */
static void excess(scores *of, int k, double *below, double *above)
{
    const double z = 1.6448536269514722, own = z * z * area_covariance(of, k, k);
    keur_interval interval;
    double auc;

    assert_ok(keur_roc_auc(of->member[k], of->m, of->other[k], of->n, 0.9, &auc, &interval, &err));
    *below = auc > 0.75 ? pow(auc - interval.low, 2) - own : 0;
    *above = auc < 0.25 ? pow(interval.high - auc, 2) - own : 0;
}

static void test_difference_by_pairs(void **state)
{
    static const double steps[] = {0.5, 0.1, 1e-9};
    keur_random random = keur_random_start(1, "test-roc-compare", 0);
    int n_near = 0;

    (void)state;
    for (int round = 0; round < 200; round++) {
        scores of;
        double auc[2], error, below[2], above[2], arms[2];
        keur_roc_difference got, back;

        draw(&random, steps[round % 3], &of);
        for (int k = 0; k < 2; k++)
            assert_ok(
                keur_roc_auc(of.member[k], of.m, of.other[k], of.n, 0.9, &auc[k], NULL, &err));
        error = sqrt(area_covariance(&of, 0, 0) + area_covariance(&of, 1, 1) -
                     2 * area_covariance(&of, 0, 1));
        assert_ok(compare(&of, 0, 1, &got, &err));
        assert_ok(compare(&of, 1, 0, &back, &err));
        assert_true(got.first == auc[0] && got.second == auc[1]);
        assert_near(got.difference, auc[0] - auc[1], 1e-15);
        for (int k = 0; k < 2; k++)
            excess(&of, k, &below[k], &above[k]);
        arms[0] = sqrt(pow(1.6448536269514722 * error, 2) + below[0] + above[1]);
        arms[1] = sqrt(pow(1.6448536269514722 * error, 2) + above[0] + below[1]);
        assert_near(got.error, fmax(arms[0], arms[1]) / 1.6448536269514722, 1e-9);
        assert_near(got.interval.low, fmax(auc[0] - auc[1] - arms[0], -1), 1e-9);
        assert_near(got.interval.high, fmin(auc[0] - auc[1] + arms[1], 1), 1e-9);
        n_near += fmax(arms[0], arms[1]) > 1.6448536269514722 * error + 1e-6;
        assert_near(back.interval.low, -got.interval.high, 1e-12);
        assert_near(back.p, got.p, 1e-12);
        assert_near(back.p_greater, 1 - got.p_greater, 1e-12);
        /* The interval leaves 0 out just where p falls below 10%. */
        assert_true((got.interval.low > 0 || got.interval.high < 0) == (got.p < 0.1));
        assert_true((got.interval.low > 0) == (got.p_greater < 0.05));
    }
    assert_true(n_near > 10 && n_near < 150);
}

/* p of z = 1.96 is 5%: three records with known shares. Members beat 1, 1/2, 0 of the non-members
 * on the first score and half on the second: difference 0 and the variance of {1/2, 0, -1/2} / 3,
 * plus that of the non-members. */
static void test_by_hand(void **state)
{
    const double member1[] = {3, 2, 1}, other1[] = {2, 2, 2};
    const double tied[] = {5, 5, 5};
    keur_roc_difference got;

    (void)state;
    assert_ok(keur_roc_compare(member1, tied, 3, other1, tied, 3, 0.95, &got, &err));
    assert_near(got.difference, 0, 0);
    assert_near(got.error, sqrt(0.25 / 3), 1e-15);
    assert_near(got.p, 1, 0);
    assert_near(got.interval.high, 1.959963984540054 * sqrt(0.25 / 3), 1e-12);
}

static void test_without_variance(void **state)
{
    const double high[] = {3, 4, 5}, low[] = {0, 1, 2}, tied[] = {1, 1, 1}, bad[] = {1, NAN, 2};
    keur_roc_difference got = {.first = 7};
    const keur_roc_sample none = {high, 3, low, 0}, one = {high, 1, low, 3};

    (void)state;
    assert_fails(keur_roc_compare(high, bad, 3, low, low, 3, 0.95, &got, &err), KEUR_EDATA,
                 "a score of a member is not a number");
    assert_fails(keur_roc_compare(high, high, 3, low, low, 0, 0.95, &got, &err), KEUR_EDATA,
                 "no non-member");
    assert_fails(keur_roc_compare_apart(&one, &none, 0.95, &got, &err), KEUR_EDATA,
                 "no non-member");
    assert_true(got.first == 7);
    /* Both separate fully: three pairs of a member and a non-member show no more than that. */
    assert_ok(keur_roc_compare(high, high, 3, low, low, 3, 0.95, &got, &err));
    assert_true(got.p == 1 && got.p_greater == 0.5);
    assert_near(got.interval.low, cbrt(0.025) - 1, 1e-12);
    assert_near(got.interval.high, 1 - cbrt(0.025), 1e-12);
    assert_near(got.error * 1.959963984540054, 1 - cbrt(0.025), 1e-12);
    /* Areas 1 and 1/2, no variance: nothing can be said of chance. */
    assert_ok(keur_roc_compare(high, tied, 3, low, tied, 3, 0.95, &got, &err));
    assert_true(got.difference == 0.5 && isnan(got.p) && isnan(got.interval.high));
    assert_ok(keur_roc_compare(high, high, 1, low, low, 3, 0.95, &got, &err));
    assert_true(isnan(got.error) && isnan(got.p) && isnan(got.interval.high));
}

/* On different people variances add. */
static void test_apart(void **state)
{
    keur_random random = keur_random_start(2, "test-roc-compare", 0);

    (void)state;
    for (int round = 0; round < 100; round++) {
        scores a, b;
        double error;
        keur_roc_difference got;

        draw(&random, 0.1, &a);
        draw(&random, 0.1, &b);
        assert_ok(keur_roc_compare_apart(&(keur_roc_sample){a.member[0], a.m, a.other[0], a.n},
                                         &(keur_roc_sample){b.member[0], b.m, b.other[0], b.n},
                                         0.95, &got, &err));
        error = sqrt(area_covariance(&a, 0, 0) + area_covariance(&b, 0, 0));
        if (got.first > 0.25 && got.first < 0.75 && got.second > 0.25 && got.second < 0.75)
            assert_near(got.error, error, 1e-12);
        else
            assert_true(got.error >= error - 1e-12);
    }
}

/* One group separates fully, the other in part. DeLong's variance of the first is 0: by it alone
 * two areas of 1 and 0.93 differ, though ten pairs show no area above 0.69. The p is that of an
 * interval which ends at 0: the same two areas at that level. */
static void test_separated_apart(void **state)
{
    double high[40], low[40], part[400], other[400];
    const keur_roc_sample full = {high, 10, low, 10}, rest = {part, 400, other, 400};
    keur_roc_difference got, at_p;

    (void)state;
    for (int i = 0; i < 40; i++) {
        high[i] = 2 + i;
        low[i] = -1 - i;
    }
    for (int i = 0; i < 400; i++) {
        part[i] = i % 16 == 0 ? -1 : 1; /* 7 in 100 pairs are tied or lost */
        other[i] = i % 100 == 0 ? 1 : 0;
    }
    assert_ok(keur_roc_compare_apart(&full, &rest, 0.95, &got, &err));
    assert_true(got.first == 1 && got.second > 0.92 && got.second < 0.95);
    assert_true(got.interval.low < -0.2 && got.interval.high > 0.05 && got.interval.high < 0.12);
    assert_true(got.p > 0.2 && got.p <= 1);
    assert_near(got.p_greater, got.p / 2, 1e-15);
    assert_ok(keur_roc_compare_apart(&full, &rest, 1 - got.p, &at_p, &err));
    assert_near(at_p.interval.low, 0, 1e-9);
    /* The areas 1 and 0 of forty each: they differ beyond any doubt. */
    assert_ok(keur_roc_compare_apart(&(keur_roc_sample){high, 40, low, 40},
                                     &(keur_roc_sample){low, 40, high, 40}, 0.95, &got, &err));
    assert_true(got.difference == 1 && got.interval.high == 1 && got.p < 1e-9 && got.p > 0);
    assert_near(got.interval.low, 1 - sqrt(2) * (1 - pow(0.025, 1.0 / 40)), 1e-9);
}

static size_t above(const double *values, size_t n, double threshold)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += values[i] > threshold;
    return count;
}

static bool has_vertex(const keur_roc_vertex *points, size_t n, double fpr, double tpr)
{
    for (size_t i = 0; i < n; i++) {
        if (points[i].fpr == fpr && points[i].tpr == tpr)
            return true;
    }
    return false;
}

static void test_curve_by_thresholds(void **state)
{
    static const double steps[] = {2.5, 0.5, 0.1, 1e-9};
    keur_random random = keur_random_start(3, "test-roc-compare", 0);

    (void)state;
    for (int round = 0; round < 200; round++) {
        scores of;
        keur_roc_vertex *points = NULL, thin[KEUR_ROC_GRID];
        size_t n_points, n_thin, n_distinct = 0, at = 0;
        double area = 0, auc;

        draw(&random, steps[round % 4], &of);
        assert_ok(keur_roc_curve(of.member[0], of.m, of.other[0], of.n, &points, &n_points, &err));
        assert_true(points[0].fpr == 0 && points[0].tpr == 0);
        assert_true(points[n_points - 1].fpr == 1 && points[n_points - 1].tpr == 1);
        for (size_t i = 0; i < of.m + of.n; i++) {
            const double t = i < of.m ? of.member[0][i] : of.other[0][i - of.m];
            bool is_first = true;

            for (size_t k = 0; k < i; k++)
                is_first = is_first && (k < of.m ? of.member[0][k] : of.other[0][k - of.m]) != t;
            n_distinct += is_first;
            assert_true(has_vertex(points, n_points,
                                   (double)above(of.other[0], of.n, t) / (double)of.n,
                                   (double)above(of.member[0], of.m, t) / (double)of.m));
        }
        assert_int_equal(n_points, n_distinct + 1);
        for (size_t i = 1; i < n_points; i++) {
            assert_true(points[i].fpr >= points[i - 1].fpr && points[i].tpr >= points[i - 1].tpr);
            area += (points[i].fpr - points[i - 1].fpr) * (points[i].tpr + points[i - 1].tpr) / 2;
        }
        assert_ok(keur_roc_auc(of.member[0], of.m, of.other[0], of.n, 0.9, &auc, NULL, &err));
        assert_near(area, auc, 1e-13);
        keur_release(points);

        assert_ok(keur_roc_curve_thin(of.member[0], of.m, of.other[0], of.n, thin, &n_thin, &err));
        for (size_t k = 0; k < KEUR_ROC_GRID; k++) {
            keur_roc_point point;

            if (k == KEUR_ROC_GRID - 1) {
                assert_true(of.n < 3 || (thin[at].fpr == 1 && thin[at].tpr == 1));
                at += of.n >= 3;
                continue;
            }
            assert_ok(keur_roc_tpr(of.member[0], of.m, of.other[0], of.n, keur_roc_grid(k), 0.9,
                                   &point, &err));
            if (!point.is_estimable)
                continue;
            assert_true(thin[at].fpr == keur_roc_grid(k) && thin[at].tpr == point.tpr);
            at++;
        }
        assert_int_equal(n_thin, at);
    }
}

static void test_grid(void **state)
{
    const double few[] = {1, 2}, bad[] = {NAN};
    keur_roc_vertex thin[KEUR_ROC_GRID], *points;
    size_t n = 9;

    (void)state;
    assert_near(keur_roc_grid(0), 1e-4, 1e-18);
    assert_near(keur_roc_grid(20), 0.01, 1e-16);
    assert_true(keur_roc_grid(40) == 1);
    assert_ok(keur_roc_curve_thin(few, 2, few, 2, thin, &n, &err));
    assert_int_equal(n, 0);
    assert_fails(keur_roc_curve_thin(few, 2, bad, 1, thin, &n, &err), KEUR_EDATA, "non-member");
    assert_fails(keur_roc_curve(few, 0, few, 2, &points, &n, &err), KEUR_EDATA, "no member");
    assert_null(points);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_difference_by_pairs),
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_without_variance),
        cmocka_unit_test(test_apart),
        cmocka_unit_test(test_separated_apart),
        cmocka_unit_test(test_curve_by_thresholds),
        cmocka_unit_test(test_grid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
