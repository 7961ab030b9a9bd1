/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_MEMO_H
#define KEUR_REPORTS_MEMO_H

#include <stdbool.h>
#include <stddef.h>

#include <keur/status.h>

/** What has been translated once on a page: most texts of a page stand there many times. */
typedef struct keur_memo keur_memo;

typedef struct keur_memo_text {
    const char *text;
    bool is_whole;
} keur_memo_text;

keur_status keur_memo_new(keur_memo **memo, keur_error *err);
void keur_memo_free(keur_memo *memo);

/** What is remembered of n bytes under a kind; NULL where nothing is. Stays where it is until the
 * memo is freed. */
const keur_memo_text *keur_memo_find(const keur_memo *in, unsigned kind, const char *key, size_t n);

/** Remember a text for n bytes of which nothing is remembered yet. */
keur_status keur_memo_put(keur_memo *to, unsigned kind, const char *key, size_t n, const char *text,
                          size_t n_text, bool is_whole, keur_error *err);

#endif
