/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ASSESS_LEAGUE_REFER_H
#define KEUR_ASSESS_LEAGUE_REFER_H

#include "assess/some_options.h"

/**
 * Of the measures that `of` runs, the fidelity index and those that a gate of the policy is about;
 * also single attacks on membership, where the worst of them is a gate that does not run. Settings
 * of other measures are left out.
 * @param[out] made  freed with keur_some_options_free() in any case; texts are not copied
 */
keur_status keur_refer_options_make(const keur_score_options *of, const keur_policy *policy,
                                    keur_some_options *made, keur_error *err);

#endif
