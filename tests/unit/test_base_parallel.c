/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work on threads, and sorting. */
#include "support/check.h"

#include <math.h>

#include "base/parallel.h"
#include "base/random.h"
#include "base/sort.h"

enum { ITEMS = 10007 };

typedef struct work {
    size_t n, grain;
    unsigned char times[ITEMS];
    const bool *fails; /* by piece */
} work;

static keur_status visit(void *context, size_t begin, size_t end, keur_error *err)
{
    work *on = context;

    /* The cut depends on n and grain alone. */
    if (begin % on->grain != 0 || (end != begin + on->grain && end != on->n) || end <= begin)
        return keur_fail(err, KEUR_EINTERNAL, "cut at %zu", begin);
    for (size_t i = begin; i < end; i++)
        on->times[i]++;
    if (on->fails != NULL && on->fails[begin / on->grain])
        return keur_fail(err, begin / on->grain % 2 == 0 ? KEUR_EDATA : KEUR_EIO, "piece %zu",
                         begin / on->grain);
    return KEUR_OK;
}

static void test_every_item_once(void **state)
{
    static const size_t sizes[] = {0, 1, 2, 63, 64, 65, ITEMS};
    static const size_t grains[] = {1, 2, 64, 1000, ITEMS, 3 * ITEMS};

    (void)state;
    for (int threads = 0; threads < 5; threads++) {
        for (size_t s = 0; s < 7; s++) {
            for (size_t g = 0; g < 6; g++) {
                work on = {.n = sizes[s], .grain = grains[g]};

                assert_ok(keur_parallel_for(on.n, on.grain, threads, visit, &on, &err));
                for (size_t i = 0; i < ITEMS; i++)
                    assert_int_equal(on.times[i], i < on.n);
            }
        }
    }
}

/* Each item is cut into pieces on threads of its own, and no thread is asked for in vain. */
static keur_status visit_all(void *context, size_t item, keur_error *err)
{
    work *of = (work *)context + item;
    const bool fails = item == 3 || item == 5;

    return fails ? keur_fail(err, KEUR_EIO, "item %zu", item)
                 : keur_parallel_for(of->n, 64, 2, visit, of, err);
}

static void test_items_beside_each_other(void **state)
{
    static work all[8];
    keur_error told = {KEUR_OK, ""};

    (void)state;
    for (size_t at_once = 0; at_once < 5; at_once++) {
        for (size_t i = 0; i < 8; i++)
            all[i] = (work){.n = ITEMS - i, .grain = 64};
        assert_ok(keur_parallel_beside(3, at_once, visit_all, all, &err));
        for (size_t w = 0; w < 8; w++)
            for (size_t i = 0; i < ITEMS; i++)
                assert_int_equal(all[w].times[i], w < 3 && i < ITEMS - w);
        assert_int_equal(keur_parallel_beside(8, at_once, visit_all, all, &told), KEUR_EIO);
        assert_string_equal(told.text, "item 3");
        assert_ok(keur_parallel_beside(0, at_once, visit_all, all, &err));
    }
}

/* Many pieces fail, late ones sooner: the lowest one speaks, each time, and all before it are
 * done. */
static void test_lowest_failure(void **state)
{
    (void)state;
    for (int round = 0; round < 200; round++) {
        keur_random random = keur_random_start(1, "test-parallel", (uint64_t)round);
        bool fails[101] = {false};
        work on = {.n = ITEMS, .grain = 100, .fails = fails};
        const size_t lowest = (size_t)keur_random_below(&random, 101);
        keur_error error = {KEUR_OK, ""};
        char text[32];
        keur_status status;

        for (size_t i = lowest; i < 101; i++)
            fails[i] = i == lowest || keur_random_below(&random, 2) == 0;
        status = keur_parallel_for(on.n, on.grain, 1 + round % 7, visit, &on, &error);
        (void)snprintf(text, sizeof text, "piece %zu", lowest);
        assert_int_equal(status, lowest % 2 == 0 ? KEUR_EDATA : KEUR_EIO);
        assert_int_equal(error.status, status);
        assert_string_equal(error.text, text);
        for (size_t i = 0; i < lowest * 100; i++)
            assert_int_equal(on.times[i], 1);
        /* Without room for a text the status is the same. */
        assert_int_equal(keur_parallel_for(on.n, on.grain, 2, visit, &on, NULL), status);
    }
}

