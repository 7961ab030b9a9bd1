/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "near/near_impl.h"

/* Times the neighbour engine on encoded tables that run.py wrote.
 *
 *   neighbours_bench IN OUT THREADS RUNS [tree|scan]
 *
 * IN, all little-endian: uint64 n_columns, n_index, n_queries, k; for each column uint64
 * is_numeric, n_codes, n_values, then double scale, cap and the values; then int32 codes column by
 * column, of the index and of the queries. OUT: uint32 rows and double distances. One line a run on
 * standard output: seconds to build, seconds to search, how, bytes of
 * the index, largest memory of the process so far. */

typedef struct input {
    uint64_t n_columns, n_index, n_queries, k;
    keur_space_column *columns;
    const int32_t **index, **queries;
} input;

static void die(const char *what)
{
    fprintf(stderr, "neighbours_bench: %s\n", what);
    exit(1);
}

static void *get(FILE *file, size_t n, size_t size)
{
    void *at = calloc(n > 0 ? n : 1, size);

    if (at == NULL || fread(at, size, n, file) != n)
        die("the input ends too early");
    return at;
}

static const int32_t **get_codes(FILE *file, size_t n_rows, size_t n_columns)
{
    const int32_t **codes = calloc(n_columns + 1, sizeof *codes);

    for (size_t j = 0; codes != NULL && j < n_columns; j++)
        codes[j] = get(file, n_rows, sizeof **codes);
    return codes;
}

static input read_input(const char *path)
{
    FILE *file = fopen(path, "rb");
    input in;
    uint64_t *numbers;

    if (file == NULL)
        die("cannot open the input");
    numbers = get(file, 4, sizeof *numbers);
    in = (input){numbers[0], numbers[1], numbers[2], numbers[3], NULL, NULL, NULL};
    in.columns = calloc(in.n_columns, sizeof *in.columns);
    for (uint64_t j = 0; in.columns != NULL && j < in.n_columns; j++) {
        const uint64_t *head = get(file, 3, sizeof *head);
        const double *scale = get(file, 2, sizeof *scale);

        in.columns[j] = (keur_space_column){.is_numeric = head[0] != 0,
                                            .n_codes = head[1],
                                            .n_values = head[2],
                                            .values = get(file, head[2], sizeof(double)),
                                            .scale = scale[0],
                                            .cap = scale[1],
                                            .weight = 1,
                                            .missing = 1};
    }
    in.index = get_codes(file, in.n_index, in.n_columns);
    in.queries = get_codes(file, in.n_queries, in.n_columns);
    fclose(file);
    free(numbers);
    return in;
}

static double now(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

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

static void check(keur_status status, const keur_error *err)
{
    if (status != KEUR_OK)
        die(err->text);
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
            index->is_scan = strcmp(argv[5], "scan") == 0;
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
