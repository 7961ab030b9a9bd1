/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts of the appendix: what was planted shows at its place, worked out here by hand. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/glossary.h"
#include "support/check.h"
#include "support/sample.h"

static char *page_of(const keur_scorecard *of)
{
    char *text = NULL;

    assert_ok(keur_scorecard_html(of, &text, &err));
    return text;
}

static size_t count(const char *text, const char *part)
{
    size_t n = 0;

    for (; (text = strstr(text, part)) != NULL; text += strlen(part))
        n++;
    return n;
}

static void has(const char *page, const char *part)
{
    if (strstr(page, part) == NULL)
        fail_msg("the page lacks: %s", part);
}

/* --- pairs */

enum { MOST_COLUMNS = 35 };

static char names[MOST_COLUMNS][24];

static keur_scorecard *card_of(size_t n_columns, size_t *measure)
{
    keur_scorecard *made = keur_sample_new("t", 10000, 10000, 10000, n_columns);

    for (size_t j = 0; j < n_columns; j++) {
        (void)snprintf(names[j], sizeof names[j], "c%zu", j);
        made->columns[j].name = names[j];
    }
    *measure = keur_sample_measure(made, "pairs", "Pairs", "?", KEUR_FAMILY_FIDELITY);
    return made;
}

static void add_pair(keur_scorecard *to, size_t measure, size_t i, size_t j, double value,
                     double holdout)
{
    static const char *const bases[] = {"total-variation", "total-variation-holdout"};

    for (size_t k = 0; k < 2; k++) {
        const double at = k == 0 ? value : holdout;
        keur_figure figure = keur_sample_statistic(bases[k], at, at, at, 10000, "distance");

        if (isnan(at))
            continue;
        figure.direction = KEUR_LOWER_IS_BETTER;
        figure.n_labels = 2;
        figure.labels[0] = (keur_label){"column", to->columns[i].name};
        figure.labels[1] = (keur_label){"with", to->columns[j].name};
        (void)keur_sample_figure(to, measure, &figure);
    }
}

/* Five columns: cells of 40 units from 126, 122 on. */
static void a_pair_shows_at_its_cell(void **state)
{
    size_t measure;
    keur_scorecard *made = card_of(5, &measure);
    char *page;

    (void)state;
    made->columns[4].name = "<script>x</script>";
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < i; j++)
            if (i != 4 || j != 0)
                add_pair(made, measure, j, i, i == 3 && j == 1 ? 0.456 : 0.03, 0.012);
    page = page_of(made);
    has(page, "<rect class=\"h5\" x=\"166.0\" y=\"242.0\" width=\"39.0\" height=\"39.0\"/>"
              "<text class=\"h5\" x=\"185.5\" y=\"265.0\">45.6</text>");
    assert_int_equal(count(page, "<rect class=\"h5\""), 1);
    /* The holdout's of the same pair, on the other side. */
    has(page, "<rect class=\"h1\" x=\"246.0\" y=\"162.0\"");
    assert_int_equal(count(page, "<rect class=\"h1\""), 9);
    assert_int_equal(count(page, "<rect class=\"h2\""), 8);
    /* A pair that is not given is empty on both sides. */
    assert_int_equal(count(page, "<rect class=\"h-none\""), 2);
    has(page, "<tr><th scope=\"row\"><bdi>c3</bdi></th><td class=\"n\">3.0</td>\n"
              "<td class=\"n\">45.6</td>\n<td class=\"n\">3.0</td>\n<td class=\"n\"></td>\n"
              "<td class=\"n\">1.2</td>");
    has(page, "; of this table the largest is 45.6, of c1 with c3; the table below");
    has(page, ">&lt;script&gt;x&lt;/script&gt;</text>");
    assert_null(strstr(page, "<script>x"));
    free(page);
    keur_scorecard_free(made);
}

