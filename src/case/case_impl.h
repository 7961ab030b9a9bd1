/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_CASE_IMPL_H
#define KEUR_CASE_CASE_IMPL_H

#include <keur/case.h>

#include "base/arena.h"
#include "base/rows.h"
#include "case/aside.h"
#include "case/columns.h"
#include "case/keep.h"
#include "case/layout.h"
#include "case/plant.h"
#include "case/remembered.h"
#include "case/rules.h"
#include "case/stand_in.h"

/** The rows of one role. */
typedef struct keur_role_rows {
    size_t n_rows;
    bool is_present;
    int32_t *
        *codes; /* per column, n_rows each; shared with the holdout where the role is all of it */
    bool owns_codes;
    int32_t *units;       /* per row the person, or NULL; shared as the codes are */
    uint32_t *in_holdout; /* per row the row of the holdout it is, or NULL where it is none */
} keur_role_rows;

struct keur_case {
    keur_case_options options;
    keur_arena *arena; /* names, levels, values, notices */
    size_t n_columns;
    keur_column *columns;
    size_t *code_counts; /* per column: n_values + n_levels */
    keur_arena **arenas; /* per column: its values and levels */
    keur_role_rows roles[KEUR_N_ROLES];
    keur_column_sets key_sets; /**< as the schema declares them */
    size_t n_units;            /* persons over all tables; 0 without a unit column */
    bool split_holdout;        /* the reference is a part of the holdout */
    size_t n_reference_given;  /* rows, before some were left out */
    size_t n_asides;
    keur_aside *asides;
    bool *is_unmeasured; /* per column of the schema */
    bool *is_single;     /* the same: single.c */
    size_t n_rules;
    keur_checked_rule *rules;
    keur_layout layout;
    size_t n_notices;
    const char **notices;
    const char *shared; /* why figures against the holdout look too harmless, or NULL */
    keur_remembered remembered;
    keur_keep keep;
    struct keur_common *common; /* what is shared with other cases, or NULL; not owned */
};

/** Mark and tell columns in which most values of the synthetic table are not like those of train:
 * they are coded in two ways, so that no copy would be seen. O(rows * columns). */
keur_status keur_case_find_strange(keur_case *on, const keur_schema *schema, keur_error *err);

/** Add a sentence to the notices of the case. */
keur_status keur_case_note(keur_case *on, keur_error *err, const char *format, ...)
    KEUR_PRINTF(3, 4);

/** Fill columns and the four given roles from the tables. */
keur_status keur_case_encode(keur_case *on, const keur_table *const tables[KEUR_N_TABLES],
                             const keur_schema *schema, keur_error *err);

/** Find the columns, of those whose type no schema declares, that hold one value but for few people
 * of the real tables. A stand-in's synthetic table is one of these. O(distinct texts), and O(rows)
 * for columns that are so. */
keur_status keur_case_find_single(keur_case *on, const keur_table *const tables[KEUR_N_TABLES],
                                  bool is_stand_in, const keur_schema *schema, keur_error *err);

/** Take over the sets of keys that the schema declares. @retval KEUR_ESCHEMA  a column is not one
 * that takes part */
keur_status keur_case_take_key_sets(keur_case *on, const keur_schema *schema, keur_error *err);

/** Look for values of columns that name records, or hold free text, in the synthetic table. */
keur_status keur_case_set_aside(keur_case *on, const keur_table *const tables[KEUR_N_TABLES],
                                const keur_schema *schema, keur_error *err);

/** Set the columns of the synthetic table's file beside those of train. */
keur_status keur_case_compare_layout(keur_case *on, const keur_table *const tables[KEUR_N_TABLES],
                                     keur_error *err);

/** Work the schema's rules out for train, holdout and the synthetic table, once they are encoded.
 * @retval KEUR_ESCHEMA  a rule names a column that a table lacks, or compares what cannot be */
keur_status keur_case_check_rules(keur_case *on, const keur_table *const tables[KEUR_N_TABLES],
                                  const keur_schema *schema, keur_error *err);

/** Make KEUR_NON_MEMBER and, where it is wanted and not given, KEUR_REFERENCE from the holdout. */
keur_status keur_case_split(keur_case *on, keur_error *err);

/** Mark the rows of half of the holdout's persons, drawn by the seed; *marks is freed with
 * keur_release() and NULL where there are fewer than two persons. */
keur_status keur_case_draw_half(const keur_case *on, const char *purpose, unsigned char **marks,
                                size_t *n_persons, keur_error *err);

/** Put what stands in for the synthetic table into its place, once all are encoded. */
keur_status keur_case_stand_in(keur_case *on, keur_stand_in kind, keur_error *err);

/** Put what is planted into the place of synthetic rows, once all are encoded. */
keur_status keur_case_plant(keur_case *on, const keur_plant *plant, keur_error *err);

/** Refuse a holdout or reference that is the train table; pair the rows of a synthetic or
 * reference table that is the holdout. */
keur_status keur_case_pair(keur_case *on, keur_error *err);

/** Leave out of a given reference the rows and persons that stand in train or holdout. */
keur_status keur_case_set_apart(keur_case *on, keur_error *err);

/** Whether two roles share more rows than sound splits do with this probability: see overlap.c. */
keur_status keur_case_share_rows(const keur_case *on, keur_role a, keur_role b, double chance,
                                 bool *do_share, keur_error *err);

/** Notice a train and a holdout that share rows or persons, though they should not. */
keur_status keur_case_overlap(keur_case *on, keur_error *err);

/** New codes of a role: rows chosen[0..n) of another. */
keur_status keur_role_take(const keur_case *on, const keur_role_rows *from, const uint32_t *chosen,
                           size_t n, keur_role_rows *to, keur_error *err);
void keur_role_free(keur_role_rows *rows, size_t n_columns);

#endif
