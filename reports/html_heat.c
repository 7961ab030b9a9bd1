/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distances of pairs of columns as a square: this table below the diagonal, fresh real data above
 * it. A cell holds its number, so that it is read without its shade. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"
#include "reports/drawing.h"
#include "reports/fill.h"

enum { MOST = 30, LEAST = 3, LEFT = 126, TOP = 122, NAME_COLUMNS = 20, SHADES = 6 };

/* Where the shades begin, the first at 0. */
static const double shades[SHADES] = {0, 0.01, 0.02, 0.05, 0.1, 0.2};

typedef struct heat {
    const keur_scorecard *of;
    size_t n_all;            /* columns that pairs are given of */
    size_t n;                /* columns shown */
    size_t columns[MOST];    /* positions in the scorecard, ascending */
    const keur_line **lines; /* [i * MOST + j], i > j: the pair of columns i and j */
    double side;             /* of a cell */
} heat;

static bool is_pair(const keur_line *line, size_t measure, const char *names[2])
{
    const keur_figure *of = &keur_line_figure(line)->figure;

    names[0] = names[1] = NULL;
    if (line->measure != measure || strcmp(line->base, "total-variation") != 0 || of->n_labels != 2)
        return false;
    for (size_t i = 0; i < 2; i++) {
        if (strcmp(of->labels[i].name, "column") == 0)
            names[0] = of->labels[i].value;
        else if (strcmp(of->labels[i].name, "with") == 0)
            names[1] = of->labels[i].value;
    }
    return names[0] != NULL && names[1] != NULL;
}

static size_t find_column(const keur_scorecard *of, const char *name)
{
    size_t j = 0;

    while (j < of->n_columns && strcmp(of->columns[j].name, name) != 0)
        j++;
    return j;
}

/* Positions of the columns of a pair; false: one is unknown, or they are the same. */
static bool find_pair(const keur_scorecard *of, const char *const names[2], size_t at[2])
{
    at[0] = find_column(of, names[0]);
    at[1] = find_column(of, names[1]);
    return at[0] < of->n_columns && at[1] < of->n_columns && at[0] != at[1];
}

/* The columns whose pairs differ most, by the sum of their distances. */
static keur_status choose(heat *to, const double *sums, const bool *is_there, keur_error *err)
{
    const size_t n_columns = to->of->n_columns;
    uint32_t *order = NULL;
    bool *is_chosen = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(order, n_columns, err));
    KEUR_TRY(KEUR_NEW(is_chosen, n_columns, err));
    KEUR_TRY(keur_sort_order(sums, n_columns, order, err));
    for (size_t i = 0; i < n_columns; i++) {
        if (!is_there[order[i]])
            continue;
        is_chosen[order[i]] = to->n_all++ < MOST;
    }
    for (size_t j = 0; j < n_columns; j++)
        if (is_chosen[j])
            to->columns[to->n++] = j;
out:
    keur_release(order);
    keur_release(is_chosen);
    return status;
}

static keur_status choose_columns(heat *to, const keur_view *view, size_t measure, keur_error *err)
{
    double *sums = NULL;
    bool *is_there = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(sums, to->of->n_columns, err));
    KEUR_TRY(KEUR_NEW(is_there, to->of->n_columns, err));
    for (size_t i = 0; i < view->n; i++) {
        const double badness = keur_line_badness(&view->lines[i]);
        const char *names[2];
        size_t at[2];

        if (!is_pair(&view->lines[i], measure, names) || !find_pair(to->of, names, at))
            continue;
        for (size_t k = 0; k < 2; k++) {
            is_there[at[k]] = true;
            sums[at[k]] -= fabs(badness) <= 1 ? badness : 0; /* the worst first */
        }
    }
    KEUR_TRY(choose(to, sums, is_there, err));
out:
    keur_release(sums);
    keur_release(is_there);
    return status;
}

static size_t place_of(const heat *in, size_t column)
{
    size_t i = 0;

    while (i < in->n && in->columns[i] != column)
        i++;
    return i;
}

static void take_pairs(heat *to, const keur_view *view, size_t measure)
{
    for (size_t i = 0; i < view->n; i++) {
        const char *names[2];
        size_t at[2], a, b;

        if (!is_pair(&view->lines[i], measure, names) || !find_pair(to->of, names, at))
            continue;
        a = place_of(to, at[0]);
        b = place_of(to, at[1]);
        if (a < to->n && b < to->n)
            to->lines[(a > b ? a : b) * MOST + (a > b ? b : a)] = &view->lines[i];
    }
}

