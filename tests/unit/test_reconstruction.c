/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the measure says where it cannot say anything, and about its levels, notices and clusters.
 */
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "support/check.h"
#include "support/measuring.h"

enum { TEXT = 20000 };

/* Rows "key,key,key,secret" drawn at random; the secret is one of some words. */
static char *table(uint64_t seed, size_t n, const char *const *secrets, size_t n_secrets)
{
    static char texts[16][TEXT];
    static size_t next;
    char *text = texts[next++ % 16], *at = text;
    keur_random random = keur_random_start(seed, "test-reconstruction-unit", 0);

    at += sprintf(at, "a,b,c,secret\n");
    for (size_t i = 0; i < n; i++) {
        const char *secret = secrets[keur_random_below(&random, n_secrets)];

        for (size_t k = 0; k < 3; k++)
            at += sprintf(at, "%c,", (char)('p' + keur_random_below(&random, 3)));
        at += sprintf(at, "%s\n", secret);
    }
    assert_true(at < text + TEXT);
    return text;
}

static const char *const two[] = {"no", "yes"};
static const char *const one[] = {"no"};
static const char *const missing[] = {""};

static void check_reason(const keur_given *given, const char *arguments, const char *figure,
                         const char *reason)
{
    keur_case *on = keur_check_measurable(given);
    keur_result *found = keur_check_run(on, "reconstruction", arguments);
    const keur_figure *got = keur_check_figure(found, figure, NULL);

    assert_true(isnan(got->value));
    assert_true(keur_check_contains(got->reason, reason));
    keur_result_free(found);
    keur_case_free(on);
}

static void what_cannot_be_said(void **state)
{
    const char *train = table(1, 100, two, 2), *other = table(2, 100, two, 2);

    (void)state;
    check_reason(&(keur_given){.train = table(3, 100, one, 1), .synthetic = other}, "secret=secret",
                 "success", "no value of the secret has 10 train rows");
    check_reason(&(keur_given){.train = table(3, 5, two, 2), .synthetic = other}, "secret=secret",
                 "success", "no value of the secret has 10 train rows");
    check_reason(&(keur_given){.train = train, .synthetic = table(4, 100, missing, 1)},
                 "secret=secret", "success", "missing in every synthetic row");
    check_reason(&(keur_given){.train = table(3, 100, missing, 1), .synthetic = other},
                 "secret=secret", "success", "no value of the secret has 10 train rows");
    check_reason(&(keur_given){.train = train, .synthetic = other}, "secret=secret;keys=a",
                 "success", "two keys at least");
    check_reason(&(keur_given){.train = "a,b\n1,x\n2,y\n1,y\n", .synthetic = "a,b\n1,x\n2,y\n"}, "",
                 "success", "needs a secret and two keys");
    check_reason(&(keur_given){.train = train, .synthetic = other}, "secret=secret",
                 "success-excess", "needs a holdout");
    check_reason(&(keur_given){.train = train, .synthetic = other}, "secret=secret", "risk",
                 "needs a holdout");
    check_reason(
        &(keur_given){.train = train, .synthetic = other, .holdout = table(5, 100, missing, 1)},
        "secret=secret", "risk", "fewer than 10 rows of the holdout");
    check_reason(&(keur_given){.train = train, .synthetic = other, .holdout = table(4, 5, two, 2)},
                 "secret=secret", "success-excess", "fewer than 10 rows of the holdout");
    check_reason(
        &(keur_given){.train = table(3, 100, missing, 1), .synthetic = table(4, 90, missing, 1)},
        "", "success", "no secret was declared");
}

static void many_values_are_no_levels(void **state)
{
    char train[TEXT], *at = train;

    (void)state;
    at += sprintf(at, "a,b,income\n");
    for (size_t i = 0; i < 300; i++)
        at += sprintf(at, "%c,%c,%zu.5\n", "xy"[i % 2], "pqr"[i % 3], 1000 + 7 * i);
    check_reason(&(keur_given){.train = train, .synthetic = train}, "secret=income", "success",
                 "a number with many values");
}

static void what_is_refused(void **state)
{
    const keur_given given = {.train = table(1, 60, two, 2), .synthetic = table(2, 60, two, 2)};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = NULL;

    (void)state;
    assert_fails(keur_given_run(on, "reconstruction", "targets=5", &found, &err), KEUR_EUSAGE,
                 "--targets");
    assert_fails(keur_given_run(on, "reconstruction", "secret=a;keys=a,b", &found, &err),
                 KEUR_EUSAGE, "is also the secret");
    assert_fails(keur_given_run(on, "reconstruction", "groups=1", &found, &err), KEUR_EUSAGE,
                 "groups");
    assert_fails(keur_given_run(on, "reconstruction", "secret=none", &found, &err), KEUR_EUSAGE,
                 "none");
    keur_case_free(on);
}

static size_t count_figures(const keur_result *found, const char *name)
{
    size_t n = 0;

    for (size_t i = 0; i < keur_result_figures(found); i++)
        n += strcmp(keur_result_figure(found, i)->name, name) == 0;
    return n;
}

