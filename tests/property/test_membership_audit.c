/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom synthetic rows claim, by hand; and what claims and the audit find. */
#include "support/check.h"
#include "support/measuring.h"

#include <math.h>
#include <string.h>

#include "attacks/membership/claims.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/text.h"
#include "learn/boosted_trees.h"

/* What a value counts for that c of n real rows have. */
static double weight(double c, double n)
{
    return log(1 + (n + 1) / (c + 0.5));
}

static void check_scores(const keur_given *given, const double expected[][KEUR_CLAIMS_SCORES])
{
    keur_case *on = keur_check_measurable(given);
    const keur_scores *scores = NULL;

    assert_ok(keur_claims_find(on, &scores, &err));
    for (size_t k = 0; k < KEUR_CLAIMS_SCORES; k++) {
        for (size_t i = 0; i < scores[k].n_member + scores[k].n_non_member; i++)
            assert_near(scores[k].member[i], expected[i][k], 1e-6);
    }
    keur_case_free(on);
}

/* Seven real rows; a: p 2, q 2, r 1, t 2; b: 1 once, 2 three times, 3 twice, 4 once.
 * S: (p,1) is nearest to the first row; (p,9) to two rows alike; (q,4) to a row of the reference;
 * (r,2) and (r,3) to the third row, of which (r,3) has one value only and another row shares the
 * other. */
static void test_by_hand(void **state)
{
    const keur_given given = {.train = "a,b\np,1\np,2\nr,2\n",
                              .holdout = "a,b\nq,2\nt,3\n",
                              .synthetic = "a,b\np,1\np,9\nq,4\nr,2\nr,3\n",
                              .reference = "a,b\nq,4\nt,3\n"};
    const double once = weight(1, 7), twice = weight(2, 7), thrice = weight(3, 7);
    const double first = twice + once - twice;   /* before the second row */
    const double third = once + thrice - thrice; /* before others that have b = 2 */
    const double other = once - twice;           /* before those that have b = 3 */
    const double expected[5][KEUR_CLAIMS_SCORES] = {
        {1, first, first, twice + once}, {0}, {2, third + other, third, once + thrice}, {0}, {0}};

    (void)state;
    check_scores(&given, expected);
}

/* Rows of one person do not compete. The same rows of two persons do. */
static void test_persons(void **state)
{
    keur_given given = {.train = "who,a,b\n1,p,1\n1,p,1\n2,q,2\n",
                        .holdout = "who,a,b\n3,q,2\n",
                        .synthetic = "who,a,b\n9,p,1\n9,q,2\n",
                        .reference = "who,a,b\n4,q,2\n",
                        .schema = "{\"columns\": [{\"name\": \"who\", \"type\": "
                                  "\"identifier\", \"roles\": [\"unit\"]}]}"};
    const double two = weight(2, 5);
    keur_case *on;
    const keur_scores *scores = NULL;

    (void)state;
    on = keur_check_measurable(&given);
    assert_ok(keur_claims_find(on, &scores, &err));
    assert_near(scores[KEUR_CLAIMS_NUMBER].member[0] + scores[KEUR_CLAIMS_NUMBER].member[1], 1, 0);
    assert_near(scores[KEUR_CLAIMS_LEAD].member[0] + scores[KEUR_CLAIMS_LEAD].member[1], 2 * two,
                1e-6);
    for (size_t i = 2; i < 4; i++)
        assert_near(scores[KEUR_CLAIMS_NUMBER].member[i], 0, 0);
    keur_case_free(on);
}

/* Where the holdout is S no row claims itself: each claims the only other that is like it. */
static void test_holdout_as_synthetic(void **state)
{
    const char *holdout = "a,b\np,1\nq,2\nr,3\n";
    const keur_given given = {.train = "a,b\np,4\nx,5\ny,6\n",
                              .holdout = holdout,
                              .synthetic = holdout,
                              .reference = "a,b\nq,7\nw,8\n"};
    const double two = weight(2, 8);
    const double expected[6][KEUR_CLAIMS_SCORES] = {{1, two, two, two}, {0}, {0}, {0}, {0}, {0}};

    (void)state;
    check_scores(&given, expected);
}

enum { PEOPLE = 1000, COLUMNS = 8, LEVELS = 12 };

static void add_row(keur_text *to, const int *row)
{
    for (size_t j = 0; j < COLUMNS; j++)
        assert_ok(keur_text_format(to, &err, "%cv%d", j == 0 ? '\n' : ',', row[j]));
}

static void draw_row(keur_random *random, int *row)
{
    for (size_t j = 0; j < COLUMNS; j++)
        row[j] = (int)keur_random_below(random, LEVELS);
}

static keur_result *run_and_free(const char *name, keur_text tables[4])
{
    keur_given given = {.seed = 1};
    keur_result *found;

    for (size_t t = 0; t < 4; t++)
        assert_ok(keur_text_format(&tables[t], &err, "\n"));
    given.train = tables[0].bytes;
    given.synthetic = tables[1].bytes;
    given.holdout = tables[2].bytes;
    given.reference = tables[3].bytes;
    found = keur_check_run_given(&given, name, NULL);
    for (size_t t = 0; t < 4; t++)
        keur_text_free(&tables[t]);
    return found;
}

/* Each person of train has a twin in the holdout, who differs in the first value alone. S has the
 * rows of train, with cells drawn anew at this probability. */
