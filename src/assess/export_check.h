/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ASSESS_EXPORT_CHECK_H
#define KEUR_ASSESS_EXPORT_CHECK_H

#include <keur/scorecard.h>

/** Told of everything that must not leave: where it stands ("$.figures[3]", "line 12") and a
 * sentence that quotes no value. */
typedef struct keur_complaints {
    keur_status (*tell)(void *context, const char *where, const char *what, keur_error *err);
    void *context;
} keur_complaints;

/**
 * Hold a scorecard that is said to be exported against the rules of the filter, as far as they show
 * in what is left: it passed the filter; no numerator; at most three digits; numbers of rows are in
 * tens or those of a table, none below 10; rates and counts that stand for 10 rows to all but 10;
 * no value on fewer than 10 rows; small levels without a name; curves without numbers of rows.
 * What needs the unrounded figures (how far an interval was widened) cannot be seen.
 *
 * O(figures + points).
 */
keur_status keur_export_check(const keur_scorecard *card, const keur_complaints *to,
                              keur_error *err);

/** Whether a number has more than three significant digits, as no exported figure has. */
bool keur_export_has_more_digits(double value);

#endif
