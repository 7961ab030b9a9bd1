/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_NEAR_DELTA_H
#define KEUR_NEAR_DELTA_H

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "near/near_impl.h"

/* The difference of two cells, and how cells are written in leaves and sets. Every distance and
 * every bound goes through keur_delta_numbers(), so that bounds round as distances do. */

static inline double keur_delta_numbers(double scale, double cap, bool is_squared, double x,
                                        double y)
{
    const double scaled = fabs(x - y) / scale;
    const double capped = scaled < cap ? scaled : cap;

    return is_squared ? capped * capped : capped;
}

static inline bool keur_is_number(const keur_space_column *column, int32_t code)
{
    return column->is_numeric && code >= 0 && (size_t)code < column->n_values;
}

static inline double keur_delta(const keur_space_column *column, bool is_squared, int32_t a,
                                int32_t b)
{
    if (a == b)
        return 0;
    if (a < 0 || b < 0)
        return column->missing;
    if (keur_is_number(column, a) && keur_is_number(column, b))
        return keur_delta_numbers(column->scale, column->cap, is_squared, column->values[a],
                                  column->values[b]);
    return 1;
}

/** Where a code stands in a set of 64 bits: missing alone in bit 0, levels in bits 1 to 63, each in
 * a bit of its own where there are no more of them. */
static inline unsigned keur_set_bit(const keur_space_column *column, int32_t code)
{
    const size_t first = column->is_numeric ? column->n_values : 0;
    uint64_t level;

    if (code < 0)
        return 0;
    level = (uint64_t)code - first;
    return 1 + (unsigned)((column->n_codes - first <= 63 ? level : keur_mix(level)) % 63);
}

/** Whether nodes hold a set of codes of this column; a column of numbers alone has none. */
static inline bool keur_has_set(const keur_near_column *column)
{
    return !column->space.is_numeric || column->has_missing || column->has_special;
}

/** A categorical code in one byte of a leaf: 0 is missing, and different bytes are different
 * codes. */
static inline uint8_t keur_filter_byte(int32_t code)
{
    if (code < 0)
        return 0;
    return (uint8_t)(1 + code % 255);
}

/** A number in a leaf or node. Each step is monotone, so the floats are in the order of the
 * values. */
static inline float keur_filter_float(const keur_near_column *column, double value)
{
    return (float)((value - column->middle) / column->space.scale);
}

/** A float at most `x`, which is not negative. */
static inline float keur_round_down(double x)
{
    const float near = x < (double)FLT_MAX ? (float)x : FLT_MAX;

    if (isinf(x))
        return INFINITY;
    return (double)near > x ? nextafterf(near, 0) : near;
}

static inline unsigned char *keur_leaf_at(const keur_index *index, size_t leaf)
{
    return index->leaves + leaf * index->leaf_bytes;
}

static inline unsigned char *keur_node_at(const keur_index *index, size_t level, size_t node)
{
    return index->levels[level].nodes + node * index->node_bytes;
}

/** Lanes of a leaf that hold rows; the last leaf may have fewer than KEUR_LEAF. */
static inline size_t keur_rows_in_leaf(const keur_index *index, size_t leaf)
{
    const size_t left = index->n_rows - leaf * KEUR_LEAF;

    return left < KEUR_LEAF ? left : KEUR_LEAF;
}

/** A code of a leaf. */
static inline int32_t keur_read_code(const unsigned char *at, size_t width, size_t lane)
{
    uint16_t half;
    uint32_t wide;

    if (width == 1)
        return (int32_t)at[lane] - 1;
    if (width == 2) {
        memcpy(&half, at + 2 * lane, sizeof half);
        return (int32_t)half - 1;
    }
    memcpy(&wide, at + 4 * lane, sizeof wide);
    return (int32_t)wide - 1;
}

static inline uint32_t keur_lane_bits(const unsigned char *node, size_t at, size_t array,
                                      size_t child)
{
    uint32_t bits;

    memcpy(&bits, node + at + array * KEUR_LANE_BYTES + child * sizeof bits, sizeof bits);
    return bits;
}

/** What a child of a node holds in one column. */
typedef struct keur_box {
    int32_t low, high; /* codes of numbers; none where low > high */
    uint64_t set;      /* of the codes that are no numbers */
} keur_box;

static inline keur_box keur_box_at(const keur_near_column *column, const unsigned char *node,
                                   size_t child)
{
    keur_box box = {0, -1, 0};

    if (keur_has_set(column))
        box.set = keur_lane_bits(node, column->set_at, 0, child) |
                  (uint64_t)keur_lane_bits(node, column->set_at, 1, child) << 32;
    if (column->space.is_numeric) {
        box.low = (int32_t)keur_lane_bits(node, column->box_at, KEUR_BOX_LOW_CODE, child);
        box.high = (int32_t)keur_lane_bits(node, column->box_at, KEUR_BOX_HIGH_CODE, child);
    }
    return box;
}

#endif
