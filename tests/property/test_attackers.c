/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attackers that guess secrets: planted leaks are found, what teaches about everyone is not taken
 * for one, and rows never give themselves away. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "learn/boosted_trees.h"
#include "support/measuring.h"

enum { ROWS = 800, LEVELS = 20 };

static const char *const measures[] = {"attribute-neighbour", "attribute-model", "attribute-key"};
enum { MEASURES = 3 };

static bool is_there(const char *measure)
{
    return strcmp(measure, "attribute-model") != 0 || keur_boosted_available();
}

typedef struct row {
    int person, group, k1, k2, s;
    double x;
} row;

/* Rows of a population: the secret is drawn, or is k1 modulo 4 but for one row in `noise`. */
static void draw(uint64_t seed, int noise, int per, row *rows, size_t n)
{
    keur_random random = keur_random_start(seed, "test-attackers", 0);

    for (size_t i = 0; i < n; i++) {
        row *at = &rows[i];

        if (i % (size_t)per != 0) {
            *at = rows[i - 1];
            continue;
        }
        at->person = (int)(seed * 100000 + i);
        at->group = (int)keur_random_below(&random, 2);
        at->k1 = (int)keur_random_below(&random, LEVELS);
        at->k2 = (int)keur_random_below(&random, LEVELS);
        at->x = keur_random_uniform(&random);
        at->s = (int)keur_random_below(&random, 4);
        if (noise > 0 && keur_random_below(&random, (uint64_t)noise) > 0)
            at->s = at->k1 % 4;
    }
}

static void write_rows(const row *rows, size_t n, keur_text *to)
{
    assert_ok(keur_text_add(to, "id,g,k1,k2,x,s\n", &err));
    for (size_t i = 0; i < n; i++)
        assert_ok(keur_text_format(to, &err, "p%d,%s,a%d,b%d,%.9g,s%d\n", rows[i].person,
                                   rows[i].group == 0 ? "red" : "green", rows[i].k1, rows[i].k2,
                                   rows[i].x, rows[i].s));
}

/* A case of three tables; no holdout where n_h is 0. */
static keur_case *case_of(const row *t, const row *h, size_t n_h, const row *s, bool has_unit,
                          int threads)
{
    static const char schema[] =
        "{\"keur_schema\": 1, \"columns\": [{\"name\": \"id\", \"type\": \"identifier\"%s}, "
        "{\"name\": \"g\", \"type\": \"categorical\", \"roles\": [\"protected\"]}]}";
    keur_text texts[3] = {{NULL, 0, 0}};
    char with[300];
    keur_given given = {.schema = with, .threads = threads, .seed = 5};
    keur_case *on;

    (void)snprintf(with, sizeof with, schema, has_unit ? ", \"roles\": [\"unit\"]" : "");
    write_rows(t, ROWS, &texts[0]);
    write_rows(h, n_h, &texts[1]);
    write_rows(s, ROWS, &texts[2]);
    given.train = texts[0].bytes;
    given.holdout = n_h > 0 ? texts[1].bytes : NULL;
    given.synthetic = texts[2].bytes;
    on = keur_check_measurable(&given);
    for (size_t i = 0; i < 3; i++)
        keur_text_free(&texts[i]);
    return on;
}

static row t[ROWS], h[ROWS], s[ROWS];

static bool holds(const keur_figure *figure, double x)
{
    return figure->low <= x && x <= figure->high;
}

/* Keys and secret of members stand in S, everything else is new: whoever knows the keys finds it.
 */
static void test_verbatim_keys(void **state)
{
    keur_case *on;

    (void)state;
    draw(1, 0, 1, t, ROWS);
    draw(2, 0, 1, h, ROWS);
    draw(3, 0, 1, s, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        s[i].k1 = t[ROWS - 1 - i].k1;
        s[i].k2 = t[ROWS - 1 - i].k2;
        s[i].s = t[ROWS - 1 - i].s;
    }
    on = case_of(t, h, ROWS, s, false, 1);
    for (size_t m = 0; m < MEASURES; m += 2) {
        keur_result *found = keur_check_run(on, measures[m], "keys=k1,k2;secret=s");

        assert_true(keur_check_figure(found, "risk", "s")->low > 0.25);
        assert_true(keur_check_figure(found, "success-excess", "s")->low > 0.25);
        assert_near(keur_check_value(found, "risk-p"), 1e-6, 1e-15);
        assert_true(keur_check_value(found, "worst-risk") == keur_check_value(found, "risk"));
        assert_true(holds(keur_check_figure(found, "success-holdout", "s"), 0.25));
        assert_near(keur_check_value(found, "chance-draw"), 0.25, 0.01);
        assert_string_equal(keur_check_figure(found, "risk", "s")->labels[1].value, "k1+k2");
        keur_result_free(found);
    }
    keur_case_free(on);
}

