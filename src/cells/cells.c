/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cells/cells.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "cells/intern.h"

/* Rows a thread takes at a time: a block of keys stays in its cache while columns are added. */
enum { GRAIN = 8192 };

/* Columns that are folded into the cell numbers in one step. All rows of all tables form one line:
 * table t starts at start[t]. Exactly one of wide and narrow takes the keys. */
typedef struct step {
    const keur_rows *tables;
    size_t n_tables;
    const size_t *start;
    const size_t *columns;
    size_t n_columns;
    const size_t *n_codes; /* of columns[0], columns[1], ... */
    uint32_t *cell;        /* the cells so far; narrow keys replace them */
    uint64_t *wide;        /* NULL: keys fit 32 bits */
} step;

/* Keys of rows [begin, end) of table t; `at` is the place of row 0 in the line. */
static void make_wide(const step *of, size_t t, size_t at, size_t begin, size_t end)
{
    uint64_t *restrict key = of->wide + at;
    const uint32_t *restrict cell = of->cell + at;

    for (size_t i = begin; i < end; i++)
        key[i] = cell[i];
    for (size_t j = 0; j < of->n_columns; j++) {
        const int32_t *restrict code = of->tables[t].codes[of->columns[j]];
        const uint64_t radix = (uint64_t)of->n_codes[j] + 1;

        for (size_t i = begin; i < end; i++) {
            assert(code[i] >= -1 && (uint64_t)((int64_t)code[i] + 1) < radix);
            key[i] = key[i] * radix + (uint64_t)((int64_t)code[i] + 1);
        }
    }
}

static void make_narrow(const step *of, size_t t, size_t at, size_t begin, size_t end)
{
    uint32_t *restrict key = of->cell + at;

    for (size_t j = 0; j < of->n_columns; j++) {
        const int32_t *restrict code = of->tables[t].codes[of->columns[j]];
        const uint32_t radix = (uint32_t)(of->n_codes[j] + 1);

        for (size_t i = begin; i < end; i++) {
            assert(code[i] >= -1 && (uint32_t)code[i] + 1 < radix);
            key[i] = key[i] * radix + ((uint32_t)code[i] + 1);
        }
    }
}

static keur_status make_keys(void *context, size_t begin, size_t end, keur_error *err)
{
    const step *of = context;

    (void)err;
    for (size_t t = 0; t < of->n_tables; t++) {
        const size_t first = of->start[t], last = of->start[t + 1];
        const size_t from = begin > first ? begin : first, to = end < last ? end : last;

        if (from >= to)
            continue;
        if (of->wide != NULL)
            make_wide(of, t, first, from - first, to - first);
        else
            make_narrow(of, t, first, from - first, to - first);
    }
    return KEUR_OK;
}

/* How many of the columns still to come fit one key beside *domain cells; *domain = number of
 * possible keys. At least one does: 2^32 cells times 2^31 codes stay below 2^64. */
static size_t columns_of_one_key(const size_t *n_codes, size_t n_columns, uint64_t *domain)
{
    size_t taken = 0;

    for (; taken < n_columns; taken++) {
        const uint64_t radix = (uint64_t)n_codes[taken] + 1;

        assert(n_codes[taken] <= INT32_MAX);
        if (*domain > UINT64_MAX / radix)
            break;
        *domain *= radix;
    }
    return taken;
}

/* Fold columns into of->cell, numbered below *n_cells, until none is left. */
static keur_status refine(step *of, size_t n_columns, int threads, size_t *n_cells, keur_error *err)
{
    const size_t n_rows = of->start[of->n_tables];
    keur_status status = KEUR_OK;

    for (size_t done = 0; done < n_columns; done += of->n_columns) {
        uint64_t domain = *n_cells;

        of->n_columns = columns_of_one_key(of->n_codes, n_columns - done, &domain);
        assert(of->n_columns > 0);
        if (!keur_intern_is_narrow(n_rows, domain) && of->wide == NULL)
            KEUR_TRY(KEUR_NEW(of->wide, n_rows, err));
        if (keur_intern_is_narrow(n_rows, domain)) {
            keur_release(of->wide);
            of->wide = NULL;
        }
        KEUR_TRY(keur_parallel_for(n_rows, GRAIN, threads, make_keys, of, err));
        if (of->wide != NULL)
            KEUR_TRY(keur_intern_wide(of->wide, n_rows, of->cell, n_cells, err));
        else
            KEUR_TRY(keur_intern_narrow(of->cell, n_rows, (size_t)domain, n_cells, err));
        of->columns += of->n_columns;
        of->n_codes += of->n_columns;
    }
out:
    keur_release(of->wide);
    of->wide = NULL;
    return status;
}