/* Twelve numbers: the ten most frequent, named by place; one word of five rows is none. */
static void levels_of_a_secret(void **state)
{
    static const char *const numbers[] = {"101", "102", "103", "104", "105", "106",
                                          "107", "108", "109", "110", "111", "112"};
    static const char *const words[] = {"low", "mid", "high", "high"};
    keur_given given = {.train = table(1, 400, numbers, 12),
                        .synthetic = table(2, 300, numbers, 12)};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "reconstruction", "secret=secret");

    (void)state;
    assert_int_equal(count_figures(found, "success"), 10);
    assert_true(keur_check_noticed(found, "the 10 most frequent"));
    for (size_t i = 0; i < keur_result_figures(found); i++) {
        const keur_figure *figure = keur_result_figure(found, i);
        const keur_label *last = &figure->labels[figure->n_labels - 1];

        assert_string_equal(last->name, "level");
        assert_true(keur_check_contains(last->value, " of 12"));
    }
    keur_result_free(found);
    keur_case_free(on);
    given.train = table(1, 200, words, 4);
    given.synthetic = table(2, 200, words, 4);
    on = keur_check_measurable(&given);
    found = keur_check_run(on, "reconstruction", "secret=secret");
    assert_int_equal(count_figures(found, "success"), 3);
    assert_string_equal(keur_check_figure(found, "success", NULL)->labels[3].value, "high");
    keur_result_free(found);
    keur_case_free(on);
}

static void secrets_by_default(void **state)
{
    const keur_given given = {.train = table(1, 60, two, 2), .synthetic = table(2, 60, two, 2)};
    const keur_given declared = {.train = given.train,
                                 .synthetic = given.synthetic,
                                 .schema = "{\"columns\": [{\"name\": \"b\", \"roles\": "
                                           "[\"secret\"]}]}"};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "reconstruction", "");

    (void)state;
    assert_true(keur_check_noticed(found, "no secret was declared"));
    assert_int_equal(count_figures(found, "success"), 1);
    assert_string_equal(keur_check_figure(found, "success", NULL)->labels[0].value, "secret");
    keur_result_free(found);
    found = keur_check_run(on, "reconstruction", "keys=secret,a,b");
    assert_true(keur_check_contains(keur_check_figure(found, "success", NULL)->reason,
                                    "every secret is among --keys"));
    keur_result_free(found);
    keur_case_free(on);
    on = keur_check_measurable(&declared);
    found = keur_check_run(on, "reconstruction", "");
    assert_int_equal(count_figures(found, "success"), 3);
    assert_string_equal(keur_check_figure(found, "success", NULL)->labels[0].value, "b");
    keur_result_free(found);
    keur_case_free(on);
}

/* Fewer pairs, fewer targets, a small holdout: said, and the same bytes on any threads. */
static void choices_are_said_and_repeated(void **state)
{
    keur_result *results[3], *all;
    keur_given given = {.train = table(1, 400, two, 2),
                        .synthetic = table(2, 300, two, 2),
                        .holdout = table(3, 50, two, 2)};
    static const int threads[] = {1, 2, 7};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        keur_case *on;

        given.threads = threads[i];
        on = keur_check_measurable(&given);
        results[i] = keur_check_run(on, "reconstruction", "secret=secret;pairs=2;targets=200");
        all = keur_check_run(on, "reconstruction", "secret=secret;pairs=2;targets=400");
        assert_true(!keur_check_noticed(all, "some of the rows were attacked"));
        keur_result_free(all);
        keur_case_free(on);
    }
    assert_true(keur_check_noticed(results[0], "2 of 3 pairs"));
    assert_true(keur_check_noticed(results[0], "some of the rows were attacked"));
    assert_true(keur_check_noticed(results[0], "filled up with rows of train"));
    assert_int_equal(keur_check_figure(results[0], "success", NULL)->denominator, 200);
    assert_int_equal(keur_check_figure(results[0], "success-holdout", NULL)->denominator, 50);
    keur_check_same_result(results[0], results[1]);
    keur_check_same_result(results[0], results[2]);
    for (size_t i = 0; i < 3; i++)
        keur_result_free(results[i]);
}

/* Twenty rows of each person, all alike: twenty trials, not four hundred. */
static void rows_that_belong_together_count_less(void **state)
{
    char with_unit[TEXT], *at = with_unit;
    const keur_given persons = {.train = with_unit,
                                .synthetic = with_unit,
                                .schema = "{\"columns\": [{\"name\": \"who\", \"type\": "
                                          "\"identifier\", \"roles\": [\"unit\"]}]}"};
    keur_case *on;
    keur_result *found;
    const keur_figure *success;

    (void)state;
    at += sprintf(at, "who,a,b,c,secret\n");
    for (size_t i = 0; i < 400; i++)
        at += sprintf(at, "p%zu,%s,%s,%s,%s\n", i / 20, i / 20 % 2 == 0 ? "x" : "y",
                      i / 40 % 2 == 0 ? "x" : "y", i % 7 < 3 ? "x" : "y",
                      i / 20 % 3 == 0 ? "yes" : "no");
    on = keur_check_measurable(&persons);
    found = keur_check_run(on, "reconstruction", "secret=secret");
    success = keur_check_figure(found, "success", NULL);
    assert_true(keur_check_contains(success->method, "belong together"));
    assert_true(success->denominator == 400 && success->high - success->low > 0.2);
    keur_result_free(found);
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_cannot_be_said),
                                       cmocka_unit_test(many_values_are_no_levels),
                                       cmocka_unit_test(what_is_refused),
                                       cmocka_unit_test(levels_of_a_secret),
                                       cmocka_unit_test(secrets_by_default),
                                       cmocka_unit_test(choices_are_said_and_repeated),
                                       cmocka_unit_test(rows_that_belong_together_count_less)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