/* A bound says so, and has the shade of the worst that it may be. */
static void a_bound_has_the_shade_of_its_end(void **state)
{
    size_t measure;
    keur_scorecard *made = card_of(3, &measure);
    char *page;

    (void)state;
    add_pair(made, measure, 0, 1, 0.003, 0.003);
    add_pair(made, measure, 0, 2, 0.003, 0.003);
    add_pair(made, measure, 1, 2, 0.003, 0.003);
    made->figures[0].is_bound = true;
    made->figures[0].figure.value = NAN;
    made->figures[0].figure.low = 0;
    made->figures[0].figure.high = 0.0301;
    made->figures[0].figure.reason = "within 20 rows of none: the value is not exported";
    page = page_of(made);
    has(page, "<rect class=\"h2\" x=\"126.0\" y=\"162.0\" width=\"39.0\" height=\"39.0\"/>"
              "<text class=\"h2\" x=\"145.5\" y=\"185.0\">&lt;4</text>");
    assert_int_equal(count(page, "<rect class=\"h0\""), 5);
    free(page);
    keur_scorecard_free(made);
}

/* Of 35 columns the first five differ least: the others are shown, and the page says so. */
static void many_columns_are_the_worst(void **state)
{
    size_t measure;
    keur_scorecard *made = card_of(MOST_COLUMNS, &measure);
    char *page;

    (void)state;
    for (size_t i = 0; i < MOST_COLUMNS; i++)
        for (size_t j = 0; j < i; j++)
            add_pair(made, measure, j, i, j < 5 ? 0.01 : 0.02 + (double)i / 1000, 0.005);
    page = page_of(made);
    has(page, "Of 35 columns, the 30 whose pairs differ most.");
    assert_null(strstr(page, "\">c4</text>"));
    assert_int_equal(count(page, "\">c5</text>"), 2);
    assert_int_equal(count(page, "\">c34</text>"), 2);
    assert_int_equal(count(page, "<rect class=\"h"), 30 * 29);
    free(page);
    keur_scorecard_free(made);
}

static void two_columns_are_no_map(void **state)
{
    size_t measure;
    keur_scorecard *made = card_of(2, &measure);
    char *page;

    (void)state;
    add_pair(made, measure, 0, 1, 0.1, 0.01);
    page = page_of(made);
    assert_null(strstr(page, "class=\"drawn heat\""));
    free(page);
    keur_scorecard_free(made);
}

/* --- series */

static char *page_with(const keur_series *series)
{
    keur_scorecard *made = keur_sample_new("t", 1000, 1000, 1000, 3);
    char *page;

    keur_sample_series(made, keur_sample_measure(made, "m", "M", "?", KEUR_FAMILY_FIDELITY),
                       series);
    page = page_of(made);
    keur_scorecard_free(made);
    return page;
}

/* The scale ends at 50%: 212 units of bar. */
static void shares_are_bars(void **state)
{
    static const char *const levels[] = {"a", "b"};
    static const double values[] = {0.5, 0.25, 0.4, 0.5, 0.375, 0.1};
    keur_series of = {.name = "shares",
                      .title = "How often its values occur",
                      .about = "town",
                      .n_columns = 3,
                      .columns = {{"train", "share", 1000},
                                  {"synthetic", "share", NAN},
                                  {"holdout", "share", 1000}},
                      .n_points = 2,
                      .values = values,
                      .names = levels};
    char *page = page_with(&of);

    (void)state;
    has(page, "<rect class=\"bar\" x=\"132\" y=\"9.0\" width=\"106.0\" height=\"9\"/>"
              "<rect class=\"hollow\" x=\"132\" y=\"19.0\" width=\"212.0\" height=\"8\"/>");
    has(page, "translate(301.6 23.0)"); /* 40% */
    has(page, "translate(174.4 48.0)"); /* 10% */
    has(page, "aria-label=\"town: how often its values occur, farthest apart at a: 25% of this "
              "table, 50% of train;");
    has(page, "<tr><th scope=\"row\"><bdi>b</bdi></th><td class=\"n\">37.5%</td><td class=\"n\">50%"
              "</td><td class=\"n\">10%</td></tr>");
    free(page);
    of.n_columns = 2; /* no holdout */
    of.columns[0].name = "train";
    page = page_with(&of);
    assert_null(strstr(page, "translate("));
    assert_int_equal(count(page, "class=\"hollow\""), 2);
    free(page);
}

