/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "reports/fill.h"
#include "support/check.h"
#include "support/sample.h"

static char *render(bool is_hostile, bool is_export)
{
    keur_scorecard *made = keur_sample_full(is_hostile), *exported = NULL;
    char *text = NULL;

    assert_ok(keur_scorecard_export(made, &exported, &err));
    assert_ok(keur_scorecard_html(is_export ? exported : made, &text, &err));
    keur_scorecard_free(made);
    keur_scorecard_free(exported);
    return text;
}

static size_t count(const char *text, const char *part)
{
    size_t n = 0;

    while ((text = strstr(text, part)) != NULL) {
        n++;
        text += strlen(part);
    }
    return n;
}

static void escaped(void **state)
{
    char *text = render(true, false);

    (void)state;
    assert_int_equal(count(text, "<script"), 1); /* the page's own */
    assert_non_null(strstr(text, "<script>/* SPDX"));
    assert_null(strstr(text, "<img"));
    assert_null(strstr(text, "<b>\"x\""));
    assert_non_null(strstr(
        text,
        "<h1><bdi>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;co&#39;</bdi>"));
    assert_non_null(strstr(text, "&lt;/td&gt;&lt;img src=x onerror=alert(1)&gt;"));
    assert_non_null(strstr(text, "&lt;b&gt;&quot;x&quot;&lt;/b&gt; &amp; {{title}} was left out"));
    /* Hebrew and a mark that turns the direction stay inside a bdi. */
    assert_non_null(strstr(text, "<bdi>\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xe2\x80\xae"
                                 "abc &amp; &quot;d&quot; &#39;e&#39;</bdi>"));
    assert_null(strstr(text, "<i>label"));
    assert_null(strstr(text, "<i>policy"));
    assert_null(strstr(text, "<u>hand"));
    assert_non_null(strstr(text,
                           "<b><span aria-hidden=\"true\">\xe2\x9c\x96</span> Do not release</b>"
                           "<span><bdi>1 broken, 1 open, 1 met</bdi>"));
    assert_non_null(strstr(text, "<bdi>policy &lt;i&gt;policy&lt;/i&gt;, version 1 &amp; 2</bdi>"));
    assert_non_null(strstr(text, "&lt;script&gt;provenance&lt;/script&gt;"));
    assert_non_null(strstr(text, "(secret &lt;b&gt;x&lt;/b&gt;\xef\xbf\xbd[2J) lies above 0.02."));
    assert_non_null(strstr(
        text, "<bdi translate=\"no\">&lt;i&gt;label&lt;/i&gt; {{name}} &amp; \xef\xbf\xbd[2J "
              "\xe2\x80\xae\xef\xbf\xbd&#39;x&#39;</bdi>"));
    for (const char *c = text; *c != '\0'; c++)
        assert_true((unsigned char)*c >= 0x20 || *c == '\n');
    free(text);
}

static void self_contained(void **state)
{
    static const char *const forbidden[] = {
        "http:", "https:",     "src=",    "href=",   "@import", "url(",
        "<link", "javascript", "<iframe", "<object", " on"};

    (void)state;
    for (int way = 0; way < 2; way++) {
        char *text = render(false, way);

        for (size_t i = 0; i + 1 < sizeof forbidden / sizeof *forbidden; i++)
            assert_null(strstr(text, forbidden[i]));
        assert_null(strstr(text, "{{"));
        assert_null(strstr(text, "<!--"));
        free(text);
    }
}

