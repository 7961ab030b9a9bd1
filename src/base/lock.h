/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_BASE_LOCK_H
#define KEUR_BASE_LOCK_H

#include <keur/status.h>

/** What one thread at a time may hold. Held for moments only: nothing is computed under it. */
typedef struct keur_lock keur_lock;

/** @param[out] made  freed with keur_lock_free() @retval KEUR_ENOMEM */
keur_status keur_lock_new(keur_lock **made, keur_error *err);
void keur_lock_free(keur_lock *lock);

/** Wait until no other thread holds it. It may not be taken twice by one thread. NULL: nothing is
 * shared, and nothing is done. */
void keur_lock_take(keur_lock *lock);
void keur_lock_leave(keur_lock *lock);

#endif
