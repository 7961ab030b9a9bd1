/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/spoken.h"

#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "reports/verdict.h"

/* What a sentence of a verdict is about, as it stands there: "attribute-keys dcap-excess (secret
 * income)". */
static keur_status add_subject(keur_names *to, const keur_finding *of, keur_error *err)
{
    keur_text text = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    if (of->measure == NULL || of->figure == NULL)
        return KEUR_OK;
    KEUR_TRY(keur_text_format(&text, err, "%s %s", of->measure, of->figure));
    for (size_t i = 0; i < of->n_labels; i++)
        KEUR_TRY(keur_text_format(&text, err, "%s%s %s%s", i == 0 ? " (" : ", ", of->labels[i].name,
                                  of->labels[i].value, i + 1 == of->n_labels ? ")" : ""));
    KEUR_TRY(keur_names_add(to, text.bytes, err));
out:
    keur_text_free(&text);
    return status;
}

/* Who made a policy wrote where its numbers come from in a language of his own: what the catalogue
 * does not know of it is his, and stays. */
static keur_status add_provenances(keur_names *to, const keur_language *language,
                                   const keur_verdict *verdict, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; verdict != NULL && i < verdict->n_findings; i++) {
        const keur_finding *of = &verdict->findings[i];

        KEUR_TRY(add_subject(to, of, err));
        if (of->provenance != NULL && keur_language_find(language, of->provenance) == NULL)
            KEUR_TRY(keur_names_add(to, of->provenance, err));
        KEUR_TRY(keur_names_add(to, of->measure, err));
        KEUR_TRY(keur_names_add(to, of->figure, err));
        for (size_t j = 0; j < of->n_labels; j++)
            KEUR_TRY(keur_names_add(to, of->labels[j].value, err));
    }
out:
    return status;
}

keur_status keur_spoken_names(const keur_scorecard *card, const keur_language *language,
                              keur_names *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_names_add_card(to, card, err));
    KEUR_TRY(add_provenances(to, language, card->verdict, err));
out:
    return status;
}

keur_status keur_spoken_card(const keur_scorecard *card, const keur_form *form,
                             const keur_language *language, int width, bool colour, char **text,
                             keur_error *err)
{
    keur_translator by = {language, NULL, NULL};
    keur_names *names = NULL;
    char *page = NULL;
    keur_status status = KEUR_OK;

    *text = NULL;
    if (language == NULL && strcmp(form->word, "text") == 0)
        return keur_scorecard_text(card, width, colour, text, err);
    if (language == NULL)
        return form->write(card, text, err);
    KEUR_TRY(keur_names_new(&names, err));
    KEUR_TRY(keur_spoken_names(card, language, names, err));
    KEUR_TRY(keur_memo_new(&by.memo, err));
    by.names = names;
    if (strcmp(form->word, "text") == 0) {
        KEUR_TRY(keur_scorecard_text_by(&by, card, width, colour, text, err));
        goto out;
    }
    KEUR_TRY(form->write(card, &page, err));
    if (strcmp(form->word, "html") == 0)
        KEUR_TRY(keur_translate_html(&by, page, text, err));
    else if (strcmp(form->word, "md") == 0)
        KEUR_TRY(keur_translate_markdown(&by, page, text, err));
    else {
        *text = page;
        page = NULL;
    }
out:
    keur_release(page);
    keur_memo_free(by.memo);
    keur_names_free(names);
    return status;
}

keur_status keur_spoken_verdict(const keur_scorecard *card, const keur_language *language,
                                int width, bool colour, char **text, keur_error *err)
{
    keur_translator by = {language, NULL, NULL};
    keur_names *names = NULL;
    keur_status status = KEUR_OK;

    *text = NULL;
    if (language == NULL)
        return keur_verdict_text(NULL, card->verdict, width, colour, text, err);
    KEUR_TRY(keur_names_new(&names, err));
    KEUR_TRY(keur_spoken_names(card, language, names, err));
    KEUR_TRY(keur_memo_new(&by.memo, err));
    by.names = names;
    KEUR_TRY(keur_verdict_text(&by, card->verdict, width, colour, text, err));
out:
    keur_memo_free(by.memo);
    keur_names_free(names);
    return status;
}
