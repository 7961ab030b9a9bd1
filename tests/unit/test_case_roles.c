/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The split of the holdout, persons, rows in two roles, remembered neighbours, scales. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "case/remembered.h"
#include "case/units.h"
#include "support/measuring.h"

enum { N = 101 };

#define UNIT_SCHEMA                                                                                \
    "{\"keur_schema\": 1, \"columns\": [{\"name\": \"id\", \"type\": \"identifier\", "             \
    "\"roles\": [\"unit\"]}, {\"name\": \"x\", \"type\": \"numeric\"}]}"

#define ROW_SCHEMA                                                                                 \
    "{\"keur_schema\": 1, \"columns\": [{\"name\": \"id\", \"use\": false}, "                      \
    "{\"name\": \"x\", \"type\": \"numeric\"}]}"

/* n rows: an id shared by `per_person` rows, x counting from `first`, y = x mod 3. */
static char *table(size_t n, int first, int per_person)
{
    keur_text text = {NULL, 0, 0};

    assert_ok(keur_text_add(&text, "id,x,y\n", &err));
    for (int i = 0; i < (int)n; i++)
        assert_ok(keur_text_format(&text, &err, "p%d,%d,L%d\n", (first + i) / per_person, first + i,
                                   (first + i) % 3));
    return text.bytes;
}

/* A case of `n_holdout` holdout rows of persons with `per_person` rows each. */
static keur_case *split_case(size_t n_holdout, int per_person, uint64_t seed, bool needs_reference)
{
    char *train = table(N, 1500, per_person), *holdout = table(n_holdout, 4500, per_person);
    char *synthetic = table(N, 9000, per_person);
    keur_case *on = keur_check_measurable(&(keur_given){.train = train,
                                                        .holdout = holdout,
                                                        .synthetic = synthetic,
                                                        .schema = UNIT_SCHEMA,
                                                        .seed = seed,
                                                        .needs_reference = needs_reference,
                                                        .threads = 1});

    free(train);
    free(holdout);
    free(synthetic);
    return on;
}

static double number(const keur_case *on, keur_role role, size_t row)
{
    const size_t x = (size_t)keur_case_find(on, "x");

    return keur_case_column(on, x)->values[keur_case_codes(on, role, x)[row]];
}

/* Each row of the holdout is in one half, whole persons, equally many, in order. */
static void check_halves(const keur_case *on, int per_person)
{
    const keur_role halves[] = {KEUR_REFERENCE, KEUR_NON_MEMBER};
    const size_t n = keur_case_rows(on, KEUR_HOLDOUT);
    const size_t n_persons = (n + (size_t)per_person - 1) / (size_t)per_person;
    int seen[N] = {0}, half_of[N] = {0};
    size_t persons[2] = {0, 0};

    for (int h = 0; h < 2; h++) {
        int last = -1;

        for (size_t i = 0; i < keur_case_rows(on, halves[h]); i++) {
            const int person = ((int)number(on, halves[h], i) - 4500) / per_person;

            seen[(int)number(on, halves[h], i) - 4500]++;
            assert_true(number(on, halves[h], i) > last);
            last = (int)number(on, halves[h], i);
            assert_true(half_of[person] == 0 || half_of[person] == h + 1);
            persons[h] += half_of[person] == 0;
            half_of[person] = h + 1;
        }
    }
    for (size_t i = 0; i < n; i++)
        assert_int_equal(seen[i], 1);
    assert_int_equal(persons[0], n_persons / 2);
    assert_int_equal(persons[1], n_persons - n_persons / 2);
}

static void test_split(void **state)
{
    (void)state;
    for (int per_person = 1; per_person <= 5; per_person += 2) {
        for (uint64_t seed = 1; seed <= 10; seed++) {
            keur_case *on = split_case(N - (size_t)seed % 2, per_person, seed, true);

            assert_true(keur_case_has(on, KEUR_REFERENCE));
            assert_true(keur_case_is_split(on));
            check_halves(on, per_person);
            assert_true(keur_check_case_noticed(on, "one half of the holdout"));
            keur_case_free(on);
        }
    }
}

static void test_seed_decides(void **state)
{
    keur_case *a = split_case(N, 1, 1, true), *b = split_case(N, 1, 1, true);
    keur_case *c = split_case(N, 1, 2, true);
    const size_t n = keur_case_rows(a, KEUR_REFERENCE);
    const size_t x = (size_t)keur_case_find(a, "x");

    (void)state;
    assert_memory_equal(keur_case_codes(a, KEUR_REFERENCE, x),
                        keur_case_codes(b, KEUR_REFERENCE, x), n * sizeof(int32_t));
    assert_memory_not_equal(keur_case_codes(a, KEUR_REFERENCE, x),
                            keur_case_codes(c, KEUR_REFERENCE, x), n * sizeof(int32_t));
    keur_case_free(a);
    keur_case_free(b);
    keur_case_free(c);
}

