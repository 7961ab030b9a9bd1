/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_LAYOUT_H
#define KEUR_CASE_LAYOUT_H

#include <keur/case.h>

/** The columns of a table's file beside those of train, left out or not. */
typedef struct keur_layout {
    size_t n_shared;  /**< columns of both */
    size_t n_lacking; /**< columns of train that the table lacks */
    size_t n_added;   /**< columns of the table that train lacks */
    size_t n_moved;   /**< fewest of the shared ones to be moved so that all are in train's order */
} keur_layout;

/** That of the synthetic table. */
const keur_layout *keur_case_layout(const keur_case *on);

#endif
