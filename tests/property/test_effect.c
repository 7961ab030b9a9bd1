/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Effects against strata and cells counted by hand, planted effects that pairs of columns do not
 * show, and fresh samples. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "support/check.h"
#include "support/logistic.h"
#include "support/measuring.h"
#include "support/treated.h"

enum { TEXT = 400000 };

static keur_result *run_on(const char *train, const char *synthetic, const char *schema,
                           const char *arguments)
{
    return keur_check_run_given(
        &(keur_given){.train = train, .synthetic = synthetic, .schema = schema, .threads = 1},
        "effect", arguments);
}

static double value(const keur_result *found, const char *name)
{
    return keur_check_value(found, name);
}

/* --- by hand */

/* Rows of counts[x][a][y], levels by the words of a survey. */
static void print_counts(int counts[2][2][2], const char *const words[2], char *text)
{
    text += sprintf(text, "x,a,y\n");
    for (int x = 0; x < 2; x++)
        for (int a = 0; a < 2; a++)
            for (int y = 0; y < 2; y++)
                for (int i = 0; i < counts[x][a][y]; i++)
                    text += sprintf(text, "%s,%s,%s\n", x ? "old" : "young", words[a],
                                    y ? "true" : "false");
}

/* Shares of y within strata and arms: the difference of arms, weighted by the rows of a stratum;
 * and by how evenly the arms divide them, which is what a regression does. */
static void by_strata(int counts[2][2][2], double *standardised, double *regressed)
{
    double all = 0, weights = 0;

    *standardised = *regressed = 0;
    for (int x = 0; x < 2; x++) {
        const double n0 = counts[x][0][0] + counts[x][0][1], n1 = counts[x][1][0] + counts[x][1][1];
        const double gap = counts[x][1][1] / n1 - counts[x][0][1] / n0;
        const double even = n1 * n0 / (n1 + n0);

        *standardised += gap * (n0 + n1);
        *regressed += gap * even;
        all += n0 + n1;
        weights += even;
    }
    *standardised /= all;
    *regressed /= weights;
}

static void saturated(void **state)
{
    static int train[2][2][2] = {{{40, 23}, {11, 17}}, {{13, 31}, {35, 52}}};
    static int other[2][2][2] = {{{31, 31}, {12, 29}}, {{20, 17}, {14, 41}}};
    static const char *const words[2][2] = {{"nee", "ja"}, {"control", "drug"}};
    static const char as_levels[] =
        "{\"keur_schema\": 1, \"columns\": [{\"name\": \"a\", \"type\": \"categorical\", "
        "\"roles\": [\"treatment\"]}, {\"name\": \"y\", \"roles\": [\"outcome\"]}]}";
    static char one[TEXT], two[TEXT];
    double expected[2], regressed[2], counted = 0;

    (void)state;
    by_strata(train, &expected[0], &regressed[0]);
    by_strata(other, &expected[1], &regressed[1]);
    for (int x = 0; x < 2; x++)
        for (int a = 0; a < 2; a++)
            counted += train[x][a][0] + train[x][a][1];
    /* "ja" comes before "nee" in the order of bytes, but it is the word that means yes, also where
     * the column is not taken for true and false. */
    for (int w = 0; w < 2; w++) {
        keur_result *found;

        print_counts(train, words[w], one);
        print_counts(other, words[w], two);
        found = run_on(one, two, as_levels, NULL);
        assert_near(value(found, "doubly-robust-effect-train"), expected[0], 1e-9);
        assert_near(value(found, "doubly-robust-effect"), expected[1], 1e-9);
        assert_near(value(found, "doubly-robust-effect-difference"), expected[1] - expected[0],
                    1e-9);
        assert_near(value(found, "regression-effect-train"), regressed[0], 1e-9);
        assert_near(value(found, "regression-effect"), regressed[1], 1e-9);
        assert_near(value(found, "overlap-train"), 1, 0);
        assert_near((double)keur_check_figure(found, "overlap-train", NULL)->n, counted, 0);
        assert_true(
            keur_check_noticed(found, w == 0 ? "Of a treated is the level ja" : "level drug"));
        keur_result_free(found);
    }
}

/* --- by plain equations */

enum { PLAIN_ROWS = 240, PLAIN_TERMS = 8 };

typedef struct plain_row {
    double x, y;
    int g, a, t; /* g: three levels; x missing: NAN */
} plain_row;

