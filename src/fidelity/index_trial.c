/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/index_trial.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/remembered.h"
#include "case/units.h"
#include "fidelity/anchors.h"
#include "fidelity/known_distances.h"
#include "stats/intervals.h"

/* A hand has so many persons, and one for each column up to 64; there are 8 hands at least. */
enum { LEAST_IN_HAND = 8, COLUMNS_IN_HAND = 64, LEAST_HANDS = 8 };

/* Who deals, and what was dealt. */
enum { AGAINST, TRAIN, OTHER, DEALS };

typedef struct setup {
    keur_case *on;
    const keur_grouped *grouped;
    keur_dealer dealers[DEALS];
    keur_deal deals[DEALS];
    keur_deal whole; /* the holdout, to be halved */
    uint32_t *halves[2];
} setup;

static keur_dealer deal_role(const setup *with, keur_role role, const char *purpose)
{
    return (keur_dealer){.from = &with->grouped->rows[role],
                         .units = keur_case_units(with->on, role),
                         .n_units = keur_case_unit_count(with->on),
                         .n_rows = keur_case_rows(with->on, role),
                         .seed = keur_case_seed(with->on),
                         .purpose = purpose};
}

/* A copy must be drawn and dealt like train to be told as near as train; any other table must not,
 * since two tables sorted alike would look as if one followed the other. */
static bool is_copy(const keur_case *on)
{
    const keur_rows train = keur_case_view(on, KEUR_TRAIN);
    const keur_rows synthetic = keur_case_view(on, KEUR_SYNTHETIC);

    if (train.n_rows != synthetic.n_rows)
        return false;
    for (size_t j = 0; j < train.n_columns; j++)
        if (memcmp(train.codes[j], synthetic.codes[j], train.n_rows * sizeof **train.codes) != 0)
            return false;
    return true;
}

/* Every second person of the holdout to each half. */
static keur_status halve_holdout(setup *with, keur_error *err)
{
    const keur_dealer by = deal_role(with, KEUR_HOLDOUT, "index-halves");
    size_t n[2] = {0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_deal_make(&by, &with->whole, err));
    for (size_t half = 0; half < 2; half++)
        KEUR_TRY(KEUR_NEW(with->halves[half], by.n_rows, err));
    for (size_t i = 0; i < by.n_rows; i++) {
        const size_t half = with->whole.person[i] % 2;

        with->halves[half][n[half]++] = with->whole.rows[i];
    }
    for (size_t half = 0; half < 2; half++) {
        keur_dealer *to = &with->dealers[half == 0 ? OTHER : AGAINST];

        *to = deal_role(with, KEUR_HOLDOUT, half == 0 ? "index-half" : "index-holdout");
        to->subset = with->halves[half];
        to->n_rows = n[half];
    }
out:
    return status;
}

static keur_status set_up(setup *with, keur_trial_kind kind, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_case_grouped(with->on, KEUR_FIDELITY_GROUPS, &with->grouped, err));
    with->dealers[TRAIN] = deal_role(with, KEUR_TRAIN, "index-train");
    if (kind == KEUR_TRIAL_OF_HALVES) {
        KEUR_TRY(halve_holdout(with, err));
    } else {
        with->dealers[AGAINST] = deal_role(with, KEUR_HOLDOUT, "index-holdout");
        with->dealers[OTHER] = is_copy(with->on)
                                   ? with->dealers[TRAIN]
                                   : deal_role(with, KEUR_SYNTHETIC, "index-synthetic");
    }
    for (size_t i = 0; i < DEALS; i++)
        KEUR_TRY(keur_deal_make(&with->dealers[i], &with->deals[i], err));
out:
    return status;
}

static void tear_down(setup *with)
{
    for (size_t i = 0; i < DEALS; i++)
        keur_deal_free(&with->deals[i]);
    keur_deal_free(&with->whole);
    keur_release(with->halves[0]);
    keur_release(with->halves[1]);
}

