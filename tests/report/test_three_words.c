/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three questions that lead a report: which risk is the worst that is shown, and in what words.
 */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <keur/measure.h>

#include "case/labels.h"
#include "reports/three_words.h"
#include "support/sample.h"

static keur_figure risk_of(double value, double low, double high)
{
    keur_figure made = keur_sample_statistic("risk", value, low, high, 3000, "share");

    made.kind = KEUR_KIND_RISK;
    return made;
}

static keur_scorecard *card_new(void)
{
    return keur_sample_new("t", 2000, 2000, 2000, 3);
}

static void add(keur_scorecard *to, size_t measure, keur_figure figure, const char *keys)
{
    if (keys != NULL)
        keur_figure_label(&figure, "keys", keys);
    (void)keur_sample_figure(to, measure, &figure);
}

static void assert_says(const keur_scorecard *of, keur_word word, const char *sentence)
{
    const keur_three found = keur_three_find(of, word);
    keur_text text = {NULL, 0, 0};

    assert_ok(keur_three_sentence(&found, &text, &err));
    if (strstr(text.bytes, sentence) == NULL)
        fail_msg("expected \"%s\" in \"%s\"", sentence, text.bytes);
    assert_int_equal(text.bytes[strlen(text.bytes) - 1], '.');
    keur_text_free(&text);
}

static void assert_by(const keur_scorecard *of, keur_word word, const char *source)
{
    const keur_three found = keur_three_find(of, word);
    keur_text text = {NULL, 0, 0};

    assert_ok(keur_three_source(&found, &text, &err));
    assert_string_equal(text.bytes, source);
    keur_text_free(&text);
}

/* Not the largest estimate, nor the largest upper end: the largest that is shown. */
static void the_highest_lower_end_leads(void **state)
{
    keur_scorecard *card = card_new();
    const size_t a = keur_sample_risk_measure(card, "linkability", KEUR_WORD_LINKABILITY);
    const size_t b = keur_sample_risk_measure(card, "links", KEUR_WORD_LINKABILITY);
    const size_t other = keur_sample_risk_measure(card, "guess", KEUR_WORD_INFERENCE);

    (void)state;
    add(card, a, risk_of(0.30, 0.01, 0.59), "age");
    add(card, b, risk_of(0.05, 0.04, 0.06), "sex");
    add(card, b, risk_of(0.045, 0.039, 0.05), "town");
    add(card, other, risk_of(0.9, 0.89, 0.91), NULL);
    add(card, a, keur_sample_rate("attack", 1900, 2000, "share"), NULL); /* a rate is no risk */
    assert_says(card, KEUR_WORD_LINKABILITY,
                "A risk is shown: where the attack fails on people who are not in the data, it "
                "succeeds on people who are in at least 4% of the cases (estimate 5%, at most 6%)");
    assert_by(card, KEUR_WORD_LINKABILITY,
              "links, gain over people not in the data (risk), known: sex");
    assert_says(card, KEUR_WORD_INFERENCE, "in at least 89% of the cases");
    assert_says(card, KEUR_WORD_SINGLING_OUT, "Not looked at");
    keur_scorecard_free(card);
}

static void what_is_not_shown(void **state)
{
    keur_scorecard *card = card_new();
    const size_t a = keur_sample_risk_measure(card, "singling-out", KEUR_WORD_SINGLING_OUT);
    keur_figure figure = risk_of(NAN, NAN, NAN);

    (void)state;
    assert_says(card, KEUR_WORD_SINGLING_OUT, "Not known: no figure says");
    figure.no_interval = NULL;
    figure.reason = "needs a holdout";
    add(card, a, figure, "x");
    assert_says(card, KEUR_WORD_SINGLING_OUT, "Not known: needs a holdout.");
    add(card, a, risk_of(-0.02, -0.05, -0.01), "y");
    assert_says(card, KEUR_WORD_SINGLING_OUT,
                "No risk is shown; with these rows it may be up to 0.");
    add(card, a, risk_of(0.02, -0.01, 0.05), "z");
    assert_says(card, KEUR_WORD_SINGLING_OUT,
                "No risk is shown; with these rows it may be up to 5%.");
    /* sure of little is not sure of nothing: the one that may be largest is told */
    add(card, a, risk_of(0.001, -0.001, 0.003), "w");
    assert_says(card, KEUR_WORD_SINGLING_OUT, "it may be up to 5%.");
    add(card, a, risk_of(0.002, 0.001, 0.003), "v");
    assert_says(card, KEUR_WORD_SINGLING_OUT, "at least 0.1% of the cases");
    keur_scorecard_free(card);
}

/* An invalid risk is not told, unless it can only be too harmless and is shown all the same. */
static void what_is_not_valid(void **state)
{
    keur_scorecard *card = card_new();
    const size_t a = keur_sample_risk_measure(card, "singling-out", KEUR_WORD_SINGLING_OUT);
    keur_figure figure = risk_of(0.02, -0.01, 0.05);

    (void)state;
    figure.invalid = "people stand in both";
    add(card, a, figure, "a");
    assert_says(card, KEUR_WORD_SINGLING_OUT, "Not known: people stand in both.");
    card->figures[0].figure.is_understated = true;
    assert_says(card, KEUR_WORD_SINGLING_OUT, "Not known: people stand in both.");
    card->figures[0].figure.low = 0.01;
    assert_says(card, KEUR_WORD_SINGLING_OUT, "at least 1% of the cases");
    keur_scorecard_free(card);
}

