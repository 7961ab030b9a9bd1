/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fidelity index against plain loops over the rows that were drawn, on random tables of few and
 * of many levels. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "fidelity/index_trial.h"
#include "fidelity/sample_shares.h"
#include "support/letters.h"
#include "support/measuring.h"

enum { COLUMNS = KEUR_LETTERS_COLUMNS };

/* --- plain loops over the rows that were drawn */

static size_t hand_of(const keur_dealt *in, size_t row)
{
    size_t h = 0;

    while (row >= in->begin[h + 1])
        h++;
    return h;
}

/* Whether a row is in half-sample r (half 0), or in the other half (1); half 2: all are. */
static bool is_in(const keur_dealt *in, size_t row, size_t r, int half)
{
    size_t h, bits = 0;

    if (half == 2)
        return true;
    h = hand_of(in, row);
    for (size_t both = h / 2 & r; both > 0; both /= 2)
        bits += both % 2;
    return (bits + h + (size_t)half) % 2 == 0;
}

/* Rows like row i of `a`, as a share; *n: rows in the half. */
static double share(const keur_dealt *a, size_t i, const keur_dealt *in, const size_t *set,
                    size_t k, size_t r, int half, double *n)
{
    double like = 0;

    *n = 0;
    for (size_t m = 0; m < in->n_rows; m++) {
        bool is_like = is_in(in, m, r, half);

        *n += is_like;
        for (size_t c = 0; c < k; c++)
            is_like = is_like && in->codes[set[c]][m] == a->codes[set[c]][i];
        like += is_like;
    }
    return like / *n;
}

/* Half the sum of absolute differences: each row speaks for its cell with one over the rows in it.
 */
static double distance(const keur_dealt *a, const keur_dealt *b, const size_t *set, size_t k,
                       size_t r, int half)
{
    const keur_dealt *tables[2] = {a, b};
    double sum = 0;

    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; i < tables[t]->n_rows; i++) {
            double p, q, n_p, n_q;

            if (!is_in(tables[t], i, r, half))
                continue;
            p = share(tables[t], i, a, set, k, r, half, &n_p);
            q = share(tables[t], i, b, set, k, r, half, &n_q);
            sum += fabs(p - q) / 2 / (p * n_p + q * n_q);
        }
    }
    return sum;
}

static double all_sets(const keur_dealt *a, const keur_dealt *b, size_t k, size_t r, int half)
{
    double sum = 0;

    for (size_t x = 0; x < COLUMNS; x++) {
        for (size_t y = x + 1; y < COLUMNS; y++) {
            if (k == 2)
                sum += distance(a, b, (size_t[]){x, y}, 2, r, half);
            for (size_t z = y + 1; k == 3 && z < COLUMNS; z++)
                sum += distance(a, b, (size_t[]){x, y, z}, 3, r, half);
        }
    }
    return sum;
}

/* The index of two sizes of sets, and its error: linear in what each half-sample changes. */
static void check_index(const keur_index_trial *of, double plain[2][KEUR_MOST_TABLES][33])
{
    double gaps[32] = {0}, sum = 0, mean = 0;
    const size_t n = of->n_hands / 2;
    keur_index_value found;

    for (size_t s = 0; s < 2; s++) {
        double(*d)[33] = plain[s];
        const double most = d[1][32] - d[2][32], index = (d[1][32] - d[3][32]) / most;

        found = keur_index_of(of, KEUR_TRIAL_OTHER, s, 0.95);
        assert_near(found.value, index, 1e-9);
        mean += index / 2;
        for (size_t r = 0; r < n; r++)
            gaps[r] += ((d[1][r] - d[3][r]) - index * (d[1][r] - d[2][r])) / most / 2;
    }
    for (size_t r = 0; r < n; r++)
        sum += gaps[r] * gaps[r] / 4 / (double)n;
    found = keur_index_of(of, KEUR_TRIAL_OTHER, KEUR_TRIAL_SIZES, 0.95);
    assert_near(found.value, mean, 1e-9);
    assert_near(found.error, sqrt(sum), 1e-9);
    assert_int_equal(found.n_sets, 20);
}

