/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include "base/random.h"
#include "near/near_impl.h"

/* The same index and the same answers for any number of threads. */

enum { N_MANY = 20000, N_ASKED = 700, N_KINDS = 5, N_NEAREST = 3 };

typedef struct answer {
    keur_index *index;
    uint32_t rows[N_ASKED * N_NEAREST];
    double distances[N_ASKED * N_NEAREST];
} answer;

static void ask(int threads, const keur_space *space, const keur_rows *rows, answer *to)
{
    const keur_rows queries = {N_ASKED, rows->n_columns, rows->codes};
    const keur_near_options options = {.k = N_NEAREST, .threads = threads};

    assert_ok(keur_index_new(space, rows, threads, &to->index, &err));
    assert_ok(keur_index_nearest(to->index, &queries, &options, to->rows, to->distances, &err));
}

/* Enough rows and queries that the work is cut in many pieces. */
static void threads_change_nothing(void **state)
{
    static int32_t cells[N_KINDS][N_MANY];
    static double values[300];
    static answer one, other;
    const int32_t *codes[N_KINDS];
    keur_space_column columns[N_KINDS];
    keur_random random = keur_random_start(1, "near-threads", 0);
    const keur_space space = {N_KINDS, columns, false};
    const keur_rows rows = {N_MANY, N_KINDS, codes};

    (void)state;
    for (size_t i = 0; i < 300; i++)
        values[i] = (double)i;
    for (size_t j = 0; j < N_KINDS; j++) {
        columns[j] =
            (keur_space_column){j % 2 == 0, 300, 300, values, j == 0 ? 300.0 : 30.0, 1, 1, 1};
        codes[j] = cells[j];
        for (size_t i = 0; i < N_MANY; i++)
            cells[j][i] = (int32_t)keur_random_below(&random, j == 0 ? 300 : 8) - 1;
    }
    ask(1, &space, &rows, &one);
    for (int threads = 2; threads < 8; threads += 5) {
        ask(threads, &space, &rows, &other);
        assert_memory_equal(one.rows, other.rows, sizeof one.rows);
        assert_memory_equal(one.distances, other.distances, sizeof one.distances);
        assert_memory_equal(one.index->rows, other.index->rows, N_MANY * sizeof(uint32_t));
        assert_string_equal(keur_index_method(one.index), keur_index_method(other.index));
        keur_index_free(other.index);
    }
    keur_index_free(one.index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(threads_change_nothing)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
