/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/membership/score_lines.h"

#include "attacks/membership/best_scores.h"
#include "attacks/membership/membership.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"
#include "case/keep.h"
#include "case/units.h"

enum { CHUNK = 1 << 16 };

struct keur_score_lines {
    const keur_case *on;
    size_t n_columns, n_member, n, at; /* scored rows, and how many are written */
    const keur_scores **columns;
    const char **names;
    bool has_header;
    keur_text text;
};

keur_status keur_score_lines_new(const keur_case *on, keur_score_lines **made, keur_error *err)
{
    keur_score_lines *lines = NULL;
    size_t n_kept = 0;
    const char *name = NULL;
    const void *what;
    keur_status status = KEUR_OK;

    *made = NULL;
    KEUR_TRY(KEUR_NEW(lines, 1, err));
    lines->on = on;
    while (keur_case_kept_at(on, n_kept, &name) != NULL)
        n_kept++;
    KEUR_TRY(KEUR_NEW(lines->columns, n_kept, err));
    KEUR_TRY(KEUR_NEW(lines->names, n_kept, err));
    for (size_t i = 0; (what = keur_case_kept_at(on, i, &name)) != NULL; i++) {
        const keur_scores *scores = keur_scores_kept(on, name, what);

        if (scores == NULL)
            continue;
        lines->names[lines->n_columns] = name + sizeof KEUR_SCORES_PREFIX - 1;
        lines->columns[lines->n_columns++] = scores;
        lines->n_member = scores->n_member;
        lines->n = scores->n_member + scores->n_non_member;
    }
    *made = lines;
    lines = NULL;
out:
    keur_score_lines_free(lines);
    return status;
}

void keur_score_lines_free(keur_score_lines *lines)
{
    if (lines == NULL)
        return;
    keur_release(lines->columns);
    keur_release(lines->names);
    keur_text_free(&lines->text);
    keur_release(lines);
}

static keur_status add_header(keur_score_lines *lines, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(
        keur_text_add(&lines->text, "# internal: do not export; a line is a person's row\n", err));
    KEUR_TRY(keur_text_add(&lines->text, "role,row", err));
    if (keur_case_unit_count(lines->on) > 0)
        KEUR_TRY(keur_text_add(&lines->text, ",person", err));
    /* Names of attacks and settings hold neither commas nor quotes. */
    for (size_t j = 0; j < lines->n_columns; j++)
        KEUR_TRY(keur_text_format(&lines->text, err, ",%s", lines->names[j]));
    KEUR_TRY(keur_text_add(&lines->text, "\n", err));
out:
    return status;
}

static keur_status add_line(keur_score_lines *lines, size_t i, keur_error *err)
{
    const bool is_member = i < lines->n_member;
    const keur_role role = keur_scored_roles[is_member ? 0 : 1];
    const size_t row = is_member ? i : i - lines->n_member;
    const uint32_t *in_holdout = is_member ? NULL : keur_case_in_holdout(lines->on, role);
    const int32_t *units = keur_case_units(lines->on, role);
    char number[KEUR_NUMBER_SIZE];
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_format(&lines->text, err, "%s,%zu", is_member ? "train" : "holdout",
                              (in_holdout != NULL ? in_holdout[row] : row) + 1));
    if (units != NULL)
        KEUR_TRY(keur_text_format(&lines->text, err, ",%ld", (long)units[row] + 1));
    for (size_t j = 0; j < lines->n_columns; j++) {
        keur_number_print(lines->columns[j]->member[i], number);
        KEUR_TRY(keur_text_format(&lines->text, err, ",%s", number));
    }
    KEUR_TRY(keur_text_add(&lines->text, "\n", err));
out:
    return status;
}

keur_status keur_score_lines_next(void *lines, const char **bytes, size_t *n_bytes, keur_error *err)
{
    keur_score_lines *of = lines;
    keur_status status = KEUR_OK;

    keur_text_clear(&of->text);
    if (!of->has_header)
        KEUR_TRY(add_header(of, err));
    of->has_header = true;
    while (of->at < of->n && of->text.length < CHUNK)
        KEUR_TRY(add_line(of, of->at++, err));
    *bytes = of->text.bytes;
    *n_bytes = of->text.length;
out:
    return status;
}
