/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_BASE_JSON_H
#define KEUR_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include <keur/status.h>

/**
 * JSON as a tree: the one place that knows cJSON.
 *
 * Reading: a value knows the path it was found at ("$.columns[3].type"), and every typed reader
 * names that path, with the line of the file where the text does not parse at all.
 */
typedef struct keur_json keur_json;

/** A place in a document: the document's name, the path so far and the value there (may be absent).
 */
typedef struct keur_json_at {
    const char *document;
    char path[200];
    const keur_json *value;
} keur_json_at;

/** Parse a text; anything but blanks after the value is an error. KEUR_EPARSE names line and
 * column. The tree is freed with keur_json_free(). Duplicate keys in an object: KEUR_EPARSE. */
keur_status keur_json_parse(const char *text, size_t n_bytes, const char *document,
                            keur_json **json, keur_error *err);
void keur_json_free(keur_json *json);

/** The place of the whole document. */
keur_json_at keur_json_root(const keur_json *json, const char *document);

/** A member of an object; absent where the object has none (or `at` is no object). */
keur_json_at keur_json_member(const keur_json_at *at, const char *name);

/** Item i of an array or object (in file order); absent beyond its end. */
keur_json_at keur_json_item(const keur_json_at *at, size_t i);

/** The key under which an item of an object stands, NULL for others. */
const char *keur_json_key(const keur_json_at *at);

bool keur_json_is_absent(const keur_json_at *at);
bool keur_json_is_null(const keur_json_at *at);
bool keur_json_is_object(const keur_json_at *at);
bool keur_json_is_array(const keur_json_at *at);
bool keur_json_is_string(const keur_json_at *at);
bool keur_json_is_number(const keur_json_at *at);

/** KEUR_ESCHEMA "document: path: why". */
keur_status keur_json_refuse(const keur_json_at *at, const char *why, keur_error *err);

/** Readers: KEUR_ESCHEMA "document: path: expected a ..., found ..." where the type is another or
 * the value absent. */
keur_status keur_json_count(const keur_json_at *at, size_t *n, keur_error *err);
keur_status keur_json_string(const keur_json_at *at, const char **value, keur_error *err);
keur_status keur_json_number(const keur_json_at *at, double *value, keur_error *err);
keur_status keur_json_bool(const keur_json_at *at, bool *value, keur_error *err);

/** KEUR_ESCHEMA naming the path of the first member of an object that is not in `names`
 * (ended by NULL). */
keur_status keur_json_known(const keur_json_at *at, const char *const *names, keur_error *err);

/**
 * Writing. A node belongs to its parent once added; on failure the add functions free the node they
 * were given, so a caller only frees the root. `name` is NULL when adding to an array. All return
 * KEUR_ENOMEM. Numbers that are not finite are written as null. Numbers round-trip.
 */
keur_status keur_json_new_object(keur_json **json, keur_error *err);
keur_status keur_json_new_array(keur_json **json, keur_error *err);
/** Create a child object or array, add it, and hand it back for filling. */
keur_status keur_json_add_object(keur_json *to, const char *name, keur_json **made,
                                 keur_error *err);
keur_status keur_json_add_array(keur_json *to, const char *name, keur_json **made, keur_error *err);
/** NULL is written as null. */
keur_status keur_json_add_string(keur_json *to, const char *name, const char *value,
                                 keur_error *err);
keur_status keur_json_add_number(keur_json *to, const char *name, double value, keur_error *err);
keur_status keur_json_add_bool(keur_json *to, const char *name, bool value, keur_error *err);

/** The tree as indented UTF-8 text with a closing newline; freed with free(). */
keur_status keur_json_print(const keur_json *json, char **text, keur_error *err);

/** Version of the library behind it. */
const char *keur_json_version(void);

#endif