/* 250 units for all rows; distances to 2 on 170 units from 8 on. */
static void deciles_are_lines(void **state)
{
    static const double values[] = {0.1, 0.5, 1, 0.9, 1.5, 2};
    const keur_series of = {
        .name = "distance-deciles",
        .title = "t",
        .about = "nndr",
        .n_columns = 3,
        .columns = {{"rows", "share", NAN}, {"train", "ratio", NAN}, {"holdout", "ratio", NAN}},
        .n_points = 2,
        .values = values,
        .least = 50};
    char *page = page_with(&of);

    (void)state;
    has(page, "<path class=\"curve\" d=\"M77.0 135.5 L277.0 50.5\"/>");
    has(page, "<path class=\"against\" d=\"M77.0 93.0 L277.0 8.0\"/>");
    has(page, "<tr><td class=\"n\">90%</td><td class=\"n\">1.5</td><td class=\"n\">2</td></tr>");
    has(page, "Nearest over second nearest real row (NNDR)");
    free(page);
}

/* The same lines, in shares of the synthetic rows, up to 100%. */
static void nearness_is_in_shares(void **state)
{
    static const double values[] = {0.1, 0.05, 0.1, 0.9, 0.5, 1};
    const keur_series of = {
        .name = "nearness",
        .title = "t",
        .about = "dcr",
        .n_columns = 3,
        .columns = {{"rows", "share", NAN}, {"train", "share", 100}, {"holdout", "share", 100}},
        .n_points = 2,
        .values = values,
        .least = 50};
    char *page = page_with(&of);

    (void)state;
    has(page, "<path class=\"curve\" d=\"M77.0 169.5 L277.0 93.0\"/>");
    has(page, "<path class=\"against\" d=\"M77.0 161.0 L277.0 8.0\"/>");
    has(page, "<tr><td class=\"n\">90%</td><td class=\"n\">50%</td><td class=\"n\">100%</td></tr>");
    has(page, "Synthetic rows that lie as near to the holdout (DCR)");
    free(page);
}

/* Whatever a saved scorecard holds, the page stands. */
static void odd_series(void **state)
{
    static const char *const levels[] = {"a", "b"};
    static const double values[] = {1e308, -1e308, 1.7e308, 0, -5, 1e-300, 1e300, 2};
    static const char *const kinds[] = {"shares", "distance-deciles", "roc", "nearness", "else"};

    (void)state;
    for (size_t k = 0; k < 5; k++) {
        for (size_t n_columns = 1; n_columns <= 4; n_columns++) {
            for (size_t n_points = 0; n_points <= 2; n_points++) {
                const keur_series of = {.name = kinds[k],
                                        .title = "t",
                                        .about = n_points == 1 ? NULL : "x",
                                        .n_columns = n_columns,
                                        .columns = {{"train", "share", NAN},
                                                    {"synthetic", "distance", NAN},
                                                    {"holdout", "share", 7},
                                                    {"train", "share", -1}},
                                        .n_points = n_points,
                                        .values = values,
                                        .names = n_columns == 4 ? NULL : levels};
                char *page = page_with(&of);

                assert_null(strstr(page, "nan"));
                assert_null(strstr(page, "inf\""));
                free(page);
            }
        }
    }
}

/* --- groups */

static keur_figure group(const char *name, const char *column, const char *level, double value)
{
    keur_figure made = keur_sample_statistic(name, value, value - 0.05, value + 0.05, 2000, "auc");

    made.direction = KEUR_HIGHER_IS_RISKIER;
    made.n_labels = 2;
    made.labels[0] = (keur_label){"group", column};
    made.labels[1] = (keur_label){"level", level};
    return made;
}

/* From 0.4 to 0.8 on 194 units from 150 on; guessing is at 0.5. */
static void groups_are_dots(void **state)
{
    keur_scorecard *made = keur_sample_new("t", 10000, 10000, 10000, 6);
    const size_t measure = keur_sample_measure(made, "m", "M", "?", KEUR_FAMILY_MEMBERSHIP);
    const keur_figure all[] = {group("group-auc", "area", "<b>x</b>", 0.5),
                               group("group-auc", "area", "south", 0.7),
                               group("group-auc", "vulnerability", "quantile group 1 of 2, a", 0.6),
                               group("group-p", "area", "south", 0.1)};
    char *page;

    (void)state;
    for (size_t i = 0; i < 4; i++)
        (void)keur_sample_figure(made, measure, &all[i]);
    page = page_of(made);
    has(page, "<path class=\"err\" d=\"M271.2 56.0 H319.8\"/><circle class=\"bar\" cx=\"295.5\" "
              "cy=\"56.0\" r=\"3.5\"/>");
    has(page, "cx=\"247.0\" cy=\"96.0\"");
    has(page, "<path class=\"guess\" d=\"M198.5 6 V106.0\"/>");
    has(page, "y=\"100.0\">group 1 of 2, a</text>");
    has(page, "the largest is 0.7 (0.65 to 0.75), of area: south;");
    assert_int_equal(count(page, "class=\"drawn groups\""), 1);
    assert_null(strstr(page, "<b>x"));
    free(page);
    keur_scorecard_free(made);
}