/* A p-value beside a rate that the export filter bounds would give its count away. */
static void test_small_count_behind_p(void **state)
{
    enum { MANY = 300, FEW = 4 };
    keur_case *on;

    (void)state;
    draw(1, 0, 1, t, ROWS);
    draw(2, 0, 1, h, ROWS);
    draw(3, 0, 1, s, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        s[i].s = 9;
        t[i].s = i < MANY ? 9 : t[i].s;
        h[i].s = i < FEW ? 9 : h[i].s;
    }
    on = case_of(t, h, ROWS, s, false, 1);
    for (size_t m = 0; m < MEASURES; m += 2) {
        keur_result *found = keur_check_run(on, measures[m], "keys=k1,k2;secret=s");

        assert_int_equal(keur_check_figure(found, "success-holdout", "s")->numerator, FEW);
        assert_int_equal(keur_check_figure(found, "risk-p", "s")->n_least, FEW);
        keur_result_free(found);
    }
    keur_case_free(on);
}

/* Marginals alone, and fresh rows of the population: of whatever secret, no excess. */
static void test_safe_tables(void **state)
{
    (void)state;
    for (int noise = 0; noise <= 5; noise += 5) {
        keur_case *on;

        draw(11, noise, 1, t, ROWS);
        draw(12, noise, 1, h, ROWS);
        draw(13, noise, 1, s, ROWS);
        on = case_of(t, h, ROWS, s, false, 1);
        for (size_t m = 0; m < MEASURES; m++) {
            keur_result *found = keur_check_run(on, measures[m], NULL);
            const keur_figure *success, *chance;

            if (!is_there(measures[m])) {
                assert_non_null(strstr(keur_check_figure(found, "risk", NULL)->reason, "XGBoost"));
                keur_result_free(found);
                continue;
            }
            success = keur_check_figure(found, "success", "s");
            chance = keur_check_figure(found, "chance-mode", "s");
            assert_true(keur_check_noticed(found, "every column was taken as secret"));
            assert_true(holds(keur_check_figure(found, "success-excess", "s"), 0));
            assert_true(holds(keur_check_figure(found, "worst-risk", NULL), 0));
            for (size_t i = 0; i < keur_result_figures(found); i++) {
                const keur_figure *figure = keur_result_figure(found, i);

                if (strcmp(figure->name, "risk-p") == 0)
                    assert_true(figure->value > 0.05 && figure->value <= 1);
            }
            if (noise > 0)
                assert_true(success->low > chance->high);
            else
                assert_true(success->low < 0.25 && success->high > 0.2);
            keur_result_free(found);
        }
        keur_case_free(on);
    }
}

/* The holdout as synthetic table: no row is guessed from itself, and the holdout shows no more than
 * train. */
static void test_holdout_as_synthetic(void **state)
{
    keur_case *on;

    (void)state;
    draw(21, 5, 1, t, ROWS);
    draw(22, 5, 1, h, ROWS);
    for (size_t i = 0; i < ROWS; i++)
        s[i] = h[(i * 7 + 3) % ROWS];
    on = case_of(t, h, ROWS, s, false, 1);
    for (size_t m = 0; m < MEASURES; m++) {
        keur_result *found;

        if (!is_there(measures[m]))
            continue;
        found = keur_check_run(on, measures[m], "secret=s,k2");
        assert_true(holds(keur_check_figure(found, "success-excess", "s"), 0));
        assert_true(holds(keur_check_figure(found, "success-excess", "k2"), 0));
        assert_true(keur_check_figure(found, "success-holdout", "k2")->value < 0.12);
        keur_result_free(found);
    }
    keur_case_free(on);
}

