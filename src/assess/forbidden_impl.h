/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ASSESS_FORBIDDEN_IMPL_H
#define KEUR_ASSESS_FORBIDDEN_IMPL_H

#include <stdint.h>

#include "assess/forbidden.h"
#include "base/arena.h"

/** A value: a text of up to KEUR_SECRET_BYTES, or a number where `text` is NULL. */
typedef struct keur_secret {
    const char *text;
    size_t bytes;
    double number; /**< without its sign */
    const char *column;
    keur_secrecy why;
    bool is_excused;
} keur_secret;

struct keur_forbidden {
    keur_arena *arena;
    size_t n, room;
    keur_secret *secrets;
    size_t n_slots;                        /**< a power of two */
    uint32_t *slots;                       /**< 1 + position of a secret; 0: free */
    bool is_length[KEUR_SECRET_BYTES + 1]; /**< whether a text has so many bytes */
};

/** A hash that grows by a byte: FNV-1a. */
#define KEUR_SECRET_START UINT64_C(14695981039346656037)
static inline uint64_t keur_secret_hash(uint64_t hash, char byte)
{
    return (hash ^ (unsigned char)byte) * UINT64_C(1099511628211);
}

/** The secret that is this text, or this number where `text` is NULL. */
keur_secret *keur_secret_of_text(const keur_forbidden *of, uint64_t hash, const char *text,
                                 size_t bytes);
keur_secret *keur_secret_of_number(const keur_forbidden *of, double number);

/** Add one unless it is there. */
keur_status keur_secret_add(keur_forbidden *to, const keur_secret *secret, keur_error *err);

/** A letter or a digit of ASCII, or part of any other character. */
bool keur_secret_is_word(char byte);

/** Significant digits of a number as it is written; zeros at the end of a whole number are none. */
size_t keur_secret_digits(const char *text, size_t n);

#endif
