/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "reports/gain.h"
#include "reports/people.h"

void keur_gain_base(const char *name, char out[KEUR_PEOPLE_SIZE])
{
    static const char ending[] = "-excess";
    const size_t n = strlen(name), m = sizeof ending - 1;
    const bool is_cut = n > m && strcmp(name + n - m, ending) == 0;

    (void)snprintf(out, KEUR_PEOPLE_SIZE, "%.*s",
                   (int)(is_cut ? n - m : keur_text_whole(name, KEUR_PEOPLE_SIZE - 1)), name);
}

static const char *title_of(keur_gain_kind kind)
{
    static const char *const titles[KEUR_N_GAINS] = {"Membership", "Singling out", "Linkability",
                                                     "Inference",  "Copies",       "Other demands"};

    return titles[kind];
}

keur_status keur_gain_title(const keur_gain *of, keur_text *to, keur_error *err)
{
    if (of->is_beside)
        return keur_text_add(to, title_of(of->kind), err);
    if (of->secret != NULL && of->n_more > 0)
        return keur_text_format(to, err, "%s: %s and %zu more", title_of(of->kind), of->secret,
                                of->n_more);
    if (of->n_more > 0)
        return keur_text_format(to, err, "%s and %zu more", title_of(of->kind), of->n_more);
    return of->secret != NULL ? keur_text_format(to, err, "%s: %s", title_of(of->kind), of->secret)
                              : keur_text_add(to, title_of(of->kind), err);
}

const char *keur_gain_question(const keur_gain *of)
{
    static const char *const questions[KEUR_N_GAINS] = {
        "Was this person in the data?",
        "Can one person be picked out?",
        "Can two sources about a person be joined?",
        "Can a secret be deduced?",
        "Are rows of one person in the file?",
        "What the policy demands beside these attacks"};

    return of->is_beside ? "by another measure" : questions[of->kind];
}

void keur_gain_limit(const keur_gain *of, char out[KEUR_PEOPLE_SIZE])
{
    const keur_figure *figure = of->figure != NULL ? &of->figure->figure : NULL;
    const double scale =
        figure != NULL && figure->unit != NULL && strcmp(figure->unit, "percent") == 0 ? 100 : 1;
    char value[KEUR_PEOPLE_SIZE];

    out[0] = '\0';
    if (of->finding == NULL || isnan(of->finding->limit))
        return;
    if (figure == NULL) {
        (void)snprintf(out, KEUR_PEOPLE_SIZE, "%g", of->finding->limit);
        return;
    }
    keur_people_value(figure, of->finding->limit * scale, value);
    (void)snprintf(out, KEUR_PEOPLE_SIZE, "%s", value + (value[0] == '+'));
}
