/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "near/kernel_impl.h"
#include "near/lanes.h"

#ifdef KEUR_SCAN_X86

#include <immintrin.h>

/** Kernel sums over a leaf with AVX2, four rows at a time. The operations are those of lanes.c, in
 * the same order, and none is fused, so the bits are the same. */

#define FEATURES __attribute__((target("avx2")))
#define TARGET   static inline __attribute__((target("avx2"), always_inline))

enum { WIDTH = 4, N_GROUPS = KEUR_LEAF / WIDTH };

TARGET __m256d all(double x)
{
    return _mm256_set1_pd(x);
}

TARGET __m256d number(const double *cells, double own, double slope, const double *from)
{
    const __m256d apart =
        _mm256_mul_pd(_mm256_sub_pd(_mm256_loadu_pd(cells), all(own)), all(slope));

    return _mm256_sub_pd(_mm256_loadu_pd(from), _mm256_mul_pd(apart, apart));
}

TARGET __m256d level(const double *cells, double own, double other, const double *from)
{
    const __m256d differs = _mm256_cmp_pd(_mm256_loadu_pd(cells), all(own), _CMP_NEQ_UQ);

    return _mm256_add_pd(_mm256_loadu_pd(from), _mm256_and_pd(differs, all(other)));
}

FEATURES static void add_numbers(const double *cells, double own, double slope, const double *from,
                                 double *to)
{
    for (size_t lane = 0; lane < KEUR_LEAF; lane += WIDTH)
        _mm256_storeu_pd(to + lane, number(cells + lane, own, slope, from + lane));
}

FEATURES static void add_levels(const double *cells, double own, double other, const double *from,
                                double *to)
{
    for (size_t lane = 0; lane < KEUR_LEAF; lane += WIDTH)
        _mm256_storeu_pd(to + lane, level(cells + lane, own, other, from + lane));
}

/* c + square * sum. */
TARGET __m256d step(double c, __m256d square, __m256d sum)
{
    return _mm256_add_pd(all(c), _mm256_mul_pd(square, sum));
}

/* 2^x for x <= 0. */
TARGET __m256d power(__m256d x)
{
    /* The second operand where one is NaN. */
    const __m256d above = _mm256_max_pd(x, all(KEUR_EXP_LEAST));
    const __m256d shifted = _mm256_add_pd(above, all(KEUR_EXP_ROUND));
    const __m256d f = _mm256_sub_pd(above, _mm256_sub_pd(shifted, all(KEUR_EXP_ROUND)));
    const __m256d square = _mm256_mul_pd(f, f);
    __m256d even = step(KEUR_EXP_C9, square, all(KEUR_EXP_C11));
    __m256d odd = step(KEUR_EXP_C8, square, all(KEUR_EXP_C10));

    even = step(KEUR_EXP_C7, square, even);
    odd = step(KEUR_EXP_C6, square, odd);
    even = step(KEUR_EXP_C5, square, even);
    odd = step(KEUR_EXP_C4, square, odd);
    even = step(KEUR_EXP_C3, square, even);
    odd = step(KEUR_EXP_C2, square, odd);
    even = step(KEUR_EXP_C1, square, even);
    even = step(1, f, _mm256_add_pd(even, _mm256_mul_pd(f, odd)));
    return _mm256_castsi256_pd(_mm256_add_epi64(
        _mm256_castpd_si256(even), _mm256_slli_epi64(_mm256_castpd_si256(shifted), 52)));
}

TARGET __m256d ends(__m256d x)
{
    const __m256d rest = _mm256_add_pd(all(1), _mm256_mul_pd(x, all(KEUR_ENDS_SLOPE)));
    const __m256d above = _mm256_max_pd(rest, all(0)); /* the second where one is NaN */
    const __m256d square = _mm256_mul_pd(above, above);
    const __m256d fourth = _mm256_mul_pd(square, square);

    return _mm256_mul_pd(fourth, fourth);
}

TARGET double total(__m256d parts[N_GROUPS / 2])
{
    __m128d two;

    for (size_t n = N_GROUPS / 4; n > 0; n /= 2) {
        for (size_t i = 0; i < n; i++)
            parts[i] = _mm256_add_pd(parts[i], parts[i + n]);
    }
    two = _mm_add_pd(_mm256_castpd256_pd128(parts[0]), _mm256_extractf128_pd(parts[0], 1));
    return _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)));
}

/* The sum of `term` of the groups of four lanes at `lane`, but for lane `without`: only where there
 * is one do the terms go through memory. */
#define SUM_OF(term)                                                                               \
    __m256d parts[N_GROUPS / 2];                                                                   \
    double terms[KEUR_LEAF];                                                                       \
                                                                                                   \
    if (without == KEUR_LEAF) {                                                                    \
        for (size_t i = 0; i < N_GROUPS / 2; i++) {                                                \
            size_t lane = WIDTH * i;                                                               \
            const __m256d first = (term);                                                          \
                                                                                                   \
            lane += KEUR_LEAF / 2;                                                                 \
            parts[i] = _mm256_add_pd(first, (term));                                               \
        }                                                                                          \
        return total(parts);                                                                       \
    }                                                                                              \
    for (size_t lane = 0; lane < KEUR_LEAF; lane += WIDTH)                                         \
        _mm256_storeu_pd(terms + lane, (term));                                                    \
    terms[without] = 0;                                                                            \
    for (size_t i = 0; i < N_GROUPS / 2; i++)                                                      \
        parts[i] = _mm256_add_pd(_mm256_loadu_pd(terms + WIDTH * i),                               \
                                 _mm256_loadu_pd(terms + WIDTH * (i + N_GROUPS / 2)));             \
    return total(parts)

FEATURES static double sum(const double *logs, double top, size_t without)
{
    SUM_OF(power(_mm256_sub_pd(_mm256_loadu_pd(logs + lane), all(top))));
}

FEATURES static double sum_numbers(const double *cells, double own, double slope,
                                   const double *from, size_t without)
{
    SUM_OF(power(number(cells + lane, own, slope, from + lane)));
}

FEATURES static double sum_levels(const double *cells, double own, double other, const double *from,
                                  size_t without)
{
    SUM_OF(power(level(cells + lane, own, other, from + lane)));
}

FEATURES static double sum_ends(const double *logs, size_t without)
{
    SUM_OF(ends(_mm256_loadu_pd(logs + lane)));
}

FEATURES static double sum_ends_numbers(const double *cells, double own, double slope,
                                        const double *from, size_t without)
{
    SUM_OF(ends(number(cells + lane, own, slope, from + lane)));
}

FEATURES static double sum_ends_levels(const double *cells, double own, double other,
                                       const double *from, size_t without)
{
    SUM_OF(ends(level(cells + lane, own, other, from + lane)));
}

const keur_lanes keur_lanes_avx2 = {.numbers = add_numbers,
                                    .levels = add_levels,
                                    .sum = sum,
                                    .sum_numbers = sum_numbers,
                                    .sum_levels = sum_levels,
                                    .ends = sum_ends,
                                    .ends_numbers = sum_ends_numbers,
                                    .ends_levels = sum_ends_levels};

#else
/* A file must hold something; other processors use the portable lanes. */
typedef int keur_no_lanes_avx2;
#endif
