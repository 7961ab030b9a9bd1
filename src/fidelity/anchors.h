/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_ANCHORS_H
#define KEUR_FIDELITY_ANCHORS_H

#include <keur/measure.h>

#include "base/rows.h"

/** Rows are put in so many random groups for the jackknife. */
enum { KEUR_JACKKNIFE_GROUPS = 20, KEUR_JACKKNIFE_TABLES = KEUR_JACKKNIFE_GROUPS + 1 };

/** A table set beside the train table. */
typedef struct keur_comparison {
    const char *suffix;                      /**< of the figures: "", "-holdout", "-independent" */
    keur_rows real, other;                   /**< numbers as they are */
    keur_rows real_grouped, other_grouped;   /**< numbers in KEUR_FIDELITY_GROUPS groups of train */
    const uint8_t *real_part, *other_part;   /**< per row its jackknife group */
    bool can_jackknife;                      /**< each group holds a person of each table */
    const int32_t *real_units, *other_units; /**< per row its person (case/units.h); NULL: every row
                                                is a person of its own */
} keur_comparison;

enum { KEUR_FIDELITY_GROUPS = 10, KEUR_COMPARISONS = 3 };

/**
 * The synthetic table against train, and its two anchors: the holdout against train (without a
 * holdout, a random half of train against the other), and independent columns, each drawn with
 * replacement from train's, as many rows as the synthetic table has, against train. Rows of one
 * person stay together in the halves and in the groups of the jackknife.
 */
typedef struct keur_anchors {
    keur_comparison comparisons[KEUR_COMPARISONS];
    bool has_holdout;
    const size_t *n_codes;         /**< per column of the tables as they are */
    const size_t *n_grouped_codes; /**< per column of the grouped tables */
    struct keur_anchor_store *store;
} keur_anchors;

keur_status keur_anchors_make(keur_case *on, keur_anchors *made, keur_error *err);
void keur_anchors_free(keur_anchors *anchors);

/** A statistic of a comparison, and the same with each jackknife group of rows left out. */
typedef struct keur_jackknifed {
    double value;
    double without[KEUR_JACKKNIFE_GROUPS];
} keur_jackknifed;

/** to += from / n, value and parts. */
void keur_jackknifed_add(keur_jackknifed *to, const keur_jackknifed *from, double n);

/** Whether a side of a comparison has no rows (half of a train table of one row). */
bool keur_comparison_is_empty(const keur_comparison *of);

/** Add a figure in [0, 1] with a jackknife interval; its name gets the suffix of the comparison. */
keur_status keur_add_jackknifed(keur_result *out, const keur_figure *like, const char *name,
                                const keur_comparison *from, const keur_jackknifed *of,
                                keur_error *err);

/**
 * Count the codes of one column, or of pairs of codes of two, per jackknife group and in all:
 * counts[g * n_cells + c], n_cells = (n_first + 1) * (n_second + 1), the last of
 * KEUR_JACKKNIFE_TABLES tables holding all rows. `second` may be NULL (n_second 0). n_first and
 * n_second are numbers of codes without missing, which is cell 0.
 */
void keur_count_parts(const int32_t *first, size_t n_first, const int32_t *second, size_t n_second,
                      const uint8_t *part, size_t n_rows, uint32_t *counts);

/** The last table of counts, from those of the groups. */
void keur_sum_parts(uint32_t *counts, size_t n_cells);

/** Rows of all groups but g in cells from .. to - 1; g = KEUR_JACKKNIFE_GROUPS: of all groups. */
double keur_rows_without(const uint32_t *counts, size_t n_cells, size_t from, size_t to, size_t g);

/** Total variation distance, half the sum of absolute differences of shares, of two tables of
 * counts as above. */
void keur_total_variation(const uint32_t *real, const uint32_t *other, size_t n_cells,
                          keur_jackknifed *found);

#endif
