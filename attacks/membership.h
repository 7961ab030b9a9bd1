/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_MEMBERSHIP_H
#define KEUR_ATTACKS_MEMBERSHIP_H

#include <keur/measure.h>

#include "case/remembered.h"

/** Parameters that every distance-based attack has, for use in its own list. */
#define KEUR_PARAM_SCALING                                                                         \
    {                                                                                              \
        .name = "scaling", .type = KEUR_PARAM_CHOICE, .choices = "range|rank|standard|none",       \
        .fallback = "range", .help = "how numbers are made comparable"                             \
    }
#define KEUR_PARAM_METRIC                                                                          \
    {                                                                                              \
        .name = "metric", .type = KEUR_PARAM_CHOICE, .choices = "l1|l2", .fallback = "l1",         \
        .help = "l1 adds differences, l2 takes the root of their squares"                          \
    }

/** The question for neighbours that these parameters ask. Scales are those of the real rows: taken
 * from the rows of each question they would differ between the sides that a measure compares. */
keur_ask keur_ask_of(const keur_args *args, keur_role from, keur_role to, size_t k);

/** Scores of members and non-members, higher meaning more member. */
typedef struct keur_scores {
    double *member;
    double *non_member;
    size_t n_member, n_non_member;
} keur_scores;

/** Room for one score a row of train and of the scored part of the holdout. */
keur_status keur_scores_new(const keur_case *on, keur_scores *scores, keur_error *err);
void keur_scores_free(keur_scores *scores);

/**
 * Add the figures of a membership attack: auc, tpr@fpr=0.1, 0.01, 0.001. Where the case has a
 * person unit, scores are averaged over the rows of a person first; `scores` is changed then.
 * Where a score is not finite (a row had nothing to be compared with) they are not estimable.
 */
keur_status keur_scores_report(const keur_case *on, keur_scores *scores, keur_result *out,
                               keur_error *err);

#endif
