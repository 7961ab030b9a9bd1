/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_CHANCE_H
#define KEUR_TESTS_CHANCE_H

#include "base/random.h"

/** The numbers of hits in n draws of probability p that chance leaves out with probability 0.0005
 * at each end: the exact band of 99.9%. */
void keur_check_band(int n, double p, int *low, int *high);

/** A standard normal number (Box and Muller), and P(X <= x) of one. */
double keur_check_normal(keur_random *random);
double keur_check_normal_below(double x);

/** Successes in n draws of probability p. */
double keur_check_binomial(keur_random *random, int n, double p);

#endif