/* The figure of a cell: of the table below the diagonal, of fresh rows above it; NULL: none. */
static const keur_scorecard_figure *figure_of(const heat *in, size_t row, size_t column)
{
    const keur_line *line =
        in->lines[(row > column ? row : column) * MOST + (row > column ? column : row)];

    return line == NULL ? NULL : row > column ? line->main : line->holdout;
}

/* What a cell says, in hundredths; @return its shade, or NULL where nothing is known. A bound has
 * the shade of its upper end: it may be as bad as that. */
static const char *describe(const heat *in, const keur_scorecard_figure *figure,
                            char out[KEUR_PEOPLE_SIZE])
{
    static const char *const names[SHADES] = {"h0", "h1", "h2", "h3", "h4", "h5"};
    const bool is_bound = figure != NULL && figure->is_bound;
    const double value = figure == NULL ? NAN
                         : is_bound     ? figure->figure.high
                                        : figure->figure.value;
    size_t shade = 0;

    if (!(value >= 0 && value <= 1)) {
        (void)snprintf(out, KEUR_PEOPLE_SIZE, "\xe2\x80\x93");
        return NULL;
    }
    if (is_bound)
        (void)snprintf(out, KEUR_PEOPLE_SIZE, "<%.0f", ceil(100 * value));
    else if (in->n > 12)
        (void)snprintf(out, KEUR_PEOPLE_SIZE, "%.0f", 100 * value);
    else
        keur_draw_number(100 * value, out);
    while (shade + 1 < SHADES && value >= shades[shade + 1])
        shade++;
    return names[shade];
}

static keur_status add_cells(keur_text *to, const heat *in, keur_error *err)
{
    char x[KEUR_COORDINATE_SIZE], y[KEUR_COORDINATE_SIZE], side[KEUR_COORDINATE_SIZE];
    char middle[2][KEUR_COORDINATE_SIZE], text[KEUR_PEOPLE_SIZE];
    keur_status status = KEUR_OK;

    keur_draw_number(in->side - 1, side);
    for (size_t i = 0; i < in->n; i++) {
        for (size_t j = 0; j < in->n; j++) {
            const char *shade;

            if (i == j)
                continue;
            shade = describe(in, figure_of(in, i, j), text);
            keur_draw_number(LEFT + in->side * (double)j, x);
            keur_draw_number(TOP + in->side * (double)i, y);
            keur_draw_number(LEFT + in->side * ((double)j + 0.5) - 0.5, middle[0]);
            keur_draw_number(TOP + in->side * ((double)i + 0.5) + 3, middle[1]);
            KEUR_TRY(keur_fill(to, "heat-cell",
                               (const keur_slot[]){{"shade", shade != NULL ? shade : "h-none"},
                                                   {"x", x},
                                                   {"y", y},
                                                   {"side", side},
                                                   {"text_x", middle[0]},
                                                   {"text_y", middle[1]},
                                                   {"text", text},
                                                   {NULL, NULL}},
                               err));
        }
    }
out:
    return status;
}

static keur_status add_names(keur_text *to, const heat *in, keur_error *err)
{
    char at[2][KEUR_COORDINATE_SIZE], name[KEUR_PEOPLE_SIZE];
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < in->n; i++) {
        keur_draw_number(TOP + in->side * ((double)i + 0.5) + 3, at[0]);
        keur_draw_number(LEFT + in->side * ((double)i + 0.5) + 3, at[1]);
        keur_draw_cut(in->of->columns[in->columns[i]].name, NAME_COLUMNS, name);
        KEUR_TRY(keur_fill(
            to, "heat-name",
            (const keur_slot[]){{"y", at[0]}, {"x", at[1]}, {"name", name}, {NULL, NULL}}, err));
    }
out:
    return status;
}

