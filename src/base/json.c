/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/json_grammar.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"

/* A keur_json is a cJSON under another name, so that no header shows cJSON. */
static const cJSON *inside(const keur_json *json)
{
    return (const cJSON *)(const void *)json;
}

static cJSON *inside_mutable(keur_json *json)
{
    return (cJSON *)(void *)json;
}

static keur_json *outside(cJSON *node)
{
    return (keur_json *)(void *)node;
}

static keur_status no_memory(keur_error *err)
{
    return keur_fail(err, KEUR_ENOMEM, "not enough memory for a JSON document");
}

static keur_status refuse_text(const char *text, size_t n_good, const char *document,
                               keur_error *err)
{
    size_t line = 1, column = 1;

    for (const char *at = text; at < text + n_good; at++) {
        line += *at == '\n';
        column = *at == '\n' ? 1 : column + 1;
    }
    return keur_fail(err, KEUR_EPARSE, "%s:%zu: column %zu: not valid JSON from here", document,
                     line, column);
}

/* cJSON keeps both members of one name and finds only the first. */
static keur_status refuse_duplicates(const cJSON *node, const char *document, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (const cJSON *child = node->child; child != NULL; child = child->next) {
        if (cJSON_IsObject(node)) {
            for (const cJSON *other = child->next; other != NULL; other = other->next) {
                if (strcmp(child->string, other->string) == 0)
                    return keur_fail(err, KEUR_EPARSE, "%s: an object has two members \"%s\"",
                                     document, child->string);
            }
        }
        KEUR_TRY(refuse_duplicates(child, document, err));
    }
out:
    return status;
}

keur_status keur_json_parse(const char *text, size_t n_bytes, const char *document,
                            keur_json **json, keur_error *err)
{
    const char *begin = text;
    cJSON *made = NULL;
    keur_status status = KEUR_OK;
    size_t n = n_bytes, n_good;

    *json = NULL;
    if (n >= 3 && memcmp(begin, "\xef\xbb\xbf", 3) == 0) {
        begin += 3;
        n -= 3;
    }
    if (!keur_text_is_utf8(begin, n))
        return keur_fail(err, KEUR_EPARSE, "%s: not valid UTF-8", document);
    n_good = keur_json_grammar(begin, n);
    if (n == 0 || n_good < n)
        return refuse_text(begin, n_good, document, err);
    made = cJSON_ParseWithLength(begin, n);
    if (made == NULL)
        return no_memory(err); /* there is nothing else left to stop it */
    KEUR_TRY(refuse_duplicates(made, document, err));
    *json = outside(made);
    made = NULL;
out:
    cJSON_Delete(made);
    return status;
}

void keur_json_free(keur_json *json)
{
    cJSON_Delete(inside_mutable(json));
}

keur_json_at keur_json_root(const keur_json *json, const char *document)
{
    return (keur_json_at){.document = document, .path = "$", .value = json};
}

static keur_json_at step(const keur_json_at *from, const char *name, size_t i, const cJSON *value)
{
    keur_json_at to = {.document = from->document, .value = (const keur_json *)(const void *)value};
    const size_t used = strlen(from->path);

    memcpy(to.path, from->path, used + 1);
    if (name != NULL)
        (void)snprintf(to.path + used, sizeof to.path - used, ".%s", name);
    else
        (void)snprintf(to.path + used, sizeof to.path - used, "[%zu]", i);
    to.path[keur_text_whole(to.path, sizeof to.path - 1)] = '\0';
    return to;
}

keur_json_at keur_json_member(const keur_json_at *at, const char *name)
{
    const cJSON *value = NULL;

    if (at->value != NULL && cJSON_IsObject(inside(at->value)))
        value = cJSON_GetObjectItemCaseSensitive(inside(at->value), name);
    return step(at, name, 0, value);
}

keur_json_at keur_json_item(const keur_json_at *at, size_t i)
{
    const cJSON *value = at->value != NULL ? inside(at->value)->child : NULL;
    size_t left = i;

    for (; value != NULL && left > 0; left--)
        value = value->next;
    return step(at, value != NULL ? value->string : NULL, i, value);
}

const char *keur_json_key(const keur_json_at *at)
{
    return at->value != NULL ? inside(at->value)->string : NULL;
}

bool keur_json_is_absent(const keur_json_at *at)
{
    return at->value == NULL;
}

bool keur_json_is_null(const keur_json_at *at)
{
    return at->value != NULL && cJSON_IsNull(inside(at->value));
}

bool keur_json_is_object(const keur_json_at *at)
{
    return at->value != NULL && cJSON_IsObject(inside(at->value));
}

bool keur_json_is_array(const keur_json_at *at)
{
    return at->value != NULL && cJSON_IsArray(inside(at->value));
}

bool keur_json_is_string(const keur_json_at *at)
{
    return at->value != NULL && cJSON_IsString(inside(at->value));
}

bool keur_json_is_number(const keur_json_at *at)
{
    return at->value != NULL && cJSON_IsNumber(inside(at->value));
}

