/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How groups fare, against counts by hand; models whose calls are known; gaps that were planted or
 * taken away; fresh samples; and tables with little in them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "learn/boosted_trees.h"
#include "support/check.h"
#include "support/grouped_people.h"
#include "support/measuring.h"

enum { TEXT = 400000, GROUPS = 3 };
static const double z = 1.959963984540054;

static const char roles[] =
    "{\"keur_schema\": 1, \"columns\": [{\"name\": \"g\", \"roles\": [\"protected\"]}, "
    "{\"name\": \"y\", \"roles\": [\"outcome\"]}]}";

static keur_result *run_on(const char *train, const char *synthetic, const char *holdout,
                           const char *schema)
{
    keur_case *on = keur_check_measurable(&(keur_given){.train = train,
                                                        .synthetic = synthetic,
                                                        .holdout = holdout,
                                                        .schema = schema,
                                                        .threads = 1});
    keur_result *found = keur_check_run(on, "fairness", NULL);

    keur_case_free(on);
    return found;
}

/* The figure about a group. */
static const keur_figure *about(const keur_result *found, const char *name, const char *level)
{
    for (size_t i = 0; i < keur_result_figures(found); i++) {
        const keur_figure *figure = keur_result_figure(found, i);

        if (strcmp(figure->name, name) == 0 && figure->n_labels == 3 &&
            strcmp(figure->labels[2].value, level) == 0)
            return figure;
    }
    fail_msg("no %s of %s", name, level);
    return NULL;
}

static void assert_reason(const keur_result *found, const char *name, const char *part)
{
    const keur_figure *figure = keur_check_figure(found, name, NULL);

    assert_non_null(figure->reason);
    if (!keur_check_contains(figure->reason, part))
        fail_msg("%s: \"%s\" does not contain \"%s\"", name, figure->reason, part);
}

/* --- by hand */

/* counts[group][outcome] */
static void print_counts(int counts[GROUPS][2], char *text)
{
    text += sprintf(text, "g,y\n");
    for (int g = 0; g < GROUPS; g++)
        for (int y = 0; y < 2; y++)
            for (int i = 0; i < counts[g][y]; i++)
                text += sprintf(text, "%c,%s\n", "abc"[g], y ? "yes" : "no");
}

typedef struct gap {
    double value, low, high;
} gap;

static gap wilson(double s, double n)
{
    const double p = s / n, middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double reach = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));

    return (gap){p, middle - reach, middle + reach};
}

/* Newcombe's tenth method, and the same of two differences. */
static gap subtract(gap a, gap b)
{
    const double d = a.value - b.value;

    return (gap){d, d - sqrt(pow(a.value - a.low, 2) + pow(b.high - b.value, 2)),
                 d + sqrt(pow(a.high - a.value, 2) + pow(b.value - b.low, 2))};
}

static gap against_rest(int counts[GROUPS][2], int g)
{
    double ones = 0, rows = 0;

    for (int h = 0; h < GROUPS; h++)
        if (h != g) {
            ones += counts[h][1];
            rows += counts[h][0] + counts[h][1];
        }
    return subtract(wilson(counts[g][1], counts[g][0] + counts[g][1]), wilson(ones, rows));
}

static void assert_gap(const keur_figure *figure, gap expected)
{
    assert_near(figure->value, expected.value, 1e-9);
    assert_near(figure->low, expected.low, 1e-9);
    assert_near(figure->high, expected.high, 1e-9);
}

