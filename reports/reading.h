/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_READING_H
#define KEUR_REPORTS_READING_H

#include <keur/scorecard.h>

#include "base/arena.h"
#include "base/json.h"
#include "reports/words.h"

/* Readers of members of an object; all fail with KEUR_ESCHEMA and the path. */

/** A text that must be there, copied. */
keur_status keur_read_text(const keur_json_at *of, const char *name, keur_arena *arena,
                           const char **text, keur_error *err);
/** A text, or NULL where it is absent. */
keur_status keur_read_optional(const keur_json_at *of, const char *name, keur_arena *arena,
                               const char **text, keur_error *err);
/** The position of a word in its list. */
keur_status keur_read_word(const keur_json_at *of, const char *name, keur_word_list list,
                           size_t *word, keur_error *err);
/** A whole number of 0 or more. */
keur_status keur_read_size(const keur_json_at *of, const char *name, size_t *size, keur_error *err);

/** A figure, but for the measure it belongs to. */
keur_status keur_read_figure(const keur_json_at *at, keur_arena *arena, keur_scorecard_figure *made,
                             keur_error *err);

#endif
