/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_SERIES_H
#define KEUR_CASE_SERIES_H

#include <keur/measure.h>

#include "base/arena.h"

/** *to = *from with every text and value copied into the arena. */
keur_status keur_series_copy(const keur_series *from, keur_arena *arena, keur_series *to,
                             keur_error *err);

/** Whether two series of one name are about the same; either may be NULL. */
bool keur_series_same_about(const char *a, const char *b);

#endif
