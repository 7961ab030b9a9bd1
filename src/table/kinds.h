/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_KINDS_H
#define KEUR_TABLE_KINDS_H

#include "table/facts.h"

/*
 * Whether the texts of a column are of one kind in all of n tables together; tables without texts
 * are of every kind, but at least one must have some. *format is the one that fits,
 * KEUR_FORMAT_OPEN for plain numbers and yyyy-mm-dd; *is_unsure where another one would fit as
 * well.
 */

/**
 * Plain numbers; or numbers with a percent sign throughout; or numbers some of which have groups of
 * digits set apart. In one table groups are set apart by one sign, and no number of four whole
 * digits or more stands undivided. Where no text is beyond doubt (only such as `1,234`) it is
 * unsure, and the tables must agree on the decimal sign.
 */
bool keur_kind_numbers(const keur_facts *facts, size_t n, keur_format *format, bool *is_unsure);

/** Dates in one order; the first of year first, day first and month first that fits. */
bool keur_kind_dates(const keur_facts *facts, size_t n, keur_format *format, bool *is_unsure);

/** Words of one pair: true or false; of every other pair both must occur, since a lone `f` or `no`
 * may be a word. */
bool keur_kind_booleans(const keur_facts *facts, size_t n);

#endif
