/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_MEMBERSHIP_H
#define KEUR_ATTACKS_MEMBERSHIP_H

#include <keur/measure.h>

#include "case/remembered.h"

/*
 * An attack on membership gives every row a score, without looking at who is a member: from the
 * synthetic and the reference table, some (membership-claims) also from all rows that are scored;
 * higher means more member. Members are the rows of train, non-members those of the holdout
 * that are not the reference. An attack's file says how to score; what the scores show is worked
 * out here, the same way for all.
 */

/** Parameters that every distance-based attack has, for use in its own list. */
#define KEUR_PARAM_SCALING                                                                         \
    {                                                                                              \
        .name = "scaling", .type = KEUR_PARAM_CHOICE,                                              \
        .choices = "range|rank|standard|normal|none", .fallback = "range",                         \
        .help = "how numbers are made comparable"                                                  \
    }
#define KEUR_PARAM_METRIC                                                                          \
    {                                                                                              \
        .name = "metric", .type = KEUR_PARAM_CHOICE, .choices = "l1|l2", .fallback = "l1",         \
        .help = "l1 adds differences, l2 takes the root of their squares"                          \
    }

/** Asks for the figures of keur_membership_by_group(). */
#define KEUR_BY_GROUP "by-group"
#define KEUR_PARAM_BY_GROUP                                                                        \
    {                                                                                              \
        .name = KEUR_BY_GROUP, .type = KEUR_PARAM_FLAG,                                            \
        .help = "also for each protected group and each tenth of vulnerability"                    \
    }

/** What a score function works on. */
typedef struct keur_scoring {
    keur_case *on;
    const keur_args *args;
    size_t n_member, n;  /* rows of train; all scored rows */
    double *scores;      /* n, those of train first; INFINITY or NAN where a row has nothing to be
                            compared with */
    const char *why_not; /* set to a sentence where the attack cannot be made at all */
} keur_scoring;

/** How an attack scores rows, and in which settings measures that join attacks use it. */
typedef struct keur_attack {
    keur_status (*score)(keur_scoring *to, keur_error *err);
    /** Settings as "scaling=rank neighbours=5" ("" for the defaults), ended by NULL: those that
     * `worst-attack` tries, those whose ranks `membership-ensemble` adds (fixed in advance;
     * NULL: none), and those that are features of `membership-audit`. */
    const char *const *tried;
    const char *const *in_ensemble;
    const char *const *in_audit;
} keur_attack;

/** The two scored roles in the order of the scores; the rows of the first begin at 0, those of the
 * second at n_member. */
extern const keur_role keur_scored_roles[2];

/** The question for neighbours that these parameters ask. Scales are those of the real rows: taken
 * from the rows of each question they would differ between the sides that a measure compares. */
keur_ask keur_ask_of(const keur_args *args, keur_role from, keur_role to, size_t k);

/**
 * Every question of an attack for the distances of neighbours asks for at least so many, so that a
 * table is searched once for all attacks, under each scaling. As many as `membership-vote` wants;
 * 8 bytes each, a scored row and a table.
 */
enum { KEUR_SCORING_NEIGHBOURS = 20 };

/** Distances of the nearest rows of each scored row, those of train and of the others. */
typedef struct keur_nearest {
    const keur_neighbours *sides[2];
} keur_nearest;

/** Ask for at least k neighbours of each scored row in `to`, by the parameters of the scoring. */
keur_status keur_scoring_nearest(const keur_scoring *of, keur_role to, size_t k,
                                 keur_nearest *found, keur_error *err);

/** The distances of scored row i, nearest first; INFINITY where there is no further row. */
const double *keur_nearest_of(const keur_nearest *found, size_t i);

/** The nearest distance of each scored row in `to`, by the parameters of the scoring, into
 * `distances`; INFINITY where `to` has no row for it. */
keur_status keur_scoring_distances(const keur_scoring *of, keur_role to, double *distances,
                                   keur_error *err);

/**
 * A thousandth of the median of the positive finite ones among n distances, large enough to have a
 * logarithm; 1 where there is none: the e of attacks/README.md.
 */
keur_status keur_scoring_floor(const double *distances, size_t n, double *floor, keur_error *err);

/** Scores are kept by a case under names that begin so. */
#define KEUR_SCORES_PREFIX "scores "

/** Scores of members and non-members. */
typedef struct keur_scores {
    size_t n_member, n_non_member;
    double *member, *non_member; /* one allocation: non_member follows member */
    uint32_t *first_row; /* of persons: the first row of each in its role, members before others;
                            NULL: score i is that of row i */
    const char *why_not; /* there are no scores; else NULL */
} keur_scores;

/**
 * The scores of an attack in one setting, a row each, computed once for a case.
 * @param args     of `measure`
 * @param[out] of  owned by the case; why_not is also set where a score is not finite
 */
keur_status keur_membership_scores(keur_case *on, const keur_measure *measure,
                                   const keur_args *args, const keur_scores **of, keur_error *err);

/** The same with the setting as text, "scaling=rank neighbours=5". */
keur_status keur_membership_scores_as(keur_case *on, const keur_measure *measure,
                                      const char *setting, const keur_scores **of, keur_error *err);

/**
 * Scores of persons: the mean over the rows of each, in ascending order of their numbers; a copy
 * where the case has no person unit. Freed with keur_scores_free().
 */
keur_status keur_scores_of_persons(const keur_case *on, const keur_scores *rows,
                                   keur_scores *persons, keur_error *err);
void keur_scores_free(keur_scores *scores);

/** The whole run of an attack: score, then add its figures to `out`. */
keur_status keur_membership_run(const keur_measure *measure, keur_case *on, const keur_args *args,
                                keur_result *out, keur_error *err);

/**
 * With fewer members or non-members an area gets no interval: with 400 members its upper end at 95%
 * was too low 18% of the time for 2 non-members, 12% for 3, 10% for 5, 7% for 10, 5.6% for 20
 * (1,500 draws at chance), and a limit would be met by chance.
 */
enum { KEUR_AREA_LEAST = 20 };
#define KEUR_AREA_TOO_FEW "needs at least 20 members and 20 non-members"

/** Say of a figure how much of the order of scores it rests on (keur_roc_apart()). */
keur_status keur_membership_order(const keur_scores *of, keur_figure *figure, keur_error *err);

/** Add what scores show: auc, tpr@fpr=0.1, 0.01, 0.001 and the ROC curve. `persons` from
 * keur_scores_of_persons(). Where train and holdout are not of one population they are marked. */
keur_status keur_membership_figures(keur_case *on, const keur_scores *persons, keur_result *out,
                                    keur_error *err);

/** Parameters of the two measures whose bounds count in a verdict. */
#define KEUR_PARAMS_BOUNDS                                                                         \
    {.name = "sampling-fraction",                                                                  \
     .type = KEUR_PARAM_NUMBER,                                                                    \
     .low = 0.000001,                                                                              \
     .high = 0.999999,                                                                             \
     .fallback = "0.5",                                                                            \
     .unit = "share",                                                                              \
     .help = "share of the population that is in the train table, for f-relative"},                \
    {                                                                                              \
        .name = "delta", .type = KEUR_PARAM_NUMBER, .low = 0, .high = 0.5, .fallback = "0",        \
        .help = "delta of the epsilon that is bounded"                                             \
    }

/** Add epsilon-lower-bound and f-relative: of the ensemble and the audit only, which were named in
 * advance, so that a bound over both needs no more than Bonferroni's correction. */
keur_status keur_membership_bounds(keur_case *on, const keur_args *args, const keur_scores *persons,
                                   keur_result *out, keur_error *err);

#endif
