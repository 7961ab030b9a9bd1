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

TARGET double total(double *terms, size_t without)
{
    __m256d parts[N_GROUPS / 2];
    __m128d two;

    terms[without] = 0;
    for (size_t i = 0; i < N_GROUPS / 2; i++)
        parts[i] = _mm256_add_pd(_mm256_loadu_pd(terms + WIDTH * i),
                                 _mm256_loadu_pd(terms + WIDTH * (i + N_GROUPS / 2)));
    for (size_t n = N_GROUPS / 4; n > 0; n /= 2) {
        for (size_t i = 0; i < n; i++)
            parts[i] = _mm256_add_pd(parts[i], parts[i + n]);
    }
    two = _mm_add_pd(_mm256_castpd256_pd128(parts[0]), _mm256_extractf128_pd(parts[0], 1));
    return _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)));
}

FEATURES static double sum(const double *logs, double top, size_t without)
{
    double terms[KEUR_LEAF + 1];

    for (size_t lane = 0; lane < KEUR_LEAF; lane += WIDTH)
        _mm256_storeu_pd(terms + lane,
                         power(_mm256_sub_pd(_mm256_loadu_pd(logs + lane), all(top))));
    return total(terms, without);
}

FEATURES static double sum_numbers(const double *cells, double own, double slope,
                                   const double *from, size_t without)
{
    double terms[KEUR_LEAF + 1];

    for (size_t lane = 0; lane < KEUR_LEAF; lane += WIDTH)
        _mm256_storeu_pd(terms + lane, power(number(cells + lane, own, slope, from + lane)));
    return total(terms, without);
}

FEATURES static double sum_levels(const double *cells, double own, double other, const double *from,
                                  size_t without)
{
    double terms[KEUR_LEAF + 1];

    for (size_t lane = 0; lane < KEUR_LEAF; lane += WIDTH)
        _mm256_storeu_pd(terms + lane, power(level(cells + lane, own, other, from + lane)));
    return total(terms, without);
}

const keur_lanes keur_lanes_avx2 = {add_numbers, add_levels, sum, sum_numbers, sum_levels};

#else
/* A file must hold something; other processors use the portable lanes. */
typedef int keur_no_lanes_avx2;
#endif
