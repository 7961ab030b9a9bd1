/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ASSESS_SCORECARD_IMPL_H
#define KEUR_ASSESS_SCORECARD_IMPL_H

#include <keur/scorecard.h>

#include "base/arena.h"
#include "case/labels.h"

/** An empty scorecard with an arena of its own; freed with keur_scorecard_free(). */
keur_status keur_scorecard_new(keur_scorecard **made, keur_error *err);

/** A copy that shares nothing with `from`. O(size of the scorecard). */
keur_status keur_scorecard_copy(const keur_scorecard *from, keur_scorecard **made, keur_error *err);

/** *to = *from with every text copied into the arena. */
keur_status keur_figure_copy(const keur_figure *from, keur_arena *arena, keur_figure *to,
                             keur_error *err);

#endif
