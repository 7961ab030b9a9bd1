/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_FACTS_H
#define KEUR_TABLE_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "table/day.h"
#include "table/value.h"

/** What the distinct texts of one column of one table look like. Texts that mean "missing" and
 * special codes are not counted. */
typedef struct keur_facts {
    const keur_table *table; /**< NULL: it lacks the column, and all else is 0 */
    size_t column;
    size_t n;               /**< distinct texts */
    size_t n_numbers;       /**< texts that are numbers */
    size_t n_zeros;         /**< ... with a leading zero */
    size_t n_digits;        /**< ... of digits alone */
    size_t n_amounts;       /**< numbers, with or without groups of digits set apart */
    size_t n_long;          /**< ... of four whole digits or more, not set apart */
    size_t n_maybe_grouped; /**< ... that may be one group: `1,234` */
    size_t n_grouped;       /**< ... that have groups for certain */
    unsigned signs;         /**< what sets groups apart, as bits: 1 `.` or `,`, 2 a blank */
    size_t n_percents;      /**< numbers with a percent sign */
    size_t n_dates[KEUR_N_DAY_ORDERS]; /**< days of the calendar, by order */
    size_t n_pair[KEUR_N_PAIRS];       /**< words of a boolean pair */
    bool has_true, has_false;          /**< of any pair */
    size_t n_with_blank;               /**< texts that hold a blank */
    size_t n_words;                    /**< in all texts together, up to 12 of each */
    size_t first; /**< the first text; where there is none SIZE_MAX, as for the next */
    size_t first_not_number;
    size_t first_not_date; /**< in any order */
    size_t first_not_boolean;
} keur_facts;

/** O(bytes of the distinct texts). `column` gives missing and special texts. */
keur_facts keur_facts_gather(const keur_schema *schema, const keur_schema_column *column,
                             const keur_table *table, size_t j);

/** Forget leading zeros that few people's numbers have: see few.h. */
keur_status keur_facts_forget_few(const keur_schema *schema, keur_facts *facts, keur_error *err);

/** Whether the distinct texts are whole numbers without a gap, but for fewer than KEUR_FEW: of so
 * many numbers in a row as the table has rows, so few are lacking. */
keur_status keur_facts_is_run(const keur_facts *facts, bool *is_run, keur_error *err);

/** Number of cells that are not missing. O(rows). */
keur_status keur_facts_present(const keur_facts *facts, const keur_schema *schema,
                               const keur_schema_column *column, size_t *n, keur_error *err);

/** Whether all cells of n tables hold one and the same value, or all are missing. */
bool keur_facts_is_constant(const keur_facts *facts, size_t n, const keur_schema *schema,
                            const keur_schema_column *column);

#endif
