/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums under several weightings against plain loops, and equations that are solved where they can
 * be, lane by lane. */
#include <math.h>

#include "base/random.h"
#include "learn/gram.h"
#include "support/check.h"

enum { ROWS = 40, TERMS = 6 };

/* Rows with some entries of 0, weights of 0 to 3. */
static void draw(keur_random *random, double x[ROWS][TERMS], keur_gram_lanes *weights)
{
    for (int i = 0; i < ROWS; i++) {
        for (int k = 0; k < TERMS; k++)
            x[i][k] = keur_random_uniform(random) < .4 ? 0 : keur_random_uniform(random) - .3;
        for (int lane = 0; lane < KEUR_LANES; lane++)
            weights[i].of[lane] = (double)keur_random_below(random, 4);
    }
}

static void add_rows(double x[ROWS][TERMS], const keur_gram_lanes *weights, keur_gram *to)
{
    for (int i = 0; i < ROWS; i++) {
        uint32_t terms[TERMS];
        double values[TERMS];
        size_t n = 0;

        for (uint32_t k = 0; k < TERMS; k++)
            if (x[i][k] != 0) {
                terms[n] = k;
                values[n++] = x[i][k];
            }
        keur_gram_add(to, terms, values, n, &weights[i]);
    }
}

static void as_plain_loops(void **state)
{
    (void)state;
    for (uint64_t turn = 0; turn < 20; turn++) {
        keur_random random = keur_random_start(1, "test-gram", turn);
        double x[ROWS][TERMS], truth[TERMS][KEUR_LANES];
        bool is_dropped[TERMS * KEUR_LANES];
        keur_gram_lanes weights[ROWS], b[TERMS];
        keur_gram gram;

        draw(&random, x, weights);
        assert_ok(keur_gram_make(TERMS, &gram, &err));
        add_rows(x, weights, &gram);
        for (size_t k = 0; k < TERMS; k++)
            for (size_t lane = 0; lane < KEUR_LANES; lane++)
                truth[k][lane] = keur_random_uniform(&random) * 4 - 2;
        for (size_t k = 0; k < TERMS; k++) {
            for (size_t lane = 0; lane < KEUR_LANES; lane++)
                b[k].of[lane] = 0;
            for (size_t l = 0; l < TERMS; l++) {
                for (size_t lane = 0; lane < KEUR_LANES; lane++) {
                    double sum = 0;

                    for (int i = 0; i < ROWS; i++)
                        sum += weights[i].of[lane] * x[i][k] * x[i][l];
                    assert_near(gram.sums[keur_gram_place(k, l)].of[lane], sum, 1e-12);
                    b[k].of[lane] += sum * truth[l][lane];
                }
            }
        }
        keur_gram_solve(gram.sums, TERMS, b, is_dropped);
        for (size_t k = 0; k < TERMS; k++)
            for (size_t lane = 0; lane < KEUR_LANES; lane++) {
                assert_false(is_dropped[k * KEUR_LANES + lane]);
                assert_near(b[k].of[lane], truth[k][lane], 1e-9);
            }
        keur_gram_free(&gram);
    }
}

/* A term that is twice another is left out in all lanes; one that only weightless rows have, in
 * the lanes where they have none. The others are solved without them. */
static void left_out(void **state)
{
    static const double x[4][4] = {{1, 2, 0, 0}, {1, 2, 1, 0}, {1, 2, 0, 1}, {1, 2, 1, 1}};
    static const double y[4] = {5, 7, 8, 10}; /* 5 + 2 x_2 + 3 x_3 */
    bool is_dropped[4 * KEUR_LANES];
    keur_gram_lanes b[4] = {{{0}}};
    keur_gram gram;

    (void)state;
    assert_ok(keur_gram_make(4, &gram, &err));
    for (size_t i = 0; i < 4; i++) {
        static const uint32_t terms[4] = {0, 1, 2, 3};
        keur_gram_lanes weights;

        for (size_t lane = 0; lane < KEUR_LANES; lane++)
            weights.of[lane] = lane % 2 == 1 && i >= 2 ? 0 : 1 + (double)lane;
        keur_gram_add(&gram, terms, x[i], 4, &weights);
        for (size_t k = 0; k < 4; k++)
            for (size_t lane = 0; lane < KEUR_LANES; lane++)
                b[k].of[lane] += weights.of[lane] * x[i][k] * y[i];
    }
    keur_gram_solve(gram.sums, 4, b, is_dropped);
    for (size_t lane = 0; lane < KEUR_LANES; lane++) {
        const bool is_odd = lane % 2 == 1;

        assert_false(is_dropped[lane]);
        assert_true(is_dropped[KEUR_LANES + lane]);
        assert_near(b[0].of[lane], 5, 1e-9);
        assert_near(b[1].of[lane], 0, 0);
        assert_near(b[2].of[lane], 2, 1e-9);
        assert_true(is_dropped[3 * KEUR_LANES + lane] == is_odd);
        assert_near(b[3].of[lane], is_odd ? 0 : 3, 1e-9);
    }
    keur_gram_free(&gram);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(as_plain_loops),
                                       cmocka_unit_test(left_out)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
