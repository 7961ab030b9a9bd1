/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_WORLD_H
#define KEUR_TESTS_WORLD_H

#include "base/random.h"
#include "near/near.h"

/* Random spaces, rows and queries for the neighbour engine, biased to corners, and the distance as
 * defined, in a plain loop. */

enum { KEUR_WORLD_COLUMNS = 300, KEUR_WORLD_QUERIES = 12 };

typedef struct keur_world {
    keur_random random;
    size_t n_rows, n_queries, n_columns, k;
    keur_space_column columns[KEUR_WORLD_COLUMNS];
    double *values[KEUR_WORLD_COLUMNS];
    int32_t *codes[KEUR_WORLD_COLUMNS]; /* of the index */
    int32_t *asked[KEUR_WORLD_COLUMNS]; /* of the queries */
    const int32_t *views[2][KEUR_WORLD_COLUMNS];
    double weights[KEUR_WORLD_COLUMNS];
    bool has_weights, has_self, is_squared;
    bool is_levels; /* no numbers */
    bool is_edge;   /* numbers only, at the edge of what the float filter tells apart */
    uint32_t self[KEUR_WORLD_QUERIES];
} keur_world;

keur_world *keur_world_draw(uint64_t seed);
void keur_world_free(keur_world *w);

/** The distance between a query and a row. */
double keur_world_distance(const keur_world *w, size_t query, size_t row);

#endif
