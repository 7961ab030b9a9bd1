/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_RARE_CODES_H
#define KEUR_FIDELITY_RARE_CODES_H

#include <keur/case.h>

/** Said of every column that is taken for one of two, whether others occur or not. */
#define KEUR_RARE_FORGOTTEN                                                                        \
    "An outcome, treatment or time of two levels may have others that fewer than 10 people have: " \
    "such rows are left aside there."

/**
 * Take a column for one of two values where two have ten people each or more and fewer than ten
 * people have any other, and for one of one value where one has: the counts of others become 0, and
 * whoever asks for its levels finds two, or one. So which figures such a column gets does not tell
 * that one person has a third value, or a second.
 *
 * @param roles   n_roles tables that the counts are of
 * @param counts  rows of each code, n_codes of them; left as they are where there is no code of ten
 *                people or more, or three are, or ten people have others
 *
 * O(rows), with a person unit O(rows log rows).
 */
keur_status keur_forget_rare_codes(const keur_case *on, size_t column, const keur_role *roles,
                                   size_t n_roles, size_t *counts, size_t n_codes, keur_error *err);

#endif
