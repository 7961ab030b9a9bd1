/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <keur/schema.h>

#include "base/json.h"
#include "base/try.h"
#include "table/schema_parts.h"

static bool has(const keur_texts *set, const char *name)
{
    for (size_t i = 0; i < set->n; i++) {
        if (strcmp(set->items[i], name) == 0)
            return true;
    }
    return false;
}

static bool is_same(const keur_texts *a, const keur_texts *b)
{
    for (size_t i = 0; i < a->n; i++) {
        if (!has(b, a->items[i]))
            return false;
    }
    return a->n == b->n;
}

static keur_status parse_set(const keur_json_at *list, keur_texts *set, keur_error *err)
{
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (!keur_json_is_array(list))
        return keur_json_refuse(list, "expected an array of names of columns", err);
    KEUR_TRY(keur_json_count(list, &n, err));
    if (n == 0)
        return keur_json_refuse(list, "a set of keys must not be empty", err);
    for (size_t i = 0; i < n; i++) {
        const keur_json_at item = keur_json_item(list, i);
        const char *name = NULL;

        KEUR_TRY(keur_json_string(&item, &name, err));
        if (*name == '\0')
            return keur_json_refuse(&item, "a name must not be empty", err);
        if (has(set, name))
            return keur_json_refuse(&item, "this column is named twice", err);
        KEUR_TRY(keur_texts_add(set, name, strlen(name), err));
    }
out:
    return status;
}

keur_status keur_schema_parse_key_sets(const keur_json_at *root, keur_schema *schema,
                                       keur_error *err)
{
    const keur_json_at list = keur_json_member(root, "key_sets");
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (keur_json_is_absent(&list))
        return KEUR_OK;
    if (!keur_json_is_array(&list))
        return keur_json_refuse(&list, "expected an array", err);
    KEUR_TRY(keur_json_count(&list, &n, err));
    for (size_t i = 0; i < n; i++) {
        const keur_json_at item = keur_json_item(&list, i);
        keur_texts *set = NULL;

        KEUR_TRY(keur_schema_add_key_set(schema, &set, err));
        KEUR_TRY(parse_set(&item, set, err));
        for (size_t k = 0; k < i; k++) {
            if (is_same(&schema->key_sets[k], set))
                return keur_json_refuse(&item, "another set has the same columns", err);
        }
    }
out:
    return status;
}
