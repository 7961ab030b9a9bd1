/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/schema.h>

#include "base/json.h"
#include "base/try.h"
#include "table/rule.h"
#include "table/schema_parts.h"
#include "table/value.h"

enum { MOST_RULES = 200 };

static keur_status parse_rule(const keur_json_at *at, keur_texts *rules, keur_error *err)
{
    keur_error fault = {KEUR_OK, ""};
    keur_rule *rule = NULL;
    const char *text = NULL;
    keur_span span;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_string(at, &text, err));
    status = keur_rule_parse(text, &rule, &fault);
    keur_rule_free(rule);
    if (status == KEUR_ESCHEMA)
        return keur_json_refuse(at, fault.text, err);
    if (status != KEUR_OK)
        return keur_fail(err, status, "%s", fault.text);
    span = keur_span_trim(text);
    for (size_t i = 0; i < rules->n; i++) {
        if (keur_span_is(span, rules->items[i]))
            return keur_json_refuse(at, "given twice", err);
    }
    KEUR_TRY(keur_texts_add(rules, span.at, span.n, err));
out:
    return status;
}

keur_status keur_schema_parse_rules(const keur_json_at *root, keur_schema *schema, keur_error *err)
{
    const keur_json_at list = keur_json_member(root, "rules");
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (keur_json_is_absent(&list))
        return KEUR_OK;
    if (!keur_json_is_array(&list))
        return keur_json_refuse(&list, "expected an array", err);
    KEUR_TRY(keur_json_count(&list, &n, err));
    if (n > MOST_RULES)
        return keur_json_refuse(&list, "more than 200 rules", err);
    for (size_t i = 0; i < n; i++) {
        const keur_json_at item = keur_json_item(&list, i);

        KEUR_TRY(parse_rule(&item, &schema->rules, err));
    }
out:
    return status;
}
