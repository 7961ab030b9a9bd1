/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_GAIN_H
#define KEUR_REPORTS_GAIN_H

#include <keur/scorecard.h>

#include "base/arena.h"
#include "base/text.h"

/** What an attacker may gain, as the first page divides it. */
typedef enum keur_gain_kind {
    KEUR_GAIN_MEMBERSHIP,
    KEUR_GAIN_SINGLING_OUT,
    KEUR_GAIN_LINKABILITY,
    KEUR_GAIN_INFERENCE,
    KEUR_GAIN_COPIES,
    KEUR_GAIN_OTHER, /**< what a policy demands beside attacks; a row only where it is not kept */
    KEUR_N_GAINS
} keur_gain_kind;

typedef enum keur_gain_state {
    KEUR_STATE_BROKEN,
    KEUR_STATE_OPEN,
    KEUR_STATE_SHOWN,         /**< no limit is about it, and a risk is shown */
    KEUR_STATE_ADVICE_BROKEN, /**< only advice is about it; the same three */
    KEUR_STATE_ADVICE_OPEN,
    KEUR_STATE_UNKNOWN, /**< no limit, and no figure */
    KEUR_STATE_MET,
    KEUR_STATE_NO_OBJECTION,
    KEUR_STATE_ADVICE_MET,
    KEUR_STATE_NOT_SHOWN, /**< no limit is about it, and no risk is shown */
    KEUR_N_STATES
} keur_gain_state;

/** A row: the figure that decided, of all that are about the same. */
typedef struct keur_gain {
    keur_gain_kind kind;
    const char *secret;                  /**< of inference: the column; NULL: no one column */
    const keur_scorecard_figure *figure; /**< NULL: there is none in the scorecard */
    const keur_finding *finding;         /**< the limit that decided; NULL: there is none */
    const keur_finding *advice;          /**< broken advice beside limits that decide; or NULL */
    keur_gain_state state;
    bool is_beside;  /**< no limit is on it, and one is on others of its kind */
    size_t n_limits; /**< that speak for the row in the way of `finding` */
    size_t n_broken; /**< of them */
    size_t n_more;   /**< rows folded into this one, none of which is worse */
} keur_gain;

typedef struct keur_gains {
    size_t n;
    keur_gain *rows; /**< by kind; of one kind the worst first */
} keur_gains;

enum { KEUR_GAIN_SECRETS = 2 };

/**
 * Find the rows of a scorecard, in its own verdict's words. Where several limits are about one row,
 * the worst outcome is the row's; of equal outcomes the largest multiple of its limit is shown.
 * Whatever shows a risk and has no limit has a row of its own, unless a figure of the same name
 * that has one allows for it. Without a verdict each row is the risk that is shown to be largest.
 *
 * @param[out] gains  points into the scorecard and the arena
 * O(findings x figures).
 */
keur_status keur_gains_find(const keur_scorecard *of, keur_arena *arena, keur_gains *gains,
                            keur_error *err);

/** Rows beyond the first KEUR_GAIN_SECRETS of inference become one, which shows the worst of them.
 */
void keur_gains_fold(keur_gains *gains);

/** The figure in units of its limit, 0 guessing and 1 the limit: of its value, or of any other
 * number on the figure's scale. NAN where there is no such unit. */
double keur_gain_multiple(const keur_gain *of, double value);

/** What is shown beside limits: guessing is 0, certainty 1; NAN where `value` is not a risk. */
double keur_gain_strength(const keur_figure *figure, double value);

/** A figure's name without the ending of a difference to the holdout. */
void keur_gain_base(const char *name, char out[200]);

/** Whether a measure of this kind was run, even if it has no figure that shows a gain. */
bool keur_gain_was_run(const keur_scorecard *of, keur_gain_kind kind);

/** "Membership", "Inference: income". */
keur_status keur_gain_title(const keur_gain *of, keur_text *to, keur_error *err);
const char *keur_gain_question(const keur_gain *of);

/** The limit as people read it, "20%", "+0.5 points" without its sign; "" where there is none. */
void keur_gain_limit(const keur_gain *of, char out[200]);

/** The rows as the table of the first page. */
keur_status keur_html_gains(keur_text *to, const keur_scorecard *of, const keur_gains *gains,
                            keur_error *err);

/** Two to four sentences that say why the verdict is what it is; nothing where there is none. Takes
 * the rows as keur_gains_find() left them. */
keur_status keur_html_reasons(keur_text *to, const keur_scorecard *of, const keur_gains *gains,
                              keur_error *err);

#endif
