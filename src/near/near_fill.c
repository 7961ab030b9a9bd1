/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "near/delta.h"

/** Leaves from rows, and nodes from leaves, level by level. */

enum { LEAVES_AT_ONCE = 64, NODES_AT_ONCE = 4 };

typedef struct filling {
    keur_index *index;
    const keur_rows *rows;
    const uint32_t *order;
    size_t level;
} filling;

/* The interval of a child without numbers: farther than any float of a column, and finite, so that
 * no product with it is NaN. */
static const float nowhere = 0x1p62f;
static const keur_box empty_box = {INT32_MAX, -1, 0};

static void write_codes(const int32_t *codes, size_t width, unsigned char *to)
{
    for (size_t lane = 0; lane < KEUR_LEAF && width == 1; lane++)
        to[lane] = (unsigned char)(codes[lane] + 1);
    for (size_t lane = 0; lane < KEUR_LEAF && width == 2; lane++) {
        const uint16_t half = (uint16_t)(codes[lane] + 1);

        memcpy(to + 2 * lane, &half, sizeof half);
    }
    for (size_t lane = 0; lane < KEUR_LEAF && width == 4; lane++) {
        const uint32_t wide = (uint32_t)(codes[lane] + 1);

        memcpy(to + 4 * lane, &wide, sizeof wide);
    }
}

static void write_floats(const keur_near_column *column, const int32_t *codes, unsigned char *to)
{
    const double *values = column->space.values;
    float floats[KEUR_LEAF];

    for (size_t lane = 0; lane < KEUR_LEAF; lane++) {
        const bool is_number = column->is_fit && keur_is_number(&column->space, codes[lane]);

        floats[lane] = is_number ? keur_filter_float(column, values[codes[lane]]) : NAN;
    }
    memcpy(to, floats, sizeof floats);
}

/* A column of a leaf. */
static void write_cells(const keur_near_column *column, const int32_t *codes, unsigned char *leaf)
{
    write_codes(codes, column->width, leaf + column->codes_at);
    if (column->space.is_numeric) {
        write_floats(column, codes, leaf + column->filter_at);
        return;
    }
    for (size_t lane = 0; lane < KEUR_LEAF && column->width > 1; lane++)
        leaf[column->filter_at + lane] = keur_filter_byte(codes[lane]);
}

static keur_status fill_leaves(void *context, size_t begin, size_t end, keur_error *err)
{
    const filling *on = context;
    keur_index *index = on->index;

    (void)err;
    for (size_t leaf = begin; leaf < end; leaf++) {
        uint32_t *rows = index->rows + leaf * KEUR_LEAF;
        const size_t first = leaf * KEUR_LEAF;
        const size_t n = keur_rows_in_leaf(index, leaf);

        for (size_t lane = 0; lane < KEUR_LEAF; lane++)
            rows[lane] = lane < n ? on->order[first + lane] : KEUR_NO_ROW;
        for (size_t j = 0; j < index->n_columns; j++) {
            int32_t codes[KEUR_LEAF];

            for (size_t lane = 0; lane < KEUR_LEAF; lane++)
                codes[lane] = lane < n ? on->rows->codes[j][rows[lane]] : -1;
            write_cells(&index->columns[j], codes, keur_leaf_at(index, leaf));
        }
    }
    return KEUR_OK;
}

static void box_add(const keur_near_column *column, int32_t code, keur_box *to)
{
    if (keur_is_number(&column->space, code)) {
        to->low = code < to->low ? code : to->low;
        to->high = code > to->high ? code : to->high;
    } else {
        to->set |= (uint64_t)1 << keur_set_bit(&column->space, code);
    }
}

static keur_box box_of_leaf(const filling *on, size_t j, size_t leaf)
{
    const keur_near_column *column = &on->index->columns[j];
    const unsigned char *codes = keur_leaf_at(on->index, leaf) + column->codes_at;
    const size_t n = keur_rows_in_leaf(on->index, leaf);
    keur_box made = empty_box;

    for (size_t lane = 0; lane < n; lane++)
        box_add(column, keur_read_code(codes, column->width, lane), &made);
    return made;
}

