/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_TARGETS_H
#define KEUR_ATTACKS_TARGETS_H

#include <keur/case.h>

#include "base/rows.h"
#include "case/grouped.h"

/** Some rows of a role, and behind them some of train that are there to make up the number. */
typedef struct keur_targets {
    keur_role role;
    size_t n_own; /**< of the role */
    bool is_part; /**< of which others might have been chosen */
    size_t n;     /**< with those of train */
    uint32_t *rows;
    size_t n_columns;
    int32_t **codes; /**< the columns that were gathered, one code a target */
    const int32_t **views;
} keur_targets;

/** What is chosen, all by seed: which rows of a role, and how many at the most. */
typedef struct keur_targets_ask {
    keur_role role;
    size_t secret;                 /**< rows in which it is missing are not chosen */
    const unsigned char *left_out; /**< per row of the role; NULL: none */
    size_t most;                   /**< 0: all */
} keur_targets_ask;

/** Choose rows, in ascending order. @param[out] made  freed with keur_targets_free() */
keur_status keur_targets_choose(const keur_case *on, const keur_targets_ask *ask,
                                keur_targets *made, keur_error *err);

/** Append rows of `train`, a choice from the train table, until there are as many as there. */
keur_status keur_targets_fill(const keur_case *on, const keur_targets *train, keur_targets *to,
                              keur_error *err);

/** Their codes in some columns, numbers in groups; once, after all rows are chosen. */
keur_status keur_targets_gather(const keur_grouped *from, const size_t *columns, size_t n_columns,
                                keur_targets *to, keur_error *err);

/** The gathered columns as the engines take them. */
keur_rows keur_targets_view(const keur_targets *of);

void keur_targets_free(keur_targets *of);

#endif
