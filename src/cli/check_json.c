/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/try.h"
#include "cli/check_export.h"
#include "cli/check_numbers.h"

enum { MOST_SIZES = 16 };

/* A document that is walked through. */
typedef struct walking {
    const keur_checking *on;
    keur_document document;
    size_t n_sizes;
    double sizes[MOST_SIZES]; /* rows of the tables, as it says itself */
} walking;

static bool is_whole(double value)
{
    return value >= 0 && value == floor(value);
}

static bool is_size(const walking *of, double value)
{
    for (size_t i = 0; i < of->n_sizes; i++)
        if (value == of->sizes[i])
            return true;
    return keur_check_is_rows(of->on, value);
}

/* What is wrong with a number where it stands; NULL: nothing that shows. */
static const char *judge_number(const walking *of, keur_number_rule rule, double value)
{
    switch (rule) {
    case KEUR_NUMBER_STRANGE:
        return "a number where keur writes none";
    case KEUR_NUMBER_NEVER:
        return "gives a numerator, or a number of rows that does not leave";
    case KEUR_NUMBER_LEVEL:
        return value >= 0 && value <= 1 ? NULL : "is no level of an interval";
    case KEUR_NUMBER_WHOLE:
        return is_whole(value) ? NULL : "is no whole number";
    case KEUR_NUMBER_COUNT:
        return is_whole(value) && (is_size(of, value) || fmod(value, 10) == 0)
                   ? NULL
                   : "gives a number of rows that is neither in tens nor a table's";
    case KEUR_NUMBER_FIGURE:
        return keur_export_has_more_digits(value) && !is_size(of, value)
                   ? "has more than three digits"
                   : NULL;
    default:
        return NULL;
    }
}

/* How many rows the synthetic table has is in no real table. */
static bool is_synthetic_size(const walking *of, const keur_json_at *parent, const char *key)
{
    const char *names[] = {"role", "keur:role"};

    if (key == NULL || (strcmp(key, "rows") != 0 && strcmp(key, "keur:rows") != 0))
        return false;
    for (size_t i = 0; i < 2; i++) {
        const keur_json_at role = keur_json_member(parent, names[i]);
        const char *word = NULL;

        if (keur_json_is_string(&role) && keur_json_string(&role, &word, NULL) == KEUR_OK)
            return strcmp(word, keur_role_word(KEUR_SYNTHETIC)) == 0;
    }
    return of->document == KEUR_DOCUMENT_COMPARISON && strncmp(parent->path, "$.tables", 8) == 0;
}

static keur_status check_number(const walking *of, const keur_json_at *parent,
                                const keur_json_at *at, keur_error *err)
{
    const keur_number_rule rule = keur_number_rule_at(of->document, at->path);
    char text[KEUR_NUMBER_SIZE];
    double value = 0;
    const char *what;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_number(at, &value, err));
    what = judge_number(of, rule, value);
    if (what != NULL)
        KEUR_TRY(keur_check_tell(of->on, at->path, what, err));
    if (rule == KEUR_NUMBER_FREE || is_synthetic_size(of, parent, keur_json_key(at)))
        return KEUR_OK;
    keur_number_print(value, text);
    KEUR_TRY(keur_check_text(of->on, text, strlen(text), at->path, NULL, NULL, err));
out:
    return status;
}

/* A text whose blanks are made single spaces; numbers of a sentence are held to three digits. */
static keur_status check_string(const walking *of, const char *text, const char *where,
                                bool is_sentence, keur_error *err)
{
    keur_text tidy = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    for (; *text != '\0'; text++) {
        const bool is_blank = *text == ' ' || (*text >= '\t' && *text <= '\r');

        if (!is_blank)
            KEUR_TRY(keur_text_append(&tidy, text, 1, err));
        else if (tidy.length > 0 && tidy.bytes[tidy.length - 1] != ' ')
            KEUR_TRY(keur_text_append(&tidy, " ", 1, err));
    }
    if (tidy.length == 0)
        goto out;
    if (is_sentence)
        KEUR_TRY(keur_check_digits(of->on, tidy.bytes, tidy.length, where, NULL, NULL, err));
    KEUR_TRY(keur_check_text(of->on, tidy.bytes, tidy.length, where, NULL, NULL, err));
out:
    keur_text_free(&tidy);
    return status;
}

static keur_status check_value(const walking *of, const keur_json_at *at, keur_error *err)
{
    const char *text = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_string(at, &text, err));
    if (keur_path_is_seed(of->document, at->path) && text[strspn(text, "0123456789")] == '\0')
        return KEUR_OK;
    KEUR_TRY(check_string(of, text, at->path, keur_path_is_sentence(at->path), err));
out:
    return status;
}

static keur_status walk(const walking *of, const keur_json_at *parent, const keur_json_at *at,
                        keur_error *err)
{
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (keur_json_is_string(at))
        return check_value(of, at, err);
    if (keur_json_is_number(at))
        return check_number(of, parent, at, err);
    if (!keur_json_is_object(at) && !keur_json_is_array(at))
        return KEUR_OK;
    KEUR_TRY(keur_json_count(at, &n, err));
    for (size_t i = 0; i < n; i++) {
        const keur_json_at item = keur_json_item(at, i);

        if (keur_json_is_object(at))
            KEUR_TRY(check_string(of, keur_json_key(&item), at->path, false, err));
        KEUR_TRY(walk(of, at, &item, err));
    }
out:
    return status;
}

