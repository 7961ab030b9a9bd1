/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_NEAR_KERNEL_IMPL_H
#define KEUR_NEAR_KERNEL_IMPL_H

#include <math.h>

#include "near/delta.h"

/**
 * Inside of the kernel sums; README.md is the argument.
 *
 * Logarithms are to the base 2 and relative to what the best cell of each column would give, so
 * that none is above 0. They are added column by column in the order of the factors;
 * keur_factor_number() and the lanes below do the same operations on a number, so that bounds round
 * as rows do.
 */

/** A column of the kernel, for all queries; logarithms here are natural. */
typedef struct keur_factor {
    const keur_near_column *column;
    size_t at;       /* of the column in rows */
    double width;    /* the bandwidth */
    double slope;    /* sqrt(log2(e) / 2) / width */
    bool is_divided; /* the slope has not the precision of a normal double */
    double peak;     /* of two equal numbers */
    double same, other;
} keur_factor;

typedef enum keur_factor_kind {
    KEUR_FACTOR_LEVELS,  /* categorical */
    KEUR_FACTOR_NUMBERS, /* a number against numbers */
    KEUR_FACTOR_MIXED,   /* a number against numbers and other codes */
    KEUR_FACTOR_OTHER    /* a code that is no number, in a numeric column */
} keur_factor_kind;

/** What one query is in a column; logarithms are to the base 2, relative to the best cell. */
typedef struct keur_factor_aim {
    double own;       /* its number; or its level, as a number */
    double equal;     /* of an equal number; 0 but where another kind of cell counts more */
    double other;     /* of a cell of another kind or level */
    uint64_t own_bit; /* in the set of a node; 0 for a number */
    int32_t code;
    keur_factor_kind kind;
} keur_factor_aim;

typedef struct keur_kernel_job {
    const keur_index *index;
    const keur_rows *queries;
    const uint32_t *self;
    const uint32_t *places; /* of each row of the index, in the leaves; NULL without `self` */
    const uint32_t *order;  /* of the queries; NULL: their own */
    keur_kernel_shape shape;
    size_t n_factors;
    keur_factor *factors;
    double *log_sums;
} keur_kernel_job;

/**
 * Logarithms of the 64 rows of a leaf, for one instruction set: each gives the same bits. `cells`
 * are numbers, or levels as numbers; `to` may be `from`. Sums leave out lane `without` (KEUR_LEAF:
 * none); terms below 2^-1021 count as that.
 */
struct keur_lanes {
    /* to = from - ((cells - own) slope)^2 */
    void (*numbers)(const double *cells, double own, double slope, const double *from, double *to);
    /* to = from + (cells = own ? 0 : other) */
    void (*levels)(const double *cells, double own, double other, const double *from, double *to);
    /* The sum of 2^(logs - top); no logarithm is above the top. */
    double (*sum)(const double *logs, double top, size_t without);
    /* The first two with the third (top 0) in one. */
    double (*sum_numbers)(const double *cells, double own, double slope, const double *from,
                          size_t without);
    double (*sum_levels)(const double *cells, double own, double other, const double *from,
                         size_t without);
    /* The three sums of the kernel that ends. */
    double (*ends)(const double *logs, size_t without);
    double (*ends_numbers)(const double *cells, double own, double slope, const double *from,
                           size_t without);
    double (*ends_levels)(const double *cells, double own, double other, const double *from,
                          size_t without);
};

/** A little more than 8 / log(2): down there the kernel that ends is 0 in every rounding. */
#define KEUR_KERNEL_END -11.5415604

/** log2(e) / 2. */
#define KEUR_HALF_LOG2_E 0.72134752044448170368

/** The relative logarithm of a number. */
static inline double keur_factor_number(const keur_factor *with, const keur_factor_aim *aim,
                                        double value)
{
    double apart;

    if (with->is_divided) {
        apart = (value - aim->own) / with->width;
        return aim->equal - apart * apart * KEUR_HALF_LOG2_E;
    }
    apart = (value - aim->own) * with->slope;
    return aim->equal - apart * apart;
}

/** Point `aims` (n_factors) at a query. The natural logarithm of what its best cells would give. */
double keur_kernel_aim(const keur_kernel_job *job, size_t query, keur_factor_aim *aims);

/** The cells of a leaf, 64 a factor; NaN where a numeric column holds no number. */
void keur_kernel_cells(const keur_kernel_job *job, size_t leaf, double *cells);

/** Add a factor (and its cells) to the logarithms of a leaf's rows. */
void keur_kernel_add(const keur_kernel_job *job, size_t factor, const keur_factor_aim *aim,
                     size_t leaf, const double *cells, const double *from, double *to);

/** Add the last factor, and the sum of the kernel's values; lane `without` is left out. */
double keur_kernel_finish(const keur_kernel_job *job, const keur_factor_aim *aim, size_t leaf,
                          const double *cells, const double *from, size_t without);

/** 0 for the rows of a leaf, -INFINITY for the lanes that hold none. */
void keur_kernel_start(const keur_index *index, size_t leaf, double *logs);

/** sum = high + low: Neumaier's. */
static inline void keur_kernel_sum(double x, double *high, double *low)
{
    const double sum = *high + x;

    *low += fabs(*high) >= fabs(x) ? (*high - sum) + x : (x - sum) + *high;
    *high = sum;
}

/** The log sums of queries begin..end-1, or order[begin] .., through the tree; the leaves opened
 * are added to *n_leaves. */
keur_status keur_kernel_tree(const keur_kernel_job *job, size_t begin, size_t end, size_t *n_leaves,
                             keur_error *err);

/** The same through all leaves, for queries that stand in the order of their codes. */
keur_status keur_kernel_scan(const keur_kernel_job *job, size_t begin, size_t end, keur_error *err);

#endif
