/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leaks that are planted: every cell says which row of which table it was, so that what a planted
 * row is made of can be read off. */
#include "support/check.h"

#include <stdlib.h>

#include <keur/schema.h>

#include "base/text.h"
#include "case/plant.h"
#include "support/tables.h"

enum { N = 120, COLUMNS = 4, BEFORE = 1000 };

typedef struct made {
    keur_table *tables[KEUR_N_TABLES];
    keur_schema *schema;
} made;

/* The cell of row i in column j is a letter and i + 1000 j. */
static keur_table *table_of(char letter, int n)
{
    keur_text text = {NULL, 0, 0};
    keur_table *table;

    assert_ok(keur_text_add(&text, "a,b,c,d\n", &err));
    for (int i = 0; i < n; i++)
        for (int j = 0; j < COLUMNS; j++)
            assert_ok(keur_text_format(&text, &err, "%c%d%c", letter, i + BEFORE * j,
                                       j + 1 < COLUMNS ? ',' : '\n'));
    table = keur_check_table("t.csv", text.bytes);
    keur_text_free(&text);
    return table;
}

static made make(int n_train)
{
    keur_schema *declared =
        keur_check_schema("{\"columns\": [{\"name\": \"a\", \"type\": \"categorical\"},"
                          " {\"name\": \"b\", \"type\": \"categorical\"}, {\"name\": \"c\", "
                          "\"type\": \"categorical\"},"
                          " {\"name\": \"d\", \"type\": \"categorical\"}]}");
    made all = {.schema = NULL};
    const keur_table *seen[3];

    seen[0] = all.tables[KEUR_TRAIN] = table_of('t', n_train);
    seen[1] = all.tables[KEUR_HOLDOUT] = table_of('h', N);
    seen[2] = all.tables[KEUR_SYNTHETIC] = table_of('s', N);
    assert_ok(keur_schema_infer(seen, 3, declared, false, &all.schema, &err));
    keur_schema_free(declared);
    return all;
}

static keur_case *plant(const made *all, const keur_plant *what, uint64_t seed, int threads)
{
    const keur_case_options options = {.seed = seed, .threads = threads, .needs_reference = true};
    const keur_table *tables[KEUR_N_TABLES];
    keur_case *on = NULL;

    for (size_t role = 0; role < KEUR_N_TABLES; role++)
        tables[role] = all->tables[role];
    assert_ok(keur_case_new_planted(tables, all->schema, &options, what, &on, &err));
    return on;
}

static void free_made(made *of)
{
    keur_schema_free(of->schema);
    for (size_t i = 0; i < KEUR_N_TABLES; i++)
        keur_table_free(of->tables[i]);
}

/* The train row that a cell of the synthetic table came from; -1: it is the synthetic row's own. */
static int train_row(const keur_case *on, size_t row, size_t column)
{
    const keur_column *of = keur_case_column(on, column);
    const int32_t code = keur_case_codes(on, KEUR_SYNTHETIC, column)[row];
    const char *level = of->levels[(size_t)code - of->n_values];
    const int number = atoi(level + 1) - BEFORE * (int)column;

    if (level[0] == 't')
        return number;
    assert_int_equal(level[0], 's');
    assert_int_equal(number, row);
    return -1;
}

typedef struct seen {
    size_t n, cells[COLUMNS + 1]; /* planted rows; those with so many cells of train */
    bool is_planted[N], is_used[N];
} seen;

/* All cells that came from train came from one row, and no row of train was taken twice. */
static seen look(const keur_case *on)
{
    seen found = {.n = 0};

    for (size_t i = 0; i < N; i++) {
        size_t cells = 0;
        int from = -1;

        for (size_t j = 0; j < COLUMNS; j++) {
            const int row = train_row(on, i, j);

            assert_true(row < 0 || from < 0 || row == from);
            from = row >= 0 ? row : from;
            cells += row >= 0;
        }
        found.cells[cells]++;
        found.is_planted[i] = from >= 0;
        found.n += from >= 0;
        assert_false(from >= 0 && found.is_used[from]);
        if (from >= 0)
            found.is_used[from] = true;
    }
    return found;
}

