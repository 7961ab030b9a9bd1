/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The best of several attacks against all permutations, plain permutations and DeLong. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "stats/intervals.h"
#include "stats/roc.h"
#include "stats/worst_attack.h"

enum { MOST_ATTACKS = 13, MOST_PEOPLE = 1100 };

/* Scores of n people under J attacks, members first; correlated, the second constant where there
 * are more than four, the third the first turned round. */
typedef struct crowd {
    double score[MOST_ATTACKS][MOST_PEOPLE];
    const double *member[MOST_ATTACKS], *other[MOST_ATTACKS];
    size_t m, n, n_attacks;
} crowd;

static void draw(uint64_t item, size_t m, size_t n, size_t n_attacks, double step, double shift,
                 crowd *to)
{
    keur_random random = keur_random_start(1, "test-worst-attack", item);

    to->m = m;
    to->n = n;
    to->n_attacks = n_attacks;
    for (size_t i = 0; i < m + n; i++) {
        const double shared = keur_random_uniform(&random) + (i < m ? shift : 0);

        for (size_t j = 0; j < n_attacks; j++) {
            const double score = shared + 0.7 * keur_random_uniform(&random);

            to->score[j][i] = n_attacks > 4 && j == 1   ? 3
                              : n_attacks > 4 && j == 2 ? -to->score[0][i]
                                                        : floor(score / step) * step;
        }
    }
    for (size_t j = 0; j < n_attacks; j++) {
        to->member[j] = to->score[j];
        to->other[j] = to->score[j] + m;
    }
}

static keur_status find(const crowd *of, keur_worst_options options, keur_worst_attack *worst,
                        keur_attack_area *each, keur_error *err)
{
    return keur_worst_attack_find(of->member, of->m, of->other, of->n, of->n_attacks, &options,
                                  worst, each, err);
}

/* Twice the wins of the chosen over the others, by all pairs. */
static long wins(const double *score, size_t n, const bool *chosen)
{
    long sum = 0;

    for (size_t a = 0; a < n; a++) {
        for (size_t b = 0; b < n; b++) {
            if (chosen[a] && !chosen[b])
                sum += score[a] > score[b] ? 2 : score[a] == score[b] ? 1 : 0;
        }
    }
    return sum;
}

/* Mean and variance of a score's area over all sets are found by enumeration, then the maximum of
 * the standardised areas of every set. */
static size_t enumerate(const crowd *of, double *maxima, double *true_maximum)
{
    const size_t n = of->m + of->n, n_all = (size_t)1 << n;
    size_t n_sets = 0;
    double mean[MOST_ATTACKS] = {0}, square[MOST_ATTACKS] = {0};

    for (int pass = 0; pass < 2; pass++) {
        n_sets = 0;
        for (size_t set = 0; set < n_all; set++) {
            bool chosen[16];
            size_t size = 0;
            double most = -INFINITY;

            for (size_t i = 0; i < n; i++) {
                chosen[i] = (set >> i & 1) != 0;
                size += chosen[i];
            }
            if (size != of->m)
                continue;
            for (size_t j = 0; j < of->n_attacks; j++) {
                const double won = (double)wins(of->score[j], n, chosen);

                if (pass == 0) {
                    mean[j] += won;
                    square[j] += won * won;
                } else {
                    const double spread = sqrt(fmax(square[j] - mean[j] * mean[j], 0));

                    most = fmax(most, spread > 1e-9 ? (won - mean[j]) / spread : 0);
                }
            }
            if (set == n_all - 1 || set == ((size_t)1 << of->m) - 1)
                *true_maximum = most;
            maxima[n_sets++] = most;
        }
        for (size_t j = 0; j < of->n_attacks && pass == 0; j++) {
            mean[j] /= (double)n_sets;
            square[j] /= (double)n_sets;
        }
    }
    return n_sets;
}

static double share_at_least(const double *values, size_t n, double least)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += values[i] >= least - 1e-9;
    return (double)count / (double)n;
}

static void test_p_by_enumeration(void **state)
{
    static const size_t sizes[][2] = {{4, 5}, {6, 4}, {2, 9}, {8, 2}, {5, 5}, {1, 7}};
    static double maxima[1 << 12];
    static crowd of;

    (void)state;
    for (size_t round = 0; round < 18; round++) {
        double expected, most = NAN;
        size_t n_sets;
        keur_worst_attack got;
        keur_attack_area each[MOST_ATTACKS];

        draw(round, sizes[round % 6][0], sizes[round % 6][1], 1 + round % 7,
             round % 2 == 0 ? 0.2 : 1e-9, 0.3, &of);
        n_sets = enumerate(&of, maxima, &most);
        expected = share_at_least(maxima, n_sets, most);
        assert_ok(find(&of, (keur_worst_options){.seed = round}, &got, each, &err));
        assert_int_equal(got.n_permutations, 9999);
        assert_true(got.is_drawn);
        assert_true(fabs(got.p - expected) <
                    5 * sqrt(expected * (1 - expected) / 9999) + 1e-4 + 1e-12);
        /* c lies where 5% of all sets lie above, as far as so few sets can. */
        assert_true(share_at_least(maxima, n_sets, got.c + 1e-6) < 0.062);
        assert_true(share_at_least(maxima, n_sets, got.c) > 0.038);
    }
}

