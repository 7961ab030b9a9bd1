/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_H
#define KEUR_CASE_H

#include <keur/schema.h>
#include <keur/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The part a set of rows plays. The first four are given; the others are made from them. */
typedef enum keur_role {
    KEUR_TRAIN,      /**< the real rows the generator saw */
    KEUR_HOLDOUT,    /**< real rows of the same population it did not see */
    KEUR_SYNTHETIC,  /**< what it made */
    KEUR_REFERENCE,  /**< real rows an attacker may own; given, or a part of the holdout */
    KEUR_NON_MEMBER, /**< the rows of the holdout that are scored as non-members */
    KEUR_N_ROLES
} keur_role;

enum { KEUR_N_TABLES = KEUR_REFERENCE + 1 };

/**
 * A column as all tables of a case agree on it. A code of -1 is missing; codes below n_values are
 * numbers, values[code], ascending; codes from n_values on are levels, levels[code - n_values]
 * (categories in order of their bytes; beside numbers, the special codes).
 */
typedef struct keur_column {
    const char *name;
    keur_type type;
    unsigned roles;   /**< KEUR_COLUMN_ bits */
    double tolerance; /**< see keur_schema_column */
    size_t n_values;
    const double *values; /**< ordinal: 0, 1, ...; dates: days since 1970-01-01 */
    size_t n_levels;
    const char *const *levels;
    const char *const *value_texts; /**< names of the values where ordinal, else NULL */
} keur_column;

typedef struct keur_case_options {
    uint64_t seed;
    int threads;          /**< 0: all */
    bool needs_reference; /**< take a reference from the holdout where none is given */
} keur_case_options;

/** Train, synthetic and, where given, holdout and reference, under one schema and one encoding. */
typedef struct keur_case keur_case;

/**
 * Bring tables under one schema.
 *
 * @param tables   by role; KEUR_HOLDOUT and KEUR_REFERENCE may be NULL; not kept
 * @param schema   from keur_schema_infer() over the same tables; not kept
 * @param[out] made  freed with keur_case_free()
 * @retval KEUR_ESCHEMA  a cell does not fit its declared type (file, line, column named)
 * @retval KEUR_EINVAL   there is no train or no synthetic table
 * @retval KEUR_EDATA    no column is left, or the holdout or the reference is the train table
 *
 * Where the holdout also stands in the place of the synthetic table, rows are paired so that none
 * meets itself. A train table in the place of the synthetic one is NOT treated so: it is a copy,
 * and must look like one.
 */
KEUR_API keur_status keur_case_new(const keur_table *const tables[KEUR_N_TABLES],
                                   const keur_schema *schema, const keur_case_options *options,
                                   keur_case **made, keur_error *err);
KEUR_API void keur_case_free(keur_case *on);

KEUR_API uint64_t keur_case_seed(const keur_case *on);
KEUR_API int keur_case_threads(const keur_case *on);

/** Rows of a role; 0 where it is absent. */
KEUR_API size_t keur_case_rows(const keur_case *on, keur_role role);
KEUR_API bool keur_case_has(const keur_case *on, keur_role role);

/** Columns that take part in measures (identifiers, texts and constants do not). */
KEUR_API size_t keur_case_columns(const keur_case *on);
KEUR_API const keur_column *keur_case_column(const keur_case *on, size_t column);
KEUR_API ptrdiff_t keur_case_find(const keur_case *on, const char *name);

/** One code a row; NULL where the role is absent. */
KEUR_API const int32_t *keur_case_codes(const keur_case *on, keur_role role, size_t column);

/** What the reader of the results must know about the case, one sentence each. */
KEUR_API size_t keur_case_notices(const keur_case *on);
KEUR_API const char *keur_case_notice(const keur_case *on, size_t i);

/** "train", "holdout", ... */
KEUR_API const char *keur_role_word(keur_role role);

#ifdef __cplusplus
}
#endif
#endif
