/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_FUZZ_H
#define KEUR_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/** Give n bytes to a reader; ends the program where it breaks a promise. Called by libFuzzer, and
 * by replay.c for what lies in corpus/. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/** Holds whatever the build, unlike assert(). */
#define fuzz_assert(condition)                                                                     \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                  \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
