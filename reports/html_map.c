/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map of one table: where its usefulness and its largest risk lie, from the scorecard alone. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/try.h"
#include "reports/fill.h"
#include "reports/map.h"

/* What fresh real rows reach, where the scorecard holds it. */
static double fresh_of(const keur_scorecard *of)
{
    for (size_t i = 0; i < of->n_figures; i++)
        if (strcmp(of->figures[i].figure.name, "fidelity-index-holdout") == 0 &&
            !of->figures[i].is_bound)
            return of->figures[i].figure.value;
    return NAN;
}

static keur_status say_text(keur_text *to, const keur_standing at[KEUR_N_AXES], keur_error *err)
{
    const keur_standing *f = &at[KEUR_AXIS_FIDELITY], *r = &at[KEUR_AXIS_LIMIT];
    char fidelity[KEUR_NUMBER_SIZE], risk[KEUR_NUMBER_SIZE];

    keur_number_print(f->value, fidelity);
    keur_number_print(r->value, risk);
    return keur_text_format(to, err,
                            r->is_bound
                                ? "Map: this table lies at fidelity %s and at most %s times the "
                                  "limit of its largest risk"
                                : "Map: this table lies at fidelity %s and %s times the limit of "
                                  "its largest risk",
                            fidelity, risk);
}

/* What the map cannot show is said beneath it. */
static keur_status say_caption(keur_text *to, const keur_scorecard *of, const keur_standing *risk,
                               keur_error *err)
{
    size_t n_open = 0, n_broken = 0;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < of->verdict->n_findings; i++) {
        const keur_finding *finding = &of->verdict->findings[i];

        n_broken += finding->kind != KEUR_LIMIT_ADVISORY && finding->outcome == KEUR_BROKEN;
        n_open += finding->kind != KEUR_LIMIT_ADVISORY && finding->outcome == KEUR_OPEN;
    }
    KEUR_TRY(
        keur_text_format(to, err,
                         "Lines are 95%% intervals. Largest: %s. A value below the line may be "
                         "open all the same, and other limits broken: a release takes all.",
                         risk->source));
    if (risk->invalid != NULL)
        KEUR_TRY(keur_text_format(to, err, " It is not valid: %s.", risk->invalid));
    if (n_broken > 0 || n_open > 0)
        KEUR_TRY(keur_text_format(to, err, " Of all limits that decide: %zu broken, %zu open.",
                                  n_broken, n_open));
out:
    return status;
}

keur_status keur_html_map(keur_text *to, const keur_scorecard *of, keur_error *err)
{
    keur_standing at[KEUR_N_AXES];
    keur_map_point point = {"this table", at, false};
    keur_map map = {.part = "map-page",
                    .left = 46,
                    .right = 372,
                    .top = 16,
                    .bottom = 222,
                    .fresh = fresh_of(of),
                    .n = 1,
                    .points = &point};
    keur_arena *arena = NULL;
    keur_text text = {NULL, 0, 0}, caption = {NULL, 0, 0};
    bool drawn = false;
    keur_status status = KEUR_OK;

    if (of->verdict == NULL)
        return KEUR_OK;
    KEUR_TRY(keur_arena_new(&arena, err));
    KEUR_TRY(keur_standings_find(of, NULL, arena, at, err));
    if (at[KEUR_AXIS_LIMIT].source != NULL && at[KEUR_AXIS_FIDELITY].source != NULL) {
        KEUR_TRY(say_text(&text, at, err));
        KEUR_TRY(say_caption(&caption, of, &at[KEUR_AXIS_LIMIT], err));
        map.text = text.bytes;
        map.caption = caption.bytes;
        map.policy = of->verdict->policy;
        KEUR_TRY(keur_map_draw(to, &map, &drawn, err));
    }
    if (!drawn)
        KEUR_TRY(keur_fill(to, "more",
                           (const keur_slot[]){{"text", "There is no map: a fidelity index or a "
                                                        "risk with a limit is missing."},
                                               {NULL, NULL}},
                           err));
out:
    keur_text_free(&text);
    keur_text_free(&caption);
    keur_arena_free(arena);
    return status;
}
