/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often the values of a column occur in each table, in cells that are fit to leave. */
#include "fidelity/column_shares.h"

#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"
#include "case/remembered.h"
#include "case/units.h"
#include "fidelity/anchors.h"

enum {
    LEAST_PEOPLE = 10, /* of each real table that have a level or tenth which stands for a cell */
    MOST_LEVELS = 10,  /* rarer ones are joined */
    STEP_ROWS = 20,    /* in which distances of columns are exported */
    NAME_SIZE = 96,
    AT_LOWEST = 2 /* code of the lowest number of train, after missing and what lies below it */
};

enum { IN_TRAIN, IN_SYNTHETIC, IN_HOLDOUT, MOST_TABLES };

static const keur_role roles[MOST_TABLES] = {KEUR_TRAIN, KEUR_SYNTHETIC, KEUR_HOLDOUT};

static const size_t no_cell = SIZE_MAX;

/* A column in codes: 0 missing, then n_numbers numbers or groups of them, then levels. */
typedef struct tally {
    const keur_case *on;
    const keur_column *column;
    const int32_t *group_of;           /* of each number; NULL: it is its own */
    const int32_t *codes[MOST_TABLES]; /* of the rows, one less than here */
    size_t n_tables, n_codes, n_numbers;
    size_t *rows[MOST_TABLES];   /* per code */
    size_t *people[MOST_TABLES]; /* likewise; of real tables */
    size_t *cell_of;             /* per code */
} tally;

typedef struct cell {
    size_t code;     /* that stands for it */
    bool has_others; /* rarer levels are joined with it */
    size_t rows[MOST_TABLES];
    char made_up[NAME_SIZE];
} cell;

/* People that have each code. Rows go by code, so that one mark a person tells whether the code has
 * been counted for them. */
static keur_status count_people(const tally *of, size_t t, const int32_t *codes, size_t n_rows,
                                keur_error *err)
{
    const int32_t *units = keur_case_units(of->on, roles[t]);
    size_t *next = NULL, *marks = NULL;
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(next, of->n_codes + 1, err));
    KEUR_TRY(KEUR_NEW(marks, keur_case_unit_count(of->on), err));
    KEUR_TRY(KEUR_NEW(order, n_rows, err));
    for (size_t c = 0; c < of->n_codes; c++)
        next[c + 1] = next[c] + of->rows[t][c];
    for (size_t i = 0; i < n_rows; i++)
        order[next[codes[i] + 1]++] = (uint32_t)i;
    for (size_t k = 0; k < n_rows; k++) {
        const size_t code = (size_t)(codes[order[k]] + 1);
        size_t *mark = &marks[units[order[k]]];

        of->people[t][code] += *mark != code + 1;
        *mark = code + 1;
    }
out:
    keur_release(next);
    keur_release(marks);
    keur_release(order);
    return status;
}

static keur_status count(tally *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t t = 0; t < of->n_tables; t++) {
        const int32_t *codes = of->codes[t];
        const size_t n_rows = keur_case_rows(of->on, roles[t]);

        KEUR_TRY(KEUR_NEW(of->rows[t], of->n_codes, err));
        KEUR_TRY(KEUR_NEW(of->people[t], of->n_codes, err));
        for (size_t i = 0; i < n_rows; i++)
            of->rows[t][codes[i] + 1]++;
        if (keur_case_units(of->on, roles[t]) != NULL) {
            KEUR_TRY(count_people(of, t, codes, n_rows, err));
            continue;
        }
        for (size_t c = 0; c < of->n_codes; c++)
            of->people[t][c] = of->rows[t][c];
    }
out:
    return status;
}

/* Whether it may stand for a cell: enough people of every real table have it. */
static bool is_common(const tally *of, size_t code)
{
    return of->people[IN_TRAIN][code] >= LEAST_PEOPLE &&
           (of->n_tables <= IN_HOLDOUT || of->people[IN_HOLDOUT][code] >= LEAST_PEOPLE);
}

static bool is_number(const tally *of, size_t code)
{
    return code > 0 && code <= of->n_numbers;
}

