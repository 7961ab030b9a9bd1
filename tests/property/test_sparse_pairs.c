/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs of columns with so many levels that only the cells that occur are counted. */
#include "support/check.h"

#include <math.h>

#include "base/random.h"
#include "base/text.h"
#include "fidelity/anchors.h"
#include "stats/intervals.h"
#include "support/measuring.h"

enum { N_ROWS = 400, N_LEVELS = 200, PARTS = KEUR_JACKKNIFE_GROUPS };

typedef struct rows {
    int first[N_ROWS], second[N_ROWS];
} rows;

static void draw(keur_random *random, rows *made, keur_text *text)
{
    assert_ok(keur_text_add(text, "a,b\n", &err));
    for (size_t i = 0; i < N_ROWS; i++) {
        made->first[i] = (int)keur_random_below(random, N_LEVELS);
        made->second[i] = (made->first[i] + (int)keur_random_below(random, 3)) % N_LEVELS;
        assert_ok(keur_text_format(text, &err, "L%d,M%d\n", made->first[i], made->second[i]));
    }
}

/* Total variation without the rows of one part (part = PARTS: with all). */
static double variation(const rows tables[2], const uint8_t *const parts[2], size_t part)
{
    static double shares[2][N_LEVELS][N_LEVELS];
    double sum = 0;

    for (size_t t = 0; t < 2; t++) {
        double n = 0;

        for (size_t i = 0; i < N_ROWS; i++)
            n += parts[t][i] != part;
        for (size_t a = 0; a < N_LEVELS; a++) {
            for (size_t b = 0; b < N_LEVELS; b++)
                shares[t][a][b] = 0;
        }
        for (size_t i = 0; i < N_ROWS; i++)
            shares[t][tables[t].first[i]][tables[t].second[i]] += parts[t][i] != part ? 1 / n : 0;
    }
    for (size_t a = 0; a < N_LEVELS; a++) {
        for (size_t b = 0; b < N_LEVELS; b++)
            sum += fabs(shares[0][a][b] - shares[1][a][b]) / 2;
    }
    return sum;
}

static void test_many_levels(void **state)
{
    static rows tables[2];
    keur_text texts[2] = {{NULL, 0, 0}, {NULL, 0, 0}};
    keur_random random = keur_random_start(80, "test-sparse-pairs", 0);
    const uint8_t *parts[2];
    double whole, squares = 0, half;
    const keur_figure *figure;
    keur_anchors anchors;
    keur_result *found;
    keur_case *on;

    (void)state;
    draw(&random, &tables[0], &texts[0]);
    draw(&random, &tables[1], &texts[1]);
    on = keur_check_measurable(&(keur_given){
        .train = texts[0].bytes,
        .synthetic = texts[1].bytes,
        .schema = "{\"keur_schema\": 1, \"columns\": [{\"name\": \"a\", \"type\": \"categorical\"},"
                  "{\"name\": \"b\", \"type\": \"categorical\"}]}"});
    found = keur_check_run(on, "pairs", NULL);
    assert_ok(keur_anchors_make(on, &anchors, &err));
    parts[0] = anchors.comparisons[0].real_part;
    parts[1] = anchors.comparisons[0].other_part;
    whole = variation(tables, parts, PARTS);
    for (size_t g = 0; g < PARTS; g++)
        squares += pow(variation(tables, parts, g) - whole, 2);
    half = keur_student_quantile(0.975, PARTS - 1) * sqrt(squares * (PARTS - 1) / PARTS);
    figure = keur_check_figure(found, "total-variation", NULL);
    assert_near(figure->value, whole, 1e-12);
    assert_near(figure->low, whole - half, 1e-12);
    assert_near(figure->high, fmin(whole + half, 1), 1e-12);
    keur_anchors_free(&anchors);
    keur_result_free(found);
    keur_case_free(on);
    keur_text_free(&texts[0]);
    keur_text_free(&texts[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_many_levels)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
