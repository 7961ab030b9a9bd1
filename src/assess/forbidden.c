/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A set of texts and numbers, and how they are found in a file. */
#include "assess/forbidden_impl.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"

bool keur_secret_is_word(char byte)
{
    const unsigned char c = (unsigned char)byte;

    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

static uint64_t hash_text(const char *text, size_t bytes)
{
    uint64_t hash = KEUR_SECRET_START;

    for (size_t i = 0; i < bytes; i++)
        hash = keur_secret_hash(hash, text[i]);
    return hash;
}

static uint64_t hash_number(double number)
{
    return keur_hash(&number, sizeof number, 1);
}

keur_secret *keur_secret_of_text(const keur_forbidden *of, uint64_t hash, const char *text,
                                 size_t bytes)
{
    for (size_t i = keur_mix(hash); of->n_slots > 0; i++) {
        const uint32_t at = of->slots[i & (of->n_slots - 1)];

        if (at == 0)
            return NULL;
        if (of->secrets[at - 1].text != NULL && of->secrets[at - 1].bytes == bytes &&
            memcmp(of->secrets[at - 1].text, text, bytes) == 0)
            return &of->secrets[at - 1];
    }
    return NULL;
}

keur_secret *keur_secret_of_number(const keur_forbidden *of, double number)
{
    for (size_t i = keur_mix(hash_number(number)); of->n_slots > 0; i++) {
        const uint32_t at = of->slots[i & (of->n_slots - 1)];

        if (at == 0)
            return NULL;
        if (of->secrets[at - 1].text == NULL && of->secrets[at - 1].number == number)
            return &of->secrets[at - 1];
    }
    return NULL;
}

static void put(keur_forbidden *to, size_t position)
{
    const keur_secret *secret = &to->secrets[position];
    size_t i = keur_mix(secret->text != NULL ? hash_text(secret->text, secret->bytes)
                                             : hash_number(secret->number));

    while (to->slots[i & (to->n_slots - 1)] != 0)
        i++;
    to->slots[i & (to->n_slots - 1)] = (uint32_t)position + 1;
}

/* At least half of the slots stay free. */
static keur_status grow(keur_forbidden *to, keur_error *err)
{
    const size_t room = to->room > 0 ? 2 * to->room : 256;
    uint32_t *slots = NULL;
    keur_status status = KEUR_OK;

    if (to->n < to->room)
        return KEUR_OK;
    if (room >= UINT32_MAX)
        return keur_fail(err, KEUR_ENOMEM, "too many values that must not leave");
    KEUR_TRY(KEUR_RESIZE(to->secrets, to->room, room, err));
    to->room = room;
    KEUR_TRY(KEUR_NEW(slots, 2 * room, err));
    keur_release(to->slots);
    to->slots = slots;
    to->n_slots = 2 * room;
    for (size_t i = 0; i < to->n; i++)
        put(to, i);
out:
    return status;
}

keur_status keur_secret_add(keur_forbidden *to, const keur_secret *secret, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (secret->text != NULL ? keur_secret_of_text(to, hash_text(secret->text, secret->bytes),
                                                   secret->text, secret->bytes) != NULL
                             : keur_secret_of_number(to, secret->number) != NULL)
        return KEUR_OK;
    KEUR_TRY(grow(to, err));
    to->secrets[to->n] = *secret;
    if (secret->text != NULL) {
        KEUR_TRY(
            keur_arena_text(to->arena, secret->text, secret->bytes, &to->secrets[to->n].text, err));
        to->is_length[secret->bytes] = true;
    }
    put(to, to->n++);
out:
    return status;
}

size_t keur_secret_digits(const char *text, size_t n)
{
    size_t digits = 0, zeros = 0;
    bool is_fraction = false;

    for (size_t i = 0; i < n && text[i] != 'e' && text[i] != 'E'; i++) {
        is_fraction |= text[i] == '.';
        if (text[i] < '0' || text[i] > '9' || (text[i] == '0' && digits == 0))
            continue;
        zeros = text[i] == '0' ? zeros + 1 : 0;
        digits++;
    }
    return is_fraction ? digits : digits - zeros;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits from a place on. */
static size_t count_digits(const char *text, size_t n, size_t at)
{
    size_t i = at;

    while (i < n && is_digit(text[i]))
        i++;
    return i - at;
}

/* Bytes of a number from `at` on: digits, or up to three and then commas with three each; a point
 * and more digits. */
static size_t measure_number(const char *text, size_t n, size_t at)
{
    size_t i = at + count_digits(text, n, at);

    if (i - at <= 3)
        while (i < n && text[i] == ',' && count_digits(text, n, i + 1) == 3)
            i += 4;
    if (i + 1 < n && text[i] == '.' && is_digit(text[i + 1]))
        i += 1 + count_digits(text, n, i + 1);
    return i - at;
}

static bool is_ascii_word(char c)
{
    return (unsigned char)c < 0x80 && (keur_secret_is_word(c) || c == '_');
}

/* Whether a digit is within a word, or goes on a number that began before it. */
static bool goes_on(const char *text, size_t n, size_t at)
{
    const char before = at > 0 ? text[at - 1] : ' ';

    if (at < 2 || !is_digit(text[at - 2]))
        return is_ascii_word(before);
    return is_ascii_word(before) || before == '.' ||
           (before == ',' && count_digits(text, n, at) == 3);
}

bool keur_forbidden_number(const char *text, size_t n, size_t at, double *value, size_t *bytes,
                           size_t *digits)
{
    char plain[KEUR_SECRET_BYTES + 1];
    size_t used = 0;

    if (!is_digit(text[at]) || goes_on(text, n, at))
        return false;
    *bytes = measure_number(text, n, at);
    if (*bytes > KEUR_SECRET_BYTES || (at + *bytes < n && is_ascii_word(text[at + *bytes])))
        return false;
    for (size_t i = 0; i < *bytes; i++)
        if (text[at + i] != ',')
            plain[used++] = text[at + i];
    plain[used] = '\0';
    *digits = keur_secret_digits(plain, used);
    return keur_text_number(plain, '.', value);
}

/* The longest secret that begins at a place and is a whole word there. */
static keur_secret *find_text(const keur_forbidden *of, const char *text, size_t n, size_t at)
{
    uint64_t hash = KEUR_SECRET_START;
    keur_secret *longest = NULL;

    if (at > 0 && keur_secret_is_word(text[at - 1]) && keur_secret_is_word(text[at]))
        return NULL;
    for (size_t i = 0; i < KEUR_SECRET_BYTES && at + i < n; i++) {
        const bool is_end = at + i + 1 == n || !keur_secret_is_word(text[at + i]) ||
                            !keur_secret_is_word(text[at + i + 1]);
        keur_secret *found;

        hash = keur_secret_hash(hash, text[at + i]);
        /* A long text was cut, maybe within a word. */
        if (!of->is_length[i + 1] || !(is_end || i + 4 >= KEUR_SECRET_BYTES))
            continue;
        found = keur_secret_of_text(of, hash, text + at, i + 1);
        longest = found != NULL && !found->is_excused ? found : longest;
    }
    return longest;
}

static keur_secret *find(const keur_forbidden *of, const char *text, size_t n, size_t at,
                         bool no_digits, size_t *bytes)
{
    keur_secret *found = find_text(of, text, n, at);
    double value;
    size_t digits;

    if (found != NULL) {
        *bytes = found->bytes;
        return found;
    }
    if (no_digits || !keur_forbidden_number(text, n, at, &value, bytes, &digits) ||
        digits < KEUR_SECRET_DIGITS)
        return NULL;
    found = keur_secret_of_number(of, value);
    return found != NULL && !found->is_excused ? found : NULL;
}

void keur_forbidden_excuse(keur_forbidden *of, const char *text, size_t n)
{
    for (size_t at = 0; at < n; at++) {
        size_t bytes;
        keur_secret *found;

        while ((found = find(of, text, n, at, false, &bytes)) != NULL)
            found->is_excused = true;
    }
}

bool keur_forbidden_next(const keur_forbidden *of, const char *text, size_t n,
                         const bool *no_digits, size_t *from, keur_found *found)
{
    for (; *from < n; ++*from) {
        size_t bytes;
        const keur_secret *secret =
            find(of, text, n, *from, no_digits != NULL && no_digits[*from], &bytes);

        if (secret == NULL)
            continue;
        *found = (keur_found){secret->column, secret->why, *from, bytes};
        *from += bytes;
        return true;
    }
    return false;
}

size_t keur_forbidden_count(const keur_forbidden *of)
{
    return of->n;
}

void keur_forbidden_free(keur_forbidden *of)
{
    if (of == NULL)
        return;
    keur_arena_free(of->arena);
    keur_release(of->secrets);
    keur_release(of->slots);
    keur_release(of);
}
