/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_SAMPLE_H
#define KEUR_TESTS_SAMPLE_H

#include <keur/scorecard.h>

/* Scorecards made by hand, for tests of what reads them. All functions end the test on failure. */

/** A scorecard without measures: tables of the given sizes (0: absent) and n_columns columns. */
keur_scorecard *keur_sample_new(const char *title, size_t train, size_t holdout, size_t synthetic,
                                size_t n_columns);

/** Add a measure and @return its position. */
size_t keur_sample_measure(keur_scorecard *to, const char *name, const char *title,
                           const char *question, keur_family family);

/** The same of a measure whose risks are about one of the three words. */
size_t keur_sample_risk_measure(keur_scorecard *to, const char *name, keur_word word);

/** Add a copy of a figure to a measure; the pointer holds until the next is added. */
keur_figure *keur_sample_figure(keur_scorecard *to, size_t measure, const keur_figure *figure);

/** Add a copy of a series to a measure. */
void keur_sample_series(keur_scorecard *to, size_t measure, const keur_series *series);

void keur_sample_notice(keur_scorecard *to, const char *sentence);

/** A rate k of d with Wilson's interval (computed here), unit "share" or "percent". */
keur_figure keur_sample_rate(const char *name, double k, double d, const char *unit);

/** A count of k among n, without an interval. */
keur_figure keur_sample_count(const char *name, double k, size_t n);

/** A statistic; low and high may be NAN. In the unit "auc" it is of an order without ties. */
keur_figure keur_sample_statistic(const char *name, double value, double low, double high, size_t n,
                                  const char *unit);

/** The difference of two rates with Newcombe's interval (computed here). */
keur_figure keur_sample_difference(const char *name, const keur_figure *minuend,
                                   const keur_figure *subtrahend);

/** What the first rate gains over the second, on Wilson's centres (computed here); not estimable
 * where the control succeeds on every row. */
keur_figure keur_sample_risk(const char *name, const keur_figure *minuend,
                             const keur_figure *subtrahend);

/** A lower bound at a one-sided level. */
keur_figure keur_sample_lower_bound(const char *name, double value, double level, size_t n,
                                    const char *unit);

/** Everything a report can meet: all families, anchors, labels, bounds, missing figures, hostile
 * texts where `is_hostile`. */
keur_scorecard *keur_sample_full(bool is_hostile);

#endif
