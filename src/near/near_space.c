/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/memory.h"
#include "near/delta.h"

/* Beyond this, floats of a column are left out of the filter: squares and sums stay far from
 * overflow. */
static const double farthest = 0x1p40;

static keur_status check_values(const keur_space_column *column, size_t j, keur_error *err)
{
    if (!(column->scale > 0) || !isfinite(column->scale))
        return keur_fail(err, KEUR_EINVAL, "column %zu: a scale must be above 0 and finite", j);
    if (!(column->cap > 0))
        return keur_fail(err, KEUR_EINVAL, "column %zu: a cap must be above 0", j);
    if (column->n_values > column->n_codes)
        return keur_fail(err, KEUR_EINVAL, "column %zu: more values than codes", j);
    for (size_t i = 0; i < column->n_values; i++) {
        const bool is_ordered = i == 0 || column->values[i - 1] <= column->values[i];

        if (!isfinite(column->values[i]) || !is_ordered)
            return keur_fail(err, KEUR_EINVAL,
                             "column %zu: values must be finite and in ascending order", j);
    }
    return KEUR_OK;
}

static keur_status check_column(const keur_space_column *column, size_t j, keur_error *err)
{
    if (column->n_codes > (size_t)INT32_MAX)
        return keur_fail(err, KEUR_EINVAL, "column %zu: more codes than an int32_t counts", j);
    if (!(column->weight >= 0) || !isfinite(column->weight))
        return keur_fail(err, KEUR_EINVAL, "column %zu: a weight must be 0 or above, and finite",
                         j);
    if (!(column->missing >= 0) || !isfinite(column->missing))
        return keur_fail(err, KEUR_EINVAL,
                         "column %zu: the difference of a missing value must be 0 or above, and "
                         "finite",
                         j);
    return column->is_numeric ? check_values(column, j, err) : KEUR_OK;
}

keur_status keur_near_check_rows(const keur_index *index, const keur_rows *rows, bool *has_missing,
                                 keur_error *err)
{
    if (rows->n_columns != index->n_columns)
        return keur_fail(err, KEUR_EINVAL, "rows of %zu columns in a space of %zu", rows->n_columns,
                         index->n_columns);
    for (size_t j = 0; j < rows->n_columns; j++) {
        const int64_t n_codes = (int64_t)index->columns[j].space.n_codes;
        const int32_t *codes = rows->codes[j];
        int32_t lowest = 0, highest = -1;

        for (size_t i = 0; i < rows->n_rows; i++) {
            lowest = codes[i] < lowest ? codes[i] : lowest;
            highest = codes[i] > highest ? codes[i] : highest;
        }
        if (lowest < -1 || highest >= n_codes)
            return keur_fail(err, KEUR_EINVAL, "column %zu: a code outside its range", j);
        if (has_missing != NULL)
            has_missing[j] = lowest == -1;
    }
    return KEUR_OK;
}

keur_status keur_near_check_self(const keur_index *index, const keur_rows *queries,
                                 const uint32_t *self, keur_error *err)
{
    for (size_t i = 0; self != NULL && i < queries->n_rows; i++) {
        if (self[i] != KEUR_NO_ROW && self[i] >= index->n_rows)
            return keur_fail(err, KEUR_EINVAL, "query %zu: its own row is not in the index", i);
    }
    return KEUR_OK;
}

/* What the rows of the index hold beside numbers. */
static void look_at_rows(keur_near_column *column, const int32_t *codes, size_t n_rows)
{
    const size_t n_numbers = column->space.is_numeric ? column->space.n_values : SIZE_MAX;

    for (size_t i = 0; i < n_rows; i++) {
        if (codes[i] < 0)
            column->has_missing = true;
        else if ((size_t)codes[i] >= n_numbers)
            column->has_special = true;
    }
}

/* Floats relative to the middle of the domain: half the size, so half the rounding error. */
static void fit_floats(keur_near_column *column)
{
    const keur_space_column *space = &column->space;
    double low, high;

    column->is_fit = true;
    if (space->n_values == 0)
        return;
    low = space->values[0];
    high = space->values[space->n_values - 1];
    column->middle = low / 2 + high / 2; /* the sum might overflow */
    column->reach = fmax(fabs((low - column->middle) / space->scale),
                         fabs((high - column->middle) / space->scale)) *
                    (1 + 0x1p-20);
    column->is_fit = column->reach <= farthest;
}

static size_t take(size_t *bytes, size_t n)
{
    const size_t at = *bytes;

    *bytes += n;
    return at;
}

/* Places in leaves and nodes. */
static void place(keur_near_column *column, size_t *leaf_bytes, size_t *node_bytes)
{
    const size_t n_codes = column->space.n_codes;

    column->width = n_codes <= UINT8_MAX ? 1 : n_codes <= UINT16_MAX ? 2 : 4;
    column->codes_at = take(leaf_bytes, KEUR_LEAF * column->width);
    if (column->space.is_numeric)
        column->filter_at = take(leaf_bytes, KEUR_LEAF * sizeof(float));
    else
        column->filter_at =
            column->width == 1 ? column->codes_at : take(leaf_bytes, KEUR_LEAF * sizeof(uint8_t));
    column->box_at =
        take(node_bytes, column->space.is_numeric ? KEUR_BOX_SET * KEUR_LANE_BYTES : 0);
    column->set_at = take(node_bytes, keur_has_set(column) ? 2 * KEUR_LANE_BYTES : 0);
}

keur_status keur_near_columns(const keur_space *space, const keur_rows *rows, keur_index *index,
                              keur_error *err)
{
    keur_status status;

    if (rows->n_rows > UINT32_MAX - 1)
        return keur_fail(err, KEUR_EINVAL, "%zu rows are more than an index holds", rows->n_rows);
    index->n_columns = space->n_columns;
    index->n_rows = rows->n_rows;
    index->is_squared = space->is_squared;
    status = KEUR_NEW(index->columns, space->n_columns, err);
    for (size_t j = 0; status == KEUR_OK && j < space->n_columns; j++) {
        index->columns[j].space = space->columns[j];
        status = check_column(&space->columns[j], j, err);
    }
    if (status == KEUR_OK)
        status = keur_near_check_rows(index, rows, NULL, err);
    for (size_t j = 0; status == KEUR_OK && j < space->n_columns; j++) {
        look_at_rows(&index->columns[j], rows->codes[j], rows->n_rows);
        if (index->columns[j].space.is_numeric)
            fit_floats(&index->columns[j]);
        place(&index->columns[j], &index->leaf_bytes, &index->node_bytes);
    }
    return status;
}
