/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/figures.h"
#include "reports/people.h"
#include "reports/view.h"
#include "reports/wrap.h"
#include "support/check.h"
#include "support/sample.h"

static char *render(bool is_hostile, bool is_export, int width, bool colour)
{
    keur_scorecard *made = keur_sample_full(is_hostile), *exported = NULL;
    char *text = NULL;

    assert_ok(keur_scorecard_export(made, &exported, &err));
    assert_ok(keur_scorecard_text(is_export ? exported : made, width, colour, &text, &err));
    keur_scorecard_free(made);
    keur_scorecard_free(exported);
    return text;
}

/* Code points of the longest line, counted here by their first bytes. */
static size_t longest_line(const char *text)
{
    size_t longest = 0, here = 0;

    for (; *text != '\0'; text++) {
        here = *text == '\n' ? 0 : here + (((unsigned char)*text & 0xc0) != 0x80);
        longest = here > longest ? here : longest;
    }
    return longest;
}

static void widths(void **state)
{
    static const int asked[] = {40, 41, 57, 72, 80, 120, 200};

    (void)state;
    for (int way = 0; way < 4; way++) {
        for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
            char *text = render(way & 1, way & 2, asked[i], false);

            assert_true(longest_line(text) <= (size_t)asked[i]);
            assert_null(strchr(text, '\x1b'));
            assert_null(strchr(text, '\t'));
            assert_null(strstr(text, " \n"));
            assert_int_equal(text[strlen(text) - 1], '\n');
            free(text);
        }
    }
}

/* Narrow, out of range and absent widths do not fail. */
static void odd_widths(void **state)
{
    char *text = render(false, true, 0, false), *other = render(false, true, 80, false);

    (void)state;
    assert_string_equal(text, other);
    free(text);
    free(other);
    text = render(false, true, 3, false);
    assert_true(longest_line(text) <= 40);
    free(text);
}

static void colour(void **state)
{
    char *text = render(true, false, 80, true), *plain = render(true, false, 80, false);
    char *to = text;

    (void)state;
    assert_non_null(strstr(text, "\x1b[1m"));
    /* Without its escape sequences it is the plain one. */
    for (const char *from = text; *from != '\0'; from++) {
        if (*from == '\x1b')
            from += strcspn(from, "m");
        else
            *to++ = *from;
    }
    *to = '\0';
    assert_string_equal(text, plain);
    free(text);
    free(plain);
}

static void says(void **state)
{
    char *internal = render(false, false, 200, false), *exported = render(false, true, 200, false);

    (void)state;
    assert_non_null(strstr(internal, "internal: do not export"));
    assert_null(strstr(exported, "internal: do not export"));
    assert_non_null(strstr(exported, "gives figures, not a verdict"));
    assert_non_null(strstr(exported, "24,421 train rows, 24,420 holdout rows"));
    assert_non_null(strstr(exported, "6.59% ("));
    assert_non_null(strstr(exported, "needs 3,000 non-members"));
    assert_non_null(strstr(exported, "fresh real data 0.0172"));
    assert_non_null(strstr(exported, "below 10"));
    assert_non_null(strstr(exported, "102 further figures are in the JSON"));
    assert_non_null(strstr(exported, "train and holdout differ by one row in size"));
    assert_non_null(strstr(exported, "fnlwgt"));
    assert_non_null(strstr(exported, "What the columns are called:"));
    assert_non_null(strstr(exported, "Age at the interview, in years"));
    free(internal);
    free(exported);
}

/* Names cannot steer the terminal or turn the direction of writing. */
static void hostile_names(void **state)
{
    char *text = render(true, false, 80, false);

    (void)state;
    assert_null(strchr(text, '\x1b'));
    assert_null(strstr(text, "\xe2\x80\xae"));
    assert_non_null(strstr(text, "line?break?[31m"));
    assert_non_null(strstr(text, "Verdict: do not release\nPolicy <i>policy</i>, version 1 & 2: 1 "
                                 "broken, 1 open, 1 met.\n"));
    /* what decides comes first, advice after it, what is met not at all */
    assert_true(strstr(text, "?[2J) lies above 0.02.") < strstr(text, "requires this measure"));
    assert_true(strstr(text, "requires this measure") < strstr(text, "Advice only: f index"));
    assert_null(strstr(text, "n auc lies above -0.5."));
    assert_non_null(strstr(text, "<i>label</i> {{name}} & ?[2J ?"
                                 "?'x'"));
    free(text);
}

