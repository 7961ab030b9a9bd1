/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_NEAR_NEAR_H
#define KEUR_NEAR_NEAR_H

#include <stdbool.h>

#include <keur/status.h>

#include "base/rows.h"

/**
 * Exact k nearest neighbours over mixed columns.
 *
 * d(x,y) = sum over columns, in their order, of weight * delta, in double. delta of two numbers is
 * min(|x - y| / scale, cap); squared where the space is; of two equal levels, or both missing, 0;
 * of everything else 1 (`missing` where exactly one is missing). A squared space takes the square
 * root of the sum. Of neighbours at equal distance the lowest row comes first, exactly; equal are
 * equal doubles, after the root where there is one, so two sums with the same root are tied. With
 * no columns, or weights of 0 alone, every distance is 0.
 */
typedef struct keur_space_column {
    bool is_numeric;      /* else every code is a level */
    size_t n_codes;       /* codes are -1 (missing) .. n_codes - 1 */
    size_t n_values;      /* numeric: codes below this are numbers, from it on levels */
    const double *values; /* n_values of them, ascending, finite; outlives the index */
    double scale;         /* > 0, finite */
    double cap;           /* > 0; INFINITY: none */
    double weight;        /* >= 0, finite; 0 leaves the column out */
    double missing;       /* >= 0, finite; 1 by default; not squared */
} keur_space_column;

typedef struct keur_space {
    size_t n_columns;
    const keur_space_column *columns;
    bool is_squared;
} keur_space;

typedef struct keur_index keur_index;

/**
 * Build an index over rows. The codes of `rows` need not outlive it; `space->values` must.
 * @retval KEUR_EINVAL  a scale, cap, weight or code outside its range, more than 2^32 - 2 rows
 */
keur_status keur_index_new(const keur_space *space, const keur_rows *rows, int threads,
                           keur_index **index, keur_error *err);
void keur_index_free(keur_index *index);

enum { KEUR_MAX_NEIGHBOURS = 64 };
#define KEUR_NO_ROW UINT32_MAX

typedef struct keur_near_options {
    size_t k;              /* 1 .. KEUR_MAX_NEIGHBOURS */
    const double *weights; /* n_columns, in place of those of the space; NULL: those of the space */
    const uint32_t
        *self; /* per query the row of the index it must not meet, or KEUR_NO_ROW; NULL: none */
    bool distances_only; /* rows may be any of those at equal distance */
    int threads;         /* 0: all */
} keur_near_options;

/**
 * The k nearest rows of every query row, nearest first.
 *
 * @param queries    rows encoded as those of the index
 * @param[out] rows       n_rows * k row numbers, query by query; may be NULL; KEUR_NO_ROW where the
 * index has fewer than k rows to offer
 * @param[out] distances  n_rows * k distances, INFINITY where there is no row; may be NULL
 * @retval KEUR_EINVAL  k, a weight, a code, the number of columns or a row of `self` outside its
 * range
 *
 * Never slower than a plain scan by more than a small factor; some microseconds a query where the
 * tree prunes. O(columns) memory a thread.
 */
keur_status keur_index_nearest(const keur_index *index, const keur_rows *queries,
                               const keur_near_options *options, uint32_t *rows, double *distances,
                               keur_error *err);

/**
 * The nearest row of every query row, once for each of some columns that is left out: as
 * keur_index_nearest() with k = 1 and a weight of 0 for that column, to the last bit, and several
 * times cheaper than so many calls.
 *
 * @param options    k must be 1
 * @param left_out   n_left_out columns, in any order; one of weight 0 changes nothing
 * @param[out] rows       n_left_out * n_rows row numbers, those without left_out[0] first, or
 * KEUR_NO_ROW; may be NULL
 * @param[out] distances  likewise, INFINITY where there is no row; may be NULL
 * @retval KEUR_EINVAL  a column of `left_out` that the index does not have; k is not 1; else as
 * keur_index_nearest()
 *
 * Where the tree prunes, some further leaves a column; else one look at all leaves serves all
 * columns. O(columns + n_left_out) memory a query that is being answered.
 */
