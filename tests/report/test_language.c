/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "reports/po.h"
#include "reports/translate.h"
#include "support/check.h"

static keur_language *dutch(void)
{
    keur_language *made = NULL;

    assert_ok(keur_language_open("nl", &made, &err));
    assert_non_null(made);
    return made;
}

/* A text said in Dutch with the names of columns `age` and `number`, and marks as < and >. */
static void check_said(const keur_translator *by, const char *text, const char *wanted)
{
    keur_text said = {NULL, 0, 0};
    bool is_whole = true;

    assert_ok(keur_translate(&said, by, text, KEUR_SPEECH_DATA, &is_whole, &err));
    assert_int_equal(is_whole, strchr(wanted, '<') == NULL);
    for (char *c = said.bytes; *c != '\0'; c++)
        *c = *c == KEUR_ENGLISH_BEGINS ? '<' : *c == KEUR_ENGLISH_ENDS ? '>' : *c;
    assert_string_equal(said.bytes, wanted);
    keur_text_free(&said);
}

static void test_translations(void **state)
{
    keur_language *language = dutch();
    keur_names *names = NULL;
    keur_translator by = {language, NULL, NULL};

    (void)state;
    assert_ok(keur_names_new(&names, &err));
    assert_ok(keur_names_add(names, "age", &err));
    assert_ok(keur_names_add(names, "number", &err));
    by.names = names;
    check_said(&by, "Verdict: do not release", "Oordeel: niet vrijgeven");
    check_said(&by, "9,844 train rows, 1,000 holdout rows",
               "9.844 rijen in de trainingstabel, 1.000 achtergehouden rijen");
    /* Numbers: with and without a sentence around; a version is none. */
    check_said(&by, "-1,234.5 (0.1 to 1e-05)", "-1.234,5 (0,1 tot 1e-05)");
    check_said(&by, "1.2.3", "1.2.3");
    check_said(&by, "needs at least 3000 non-members for a false positive rate of 0.001",
               "vraagt ten minste 3000 niet-leden voor een aandeel ten onrechte aangewezen van "
               "0,001");
    /* A name is none of the catalogue's words, wherever it stands. */
    check_said(&by, "number", "number");
    check_said(&by, "known: number", "bekend: number");
    check_said(&by, "known: age, number, in quantile groups",
               "bekend: age, number, in kwantielgroepen");
    check_said(&by, "date", "datum");
    /* What nobody translated stays, and says so; what is around it is translated. */
    check_said(&by, "a text of nobody", "<a text of nobody>");
    check_said(&by, "Says nothing of how columns go together. Blue skies ahead.",
               "Zegt niets over de samenhang van kolommen. <Blue skies ahead.>");
    check_said(&by, "Verdict by the policy Blue skies", "Oordeel volgens het beleid Blue skies");
    check_said(&by, "", "");
    keur_names_free(names);
    keur_language_free(language);
}

/* A page of which everything but texts stays as it is. */
static void test_page(void **state)
{
    static const char page[] =
        "<!doctype html>\n<html lang=\"en\">\n<style>\nb > i {x: \"Risk\"}</style>\n"
        "<title>keur scorecard: a &lt; b</title><p title=\"x\" data-label=\"Risk\">Risk</p>"
        "<code>Risk</code><bdi translate=\"no\">Risk</bdi><br><td>Nobody &amp; I</td>"
        "<svg aria-label=\"skies\"><path d=\"M1.5 2,000\"/><text x=\"1.5\">1.5</text></svg>\n";
    static const char wanted[] =
        "<!doctype html>\n<html lang=\"nl\">\n<style>\nb > i {x: \"Risk\"}</style>\n"
        "<title>keur-scorekaart: a &lt; b</title>"
        "<p title=\"x\" data-label=\"Risico\" lang=\"en\">Risico</p>"
        "<code>Risk</code><bdi translate=\"no\">Risk</bdi><br>"
        "<td><span lang=\"en\">Nobody &amp; I</span></td>"
        "<svg aria-label=\"skies\" lang=\"en\"><path d=\"M1.5 2,000\"/>"
        "<text x=\"1.5\">1,5</text></svg>\n";
    keur_language *language = dutch();
    const keur_translator by = {language, NULL, NULL}, english = {NULL, NULL, NULL};
    char *made = NULL;

    (void)state;
    assert_ok(keur_translate_html(&by, page, &made, &err));
    assert_string_equal(made, wanted);
    free(made);
    assert_ok(keur_translate_html(&english, page, &made, &err));
    assert_string_equal(made, page);
    free(made);
    keur_language_free(language);
}

