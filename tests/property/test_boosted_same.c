/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must not change a model, and what it must not see. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/learning.h"

/* Labels that depend on all columns, with noise; numbers with more distinct values than bins. */
static keur_learning *problem(uint64_t seed)
{
    keur_learning *of = keur_learning_noise(seed, 2000);

    for (size_t i = 0; i < of->n; i++) {
        const double sum = of->first[i] + of->second[i] * (of->codes[i] % 3);

        if (i % 17 == 0)
            of->first[i] = NAN;
        if (i % 4 != 0)
            of->labels[i] = sum > 1.2;
    }
    of->options.rounds = 40;
    return of;
}

static void margins_of(keur_learning *of, double *margins)
{
    keur_learning_fit(of);
    memcpy(margins, of->margins, of->n * sizeof *margins);
}

/* Eight models on 1, 2 and 7 threads, twice: the same bytes of what they say, scored on as many. */
static void threads_change_nothing(void **state)
{
    enum { JOBS = 8 };
    static const int threads[] = {1, 2, 7, 7, 1};
    static double first[JOBS][2000], again[2000];
    keur_learning *tables[JOBS];

    (void)state;
    for (uint64_t j = 0; j < JOBS; j++)
        tables[j] = problem(j);
    for (size_t t = 0; t < 5; t++) {
        keur_boosted_job jobs[JOBS];

        for (size_t j = 0; j < JOBS; j++)
            jobs[j] =
                (keur_boosted_job){tables[j]->on, tables[j]->target, tables[j]->options, NULL};
        assert_ok(keur_boosted_fit_all(jobs, JOBS, threads[t], &err));
        for (size_t j = 0; j < JOBS; j++) {
            double *to = t == 0 ? first[j] : again;

            assert_ok(keur_boosted_margins(jobs[j].model, &tables[j]->on, threads[t], to, &err));
            assert_memory_equal(to, first[j], sizeof again);
            keur_boosted_free(jobs[j].model);
        }
    }
    for (size_t j = 1; j < JOBS; j++)
        assert_true(memcmp(first[j], first[0], sizeof again) != 0);
    for (size_t j = 0; j < JOBS; j++)
        free(tables[j]);
}

/* Of jobs that cannot be fitted the first one speaks, and no model is left behind. */
static void the_first_failure_speaks(void **state)
{
    keur_learning *good = problem(1), *bad = problem(2);
    const double ones[] = {1, 1};
    keur_boosted_job jobs[3];

    (void)state;
    bad->options.depth = 0;
    for (size_t j = 0; j < 3; j++)
        jobs[j] = (keur_boosted_job){good->on, good->target, good->options, NULL};
    jobs[1].options = bad->options;
    jobs[2].target.values = ones;
    jobs[2].on.n_rows = 2;
    assert_fails(keur_boosted_fit_all(jobs, 3, 3, &err), KEUR_EINVAL, "depth");
    for (size_t j = 0; j < 3; j++)
        assert_null(jobs[j].model);
    free(good);
    free(bad);
}

/* An increasing transformation of a column changes no byte; nor do codes in place of numbers. */
static void only_the_order_counts(void **state)
{
    static double before[2000], after[2000];
    static int32_t codes[2000];
    keur_learning *of = problem(3);

    (void)state;
    margins_of(of, before);
    for (size_t i = 0; i < of->n; i++)
        of->first[i] = exp(50 * of->first[i]) - 7;
    margins_of(of, after);
    assert_memory_equal(before, after, sizeof before);
    for (size_t i = 0; i < of->n; i++) {
        codes[i] = -(int32_t)(isnan(of->first[i]) != 0);
        for (size_t j = 0; j < of->n && codes[i] >= 0; j++)
            codes[i] += of->first[j] < of->first[i];
    }
    of->columns[0] = (keur_feature){.codes = codes, .n_codes = 2000, .n_ordered = 2000};
    margins_of(of, after);
    assert_memory_equal(before, after, sizeof before);
    free(of);
}

/* A row of weight 3 is three rows, and one of weight 0 none. */
static void weights_repeat_rows(void **state)
{
    static uint32_t rows[8000];
    keur_learning *of = problem(4);
    double weighted[2000];
    keur_boosted *model;

    (void)state;
    of->target.weights = of->weights;
    margins_of(of, weighted);
    of->target.weights = NULL;
    of->on.rows = rows;
    of->on.n_rows = 0;
    for (size_t i = 0; i < of->n; i++) {
        for (int w = 0; w < (int)of->weights[i]; w++)
            rows[of->on.n_rows++] = (uint32_t)i;
    }
    assert_ok(keur_boosted_fit(&of->on, &of->target, &of->options, &model, &err));
    of->on.rows = NULL;
    of->on.n_rows = of->n;
    assert_ok(keur_boosted_margins(model, &of->on, 1, of->margins, &err));
    for (size_t i = 0; i < of->n; i++)
        assert_near(of->margins[i], weighted[i], 1e-4);
    keur_boosted_free(model);
    free(of);
}

/* What is said of rows that were held out does not rest on their labels or weights. */
static void held_out_rows_are_not_seen(void **state)
{
    keur_learning *of = problem(5);
    unsigned char is_fitted[2000];
    double before[2000], after[2000];

    (void)state;
    for (size_t i = 0; i < of->n; i++)
        is_fitted[i] = i % 3 == 0;
    assert_ok(
        keur_boosted_held_out(&of->on, &of->target, is_fitted, &of->options, 2, before, &err));
    for (size_t i = 0; i < of->n; i++)
        of->labels[i] = is_fitted[i] ? of->labels[i] : NAN;
    assert_ok(keur_boosted_held_out(&of->on, &of->target, is_fitted, &of->options, 1, after, &err));
    for (size_t i = 0; i < of->n; i++) {
        assert_int_equal(isnan(before[i]) != 0, is_fitted[i]);
        assert_near(after[i], before[i], 0);
    }
    free(of);
}

/* Rows are scored by themselves: in any order, any number of times. */
static void rows_are_scored_by_themselves(void **state)
{
    keur_learning *of = problem(6);
    const uint32_t rows[] = {1999, 17, 17, 0};
    keur_boosted *model;
    double some[4];

    (void)state;
    keur_learning_fit(of);
    assert_ok(keur_boosted_fit(&of->on, &of->target, &of->options, &model, &err));
    of->on.rows = rows;
    of->on.n_rows = 4;
    assert_ok(keur_boosted_margins(model, &of->on, 3, some, &err));
    for (size_t i = 0; i < 4; i++)
        assert_true(some[i] == of->margins[rows[i]]);
    assert_ok(keur_boosted_probabilities(model, &of->on, 3, some, &err));
    for (size_t i = 0; i < 4; i++)
        assert_near(some[i], 1 / (1 + exp(-of->margins[rows[i]])), 1e-15);
    keur_boosted_free(model);
    free(of);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(the_first_failure_speaks),
        cmocka_unit_test(only_the_order_counts),
        cmocka_unit_test(weights_repeat_rows),
        cmocka_unit_test(held_out_rows_are_not_seen),
        cmocka_unit_test(rows_are_scored_by_themselves),
    };

    if (!keur_boosted_available()) {
        (void)printf("skipped: %s\n", keur_boosted_reason());
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