/* Terms 1, x, x missing, two of g, t; then a and a t where they are wanted. @return how many */
static size_t plain_terms(const plain_row *of, bool has_a, bool has_both, double *terms)
{
    size_t n = 0;

    terms[n++] = 1;
    terms[n++] = isnan(of->x) ? 0 : of->x;
    terms[n++] = isnan(of->x);
    terms[n++] = of->g == 1;
    terms[n++] = of->g == 2;
    terms[n++] = of->t;
    if (has_a)
        terms[n++] = of->a;
    if (has_both)
        terms[n++] = of->a * of->t;
    return n;
}

/* Least squares over rows of an arm (-1: of both) by elimination. */
static void plain_fit(const plain_row *rows, int arm, bool has_a, bool has_both, double *b)
{
    double m[PLAIN_TERMS][PLAIN_TERMS + 1] = {{0}}, terms[PLAIN_TERMS];
    size_t n = 0;

    for (size_t i = 0; i < PLAIN_ROWS; i++) {
        n = plain_terms(&rows[i], has_a, has_both, terms);
        for (size_t k = 0; (arm < 0 || rows[i].a == arm) && k < n; k++) {
            for (size_t l = 0; l < n; l++)
                m[k][l] += terms[k] * terms[l];
            m[k][n] += terms[k] * rows[i].y;
        }
    }
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < n; i++)
            for (size_t l = n + 1; i != k && l-- > k;)
                m[i][l] -= m[i][k] / m[k][k] * m[k][l];
    for (size_t k = 0; k < n; k++)
        b[k] = m[k][n] / m[k][k];
}

static double plain_sum(const plain_row *row, const double *b)
{
    double terms[PLAIN_TERMS], sum = 0;
    const size_t n = plain_terms(row, false, false, terms);

    for (size_t k = 0; k < n; k++)
        sum += b[k] * terms[k];
    return sum;
}

static double plain_robust(const plain_row *rows)
{
    static double columns[PLAIN_TERMS][PLAIN_ROWS], labels[PLAIN_ROWS];
    const double *views[PLAIN_TERMS];
    double arms[2][PLAIN_TERMS], terms[PLAIN_TERMS], sum = 0;
    keur_logistic *fit = NULL;
    size_t n = 0;

    for (size_t i = 0; i < PLAIN_ROWS; i++) {
        n = plain_terms(&rows[i], false, false, terms);
        for (size_t k = 1; k < n; k++)
            columns[k - 1][i] = terms[k];
        labels[i] = rows[i].a;
    }
    for (size_t k = 0; k + 1 < n; k++)
        views[k] = columns[k];
    assert_ok(keur_logistic_fit(&(keur_logistic_problem){PLAIN_ROWS, n - 1, views, labels, NULL}, 1,
                                &fit, &err));
    for (int a = 0; a < 2; a++)
        plain_fit(rows, a, false, false, arms[a]);
    for (size_t i = 0; i < PLAIN_ROWS; i++) {
        const double m0 = plain_sum(&rows[i], arms[0]), m1 = plain_sum(&rows[i], arms[1]);
        const double e = fmin(fmax(fit->fitted[i], .01), .99);

        sum += m1 - m0 + (rows[i].a ? (rows[i].y - m1) / e : -(rows[i].y - m0) / (1 - e));
    }
    keur_logistic_free(fit);
    return sum / PLAIN_ROWS;
}

/* Every estimate against equations on whole columns; the propensity is steep enough to be cut. */
static void plain_equations(void **state)
{
    (void)state;
    for (uint64_t turn = 0; turn < 6; turn++) {
        static plain_row rows[PLAIN_ROWS];
        static char one[TEXT];
        char *text = one;
        double b[PLAIN_TERMS];
        keur_random random = keur_random_start(2, "test-effect", turn);
        keur_result *found;

        text += sprintf(text, "x,g,a,t,y\n");
        for (size_t i = 0; i < PLAIN_ROWS; i++) {
            plain_row *row = &rows[i];
            const double x = keur_random_uniform(&random) * 6 - 3;
            const double odds = exp(1.6 * x);

            row->x = round((keur_random_uniform(&random) < .1 ? NAN : x) * 1e4) / 1e4;
            row->g = (int)keur_random_below(&random, 3);
            row->t = (int)keur_random_below(&random, 2);
            row->a = keur_random_uniform(&random) < odds / (1 + odds);
            row->y = round((x * x + row->g + row->a * (1 + row->t) + keur_random_uniform(&random)) *
                           1e4) /
                     1e4;
            text += isnan(row->x) ? sprintf(text, ",") : sprintf(text, "%.4f,", row->x);
            text += sprintf(text, "%c,%d,%d,%.4f\n", "pqr"[row->g], row -> a, row -> t, row -> y);
        }
        found = run_on(one, one, keur_treated_roles_with_time, NULL);
        plain_fit(rows, -1, true, false, b);
        assert_near(value(found, "regression-effect-train"), b[6], 1e-8);
        plain_fit(rows, -1, true, true, b);
        assert_near(value(found, "before-after-effect-train"), b[7], 1e-8);
        assert_near(value(found, "doubly-robust-effect-train"), plain_robust(rows), 1e-6);
        keur_result_free(found);
    }
}

