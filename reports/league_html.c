/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>

#include "base/try.h"
#include "report_template.h"
#include "reports/fill.h"
#include "reports/league_forms.h"
#include "reports/people.h"

static keur_status put_heads(keur_text *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (keur_axis axis = KEUR_AXIS_FIDELITY; axis < KEUR_N_AXES; axis++)
        KEUR_TRY(
            keur_fill(to, "compare-head",
                      (const keur_slot[]){{"title", keur_axis_heading(axis)},
                                          {"better", keur_axis_is_gain(axis) ? "more" : "less"},
                                          {NULL, NULL}},
                      err));
out:
    return status;
}

static keur_status put_cells(keur_text *to, const keur_standing at[KEUR_N_AXES], keur_error *err)
{
    keur_status status = KEUR_OK;

    for (keur_axis axis = KEUR_AXIS_FIDELITY; axis < KEUR_N_AXES; axis++) {
        char value[KEUR_STANDING_SIZE], rank[KEUR_STANDING_SIZE], draws[KEUR_STANDING_SIZE];
        char text[2 * KEUR_STANDING_SIZE + 50];
        const bool is_ranked = at[axis].best_rank > 0;

        keur_standing_print(&at[axis], value);
        keur_rank_print(&at[axis], rank);
        keur_draws_print(&at[axis], draws);
        (void)snprintf(text, sizeof text, "%s%s%s%s", is_ranked ? "rank " : "",
                       is_ranked ? rank : "",
                       at[axis].invalid != NULL ? " (not to be relied upon)" : "", draws);
        KEUR_TRY(keur_fill(
            to, "compare-cell",
            (const keur_slot[]){
                {"value", value}, {"rank", text}, {"source", at[axis].source}, {NULL, NULL}},
            err));
    }
out:
    return status;
}

/* As a part of an address: letters and digits, all else by its bytes. */
static keur_status put_address(keur_text *to, const char *folder, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (const unsigned char *c = (const unsigned char *)folder; *c != '\0'; c++) {
        const bool is_plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                              (*c >= '0' && *c <= '9') || *c == '/' || *c == '-' || *c == '_';

        KEUR_TRY(is_plain ? keur_text_append(to, (const char *)c, 1, err)
                          : keur_text_format(to, err, "%%%02X", *c));
    }
out:
    return status;
}

typedef struct entry {
    const char *name, *folder, *about, *front, *verdict;
    size_t number; /* on the map; 0: none */
    const keur_standing *at;
} entry;

static keur_status put_entry(keur_text *to, const entry *of, keur_error *err)
{
    keur_text cells = {NULL, 0, 0}, name = {NULL, 0, 0}, href = {NULL, 0, 0};
    char number[32] = "";
    keur_status status = KEUR_OK;

    if (of->number > 0)
        (void)snprintf(number, sizeof number, "%zu ", of->number);
    KEUR_TRY(put_cells(&cells, of->at, err));
    if (of->folder != NULL) {
        KEUR_TRY(put_address(&href, of->folder, err));
        KEUR_TRY(keur_fill(
            &name, "compare-link",
            (const keur_slot[]){{"href", href.bytes}, {"name", of->name}, {NULL, NULL}}, err));
    } else {
        KEUR_TRY(keur_escape(&name, of->name, err));
    }
    KEUR_TRY(keur_fill(to, "compare-row",
                       (const keur_slot[]){{"number", number},
                                           {"name_html", name.bytes},
                                           {"about", of->about},
                                           {"cells_html", cells.bytes},
                                           {"front", of->front},
                                           {"verdict", of->verdict},
                                           {NULL, NULL}},
                       err));
out:
    keur_text_free(&cells);
    keur_text_free(&name);
    keur_text_free(&href);
    return status;
}

static const char *verdict_of(const keur_draw *draw)
{
    return draw->card->verdict != NULL ? keur_decision_word(draw->card->verdict->decision)
                                       : "no policy given";
}

static keur_status put_rows(keur_text *to, const keur_league *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t g = 0; g < of->n_generators; g++) {
        const keur_generator *from = &of->generators[g];
        const bool is_one = from->n_draws == 1;
        const keur_draw *draw = &of->draws[from->first];

        KEUR_TRY(put_entry(to,
                           &(entry){.name = from->name,
                                    .folder = is_one ? draw->folder : NULL,
                                    .about = is_one ? NULL : "the mean of several draws",
                                    .front = keur_front_sentence(from->front),
                                    .verdict = is_one ? verdict_of(draw) : "see each draw",
                                    .number = g + 1,
                                    .at = from->at},
                           err));
    }
    for (size_t i = 0; i < of->n_references; i++)
        KEUR_TRY(put_entry(to,
                           &(entry){.name = of->references[i].name,
                                    .about = of->references[i].about,
                                    .front = "reference point",
                                    .at = of->references[i].at},
                           err));
