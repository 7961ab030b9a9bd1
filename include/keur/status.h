/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATUS_H
#define KEUR_STATUS_H

/**
 * Status codes and the error text that goes with them.
 *
 * Library functions return a keur_status and write a one-line text into a keur_error that the
 * caller owns; `err` is always the last argument and may be NULL. The text names a file, line,
 * column or option and never holds the value of a cell.
 */

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define KEUR_API
#else
#define KEUR_API __attribute__((visibility("default")))
#endif

#if defined(__GNUC__)
#define KEUR_PRINTF(format_at, first_at) __attribute__((format(printf, format_at, first_at)))
#else
#define KEUR_PRINTF(format_at, first_at)
#endif

/* X(name, text). The order is part of the ABI: add at the end. */
#define KEUR_STATUS_LIST(X)                                                                        \
    X(OK, "no error")                                                                              \
    X(EUSAGE, "an option or an argument is wrong")                                                 \
    X(EINVAL, "a value lies outside its range")                                                    \
    X(EPARSE, "a file could not be read as what it claims to be")                                  \
    X(ESCHEMA, "a schema is wrong, or tables do not fit it or each other")                         \
    X(EDATA, "the data do not support what was asked")                                             \
    X(EIO, "the system refused to read or write")                                                  \
    X(ENOMEM, "not enough memory")                                                                 \
    X(EINTERNAL, "a fault of keur itself")

typedef enum keur_status {
#define KEUR_STATUS_ENUM(name, text) KEUR_##name,
    KEUR_STATUS_LIST(KEUR_STATUS_ENUM)
#undef KEUR_STATUS_ENUM
} keur_status;

enum { KEUR_ERROR_SIZE = 1024 };

/** What went wrong: a code and one line of text, without a newline and without a cell's value. */
typedef struct keur_error {
    keur_status status;
    char text[KEUR_ERROR_SIZE];
} keur_error;

/** The version of the library that is running, such as "0.1.0". */
KEUR_API const char *keur_version(void);

/** A constant sentence for a status, never NULL, also for a value that is not a status. */
KEUR_API const char *keur_status_text(keur_status status);

/**
 * Fill `err` (may be NULL) and return `status`, so that a caller can write `return keur_fail(...)`.
 * A text longer than KEUR_ERROR_SIZE is cut; control characters in it become '?'.
 */
KEUR_API keur_status keur_fail(keur_error *err, keur_status status, const char *format, ...)
    KEUR_PRINTF(3, 4);

#ifdef __cplusplus
}
#endif
#endif
