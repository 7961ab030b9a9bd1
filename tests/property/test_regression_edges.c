/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regressions of tables that are small, or odd: a reason in the place of a figure, or fewer
 * coefficients. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "support/check.h"
#include "support/outcome_world.h"

static keur_result *run_on(const char *train, const char *synthetic, const char *holdout,
                           const char *schema, const char *arguments)
{
    return keur_check_run_given(&(keur_given){.train = train,
                                              .synthetic = synthetic,
                                              .holdout = holdout,
                                              .schema = schema,
                                              .threads = 1},
                                "regression", arguments);
}

static void assert_reason(keur_result *found, const char *name, const char *part)
{
    const keur_figure *figure = keur_check_figure(found, name, NULL);

    assert_non_null(figure->reason);
    if (!keur_check_contains(figure->reason, part))
        fail_msg("%s: \"%s\" does not contain \"%s\"", name, figure->reason, part);
    keur_result_free(found);
}

/* n rows; what is written for column k of row i. */
static char *write_table(const char *header, size_t n,
                         char *(*write)(char *at, size_t i, keur_random *random), uint64_t stream)
{
    keur_random random = keur_random_start(1, "test-regression", stream);
    char *text = malloc(200 + 100 * n), *at = text;

    assert_non_null(text);
    at += sprintf(at, "%s\n", header);
    for (size_t i = 0; i < n; i++)
        at = write(at, i, &random);
    return text;
}

static const char y_is_outcome[] =
    "{\"keur_schema\": 1, \"columns\": [{\"name\": \"y\", \"roles\": [\"outcome\"]},"
    "{\"name\": \"a\", \"type\": \"categorical\"}]}";

static char *write_many(char *at, size_t i, keur_random *random)
{
    return at + sprintf(at, "v%zu,%.3f,%.3f\n", i % 5000, keur_random_uniform(random),
                        keur_random_uniform(random));
}

static char *write_missing(char *at, size_t i, keur_random *random)
{
    (void)i;
    return at + sprintf(at, "%c,,%.3f\n", "pqr"[keur_random_below(random, 3)],
                        keur_random_uniform(random));
}

static char *write_few(char *at, size_t i, keur_random *random)
{
    (void)i;
    return at + sprintf(at, "%c,%.3f,%.3f\n", "pqr"[keur_random_below(random, 3)],
                        keur_random_uniform(random), keur_random_uniform(random));
}

/* Level s has one outcome; and the number alone tells it. */
static char *write_apart(char *at, size_t i, keur_random *random)
{
    const char level = "pqrs"[i % 4];
    const double b = keur_random_uniform(random);

    return at + sprintf(at, "%c,%.3f,%s\n", level, b,
                        level == 's' || keur_random_uniform(random) < b ? "yes" : "no");
}

static char *write_told(char *at, size_t i, keur_random *random)
{
    const double b = keur_random_uniform(random);

    return at + sprintf(at, "%c,%.5f,%s\n", "pqr"[i % 3], b, b > .5 ? "yes" : "no");
}

/* Level q does not occur. */
static char *write_without(char *at, size_t i, keur_random *random)
{
    (void)i;
    return at + sprintf(at, "%c,%.3f,%.3f\n", "pr"[keur_random_below(random, 2)],
                        keur_random_uniform(random), keur_random_uniform(random));
}

static void without_outcome(void **state)
{
    static const char two_rows[] = "a,y\nx,1.5\ny,2.5\n";
    char *three = keur_outcome_table(KEUR_WORLD_THREE, 1, 300, false);
    char *two = keur_outcome_table(KEUR_WORLD_TWO, 1, 300, false);

    (void)state;
    assert_reason(run_on(two, two, NULL, NULL, NULL), "overlap", "needs an outcome");
    assert_reason(run_on(three, three, NULL, keur_outcome_schema, NULL), "overlap", "more levels");
    assert_reason(run_on(two_rows, two_rows, NULL, y_is_outcome, NULL), "overlap", "10 rows");
    assert_reason(
        run_on(two, "x,u,g,h,y\n1,1,a,in,yes\n2,2,b,out,no\n", NULL, keur_outcome_schema, NULL),
        "overlap", "10 rows");
    free(three);
    free(two);
}

static void outcome_of_one_level(void **state)
{
    char *train = keur_outcome_table(KEUR_WORLD_TWO, 1, 300, false);
    char *other = keur_outcome_table(KEUR_WORLD_TWO, 2, 300, false);

    (void)state;
    for (char *at = other; (at = strstr(at, ",yes\n")) != NULL;)
        memcpy(at, ",no \n", 5);
    assert_reason(run_on(train, other, NULL, keur_outcome_schema, NULL), "overlap", "10 rows");
    assert_reason(run_on(other, train, NULL, keur_outcome_schema, NULL), "overlap", "one level");
    free(train);
    free(other);
}