/* As many rows as the smallest table has, and as many hands as its persons fill. */
static void find_sizes(const setup *with, keur_index_trial *made)
{
    const size_t columns = keur_case_columns(with->on);
    const size_t in_hand = columns < COLUMNS_IN_HAND ? columns : COLUMNS_IN_HAND;
    size_t n = SIZE_MAX, n_persons = SIZE_MAX, hands = KEUR_MOST_HANDS;

    for (size_t i = 0; i < DEALS; i++)
        n = with->deals[i].n_rows < n ? with->deals[i].n_rows : n;
    for (size_t i = 0; n > 0 && i < DEALS; i++) {
        const size_t persons = (size_t)with->deals[i].person[n - 1] + 1;

        n_persons = persons < n_persons ? persons : n_persons;
    }
    while (hands >= LEAST_HANDS &&
           n_persons < hands * (in_hand > LEAST_IN_HAND ? in_hand : LEAST_IN_HAND))
        hands /= 2;
    made->n_rows = n;
    made->n_hands = hands;
    if (columns < 2)
        made->reason = "needs two columns";
    else if (n == 0 || hands < LEAST_HANDS)
        made->reason = "needs 64 rows or persons in every table, and 8 for each column up to 64";
}

static keur_status make_tables(const setup *with, bool has_again, keur_index_trial *made,
                               keur_error *err)
{
    static const size_t table_of[DEALS] = {KEUR_TRIAL_AGAINST, KEUR_TRIAL_TRAIN, KEUR_TRIAL_OTHER};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < DEALS; i++)
        KEUR_TRY(keur_dealt_make(with->dealers[i].from, &with->deals[i], made->n_rows,
                                 made->n_hands, &made->tables[table_of[i]], err));
    for (size_t again = 0; again < (has_again ? 2 : 1); again++)
        KEUR_TRY(keur_dealt_independent(
            with->dealers[TRAIN].from, &with->deals[TRAIN], &made->tables[KEUR_TRIAL_TRAIN],
            made->n_hands, keur_case_seed(with->on), again,
            &made->tables[again ? KEUR_TRIAL_INDEPENDENT_AGAIN : KEUR_TRIAL_INDEPENDENT], err));
out:
    return status;
}

static keur_status find_distances(const setup *with, bool has_again, keur_index_trial *made,
                                  keur_error *err)
{
    keur_set_problem of = {
        .tables = {.n_tables = has_again ? KEUR_MOST_TABLES : KEUR_MOST_TABLES - 1,
                   .n_codes = with->grouped->n_codes},
        .n_hands = made->n_hands,
        .threads = keur_case_threads(with->on)};
    keur_status status = KEUR_OK;

    for (size_t t = 0; t < of.tables.n_tables; t++)
        of.tables.tables[t] = &made->tables[t];
    for (size_t size = 0; size < KEUR_TRIAL_SIZES; size++) {
        KEUR_TRY(keur_column_choice_make(keur_case_columns(with->on), size + 2, KEUR_ALL_SETS_UP_TO,
                                         keur_case_seed(with->on), &made->choices[size], err));
        of.choice = &made->choices[size];
        KEUR_TRY(keur_known_set_distances(with->on, &of, has_again ? KEUR_TRIAL_OTHER : 0,
                                          made->distances[size] + 1, err));
    }
out:
    return status;
}

keur_status keur_index_trial_make(keur_case *on, keur_trial_kind kind, keur_index_trial *made,
                                  keur_error *err)
{
    const bool has_again = kind == KEUR_TRIAL_OF_SYNTHETIC;
    setup with = {.on = on};
    keur_status status = KEUR_OK;

    *made = (keur_index_trial){.reason = NULL};
    KEUR_TRY(set_up(&with, kind, err));
    find_sizes(&with, made);
    if (made->reason != NULL)
        goto out;
    KEUR_TRY(make_tables(&with, has_again, made, err));
    KEUR_TRY(find_distances(&with, has_again, made, err));
out:
    tear_down(&with);
    return status;
}