/* Whether names may show that there is such a code: enough people have it, or the synthetic table,
 * which is released. That one person has it, and not none, shows nowhere. */
static bool is_known(const tally *of, size_t code)
{
    return is_common(of, code) || of->rows[IN_SYNTHETIC][code] > 0;
}

/* The lowest number of train is a group by itself. Of less than a tenth it would, beside the
 * released table, tell which number that is: then it goes with the group above. */
static bool is_joined_upward(const tally *of, size_t code)
{
    size_t n = 0;

    if (code != AT_LOWEST || of->column->value_texts != NULL)
        return false;
    for (size_t c = 1; c <= of->n_numbers; c++)
        n += of->rows[IN_TRAIN][c];
    return of->rows[IN_TRAIN][code] * KEUR_FIDELITY_GROUPS < n;
}

/* Groups of numbers: a rare one goes with the common one below it, or the first above. */
static size_t cut_numbers(const tally *of, cell *cells)
{
    size_t n = 0;

    for (size_t c = 1; c <= of->n_numbers; c++) {
        const bool takes_lowest = c == AT_LOWEST + 1 && is_joined_upward(of, AT_LOWEST);

        if ((is_common(of, c) && !is_joined_upward(of, c)) ||
            (takes_lowest && is_common(of, AT_LOWEST)))
            cells[n++] = (cell){.code = c};
        of->cell_of[c] = n > 0 ? n - 1 : 0;
    }
    for (size_t c = 1; n == 0 && c <= of->n_numbers; c++)
        of->cell_of[c] = no_cell;
    return n;
}

static int by_train(uint32_t a, uint32_t b, const void *context)
{
    const tally *of = context;
    const size_t x = of->rows[IN_TRAIN][a], y = of->rows[IN_TRAIN][b];

    return (x < y) - (x > y);
}

/* A cell for each of the most frequent levels, missing among them, in their own order. */
static keur_status cut_levels(const tally *of, cell *cells, size_t *n, keur_error *err)
{
    uint32_t *order = NULL;
    size_t n_common = 0, first = *n;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(order, of->n_codes, err));
    for (size_t c = 0; c < of->n_codes; c++) {
        of->cell_of[c] = is_number(of, c) ? of->cell_of[c] : no_cell;
        if (!is_number(of, c) && is_common(of, c))
            order[n_common++] = (uint32_t)c;
    }
    KEUR_TRY(keur_sort(order, n_common, by_train, of, err));
    for (size_t i = 0; i < n_common && i < MOST_LEVELS; i++)
        of->cell_of[order[i]] = first; /* taken */
    for (size_t c = 0; c < of->n_codes; c++) {
        if (is_number(of, c) || of->cell_of[c] == no_cell)
            continue;
        of->cell_of[c] = *n;
        cells[(*n)++] = (cell){.code = c};
    }
out:
    keur_release(order);
    return status;
}

/* The cell that rare values are joined with: the level with the fewest rows of train, missing
 * before it would be named; else the last group of numbers. */
static size_t find_other(const tally *of, const cell *cells, size_t n)
{
    size_t best = n - 1;

    for (size_t k = n; k-- > 0;) {
        const size_t rows = of->rows[IN_TRAIN][cells[k].code];

        if (is_number(of, cells[k].code))
            continue;
        if (is_number(of, cells[best].code) || rows < of->rows[IN_TRAIN][cells[best].code])
            best = k;
    }
    return best;
}

/* All codes to cells, and the rows of each. */
static void fill_cells(const tally *of, cell *cells, size_t n)
{
    const size_t other = find_other(of, cells, n);

    for (size_t c = 0; c < of->n_codes; c++) {
        cell *to;

        if (of->cell_of[c] == no_cell) {
            of->cell_of[c] = other;
            cells[other].has_others = cells[other].has_others || is_known(of, c);
        }
        to = &cells[of->cell_of[c]];
        for (size_t t = 0; t < of->n_tables; t++)
            to->rows[t] += of->rows[t][c];
    }
}

