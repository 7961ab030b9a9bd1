/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_INFER_TYPE_H
#define KEUR_TABLE_INFER_TYPE_H

#include "table/facts.h"

/**
 * The type of a column that no schema declares, from the facts of n tables, the real one first.
 * Sets type, format, is_code and, where they are due, is_left_out and note; drops special codes and
 * a tolerance that the type has no use for. The rules stand in README.md.
 *
 * @param may_conflict  false where the column is left out anyway
 * @retval KEUR_ESCHEMA one table says number, date or boolean and another does not
 */
keur_status keur_infer_type(const keur_schema *schema, keur_schema_column *column,
                            const keur_facts *facts, size_t n, bool may_conflict, keur_error *err);

/** The format of a numeric or date column that leaves it open: the one that fits all texts, if one
 * does. */
keur_status keur_infer_format(keur_schema_column *column, const keur_facts *facts, size_t n,
                              keur_error *err);

/** Whether a file gave value labels for the column. */
bool keur_hint_has_levels(const keur_facts *facts, size_t n);

/**
 * Take the type and the levels from what a file says of the column (the first table that says
 * anything), if the texts of all tables fit: with levels, each is a level or missing; without, all
 * are plain numbers.
 */
keur_status keur_infer_hint(const keur_schema *schema, keur_schema_column *column,
                            const keur_facts *facts, size_t n, bool *is_taken, keur_error *err);

/** The label of a column that has none, from the first table that gives one. */
keur_status keur_infer_label(keur_schema_column *column, const keur_facts *facts, size_t n,
                             keur_error *err);

/** Leave a column out if its type says so. */
keur_status keur_infer_left_out(keur_schema_column *column, keur_error *err);

/** A note where a categorical column may be a quantity with codes among its numbers. */
keur_status keur_infer_mixed_note(keur_schema_column *column, const keur_facts *facts, size_t n,
                                  keur_error *err);

#endif
