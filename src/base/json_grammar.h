/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_BASE_JSON_GRAMMAR_H
#define KEUR_BASE_JSON_GRAMMAR_H

#include <stddef.h>

/** Arrays and objects within each other, at most. */
enum { KEUR_JSON_DEPTH = 500 };

/**
 * How many bytes of a UTF-8 text can begin a JSON document as RFC 8259 has it: n where it is one.
 * Stricter in what keur's parser could not hold: no \u0000, numbers of up to KEUR_JSON_DIGITS
 * characters, a depth of up to KEUR_JSON_DEPTH. Allocates nothing, O(n).
 */
size_t keur_json_grammar(const char *text, size_t n);

enum { KEUR_JSON_DIGITS = 62 };

#endif
