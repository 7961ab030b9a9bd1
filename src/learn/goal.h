/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_LEARN_GOAL_H
#define KEUR_LEARN_GOAL_H

#include "learn/boosted_trees.h"

/** The target as boosting wants it: rows that count, in order, and where it begins. */
typedef struct keur_goal {
    keur_target_kind kind;
    size_t n_rows;      /* of positive weight */
    uint32_t *rows;     /* n_rows rows of the table */
    float *labels;      /* n_rows; a number is standardised */
    float *weights;     /* n_rows */
    size_t n_outputs;   /* 1, or the classes there are */
    size_t n_classes;   /* 1, or the classes asked for */
    size_t *classes;    /* KEUR_TARGET_CLASS: n_outputs, ascending: those there are */
    double *intercepts; /* n_outputs; floats in value */
    double mean, scale; /* KEUR_TARGET_NUMBER: value = mean + scale * sum */
} keur_goal;

/** Errors as keur_boosted_fit(). */
keur_status keur_goal_set(const keur_features *on, const keur_target *target, keur_goal *goal,
                          keur_error *err);
/** Let go of what is by row. */
void keur_goal_forget(keur_goal *goal);
void keur_goal_clear(keur_goal *goal);

#endif
