/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_UTILITY_H
#define KEUR_FIDELITY_UTILITY_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

/**
 * How much the cells of two tables differ. With o real and s other rows in a cell, n_o and n_s in
 * all, N = n_o + n_s, c = n_s / N; sums over cells with a row of either:
 *
 *   vw        Voas-Williamson: sum (s - o c/(1-c))^2 / ((o + s) c)
 *   ft        Freeman-Tukey: 4 sum (sqrt(s) - sqrt(o c/(1-c)))^2
 *   g         likelihood ratio, over cells with rows of both, shares made to add up to 1 there
 *   jsd       Jensen-Shannon divergence in bits
 *   pmse      mean squared error of propensities: vw c (1-c)^2 / N
 *   wmabsdd   sum |s - o c/(1-c)| / sqrt((o + s) c), times sqrt(pi/2)
 *   mabsdd    sum |s/n_s - o/n_o|
 *   dbhatt    Bhattacharyya distance sqrt(1 - sum sqrt(o s / (n_o n_s)))
 *   specks    largest gap of the distribution functions of propensities s/(o + s)
 *   u         Mann-Whitney's U of these, ties half
 *   po50      per cent of rows beyond 50 that the propensity tells right at the cut c
 *
 * df = cells - 1, df_g of those with rows of both. vw / df is 1 on average where the other table's
 * rows are drawn from the shares of the real one, and 1 + n_s / n_o, so 2 at equal sizes, where
 * both are drawn from one population: the real table has chance of its own. Raab, Nowok & Dibben:
 * Assessing, visualizing and improving the utility of synthetic data, arXiv 2109.12717; Snoke et
 * al., JRSS A 181 (2018).
 */
typedef struct keur_utility {
    double n; /**< rows of both tables */
    double vw, ft, g, jsd, pmse, wmabsdd, mabsdd, dbhatt, specks, u, po50;
    size_t df, df_g;
} keur_utility;

/** @param real, other  n_cells counts; a table without rows gives NAN everywhere. O(c log c). */
keur_status keur_utility_of(const uint32_t *real, const uint32_t *other, size_t n_cells,
                            keur_utility *found, keur_error *err);

/** vw and df alone. O(c). */
void keur_utility_vw(const uint32_t *real, const uint32_t *other, size_t n_cells, double *vw,
                     size_t *df);

#endif
