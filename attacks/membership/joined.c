/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/membership/joined.h"

#include <stdio.h>

#include "attacks/registry.h"
#include "base/memory.h"
#include "base/try.h"
#include "case/labels.h"

static const keur_measure *const all[] = {
#define KEUR_JOINED_ITEM(measure) &measure,
    KEUR_ATTACK_LIST(KEUR_JOINED_ITEM)
#undef KEUR_JOINED_ITEM
};

static const char *const *settings_of(const keur_attack *attack, keur_joining joining)
{
    static const char *const none[] = {NULL};
    const char *const *found = NULL;

    if (attack != NULL)
        found = joining == KEUR_JOINING_TRIED      ? attack->tried
                : joining == KEUR_JOINING_ENSEMBLE ? attack->in_ensemble
                                                   : attack->in_audit;
    return found != NULL ? found : none;
}

size_t keur_joined_count(keur_joining joining)
{
    size_t n = 0;

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        for (const char *const *at = settings_of(all[i]->attack, joining); *at != NULL; at++)
            n++;
    }
    return n;
}

keur_status keur_joined_make(keur_case *on, keur_joining joining, keur_joined *joined,
                             keur_error *err)
{
    keur_status status = KEUR_OK;

    *joined = (keur_joined){.n = 0};
    KEUR_TRY(KEUR_NEW(joined->attacks, keur_joined_count(joining), err));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        for (const char *const *at = settings_of(all[i]->attack, joining); *at != NULL; at++) {
            const keur_scores *rows = NULL;

            KEUR_TRY(keur_membership_scores_as(on, all[i], *at, &rows, err));
            if (rows->why_not == NULL) {
                joined->attacks[joined->n++] = (keur_joined_attack){all[i], *at, rows};
                continue;
            }
            joined->n_left_out++;
            if (joined->why_not == NULL)
                joined->why_not = rows->why_not;
        }
    }
out:
    return status;
}

void keur_joined_free(keur_joined *joined)
{
    keur_release(joined->attacks);
    *joined = (keur_joined){.n = 0};
}

void keur_joined_label(const keur_joined_attack *attack, keur_figure *figure)
{
    keur_figure_label(figure, "attack", attack->measure->name);
    if (attack->setting[0] != '\0')
        keur_figure_label(figure, "setting", attack->setting);
}

keur_status keur_joined_notice(const keur_joined *joined, keur_result *out, keur_error *err)
{
    char sentence[400];

    if (joined->n_left_out == 0 || joined->n == 0)
        return KEUR_OK;
    (void)snprintf(sentence, sizeof sentence,
                   "Of %zu membership attacks, %zu could not be made and are missing from those "
                   "that are joined: %.250s.",
                   joined->n + joined->n_left_out, joined->n_left_out, joined->why_not);
    return keur_result_notice(out, sentence, err);
}
