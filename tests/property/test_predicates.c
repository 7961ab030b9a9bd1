/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Predicates on hundreds of random tables: what they select against plain loops over rows, and
 * those that are made against all that the table offers. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attacks/identity/predicates.h"
#include "case/remembered.h"
#include "support/measuring.h"
#include "support/plain.h"

enum { ROUNDS = 80, PREDICATES = 200, PLENTY = 4000 };

typedef struct world {
    keur_plain train, synthetic;
    keur_case *on;
    keur_searched in; /* the synthetic table */
} world;

static void draw(keur_random *random, world *of)
{
    keur_plain kinds;
    char *texts[3];

    keur_plain_kinds(random, &kinds);
    kinds.kinds[0] = KEUR_PLAIN_MANY;
    keur_plain_draw(random, &kinds, 10, &of->train);
    keur_plain_draw(random, &kinds, 1 + (size_t)keur_random_below(random, 40), &of->synthetic);
    keur_plain_copy(random, &of->synthetic, 4, &of->synthetic);
    texts[0] = keur_plain_csv(&of->train, NULL);
    texts[1] = keur_plain_csv(&of->synthetic, NULL);
    texts[2] = keur_plain_schema(&of->train);
    of->on = keur_check_measurable(
        &(keur_given){.train = texts[0], .synthetic = texts[1], .schema = texts[2], .threads = 1});
    for (size_t i = 0; i < 3; i++)
        free(texts[i]);
}

static void search(world *of)
{
    const keur_rows rows = keur_case_view(of->on, KEUR_SYNTHETIC);

    assert_ok(keur_searched_make(&rows, keur_case_code_counts(of->on), NULL, 0, &of->in, &err));
}

static void end(world *of)
{
    keur_searched_free(&of->in);
    keur_case_free(of->on);
}

/* The code of a plain cell, looked for among all values and levels of its column. */
static int32_t code_of(const world *of, const keur_plain_cell *cell, size_t column)
{
    const keur_column *in = keur_case_column(of->on, column);
    char text[20];

    (void)snprintf(text, sizeof text, cell->level < 0 ? "%d" : "L%d", cell->level);
    for (size_t c = 0; c < in->n_values; c++) {
        if (cell->kind == 'n' && in->values[c] == cell->number)
            return (int32_t)c;
    }
    for (size_t c = 0; c < in->n_levels; c++) {
        if (cell->kind == 'l' && strcmp(in->levels[c], text) == 0)
            return (int32_t)(in->n_values + c);
    }
    assert_true(cell->kind == 'm');
    return -1;
}

/* The only row that meets all conditions, or KEUR_NOT_ONE; *n = how many do. */
static uint32_t select(const world *of, const keur_predicate *by, size_t *n)
{
    uint32_t found = KEUR_NOT_ONE;

    *n = 0;
    for (size_t i = 0; i < of->synthetic.n_rows; i++) {
        bool is_met = true;

        for (size_t c = 0; c < by->n; c++) {
            const keur_condition *condition = &by->conditions[c];
            const int32_t code =
                code_of(of, &of->synthetic.cells[i][condition->column], condition->column);

            is_met = is_met && code >= condition->low && code <= condition->high;
        }
        if (is_met) {
            found = (uint32_t)i;
            ++*n;
        }
    }
    return *n == 1 ? found : KEUR_NOT_ONE;
}

/* Any columns, any ranges of codes, also empty ones. */
static void any_predicate(keur_random *random, const world *of, keur_predicate *made)
{
    const size_t p = of->synthetic.n_columns;
    uint32_t columns[KEUR_PLAIN_COLUMNS];

    for (size_t j = 0; j < p; j++)
        columns[j] = (uint32_t)j;
    keur_random_shuffle(random, columns, p);
    made->n = 1 + (uint32_t)keur_random_below(random, p < 3 ? p : 3);
    for (size_t c = 0; c < made->n; c++) {
        const size_t n_codes = keur_case_code_counts(of->on)[columns[c]];
        const int32_t a = (int32_t)keur_random_below(random, n_codes + 1) - 1;
        const int32_t b = (int32_t)keur_random_below(random, n_codes + 1) - 1;

        made->conditions[c] = (keur_condition){columns[c], a, b > a || n_codes == 1 ? b : a, 0};
    }
}

static void test_what_is_selected(void **state)
{
    static world of;
    keur_random random = keur_random_start(70, "test-predicates", 0);

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        keur_predicate predicates[PREDICATES];
        uint32_t hits[PREDICATES];
        size_t n;

        draw(&random, &of);
        search(&of);
        for (size_t i = 0; i < PREDICATES; i++)
            any_predicate(&random, &of, &predicates[i]);
        assert_ok(keur_predicates_hit(&of.in, predicates, PREDICATES, 1, hits, &err));
        for (size_t i = 0; i < PREDICATES; i++)
            assert_int_equal(hits[i], select(&of, &predicates[i], &n));
        end(&of);
    }
}

