/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "reports/gain.h"
#include "reports/people.h"

static const char *title_of(keur_gain_kind kind)
{
    static const char *const titles[KEUR_N_GAINS] = {"Membership", "Singling out", "Linkability",
                                                     "Inference",  "Copies",       "Other demands"};

    return titles[kind];
}

keur_status keur_gain_title(const keur_gain *of, keur_text *to, keur_error *err)
{
    if (of->secret != NULL && of->n_more > 0)
        return keur_text_format(to, err, "%s: %s and %zu more", title_of(of->kind), of->secret,
                                of->n_more);
    if (of->n_more > 0)
        return keur_text_format(to, err, "%s and %zu more", title_of(of->kind), of->n_more);
    return of->secret != NULL ? keur_text_format(to, err, "%s: %s", title_of(of->kind), of->secret)
                              : keur_text_add(to, title_of(of->kind), err);
}

const char *keur_gain_question(keur_gain_kind kind)
{
    static const char *const questions[KEUR_N_GAINS] = {
        "Can someone tell that a person was in the data?",
        "Do patterns in the file isolate one real person?",
        "Does the file join two sources about one person?",
        "Is the secret guessed better for people in the data than for others?",
        "Do unique real rows occur as they are, beyond chance?",
        "What the policy demands beside these attacks"};

    return questions[kind];
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
