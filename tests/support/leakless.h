/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_LEAKLESS_H
#define KEUR_TESTS_LEAKLESS_H

#include <keur/case.h>

#include "base/random.h"

/** A case of n rows a table in which train, holdout and synthetic table are independent draws of
 * one population of five columns that go together: nothing leaks. Of the rows of the synthetic
 * table, about `copied` in a hundred are train rows instead, but for a column of noise, and the
 * first column has many values then. */
keur_case *keur_check_leakless(keur_random *random, size_t n, unsigned copied, uint64_t seed);

/** Runs attribute-search on so many such cases of 120 rows without copies, and counts those where a
 * secret is said to leak, by the smallest p below 0.05 and by the worst excess above 0. */
void keur_check_false_alarms(int n_cases, int *by_p, int *by_worst);

#endif