static void test_markdown(void **state)
{
    static const char page[] = "## Columns\n\n| Column | Type |\n|---|---|\n| a&#124;b | date |\n"
                               "- **Warning.** there is no table\n";
    static const char wanted[] =
        "## Kolommen\n\n| Kolom | Type |\n|---|---|\n| a&#124;b | datum |\n"
        "- **Waarschuwing.** er is geen tabel\n";
    keur_language *language = dutch();
    const keur_translator by = {language, NULL, NULL};
    char *made = NULL;

    (void)state;
    assert_ok(keur_translate_markdown(&by, page, &made, &err));
    assert_string_equal(made, wanted);
    free(made);
    keur_language_free(language);
}

static void check_pattern(const char *format, const char *text, size_t n, const char *const *parts)
{
    keur_arena *arena = NULL;
    keur_pattern made;
    keur_part found[KEUR_MOST_HOLES];

    assert_ok(keur_arena_new(&arena, &err));
    assert_ok(keur_pattern_make(format, arena, &made, &err));
    assert_int_equal(keur_pattern_match(&made, text, strlen(text), found), parts != NULL);
    for (size_t i = 0; parts != NULL && i < n; i++) {
        assert_int_equal(found[i].n, strlen(parts[i]));
        assert_memory_equal(found[i].at, parts[i], found[i].n);
    }
    keur_arena_free(arena);
}

static void test_patterns(void **state)
{
    (void)state;
    check_pattern("of %zu rows, %s", "of 12 rows, all", 2, (const char *const[]){"12", "all"});
    check_pattern("of %zu rows", "of many rows", 1, NULL);
    check_pattern("%s and %s", "a and b and c", 2, (const char *const[]){"a", "b and c"});
    check_pattern("%.3g%% of %.*s", "-1.5e-05% of x", 2, (const char *const[]){"-1.5e-05", "x"});
    check_pattern("seed %<PRIu64>.", "seed 7.", 1, (const char *const[]){"7"});
    check_pattern("lies above %g.", "lies above 0.", 1, (const char *const[]){"0"});
    /* A hole holds whole characters. */
    check_pattern("%s\x92%s", "\xe2\x88\x92 1", 2, NULL);
}

static void check_catalogue(const char *text, keur_status wanted, size_t n_wanted)
{
    keur_arena *arena = NULL;
    const keur_po_entry *entries = NULL;
    size_t n = 0;
    keur_error why = {KEUR_OK, ""};

    assert_ok(keur_arena_new(&arena, &err));
    assert_int_equal(keur_po_read(text, "xx.po", arena, &entries, &n, &why), wanted);
    if (wanted == KEUR_OK)
        assert_int_equal(n, n_wanted);
    else
        assert_non_null(strstr(why.text, "xx.po:"));
    keur_arena_free(arena);
}

static void test_catalogues(void **state)
{
    keur_language *language = NULL;
    keur_error why = {KEUR_OK, ""};

    (void)state;
    check_catalogue("", KEUR_OK, 0);
    check_catalogue("msgid \"a\"\nmsgstr \"b\"\n\n#, fuzzy\nmsgid \"c\"\nmsgstr \"d\"\n", KEUR_OK,
                    1);
    check_catalogue("msgid \"a\"\n\"b\"\nmsgstr \"\"\n\"c\"\n#~ msgid \"o\"\n", KEUR_OK, 1);
    check_catalogue("msgid \"a\nmsgstr \"b\"\n", KEUR_EPARSE, 0);
    check_catalogue("msgid \"a\\q\"\n", KEUR_EPARSE, 0);
    check_catalogue("msgid a\n", KEUR_EPARSE, 0);
    check_catalogue("\"a\"\n", KEUR_EPARSE, 0);
    check_catalogue("msgctxt \"a\"\n", KEUR_EPARSE, 0);
    assert_int_equal(keur_language_open("xx", &language, &why), KEUR_EUSAGE);
    assert_non_null(strstr(why.text, "en, nl"));
    assert_ok(keur_language_open("en", &language, &err));
    assert_null(language);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_translations), cmocka_unit_test(test_page),
        cmocka_unit_test(test_markdown),     cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_catalogues),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
