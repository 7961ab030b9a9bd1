/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From counts of a synthetic table to guesses of a secret: queries, fits, guesses. */
#include "attacks/attribute/reconstruct.h"

#include <math.h>

#include "attacks/attribute/targets.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "base/try.h"
#include "case/remembered.h"
#include "case/units.h"
#include "learn/halves.h"
#include "learn/l1_fit.h"
#include "stats/clustered.h"

enum { MOST_ROUNDS = 1000 };

enum { TRAIN, HOLDOUT, N_SIDES };

/* The targets of one table and what is asked about them. Targets with equal keys share a guess. */
typedef struct side {
    keur_targets targets;
    size_t n_unknowns, n_cells;
    uint32_t *unknown; /* per target */
    uint32_t *first;   /* per unknown: its first target */
    double *weight;    /* per unknown: its targets */
    uint32_t *cell;    /* [pair * n_unknowns + unknown] */
    double *counts;    /* [cell * n_levels + level] of the rows that are asked */
    keur_rebuilt *made;
} side;

typedef struct attack {
    keur_case *on;
    const keur_reconstruct_ask *ask;
    const keur_grouped *grouped;
    size_t *n_codes;             /* by key */
    size_t (*pairs)[2], n_pairs; /* positions among the keys */
    /* Where the holdout is asked: its rows that are, and the synthetic rows that are not. */
    unsigned char *holdout_out, *synthetic_out;
    keur_targets asked;
    side sides[N_SIDES];
} attack;

static void attack_free(attack *of)
{
    for (size_t s = 0; s < N_SIDES; s++) {
        keur_targets_free(&of->sides[s].targets);
        keur_release(of->sides[s].unknown);
        keur_release(of->sides[s].first);
        keur_release(of->sides[s].weight);
        keur_release(of->sides[s].cell);
        keur_release(of->sides[s].counts);
    }
    keur_targets_free(&of->asked);
    keur_release(of->n_codes);
    keur_release(of->pairs);
    keur_release(of->holdout_out);
    keur_release(of->synthetic_out);
}

/* All pairs of keys, or as many as are allowed, by seed. */
static keur_status choose_pairs(attack *of, size_t n_all, keur_error *err)
{
    const size_t n_keys = of->ask->n_keys;
    keur_random random = keur_random_start(keur_case_seed(of->on), "reconstruction-pairs", 0);
    uint32_t *chosen = NULL;
    size_t at = 0;
    keur_status status = KEUR_OK;

    of->n_pairs = n_all < of->ask->most_pairs ? n_all : of->ask->most_pairs;
    KEUR_TRY(KEUR_NEW(of->pairs, of->n_pairs, err));
    KEUR_TRY(KEUR_NEW(chosen, of->n_pairs, err));
    keur_random_choose(&random, n_all, of->n_pairs, chosen);
    for (size_t a = 0, pair = 0; a < n_keys; a++) {
        for (size_t b = a + 1; b < n_keys; b++, pair++) {
            if (at < of->n_pairs && chosen[at] == pair) {
                of->pairs[at][0] = a;
                of->pairs[at++][1] = b;
            }
        }
    }
out:
    keur_release(chosen);
    return status;
}

/* Where the holdout is asked: one half of it, and the other half has the targets. */
static keur_status halve_holdout(attack *of, keur_error *err)
{
    const size_t n = keur_case_rows(of->on, KEUR_HOLDOUT);
    const size_t n_synthetic = keur_case_rows(of->on, KEUR_SYNTHETIC);
    uint32_t *self = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_case_self(of->on, KEUR_SYNTHETIC, KEUR_HOLDOUT, &self, err));
    if (self == NULL)
        goto out;
    KEUR_TRY(KEUR_NEW(of->holdout_out, n, err));
    KEUR_TRY(KEUR_NEW(of->synthetic_out, n_synthetic, err));
    KEUR_TRY(keur_halves(n, keur_case_units(of->on, KEUR_HOLDOUT), NULL, keur_case_seed(of->on),
                         "reconstruction-halves", of->holdout_out, err));
    for (size_t i = 0; i < n_synthetic; i++)
        of->synthetic_out[i] = self[i] != KEUR_NO_ROW && !of->holdout_out[self[i]];
out:
    keur_release(self);
    return status;
}

/* One unknown for each combination of all keys. */
static keur_status make_unknowns(const attack *of, side *to, keur_error *err)
{
    const keur_rows view = keur_targets_view(&to->targets);
    keur_cells *cells = NULL;
    size_t *all = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(all, of->ask->n_keys, err));
    for (size_t k = 0; k < of->ask->n_keys; k++)
        all[k] = k;
    KEUR_TRY(keur_cells_count(&view, 1, all, of->ask->n_keys, of->n_codes, 1, &cells, err));
    to->n_unknowns = cells->n_cells;
    KEUR_TRY(KEUR_NEW(to->unknown, to->targets.n, err));
    KEUR_TRY(KEUR_NEW(to->first, to->n_unknowns, err));
    KEUR_TRY(KEUR_NEW(to->weight, to->n_unknowns, err));
    for (size_t i = 0; i < to->targets.n; i++) {
        const uint32_t u = to->unknown[i] = cells->cell[0][i];

        if (to->weight[u]++ == 0)
            to->first[u] = (uint32_t)i;
    }
