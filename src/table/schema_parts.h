/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_SCHEMA_PARTS_H
#define KEUR_TABLE_SCHEMA_PARTS_H

#include <stddef.h>

#include <keur/schema.h>

#include "base/json.h"

enum { KEUR_SCHEMA_FORMAT = 1 /**< of the JSON file */ };

/* Building schemas. Whatever has been added is released by keur_schema_free(). */

/** A schema with room for n columns; n_columns is 0 and counts up as columns are added. */
keur_status keur_schema_new(size_t n, keur_schema **schema, keur_error *err);

/** Add a column within the room: categorical, no roles, tolerance NAN. */
keur_status keur_schema_add(keur_schema *schema, const char *name, keur_schema_column **column,
                            keur_error *err);

keur_status keur_texts_add(keur_texts *texts, const char *text, size_t n, keur_error *err);
keur_status keur_texts_copy(keur_texts *to, const keur_texts *from, keur_error *err);

/** Release the texts and leave none. */
void keur_texts_free(keur_texts *texts);

/** Add a set of keys without names. */
keur_status keur_schema_add_key_set(keur_schema *schema, keur_texts **set, keur_error *err);

/** Fill the sets of keys from the member `key_sets` of a schema's JSON, where it is. */
keur_status keur_schema_parse_key_sets(const keur_json_at *root, keur_schema *schema,
                                       keur_error *err);

/** Fill the rules from the member `rules` of a schema's JSON, where it is. */
keur_status keur_schema_parse_rules(const keur_json_at *root, keur_schema *schema, keur_error *err);

/** Replace the note of a column. */
keur_status keur_schema_note(keur_schema_column *column, const char *note, keur_error *err);

/** Whether a column of this type is left out whatever else is said. */
bool keur_type_is_left_out(keur_type type);

/** The type that a format belongs to; KEUR_N_TYPES for KEUR_FORMAT_OPEN. */
keur_type keur_format_type(keur_format format);

/** The bit and the word of role i in JSON; NULL beyond the last. */
const char *keur_column_role(size_t i, unsigned *bit);

#endif
