/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Apparent matches of random tables against plain loops, also with the holdout as synthetic. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "support/measuring.h"

enum { ROWS = 40, COLUMNS = 5, KEYS = 2 };

typedef int table[ROWS][COLUMNS];

static void draw(keur_random *random, table to)
{
    static const uint64_t levels[COLUMNS] = {9, 4, 2, 3, 2};

    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < COLUMNS; j++)
            to[i][j] = (int)keur_random_below(random, levels[j]);
    }
}

static void print(table from, char *text)
{
    text += sprintf(text, "a,b,c,d,e\n");
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < COLUMNS; j++) /* a level, or missing */
            text += from[i][j] == 0
                        ? sprintf(text, "%s", j > 0 ? "," : "")
                        : sprintf(text, "%s%c%d", j > 0 ? "," : "", (char)('a' + j), from[i][j]);
        text += sprintf(text, "\n");
    }
}

static bool is_like(const int *a, const int *b)
{
    return memcmp(a, b, KEYS * sizeof *a) == 0;
}

/* Matches of the rows of `real`, and the sum of the shares of other columns that agree. */
static void count(table real, table synthetic, bool is_itself, double *n, double *agreement)
{
    *n = *agreement = 0;
    for (size_t i = 0; i < ROWS; i++) {
        size_t own = 0, there = 0, match = 0;

        for (size_t k = 0; k < ROWS; k++) {
            own += is_like(real[i], real[k]);
            if (is_like(real[i], synthetic[k]) && !(is_itself && i == k)) {
                there++;
                match = k;
            }
        }
        if (own != 1 || there != 1)
            continue;
        ++*n;
        for (size_t j = KEYS; j < COLUMNS; j++)
            *agreement += (real[i][j] == synthetic[match][j]) / (double)(COLUMNS - KEYS);
    }
}

static void check(const keur_result *found, const char *suffix, double n, double agreement)
{
    char name[60];

    (void)snprintf(name, sizeof name, "apparent-match%s", suffix);
    assert_near(keur_check_figure(found, name, NULL)->numerator, n, 0);
    assert_near(keur_check_figure(found, name, NULL)->denominator, ROWS, 0);
    (void)snprintf(name, sizeof name, "apparent-match-agreement%s", suffix);
    assert_near(keur_check_figure(found, name, NULL)->value, n > 0 ? 100 * agreement / n : NAN,
                1e-10);
}

static void test_against_loops(void **state)
{
    static table train, holdout, synthetic;
    static char texts[3][ROWS * 40];
    keur_random random = keur_random_start(70, "test-apparent-match", 0);
    double n_all = 0;

    (void)state;
    for (int round = 0; round < 60; round++) {
        const bool is_paired = round % 3 == 0;
        const keur_given given = {.train = texts[0],
                                  .holdout = texts[1],
                                  .synthetic = is_paired ? texts[1] : texts[2],
                                  .threads = 1};
        double n, agreement;
        keur_case *on;
        keur_result *found;

        draw(&random, train);
        draw(&random, holdout);
        draw(&random, synthetic);
        for (size_t i = 0; i < ROWS / 4; i++)
            memcpy(synthetic[i], train[keur_random_below(&random, ROWS)], sizeof train[0]);
        print(train, texts[0]);
        print(holdout, texts[1]);
        print(synthetic, texts[2]);
        on = keur_check_measurable(&given);
        found = keur_check_run(on, "apparent-match", "keys=a,b");
        count(train, is_paired ? holdout : synthetic, false, &n, &agreement);
        check(found, "", n, agreement);
        n_all += n;
        count(holdout, is_paired ? holdout : synthetic, is_paired, &n, &agreement);
        check(found, "-holdout", n, agreement);
        keur_result_free(found);
        keur_case_free(on);
    }
    assert_true(n_all > 60);
}

static void test_without_keys_or_other_columns(void **state)
{
    const keur_given given = {.train = "a,b\n1,x\n2,y\n3,y\n", .synthetic = "a,b\n1,x\n2,y\n2,x\n"};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "apparent-match", NULL);

    (void)state;
    assert_int_equal(keur_result_figures(found), 1);
    assert_non_null(strstr(keur_check_figure(found, "apparent-match", NULL)->reason, "needs keys"));
    keur_result_free(found);
    found = keur_check_run(on, "apparent-match", "keys=a,b");
    assert_near(keur_check_figure(found, "apparent-match", NULL)->numerator, 2, 0);
    assert_non_null(strstr(keur_check_figure(found, "apparent-match-agreement", NULL)->reason,
                           "every column is a key"));
    keur_result_free(found);
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_loops),
                                       cmocka_unit_test(test_without_keys_or_other_columns)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
