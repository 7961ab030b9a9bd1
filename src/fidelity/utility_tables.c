/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/utility_tables.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "fidelity/utility.h"

/* Larger two-way tables are first reduced to the cells that occur. */
enum { DIRECT_CELLS = 1 << 14 };

static size_t codes_of(const keur_utility_tables *in, size_t column)
{
    return in->grouped->n_codes[column] + 1;
}

static keur_status group_columns(void *context, size_t begin, size_t end, keur_error *err)
{
    keur_utility_tables *in = context;
    const keur_rows *rows[2] = {&in->of->real, &in->of->other};
    keur_status status = KEUR_OK;

    for (size_t j = begin; j < end; j++) {
        const int32_t *group_of = in->grouped->group_of[j];

        for (size_t t = 0; t < 2; t++) {
            const int32_t *from = rows[t]->codes[j];

            KEUR_TRY(KEUR_NEW(in->codes[t][j], in->n_rows[t], err));
            for (size_t i = 0; i < in->n_rows[t]; i++)
                in->codes[t][j][i] =
                    1 + (from[i] >= 0 && group_of != NULL ? group_of[from[i]] : from[i]);
        }
    }
out:
    return status;
}

void keur_utility_tables_close(keur_utility_tables *in)
{
    for (size_t t = 0; t < 2; t++) {
        for (size_t j = 0; in->codes[t] != NULL && j < keur_case_columns(in->on); j++)
            keur_release(in->codes[t][j]);
        keur_release(in->codes[t]);
        in->codes[t] = NULL;
    }
}

keur_status keur_utility_tables_open(keur_utility_tables *in, keur_error *err)
{
    const size_t n_columns = keur_case_columns(in->on);
    keur_status status = KEUR_OK;

    in->n_rows[0] = in->of->real.n_rows;
    in->n_rows[1] = in->of->other.n_rows;
    for (size_t t = 0; t < 2; t++)
        KEUR_TRY(KEUR_NEW(in->codes[t], n_columns, err));
    KEUR_TRY(keur_parallel_for(n_columns, 1, keur_case_threads(in->on), group_columns, in, err));
out:
    return status;
}

static void count_direct(const keur_utility_tables *in, const keur_utility_table *of, size_t t,
                         uint32_t *counts)
{
    const size_t width = of->second == of->first ? 1 : codes_of(in, of->second);
    const int32_t *first = in->codes[t][of->first], *second = in->codes[t][of->second];

    if (of->second == of->first) {
        for (size_t i = 0; i < in->n_rows[t]; i++)
            counts[first[i]]++;
    } else {
        for (size_t i = 0; i < in->n_rows[t]; i++)
            counts[(size_t)first[i] * width + (size_t)second[i]]++;
    }
}

/* The cells of these columns that occur, in both tables. */
keur_status keur_utility_tables_count(const keur_utility_tables *in, const size_t *columns,
                                      size_t n_columns, int threads, keur_cells **cells,
                                      keur_error *err)
{
    const keur_rows tables[2] = {
        {in->n_rows[0], keur_case_columns(in->on), (const int32_t *const *)in->codes[0]},
        {in->n_rows[1], keur_case_columns(in->on), (const int32_t *const *)in->codes[1]}};
    size_t *n_codes = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(n_codes, keur_case_columns(in->on), err));
    for (size_t j = 0; j < keur_case_columns(in->on); j++)
        n_codes[j] = codes_of(in, j);
    KEUR_TRY(keur_cells_count(tables, 2, columns, n_columns, n_codes, threads, cells, err));
out:
    keur_release(n_codes);
    return status;
}

static keur_status compare_table(const keur_utility_tables *in, keur_utility_table *of,
                                 keur_error *err)
{
    const size_t a = codes_of(in, of->first);
    const size_t b = of->second == of->first ? 1 : codes_of(in, of->second);
    const size_t columns[2] = {of->first, of->second};
    const size_t n_columns = of->second == of->first ? 1 : 2;
    uint32_t *counts = NULL;
    keur_cells *cells = NULL;
    keur_status status = KEUR_OK;

    if (a <= DIRECT_CELLS / b) {
        KEUR_TRY(KEUR_NEW(counts, 2 * a * b, err));
        count_direct(in, of, 0, counts);
        count_direct(in, of, 1, counts + a * b);
        keur_utility_vw(counts, counts + a * b, a * b, &of->vw, &of->df);
    } else {
        KEUR_TRY(keur_utility_tables_count(in, columns, n_columns, 1, &cells, err));
        keur_utility_vw(cells->count[0], cells->count[1], cells->n_cells, &of->vw, &of->df);
    }
out:
    keur_release(counts);
    keur_cells_free(cells);
    return status;
}

static keur_status compare_range(void *context, size_t begin, size_t end, keur_error *err)
{
    keur_utility_tables *in = context;
    keur_status status = KEUR_OK;

    for (size_t i = begin; i < end; i++)
        KEUR_TRY(compare_table(in, &in->tables[i], err));
out:
    return status;
}

/* Values of a column that occur in either table. */
keur_status keur_utility_tables_values(const keur_utility_tables *in, size_t column, size_t *n,
                                       keur_error *err)
{
    unsigned char *occurs = NULL;
    keur_status status = KEUR_OK;

    *n = 0;
    KEUR_TRY(KEUR_NEW(occurs, codes_of(in, column), err));
    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; i < in->n_rows[t]; i++) {
            unsigned char *at = &occurs[in->codes[t][column][i]];

            *n += *at == 0;
            *at = 1;
        }
    }
out:
    keur_release(occurs);
    return status;
}

keur_status keur_utility_tables_compare(keur_utility_tables *in, keur_error *err)
{
    return keur_parallel_for(in->n_tables, 1, keur_case_threads(in->on), compare_range, in, err);
}
