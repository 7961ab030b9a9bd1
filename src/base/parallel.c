/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/parallel.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/try.h"

#ifdef _OPENMP
#include <omp.h>
#include <pthread.h>
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

typedef struct rounds {
    keur_round_item item;
    keur_round_end end;
    void *context;
    size_t n, next, n_done; /* items of this round */
    size_t first_failed;
    keur_status status;
    keur_error err;
#ifdef _OPENMP
    pthread_mutex_t lock; /* of all that stands above */
    pthread_cond_t next_round;
#endif
} rounds;

static void lock(rounds *on)
{
#ifdef _OPENMP
    (void)pthread_mutex_lock(&on->lock);
#else
    (void)on;
#endif
}

static void unlock(rounds *on)
{
#ifdef _OPENMP
    (void)pthread_mutex_unlock(&on->lock);
#else
    (void)on;
#endif
}

static void run_item(rounds *on)
{
    const size_t item = on->next++;
    keur_error own = {KEUR_OK, ""};
    keur_status got;

    if (item > on->first_failed) { /* what it found would not be looked at */
        on->n_done++;
        return;
    }
    unlock(on);
    got = on->item(on->context, item, &own);
    lock(on);
    if (got != KEUR_OK && item < on->first_failed) {
        on->first_failed = item;
        on->status = got;
        on->err = own;
    }
    on->n_done++;
}

/* Whoever ended the last item goes on to the next round. */
static void end_round(rounds *on)
{
    size_t n = 0;

    if (on->status == KEUR_OK)
        on->status = on->end(on->context, &n, &on->err);
    on->n = on->status == KEUR_OK ? n : 0;
    on->next = 0;
    on->n_done = 0;
#ifdef _OPENMP
    (void)pthread_cond_broadcast(&on->next_round);
#endif
}

/* The same for all threads; one alone never waits. */
static void work(rounds *on)
{
    lock(on);
    while (on->n > 0) {
        if (on->next < on->n) {
            run_item(on);
            if (on->n_done == on->n)
                end_round(on);
            continue;
        }
#ifdef _OPENMP
        (void)pthread_cond_wait(&on->next_round, &on->lock);
#endif
    }
    unlock(on);
}

static keur_status open_rounds(rounds *on, keur_error *err)
{
#ifdef _OPENMP
    if (pthread_mutex_init(&on->lock, NULL) != 0)
        return keur_fail(err, KEUR_ENOMEM, "not enough memory for threads");
    if (pthread_cond_init(&on->next_round, NULL) != 0) {
        (void)pthread_mutex_destroy(&on->lock);
        return keur_fail(err, KEUR_ENOMEM, "not enough memory for threads");
    }
#else
    (void)on;
    (void)err;
#endif
    return KEUR_OK;
}

static keur_status close_rounds(rounds *on, keur_error *err)
{
#ifdef _OPENMP
    (void)pthread_cond_destroy(&on->next_round);
    (void)pthread_mutex_destroy(&on->lock);
#endif
    return on->status == KEUR_OK ? KEUR_OK : keur_fail(err, on->status, "%s", on->err.text);
}

keur_status keur_parallel_rounds(size_t n, int threads, keur_round_item item, keur_round_end end,
                                 void *context, keur_error *err)
{
    rounds on = {.item = item,
                 .end = end,
                 .context = context,
                 .n = n,
                 .first_failed = SIZE_MAX,
                 .err = {KEUR_OK, ""}};
    const int n_threads = keur_parallel_threads(threads);
    keur_status status = KEUR_OK;

    (void)n_threads;
    KEUR_TRY(open_rounds(&on, err));
#ifdef _OPENMP
#pragma omp parallel num_threads(n_threads) default(none) shared(on)
#endif
    work(&on);
    status = close_rounds(&on, err);
out:
    return status;
}

/* --- long items */

enum { MOST_BESIDE = 64 };

static keur_status end_at_once(void *context, size_t *n, keur_error *err)
{
    (void)context;
    (void)err;
    *n = 0;
    return KEUR_OK;
}

#ifdef _OPENMP
static void *work_beside(void *on)
{
    work(on);
    return NULL;
}

/* Threads of the system, since each begins a team of OpenMP threads that lasts as long as it does:
 * teams within a team are made anew for every piece of work. */
static void work_on_threads(rounds *on, size_t n_threads)
{
    pthread_t threads[MOST_BESIDE];
    size_t n = 0;

    /* With fewer threads than were asked for, the work takes longer. */
    while (n + 1 < n_threads && n < MOST_BESIDE &&
           pthread_create(&threads[n], NULL, work_beside, on) == 0)
        n++;
    work(on);
    for (size_t i = 0; i < n; i++)
        (void)pthread_join(threads[i], NULL);
}
#endif

keur_status keur_parallel_beside(size_t n, size_t at_once, keur_round_item item, void *context,
                                 keur_error *err)
{
    rounds on = {.item = item,
                 .end = end_at_once,
                 .context = context,
                 .n = n,
                 .first_failed = SIZE_MAX,
                 .err = {KEUR_OK, ""}};
    keur_status status = KEUR_OK;

    KEUR_TRY(open_rounds(&on, err));
#ifdef _OPENMP
    work_on_threads(&on, at_once);
#else
    (void)at_once;
    work(&on);
#endif
    status = close_rounds(&on, err);
out:
    return status;
}