/* Rows of one person say the same four times over: intervals are those of persons. */
static void test_persons(void **state)
{
    (void)state;
    draw(31, 5, 4, t, ROWS);
    draw(32, 5, 4, h, ROWS);
    draw(33, 5, 4, s, ROWS);
    for (size_t m = 0; m < MEASURES; m++) {
        static const char *const names[] = {"success", "success-holdout", "success-excess", "risk",
                                            "chance-mode"};
        keur_case *rows = case_of(t, h, ROWS, s, false, 1);
        keur_case *persons = case_of(t, h, ROWS, s, true, 1);
        keur_result *a, *b;

        if (is_there(measures[m])) {
            a = keur_check_run(rows, measures[m], "secret=s");
            b = keur_check_run(persons, measures[m], "secret=s");
            for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
                const keur_figure *x = keur_check_figure(a, names[i], NULL);
                const keur_figure *y = keur_check_figure(b, names[i], NULL);

                assert_int_equal(x->n, y->n);
                assert_near((y->high - y->low) / (x->high - x->low), 2, 0.06);
            }
            assert_non_null(keur_check_figure(b, "chance-draw", NULL)->no_interval);
            assert_true(strstr(keur_check_figure(b, "risk-p", NULL)->method, "score") != NULL);
            keur_result_free(a);
            keur_result_free(b);
        }
        keur_case_free(rows);
        keur_case_free(persons);
    }
}

/* The same of what keys tell: four equal rows of a person are worth one. */
static void test_keys_of_persons(void **state)
{
    static const char *const names[] = {"disco",       "disco-holdout", "disco-excess",
                                        "dcap",        "cap-real",      "dcap-holdout",
                                        "dcap-excess", "tcap",          "tcap-excess"};
    keur_case *rows, *persons;
    keur_result *a, *b;

    (void)state;
    draw(31, 5, 4, t, ROWS);
    draw(32, 5, 4, h, ROWS);
    draw(33, 5, 4, s, ROWS);
    rows = case_of(t, h, ROWS, s, false, 1);
    persons = case_of(t, h, ROWS, s, true, 1);
    a = keur_check_run(rows, "attribute-keys", "keys=k1,k2;secret=s;shuffles=0");
    b = keur_check_run(persons, "attribute-keys", "keys=k1,k2;secret=s;shuffles=0");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const keur_figure *x = keur_check_figure(a, names[i], NULL);
        const keur_figure *y = keur_check_figure(b, names[i], NULL);

        assert_true(x->value == y->value);
        assert_near((y->high - y->low) / (x->high - x->low), 2, 0.1);
    }
    keur_result_free(a);
    keur_result_free(b);
    keur_case_free(rows);
    keur_case_free(persons);
}

/* A search among persons without a leak: half of the p are below a half, not nearly all below
 * or above. */
static void test_search_of_persons(void **state)
{
    enum { PER = 40, DRAWS = 40 };
    size_t alarms = 0;

    (void)state;
    for (uint64_t d = 0; d < DRAWS; d++) {
        keur_case *on;
        keur_result *found;

        draw(100 + 3 * d, 2, PER, t, ROWS);
        draw(101 + 3 * d, 2, PER, h, ROWS);
        draw(102 + 3 * d, 2, PER, s, ROWS);
        on = case_of(t, h, ROWS, s, true, 1);
        found = keur_check_run(on, "attribute-search", "secret=s;most-keys=1");
        alarms += keur_check_value(found, "worst-p") < 0.05;
        assert_true(strstr(keur_check_figure(found, "worst-p", NULL)->method, "person") != NULL);
        keur_result_free(found);
        keur_case_free(on);
    }
    assert_true(alarms <= 6); /* 2 are due; 7 or more once in 300 times */
}

static const keur_figure *of_group(const keur_result *in, const char *name, const char *level)
{
    for (size_t i = 0; i < keur_result_figures(in); i++) {
        const keur_figure *figure = keur_result_figure(in, i);

        if (strcmp(figure->name, name) == 0 && figure->n_labels == 4 &&
            strcmp(figure->labels[3].value, level) == 0)
            return figure;
    }
    fail_msg("no %s of %s", name, level);
    return NULL;
}