/* Measures without a risk of that kind: the difference to the holdout, per cent or share. */
static void differences_to_the_holdout(void **state)
{
    keur_scorecard *card = card_new();
    const size_t a = keur_sample_risk_measure(card, "attribute-keys", KEUR_WORD_INFERENCE);
    const keur_figure is = keur_sample_rate("is", 1900, 2000, "percent");
    const keur_figure in = keur_sample_rate("disco", 300, 2000, "percent");
    const keur_figure out = keur_sample_rate("disco-holdout", 100, 2000, "percent");
    keur_figure excess = keur_sample_difference("disco-excess", &in, &out);

    (void)state;
    add(card, a, excess, "age");
    excess.unit = "share"; /* 8 per cent is more than a share of 0.05 */
    excess.low = 0.05;
    excess.value = 0.06;
    excess.high = 0.07;
    add(card, a, excess, "sex");
    /* how many keys occur is nobody's secret */
    add(card, a, keur_sample_difference("is-excess", &is, &out), "town");
    assert_by(card, KEUR_WORD_INFERENCE, "attribute-keys, secret given away (disco), known: age");
    assert_says(card, KEUR_WORD_INFERENCE,
                "more often on people who are in the data than on "
                "others, by at least 8.");
    card->figures[1].figure.low = 0.5;
    card->figures[1].figure.high = 0.7;
    assert_by(card, KEUR_WORD_INFERENCE, "attribute-keys, secret given away (disco), known: sex");
    keur_scorecard_free(card);
}

/* What an exported bound says of its risk. */
static void bounds(void **state)
{
    keur_scorecard *card = card_new();
    const size_t a = keur_sample_risk_measure(card, "linkability", KEUR_WORD_LINKABILITY);
    keur_figure figure = risk_of(NAN, 0.1, 0.3);

    (void)state;
    figure.reason = "one of its two parts rests on fewer than 10 rows";
    add(card, a, figure, NULL);
    card->figures[0].is_bound = true;
    assert_says(card, KEUR_WORD_LINKABILITY, "in at least 10% of the cases (at most 30%).");
    keur_scorecard_free(card);
}

/* Both forms of a report begin with them, in one order, also after export, JSON and back. */
static void they_lead(void **state)
{
    static const char *const titles[] = {"Singling out", "Linkability", "Inference"};
    keur_scorecard *card = card_new(), *exported = NULL, *read = NULL;
    const size_t a = keur_sample_risk_measure(card, "linkability", KEUR_WORD_LINKABILITY);
    const keur_figure attack = keur_sample_rate("attack", 900, 2000, "share");
    const keur_figure control = keur_sample_rate("control", 400, 2000, "share");
    char *json = NULL, *forms[2] = {NULL, NULL};

    (void)state;
    add(card, a, attack, NULL);
    add(card, a, control, NULL);
    add(card, a, keur_sample_risk("risk", &attack, &control), NULL);
    assert_ok(keur_scorecard_export(card, &exported, &err));
    assert_ok(keur_scorecard_json(exported, &json, &err));
    assert_ok(keur_scorecard_parse(json, strlen(json), "s.json", &read, &err));
    assert_int_equal(read->measures[0].word, KEUR_WORD_LINKABILITY);
    assert_ok(keur_scorecard_text(read, 200, false, &forms[0], &err));
    assert_ok(keur_scorecard_html(read, &forms[1], &err));
    for (size_t form = 0; form < 2; form++) {
        const char *at = forms[form];

        for (size_t i = 0; i < 3; i++) {
            at = strstr(at, titles[i]);
            assert_non_null(at);
        }
        assert_true(at < strstr(forms[form], form == 0 ? "Singling out and linking"
                                                       : "In the data and not in the data"));
        assert_non_null(strstr(forms[form], "A risk is shown"));
        assert_non_null(strstr(forms[form], "Not looked at: no measure of it was run."));
        free(forms[form]);
    }
    free(json);
    keur_scorecard_free(card);
    keur_scorecard_free(exported);
    keur_scorecard_free(read);
}

/* Whoever adds an attack on attributes or identity says which word it is about. */
static void every_such_measure_has_a_word(void **state)
{
    (void)state;
    for (const keur_measure *const *at = keur_measures(); *at != NULL; at++) {
        const bool is_about_people =
            (*at)->family == KEUR_FAMILY_ATTRIBUTE || (*at)->family == KEUR_FAMILY_IDENTITY;

        if (is_about_people != ((*at)->word != KEUR_WORD_NONE))
            fail_msg("%s: give its keur_measure a word", (*at)->name);
        if (((*at)->family == KEUR_FAMILY_ATTRIBUTE) != ((*at)->word == KEUR_WORD_INFERENCE))
            fail_msg("%s: attacks on attributes are about inference", (*at)->name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_highest_lower_end_leads),
        cmocka_unit_test(what_is_not_shown),
        cmocka_unit_test(what_is_not_valid),
        cmocka_unit_test(differences_to_the_holdout),
        cmocka_unit_test(bounds),
        cmocka_unit_test(they_lead),
        cmocka_unit_test(every_such_measure_has_a_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
