/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/try.h"
#include "cli/check_export.h"

/* Figures of a document that is no scorecard: what must not be there, and what has few digits. */
static const char *judge_number(const char *key, double value, bool is_scorecard)
{
    static const char *const rounded[] = {"value",     "low",      "high",
                                          "dqv:value", "keur:low", "keur:high"};

    if (key == NULL || is_scorecard)
        return NULL; /* judged by keur_export_check() */
    if (strcmp(key, "numerator") == 0 || strcmp(key, "keur:numerator") == 0)
        return "gives its numerator";
    for (size_t i = 0; i < sizeof rounded / sizeof *rounded; i++)
        if (strcmp(key, rounded[i]) == 0 && keur_export_has_more_digits(value) &&
            value != (double)(long)value)
            return "has more than three digits";
    return NULL;
}

/* Numbers that are not of the tables: a limit is the policy's, a seed the caller's. */
static bool is_free(const char *key)
{
    static const char *const keys[] = {"rows",      "columns",      "seed",       "limit",
                                       "keur:rows", "keur:columns", "keur:limit", "keur_scorecard"};

    for (size_t i = 0; key != NULL && i < sizeof keys / sizeof *keys; i++)
        if (strcmp(key, keys[i]) == 0)
            return true;
    return false;
}

static keur_status check_number(const keur_checking *on, const keur_json_at *at, bool is_scorecard,
                                keur_error *err)
{
    const char *key = keur_json_key(at);
    char text[KEUR_NUMBER_SIZE];
    double value = 0;
    const char *what;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_number(at, &value, err));
    what = judge_number(key, value, is_scorecard);
    if (what != NULL)
        KEUR_TRY(keur_check_tell(on, at->path, what, err));
    if (is_free(key))
        return KEUR_OK;
    keur_number_print(value, text);
    KEUR_TRY(keur_check_text(on, text, strlen(text), at->path, NULL, NULL, err));
out:
    return status;
}

static keur_status check_string(const keur_checking *on, const char *text, const char *where,
                                keur_error *err)
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
    if (tidy.length > 0)
        KEUR_TRY(keur_check_text(on, tidy.bytes, tidy.length, where, NULL, NULL, err));
out:
    keur_text_free(&tidy);
    return status;
}

static keur_status walk(const keur_checking *on, const keur_json_at *at, bool is_scorecard,
                        keur_error *err)
{
    size_t n = 0;
    const char *text = NULL;
    keur_status status = KEUR_OK;

    if (keur_json_is_string(at)) {
        KEUR_TRY(keur_json_string(at, &text, err));
        return check_string(on, text, at->path, err);
    }
    if (keur_json_is_number(at))
        return check_number(on, at, is_scorecard, err);
    if (!keur_json_is_object(at) && !keur_json_is_array(at))
        return KEUR_OK;
    KEUR_TRY(keur_json_count(at, &n, err));
    for (size_t i = 0; i < n; i++) {
        const keur_json_at item = keur_json_item(at, i);

        if (keur_json_is_object(at))
            KEUR_TRY(check_string(on, keur_json_key(&item), at->path, err));
        KEUR_TRY(walk(on, &item, is_scorecard, err));
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

static bool is_known(const keur_json_at *root)
{
    return (has(root, "@context") && has(root, "@graph")) ||
           (has(root, "measure") && has(root, "figures") && has(root, "export")) ||
           (has(root, "decision") && has(root, "policy_id")) || has(root, "keur_blind") ||
           (has(root, "seconds") && has(root, "total_seconds"));
}

keur_status keur_check_json(const keur_checking *on, const char *bytes, size_t n, keur_error *err)
{
    keur_json *json = NULL;
    keur_json_at root, export;
    bool is_scorecard, is_export = true;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_parse(bytes, n, on->path, &json, err));
    root = keur_json_root(json, on->path);
    is_scorecard = has(&root, "keur_scorecard");
    if (!is_scorecard && !is_known(&root)) {
        status = keur_fail(err, KEUR_EPARSE, "%s: no output of keur", on->path);
        goto out;
    }
    export = keur_json_member(&root, "export");
    if (is_scorecard)
        KEUR_TRY(check_scorecard(on, bytes, n, err));
    else if (!keur_json_is_absent(&export))
        KEUR_TRY(keur_json_bool(&export, &is_export, err));
    if (!is_export)
        KEUR_TRY(keur_check_tell(on, "$.export", "it did not pass the export filter", err));
    KEUR_TRY(walk(on, &root, is_scorecard, err));
out:
    keur_json_free(json);
    return status;
}
