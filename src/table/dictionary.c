/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A cell is eight bytes. A text of up to seven lies in it, filled up with zeros, so that it is a
 * string where it stands and two such texts are compared as two words. A longer text lies among the
 * long ones, and its cell says where; the last byte tells the two apart.
 */
#include "table/dictionary.h"

#include <stdbool.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/try.h"

/* rest: the bits of the offset above those, sixteen of the hash, and in the last byte the length,
 * up to LONGEST_KNOWN; a short text has its closing zero there. */
typedef struct long_cell {
    uint32_t low; /* of the offset among the long texts */
    uint32_t rest;
} long_cell;

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
enum { IS_BIG_ENDIAN = 1, LENGTH_SHIFT = 0, HIGH_SHIFT = 24 };
#else
enum { IS_BIG_ENDIAN = 0, LENGTH_SHIFT = 24, HIGH_SHIFT = 0 };
#endif

_Static_assert(sizeof(long_cell) == sizeof(uint64_t), "a cell is eight bytes");

enum {
    WORD = sizeof(uint64_t),
    LONGEST_KNOWN = 255,
    TAG_SHIFT = 8,
    FIRST_SLOTS = 16,
    FIRST_ROOM = 8,
    AT_ONCE = 64,          /* texts whose places are asked of memory together */
    CACHED_SLOTS = 1 << 12 /* so few stay near the processor, and may be mostly free */
};

static uint64_t word_at(const char *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, WORD);
    return word;
}

/* The first n < 8 bytes at `bytes` as a cell; all eight can be read. */
static uint64_t short_cell(const char *bytes, size_t n)
{
    const uint64_t one = 1;

    if (IS_BIG_ENDIAN)
        return n > 0 ? word_at(bytes) & ~((one << (64 - 8 * n)) - 1) : 0;
    return word_at(bytes) & ((one << 8 * n) - 1);
}

static uint64_t mix(uint64_t h, uint64_t word)
{
    h = (h ^ word) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 32;
}

/* A short text is hashed as its cell, a longer one by words, of which the last two may overlap. */
static uint64_t hash_of(const char *bytes, size_t n)
{
    uint64_t h = n;

    if (n < WORD)
        return keur_mix(short_cell(bytes, n));
    for (size_t i = 0; i + 2 * WORD < n; i += WORD)
        h = mix(h, word_at(bytes + i));
    h = mix(h, word_at(bytes + (n > 2 * WORD ? n - 2 * WORD : 0)));
    return keur_mix(h ^ word_at(bytes + n - WORD));
}

/* A cell of a long text, but for its offset. */
static long_cell begin_long(size_t n, uint64_t hash)
{
    const uint32_t length = (uint32_t)(n < LONGEST_KNOWN ? n : LONGEST_KNOWN);

    return (long_cell){.rest = length << LENGTH_SHIFT | (uint32_t)(hash >> 48) << TAG_SHIFT};
}

static long_cell long_cell_at(const keur_dictionary *on, size_t code)
{
    long_cell cell;

    memcpy(&cell, &on->cells[code], sizeof cell);
    return cell;
}

static uint32_t length_of(long_cell cell)
{
    return cell.rest >> LENGTH_SHIFT & 0xff;
}

static const char *text_of(const keur_dictionary *on, long_cell cell)
{
    return on->long_texts + ((size_t)(cell.rest >> HIGH_SHIFT & 0xff) << 32 | cell.low);
}

const char *keur_dictionary_text(const keur_dictionary *on, size_t code)
{
    const long_cell cell = long_cell_at(on, code);

    return length_of(cell) == 0 ? (const char *)&on->cells[code] : text_of(on, cell);
}

/* The place of a code that is not in the table yet. */
static void put(keur_dictionary *on, uint64_t hash, size_t code)
{
    size_t i = hash & (on->n_slots - 1);

    while (on->slots[i] != 0)
        i = (i + 1) & (on->n_slots - 1);
    on->slots[i] = (uint32_t)code + 1;
}

/* The old table goes first: all that it says can be had from the texts. */
static keur_status grow_slots(keur_dictionary *on, keur_error *err)
{
    const size_t n = on->n_slots > 0 ? on->n_slots * 2 : FIRST_SLOTS;
    keur_status status = KEUR_OK;

    keur_release(on->slots);
    on->slots = NULL;
    on->n_slots = 0;
    KEUR_TRY(KEUR_NEW(on->slots, n, err));
    on->n_slots = n;
    for (size_t code = 0; code < on->n; code++) {
        const long_cell cell = long_cell_at(on, code);
        const char *text = keur_dictionary_text(on, code);

        put(on, length_of(cell) == 0 ? keur_mix(on->cells[code]) : hash_of(text, strlen(text)),
            code);
    }
out:
    return status;
}

/* Room for one more text. Large ones grow by less, since the room is memory too. */
static keur_status make_room(keur_dictionary *on, size_t n_bytes, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (on->n >= (size_t)INT32_MAX || n_bytes > ((size_t)1 << 40) - on->n_bytes)
        return keur_fail(err, KEUR_EDATA, "a column has more distinct values than fit");
    if (on->n == on->room) {
        const size_t more = on->room < 1 << 16 ? on->room + FIRST_ROOM : on->room / 4;

        KEUR_TRY(KEUR_RESIZE(on->cells, on->room, on->room + more, err));
        on->room += more;
    }
    if (n_bytes > on->bytes_room - on->n_bytes) {
        const size_t more =
            n_bytes + (on->bytes_room < 1 << 19 ? on->bytes_room : on->bytes_room / 4);

        KEUR_TRY(KEUR_RESIZE(on->long_texts, on->bytes_room, on->bytes_room + more, err));
        on->bytes_room += more;
    }
    if ((on->n + 1) * 4 > on->n_slots * (on->n_slots < CACHED_SLOTS ? 1 : 3))
        KEUR_TRY(grow_slots(on, err));
out:
    return status;
}

