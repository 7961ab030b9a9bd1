/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/treated.h"

#include <math.h>
#include <stdlib.h>

#include "support/chance.h"
#include "support/check.h"
#include "support/measuring.h"

const char keur_treated_roles[] =
    "{\"keur_schema\": 1, \"columns\": [{\"name\": \"a\", \"roles\": [\"treatment\"]}, "
    "{\"name\": \"y\", \"roles\": [\"outcome\"]}]}";
const char keur_treated_roles_with_time[] =
    "{\"keur_schema\": 1, \"columns\": [{\"name\": \"a\", \"roles\": [\"treatment\"]}, "
    "{\"name\": \"y\", \"roles\": [\"outcome\"]}, {\"name\": \"t\", \"roles\": [\"time\"]}]}";

const char *const keur_treated_names[KEUR_TREATED_KINDS] = {
    "regression-effect-difference", "doubly-robust-effect-difference",
    "before-after-effect-difference", "regression-effect-difference",
    "doubly-robust-effect-difference"};

void keur_treated_draw(keur_random *random, size_t n, const keur_treated *as, char *text)
{
    text += sprintf(text, "x,g,a,t,y\n");
    for (size_t i = 0; i < n; i++) {
        const double x = keur_check_normal(random);
        const size_t g = (size_t)keur_random_below(random, 3);
        const double odds = exp(.8 * x + .5 * ((double)g - 1));
        const bool treated = keur_random_uniform(random) < odds / (1 + odds);
        const bool shown = as->is_shuffled ? keur_random_uniform(random) < .5 : treated;
        const bool after = keur_random_uniform(random) < .5;
        const double y = x + .3 * (double)g + as->effect * treated +
                         as->change * (treated && after) + .4 * after + keur_check_normal(random);

        text += sprintf(text, "%.5f,%c,%s,%d,", x, "pqr"[g], shown ? "yes" : "no", after);
        text += as->is_binary ? sprintf(text, "%s\n", y > 1 ? "sick" : "fit")
                              : sprintf(text, "%.5f\n", y);
    }
}

void keur_treated_cover(uint64_t turn, size_t n, const char *schema, int *covered)
{
    char *texts[2];

    for (int t = 0; t < 2; t++) {
        texts[t] = malloc(n * 60 + 100);
        assert_non_null(texts[t]);
    }
    for (int is_binary = 0; is_binary < 2; is_binary++) {
        keur_random random = keur_random_start(turn, "treated", (uint64_t)is_binary);
        keur_case *on;
        keur_result *found;

        for (int t = 0; t < 2; t++)
            keur_treated_draw(&random, n,
                              &(keur_treated){.effect = .5, .change = .3, .is_binary = is_binary},
                              texts[t]);
        on = keur_check_measurable(&(keur_given){.train = texts[0],
                                                 .synthetic = texts[1],
                                                 .schema = schema,
                                                 .seed = turn,
                                                 .threads = 1});
        found = keur_check_run(on, "effect", NULL);
        for (int kind = is_binary ? 3 : 0; kind < (is_binary ? KEUR_TREATED_KINDS : 3); kind++) {
            const keur_figure *figure = keur_check_figure(found, keur_treated_names[kind], NULL);

            covered[kind] += figure->low <= 0 && 0 <= figure->high;
        }
        keur_result_free(found);
        keur_case_free(on);
    }
    for (int t = 0; t < 2; t++)
        free(texts[t]);
}
