/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules drawn at random against a plain evaluation, value by value, of what was drawn. */
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "support/check.h"
#include "support/judging.h"

enum { ROWS = 4500, COLUMNS = 8, VALUES = 5, MOST_NODES = 60, ROUNDS = 60 };

/* The columns: groups of them whose values can be compared, and what is written for each value;
 * NULL ends, "" is missing. Of the first group all but "-8" are numbers in this order. */
static const struct {
    const char *name, *values[VALUES + 1];
    int group;
    bool has_order;
} columns[COLUMNS] = {
    {"n one", {"", "-8", "1", "2.5", "30", NULL}, 0, true},
    {"n2", {"", "1", "2.5", "3", "30", NULL}, 0, true},
    {"c", {"", "u", "v", "it's", NULL}, 1, false},
    {"if", {"", "v", "u", "w", NULL}, 1, false},
    {"b", {"", "true", "false", NULL}, 2, false},
    {"day", {"", "01-02-2020", "03-01-2021", NULL}, 3, true},
    {"o", {"low", "mid", "high", NULL}, 4, true},
    {"o2", {"", "mid", "high", NULL}, 4, true},
};
static const char random_json[] =
    "{\"columns\": [{\"name\": \"n one\", \"type\": \"numeric\", \"special\": [-8]}, {\"name\": "
    "\"n2\", \"type\": \"numeric\"}, {\"name\": \"c\", \"type\": \"categorical\"}, {\"name\": "
    "\"if\", \"type\": \"categorical\"}, {\"name\": \"b\", \"type\": \"boolean\"}, {\"name\": "
    "\"day\", \"type\": \"date\", \"format\": \"dd-mm-yyyy\"}, {\"name\": \"o\", \"type\": "
    "\"ordinal\", \"levels\": [\"low\", \"mid\", \"high\"]}, {\"name\": \"o2\", \"type\": "
    "\"ordinal\", \"levels\": [\"low\", \"mid\", \"high\"]}]}";

/* Where a value stands among all of its group: dates and levels in their order. */
static int place_of(const char *text)
{
    static const char *const order[] = {"1",    "2.5",   "3",          "30",         "low", "mid",
                                        "high", "false", "01-02-2020", "03-01-2021", "u",   "v",
                                        "w",    "it's",  "true",       "-8"};

    for (int i = 0; i < (int)(sizeof order / sizeof *order); i++) {
        if (strcmp(order[i], text) == 0)
            return i;
    }
    fail();
    return -1;
}

/* A side: a column, or a value of one. */
typedef struct side {
    bool is_column;
    size_t column, value;
} side;

typedef struct node {
    int kind; /* 'c'ompare, 'm'issing, 'p'resent, 'n'ot, 'a'nd, 'o'r, 'i'f */
    int sign;
    side sides[2];
    size_t of[2];
} node;

typedef struct drawn {
    keur_random random;
    node nodes[MOST_NODES];
    size_t n;
    keur_text text;
    size_t cells[ROWS][COLUMNS];
} drawn;

static size_t pick(drawn *of, size_t n)
{
    return (size_t)keur_random_below(&of->random, n);
}

static size_t count_values(size_t j)
{
    size_t n = 0;

    while (columns[j].values[n] != NULL)
        n++;
    return n;
}

static void write_side(drawn *to, const side *of)
{
    const char *text =
        of->is_column ? columns[of->column].name : columns[of->column].values[of->value];
    const bool is_number = !of->is_column && columns[of->column].group == 0 && pick(to, 2);
    const char quote = of->is_column ? '"' : '\'';

    if (is_number) {
        assert_ok(keur_text_add(&to->text, text, &err));
        return;
    }
    if (of->is_column && strcmp(text, "n one") != 0 && strcmp(text, "if") != 0 && pick(to, 2)) {
        assert_ok(keur_text_add(&to->text, text, &err));
        return;
    }
    assert_ok(keur_text_append(&to->text, &quote, 1, &err));
    for (; *text != '\0'; text++) {
        if (*text == quote)
            assert_ok(keur_text_append(&to->text, &quote, 1, &err));
        assert_ok(keur_text_append(&to->text, text, 1, &err));
    }
    assert_ok(keur_text_append(&to->text, &quote, 1, &err));
}

static void draw_condition(drawn *to, node *made)
{
    static const char *const signs[] = {"==", " != ", "<", "<= ", " >", " >= "};
    const size_t j = pick(to, COLUMNS), kind = pick(to, 5);
    size_t with = pick(to, COLUMNS);
    bool has_order = columns[j].has_order;

    made->sides[0] = (side){true, j, 0};
    if (kind < 2) {
        made->kind = kind == 0 ? 'm' : 'p';
        write_side(to, &made->sides[0]);
        assert_ok(keur_text_add(&to->text, kind == 0 ? " is missing" : " IS not Missing", &err));
        return;
    }
    made->kind = 'c';
    if (columns[with].group != columns[j].group) {
        with = j;
        made->sides[1] = (side){false, j, 0};
        while (*columns[j].values[made->sides[1].value = pick(to, count_values(j))] == '\0')
            ;
        has_order = has_order && strcmp(columns[j].values[made->sides[1].value], "-8") != 0;
        if (pick(to, 3) == 0) {
            const side swap = made->sides[0];

            made->sides[0] = made->sides[1];
            made->sides[1] = swap;
        }
    } else {
        made->sides[1] = (side){true, with, 0};
    }
    made->sign = (int)pick(to, has_order ? 6 : 2);
    write_side(to, &made->sides[0]);
    assert_ok(keur_text_add(&to->text, signs[made->sign], &err));
    write_side(to, &made->sides[1]);
}

