/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_SHUFFLES_H
#define KEUR_ATTACKS_SHUFFLES_H

#include <keur/measure.h>

#include "attacks/keys.h"
#include "case/add_figure.h"
#include "cells/cells.h"

/** Parameter of measures that stand beside shuffled tables. */
#define KEUR_PARAM_SHUFFLES                                                                        \
    {                                                                                              \
        .name = "shuffles", .type = KEUR_PARAM_INTEGER, .low = 0, .high = 1000, .fallback = "20",  \
        .unit = "tables",                                                                          \
        .help = "tables with every column of the synthetic one shuffled, for what chance gives"    \
    }

/** The synthetic table, each column shuffled by itself, counted in the cells of the train table. */
typedef struct keur_shuffle_ask {
    const size_t *columns; /**< keys */
    size_t n, n_groups;
    const keur_cells *keys;
    const keur_cells *split; /**< with the secret, or NULL */
    size_t secret;
    size_t n_shuffles;
    size_t n_values; /**< what `judge` gives of one table */
} keur_shuffle_ask;

/** Cells that hold train rows, and the rows of one shuffled table in them. */
typedef struct keur_shuffle_counts {
    size_t n_keys;
    const uint32_t *rows_in_keys, *in_keys; /**< per combination of keys: train, shuffled rows */
    size_t n_split;
    const uint32_t *key, *rows_in_split, *in_split; /**< with the secret, in the order of their
                                                         keys: these, train and shuffled rows */
} keur_shuffle_counts;

/** What one shuffled table gives. */
typedef void (*keur_shuffle_judge)(const void *context, const keur_shuffle_counts *counts,
                                   double *values);

/** Mean and spread over the tables of each value. @param[out] found  n_values of them */
keur_status keur_shuffles_run(keur_case *on, const keur_shuffle_ask *ask, keur_shuffle_judge judge,
                              const void *context, keur_moments *found, keur_error *err);

/** Cells that hold train rows; they come first. */
size_t keur_cells_of_train(const keur_case *on, const keur_cells *cells);

/**
 * Beside the rate or mean `name` of `out`, with the labels of `like`: `name`-shuffled, the mean of
 * `of` with Student's interval over the tables, and `name`-over-shuffled, the difference, whose
 * interval joins both (Zou & Donner, Statistics in Medicine 27 (2008) 1693-1702: as wide as if they
 * were independent, though both are about the same rows). Nothing where there are no shuffles.
 */
keur_status keur_add_shuffled(keur_result *out, const keur_figure *like, const char *name,
                              const keur_moments *of, keur_error *err);

#endif
