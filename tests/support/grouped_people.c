/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/grouped_people.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"
#include "support/measuring.h"

const char *const keur_people_names[KEUR_PEOPLE_KINDS] = {
    "parity-largest-difference",         "parity-difference",
    "parity-largest-difference-holdout", "parity-difference-holdout",
    "equal-opportunity-difference",      "equalised-odds-difference"};

void keur_grouped_people(keur_random *random, size_t n, double gap, char *text)
{
    text += sprintf(text, "g,x,y\n");
    for (size_t i = 0; i < n; i++) {
        const size_t g = (size_t)keur_random_below(random, 3);
        const double x = keur_random_uniform(random);
        const double p = .1 + .5 * x + gap * (double)g / 2;

        text += sprintf(text, "%c,%.5f,%s\n", "abc"[g], x,
                        keur_random_uniform(random) < p ? "yes" : "no");
    }
}

/* Of the last group, or of all where the figure is about none. */
static const keur_figure *find(const keur_result *in, const char *name)
{
    const keur_figure *found = NULL;

    for (size_t i = 0; i < keur_result_figures(in); i++) {
        const keur_figure *figure = keur_result_figure(in, i);

        found = strcmp(figure->name, name) == 0 ? figure : found;
    }
    assert_non_null(found);
    return found;
}

void keur_grouped_people_cover(uint64_t turn, size_t n, bool has_holdout, const char *schema,
                               int *covered, int *asked)
{
    char *texts[3];
    keur_random random = keur_random_start(turn, "grouped-people", 0);
    keur_case *on;
    keur_result *found;

    for (int t = 0; t < 3; t++) {
        texts[t] = malloc(n * 30 + 100);
        assert_non_null(texts[t]);
        keur_grouped_people(&random, n, .2, texts[t]);
    }
    on = keur_check_measurable(&(keur_given){.train = texts[0],
                                             .synthetic = texts[1],
                                             .holdout = has_holdout ? texts[2] : NULL,
                                             .schema = schema,
                                             .seed = turn,
                                             .threads = 1});
    found = keur_check_run(on, "fairness", NULL);
    for (int kind = 0; kind < (has_holdout ? KEUR_PEOPLE_KINDS : KEUR_PEOPLE_PARITY); kind++) {
        const keur_figure *figure = find(found, keur_people_names[kind]);

        asked[kind] += !isnan(figure->low);
        covered[kind] += figure->low <= 0 && 0 <= figure->high;
    }
    keur_result_free(found);
    keur_case_free(on);
    for (int t = 0; t < 3; t++)
        free(texts[t]);
}