static void check_trial(const keur_index_trial *of)
{
    static double plain[2][KEUR_MOST_TABLES][33]; /* per half-sample the gap; last: all rows */
    const size_t n = of->n_hands / 2;

    for (size_t s = 0; s < 2; s++) {
        for (size_t t = 1; t < KEUR_MOST_TABLES; t++) {
            const keur_dealt *a = &of->tables[t], *b = &of->tables[KEUR_TRIAL_AGAINST];

            plain[s][t][32] = all_sets(a, b, s + 2, 0, 2);
            assert_near(of->distances[s][t].value, plain[s][t][32], 1e-9);
            for (size_t r = 0; r < n; r++) {
                plain[s][t][r] = all_sets(a, b, s + 2, r, 0) - all_sets(a, b, s + 2, r, 1);
                assert_near(of->distances[s][t].gaps[r], plain[s][t][r], 1e-9);
            }
        }
    }
    check_index(of, plain);
}

/* Rows of a table like those dealt at place i; the codes of levels follow the order of their bytes,
 * so equal rows are recognised by the rows of the case. */
static void check_rows(const keur_case *on, keur_role role, const keur_dealt *dealt)
{
    bool *is_used = calloc(keur_case_rows(on, role), 1);

    assert_non_null(is_used);
    for (size_t i = 0; i < dealt->n_rows; i++) {
        bool is_found = false;

        for (size_t m = 0; m < keur_case_rows(on, role) && !is_found; m++) {
            is_found = !is_used[m];
            for (size_t j = 0; j < COLUMNS && is_found; j++)
                is_found = dealt->codes[j][i] == 1 + keur_case_codes(on, role, j)[m];
            is_used[m] = is_used[m] || is_found;
        }
        assert_true(is_found);
    }
    free(is_used);
}

static void plain_loops(void **state)
{
    static const struct {
        size_t train, holdout, synthetic;
        int levels[COLUMNS];
    } worlds[] = {{70, 64, 90, {2, 3, 4, 5, 3}},
                  {66, 80, 64, {2, 3, 30, 30, 30}}, /* several blocks of cells */
                  {64, 65, 66, {40, 40, 40, 2, 2}} /* cells that occur only */};

    (void)state;
    for (uint64_t w = 0; w < sizeof worlds / sizeof worlds[0]; w++) {
        keur_random random = keur_random_start(6, "index-tables", w);
        static keur_letters tables[3];
        const keur_letters *all[3] = {&tables[0], &tables[1], &tables[2]};
        keur_index_trial of;
        keur_case *on;

        keur_letters_draw(&random, worlds[w].train, worlds[w].levels, &tables[0]);
        keur_letters_draw(&random, worlds[w].holdout, worlds[w].levels, &tables[1]);
        keur_letters_draw(&random, worlds[w].synthetic, worlds[w].levels, &tables[2]);
        on = keur_letters_case(all, COLUMNS, false, 1);
        assert_ok(keur_index_trial_make(on, KEUR_TRIAL_OF_SYNTHETIC, &of, &err));
        assert_null(of.reason);
        assert_int_equal(of.n_rows, 64);
        assert_int_equal(of.n_hands, 8);
        check_rows(on, KEUR_HOLDOUT, &of.tables[KEUR_TRIAL_AGAINST]);
        check_rows(on, KEUR_TRAIN, &of.tables[KEUR_TRIAL_TRAIN]);
        check_rows(on, KEUR_SYNTHETIC, &of.tables[KEUR_TRIAL_OTHER]);
        check_trial(&of);
        keur_index_trial_free(&of);
        keur_case_free(on);
    }
}

