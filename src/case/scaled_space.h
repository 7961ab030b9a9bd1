/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_SCALED_SPACE_H
#define KEUR_CASE_SCALED_SPACE_H

#include "case/remembered.h"

/** A space over the columns of a case, with the numbers it owns. */
typedef struct keur_scaled_space {
    keur_space space;
    keur_space_column *columns;
    double *
        *ranks; /* per column: ranks or normal scores of its values, NULL where they are as given */
} keur_scaled_space;

/**
 * The space that a question is asked in: scales from the rows that `ask->source` names.
 * A column whose scale is 0, or cannot be computed, or leads to distances beyond all bounds, counts
 * mismatches. Freed with
 * keur_scaled_space_free().
 */
keur_status keur_scaled_space_make(const keur_case *on, const keur_ask *ask,
                                   keur_scaled_space *made, keur_error *err);
void keur_scaled_space_free(keur_scaled_space *made);

#endif
