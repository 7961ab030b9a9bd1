/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Without threads nobody else could hold a lock: there is nothing to be done. */
#include "base/lock.h"

#include "base/memory.h"
#include "base/try.h"

#ifdef _OPENMP
#include <pthread.h>
#endif

struct keur_lock {
#ifdef _OPENMP
    pthread_mutex_t mutex;
#else
    char unused;
#endif
};

keur_status keur_lock_new(keur_lock **made, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(*made, 1, err));
#ifdef _OPENMP
    if (pthread_mutex_init(&(*made)->mutex, NULL) != 0) {
        keur_release(*made);
        *made = NULL;
        return keur_fail(err, KEUR_ENOMEM, "not enough memory for threads");
    }
#endif
out:
    return status;
}

void keur_lock_free(keur_lock *lock)
{
    if (lock == NULL)
        return;
#ifdef _OPENMP
    (void)pthread_mutex_destroy(&lock->mutex);
#endif
    keur_release(lock);
}

void keur_lock_take(keur_lock *lock)
{
#ifdef _OPENMP
    if (lock != NULL)
        (void)pthread_mutex_lock(&lock->mutex);
#else
    (void)lock;
#endif
}

void keur_lock_leave(keur_lock *lock)
{
#ifdef _OPENMP
    if (lock != NULL)
        (void)pthread_mutex_unlock(&lock->mutex);
#else
    (void)lock;
#endif
}
