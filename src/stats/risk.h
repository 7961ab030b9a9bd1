/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_RISK_H
#define KEUR_STATS_RISK_H

#include "stats/intervals.h"

/** What an attack gains over its control: 0 for none, 1 for what the control left, below 0 for an
 * attack that does worse. */
typedef struct keur_risk {
    double value;
    keur_interval interval; /**< NAN where value is */
} keur_risk;

/**
 * (a - c) / (1 - c), a and c the centres of Wilson's intervals of successes/n of the attack and of
 * its control, (s + z^2/2) / (n + z^2), so that neither 0 nor all of few rows is taken at its word.
 * The half-width is the root of the sum of the squares of (half-width of a) / (1 - c) and
 * (half-width of c) (a - 1) / (1 - c)^2. Never cut at 0: a risk below it is information.
 *
 * @param s, n      successes and rows of the attack, 0 <= s <= n, n > 0
 * @param s_c, n_c  the same of its control
 * NAN where every row of the control succeeds: nothing is left to gain.
 *
 * Giomi, Boenisch, Wehmeyer, Tasnadi: A unified framework for quantifying privacy risk in synthetic
 * data, PoPETs 2023 (2), section 4.
 */
keur_risk keur_risk_of(double s, double n, double s_c, double n_c, double level);

/** The same of a and c and their half-widths, however they were made; c < 1, else NAN. */
keur_risk keur_risk_propagate(double a, double half_a, double c, double half_c);

#endif