/* The only value of a cell of an ordinal column, which has a name; NULL: there are several. */
static const char *only_value(const tally *of, const tally *values, size_t k)
{
    const char *found = NULL;

    if (of->column->value_texts == NULL)
        return NULL;
    for (size_t v = 0; v < of->column->n_values; v++) {
        if (of->cell_of[of->group_of[v] + 1] != k || !is_known(values, v + 1))
            continue;
        if (found != NULL)
            return NULL;
        found = of->column->value_texts[v];
    }
    return found;
}

/* A tenth has a number and no ends, which are values of people. */
static const char *name_numbers(const tally *of, const tally *values, cell *cells, size_t k,
                                size_t n_numbers)
{
    const char *rare = cells[k].has_others ? ", and what is rare" : "";
    const char *name = cells[k].has_others ? NULL : only_value(of, values, k);
    char *to = cells[k].made_up;

    if (name != NULL)
        return name;
    if (k == 0)
        (void)snprintf(to, NAME_SIZE, "lowest of %zu%s", n_numbers, rare);
    else if (k + 1 == n_numbers)
        (void)snprintf(to, NAME_SIZE, "highest of %zu%s", n_numbers, rare);
    else
        (void)snprintf(to, NAME_SIZE, "group %zu of %zu", k + 1, n_numbers);
    return to;
}

static const char *name_cell(const tally *of, const tally *values, cell *cells, size_t k,
                             size_t n_numbers)
{
    const size_t code = cells[k].code;

    if (k < n_numbers)
        return name_numbers(of, values, cells, k, n_numbers);
    if (cells[k].has_others)
        return "(other)";
    return code == 0 ? "(missing)" : of->column->levels[code - 1 - of->n_numbers];
}

/* Of the synthetic table the share of a tenth is in whole per cents, or so many of them that they
 * are ten rows: who has that table would find the end of the tenth from more. */
static double share_of(const tally *of, const cell *from, size_t t, bool is_number)
{
    const double n = (double)keur_case_rows(of->on, roles[t]);
    const double share = (double)from->rows[t] / n;
    const double per_cents = ceil(1000 / n); /* of all rows, that are ten of them */

    if (t != IN_SYNTHETIC || !is_number)
        return share;
    return fmin(floor(100 * share / per_cents + 0.5) * per_cents, 100) / 100;
}

static const char of_levels[] =
    "How often its values occur; what fewer than 10 people have counts with another";
static const char of_numbers[] =
    "How often its numbers occur, in groups of train's; those beyond the "
    "range of train count with the outer groups, what fewer than 10 people have with another";

static keur_status add_series(const tally *of, const tally *values_of, cell *cells, size_t n,
                              size_t n_numbers, keur_result *out, keur_error *err)
{
    keur_series made = {.name = "shares",
                        .title = n_numbers > 0 ? of_numbers : of_levels,
                        .about = of->column->name,
                        .n_columns = of->n_tables,
                        .n_points = n};
    const char **names = NULL;
    double *values = NULL;
    size_t at = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(names, n, err));
    KEUR_TRY(KEUR_NEW(values, n * of->n_tables, err));
    for (size_t t = 0; t < of->n_tables; t++)
        made.columns[t] = (keur_series_column){
            keur_role_word(roles[t]), "share",
            t == IN_SYNTHETIC ? NAN : (double)keur_case_rows(of->on, roles[t])};
    for (size_t turn = 0; turn < 2; turn++) { /* what is joined comes last */
        for (size_t k = 0; k < n; k++) {
            if ((k >= n_numbers && cells[k].has_others) != (turn == 1))
                continue;
            names[at] = name_cell(of, values_of, cells, k, n_numbers);
            for (size_t t = 0; t < of->n_tables; t++)
                values[at * of->n_tables + t] = share_of(of, &cells[k], t, k < n_numbers);
            at++;
        }
    }
    made.names = names;
    made.values = values;
    KEUR_TRY(keur_result_add_series(out, &made, err));
out:
    keur_release(names);
    keur_release(values);
    return status;
}

static void free_tally(tally *of)
{
    for (size_t t = 0; t < MOST_TABLES; t++) {
        keur_release(of->rows[t]);
        keur_release(of->people[t]);
    }
    keur_release(of->cell_of);
}