keur_status keur_index_nearest_without(const keur_index *index, const keur_rows *queries,
                                       const keur_near_options *options, const size_t *left_out,
                                       size_t n_left_out, uint32_t *rows, double *distances,
                                       keur_error *err);

typedef struct keur_radius_options {
    double radius;         /* >= 0; INFINITY counts every row */
    const double *radii;   /* one a query, in place of `radius`; NULL: `radius` for all */
    const double *weights; /* as in keur_near_options */
    const uint32_t *self;  /* as in keur_near_options */
    int threads;           /* 0: all */
} keur_radius_options;

/**
 * How many rows of the index lie within a distance of each query: those whose distance, the double
 * that keur_index_nearest() gives, is at most the radius.
 *
 * @param[out] counts  n_rows of them
 * @retval KEUR_EINVAL  a radius is negative or NaN; else as keur_index_nearest()
 *
 * Parts of the tree that lie beyond the radius, or within it as a whole, are not opened. With
 * `self`, 4 bytes a row of the index.
 */
keur_status keur_index_radius_counts(const keur_index *index, const keur_rows *queries,
                                     const keur_radius_options *options, uint32_t *counts,
                                     keur_error *err);

/**
 * A factor of a product kernel. Two numbers x, y: exp(log_same) phi((x - y) / bandwidth) /
 * bandwidth, phi the standard normal density, or exp(log_same - ((x - y) / bandwidth)^2 / 2) where
 * its top `is_one`; scale, cap and weight of the space play no part. Of
 * two equal levels, or both missing: exp(log_same); of everything else: exp(log_other).
 */
typedef struct keur_kernel_column {
    bool is_left_out; /* a factor of 1; the rest is not looked at */
    bool is_one;      /* equal numbers count as much as equal levels: no density */
    double bandwidth; /* of a numeric column: > 0, finite, in the unit of its values */
    double log_same;  /* finite */
    double log_other; /* at most log_same; -INFINITY: never */
} keur_kernel_column;

/**
 * The kernel of Aitchison & Aitken, Biometrika 63 (1976) 413-420: 1 - l for the same level, l / (c
 * - 1) for another of c levels; l is at most 1 - 1 / c. With c < 2 or l = 0: 1, and -INFINITY in
 * logarithm.
 */
void keur_kernel_levels(double l, size_t c, keur_kernel_column *column);

/** What becomes of the logarithm x of a product of factors, relative to the largest that a query
 * can have: that of a row with its own codes, or where cells that are no numbers count more than
 * equal ones, of a row with those. */
typedef enum keur_kernel_shape {
    KEUR_KERNEL_NORMAL, /**< exp(x) */
    KEUR_KERNEL_POWER   /**< (1 + x/8)^8 down to x = -8, and 0 below: a kernel that ends */
} keur_kernel_shape;

typedef struct keur_kernel_options {
    const keur_kernel_column *columns; /* as many as the space has */
    keur_kernel_shape shape;
    const uint32_t *self; /* as in keur_near_options */
    int threads;          /* 0: all */
} keur_kernel_options;

/**
 * The logarithm of the sum, over the rows of the index, of the product of the columns' factors:
 * log(n times the density). -INFINITY where the sum is 0.
 *
 * @param[out] log_sums  n_rows of them
 * @retval KEUR_EINVAL  a bandwidth, a logarithm, a code or a row of `self` outside its range
 *
 * Rows are left out where their product is known to be at most 2^-53 / n of the sum so far, n the
 * rows of the index; so all of them together are at most 2^-53 of the sum. Of the kernel that ends
 * those that add nothing are left out. The logarithms of the
 * rest err by at most 2^-50 of their size a column, powers by 2^-52, their sum by some 2^-50. The
 * same bits for any number of threads and on any instruction set. With bandwidths so wide that the
 * tree prunes little, some 3 ns a query and row. A thread needs 25 kB a column.
 */
keur_status keur_index_kernel_sums(const keur_index *index, const keur_rows *queries,
                                   const keur_kernel_options *options, double *log_sums,
                                   keur_error *err);

/** Bytes held by the index. */
size_t keur_index_bytes(const keur_index *index);

/** Whether queries run through the tree ("tree") or through all rows ("scan"), and with which
 * instructions. */
const char *keur_index_method(const keur_index *index);

#endif
