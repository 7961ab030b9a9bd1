/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/world.h"

#include <math.h>
#include <stdlib.h>

static size_t below(keur_world *w, size_t n)
{
    return (size_t)keur_random_below(&w->random, n);
}

static double uniform(keur_world *w)
{
    return keur_random_uniform(&w->random);
}

static bool chance(keur_world *w, double p)
{
    return uniform(w) < p;
}

#define PICK(w, list) ((list)[below((w), sizeof(list) / sizeof((list)[0]))])

static double plain_delta(const keur_world *w, size_t j, int32_t a, int32_t b)
{
    const keur_space_column *c = &w->columns[j];
    const bool a_number = c->is_numeric && a >= 0 && a < (int32_t)c->n_values;
    const bool b_number = c->is_numeric && b >= 0 && b < (int32_t)c->n_values;
    double delta;

    if (a == -1 && b == -1)
        return 0;
    if (a == -1 || b == -1)
        return c->missing;
    if (!a_number || !b_number)
        return a == b ? 0 : 1;
    delta = fabs(c->values[a] - c->values[b]) / c->scale;
    if (delta > c->cap)
        delta = c->cap;
    return w->is_squared ? delta * delta : delta;
}

double keur_world_distance(const keur_world *w, size_t query, size_t row)
{
    double sum = 0;

    for (size_t j = 0; j < w->n_columns; j++) {
        const double weight = w->has_weights ? w->weights[j] : w->columns[j].weight;

        if (weight != 0)
            sum += weight * plain_delta(w, j, w->asked[j][query], w->codes[j][row]);
    }
    return w->is_squared ? sqrt(sum) : sum;
}

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static double draw_value(keur_world *w, int kind, size_t i)
{
    switch (kind) {
    case 0:
        return (double)i;
    case 1:
        return uniform(w);
    case 2: /* differences at the edge of a float */
        return 1 + (double)below(w, 50) * 0x1p-26;
    case 3:
        return (uniform(w) * 2 - 1) * 1.7e308;
    case 4:
        return (double)below(w, 1000) * 5e-324;
    case 5: /* many small ones and a few far away */
        return chance(w, 0.05) ? uniform(w) * 1e12 : (double)below(w, 100);
    case 6:
        return exp(uniform(w) * 1400 - 700) * (chance(w, 0.5) ? 1 : -1);
    case 7: /* neighbours closer than a float can tell, in a wide range */
        return chance(w, 0.1) ? uniform(w) : 0.95 + (double)below(w, 300) * 0x1p-28;
    default: /* few distinct numbers, far from zero */
        return 1e9 + (double)below(w, 7) * 0.1;
    }
}

static void draw_numbers(keur_world *w, size_t j)
{
    static const size_t sizes[] = {0, 1, 2, 3, 10, 100, 400, 3000};
    static const size_t specials[] = {0, 0, 0, 1, 3, 70, 300};
    static const double caps[] = {1, 1, 1, INFINITY, 0.25, 0.01, 1e-30, 1e30};
    static const double scales[] = {1, 0.1, 3, 100, 1e-300, 1e300, 5e-324, 1e-9};
    keur_space_column *c = &w->columns[j];
    const int kind = w->is_edge ? 7 : (int)below(w, 9);
    double range;

    c->n_values = w->is_edge ? 400 : PICK(w, sizes);
    c->n_codes = c->n_values + (w->is_edge ? 0 : PICK(w, specials));
    w->values[j] = calloc(c->n_values + 1, sizeof(double));
    for (size_t i = 0; i < c->n_values; i++)
        w->values[j][i] = draw_value(w, kind, i);
    qsort(w->values[j], c->n_values, sizeof(double), compare_doubles);
    c->values = w->values[j];
    c->cap = w->is_edge && chance(w, 0.7) ? 1e-6 : PICK(w, caps);
    range = c->n_values > 1 ? c->values[c->n_values - 1] - c->values[0] : 0;
    c->scale =
        chance(w, w->is_edge ? 1 : 0.6) && range > 0 && isfinite(range) ? range : PICK(w, scales);
}

static void draw_column(keur_world *w, size_t j, bool is_plain)
{
    static const size_t sizes[] = {0,  1,   2,   3,   10,  62,  63,   64,
                                   65, 100, 254, 255, 256, 300, 5000, 70000};
    static const double weights[] = {1, 1, 1, 1, 0, 0.1, 2, 1.0 / 3, 1e300, 1e-320, 1e-9, 1e-30};
    static const double missing[] = {1, 1, 1, 0, 0.5, 2, 1e10, 0.9999999};
    keur_space_column *c = &w->columns[j];

    *c = (keur_space_column){
        .is_numeric = !w->is_levels && (w->is_edge || chance(w, 0.5)), .weight = 1, .missing = 1};
    if (!is_plain) {
        c->weight = PICK(w, weights);
        c->missing = PICK(w, missing);
    }
    c->n_codes = PICK(w, sizes);
    c->scale = NAN; /* not looked at in a categorical column */
    w->values[j] = NULL;
    if (c->is_numeric)
        draw_numbers(w, j);
    w->weights[j] = PICK(w, weights);
}

static void draw_codes(keur_world *w, size_t j, int32_t *codes, size_t n, size_t n_used,
                       double missing)
{
    const size_t n_codes = w->columns[j].n_codes;
    const size_t first = n_codes > n_used ? (n_codes - n_used) / 2 : 0;

    for (size_t i = 0; i < n; i++) {
        if (n_codes == 0 || chance(w, missing))
            codes[i] = -1;
        else if (chance(w, 0.05))
            codes[i] = (int32_t)below(w, n_codes);
        else
            codes[i] = (int32_t)(first + below(w, n_codes < n_used ? n_codes : n_used));
    }
}

