/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_EQUAL_SIZE_H
#define KEUR_FIDELITY_EQUAL_SIZE_H

#include "fidelity/anchors.h"

/**
 * The rows of one comparison, as many of each table as the smallest table of all comparisons has,
 * so that a figure that depends on sizes can be read beside its anchors. Drawn at random by the
 * seed, in the order of the table.
 */
typedef struct keur_equal_size {
    size_t n; /**< rows of each table */
    keur_rows real, other;
    int32_t *real_units, *other_units; /**< per row its person; persons without an id have numbers
                                          of their own; NULL: every row is a person */
    bool has_clusters;                 /**< a person has several rows in one of the tables */
    const uint8_t *real_part, *other_part; /**< per row its group (anchors.h) */
    int32_t **codes;                       /* per column: n of real, then n of other */
    int32_t *units;
    uint8_t *parts;
    const int32_t **views;
} keur_equal_size;

/** Rows of the smallest table; comparisons with an empty table are left out. */
size_t keur_equal_size_of(const keur_anchors *anchors);

/** @param n  at most the rows of either table. O(rows * columns). */
keur_status keur_equal_size_make(const keur_case *on, const keur_comparison *of, size_t n,
                                 keur_equal_size *made, keur_error *err);
void keur_equal_size_free(keur_equal_size *made);

#endif
