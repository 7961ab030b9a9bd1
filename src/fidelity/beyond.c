/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/beyond.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/text.h"
#include "base/try.h"
#include "case/units.h"
#include "stats/clustered.h"

typedef struct search {
    const keur_case *on;
    const keur_comparison *of;
    const keur_rows *holdout;
    keur_beyond_found *found;
    uint8_t **marks;                  /* per column: bits 1 << keur_beyond of each code */
    bool *is_marked;                  /* per column: some code has a mark */
    uint16_t *tallies[KEUR_N_BEYOND]; /* per row: columns in which it lies beyond */
} search;

static bool is_number(const keur_column *column, size_t code)
{
    return code < column->n_values && column->type != KEUR_TYPE_ORDINAL;
}

/* Digits behind the decimal sign of the shortest decimal that is this number. */
static int decimals_of(double x)
{
    char text[KEUR_NUMBER_SIZE];
    const char *point, *power;
    long n = 0;

    keur_number_print(x, text);
    power = strchr(text, 'e');
    point = strchr(text, '.');
    if (point != NULL)
        n = (long)(power != NULL ? power : text + strlen(text)) - (long)point - 1;
    if (power != NULL) {
        double exponent = 0;

        (void)keur_text_number(power + 1, '.', &exponent);
        n -= (long)exponent;
    }
    return n > 0 ? (int)n : 0;
}

static keur_status find_codes(const keur_rows *rows, size_t j, size_t n_codes, bool **occurs,
                              keur_error *err)
{
    const keur_status status = KEUR_NEW(*occurs, n_codes, err);

    for (size_t i = 0; status == KEUR_OK && i < rows->n_rows; i++) {
        if (rows->codes[j][i] >= 0)
            (*occurs)[rows->codes[j][i]] = true;
    }
    return status;
}

static void mark_numbers(const keur_column *column, const bool *in_real, uint8_t *marks)
{
    double low = INFINITY, high = -INFINITY;
    int decimals = -1;

    for (size_t v = 0; v < column->n_values; v++) {
        if (!in_real[v])
            continue;
        low = fmin(low, column->values[v]);
        high = fmax(high, column->values[v]);
    }
    /* A column of dates has no decimals: a time of day is a fraction with any number of them. */
    for (size_t v = 0; v < column->n_values && column->type == KEUR_TYPE_NUMERIC; v++) {
        const int here = in_real[v] ? decimals_of(column->values[v]) : -1;

        decimals = here > decimals ? here : decimals;
    }
    for (size_t v = 0; v < column->n_values; v++) {
        if (column->values[v] < low || column->values[v] > high)
            marks[v] |= 1u << KEUR_OUT_OF_RANGE;
        if (decimals >= 0 && !in_real[v] && decimals_of(column->values[v]) > decimals)
            marks[v] |= 1u << KEUR_FINER_NUMBER;
    }
}

static keur_status mark_column(search *on, size_t j, keur_error *err)
{
    const keur_column *column = keur_case_column(on->on, j);
    const size_t n_codes = column->n_values + column->n_levels;
    keur_beyond_rows *to = on->found->columns[j];
    bool *in_real = NULL, *in_holdout = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(on->marks[j], n_codes, err));
    KEUR_TRY(find_codes(&on->of->real, j, n_codes, &in_real, err));
    if (on->holdout != NULL)
        KEUR_TRY(find_codes(on->holdout, j, n_codes, &in_holdout, err));
    for (size_t c = 0; c < n_codes; c++) {
        if (is_number(column, c)) {
            to[KEUR_OUT_OF_RANGE].is_of_kind = true;
            to[KEUR_FINER_NUMBER].is_of_kind |= column->type == KEUR_TYPE_NUMERIC;
            continue;
        }
        to[KEUR_NEW_LEVEL].is_of_kind = true;
        to[KEUR_UNSEEN_LEVEL].is_of_kind = on->holdout != NULL;
        if (!in_real[c])
            on->marks[j][c] |= 1u << KEUR_NEW_LEVEL;
        if (!in_real[c] && in_holdout != NULL && !in_holdout[c])
            on->marks[j][c] |= 1u << KEUR_UNSEEN_LEVEL;
    }
    if (column->type != KEUR_TYPE_ORDINAL)
        mark_numbers(column, in_real, on->marks[j]);
    for (size_t c = 0; c < n_codes; c++)
        on->is_marked[j] |= on->marks[j][c] != 0;
out:
    keur_release(in_real);
    keur_release(in_holdout);
    return status;
}

/* --- rows of a column */

static keur_status count_column(const search *on, size_t j, keur_beyond kind, keur_error *err)
{
    const keur_rows *rows = &on->of->other;
    const int32_t *codes = rows->codes[j], *units = on->of->other_units;
    keur_beyond_rows *to = &on->found->columns[j][kind];
    unsigned char *flags = NULL;
    keur_status status = KEUR_OK;

    to->size = (double)rows->n_rows;
    if (!to->is_of_kind || (units == NULL && !on->is_marked[j]))
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(flags, rows->n_rows, err));
    for (size_t i = 0; i < rows->n_rows; i++) {
        flags[i] = codes[i] >= 0 && (on->marks[j][codes[i]] >> kind & 1);
        to->n += flags[i];
    }
    if (units != NULL)
        KEUR_TRY(keur_clustered_size((const uint32_t *)units, flags, rows->n_rows,
                                     keur_case_unit_count(on->on), &to->size, err));
