/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Figures beside shuffled tables: against plain loops over the same shuffled rows, against what
 * combinatorics says of tables small enough for paper, and as to how independent large ones are.
 */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <keur/scorecard.h>

#include "case/shuffled.h"
#include "support/measuring.h"
#include "support/plain.h"
#include "support/sample.h"

/* --- against plain loops --- */

typedef struct codes {
    size_t n;
    const int32_t *at[KEUR_PLAIN_COLUMNS];
} codes;

static bool same(const codes *a, size_t i, const codes *b, size_t k, size_t begin, size_t end)
{
    for (size_t j = begin; j < end; j++) {
        if (a->at[j][i] != b->at[j][k])
            return false;
    }
    return true;
}

typedef struct values {
    double disco, dcap, uiois, replicated;
} values;

/* The last column is the secret, the others are the keys. */
static values judge(const codes *real, const codes *synthetic, size_t n_keys)
{
    values found = {0, 0, 0, 0};

    for (size_t i = 0; i < real->n; i++) {
        double there = 0, right = 0, own = 0;

        for (size_t k = 0; k < synthetic->n; k++) {
            there += same(real, i, synthetic, k, 0, n_keys);
            right += same(real, i, synthetic, k, 0, n_keys + 1);
        }
        for (size_t k = 0; k < real->n; k++)
            own += same(real, i, real, k, 0, n_keys);
        found.disco += there > 0 && right == there;
        found.dcap += there > 0 ? right / there : 0;
        found.uiois += own == 1 && there > 0;
        found.replicated += own == 1 && there == 1;
    }
    return found;
}

static void check(const keur_result *found, const char *name, double sum, double n)
{
    assert_near(keur_check_value(found, name), 100 * sum / n, 1e-10);
}

static void check_problem(keur_case *on, size_t n_columns, int shuffles)
{
    static int32_t shuffled[KEUR_PLAIN_COLUMNS][KEUR_PLAIN_ROWS];
    const keur_shuffled *columns[KEUR_PLAIN_COLUMNS];
    codes real = {.n = keur_case_rows(on, KEUR_TRAIN)};
    codes synthetic = {.n = keur_case_rows(on, KEUR_SYNTHETIC)};
    const double n = (double)real.n * shuffles;
    size_t all[KEUR_PLAIN_COLUMNS], n_keys = n_columns - 1;
    values sum = {0, 0, 0, 0};
    char keys[60] = "", arguments[120];
    keur_result *attribute, *identity;

    for (size_t j = 0; j < n_columns; j++) {
        all[j] = j;
        real.at[j] = keur_case_codes(on, KEUR_TRAIN, j);
        synthetic.at[j] = shuffled[j];
        if (j < n_keys)
            (void)sprintf(keys + strlen(keys), "%sc%zu", j > 0 ? "," : "", j);
    }
    assert_ok(keur_case_shuffled(on, all, n_columns, 0, columns, &err));
    for (int b = 0; b < shuffles; b++) {
        values one;

        for (size_t j = 0; j < n_columns; j++)
            keur_shuffled_codes(columns[j], (uint64_t)b, 0, synthetic.n, shuffled[j]);
        one = judge(&real, &synthetic, n_keys);
        sum.disco += one.disco;
        sum.dcap += one.dcap;
        sum.uiois += one.uiois;
        sum.replicated += one.replicated;
    }
    (void)snprintf(arguments, sizeof arguments, "shuffles=%d;groups=0;keys=%s", shuffles, keys);
    identity = keur_check_run(on, "identity-keys", arguments);
    (void)sprintf(arguments + strlen(arguments), ";secret=c%zu", n_keys);
    attribute = keur_check_run(on, "attribute-keys", arguments);
    check(attribute, "disco-shuffled", sum.disco, n);
    check(attribute, "dcap-shuffled", sum.dcap, n);
    check(identity, "uiois-shuffled", sum.uiois, n);
    check(identity, "rep-u-shuffled", sum.replicated, n);
    assert_near(keur_check_value(identity, "rep-u-over-shuffled"),
                keur_check_value(identity, "rep-u") - 100 * sum.replicated / n, 1e-10);
    keur_result_free(attribute);
    keur_result_free(identity);
}

