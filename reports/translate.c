/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scorecard holds sentences that were composed long before anybody chose a language, and saved.
 * So a text is translated backwards: which format of the catalogue could have written it, and from
 * what? An answer counts only if all that was put into the sentence can be said, too. */
#include "reports/translate.h"

#include <string.h>

#include "base/try.h"
#include "reports/digits.h"

enum { DEEPEST = 6, MOST_BYTES = 20000, SENTENCE = 12 };

/* One try: what it gave, and whether nothing of it had to stay English. */
typedef struct attempt {
    const keur_translator *by;
    keur_speech speech;
    int depth;
} attempt;

static keur_status say(keur_text *to, attempt of, const char *text, size_t n, bool *is_whole,
                       keur_error *err);

/* Between marks, and without marks of its own. */
static keur_status keep_english(keur_text *to, const char *text, size_t n, keur_error *err)
{
    static const char begins[] = {KEUR_ENGLISH_BEGINS}, ends[] = {KEUR_ENGLISH_ENDS};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_append(to, begins, 1, err));
    for (size_t i = 0; i < n; i++)
        KEUR_TRY(
            keur_text_append(to, text[i] == *begins || text[i] == *ends ? "?" : text + i, 1, err));
    KEUR_TRY(keur_text_append(to, ends, 1, err));
out:
    return status;
}

/* The part that was put into a hole. */
static keur_status say_part(keur_text *to, attempt of, keur_hole hole, keur_part part,
                            bool *is_whole, keur_error *err)
{
    if (hole == KEUR_HOLE_COUNT)
        return keur_say_count(to, of.by->language, part.at, part.n, err);
    if (hole == KEUR_HOLE_WHOLE || hole == KEUR_HOLE_CHAR)
        return keur_text_append(to, part.at, part.n, err);
    if (hole == KEUR_HOLE_REAL)
        return keur_say_digits(to, of.by->language, part.at, part.n, err);
    of.speech = KEUR_SPEECH_DATA;
    return say(to, of, part.at, part.n, is_whole, err);
}

/* The translation of a phrase with the parts put in. */
static keur_status compose(keur_text *to, attempt of, const keur_phrase *phrase,
                           const keur_part *parts, bool *is_whole, keur_error *err)
{
    size_t next = 0;
    keur_status status = KEUR_OK;

    for (const char *c = phrase->to; *c != '\0'; c++) {
        size_t n, place;
        keur_hole hole;
        bool is_said = true;

        if (*c != '%' || c[1] == '%') {
            KEUR_TRY(keur_text_append(to, c, 1, err));
            c += *c == '%';
            continue;
        }
        n = keur_conversion(c, &hole, &place);
        place = place > 0 ? place - 1 : next++;
        if (n == 0 || place >= phrase->from->n_holes) {
            status = keur_fail(err, KEUR_EINTERNAL, "a translation has a conversion too many");
            goto out;
        }
        if (phrase->names & 1u << place)
            KEUR_TRY(keur_text_append(to, parts[place].at, parts[place].n, err));
        else
            KEUR_TRY(say_part(to, of, phrase->from->holes[place], parts[place], &is_said, err));
        *is_whole = *is_whole && is_said;
        c += n - 1;
    }
out:
    return status;
}

static void take_back(keur_text *to, size_t length)
{
    if (to->bytes != NULL)
        to->bytes[length] = '\0';
    to->length = length;
}

/* By the phrase with the most literal bytes of which all parts can be said. `at_all`: also by the
 * best of which not all can. *is_said: it was. */
static keur_status say_phrase(keur_text *to, attempt of, const char *text, size_t n, bool at_all,
                              bool *is_said, bool *is_whole, keur_error *err)
{
    size_t n_phrases;
    const keur_phrase *phrases = keur_language_phrases(of.by->language, &n_phrases);
    const size_t before = to->length;
    keur_part parts[KEUR_MOST_HOLES];
    keur_status status = KEUR_OK;

    *is_said = false;
    for (size_t i = 0; i < n_phrases && !*is_said; i++) {
        if (at_all && phrases[i].from->n_literal < SENTENCE)
            break; /* of a few bytes: it may as well be chance */
        if (!keur_pattern_match(phrases[i].from, text, n, parts))
            continue;
        *is_whole = true;
        KEUR_TRY(compose(to, of, &phrases[i], parts, is_whole, err));
        *is_said = *is_whole || at_all;
        if (!*is_said)
            take_back(to, before);
    }
out:
    return status;
}

static bool is_end_of_sentence(const char *separator)
{
    return *separator == '.' || *separator == '?';
}

/* Where the first of the separators begins, from `from` on; n where there is none. Of a sentence's
 * end the mark stays with the sentence. */
