/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/judging.h"

#include "support/check.h"
#include "support/tables.h"

keur_status keur_check_judge(const char *text, const char *json, const char *csv, int threads,
                             uint8_t *verdicts, keur_error *err)
{
    keur_table *table = keur_check_table("t.csv", csv);
    keur_schema *declared = keur_check_schema(json), *schema = NULL;
    keur_rule *rule = NULL;
    keur_status status;

    if (keur_schema_infer((const keur_table *const *)&table, 1, declared, false, &schema, err) !=
        KEUR_OK)
        fail_msg("%s", err->text);
    if (keur_rule_parse(text, &rule, err) != KEUR_OK)
        fail_msg("%s: %s", text, err->text);
    status = keur_rule_judge(rule, "rules[3]", schema, table, threads, verdicts, err);
    keur_rule_free(rule);
    keur_schema_free(schema);
    keur_schema_free(declared);
    keur_table_free(table);
    return status;
}
