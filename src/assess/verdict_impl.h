/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ASSESS_VERDICT_IMPL_H
#define KEUR_ASSESS_VERDICT_IMPL_H

#include <keur/scorecard.h>

#include "base/arena.h"

/** What is known of a figure beside a limit. */
typedef struct keur_evidence {
    const keur_figure *figure; /**< NULL: there is none */
    bool is_known;             /**< it has an interval, or is a lower bound itself */
    bool is_met;               /**< its one-sided end lies on the right side */
    bool may_be_broken;        /**< exported: the unrounded figure might break the limit */
    double p;                  /**< one-sided, of the figure lying at the limit; 1: no evidence */
} keur_evidence;

/** A finding in the making. */
typedef struct keur_test {
    keur_finding finding;
    keur_evidence evidence;
    bool is_membership;
    bool is_declared; /**< false: the limit is an epsilon that nobody declared */
} keur_test;

/**
 * Hold a figure against a limit.
 *
 * @param is_export  the figure was rounded and its interval widened: only the ends are used
 * @param limit      as a fraction where the unit is "percent"
 */
keur_evidence keur_evidence_find(const keur_figure *figure, bool is_export, keur_side side,
                                 double limit, double confidence);

/** One-sided lower end of a figure at this confidence; exported: no lower than the unrounded. NAN
 * where there is none. */
double keur_evidence_low(const keur_figure *figure, bool is_export, double confidence);

/** The sentence of a finding, in the arena. `told_apart`: the check of the holdout failed. */
keur_status keur_test_reason(keur_test *test, double confidence, bool told_apart, keur_arena *arena,
                             keur_error *err);

/** A copy of a verdict whose texts and arrays are in the arena; NULL gives NULL. */
keur_status keur_verdict_copy(const keur_verdict *from, keur_arena *arena, keur_verdict **to,
                              keur_error *err);

#endif
