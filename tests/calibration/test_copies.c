/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planted truth: verbatim copies are found, and independent tables give intervals that cover 0. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "base/text.h"
#include "support/measuring.h"

enum { N_DRAWS = 400 };

/* Rows of four columns from a skewed population: most combinations are common, many are rare. */
static void draw_rows(keur_random *random, size_t n, keur_text *to)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < 4; j++) {
            const double u = keur_random_uniform(random);

            assert_ok(keur_text_format(to, &err, "%s%d", j > 0 ? "," : "", (int)(30 * u * u * u)));
        }
        assert_ok(keur_text_add(to, "\n", &err));
    }
}

static char *draw_table(keur_random *random, size_t n)
{
    keur_text text = {NULL, 0, 0};

    assert_ok(keur_text_add(&text, "a,b,c,d\n", &err));
    draw_rows(random, n, &text);
    return text.bytes;
}

/* One excess: of `measure` on tables of these sizes, one synthetic row in `every` a copy of a train
 * row (0: none). */
static keur_figure excess_of(keur_random *random, const char *measure, const char *arguments,
                             const char *figure, size_t n_train, size_t n_holdout, size_t every)
{
    char *train = draw_table(random, n_train), *holdout = draw_table(random, n_holdout);
    keur_text synthetic = {NULL, 0, 0};
    keur_given given = {.train = train, .holdout = holdout, .threads = 1};
    const char *line = train;
    keur_case *on;
    keur_result *found;
    keur_figure excess;

    assert_ok(keur_text_add(&synthetic, "a,b,c,d\n", &err));
    for (size_t i = 0; i < n_train; i++) {
        const char *end;

        while (*line++ != '\n')
            ;
        for (end = line; *end != '\n'; end++)
            ;
        if (every > 0 && i % every == 0)
            assert_ok(keur_text_append(&synthetic, line, (size_t)(end - line) + 1, &err));
        else
            draw_rows(random, 1, &synthetic);
    }
    given.synthetic = synthetic.bytes;
    on = keur_check_measurable(&given);
    found = keur_check_run(on, measure, arguments);
    excess = *keur_check_figure(found, figure, NULL);
    keur_result_free(found);
    keur_case_free(on);
    keur_text_free(&synthetic);
    free(train);
    free(holdout);
    return excess;
}

/* P[Bin(n, p) <= k] by its sum. */
static double at_most(int k, int n, double p)
{
    double sum = 0;

    for (int i = 0; i <= k; i++)
        sum += exp(lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) + i * log(p) +
                   (n - i) * log(1 - p));
    return sum;
}

static void check_coverage(const char *measure, const char *arguments, const char *figure,
                           size_t n_train, size_t n_holdout)
{
    int covered = 0;

    for (int draw = 0; draw < N_DRAWS; draw++) {
        keur_random random = keur_random_start(40, measure, (uint64_t)draw);
        const keur_figure excess =
            excess_of(&random, measure, arguments, figure, n_train, n_holdout, 0);

        covered += excess.low <= 0 && 0 <= excess.high;
    }
    print_message("%s, %zu and %zu rows: %d of %d intervals cover 0\n", figure, n_train, n_holdout,
                  covered, N_DRAWS);
    assert_true(at_most(covered, N_DRAWS, 0.95) > 0.0005);
    assert_true(1 - at_most(covered - 1, N_DRAWS, 0.95) > 0.0005);
}

static void test_independent_tables(void **state)
{
    (void)state;
    check_coverage("exact-copies", NULL, "exact-copies-excess", 800, 200);
    check_coverage("exact-copies", NULL, "exact-copies-excess", 400, 400);
    check_coverage("attribute-keys", "keys=a,b,c;secret=d;groups=0", "dcap-excess", 800, 200);
}

static void test_planted_copies(void **state)
{
    (void)state;
    for (int draw = 0; draw < 20; draw++) {
        keur_random random = keur_random_start(41, "planted", (uint64_t)draw);
        const keur_figure excess =
            excess_of(&random, "exact-copies", NULL, "exact-copies-excess", 8000, 2000, 20);

        assert_true(excess.value > 0 && excess.low > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_independent_tables),
                                       cmocka_unit_test(test_planted_copies)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
