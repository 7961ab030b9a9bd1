/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_GUESSING_IMPL_H
#define KEUR_ATTACKS_GUESSING_IMPL_H

#include "attacks/attribute/guessing.h"
#include "attacks/grouping.h"

/** How the guesses of one target came out. */
typedef struct keur_guessed {
    size_t n[KEUR_GUESS_SIDES];
    unsigned char *is_right[KEUR_GUESS_SIDES]; /**< a flag a row; only while figures are added */
    double successes[KEUR_GUESS_SIDES];
    double size[KEUR_GUESS_SIDES]; /**< independent rows they are worth; NAN: one person only */
    double p; /**< of no risk, one-sided; NAN where there is no control or nothing to gain */
} keur_guessed;

/** A figure to be like: unit, direction, and the labels of a target. */
keur_figure keur_guess_like(const keur_guessing *of, size_t target);

/** success, success-holdout, success-excess, chance-mode, chance-draw, risk; sets size and p. */
keur_status keur_guess_figures(const keur_guessing *of, size_t target, const keur_guess_rule *rule,
                               keur_guessed *found, keur_result *out, keur_error *err);

/** risk-p of all targets, and worst-risk. Writes to found[i].p. */
keur_status keur_guess_compare(const keur_guessing *of, keur_guessed *found, keur_result *out,
                               keur_error *err);

/** The rows of both sides in groups: by each protected column, and by tenths of vulnerability. */
typedef struct keur_guess_groups {
    size_t n_groupings;
    keur_grouping *groupings;
    size_t n[KEUR_GUESS_SIDES];
    const uint32_t
        *in_holdout; /**< per row of the second side its row of the holdout; NULL: same */
} keur_guess_groups;

keur_status keur_guess_groups_make(keur_case *on, keur_guess_groups *made, keur_error *err);
void keur_guess_groups_free(keur_guess_groups *groups);

/** group-success, group-success-holdout and group-risk of a target, for each group of 100 rows of
 * train and 100 of the holdout; labels secret, keys, group, level. */
keur_status keur_guess_by_group(const keur_guessing *of, size_t target,
                                const keur_guess_groups *groups, const keur_guessed *found,
                                keur_result *out, keur_error *err);

/** Independent rows that n rows are worth: keur_clustered_size() by person; n without a unit.
 * `units` are those of the rows, or NULL. */
keur_status keur_guess_size(const keur_case *on, const int32_t *units,
                            const unsigned char *is_right, size_t n, double *size, keur_error *err);

/** Flags that are set. */
double keur_guess_count(const unsigned char *is_right, size_t n);

#endif
