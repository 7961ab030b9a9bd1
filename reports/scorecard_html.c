/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/scorecard.h>

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/try.h"
#include "report_template.h"
#include "reports/fill.h"
#include "reports/gain.h"
#include "reports/glossary.h"
#include "reports/html.h"
#include "reports/map.h"
#include "reports/people.h"
#include "reports/three_words.h"
#include "reports/verdict.h"

static keur_status put_note(keur_text *to, const char *what, const char *text, keur_error *err)
{
    return keur_fill(to, "note", (const keur_slot[]){{"what", what}, {"text", text}, {NULL, NULL}},
                     err);
}

static keur_status put_sizes(keur_text *to, const keur_scorecard *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < of->n_inputs; i++) {
        char rows[KEUR_PEOPLE_SIZE];

        keur_people_count(of->inputs[i].rows, rows);
        KEUR_TRY(keur_text_format(to, err, "%s %s rows \xc2\xb7 ", rows,
                                  keur_role_word(of->inputs[i].role)));
    }
    KEUR_TRY(keur_text_format(to, err, "%zu columns", of->n_columns));
out:
    return status;
}

/* How many figures are not there, or only as bounds. */
static keur_status put_missing(keur_text *to, const keur_scorecard *of, keur_error *err)
{
    size_t withheld = 0, bound = 0, missing = 0;
    keur_text text = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < of->n_figures; i++) {
        const keur_figure *figure = &of->figures[i].figure;
        const bool is_gone = isnan(figure->value) && figure->reason != NULL;

        bound += of->figures[i].is_bound;
        if (!is_gone || of->figures[i].is_bound)
            continue;
        if (strncmp(figure->reason, "withheld", 8) == 0)
            withheld++;
        else
            missing++;
    }
    if (withheld + bound + missing == 0)
        return KEUR_OK;
    if (withheld + bound == 0)
        KEUR_TRY(keur_text_format(
            &text, err, "of %zu figures, %zu could not be computed. The appendix says why.",
            of->n_figures, missing));
    else
        KEUR_TRY(
            keur_text_format(&text, err,
                             "of %zu figures, %zu are given as bounds and %zu are withheld so "
                             "that nobody is disclosed; %zu could not be computed. The appendix "
                             "says why.",
                             of->n_figures, bound, withheld, missing));
    KEUR_TRY(put_note(to, "Not every figure is there:", text.bytes, err));
out:
    keur_text_free(&text);
    return status;
}

static bool has_role(const keur_scorecard *of, keur_role role)
{
    for (size_t i = 0; i < of->n_inputs; i++)
        if (of->inputs[i].role == role)
            return true;
    return false;
}

static keur_status put_notes(keur_text *to, const keur_scorecard *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (!has_role(of, KEUR_HOLDOUT))
        KEUR_TRY(put_note(to, "No holdout:",
                          "without real rows that the generator did not see, what it gives away "
                          "cannot be told from what holds for everybody.",
                          err));
    if (of->roles_by_default)
        KEUR_TRY(put_note(to, "Defaults:",
                          "no column was declared key or secret, so each was taken as both.", err));
    KEUR_TRY(put_missing(to, of, err));
    for (size_t i = 0; i < of->n_notices; i++)
        if (keur_warning_of(of->notices[i]) == NULL)
            KEUR_TRY(put_note(to, "Note:", of->notices[i], err));
    KEUR_TRY(put_note(to, "Not covered:",
                      "other draws of the generator, attackers who know the generator, attacks "
                      "that are not listed here. A low figure is evidence for this file, not a "
                      "guarantee.",
                      err));
out:
    return status;
}

static keur_status put_footer(keur_text *to, const keur_scorecard *of, keur_error *err)
{
    return keur_text_format(
        to, err, "keur %s \xc2\xb7 seed %" PRIu64 " \xc2\xb7 %zu measures \xc2\xb7 %s",
        of->keur_version, of->seed, of->n_measures,
        of->is_export ? "export-safe: every count below 10 is hidden" : "internal: do not export");
}

typedef struct sections {
    keur_text kicker, sizes, marks, reasons, map, gains, useful, attacks, fidelity, copies, notes,
        footer, measures, columns, rules, verdict, findings, advice, words, glossary;
} sections;

/* What must be read before any figure. */
static keur_status put_marks(keur_text *to, const keur_scorecard *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (!of->is_export)
        KEUR_TRY(keur_fill(
            to, "mark",
            (const keur_slot[]){{"what", "Internal: do not export."},
                                {"text", "These figures did not pass the export filter and may "
                                         "disclose people."},
                                {NULL, NULL}},
            err));
    for (size_t i = 0; i < of->n_notices; i++) {
        const char *warning = keur_warning_of(of->notices[i]);

        if (warning != NULL)
            KEUR_TRY(keur_fill(
                to, "mark",
                (const keur_slot[]){{"what", "Warning."}, {"text", warning}, {NULL, NULL}}, err));
    }
out:
    return status;
}

/* Of the words that stand in the other sections. */
static keur_status put_glossary(sections *made, keur_error *err)
{
    const keur_text *const pages[] = {
        &made->verdict, &made->reasons,  &made->map,      &made->gains,
        &made->useful,  &made->findings, &made->advice,   &made->marks,
        &made->words,   &made->attacks,  &made->fidelity, &made->copies,
        &made->notes,   &made->measures, &made->columns,  &made->rules};

    return keur_html_glossary(&made->glossary, pages, sizeof pages / sizeof *pages, err);
}