/* A part of the rows, in any order, is searched as if there were no others. */
static void test_some_rows(void **state)
{
    static world of;
    keur_random random = keur_random_start(71, "test-predicates", 0);

    (void)state;
    for (int round = 0; round < 40; round++) {
        keur_plain whole;
        keur_rows rows;
        uint32_t chosen[KEUR_PLAIN_ROWS];
        size_t n;

        draw(&random, &of);
        rows = keur_case_view(of.on, KEUR_SYNTHETIC);
        whole = of.synthetic;
        n = 1 + (size_t)keur_random_below(&random, whole.n_rows);
        for (size_t i = 0; i < whole.n_rows; i++)
            chosen[i] = (uint32_t)i;
        keur_random_shuffle(&random, chosen, whole.n_rows);
        of.synthetic.n_rows = n;
        for (size_t i = 0; i < n; i++)
            memcpy(of.synthetic.cells[i], whole.cells[chosen[i]], sizeof whole.cells[0]);
        assert_ok(keur_searched_make(&rows, keur_case_code_counts(of.on), chosen, n, &of.in, &err));
        for (size_t i = 0; i < 50; i++) {
            keur_predicate predicate;
            size_t n_found;

            any_predicate(&random, &of, &predicate);
            assert_int_equal(keur_predicate_hit(&of.in, &predicate),
                             select(&of, &predicate, &n_found));
        }
        end(&of);
    }
}

static size_t count_like(const world *of, size_t column, const keur_plain_cell *cell)
{
    size_t n = 0;

    for (size_t i = 0; i < of->synthetic.n_rows; i++)
        n += keur_plain_same_cell(cell, &of->synthetic.cells[i][column]);
    return n;
}

static bool has(const keur_predicates *in, size_t column, int32_t low, int32_t high)
{
    size_t n = 0;

    for (size_t i = 0; i < in->n; i++) {
        const keur_condition *condition = &in->items[i].conditions[0];

        n += condition->column == column && condition->low == low && condition->high == high;
    }
    assert_true(n <= 1);
    return n == 1;
}

/* Of one column, every predicate that it offers; @return how many. */
static size_t check_column(const world *of, const keur_predicates *made, size_t column)
{
    const int32_t top = (int32_t)keur_case_column(of->on, column)->n_values - 1;
    double least = INFINITY, largest = -INFINITY;
    size_t n = 0;

    for (size_t i = 0; i < of->synthetic.n_rows; i++) {
        const keur_plain_cell *cell = &of->synthetic.cells[i][column];

        least = cell->kind == 'n' ? fmin(least, cell->number) : least;
        largest = cell->kind == 'n' ? fmax(largest, cell->number) : largest;
    }
    for (size_t i = 0; i < of->synthetic.n_rows; i++) {
        const keur_plain_cell *cell = &of->synthetic.cells[i][column];
        const int32_t code = code_of(of, cell, column);
        const bool is_least = cell->kind == 'n' && cell->number == least;
        const bool is_largest = cell->kind == 'n' && cell->number == largest;

        if (count_like(of, column, cell) != 1)
            continue;
        assert_true(has(made, column, code, code));
        assert_true(!is_least || has(made, column, 0, code));
        assert_true(!is_largest || has(made, column, code, top));
        n += 1u + (is_least && code != 0) + (is_largest && code != top);
    }
    return n;
}

static void test_single(void **state)
{
    static world of;
    keur_random random = keur_random_start(72, "test-predicates", 0);

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        keur_predicates all, some, chance;
        size_t n = 0, p, most = 1 + (size_t)keur_random_below(&random, 20);

        draw(&random, &of);
        search(&of);
        p = of.synthetic.n_columns;
        assert_ok(keur_predicates_single(of.on, &of.in, PLENTY, 1, &all, &err));
        for (size_t j = 0; j < p; j++)
            n += check_column(&of, &all, j);
        assert_int_equal(all.n, n);
        /* fewer: each is one of all, and no column has more than its share */
        assert_ok(keur_predicates_single(of.on, &of.in, most, 1, &some, &err));
        assert_true(some.n <= most);
        for (size_t j = 0; j < p; j++) {
            const size_t share = most / p + (j < most % p);
            size_t here = 0, there = 0;

            for (size_t i = 0; i < some.n; i++)
                here += some.items[i].conditions[0].column == j;
            for (size_t i = 0; i < all.n; i++)
                there += all.items[i].conditions[0].column == j;
            assert_int_equal(here, there < share ? there : share);
        }
        for (size_t i = 0; i < some.n; i++)
            assert_true(has(&all, some.items[i].conditions[0].column,
                            some.items[i].conditions[0].low, some.items[i].conditions[0].high));
        assert_ok(keur_predicates_chance(of.on, &of.in, &all, 1, &chance, &err));
        assert_int_equal(chance.n, all.n);
        for (size_t i = 0; i < all.n; i++) {
            const keur_condition *a = &all.items[i].conditions[0];
            const keur_condition *b = &chance.items[i].conditions[0];
            size_t selected;
            bool is_number;

            assert_int_equal(b->column, a->column);
            assert_int_equal(b->relation, a->relation);
            (void)select(&of, &chance.items[i], &selected);
            is_number =
                a->high >= 0 && (size_t)a->high < keur_case_column(of.on, a->column)->n_values;
            /* within the range, or a level that is there; a guessed number need not be */
            assert_true(selected > 0 || (is_number && a->relation == KEUR_IS));
            assert_true(b->high < b->low ||
                        is_number ==
                            (b->high >= 0 &&
                             (size_t)b->high < keur_case_column(of.on, a->column)->n_values));
        }
        keur_predicates_free(&all);
        keur_predicates_free(&some);
        keur_predicates_free(&chance);
        end(&of);
    }
}