out:
    keur_release(all);
    keur_cells_free(cells);
    return status;
}

/* The queries of one pair: cells that hold targets, and rows asked in them by level. Cells are
 * numbered by first appearance, so those of the targets come first. */
static keur_status ask_pair(const attack *of, size_t pair, side *to, keur_error *err)
{
    const keur_rows tables[] = {keur_targets_view(&to->targets), keur_targets_view(&of->asked)};
    const int32_t *secret = keur_case_codes(of->on, KEUR_SYNTHETIC, of->ask->secret);
    const size_t n_levels = of->ask->n_levels;
    uint32_t *own = to->cell + pair * to->n_unknowns;
    keur_cells *cells = NULL;
    size_t n_own = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_cells_count(tables, 2, of->pairs[pair], 2, of->n_codes, keur_case_threads(of->on),
                              &cells, err));
    while (n_own < cells->n_cells && cells->count[0][n_own] > 0)
        n_own++;
    KEUR_TRY(
        KEUR_RESIZE(to->counts, to->n_cells * n_levels, (to->n_cells + n_own) * n_levels, err));
    for (size_t u = 0; u < to->n_unknowns; u++)
        own[u] = (uint32_t)(to->n_cells + cells->cell[0][to->first[u]]);
    for (size_t i = 0; i < of->asked.n; i++) {
        const size_t c = cells->cell[1][i];

        for (size_t l = 0; c < n_own && l < n_levels; l++)
            to->counts[(to->n_cells + c) * n_levels + l] +=
                secret[of->asked.rows[i]] == of->ask->levels[l];
    }
    to->n_cells += n_own;
out:
    keur_cells_free(cells);
    return status;
}

/* Choose the targets. The holdout's number as many as train's: see reconstruct.h. */
static keur_status choose_targets(attack *of, keur_error *err)
{
    const size_t most = of->ask->most_targets;
    keur_targets *train = &of->sides[TRAIN].targets, *holdout = &of->sides[HOLDOUT].targets;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_targets_choose(
        of->on, &(keur_targets_ask){KEUR_TRAIN, of->ask->secret, NULL, most}, train, err));
    if (!keur_case_has(of->on, KEUR_HOLDOUT) || train->n < KEUR_RECONSTRUCT_LEAST)
        goto out;
    KEUR_TRY(keur_targets_choose(
        of->on, &(keur_targets_ask){KEUR_HOLDOUT, of->ask->secret, of->holdout_out, train->n},
        holdout, err));
    if (holdout->n >= KEUR_RECONSTRUCT_LEAST)
        KEUR_TRY(keur_targets_fill(of->on, train, holdout, err));
out:
    return status;
}

/* One table on one thread: pairs are too many, and each too short, to be cut further. */
static keur_status make_sides(void *context, size_t begin, size_t end, keur_error *err)
{
    attack *of = context;
    keur_status status = KEUR_OK;

    for (size_t s = begin; s < end; s++) {
        side *to = &of->sides[s];

        if (to->targets.n < KEUR_RECONSTRUCT_LEAST)
            continue;
        KEUR_TRY(
            keur_targets_gather(of->grouped, of->ask->keys, of->ask->n_keys, &to->targets, err));
        KEUR_TRY(make_unknowns(of, to, err));
        KEUR_TRY(KEUR_NEW(to->cell, of->n_pairs * to->n_unknowns, err));
        for (size_t p = 0; p < of->n_pairs; p++)
            KEUR_TRY(ask_pair(of, p, to, err));
    }
out:
    return status;
}

/* Independent guesses: targets with equal keys are one cluster, and so are rows of one person; the
 * smaller of both sizes. */
static keur_status count_independent(const attack *of, const side *on, const unsigned char *right,
                                     double *size, keur_error *err)
{
    const int32_t *units = keur_case_units(of->on, on->targets.role);
    uint32_t *person = NULL;
    double by_person;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_clustered_size(on->unknown, right, on->targets.n_own, on->n_unknowns, size, err));
    if (units == NULL || isnan(*size))
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(person, on->targets.n_own, err));
    for (size_t i = 0; i < on->targets.n_own; i++)
        person[i] = (uint32_t)units[on->targets.rows[i]];
    KEUR_TRY(keur_clustered_size(person, right, on->targets.n_own, keur_case_unit_count(of->on),
                                 &by_person, err));
    *size = isnan(by_person) || by_person < *size ? by_person : *size;
out:
    keur_release(person);
    return status;
}

