/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/utility.h"

#include <math.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"

static double total(const uint32_t *counts, size_t n_cells)
{
    double sum = 0;

    for (size_t i = 0; i < n_cells; i++)
        sum += counts[i];
    return sum;
}

void keur_utility_vw(const uint32_t *real, const uint32_t *other, size_t n_cells, double *vw,
                     size_t *df)
{
    const double n_real = total(real, n_cells), n_other = total(other, n_cells);
    const double c = n_other / (n_real + n_other), times = n_other / n_real;
    size_t n = 0;

    *vw = 0;
    for (size_t i = 0; i < n_cells; i++) {
        const double o = real[i], s = other[i], gap = s - o * times;

        if (o + s > 0) {
            n++;
            *vw += gap * gap / ((o + s) * c);
        }
    }
    *df = n > 0 ? n - 1 : 0;
}

/* Sums over cells that need no order. */
static void add_up(const uint32_t *real, const uint32_t *other, size_t n_cells, keur_utility *to)
{
    const double n_real = total(real, n_cells), n_other = total(other, n_cells);
    const double times = n_other / n_real, c = n_other / (n_real + n_other);
    double both_real = 0, both_other = 0, overlap = 0, right = 0;
    size_t both = 0;

    for (size_t i = 0; i < n_cells; i++) {
        const double o = real[i], s = other[i], gap = s - o * times;
        const double root = sqrt(s) - sqrt(o * times);
        const double p = o / n_real, q = s / n_other, m = (p + q) / 2;

        if (o + s == 0)
            continue;
        to->ft += 4 * root * root;
        to->wmabsdd += fabs(gap) / sqrt((o + s) * c) * sqrt(acos(-1.0) / 2);
        to->mabsdd += fabs(q - p);
        to->jsd += (p > 0 ? p * log2(p / m) / 2 : 0) + (q > 0 ? q * log2(q / m) / 2 : 0);
        overlap += sqrt(p * q);
        right += s / (o + s) > c ? s : o;
        both += o > 0 && s > 0;
        both_real += s > 0 ? o : 0;
        both_other += o > 0 ? s : 0;
    }
    for (size_t i = 0; i < n_cells; i++)
        if (real[i] > 0 && other[i] > 0)
            to->g += 2 * other[i] * log(other[i] / both_other / (real[i] / both_real));
    to->df_g = both > 0 ? both - 1 : 0;
    to->dbhatt = sqrt(fmax(1 - overlap, 0));
    to->po50 = 100 * right / (n_real + n_other) - 50;
}

/* Cells in the order of their propensities, equal ones together. */
static keur_status rank_cells(const uint32_t *real, const uint32_t *other, size_t n_cells,
                              keur_utility *to, keur_error *err)
{
    const double n_real = total(real, n_cells), n_other = total(other, n_cells);
    double *scores = NULL, below_real = 0, below_other = 0;
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(scores, n_cells, err));
    KEUR_TRY(KEUR_NEW(order, n_cells, err));
    for (size_t i = 0; i < n_cells; i++)
        scores[i] = other[i] > 0 ? other[i] / ((double)real[i] + other[i]) : 0;
    KEUR_TRY(keur_sort_order(scores, n_cells, order, err));
    for (size_t i = 0; i < n_cells;) {
        const double score = scores[order[i]];
        double o = 0, s = 0;

        for (; i < n_cells && scores[order[i]] == score; i++) {
            o += real[order[i]];
            s += other[order[i]];
        }
        to->u += s * (below_real + o / 2);
        below_real += o;
        below_other += s;
        to->specks = fmax(to->specks, fabs(below_real / n_real - below_other / n_other));
    }
out:
    keur_release(scores);
    keur_release(order);
    return status;
}

keur_status keur_utility_of(const uint32_t *real, const uint32_t *other, size_t n_cells,
                            keur_utility *found, keur_error *err)
{
    const double n_real = total(real, n_cells), n_other = total(other, n_cells);
    const double c = n_other / (n_real + n_other);
    keur_status status = KEUR_OK;

    *found = (keur_utility){.n = n_real + n_other};
    if (!(n_real > 0) || !(n_other > 0)) {
        found->vw = found->ft = found->g = found->jsd = found->pmse = found->wmabsdd = NAN;
        found->mabsdd = found->dbhatt = found->specks = found->u = found->po50 = NAN;
        return KEUR_OK;
    }
    keur_utility_vw(real, other, n_cells, &found->vw, &found->df);
    found->pmse = found->vw * c * (1 - c) * (1 - c) / found->n;
    add_up(real, other, n_cells, found);
    KEUR_TRY(rank_cells(real, other, n_cells, found, err));
out:
    return status;
}