/* Forty labels and a count of the rest, so that a wide table does not bury the figures. */
static void many_labels(void **state)
{
    keur_scorecard *made = keur_sample_new("t", 1000, 0, 1000, 45);
    char *text = NULL, label[] = "label 00.", last[] = "label 39.";

    (void)state;
    assert_ok(keur_scorecard_text(made, 80, false, &text, &err));
    assert_null(strstr(text, "What the columns are called"));
    free(text);
    for (size_t i = 0; i < 43; i++)
        made->columns[i].label = i == 39 ? last : label;
    made->columns[40].label = "label 40.";
    assert_ok(keur_scorecard_text(made, 80, false, &text, &err));
    assert_non_null(strstr(text, "label 39."));
    assert_null(strstr(text, "label 40."));
    assert_non_null(strstr(text, "3 further labels are in the JSON"));
    free(text);
    keur_scorecard_free(made);
}

static void numbers(void **state)
{
    static const struct {
        const char *unit;
        keur_kind kind;
        double value;
        const char *text;
    } cases[] = {
        {"percent", KEUR_KIND_RATE, 6.61234, "6.61%"},
        {"share", KEUR_KIND_RATE, 0.0661234, "6.61%"},
        {"share", KEUR_KIND_RATE, 0.5, "50%"},
        {"share", KEUR_KIND_DIFFERENCE, 0.0123, "+1.23 points"},
        {"percent", KEUR_KIND_DIFFERENCE, -0.5, "-0.5 points"},
        {"rows", KEUR_KIND_COUNT, 1234567, "1,234,567"},
        {"auc", KEUR_KIND_STATISTIC, 0.58712, "0.587"},
        {"distance", KEUR_KIND_STATISTIC, 0.00012345, "0.000123"},
        {"distance", KEUR_KIND_STATISTIC, 123456.7, "123,457"},
        {NULL, KEUR_KIND_STATISTIC, 0, "0"},
        {NULL, KEUR_KIND_STATISTIC, -1000, "-1,000"},
        {NULL, KEUR_KIND_STATISTIC, 1e-30, "0"},
        {NULL, KEUR_KIND_STATISTIC, 999999999999999, "999,999,999,999,999"},
        {NULL, KEUR_KIND_STATISTIC, -1e15, "-1.00e+15"},
        {"rows", KEUR_KIND_COUNT, 1.234e300, "1.23e+300"},
        {"percent", KEUR_KIND_DIFFERENCE, 1e308, "+1.00e+308 points"},
        {"share", KEUR_KIND_RATE, 1e308, "above 1e308%"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const keur_figure figure = {.unit = cases[i].unit, .kind = cases[i].kind};
        char out[KEUR_PEOPLE_SIZE];

        keur_people_value(&figure, cases[i].value, out);
        assert_string_equal(out, cases[i].text);
    }
}

static void worst_come_first(void **state)
{
    keur_scorecard *made = keur_sample_full(false);
    keur_view view;
    const keur_line *worst[200];
    size_t n = 0, all = 0;

    (void)state;
    assert_ok(keur_view_make(made, &view, &err));
    assert_ok(keur_worst_lines(&view, 1, "total-variation", worst, 200, &n, &all, &err));
    assert_int_equal(n, 105);
    assert_int_equal(all, 105);
    for (size_t i = 1; i < n; i++)
        assert_true(worst[i - 1]->main->figure.value >= worst[i]->main->figure.value);
    assert_non_null(worst[0]->holdout);
    assert_non_null(worst[0]->independent);
    /* Lower is worse where higher is better. */
    for (size_t i = 0; i < made->n_figures; i++)
        made->figures[i].figure.direction = KEUR_HIGHER_IS_BETTER;
    assert_ok(keur_worst_lines(&view, 1, "total-variation", worst, 5, &n, &all, &err));
    assert_int_equal(n, 5);
    assert_true(worst[0]->main->figure.value <= worst[4]->main->figure.value);
    keur_view_free(&view);
    keur_scorecard_free(made);
}

static void unknown_measures_show(void **state)
{
    keur_scorecard *made = keur_sample_new("t", 1000, 0, 1000, 6);
    const size_t measure =
        keur_sample_measure(made, "new-one", "A new one", "What?", KEUR_FAMILY_MEMBERSHIP);
    const keur_figure figure = keur_sample_statistic("zeta", 0.25, 0.2, 0.3, 1000, "nats");
    char *text = NULL;

    (void)state;
    (void)keur_sample_figure(made, measure, &figure);
    assert_ok(keur_scorecard_text(made, 80, false, &text, &err));
    assert_non_null(strstr(text, "A new one"));
    assert_non_null(strstr(text, "zeta"));
    assert_non_null(strstr(text, "0.25 (0.2 to 0.3)"));
    free(text);
    keur_scorecard_free(made);
}

/* What joins the attacks on membership stands for them, unless it has nothing to say. */
static void single_attacks_are_for_the_appendix(void **state)
{
    static const char *const names[] = {"membership-ball", "power", "worst-attack"};
    static const char *const titles[] = {"Ball attack", "Power of rows", "Worst of all"};
    keur_scorecard *made = keur_sample_new("t", 1000, 1000, 1000, 6);
    keur_figure *worst = NULL;
    char *text = NULL, *page = NULL;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const size_t measure =
            keur_sample_measure(made, names[i], titles[i], "?", KEUR_FAMILY_MEMBERSHIP);
        const keur_figure auc = keur_sample_statistic("auc", 0.6, 0.5, 0.7, 1000, "auc");

        worst = keur_sample_figure(made, measure, &auc);
    }
    assert_ok(keur_scorecard_text(made, 80, false, &text, &err));
    assert_null(strstr(text, "Ball attack"));
    assert_non_null(strstr(text, "1 single attack is in the JSON"));
    assert_true(strstr(text, "Worst of all") < strstr(text, "Power of rows"));
    free(text);
    assert_ok(keur_scorecard_html(made, &page, &err));
    assert_non_null(strstr(page, "1 single attack is in the appendix"));
    assert_true(strstr(page, "Ball attack") > strstr(page, "Appendix: all figures"));
    free(page);
    worst->value = worst->low = worst->high = NAN;
    worst->reason = "could not be made";
    assert_ok(keur_scorecard_text(made, 80, false, &text, &err));
    assert_non_null(strstr(text, "Ball attack"));
    assert_null(strstr(text, "single attack is"));
    free(text);
    keur_scorecard_free(made);
}