/* Rows of tables, where the document says them: ends of counts may be as large. */
static keur_status take_sizes(walking *of, const keur_json_at *at, keur_error *err)
{
    const char *key = keur_json_key(at);
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (keur_json_is_number(at)) {
        if (key != NULL && (strcmp(key, "rows") == 0 || strcmp(key, "keur:rows") == 0) &&
            of->n_sizes < MOST_SIZES &&
            keur_number_rule_at(of->document, at->path) == KEUR_NUMBER_WHOLE)
            KEUR_TRY(keur_json_number(at, &of->sizes[of->n_sizes++], err));
        return KEUR_OK;
    }
    if (!keur_json_is_object(at) && !keur_json_is_array(at))
        return KEUR_OK;
    KEUR_TRY(keur_json_count(at, &n, err));
    for (size_t i = 0; i < n; i++) {
        const keur_json_at item = keur_json_item(at, i);

        KEUR_TRY(take_sizes(of, &item, err));
    }
out:
    return status;
}

/* Line of the first byte in which two texts differ. */
static size_t first_difference(const char *a, const char *b)
{
    size_t line = 1;

    for (; *a != '\0' && *a == *b; a++, b++)
        line += *a == '\n';
    return line;
}

/* As keur_scorecard_parse(); a name of a member that must not leave is not in the message. */
static keur_status parse(const keur_checking *on, const char *bytes, size_t n,
                         keur_scorecard **card, keur_error *err)
{
    keur_error own = {KEUR_OK, ""};
    const keur_status status = keur_scorecard_parse(bytes, n, on->path, card, &own);

    if (status == KEUR_OK)
        return KEUR_OK;
    return keur_fail(err, status,
                     keur_check_holds(on, own.text) ? "%s: not a scorecard of keur" : "%s",
                     keur_check_holds(on, own.text) ? on->path : own.text);
}

/* A scorecard holds what the filter let pass, and nothing but what keur writes of it: members that
 * are not read, and blanks, could hold anything. */
static keur_status check_scorecard(const keur_checking *on, const char *bytes, size_t n,
                                   keur_error *err)
{
    keur_scorecard *card = NULL, *exported = NULL;
    char *again = NULL, where[40];
    keur_status status = KEUR_OK;

    KEUR_TRY(parse(on, bytes, n, &card, err));
    KEUR_TRY(keur_export_check(card, &on->to, err));
    KEUR_TRY(keur_scorecard_export(card, &exported, err));
    KEUR_TRY(keur_scorecard_json(exported, &again, err));
    if (card->is_export && strcmp(again, bytes) != 0) {
        (void)snprintf(where, sizeof where, "line %zu", first_difference(bytes, again));
        KEUR_TRY(
            keur_check_tell(on, where, "differs from what this version of keur writes of it", err));
    }
out:
    free(again);
    keur_scorecard_free(card);
    keur_scorecard_free(exported);
    return status;
}

static bool has(const keur_json_at *root, const char *name)
{
    const keur_json_at at = keur_json_member(root, name);

    return !keur_json_is_absent(&at);
}

static keur_document document_of(const keur_json_at *root)
{
    if (has(root, "keur_scorecard"))
        return KEUR_DOCUMENT_SCORECARD;
    if (has(root, "keur_comparison") && has(root, "tables") && has(root, "export"))
        return KEUR_DOCUMENT_COMPARISON;
    if (has(root, "@context") && has(root, "@graph"))
        return KEUR_DOCUMENT_LINKED;
    if (has(root, "measure") && has(root, "figures") && has(root, "export"))
        return KEUR_DOCUMENT_ATTACK;
    if (has(root, "decision") && has(root, "policy_id"))
        return KEUR_DOCUMENT_VERDICT;
    if (has(root, "keur_blind"))
        return KEUR_DOCUMENT_BLIND;
    return has(root, "seconds") && has(root, "total_seconds") ? KEUR_DOCUMENT_TIMING
                                                              : KEUR_DOCUMENT_NOT;
}

keur_status keur_check_json(const keur_checking *on, const char *bytes, size_t n, keur_error *err)
{
    walking of = {.on = on};
    keur_json *json = NULL;
    keur_json_at root, export;
    bool is_export = true;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_parse(bytes, n, on->path, &json, err));
    root = keur_json_root(json, on->path);
    of.document = document_of(&root);
    if (of.document == KEUR_DOCUMENT_NOT) {
        status = keur_fail(err, KEUR_EPARSE, "%s: no output of keur", on->path);
        goto out;
    }
    export = keur_json_member(&root, "export");
    if (of.document == KEUR_DOCUMENT_SCORECARD)
        KEUR_TRY(check_scorecard(on, bytes, n, err));
    else if (!keur_json_is_absent(&export))
        KEUR_TRY(keur_json_bool(&export, &is_export, err));
    if (!is_export)
        KEUR_TRY(keur_check_tell(on, "$.export", "it did not pass the export filter", err));
    KEUR_TRY(take_sizes(&of, &root, err));
    KEUR_TRY(walk(&of, &root, &root, err));
out:
    keur_json_free(json);
    return status;
}
