/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>

#include "near/near_impl.h"

/* Errors of the neighbour engine, and answers one can see. */

static const double ages[] = {20, 30, 30.5, 70};

/* Age in [20, 70], a special code 4, and a colour of three. */
static const keur_space_column table_columns[] = {
    {.is_numeric = true,
     .n_codes = 5,
     .n_values = 4,
     .values = ages,
     .scale = 50,
     .cap = 1,
     .weight = 1,
     .missing = 1},
    {.n_codes = 3, .weight = 1, .missing = 1},
};
static const keur_space table_space = {2, table_columns, false};

/* (20, a) (30, b) (30.5, a) (70, c) (missing, a) (special, missing) (20, a) */
static const int32_t age_codes[] = {0, 1, 2, 3, -1, 4, 0};
static const int32_t colour_codes[] = {0, 1, 0, 2, 0, -1, 0};
static const int32_t *const table_codes[] = {age_codes, colour_codes};
static const keur_rows table_rows = {7, 2, table_codes};

static keur_index *table_index(const keur_space *space)
{
    keur_index *index = NULL;

    assert_ok(keur_index_new(space, &table_rows, 1, &index, &err));
    return index;
}

/* All seven rows of the table from one query of it. */
static void nearest_to(const keur_space *space, size_t row, const double *weights, uint32_t *rows,
                       double *distances)
{
    keur_index *index = table_index(space);
    const int32_t *codes[] = {age_codes + row, colour_codes + row};
    const keur_rows query = {1, 2, codes};
    const keur_near_options options = {.k = 7, .weights = weights};

    assert_ok(keur_index_nearest(index, &query, &options, rows, distances, &err));
    keur_index_free(index);
}

static void check_order(const uint32_t *rows, const double *distances, const uint32_t *right,
                        const double *apart)
{
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(rows[i], right[i]);
        assert_near(distances[i], apart[i], 1e-15);
    }
}

static void distances_are_as_defined(void **state)
{
    /* From (20, a): itself twice; 10.5/50; a missing age 1; then 10/50 and a colour 1.2; then two
     * differences of 1 each, lowest row first. */
    static const uint32_t order[] = {0, 6, 2, 4, 1, 3, 5};
    static const double apart[] = {0, 0, 0.21, 1, 1.2, 2, 2};
    uint32_t rows[7];
    double distances[7];

    (void)state;
    nearest_to(&table_space, 0, NULL, rows, distances);
    check_order(rows, distances, order, apart);
}

static void specials_and_missing_differ_from_all_but_themselves(void **state)
{
    /* From (special, missing): itself; every other row differs in both. */
    static const uint32_t order[] = {5, 0, 1, 2, 3, 4, 6};
    static const double apart[] = {0, 2, 2, 2, 2, 2, 2};
    uint32_t rows[7];
    double distances[7];

    (void)state;
    nearest_to(&table_space, 5, NULL, rows, distances);
    check_order(rows, distances, order, apart);
}

static void squares_and_takes_the_root(void **state)
{
    static const keur_space squared = {2, table_columns, true};
    static const uint32_t order[] = {0, 6, 2, 4, 1, 3, 5};
    const double apart[] = {0, 0, 0.21, 1, sqrt(1.04), sqrt(2), sqrt(2)};
    uint32_t rows[7];
    double distances[7];

    (void)state;
    nearest_to(&squared, 0, NULL, rows, distances);
    check_order(rows, distances, order, apart);
}

static void a_weight_of_0_leaves_a_column_out(void **state)
{
    static const double weights[] = {0, 3};
    static const uint32_t order[] = {0, 2, 4, 6, 1, 3, 5};
    static const double apart[] = {0, 0, 0, 0, 3, 3, 3};
    uint32_t rows[7];
    double distances[7];

    (void)state;
    nearest_to(&table_space, 0, weights, rows, distances);
    check_order(rows, distances, order, apart);
}

