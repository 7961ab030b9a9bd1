/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_LEARN_FOREST_H
#define KEUR_LEARN_FOREST_H

#include <stdbool.h>
#include <stdint.h>

#include <keur/status.h>

#include "learn/bins.h"

/**
 * Fitted trees as plain data, in terms of the values of the features: whoever fitted them is no
 * longer needed, and threads may share them.
 */
typedef struct keur_forest_node {
    int32_t child[2]; /* left and right, nodes of the forest; below 0: a leaf */
    uint32_t column;  /* of the bins */
    bool else_left;   /* where a row without a value goes */
    double
        value; /* of a leaf; else a value at or above it goes right (-INFINITY: all, NAN: none) */
} keur_forest_node;

typedef struct keur_forest_tree {
    uint32_t root;   /* node */
    uint32_t output; /* to which of the outputs it adds */
} keur_forest_tree;

typedef struct keur_forest {
    size_t n_trees, n_nodes;
    keur_forest_tree *trees;
    keur_forest_node *nodes;
} keur_forest;

/**
 * Read the trees of XGBoost's JSON model, which speaks of bins.
 *
 * Where the fit has seen no missing value of an ordered column, XGBoost's choice of a side for them
 * is accidental: such a row goes where more of the fit's rows (its hessians) went.
 * @retval KEUR_EINTERNAL  the model is not one of these bins
 */
keur_status keur_forest_read(const char *json, size_t n_json, const keur_bins *bins,
                             size_t n_outputs, keur_forest *forest, keur_error *err);
void keur_forest_clear(keur_forest *forest);

/** Add the trees' leaves for one row, given as the values of the bins' columns, to n_outputs sums.
 */
void keur_forest_add(const keur_forest *forest, const double *values, double *sums);

#endif