static void counted(void **state)
{
    static int train[GROUPS][2] = {{80, 40}, {100, 200}, {110, 120}};
    static int other[GROUPS][2] = {{90, 90}, {50, 130}, {60, 41}};
    static char one[TEXT], two[TEXT];
    keur_result *found;

    (void)state;
    print_counts(train, one);
    print_counts(other, two);
    found = run_on(one, two, NULL, roles);
    for (int g = 0; g < GROUPS; g++) {
        const char level[2] = {"abc"[g], '\0'};
        const gap real = against_rest(train, g), made = against_rest(other, g);

        assert_near(about(found, "rate-train", level)->numerator, train[g][1], 0);
        assert_near(about(found, "rate", level)->denominator, other[g][0] + other[g][1], 0);
        assert_gap(about(found, "parity-train", level), real);
        assert_gap(about(found, "parity", level), made);
        assert_gap(about(found, "parity-difference", level), subtract(made, real));
    }
    assert_near(keur_check_value(found, "parity-largest-train"), 200 / 300. - 40 / 120., 1e-12);
    assert_near(keur_check_value(found, "parity-largest"), 130 / 180. - 41 / 101., 1e-12);
    assert_near(keur_check_value(found, "parity-largest-difference"),
                130 / 180. - 41 / 101. - (200 / 300. - 40 / 120.), 1e-12);
    assert_reason(found, "equal-opportunity-difference", "holdout");
    assert_true(keur_check_noticed(found, "the level true"));
    keur_result_free(found);
}

/* Means of numbers, Welch's interval. Two groups, so that one is the rest of the other. */
static void numbers(void **state)
{
    static char one[TEXT];
    char *text = one;
    keur_result *found;
    const keur_figure *figure;
    double error;

    (void)state;
    text += sprintf(text, "g,y\n");
    for (int i = 0; i < 400; i++)
        text += sprintf(text, "%c,%d\n", "ab"[i % 4 == 0],
                        i % 4 == 0 ? 10 + i / 4 % 2 * 4 : 20 + i % 3 * 3);
    found = run_on(one, one, NULL, roles);
    assert_near(about(found, "mean-train", "b")->value, 12, 1e-12);
    figure = about(found, "parity-train", "b");
    /* a: every remainder by three as often, so the mean is 23 and the variance 6; b: 12 and 4. */
    assert_near(figure->value, 12 - 23, 1e-12);
    error = sqrt(6 * 300. / 299 / 300 + 4 * 100. / 99 / 100);
    assert_true(figure->high - figure->value > 1.96 * error);
    assert_true(figure->high - figure->value < 1.99 * error);
    assert_near(keur_check_value(found, "parity-largest"), 11, 1e-12);
    assert_near(keur_check_value(found, "parity-largest-difference"), 0, 0);
    assert_reason(found, "equal-opportunity-difference", "two levels");
    keur_result_free(found);
}

/* --- models */

/* counts[group][x][outcome]: by far the most rows of a cell have one outcome, which a model of the
 * table calls. */
static void print_cells(int counts[2][2][2], char *text)
{
    text += sprintf(text, "g,x,y\n");
    for (int g = 0; g < 2; g++)
        for (int x = 0; x < 2; x++)
            for (int y = 0; y < 2; y++)
                for (int i = 0; i < counts[g][x][y]; i++)
                    text += sprintf(text, "%c,%c,%s\n", "ab"[g], "uv"[x], y ? "yes" : "no");
}

/* Share called 1 of the rows of a group and outcome, by the larger outcome of each cell. */
static double called(int learnt[2][2][2], int rows[2][2][2], int g, int y)
{
    double ones = 0, all = 0;

    for (int x = 0; x < 2; x++) {
        all += rows[g][x][y];
        ones += learnt[g][x][1] > learnt[g][x][0] ? rows[g][x][y] : 0;
    }
    return ones / all;
}

