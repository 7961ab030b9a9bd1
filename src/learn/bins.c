/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "learn/bins.h"

#include <math.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"

enum { IS_MISSING = -1, IS_NUMBER = -2 };

/* The level of a row, or one of the two above. */
static int32_t level_of(const keur_bins_feature *feature, int32_t code)
{
    if (code < 0)
        return IS_MISSING;
    return (size_t)code < feature->n_ordered ? IS_NUMBER : code;
}

static double rank_of(const keur_bins_feature *feature, int32_t code)
{
    return (size_t)code < feature->n_codes
               ? (double)feature->ranks[(size_t)code - feature->n_ordered]
               : (double)feature->n_codes;
}

double keur_bins_value(const keur_bins *bins, const keur_bins_column *column,
                       const keur_features *on, size_t row)
{
    const keur_bins_feature *feature = &bins->features[column->feature];
    int32_t code, level;

    if (!feature->is_coded)
        return on->columns[column->feature].numbers[row];
    code = on->columns[column->feature].codes[row];
    level = level_of(feature, code);
    if (column->kind == KEUR_BINS_IS)
        return level == column->level ? 1 : (double)NAN;
    if ((column->kind == KEUR_BINS_VALUE) != (level == IS_NUMBER) || level == IS_MISSING)
        return (double)NAN;
    return column->kind == KEUR_BINS_RANK ? rank_of(feature, code) : (double)code;
}

double keur_bins_find(const keur_bins *bins, const keur_bins_column *column,
                      const keur_features *on, size_t row)
{
    const double value = keur_bins_value(bins, column, on, row);
    size_t low = 0, high = column->n_bins;

    if (column->kind == KEUR_BINS_IS || isnan(value))
        return value;
    /* The last bin that begins at or below the value. */
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;

        if (column->lower[middle] <= value)
            low = middle;
        else
            high = middle;
    }
    return (double)low;
}

/* --- Orders --- */

/* Values with their weights, as many as are there. */
typedef struct weighted {
    double *values, *weights;
    size_t n;
} weighted;

static void weighted_free(weighted *of)
{
    keur_release(of->values);
    keur_release(of->weights);
}

static double weight_of(const double *weights, size_t row)
{
    return weights != NULL ? weights[row] : 1;
}

static keur_status gather(const keur_bins *bins, keur_bins_column *column, const keur_features *on,
                          const double *weights, weighted *found, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(found->values, on->n_rows, err));
    KEUR_TRY(KEUR_NEW(found->weights, on->n_rows, err));
    for (size_t i = 0; i < on->n_rows; i++) {
        const size_t row = keur_features_row(on, i);
        const double value = keur_bins_value(bins, column, on, row);
        const double weight = weight_of(weights, row);

        if (!(weight > 0))
            continue;
        if (isnan(value)) {
            column->had_missing = true;
            continue;
        }
        found->values[found->n] = value;
        found->weights[found->n++] = weight;
    }
out:
    return status;
}

/* Sort, and add up the weights of equal values. */
static keur_status merge_equal(weighted *of, keur_error *err)
{
    weighted merged = {NULL, NULL, 0};
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(order, of->n, err));
    KEUR_TRY(KEUR_NEW(merged.values, of->n, err));
    KEUR_TRY(KEUR_NEW(merged.weights, of->n, err));
    KEUR_TRY(keur_sort_order(of->values, of->n, order, err));
    for (size_t i = 0; i < of->n; i++) {
        const double value = of->values[order[i]];

        if (merged.n == 0 || value != merged.values[merged.n - 1])
            merged.values[merged.n++] = value;
        merged.weights[merged.n - 1] += of->weights[order[i]];
    }
    weighted_free(of);
    *of = merged;
    merged = (weighted){NULL, NULL, 0};
out:
    keur_release(order);
    weighted_free(&merged);
    return status;
}

static void cut(const weighted *of, keur_bins_column *column)
{
    double total = 0, before = 0, last = -1;

    for (size_t v = 0; v < of->n; v++)
        total += of->weights[v];
    for (size_t v = 0; v < of->n; v++) {
        double bin = (double)v;

        if (of->n > KEUR_MAX_BINS)
            bin = floor(KEUR_MAX_BINS * ((before + of->weights[v] / 2) / total));
        before += of->weights[v];
        if (bin > last && column->n_bins < KEUR_MAX_BINS)
            column->lower[column->n_bins++] = of->values[v];
        last = bin;
    }
}

