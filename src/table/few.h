/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_FEW_H
#define KEUR_TABLE_FEW_H

#include <keur/schema.h>

/** What fewer people than this have does not decide what a column is: types and what follows from
 * them are exported. */
enum { KEUR_FEW = 10 };

/** Why a column of one value takes no part: the same words where a few people differ. */
#define KEUR_ONE_VALUE "left out: one value for all, or all but fewer than 10 people"

/**
 * Whether few people have, in a column, one of the texts that are marked: fewer than KEUR_FEW, and
 * no more than half of the rows. Rows count as people where the schema names no person unit, or
 * the table lacks it. In a table of fewer than twice KEUR_FEW rows nobody is one of few.
 *
 * @param schema     says which column is the person unit; NULL: none is
 * @param is_marked  by distinct text of the column
 *
 * O(rows), less where many are marked.
 */
bool keur_are_few(const keur_schema *schema, const keur_table *table, size_t column,
                  const bool *is_marked);

#endif
