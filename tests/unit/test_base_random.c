/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "base/random.h"

/* First outputs of xoshiro256** from the state 1, 2, 3, 4: by Vigna's C code, as kept in the tests
 * of the Rust crate rand_xoshiro. */
static void test_xoshiro(void **state)
{
    static const uint64_t expected[] = {
        11520u,
        0u,
        1509978240u,
        1215971899390074240u,
        1216172134540287360u,
        607988272756665600u,
        16172922978634559625u,
        8476171486693032832u,
        10595114339597558777u,
        2904607092377533576u,
    };
    keur_random random = {{1, 2, 3, 4}};

    (void)state;
    for (size_t i = 0; i < 10; i++)
        assert_true(keur_random_bits(&random) == expected[i]);
}

/* SplitMix64 adds a constant and mixes. Outputs from 1234567: by Vigna's C code, as kept on Rosetta
 * Code, "Pseudo-random numbers/Splitmix64"; from 1477776061723855037: tests of rand_xoshiro. */
static void test_splitmix(void **state)
{
    static const uint64_t first[] = {6457827717110365317u, 3203168211198807973u,
                                     9817491932198370423u, 4593380528125082431u,
                                     16408922859458223821u};
    static const uint64_t second[] = {1985237415132408290u, 2979275885539914483u,
                                      13511426838097143398u, 8488337342461049707u,
                                      15141737807933549159u};
    uint64_t x = 1234567, y = 1477776061723855037u;

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        x += 0x9e3779b97f4a7c15u;
        y += 0x9e3779b97f4a7c15u;
        assert_true(keur_mix(x) == first[i]);
        assert_true(keur_mix(y) == second[i]);
    }
}

/* Streams depend on all of seed, purpose and item, and on nothing else. */
static void test_streams(void **state)
{
    static const char *const purposes[] = {"", "a", "b", "holdout-split", "holdout-split "};
    uint64_t seen[5 * 5 * 5];
    size_t n = 0;

    (void)state;
    for (uint64_t seed = 0; seed < 5; seed++) {
        for (size_t purpose = 0; purpose < 5; purpose++) {
            for (uint64_t item = 0; item < 5; item++) {
                keur_random random = keur_random_start(seed, purposes[purpose], item);
                keur_random again = keur_random_start(seed, purposes[purpose], item);

                seen[n] = keur_random_bits(&random);
                assert_true(keur_random_bits(&again) == seen[n]);
                for (size_t i = 0; i < n; i++)
                    assert_true(seen[i] != seen[n]);
                n++;
            }
        }
    }
}

/* Chi-squared statistic of counts that should be equal. */
static double chi_squared(const size_t *counts, size_t n)
{
    double total = 0, sum = 0;

    for (size_t i = 0; i < n; i++)
        total += (double)counts[i];
    for (size_t i = 0; i < n; i++)
        sum += pow((double)counts[i] - total / (double)n, 2) / (total / (double)n);
    return sum;
}

static void test_uniform(void **state)
{
    keur_random random = keur_random_start(3, "test-random", 0);
    size_t counts[100] = {0};
    double sum = 0;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        const double u = keur_random_uniform(&random);

        assert_true(u >= 0 && u < 1);
        counts[(size_t)(u * 100)]++;
        sum += u;
    }
    assert_true(fabs(sum / 100000 - 0.5) < 0.003); /* 3.3 standard errors */
    /* 99.9% quantile of chi-squared with 99 degrees of freedom. */
    assert_true(chi_squared(counts, 100) < 148.2);
}

static void test_below(void **state)
{
    keur_random random = keur_random_start(4, "test-random", 0);
    const uint64_t most = UINT64_MAX / 3 * 2; /* a plain remainder would prefer the lower half */
    size_t counts[7] = {0}, halves[2] = {0};

    (void)state;
    for (int i = 0; i < 70000; i++) {
        const uint64_t x = keur_random_below(&random, 7), y = keur_random_below(&random, most);

        assert_true(x < 7 && y < most);
        counts[x]++;
        halves[y >= most / 2]++;
        assert_true(keur_random_below(&random, 1) == 0);
    }
    assert_true(chi_squared(counts, 7) < 22.46);
    assert_true(chi_squared(halves, 2) < 10.83);
}

/* Every order of four is as likely as every other. */
static void test_shuffle(void **state)
{
    size_t counts[256] = {0}, kept[24], n_kept = 0;

    (void)state;
    for (uint64_t i = 0; i < 24000; i++) {
        keur_random random = keur_random_start(5, "test-random", i);
        uint32_t items[4] = {0, 1, 2, 3};

        keur_random_shuffle(&random, items, 4);
        counts[items[0] * 64 + items[1] * 16 + items[2] * 4 + items[3]]++;
    }
    for (size_t i = 0; i < 256; i++) {
        const size_t digits = 1u << i / 64 | 1u << i / 16 % 4 | 1u << i / 4 % 4 | 1u << i % 4;

        if (digits == 15)
            kept[n_kept++] = counts[i];
        else
            assert_int_equal(counts[i], 0);
    }
    assert_int_equal(n_kept, 24);
    assert_true(chi_squared(kept, 24) < 49.73);
}

/* Every pair of six is as likely as every other; ascending, distinct; all of n where k = n. */
static void test_choose(void **state)
{
    size_t counts[36] = {0}, kept[15], n_kept = 0;
    uint32_t chosen[6] = {9, 9, 9, 9, 9, 9};
    keur_random random = keur_random_start(6, "test-random", 0);

    (void)state;
    for (uint64_t i = 0; i < 15000; i++) {
        keur_random_choose(&random, 6, 2, chosen);
        assert_true(chosen[0] < chosen[1] && chosen[1] < 6);
        counts[chosen[0] * 6 + chosen[1]]++;
    }
    for (size_t a = 0; a < 6; a++) {
        for (size_t b = a + 1; b < 6; b++)
            kept[n_kept++] = counts[a * 6 + b];
    }
    assert_true(chi_squared(kept, 15) < 36.12);
    keur_random_choose(&random, 6, 6, chosen);
    for (uint32_t i = 0; i < 6; i++)
        assert_int_equal(chosen[i], i);
    chosen[0] = 9;
    keur_random_choose(&random, 6, 0, chosen);
    assert_int_equal(chosen[0], 9);
}

/* One bit of the input or of the seed, or a zero byte more, moves about half of the hash. */
static void test_hash(void **state)
{
    unsigned char bytes[40] = "a text that is hashed, longer than 8";

    (void)state;
    for (size_t n = 0; n <= 37; n++) {
        const uint64_t hash = keur_hash(bytes, n, 1);

        assert_true(hash == keur_hash(bytes, n, 1));
        assert_true(hash != keur_hash(bytes, n, 2));
        assert_true(hash != keur_hash(bytes, n + 1, 1));
        for (size_t bit = 0; bit < 8 * n; bit++) {
            uint64_t moved;
            int n_moved = 0;

            bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
            moved = hash ^ keur_hash(bytes, n, 1);
            bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
            for (; moved != 0; moved &= moved - 1)
                n_moved++;
            assert_in_range(n_moved, 10, 54);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_xoshiro), cmocka_unit_test(test_splitmix),
        cmocka_unit_test(test_streams), cmocka_unit_test(test_uniform),
        cmocka_unit_test(test_below),   cmocka_unit_test(test_shuffle),
        cmocka_unit_test(test_choose),  cmocka_unit_test(test_hash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