static keur_status judge(const attack *of, const side *on, size_t level, const double *x,
                         keur_rebuilt *to, keur_error *err)
{
    const int32_t *secret = keur_case_codes(of->on, on->targets.role, of->ask->secret);
    unsigned char *right = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(right, on->targets.n_own, err));
    to->n = on->targets.n_own;
    for (size_t i = 0; i < on->targets.n_own; i++) {
        const bool is_level = secret[on->targets.rows[i]] == of->ask->levels[level];

        right[i] = (x[on->unknown[i]] >= 0.5) == is_level;
        to->n_level += is_level;
        to->n_right += right[i];
    }
    KEUR_TRY(count_independent(of, on, right, &to->size, err));
out:
    keur_release(right);
    return status;
}

/* One level on one table. The counts are scaled to the number of targets. */
static keur_status rebuild(const attack *of, const side *on, size_t level, keur_error *err)
{
    const double scale = (double)on->targets.n / (double)of->asked.n;
    double *x = NULL, *wanted = NULL, share = 0;
    const keur_l1_options until = {.absolute = of->ask->gap, .most_rounds = MOST_ROUNDS};
    keur_l1_problem problem = {.n = on->n_unknowns,
                               .n_parts = of->n_pairs,
                               .n_cells = on->n_cells,
                               .cell = on->cell,
                               .weight = on->weight};
    keur_l1_found found;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(x, on->n_unknowns, err));
    KEUR_TRY(KEUR_NEW(wanted, on->n_cells, err));
    for (size_t c = 0; c < on->n_cells; c++) {
        wanted[c] = scale * on->counts[c * of->ask->n_levels + level];
        share += wanted[c];
    }
    share /= (double)on->targets.n * (double)of->n_pairs;
    for (size_t u = 0; u < on->n_unknowns; u++)
        x[u] = share;
    problem.wanted = wanted;
    KEUR_TRY(keur_l1_fit(&problem, &until, x, &found, err));
    on->made[level].misfit = found.objective / found.size;
    on->made[level].gap = found.gap / found.size;
    KEUR_TRY(judge(of, on, level, x, &on->made[level], err));
out:
    keur_release(x);
    keur_release(wanted);
    return status;
}

static keur_status rebuild_some(void *context, size_t begin, size_t end, keur_error *err)
{
    const attack *of = context;
    keur_status status = KEUR_OK;

    for (size_t i = begin; i < end; i++) {
        const side *on = &of->sides[i % N_SIDES];

        if (on->n_unknowns > 0)
            KEUR_TRY(rebuild(of, on, i / N_SIDES, err));
    }
out:
    return status;
}

keur_status keur_reconstruct(keur_case *on, const keur_reconstruct_ask *ask,
                             keur_reconstructed *found, keur_error *err)
{
    attack of = {.on = on, .ask = ask};
    keur_status status = KEUR_OK;

    *found = (keur_reconstructed){.n_all_pairs = ask->n_keys * (ask->n_keys - 1) / 2};
    KEUR_TRY(KEUR_NEW(found->train, ask->n_levels, err));
    KEUR_TRY(KEUR_NEW(found->holdout, ask->n_levels, err));
    KEUR_TRY(keur_case_grouped(on, ask->n_groups, &of.grouped, err));
    KEUR_TRY(KEUR_NEW(of.n_codes, ask->n_keys, err));
    for (size_t k = 0; k < ask->n_keys; k++)
        of.n_codes[k] = of.grouped->n_codes[ask->keys[k]];
    KEUR_TRY(choose_pairs(&of, found->n_all_pairs, err));
    KEUR_TRY(halve_holdout(&of, err));
    KEUR_TRY(keur_targets_choose(
        on, &(keur_targets_ask){KEUR_SYNTHETIC, ask->secret, of.synthetic_out, 0}, &of.asked, err));
    KEUR_TRY(keur_targets_gather(of.grouped, ask->keys, ask->n_keys, &of.asked, err));
    found->n_pairs = of.n_pairs;
    found->n_synthetic = of.asked.n;
    if (of.asked.n == 0)
        goto out;
    KEUR_TRY(choose_targets(&of, err));
    of.sides[TRAIN].made = found->train;
    of.sides[HOLDOUT].made = found->holdout;
    KEUR_TRY(keur_parallel_for(N_SIDES, 1, keur_case_threads(on), make_sides, &of, err));
    KEUR_TRY(keur_parallel_for(ask->n_levels * N_SIDES, 1, keur_case_threads(on), rebuild_some, &of,
                               err));
    found->is_part = of.sides[TRAIN].targets.is_part;
    found->n_filled = of.sides[HOLDOUT].targets.n - of.sides[HOLDOUT].targets.n_own;
out:
    attack_free(&of);
    if (status != KEUR_OK)
        keur_reconstructed_free(found);
    return status;
}

void keur_reconstructed_free(keur_reconstructed *of)
{
    keur_release(of->train);
    keur_release(of->holdout);
    *of = (keur_reconstructed){.train = NULL};
}
