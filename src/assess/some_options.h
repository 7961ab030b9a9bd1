/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ASSESS_SOME_OPTIONS_H
#define KEUR_ASSESS_SOME_OPTIONS_H

#include <keur/scorecard.h>

/** Options of a run with some measures only. */
typedef struct keur_some_options {
    keur_score_options options;
    const char **measures;
    const char *(*args)[3];
} keur_some_options;

/** Whether a measure that `of` runs is chosen. */
typedef bool (*keur_measure_choice)(const void *context, const keur_score_options *of,
                                    const keur_measure *measure);

/**
 * Of the measures that `of` runs, those that are chosen. Settings of other measures are left out.
 * @param[out] made  freed with keur_some_options_free() in any case; texts are not copied
 */
keur_status keur_some_options_make(const keur_score_options *of, keur_measure_choice choice,
                                   const void *context, keur_some_options *made, keur_error *err);
void keur_some_options_free(keur_some_options *of);

#endif
