/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_CHECK_H
#define KEUR_TESTS_CHECK_H

/* cmocka wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <keur/status.h>

/** Fails with the error's text unless `call` returns KEUR_OK; `call` may use `&err`. */
#define assert_ok(call)                                                                            \
    do {                                                                                           \
        keur_error err = {KEUR_OK, ""};                                                            \
        const keur_status got_ = (call);                                                           \
        if (got_ != KEUR_OK)                                                                       \
            fail_msg("%s: %s (%s)", #call, keur_status_text(got_), err.text);                      \
    } while (0)

/** Fails unless `call` returns `status` and leaves `part` in the error's text. */
#define assert_fails(call, expected_status, part)                                                  \
    do {                                                                                           \
        keur_error err = {KEUR_OK, ""};                                                            \
        const keur_status got_ = (call);                                                           \
        if (got_ != (expected_status))                                                             \
            fail_msg("%s: got \"%s\" (%s), expected \"%s\"", #call, keur_status_text(got_),        \
                     err.text, keur_status_text(expected_status));                                 \
        if (!keur_check_contains(err.text, part))                                                  \
            fail_msg("%s: \"%s\" does not contain \"%s\"", #call, err.text, part);                 \
    } while (0)

/** |actual - expected| <= tolerance * max(1, |expected|); NaN only equals NaN. */
#define assert_near(actual, expected, tolerance)                                                   \
    keur_check_near((actual), (expected), (tolerance), #actual, __FILE__, __LINE__)

bool keur_check_contains(const char *text, const char *part);
void keur_check_near(double actual, double expected, double tolerance, const char *what,
                     const char *file, int line);

/** Path of a file of the cases, such as "adult/train.csv.gz", in a buffer of its own per call site
 * (four at a time). */
const char *keur_check_case(const char *file);

/** Ends the program with 77 (skipped) where the cases are absent. */
void keur_check_need_cases(void);

/** A path for a scratch file that is unique to this process, under the system's directory for
 * temporary files (four buffers). */
const char *keur_check_scratch(const char *name);

#endif