/* Draws a rule and writes it, with parentheses around whatever is not a condition. @return its
 * node */
static size_t draw_rule(drawn *to, size_t depth)
{
    static const char *const joins[] = {" and ", " or ", " then "};
    const size_t here = to->n++;
    node *made = &to->nodes[here];
    const size_t kind = depth == 0 || to->n > MOST_NODES - 10 ? 0 : pick(to, 6);

    assert_true(to->n < MOST_NODES);
    if (kind < 2) {
        draw_condition(to, made);
    } else if (kind == 2) {
        made->kind = 'n';
        assert_ok(keur_text_add(&to->text, "not (", &err));
        made->of[0] = draw_rule(to, depth - 1);
        assert_ok(keur_text_add(&to->text, ")", &err));
    } else {
        made->kind = "aoi"[kind - 3];
        assert_ok(keur_text_add(&to->text, made->kind == 'i' ? "if (" : "(", &err));
        made->of[0] = draw_rule(to, depth - 1);
        assert_ok(keur_text_format(&to->text, &err, ")%s(", joins[kind - 3]));
        made->of[1] = draw_rule(to, depth - 1);
        assert_ok(keur_text_add(&to->text, ")", &err));
    }
    return here;
}

static const char *text_of(const drawn *of, const side *s, size_t row)
{
    return columns[s->column].values[s->is_column ? of->cells[row][s->column] : s->value];
}

enum { F, U, T };

static int plain_condition(const drawn *of, const node *n, size_t row)
{
    const char *a = text_of(of, &n->sides[0], row), *b;
    int x, y;

    if (n->kind != 'c')
        return (*a == '\0') == (n->kind == 'm') ? T : F;
    b = text_of(of, &n->sides[1], row);
    if (*a == '\0' || *b == '\0')
        return U;
    if (n->sign < 2)
        return (strcmp(a, b) == 0) == (n->sign == 0) ? T : F;
    if (strcmp(a, "-8") == 0 || strcmp(b, "-8") == 0)
        return U;
    x = place_of(a);
    y = place_of(b);
    return (n->sign == 2 ? x < y : n->sign == 3 ? x <= y : n->sign == 4 ? x > y : x >= y) ? T : F;
}

static int plain_verdict(const drawn *of, size_t at, size_t row)
{
    static const int not_a[] = {T, U, F};
    static const int a_and_b[3][3] = {{F, F, F}, {F, U, U}, {F, U, T}};
    static const int a_or_b[3][3] = {{F, U, T}, {U, U, T}, {T, T, T}};
    static const int if_a_then_b[3][3] = {{T, T, T}, {U, U, T}, {F, U, T}};
    const node *n = &of->nodes[at];
    int a, b;

    if (n->kind == 'c' || n->kind == 'm' || n->kind == 'p')
        return plain_condition(of, n, row);
    a = plain_verdict(of, n->of[0], row);
    if (n->kind == 'n')
        return not_a[a];
    b = plain_verdict(of, n->of[1], row);
    return n->kind == 'a' ? a_and_b[a][b] : n->kind == 'o' ? a_or_b[a][b] : if_a_then_b[a][b];
}

static char *draw_table(drawn *to)
{
    keur_text csv = {NULL, 0, 0};

    for (size_t j = 0; j < COLUMNS; j++)
        assert_ok(keur_text_format(&csv, &err, "%s%s", j > 0 ? "," : "", columns[j].name));
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < COLUMNS; j++) {
            to->cells[i][j] = pick(to, count_values(j));
            assert_ok(keur_text_format(&csv, &err, "%s%s", j > 0 ? "," : "\n",
                                       columns[j].values[to->cells[i][j]]));
        }
    }
    assert_ok(keur_text_add(&csv, "\n", &err));
    return csv.bytes;
}

static void test_random_rules(void **state)
{
    static drawn of;
    static uint8_t verdicts[ROWS], again[ROWS];
    size_t n_of[3] = {0};

    (void)state;
    for (uint64_t round = 0; round < ROUNDS; round++) {
        char *csv;
        size_t top;

        of.random = keur_random_start(31, "random-rules", round);
        of.n = 0;
        keur_text_clear(&of.text);
        csv = draw_table(&of);
        top = draw_rule(&of, 4);
        assert_ok(keur_check_judge(of.text.bytes, random_json, csv, 1, verdicts, &err));
        assert_ok(keur_check_judge(of.text.bytes, random_json, csv, 3, again, &err));
        assert_memory_equal(verdicts, again, ROWS);
        for (size_t i = 0; i < ROWS; i++) {
            if (verdicts[i] != plain_verdict(&of, top, i))
                fail_msg("round %d, row %zu: %s", (int)round, i, of.text.bytes);
            n_of[verdicts[i]]++;
        }
        free(csv);
    }
    for (size_t v = 0; v < 3; v++)
        assert_true(n_of[v] > (size_t)ROUNDS * ROWS / 20);
    keur_text_free(&of.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_rules)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
