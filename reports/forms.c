/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/forms.h"

#include <string.h>

static keur_status write_text(const keur_scorecard *scorecard, char **text, keur_error *err)
{
    return keur_scorecard_text(scorecard, 80, false, text, err);
}

static const keur_form forms[] = {
    {"text", {".txt", NULL}, "scorecard.txt", write_text},
    {"json", {".json", NULL}, "scorecard.json", keur_scorecard_json},
    {"html", {".html", ".htm"}, "scorecard.html", keur_scorecard_html},
    {"md", {".md", ".markdown"}, "scorecard.md", keur_scorecard_markdown},
    {"jsonld", {".jsonld", NULL}, "scorecard.jsonld", keur_scorecard_jsonld},
    {NULL, {NULL, NULL}, NULL, NULL},
};

static bool ends_with(const char *text, const char *end)
{
    const size_t n = strlen(text), m = end != NULL ? strlen(end) : 0;

    return m > 0 && n >= m && strcmp(text + n - m, end) == 0;
}

const keur_form *keur_forms(void)
{
    return forms;
}

keur_status keur_form_find(const char *word, const keur_form **found, keur_error *err)
{
    *found = NULL;
    for (const keur_form *form = forms; form->word != NULL; form++)
        if (strcmp(form->word, word) == 0)
            *found = form;
    return *found != NULL
               ? KEUR_OK
               : keur_fail(err, KEUR_EUSAGE, "--format: expected text, json, html, md or jsonld");
}

const keur_form *keur_form_of_path(const char *path)
{
    for (const keur_form *form = forms; form->word != NULL; form++)
        if (ends_with(path, form->ending[0]) || ends_with(path, form->ending[1]))
            return form;
    return NULL;
}
