/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <keur/schema.h>

#include "base/memory.h"
#include "base/try.h"
#include "table/schema_parts.h"

const char *keur_type_word(keur_type type)
{
    switch (type) {
#define TYPE_WORD(name, word, help)                                                                \
    case KEUR_TYPE_##name:                                                                         \
        return word;
        KEUR_TYPE_LIST(TYPE_WORD)
#undef TYPE_WORD
    case KEUR_N_TYPES:
        break;
    }
    return "unknown";
}

const char *keur_format_word(keur_format format)
{
    switch (format) {
#define FORMAT_WORD(name, word, type, help)                                                        \
    case KEUR_FORMAT_##name:                                                                       \
        return word;
        KEUR_FORMAT_LIST(FORMAT_WORD)
#undef FORMAT_WORD
    case KEUR_FORMAT_OPEN:
    case KEUR_N_FORMATS:
        break;
    }
    return NULL;
}

keur_type keur_format_type(keur_format format)
{
    switch (format) {
#define FORMAT_TYPE(name, word, type, help)                                                        \
    case KEUR_FORMAT_##name:                                                                       \
        return KEUR_TYPE_##type;
        KEUR_FORMAT_LIST(FORMAT_TYPE)
#undef FORMAT_TYPE
    case KEUR_FORMAT_OPEN:
    case KEUR_N_FORMATS:
        break;
    }
    return KEUR_N_TYPES;
}

const char *keur_column_role(size_t i, unsigned *bit)
{
    static const struct {
        const char *word;
        unsigned bit;
    } roles[] = {{"key", KEUR_COLUMN_KEY},         {"secret", KEUR_COLUMN_SECRET},
                 {"unit", KEUR_COLUMN_UNIT},       {"protected", KEUR_COLUMN_PROTECTED},
                 {"outcome", KEUR_COLUMN_OUTCOME}, {"treatment", KEUR_COLUMN_TREATMENT},
                 {"time", KEUR_COLUMN_TIME}};

    if (i >= sizeof roles / sizeof *roles)
        return NULL;
    *bit = roles[i].bit;
    return roles[i].word;
}

bool keur_type_is_left_out(keur_type type)
{
    return type == KEUR_TYPE_IDENTIFIER || type == KEUR_TYPE_TEXT || type == KEUR_TYPE_CONSTANT;
}

keur_status keur_schema_new(size_t n, keur_schema **schema, keur_error *err)
{
    keur_schema *made = NULL;
    keur_status status = KEUR_OK;

    *schema = NULL;
    KEUR_TRY(KEUR_NEW(made, 1, err));
    KEUR_TRY(KEUR_NEW(made->columns, n, err));
    *schema = made;
    made = NULL;
out:
    keur_schema_free(made);
    return status;
}

keur_status keur_schema_add(keur_schema *schema, const char *name, keur_schema_column **column,
                            keur_error *err)
{
    keur_schema_column *added = &schema->columns[schema->n_columns];
    const keur_status status = keur_copy_string(name, &added->name, err);

    if (status != KEUR_OK)
        return status;
    added->type = KEUR_TYPE_CATEGORICAL;
    added->tolerance = NAN;
    schema->n_columns++;
    *column = added;
    return KEUR_OK;
}

keur_status keur_texts_add(keur_texts *texts, const char *text, size_t n, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_RESIZE(texts->items, texts->n, texts->n + 1, err));
    KEUR_TRY(keur_copy_text(text, n, &texts->items[texts->n], err));
    texts->n++;
out:
    return status;
}

keur_status keur_texts_copy(keur_texts *to, const keur_texts *from, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < from->n; i++)
        KEUR_TRY(keur_texts_add(to, from->items[i], strlen(from->items[i]), err));
out:
    return status;
}

keur_status keur_schema_add_key_set(keur_schema *schema, keur_texts **set, keur_error *err)
{
    const size_t n = schema->n_key_sets;
    const keur_status status = KEUR_RESIZE(schema->key_sets, n, n + 1, err);

    if (status == KEUR_OK) {
        schema->n_key_sets++;
        *set = &schema->key_sets[n];
    }
    return status;
}

keur_status keur_schema_note(keur_schema_column *column, const char *note, keur_error *err)
{
    keur_release(column->note);
    return keur_copy_string(note, &column->note, err);
}

void keur_texts_free(keur_texts *texts)
{
    for (size_t i = 0; i < texts->n; i++)
        keur_release(texts->items[i]);
    keur_release(texts->items);
    *texts = (keur_texts){0, NULL};
}

void keur_schema_free(keur_schema *schema)
{
    if (schema == NULL)
        return;
    for (size_t j = 0; j < schema->n_columns; j++) {
        keur_schema_column *column = &schema->columns[j];

        keur_release(column->name);
        keur_release(column->note);
        keur_release(column->label);
        keur_texts_free(&column->levels);
        keur_texts_free(&column->missing);
        keur_texts_free(&column->special);
    }
    keur_texts_free(&schema->missing);
    keur_texts_free(&schema->rules);
    for (size_t i = 0; i < schema->n_key_sets; i++)
        keur_texts_free(&schema->key_sets[i]);
    keur_release(schema->key_sets);
    keur_release(schema->columns);
    keur_release(schema);
}

ptrdiff_t keur_schema_find(const keur_schema *schema, const char *name)
{
    for (size_t j = 0; j < schema->n_columns; j++) {
        if (strcmp(schema->columns[j].name, name) == 0)
            return (ptrdiff_t)j;
    }
    return -1;
}
