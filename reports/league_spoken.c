/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "base/try.h"
#include "reports/league_forms.h"
#include "reports/spoken.h"

static keur_status name_league(const keur_league *league, const keur_language *language,
                               keur_names **names, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_names_new(names, err));
    KEUR_TRY(keur_names_add(*names, league->title, err));
    if (league->policy != NULL)
        KEUR_TRY(keur_names_add(*names, league->policy->name, err));
    for (size_t i = 0; i < league->n_generators; i++) {
        KEUR_TRY(keur_names_add(*names, league->generators[i].name, err));
        for (keur_axis axis = KEUR_AXIS_FIDELITY; axis < KEUR_N_AXES; axis++)
            KEUR_TRY(keur_names_add(*names, league->generators[i].at[axis].source, err));
    }
    for (size_t i = 0; i < league->n_references; i++)
        for (keur_axis axis = KEUR_AXIS_FIDELITY; axis < KEUR_N_AXES; axis++)
            KEUR_TRY(keur_names_add(*names, league->references[i].at[axis].source, err));
    for (size_t i = 0; i < league->n_draws; i++) {
        KEUR_TRY(keur_names_add(*names, league->draws[i].name, err));
        KEUR_TRY(keur_names_add(*names, league->draws[i].folder, err));
        KEUR_TRY(keur_spoken_names(league->draws[i].card, language, *names, err));
    }
out:
    return status;
}

keur_status keur_spoken_league_html(const keur_league *league, const keur_language *language,
                                    char **text, keur_error *err)
{
    keur_translator by = {language, NULL, NULL};
    keur_names *names = NULL;
    char *page = NULL;
    keur_status status = KEUR_OK;

    *text = NULL;
    if (language == NULL)
        return keur_league_html(league, text, err);
    KEUR_TRY(name_league(league, language, &names, err));
    KEUR_TRY(keur_memo_new(&by.memo, err));
    by.names = names;
    KEUR_TRY(keur_league_html(league, &page, err));
    KEUR_TRY(keur_translate_html(&by, page, text, err));
out:
    keur_release(page);
    keur_memo_free(by.memo);
    keur_names_free(names);
    return status;
}

keur_status keur_spoken_league_text(const keur_league *league, const keur_language *language,
                                    int width, char **text, keur_error *err)
{
    keur_translator by = {language, NULL, NULL};
    keur_names *names = NULL;
    keur_status status = KEUR_OK;

    *text = NULL;
    if (language != NULL)
        KEUR_TRY(name_league(league, language, &names, err));
    KEUR_TRY(keur_memo_new(&by.memo, err));
    by.names = names;
    KEUR_TRY(keur_league_text(&by, league, width, text, err));
out:
    keur_memo_free(by.memo);
    keur_names_free(names);
    return status;
}