/* Four cells of a treatment and a time without covariates: means of numbers by hand. The time as
 * two levels, and as numbers that are cut in the middle. */
static void four_cells(void **state)
{
    static const double means[2][2] = {{100, 130}, {90, 170}};
    static const char *const times[2] = {"before", "later"};
    static char texts[2][TEXT];

    (void)state;
    for (int as_numbers = 0; as_numbers < 2; as_numbers++) {
        char *text = texts[as_numbers];
        keur_result *found;

        text += sprintf(text, "a,t,y\n");
        for (int a = 0; a < 2; a++)
            for (int t = 0; t < 2; t++)
                for (int i = 0; i < 20 + 10 * a; i++) {
                    text += sprintf(text, "%d,", a);
                    text += as_numbers ? sprintf(text, "%d,", 2010 + 5 * t + i % 5)
                                       : sprintf(text, "%s,", times[t]);
                    text += sprintf(text, "%.6f\n", means[a][t] + 10 * (i % 2) - 5);
                }
        found = run_on(texts[as_numbers], texts[as_numbers], keur_treated_roles_with_time, NULL);
        assert_near(value(found, "before-after-effect-train"), (170 - 90) - (130 - 100), 1e-9);
        assert_near(value(found, "before-after-effect-difference"), 0, 1e-9);
        assert_near(value(found, "before-after-effect-same-sign"), 1, 0);
        assert_near(value(found, "before-after-effect-same-significance"), 1, 0);
        assert_true(keur_check_noticed(found, as_numbers ? "After is the half" : "after is"));
        keur_result_free(found);
    }
}

/* Treating the other half turns every sign; units of the outcome scale it. */
static void turned_and_scaled(void **state)
{
    static char texts[3][TEXT];
    keur_random random = keur_random_start(5, "test-effect", 0);
    keur_result *found[3];

    (void)state;
    for (int k = 0; k < 3; k++)
        texts[k][0] = '\0';
    for (int k = 0; k < 3; k++)
        strcpy(texts[k], "x,a,y\n");
    char *ends[3] = {strchr(texts[0], '\0'), strchr(texts[1], '\0'), strchr(texts[2], '\0')};

    for (int i = 0; i < 200; i++) {
        const double x = keur_random_uniform(&random), noise = keur_random_uniform(&random);
        const int a = keur_random_uniform(&random) < .3 + .4 * x;
        const double y = 2 * x + noise + .5 * a;

        ends[0] += sprintf(ends[0], "%.6f,%d,%.9f\n", x, a, y);
        ends[1] += sprintf(ends[1], "%.6f,%d,%.9f\n", x, 1 - a, y);
        ends[2] += sprintf(ends[2], "%.6f,%d,%.9fe200\n", x, a, y);
    }
    for (int k = 0; k < 3; k++)
        found[k] = run_on(texts[k], texts[k], keur_treated_roles, NULL);
    for (int kind = 0; kind < 2; kind++) {
        const char *name = kind == 0 ? "regression-effect" : "doubly-robust-effect";
        const keur_figure *one = keur_check_figure(found[0], name, NULL);
        const keur_figure *other = keur_check_figure(found[1], name, NULL);
        const keur_figure *large = keur_check_figure(found[2], name, NULL);

        assert_true(one->low < .5 && .5 < one->high && one->low > 0);
        assert_near(other->value, -one->value, 1e-9);
        assert_near(other->high, -one->low, 1e-6);
        assert_near(large->value / 1e200, one->value, 1e-9);
        assert_near(large->low / 1e200, one->low, 1e-9);
    }
    for (int k = 0; k < 3; k++)
        keur_result_free(found[k]);
}

