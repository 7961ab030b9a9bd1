/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_RULE_H
#define KEUR_TABLE_RULE_H

#include <stddef.h>

#include <keur/status.h>

/**
 * A rule that every row should keep, such as `if employed == 'no' then hours == 0`:
 *
 *   rule        either | "if" either "then" either
 *   either      both { "or" both }
 *   both        condition { "and" condition }
 *   condition   "not" condition | "(" rule ")" | value SIGN value | value "is" ["not"] "missing"
 *   value       name | "name" | number | 'text'
 *   SIGN        == != < <= > >=
 *
 * A bare name is made of letters, digits, `_`, `-`, `.` and whatever is not ASCII, and begins with
 * neither a digit, `-` nor `.`; a quote within quotes is written twice. Words of the grammar may be
 * in any case; a column that has such a name is written in quotes. At least one value of a
 * condition is a column.
 */

enum {
    KEUR_RULE_BYTES = 1000, /**< longest rule */
    KEUR_RULE_DEPTH = 32    /**< most `(`, `not` and `if` within each other */
};

typedef enum keur_rule_kind {
    KEUR_RULE_COMPARE, /**< values[0] SIGN values[1] */
    KEUR_RULE_MISSING, /**< values[0] is missing */
    KEUR_RULE_PRESENT, /**< values[0] is not missing */
    KEUR_RULE_NOT,
    KEUR_RULE_AND,
    KEUR_RULE_OR,
    KEUR_RULE_IF /**< of two conditions, the second holds wherever the first does */
} keur_rule_kind;

typedef enum keur_rule_sign {
    KEUR_SIGN_EQUAL,
    KEUR_SIGN_UNEQUAL,
    KEUR_SIGN_BELOW,
    KEUR_SIGN_UP_TO,
    KEUR_SIGN_ABOVE,
    KEUR_SIGN_FROM
} keur_rule_sign;

typedef enum keur_rule_value_kind {
    KEUR_RULE_COLUMN,
    KEUR_RULE_NUMBER, /**< as it is written; a number by keur_text_number() */
    KEUR_RULE_TEXT
} keur_rule_value_kind;

typedef struct keur_rule_value {
    keur_rule_value_kind kind;
    char *text; /**< without its quotes */
    size_t at;  /**< the character of the rule that it begins with, from 1 */
} keur_rule_value;

typedef struct keur_rule_node {
    keur_rule_kind kind;
    keur_rule_sign sign;
    keur_rule_value values[2];
} keur_rule_node;

/** Nodes in the order in which they are worked out: an inner one after the one or two before it
 * that it is about. The last is the whole rule. */
typedef struct keur_rule {
    size_t n_nodes;
    keur_rule_node *nodes;
} keur_rule;

/**
 * Read a rule.
 *
 * @param text       UTF-8
 * @param[out] rule  freed with keur_rule_free()
 * @retval KEUR_ESCHEMA  "character 12: expected ..."; characters count from 1
 *
 * O(length).
 */
keur_status keur_rule_parse(const char *text, keur_rule **rule, keur_error *err);
void keur_rule_free(keur_rule *rule);

#endif