static void test_against_loops(void **state)
{
    static keur_plain kinds, tables[2];
    keur_random random = keur_random_start(50, "test-shuffles", 0);

    (void)state;
    for (int round = 0; round < 60; round++) {
        const bool is_large = round % 5 == 0; /* so that secrets are too many for places */
        char *texts[3];
        keur_given given = {.seed = (uint64_t)round, .threads = 1};
        keur_case *on;

        do {
            keur_plain_kinds(&random, &kinds);
            for (size_t j = 0; j < kinds.n_columns; j++)
                kinds.kinds[j] = kinds.kinds[j] == KEUR_PLAIN_ONE ? KEUR_PLAIN_FEW : kinds.kinds[j];
        } while (kinds.n_columns < 2);
        if (is_large)
            kinds.kinds[0] = kinds.kinds[kinds.n_columns - 1] = KEUR_PLAIN_MANY;
        keur_plain_draw(&random, &kinds, is_large ? 95 : 2 + (size_t)keur_random_below(&random, 30),
                        &tables[0]);
        keur_plain_draw(&random, &kinds, is_large ? 98 : 2 + (size_t)keur_random_below(&random, 40),
                        &tables[1]);
        keur_plain_copy(&random, &tables[0], 3, &tables[1]);
        given.train = texts[0] = keur_plain_csv(&tables[0], NULL);
        given.synthetic = texts[1] = keur_plain_csv(&tables[1], NULL);
        given.schema = texts[2] = keur_plain_schema(&tables[0]);
        on = keur_check_measurable(&given);
        if (keur_case_columns(on) == kinds.n_columns)
            check_problem(on, kinds.n_columns, 4);
        keur_case_free(on);
        for (size_t i = 0; i < 3; i++)
            free(texts[i]);
    }
}

/* --- against combinatorics --- */

static void check_mean(const keur_result *found, const char *name, double expected)
{
    const keur_figure *figure = keur_check_figure(found, name, NULL);

    /* Twice the half-width of a 95% interval is missed once in ten thousand runs. */
    if (!(fabs(figure->value - 100 * expected) < figure->high - figure->low))
        fail_msg("%s: %g (%g to %g), expected %g", name, figure->value, figure->low, figure->high,
                 100 * expected);
}

/* Of two 1s and two 2s beside two xs and two ys, the number of (1, x) is hypergeometric: 0, 1, 2
 * with probability 1/6, 4/6, 1/6. The first row of train is the only one that is unique. */
static void test_a_table_for_paper(void **state)
{
    const keur_given given = {.train = "a,b\n1,x\n2,y\n2,y\n",
                              .synthetic = "a,b\n1,y\n1,y\n2,x\n2,x\n",
                              .schema = "{\"columns\": [{\"name\": \"a\", \"type\": "
                                        "\"categorical\"}]}"};
    keur_case *on = keur_check_measurable(&given);
    keur_result *identity = keur_check_run(on, "identity-keys", "keys=a,b;shuffles=1000");
    keur_result *attribute = keur_check_run(on, "attribute-keys", "keys=a;secret=b;shuffles=1000");
    keur_result *match = keur_check_run(on, "unique-exact-match", "shuffles=1000");

    (void)state;
    check_mean(identity, "uiois-shuffled", 5. / 6 / 3);
    check_mean(identity, "rep-u-shuffled", 4. / 6 / 3);
    check_mean(match, "unique-exact-match-shuffled", 5. / 6);
    check_mean(attribute, "disco-shuffled", 1. / 6);
    check_mean(attribute, "dcap-shuffled", 1. / 2);
    keur_result_free(identity);
    keur_result_free(attribute);
    keur_result_free(match);
    keur_case_free(on);
}

/* --- large tables, which are turned, not shuffled anew --- */

enum { LARGE = 140000, TABLES = 400 };

static char *large_table(void)
{
    char *text = malloc(LARGE * 4 + 10), *at = text;

    assert_non_null(text);
    at += sprintf(at, "a,b\n");
    for (int i = 0; i < LARGE; i++)
        at += sprintf(at, "%c,%c\n", i % 4 == 0 ? 'x' : 'y', i % 4 == 0 ? 'u' : 'v');
    return text;
}

/* Of tables with fixed margins the number of (x, u) has a known mean and variance, and tables in
 * succession do not go together. */
static void test_turned_tables_are_independent(void **state)
{
    static int32_t a[LARGE], b[LARGE];
    char *text = large_table();
    const keur_given given = {.train = "a,b\nx,u\ny,v\nx,v\n", .synthetic = text, .threads = 2};
    keur_case *on = keur_check_measurable(&given);
    const size_t both[] = {0, 1};
    const double n = LARGE, p = 0.25, mean = n * p * p;
    const double variance = n * p * (1 - p) * p * (1 - p) * n / (n - 1);
    const keur_shuffled *columns[2];
    double sum = 0, squares = 0, neighbours = 0, last = 0;

    (void)state;
    assert_ok(keur_case_shuffled(on, both, 2, 0, columns, &err));
    for (int t = 0; t < TABLES; t++) {
        double count = 0, z;
        size_t marked = 0;

        keur_shuffled_codes(columns[0], (uint64_t)t, 0, LARGE, a);
        keur_shuffled_codes(columns[1], (uint64_t)t, 0, LARGE, b);
        for (int i = 0; i < LARGE; i++) {
            count += a[i] == 0 && b[i] == 0;
            marked += a[i] == 0;
        }
        assert_int_equal(marked, LARGE / 4);
        z = (count - mean) / sqrt(variance);
        sum += z;
        squares += z * z;
        neighbours += z * last;
        last = z;
    }
    /* Sums of 400 standard normal numbers, of their squares and of products: four standard errors.
     */
    assert_true(fabs(sum) < 4 * sqrt(TABLES));
    assert_true(fabs(squares - TABLES) < 4 * sqrt(2. * TABLES));
    assert_true(fabs(neighbours) < 4 * sqrt(TABLES));
    keur_case_free(on);
    free(text);
}

