/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/scorecard.h>

#include <inttypes.h>
#include <string.h>

#include "assess/export.h"
#include "base/try.h"
#include "reports/markdown.h"
#include "reports/people.h"
#include "reports/three_words.h"
#include "reports/verdict.h"
#include "reports/words.h"

/* Findings in the table; the JSON has all. */
enum { MOST_ROWS = 30 };

static keur_status put_head(keur_text *to, const keur_scorecard *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_markdown_put(to, "# ", of->title, "\n\n", err));
    KEUR_TRY(keur_text_add(to, "keur scorecard:\n", err)); /* sizes are a line to translate */
    for (size_t i = 0; i < of->n_inputs; i++) {
        char rows[KEUR_PEOPLE_SIZE];

        keur_people_count(of->inputs[i].rows, rows);
        KEUR_TRY(
            keur_text_format(to, err, "%s %s rows, ", rows, keur_role_word(of->inputs[i].role)));
    }
    KEUR_TRY(keur_text_format(to, err, "%zu columns\n", of->n_columns));
    if (!of->is_export)
        KEUR_TRY(keur_text_add(to,
                               "\n> **Internal: do not export.** These figures did not pass the "
                               "export filter and may disclose people.\n",
                               err));
    for (size_t i = 0; i < of->n_notices; i++)
        if (keur_warning_of(of->notices[i]) != NULL)
            KEUR_TRY(keur_markdown_put(to, "\n> **Warning.** ", keur_warning_of(of->notices[i]),
                                       "\n", err));
out:
    return status;
}

static keur_status put_findings(keur_text *to, const keur_verdict *verdict, keur_error *err)
{
    keur_text sentence = {NULL, 0, 0};
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_markdown_head(
        to, (const char *const[]){"Outcome", "Kind", "Why", "Where the limit comes from", NULL},
        err));
    for (int rank = 0; rank <= 3; rank++) {
        for (size_t i = 0; i < verdict->n_findings; i++) {
            const keur_finding *of = &verdict->findings[i];
            const size_t n_like = keur_verdict_alike(verdict, i);

            if (keur_finding_rank(of) != rank || n_like == 0 || ++n > MOST_ROWS)
                continue;
            KEUR_TRY(keur_verdict_sentence(verdict, i, n_like, &sentence, err));
            KEUR_TRY(keur_markdown_row(
                to,
                (const char *const[]){keur_outcome_word(of->outcome),
                                      keur_limit_kind_word(of->kind), sentence.bytes,
                                      of->provenance != NULL ? of->provenance : "", NULL},
                err));
        }
    }
    if (n > MOST_ROWS)
        KEUR_TRY(keur_text_format(to, err, "\n%zu more are in the JSON.\n", n - MOST_ROWS));
out:
    keur_text_free(&sentence);
    return status;
}

static keur_status put_verdict(keur_text *to, const keur_verdict *verdict, keur_error *err)
{
    keur_text summary = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    if (verdict == NULL)
        return keur_text_add(to,
                             "\n## No verdict\n\nNo policy was applied: this card gives figures, "
                             "not a verdict.\n",
                             err);
    KEUR_TRY(
        keur_text_format(to, err, "\n## Verdict: %s\n", keur_decision_word(verdict->decision)));
    KEUR_TRY(keur_verdict_summary(verdict, &summary, err));
    KEUR_TRY(keur_markdown_put(to, "\n", summary.bytes, "\n\n", err));
    KEUR_TRY(put_findings(to, verdict, err));
    KEUR_TRY(keur_markdown_put(to, "\n", verdict->method, "\n", err));
out:
    keur_text_free(&summary);
    return status;
}

static keur_status put_word(keur_text *to, const keur_scorecard *of, keur_word word,
                            keur_error *err)
{
    const keur_three found = keur_three_find(of, word);
    keur_text question = {NULL, 0, 0}, sentence = question, source = question;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_format(&question, err, "%s. %s", keur_three_title(word),
                              keur_three_question(word)));
    KEUR_TRY(keur_three_sentence(&found, &sentence, err));
    KEUR_TRY(keur_three_source(&found, &source, err));
    KEUR_TRY(
        keur_markdown_row(to,
                          (const char *const[]){question.bytes, sentence.bytes,
                                                source.bytes != NULL ? source.bytes : "", NULL},
                          err));
out:
    keur_text_free(&question);
    keur_text_free(&sentence);
    keur_text_free(&source);
    return status;
}