void keur_index_trial_free(keur_index_trial *trial)
{
    for (size_t t = 0; t < KEUR_MOST_TABLES; t++)
        keur_dealt_free(&trial->tables[t]);
    for (size_t size = 0; size < KEUR_TRIAL_SIZES; size++)
        keur_column_choice_free(&trial->choices[size]);
}

/* Add the index of one size of sets and what each half-sample does to it, to first order: the ratio
 * itself would be another one at half the rows. */
static void add_size(const keur_index_trial *trial, size_t table, size_t size, double level,
                     keur_index_value *to, double *gaps)
{
    const keur_halved *of = trial->distances[size];
    const keur_halved *independent = &of[KEUR_TRIAL_INDEPENDENT], *train = &of[KEUR_TRIAL_TRAIN];
    const double gain = independent->value - of[table].value;
    const double most = independent->value - train->value;
    const double value = gain / most;
    const size_t n = trial->n_hands / 2;
    double of_most[KEUR_MOST_PAIRS];

    for (size_t r = 0; r < n; r++) {
        of_most[r] = independent->gaps[r] - train->gaps[r];
        gaps[r] += (independent->gaps[r] - of[table].gaps[r] - value * of_most[r]) / most;
    }
    to->value += value;
    to->n_sets += trial->choices[size].n_sets;
    to->is_vague |= !(most > keur_student_quantile(0.5 + level / 2, (double)n) *
                                 keur_half_samples_error(of_most, n));
}

keur_index_value keur_index_with_gaps(const keur_index_trial *trial, size_t table, size_t size,
                                      double level, keur_index_gaps *to)
{
    const size_t n = trial->n_hands / 2;
    double *gaps = to->gaps, n_sizes = 0;
    keur_index_value made = {.degrees = (double)n};

    *to = (keur_index_gaps){.n_rows = trial->n_rows, .n = n};
    for (size_t s = 0; s < KEUR_TRIAL_SIZES; s++) {
        if ((size != s && size != KEUR_TRIAL_SIZES) || trial->choices[s].n_sets == 0)
            continue;
        add_size(trial, table, s, level, &made, gaps);
        n_sizes++;
    }
    made.value /= n_sizes;
    made.error = keur_half_samples_error(gaps, n) / n_sizes;
    for (size_t r = 0; r < n; r++)
        gaps[r] /= n_sizes;
    to->value = made.value;
    to->n_sets = made.n_sets;
    return made;
}

keur_index_value keur_index_of(const keur_index_trial *trial, size_t table, size_t size,
                               double level)
{
    keur_index_gaps gaps;

    return keur_index_with_gaps(trial, table, size, level, &gaps);
}

double keur_index_distance(const keur_index_trial *trial, size_t table)
{
    double sum = 0, n = 0;

    for (size_t s = 0; s < KEUR_TRIAL_SIZES; s++) {
        if (trial->choices[s].n_sets == 0)
            continue;
        sum += trial->distances[s][table].value / (double)trial->choices[s].n_sets;
        n++;
    }
    return sum / n;
}

double keur_index_distance_error(const keur_index_trial *trial, size_t table, size_t other)
{
    double gaps[KEUR_MOST_PAIRS] = {0}, n = 0;

    for (size_t s = 0; s < KEUR_TRIAL_SIZES; s++) {
        const keur_halved *of = trial->distances[s];

        if (trial->choices[s].n_sets == 0)
            continue;
        for (size_t r = 0; r < trial->n_hands / 2; r++)
            gaps[r] += (of[table].gaps[r] - of[other].gaps[r]) / (double)trial->choices[s].n_sets;
        n++;
    }
    return keur_half_samples_error(gaps, trial->n_hands / 2) / n;
}
