/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ASSESS_LEAGUE_H
#define KEUR_ASSESS_LEAGUE_H

#include <keur/scorecard.h>

#include "base/arena.h"

/*
 * Several synthetic tables of one real table side by side: how they rank, and where the data cannot
 * tell which is better. All that a report may print of it passed the export filter.
 */

/* What tables are compared by. X(NAME, "word in JSON", "heading", "unit") */
#define KEUR_AXIS_LIST(X)                                                                          \
    X(FIDELITY, "fidelity", "Fidelity index", "index")                                             \
    X(MEMBERSHIP, "membership", "Worst membership attack", "auc")                                  \
    X(ATTRIBUTE, "attribute", "Worst attribute risk", "share")                                     \
    X(IDENTITY, "identity", "Worst identity risk", "share")                                        \
    X(LIMIT, "limit", "Largest risk against its limit", "of limit")

typedef enum keur_axis {
#define KEUR_AXIS_ENUM(name, word, heading, unit) KEUR_AXIS_##name,
    KEUR_AXIS_LIST(KEUR_AXIS_ENUM)
#undef KEUR_AXIS_ENUM
        KEUR_N_AXES
} keur_axis;

const char *keur_axis_word(keur_axis axis);
const char *keur_axis_heading(keur_axis axis);
const char *keur_axis_unit(keur_axis axis);

/** Whether more of it is better; of all others less is. */
bool keur_axis_is_gain(keur_axis axis);

/** Where a table, or the draws of one generator together, stand on an axis. */
typedef struct keur_standing {
    double value;       /**< of several draws their mean; NAN: `reason` says why */
    double low, high;   /**< NAN: there is no interval */
    double spread;      /**< standard deviation between draws; NAN: fewer than two have a value */
    double worst;       /**< of several draws the worst; NAN: there are none */
    const char *source; /**< the figure it is, "worst-attack auc"; of one draw */
    const char *invalid;
    const char *reason;
    bool is_bound;    /**< only an interval is exported: `value` is its upper end */
    size_t n_draws;   /**< draws that have a value */
    size_t best_rank; /**< 1 + tables that are better beyond chance; 0: not ranked */
    size_t last_rank; /**< ranked tables but for those that are worse beyond chance */
} keur_standing;

/** One synthetic table. */
typedef struct keur_draw {
    const char *name;   /**< of the generator, with the number of the draw where it has several */
    const char *folder; /**< where its scorecard is written, below the folder of the comparison */
    size_t generator;
    const keur_scorecard *card; /**< exported */
    keur_standing at[KEUR_N_AXES];
} keur_draw;

/** Where a table stands to the Pareto front of fidelity and the largest risk against its limit. */
typedef enum keur_front {
    KEUR_FRONT_UNKNOWN, /**< a value is missing */
    KEUR_FRONT_ON,      /**< no other table is as good in both and better in one */
    KEUR_FRONT_NEAR,    /**< another is, but none is better in both beyond chance */
    KEUR_FRONT_BEHIND,  /**< another is better in both beyond chance */
    KEUR_N_FRONTS
} keur_front;

const char *keur_front_word(keur_front front);

/** A generator: one synthetic table, or several draws. */
typedef struct keur_generator {
    const char *name;
    size_t first, n_draws; /**< its draws lie together */
    keur_standing at[KEUR_N_AXES];
    keur_front front;
} keur_generator;

/** The first generator minus the second on an axis. */
typedef struct keur_gap {
    keur_axis axis;
    size_t first, second;
    double value, low, high; /**< NAN ends: no interval, so that nobody can tell them apart */
    bool is_paired;          /**< from the same records of both; else from two intervals */
    const char *unpaired;    /**< why from two intervals; NULL: it is paired */
} keur_gap;

/** Reference points of the map, made of the user's own data. */
typedef struct keur_reference {
    const char *name, *about;
    keur_standing at[KEUR_N_AXES];
} keur_reference;

/** Where an exported scorecard stands on every axis; texts go into the arena. `policy` gives the
 * limits; NULL: the scorecard's own verdict does, if it has one. */
keur_status keur_standings_find(const keur_scorecard *card, const keur_policy *policy,
                                keur_arena *arena, keur_standing at[KEUR_N_AXES], keur_error *err);

typedef struct keur_league {
    const char *keur_version, *title;
    const keur_policy *policy; /**< whose limits the map shows; not owned */
    bool is_policy_given; /**< else it was taken for the map alone, and there are no verdicts */
    uint64_t seed;
    size_t n_draws, n_generators, n_gaps, n_references, n_notes;
    keur_draw *draws;
    keur_generator *generators;
    keur_gap *gaps; /**< all pairs of ranked generators on every axis */
    keur_reference *references;
    const char **notes; /**< what the reader must know, a sentence each */
    struct keur_league_store *store;
} keur_league;

/**
 * A comparison without tables.
 * @param policy  for the limits of the map; must outlive the comparison
 * @param[out] made  freed with keur_league_free()
 */
keur_status keur_league_new(const keur_policy *policy, bool is_policy_given, const char *title,
                            keur_league **made, keur_error *err);
void keur_league_free(keur_league *league);

/** What differences on the same records need of one table. */
typedef struct keur_draw_records keur_draw_records;

/** Copy it from what the measures kept on a case. @param[out] found  freed by
 * keur_draw_records_free() or owned by a comparison */
keur_status keur_draw_records_find(const keur_case *on, keur_draw_records **found, keur_error *err);
void keur_draw_records_free(keur_draw_records *of);

/** What is known of a table when it was scored. */
typedef struct keur_scored {
    const char *name;           /**< of the generator; draws of one follow each other */
    size_t draw;                /**< 1, 2, ... where it has several; 0: it is the only one */
    keur_draw_records *records; /**< owned by the comparison, as is the next */
    keur_scorecard *exported;
} keur_scored;

/** Add a table; what it owns from then on it owns also where this fails. @retval KEUR_ENOMEM */
keur_status keur_league_add(keur_league *to, const keur_scored *table, keur_error *err);

/** Add a reference point. `name` and `about` are not copied. */
keur_status keur_league_refer(keur_league *to, const char *name, const char *about,
                              keur_scorecard *exported, keur_error *err);

/** Once all are there: means over draws, differences, ranks and the front. O(tables^2 records). */
keur_status keur_league_finish(keur_league *to, keur_error *err);

/**
 * Ranks where not all differences are known: best[i] = 1 + how many are surely better than i,
 * last[i] = n - how many are surely worse.
 * @param better  n * n: [i * n + j] whether i is better than j beyond chance
 */
void keur_league_ranks(const bool *better, size_t n, size_t *best, size_t *last);

/**
 * The front of n tables in x (more is better) and y (less is); tables with NAN are left out.
 * @param better_x, better_y  n * n: whether i is better than j beyond chance
 */
void keur_league_front(const double *x, const double *y, const bool *better_x, const bool *better_y,
                       size_t n, keur_front *fronts);

#endif
