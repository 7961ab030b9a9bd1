/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Predicates on three columns of tables that offer too many to try all: those that are drawn. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "attacks/identity/predicates.h"
#include "base/random.h"
#include "case/remembered.h"
#include "support/measuring.h"

enum { ROWS = 500, COLUMNS = 12 }; /* 220 combinations of columns for each row */

/* Numbers 0 .. n_values - 1 in the first half of the columns, levels in the others. */
static char *table(uint64_t stream, unsigned n_values, unsigned n_levels)
{
    keur_random random = keur_random_start(90, "test-drawn", stream);
    char *text = malloc(8 * COLUMNS * (ROWS + 1)), *at = text;

    assert_non_null(text);
    for (int j = 0; j < COLUMNS; j++)
        at += sprintf(at, "%sc%d", j > 0 ? "," : "", j);
    at += sprintf(at, "\n");
    for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < COLUMNS; j++) {
            const bool is_level = j >= COLUMNS / 2;
            const unsigned n = is_level ? n_levels : n_values;

            at += sprintf(at, "%s%s%u", j > 0 ? "," : "", is_level ? "L" : "",
                          (unsigned)keur_random_below(&random, n));
        }
        at += sprintf(at, "\n");
    }
    return text;
}

static keur_case *case_of(unsigned n_values, unsigned n_levels)
{
    char *train = table(1, n_values, n_levels), *synthetic = table(2, n_values, n_levels);
    keur_case *on =
        keur_check_measurable(&(keur_given){.train = train, .synthetic = synthetic, .threads = 1});

    free(train);
    free(synthetic);
    return on;
}

static size_t count(const keur_case *on, const keur_predicate *predicate)
{
    size_t found = 0;

    for (size_t i = 0; i < ROWS; i++) {
        bool is_met = true;

        for (size_t c = 0; c < predicate->n; c++) {
            const keur_condition *condition = &predicate->conditions[c];
            const int32_t code = keur_case_codes(on, KEUR_SYNTHETIC, condition->column)[i];

            is_met = is_met && code >= condition->low && code <= condition->high;
        }
        found += is_met;
    }
    return found;
}

static void make(const keur_case *on, size_t most, uint64_t seed, int threads,
                 keur_predicates *made)
{
    const keur_rows rows = keur_case_view(on, KEUR_SYNTHETIC);
    keur_searched in;

    assert_ok(keur_searched_make(&rows, keur_case_code_counts(on), NULL, 0, &in, &err));
    assert_ok(keur_predicates_several(on, &in, most, seed, "test", threads, made, &err));
    keur_searched_free(&in);
}

static void check_each(const keur_case *on, const keur_predicates *made, size_t most)
{
    size_t about[COLUMNS] = {0};

    for (size_t i = 0; i < made->n; i++) {
        const keur_condition *conditions = made->items[i].conditions;

        assert_int_equal(made->items[i].n, 3);
        assert_int_equal(count(on, &made->items[i]), 1);
        for (size_t c = 0; c < 3; c++) {
            assert_true(c == 0 || conditions[c - 1].column < conditions[c].column);
            about[conditions[c].column]++;
        }
        for (size_t k = 0; k < i; k++)
            assert_memory_not_equal(&made->items[k], &made->items[i], sizeof made->items[i]);
    }
    /* each column has had its turn */
    for (size_t j = 0; j < COLUMNS && made->n == most; j++)
        assert_true(about[j] >= most / COLUMNS);
}

static void test_drawn(void **state)
{
    keur_case *on = case_of(50, 4);
    keur_predicates made, same, other;

    (void)state;
    make(on, 700, 1, 1, &made);
    assert_int_equal(made.n, 700);
    check_each(on, &made, 700);
    make(on, 700, 1, 2, &same);
    make(on, 700, 2, 1, &other);
    assert_int_equal(same.n, 700);
    assert_memory_equal(made.items, same.items, 700 * sizeof *made.items);
    assert_memory_not_equal(made.items, other.items, 700 * sizeof *made.items);
    keur_predicates_free(&made);
    keur_predicates_free(&same);
    keur_predicates_free(&other);
    keur_case_free(on);
}

/* Where nothing selects one row, the attempts come to an end; where little does, none comes twice,
 * however often it is drawn. */
static void test_little_to_find(void **state)
{
    keur_case *none = case_of(2, 2), *few = case_of(5, 3);
    keur_predicates made;

    (void)state;
    make(none, 300, 1, 1, &made);
    assert_int_equal(made.n, 0);
    keur_predicates_free(&made);
    make(few, 20000, 1, 1, &made);
    assert_true(made.n > 0 && made.n < 1000);
    check_each(few, &made, 20000);
    keur_predicates_free(&made);
    keur_case_free(none);
    keur_case_free(few);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_drawn),
                                       cmocka_unit_test(test_little_to_find)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