static size_t find_end(const char *text, size_t n, size_t from, const char *separator)
{
    const size_t m = strlen(separator);

    for (size_t i = from; i + m < n; i++)
        if (memcmp(text + i, separator, m) == 0)
            return i;
    return n;
}

/* As it is: a translation, a name or a number. */
static keur_status say_known(keur_text *to, attempt of, const char *text, size_t n, bool *is_said,
                             keur_error *err)
{
    const bool is_name = keur_names_have(of.by->names, text, n);
    keur_text copy = {NULL, 0, 0};
    const char *found = NULL;
    keur_status status = KEUR_OK;

    *is_said = true;
    if (of.speech == KEUR_SPEECH_DATA && is_name && memchr(text, ' ', n) == NULL)
        return keur_text_append(to, text, n, err);
    /* Several words that the catalogue has are keur's own, where a name would stand: "all others"
     * in the place of a set of keys. */
    KEUR_TRY(keur_text_append(&copy, text, n, err));
    found = keur_language_find(of.by->language, copy.bytes);
    if (found != NULL)
        status = keur_text_add(to, found, err);
    else if (is_name)
        status = keur_text_append(to, text, n, err);
    else if (keur_is_number(text, n))
        status = keur_say_digits(to, of.by->language, text, n, err);
    else
        *is_said = false;
out:
    keur_text_free(&copy);
    return status;
}

/* As it is, or by a phrase of which all parts can be said. */
static keur_status say_whole(keur_text *to, attempt of, const char *text, size_t n, bool *is_said,
                             keur_error *err)
{
    bool is_whole;
    keur_status status = KEUR_OK;

    KEUR_TRY(say_known(to, of, text, n, is_said, err));
    if (!*is_said)
        KEUR_TRY(say_phrase(to, of, text, n, false, is_said, &is_whole, err));
out:
    return status;
}

/* The piece that begins a text: up to the first separator, or as far on as makes sense, since a
 * text of the catalogue may hold separators itself. @param[in,out] end  where it ends */
static keur_status say_piece(keur_text *to, attempt of, const char *text, size_t n,
                             const char *separator, size_t *end, bool *is_whole, keur_error *err)
{
    const size_t before = to->length, kept = is_end_of_sentence(separator) ? 1 : 0;
    const size_t first = *end;
    bool is_said = false;
    keur_status status = KEUR_OK;

    KEUR_TRY(say(to, of, text, first + (first < n ? kept : 0), is_whole, err));
    if (*is_whole)
        return KEUR_OK;
    for (size_t next = first; next < n && !is_said;) {
        take_back(to, before);
        next = find_end(text, n, next + 1, separator);
        KEUR_TRY(say_whole(to, of, text, next + (next < n ? kept : 0), &is_said, err));
        *end = next;
    }
    *is_whole = is_said;
    if (!is_said) {
        take_back(to, before);
        *end = first;
        KEUR_TRY(say(to, of, text, first + (first < n ? kept : 0), is_whole, err));
    }
out:
    return status;
}

/* Piece by piece between separators; whole only if every piece is. */
static keur_status say_pieces(keur_text *to, attempt of, const char *text, size_t n,
                              const char *separator, bool *is_said, bool *is_whole, keur_error *err)
{
    const size_t m = strlen(separator), kept = is_end_of_sentence(separator) ? 1 : 0;
    size_t from = 0;
    keur_status status = KEUR_OK;

    *is_said = find_end(text, n, 1, separator) < n;
    *is_whole = true;
    while (*is_said && from < n) {
        size_t end = find_end(text + from, n - from, from == 0 ? 1 : 0, separator);
        bool is_piece = true;

        KEUR_TRY(say_piece(to, of, text + from, n - from, separator, &end, &is_piece, err));
        *is_whole = *is_whole && is_piece;
        from += end;
        if (from < n) {
            KEUR_TRY(keur_text_append(to, separator + kept, m - kept, err));
            from += m;
        }
    }
out:
    return status;
}

/* In parts: sentences, whatever comes of them; lists only if every piece can be said. */
static keur_status say_list(keur_text *to, attempt of, const char *text, size_t n, bool *is_said,
                            bool *is_whole, keur_error *err)
{
    static const char *const separators[] = {" / ", " \xc2\xb7 ", ". ",     "? ", "; ",
                                             ": ",  ", ",         " with ", "+"};
    const size_t before = to->length;
    keur_status status = KEUR_OK;

    *is_said = false;
    for (size_t i = 0; i < sizeof separators / sizeof *separators && !*is_said; i++) {
        KEUR_TRY(say_pieces(to, of, text, n, separators[i], is_said, is_whole, err));
        if (*is_said && !*is_whole) {
            *is_said = false;
            take_back(to, before);
        }
    }
out:
    return status;
}

