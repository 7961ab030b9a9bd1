/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in two halves: by row, by person, within groups. */
#include "support/check.h"

#include <string.h>

#include "base/random.h"
#include "learn/halves.h"

enum { N = 501 };

static size_t count(const unsigned char *marks, size_t n)
{
    size_t sum = 0;

    for (size_t i = 0; i < n; i++) {
        assert_true(marks[i] <= 1);
        sum += marks[i];
    }
    return sum;
}

static void rows_are_halved(void **state)
{
    unsigned char first[N], again[N];
    size_t often[N] = {0};

    (void)state;
    for (size_t n = 0; n < 6; n++) {
        assert_ok(keur_halves(n, NULL, NULL, 1, "test-halves", first, &err));
        assert_int_equal(count(first, n), n / 2);
    }
    assert_ok(keur_halves(N, NULL, NULL, 1, "test-halves", first, &err));
    assert_ok(keur_halves(N, NULL, NULL, 1, "test-halves", again, &err));
    assert_memory_equal(first, again, N);
    assert_ok(keur_halves(N, NULL, NULL, 1, "test-other", again, &err));
    assert_true(memcmp(first, again, N) != 0);
    /* Each row as often as not: 400 tosses, standard deviation 10. */
    for (uint64_t seed = 0; seed < 400; seed++) {
        assert_ok(keur_halves(N, NULL, NULL, seed, "test-halves", again, &err));
        assert_int_equal(count(again, N), N / 2);
        for (size_t i = 0; i < N; i++)
            often[i] += again[i];
    }
    for (size_t i = 0; i < N; i++)
        assert_true(often[i] > 150 && often[i] < 250);
}

/* Persons with 1 to 9 rows, scattered over the table and over groups. */
static void persons_stay_whole(void **state)
{
    int32_t units[N], groups[N];
    unsigned char marks[N];

    (void)state;
    for (uint64_t seed = 0; seed < 50; seed++) {
        keur_random random = keur_random_start(seed, "test-persons", 0);
        size_t n_taken[3] = {0}, n_all[3] = {0};

        for (size_t i = 0; i < N; i++) {
            units[i] = (int32_t)keur_random_below(&random, 150) * 3;
            groups[i] = (int32_t)keur_random_below(&random, 3);
        }
        assert_ok(keur_halves(N, units, groups, seed, "test-halves", marks, &err));
        for (size_t i = 0; i < N; i++) {
            size_t first = 0;

            while (units[first] != units[i])
                first++;
            assert_int_equal(marks[i], marks[first]);
            if (first == i) {
                n_all[groups[i]]++;
                n_taken[groups[i]] += marks[i];
            }
        }
        for (size_t g = 0; g < 3; g++)
            assert_int_equal(n_taken[g], n_all[g] / 2);
    }
}

static void groups_are_halved_each(void **state)
{
    int32_t groups[N];
    unsigned char marks[N];

    (void)state;
    for (size_t i = 0; i < N; i++)
        groups[i] = i % 10 == 0 ? 7 : 2;
    assert_ok(keur_halves(N, NULL, groups, 3, "test-halves", marks, &err));
    for (int32_t g = 2; g <= 7; g += 5) {
        size_t n = 0, taken = 0;

        for (size_t i = 0; i < N; i++) {
            n += groups[i] == g;
            taken += groups[i] == g && marks[i];
        }
        assert_int_equal(taken, n / 2);
    }
}

static void negative_numbers_are_refused(void **state)
{
    const int32_t numbers[] = {0, -1, 2}, fine[] = {0, 1, 2};
    unsigned char marks[3];

    (void)state;
    assert_fails(keur_halves(3, numbers, NULL, 1, "x", marks, &err), KEUR_EINVAL, "negative");
    assert_fails(keur_halves(3, NULL, numbers, 1, "x", marks, &err), KEUR_EINVAL, "negative");
    assert_fails(keur_halves(3, fine, numbers, 1, "x", marks, &err), KEUR_EINVAL, "negative");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_halved),
        cmocka_unit_test(persons_stay_whole),
        cmocka_unit_test(groups_are_halved_each),
        cmocka_unit_test(negative_numbers_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