static const char *kind_of(const keur_json_at *at)
{
    if (at->value == NULL)
        return "nothing";
    if (keur_json_is_object(at))
        return "an object";
    if (keur_json_is_array(at))
        return "an array";
    if (keur_json_is_string(at))
        return "a text";
    if (keur_json_is_number(at))
        return isfinite(inside(at->value)->valuedouble) ? "a number" : "a number too large to hold";
    return keur_json_is_null(at) ? "null" : "true or false";
}

static keur_status refuse_kind(const keur_json_at *at, const char *expected, keur_error *err)
{
    return keur_fail(err, KEUR_ESCHEMA, "%s: %s: expected %s, found %s", at->document, at->path,
                     expected, kind_of(at));
}

keur_status keur_json_count(const keur_json_at *at, size_t *n, keur_error *err)
{
    if (!keur_json_is_array(at) && !keur_json_is_object(at))
        return refuse_kind(at, "an array", err);
    *n = 0;
    for (const cJSON *child = inside(at->value)->child; child != NULL; child = child->next)
        ++*n;
    return KEUR_OK;
}

keur_status keur_json_refuse(const keur_json_at *at, const char *why, keur_error *err)
{
    return keur_fail(err, KEUR_ESCHEMA, "%s: %s: %s", at->document, at->path, why);
}

keur_status keur_json_string(const keur_json_at *at, const char **value, keur_error *err)
{
    if (!keur_json_is_string(at))
        return refuse_kind(at, "a text", err);
    *value = inside(at->value)->valuestring;
    return KEUR_OK;
}

keur_status keur_json_number(const keur_json_at *at, double *value, keur_error *err)
{
    if (!keur_json_is_number(at) || !isfinite(inside(at->value)->valuedouble))
        return refuse_kind(at, "a number", err);
    *value = inside(at->value)->valuedouble;
    return KEUR_OK;
}

keur_status keur_json_bool(const keur_json_at *at, bool *value, keur_error *err)
{
    if (at->value == NULL || !cJSON_IsBool(inside(at->value)))
        return refuse_kind(at, "true or false", err);
    *value = cJSON_IsTrue(inside(at->value));
    return KEUR_OK;
}

keur_status keur_json_known(const keur_json_at *at, const char *const *names, keur_error *err)
{
    if (!keur_json_is_object(at))
        return refuse_kind(at, "an object", err);
    for (const cJSON *child = inside(at->value)->child; child != NULL; child = child->next) {
        size_t i = 0;

        while (names[i] != NULL && strcmp(names[i], child->string) != 0)
            i++;
        if (names[i] == NULL)
            return keur_fail(err, KEUR_ESCHEMA, "%s: %s.%s: not a known member", at->document,
                             at->path, child->string);
    }
    return KEUR_OK;
}

keur_status keur_json_new_object(keur_json **json, keur_error *err)
{
    *json = outside(cJSON_CreateObject());
    return *json != NULL ? KEUR_OK : no_memory(err);
}

keur_status keur_json_new_array(keur_json **json, keur_error *err)
{
    *json = outside(cJSON_CreateArray());
    return *json != NULL ? KEUR_OK : no_memory(err);
}

/* Takes the node over, also on failure. */
static keur_status add(keur_json *to, const char *name, cJSON *node, keur_error *err)
{
    cJSON *parent = inside_mutable(to);
    bool is_added = false;

    if (node != NULL) {
        is_added = name != NULL ? cJSON_AddItemToObject(parent, name, node)
                                : cJSON_AddItemToArray(parent, node);
    }
    if (is_added)
        return KEUR_OK;
    cJSON_Delete(node);
    return no_memory(err);
}

keur_status keur_json_add_object(keur_json *to, const char *name, keur_json **made, keur_error *err)
{
    cJSON *node = cJSON_CreateObject();

    *made = outside(node);
    return add(to, name, node, err);
}

keur_status keur_json_add_array(keur_json *to, const char *name, keur_json **made, keur_error *err)
{
    cJSON *node = cJSON_CreateArray();

    *made = outside(node);
    return add(to, name, node, err);
}

keur_status keur_json_add_string(keur_json *to, const char *name, const char *value,
                                 keur_error *err)
{
    return add(to, name, value != NULL ? cJSON_CreateString(value) : cJSON_CreateNull(), err);
}

keur_status keur_json_add_number(keur_json *to, const char *name, double value, keur_error *err)
{
    char digits[KEUR_NUMBER_SIZE];

    if (!isfinite(value))
        return add(to, name, cJSON_CreateNull(), err);
    /* cJSON accepts numbers that differ in their last bit; ours read back exactly. */
    keur_number_print(value, digits);
    return add(to, name, cJSON_CreateRaw(digits), err);
}

keur_status keur_json_add_bool(keur_json *to, const char *name, bool value, keur_error *err)
{
    return add(to, name, cJSON_CreateBool(value), err);
}

keur_status keur_json_print(const keur_json *json, char **text, keur_error *err)
{
    char *printed = cJSON_Print(inside(json));
    keur_text out = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    *text = NULL;
    if (printed == NULL)
        return no_memory(err);
    KEUR_TRY(keur_text_add(&out, printed, err));
    KEUR_TRY(keur_text_add(&out, "\n", err));
    *text = out.bytes;
    out.bytes = NULL;
out:
    keur_text_free(&out);
    cJSON_free(printed);
    return status;
}

const char *keur_json_version(void)
{
    return cJSON_Version();
}