/* Every tag that is opened is closed, in order. */
static void well_formed(void **state)
{
    static const char *const empty[] = {"meta", "line", "rect", "path", "circle", "!doctype"};

    (void)state;
    for (int way = 0; way < 4; way++) {
        char *text = render(way & 1, way & 2);
        char open[64][16];
        size_t depth = 0;
        const char *at = strstr(text, "</style>");

        for (at += strlen("</style>"); (at = strchr(at, '<')) != NULL; at++) {
            const bool is_end = at[1] == '/';
            char name[16];
            size_t n = 0;
            bool is_empty = false;

            for (const char *c = at + 1 + is_end; isalnum((unsigned char)*c) && n < 15; c++)
                name[n++] = *c;
            name[n] = '\0';
            for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
                is_empty |= strcmp(name, empty[i]) == 0;
            if (is_empty || strcmp(name, "head") == 0 || strcmp(name, "html") == 0)
                continue;
            if (is_end) {
                assert_true(depth > 0);
                assert_string_equal(open[--depth], name);
            } else {
                assert_true(depth < 64);
                memcpy(open[depth++], name, sizeof name);
            }
        }
        assert_int_equal(depth, 0);
        free(text);
    }
}

static void accessible(void **state)
{
    char *text = render(false, true);

    (void)state;
    assert_int_equal(count(text, "<th "),
                     count(text, "<th scope=\"col\"") + count(text, "<th scope=\"row\""));
    assert_int_equal(count(text, "<th>"), 0);
    assert_int_equal(count(text, "<svg "), count(text, "role=\"img\" aria-label=\""));
    assert_int_equal(count(text, "aria-label=\"\""), 0);
    assert_non_null(strstr(text, "<html lang=\"en\">"));
    assert_non_null(strstr(text, "prefers-color-scheme: dark"));
    assert_non_null(strstr(text, "@media print"));
    assert_non_null(strstr(text, "size: A4"));
    free(text);
}

static void complete(void **state)
{
    char *text = render(false, true);

    (void)state;
    assert_non_null(strstr(text, "24,421 train rows"));
    assert_non_null(strstr(text, "gives figures, not a verdict"));
    assert_non_null(strstr(text, "6.59%"));
    assert_non_null(strstr(text, "guessing: 1%"));
    assert_non_null(strstr(text, "worst: capital.loss, "));
    assert_non_null(strstr(text, "0.0172"));
    assert_non_null(strstr(text, "needs 3,000 non-members"));
    assert_non_null(strstr(text, "below 10"));
    assert_non_null(strstr(text, "left out: it names a record"));
    assert_non_null(strstr(text, "<bdi translate=\"no\">age</bdi><span class=\"q\">"
                                 "<bdi translate=\"no\">Age at the interview, in "
                                 "years</bdi></span>"));
    assert_non_null(strstr(text, "A number of rows below 10, zero included"));
    assert_non_null(strstr(text, "What was held back"));
    assert_non_null(strstr(text, "\xe2\x88\x92"
                                 "0.0849"));
    assert_null(strstr(text, "do not export"));
    free(text);
    text = render(false, false);
    assert_non_null(strstr(text, "Internal: do not export."));
    assert_null(strstr(text, "What was held back"));
    free(text);
}

static void empty_and_new(void **state)
{
    keur_scorecard *made = keur_sample_new("", 1000, 0, 1000, 1);
    const keur_figure figure = keur_sample_statistic("zeta", 0.25, 0.2, 0.3, 1000, "nats");
    char *text = NULL;
    size_t measure;

    (void)state;
    assert_ok(keur_scorecard_html(made, &text, &err));
    assert_non_null(strstr(text, "no measure of it was run"));
    assert_null(strstr(text, "In the data and not in the data"));
    assert_non_null(strstr(text, "No holdout:"));
    free(text);
    measure = keur_sample_measure(made, "new-one", "A new one", "What?", KEUR_FAMILY_IDENTITY);
    (void)keur_sample_figure(made, measure, &figure);
    assert_ok(keur_scorecard_html(made, &text, &err));
    assert_non_null(strstr(text, "In the data and not in the data"));
    assert_non_null(strstr(text, "A new one"));
    assert_non_null(strstr(text, "zeta"));
    free(text);
    keur_scorecard_free(made);
}

