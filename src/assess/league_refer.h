/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ASSESS_LEAGUE_REFER_H
#define KEUR_ASSESS_LEAGUE_REFER_H

#include <keur/scorecard.h>

/** Options of a run with those measures only that the map of a comparison needs. */
typedef struct keur_refer_options {
    keur_score_options options;
    const char **measures;
    const char *(*args)[3];
} keur_refer_options;

/**
 * Of the measures that `of` runs, the fidelity index and those that a gate of the policy is about;
 * also single attacks on membership, where the worst of them is a gate that does not run. Settings
 * of other measures are left out.
 * @param[out] made  freed with keur_refer_options_free() in any case; texts are not copied
 */
keur_status keur_refer_options_make(const keur_score_options *of, const keur_policy *policy,
                                    keur_refer_options *made, keur_error *err);
void keur_refer_options_free(keur_refer_options *of);

#endif