/* Not asked for, or too small to be split: all of the holdout is scored. */
static void test_no_split(void **state)
{
    keur_case *asked_not = split_case(N, 1, 1, false), *one_row = split_case(1, 1, 1, true);
    keur_case *one_person = split_case(4, 100000, 1, true);
    keur_case *all[] = {asked_not, one_row, one_person};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        keur_result *found = keur_check_run(all[i], "membership-distance-ratio", NULL);

        assert_false(keur_case_has(all[i], KEUR_REFERENCE));
        assert_false(keur_case_is_split(all[i]));
        assert_int_equal(keur_case_rows(all[i], KEUR_NON_MEMBER),
                         keur_case_rows(all[i], KEUR_HOLDOUT));
        assert_true(keur_check_contains(keur_result_figure(found, 0)->reason, "reference"));
        keur_result_free(found);
        keur_case_free(all[i]);
    }
}

/* A row without an id is a person of its own. */
static void test_missing_ids(void **state)
{
    keur_case *on = keur_check_measurable(&(keur_given){.train = "id,x\na,1\n,2\n,3\na,4\n",
                                                        .synthetic = "id,x\nb,1\n,2\n",
                                                        .schema = UNIT_SCHEMA});
    const int32_t *units = keur_case_units(on, KEUR_TRAIN);

    (void)state;
    assert_int_equal(units[0], units[3]);
    assert_int_not_equal(units[1], units[2]);
    assert_int_not_equal(units[1], units[0]);
    assert_int_equal(keur_case_unit_count(on), 5);
    assert_int_equal(keur_case_columns(on), 1);
    keur_case_free(on);
}

/* --- rows in two roles --- */

static keur_case *paired_case(bool needs_reference)
{
    return keur_check_measurable(
        &(keur_given){.train = "x,y\n1,a\n2,b\n3,a\n4,b\n5,a\n",
                      .holdout = "x,y\n7,a\n8,b\n7,a\n9,\n12,a\n15,b\n",
                      .synthetic = "y,x\n,9\na,7\nb,15\na,12\nb,8\na,7.0\n",
                      .needs_reference = needs_reference,
                      .threads = 1});
}

static bool is_same_row(const keur_case *on, keur_role a, size_t i, keur_role b, size_t k)
{
    for (size_t j = 0; j < keur_case_columns(on); j++) {
        if (keur_case_codes(on, a, j)[i] != keur_case_codes(on, b, j)[k])
            return false;
    }
    return true;
}

static void test_no_row_meets_itself(void **state)
{
    static const keur_role roles[] = {KEUR_HOLDOUT, KEUR_SYNTHETIC, KEUR_NON_MEMBER,
                                      KEUR_REFERENCE};

    (void)state;
    for (int split = 0; split < 2; split++) {
        keur_case *on = paired_case(split);

        assert_true(keur_check_case_noticed(on, "no row was compared with itself"));
        assert_true(keur_case_is_holdout(on, KEUR_SYNTHETIC));
        for (size_t a = 0; a < 3u + (size_t)split; a++) {
            for (size_t b = 0; b < 3u + (size_t)split; b++) {
                uint32_t *self = NULL;
                int taken[6] = {0};

                assert_ok(keur_case_self(on, roles[a], roles[b], &self, &err));
                if (self == NULL) {
                    /* Only the two halves of the holdout share no row. */
                    assert_true((roles[a] == KEUR_NON_MEMBER && roles[b] == KEUR_REFERENCE) ||
                                (roles[b] == KEUR_NON_MEMBER && roles[a] == KEUR_REFERENCE));
                    continue;
                }
                for (size_t i = 0; i < keur_case_rows(on, roles[a]); i++) {
                    if (self[i] == KEUR_NO_ROW)
                        continue;
                    assert_true(is_same_row(on, roles[a], i, roles[b], self[i]));
                    assert_int_equal(taken[self[i]]++, 0);
                }
                free(self);
            }
        }
        keur_case_free(on);
    }
}

/* The two rows (7,a) are each other's neighbour; all others meet another row than themselves. */
static void test_neighbours_of_paired_rows(void **state)
{
    keur_case *on = paired_case(false);
    const keur_ask ask = {.from = KEUR_SYNTHETIC, .to = KEUR_HOLDOUT, .k = 1};
    const keur_neighbours *near = NULL;

    (void)state;
    assert_ok(keur_case_neighbours(on, &ask, &near, &err));
    for (size_t i = 0; i < near->n; i++)
        assert_true((near->distances[i] == 0) == (i == 1 || i == 5));
    keur_case_free(on);
}

static void test_train_is_no_holdout(void **state)
{
    keur_case *on = keur_check_measurable(&(keur_given){.train = "x,y\n1,a\n2,b\n3,a\n",
                                                        .holdout = "x,y\n7,a\n8,b\n9,a\n",
                                                        .synthetic = "x,y\n1,a\n2,b\n3,a\n"});
    const keur_ask ask = {.from = KEUR_SYNTHETIC, .to = KEUR_TRAIN, .k = 1};
    const keur_neighbours *near = NULL;

    (void)state;
    /* A copy of train must look like one. */
    assert_ok(keur_case_neighbours(on, &ask, &near, &err));
    for (size_t i = 0; i < 3; i++)
        assert_true(near->distances[i] == 0 && near->rows[i] == i);
    keur_case_free(on);
}