static keur_result *measure(const char *name, double redrawn, uint64_t item)
{
    keur_random random = keur_random_start(330, "test-audit", item);
    keur_text tables[4] = {{NULL, 0, 0}};
    int row[COLUMNS], twin[COLUMNS];

    for (size_t t = 0; t < 4; t++)
        assert_ok(keur_text_format(&tables[t], &err, "a,b,c,d,e,f,g,h"));
    for (size_t i = 0; i < PEOPLE; i++) {
        draw_row(&random, row);
        add_row(&tables[0], row);
        memcpy(twin, row, sizeof twin);
        twin[0] = (row[0] + 1 + (int)keur_random_below(&random, LEVELS - 1)) % LEVELS;
        add_row(&tables[2], twin);
        for (size_t j = 0; j < COLUMNS; j++) {
            if (keur_random_uniform(&random) < redrawn)
                row[j] = (int)keur_random_below(&random, LEVELS);
        }
        add_row(&tables[1], row);
        draw_row(&random, row);
        add_row(&tables[3], row);
    }
    return run_and_free(name, tables);
}

/* One cell in ten drawn anew. The first value, which tells twins apart, stays in nine rows of S of
 * ten; these claim the member, and hardly one the twin: an area of about 0.95. Either twin alone
 * agrees about as much with S: asking who in S is like a row tells them less well. */
static void test_planted(void **state)
{
    keur_result *claims = measure("membership-claims", 0.1, 1);
    keur_result *match = measure("membership-rare-match", 0.1, 1);
    keur_result *audit = measure("membership-audit", 0.1, 1);
    const keur_figure *shuffled = keur_check_figure(audit, "shuffled-auc", NULL);

    (void)state;
    assert_true(keur_check_figure(claims, "auc", NULL)->low > 0.9);
    assert_true(keur_check_figure(match, "auc", NULL)->high < 0.9);
    assert_true(keur_check_figure(audit, "auc", NULL)->low > 0.9);
    assert_true(shuffled->low < 0.5 && shuffled->high > 0.5);
    keur_result_free(claims);
    keur_result_free(match);
    keur_result_free(audit);
}

static void test_nothing_to_find(void **state)
{
    static const char *const names[] = {"membership-claims", "membership-audit"};

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        keur_result *found = measure(names[k], 1, 2);
        const keur_figure *auc = keur_check_figure(found, "auc", NULL);

        assert_true(auc->low < 0.5 && auc->high > 0.5);
        keur_result_free(found);
    }
}

enum { MIXED = 600, NUMBERS = 10, NAMES = 2, MANY = 200 };

typedef struct mixed {
    int numbers[NUMBERS], names[NAMES];
} mixed;

static mixed draw_mixed(keur_random *random)
{
    mixed row;

    for (size_t j = 0; j < NUMBERS; j++)
        row.numbers[j] = 1000 + (int)keur_random_below(random, 1000000);
    for (size_t j = 0; j < NAMES; j++)
        row.names[j] = (int)keur_random_below(random, MANY);
    return row;
}

static void add_mixed(keur_text *to, const mixed *row)
{
    for (size_t j = 0; j < NUMBERS; j++)
        assert_ok(keur_text_format(to, &err, "%c%d", j == 0 ? '\n' : ',', row->numbers[j]));
    for (size_t j = 0; j < NAMES; j++)
        assert_ok(keur_text_format(to, &err, ",v%d", row->names[j]));
}

/* Of half of train S has the numbers, blurred, and of the other half the names: distances find the
 * first, claims the second, and only both together all. */
static void test_two_leaks(void **state)
{
    keur_random random = keur_random_start(330, "test-audit", 3);
    keur_text tables[4] = {{NULL, 0, 0}};
    keur_result *found;

    (void)state;
    for (size_t t = 0; t < 4; t++)
        assert_ok(keur_text_format(&tables[t], &err, "a,b,c,d,e,f,g,h,i,j,k,l"));
    for (size_t i = 0; i < MIXED; i++) {
        const mixed person = draw_mixed(&random);
        mixed made = draw_mixed(&random);

        add_mixed(&tables[0], &person);
        for (size_t j = 0; i % 2 == 0 && j < NUMBERS; j++)
            made.numbers[j] = person.numbers[j] - 100 + 200 * (int)(j % 2);
        if (i % 2 == 1)
            memcpy(made.names, person.names, sizeof made.names);
        add_mixed(&tables[1], &made);
        for (size_t t = 2; t < 4; t++) {
            const mixed other = draw_mixed(&random);

            add_mixed(&tables[t], &other);
        }
    }
    found = run_and_free("membership-audit", tables);
    assert_true(keur_check_figure(found, "auc-gain", NULL)->low > 0.02);
    keur_result_free(found);
}

int main(void)
{
    const struct CMUnitTest claims[] = {cmocka_unit_test(test_by_hand),
                                        cmocka_unit_test(test_persons),
                                        cmocka_unit_test(test_holdout_as_synthetic)};
    const struct CMUnitTest audits[] = {cmocka_unit_test(test_planted),
                                        cmocka_unit_test(test_nothing_to_find),
                                        cmocka_unit_test(test_two_leaks)};
    int failed = cmocka_run_group_tests(claims, NULL, NULL);

    if (keur_boosted_available())
        failed += cmocka_run_group_tests(audits, NULL, NULL);
    return failed;
}
