/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resampled persons and adjusted p-values against moments, coverage and closed testing. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "stats/bootstrap.h"
#include "stats/holm.h"
#include "support/chance.h"

/* Every group's weights sum to its size, with the mean, variance and covariance of a multinomial:
 * 1, 1 - 1/n and -1/n; two groups of one draw are independent. */
static void test_weights(void **state)
{
    enum { N = 7, DRAWS = 20000 };
    double mean = 0, square = 0, product = 0, across = 0;

    (void)state;
    for (size_t draw = 0; draw < DRAWS; draw++) {
        uint32_t weight[N], other[N], sum = 0;

        keur_bootstrap_weights(1, 0, draw, N, weight);
        keur_bootstrap_weights(1, 1, draw, N, other);
        for (size_t i = 0; i < N; i++)
            sum += weight[i];
        assert_int_equal(sum, N);
        mean += (double)weight[2] / DRAWS;
        square += ((double)weight[2] - 1) * ((double)weight[2] - 1) / DRAWS;
        product += ((double)weight[2] - 1) * ((double)weight[5] - 1) / DRAWS;
        across += ((double)weight[2] - 1) * ((double)other[2] - 1) / DRAWS;
    }
    assert_near(mean, 1, 0.035);
    assert_near(square, 1 - 1.0 / N, 0.06);
    assert_near(product, -1.0 / N, 0.035);
    assert_near(across, 0, 0.035);
}

typedef struct sample {
    double values[120];
    size_t sizes[2];
} sample;

static keur_status difference_of_means(const uint32_t *weight, const void *context, double *value,
                                       keur_error *err)
{
    const sample *of = context;
    double sums[2] = {0, 0};

    (void)err;
    for (size_t i = 0; i < of->sizes[0] + of->sizes[1]; i++)
        sums[i >= of->sizes[0]] += weight[i] * of->values[i];
    *value = sums[0] / (double)of->sizes[0] - sums[1] / (double)of->sizes[1];
    return KEUR_OK;
}

/* The error of a difference of means is known in closed form (variances over n, not n - 1), and the
 * interval covers about as often as it says. */
static void test_difference(void **state)
{
    enum { DRAWS = 300 };
    int covered = 0;

    (void)state;
    for (uint64_t round = 0; round < DRAWS; round++) {
        keur_random random = keur_random_start(1, "test-bootstrap", round);
        sample of = {.sizes = {70, 50}};
        const keur_bootstrap_plan plan = {
            .sizes = of.sizes, .n_groups = 2, .n_draws = 499, .seed = round, .threads = 1};
        double mean[2] = {0, 0}, variance[2] = {0, 0};
        keur_bootstrap got;

        for (size_t i = 0; i < 120; i++) {
            of.values[i] = i < 70 ? 2 + keur_check_normal(&random) : 3 * keur_check_normal(&random);
            mean[i >= 70] += of.values[i] / (i < 70 ? 70 : 50);
        }
        for (size_t i = 0; i < 120; i++)
            variance[i >= 70] += pow(of.values[i] - mean[i >= 70], 2) / (i < 70 ? 70 : 50);
        assert_ok(keur_bootstrap_find(&plan, difference_of_means, &of, &got, NULL, &err));
        assert_near(got.estimate, mean[0] - mean[1], 1e-13);
        /* 5 standard errors of a standard deviation of 499 draws. */
        assert_true(fabs(got.error / sqrt(variance[0] / 70 + variance[1] / 50) - 1) < 0.16);
        assert_int_equal(got.n_undefined, 0);
        covered += got.interval.low <= 2 && 2 <= got.interval.high;
    }
    /* Percentiles of 50 values miss somewhat more than 5%; 5 standard errors of 300 draws. */
    assert_true(covered > 0.87 * DRAWS && covered < 0.99 * DRAWS);
}

static void test_threads(void **state)
{
    static const int threads[] = {1, 2, 7};
    keur_random random = keur_random_start(2, "test-bootstrap", 0);
    sample of = {.sizes = {70, 50}};
    keur_bootstrap first = {.n_draws = 0}, again;
    double draws[200], other[200];

    (void)state;
    for (size_t i = 0; i < 120; i++)
        of.values[i] = keur_check_normal(&random);
    for (int i = 0; i < 3; i++) {
        const keur_bootstrap_plan plan = {
            .sizes = of.sizes, .n_groups = 2, .n_draws = 200, .seed = 3, .threads = threads[i]};

        assert_ok(keur_bootstrap_find(&plan, difference_of_means, &of, &again, other, &err));
        if (i == 0) {
            first = again;
            memcpy(draws, other, sizeof draws);
        }
        assert_memory_equal(&first, &again, sizeof first);
        assert_memory_equal(draws, other, sizeof draws);
    }
}