/* --- remembered neighbours --- */

static void test_remembered(void **state)
{
    keur_case *on = split_case(N, 1, 1, false);
    keur_ask ask = {.from = KEUR_TRAIN, .to = KEUR_SYNTHETIC, .k = 3};
    const keur_neighbours *three = NULL, *again = NULL, *one = NULL, *five = NULL, *other = NULL;

    (void)state;
    assert_ok(keur_case_neighbours(on, &ask, &three, &err));
    assert_ok(keur_case_neighbours(on, &ask, &again, &err));
    assert_ptr_equal(three, again);
    ask.k = 1;
    assert_ok(keur_case_neighbours(on, &ask, &one, &err));
    assert_ptr_equal(three, one);
    ask.k = 5;
    assert_ok(keur_case_neighbours(on, &ask, &five, &err));
    assert_ptr_not_equal(three, five);
    for (size_t i = 0; i < three->n; i++)
        assert_memory_equal(&three->rows[i * 3], &five->rows[i * 5], 3 * sizeof(uint32_t));
    ask.scaling = KEUR_SCALING_RANK;
    assert_ok(keur_case_neighbours(on, &ask, &other, &err));
    assert_ptr_not_equal(other, five);
    ask.to = KEUR_REFERENCE;
    assert_fails(keur_case_neighbours(on, &ask, &other, &err), KEUR_EDATA, "no reference table");
    keur_case_free(on);
}

/* More neighbours than rows: what is lacking is said. */
static void test_more_than_there_are(void **state)
{
    keur_case *on =
        keur_check_measurable(&(keur_given){.train = "x,y\n1,a\n2,b\n", .synthetic = "x,y\n1,a\n"});
    const keur_ask ask = {.from = KEUR_TRAIN, .to = KEUR_SYNTHETIC, .k = 3};
    const keur_neighbours *near = NULL;

    (void)state;
    assert_ok(keur_case_neighbours(on, &ask, &near, &err));
    assert_true(near->rows[0] == 0 && near->distances[0] == 0);
    assert_true(near->rows[1] == KEUR_NO_ROW && isinf(near->distances[1]));
    keur_case_free(on);
}

/* --- real tables that share people --- */

static void test_shared_people(void **state)
{
    char *train = table(N, 1500, 1), *near = table(N, 1560, 1), *far = table(N, 4500, 1);
    char *synthetic = table(N, 9000, 1);
    keur_case *on;

    (void)state;
    on = keur_check_measurable(&(keur_given){
        .train = train, .holdout = near, .synthetic = synthetic, .schema = UNIT_SCHEMA});
    assert_true(keur_check_case_noticed(on, "train and holdout tables share persons"));
    keur_case_free(on);
    /* Without persons, by the rows they share. */
    for (int is_near = 0; is_near < 2; is_near++) {
        on = keur_check_measurable(&(keur_given){.train = train,
                                                 .holdout = is_near ? near : far,
                                                 .synthetic = synthetic,
                                                 .schema = ROW_SCHEMA});
        assert_int_equal(keur_check_case_noticed(on, "train and holdout tables share more rows"),
                         is_near);
        keur_case_free(on);
    }
    free(train);
    free(near);
    free(far);
    free(synthetic);
}

/* Sound splits of tables with many equal rows are not accused. */
static void test_sound_splits(void **state)
{
    (void)state;
    for (uint64_t draw = 0; draw < 300; draw++) {
        keur_random random = keur_random_start(70, "test-case-roles", draw);
        keur_text texts[2] = {{NULL, 0, 0}, {NULL, 0, 0}};
        keur_case *on;

        for (size_t t = 0; t < 2; t++) {
            assert_ok(keur_text_add(&texts[t], "x,y\n", &err));
            for (size_t i = 0; i < (t == 0 ? 300u : 60u + (size_t)draw); i++)
                assert_ok(keur_text_format(&texts[t], &err, "%d,%d\n",
                                           (int)keur_random_below(&random, 20 + draw),
                                           (int)keur_random_below(&random, 20)));
        }
        on = keur_check_measurable(&(keur_given){.train = texts[0].bytes,
                                                 .holdout = texts[1].bytes,
                                                 .synthetic = texts[0].bytes,
                                                 .threads = 1});
        assert_false(keur_check_case_noticed(on, "share"));
        keur_case_free(on);
        keur_text_free(&texts[0]);
        keur_text_free(&texts[1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_split),
                                       cmocka_unit_test(test_seed_decides),
                                       cmocka_unit_test(test_no_split),
                                       cmocka_unit_test(test_missing_ids),
                                       cmocka_unit_test(test_no_row_meets_itself),
                                       cmocka_unit_test(test_neighbours_of_paired_rows),
                                       cmocka_unit_test(test_train_is_no_holdout),
                                       cmocka_unit_test(test_remembered),
                                       cmocka_unit_test(test_more_than_there_are),
                                       cmocka_unit_test(test_shared_people),
                                       cmocka_unit_test(test_sound_splits)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
