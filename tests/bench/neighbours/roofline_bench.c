/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/parallel.h"

/* The arithmetic that the cores can do on floats in their first cache: what the filter of the
 * neighbour engine does for a cell of a numeric column (subtract, absolute value, minimum,
 * multiply, add), with four sums of sixteen lanes and nothing else.
 *
 *   roofline_bench THREADS
 *
 * Prints 1e9 cells a second, the best of 9 runs. */

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

enum { N_COLUMNS = 64, N_LANES = 64, N_REPEATS = 100000 };

static float cells[N_COLUMNS * N_LANES] __attribute__((aligned(64)));

__attribute__((target("avx512f"))) static keur_status work(void *context, size_t begin, size_t end,
                                                           keur_error *err)
{
    float *out = context;

    (void)err;
    for (size_t item = begin; item < end; item++) {
        const __m512 cap = _mm512_set1_ps(1), weight = _mm512_set1_ps(0.5f);
        __m512 sums[4] = {_mm512_setzero_ps(), _mm512_setzero_ps(), _mm512_setzero_ps(),
                          _mm512_setzero_ps()};

        for (size_t i = 0; i < N_REPEATS; i++) {
            const __m512 value = _mm512_set1_ps((float)i * 1e-9f);

#pragma GCC unroll 4
            for (size_t j = 0; j < N_COLUMNS; j++) {
#pragma GCC unroll 4
                for (size_t g = 0; g < 4; g++) {
                    const __m512 x = _mm512_load_ps(cells + j * N_LANES + 16 * g);
                    const __m512 apart = _mm512_abs_ps(_mm512_sub_ps(x, value));

                    sums[g] =
                        _mm512_add_ps(sums[g], _mm512_mul_ps(_mm512_min_ps(apart, cap), weight));
                }
            }
        }
        for (size_t g = 0; g < 4; g++)
            out[4 * item + g] = _mm512_cvtss_f32(sums[g]);
    }
    return KEUR_OK;
}

static double now(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

int main(int argc, char **argv)
{
    const int threads = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 1;
    const size_t n = threads > 0 ? (size_t)threads : 1;
    float *out = calloc(4 * n, sizeof *out);
    double best = 0;

    __builtin_cpu_init();
    if (out == NULL || !__builtin_cpu_supports("avx512f")) {
        fputs("roofline_bench: this processor has no AVX-512\n", stderr);
        return 1;
    }
    for (size_t i = 0; i < N_COLUMNS * N_LANES; i++)
        cells[i] = (float)(i % 97) / 97;
    for (int run = 0; run < 9; run++) {
        const double start = now();
        keur_error err;
        double rate;

        if (keur_parallel_for(n, 1, threads, work, out, &err) != KEUR_OK)
            return 1;
        rate = (double)n * N_REPEATS * N_COLUMNS * N_LANES / (now() - start);
        best = rate > best ? rate : best;
    }
    printf("%.2f\n", best / 1e9);
    free(out);
    return 0;
}
#else
int main(void)
{
    fputs("roofline_bench: only for x86-64\n", stderr);
    return 1;
}
#endif