static void known_calls(void **state)
{
    static int train[2][2][2] = {{{60, 240}, {250, 50}}, {{130, 170}, {210, 90}}};
    static int other[2][2][2] = {{{50, 250}, {240, 60}}, {{210, 90}, {80, 220}}};
    static int holdout[2][2][2] = {{{30, 230}, {240, 60}}, {{75, 225}, {215, 85}}};
    static char one[TEXT], two[TEXT], three[TEXT];
    double opportunity[2], odds[2];
    keur_result *found;
    const keur_figure *figure;

    (void)state;
    if (!keur_boosted_available())
        skip();
    print_cells(train, one);
    print_cells(other, two);
    print_cells(holdout, three);
    found = run_on(one, two, three, roles);
    for (int m = 0; m < 2; m++) {
        int(*learnt)[2][2] = m == 0 ? train : other;

        opportunity[m] = fabs(called(learnt, holdout, 0, 1) - called(learnt, holdout, 1, 1));
        odds[m] = fmax(opportunity[m],
                       fabs(called(learnt, holdout, 0, 0) - called(learnt, holdout, 1, 0)));
    }
    assert_near(keur_check_value(found, "equal-opportunity-train"), opportunity[0], 1e-12);
    assert_near(keur_check_value(found, "equal-opportunity"), opportunity[1], 1e-12);
    assert_near(keur_check_value(found, "equalised-odds-train"), odds[0], 1e-12);
    assert_near(keur_check_value(found, "equalised-odds"), odds[1], 1e-12);
    figure = keur_check_figure(found, "equal-opportunity-difference", NULL);
    assert_near(figure->value, opportunity[1] - opportunity[0], 1e-12);
    /* The synthetic table turned the second group round: that shows beyond chance. */
    assert_true(figure->low > .2 && figure->high < .8);
    assert_true(keur_check_figure(found, "equalised-odds-difference", NULL)->low > .2);
    keur_result_free(found);
    /* A table that keeps the shares teaches the same. */
    print_cells(holdout, two);
    print_cells(other, three);
    found = run_on(one, two, three, roles);
    assert_near(keur_check_value(found, "equal-opportunity-difference"), 0, 0);
    keur_result_free(found);
}

/* --- planted */

static void taken_away(void **state)
{
    static char one[TEXT], two[TEXT], three[TEXT];
    keur_random random = keur_random_start(3, "test-fairness", 0);
    keur_result *found;

    (void)state;
    keur_grouped_people(&random, 900, .25, one);
    keur_grouped_people(&random, 900, 0, two);
    keur_grouped_people(&random, 900, .25, three);
    found = run_on(one, two, three, roles);
    assert_true(keur_check_figure(found, "parity-largest-difference", NULL)->high < -.02);
    assert_true(keur_check_figure(found, "parity-largest-difference-holdout", NULL)->high > 0);
    assert_true(about(found, "parity-difference", "c")->high < 0);
    keur_result_free(found);
}

static void fresh_samples(void **state)
{
    int covered[KEUR_PEOPLE_KINDS] = {0}, asked[KEUR_PEOPLE_KINDS] = {0};

    (void)state;
    for (uint64_t turn = 0; turn < 60; turn++)
        keur_grouped_people_cover(turn, 450, false, roles, covered, asked);
    for (int kind = 0; kind < KEUR_PEOPLE_PARITY; kind++)
        if (asked[kind] != 60 || covered[kind] < 52)
            fail_msg("%s: %d of %d", keur_people_names[kind], covered[kind], asked[kind]);
}

/* --- little */

static void little(void **state)
{
    static char one[TEXT], two[TEXT];
    keur_random random = keur_random_start(4, "test-fairness", 0);
    keur_result *found;

    (void)state;
    keur_grouped_people(&random, 600, .1, one);
    found = run_on(one, one, NULL, NULL);
    assert_reason(found, "parity-largest-difference", "roles protected and outcome");
    keur_result_free(found);
    found = run_on("g,y\na,1\nb,0\n", "g,y\na,1\nb,0\n", NULL, roles);
    assert_reason(found, "parity-largest-difference", "two groups with 100 rows");
    keur_result_free(found);
    /* A group that the synthetic table has lost is not one that fares well. */
    static int train[GROUPS][2] = {{80, 40}, {100, 200}, {110, 120}};
    static int lost[GROUPS][2] = {{80, 40}, {100, 200}, {2, 3}};
    static int alike[GROUPS][2] = {{80, 0}, {100, 0}, {110, 0}};

    print_counts(train, one);
    print_counts(lost, two);
    found = run_on(one, two, NULL, roles);
    assert_reason(found, "parity-largest", "fewer than 10 rows");
    assert_reason(found, "parity-largest-difference", "fewer than 10 rows");
    assert_non_null(about(found, "parity", "c")->reason);
    assert_null(about(found, "parity-train", "c")->reason);
    keur_result_free(found);
    /* One outcome in the synthetic table: shares are 0, and that has an interval. */
    print_counts(alike, two);
    found = run_on(one, two, NULL, roles);
    assert_near(keur_check_value(found, "parity-largest"), 0, 0);
    assert_true(keur_check_figure(found, "parity-largest-difference", NULL)->high < 0);
    keur_result_free(found);
}

