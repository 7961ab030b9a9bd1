/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_RECONSTRUCT_H
#define KEUR_ATTACKS_RECONSTRUCT_H

#include <keur/case.h>

/** Fewer targets than this are not attacked, and levels with fewer are not guessed. */
enum { KEUR_RECONSTRUCT_LEAST = 10 };

/** What is to be rebuilt, and from what. */
typedef struct keur_reconstruct_ask {
    size_t secret;
    const size_t *keys; /**< what is known of the targets; two at the least */
    size_t n_keys;
    size_t n_groups;       /**< numbers among them in so many quantile groups of train */
    const int32_t *levels; /**< codes of the secret, each against all others in turn */
    size_t n_levels;
    size_t most_pairs;   /**< of keys; by seed where there are more */
    size_t most_targets; /**< of each table, by seed where it has more; 0: all */
    double gap;          /**< a fit ends where it is that near to the best, or after 1000 rounds */
} keur_reconstruct_ask;

/** One level rebuilt for the targets of one table. */
typedef struct keur_rebuilt {
    size_t n;       /**< targets; 0: fewer than KEUR_RECONSTRUCT_LEAST, nothing else is set */
    size_t n_level; /**< of them, those that have the level */
    size_t n_right; /**< guesses that are right */
    double size;    /**< independent guesses they are worth; NAN: there is one */
    double misfit;  /**< mean error of a count, in rows per target and pair */
    double gap;     /**< by how much the best fit could be better, in the same */
} keur_rebuilt;

/** All levels, of train and holdout. */
typedef struct keur_reconstructed {
    keur_rebuilt *train, *holdout; /**< n_levels each */
    size_t n_pairs, n_all_pairs;
    size_t n_synthetic; /**< rows asked that have the secret; 0: nothing was rebuilt */
    bool is_part;       /**< some of the train rows were targets, not all */
    size_t n_filled;    /**< train rows that made up the number of the holdout's targets */
} keur_reconstructed;

/**
 * Rebuild the secret of the rows of train and of the holdout from the synthetic table.
 *
 * Rows whose secret is missing are neither targets nor asked. How often guesses are right depends
 * on the number of targets, so both tables have as many: of a larger holdout so many are chosen by
 * seed; a smaller one is filled up with rows of train, which are fitted but not judged. Were both
 * tables drawn alike and the synthetic one without regard to either, a row of train among train
 * and one of the holdout in the mixture would be guessed equally well.
 *
 * Where the holdout stands in the
 * place of the synthetic table, one half of its persons, by seed, is asked and the other half is
 * the holdout's targets, so that no row meets itself.
 *
 * @param[out] found  freed with keur_reconstructed_free()
 *
 * O(rows * pairs) time to count, O(targets * pairs) a round of a fit, some hundred rounds;
 * 4 bytes a target and pair. Levels and tables are fitted on threads.
 */
keur_status keur_reconstruct(keur_case *on, const keur_reconstruct_ask *ask,
                             keur_reconstructed *found, keur_error *err);
void keur_reconstructed_free(keur_reconstructed *of);

#endif
