/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attacks that are reliably wrong, and people who stand in train and holdout both: figures that
 * must not pass for safe. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attacks/membership/joined.h"
#include "attacks/membership/reversed.h"
#include "base/random.h"
#include "base/text.h"
#include "stats/roc.h"
#include "support/measuring.h"

static double normal(keur_random *random)
{
    const double u = 1 - keur_random_uniform(random), v = keur_random_uniform(random);

    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

/* z beyond which a normal has this tail, by bisection. */
static double normal_beyond(double tail)
{
    double low = 0, high = 40;

    for (int i = 0; i < 200; i++) {
        const double middle = (low + high) / 2;

        *(erfc(middle / sqrt(2)) / 2 > tail ? &low : &high) = middle;
    }
    return low;
}

/* 1,000 and 1,000: one standard error is sqrt(2001 / 12e6) = 0.01291317. */
static void the_level_is_corrected(void **state)
{
    const double tried = (double)keur_joined_count(KEUR_JOINING_TRIED) + 1;
    const double z = normal_beyond(0.025 / tried);

    (void)state;
    assert_true(tried > 20);
    assert_null(keur_reversed(0.5 - 2.2 * 0.01291317, 1000, 1000)); /* beyond 95%, of one attack */
    assert_null(keur_reversed(0.5 - (z - 0.01) * 0.01291317, 1000, 1000));
    assert_non_null(keur_reversed(0.5 - (z + 0.01) * 0.01291317, 1000, 1000));
    assert_null(keur_reversed(0.5 + 9 * 0.01291317, 1000, 1000));
    assert_null(keur_reversed(0, 19, 1000));
    assert_non_null(keur_reversed(0, 20, 1000));
    assert_null(keur_reversed(NAN, 1000, 1000));
}

/* Sound tables, as many attacks as are tried on each, independent: one table in forty is marked,
 * where single intervals would accuse most of them. */
static void sound_tables_are_rarely_marked(void **state)
{
    enum { TABLES = 300, SIDE = 60 };
    const size_t tried = keur_joined_count(KEUR_JOINING_TRIED) + 1;
    size_t n_marked = 0, n_accused = 0;

    (void)state;
    for (uint64_t table = 0; table < TABLES; table++) {
        keur_random random = keur_random_start(table, "reversed", 0);
        bool is_marked = false, is_accused = false;

        for (size_t attack = 0; attack < tried; attack++) {
            double scores[2 * SIDE], auc = NAN;
            keur_interval interval;

            for (size_t i = 0; i < 2 * SIDE; i++)
                scores[i] = keur_random_uniform(&random);
            assert_ok(keur_roc_auc(scores, SIDE, scores + SIDE, SIDE, 0.95, &auc, &interval, &err));
            is_marked |= keur_reversed(auc, SIDE, SIDE) != NULL;
            is_accused |= interval.high < 0.5;
        }
        n_marked += is_marked;
        n_accused += is_accused;
    }
    /* 7.5 expected; four standard deviations */
    if (n_marked > 7 + 11)
        fail_msg("%zu of %d sound tables are marked", n_marked, (int)TABLES);
    assert_true(n_accused > TABLES / 3);
}

enum { ROWS = 220, COLUMNS = 3 };

/* Rows of random numbers; of `near` (NULL: none) with a little noise; freed with free(). */
static char *rows_of(keur_random *random, double (*to)[COLUMNS], double (*near)[COLUMNS])
{
    keur_text text = {NULL, 0, 0};

    assert_ok(keur_text_add(&text, "a,b,c\n", &err));
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < COLUMNS; j++) {
            to[i][j] = near != NULL ? near[i][j] + 0.05 * normal(random) : normal(random);
            assert_ok(
                keur_text_format(&text, &err, "%.4f%c", to[i][j], j + 1 < COLUMNS ? ',' : '\n'));
        }
    return text.bytes;
}

static bool is_marked(keur_case *on, const char *measure, const char *name)
{
    keur_result *found = keur_check_run(on, measure, "");
    const keur_figure *figure = keur_check_figure(found, name, NULL);
    const bool made = figure->invalid != NULL;

    assert_false(figure->is_understated); /* which way it errs, nobody knows */
    if (made)
        assert_true(strstr(figure->invalid, "worse than guessing") != NULL);
    keur_result_free(found);
    return made;
}

