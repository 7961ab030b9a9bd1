/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_SCHEMA_H
#define KEUR_SCHEMA_H

#include <keur/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/* X(NAME, "word in JSON", "what it means") */
#define KEUR_TYPE_LIST(X)                                                                          \
    X(NUMERIC, "numeric", "a quantity: differences count")                                         \
    X(ORDINAL, "ordinal", "levels in an order")                                                    \
    X(CATEGORICAL, "categorical", "levels without an order")                                       \
    X(BOOLEAN, "boolean", "true or false")                                                         \
    X(DATE, "date", "a day or a moment; differences count in days")                                \
    X(IDENTIFIER, "identifier", "names a record: left out, or used as the person unit")            \
    X(TEXT, "text", "free text: left out")                                                         \
    X(CONSTANT, "constant", "one value everywhere: left out")

typedef enum keur_type {
#define KEUR_TYPE_ENUM(name, word, help) KEUR_TYPE_##name,
    KEUR_TYPE_LIST(KEUR_TYPE_ENUM)
#undef KEUR_TYPE_ENUM
        KEUR_N_TYPES
} keur_type;

/* X(NAME, "word in JSON", TYPE that it belongs to, "what it means") */
#define KEUR_FORMAT_LIST(X)                                                                        \
    X(PLAIN, "plain", NUMERIC, "digits, at most one decimal sign, an exponent")                    \
    X(THOUSANDS, "thousands", NUMERIC, "groups of three digits may be set apart: 1,234.5")         \
    X(PERCENT, "percent", NUMERIC, "a percent sign follows; 12.5% is 12.5")                        \
    X(YEAR_FIRST, "yyyy-mm-dd", DATE, "year, month, day")                                          \
    X(DAY_FIRST, "dd-mm-yyyy", DATE, "day, month, year")                                           \
    X(MONTH_FIRST, "mm-dd-yyyy", DATE, "month, day, year")                                         \
    X(DAY_COMPACT, "yyyymmdd", DATE, "eight digits; never inferred")

/** How the values of a column are written. */
typedef enum keur_format {
    KEUR_FORMAT_OPEN, /**< not said: found out by keur_schema_infer(), where plain numbers and
                           yyyy-mm-dd stay open */
#define KEUR_FORMAT_ENUM(name, word, type, help) KEUR_FORMAT_##name,
    KEUR_FORMAT_LIST(KEUR_FORMAT_ENUM)
#undef KEUR_FORMAT_ENUM
        KEUR_N_FORMATS
} keur_format;

/** What a column is for, as bits. */
enum {
    KEUR_COLUMN_KEY = 1,       /**< known to an attacker */
    KEUR_COLUMN_SECRET = 2,    /**< sensitive */
    KEUR_COLUMN_UNIT = 4,      /**< names the person a row belongs to */
    KEUR_COLUMN_PROTECTED = 8, /**< a group that must not fare worse than others */
    KEUR_COLUMN_OUTCOME = 16,
    KEUR_COLUMN_TREATMENT = 32, /**< whose effect on the outcome is estimated: two levels */
    KEUR_COLUMN_TIME = 64 /**< before or after the treatment: two levels, a number or a date */
};

/** Texts owned by a schema. */
typedef struct keur_texts {
    size_t n;
    char **items;
} keur_texts;

typedef struct keur_schema_column {
    char *name;         /**< as the tables have it, unless it is nameless */
    char *label;        /**< what it is called at length, from a statistics file; or NULL */
    keur_format format; /**< of numbers or dates */
    keur_type type;     /**< KEUR_N_TYPES where a schema that was read does not give it */
    unsigned roles;     /**< KEUR_COLUMN_ bits */
    bool is_declared;   /**< the type was given in a schema file, not inferred */
    bool is_code;       /**< levels are compared as written: `0344` is not `344` */
    bool is_left_out;   /**< not part of any measure; `note` says why */
    bool is_nameless;   /**< not in all tables, and not declared: `name` says which column of which
                             table it is, since a file without a header has values for names; it is
                             not printed */
    char *note;         /**< for the reader of the schema; NULL if there is nothing to say */
    keur_texts levels;  /**< declared levels, in order where ordinal; empty: those that occur */
    keur_texts missing; /**< texts that mean "missing", beside the schema's own */
    keur_texts special; /**< codes that are levels of their own beside the numbers, such as -8 */
    double tolerance;   /**< a guess this near counts as right; NAN: 5 per cent of the truth */
} keur_schema_column;

/** Types and roles of the columns of a table, in the order of the first table. */
typedef struct keur_schema {
    size_t n_columns;
    keur_schema_column *columns;
    keur_texts missing; /**< texts that mean "missing" in every column; empty text always does */
    size_t n_key_sets;
    keur_texts *key_sets; /**< names of the columns that one attacker knows, of another, ... */
    keur_texts rules;     /**< that every row should keep, such as `age_married <= age` */
} keur_schema;

/** The word of a type in JSON and reports. */
KEUR_API const char *keur_type_word(keur_type type);

/** The word of a format in JSON; NULL for KEUR_FORMAT_OPEN. */
KEUR_API const char *keur_format_word(keur_format format);

/**
 * What the tables hold, read from all rows of all tables together (the README of
 * src/table): a column is numeric where every value of every table is a number, and so on.
 *
 * @param tables    n_tables of them, the real one first; columns are matched by name
 * @param declared  NULL, or a schema whose columns (any subset) override what would be inferred
 * @param common_columns  take the columns that all tables share; else a column that one table
 *                        lacks is KEUR_ESCHEMA
 * @param[out] schema  owned by the caller
 * @retval KEUR_ESCHEMA  a column is missing in a table, or is a number in one table and a text in
 *                       another: the text names column, tables and the first line that differs
 */
KEUR_API keur_status keur_schema_infer(const keur_table *const *tables, size_t n_tables,
                                       const keur_schema *declared, bool common_columns,
                                       keur_schema **schema, keur_error *err);

/** Read a schema from a JSON file: one of keur, GMF of metasyn, or metadata of SDV, told apart by
 * their members. Errors name the JSON path: `$.columns[3].type`. */
KEUR_API keur_status keur_schema_read(const char *path, keur_schema **schema, keur_error *err);

/** As keur_schema_read(), from a text; `name` stands for the file in messages. */
KEUR_API keur_status keur_schema_parse(const char *json, size_t n_bytes, const char *name,
                                       keur_schema **schema, keur_error *err);

/** The schema as JSON that keur_schema_parse() takes back; the text is freed with free(). */
KEUR_API keur_status keur_schema_print(const keur_schema *schema, char **json, keur_error *err);

KEUR_API ptrdiff_t keur_schema_find(const keur_schema *schema, const char *name);
KEUR_API void keur_schema_free(keur_schema *schema);

#ifdef __cplusplus
}
#endif
#endif
