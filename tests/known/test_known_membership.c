/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Membership attacks on real tables whose order of risk is known, and on fresh real rows. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "learn/boosted_trees.h"
#include "support/measuring.h"
#include "support/tables.h"

/* With every tenth, third, second cell, and nine in ten, drawn anew: up to which of the four an
 * attack must find members. Those that look at many rows around see the least. */
static const struct {
    const char *name;
    size_t n_found;
} attacks[] = {{"membership-distance", 3},       {"membership-distance-difference", 3},
               {"membership-distance-ratio", 3}, {"membership-distance-local", 3},
               {"membership-ball", 2},           {"membership-vote", 2},
               {"membership-rare-match", 4},     {"membership-claims", 4},
               {"membership-marginal-ratio", 3}, {"membership-classifier", 1}};
static const char *const densities[] = {"membership-density", "membership-density-ratio",
                                        "membership-likelihood-ratio"};
enum {
    ATTACKS = sizeof attacks / sizeof *attacks,
    DENSITIES = sizeof densities / sizeof *densities
};

/* The last one needs a build with trees. */
static size_t n_attacks(void)
{
    return keur_boosted_available() ? ATTACKS : ATTACKS - 1;
}

static void test_risk_falls_with_noise(void **state)
{
    static const char *const noisy[] = {"adult/flip10.csv.gz", "adult/flip30.csv.gz",
                                        "adult/flip50.csv.gz", "adult/flip90.csv.gz"};
    double auc[ATTACKS][4];

    (void)state;
    for (size_t f = 0; f < 4; f++) {
        const keur_given given = {.train = "adult/train.csv.gz",
                                  .holdout = "adult/holdout.csv.gz",
                                  .synthetic = noisy[f],
                                  .needs_reference = true};
        keur_case *on = keur_check_measurable(&given);

        for (size_t a = 0; a < n_attacks(); a++) {
            keur_result *found = keur_check_run(on, attacks[a].name, NULL);
            const keur_figure *figure = keur_check_figure(found, "auc", NULL);

            auc[a][f] = keur_check_value(found, "auc");
            assert_true(figure->low <= figure->value && figure->value <= figure->high);
            assert_true(f == 0 || auc[a][f] < auc[a][f - 1]);
            assert_true(f >= attacks[a].n_found || figure->low > 0.5);
            /* With nine cells in ten drawn anew, hardly anything is left but rare values. */
            assert_true(f < 3 || attacks[a].n_found > 3 || figure->value < 0.52);
            keur_result_free(found);
        }
        keur_case_free(on);
    }
}

/* A table as CSV text, from its rows `first`, first + step, ... */
static void write_rows(const keur_table *from, size_t first, size_t step, keur_text *to)
{
    const size_t n_columns = keur_table_columns(from);

    for (size_t j = 0; j < n_columns; j++)
        assert_ok(keur_text_format(to, &err, "%s\"%s\"", j > 0 ? "," : "",
                                   keur_table_column_name(from, j)));
    assert_ok(keur_text_add(to, "\n", &err));
    for (size_t i = first; i < keur_table_rows(from); i += step) {
        for (size_t j = 0; j < n_columns; j++)
            assert_ok(keur_text_format(to, &err, "%s\"%s\"", j > 0 ? "," : "",
                                       keur_check_cell(from, i, j)));
        assert_ok(keur_text_add(to, "\n", &err));
    }
}

/* The rows of a table as CSV text, each cell drawn anew from its column with this probability. */
static char *flipped(const keur_table *from, double probability)
{
    keur_random random = keur_random_start(26, "test-attacks", 0);
    const size_t n = keur_table_rows(from), n_columns = keur_table_columns(from);
    keur_text text = {NULL, 0, 0};

    write_rows(from, n, 1, &text);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n_columns; j++) {
            const bool is_new = keur_random_uniform(&random) < probability;
            const size_t row = is_new ? (size_t)keur_random_below(&random, n) : i;

            assert_ok(keur_text_format(&text, &err, "%s\"%s\"", j > 0 ? "," : "",
                                       keur_check_cell(from, row, j)));
        }
        assert_ok(keur_text_add(&text, "\n", &err));
    }
    return text.bytes;
}

/* Attacks by density look at all pairs of rows: on a small table. */
static void test_densities_fall_with_noise(void **state)
{
    static const double noise[4] = {0.1, 0.3, 0.5, 0.9};
    keur_table *train = keur_check_case_table("census2k/train.csv.gz");
    double auc[DENSITIES][4];

    (void)state;
    for (size_t f = 0; f < 4; f++) {
        char *synthetic = flipped(train, noise[f]);
        const keur_given given = {.train = "census2k/train.csv.gz",
                                  .holdout = "census2k/holdout.csv.gz",
                                  .synthetic = synthetic,
                                  .needs_reference = true};
        keur_case *on = keur_check_measurable(&given);

        for (size_t a = 0; a < DENSITIES; a++) {
            keur_result *found = keur_check_run(on, densities[a], NULL);
            const keur_figure *figure = keur_check_figure(found, "auc", NULL);

            auc[a][f] = keur_check_value(found, "auc");
            assert_true(f == 0 || auc[a][f] < auc[a][f - 1]);
            assert_true(f > 1 || figure->low > 0.5);
            assert_true(f < 3 || figure->low < 0.5);
            keur_result_free(found);
        }
        keur_case_free(on);
        free(synthetic);
    }
    keur_table_free(train);
}

/* Fresh real rows in the place of the synthetic table are safe whatever the attack. */
static void test_fresh_rows_are_safe(void **state)
{
    keur_table *holdout = keur_check_case_table("adult/holdout.csv.gz");
    keur_text halves[2] = {{NULL, 0, 0}, {NULL, 0, 0}};
    keur_given given = {.train = "adult/train.csv.gz", .needs_reference = true, .seed = 1};
    keur_case *on;

    (void)state;
    write_rows(holdout, 0, 2, &halves[0]);
    write_rows(holdout, 1, 2, &halves[1]);
    given.synthetic = halves[0].bytes;
    given.holdout = halves[1].bytes;
    on = keur_check_measurable(&given);
    for (size_t a = 0; a < n_attacks(); a++) {
        keur_result *found = keur_check_run(on, attacks[a].name, NULL);
        const keur_figure *auc = keur_check_figure(found, "auc", NULL);

        assert_true(auc->low < 0.5 && 0.5 < auc->high);
        assert_true(auc->high - auc->low < 0.03);
        keur_result_free(found);
    }
    keur_case_free(on);
    keur_text_free(&halves[0]);
    keur_text_free(&halves[1]);
    keur_table_free(holdout);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_risk_falls_with_noise),
                                       cmocka_unit_test(test_densities_fall_with_noise),
                                       cmocka_unit_test(test_fresh_rows_are_safe)};

    keur_check_need_cases();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
