/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ASSESS_LEAGUE_IMPL_H
#define KEUR_ASSESS_LEAGUE_IMPL_H

#include "assess/league.h"
#include "attacks/membership/membership.h"
#include "base/arena.h"
#include "fidelity/index_trial.h"

/** What differences on the same records need of one draw; never printed. */
struct keur_draw_records {
    bool has_gaps;
    keur_index_gaps gaps;
    keur_scores best; /**< no member where no attack was made */
    size_t n_tried;
};

struct keur_league_store {
    keur_arena *arena;
    keur_draw_records **records; /**< one a draw */
    keur_scorecard **cards;      /**< all that are owned */
    size_t n_cards;
};

/** A difference on its way, unrounded, and how many rows it rests on. */
typedef struct keur_raw_gap {
    double value, low, high;
    bool is_paired;
    size_t n, n_least, n_parts; /**< as in keur_figure */
} keur_raw_gap;

/** The difference of two draws on an axis, on the same records where there are such. */
keur_status keur_gap_of_draws(const keur_league *of, keur_axis axis, size_t first, size_t second,
                              keur_raw_gap *found, keur_error *err);

/** All differences of generators on all axes, through the export filter, into `of->gaps`. */
keur_status keur_league_gaps(keur_league *of, keur_error *err);

/** How far the mean of draws may be off by the chance of drawing: Student's quantile of 95% times
 * the standard error; 0 for one draw. */
double keur_draw_reach(double spread, size_t n);

#endif
