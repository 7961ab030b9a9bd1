/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that are to stay texts in XML and Markdown. */
#include <stdlib.h>
#include <string.h>

#include "reports/points.h"
#include "support/check.h"

typedef keur_status (*escaper)(keur_text *to, const char *text, keur_error *err);

static void check(escaper escape, const char *text, const char *wanted)
{
    keur_text made = {NULL, 0, 0};

    assert_ok(escape(&made, text, &err));
    assert_string_equal(made.bytes != NULL ? made.bytes : "", wanted);
    keur_text_free(&made);
}

static void in_xml(void **state)
{
    (void)state;
    check(keur_xml_escape, NULL, "");
    check(keur_xml_escape, "plain \xc3\xa9 \xf0\x9f\x98\x80", "plain \xc3\xa9 \xf0\x9f\x98\x80");
    check(keur_xml_escape, "<a b='c'>&\"]]>", "&#60;a b=&#39;c&#39;&#62;&#38;&#34;]]&#62;");
    /* What XML does not allow: controls, what is no character, what is no UTF-8. */
    check(keur_xml_escape,
          "a\x01"
          "b\nc",
          "a\xef\xbf\xbd"
          "b\xef\xbf\xbd"
          "c");
    check(keur_xml_escape, "\xef\xbf\xbe\xef\xbf\xbf", "\xef\xbf\xbd\xef\xbf\xbd");
    check(keur_xml_escape, "\xff\xc3(", "\xef\xbf\xbd\xef\xbf\xbd(");
    check(keur_xml_escape, "\xe2\x80\xaeturned", "\xef\xbf\xbdturned");
}

static void in_markdown(void **state)
{
    (void)state;
    check(keur_markdown_escape, "[x](javascript:y)", "&#91;x&#93;(javascript&#58;y)");
    check(keur_markdown_escape, "a|b`c`<d>&amp;\\", "a&#124;b&#96;c&#96;&#60;d&#62;&#38;amp;&#92;");
    check(keur_markdown_escape, "a\nb\r| c",
          "a\xef\xbf\xbd"
          "b\xef\xbf\xbd&#124; c");
    check(keur_markdown_escape, "www.x.nl http://y", "www&#46;x.nl http&#58;//y");
    check(keur_markdown_escape, "__a__ *b* ~c~ #1 @d $e$ !f",
          "&#95;&#95;a&#95;&#95; &#42;b&#42; &#126;c&#126; &#35;1 &#64;d &#36;e&#36; &#33;f");
    /* Only where they could begin a list, a rule or a block. */
    check(keur_markdown_escape, "- a - b", "&#45; a - b");
    check(keur_markdown_escape, "-0.5 (1 to 2)", "-0.5 (1 to 2)");
    check(keur_markdown_escape, "1. a", "1&#46; a");
    check(keur_markdown_escape, "1) a", "1&#41; a");
    check(keur_markdown_escape, "0.512 to 1", "0.512 to 1");
    check(keur_markdown_escape, "    code", "&#32;   code");
    check(keur_markdown_escape, "Known: a, b", "Known: a, b");
    check(keur_markdown_escape, ":smile:", "&#58;smile:");
}

/* Every byte and every pair of bytes of ASCII: no markup character of a table, link, tag or code is
 * left, and what the references mean is the text. */
static void nothing_is_left(void **state)
{
    (void)state;
    for (int a = 0x20; a < 0x7f; a++) {
        for (int b = 0x20; b < 0x7f; b++) {
            const char text[] = {(char)a, (char)b, '\0'};
            char back[3] = "";
            keur_text made = {NULL, 0, 0};
            size_t n = 0;

            assert_ok(keur_markdown_escape(&made, text, &err));
            for (const char *c = made.bytes; *c != '\0' && n < 2;) {
                assert_null(strchr("|`<>[]\\*_~", *c));
                if (*c == '&') {
                    char *end;

                    assert_int_equal(c[1], '#');
                    back[n++] = (char)strtol(c + 2, &end, 10);
                    assert_int_equal(*end, ';');
                    c = end + 1;
                } else {
                    back[n++] = *c++;
                }
            }
            assert_string_equal(back, text);
            keur_text_free(&made);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_xml),
        cmocka_unit_test(in_markdown),
        cmocka_unit_test(nothing_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