/* The place of a block within a table does not matter. */
static void test_blocks_join(void **state)
{
    static int32_t whole[LARGE], part[LARGE];
    char *text = large_table();
    const keur_given given = {.train = "a,b\nx,u\ny,v\n", .synthetic = text, .threads = 1};
    keur_case *on = keur_check_measurable(&given);
    const size_t column = 0;
    const keur_shuffled *of;

    (void)state;
    assert_ok(keur_case_shuffled(on, &column, 1, 0, &of, &err));
    keur_shuffled_codes(of, 3, 0, LARGE, whole);
    for (size_t i = 0; i < LARGE; i += 999)
        keur_shuffled_codes(of, 3, i, LARGE - i < 999 ? LARGE - i : 999, part + i);
    assert_memory_equal(whole, part, sizeof whole);
    keur_case_free(on);
    free(text);
}

/* --- threads, and what is exported --- */

static void test_threads_change_nothing(void **state)
{
    static const char *const runs[][2] = {
        {"attribute-keys", "keys=age,marital;sex,region;secret=ls"},
        {"identity-keys", "keys=age,sex,region,placesize"},
        {"unique-exact-match", ""}};
    keur_given given = {.train = "sd2011/disc_real.csv.gz",
                        .synthetic = "sd2011/disc_syn_s5_1.csv.gz"};

    (void)state;
    for (size_t r = 0; r < 3; r++) {
        keur_result *found[3];

        for (int t = 0; t < 3; t++) {
            keur_case *on;

            given.threads = (int[]){1, 2, 7}[t];
            on = keur_check_measurable(&given);
            found[t] = keur_check_run(on, runs[r][0], runs[r][1]);
            keur_case_free(on);
        }
        keur_check_same_result(found[0], found[1]);
        keur_check_same_result(found[0], found[2]);
        for (int t = 0; t < 3; t++)
            keur_result_free(found[t]);
    }
}

/* attacks/README.md: rep-u is 11.68 for one shuffled table of this survey. */
static void test_a_survey(void **state)
{
    const keur_given given = {.train = "sd2011/disc_real.csv.gz",
                              .synthetic = "sd2011/disc_syn_copy.csv.gz"};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "identity-keys", "keys=sex,age,region,placesize");
    const keur_figure *figure = keur_check_figure(found, "rep-u-shuffled", NULL);

    (void)state;
    assert_true(fabs(figure->value - 11.68) < 1);
    assert_true(figure->low < figure->value && figure->value < figure->high);
    assert_true(figure->high - figure->low < 1);
    assert_true(keur_check_figure(found, "rep-u-over-shuffled", NULL)->low > 30);
    keur_result_free(found);
    keur_case_free(on);
}

/* A mean over shuffles as it is added carries no counts; with its n and parts the export filter
 * leaves bounds only of one that stands for fewer than 10 of 1,000 rows. */
static void test_small_counts_do_not_leave(void **state)
{
    const keur_given given = {.train = "a,b\n1,x\n2,y\n3,y\n", .synthetic = "a,b\n1,x\n2,y\n3,x\n"};
    keur_case *on = keur_check_measurable(&given);
    keur_result *found = keur_check_run(on, "unique-exact-match", NULL);
    keur_figure mean = *keur_check_figure(found, "unique-exact-match-shuffled", NULL);
    keur_scorecard *card = keur_sample_new("T", 1000, 1000, 1000, 10), *out = NULL;
    const size_t measure =
        keur_sample_measure(card, "unique-exact-match", "T", "Q?", KEUR_FAMILY_IDENTITY);

    (void)state;
    assert_int_equal(mean.kind, KEUR_KIND_STATISTIC);
    assert_int_equal(mean.n, 3);
    assert_true(isnan(mean.numerator) && isnan(mean.denominator));
    mean.n = 1000;
    mean.value = 0.7;
    mean.low = 0.6;
    mean.high = 0.8;
    (void)keur_sample_figure(card, measure, &mean);
    assert_ok(keur_scorecard_export(card, &out, &err));
    assert_true(out->figures[0].is_bound && isnan(out->figures[0].figure.value));
    assert_true(out->figures[0].figure.low <= 0 && out->figures[0].figure.high >= 2);
    keur_scorecard_free(out);
    keur_scorecard_free(card);
    keur_result_free(found);
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_loops),
                                       cmocka_unit_test(test_a_table_for_paper),
                                       cmocka_unit_test(test_turned_tables_are_independent),
                                       cmocka_unit_test(test_blocks_join),
                                       cmocka_unit_test(test_threads_change_nothing),
                                       cmocka_unit_test(test_a_survey),
                                       cmocka_unit_test(test_small_counts_do_not_leave)};

    keur_check_need_cases();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
