/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/anchors.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "stats/jackknife.h"

void keur_jackknifed_add(keur_jackknifed *to, const keur_jackknifed *from, double n)
{
    to->value += from->value / n;
    for (size_t g = 0; g < KEUR_JACKKNIFE_GROUPS; g++)
        to->without[g] += from->without[g] / n;
}

bool keur_comparison_is_empty(const keur_comparison *of)
{
    return of->real.n_rows == 0 || of->other.n_rows == 0;
}

/* Rounding may lead an average of ones beyond 1. */
static double cut(double x)
{
    return fmin(fmax(x, 0), 1);
}

keur_status keur_add_jackknifed(keur_result *out, const keur_figure *like, const char *name,
                                const keur_comparison *from, const keur_jackknifed *of,
                                keur_error *err)
{
    keur_figure figure = *like;
    keur_interval found = {NAN, NAN};
    char full[64];

    (void)snprintf(full, sizeof full, "%s%s", name, from->suffix);
    figure.name = full;
    if (keur_comparison_is_empty(from)) {
        figure.reason = "needs a holdout, or two rows to halve the train table";
        figure.no_interval = NULL;
        return keur_result_add(out, &figure, err);
    }
    figure.value = cut(of->value);
    figure.n = from->real.n_rows + from->other.n_rows;
    figure.n_least =
        from->real.n_rows < from->other.n_rows ? from->real.n_rows : from->other.n_rows;
    if (from->can_jackknife && like->no_interval == NULL)
        (void)keur_jackknife(of->value, of->without, KEUR_JACKKNIFE_GROUPS, figure.level, &found);
    if (isnan(found.low)) {
        if (like->no_interval == NULL)
            figure.no_interval = "too few rows for a jackknife in 20 groups";
    } else {
        figure.low = cut(found.low);
        figure.high = cut(found.high);
    }
    return keur_result_add(out, &figure, err);
}

void keur_sum_parts(uint32_t *counts, size_t n_cells)
{
    uint32_t *all = counts + KEUR_JACKKNIFE_GROUPS * n_cells;

    for (size_t g = 0; g < KEUR_JACKKNIFE_GROUPS; g++) {
        for (size_t c = 0; c < n_cells; c++)
            all[c] += counts[g * n_cells + c];
    }
}

void keur_count_parts(const int32_t *first, size_t n_first, const int32_t *second, size_t n_second,
                      const uint8_t *part, size_t n_rows, uint32_t *counts)
{
    const size_t width = n_second + 1, n_cells = (n_first + 1) * width;

    memset(counts, 0, KEUR_JACKKNIFE_TABLES * n_cells * sizeof *counts);
    for (size_t i = 0; i < n_rows; i++) {
        const size_t row = (size_t)(first[i] + 1) * width;

        counts[part[i] * n_cells + row + (second != NULL ? (size_t)(second[i] + 1) : 0)]++;
    }
    keur_sum_parts(counts, n_cells);
}

double keur_rows_without(const uint32_t *counts, size_t n_cells, size_t from, size_t to, size_t g)
{
    const uint32_t *all = counts + KEUR_JACKKNIFE_GROUPS * n_cells, *out = counts + g * n_cells;
    double sum = 0;

    for (size_t c = from; c < to; c++)
        sum += g < KEUR_JACKKNIFE_GROUPS ? all[c] - out[c] : all[c];
    return sum;
}

/* Cells are worked on so many at a time: terms on their own, then added in their order. */
enum { BLOCK = 256 };

/* Sum over cells of |(all - out) / n| differences of two tables; out NULL: nothing is left out. */
static double sum_gaps(const uint32_t *const all[2], const uint32_t *const out[2],
                       const double rows[2], size_t n_cells)
{
    double terms[BLOCK], sum = 0;

    for (size_t begin = 0; begin < n_cells; begin += BLOCK) {
        const size_t n = n_cells - begin < BLOCK ? n_cells - begin : BLOCK;
        const uint32_t *real = all[0] + begin, *other = all[1] + begin;

        if (out != NULL) {
            const uint32_t *out_real = out[0] + begin, *out_other = out[1] + begin;

            for (size_t c = 0; c < n; c++)
                terms[c] =
                    fabs((real[c] - out_real[c]) / rows[0] - (other[c] - out_other[c]) / rows[1]);
        } else {
            for (size_t c = 0; c < n; c++)
                terms[c] = fabs(real[c] / rows[0] - other[c] / rows[1]);
        }
        for (size_t c = 0; c < n; c++)
            sum += terms[c];
    }
    return sum;
}

static double count_rows(const uint32_t *counts, size_t n_cells)
{
    uint64_t n = 0;

    for (size_t c = 0; c < n_cells; c++)
        n += counts[c];
    return (double)n;
}

void keur_total_variation(const uint32_t *real, const uint32_t *other, size_t n_cells,
                          keur_jackknifed *found)
{
    const uint32_t *const all[2] = {real + KEUR_JACKKNIFE_GROUPS * n_cells,
                                    other + KEUR_JACKKNIFE_GROUPS * n_cells};
    const double rows[2] = {count_rows(all[0], n_cells), count_rows(all[1], n_cells)};

    found->value = sum_gaps(all, NULL, rows, n_cells) / 2;
    for (size_t g = 0; g < KEUR_JACKKNIFE_GROUPS; g++) {
        const uint32_t *const out[2] = {real + g * n_cells, other + g * n_cells};
        const double left[2] = {rows[0] - count_rows(out[0], n_cells),
                                rows[1] - count_rows(out[1], n_cells)};

        found->without[g] = sum_gaps(all, out, left, n_cells) / 2;
    }
}
