/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_LEARNING_H
#define KEUR_TESTS_LEARNING_H

#include "learn/boosted_trees.h"

/** A table to learn from: two columns of numbers, one of levels, labels and weights. */
enum { KEUR_LEARNING_ROWS = 4000, KEUR_LEARNING_LEVELS = 100 };

typedef struct keur_learning {
    size_t n;
    double first[KEUR_LEARNING_ROWS], second[KEUR_LEARNING_ROWS];
    int32_t codes[KEUR_LEARNING_ROWS];
    double labels[KEUR_LEARNING_ROWS], weights[KEUR_LEARNING_ROWS];
    double margins[KEUR_LEARNING_ROWS];
    keur_feature columns[3];
    keur_features on;
    keur_target target; /* the labels, 0 or 1, without weights */
    keur_boosted_options options;
} keur_learning;

/** Noise: uniform numbers in [0, 1), levels, labels by a coin, weights of 0 to 3. Freed with
 * free(). */
keur_learning *keur_learning_noise(uint64_t seed, size_t n);

/** Fit on all rows and leave what the model says of them in `margins`. */
void keur_learning_fit(keur_learning *of);

/** Area under the curve on a half that was not fitted. */
double keur_learning_auc(keur_learning *of, uint64_t seed);

#endif
