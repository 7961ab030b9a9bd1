/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/parallel.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef _OPENMP
#include <omp.h>
#endif

int keur_parallel_threads(int threads)
{
    if (threads > 0)
        return threads;
#ifdef _OPENMP
    return omp_get_max_threads() > 0 ? omp_get_max_threads() : 1;
#else
    return 1;
#endif
}

const char *keur_parallel_version(void)
{
#ifdef _OPENMP
#define KEUR_DIGITS(x) #x
#define KEUR_EXPAND(x) KEUR_DIGITS(x)
    return "OpenMP " KEUR_EXPAND(_OPENMP);
#else
    return "no OpenMP";
#endif
}

keur_status keur_parallel_for(size_t n, size_t grain, int threads, keur_parallel_body body,
                              void *context, keur_error *err)
{
    const size_t step = grain > 0 ? grain : 1;
    const size_t n_pieces = n / step + (n % step != 0);
    size_t first_failed = SIZE_MAX;
    keur_status status = KEUR_OK;
    keur_error first = {KEUR_OK, ""};

    int n_threads = keur_parallel_threads(threads);

    /* Idle threads would spin beside those that work. */
    if ((size_t)n_threads > n_pieces)
        n_threads = n_pieces > 0 ? (int)n_pieces : 1;
    (void)n_threads;
#ifdef _OPENMP
#pragma omp parallel for schedule(dynamic, 1) num_threads(n_threads) default(none)                 \
    shared(n, step, n_pieces, body, context, first_failed, status, first)
#endif
    for (size_t piece = 0; piece < n_pieces; piece++) {
        const size_t begin = piece * step;
        const size_t end = n - begin < step ? n : begin + step;
        keur_error own = {KEUR_OK, ""};
        bool skip;
        keur_status got;

#ifdef _OPENMP
#pragma omp critical(keur_parallel_failure)
#endif
        skip = first_failed < piece;
        if (skip)
            continue;
        got = body(context, begin, end, &own);
        if (got == KEUR_OK)
            continue;
#ifdef _OPENMP
#pragma omp critical(keur_parallel_failure)
#endif
        {
            if (piece < first_failed) {
                first_failed = piece;
                status = got;
                first = own;
            }
        }
    }
    if (status != KEUR_OK)
        return keur_fail(err, status, "%s", first.text);
    return KEUR_OK;
}
