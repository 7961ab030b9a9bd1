/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/rule_bind.h"

#include <string.h>

#include "base/try.h"

static keur_status refuse(const keur_rule_binding *on, const keur_rule_value *value,
                          const char *why, keur_error *err)
{
    return keur_fail(err, KEUR_ESCHEMA, "%s: character %zu: %s", on->where, value->at, why);
}

static bool has_order(keur_type type)
{
    return type == KEUR_TYPE_NUMERIC || type == KEUR_TYPE_DATE || type == KEUR_TYPE_ORDINAL;
}

/* Identifiers, texts and categories are all levels. */
static keur_type class_of(const keur_schema_column *column)
{
    if (column->type == KEUR_TYPE_ORDINAL && column->levels.n == 0)
        return KEUR_TYPE_NUMERIC;
    return has_order(column->type) || column->type == KEUR_TYPE_BOOLEAN ? column->type
                                                                        : KEUR_TYPE_CATEGORICAL;
}

static keur_status keep(const keur_rule_binding *on, const keur_value *value, keur_rule_scalar *to,
                        keur_error *err)
{
    to->kind = value->kind;
    to->number = value->number;
    to->level = NULL;
    return value->kind == KEUR_VALUE_LEVEL
               ? keur_arena_text(on->arena, value->level, value->n_level, &to->level, err)
               : KEUR_OK;
}

/* --- columns */

static keur_status find_column(const keur_rule_binding *on, const keur_rule_value *value,
                               keur_schema_column *column, ptrdiff_t *at, keur_error *err)
{
    const ptrdiff_t found = keur_schema_find(on->schema, value->text);

    *at = keur_table_find(on->table, value->text);
    if (found < 0 || *at < 0 || on->schema->columns[found].is_nameless)
        return keur_fail(err, KEUR_ESCHEMA, "%s: character %zu: %s: there is no column \"%s\"",
                         on->where, value->at, keur_table_name(on->table), value->text);
    *column = on->schema->columns[found];
    return KEUR_OK;
}

static keur_status read_column(const keur_rule_binding *on, const keur_schema_column *as,
                               ptrdiff_t at, keur_rule_side *side, keur_error *err)
{
    const size_t j = (size_t)at;
    const char decimal = keur_table_decimal(on->table);
    keur_status status = KEUR_OK;

    side->column = at;
    side->n = keur_table_distinct(on->table, j);
    KEUR_TRY(KEUR_ARENA_NEW(on->arena, side->values, side->n, err));
    for (size_t d = 0; d < side->n; d++) {
        keur_value value;

        keur_value_parse(on->schema, as, decimal, keur_table_text(on->table, j, d), &value);
        if (value.kind == KEUR_VALUE_NOT_OF_TYPE)
            return keur_fail(err, KEUR_ESCHEMA, "%s: %s:%zu: column \"%s\": a value is not %s",
                             on->where, keur_table_name(on->table),
                             keur_table_line(on->table, j, d), as->name, keur_type_word(as->type));
        KEUR_TRY(keep(on, &value, &side->values[d], err));
    }
out:
    return status;
}

/* --- single values */

/* A number needs no format of its own, unless it is a special code. */
static bool is_bare_number(const keur_rule_value *value, const keur_schema_column *as)
{
    return value->kind == KEUR_RULE_NUMBER && class_of(as) == KEUR_TYPE_NUMERIC &&
           !keur_value_is_among(&as->special, false, '.', value->text);
}

static keur_status read_single(const keur_rule_binding *on, const keur_schema_column *as,
                               const keur_rule_node *node, const keur_rule_value *value,
                               keur_rule_side *side, keur_error *err)
{
    const bool is_ordering = node->sign != KEUR_SIGN_EQUAL && node->sign != KEUR_SIGN_UNEQUAL;
    keur_value read;
    keur_status status = KEUR_OK;

    side->column = -1;
    side->n = 1;
    KEUR_TRY(KEUR_ARENA_NEW(on->arena, side->values, 1, err));
    keur_value_parse(on->schema, as, '.', value->text, &read);
    if (is_bare_number(value, as)) {
        read.kind = KEUR_VALUE_NUMBER;
        (void)keur_text_number(value->text, '.', &read.number);
    }
    if (read.kind == KEUR_VALUE_NOT_OF_TYPE)
        return refuse(on, value, "not a value that this column can have, as it is written there",
                      err);
    if (read.kind == KEUR_VALUE_MISSING)
        return refuse(on, value, "this stands for a missing value: use `is missing`", err);
    if (is_ordering && read.kind != KEUR_VALUE_NUMBER)
        return refuse(on, value, "a special code has no order", err);
    KEUR_TRY(keep(on, &read, side->values, err));
out:
    return status;
}

