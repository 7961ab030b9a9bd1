/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/rules.h"

#include <stdio.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/case_impl.h"
#include "case/units.h"
#include "stats/clustered.h"

size_t keur_case_rules(const keur_case *on)
{
    return on->n_rules;
}

const keur_checked_rule *keur_case_rule(const keur_case *on, size_t i)
{
    return &on->rules[i];
}

/* Rows of a verdict, and the independent rows that their share is worth. */
static keur_status count_verdict(const keur_case *on, keur_role role, const uint8_t *verdicts,
                                 uint8_t wanted, double *rows, double *size, keur_error *err)
{
    const int32_t *units = keur_case_units(on, role);
    const size_t n = keur_case_rows(on, role);
    unsigned char *flags = NULL;
    size_t found = 0;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < n; i++)
        found += verdicts[i] == wanted;
    *rows = (double)found;
    *size = (double)n;
    if (units == NULL)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(flags, n, err));
    for (size_t i = 0; i < n; i++)
        flags[i] = verdicts[i] == wanted;
    KEUR_TRY(keur_clustered_size((const uint32_t *)units, flags, n, keur_case_unit_count(on), size,
                                 err));
out:
    keur_release(flags);
    return status;
}

static keur_status check_table(keur_case *on, const keur_rule *rule, const char *where,
                               const keur_schema *schema, const keur_table *table, keur_role role,
                               keur_error *err)
{
    keur_rule_rows *to = &on->rules[on->n_rules].rows[role];
    uint8_t *verdicts = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(verdicts, keur_table_rows(table), err));
    KEUR_TRY(keur_rule_judge(rule, where, schema, table, keur_case_threads(on), verdicts, err));
    KEUR_TRY(count_verdict(on, role, verdicts, KEUR_BROKEN, &to->n_broken, &to->size_broken, err));
    KEUR_TRY(
        count_verdict(on, role, verdicts, KEUR_UNKNOWN, &to->n_unknown, &to->size_unknown, err));
out:
    keur_release(verdicts);
    return status;
}

static keur_status check_rule(keur_case *on, const keur_table *const *tables,
                              const keur_schema *schema, keur_error *err)
{
    const char *text = schema->rules.items[on->n_rules];
    char where[60];
    keur_rule *rule = NULL;
    keur_status status = KEUR_OK;

    (void)snprintf(where, sizeof where, "the schema's rules[%zu]", on->n_rules);
    KEUR_TRY(keur_rule_parse(text, &rule, err));
    for (size_t t = 0; t <= KEUR_SYNTHETIC; t++) {
        if (tables[t] != NULL)
            KEUR_TRY(check_table(on, rule, where, schema, tables[t], (keur_role)t, err));
    }
    KEUR_TRY(keur_arena_string(on->arena, text, &on->rules[on->n_rules].text, err));
    on->n_rules++;
out:
    keur_rule_free(rule);
    return status;
}

keur_status keur_case_check_rules(keur_case *on, const keur_table *const tables[KEUR_N_TABLES],
                                  const keur_schema *schema, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(on->rules, schema->rules.n, err));
    for (size_t i = 0; i < schema->rules.n; i++)
        KEUR_TRY(check_rule(on, tables, schema, err));
out:
    return status;
}
