/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/rules.h"

#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "case/rule_bind.h"

/* Rows are judged so many at a time: their verdicts stay in the cache. */
enum { BLOCK = 1024, BLOCKS_AT_ONCE = 4 };

/* A condition with its values; an inner node has none. */
typedef struct condition {
    keur_rule_kind kind;
    keur_rule_sign sign;
    keur_rule_side sides[2];
    size_t column;     /* where one side only is a column */
    uint8_t *verdicts; /* per distinct value of it; else NULL */
} condition;

typedef struct judging {
    const keur_table *table;
    size_t n_nodes, n_stack, n_rows;
    condition *nodes;
    uint8_t *verdicts;
} judging;

static uint8_t truth(bool is_kept)
{
    return is_kept ? KEUR_KEPT : KEUR_BROKEN;
}

static uint8_t compare(keur_rule_sign sign, const keur_rule_scalar *a, const keur_rule_scalar *b)
{
    const bool are_numbers = a->kind == KEUR_VALUE_NUMBER && b->kind == KEUR_VALUE_NUMBER;
    bool is_equal;

    if (a->kind == KEUR_VALUE_MISSING || b->kind == KEUR_VALUE_MISSING)
        return KEUR_UNKNOWN;
    is_equal = are_numbers ? a->number == b->number
                           : a->kind == b->kind && strcmp(a->level, b->level) == 0;
    if (sign == KEUR_SIGN_EQUAL || sign == KEUR_SIGN_UNEQUAL)
        return truth(is_equal == (sign == KEUR_SIGN_EQUAL));
    if (!are_numbers)
        return KEUR_UNKNOWN;
    switch (sign) {
    case KEUR_SIGN_BELOW:
        return truth(a->number < b->number);
    case KEUR_SIGN_UP_TO:
        return truth(a->number <= b->number);
    case KEUR_SIGN_ABOVE:
        return truth(a->number > b->number);
    default:
        return truth(a->number >= b->number);
    }
}

/* What a condition about one column says of each of its distinct values. */
static keur_status judge_values(condition *of, keur_arena *arena, keur_error *err)
{
    const size_t s = of->sides[0].column < 0;
    const keur_rule_side *column = &of->sides[s];
    const keur_rule_scalar *other = of->kind == KEUR_RULE_COMPARE ? of->sides[1 - s].values : NULL;
    keur_status status = KEUR_OK;

    of->column = (size_t)column->column;
    KEUR_TRY(KEUR_ARENA_NEW(arena, of->verdicts, column->n, err));
    for (size_t d = 0; d < column->n; d++) {
        const keur_rule_scalar *value = &column->values[d];
        const bool is_missing = value->kind == KEUR_VALUE_MISSING;

        if (of->kind == KEUR_RULE_COMPARE)
            of->verdicts[d] =
                s == 0 ? compare(of->sign, value, other) : compare(of->sign, other, value);
        else
            of->verdicts[d] = truth(is_missing == (of->kind == KEUR_RULE_MISSING));
    }
out:
    return status;
}

static bool is_condition(keur_rule_kind kind)
{
    return kind == KEUR_RULE_COMPARE || kind == KEUR_RULE_MISSING || kind == KEUR_RULE_PRESENT;
}

static keur_status bind_nodes(const keur_rule_binding *from, const keur_rule *rule, judging *to,
                              keur_error *err)
{
    size_t n = 0;
    keur_status status = KEUR_OK;

    to->n_nodes = rule->n_nodes;
    KEUR_TRY(KEUR_ARENA_NEW(from->arena, to->nodes, to->n_nodes, err));
    for (size_t i = 0; i < to->n_nodes; i++) {
        condition *of = &to->nodes[i];

        *of = (condition){.kind = rule->nodes[i].kind, .sign = rule->nodes[i].sign};
        if (!is_condition(of->kind)) {
            n -= of->kind != KEUR_RULE_NOT;
            continue;
        }
        to->n_stack = ++n > to->n_stack ? n : to->n_stack;
        KEUR_TRY(keur_rule_bind(from, &rule->nodes[i], of->sides, err));
        if (of->kind != KEUR_RULE_COMPARE || of->sides[0].column < 0 || of->sides[1].column < 0)
            KEUR_TRY(judge_values(of, from->arena, err));
    }
out:
    return status;
}

static void judge_condition(const judging *on, const condition *of, size_t first, size_t n,
                            uint8_t *to)
{
    int32_t codes[2][BLOCK];

    if (of->verdicts != NULL) {
        keur_table_copy_codes(on->table, of->column, first, n, codes[0]);
        for (size_t i = 0; i < n; i++)
            to[i] = of->verdicts[codes[0][i]];
        return;
    }
    for (size_t s = 0; s < 2; s++)
        keur_table_copy_codes(on->table, (size_t)of->sides[s].column, first, n, codes[s]);
    for (size_t i = 0; i < n; i++)
        to[i] =
            compare(of->sign, &of->sides[0].values[codes[0][i]], &of->sides[1].values[codes[1][i]]);
}

/* to = what an inner node makes of `to` and `with`; "if a then b" is "not a or b". */
static void join(keur_rule_kind kind, size_t n, uint8_t *to, const uint8_t *with)
{
    for (size_t i = 0; i < n; i++) {
        const uint8_t a = kind == KEUR_RULE_IF ? (uint8_t)(KEUR_KEPT - to[i]) : to[i];

        if (kind == KEUR_RULE_AND)
            to[i] = a < with[i] ? a : with[i];
        else
            to[i] = a > with[i] ? a : with[i];
    }
}

static void judge_block(const judging *on, size_t first, size_t n, uint8_t *stack)
{
    size_t top = 0;

    for (size_t k = 0; k < on->n_nodes; k++) {
        const condition *of = &on->nodes[k];

        if (is_condition(of->kind)) {
            judge_condition(on, of, first, n, stack + BLOCK * top++);
        } else if (of->kind == KEUR_RULE_NOT) {
            for (size_t i = 0; i < n; i++)
                stack[BLOCK * (top - 1) + i] = (uint8_t)(KEUR_KEPT - stack[BLOCK * (top - 1) + i]);
        } else {
            top--;
            join(of->kind, n, stack + BLOCK * (top - 1), stack + BLOCK * top);
        }
    }
    memcpy(on->verdicts + first, stack, n);
}

static keur_status judge_blocks(void *context, size_t begin, size_t end, keur_error *err)
{
    const judging *on = context;
    uint8_t *stack = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(stack, BLOCK * on->n_stack, err));
    for (size_t block = begin; block < end; block++) {
        const size_t first = block * BLOCK, left = on->n_rows - first;

        judge_block(on, first, left < BLOCK ? left : BLOCK, stack);
    }
out:
    keur_release(stack);
    return status;
}

keur_status keur_rule_judge(const keur_rule *rule, const char *where, const keur_schema *schema,
                            const keur_table *table, int threads, uint8_t *verdicts,
                            keur_error *err)
{
    keur_rule_binding from = {.where = where, .schema = schema, .table = table};
    judging on = {.table = table, .n_rows = keur_table_rows(table), .verdicts = verdicts};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_arena_new(&from.arena, err));
    KEUR_TRY(bind_nodes(&from, rule, &on, err));
    KEUR_TRY(keur_parallel_for((on.n_rows + BLOCK - 1) / BLOCK, BLOCKS_AT_ONCE, threads,
                               judge_blocks, &on, err));
out:
    keur_arena_free(from.arena);
    return status;
}