/* The drawing says what the table says: 6.6% on a scale up to 10% ends two thirds along. */
static void bars(void **state)
{
    keur_scorecard *made = keur_sample_new("t", 10000, 10000, 10000, 6);
    const size_t measure = keur_sample_measure(made, "m", "M", "?", KEUR_FAMILY_MEMBERSHIP);
    keur_figure figure = keur_sample_rate("tpr@fpr=0.01", 660, 10000, "share");
    char *text = NULL;

    (void)state;
    figure.low = 0.05;
    figure.high = 0.08;
    (void)keur_sample_figure(made, measure, &figure);
    assert_ok(keur_scorecard_html(made, &text, &err));
    /* The rail is 110 wide: 55 to 88, and guessing at 11. */
    assert_non_null(strstr(text, "x=\"55.0\" y=\"5\" width=\"33.0\""));
    assert_non_null(strstr(text, "x1=\"11.0\" x2=\"11.0\""));
    assert_non_null(strstr(text, "6.6% (5 to 8) on a scale that ends at 10%"));
    free(text);
    keur_scorecard_free(made);
}

/* Numbers no table has, and names cut within a letter: the page stays what it is. */
static void extremes(void **state)
{
    keur_scorecard *made = keur_sample_new("t", 10000, 10000, 10000, 6);
    const size_t measure = keur_sample_measure(made, "m", "M", "?", KEUR_FAMILY_FIDELITY);
    const size_t other = keur_sample_measure(made, "o", "O", "?", KEUR_FAMILY_MEMBERSHIP);
    keur_figure figure = keur_sample_statistic("total-variation", 1e308, 0.5, 1.7e308, 99, "share");
    char name[400] = "x", *text = NULL;

    (void)state;
    (void)keur_sample_figure(made, measure, &figure);
    figure.name = "auc";
    figure.unit = "auc";
    (void)keur_sample_figure(made, other, &figure);
    for (size_t i = 1; i + 3 < sizeof name; i += 2)
        memcpy(name + i, "\xc3\xa9", 3);
    figure.name = name;
    figure.unit = "nats";
    figure.value = -1e63;
    (void)keur_sample_figure(made, other, &figure);
    figure.labels[figure.n_labels++] = (keur_label){"column", name};
    figure.name = "total-variation";
    (void)keur_sample_figure(made, measure, &figure);
    assert_ok(keur_scorecard_html(made, &text, &err));
    assert_true(keur_text_is_utf8(text, strlen(text)));
    assert_non_null(
        strstr(text, "<b>above 1e308%</b> <span class=\"i\"> (50 to above 1e308)</span>"));
    assert_non_null(strstr(text, "\xe2\x88\x92"
                                 "1.00e+63"));
    assert_null(strstr(text, "\"nan\""));
    assert_null(strstr(text, "\"inf\""));
    free(text);
    keur_scorecard_free(made);
}

static void template_faults(void **state)
{
    keur_text text = {NULL, 0, 0};
    const keur_slot none[] = {{NULL, NULL}};
    const keur_slot mark[] = {{"what", "{{text}}"}, {"text", NULL}, {NULL, NULL}};

    (void)state;
    assert_fails(keur_fill(&text, "no-such-part", none, &err), KEUR_EINTERNAL, "no-such-part");
    assert_fails(keur_fill(&text, "mark", none, &err), KEUR_EINTERNAL, "{{what}}");
    keur_text_clear(&text);
    assert_ok(keur_fill(&text, "mark", mark, &err));
    assert_non_null(strstr(text.bytes, "<b>{{text}}</b> </p>"));
    keur_text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escaped),     cmocka_unit_test(self_contained),
        cmocka_unit_test(well_formed), cmocka_unit_test(accessible),
        cmocka_unit_test(complete),    cmocka_unit_test(empty_and_new),
        cmocka_unit_test(bars),        cmocka_unit_test(template_faults),
        cmocka_unit_test(extremes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