/* The two halves share no row: together they are the holdout. */
static void halves_are_apart(void **state)
{
    keur_random random = keur_random_start(6, "index-tables", 20);
    static keur_letters tables[3];
    const keur_letters *all[3] = {&tables[0], &tables[1], &tables[2]};
    const int levels[COLUMNS] = {90, 90, 90, 90, 90}; /* hardly two rows are equal */
    keur_index_trial of;
    keur_dealt both = {.n_rows = 200};
    keur_case *on;

    (void)state;
    for (size_t t = 0; t < 3; t++)
        keur_letters_draw(&random, 200, levels, &tables[t]);
    on = keur_letters_case(all, COLUMNS, false, 1);
    assert_ok(keur_index_trial_make(on, KEUR_TRIAL_OF_HALVES, &of, &err));
    assert_int_equal(of.n_rows, 100);
    both.codes = calloc(COLUMNS, sizeof *both.codes);
    for (size_t j = 0; j < COLUMNS; j++) {
        both.codes[j] = malloc(200 * sizeof **both.codes);
        memcpy(both.codes[j], of.tables[KEUR_TRIAL_AGAINST].codes[j], 100 * sizeof **both.codes);
        memcpy(both.codes[j] + 100, of.tables[KEUR_TRIAL_OTHER].codes[j],
               100 * sizeof **both.codes);
    }
    check_rows(on, KEUR_HOLDOUT, &both);
    for (size_t j = 0; j < COLUMNS; j++)
        free(both.codes[j]);
    free(both.codes);
    keur_index_trial_free(&of);
    keur_case_free(on);
}

/* Distances of the samples of a share: stretches of rows that do not meet, eight at most. */
static double sampled(const keur_index_trial *of, double percent, size_t k)
{
    const keur_dealt *train = &of->tables[KEUR_TRIAL_TRAIN];
    const size_t n = (size_t)(percent * (double)train->n_rows / 100);
    double sum = 0, n_samples = 0;

    for (size_t at = 0; at + n <= train->n_rows && n_samples < 8; at += n, n_samples++) {
        int32_t *codes[COLUMNS];
        keur_dealt sample = {.n_rows = n, .codes = codes};

        for (size_t j = 0; j < COLUMNS; j++)
            codes[j] = train->codes[j] + at;
        sum += all_sets(&sample, &of->tables[KEUR_TRIAL_AGAINST], k, 0, 2);
    }
    return sum / n_samples;
}

static void samples_in_plain_loops(void **state)
{
    keur_random random = keur_random_start(6, "index-tables", 10);
    static keur_letters tables[3];
    const keur_letters *all[3] = {&tables[0], &tables[1], &tables[2]};
    const int levels[COLUMNS] = {2, 3, 4, 5, 30};
    double sums[KEUR_SAMPLE_SHARES];
    keur_set_tables of = {.n_tables = 2};
    keur_index_trial trial;
    keur_case *on;

    (void)state;
    for (size_t t = 0; t < 3; t++)
        keur_letters_draw(&random, 130, levels, &tables[t]);
    on = keur_letters_case(all, COLUMNS, false, 1);
    assert_ok(keur_index_trial_make(on, KEUR_TRIAL_OF_SYNTHETIC, &trial, &err));
    of.tables[0] = &trial.tables[KEUR_TRIAL_AGAINST];
    of.tables[1] = &trial.tables[KEUR_TRIAL_TRAIN];
    of.n_codes = (size_t[COLUMNS]){50, 50, 50, 50, 50}; /* as many as there are, or more */
    for (size_t s = 0; s < 2; s++) {
        assert_ok(keur_sample_distances(&of, &trial.choices[s], 1, sums, &err));
        for (size_t i = 0; i < KEUR_SAMPLE_SHARES; i++) {
            if (keur_sample_shares[i] * 130 / 100 < 10)
                assert_true(isnan(sums[i]));
            else
                assert_near(sums[i], sampled(&trial, keur_sample_shares[i], s + 2), 1e-9);
        }
    }
    keur_index_trial_free(&trial);
    keur_case_free(on);
}

/* Where all columns of a row of train say which row it is, those of independent columns say that no
 * two are of one row, and all of the hand that the row lies in. */
