/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "near/near_impl.h"

/* A fixed piece of work for instructions.py, which counts its instructions.
 *
 *   workload_bench portable|avx2
 *
 * Builds an index of 6,000 rows of 12 columns, numbers and levels in turn, that hang together in
 * pairs; through tree and scan it seeks 600 rows of it, counts rows in a radius, and sums kernels.
 * Prints the compiler. */

enum { N_COLUMNS = 12, N_ROWS = 6000, N_QUERIES = 600, N_VALUES = 100, N_LEVELS = 12 };

static int32_t cells[N_COLUMNS][N_ROWS];
static double values[N_VALUES];

static void draw(const int32_t **codes, keur_space_column *columns, keur_kernel_column *kernels)
{
    keur_random random = keur_random_start(1, "workload", 0);

    for (size_t i = 0; i < N_VALUES; i++)
        values[i] = (double)i;
    for (size_t j = 0; j < N_COLUMNS; j++) {
        const size_t n = j % 2 == 0 ? N_VALUES : N_LEVELS;

        columns[j] =
            (keur_space_column){j % 2 == 0, n, j % 2 == 0 ? n : 0, values, N_VALUES, 1, 1, 1};
        kernels[j].bandwidth = 5;
        keur_kernel_levels(0.05, N_LEVELS, &kernels[j]);
        codes[j] = cells[j];
    }
    for (size_t i = 0; i < N_ROWS; i++) {
        const uint64_t person = keur_random_below(&random, 40);

        for (size_t j = 0; j < N_COLUMNS; j++) {
            const size_t n = columns[j].n_codes;

            cells[j][i] = (int32_t)((person * (j + 3) + keur_random_below(&random, n / 5)) % n);
        }
    }
}

static void check(keur_status status, const keur_error *err)
{
    if (status == KEUR_OK)
        return;
    fprintf(stderr, "workload_bench: %s\n", err->text);
    exit(1);
}

int main(int argc, char **argv)
{
    static uint32_t rows[N_QUERIES * 5], counts[N_QUERIES];
    static double distances[N_QUERIES * 5], sums[N_QUERIES];
    const keur_near_path path =
        argc > 1 && strcmp(argv[1], "avx2") == 0 ? KEUR_PATH_AVX2 : KEUR_PATH_PORTABLE;
    keur_space_column columns[N_COLUMNS];
    keur_kernel_column kernels[N_COLUMNS] = {{0}};
    const int32_t *codes[N_COLUMNS];
    const keur_space space = {N_COLUMNS, columns, false};
    const keur_rows all = {N_ROWS, N_COLUMNS, codes}, asked = {N_QUERIES, N_COLUMNS, codes};
    uint32_t self[N_QUERIES];
    keur_error err;
    keur_index *index;

    draw(codes, columns, kernels);
    for (uint32_t i = 0; i < N_QUERIES; i++)
        self[i] = i;
    check(keur_index_new(&space, &all, 1, &index, &err), &err);
    for (int is_scan = 0; is_scan < 2; is_scan++) {
        const keur_near_options near = {.k = 5, .self = self, .threads = 1};
        const keur_radius_options within = {.radius = 1, .self = self, .threads = 1};
        const keur_kernel_options kernel = {kernels, KEUR_KERNEL_NORMAL, self, 1};

        if (!keur_index_force(index, is_scan, path))
            return 77;
        check(keur_index_nearest(index, &asked, &near, rows, distances, &err), &err);
        check(keur_index_radius_counts(index, &asked, &within, counts, &err), &err);
        check(keur_index_kernel_sums(index, &asked, &kernel, sums, &err), &err);
    }
    keur_index_free(index);
    puts(__VERSION__);
    return 0;
}
