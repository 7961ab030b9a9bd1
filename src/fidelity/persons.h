/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_PERSONS_H
#define KEUR_FIDELITY_PERSONS_H

#include <keur/case.h>

/** The persons of some rows of a role, numbered 0, 1, ... as they come; without a person unit
 * every row is one. What a bootstrap draws (stats/bootstrap.h). */
typedef struct keur_persons {
    size_t n;
    uint32_t *of_row; /**< one a row of `rows` */
} keur_persons;

/** @param rows  n_rows rows of the role. O(rows + persons of the case). */
keur_status keur_persons_make(const keur_case *on, keur_role role, const uint32_t *rows,
                              size_t n_rows, keur_persons *made, keur_error *err);
void keur_persons_free(keur_persons *persons);

#endif