/* Labels shuffled one by one, areas by roc.h: the same distribution of the maximum, at sizes that
 * fill words partly and with more members or fewer. */
static void test_maxima_by_shuffling(void **state)
{
    enum { DRAWS = 2000 };
    static const size_t sizes[][2] = {{70, 60}, {20, 130}, {110, 30}};
    static double plain[DRAWS];
    static crowd of;

    (void)state;
    for (size_t round = 0; round < 3; round++) {
        keur_attack_area each[MOST_ATTACKS];
        keur_worst_attack got;
        keur_random random = keur_random_start(2, "test-worst-attack", round);

        draw(100 + round, sizes[round][0], sizes[round][1], 6, 0.1, 0.1, &of);
        assert_ok(find(&of, (keur_worst_options){.seed = 5}, &got, each, &err));
        for (size_t b = 0; b < DRAWS; b++) {
            uint32_t order[200];

            for (size_t i = 0; i < of.m + of.n; i++)
                order[i] = (uint32_t)i;
            keur_random_shuffle(&random, order, of.m + of.n);
            plain[b] = 0;
            for (size_t j = 0; j < of.n_attacks; j++) {
                double shuffled[200], auc;

                for (size_t i = 0; i < of.m + of.n; i++)
                    shuffled[i] = of.score[j][order[i]];
                assert_ok(
                    keur_roc_auc(shuffled, of.m, shuffled + of.m, of.n, 0.95, &auc, NULL, &err));
                if (each[j].null_error > 0)
                    plain[b] = fmax(plain[b], (auc - 0.5) / each[j].null_error);
            }
        }
        /* 5 standard errors of both shares. */
        assert_true(fabs(share_at_least(plain, DRAWS, got.c) - 0.05) < 0.027);
        for (size_t j = 0; j < of.n_attacks; j++) {
            if (each[j].z > 0)
                assert_true(fabs(share_at_least(plain, DRAWS, each[j].z) - each[j].p) < 0.062);
        }
    }
}

/* Ends, areas and errors from roc.h, with c as found. */
static void test_ends_by_delong(void **state)
{
    static crowd of;

    (void)state;
    for (size_t round = 0; round < 20; round++) {
        keur_worst_attack got;
        keur_attack_area each[MOST_ATTACKS];
        double low = 0, high = 0, best = 0, least = 1;
        size_t attack = 0;
        const size_t m = 20 + 7 * round, n = 300 - 11 * round;

        draw(200 + round, m, n, 5, 0.05, 0.2, &of);
        assert_ok(find(&of, (keur_worst_options){.seed = round, .n_permutations = 999}, &got, each,
                       &err));
        for (size_t j = 0; j < 5; j++) {
            double auc, error;
            keur_interval interval;

            assert_ok(keur_roc_auc(of.member[j], m, of.other[j], n, 0.5, &auc, &interval, &err));
            error = (interval.high - auc) / 0.6744897501960817;
            if (j == 1) /* all tied */
                error = sqrt((double)(m + n + 1) / (12.0 * (double)m * (double)n));
            assert_near(each[j].auc, auc, 1e-12);
            assert_near(sqrt(each[j].of.variance), error, 1e-12);
            assert_near(each[j].low, fmax(auc - got.c * error, 0), 1e-12);
            low = fmax(low, auc - got.c * error);
            high = fmax(high, auc + 1.6448536269514722 * error);
            least = fmin(least, each[j].p);
            if (auc > best) {
                best = auc;
                attack = j;
            }
        }
        assert_near(got.low, low, 1e-12);
        assert_near(got.high, fmin(high, 1), 1e-12);
        assert_near(got.p, least, 0);
        assert_int_equal(got.attack, attack);
        assert_near(got.auc, best, 1e-12);
        assert_true((got.p <= 0.05) == (each[0].z > got.c || each[2].z > got.c ||
                                        each[3].z > got.c || each[4].z > got.c));
        assert_true(each[1].z == 0 && each[1].null_error == 0);
    }
}

/* The normal limit agrees with permutations where there are many people, though three of the
 * scores are tied, turned round and doubled. */