/* Keep a column; whoever makes one sees to the room. */
static void keep(keur_bins *bins, const keur_bins_column *column)
{
    bins->columns[bins->n_columns++] = *column;
}

static keur_status add_order(keur_bins *bins, size_t feature, keur_bins_kind kind,
                             const keur_features *on, const double *weights, keur_error *err)
{
    keur_bins_column column = {.feature = feature, .kind = kind};
    weighted found = {NULL, NULL, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(gather(bins, &column, on, weights, &found, err));
    KEUR_TRY(merge_equal(&found, err));
    KEUR_TRY(KEUR_NEW(column.lower, found.n < KEUR_MAX_BINS ? found.n : KEUR_MAX_BINS, err));
    cut(&found, &column);
    if (column.n_bins + (column.had_missing ? 1 : 0) > 1) {
        keep(bins, &column);
        column.lower = NULL;
    }
out:
    keur_release(column.lower);
    weighted_free(&found);
    return status;
}

/* --- Levels --- */

/* What a column of levels holds, heaviest first: levels, and missing and "a number" as -1, -2. */
typedef struct census {
    double *weights; /* by code, the last two missing and number */
    uint32_t *order; /* of n that are there */
    size_t n, n_codes;
} census;

static int by_weight(uint32_t a, uint32_t b, const void *context)
{
    const double *weights = context;

    return (weights[a] < weights[b]) - (weights[a] > weights[b]);
}

static keur_status count_levels(const keur_bins *bins, size_t j, const keur_features *on,
                                const double *weights, census *of, keur_error *err)
{
    const keur_bins_feature *feature = &bins->features[j];
    keur_status status = KEUR_OK;

    of->n_codes = feature->n_codes;
    KEUR_TRY(KEUR_NEW(of->weights, of->n_codes + 2, err));
    KEUR_TRY(KEUR_NEW(of->order, of->n_codes + 2, err));
    for (size_t i = 0; i < on->n_rows; i++) {
        const size_t row = keur_features_row(on, i);
        const int32_t level = level_of(feature, on->columns[j].codes[row]);

        of->weights[level >= 0 ? (size_t)level : of->n_codes + (size_t)(-1 - level)] +=
            weight_of(weights, row);
    }
    for (size_t l = 0; l < of->n_codes + 2; l++) {
        if (of->weights[l] > 0)
            of->order[of->n++] = (uint32_t)l;
    }
    KEUR_TRY(keur_sort(of->order, of->n, by_weight, of->weights, err));
out:
    return status;
}

/* Two that are told apart by one question need no second one. */
static keur_status add_indicators(keur_bins *bins, size_t j, const census *of, keur_error *err)
{
    size_t n = of->n < KEUR_MAX_INDICATORS ? of->n : KEUR_MAX_INDICATORS;
    const keur_status status =
        KEUR_RESIZE(bins->columns, bins->n_columns, bins->n_columns + n + 2, err);

    if (status != KEUR_OK)
        return status;
    if (of->n <= 2)
        n = of->n / 2;
    for (size_t i = 0; i < n; i++) {
        const size_t found = of->order[i];

        keep(bins, &(keur_bins_column){.feature = j,
                                       .kind = KEUR_BINS_IS,
                                       .level = found < of->n_codes
                                                    ? (int32_t)found
                                                    : -1 - (int32_t)(found - of->n_codes)});
    }
    return KEUR_OK;
}

static keur_status set_ranks(keur_bins_feature *feature, const census *of, keur_error *err)
{
    const size_t n_levels = feature->n_codes - feature->n_ordered;
    const keur_status status = KEUR_NEW(feature->ranks, n_levels, err);

    if (status != KEUR_OK)
        return status;
    for (size_t level = 0; level < n_levels; level++)
        feature->ranks[level] = (int32_t)feature->n_codes;
    for (size_t i = 0; i < of->n; i++) {
        if (of->order[i] < of->n_codes)
            feature->ranks[of->order[i] - feature->n_ordered] = (int32_t)i;
    }
    return KEUR_OK;
}

static keur_status add_levels(keur_bins *bins, size_t j, const keur_features *on,
                              const double *weights, keur_error *err)
{
    census of = {NULL, NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(count_levels(bins, j, on, weights, &of, err));
    KEUR_TRY(add_indicators(bins, j, &of, err));
    if (of.n > KEUR_MAX_INDICATORS) {
        KEUR_TRY(set_ranks(&bins->features[j], &of, err));
        KEUR_TRY(add_order(bins, j, KEUR_BINS_CODE, on, weights, err));
        KEUR_TRY(add_order(bins, j, KEUR_BINS_RANK, on, weights, err));
    }
out:
    keur_release(of.weights);
    keur_release(of.order);
    return status;
}

/* --- All features --- */

static keur_status check_feature(const keur_features *on, size_t j, keur_error *err)
{
    const keur_feature *feature = &on->columns[j];

    if ((feature->numbers == NULL) == (feature->codes == NULL))
        return keur_fail(err, KEUR_EINVAL, "feature %zu has to have either numbers or codes",
                         j + 1);
    if (feature->codes == NULL)
        return KEUR_OK;
    if (feature->n_ordered > feature->n_codes || feature->n_codes >= INT32_MAX)
        return keur_fail(err, KEUR_EINVAL, "feature %zu has more codes than fit", j + 1);
    for (size_t i = 0; i < on->n_rows; i++) {
        const int32_t code = feature->codes[keur_features_row(on, i)];

        if (code < -1 || (code >= 0 && (size_t)code >= feature->n_codes))
            return keur_fail(err, KEUR_EINVAL, "feature %zu has a code outside its range", j + 1);
    }
    return KEUR_OK;
}

static keur_status add_feature(keur_bins *bins, const keur_features *on, size_t j,
                               const double *weights, keur_error *err)
{
    const keur_feature *feature = &on->columns[j];
    const bool is_coded = feature->codes != NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(check_feature(on, j, err));
    bins->features[j].is_coded = is_coded;
    bins->features[j].n_ordered = is_coded ? feature->n_ordered : 0;
    bins->features[j].n_codes = is_coded ? feature->n_codes : 0;
    KEUR_TRY(KEUR_RESIZE(bins->columns, bins->n_columns, bins->n_columns + 1, err));
    if (!is_coded || feature->n_ordered > 0)
        KEUR_TRY(add_order(bins, j, KEUR_BINS_VALUE, on, weights, err));
    if (is_coded && feature->n_ordered < feature->n_codes)
        KEUR_TRY(add_levels(bins, j, on, weights, err));
out:
    return status;
}

keur_status keur_bins_new(const keur_features *on, const double *weights, keur_bins **bins,
                          keur_error *err)
{
    keur_bins *made = NULL;
    keur_status status = KEUR_OK;

    *bins = NULL;
    if (on->n_rows >= UINT32_MAX)
        return keur_fail(err, KEUR_EINVAL, "too many rows for a model");
    KEUR_TRY(KEUR_NEW(made, 1, err));
    KEUR_TRY(KEUR_NEW(made->features, on->n_columns, err));
    made->n_features = on->n_columns;
    for (size_t j = 0; j < on->n_columns; j++)
        KEUR_TRY(add_feature(made, on, j, weights, err));
    *bins = made;
    made = NULL;
out:
    keur_bins_free(made);
    return status;
}

void keur_bins_free(keur_bins *bins)
{
    if (bins == NULL)
        return;
    for (size_t c = 0; c < bins->n_columns; c++)
        keur_release(bins->columns[c].lower);
    for (size_t j = 0; bins->features != NULL && j < bins->n_features; j++)
        keur_release(bins->features[j].ranks);
    keur_release(bins->columns);
    keur_release(bins->features);
    keur_release(bins);
}

keur_status keur_bins_check(const keur_bins *bins, const keur_features *on, keur_error *err)
{
    if (on->n_columns != bins->n_features)
        return keur_fail(err, KEUR_EINVAL, "%zu features, the model was fitted on %zu",
                         on->n_columns, bins->n_features);
    for (size_t j = 0; j < on->n_columns; j++) {
        const keur_feature *feature = &on->columns[j];
        const keur_bins_feature *known = &bins->features[j];

        if ((feature->codes != NULL) != known->is_coded ||
            (feature->numbers != NULL) == known->is_coded ||
            (known->is_coded && feature->n_ordered != known->n_ordered))
            return keur_fail(err, KEUR_EINVAL, "feature %zu is not of the kind the model knows",
                             j + 1);
    }
    return KEUR_OK;
}
