/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_DICTIONARY_H
#define KEUR_TABLE_DICTIONARY_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

/** A text inside a buffer: n bytes from `begin` on. */
typedef struct keur_field {
    uint32_t begin, n;
} keur_field;

/**
 * The distinct texts of a column, numbered in the order in which they were first given. A text of
 * at most 7 bytes takes 8, a longer one 9 more than its length. All zero bytes are an empty one.
 */
typedef struct keur_dictionary {
    uint64_t *cells; /* a short text and zeros, or where a long one is (dictionary.c) */
    size_t n, room;
    char *long_texts; /* each ended by a zero byte */
    size_t n_bytes, bytes_room;
    uint32_t *slots; /* hash table of code + 1, 0 where free; only while texts are added */
    size_t n_slots;  /* a power of two */
} keur_dictionary;

enum { KEUR_FIELD_SLACK = 8 /**< readable bytes that follow a buffer with fields */ };

/**
 * The codes of n texts, new ones where they have not been seen. Texts hold no zero bytes.
 *
 * @param bytes  the buffer of the fields; KEUR_FIELD_SLACK more bytes can be read behind them
 * @param[out] codes  n
 * @retval KEUR_EDATA   more texts, or longer ones, than codes can number
 * @retval KEUR_ENOMEM
 */
keur_status keur_dictionary_add(keur_dictionary *on, const char *bytes, const keur_field *fields,
                                size_t n, int32_t *codes, keur_error *err);

/** No text is added from here on: release what only that needs. */
keur_status keur_dictionary_close(keur_dictionary *on, keur_error *err);

/** A text, ended by a zero byte. Valid until the next one is added. */
const char *keur_dictionary_text(const keur_dictionary *on, size_t code);

void keur_dictionary_free(keur_dictionary *on);

#endif
