/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/plain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/check.h"

void keur_plain_kinds(keur_random *random, keur_plain *made)
{
    made->n_columns = 2 + (size_t)keur_random_below(random, KEUR_PLAIN_COLUMNS - 1);
    for (size_t j = 0; j < made->n_columns; j++)
        made->kinds[j] = (int)keur_random_below(random, KEUR_PLAIN_KINDS);
}

static keur_plain_cell draw_cell(keur_random *random, int kind)
{
    const double steps = (double)keur_random_below(random, kind == KEUR_PLAIN_MANY ? 400 : 5);

    if (keur_random_below(random, 8) == 0)
        return (keur_plain_cell){'m', 0, 0};
    switch (kind) {
    case KEUR_PLAIN_FEW:
        return (keur_plain_cell){'n', steps - 2, 0};
    case KEUR_PLAIN_MANY:
        return (keur_plain_cell){'n', steps / 8, 0};
    case KEUR_PLAIN_SPECIAL:
        return keur_random_below(random, 4) == 0 ? (keur_plain_cell){'l', 0, -8}
                                                 : (keur_plain_cell){'n', 3 * steps, 0};
    case KEUR_PLAIN_HUGE:
        return (keur_plain_cell){'n', steps * 1e300, 0};
    case KEUR_PLAIN_ONE:
        return (keur_plain_cell){'n', 7, 0};
    case KEUR_PLAIN_LEVELS:
        return (keur_plain_cell){'l', 0, (int)keur_random_below(random, 3)};
    default:
        return (keur_plain_cell){'l', 0, (int)keur_random_below(random, 12)};
    }
}

void keur_plain_draw(keur_random *random, const keur_plain *kinds, size_t n_rows, keur_plain *made)
{
    assert_true(n_rows <= KEUR_PLAIN_ROWS);
    made->n_rows = n_rows;
    made->n_columns = kinds->n_columns;
    memcpy(made->kinds, kinds->kinds, sizeof made->kinds);
    for (size_t i = 0; i < n_rows; i++) {
        for (size_t j = 0; j < made->n_columns; j++)
            made->cells[i][j] = draw_cell(random, made->kinds[j]);
    }
}

void keur_plain_copy(keur_random *random, const keur_plain *from, size_t every, keur_plain *to)
{
    for (size_t i = 0; i < to->n_rows; i++) {
        if (keur_random_below(random, every) == 0)
            memcpy(to->cells[i], from->cells[keur_random_below(random, from->n_rows)],
                   sizeof to->cells[i]);
    }
}

void keur_plain_shuffle(keur_random *random, const keur_plain *from, keur_plain *to)
{
    uint32_t order[KEUR_PLAIN_ROWS];

    *to = *from;
    for (size_t i = 0; i < from->n_rows; i++)
        order[i] = (uint32_t)i;
    keur_random_shuffle(random, order, from->n_rows);
    for (size_t i = 0; i < from->n_rows; i++)
        memcpy(to->cells[i], from->cells[order[i]], sizeof to->cells[i]);
}

static void write_cell(keur_text *to, const keur_plain_cell *cell)
{
    if (cell->kind == 'n')
        assert_ok(keur_text_format(to, &err, "%.17g", cell->number));
    else if (cell->kind == 'l' && cell->level < 0)
        assert_ok(keur_text_format(to, &err, "%d", cell->level));
    else if (cell->kind == 'l')
        assert_ok(keur_text_format(to, &err, "L%d", cell->level));
}

char *keur_plain_csv(const keur_plain *from, const size_t *columns)
{
    keur_text text = {NULL, 0, 0};

    for (size_t j = 0; j < from->n_columns; j++)
        assert_ok(keur_text_format(&text, &err, "%sc%zu", j > 0 ? "," : "",
                                   columns != NULL ? columns[j] : j));
    assert_ok(keur_text_add(&text, "\n", &err));
    for (size_t i = 0; i < from->n_rows; i++) {
        for (size_t j = 0; j < from->n_columns; j++) {
            assert_ok(keur_text_add(&text, j > 0 ? "," : "", &err));
            write_cell(&text, &from->cells[i][columns != NULL ? columns[j] : j]);
        }
        assert_ok(keur_text_add(&text, "\n", &err));
    }
    return text.bytes;
}

char *keur_plain_schema(const keur_plain *from)
{
    keur_text text = {NULL, 0, 0};

    assert_ok(keur_text_add(&text, "{\"keur_schema\": 1, \"columns\": [", &err));
    for (size_t j = 0; j < from->n_columns; j++)
        assert_ok(keur_text_format(
            &text, &err, "%s{\"name\": \"c%zu\", \"type\": \"%s\"%s}", j > 0 ? "," : "", j,
            from->kinds[j] < KEUR_PLAIN_LEVELS ? "numeric" : "categorical",
            from->kinds[j] == KEUR_PLAIN_SPECIAL ? ", \"special\": [\"-8\"]" : ""));
    assert_ok(keur_text_add(&text, "]}", &err));
    return text.bytes;
}

bool keur_plain_same_cell(const keur_plain_cell *a, const keur_plain_cell *b)
{
    return a->kind == b->kind && (a->kind != 'n' || a->number == b->number) &&
           (a->kind != 'l' || a->level == b->level);
}

bool keur_plain_same_row(const keur_plain *a, size_t i, const keur_plain *b, size_t k,
                         const size_t *columns, size_t n)
{
    for (size_t at = 0; at < n; at++) {
        const size_t j = columns != NULL ? columns[at] : at;

        if (!keur_plain_same_cell(&a->cells[i][j], &b->cells[k][j]))
            return false;
    }
    return true;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

size_t keur_plain_numbers(const keur_plain *a, const keur_plain *b, size_t column, double *sorted)
{
    const keur_plain *tables[2] = {a, b};
    size_t n = 0;

    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; tables[t] != NULL && i < tables[t]->n_rows; i++) {
            if (tables[t]->cells[i][column].kind == 'n')
                sorted[n++] = tables[t]->cells[i][column].number;
        }
    }
    qsort(sorted, n, sizeof *sorted, ascending);
    return n;
}

double keur_plain_quantile(const double *sorted, size_t n, double p)
{
    const double at = (double)(n - 1) * p, t = at - floor(at);
    const double low = sorted[(size_t)at], high = sorted[(size_t)ceil(at)];

    return t < 0.5 ? low + (high - low) * t : high - (high - low) * (1 - t);
}

int keur_plain_group(const double *sorted, size_t n, size_t k, bool is_apart, double x)
{
    double last = NAN;
    int below = 0, distinct = 0;
    bool is_first = false;

    for (size_t g = 0; n > 0 && g <= k; g++) {
        const double cut = keur_plain_quantile(sorted, n, (double)g / (double)k);

        if (distinct > 0 && cut == last)
            continue;
        is_first = is_first || (distinct == 0 && x == cut);
        below += cut < x;
        distinct++;
        last = cut;
    }
    /* The lowest cut is apart: a group for what equals it and one for what lies above. */
    return is_first ? 1 : below + (below > 0 && (is_apart || distinct == 1));
}

void keur_plain_cut(keur_plain *table, size_t column, const double *sorted, size_t n, size_t k,
                    bool is_apart)
{
    for (size_t i = 0; i < table->n_rows; i++) {
        keur_plain_cell *cell = &table->cells[i][column];

        if (cell->kind == 'n')
            cell->number = keur_plain_group(sorted, n, k, is_apart, cell->number);
    }
}