/* --- planted */

/* Of ten thousand rows in eight cells: y by a and x so that moving `shift` rows of each cell along
 * the pattern of three signs keeps every table of two columns. */
static void print_cells(double shift, char *text)
{
    /* P(a, x) = .25 .25 .05 .45 for (0,0) (1,0) (0,1) (1,1), y even. */
    static const double rows[2][2] = {{2500, 2500}, {500, 4500}};

    text += sprintf(text, "x,a,y\n");
    for (int x = 0; x < 2; x++)
        for (int a = 0; a < 2; a++)
            for (int y = 0; y < 2; y++) {
                const double sign = (x + a + y) % 2 == 0 ? 1 : -1;
                const int n = (int)(rows[x][a] / 2 + sign * shift);

                for (int i = 0; i < n; i++)
                    text += sprintf(text, "%c,%c,%c\n", "pq"[x], "kt"[a], "ny"[y]);
            }
}

/* An effect that is in the table of all three columns only: the pairs agree, and so does what a
 * regression with main effects sees, but not the standardised difference. */
static void hidden_from_pairs(void **state)
{
    static char one[TEXT], two[TEXT];
    keur_case *on;
    keur_result *found;
    const keur_figure *figure;

    (void)state;
    print_cells(-180, one);
    print_cells(0, two);
    on = keur_check_measurable(
        &(keur_given){.train = one, .synthetic = two, .schema = keur_treated_roles, .threads = 2});
    found = keur_check_run(on, "pairs", NULL);
    assert_true(keur_check_value(found, "total-variation") < 1e-9);
    keur_result_free(found);
    found = keur_check_run(on, "effect", NULL);
    keur_case_free(on);
    /* By strata: for p it is .428 - .572, for q .540 - .140, and both are half of the rows. */
    assert_near(value(found, "doubly-robust-effect-train"), .128, 1e-6);
    assert_near(value(found, "doubly-robust-effect"), 0, 1e-6);
    figure = keur_check_figure(found, "doubly-robust-effect-difference", NULL);
    assert_true(figure->high < -.06);
    assert_near(value(found, "doubly-robust-effect-same-significance"), 0, 0);
    assert_near(value(found, "regression-effect-difference"), 0, 1e-6);
    keur_result_free(found);
}

/* The treatment shuffled has no effect left; nor has the time. */
static void destroyed(void **state)
{
    static char one[TEXT], two[TEXT];
    keur_random random = keur_random_start(7, "test-effect", 0);
    keur_result *found;

    (void)state;
    keur_treated_draw(&random, 1000, &(keur_treated){.effect = .8, .change = .9}, one);
    keur_treated_draw(&random, 1000,
                      &(keur_treated){.effect = .8, .change = .9, .is_shuffled = true}, two);
    found = run_on(one, two, keur_treated_roles_with_time, NULL);
    for (int kind = 0; kind < 3; kind++) {
        static const char *const names[] = {"regression-effect", "doubly-robust-effect",
                                            "before-after-effect"};
        char name[80];

        (void)snprintf(name, sizeof name, "%s-difference", names[kind]);
        assert_true(keur_check_figure(found, name, NULL)->high < -.3);
        (void)snprintf(name, sizeof name, "%s-same-significance", names[kind]);
        assert_near(value(found, name), 0, 0);
    }
    keur_result_free(found);
}

/* --- fresh samples */

static void fresh_samples(void **state)
{
    int covered[KEUR_TREATED_KINDS] = {0};

    (void)state;
    for (uint64_t turn = 0; turn < 60; turn++)
        keur_treated_cover(turn, 200, keur_treated_roles_with_time, covered);
    /* 52 of 60 or fewer happen once in 150 times where 95% are right. */
    for (int kind = 0; kind < KEUR_TREATED_KINDS; kind++)
        if (covered[kind] < 52)
            fail_msg("%s: %d of 60", keur_treated_names[kind], covered[kind]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(saturated),         cmocka_unit_test(plain_equations),
        cmocka_unit_test(four_cells),        cmocka_unit_test(turned_and_scaled),
        cmocka_unit_test(hidden_from_pairs), cmocka_unit_test(destroyed),
        cmocka_unit_test(fresh_samples)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