/* A sentence whose last mark the catalogue does not have. */
static keur_status say_without_end(keur_text *to, attempt of, const char *text, size_t n,
                                   bool *is_said, bool *is_whole, keur_error *err)
{
    const size_t before = to->length;
    keur_status status = KEUR_OK;

    *is_said = false;
    if (n < 2 || strchr(".:,;", text[n - 1]) == NULL)
        return KEUR_OK;
    KEUR_TRY(say(to, of, text, n - 1, is_whole, err));
    *is_said = *is_whole;
    if (*is_said)
        KEUR_TRY(keur_text_append(to, text + n - 1, 1, err));
    else
        take_back(to, before);
out:
    return status;
}

static keur_status say_anew(keur_text *to, attempt of, const char *text, size_t n, bool *is_whole,
                            keur_error *err)
{
    bool is_said = false;
    keur_status status = KEUR_OK;

    *is_whole = true;
    KEUR_TRY(say_known(to, of, text, n, &is_said, err));
    if (is_said)
        return KEUR_OK;
    if (++of.depth <= DEEPEST && n < MOST_BYTES) {
        KEUR_TRY(say_phrase(to, of, text, n, false, &is_said, is_whole, err));
        if (!is_said)
            KEUR_TRY(say_list(to, of, text, n, &is_said, is_whole, err));
        if (!is_said)
            KEUR_TRY(say_without_end(to, of, text, n, &is_said, is_whole, err));
        if (!is_said && of.depth == 1)
            KEUR_TRY(say_pieces(to, of, text, n, ". ", &is_said, is_whole, err));
        if (!is_said && of.depth <= 2)
            KEUR_TRY(say_phrase(to, of, text, n, true, &is_said, is_whole, err));
    }
    if (!is_said) {
        *is_whole = false;
        KEUR_TRY(keep_english(to, text, n, err));
    }
out:
    return status;
}

/* What was said before at the same depth is said again. */
static keur_status say_words(keur_text *to, attempt of, const char *text, size_t n, bool *is_whole,
                             keur_error *err)
{
    const unsigned kind = 2 * (unsigned)of.depth + (of.speech == KEUR_SPEECH_DATA);
    const keur_memo_text *old =
        of.by->memo != NULL ? keur_memo_find(of.by->memo, kind, text, n) : NULL;
    const size_t before = to->length;
    keur_status status = KEUR_OK;

    if (old != NULL) {
        *is_whole = old->is_whole;
        return keur_text_add(to, old->text, err);
    }
    KEUR_TRY(say_anew(to, of, text, n, is_whole, err));
    if (of.by->memo != NULL)
        KEUR_TRY(keur_memo_put(of.by->memo, kind, text, n, to->bytes + before, to->length - before,
                               *is_whole, err));
out:
    return status;
}

/* Blanks at both ends stay as they are, and so does a mark before them. */
static keur_status say(keur_text *to, attempt of, const char *text, size_t n, bool *is_whole,
                       keur_error *err)
{
    size_t front = 0, back = 0;
    keur_status status = KEUR_OK;

    while (front < n && (text[front] == ' ' || text[front] == '\n'))
        front++;
    if (front + 1 < n && strchr(",;:", text[front]) != NULL && text[front + 1] == ' ')
        front += 2; /* what is put behind a sentence begins with its own mark */
    while (back < n - front && (text[n - 1 - back] == ' ' || text[n - 1 - back] == '\n'))
        back++;
    *is_whole = true;
    KEUR_TRY(keur_text_append(to, text, front, err));
    if (front + back < n)
        KEUR_TRY(say_words(to, of, text + front, n - front - back, is_whole, err));
    KEUR_TRY(keur_text_append(to, text + n - back, back, err));
out:
    return status;
}

keur_status keur_translate(keur_text *to, const keur_translator *by, const char *text,
                           keur_speech speech, bool *is_whole, keur_error *err)
{
    return say(to, (attempt){by, speech, 0}, text, strlen(text), is_whole, err);
}

keur_status keur_say(keur_text *to, const keur_translator *by, const char *text, keur_error *err)
{
    keur_text made = {NULL, 0, 0};
    bool is_whole;
    keur_status status = KEUR_OK;

    if (text == NULL)
        return keur_text_add(to, "", err);
    if (by == NULL || by->language == NULL)
        return keur_text_add(to, text, err);
    KEUR_TRY(keur_translate(&made, by, text, KEUR_SPEECH_DATA, &is_whole, err));
    for (size_t i = 0; i < made.length; i++)
        if (made.bytes[i] != KEUR_ENGLISH_BEGINS && made.bytes[i] != KEUR_ENGLISH_ENDS)
            KEUR_TRY(keur_text_append(to, made.bytes + i, 1, err));
    KEUR_TRY(keur_text_add(to, "", err));
out:
    keur_text_free(&made);
    return status;
}
