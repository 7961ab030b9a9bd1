/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_NAMES_H
#define KEUR_REPORTS_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include <keur/scorecard.h>

/** The names of a report that no language changes: of columns, levels, measures, figures, tables
 * and policies. */
typedef struct keur_names keur_names;

keur_status keur_names_new(keur_names **names, keur_error *err);
void keur_names_free(keur_names *names);

/** Add one; NULL and "" are none. */
keur_status keur_names_add(keur_names *to, const char *name, keur_error *err);

/** Add all those of a scorecard. O(figures). */
keur_status keur_names_add_card(keur_names *to, const keur_scorecard *of, keur_error *err);

/** Whether n bytes are a name; NULL holds none. O(1) on average. */
bool keur_names_have(const keur_names *in, const char *text, size_t n);

#endif