static void draw_cells(keur_world *w, size_t j)
{
    static const double shares[] = {0, 0, 0, 0.1, 0.5, 0.95, 1};
    static const size_t used[] = {1, 2, 3, 20, 100, 1000000};
    const size_t n_used = w->is_edge ? 1000 : PICK(w, used);

    w->codes[j] = calloc(w->n_rows + 1, sizeof(int32_t));
    w->asked[j] = calloc(w->n_queries + 1, sizeof(int32_t));
    draw_codes(w, j, w->codes[j], w->n_rows, n_used, w->is_edge ? 0 : PICK(w, shares));
    draw_codes(w, j, w->asked[j], w->n_queries, n_used, w->is_edge ? 0 : PICK(w, shares));
    w->views[0][j] = w->codes[j];
    w->views[1][j] = w->asked[j];
}

/* Rows over again, so that ties are many, and queries that are rows or nearly. */
static void repeat_rows(keur_world *w)
{
    const size_t n_distinct = w->n_rows > 0 ? 1 + below(w, w->n_rows) : 0;
    const bool repeats = chance(w, 0.4);

    for (size_t i = repeats ? n_distinct : w->n_rows; i < w->n_rows; i++) {
        const size_t from = below(w, n_distinct);

        for (size_t j = 0; j < w->n_columns; j++)
            w->codes[j][i] = w->codes[j][from];
    }
    for (size_t q = 0; q < w->n_queries && w->n_rows > 0; q++) {
        const size_t from = below(w, w->n_rows);
        const double kept = chance(w, 0.5) ? 0 : (chance(w, 0.5) ? 1 : 0.9);

        for (size_t j = 0; j < w->n_columns; j++) {
            if (chance(w, kept))
                w->asked[j][q] = w->codes[j][from];
        }
        w->self[q] = chance(w, 0.7) ? (uint32_t)from : KEUR_NO_ROW;
    }
}

/* The same domain and weight in every column, and rows that hold the same cells in different
 * columns: distances from a query of one value differ by the order of their sums alone. */
static void shuffle_cells(keur_world *w)
{
    const size_t n_codes = w->columns[0].n_codes;

    for (size_t j = 1; j < w->n_columns; j++) {
        w->columns[j] = w->columns[0];
        w->weights[j] = w->weights[0];
        for (size_t i = 0; i < w->n_rows; i++)
            w->codes[j][i] = (int32_t)(j * n_codes / w->n_columns);
        for (size_t q = 0; q < w->n_queries; q++)
            w->asked[j][q] = w->asked[0][q];
    }
    for (size_t i = 0; i < w->n_rows; i++) {
        w->codes[0][i] = n_codes > 0 ? 0 : -1;
        for (size_t j = w->n_columns - 1; j > 0; j--) {
            const size_t other = below(w, j + 1);
            const int32_t kept = w->codes[j][i];

            w->codes[j][i] = n_codes > 0 ? w->codes[other][i] : -1;
            w->codes[other][i] = n_codes > 0 ? kept : -1;
        }
    }
}

/* Weights that a float holds while it does not hold their sums, or that no float holds. */
static bool draw_weights(keur_world *w)
{
    const bool is_tiny = chance(w, 0.3);

    for (size_t j = 0; j < w->n_columns; j++)
        w->weights[j] = is_tiny ? uniform(w) * 1e-315 : 1 + (double)below(w, 1000) * 0x1p-23;
    return true;
}

keur_world *keur_world_draw(uint64_t seed)
{
    static const size_t rows[] = {0, 1, 2, 5, 63, 64, 65, 130, 300, 1024, 1025, 2500};
    static const size_t columns[] = {0, 1, 1, 1, 2, 2, 3, 4, 5, 8, 15, 15, 40};
    static const size_t ks[] = {1, 1, 1, 2, 5, 17, 64};
    keur_world *w = calloc(1, sizeof *w);
    bool is_plain;

    w->random = keur_random_start(seed, "near-oracle", 0);
    w->n_rows = PICK(w, rows);
    w->is_edge = chance(w, 0.1);
    w->is_levels = chance(w, 0.15);
    w->n_columns = chance(w, 0.02) ? 300 : PICK(w, columns);
    w->n_queries = w->n_columns > 100 ? 3 : below(w, KEUR_WORLD_QUERIES + 1);
    w->k = PICK(w, ks);
    w->is_squared = chance(w, 0.4);
    w->has_weights = chance(w, 0.3);
    w->has_self = chance(w, 0.3);
    is_plain = chance(w, 0.5);
    for (size_t j = 0; j < w->n_columns; j++) {
        draw_column(w, j, is_plain);
        draw_cells(w, j);
    }
    for (size_t q = 0; q < KEUR_WORLD_QUERIES; q++)
        w->self[q] = KEUR_NO_ROW;
    repeat_rows(w);
    if (w->n_columns > 1 && w->n_columns < 100 && chance(w, 0.15))
        shuffle_cells(w);
    if (chance(w, w->is_levels ? 0.5 : 0.1))
        w->has_weights = draw_weights(w);
    return w;
}

void keur_world_free(keur_world *w)
{
    for (size_t j = 0; j < w->n_columns; j++) {
        free(w->values[j]);
        free(w->codes[j]);
        free(w->asked[j]);
    }
    free(w);
}
