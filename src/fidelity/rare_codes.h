/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_RARE_CODES_H
#define KEUR_FIDELITY_RARE_CODES_H

#include <stddef.h>

/**
 * Take a column for one of two values where two have ten rows each or more and fewer than ten rows
 * have any other: their counts become 0, and whoever asks for its levels finds two. So which
 * figures such a column gets does not tell that one person has a third value. Of a column whose
 * second value is rare itself it may still tell.
 *
 * @param counts  rows of each code, n_codes of them; left as they are where there are no two codes
 *                of ten rows or more, or three, or ten rows of others
 */
void keur_forget_rare_codes(size_t *counts, size_t n_codes);

#endif
