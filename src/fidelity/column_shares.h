/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_COLUMN_SHARES_H
#define KEUR_FIDELITY_COLUMN_SHARES_H

#include <keur/measure.h>

/** So many columns are shown, those that differ most. */
enum { KEUR_SHARES_SHOWN = 6 };

/**
 * Add, for a chart, how often the values of the columns that differ most occur: a series `shares`
 * about each, a point for every level or group of numbers, with its share in train, in the
 * synthetic table and, where there is one, in the holdout.
 *
 * Which columns differ most is judged in steps of 20 rows of the smallest real table, those that
 * differ by less in the order of the table.
 *
 * Every point holds a level, or a tenth of train's numbers, that at least 10 people of train, and
 * of the holdout where there is one, have; what is rarer is joined with it. So no point tells of
 * fewer, nor does what the others leave over; nor does a name: a point says that rarer values are
 * in it only where the synthetic table has some, or there are too many frequent ones. The lowest
 * number of train has a point of its own only where it is a tenth. Tenths are numbered and have no
 * ends; the synthetic table's share of one is in whole per cents, of few rows in steps of ten rows,
 * since a reader who has that table would find the ends from more. A column of which that leaves
 * one point is passed over.
 *
 * @param distances  per column how far it is from train
 *
 * O(rows + codes) a column shown.
 */
keur_status keur_add_column_shares(keur_case *on, const double *distances, keur_result *out,
                                   keur_error *err);

#endif