static void columns_come_apart(void **state)
{
    static keur_letters tables[3];
    const keur_letters *all[3] = {&tables[0], &tables[1], &tables[2]};
    const keur_dealt *train, *made;
    keur_index_trial of;
    keur_case *on;

    (void)state;
    for (size_t t = 0; t < 3; t++) {
        tables[t].n = 64;
        for (size_t i = 0; i < 64; i++)
            for (int j = 0; j < COLUMNS; j++)
                tables[t].rows[i][j] = (int)(t == 0 ? i : i % 3);
    }
    on = keur_letters_case(all, COLUMNS, false, 1);
    assert_ok(keur_index_trial_make(on, KEUR_TRIAL_OF_SYNTHETIC, &of, &err));
    train = &of.tables[KEUR_TRIAL_TRAIN];
    made = &of.tables[KEUR_TRIAL_INDEPENDENT];
    for (size_t i = 0; i < 64; i++) {
        for (size_t j = 0; j < COLUMNS; j++) {
            size_t from = 0;

            for (size_t m = 0; m < j; m++)
                assert_int_not_equal(made->codes[m][i], made->codes[j][i]);
            while (train->codes[j][from] != made->codes[j][i])
                from++;
            assert_int_equal(hand_of(train, from), hand_of(made, i));
        }
    }
    keur_index_trial_free(&of);
    keur_case_free(on);
}

/* --- parts */

static void sets_are_chosen(void **state)
{
    keur_column_choice choice;
    size_t first = 0;

    (void)state;
    assert_ok(keur_column_choice_make(60, 3, KEUR_ALL_SETS_UP_TO, 1, &choice, &err));
    assert_int_equal(choice.n_sets, 34220);
    assert_false(choice.is_sample);
    keur_column_choice_free(&choice);
    assert_ok(keur_column_choice_make(200, 3, KEUR_ALL_SETS_UP_TO, 1, &choice, &err));
    assert_int_equal(choice.n_sets, 34220);
    assert_true(choice.is_sample);
    for (size_t i = 0; i < choice.n_sets; i++) {
        const uint32_t *set = choice.sets[i];

        assert_true(set[0] < set[1] && set[1] < set[2] && set[2] < 200);
        for (size_t m = 1; m < 2 && i >= m; m++)
            assert_true(memcmp(choice.sets[i - m], set, sizeof choice.sets[0]) != 0);
        first += set[0] == 0 || set[1] == 0;
    }
    /* A column is in 3 of 200 of the sets. */
    assert_true(fabs((double)first - 34220 * 0.015) < 100);
    keur_column_choice_free(&choice);
    assert_ok(keur_column_choice_make(2, 3, KEUR_ALL_SETS_UP_TO, 1, &choice, &err));
    assert_int_equal(choice.n_sets, 0);
    keur_column_choice_free(&choice);
    assert_ok(keur_column_choice_make(5, 2, KEUR_ALL_SETS_UP_TO, 1, &choice, &err));
    for (size_t i = 0, n = 0; i < 5; i++) {
        for (size_t m = 0; m < i; m++, n++) {
            assert_int_equal(choice.sets[n][0], m);
            assert_int_equal(choice.sets[n][1], i);
        }
    }
    keur_column_choice_free(&choice);
}

static void shares_lie_on_the_curve(void **state)
{
    const double curve[KEUR_SAMPLE_SHARES] = {NAN, .8, .7, .6, .5, .4, .3, .2, .1};
    double least;

    (void)state;
    assert_near(keur_sample_share_at(curve, .7, &least), 5, 0);
    assert_near(least, 2, 0);
    assert_near(keur_sample_share_at(curve, .1, &least), 100, 0);
    assert_near(keur_sample_share_at(curve, .8, &least), 2, 0);
    assert_near(keur_sample_share_at(curve, .45, &least), sqrt(20 * 40), 1e-12);
    assert_near(keur_sample_share_at(curve, .81, &least), 0, 0);
    assert_true(isinf(keur_sample_share_at(curve, .09, &least)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_loops),        cmocka_unit_test(samples_in_plain_loops),
        cmocka_unit_test(columns_come_apart), cmocka_unit_test(halves_are_apart),
        cmocka_unit_test(sets_are_chosen),    cmocka_unit_test(shares_lie_on_the_curve),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
