/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/try.h"
#include "reports/fill.h"
#include "reports/league_forms.h"
#include "reports/map.h"

static const char caption[] =
    "Numbers are those of the table below; lines are intervals, cut where they leave the map. "
    "Further right is more useful, "
    "further down is safer. Diamonds are reference points made of your own data.";
static const char text[] = "Fidelity index against the largest risk as a part of its limit, for "
                           "each table and three reference points; the table below holds the "
                           "numbers";

keur_status keur_league_map(keur_text *to, const keur_league *league, keur_error *err)
{
    const size_t n = league->n_references + league->n_generators;
    keur_map map = {.part = "map",
                    .left = 60,
                    .right = 680,
                    .top = 10,
                    .bottom = 360,
                    .fresh = NAN,
                    .policy = league->policy->name,
                    .caption = caption,
                    .text = text};
    keur_map_point *points = NULL;
    char(*numbers)[24] = NULL;
    bool drawn = false;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(points, n, err));
    KEUR_TRY(KEUR_NEW(numbers, n, err));
    for (size_t i = 0; i < league->n_references; i++)
        points[map.n++] =
            (keur_map_point){league->references[i].name, league->references[i].at, true};
    for (size_t g = 0; g < league->n_generators; g++) {
        (void)snprintf(numbers[g], sizeof numbers[g], "%zu", g + 1);
        points[map.n++] = (keur_map_point){numbers[g], league->generators[g].at, false};
    }
    map.points = points;
    KEUR_TRY(keur_map_draw(to, &map, &drawn, err));
    if (!drawn)
        KEUR_TRY(keur_fill(to, "more",
                           (const keur_slot[]){{"text", "There is no map: no table has both a "
                                                        "fidelity index and a risk with a limit."},
                                               {NULL, NULL}},
                           err));
out:
    keur_release(points);
    keur_release(numbers);
    return status;
}