static keur_status add_short(keur_dictionary *on, uint64_t cell, uint64_t hash, keur_error *err)
{
    const keur_status status = make_room(on, 0, err);

    if (status != KEUR_OK)
        return status;
    put(on, hash, on->n);
    on->cells[on->n++] = cell;
    return KEUR_OK;
}

static keur_status add_long(keur_dictionary *on, const char *bytes, size_t n, uint64_t hash,
                            keur_error *err)
{
    const keur_status status = make_room(on, n + 1, err);
    long_cell cell = begin_long(n, hash);

    if (status != KEUR_OK)
        return status;
    cell.low = (uint32_t)on->n_bytes;
    cell.rest |= (uint32_t)(on->n_bytes >> 32) << HIGH_SHIFT;
    memcpy(on->long_texts + on->n_bytes, bytes, n);
    on->long_texts[on->n_bytes + n] = '\0';
    on->n_bytes += n + 1;
    put(on, hash, on->n);
    memcpy(&on->cells[on->n++], &cell, sizeof cell);
    return KEUR_OK;
}

/* Code + 1; 0 where the text is new. */
static uint32_t find_short(const keur_dictionary *on, uint64_t cell, uint64_t hash)
{
    size_t i = hash & (on->n_slots - 1);

    while (on->slots[i] != 0 && on->cells[on->slots[i] - 1] != cell)
        i = (i + 1) & (on->n_slots - 1);
    return on->slots[i];
}

static bool is_text(const keur_dictionary *on, long_cell cell, long_cell wanted, const char *bytes,
                    size_t n)
{
    const char *text;

    if (((cell.rest ^ wanted.rest) & ~(UINT32_C(0xff) << HIGH_SHIFT)) != 0)
        return false;
    text = text_of(on, cell);
    if (n <= 2 * WORD)
        return word_at(text) == word_at(bytes) &&
               word_at(text + n - WORD) == word_at(bytes + n - WORD);
    if (n < LONGEST_KNOWN)
        return memcmp(text, bytes, n) == 0;
    /* strncmp() stops at the closing zero of a shorter text */
    return strncmp(text, bytes, n) == 0 && text[n] == '\0';
}

static uint32_t find_long(const keur_dictionary *on, const char *bytes, size_t n, uint64_t hash)
{
    const long_cell wanted = begin_long(n, hash);
    size_t i = hash & (on->n_slots - 1);

    while (on->slots[i] != 0 && !is_text(on, long_cell_at(on, on->slots[i] - 1), wanted, bytes, n))
        i = (i + 1) & (on->n_slots - 1);
    return on->slots[i];
}

/* Have the processor fetch what finding n texts will look at. */
static void prepare(const keur_dictionary *on, const uint64_t *hashes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(&on->slots[hashes[i] & (on->n_slots - 1)]);
    for (size_t i = 0; i < n; i++) {
        const uint32_t code_and_one = on->slots[hashes[i] & (on->n_slots - 1)];

        __builtin_prefetch(&on->cells[code_and_one != 0 ? code_and_one - 1 : 0]);
    }
}

static keur_status code_of(keur_dictionary *on, const char *bytes, size_t n, uint64_t hash,
                           int32_t *code, keur_error *err)
{
    const bool is_short = n < WORD;
    const uint64_t cell = is_short ? short_cell(bytes, n) : 0;
    const uint32_t found = is_short ? find_short(on, cell, hash) : find_long(on, bytes, n, hash);

    *code = (int32_t)(found != 0 ? found - 1 : on->n);
    if (found != 0)
        return KEUR_OK;
    return is_short ? add_short(on, cell, hash, err) : add_long(on, bytes, n, hash, err);
}

keur_status keur_dictionary_add(keur_dictionary *on, const char *bytes, const keur_field *fields,
                                size_t n, int32_t *codes, keur_error *err)
{
    uint64_t hashes[AT_ONCE];
    keur_status status = KEUR_OK;

    if (on->n_slots == 0)
        KEUR_TRY(grow_slots(on, err));
    for (size_t done = 0; done < n; done += AT_ONCE) {
        const keur_field *from = fields + done;
        const size_t here = n - done < AT_ONCE ? n - done : AT_ONCE;

        for (size_t i = 0; i < here; i++)
            hashes[i] = hash_of(bytes + from[i].begin, from[i].n);
        if (on->n_slots > CACHED_SLOTS)
            prepare(on, hashes, here);
        for (size_t i = 0; i < here; i++)
            KEUR_TRY(
                code_of(on, bytes + from[i].begin, from[i].n, hashes[i], &codes[done + i], err));
    }
out:
    return status;
}

keur_status keur_dictionary_close(keur_dictionary *on, keur_error *err)
{
    keur_status status = KEUR_OK;

    keur_release(on->slots);
    on->slots = NULL;
    on->n_slots = 0;
    KEUR_TRY(KEUR_RESIZE(on->cells, on->n, on->n, err));
    KEUR_TRY(KEUR_RESIZE(on->long_texts, on->n_bytes, on->n_bytes, err));
    on->room = on->n;
    on->bytes_room = on->n_bytes;
out:
    return status;
}

void keur_dictionary_free(keur_dictionary *on)
{
    keur_release(on->cells);
    keur_release(on->long_texts);
    keur_release(on->slots);
}
