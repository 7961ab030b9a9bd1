/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of real rows in the place of a synthetic one: a copy, fresh rows, independent columns. */
#include "support/check.h"

#include <keur/schema.h>

#include "base/text.h"
#include "case/stand_in.h"
#include "case/units.h"
#include "support/tables.h"

enum { N = 400 };

typedef struct made {
    keur_table *tables[KEUR_N_TABLES];
    keur_schema *schema;
    keur_case *on;
} made;

/* x counts on, y is x in another word, so that columns that were drawn apart no longer agree. */
static keur_table *table_of(int first, int per_person)
{
    keur_text text = {NULL, 0, 0};
    keur_table *table;

    assert_ok(keur_text_add(&text, "id,x,y\n", &err));
    for (int i = 0; i < N; i++)
        assert_ok(keur_text_format(&text, &err, "p%d,%d,w%d\n", first + i / per_person, first + i,
                                   (first + i) % 7));
    table = keur_check_table("t.csv", text.bytes);
    keur_text_free(&text);
    return table;
}

static made make(keur_stand_in kind, int per_person, uint64_t seed)
{
    const keur_case_options options = {.seed = seed, .threads = 1, .needs_reference = true};
    keur_schema *declared = keur_check_schema(
        "{\"columns\": [{\"name\": \"id\", \"type\": \"identifier\", \"roles\": [\"unit\"]},"
        " {\"name\": \"x\", \"type\": \"numeric\"}]}");
    made all = {.schema = NULL};
    const keur_table *seen[KEUR_N_TABLES] = {NULL};
    const keur_table *real[2];

    real[0] = seen[KEUR_TRAIN] = all.tables[KEUR_TRAIN] = table_of(0, per_person);
    real[1] = seen[KEUR_HOLDOUT] = all.tables[KEUR_HOLDOUT] = table_of(1000, per_person);
    assert_ok(keur_schema_infer(real, 2, declared, false, &all.schema, &err));
    assert_ok(keur_case_new_stand_in(seen, all.schema, &options, kind, &all.on, &err));
    keur_schema_free(declared);
    return all;
}

static void free_made(made *of)
{
    keur_case_free(of->on);
    keur_schema_free(of->schema);
    for (size_t i = 0; i < KEUR_N_TABLES; i++)
        keur_table_free(of->tables[i]);
}

static int x_of(const keur_case *on, keur_role role, size_t i)
{
    const size_t x = (size_t)keur_case_find(on, "x");

    return (int)keur_case_column(on, x)->values[keur_case_codes(on, role, x)[i]];
}

static int y_of(const keur_case *on, keur_role role, size_t i)
{
    const size_t y = (size_t)keur_case_find(on, "y");

    return keur_case_column(on, y)->levels[keur_case_codes(on, role, y)[i]][1] - '0';
}

static void test_copy(void **state)
{
    made all = make(KEUR_STAND_IN_COPY, 1, 1);

    (void)state;
    assert_int_equal(keur_case_rows(all.on, KEUR_SYNTHETIC), N);
    assert_int_equal(keur_case_rows(all.on, KEUR_HOLDOUT), N);
    for (size_t i = 0; i < N; i++)
        assert_int_equal(x_of(all.on, KEUR_SYNTHETIC, i), (int)i);
    free_made(&all);
}

/* Each row of the holdout is in one of the two, whole persons, and the seed decides. */
static void test_fresh(void **state)
{
    int n_different = 0;

    (void)state;
    for (int per_person = 1; per_person <= 4; per_person += 3) {
        made all = make(KEUR_STAND_IN_FRESH, per_person, 1);
        made again = make(KEUR_STAND_IN_FRESH, per_person, 1);
        made other = make(KEUR_STAND_IN_FRESH, per_person, 2);
        int seen[N] = {0}, half_of[N] = {0};

        assert_int_equal(keur_case_rows(all.on, KEUR_SYNTHETIC), N / 2);
        assert_int_equal(keur_case_rows(all.on, KEUR_HOLDOUT), N / 2);
        for (int half = 0; half < 2; half++) {
            const keur_role role = half ? KEUR_HOLDOUT : KEUR_SYNTHETIC;

            for (size_t i = 0; i < N / 2; i++) {
                const int row = x_of(all.on, role, i) - 1000;

                seen[row]++;
                assert_true(half_of[row / per_person] == 0 ||
                            half_of[row / per_person] == half + 1);
                half_of[row / per_person] = half + 1;
                assert_int_equal(row + 1000, x_of(again.on, role, i));
                n_different += row + 1000 != x_of(other.on, role, i);
            }
        }
        for (size_t i = 0; i < N; i++)
            assert_int_equal(seen[i], 1);
        assert_true(keur_case_rows(all.on, KEUR_REFERENCE) > 0);
        free_made(&all);
        free_made(&again);
        free_made(&other);
    }
    assert_true(n_different > N / 2);
}

/* Every value is one of train's; a row's columns come from different rows: one in seven agrees by
 * chance, 57 of 400, and 100 or more has a probability below 1e-8. */
static void test_independent(void **state)
{
    made all = make(KEUR_STAND_IN_INDEPENDENT, 4, 1);
    const int32_t *units = keur_case_units(all.on, KEUR_SYNTHETIC);
    size_t n_agree = 0;

    (void)state;
    assert_int_equal(keur_case_rows(all.on, KEUR_SYNTHETIC), N);
    for (size_t i = 0; i < N; i++) {
        const int x = x_of(all.on, KEUR_SYNTHETIC, i);

        assert_in_range(x, 0, N - 1);
        n_agree += x % 7 == y_of(all.on, KEUR_SYNTHETIC, i);
        for (size_t j = 0; j < i; j++)
            assert_int_not_equal(units[i], units[j]);
        assert_true((size_t)units[i] < keur_case_unit_count(all.on));
    }
    assert_true(n_agree < 100);
    free_made(&all);
}

static void test_holdout_of_one(void **state)
{
    const keur_case_options options = {.seed = 1, .threads = 1};
    const keur_table *seen[KEUR_N_TABLES] = {NULL}, *real[2];
    keur_table *train = keur_check_table("t.csv", "x,y\n1,a\n2,b\n3,a\n");
    keur_table *holdout = keur_check_table("h.csv", "x,y\n4,a\n");
    keur_schema *schema = NULL;
    keur_case *on = NULL;

    (void)state;
    real[0] = seen[KEUR_TRAIN] = train;
    real[1] = seen[KEUR_HOLDOUT] = holdout;
    assert_ok(keur_schema_infer(real, 2, NULL, false, &schema, &err));
    assert_fails(keur_case_new_stand_in(seen, schema, &options, KEUR_STAND_IN_FRESH, &on, &err),
                 KEUR_EDATA, "too few rows to be halved");
    keur_schema_free(schema);
    keur_table_free(train);
    keur_table_free(holdout);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_copy), cmocka_unit_test(test_fresh),
                                       cmocka_unit_test(test_independent),
                                       cmocka_unit_test(test_holdout_of_one)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