/* By which policy, or that there was none. */
static keur_status put_kicker(keur_text *to, const keur_verdict *verdict, keur_error *err)
{
    if (verdict == NULL)
        return keur_text_add(to, "no policy was applied", err);
    return keur_text_format(to, err, "policy %s, version %s", verdict->policy,
                            verdict->policy_version);
}

/* The first page: why, where the table lies, and what an attacker gains. */
static keur_status make_front(sections *made, const keur_view *view, keur_error *err)
{
    const keur_scorecard *of = view->of;
    keur_gains gains;
    keur_arena *arena = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_arena_new(&arena, err));
    KEUR_TRY(keur_gains_find(of, arena, &gains, err));
    KEUR_TRY(put_kicker(&made->kicker, of->verdict, err));
    KEUR_TRY(keur_html_reasons(&made->reasons, of, &gains, err));
    KEUR_TRY(keur_html_map(&made->map, of, err));
    keur_gains_fold(&gains);
    KEUR_TRY(keur_html_gains(&made->gains, of, &gains, err));
    KEUR_TRY(keur_html_useful(&made->useful, view, err));
out:
    keur_arena_free(arena);
    return status;
}

static keur_status make_sections(sections *made, const keur_view *view, keur_error *err)
{
    const keur_scorecard *of = view->of;
    keur_status status = KEUR_OK;

    KEUR_TRY(make_front(made, view, err));
    KEUR_TRY(keur_verdict_box(&made->verdict, of->verdict, err));
    KEUR_TRY(keur_verdict_table(&made->findings, of->verdict, err));
    KEUR_TRY(keur_verdict_advice(&made->advice, of->verdict, err));
    KEUR_TRY(put_marks(&made->marks, of, err));
    KEUR_TRY(keur_html_words(&made->words, of, err));
    KEUR_TRY(put_sizes(&made->sizes, of, err));
    KEUR_TRY(keur_html_attacks(&made->attacks, view, err));
    KEUR_TRY(keur_html_fidelity(&made->fidelity, view, err));
    KEUR_TRY(keur_html_copies(&made->copies, view, err));
    KEUR_TRY(put_notes(&made->notes, of, err));
    KEUR_TRY(put_footer(&made->footer, of, err));
    KEUR_TRY(keur_html_measures(&made->measures, view, err));
    KEUR_TRY(keur_html_columns(&made->columns, of, err));
    KEUR_TRY(keur_html_rules(&made->rules, of, err));
    KEUR_TRY(put_glossary(made, err));
out:
    return status;
}

static void free_sections(sections *made)
{
    keur_text *const all[] = {&made->kicker,   &made->reasons, &made->map,   &made->gains,
                              &made->useful,   &made->sizes,   &made->marks, &made->attacks,
                              &made->fidelity, &made->copies,  &made->notes, &made->footer,
                              &made->measures, &made->columns, &made->rules, &made->verdict,
                              &made->findings, &made->advice,  &made->words, &made->glossary};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        keur_text_free(all[i]);
}

static keur_status fill_page(keur_text *page, const keur_scorecard *of, const sections *made,
                             keur_error *err)
{
    return keur_fill(page, NULL,
                     (const keur_slot[]){{"version", of->keur_version},
                                         {"title", of->title},
                                         {"css_html", (const char *)keur_embedded_template_css},
                                         {"js_hash", KEUR_EMBEDDED_template_js_SHA256},
                                         {"js_html", (const char *)keur_embedded_template_js},
                                         {"kicker", made->kicker.bytes},
                                         {"sizes", made->sizes.bytes},
                                         {"verdict_html", made->verdict.bytes},
                                         {"marks_html", made->marks.bytes},
                                         {"reasons_html", made->reasons.bytes},
                                         {"map_html", made->map.bytes},
                                         {"two", of->verdict != NULL ? "two" : "one"},
                                         {"gains_html", made->gains.bytes},
                                         {"useful_html", made->useful.bytes},
                                         {"notes_html", made->notes.bytes},
                                         {"footer", made->footer.bytes},
                                         {"findings_html", made->findings.bytes},
                                         {"words_html", made->words.bytes},
                                         {"attacks_html", made->attacks.bytes},
                                         {"fidelity_html", made->fidelity.bytes},
                                         {"copies_html", made->copies.bytes},
                                         {"measures_html", made->measures.bytes},
                                         {"columns_html", made->columns.bytes},
                                         {"advice_html", made->advice.bytes},
                                         {"rules_html", made->rules.bytes},
                                         {"glossary_html", made->glossary.bytes},
                                         {NULL, NULL}},
                     err);
}

keur_status keur_scorecard_html(const keur_scorecard *scorecard, char **text, keur_error *err)
{
    keur_view view = {.of = NULL};
    sections made = {.sizes = {NULL, 0, 0}};
    keur_text page = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_view_make(scorecard, &view, err));
    KEUR_TRY(make_sections(&made, &view, err));
    KEUR_TRY(fill_page(&page, scorecard, &made, err));
    *text = page.bytes;
    page.bytes = NULL;
out:
    keur_text_free(&page);
    free_sections(&made);
    keur_view_free(&view);
    return status;
}
