/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "near/kernel_impl.h"
#include "near/lanes.h"

/** Kernel sums over a leaf in plain C: what lanes_avx2.c does with four lanes at a time, operation
 * by operation. */

static inline double number(double cell, double own, double slope, double from)
{
    const double apart = (cell - own) * slope;

    return from - apart * apart;
}

static inline double level(double cell, double own, double other, double from)
{
    return from + (cell == own ? 0 : other);
}

static void add_numbers(const double *cells, double own, double slope, const double *from,
                        double *to)
{
    for (size_t lane = 0; lane < KEUR_LEAF; lane++)
        to[lane] = number(cells[lane], own, slope, from[lane]);
}

static void add_levels(const double *cells, double own, double other, const double *from,
                       double *to)
{
    for (size_t lane = 0; lane < KEUR_LEAF; lane++)
        to[lane] = level(cells[lane], own, other, from[lane]);
}

/* 2^x for x <= 0. Even and odd powers apart, so that half as many steps wait for each other. */
static inline double power(double x)
{
    const double above = x > KEUR_EXP_LEAST ? x : KEUR_EXP_LEAST; /* NaN as well */
    const double shifted = above + KEUR_EXP_ROUND;
    const double f = above - (shifted - KEUR_EXP_ROUND);
    const double square = f * f;
    double even = KEUR_EXP_C9 + square * KEUR_EXP_C11;
    double odd = KEUR_EXP_C8 + square * KEUR_EXP_C10;
    uint64_t bits, exponent;

    even = KEUR_EXP_C7 + square * even;
    odd = KEUR_EXP_C6 + square * odd;
    even = KEUR_EXP_C5 + square * even;
    odd = KEUR_EXP_C4 + square * odd;
    even = KEUR_EXP_C3 + square * even;
    odd = KEUR_EXP_C2 + square * odd;
    even = KEUR_EXP_C1 + square * even;
    even = 1 + f * (even + f * odd);
    /* The last bits of `shifted` are those of k; here they reach the exponent. */
    memcpy(&bits, &even, sizeof bits);
    memcpy(&exponent, &shifted, sizeof exponent);
    bits += exponent << 52;
    memcpy(&even, &bits, sizeof even);
    return even;
}

static inline double ends(double x)
{
    const double rest = 1 + x * KEUR_ENDS_SLOPE;
    const double above = rest > 0 ? rest : 0; /* NaN as well */
    const double square = above * above, fourth = square * square;

    return fourth * fourth;
}

/* In halves, so that a leaf's sum errs by six roundings at most. Changes the terms. */
static double total(double *terms, size_t without)
{
    terms[without] = 0;
    for (size_t n = KEUR_LEAF / 2; n > 0; n /= 2) {
        for (size_t i = 0; i < n; i++)
            terms[i] += terms[i + n];
    }
    return terms[0];
}

static double sum(const double *logs, double top, size_t without)
{
    double terms[KEUR_LEAF + 1];

    for (size_t lane = 0; lane < KEUR_LEAF; lane++)
        terms[lane] = power(logs[lane] - top);
    return total(terms, without);
}

static double sum_numbers(const double *cells, double own, double slope, const double *from,
                          size_t without)
{
    double terms[KEUR_LEAF + 1];

    for (size_t lane = 0; lane < KEUR_LEAF; lane++)
        terms[lane] = power(number(cells[lane], own, slope, from[lane]));
    return total(terms, without);
}

static double sum_levels(const double *cells, double own, double other, const double *from,
                         size_t without)
{
    double terms[KEUR_LEAF + 1];

    for (size_t lane = 0; lane < KEUR_LEAF; lane++)
        terms[lane] = power(level(cells[lane], own, other, from[lane]));
    return total(terms, without);
}

static double sum_ends(const double *logs, size_t without)
{
    double terms[KEUR_LEAF + 1];

    for (size_t lane = 0; lane < KEUR_LEAF; lane++)
        terms[lane] = ends(logs[lane]);
    return total(terms, without);
}

static double sum_ends_numbers(const double *cells, double own, double slope, const double *from,
                               size_t without)
{
    double terms[KEUR_LEAF + 1];

    for (size_t lane = 0; lane < KEUR_LEAF; lane++)
        terms[lane] = ends(number(cells[lane], own, slope, from[lane]));
    return total(terms, without);
}

static double sum_ends_levels(const double *cells, double own, double other, const double *from,
                              size_t without)
{
    double terms[KEUR_LEAF + 1];

    for (size_t lane = 0; lane < KEUR_LEAF; lane++)
        terms[lane] = ends(level(cells[lane], own, other, from[lane]));
    return total(terms, without);
}

const keur_lanes keur_lanes_portable = {.numbers = add_numbers,
                                        .levels = add_levels,
                                        .sum = sum,
                                        .sum_numbers = sum_numbers,
                                        .sum_levels = sum_levels,
                                        .ends = sum_ends,
                                        .ends_numbers = sum_ends_numbers,
                                        .ends_levels = sum_ends_levels};
