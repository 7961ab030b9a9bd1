/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/memo.h"

#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/try.h"

typedef struct item {
    const char *key; /* NULL: free */
    size_t n;
    unsigned kind;
    keur_memo_text value;
} item;

/* An open table of a power of two, at most half full; items never move, as pointers go out. */
struct keur_memo {
    keur_arena *arena;
    item **places;
    size_t n, mask;
};

keur_status keur_memo_new(keur_memo **memo, keur_error *err)
{
    keur_memo *made = NULL;
    keur_status status = KEUR_OK;

    *memo = NULL;
    KEUR_TRY(KEUR_NEW(made, 1, err));
    made->mask = 1023;
    KEUR_TRY(keur_arena_new(&made->arena, err));
    KEUR_TRY(KEUR_NEW(made->places, made->mask + 1, err));
    *memo = made;
    made = NULL;
out:
    keur_memo_free(made);
    return status;
}

void keur_memo_free(keur_memo *memo)
{
    if (memo == NULL)
        return;
    keur_arena_free(memo->arena);
    keur_release(memo->places);
    keur_release(memo);
}

static size_t place_of(item *const *places, size_t mask, unsigned kind, const char *key, size_t n)
{
    size_t at = (size_t)keur_mix(keur_hash(key, n, kind)) & mask;

    while (places[at] != NULL &&
           (places[at]->n != n || places[at]->kind != kind || memcmp(places[at]->key, key, n) != 0))
        at = (at + 1) & mask;
    return at;
}

const keur_memo_text *keur_memo_find(const keur_memo *in, unsigned kind, const char *key, size_t n)
{
    const item *found = in->places[place_of(in->places, in->mask, kind, key, n)];

    return found != NULL ? &found->value : NULL;
}

static keur_status grow(keur_memo *of, keur_error *err)
{
    const size_t mask = 2 * of->mask + 1;
    item **places = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(places, mask + 1, err));
    for (size_t i = 0; i <= of->mask; i++) {
        item *at = of->places[i];

        if (at != NULL)
            places[place_of(places, mask, at->kind, at->key, at->n)] = at;
    }
    keur_release(of->places);
    of->places = places;
    of->mask = mask;
out:
    return status;
}

keur_status keur_memo_put(keur_memo *to, unsigned kind, const char *key, size_t n, const char *text,
                          size_t n_text, bool is_whole, keur_error *err)
{
    item *made = NULL;
    keur_status status = KEUR_OK;

    if (2 * to->n > to->mask)
        KEUR_TRY(grow(to, err));
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, made, 1, err));
    *made = (item){.n = n, .kind = kind, .value = {.is_whole = is_whole}};
    KEUR_TRY(keur_arena_text(to->arena, key, n, &made->key, err));
    KEUR_TRY(keur_arena_text(to->arena, text, n_text, &made->value.text, err));
    to->places[place_of(to->places, to->mask, kind, key, n)] = made;
    to->n++;
out:
    return status;
}
