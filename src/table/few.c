/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/few.h"

#include <stdint.h>

enum { BATCH = 1024 };

/* The column that names the person; SIZE_MAX: none does. */
static size_t find_unit(const keur_schema *schema, const keur_table *table)
{
    for (size_t j = 0; schema != NULL && j < schema->n_columns; j++) {
        const ptrdiff_t at = (schema->columns[j].roles & KEUR_COLUMN_UNIT) != 0
                                 ? keur_table_find(table, schema->columns[j].name)
                                 : -1;

        if (at >= 0)
            return (size_t)at;
    }
    return SIZE_MAX;
}

/* Take one more into `seen`, where it is not there; they are few. */
static void take(int32_t one, int32_t seen[KEUR_FEW], size_t *n)
{
    for (size_t i = 0; i < *n; i++)
        if (seen[i] == one)
            return;
    seen[(*n)++] = one;
}

/* Rows that are marked, and people: until there are KEUR_FEW of these, or more than `most` rows. */
static void count(const keur_table *table, size_t column, size_t unit, const bool *is_marked,
                  size_t most, size_t *n_rows, size_t *n_people)
{
    int32_t codes[BATCH], people[BATCH], seen[KEUR_FEW];
    const size_t n = keur_table_rows(table);

    *n_rows = *n_people = 0;
    for (size_t done = 0; done < n && *n_people < KEUR_FEW && *n_rows <= most;) {
        const size_t here = n - done < BATCH ? n - done : BATCH;

        keur_table_copy_codes(table, column, done, here, codes);
        if (unit != SIZE_MAX)
            keur_table_copy_codes(table, unit, done, here, people);
        for (size_t i = 0; i < here; i++) {
            if (!is_marked[codes[i]])
                continue;
            ++*n_rows;
            if (*n_people < KEUR_FEW)
                take(unit != SIZE_MAX ? people[i] : (int32_t)(done + i), seen, n_people);
        }
        done += here;
    }
}

bool keur_are_few(const keur_schema *schema, const keur_table *table, size_t column,
                  const bool *is_marked)
{
    const size_t half = keur_table_rows(table) / 2;
    size_t n_rows, n_people;

    if (half < KEUR_FEW)
        return false;
    count(table, column, find_unit(schema, table), is_marked, half, &n_rows, &n_people);
    return n_people < KEUR_FEW && n_rows <= half;
}
