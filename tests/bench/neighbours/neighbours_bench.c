/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_input.h"
#include "near/near_impl.h"

/* Times the neighbour engine on encoded tables that run.py wrote.
 *
 *   neighbours_bench IN OUT THREADS RUNS [tree|scan]
 *
 * IN: see bench_input.h. OUT: uint32 rows and double distances. One line a run on standard output:
 * seconds to build, seconds to search, how, bytes of the index, largest memory of the process so
 * far. */

/* In kB, 0 where it is not known; the rusage of a process holds its parent's as well. */
static long largest_memory(void)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    long kilobytes = 0;

    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "VmHWM:", 6) == 0)
            kilobytes = strtol(line + 6, NULL, 10);
    }
    if (file != NULL)
        fclose(file);
    return kilobytes;
}

int main(int argc, char **argv)
{
    keur_error err;
    input in;
    uint32_t *rows;
    double *distances;
    FILE *out;

    if (argc < 5 || argc > 6)
        die("usage: neighbours_bench IN OUT THREADS RUNS [tree|scan]");
    in = read_input(argv[1]);
    rows = calloc(in.n_queries * in.k, sizeof *rows);
    distances = calloc(in.n_queries * in.k, sizeof *distances);
    for (long run = 0; run < strtol(argv[4], NULL, 10); run++) {
        const keur_space space = {in.n_columns, in.columns, false};
        const keur_rows of_index = {in.n_index, in.n_columns, in.index};
        const keur_rows queries = {in.n_queries, in.n_columns, in.queries};
        const keur_near_options options = {.k = in.k, .threads = (int)strtol(argv[3], NULL, 10)};
        const double start = now();
        double built;
        keur_index *index;

        check(keur_index_new(&space, &of_index, options.threads, &index, &err), &err);
        if (argc == 6)
            index->is_scan = strcmp(argv[5], "scan") == 0 || index->n_levels == 0;
        built = now();
        check(keur_index_nearest(index, &queries, &options, rows, distances, &err), &err);
        printf("%.6f %.6f %s, %zu bytes, %ld MB\n", built - start, now() - built,
               keur_index_method(index), keur_index_bytes(index), largest_memory() / 1024);
        keur_index_free(index);
    }
    out = fopen(argv[2], "wb");
    if (out == NULL ||
        fwrite(rows, sizeof *rows, in.n_queries * in.k, out) != in.n_queries * in.k ||
        fwrite(distances, sizeof *distances, in.n_queries * in.k, out) != in.n_queries * in.k)
        die("cannot write the output");
    return fclose(out) == 0 ? 0 : 1;
}
