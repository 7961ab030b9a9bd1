/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_LABELS_H
#define KEUR_CASE_LABELS_H

#include <keur/measure.h>

/** Whether two figures are about the same thing: equal labels in any order. */
bool keur_figure_same_labels(const keur_figure *a, const keur_figure *b);

/** Equal for equal labels, in whatever order. */
uint64_t keur_figure_hash_labels(const keur_figure *figure);

/** Add a label; there must be room (asserted). The texts are not copied. */
void keur_figure_label(keur_figure *figure, const char *name, const char *value);

#endif
