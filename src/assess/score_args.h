/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ASSESS_SCORE_ARGS_H
#define KEUR_ASSESS_SCORE_ARGS_H

#include <keur/scorecard.h>

/** Whether a measure runs: those that were named, else all, without the slow ones if so asked. */
bool keur_score_wants(const keur_score_options *options, const keur_measure *measure);

/** Whether a measure has a parameter of this name. */
bool keur_score_has_param(const keur_measure *measure, const char *name);

/**
 * Hold every argument against what runs.
 * @retval KEUR_EUSAGE  an argument is for a measure that does not run or has no such parameter; or
 *                      it is for all, and does not suit every one that has it (these are named)
 */
keur_status keur_score_check_args(const keur_score_options *options, keur_error *err);

/** Arguments of one measure: its defaults, then what the policy states, then what was given for it
 * or for all that have it; freed with keur_args_free(). */
keur_status keur_score_args(const keur_score_options *options, const keur_measure *measure,
                            keur_args **args, keur_error *err);

/** Whether a figure rests on a sampling fraction that nobody stated. */
bool keur_score_assumes(const keur_score_options *options, const keur_measure *measure,
                        const keur_result *result);

/** What the reader must know then. */
#define KEUR_SCORE_ASSUMED                                                                         \
    "f-relative supposes that half of the population is in train, since nobody stated a share: "   \
    "give the policy's sampling_fraction, or set sampling-fraction."

#endif
