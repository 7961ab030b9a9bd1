/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_RULES_H
#define KEUR_CASE_RULES_H

#include <keur/case.h>

#include "table/rule.h"

/** What became of a rule in a row. In this order, "and" is the least, "or" the largest of two, and
 * "not" turns the order round: Kleene, Introduction to Metamathematics (1952), section 64. */
enum { KEUR_BROKEN, KEUR_UNKNOWN, KEUR_KEPT };

/** How many rows of a table break a rule, and of how many nobody knows. */
typedef struct keur_rule_rows {
    double n_broken, n_unknown;
    double size_broken, size_unknown; /**< independent rows that the shares are worth, see
                                           keur_clustered_size(); the rows themselves without a
                                           person unit */
} keur_rule_rows;

/** A rule of the schema, and what became of it in train, holdout and the synthetic table. */
typedef struct keur_checked_rule {
    const char *text;
    keur_rule_rows rows[KEUR_SYNTHETIC + 1]; /**< by role; zero where the table is absent */
} keur_checked_rule;

size_t keur_case_rules(const keur_case *on);
const keur_checked_rule *keur_case_rule(const keur_case *on, size_t i);

/**
 * Work a rule out for rows of a table.
 *
 * A value is written as the column has it: a date in the column's format, a level as it is
 * declared, a number or a special code. Two columns can be compared where both are numbers, dates,
 * booleans, ordinal with the same levels, or levels. A comparison with a missing value is unknown;
 * so is which of a number and a special code is larger, though they are never equal.
 *
 * @param where    what the rule is called in messages: "the schema's rules[1]"
 * @param threads  the verdicts do not depend on it
 * @param[out] verdicts  one a row of the table: KEUR_BROKEN, KEUR_UNKNOWN or KEUR_KEPT
 * @retval KEUR_ESCHEMA  "rules[1]: character 12: ...": a column is not in the table, or its values
 *                       cannot be compared so
 *
 * O(nodes * rows + distinct texts of the columns named).
 */
keur_status keur_rule_judge(const keur_rule *rule, const char *where, const keur_schema *schema,
                            const keur_table *table, int threads, uint8_t *verdicts,
                            keur_error *err);

#endif
