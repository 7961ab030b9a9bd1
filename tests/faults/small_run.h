/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_SMALL_RUN_H
#define KEUR_TESTS_SMALL_RUN_H

#include <keur/status.h>

/** What a small run gives: texts freed with free(). */
typedef struct fault_result {
    char *schema, *json, *text, *html;
} fault_result;

/** Make a scratch directory with small files of every kind that is read: returns its path. */
const char *fault_files_make(void);

/** Remove them; false where something else lies there, too. */
int fault_files_remove(void);

/**
 * Everything that the library does with files, once: read a real, a synthetic and a holdout table
 * (gzip, another encoding) and a schema, infer, make a case, run all measures, filter, write JSON,
 * read it back, render, write a file. Nothing is left allocated but the result, which is empty on
 * failure.
 */
keur_status fault_run(int threads, fault_result *result, keur_error *err);

void fault_result_free(fault_result *result);

#endif
