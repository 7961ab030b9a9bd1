/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_BASE_TEXT_H
#define KEUR_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include <keur/status.h>

/** A text that grows. Start with all zero; `bytes` is NULL or ended by a zero byte. */
typedef struct keur_text {
    char *bytes;
    size_t length;
    size_t capacity;
} keur_text;

keur_status keur_text_append(keur_text *text, const char *bytes, size_t n, keur_error *err);
keur_status keur_text_add(keur_text *text, const char *string, keur_error *err);
keur_status keur_text_format(keur_text *text, keur_error *err, const char *format, ...)
    KEUR_PRINTF(3, 4);
void keur_text_clear(keur_text *text);
void keur_text_free(keur_text *text);

/**
 * Read a whole text as a number: digits with an optional sign, the given decimal sign, an optional
 * exponent, ASCII blanks around it. No hexadecimal, no inf, no nan, no thousands separators.
 * Independent of the locale, correctly rounded. @return whether it is one; *value is then finite.
 */
bool keur_text_number(const char *text, char decimal, double *value);

/** Whether a number is written with a zero that it does not need before it: `0344`, `-007`, `00`.
 */
bool keur_text_leading_zero(const char *text);

enum { KEUR_NUMBER_SIZE = 32 };

/**
 * The shortest decimal that reads back as `value`, always with a `.`: `9844`, `0.1`, `1e+300`;
 * minus zero is written `0`. `value` is finite. Writes at most KEUR_NUMBER_SIZE bytes.
 */
void keur_number_print(double value, char *out);

/** Whether n bytes are valid UTF-8 (no overlong forms, no surrogates). */
bool keur_text_is_utf8(const char *bytes, size_t n);

/** Bytes of a UTF-8 text, up to `most`, that do not end within a character. */
size_t keur_text_whole(const char *text, size_t most);

#endif