/* Room for the cell of every row, all 0; start[t] = place of table t in the line of all rows. */
static keur_status make_room(const keur_rows *tables, size_t n_tables, keur_cells **cells,
                             size_t **start, keur_error *err)
{
    keur_cells *made = NULL;
    keur_status status = KEUR_OK;

    *start = NULL;
    KEUR_TRY(KEUR_NEW(*start, n_tables + 1, err));
    for (size_t t = 0; t < n_tables; t++) {
        if (tables[t].n_rows >= UINT32_MAX - (*start)[t]) {
            status = keur_fail(err, KEUR_EDATA, "more than %lu rows to count together",
                               (unsigned long)UINT32_MAX - 1);
            goto out;
        }
        (*start)[t + 1] = (*start)[t] + tables[t].n_rows;
    }
    KEUR_TRY(KEUR_NEW(made, 1, err));
    made->n_tables = n_tables;
    KEUR_TRY(KEUR_NEW(made->cell, n_tables + 1, err));
    KEUR_TRY(KEUR_NEW(made->cell[0], (*start)[n_tables], err));
    for (size_t t = 1; t <= n_tables; t++)
        made->cell[t] = made->cell[0] + (*start)[t];
    made->n_cells = (*start)[n_tables] > 0;
    *cells = made;
    made = NULL;
out:
    keur_cells_free(made);
    return status;
}

static keur_status count_rows(keur_cells *cells, const keur_rows *tables, keur_error *err)
{
    const size_t n = cells->n_cells;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(cells->count, cells->n_tables + 1, err));
    KEUR_TRY(keur_allocate((void **)&cells->count[0], cells->n_tables, n * sizeof(uint32_t), err));
    for (size_t t = 0; t < cells->n_tables; t++) {
        cells->count[t] = cells->count[0] + t * n;
        for (size_t i = 0; i < tables[t].n_rows; i++)
            cells->count[t][cells->cell[t][i]]++;
    }
out:
    return status;
}

keur_status keur_cells_count(const keur_rows *tables, size_t n_tables, const size_t *columns,
                             size_t n_columns, const size_t *n_codes, int threads,
                             keur_cells **cells, keur_error *err)
{
    step of = {.tables = tables, .n_tables = n_tables, .columns = columns};
    keur_cells *made = NULL;
    size_t *start = NULL, *chosen = NULL;
    keur_status status = KEUR_OK;

    *cells = NULL;
    KEUR_TRY(make_room(tables, n_tables, &made, &start, err));
    KEUR_TRY(KEUR_NEW(chosen, n_columns, err));
    for (size_t j = 0; j < n_columns; j++)
        chosen[j] = n_codes[columns[j]];
    of.start = start;
    of.n_codes = chosen;
    of.cell = made->cell[0];
    KEUR_TRY(refine(&of, made->n_cells > 0 ? n_columns : 0, threads, &made->n_cells, err));
    KEUR_TRY(count_rows(made, tables, err));
    *cells = made;
    made = NULL;
out:
    keur_cells_free(made);
    keur_release(start);
    keur_release(chosen);
    return status;
}

keur_status keur_cells_split(const keur_cells *keys, const keur_rows *tables, size_t column,
                             size_t n_codes, int threads, keur_cells **cells, uint32_t **parent,
                             keur_error *err)
{
    step of = {
        .tables = tables, .n_tables = keys->n_tables, .columns = &column, .n_codes = &n_codes};
    keur_cells *made = NULL;
    uint32_t *above = NULL;
    size_t *start = NULL;
    keur_status status = KEUR_OK;

    *cells = NULL;
    *parent = NULL;
    KEUR_TRY(make_room(tables, keys->n_tables, &made, &start, err));
    memcpy(made->cell[0], keys->cell[0], start[keys->n_tables] * sizeof **keys->cell);
    made->n_cells = keys->n_cells;
    of.start = start;
    of.cell = made->cell[0];
    KEUR_TRY(refine(&of, made->n_cells > 0, threads, &made->n_cells, err));
    KEUR_TRY(count_rows(made, tables, err));
    KEUR_TRY(KEUR_NEW(above, made->n_cells, err));
    for (size_t i = 0; i < start[keys->n_tables]; i++)
        above[made->cell[0][i]] = keys->cell[0][i];
    *cells = made;
    *parent = above;
    made = NULL;
    above = NULL;
out:
    keur_cells_free(made);
    keur_release(above);
    keur_release(start);
    return status;
}

void keur_cells_free(keur_cells *cells)
{
    if (cells == NULL)
        return;
    if (cells->cell != NULL)
        keur_release(cells->cell[0]);
    if (cells->count != NULL)
        keur_release(cells->count[0]);
    keur_release(cells->cell);
    keur_release(cells->count);
    keur_release(cells);
}