/* Distances whose sums differ but whose roots do not are tied: the lowest row wins. */
static void ties_are_of_the_root(void **state)
{
    static const double values[] = {0, 1};
    static const keur_space_column pair[] = {{.is_numeric = true,
                                              .n_codes = 2,
                                              .n_values = 2,
                                              .values = values,
                                              .scale = 1,
                                              .cap = INFINITY,
                                              .weight = 1,
                                              .missing = 1},
                                             {.n_codes = 2, .weight = 0x1p-52, .missing = 1}};
    static const keur_space space = {2, pair, true};
    /* From (0, 0): the sums are 1 + 2^-52 and 1, and the root of both is 1. */
    static const int32_t numbers[] = {1, 1, 0}, levels[] = {1, 0, 0};
    static const int32_t *const codes[] = {numbers, levels};
    static const int32_t *const asked[] = {numbers + 2, levels + 2};
    const keur_rows rows = {2, 2, codes}, query = {1, 2, asked};
    const keur_near_options options = {.k = 2};
    keur_index *index;
    uint32_t found[2];
    double distances[2];

    (void)state;
    assert_ok(keur_index_new(&space, &rows, 1, &index, &err));
    assert_ok(keur_index_nearest(index, &query, &options, found, distances, &err));
    assert_true(distances[0] == 1 && distances[1] == 1);
    assert_int_equal(found[0], 0);
    assert_int_equal(found[1], 1);
    keur_index_free(index);
}

static void leaves_out_its_own_row(void **state)
{
    static const uint32_t self[] = {0};
    keur_index *index = table_index(&table_space);
    const keur_rows query = {1, 2, table_codes};
    const keur_near_options options = {.k = 1, .self = self};
    uint32_t row;
    double distance;

    (void)state;
    assert_ok(keur_index_nearest(index, &query, &options, &row, &distance, &err));
    assert_int_equal(row, 6);
    assert_true(distance == 0);
    keur_index_free(index);
}

static void too_few_rows_leave_places_empty(void **state)
{
    keur_index *index = table_index(&table_space);
    const keur_rows query = {1, 2, table_codes};
    const keur_near_options options = {.k = 9};
    uint32_t rows[9];
    double distances[9];

    (void)state;
    assert_ok(keur_index_nearest(index, &query, &options, rows, distances, &err));
    assert_int_not_equal(rows[6], KEUR_NO_ROW);
    assert_int_equal(rows[7], KEUR_NO_ROW);
    assert_int_equal(rows[8], KEUR_NO_ROW);
    assert_true(isinf(distances[7]) && isinf(distances[8]));
    keur_index_free(index);
}

static void empty_tables_are_fine(void **state)
{
    const keur_rows none = {0, 2, table_codes};
    const keur_rows query = {1, 2, table_codes};
    const keur_near_options options = {.k = 1};
    keur_index *index;
    uint32_t row = 0;
    double distance = 0;

    (void)state;
    assert_ok(keur_index_new(&table_space, &none, 1, &index, &err));
    assert_ok(keur_index_nearest(index, &query, &options, &row, &distance, &err));
    assert_int_equal(row, KEUR_NO_ROW);
    assert_true(isinf(distance));
    assert_ok(keur_index_nearest(index, &none, &options, NULL, NULL, &err));
    keur_index_free(index);
    keur_index_free(NULL);
}

static void without_columns_all_rows_are_equal(void **state)
{
    const keur_space space = {0, NULL, false};
    const keur_rows rows = {3, 0, NULL};
    const keur_near_options options = {.k = 2};
    keur_index *index;
    uint32_t found[6];
    double distances[6];

    (void)state;
    assert_ok(keur_index_new(&space, &rows, 1, &index, &err));
    assert_ok(keur_index_nearest(index, &rows, &options, found, distances, &err));
    assert_int_equal(found[4], 0);
    assert_int_equal(found[5], 1);
    assert_true(distances[5] == 0);
    keur_index_free(index);
}

static void refuses_a_space(keur_space_column column, const char *part)
{
    const keur_space_column columns[] = {column, table_columns[1]};
    const keur_space space = {2, columns, false};
    keur_index *index = NULL;

    assert_fails(keur_index_new(&space, &table_rows, 1, &index, &err), KEUR_EINVAL, part);
    assert_null(index);
}

