/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_RULE_BIND_H
#define KEUR_CASE_RULE_BIND_H

#include <keur/schema.h>

#include "base/arena.h"
#include "table/rule.h"
#include "table/value.h"

/** A value of one side of a condition. */
typedef struct keur_rule_scalar {
    keur_value_kind kind; /**< missing, a number or a level */
    double number;
    const char *level;
} keur_rule_scalar;

/** One side of a condition: the distinct values of a column, or a single value. */
typedef struct keur_rule_side {
    ptrdiff_t column; /**< of the table; -1: a single value */
    size_t n;
    keur_rule_scalar *values;
} keur_rule_side;

typedef struct keur_rule_binding {
    const char *where; /**< what the rule is called in messages */
    const keur_schema *schema;
    const keur_table *table;
    keur_arena *arena; /**< owns values and levels */
} keur_rule_binding;

/**
 * The sides of a condition, read under the schema: see keur_rule_judge().
 *
 * @param[out] sides  one of KEUR_RULE_MISSING and _PRESENT, two of KEUR_RULE_COMPARE
 * @retval KEUR_ESCHEMA  as of keur_rule_judge()
 */
keur_status keur_rule_bind(const keur_rule_binding *on, const keur_rule_node *node,
                           keur_rule_side sides[2], keur_error *err);

#endif