/* The same column with each number by itself, counted where its numbers have names. */
static keur_status count_values(const tally *of, size_t j, tally *made, keur_error *err)
{
    keur_status status = KEUR_OK;

    *made = (tally){.on = of->on, .column = of->column, .n_tables = of->n_tables};
    if (of->column->value_texts == NULL)
        return KEUR_OK;
    made->n_numbers = of->column->n_values;
    made->n_codes = keur_case_code_counts(of->on)[j] + 1;
    for (size_t t = 0; t < of->n_tables; t++)
        made->codes[t] = keur_case_codes(of->on, roles[t], j);
    KEUR_TRY(count(made, err));
out:
    return status;
}

static keur_status add_column(tally *of, size_t j, keur_result *out, bool *is_added,
                              keur_error *err)
{
    tally values = {.on = NULL};
    cell *cells = NULL;
    size_t n, n_numbers;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(of->cell_of, of->n_codes, err));
    KEUR_TRY(KEUR_NEW(cells, of->n_codes, err));
    KEUR_TRY(count(of, err));
    KEUR_TRY(count_values(of, j, &values, err));
    n = n_numbers = cut_numbers(of, cells);
    KEUR_TRY(cut_levels(of, cells, &n, err));
    *is_added = n > 1;
    if (*is_added) {
        fill_cells(of, cells, n);
        KEUR_TRY(add_series(of, &values, cells, n, n_numbers, out, err));
    }
out:
    keur_release(cells);
    free_tally(&values);
    return status;
}

/* Columns, those that differ most first, by steps of 20 rows of the smallest real table, as the
 * figures of columns are exported: a finer order, or that only columns which differ at all are
 * shown, would tell that the counts of one are those of the released table. */
static keur_status rank_columns(const keur_case *on, const double *distances, uint32_t **order,
                                keur_error *err)
{
    const size_t n_columns = keur_case_columns(on), n_train = keur_case_rows(on, KEUR_TRAIN);
    const size_t n_holdout = keur_case_rows(on, KEUR_HOLDOUT);
    const size_t least =
        keur_case_has(on, KEUR_HOLDOUT) && n_holdout < n_train ? n_holdout : n_train;
    double *steps = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(*order, n_columns, err));
    KEUR_TRY(KEUR_NEW(steps, n_columns, err));
    for (size_t j = 0; j < n_columns; j++) {
        const double step = distances[j] * (double)least / STEP_ROWS;

        steps[j] = step < 1 ? 0 : -floor(step + 0.5);
    }
    KEUR_TRY(keur_sort_order(steps, n_columns, *order, err));
out:
    keur_release(steps);
    return status;
}

keur_status keur_add_column_shares(keur_case *on, const double *distances, keur_result *out,
                                   keur_error *err)
{
    const size_t n_columns = keur_case_columns(on);
    const keur_grouped *grouped = NULL;
    uint32_t *order = NULL;
    size_t n_shown = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_case_grouped(on, KEUR_FIDELITY_GROUPS, &grouped, err));
    KEUR_TRY(rank_columns(on, distances, &order, err));
    for (size_t i = 0; i < n_columns && n_shown < KEUR_SHARES_SHOWN; i++) {
        const size_t j = order[i];
        const keur_column *column = keur_case_column(on, j);
        tally of = {.on = on, .column = column, .group_of = grouped->group_of[j]};
        bool is_added = false;

        of.n_tables = keur_case_has(on, KEUR_HOLDOUT) ? MOST_TABLES : IN_HOLDOUT;
        of.n_codes = grouped->n_codes[j] + 1;
        of.n_numbers = column->n_values > 0 ? of.n_codes - 1 - column->n_levels : 0;
        for (size_t t = 0; t < of.n_tables; t++)
            of.codes[t] = grouped->rows[roles[t]].codes[j];
        status = add_column(&of, j, out, &is_added, err);
        free_tally(&of);
        KEUR_TRY(status);
        n_shown += is_added;
    }
out:
    keur_release(order);
    return status;
}
