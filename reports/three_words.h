/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_THREE_WORDS_H
#define KEUR_REPORTS_THREE_WORDS_H

#include <keur/scorecard.h>

#include "base/text.h"
#include "reports/wrap.h"

/** What a scorecard says of one of the three words of WP216. */
typedef struct keur_three {
    const keur_scorecard_figure *worst; /**< highest lower end of its risks; NULL: none is known */
    const keur_scorecard_measure *by;   /**< gave it; NULL: none did */
    const keur_scorecard_figure *doubt; /**< where there is no worst: one that says why, or NULL */
    bool is_looked_at;                  /**< a measure of this word was run */
} keur_three;

/**
 * Risks are figures of the kind `risk`, and differences to the holdout of figures that lead their
 * family and are riskier the higher; of measures of this word, with both ends of an interval, and
 * not invalid unless understated. The worst is the one that is shown to be largest: the highest
 * lower end, as a fraction; where none is above 0, the highest upper end, which is what may be
 * there all the same; the first of equals.
 */
keur_three keur_three_find(const keur_scorecard *of, keur_word word);

/** "Singling out", and what it asks. */
const char *keur_three_title(keur_word word);
const char *keur_three_question(keur_word word);

/** One plain sentence. */
keur_status keur_three_sentence(const keur_three *found, keur_text *to, keur_error *err);

/** The measure that gave the worst risk and what that is about; nothing where there is none. */
keur_status keur_three_source(const keur_three *found, keur_text *to, keur_error *err);

/** All three as lines. */
keur_status keur_three_lines(keur_page *page, const keur_scorecard *of, keur_error *err);

/** All three as the first table of the page. */
keur_status keur_html_words(keur_text *to, const keur_scorecard *of, keur_error *err);

#endif