/* The condition that a row's cell gives, in plain terms: its codes from low to high. */
static void describe(const world *of, size_t row, size_t column, int32_t *low, int32_t *high)
{
    const keur_plain_cell *cell = &of->synthetic.cells[row][column];
    double sorted[KEUR_PLAIN_ROWS];
    const size_t n = keur_plain_numbers(&of->synthetic, NULL, column, sorted);

    *low = *high = code_of(of, cell, column);
    if (cell->kind != 'n')
        return;
    /* halves first, since the sum of two huge numbers overflows */
    if (cell->number > sorted[(n - 1) / 2] / 2 + sorted[n / 2] / 2)
        *high = (int32_t)keur_case_column(of->on, column)->n_values - 1;
    else
        *low = 0;
}

static bool is_made(const keur_predicates *in, const keur_predicate *wanted)
{
    size_t n = 0;

    for (size_t i = 0; i < in->n; i++) {
        bool is_same = in->items[i].n == wanted->n;

        for (size_t c = 0; c < wanted->n && is_same; c++) {
            const keur_condition *a = &in->items[i].conditions[c], *b = &wanted->conditions[c];

            is_same = a->column == b->column && a->low == b->low && a->high == b->high;
        }
        n += is_same;
    }
    assert_true(n <= 1);
    return n == 1;
}

/* All rows and all combinations of columns; @return how many of them select one row. */
static size_t check_all(const world *of, const keur_predicates *made)
{
    const size_t p = of->synthetic.n_columns, w = p < 3 ? p : 3;
    size_t n = 0, missed = 0, selected;

    for (size_t row = 0; row < of->synthetic.n_rows; row++) {
        for (uint32_t set = 0; set < 1u << p; set++) {
            keur_predicate predicate = {.n = 0};

            for (uint32_t j = 0; j < p; j++) {
                keur_condition *condition = &predicate.conditions[predicate.n];

                if (!(set >> j & 1))
                    continue;
                if (predicate.n++ == w)
                    break;
                condition->column = j;
                describe(of, row, j, &condition->low, &condition->high);
            }
            if (predicate.n != w || select(of, &predicate, &selected) == KEUR_NOT_ONE)
                continue;
            n++;
            missed += !is_made(made, &predicate);
        }
    }
    assert_int_equal(missed, 0);
    return n;
}

static void test_several(void **state)
{
    static world of;
    keur_random random = keur_random_start(73, "test-predicates", 0);
    size_t total = 0;

    (void)state;
    for (int round = 0; round < 40; round++) {
        keur_predicates all, some, same;
        size_t n, p;

        draw(&random, &of);
        search(&of);
        p = of.synthetic.n_columns;
        assert_ok(keur_predicates_several(of.on, &of.in, PLENTY, 1, "test", 1, &all, &err));
        n = check_all(&of, &all);
        assert_int_equal(all.n, n);
        total += n;
        assert_ok(keur_predicates_several(of.on, &of.in, 10, 1, "test", 1, &some, &err));
        assert_ok(keur_predicates_several(of.on, &of.in, 10, 1, "test", 2, &same, &err));
        assert_true(some.n <= 10 && (n < 40 * p || some.n == 10));
        assert_int_equal(some.n, same.n);
        for (size_t i = 0; i < some.n; i++) {
            assert_true(select(&of, &some.items[i], &n) != KEUR_NOT_ONE);
            assert_memory_equal(&some.items[i], &same.items[i], sizeof some.items[i]);
        }
        keur_predicates_free(&all);
        keur_predicates_free(&some);
        keur_predicates_free(&same);
        end(&of);
    }
    assert_true(total > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_selected), cmocka_unit_test(test_some_rows),
        cmocka_unit_test(test_single), cmocka_unit_test(test_several)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
