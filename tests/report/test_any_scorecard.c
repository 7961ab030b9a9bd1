/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever scorecard can be read can be filtered and rendered: random ones made of the names, kinds
 * and gaps that the code looks for, through JSON. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "reports/figures.h"
#include "reports/forms.h"
#include "support/sample.h"

enum { ROUNDS = 1500, KINDS = KEUR_KIND_LOWER_BOUND + 1 };

static const char *const bases[] = {"x", "auc", "risk", "tpr@fpr=0.01", "tpr@fpr=", "dcap", ""};
static const char *const endings[] = {"",        "-holdout",    "-independent",
                                      "-excess", "-matched",    "-matched-holdout",
                                      "-risk",   "-lower-bound"};
static const char *const units[] = {NULL, "share", "percent", "auc", "rows", "epsilon", "distance"};
static const char *const measures[] = {"worst-attack", "power", "singling-out", "m"};

#define PICK(random, list) (list)[keur_random_below((random), sizeof(list) / sizeof *(list))]

static double random_number(keur_random *random)
{
    static const double odd[] = {0, -1, 1, 1e308, -1e308, 5e-324, 100, 1e15};

    return keur_random_below(random, 3) == 0 ? PICK(random, odd)
                                             : 4 * keur_random_uniform(random) - 2;
}

/* Within what keur_scorecard_parse() lets through, and no more orderly than that. */
static keur_scorecard_figure random_figure(keur_random *random, char *name, size_t size)
{
    keur_scorecard_figure made = {.is_bound = false};
    keur_figure *figure = &made.figure;
    const uint64_t form = keur_random_below(random, 4);

    (void)snprintf(name, size, "%s%s", PICK(random, bases), PICK(random, endings));
    *figure = keur_figure_start(name, (keur_kind)keur_random_below(random, KINDS));
    figure->unit = PICK(random, units);
    figure->direction = (keur_direction)keur_random_below(random, KEUR_LOWER_IS_BETTER + 1);
    figure->n = (size_t)keur_random_below(random, 3) * 700;
    figure->invalid = keur_random_below(random, 6) == 0 ? "why" : NULL;
    figure->minuend = keur_random_below(random, 3) == 0 ? "x" : NULL;
    figure->subtrahend = figure->minuend != NULL ? "x-holdout" : NULL;
    if (form > 0)
        figure->value = random_number(random);
    else
        figure->reason = "not estimable";
    if (form != 1 && figure->kind != KEUR_KIND_LOWER_BOUND) {
        figure->low = random_number(random);
        figure->high = fmax(figure->low, random_number(random));
        made.is_bound = form == 0 && keur_random_below(random, 2) == 0;
    } else if (form > 0) {
        figure->no_interval = "none";
    }
    figure->n_labels = (size_t)keur_random_below(random, 2);
    figure->labels[0] = (keur_label){keur_random_below(random, 2) ? "keys" : "level", "a"};
    return made;
}

static keur_scorecard *random_card(uint64_t seed)
{
    keur_random random = keur_random_start(seed, "any-scorecard", 0);
    keur_scorecard *made = keur_sample_new("t", 12 + (size_t)keur_random_below(&random, 2000),
                                           (size_t)keur_random_below(&random, 2000), 500, 3);
    const size_t n_measures = 1 + (size_t)keur_random_below(&random, 3);

    for (size_t i = 0; i < n_measures; i++) {
        const size_t at =
            keur_sample_measure(made, PICK(&random, measures), "M", "?",
                                (keur_family)keur_random_below(&random, KEUR_N_FAMILIES));

        made->measures[at].word = (keur_word)keur_random_below(&random, KEUR_N_WORDS);
    }
    for (uint64_t left = keur_random_below(&random, 8); left > 0; left--) {
        char name[64];
        const keur_scorecard_figure figure = random_figure(&random, name, sizeof name);

        (void)keur_sample_figure(made, (size_t)keur_random_below(&random, n_measures),
                                 &figure.figure);
        made->figures[made->n_figures - 1].is_bound = figure.is_bound;
    }
    return made;
}

static void render(const keur_scorecard *card)
{
    char *text = NULL;

    for (const keur_form *form = keur_forms(); form->word != NULL; form++) {
        assert_ok(form->write(card, &text, &err));
        assert_null(strstr(text, "nan"));
        free(text);
    }
    for (size_t i = 0; i < card->n_measures; i++) {
        assert_ok(keur_figures_text(card, i, 80, &text, &err));
        free(text);
    }
}

static void whatever_is_read_is_rendered(void **state)
{
    size_t n_read = 0;

    (void)state;
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        keur_scorecard *card = random_card(seed), *read = NULL, *exported = NULL;
        char *json = NULL;

        assert_ok(keur_scorecard_json(card, &json, &err));
        if (keur_scorecard_parse(json, strlen(json), "s.json", &read, NULL) == KEUR_OK) {
            n_read++;
            render(read);
            assert_ok(keur_scorecard_export(read, &exported, &err));
            render(exported);
            free(json);
            json = NULL;
            assert_ok(keur_scorecard_json(exported, &json, &err));
            keur_scorecard_free(read);
            assert_ok(keur_scorecard_parse(json, strlen(json), "s.json", &read, &err));
        }
        free(json);
        keur_scorecard_free(card);
        keur_scorecard_free(read);
        keur_scorecard_free(exported);
    }
    assert_true(n_read > ROUNDS * 3 / 4);
}

/* A figure of as many rows as the holdout, without any of those it stands beside, and then another
 * one of the same name. */
static void matched_alone(void **state)
{
    static const char *const names[] = {"x-matched", "x-matched", "x-holdout"};
    keur_scorecard *card = keur_sample_new("t", 1000, 1000, 1000, 3);
    const size_t measure = keur_sample_measure(card, "m", "M", "?", KEUR_FAMILY_IDENTITY);

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const keur_figure figure = keur_sample_rate(names[i], 100, 1000, "share");

        (void)keur_sample_figure(card, measure, &figure);
        render(card);
    }
    keur_scorecard_free(card);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_read_is_rendered),
        cmocka_unit_test(matched_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
