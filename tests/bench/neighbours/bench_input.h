/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_BENCH_INPUT_H
#define KEUR_BENCH_INPUT_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "near/near.h"

/* Encoded tables as run.py writes them, all little-endian: uint64 n_columns, n_index, n_queries, k;
 * for each column uint64 is_numeric, n_codes, n_values, then double scale, cap and the values; then
 * int32 codes column by column, of the index and of the queries. */

typedef struct input {
    uint64_t n_columns, n_index, n_queries, k;
    keur_space_column *columns;
    const int32_t **index, **queries;
} input;

static inline void die(const char *what)
{
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
}

static inline void *get(FILE *file, size_t n, size_t size)
{
    void *at = calloc(n > 0 ? n : 1, size);

    if (at == NULL || fread(at, size, n, file) != n)
        die("the input ends too early");
    return at;
}

static inline const int32_t **get_codes(FILE *file, size_t n_rows, size_t n_columns)
{
    const int32_t **codes = calloc(n_columns + 1, sizeof *codes);

    for (size_t j = 0; codes != NULL && j < n_columns; j++)
        codes[j] = get(file, n_rows, sizeof **codes);
    return codes;
}

static inline input read_input(const char *path)
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

static inline double now(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

static inline void check(keur_status status, const keur_error *err)
{
    if (status != KEUR_OK)
        die(err->text);
}

#endif