static void *lane_of(unsigned char *node, size_t at, size_t array, size_t child)
{
    return node + at + array * KEUR_LANE_BYTES + child * sizeof(uint32_t);
}

static void box_write(const keur_near_column *column, const keur_box *from, unsigned char *node,
                      size_t child)
{
    const uint32_t words[2] = {(uint32_t)from->set, (uint32_t)(from->set >> 32)};
    const bool has_numbers = from->low <= from->high;
    float low = nowhere, high = -nowhere;

    if (column->space.is_numeric) {
        if (has_numbers && column->is_fit) {
            low = keur_filter_float(column, column->space.values[from->low]);
            high = keur_filter_float(column, column->space.values[from->high]);
        }
        memcpy(lane_of(node, column->box_at, KEUR_BOX_LOW, child), &low, sizeof low);
        memcpy(lane_of(node, column->box_at, KEUR_BOX_HIGH, child), &high, sizeof high);
        memcpy(lane_of(node, column->box_at, KEUR_BOX_LOW_CODE, child), &from->low,
               sizeof from->low);
        memcpy(lane_of(node, column->box_at, KEUR_BOX_HIGH_CODE, child), &from->high,
               sizeof from->high);
    }
    if (keur_has_set(column)) {
        memcpy(lane_of(node, column->set_at, 0, child), &words[0], sizeof words[0]);
        memcpy(lane_of(node, column->set_at, 1, child), &words[1], sizeof words[1]);
    }
}

static void box_join(const keur_box *from, keur_box *to)
{
    /* A child without numbers has low > high, and moves neither. */
    to->low = from->low < to->low ? from->low : to->low;
    to->high = from->high > to->high ? from->high : to->high;
    to->set |= from->set;
}

/* The box of child `number` of a level: a leaf, or a node of the level below. */
static keur_box box_of_child(const filling *on, size_t j, size_t number)
{
    const keur_near_column *column = &on->index->columns[j];
    const keur_near_level *below;
    keur_box made = empty_box;

    if (on->level == 0)
        return box_of_leaf(on, j, number);
    below = &on->index->levels[on->level - 1];
    for (size_t child = 0; child < KEUR_FAN && number * KEUR_FAN + child < below->n_children;
         child++) {
        const keur_box part =
            keur_box_at(column, below->nodes + number * on->index->node_bytes, child);

        box_join(&part, &made);
    }
    return made;
}

static uint32_t lowest_row(const filling *on, size_t number)
{
    uint32_t lowest = KEUR_NO_ROW;
    const uint32_t *below;

    if (on->level == 0)
        return on->index->rows[number * KEUR_LEAF];
    below = on->index->levels[on->level - 1].lowest_rows + number * KEUR_FAN;
    for (size_t child = 0; child < KEUR_FAN; child++)
        lowest = below[child] < lowest ? below[child] : lowest;
    return lowest;
}

static keur_status fill_nodes(void *context, size_t begin, size_t end, keur_error *err)
{
    const filling *on = context;
    const keur_near_level *level = &on->index->levels[on->level];

    (void)err;
    for (size_t node = begin; node < end; node++) {
        unsigned char *block = keur_node_at(on->index, on->level, node);

        for (size_t child = 0; child < KEUR_FAN; child++) {
            const size_t number = node * KEUR_FAN + child;
            const bool is_there = number < level->n_children;

            level->lowest_rows[number] = is_there ? lowest_row(on, number) : KEUR_NO_ROW;
            for (size_t j = 0; j < on->index->n_columns; j++) {
                const keur_box here = is_there ? box_of_child(on, j, number) : empty_box;

                box_write(&on->index->columns[j], &here, block, child);
            }
        }
    }
    return KEUR_OK;
}

keur_status keur_near_fill(keur_index *index, const keur_rows *rows, const uint32_t *order,
                           int threads, keur_error *err)
{
    filling on = {.index = index, .rows = rows, .order = order, .level = 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_parallel_for(index->n_leaves, LEAVES_AT_ONCE, threads, fill_leaves, &on, err));
    for (; on.level < index->n_levels; on.level++)
        KEUR_TRY(keur_parallel_for(index->levels[on.level].n_nodes, NODES_AT_ONCE, threads,
                                   fill_nodes, &on, err));
out:
    return status;
}