static void one_measure_in_full(void **state)
{
    keur_scorecard *made = keur_sample_full(true);
    char *text = NULL;

    (void)state;
    for (size_t i = 0; i < made->n_measures; i++) {
        assert_ok(keur_figures_text(made, i, 60, &text, &err));
        assert_true(longest_line(text) <= 60);
        assert_null(strchr(text, '\x1b'));
        free(text);
    }
    /* 1611 / 24421, every digit. */
    assert_ok(keur_figures_text(made, 5, 100, &text, &err));
    assert_non_null(strstr(text, "0.06596781458580729"));
    free(text);
    keur_scorecard_free(made);
}

static void wide_characters(void **state)
{
    keur_page page = {.width = 40};

    (void)state;
    assert_int_equal(keur_columns_wide("abc"), 3);
    assert_int_equal(keur_columns_wide("\xc3\xa9"), 1);
    assert_int_equal(keur_columns_wide("e\xcc\x81"), 1);
    assert_int_equal(keur_columns_wide("\xe6\x97\xa5"), 2);
    assert_ok(keur_page_pair(&page, 0, "\xc3\xa9", "x", &err));
    assert_string_equal(page.text.bytes, "\xc3\xa9: x\n");
    keur_text_clear(&page.text);
    assert_ok(keur_page_line(&page, 0, KEUR_PLAIN,
                             "a\xff"
                             "b\xc3"
                             "c\x80",
                             &err));
    assert_string_equal(page.text.bytes, "a?b?c?\n");
    keur_text_free(&page.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths),
        cmocka_unit_test(odd_widths),
        cmocka_unit_test(colour),
        cmocka_unit_test(says),
        cmocka_unit_test(hostile_names),
        cmocka_unit_test(many_labels),
        cmocka_unit_test(numbers),
        cmocka_unit_test(worst_come_first),
        cmocka_unit_test(unknown_measures_show),
        cmocka_unit_test(single_attacks_are_for_the_appendix),
        cmocka_unit_test(one_measure_in_full),
        cmocka_unit_test(wide_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
