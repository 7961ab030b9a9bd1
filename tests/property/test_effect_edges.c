/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Effects of tables with too little in them, or too much; of several rows a person; by threads. */
#include <math.h>

#include "base/random.h"
#include "support/check.h"
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

static void assert_reason(const keur_result *found, const char *name, const char *part)
{
    const keur_figure *figure = keur_check_figure(found, name, NULL);

    assert_non_null(figure->reason);
    if (!keur_check_contains(figure->reason, part))
        fail_msg("%s: \"%s\" does not contain \"%s\"", name, figure->reason, part);
}

static void rows_of(char *text, size_t n, const char *const a[2], const char *format)
{
    text += sprintf(text, "x,a,y\n");
    for (size_t i = 0; i < n; i++) {
        text += sprintf(text, "%zu,%s,", i % 7, a[i / 3 % 2]);
        text += sprintf(text, format, (i * 7) % 5);
    }
}

static void little(void **state)
{
    static const char *const arms[2] = {"k", "t"};
    static const char *const missing[2] = {"", ""};
    static char one[TEXT], two[TEXT];
    keur_result *found;

    (void)state;
    rows_of(one, 200, arms, "%zu\n");
    found = run_on(one, one, NULL, NULL);
    assert_reason(found, "doubly-robust-effect-difference", "roles treatment and outcome");
    keur_result_free(found);
    /* One outcome everywhere in the synthetic table; no treatment there; no outcome there. */
    rows_of(two, 200, arms, "3\n");
    found = run_on(one, two, keur_treated_roles, NULL);
    assert_reason(found, "regression-effect", "same in all rows");
    assert_reason(found, "regression-effect-difference", "same in all rows");
    assert_true(isfinite(value(found, "regression-effect-train")));
    keur_result_free(found);
    rows_of(two, 200, missing, "%zu\n");
    found = run_on(one, two, keur_treated_roles, NULL);
    assert_reason(found, "doubly-robust-effect", "fewer than 10 rows");
    assert_reason(found, "overlap", "fewer than 10 rows");
    assert_true(isfinite(value(found, "doubly-robust-effect-train")));
    keur_result_free(found);
    rows_of(two, 200, arms, "\n");
    found = run_on(one, two, keur_treated_roles, NULL);
    assert_reason(found, "doubly-robust-effect", "fewer than 10 rows");
    keur_result_free(found);
    /* Two rows. */
    found = run_on("x,a,y\n1,k,2\n2,t,3\n", "x,a,y\n1,k,2\n2,t,3\n", keur_treated_roles, NULL);
    assert_reason(found, "doubly-robust-effect-difference", "fewer than 10 rows");
    keur_result_free(found);
}

/* Levels beyond number as covariate, treatment and outcome. */
static void many_levels(void **state)
{
    static const char text_columns[] =
        "{\"keur_schema\": 1, \"columns\": [{\"name\": \"x\", \"type\": \"categorical\"}, "
        "{\"name\": \"a\"}, {\"name\": \"y\"}]}";
    static char one[TEXT];
    char *text = one;
    keur_result *found;

    (void)state;
    text += sprintf(text, "x,a,y\n");
    for (int i = 0; i < 10000; i++)
        text += sprintf(text, "v%d,%c,%d\n", i % 5000, "kt"[i / 3 % 2], i % 11);
    found = run_on(one, one, text_columns, "treatment=a;outcome=y");
    assert_true(keur_check_noticed(found, "taken as one in x"));
    assert_true(isfinite(value(found, "doubly-robust-effect-difference")));
    keur_result_free(found);
    found = run_on(one, one, text_columns, "treatment=x;outcome=y");
    assert_reason(found, "doubly-robust-effect-difference", "two levels");
    keur_result_free(found);
    found = run_on(one, one, text_columns, "treatment=a;outcome=x");
    assert_reason(found, "doubly-robust-effect-difference", "more than two levels");
    keur_result_free(found);
}

/* A covariate that says who was treated: no overlap, and so no estimate but before and after. */
static void separated(void **state)
{
    static char one[TEXT];
    char *text = one;
    keur_random random = keur_random_start(9, "test-effect", 0);
    keur_result *found;

    (void)state;
    text += sprintf(text, "x,a,t,y\n");
    for (int i = 0; i < 400; i++)
        text += sprintf(text, "%d,%c,%d,%.4f\n", i % 2, "kt"[i % 2], i / 2 % 2,
                        keur_random_uniform(&random) + (i % 4 == 3));
    found = run_on(one, one, keur_treated_roles_with_time, NULL);
    assert_reason(found, "regression-effect-train", "overlap");
    assert_reason(found, "doubly-robust-effect", "overlap");
    assert_near(value(found, "overlap"), 0, 0);
    assert_near(value(found, "before-after-effect"), 1, .2);
    keur_result_free(found);
}