static void test_limit(void **state)
{
    static crowd of;
    keur_worst_attack drawn, limit;
    keur_attack_area each[MOST_ATTACKS], by_limit[MOST_ATTACKS];

    (void)state;
    draw(300, 500, 600, 12, 0.02, 0.04, &of);
    memcpy(of.score[11], of.score[10], sizeof of.score[10]);
    assert_ok(find(&of, (keur_worst_options){.seed = 1, .permuting = KEUR_PERMUTING_DRAWN}, &drawn,
                   each, &err));
    assert_ok(find(&of, (keur_worst_options){.seed = 1, .permuting = KEUR_PERMUTING_NORMAL}, &limit,
                   by_limit, &err));
    assert_true(drawn.is_drawn && !limit.is_drawn);
    /* 5 standard errors of a 5% quantile of 9,999 each, density there about 0.1. */
    assert_true(fabs(drawn.c - limit.c) < 0.15);
    for (size_t j = 0; j < 12; j++) {
        const double p = each[j].p;

        assert_true(fabs(p - by_limit[j].p) < 5 * sqrt(2 * p * (1 - p) / 9999) + 0.002);
        assert_true(each[j].z == by_limit[j].z && each[j].of.variance == by_limit[j].of.variance);
    }
    assert_true(drawn.p < 0.2 && drawn.p > 0.0002);
}

static void test_threads(void **state)
{
    static const int threads[] = {1, 2, 7};
    static crowd of;
    keur_worst_attack first = {.p = -1}, again;
    keur_attack_area each[MOST_ATTACKS], other[MOST_ATTACKS];

    (void)state;
    draw(400, 250, 350, 9, 0.01, 0, &of);
    for (int permuting = KEUR_PERMUTING_DRAWN; permuting <= KEUR_PERMUTING_NORMAL; permuting++) {
        for (int i = 0; i < 3; i++) {
            memset(&again, 0, sizeof again);
            assert_ok(find(&of,
                           (keur_worst_options){.seed = 3,
                                                .n_permutations = 1500,
                                                .threads = threads[i],
                                                .permuting = (keur_permuting)permuting},
                           &again, other, &err));
            if (i == 0) {
                first = again;
                memcpy(each, other, sizeof each);
            }
            assert_true(first.p == again.p && first.c == again.c && first.low == again.low);
            assert_memory_equal(each, other, 9 * sizeof *each);
        }
    }
}

/* Too few to show anything: full separation of 2 and 2 has p = 1/6 and ends far apart. */
static void test_few(void **state)
{
    const double high[] = {3, 4}, low[] = {1, 2}, tied[] = {5, 5};
    const double *member[] = {high, tied}, *other[] = {low, tied};
    const keur_worst_options options = {.seed = 1};
    keur_worst_attack got;

    (void)state;
    assert_ok(keur_worst_attack_find(member, 2, other, 2, 2, &options, &got, NULL, &err));
    assert_true(got.auc == 1 && got.high == 1);
    assert_near(got.p, 1.0 / 6, 0.02);
    /* c is the z of that separation itself; two pairs were won. */
    assert_near(got.c, 0.5 / sqrt(5.0 / 48), 1e-12);
    assert_near(got.low, sqrt(erfc(got.c / sqrt(2)) / 2), 1e-12);
    assert_ok(keur_worst_attack_find(&member[1], 2, &other[1], 2, 1, &options, &got, NULL, &err));
    assert_true(got.p == 1 && got.auc == 0.5 && got.high > 0.9);
    assert_ok(keur_worst_attack_find(member, 1, other, 1, 1, &options, &got, NULL, &err));
    assert_near(got.p, 0.5, 0.03);
    /* Nineteen permutations reach 5%, eighteen cannot. */
    assert_ok(keur_worst_attack_find(
        member, 2, other, 2, 1, &(keur_worst_options){.n_permutations = 18}, &got, NULL, &err));
    assert_true(got.c == INFINITY && got.low == 0);
    assert_ok(keur_worst_attack_find(
        member, 2, other, 2, 1, &(keur_worst_options){.n_permutations = 19}, &got, NULL, &err));
    assert_true(got.c < INFINITY);
}

static void test_refusals(void **state)
{
    const double good[] = {1, 2}, bad[] = {1, NAN};
    const double *member[] = {good, good}, *other[] = {good, bad};
    keur_worst_options options = {.seed = 1};
    keur_worst_attack got = {.attack = 7};

    (void)state;
    assert_fails(keur_worst_attack_find(member, 2, other, 2, 0, &options, &got, NULL, &err),
                 KEUR_EINVAL, "no attack");
    assert_fails(keur_worst_attack_find(member, 2, other, 2, 2, &options, &got, NULL, &err),
                 KEUR_EDATA, "a score of a non-member is not a number");
    assert_fails(keur_worst_attack_find(member, 0, other, 2, 1, &options, &got, NULL, &err),
                 KEUR_EDATA, "no member");
    options.alpha = 0.7;
    assert_fails(keur_worst_attack_find(member, 2, other, 2, 1, &options, &got, NULL, &err),
                 KEUR_EINVAL, "alpha");
    assert_int_equal(got.attack, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_p_by_enumeration), cmocka_unit_test(test_maxima_by_shuffling),
        cmocka_unit_test(test_ends_by_delong),   cmocka_unit_test(test_limit),
        cmocka_unit_test(test_threads),          cmocka_unit_test(test_few),
        cmocka_unit_test(test_refusals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