/* Small levels are merged, whatever their number; where all are small there are no groups. */
static void many_levels(void **state)
{
    static const char many[] =
        "{\"keur_schema\": 1, \"columns\": [{\"name\": \"g\", \"type\": \"categorical\", "
        "\"roles\": [\"protected\"]}, {\"name\": \"y\", \"roles\": [\"outcome\"]}]}";
    static char one[TEXT];
    char *text = one;
    keur_result *found;

    (void)state;
    text += sprintf(text, "g,y\n");
    for (int i = 0; i < 10000; i++)
        text += sprintf(text, "v%d,%d\n", i % 2 == 0 ? 1 : i % 5000, i % 3 == 0);
    found = run_on(one, one, NULL, many);
    assert_near(about(found, "rate-train", "v1")->denominator, 5002, 0);
    assert_near(about(found, "rate-train", "other (merged)")->denominator, 4998, 0);
    keur_result_free(found);
    found = run_on(one, one, NULL,
                   "{\"keur_schema\": 1, \"columns\": [{\"name\": \"g\", \"type\": "
                   "\"categorical\", \"roles\": [\"outcome\"]}, {\"name\": \"y\", \"roles\": "
                   "[\"protected\"]}]}");
    assert_reason(found, "parity-largest-difference", "more than two levels");
    keur_result_free(found);
}

/* A missing outcome leaves a row out; where all of a table are missing nothing is said of it. */
static void missing(void **state)
{
    static char one[TEXT], two[TEXT];
    char *text = two;
    keur_result *found;

    (void)state;
    static int train[GROUPS][2] = {{80, 40}, {100, 200}, {110, 120}};

    print_counts(train, one);
    text += sprintf(text, "g,y\n");
    for (int i = 0; i < 500; i++)
        text += sprintf(text, "%c,\n", "abc"[i % 3]);
    found = run_on(one, two, NULL, roles);
    assert_reason(found, "parity-largest", "fewer than 10 rows");
    assert_near(keur_check_value(found, "parity-largest-train"), 1 / 3., 1e-12);
    keur_result_free(found);
}

static void same_for_any_threads(void **state)
{
    static char texts[3][TEXT];
    keur_random random = keur_random_start(13, "test-fairness", 0);
    keur_result *found[2];

    (void)state;
    for (int t = 0; t < 3; t++)
        keur_grouped_people(&random, 700, .2, texts[t]);
    for (int k = 0; k < 2; k++) {
        keur_case *on = keur_check_measurable(&(keur_given){.train = texts[0],
                                                            .synthetic = texts[1],
                                                            .holdout = texts[2],
                                                            .schema = roles,
                                                            .threads = k == 0 ? 1 : 5});

        found[k] = keur_check_run(on, "fairness", NULL);
        keur_case_free(on);
    }
    keur_check_same_result(found[0], found[1]);
    for (int k = 0; k < 2; k++)
        keur_result_free(found[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(counted),
                                       cmocka_unit_test(numbers),
                                       cmocka_unit_test(known_calls),
                                       cmocka_unit_test(taken_away),
                                       cmocka_unit_test(fresh_samples),
                                       cmocka_unit_test(little),
                                       cmocka_unit_test(many_levels),
                                       cmocka_unit_test(missing),
                                       cmocka_unit_test(same_for_any_threads)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