/* Undefined unless the first person is drawn: with probability 1 - (1 - 1/20)^20 = .64. */
static keur_status when_drawn(const uint32_t *weight, const void *context, double *value,
                              keur_error *err)
{
    const double *shift = context;

    (void)err;
    *value = weight[0] > 0 ? *shift + weight[1] : NAN;
    return KEUR_OK;
}

static keur_status refuse(const uint32_t *weight, const void *context, double *value,
                          keur_error *err)
{
    (void)weight;
    (void)context;
    (void)value;
    return keur_fail(err, KEUR_EDATA, "refused");
}

/* A third of the draws undefined lies below the lower end and above the upper one: an interval of
 * 95% has no ends, one of 10% has wider ones than the defined draws alone. */
static void test_undefined(void **state)
{
    const size_t sizes[] = {20}, empty[] = {3, 0};
    const double shift = 5;
    keur_bootstrap_plan plan = {.sizes = sizes, .n_groups = 1, .seed = 1};
    keur_bootstrap got;

    (void)state;
    assert_ok(keur_bootstrap_find(&plan, when_drawn, &shift, &got, NULL, &err));
    assert_int_equal(got.n_draws, 1999);
    assert_true(fabs((double)got.n_undefined / 1999 - pow(0.95, 20)) < 0.055);
    assert_true(isnan(got.interval.low) && isnan(got.interval.high));
    assert_near(got.estimate, 6, 0);
    plan.level = 0.1; /* the quantiles .45 and .55 of all: .09 / .64 and .55 / .64 of the defined */
    assert_ok(keur_bootstrap_find(&plan, when_drawn, &shift, &got, NULL, &err));
    assert_near(got.interval.low, 5, 0);
    assert_near(got.interval.high, 7, 0);
    assert_fails(keur_bootstrap_find(&plan, refuse, NULL, &got, NULL, &err), KEUR_EDATA, "refused");
    plan.sizes = empty;
    plan.n_groups = 2;
    assert_fails(keur_bootstrap_find(&plan, when_drawn, &shift, &got, NULL, &err), KEUR_EDATA,
                 "without persons");
}

/* Holm's procedure is closed testing by Bonferroni: a hypothesis falls when every set that holds it
 * falls, a set when its smallest p times its size does. */
static void test_holm_by_closure(void **state)
{
    keur_random random = keur_random_start(4, "test-holm", 0);

    (void)state;
    for (int round = 0; round < 300; round++) {
        const size_t n = 1 + (size_t)keur_random_below(&random, 8);
        double p[8], got[8];

        for (size_t i = 0; i < n; i++)
            p[i] = floor(20 * pow(keur_random_uniform(&random), 3)) / 20;
        assert_ok(keur_holm(p, n, got, &err));
        for (size_t i = 0; i < n; i++) {
            double expected = 0;

            for (size_t set = 0; set < (size_t)1 << n; set++) {
                double least = 1;
                int size = 0;

                if ((set >> i & 1) == 0)
                    continue;
                for (size_t k = 0; k < n; k++) {
                    if ((set >> k & 1) != 0) {
                        size++;
                        least = fmin(least, p[k]);
                    }
                }
                expected = fmax(expected, fmin(size * least, 1));
            }
            assert_near(got[i], expected, 1e-15);
        }
    }
}

static void test_holm_with_gaps(void **state)
{
    double p[] = {0.02, NAN, 0.01};

    (void)state;
    assert_ok(keur_holm(p, 3, p, &err));
    assert_near(p[2], 0.03, 1e-15);
    assert_near(p[0], 0.04, 1e-15);
    assert_true(isnan(p[1]));
    assert_ok(keur_holm(p, 0, p, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights),         cmocka_unit_test(test_difference),
        cmocka_unit_test(test_threads),         cmocka_unit_test(test_undefined),
        cmocka_unit_test(test_holm_by_closure), cmocka_unit_test(test_holm_with_gaps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