static void check_kind(const made *all, keur_plant_kind kind, size_t n_cells)
{
    static const size_t keys[] = {1, 3};
    static const double shares[] = {0.01, 0.05, 0.2, 1};
    static const size_t wanted[] = {2, 6, 24, 120}; /* of 120, rounded up */
    seen before = {.n = 0};

    for (size_t s = 0; s < 4; s++) {
        const keur_plant what = {kind, shares[s], keys, 2};
        keur_case *on = plant(all, &what, 5, 1);
        const seen found = look(on);

        assert_int_equal(found.n, wanted[s]);
        assert_int_equal(found.cells[n_cells], wanted[s]);
        for (size_t i = 0; i < N; i++)
            assert_true(found.is_planted[i] || !before.is_planted[i]);
        before = found;
        if (kind == KEUR_PLANT_SECRETS)
            for (size_t i = 0; i < N; i++)
                assert_int_equal(train_row(on, i, 0), -1);
        keur_case_free(on);
    }
}

static void test_what_is_planted(void **state)
{
    made all = make(N);

    (void)state;
    check_kind(&all, KEUR_PLANT_COPIES, COLUMNS);
    check_kind(&all, KEUR_PLANT_NEAR, COLUMNS - 1);
    check_kind(&all, KEUR_PLANT_SECRETS, 2);
    free_made(&all);
}

/* Which column keeps its cell is no matter of its place. */
static void test_any_column_may_be_kept(void **state)
{
    const keur_plant what = {KEUR_PLANT_NEAR, 1, NULL, 0};
    made all = make(N);
    keur_case *on = plant(&all, &what, 1, 1);

    (void)state;
    for (size_t j = 0; j < COLUMNS; j++) {
        size_t n = 0;

        for (size_t i = 0; i < N; i++)
            n += train_row(on, i, j) < 0;
        /* Binomial(120, 1/4) lies outside with a probability below 1e-6. */
        assert_in_range(n, 10, 55);
    }
    keur_case_free(on);
    free_made(&all);
}

/* Half of the rows are planted all the same, each train row as often as another, but for one. */
static void test_few_train_rows(void **state)
{
    const keur_plant what = {KEUR_PLANT_COPIES, 0.5, NULL, 0};
    made all = make(20);
    keur_case *on = plant(&all, &what, 1, 1);
    size_t times[20] = {0}, n = 0;

    (void)state;
    for (size_t i = 0; i < N; i++) {
        const int row = train_row(on, i, 0);

        if (row >= 0) {
            assert_in_range(row, 0, 19);
            times[row]++;
            n++;
        }
    }
    assert_int_equal(n, (N + 1) / 2);
    for (size_t i = 0; i < 20; i++)
        assert_in_range(times[i], n / 20, (n + 19) / 20);
    keur_case_free(on);
    free_made(&all);
}

/* A row like the train row keeps nothing, and is no trap. */
static void test_rows_that_are_equal(void **state)
{
    const keur_plant what = {KEUR_PLANT_NEAR, 1, NULL, 0};
    made all = make(N);
    keur_case *on;

    (void)state;
    keur_table_free(all.tables[KEUR_SYNTHETIC]);
    all.tables[KEUR_SYNTHETIC] = table_of('t', 1);
    keur_table_free(all.tables[KEUR_TRAIN]);
    all.tables[KEUR_TRAIN] = table_of('t', 1);
    on = plant(&all, &what, 1, 1);
    for (size_t j = 0; j < COLUMNS; j++)
        assert_int_equal(keur_case_codes(on, KEUR_SYNTHETIC, j)[0],
                         keur_case_codes(on, KEUR_TRAIN, j)[0]);
    keur_case_free(on);
    free_made(&all);
}

static void test_seed_alone_decides(void **state)
{
    const keur_plant what = {KEUR_PLANT_NEAR, 0.2, NULL, 0};
    made all = make(N);
    keur_case *on[3] = {plant(&all, &what, 1, 1), plant(&all, &what, 1, 3),
                        plant(&all, &what, 2, 1)};
    size_t n_other = 0;

    (void)state;
    for (size_t i = 0; i < N; i++) {
        for (size_t j = 0; j < COLUMNS; j++) {
            assert_int_equal(train_row(on[0], i, j), train_row(on[1], i, j));
            n_other += train_row(on[0], i, j) != train_row(on[2], i, j);
        }
    }
    assert_true(n_other > 0);
    for (size_t k = 0; k < 3; k++)
        keur_case_free(on[k]);
    free_made(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_planted), cmocka_unit_test(test_any_column_may_be_kept),
        cmocka_unit_test(test_few_train_rows), cmocka_unit_test(test_rows_that_are_equal),
        cmocka_unit_test(test_seed_alone_decides)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
