/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables that keep one thing after the other of a made population, and the level that each has. */
#include "support/check.h"

#include <stdlib.h>

#include "base/random.h"
#include "base/text.h"
#include "learn/boosted_trees.h"
#include "support/measuring.h"

enum { ROWS = 1200, COLUMNS = 8 };

/* What is lost: nothing, how three columns go together, how any two do, the columns, the form. */
typedef enum loss { NOTHING, TRIPLES, PAIRS, MARGINALS, FORM } loss;

/* Two columns of four levels that agree in three of four rows, one that follows from both, and five
 * of numbers that go with the first. */
static void draw(keur_random *random, int *row)
{
    row[0] = (int)keur_random_below(random, 4);
    row[1] = keur_random_below(random, 4) ? row[0] : (int)keur_random_below(random, 4);
    row[2] = (row[0] + row[1]) % 2;
    for (int j = 3; j < COLUMNS; j++)
        row[j] = 10 * row[0] + (int)keur_random_below(random, 10);
}

static void draw_lossy(keur_random *random, loss lost, int *row)
{
    int other[COLUMNS];

    draw(random, row);
    for (int j = 0; j < COLUMNS && lost >= PAIRS; j++) {
        draw(random, other);
        row[j] = other[j];
    }
    if (lost == TRIPLES) {
        draw(random, other);
        row[2] = other[2];
    }
    if (lost >= MARGINALS && keur_random_below(random, 2))
        row[0] = row[1] = 0;
    if (lost >= FORM && keur_random_below(random, 2))
        for (int j = 3; j < COLUMNS; j++)
            row[j] += 100;
}

static char *table(uint64_t item, loss lost)
{
    keur_random random = keur_random_start(8, "test-ons-level", item);
    keur_text text = {NULL, 0, 0};

    assert_ok(keur_text_add(&text, "a,b,c,d,e,f,g,h\n", &err));
    for (int i = 0; i < ROWS; i++) {
        int row[COLUMNS];

        draw_lossy(&random, lost, row);
        assert_ok(keur_text_format(&text, &err, "a%d,b%d,c%d,%d,%d,%d,%d,%d\n", row[0], row[1],
                                   row[2], row[3], row[4], row[5], row[6], row[7]));
    }
    return text.bytes;
}

static int level_of(const char *train, const char *holdout, const char *synthetic,
                    const char *schema, const char *said)
{
    const keur_given given = {.train = train,
                              .holdout = holdout,
                              .synthetic = synthetic,
                              .schema = schema,
                              .seed = 1,
                              .threads = 1};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "ons-level", NULL);
    const int level = (int)keur_check_value(found, "ons-level");

    if (!keur_check_noticed(found, said))
        fail_msg("level %d, and not: %s", level, said);
    keur_result_free(found);
    keur_case_free(on);
    return level;
}

static void test_what_is_lost(void **state)
{
    static const struct {
        loss lost;
        int level;
        const char *said;
    } tried[] = {{FORM, 1, "is structural. To be valid it would need: shares of new levels"},
                 {MARGINALS, 2, "is valid. To be plausible it would need: single columns"},
                 {PAIRS, 3, "is plausible. To be multivariate plausible it would need"}};
    char *train = table(0, NOTHING), *holdout = table(1, NOTHING);

    (void)state;
    for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++) {
        char *synthetic = table(2 + i, tried[i].lost);

        assert_int_equal(level_of(train, holdout, synthetic, NULL, tried[i].said), tried[i].level);
        free(synthetic);
    }
    free(train);
    free(holdout);
}

/* A copy is as useful as can be; without a holdout nobody can tell beyond single columns, and a
 * rule that only the synthetic table breaks makes it invalid. */
static void test_what_is_kept(void **state)
{
    char *train = table(0, NOTHING), *holdout = table(1, NOTHING), *lossy = table(9, TRIPLES);
    const int some = level_of(train, holdout, lossy, NULL, "ons-level: the table is multivariate");

    (void)state;
    assert_in_range(some, 4, 5);
    if (keur_boosted_available())
        assert_int_equal(level_of(train, holdout, train, NULL, "the table is replica."), 6);
    else
        assert_int_equal(level_of(train, holdout, train, NULL, "would have to be shown"), 5);
    assert_int_equal(level_of(train, NULL, train, NULL, "plausible it would have to be shown"), 3);
    assert_int_equal(level_of(train, holdout, lossy,
                              "{\"columns\": [], \"rules\": [\"if a == 'a0' and b == 'b0' then "
                              "c == 'c0'\"]}",
                              "is structural. To be valid"),
                     1);
    free(train);
    free(holdout);
    free(lossy);
}

/* Of fewer than five columns of a kind the level must not turn on their ranges, and of fewer than
 * ten rows nothing is told. */
static void test_nothing_is_given_away(void **state)
{
    keur_text far = {NULL, 0, 0}, near = {NULL, 0, 0}, few = {NULL, 0, 0};
    keur_random random = keur_random_start(8, "test-ons-level", 99);
    keur_case *on;
    keur_result *found;

    (void)state;
    for (int i = 0; i < 400; i++) {
        const int age = (int)keur_random_below(&random, 60),
                  town = (int)keur_random_below(&random, 4);

        assert_ok(keur_text_format(&near, &err, "%sa%d,%d\n", i == 0 ? "t,age\n" : "", town, age));
        assert_ok(keur_text_format(&far, &err, "%sa%d,%d\n", i == 0 ? "t,age\n" : "", town,
                                   age + (i % 9 == 0 ? 60 : 0)));
        if (i < 8)
            assert_ok(keur_text_format(&few, &err, "%sa%d,%d\n", i == 0 ? "t,age\n" : "", i, age));
    }
    assert_int_equal(level_of(near.bytes, NULL, far.bytes, NULL, "valid it would have to be shown"),
                     1);
    assert_int_equal(
        level_of(near.bytes, NULL, near.bytes, NULL, "valid it would have to be shown"), 1);
    on =
        keur_check_measurable(&(keur_given){.train = few.bytes, .synthetic = far.bytes, .seed = 1});
    found = keur_check_run(on, "ons-level", NULL);
    assert_false(keur_check_noticed(found, "ons-level: the table is"));
    assert_int_equal(keur_check_figure(found, "ons-level", NULL)->n_labels, 0);
    keur_result_free(found);
    keur_case_free(on);
    keur_text_free(&near);
    keur_text_free(&far);
    keur_text_free(&few);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_is_lost),
                                       cmocka_unit_test(test_what_is_kept),
                                       cmocka_unit_test(test_nothing_is_given_away)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
