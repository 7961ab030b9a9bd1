/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/coding.h"

#include <math.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/level_groups.h"
#include "case/remembered.h"
#include "fidelity/rare_codes.h"
#include "table/value.h"

/* Rows of train by code. */
static keur_status count(const keur_case *on, size_t column, size_t **counts, keur_error *err)
{
    const int32_t *codes = keur_case_codes(on, KEUR_TRAIN, column);
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(*counts, keur_case_code_counts(on)[column], err));
    for (size_t i = 0; i < keur_case_rows(on, KEUR_TRAIN); i++)
        if (codes[i] >= 0)
            (*counts)[codes[i]]++;
out:
    return status;
}

/* The name of a code; NULL where it is a number without one. */
static const char *text_of(const keur_column *column, size_t code)
{
    if (code >= column->n_values)
        return column->levels[code - column->n_values];
    return column->value_texts != NULL ? column->value_texts[code] : NULL;
}

/* 1: a word for yes, -1: for no, 0: neither. */
static int meaning_of(const keur_column *column, size_t code)
{
    const char *text = text_of(column, code);
    bool is_true = false;

    if (text == NULL || keur_pairs_of(keur_span_trim(text), &is_true) == 0)
        return 0;
    return is_true ? 1 : -1;
}

/* Which of two codes, a before b in the order of the case, is the later level. */
static size_t later_of(const keur_column *column, size_t a, size_t b)
{
    return meaning_of(column, a) > meaning_of(column, b) ? a : b;
}

static bool is_plain_number(const keur_column *column, size_t code)
{
    return code < column->n_values && column->value_texts == NULL;
}

/* Codes that occur in train: how many, how many of them plain numbers, the first two. */
typedef struct survey {
    size_t n, n_numbers, first[2];
} survey;

static survey look(const keur_column *column, const size_t *counts, size_t n_codes)
{
    survey seen = {.n = 0};

    for (size_t c = 0; c < n_codes; c++) {
        if (counts[c] == 0)
            continue;
        if (seen.n < 2)
            seen.first[seen.n] = c;
        seen.n++;
        seen.n_numbers += is_plain_number(column, c);
    }
    return seen;
}

static const keur_role train = KEUR_TRAIN;

static keur_status open_coding(const keur_case *on, size_t column, keur_coding *made,
                               keur_error *err)
{
    const size_t n_codes = keur_case_code_counts(on)[column];
    keur_status status = KEUR_OK;

    *made = (keur_coding){.column = column, .later = -1};
    KEUR_TRY(KEUR_NEW(made->value_of, n_codes + 1, err));
    for (size_t c = 0; c <= n_codes; c++)
        made->value_of[c] = NAN;
out:
    return status;
}

static void code_levels(const keur_column *column, const survey *seen, keur_coding *made)
{
    const size_t later = later_of(column, seen->first[0], seen->first[1]);

    made->is_binary = true;
    made->later = (int32_t)later;
    for (size_t i = 0; i < 2; i++)
        made->value_of[seen->first[i] + 1] = seen->first[i] == later;
}

keur_status keur_coding_make(const keur_case *on, size_t column, bool needs_levels,
                             keur_coding *made, keur_error *err)
{
    const keur_column *about = keur_case_column(on, column);
    const size_t n_codes = keur_case_code_counts(on)[column];
    size_t *counts = NULL;
    survey seen;
    keur_status status = KEUR_OK;

    KEUR_TRY(open_coding(on, column, made, err));
    KEUR_TRY(count(on, column, &counts, err));
    KEUR_TRY(keur_forget_rare_codes(on, column, &train, 1, counts, n_codes, err));
    seen = look(about, counts, n_codes);
    if (seen.n < 2) {
        made->reason = "fewer than two values of it occur in train";
    } else if (seen.n == 2) {
        code_levels(about, &seen, made);
    } else if (needs_levels) {
        made->reason = "more than two values of it occur in train";
    } else if (seen.n_numbers < 2) {
        made->reason = "it has more than two levels, and is no number";
    } else {
        for (size_t c = 0; c < about->n_values && about->value_texts == NULL; c++)
            made->value_of[c + 1] = about->values[c];
    }
out:
    keur_release(counts);
    return status;
}

keur_status keur_coding_make_time(const keur_case *on, size_t column, keur_coding *made,
                                  keur_error *err)
{
    const keur_column *about = keur_case_column(on, column);
    const size_t n_codes = keur_case_code_counts(on)[column];
    size_t *counts = NULL, total = 0, below = 0, cut = 0, best = SIZE_MAX;
    survey seen;
    keur_status status = KEUR_OK;

    KEUR_TRY(open_coding(on, column, made, err));
    KEUR_TRY(count(on, column, &counts, err));
    KEUR_TRY(keur_forget_rare_codes(on, column, &train, 1, counts, n_codes, err));
    seen = look(about, counts, n_codes);
    if (seen.n < 2 || (seen.n > 2 && seen.n_numbers < 2)) {
        made->reason = seen.n < 2 ? "fewer than two values of it occur in train"
                                  : "it has more than two levels, and is no number or date";
        goto out;
    }
    if (seen.n == 2) {
        code_levels(about, &seen, made);
        goto out;
    }
    for (size_t c = 0; c < about->n_values; c++)
        total += counts[c];
    for (size_t c = 0; c < about->n_values; c++) {
        const size_t gap = 2 * below > total ? 2 * below - total : total - 2 * below;

        if (counts[c] > 0 && below > 0 && gap < best) {
            best = gap;
            cut = c;
        }
        below += counts[c];
    }
    made->is_binary = true;
    for (size_t c = 0; c < about->n_values; c++)
        made->value_of[c + 1] = c >= cut;
out:
    keur_release(counts);
    return status;
}

void keur_coding_free(keur_coding *coding)
{
    keur_release(coding->value_of);
    coding->value_of = NULL;
}

keur_status keur_coding_tell(const keur_case *on, const keur_coding *of, const char *what,
                             keur_result *out, keur_error *err)
{
    const keur_column *about = keur_case_column(on, of->column);
    const char *text = of->later >= 0 ? text_of(about, (size_t)of->later) : NULL;
    size_t *counts = NULL;
    keur_text sentence = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    if (of->reason != NULL || of->later < 0)
        return KEUR_OK;
    KEUR_TRY(count(on, of->column, &counts, err));
    if (text != NULL && counts[of->later] >= KEUR_GROUP_LEAST)
        KEUR_TRY(
            keur_text_format(&sentence, err, "Of %s %s the level %s.", about->name, what, text));
    else
        KEUR_TRY(keur_text_format(&sentence, err, "Of %s %s the later of its two %s.", about->name,
                                  what, text != NULL ? "levels" : "numbers"));
    KEUR_TRY(keur_result_notice(out, sentence.bytes, err));
    KEUR_TRY(keur_result_notice(out, KEUR_RARE_FORGOTTEN, err));
out:
    keur_release(counts);
    keur_text_free(&sentence);
    return status;
}