static void test_threads(void **state)
{
    (void)state;
    assert_int_equal(keur_parallel_threads(5), 5);
    assert_true(keur_parallel_threads(0) >= 1);
    assert_true(keur_parallel_version()[0] != '\0');
}

/* Rounds of 0, 1, 2, ... items, counted. */
typedef struct round_log {
    size_t round, n_rounds;
    size_t times[64][64];
    size_t fails_in; /* round in which odd items fail; 64: none */
} round_log;

static keur_status run_in_round(void *context, size_t item, keur_error *err)
{
    round_log *on = context;

    on->times[on->round][item]++;
    if (on->round == on->fails_in && item % 2 == 1)
        return keur_fail(err, KEUR_EDATA, "item %zu", item);
    return KEUR_OK;
}

static keur_status end_round(void *context, size_t *n, keur_error *err)
{
    round_log *on = context;

    for (size_t i = 0; i <= on->round; i++) {
        if (on->times[on->round][i] != 1)
            return keur_fail(err, KEUR_EINTERNAL, "round %zu ended early", on->round);
    }
    on->round++;
    *n = on->round < on->n_rounds ? on->round + 1 : 0;
    return KEUR_OK;
}

static void test_rounds(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 7; threads += 2) {
        static round_log on;
        keur_error error = {KEUR_OK, ""};

        on = (round_log){.n_rounds = 64, .fails_in = 64};
        assert_ok(keur_parallel_rounds(1, threads, run_in_round, end_round, &on, &err));
        assert_int_equal(on.round, 64);
        for (size_t round = 0; round < 64; round++) {
            for (size_t i = 0; i < 64; i++)
                assert_int_equal(on.times[round][i], i <= round);
        }
        on = (round_log){.n_rounds = 64, .fails_in = 20};
        assert_int_equal(keur_parallel_rounds(1, threads, run_in_round, end_round, &on, &error),
                         KEUR_EDATA);
        assert_string_equal(error.text, "item 1"); /* the lowest */
        assert_int_equal(on.round, 20);
        assert_int_equal(on.times[21][0], 0);
        assert_ok(keur_parallel_rounds(0, threads, run_in_round, end_round, &on, &err));
    }
}

static int by_number(uint32_t a, uint32_t b, const void *context)
{
    const int *numbers = context;

    return (numbers[a] > numbers[b]) - (numbers[a] < numbers[b]);
}

/* Ascending (strictly, with the place: so each item stands there once), equal ones in the order in
 * which they came. */
static void test_sort_is_stable(void **state)
{
    keur_random random = keur_random_start(2, "test-sort", 0);

    (void)state;
    for (int round = 0; round < 400; round++) {
        const size_t n = (size_t)keur_random_below(&random, round < 100 ? 10 : 600);
        const uint64_t n_values = 1 + keur_random_below(&random, round % 3 == 0 ? 5 : 1000);
        uint32_t items[600], place[600];
        int numbers[600];

        for (uint32_t i = 0; i < n; i++) {
            numbers[i] = (int)keur_random_below(&random, n_values);
            items[i] = i;
        }
        keur_random_shuffle(&random, items, n);
        for (uint32_t i = 0; i < n; i++)
            place[items[i]] = i;
        assert_ok(keur_sort(items, n, by_number, numbers, &err));
        for (size_t i = 1; i < n; i++) {
            const uint32_t a = items[i - 1], b = items[i];

            assert_true(numbers[a] < numbers[b] ||
                        (numbers[a] == numbers[b] && place[a] < place[b]));
        }
    }
}

static void test_sort_order(void **state)
{
    const double values[] = {3, -INFINITY, 2.5, 3, INFINITY, -0.0, 0.0, 2.5};
    const uint32_t expected[] = {1, 5, 6, 2, 7, 0, 3, 4};
    uint32_t order[8];

    (void)state;
    assert_ok(keur_sort_order(values, 8, order, &err));
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(order[i], expected[i]);
    assert_ok(keur_sort_order(values, 0, order, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_item_once), cmocka_unit_test(test_items_beside_each_other),
        cmocka_unit_test(test_lowest_failure),  cmocka_unit_test(test_rounds),
        cmocka_unit_test(test_threads),         cmocka_unit_test(test_sort_is_stable),
        cmocka_unit_test(test_sort_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