static keur_status add_row(keur_text *to, const heat *in, size_t i, keur_error *err)
{
    keur_text cells = {NULL, 0, 0};
    char text[KEUR_PEOPLE_SIZE];
    keur_status status = KEUR_OK;

    for (size_t j = 0; j < in->n; j++) {
        text[0] = '\0';
        if (i != j)
            (void)describe(in, figure_of(in, i, j), text);
        KEUR_TRY(keur_fill(&cells, "heat-number", (const keur_slot[]){{"text", text}, {NULL, NULL}},
                           err));
    }
    KEUR_TRY(keur_fill(to, "heat-row",
                       (const keur_slot[]){{"name", in->of->columns[in->columns[i]].name},
                                           {"cells_html", cells.bytes},
                                           {NULL, NULL}},
                       err));
out:
    keur_text_free(&cells);
    return status;
}

static keur_status add_table(keur_text *heads, keur_text *rows, const heat *in, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < in->n; i++) {
        KEUR_TRY(keur_fill(
            heads, "heat-head",
            (const keur_slot[]){{"name", in->of->columns[in->columns[i]].name}, {NULL, NULL}},
            err));
        KEUR_TRY(add_row(rows, in, i, err));
    }
out:
    return status;
}

/* The worst pair of this table, in words. */
static void say_worst(const heat *in, char *out, size_t size)
{
    char first[KEUR_PEOPLE_SIZE], second[KEUR_PEOPLE_SIZE], value[KEUR_PEOPLE_SIZE];
    size_t at[2] = {0, 0};
    double worst = -1;

    for (size_t i = 1; i < in->n; i++) {
        for (size_t j = 0; j < i; j++) {
            const keur_scorecard_figure *figure = figure_of(in, i, j);

            if (figure == NULL || !(figure->figure.value > worst))
                continue;
            worst = figure->figure.value;
            at[0] = i;
            at[1] = j;
        }
    }
    out[0] = '\0';
    if (worst < 0)
        return;
    keur_draw_cut(in->of->columns[in->columns[at[1]]].name, 60, first);
    keur_draw_cut(in->of->columns[in->columns[at[0]]].name, 60, second);
    (void)describe(in, figure_of(in, at[0], at[1]), value);
    (void)snprintf(out, size, "; of this table the largest is %.30s, of %.190s with %.190s", value,
                   first, second);
}

static keur_status add_figure(keur_text *to, const heat *in, size_t measure, keur_error *err)
{
    keur_text cells = {NULL, 0, 0}, names = cells, heads = cells, rows = cells;
    char id[32], wide[KEUR_COORDINATE_SIZE], high[KEUR_COORDINATE_SIZE], more[160] = "", text[500];
    keur_status status = KEUR_OK;

    (void)snprintf(id, sizeof id, "heat-%zu", measure + 1);
    (void)snprintf(wide, sizeof wide, "%.0f", LEFT + in->side * (double)in->n);
    (void)snprintf(high, sizeof high, "%.0f", TOP + in->side * (double)in->n);
    if (in->n < in->n_all)
        (void)snprintf(more, sizeof more, " Of %zu columns, the %zu whose pairs differ most.",
                       in->n_all, in->n);
    say_worst(in, text, sizeof text);
    KEUR_TRY(add_cells(&cells, in, err));
    KEUR_TRY(add_names(&names, in, err));
    KEUR_TRY(add_table(&heads, &rows, in, err));
    KEUR_TRY(keur_fill(to, "heat",
                       (const keur_slot[]){{"id", id},
                                           {"more", more},
                                           {"wide", wide},
                                           {"high", high},
                                           {"text", text},
                                           {"cells_html", cells.bytes},
                                           {"names_html", names.bytes},
                                           {"heads_html", heads.bytes},
                                           {"rows_html", rows.bytes},
                                           {NULL, NULL}},
                       err));
out:
    keur_text_free(&cells);
    keur_text_free(&names);
    keur_text_free(&heads);
    keur_text_free(&rows);
    return status;
}

keur_status keur_draw_heat(keur_text *to, const keur_view *view, size_t measure, keur_error *err)
{
    heat made = {.of = view->of};
    keur_status status = KEUR_OK;

    KEUR_TRY(choose_columns(&made, view, measure, err));
    if (made.n < LEAST)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(made.lines, (size_t)MOST * MOST, err));
    take_pairs(&made, view, measure);
    made.side = made.n <= 12 ? 40 : made.n <= 20 ? 32 : 25;
    KEUR_TRY(add_figure(to, &made, measure, err));
out:
    keur_release(made.lines);
    return status;
}