/* Members of one group stand in S as they are, those of the other do not. */
static void test_groups(void **state)
{
    size_t n_red[2] = {0, 0}, n_groups = 0;
    keur_case *on;

    (void)state;
    draw(41, 0, 1, t, ROWS);
    draw(42, 0, 1, h, ROWS);
    draw(43, 0, 1, s, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        s[i] = t[i].group == 0 ? t[i] : s[i];
        n_red[0] += t[i].group == 0;
        n_red[1] += h[i].group == 0;
    }
    on = case_of(t, h, ROWS, s, false, 1);
    for (size_t m = 0; m < MEASURES; m += 2) {
        keur_result *found = keur_check_run(on, measures[m], "secret=s;by-group=yes");

        assert_true(of_group(found, "group-risk", "red")->low > 0.5);
        assert_true(of_group(found, "group-risk", "green")->high < 0.3);
        assert_true(holds(of_group(found, "group-success-holdout", "red"), 0.25));
        assert_true(of_group(found, "group-success", "red")->denominator == (double)n_red[0]);
        assert_true(of_group(found, "group-success-holdout", "red")->denominator ==
                    (double)n_red[1]);
        assert_true(of_group(found, "group-success", "red")->numerator +
                        of_group(found, "group-success", "green")->numerator ==
                    keur_check_figure(found, "success", "s")->numerator);
        n_groups = 0;
        for (size_t i = 0; i < keur_result_figures(found); i++)
            n_groups += strcmp(keur_result_figure(found, i)->name, "group-risk") == 0;
        assert_true(n_groups >= 2 + 6);
        keur_result_free(found);
    }
    keur_case_free(on);
}

static void test_no_holdout(void **state)
{
    static const char *const names[] = {"success-excess", "risk", "worst-risk", "group-risk"};
    keur_case *on;

    (void)state;
    draw(51, 5, 1, t, ROWS);
    draw(53, 5, 1, s, ROWS);
    on = case_of(t, h, 0, s, false, 1);
    for (size_t m = 0; m < MEASURES; m++) {
        keur_result *found;

        if (!is_there(measures[m]))
            continue;
        found = keur_check_run(on, measures[m], "secret=s;by-group=yes");
        assert_true(keur_check_value(found, "success") > 0.5);
        for (size_t i = 0; i < 4; i++)
            assert_non_null(
                strstr(keur_check_figure(found, names[i], NULL)->reason, "needs a holdout"));
        keur_result_free(found);
    }
    keur_case_free(on);
}

static void test_threads(void **state)
{
    static const int threads[] = {1, 2, 7};

    (void)state;
    draw(61, 5, 1, t, ROWS);
    draw(62, 5, 1, h, ROWS);
    draw(63, 5, 1, s, ROWS);
    for (size_t m = 0; m < MEASURES; m++) {
        keur_result *found[3];

        for (size_t i = 0; i < 3; i++) {
            keur_case *on = case_of(t, h, ROWS, s, false, threads[i]);

            found[i] = keur_check_run(on, measures[m], "secret=x,s");
            keur_case_free(on);
        }
        keur_check_same_result(found[0], found[1]);
        keur_check_same_result(found[0], found[2]);
        for (size_t i = 0; i < 3; i++)
            keur_result_free(found[i]);
    }
}

static void test_refusals(void **state)
{
    keur_case *on;
    keur_result *found;

    (void)state;
    draw(71, 5, 1, t, ROWS);
    draw(72, 5, 1, h, ROWS);
    draw(73, 5, 1, s, ROWS);
    on = case_of(t, h, ROWS, s, false, 1);
    for (size_t m = 0; m < MEASURES; m++) {
        assert_fails(keur_given_run(on, measures[m], "keys=k1,nothing;secret=s", &found, &err),
                     KEUR_EUSAGE, "--keys: \"nothing\" is not a column that takes part");
        assert_fails(keur_given_run(on, measures[m], "keys=k1,s;secret=s", &found, &err),
                     KEUR_EUSAGE, "--keys: \"s\" is also the secret");
        assert_fails(keur_given_run(on, measures[m], "keys=id,k1;secret=s", &found, &err),
                     KEUR_EUSAGE, "--keys: \"id\" names records or holds free text");
        assert_fails(keur_given_run(on, measures[m], "secret=id", &found, &err), KEUR_EUSAGE,
                     "--secret: \"id\"");
        found = keur_check_run(on, measures[m], "keys=g,k1,k2,x,s");
        assert_non_null(strstr(keur_check_figure(found, "risk", NULL)->reason,
                               "every secret is among the keys"));
        keur_result_free(found);
    }
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verbatim_keys),     cmocka_unit_test(test_small_count_behind_p),
        cmocka_unit_test(test_safe_tables),       cmocka_unit_test(test_holdout_as_synthetic),
        cmocka_unit_test(test_persons),           cmocka_unit_test(test_keys_of_persons),
        cmocka_unit_test(test_search_of_persons), cmocka_unit_test(test_groups),
        cmocka_unit_test(test_no_holdout),        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_refusals)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