static keur_status put_words(keur_text *to, const keur_scorecard *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_add(to, "\n## Three questions\n\n", err));
    KEUR_TRY(
        keur_markdown_head(to, (const char *const[]){"Question", "Answer", "Shown by", NULL}, err));
    for (keur_word word = KEUR_WORD_SINGLING_OUT; word < KEUR_N_WORDS; word++)
        KEUR_TRY(put_word(to, of, word, err));
out:
    return status;
}

static keur_status put_notes(keur_text *to, const keur_scorecard *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_add(to, "\n## What to know\n\n", err));
    if (of->roles_by_default)
        KEUR_TRY(keur_text_add(
            to, "- No column was declared key or secret: each was taken as both.\n", err));
    for (size_t i = 0; i < of->n_notices; i++)
        if (keur_warning_of(of->notices[i]) == NULL)
            KEUR_TRY(keur_markdown_put(to, "- ", of->notices[i], "\n", err));
    KEUR_TRY(keur_text_add(
        to,
        "- These figures are about this file: other draws of the generator, and attackers who know "
        "it, are not covered. A low figure is evidence, not a guarantee.\n",
        err));
out:
    return status;
}

static keur_status put_column(keur_text *to, const keur_scorecard_column *column, keur_error *err)
{
    keur_text roles = {NULL, 0, 0}, part = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    for (size_t j = 0; keur_column_role_words(j) != NULL; j++)
        if (column->roles & 1u << j)
            KEUR_TRY(keur_text_format(&roles, err, "%s%s", roles.length > 0 ? ", " : "",
                                      keur_column_role_words(j)));
    if (column->left_out != NULL)
        KEUR_TRY(keur_text_format(&part, err, "no: %s", column->left_out));
    KEUR_TRY(keur_markdown_row(
        to,
        (const char *const[]){column->name, column->label != NULL ? column->label : "",
                              keur_type_word(column->type), roles.length > 0 ? roles.bytes : "",
                              part.length > 0 ? part.bytes : "yes", NULL},
        err));
out:
    keur_text_free(&roles);
    keur_text_free(&part);
    return status;
}

static keur_status put_appendix(keur_text *to, const keur_scorecard *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_add(to, "\n## Columns\n\n", err));
    KEUR_TRY(keur_markdown_head(
        to, (const char *const[]){"Column", "Label", "Type", "Roles", "Takes part", NULL}, err));
    for (size_t i = 0; i < of->n_columns; i++)
        KEUR_TRY(put_column(to, &of->columns[i], err));
    if (of->is_export) {
        KEUR_TRY(keur_text_add(to, "\n## Rules of export\n\n", err));
        for (const keur_export_rule *rule = keur_export_rules(); rule->id != NULL; rule++)
            KEUR_TRY(keur_markdown_put(to, "- ", rule->sentence, "\n", err));
    }
    KEUR_TRY(keur_text_add(to, "\nkeur ", err));
    KEUR_TRY(keur_markdown_put(to, "", of->keur_version, "", err));
    KEUR_TRY(keur_text_format(
        to, err, ", seed %" PRIu64 ", %zu measures, %s\n", of->seed, of->n_measures,
        of->is_export ? "export-safe: every count below 10 is hidden" : "internal: do not export"));
out:
    return status;
}

keur_status keur_scorecard_markdown(const keur_scorecard *scorecard, char **text, keur_error *err)
{
    static const keur_family order[] = {KEUR_FAMILY_MEMBERSHIP, KEUR_FAMILY_ATTRIBUTE,
                                        KEUR_FAMILY_IDENTITY, KEUR_FAMILY_COPY,
                                        KEUR_FAMILY_FIDELITY};
    keur_text page = {NULL, 0, 0};
    keur_view view = {.of = NULL};
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_view_make(scorecard, &view, err));
    KEUR_TRY(put_head(&page, scorecard, err));
    KEUR_TRY(put_verdict(&page, scorecard->verdict, err));
    KEUR_TRY(put_words(&page, scorecard, err));
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        KEUR_TRY(keur_markdown_family(&page, &view, order[i], err));
    KEUR_TRY(put_notes(&page, scorecard, err));
    KEUR_TRY(put_appendix(&page, scorecard, err));
    *text = page.bytes;
    page.bytes = NULL;
out:
    keur_text_free(&page);
    keur_view_free(&view);
    return status;
}
