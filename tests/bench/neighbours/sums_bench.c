/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "bench_input.h"
#include "near/near_impl.h"

/* Times kernel sums and radius counts beside the search for neighbours.
 *
 *   sums_bench IN OUT THREADS RUNS [BANDWIDTH]
 *
 * IN: see bench_input.h; a bandwidth is BANDWIDTH (1) * (m (d + 2) / 4)^(-1/(d + 4)) standard
 * deviations of the numbers of a column, m the rows of the index and d the columns; other levels
 * take 0.05. Radii are the distances of the nearest rows. OUT: double log sums, uint32 counts. One
 * line a run: seconds for neighbours, radius counts and kernel sums, processor time of these in ns
 * a pair of query and row, and how neighbours were sought. */

static double bandwidth_of(const keur_space_column *column, const int32_t *codes, size_t n,
                           size_t n_columns)
{
    const double d = (double)n_columns;
    double sum = 0, square = 0;

    for (size_t i = 0; i < n; i++)
        sum += codes[i] >= 0 ? column->values[codes[i]] / (double)n : 0;
    for (size_t i = 0; i < n; i++)
        square += codes[i] >= 0 ? pow(column->values[codes[i]] - sum, 2) / (double)n : 0;
    return (square > 0 ? sqrt(square) : 1) * pow((double)n * (d + 2) / 4, -1 / (d + 4));
}

static keur_kernel_column *kernels_of(const input *in, double wider)
{
    keur_kernel_column *kernels = calloc(in->n_columns + 1, sizeof *kernels);

    for (size_t j = 0; kernels != NULL && j < in->n_columns; j++) {
        const keur_space_column *column = &in->columns[j];

        keur_kernel_levels(0.05, column->n_codes, &kernels[j]);
        if (column->is_numeric) {
            kernels[j].log_same = 0;
            kernels[j].log_other = log(0.05);
            kernels[j].bandwidth =
                wider * bandwidth_of(column, in->index[j], in->n_index, in->n_columns);
        }
        if (kernels[j].log_other > kernels[j].log_same)
            kernels[j].log_other = kernels[j].log_same;
    }
    return kernels;
}

int main(int argc, char **argv)
{
    keur_error err;
    keur_index *index;
    input in;
    uint32_t *counts;
    double *distances, *log_sums;
    keur_kernel_column *kernels;
    FILE *out;
    int threads;

    if (argc < 5 || argc > 6)
        die("usage: sums_bench IN OUT THREADS RUNS [BANDWIDTH]");
    in = read_input(argv[1]);
    threads = (int)strtol(argv[3], NULL, 10);
    counts = calloc(in.n_queries, sizeof *counts);
    distances = calloc(in.n_queries, sizeof *distances);
    log_sums = calloc(in.n_queries, sizeof *log_sums);
    kernels = kernels_of(&in, argc == 6 ? strtod(argv[5], NULL) : 1);
    {
        const keur_space space = {in.n_columns, in.columns, false};
        const keur_rows rows = {in.n_index, in.n_columns, in.index};

        check(keur_index_new(&space, &rows, threads, &index, &err), &err);
    }
    for (long run = 0; run < strtol(argv[4], NULL, 10); run++) {
        const keur_rows queries = {in.n_queries, in.n_columns, in.queries};
        const keur_near_options nearest = {.k = 1, .distances_only = true, .threads = threads};
        const keur_radius_options within = {.radii = distances, .threads = threads};
        const keur_kernel_options kernel = {.columns = kernels, .threads = threads};
        double at[4] = {now(), 0, 0, 0};
        clock_t spent;

        check(keur_index_nearest(index, &queries, &nearest, NULL, distances, &err), &err);
        at[1] = now();
        check(keur_index_radius_counts(index, &queries, &within, counts, &err), &err);
        at[2] = now();
        spent = clock();
        check(keur_index_kernel_sums(index, &queries, &kernel, log_sums, &err), &err);
        at[3] = now();
        printf("%.6f %.6f %.6f %.3f %s\n", at[1] - at[0], at[2] - at[1], at[3] - at[2],
               (double)(clock() - spent) / CLOCKS_PER_SEC /
                   ((double)in.n_index * (double)in.n_queries) * 1e9,
               keur_index_method(index));
    }
    keur_index_free(index);
    out = fopen(argv[2], "wb");
    if (out == NULL || fwrite(log_sums, sizeof *log_sums, in.n_queries, out) != in.n_queries ||
        fwrite(counts, sizeof *counts, in.n_queries, out) != in.n_queries)
        die("cannot write the output");
    return fclose(out) == 0 ? 0 : 1;
}