/* A generator that saw the holdout: every attack by distance is wrong, and sure of it. */
static void near_the_holdout(void **state)
{
    static double tables[4][ROWS][COLUMNS];

    (void)state;
    for (int is_near = 0; is_near < 2; is_near++) {
        keur_random random = keur_random_start(4, "near-the-holdout", 0);
        char *train = rows_of(&random, tables[0], NULL),
             *holdout = rows_of(&random, tables[1], NULL);
        char *reference = rows_of(&random, tables[2], NULL);
        char *synthetic = rows_of(&random, tables[3], is_near ? tables[1] : NULL);
        keur_case *on = keur_check_measurable(&(keur_given){
            .train = train, .holdout = holdout, .synthetic = synthetic, .reference = reference});
        keur_result *found = keur_check_run(on, "membership-distance", "");

        assert_int_equal(keur_check_noticed(found, "does worse than guessing"), is_near);
        assert_true((keur_check_value(found, "auc") < 0.2) == is_near);
        keur_result_free(found);
        assert_int_equal(is_marked(on, "membership-distance", "auc"), is_near);
        assert_int_equal(is_marked(on, "membership-distance", "tpr@fpr=0.1"), is_near);
        assert_int_equal(is_marked(on, "membership-distance", "advantage"), is_near);
        assert_int_equal(is_marked(on, "worst-attack", "auc"), is_near);
        assert_int_equal(is_marked(on, "worst-attack", "p"), is_near);
        assert_int_equal(is_marked(on, "membership-ensemble", "epsilon-lower-bound"), is_near);
        assert_int_equal(is_marked(on, "membership-ensemble", "f-relative"), is_near);
        keur_case_free(on);
        free(train);
        free(holdout);
        free(reference);
        free(synthetic);
    }
}

/* Persons first..first+n-1, two rows each. */
static char *people(size_t first, size_t n)
{
    keur_random random = keur_random_start(first, "people", 0);
    keur_text text = {NULL, 0, 0};

    assert_ok(keur_text_add(&text, "id,x,y,z\n", &err));
    for (size_t i = 0; i < 2 * n; i++)
        assert_ok(keur_text_format(&text, &err, "p%zu,%.3f,%d,%d\n", first + i / 2, normal(&random),
                                   (int)keur_random_below(&random, 4),
                                   (int)keur_random_below(&random, 3)));
    return text.bytes;
}

static void check_shared(keur_case *on, const char *measure, const char *name, bool is_shared)
{
    keur_result *found = keur_check_run(on, measure, "");
    const keur_figure *figure = keur_check_figure(found, name, NULL);

    assert_int_equal(figure->invalid != NULL, is_shared);
    assert_int_equal(figure->is_understated, is_shared);
    if (is_shared)
        assert_true(strstr(figure->invalid, "share persons") != NULL);
    keur_result_free(found);
}

/* One person in both is enough: what sets train against the holdout looks too harmless. */
static void shared_people(void **state)
{
    static const char schema[] =
        "{\"columns\": [{\"name\": \"id\", \"type\": \"identifier\", \"roles\": [\"unit\"]}]}";
    char *train = people(0, 60), *synthetic = people(5000, 60), *reference = people(9000, 60);

    (void)state;
    for (int is_shared = 0; is_shared < 2; is_shared++) {
        char *holdout = people(is_shared ? 59 : 60, 60);
        keur_case *on = keur_check_measurable(&(keur_given){.train = train,
                                                            .holdout = holdout,
                                                            .synthetic = synthetic,
                                                            .reference = reference,
                                                            .schema = schema});

        check_shared(on, "membership-distance", "auc", is_shared);
        check_shared(on, "membership-distance", "tpr@fpr=0.1", is_shared);
        check_shared(on, "exact-copies", "exact-copies-excess", is_shared);
        check_shared(on, "attribute-keys", "dcap-excess", is_shared);
        check_shared(on, "attribute-keys", "dcap", false); /* of train alone */
        check_shared(on, "marginals", "total-variation", false);
        keur_case_free(on);
        free(holdout);
    }
    free(train);
    free(synthetic);
    free(reference);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_level_is_corrected),
        cmocka_unit_test(sound_tables_are_rarely_marked),
        cmocka_unit_test(near_the_holdout),
        cmocka_unit_test(shared_people),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