/* One group alone is no chart; a secret has one of its own. */
static void groups_by_secret(void **state)
{
    static const char *const secrets[] = {"income", "health"};
    keur_scorecard *made = keur_sample_new("t", 10000, 10000, 10000, 6);
    const size_t measure = keur_sample_measure(made, "m", "M", "?", KEUR_FAMILY_ATTRIBUTE);
    char *page;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        keur_figure figure = group("group-risk", "sex", i < 2 ? "f" : "m", 0.2);

        figure.labels[figure.n_labels++] = (keur_label){"secret", secrets[i % 2]};
        (void)keur_sample_figure(made, measure, &figure);
    }
    page = page_of(made);
    assert_int_equal(count(page, "class=\"drawn groups\""), 1);
    has(page, "<bdi>income: </bdi>What an attacker gains");
    free(page);
    keur_scorecard_free(made);
}

/* --- words */

static bool finds(const char *html, const char *term)
{
    bool is_found[KEUR_MOST_TERMS] = {false};

    keur_terms_find(html, is_found);
    for (size_t i = 0; keur_terms()[i].term != NULL; i++)
        if (strcmp(keur_terms()[i].term, term) == 0)
            return is_found[i];
    fail_msg("there is no term %s", term);
    return false;
}

static void only_words_that_are_used(void **state)
{
    (void)state;
    assert_true(finds("the train table", "train"));
    assert_true(finds("<td>Train</td>", "train"));
    assert_false(finds("training", "train"));
    assert_false(finds("a strain", "train"));
    assert_false(finds("<td class=\"train\">x</td>", "train"));
    assert_false(finds("r\xc3\xa9"
                       "train",
                       "train"));
    assert_true(finds("by DCR, by", "DCR"));
    assert_false(finds("a holm oak", "Holm"));
    assert_true(finds("did it worked (p)", "p"));
    assert_false(finds("p", "p"));
    assert_true(finds("many False Alarms", "false alarm, false positive rate"));
    assert_false(finds("many false", "false alarm, false positive rate"));
    assert_false(finds("", "train"));
}

static int compare_words(const char *a, const char *b)
{
    while (*a != '\0' && tolower((unsigned char)*a) == tolower((unsigned char)*b)) {
        a++;
        b++;
    }
    return tolower((unsigned char)*a) - tolower((unsigned char)*b);
}

static void words_are_in_order(void **state)
{
    const keur_glossary_term *terms = keur_terms();
    size_t n = 0;

    (void)state;
    for (; terms[n].term != NULL; n++) {
        assert_true(n == 0 || compare_words(terms[n - 1].term, terms[n].term) < 0);
        assert_int_equal(terms[n].text[strlen(terms[n].text) - 1], '.');
        assert_non_null(terms[n].forms[0]);
    }
    assert_true(n > 20 && n <= KEUR_MOST_TERMS);
}

static void the_page_explains_its_words(void **state)
{
    keur_scorecard *made = keur_sample_full(false);
    char *page = page_of(made);

    (void)state;
    has(page, "<h2 id=\"glossary\">Words on this page</h2>");
    has(page, "<dt>total variation</dt>");
    has(page, "<dt>AUC</dt>");
    assert_null(strstr(page, "<dt>bootstrap, jackknife</dt>"));
    free(page);
    keur_scorecard_free(made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_shows_at_its_cell),
        cmocka_unit_test(a_bound_has_the_shade_of_its_end),
        cmocka_unit_test(many_columns_are_the_worst),
        cmocka_unit_test(two_columns_are_no_map),
        cmocka_unit_test(shares_are_bars),
        cmocka_unit_test(deciles_are_lines),
        cmocka_unit_test(nearness_is_in_shares),
        cmocka_unit_test(odd_series),
        cmocka_unit_test(groups_are_dots),
        cmocka_unit_test(groups_by_secret),
        cmocka_unit_test(only_words_that_are_used),
        cmocka_unit_test(words_are_in_order),
        cmocka_unit_test(the_page_explains_its_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
