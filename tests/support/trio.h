/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_TRIO_H
#define KEUR_TESTS_TRIO_H

#include "support/measuring.h"

/** Train, holdout (NULL: none) and synthetic table as CSV texts. */
typedef struct keur_trio {
    char *train, *holdout, *synthetic;
} keur_trio;

/** n rows of one population: x, y (numbers with decimals), u (whole numbers), g, h (few levels);
 * its first `copies` rows are the first of `from`, where given. Freed with free(). */
char *keur_trio_table(uint64_t stream, size_t n, const char *from, size_t copies);

/** Run singling-out; schema and arguments may be NULL. */
keur_result *keur_trio_run(const keur_trio *of, uint64_t seed, int threads, const char *schema,
                           const char *arguments);

/** Free the three texts. */
void keur_trio_free(keur_trio *of);

#endif