static void odd_columns(void **state)
{
    char *few = write_table("a,b,y", 300, write_few, 1);
    char *missing = write_table("a,b,y", 300, write_missing, 2);
    char *many = write_table("a,b,y", 6000, write_many, 3);
    char *without = write_table("a,b,y", 300, write_without, 4);
    keur_result *found = run_on(few, missing, NULL, y_is_outcome, "coefficients=yes");

    (void)state;
    /* All numbers missing in the synthetic table: that coefficient is lost, the others are there.
     */
    assert_near(keur_check_value(found, "estimable"), 2.0 / 3, 1e-12);
    assert_true(keur_check_noticed(found, "does not vary in, or has no bound for, terms of: b"));
    assert_true(isfinite(keur_check_value(found, "overlap")));
    keur_result_free(found);
    /* 5,000 levels, each in a row or two, are one. */
    found = run_on(many, many, NULL, y_is_outcome, "coefficients=yes");
    assert_near(keur_check_value(found, "overlap"), 1, 1e-12);
    assert_null(keur_result_find(found, "coefficient")->labels[2].name);
    keur_result_free(found);
    /* A level that the synthetic table lacks is lost, or was the base: then another is left out. */
    found = run_on(few, without, NULL, y_is_outcome, NULL);
    assert_true(keur_check_noticed(found, "terms of: a") || keur_check_noticed(found, "in: a"));
    assert_true(isfinite(keur_check_value(found, "overlap")));
    keur_result_free(found);
    free(few);
    free(missing);
    free(many);
    free(without);
}

static char *write_sum(char *at, size_t i, keur_random *random)
{
    const double b = (double)keur_random_below(random, 1000);

    return at + sprintf(at, "%c,%.0f,%.0f,%.3f\n", "pqr"[i % 3], b, 3 * b + 7,
                        keur_random_uniform(random));
}

static void collinear(void **state)
{
    char *both = write_table("a,b,c,y", 300, write_sum, 1);
    keur_result *found = run_on(both, both, NULL, y_is_outcome, "coefficients=yes");

    (void)state;
    assert_true(keur_check_noticed(found, "sums of others were left out in: c"));
    assert_near(keur_check_value(found, "overlap"), 1, 1e-9);
    for (size_t i = 0; i < keur_result_figures(found); i++)
        assert_true(keur_result_figure(found, i)->n_labels < 2 ||
                    strcmp(keur_result_figure(found, i)->labels[1].value, "c") != 0);
    keur_result_free(found);
    free(both);
}

static void separation(void **state)
{
    char *apart = write_table("a,b,y", 800, write_apart, 1);
    char *told = write_table("a,b,y", 800, write_told, 2);
    keur_result *found = run_on(apart, apart, NULL, y_is_outcome, "coefficients=yes");

    (void)state;
    assert_true(keur_check_noticed(found, "(separation), were taken together or left out in: a"));
    assert_near(keur_check_value(found, "overlap"), 1, 1e-9);
    for (size_t i = 0; i < keur_result_figures(found); i++) {
        const keur_figure *figure = keur_result_figure(found, i);

        assert_true(figure->n_labels < 3 || strcmp(figure->labels[2].value, "s") != 0);
        assert_true(isnan(figure->value) || fabs(figure->value) < 20);
    }
    keur_result_free(found);
    assert_reason(run_on(told, told, NULL, y_is_outcome, NULL), "overlap", "no coefficient");
    /* Apart in the synthetic table only: what train has is lost there. */
    found = run_on(apart, told, NULL, y_is_outcome, NULL);
    assert_near(keur_check_value(found, "estimable"), 0, 0);
    assert_reason(found, "overlap", "none of the real table's");
    free(apart);
    free(told);
}

static char *write_exact(char *at, size_t i, keur_random *random)
{
    const double b = (double)keur_random_below(random, 1000);

    return at + sprintf(at, "%c,%.0f,%.1f\n", "pqr"[i % 3], b, 2.5 * b + (double)(i % 3));
}

static void exact(void **state)
{
    char *both = write_table("a,b,y", 300, write_exact, 1);

    (void)state;
    assert_reason(run_on(both, both, NULL, y_is_outcome, NULL), "overlap", "sum of other columns");
    free(both);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_outcome), cmocka_unit_test(outcome_of_one_level),
        cmocka_unit_test(odd_columns),     cmocka_unit_test(collinear),
        cmocka_unit_test(separation),      cmocka_unit_test(exact)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