/* --- conditions */

static bool have_same_levels(const keur_texts *a, const keur_texts *b)
{
    for (size_t i = 0; i < a->n && i < b->n; i++) {
        if (strcmp(a->items[i], b->items[i]) != 0)
            return false;
    }
    return a->n == b->n;
}

static keur_status check_classes(const keur_rule_binding *on, const keur_rule_node *node,
                                 const keur_schema_column as[2], keur_error *err)
{
    const bool is_column[2] = {node->values[0].kind == KEUR_RULE_COLUMN,
                               node->values[1].kind == KEUR_RULE_COLUMN};

    for (size_t s = 0; s < 2; s++) {
        if (is_column[s] && node->sign != KEUR_SIGN_EQUAL && node->sign != KEUR_SIGN_UNEQUAL &&
            !has_order(as[s].type))
            return refuse(on, &node->values[s],
                          "the values of this column have no order: use == or !=", err);
    }
    if (is_column[0] && is_column[1] &&
        (class_of(&as[0]) != class_of(&as[1]) || (class_of(&as[0]) == KEUR_TYPE_ORDINAL &&
                                                  !have_same_levels(&as[0].levels, &as[1].levels))))
        return refuse(on, &node->values[1],
                      "this column is of another type than the one it is compared with", err);
    return KEUR_OK;
}

/* With the columns taken for what `as` says; as[s] is that of the other side for a single value. */
static keur_status bind_as(const keur_rule_binding *on, const keur_rule_node *node,
                           const keur_schema_column as[2], const ptrdiff_t at[2],
                           keur_rule_side sides[2], keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(check_classes(on, node, as, err));
    for (size_t s = 0; s < 2; s++) {
        if (node->values[s].kind == KEUR_RULE_COLUMN)
            KEUR_TRY(read_column(on, &as[s], at[s], &sides[s], err));
        else
            KEUR_TRY(read_single(on, &as[s], node, &node->values[s], &sides[s], err));
    }
out:
    return status;
}

/* A column of one value was inferred to be constant, which says nothing of its type: whichever the
 * rule can be read with. Else a rule would hang on the table at hand. */
static const keur_type types_of_constant[] = {KEUR_TYPE_NUMERIC, KEUR_TYPE_DATE, KEUR_TYPE_BOOLEAN,
                                              KEUR_TYPE_CATEGORICAL};
enum { N_TYPES_OF_CONSTANT = sizeof types_of_constant / sizeof *types_of_constant };

static keur_status bind_comparison(const keur_rule_binding *on, const keur_rule_node *node,
                                   keur_rule_side sides[2], keur_error *err)
{
    keur_schema_column as[2];
    ptrdiff_t at[2] = {-1, -1};
    bool is_constant[2] = {false, false};
    keur_status status = KEUR_OK;

    for (size_t s = 0; s < 2; s++) {
        if (node->values[s].kind != KEUR_RULE_COLUMN)
            continue;
        KEUR_TRY(find_column(on, &node->values[s], &as[s], &at[s], err));
        is_constant[s] = as[s].type == KEUR_TYPE_CONSTANT;
    }
    for (size_t a = 0; a < (is_constant[0] ? N_TYPES_OF_CONSTANT : 1); a++) {
        for (size_t b = 0; b < (is_constant[1] ? N_TYPES_OF_CONSTANT : 1); b++) {
            if (is_constant[0])
                as[0].type = types_of_constant[a];
            if (is_constant[1])
                as[1].type = types_of_constant[b];
            if (at[0] < 0)
                as[0] = as[1];
            if (at[1] < 0)
                as[1] = as[0];
            status = bind_as(on, node, as, at, sides, err);
            if (status != KEUR_ESCHEMA)
                return status;
        }
    }
out:
    return status;
}

keur_status keur_rule_bind(const keur_rule_binding *on, const keur_rule_node *node,
                           keur_rule_side sides[2], keur_error *err)
{
    keur_schema_column as;
    ptrdiff_t at = -1;
    keur_status status = KEUR_OK;

    if (node->kind == KEUR_RULE_COMPARE)
        return bind_comparison(on, node, sides, err);
    KEUR_TRY(find_column(on, &node->values[0], &as, &at, err));
    as.type = as.type == KEUR_TYPE_CONSTANT ? KEUR_TYPE_CATEGORICAL : as.type;
    KEUR_TRY(read_column(on, &as, at, &sides[0], err));
out:
    return status;
}