static void refuses_what_is_out_of_range(void **state)
{
    static const double unordered[] = {1, 0, 2, 3}, not_finite[] = {0, 1, 2, NAN};
    keur_space_column column;

    (void)state;
#define REFUSE(field, wrong, part)                                                                 \
    do {                                                                                           \
        column = table_columns[0];                                                                 \
        column.field = (wrong);                                                                    \
        refuses_a_space(column, part);                                                             \
    } while (0)
    REFUSE(scale, 0, "column 0: a scale");
    REFUSE(scale, NAN, "a scale");
    REFUSE(scale, INFINITY, "a scale");
    REFUSE(cap, 0, "a cap");
    REFUSE(cap, NAN, "a cap");
    REFUSE(weight, -1, "a weight");
    REFUSE(weight, INFINITY, "a weight");
    REFUSE(missing, -1, "missing value");
    REFUSE(missing, NAN, "missing value");
    REFUSE(n_values, 6, "more values than codes");
    REFUSE(n_codes, 4, "a code outside its range");
    REFUSE(n_codes, SIZE_MAX, "more codes");
    REFUSE(values, unordered, "ascending");
    REFUSE(values, not_finite, "finite");
#undef REFUSE
}

static void refuses_wrong_rows(void **state)
{
    static const int32_t too_low[] = {-2};
    static const int32_t *const codes[] = {too_low, colour_codes};
    const keur_rows wrong = {1, 2, codes}, narrow = {1, 1, table_codes};
    const keur_rows many = {(size_t)UINT32_MAX, 2, table_codes};
    const keur_near_options options = {.k = 1};
    keur_index *index = table_index(&table_space), *none;

    (void)state;
    assert_fails(keur_index_new(&table_space, &wrong, 1, &none, &err), KEUR_EINVAL, "column 0");
    assert_fails(keur_index_new(&table_space, &narrow, 1, &none, &err), KEUR_EINVAL, "1 columns");
    assert_fails(keur_index_new(&table_space, &many, 1, &none, &err), KEUR_EINVAL, "rows");
    assert_fails(keur_index_nearest(index, &wrong, &options, NULL, NULL, &err), KEUR_EINVAL,
                 "a code outside its range");
    assert_fails(keur_index_nearest(index, &narrow, &options, NULL, NULL, &err), KEUR_EINVAL,
                 "1 columns");
    keur_index_free(index);
}

static void refuses_wrong_options(void **state)
{
    static const double weights[] = {1, -1};
    static const uint32_t self[] = {7};
    keur_index *index = table_index(&table_space);
    const keur_rows query = {1, 2, table_codes};
    keur_near_options options = {.k = 0};

    (void)state;
    assert_fails(keur_index_nearest(index, &query, &options, NULL, NULL, &err), KEUR_EINVAL,
                 "k is 0");
    options.k = KEUR_MAX_NEIGHBOURS + 1;
    assert_fails(keur_index_nearest(index, &query, &options, NULL, NULL, &err), KEUR_EINVAL,
                 "k is 65");
    options.k = 1;
    options.weights = weights;
    assert_fails(keur_index_nearest(index, &query, &options, NULL, NULL, &err), KEUR_EINVAL,
                 "column 1: a weight");
    options.weights = NULL;
    options.self = self;
    assert_fails(keur_index_nearest(index, &query, &options, NULL, NULL, &err), KEUR_EINVAL,
                 "query 0");
    keur_index_free(index);
}

static void says_how_it_searches(void **state)
{
    keur_index *index = table_index(&table_space);

    (void)state;
    assert_true(keur_index_force(index, false, KEUR_PATH_PORTABLE));
    assert_string_equal(keur_index_method(index), "tree, portable");
    assert_true(keur_index_force(index, true, KEUR_PATH_PORTABLE));
    assert_string_equal(keur_index_method(index), "scan, portable");
    assert_true(keur_index_bytes(index) > 7 * 2);
    keur_index_free(index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_are_as_defined),
        cmocka_unit_test(specials_and_missing_differ_from_all_but_themselves),
        cmocka_unit_test(squares_and_takes_the_root),
        cmocka_unit_test(a_weight_of_0_leaves_a_column_out),
        cmocka_unit_test(ties_are_of_the_root),
        cmocka_unit_test(leaves_out_its_own_row),
        cmocka_unit_test(too_few_rows_leave_places_empty),
        cmocka_unit_test(empty_tables_are_fine),
        cmocka_unit_test(without_columns_all_rows_are_equal),
        cmocka_unit_test(refuses_what_is_out_of_range),
        cmocka_unit_test(refuses_wrong_rows),
        cmocka_unit_test(refuses_wrong_options),
        cmocka_unit_test(says_how_it_searches),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