out:
    keur_release(flags);
    return status;
}

static keur_status search_columns(void *context, size_t begin, size_t end, keur_error *err)
{
    search *on = context;
    keur_status status = KEUR_OK;

    for (size_t j = begin; j < end; j++) {
        KEUR_TRY(mark_column(on, j, err));
        for (size_t kind = 0; kind < KEUR_N_BEYOND; kind++)
            KEUR_TRY(count_column(on, j, (keur_beyond)kind, err));
    }
out:
    return status;
}

/* --- columns of a row */

static keur_status tally_rows(void *context, size_t begin, size_t end, keur_error *err)
{
    const search *on = context;

    (void)err;
    for (size_t j = 0; j < on->found->n_columns; j++) {
        const int32_t *codes = on->of->other.codes[j];
        const uint8_t *marks = on->marks[j];

        for (size_t i = begin; on->is_marked[j] && i < end; i++) {
            const unsigned bits = codes[i] < 0 ? 0 : marks[codes[i]];

            for (size_t kind = 0; bits != 0 && kind < KEUR_N_BEYOND; kind++)
                on->tallies[kind][i] = (uint16_t)(on->tallies[kind][i] + (bits >> kind & 1));
        }
    }
    return KEUR_OK;
}

static keur_status average_rows(const search *on, size_t kind, keur_error *err)
{
    const size_t n_rows = on->of->other.n_rows, n = on->found->n_of_kind[kind];
    keur_moments *to = &on->found->rows[kind];
    double *shares = NULL;
    size_t *times = NULL;
    keur_status status = KEUR_OK;

    if (n == 0)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(times, n + 1, err));
    for (size_t i = 0; i < n_rows; i++)
        times[on->tallies[kind][i]]++;
    for (size_t k = 0; k <= n; k++)
        keur_moments_add(to, (double)k / (double)n, times[k]);
    if (on->of->other_units == NULL)
        goto out;
    KEUR_TRY(KEUR_NEW(shares, n_rows, err));
    for (size_t i = 0; i < n_rows; i++)
        shares[i] = (double)on->tallies[kind][i] / (double)n;
    KEUR_TRY(keur_clustered_mean_size((const uint32_t *)on->of->other_units, shares, n_rows,
                                      keur_case_unit_count(on->on), &to->size, err));
out:
    keur_release(times);
    keur_release(shares);
    return status;
}

/* --- all */

static keur_status make_room(search *on, keur_error *err)
{
    const size_t n = keur_case_columns(on->on);
    keur_status status = KEUR_OK;

    if (n > UINT16_MAX)
        return keur_fail(err, KEUR_EDATA, "more columns than this measure can count");
    on->found->n_columns = n;
    KEUR_TRY(KEUR_NEW(on->found->columns, n, err));
    KEUR_TRY(KEUR_NEW(on->marks, n, err));
    KEUR_TRY(KEUR_NEW(on->is_marked, n, err));
    for (size_t kind = 0; kind < KEUR_N_BEYOND; kind++)
        KEUR_TRY(KEUR_NEW(on->tallies[kind], on->of->other.n_rows, err));
out:
    return status;
}

keur_status keur_beyond_find(const keur_case *on, const keur_comparison *of,
                             const keur_rows *holdout, keur_beyond_found *found, keur_error *err)
{
    search by = {.on = on, .of = of, .holdout = holdout, .found = found};
    keur_status status = KEUR_OK;

    *found = (keur_beyond_found){.n_columns = 0};
    KEUR_TRY(make_room(&by, err));
    KEUR_TRY(
        keur_parallel_for(found->n_columns, 1, keur_case_threads(on), search_columns, &by, err));
    for (size_t j = 0; j < found->n_columns; j++) {
        for (size_t kind = 0; kind < KEUR_N_BEYOND; kind++)
            found->n_of_kind[kind] += found->columns[j][kind].is_of_kind;
    }
    KEUR_TRY(
        keur_parallel_for(of->other.n_rows, 1 << 14, keur_case_threads(on), tally_rows, &by, err));
    for (size_t kind = 0; kind < KEUR_N_BEYOND; kind++)
        KEUR_TRY(average_rows(&by, kind, err));
out:
    for (size_t j = 0; by.marks != NULL && j < found->n_columns; j++)
        keur_release(by.marks[j]);
    keur_release(by.marks);
    keur_release(by.is_marked);
    for (size_t kind = 0; kind < KEUR_N_BEYOND; kind++)
        keur_release(by.tallies[kind]);
    return status;
}

void keur_beyond_free(keur_beyond_found *found)
{
    keur_release(found->columns);
    found->columns = NULL;
}
