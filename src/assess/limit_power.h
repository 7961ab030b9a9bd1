/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ASSESS_LIMIT_POWER_H
#define KEUR_ASSESS_LIMIT_POWER_H

#include <keur/policy.h>

/** How a figure is tested, which is what its power follows from. */
typedef enum keur_power_kind {
    KEUR_POWER_NONE,
    KEUR_POWER_AUC,   /**< a largest area under the ROC curve */
    KEUR_POWER_TPR,   /**< a rate of members above a threshold of non-members */
    KEUR_POWER_RISK,  /**< (a - c) / (1 - c), a rate on train and one on the holdout */
    KEUR_POWER_EXCESS /**< a - c */
} keur_power_kind;

typedef struct keur_power_form {
    keur_power_kind kind;
    const char *why_not; /**< of KEUR_POWER_NONE */
    double fpr;          /**< of a TPR */
    size_t n_attacks;    /**< the area is the largest of so many */
} keur_power_form;

/** Whether a figure of that name is a risk: "risk" and whatever ends in "-risk". */
bool keur_risk_is_named(const char *figure);

/** The form of a limit on this figure of this measure; none for a limit that lies at chance or
 * excludes nothing. */
keur_power_form keur_power_form_of(const char *measure, const char *figure, keur_side side,
                                   double limit);

/** The power that a safe table is to have. */
#define KEUR_POWER_WANTED 0.8

enum { KEUR_N_BASELINES = 3 };
/** Rates of success without any leak at which a risk is worked out. */
extern const double keur_power_baselines[KEUR_N_BASELINES];

/** Fill in power, is_least, members_needed, non_members_needed and least, from members,
 * non_members, both above 0, and the baseline of a risk. `confidence` is that of the limit. */
void keur_power_fill(const keur_power_form *form, double limit, double confidence,
                     keur_limit_power *to);

/** As many members as non-members that reach the wanted power; 0: no number up to ten million. */
size_t keur_power_rows(const keur_power_form *form, double limit, double confidence,
                       double baseline);

#endif
