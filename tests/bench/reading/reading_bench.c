/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <keur/table.h>

/* Reads a file, for beside_pandas.py.
 *
 *   reading_bench FILE THREADS              one line: seconds, processor seconds, peak KiB
 *   reading_bench FILE THREADS SUMMARY      and per column into SUMMARY: name, distinct texts,
 * empty cells, cells that are a number, their sum */

static double now(clockid_t clock)
{
    struct timespec at;

    (void)clock_gettime(clock, &at);
    return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

/* In KiB. Not ru_maxrss, which begins at what the process that started this one had. */
static long peak(void)
{
    FILE *status = fopen("/proc/self/status", "r");
    char line[256];
    long kib = 0;

    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        if (strncmp(line, "VmHWM:", 6) == 0)
            kib = strtol(line + 6, NULL, 10);
    }
    if (status != NULL)
        (void)fclose(status);
    return kib;
}

static void summarise(const keur_table *table, FILE *to)
{
    const size_t n = keur_table_rows(table);
    int32_t *codes = malloc(n * sizeof *codes);

    for (size_t j = 0; j < keur_table_columns(table) && codes != NULL; j++) {
        size_t n_empty = 0, n_numbers = 0;
        double sum = 0;

        keur_table_copy_codes(table, j, 0, n, codes);
        for (size_t i = 0; i < n; i++) {
            const char *text = keur_table_text(table, j, (size_t)codes[i]);
            char *end;
            const double value = strtod(text, &end);

            n_empty += *text == '\0';
            n_numbers += *text != '\0' && *end == '\0';
            sum += *text != '\0' && *end == '\0' ? value : 0;
        }
        fprintf(to, "%s\t%zu\t%zu\t%zu\t%.17g\n", keur_table_column_name(table, j),
                keur_table_distinct(table, j), n_empty, n_numbers, sum);
    }
    free(codes);
}

int main(int argc, char **argv)
{
    keur_read_options options = {.threads = argc > 2 ? atoi(argv[2]) : 0};
    const double start = now(CLOCK_MONOTONIC);
    keur_table *table = NULL;
    keur_error err;

    if (argc < 2 || keur_table_read(argv[1], &options, &table, &err) != KEUR_OK) {
        fprintf(stderr, "reading_bench: %s\n", argc < 2 ? "which file?" : err.text);
        return 1;
    }
    printf("%.4f %.4f %ld\n", now(CLOCK_MONOTONIC) - start, now(CLOCK_PROCESS_CPUTIME_ID), peak());
    if (argc > 3) {
        FILE *to = fopen(argv[3], "w");

        if (to == NULL)
            return 1;
        summarise(table, to);
        (void)fclose(to);
    }
    keur_table_free(table);
    return 0;
}