/* Many rows of few persons have an estimate and no interval. */
static void few_persons(void **state)
{
    static const char with_unit[] =
        "{\"keur_schema\": 1, \"columns\": [{\"name\": \"a\", \"roles\": [\"treatment\"]}, "
        "{\"name\": \"y\", \"roles\": [\"outcome\"]}, {\"name\": \"p\", \"type\": \"identifier\", "
        "\"roles\": [\"unit\"]}]}";
    static char one[TEXT];
    char *text = one;
    keur_result *found;
    const keur_figure *figure;

    (void)state;
    text += sprintf(text, "p,x,a,y\n");
    for (int i = 0; i < 300; i++)
        text += sprintf(text, "p%d,%d,%d,%d\n", i % 18, i % 7, i % 2, i * 7 % 11);
    found = run_on(one, one, with_unit, NULL);
    figure = keur_check_figure(found, "doubly-robust-effect-difference", NULL);
    assert_true(isfinite(figure->value) && isnan(figure->low));
    assert_true(keur_check_contains(figure->no_interval, "10 persons"));
    assert_reason(found, "doubly-robust-effect-same-significance", "10 persons");
    assert_near(value(found, "doubly-robust-effect-same-sign"), 1, 0);
    keur_result_free(found);
}

/* --- persons, threads */

/* Every row four times, as rows of one person: the estimate stays, and so does the interval, but
 * for other draws; as rows by themselves it is half as wide. */
static void persons(void **state)
{
    static const char with_unit[] =
        "{\"keur_schema\": 1, \"columns\": [{\"name\": \"a\", \"roles\": [\"treatment\"]}, "
        "{\"name\": \"y\", \"roles\": [\"outcome\"]}, {\"name\": \"p\", \"type\": \"identifier\", "
        "\"roles\": [\"unit\"]}]}";
    static char once[TEXT], often[TEXT];
    char *a = once, *b = often;
    keur_random random = keur_random_start(11, "test-effect", 0);
    keur_result *found[3];
    double width[3];

    (void)state;
    a += sprintf(a, "p,x,a,y\n");
    b += sprintf(b, "p,x,a,y\n");
    for (int i = 0; i < 300; i++) {
        const double x = keur_random_uniform(&random), y = keur_random_uniform(&random);
        const int treated = keur_random_uniform(&random) < .5;

        a += sprintf(a, "p%d,%.5f,%d,%.5f\n", i, x, treated, x + y);
        for (int k = 0; k < 4; k++)
            b += sprintf(b, "p%d,%.5f,%d,%.5f\n", i, x, treated, x + y);
    }
    found[0] = run_on(once, once, with_unit, NULL);
    found[1] = run_on(often, often, with_unit, NULL);
    found[2] = run_on(often, often, keur_treated_roles, NULL);
    for (int k = 0; k < 3; k++) {
        const keur_figure *figure = keur_check_figure(found[k], "doubly-robust-effect-train", NULL);

        width[k] = figure->high - figure->low;
        if (k < 2)
            assert_near(figure->value, value(found[0], "doubly-robust-effect-train"), 1e-9);
    }
    assert_near(width[1] / width[0], 1, 1e-6);
    assert_near(width[2] / width[0], .5, .15);
    for (int k = 0; k < 3; k++)
        keur_result_free(found[k]);
}

static void same_for_any_threads(void **state)
{
    static char one[TEXT], two[TEXT], three[TEXT];
    keur_random random = keur_random_start(13, "test-effect", 0);
    keur_result *found[3];

    (void)state;
    keur_treated_draw(&random, 700, &(keur_treated){.effect = .2}, one);
    keur_treated_draw(&random, 500, &(keur_treated){.effect = .2}, two);
    keur_treated_draw(&random, 600, &(keur_treated){.effect = .2}, three);
    for (int k = 0; k < 3; k++) {
        keur_case *on = keur_check_measurable(&(keur_given){.train = one,
                                                            .synthetic = two,
                                                            .holdout = three,
                                                            .schema = keur_treated_roles_with_time,
                                                            .threads = k == 0 ? 1 : 3 * k});

        found[k] = keur_check_run(on, "effect", NULL);
        keur_case_free(on);
    }
    keur_check_same_result(found[0], found[1]);
    keur_check_same_result(found[0], found[2]);
    for (int k = 0; k < 3; k++)
        keur_result_free(found[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(little),    cmocka_unit_test(many_levels),
        cmocka_unit_test(separated), cmocka_unit_test(few_persons),
        cmocka_unit_test(persons),   cmocka_unit_test(same_for_any_threads)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
