/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_REMEMBERED_H
#define KEUR_CASE_REMEMBERED_H

#include <keur/case.h>

#include "base/rows.h"
#include "case/grouped.h"
#include "cells/cells.h"
#include "near/near.h"

/** How the numbers of a column are made comparable with other columns */
typedef enum keur_scaling {
    KEUR_SCALING_RANGE,    /**< by max - min; differences at most 1 */
    KEUR_SCALING_RANK,     /**< mid-ranks among the real rows; at most 1 */
    KEUR_SCALING_STANDARD, /**< by the standard deviation; no cap */
    KEUR_SCALING_NORMAL,   /**< normal scores of the mid-ranks; no cap */
    KEUR_SCALING_NONE      /**< as they are; no cap */
} keur_scaling;

/** What the scales are taken from. */
typedef enum keur_scale_source {
    KEUR_SCALES_OF_REAL, /**< train, holdout and a given reference, one source for all of a run */
    KEUR_SCALES_OF_CASE  /**< the rows that ask and the rows searched, as other tools do */
} keur_scale_source;

/** A question for neighbours: everything that changes the answer. */
typedef struct keur_ask {
    keur_role from, to; /**< rows that ask, rows searched */
    size_t k;
    keur_scaling scaling;
    keur_scale_source source;
    bool is_squared;     /**< squared differences of numbers, root of the sum */
    bool distances_only; /**< the answer has no rows: quicker where many are equally far */
} keur_ask;

/** The answer: for row i of `from`, neighbour j (0: nearest) stands at [i * k + j]. */
typedef struct keur_neighbours {
    size_t n;
    size_t k;          /**< at least what was asked */
    uint32_t *rows;    /**< KEUR_NO_ROW where `to` has no further row; NULL: not asked for */
    double *distances; /**< INFINITY there */
} keur_neighbours;

/** What a case has computed for one measure and keeps for the next. */
typedef struct keur_remembered {
    size_t n_indexes, n_answers, n_cells, n_grouped;
    struct keur_kept_index **indexes;
    struct keur_kept_answer **answers;
    struct keur_kept_cells **cells;
    keur_grouped **grouped;
} keur_remembered;

/**
 * The nearest rows of every row of a role in another, computed once for a case. A row that stands
 * in both roles never meets itself; ties go to the lowest row.
 * @param[out] found  owned by the case
 * @retval KEUR_EDATA  a role is absent
 */
keur_status keur_case_neighbours(keur_case *on, const keur_ask *ask, const keur_neighbours **found,
                                 keur_error *err);

/**
 * How many rows of a role lie within a distance of each row of another; a row that stands in both
 * does not count itself. Through the index that serves keur_case_neighbours(); the answer is not
 * kept.
 * @param ask     k plays no part
 * @param radius  at least 0
 * @param[out] counts  one a row of `ask->from`
 * @retval KEUR_EDATA  a role is absent
 */
keur_status keur_case_radius_counts(keur_case *on, const keur_ask *ask, double radius,
                                    uint32_t *counts, keur_error *err);

/** The space that a question is asked in: which columns are numbers there, and their values on its
 * scale. Owned by the case. @retval KEUR_EDATA  a role is absent */
keur_status keur_case_space(keur_case *on, const keur_ask *ask, const keur_space **space,
                            keur_error *err);

/**
 * Logarithms of the sums of a product kernel around each row of a role, over the rows of another
 * but itself: keur_index_kernel_sums() through the index that serves keur_case_neighbours(). The
 * answer is not kept.
 * @param ask      k plays no part
 * @param columns  one a column, bandwidths on the scale of keur_case_space()
 * @param[out] log_sums  one a row of `ask->from`
 * @retval KEUR_EDATA  a role is absent
 */
keur_status keur_case_kernel_sums(keur_case *on, const keur_ask *ask,
                                  const keur_kernel_column *columns, keur_kernel_shape shape,
                                  double *log_sums, keur_error *err);

/** Codes of a role as the engines take them; no rows where the role is absent. */
keur_rows keur_case_view(const keur_case *on, keur_role role);

/** n_codes of every column: codes lie in -1 .. n_codes - 1; owned by the case. */
const size_t *keur_case_code_counts(const keur_case *on);

/**
 * Numbers cut into `n_groups` quantile groups of the train table (type 7 quantiles, right-closed,
 * equal cuts dropped); other columns, missing values and special codes as they are. Owned by the
 * case.
 */
keur_status keur_case_grouped(keur_case *on, size_t n_groups, const keur_grouped **grouped,
                              keur_error *err);

/** The tables of keur_case_cells(), by position. */
enum { KEUR_CELLS_TRAIN, KEUR_CELLS_HOLDOUT, KEUR_CELLS_SYNTHETIC, KEUR_CELLS_TABLES };

/**
 * Combinations of `columns` counted in train, holdout and synthetic (tables 0, 1, 2), numbers in
 * `n_groups` quantile groups of train, or as they are where n_groups is 0. Owned by the case.
 */
keur_status keur_case_cells(keur_case *on, const size_t *columns, size_t n_columns, size_t n_groups,
                            const keur_cells **cells, keur_error *err);

/** As keur_case_cells(), for an answer that nobody will ask for again; freed with
 * keur_cells_free(). */
keur_status keur_case_count_cells(keur_case *on, const size_t *columns, size_t n_columns,
                                  size_t n_groups, keur_cells **cells, keur_error *err);

/** Per row of `from` the row of `to` it is itself; NULL where no row stands in both. Freed with
 * keur_release(). */
keur_status keur_case_self(const keur_case *on, keur_role from, keur_role to, uint32_t **self,
                           keur_error *err);

/** Rows of a role as its table was given, also those that were left out. */
size_t keur_case_rows_given(const keur_case *on, keur_role role);

/** Per row of a role the row of the holdout it is; NULL where it is none of it. */
const uint32_t *keur_case_in_holdout(const keur_case *on, keur_role role);

/** Whether the reference is a part of the holdout. */
bool keur_case_is_split(const keur_case *on);

/** Whether a given table holds the rows of the holdout, which then must not meet themselves. */
bool keur_case_is_holdout(const keur_case *on, keur_role role);

void keur_remembered_free(keur_remembered *kept);

#endif
