/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ASSESS_VERDICT_IMPL_H
#define KEUR_ASSESS_VERDICT_IMPL_H

#include <keur/scorecard.h>

#include "base/arena.h"
#include "base/text.h"

/** What is known of a figure beside a limit. */
typedef struct keur_evidence {
    const keur_figure *figure; /**< NULL: there is none */
    bool is_met;               /**< its one-sided end lies on the right side */
    bool is_unclear;           /**< that it does not break the limit says nothing: it is not there,
                                    not valid, without an interval, or lost digits in an export */
    double p;                  /**< one-sided, of the figure lying at the limit; 1: no evidence */
} keur_evidence;

/** A finding in the making. */
typedef struct keur_test {
    keur_finding finding;
    keur_evidence evidence;
    bool is_membership;
    bool is_declared;  /**< false: the limit is an epsilon that nobody declared */
    const char *unfit; /**< what of the policy the figure was not computed for; NULL: nothing */
} keur_test;

/** A verdict in the making. */
typedef struct keur_judging {
    const keur_scorecard *card;
    const keur_policy *policy;
    keur_arena *arena;
    size_t n_tests;
    keur_test *tests; /**< freed with keur_release() */
    bool told_apart;  /**< train and holdout differ by themselves */
} keur_judging;

/** Position of a measure in a scorecard; -1 where it was not run, or for NULL. */
ptrdiff_t keur_judging_measure(const keur_scorecard *card, const char *name);

/** Whether a limit is about this figure of that measure. One on "worst-risk" is about every figure
 * of that measure that is a risk: where all of them keep to it, the worst one does. */
bool keur_limit_is_about(const keur_scorecard_figure *figure, ptrdiff_t measure,
                         const keur_limit *limit);

/** Add a test for every figure that a limit is about, one without a figure where there is none. */
keur_status keur_judging_limit(keur_judging *on, const keur_limit *limit, keur_error *err);

/** Add an open finding for every secret that the schema declares and a limit on declared secrets
 * has no figure of: it may be a key in every set, or a text. That others keep to the limit says
 * nothing of it. */
keur_status keur_judging_secrets(keur_judging *on, keur_error *err);

/** Add an open finding about a measure, or the policy, as a whole: the sentence "NAME why". */
keur_status keur_judging_open(keur_judging *on, const char *name, const char *why, keur_error *err);

/**
 * Hold a figure against a limit.
 *
 * @param is_export  the figure was rounded and its interval widened: only the ends are used
 * @param limit      as a fraction where the unit is "percent"
 *
 * An invalid figure meets nothing. It breaks a limit only where it is understated: then its true
 * value lies beyond what the figure shows, so a lower end above the limit stays above it.
 */
keur_evidence keur_evidence_find(const keur_figure *figure, bool is_export, keur_side side,
                                 double limit, double confidence);

/** One-sided lower end of a figure at this confidence; exported: no lower than the unrounded. NAN
 * where there is none. */
double keur_evidence_low(const keur_figure *figure, bool is_export, double confidence);

/**
 * What a policy gives that a figure of this name depends on, and the measure was not run with:
 * "delta" or "sampling fraction"; NULL: nothing. *is_harder: what the figure shows holds for the
 * policy's value all the same (a bound on epsilon at a larger delta is one at a smaller, too).
 */
const char *keur_policy_unfit(const keur_policy *policy, const keur_scorecard_measure *measure,
                              const char *figure, bool *is_harder);

/** The sentence of a finding of `on`, in its arena. */
keur_status keur_test_reason(const keur_judging *on, keur_test *test, keur_error *err);

/** To the sentence of an open limit add how often a safe table would meet it with these rows, and
 * how many would be enough; nothing where that is not known. Sizes are rounded as for export. */
keur_status keur_test_power(const keur_judging *on, const keur_test *test, keur_text *to,
                            keur_error *err);

/** A copy of a verdict whose texts and arrays are in the arena; NULL gives NULL. */
keur_status keur_verdict_copy(const keur_verdict *from, keur_arena *arena, keur_verdict **to,
                              keur_error *err);

#endif
