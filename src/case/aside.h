/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_ASIDE_H
#define KEUR_CASE_ASIDE_H

#include <keur/case.h>

/**
 * A column that takes no part in measures because it names records or holds free text. Its values
 * may still stand in the synthetic table, where they give people away at once.
 */
typedef struct keur_aside {
    const char *name;
    size_t n_synthetic; /**< synthetic rows that have a value */
    size_t in_train;    /**< of those, rows whose value occurs in train */
    size_t in_holdout;  /**< of those, rows whose value occurs in the holdout */
} keur_aside;

size_t keur_case_asides(const keur_case *on);
const keur_aside *keur_case_aside(const keur_case *on, size_t i);

#endif
