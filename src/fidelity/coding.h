/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_CODING_H
#define KEUR_FIDELITY_CODING_H

#include <keur/measure.h>

/**
 * A column as numbers that can be averaged. Where exactly two values occur in train the column has
 * two levels: 1 is the later one, 0 the other. A word that means yes is later than any other, a
 * word that means no earlier; else numbers count by size, declared levels in the order declared,
 * others in that of their bytes. A column with more numbers stays as it is; special codes are
 * missing then.
 */
typedef struct keur_coding {
    size_t column;
    bool is_binary;
    double *value_of;   /**< by code + 1 (0: missing); NAN: the row has no value */
    int32_t later;      /**< code of the later level; -1: not binary */
    const char *reason; /**< why the column cannot be taken so; NULL: it can */
} keur_coding;

/**
 * @param needs_levels  a column of numbers will not do
 * @param[out] made     freed with keur_coding_free()
 *
 * O(rows of train + codes).
 */
keur_status keur_coding_make(const keur_case *on, size_t column, bool needs_levels,
                             keur_coding *made, keur_error *err);

/** Code a column before and after: two levels as above; else numbers from a cut on, the value of
 * train that comes nearest to halving it. */
keur_status keur_coding_make_time(const keur_case *on, size_t column, keur_coding *made,
                                  keur_error *err);
void keur_coding_free(keur_coding *coding);

/** Tell the reader which level counts as 1 (`what`: "counted is", "treated is"); its name only
 * where 100 rows of train have it. */
keur_status keur_coding_tell(const keur_case *on, const keur_coding *of, const char *what,
                             keur_result *out, keur_error *err);

#endif