out:
    return status;
}

static keur_status put_draws(keur_text *to, const keur_league *of, const char *heads,
                             keur_error *err)
{
    keur_text rows = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < of->n_draws; i++)
        if (of->generators[of->draws[i].generator].n_draws > 1)
            KEUR_TRY(put_entry(&rows,
                               &(entry){.name = of->draws[i].name,
                                        .folder = of->draws[i].folder,
                                        .verdict = verdict_of(&of->draws[i]),
                                        .at = of->draws[i].at},
                               err));
    if (rows.length > 0)
        KEUR_TRY(keur_fill(
            to, "compare-draws",
            (const keur_slot[]){{"axes_html", heads}, {"rows_html", rows.bytes}, {NULL, NULL}},
            err));
out:
    keur_text_free(&rows);
    return status;
}

static keur_status put_gaps(keur_text *to, const keur_league *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < of->n_gaps; i++) {
        const keur_gap *gap = &of->gaps[i];
        const keur_standing like = {.value = gap->value, .low = gap->low, .high = gap->high};
        const bool is_beyond = gap->low > 0 || gap->high < 0;
        char value[KEUR_STANDING_SIZE];

        keur_standing_print(&like, value);
        KEUR_TRY(keur_fill(
            to, "compare-gap",
            (const keur_slot[]){{"axis", keur_axis_heading(gap->axis)},
                                {"first", of->generators[gap->first].name},
                                {"second", of->generators[gap->second].name},
                                {"value", value},
                                {"beyond", is_beyond ? "yes" : "no"},
                                {"paired", gap->is_paired ? "the same records" : "both intervals"},
                                {NULL, NULL}},
            err));
    }
out:
    return status;
}

typedef struct parts {
    keur_text sizes, map, heads, rows, draws, notes, gaps, footer;
} parts;

static keur_status make_parts(parts *made, const keur_league *of, keur_error *err)
{
    const keur_scorecard *card = of->draws[0].card;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < card->n_inputs; i++) {
        char rows[KEUR_PEOPLE_SIZE];

        if (card->inputs[i].role == KEUR_SYNTHETIC)
            continue;
        keur_people_count(card->inputs[i].rows, rows);
        KEUR_TRY(keur_text_format(&made->sizes, err, "%s %s rows \xc2\xb7 ", rows,
                                  keur_role_word(card->inputs[i].role)));
    }
    KEUR_TRY(keur_text_format(&made->sizes, err, "%zu synthetic tables", of->n_draws));
    KEUR_TRY(keur_league_map(&made->map, of, err));
    KEUR_TRY(put_heads(&made->heads, err));
    KEUR_TRY(put_rows(&made->rows, of, err));
    KEUR_TRY(put_draws(&made->draws, of, made->heads.bytes, err));
    KEUR_TRY(put_gaps(&made->gaps, of, err));
    for (size_t i = 0; i < of->n_notes; i++)
        KEUR_TRY(keur_fill(&made->notes, "more",
                           (const keur_slot[]){{"text", of->notes[i]}, {NULL, NULL}}, err));
    KEUR_TRY(keur_text_format(&made->footer, err,
                              "keur %s \xc2\xb7 seed %" PRIu64
                              " \xc2\xb7 export-safe: every count below 10 is hidden",
                              of->keur_version, of->seed));
out:
    return status;
}

static void free_parts(parts *of)
{
    keur_text *const all[] = {&of->sizes, &of->map,   &of->heads, &of->rows,
                              &of->draws, &of->notes, &of->gaps,  &of->footer};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        keur_text_free(all[i]);
}

keur_status keur_league_html(const keur_league *league, char **text, keur_error *err)
{
    parts made = {.sizes = {NULL, 0, 0}};
    keur_text page = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(make_parts(&made, league, err));
    KEUR_TRY(keur_fill(&page, "compare",
                       (const keur_slot[]){{"version", league->keur_version},
                                           {"title", league->title},
                                           {"css_html", (const char *)keur_embedded_template_css},
                                           {"js_hash", KEUR_EMBEDDED_template_js_SHA256},
                                           {"js_html", (const char *)keur_embedded_template_js},
                                           {"sizes", made.sizes.bytes},
                                           {"map_html", made.map.bytes},
                                           {"axes_html", made.heads.bytes},
                                           {"rows_html", made.rows.bytes},
                                           {"draws_html", made.draws.bytes},
                                           {"notes_html", made.notes.bytes},
                                           {"gaps_html", made.gaps.bytes},
                                           {"footer", made.footer.bytes},
                                           {NULL, NULL}},
                       err));
    *text = page.bytes;
    page.bytes = NULL;
out:
    keur_text_free(&page);
    free_parts(&made);
    return status;
}
