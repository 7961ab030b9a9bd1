/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/rule.h"

#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"

typedef enum token_kind {
    TOKEN_END,
    TOKEN_WORD, /* a bare name or a word of the grammar */
    TOKEN_NAME, /* in double quotes */
    TOKEN_TEXT, /* in single quotes */
    TOKEN_NUMBER,
    TOKEN_SIGN,
    TOKEN_OPEN,
    TOKEN_CLOSE
} token_kind;

/* The token that comes next; its text is that of a name, text or number. */
typedef struct parser {
    const char *text;
    size_t next;  /* byte behind the token */
    size_t begin; /* byte that it begins with */
    token_kind kind;
    keur_rule_sign sign;
    keur_text word;
    size_t depth;
    keur_rule *made;
} parser;

/* Characters up to a byte, and one. */
static size_t character_of(const parser *on, size_t byte)
{
    size_t n = 1;

    for (size_t i = 0; i < byte; i++)
        n += ((unsigned char)on->text[i] & 0xC0) != 0x80;
    return n;
}

static keur_status refuse(const parser *on, size_t byte, const char *why, keur_error *err)
{
    return keur_fail(err, KEUR_ESCHEMA, "character %zu: %s", character_of(on, byte), why);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80);
}

static bool is_number_start(const char *at)
{
    at += *at == '-' || *at == '+';
    at += *at == '.';
    return is_digit(*at);
}

/* --- tokens */

static keur_status take_quoted(parser *on, char quote, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_add(&on->word, "", err));
    for (on->next++; on->text[on->next] != quote || on->text[on->next + 1] == quote; on->next++) {
        if (on->text[on->next] == '\0')
            return refuse(on, on->begin, "this quote is not closed", err);
        on->next += on->text[on->next] == quote;
        KEUR_TRY(keur_text_append(&on->word, on->text + on->next, 1, err));
    }
    on->next++;
    on->kind = quote == '"' ? TOKEN_NAME : TOKEN_TEXT;
    if (on->kind == TOKEN_NAME && on->word.length == 0)
        return refuse(on, on->begin, "a name must not be empty", err);
out:
    return status;
}

static keur_status take_while(parser *on, bool is_number, keur_error *err)
{
    const char *from = on->text + on->begin, *at = from;
    keur_status status = KEUR_OK;
    double number;

    for (at++; is_letter(*at) || is_digit(*at) || *at == '.' || *at == '-' ||
               (is_number && *at == '+' && (at[-1] == 'e' || at[-1] == 'E'));
         at++)
        ;
    KEUR_TRY(keur_text_append(&on->word, from, (size_t)(at - from), err));
    on->next = (size_t)(at - on->text);
    on->kind = is_number ? TOKEN_NUMBER : TOKEN_WORD;
    if (is_number && !keur_text_number(on->word.bytes, '.', &number))
        return refuse(on, on->begin,
                      "not a number; a name that begins so is written in double quotes", err);
out:
    return status;
}

static keur_status take_sign(parser *on, keur_error *err)
{
    static const struct {
        const char *word;
        keur_rule_sign sign;
    } signs[] = {{"==", KEUR_SIGN_EQUAL}, {"!=", KEUR_SIGN_UNEQUAL}, {"<=", KEUR_SIGN_UP_TO},
                 {">=", KEUR_SIGN_FROM},  {"<", KEUR_SIGN_BELOW},    {">", KEUR_SIGN_ABOVE}};
    const char *at = on->text + on->begin;

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const size_t n = strlen(signs[i].word);

        if (strncmp(at, signs[i].word, n) == 0) {
            on->kind = TOKEN_SIGN;
            on->sign = signs[i].sign;
            on->next = on->begin + n;
            return KEUR_OK;
        }
    }
    return refuse(on, on->begin,
                  *at == '=' ? "equality is written =="
                             : "expected a name, a number, a text in single quotes, a sign such as "
                               "<= or a parenthesis",
                  err);
}

static keur_status advance(parser *on, keur_error *err)
{
    char c;

    keur_text_clear(&on->word);
    while (on->text[on->next] == ' ' || on->text[on->next] == '\t')
        on->next++;
    on->begin = on->next;
    c = on->text[on->begin];
    if (c == '\0') {
        on->kind = TOKEN_END;
        return KEUR_OK;
    }
    if (c == '(' || c == ')') {
        on->kind = c == '(' ? TOKEN_OPEN : TOKEN_CLOSE;
        on->next++;
        return KEUR_OK;
    }
    if (c == '"' || c == '\'')
        return take_quoted(on, c, err);
    if (is_number_start(on->text + on->begin))
        return take_while(on, true, err);
    return is_letter(c) ? take_while(on, false, err) : take_sign(on, err);
}

static bool is_word(const parser *on, const char *word)
{
    const char *at = on->word.bytes;

    if (on->kind != TOKEN_WORD)
        return false;
    for (; *word != '\0' && (*at | 0x20) == *word; word++)
        at++;
    return *word == '\0' && *at == '\0';
}

static bool is_reserved(const parser *on)
{
    static const char *const words[] = {"if", "then", "or", "and", "not", "is", "missing"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (is_word(on, words[i]))
            return true;
    }
    return false;
}

/* --- grammar */

static keur_status add_node(parser *on, keur_rule_kind kind, keur_rule_node **made, keur_error *err)
{
    const size_t n = on->made->n_nodes;
    const keur_status status = KEUR_RESIZE(on->made->nodes, n, n + 1, err);

    if (status != KEUR_OK)
        return status;
    on->made->nodes[n].kind = kind;
    on->made->n_nodes++;
    if (made != NULL)
        *made = &on->made->nodes[n];
    return KEUR_OK;
}

static keur_status parse_value(parser *on, keur_rule_value *to, keur_error *err)
{
    const bool is_name = on->kind == TOKEN_NAME || (on->kind == TOKEN_WORD && !is_reserved(on));
    keur_status status = KEUR_OK;

    if (!is_name && on->kind != TOKEN_TEXT && on->kind != TOKEN_NUMBER)
        return refuse(on, on->begin, "expected a column, a number or a text in single quotes", err);
    to->kind = is_name                    ? KEUR_RULE_COLUMN
               : on->kind == TOKEN_NUMBER ? KEUR_RULE_NUMBER
                                          : KEUR_RULE_TEXT;
    to->at = character_of(on, on->begin);
    KEUR_TRY(keur_copy_string(on->word.bytes, &to->text, err));
    KEUR_TRY(advance(on, err));
out:
    return status;
}

/* value "is" ["not"] "missing", from "is" on. */
static keur_status parse_missing(parser *on, keur_rule_node *node, size_t begin, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (node->values[0].kind != KEUR_RULE_COLUMN)
        return refuse(on, begin, "only a column can be missing", err);
    KEUR_TRY(advance(on, err));
    node->kind = KEUR_RULE_MISSING;
    if (is_word(on, "not")) {
        node->kind = KEUR_RULE_PRESENT;
        KEUR_TRY(advance(on, err));
    }
    if (!is_word(on, "missing"))
        return refuse(on, on->begin, "expected `missing`", err);
    KEUR_TRY(advance(on, err));
out:
    return status;
}

static keur_status parse_comparison(parser *on, keur_error *err)
{
    const size_t begin = on->begin;
    keur_rule_node *node = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(add_node(on, KEUR_RULE_COMPARE, &node, err));
    KEUR_TRY(parse_value(on, &node->values[0], err));
    if (is_word(on, "is"))
        return parse_missing(on, node, begin, err);
    if (on->kind != TOKEN_SIGN)
        return refuse(on, on->begin, "expected one of == != < <= > >= or `is missing`", err);
    node->sign = on->sign;
    KEUR_TRY(advance(on, err));
    KEUR_TRY(parse_value(on, &node->values[1], err));
    if (node->values[0].kind != KEUR_RULE_COLUMN && node->values[1].kind != KEUR_RULE_COLUMN)
        return refuse(on, begin, "a condition needs a column", err);
out:
    return status;
}

static keur_status parse_rule(parser *on, keur_error *err);

static keur_status enter(parser *on, keur_error *err)
{
    if (on->depth == KEUR_RULE_DEPTH)
        return refuse(on, on->begin, "nested deeper than 32", err);
    on->depth++;
    return advance(on, err);
}

static keur_status parse_condition(parser *on, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (is_word(on, "not")) {
        KEUR_TRY(enter(on, err));
        KEUR_TRY(parse_condition(on, err));
        KEUR_TRY(add_node(on, KEUR_RULE_NOT, NULL, err));
        on->depth--;
    } else if (on->kind == TOKEN_OPEN) {
        KEUR_TRY(enter(on, err));
        KEUR_TRY(parse_rule(on, err));
        if (on->kind != TOKEN_CLOSE)
            return refuse(on, on->begin, "expected `)`, `and` or `or`", err);
        KEUR_TRY(advance(on, err));
        on->depth--;
    } else {
        KEUR_TRY(parse_comparison(on, err));
    }
out:
    return status;
}

static keur_status parse_both(parser *on, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(parse_condition(on, err));
    while (is_word(on, "and")) {
        KEUR_TRY(advance(on, err));
        KEUR_TRY(parse_condition(on, err));
        KEUR_TRY(add_node(on, KEUR_RULE_AND, NULL, err));
    }
out:
    return status;
}

static keur_status parse_either(parser *on, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(parse_both(on, err));
    while (is_word(on, "or")) {
        KEUR_TRY(advance(on, err));
        KEUR_TRY(parse_both(on, err));
        KEUR_TRY(add_node(on, KEUR_RULE_OR, NULL, err));
    }
out:
    return status;
}

static keur_status parse_rule(parser *on, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (!is_word(on, "if"))
        return parse_either(on, err);
    KEUR_TRY(advance(on, err));
    KEUR_TRY(parse_either(on, err));
    if (!is_word(on, "then"))
        return refuse(on, on->begin, "expected `then`, `and` or `or`", err);
    KEUR_TRY(advance(on, err));
    KEUR_TRY(parse_either(on, err));
    KEUR_TRY(add_node(on, KEUR_RULE_IF, NULL, err));
out:
    return status;
}

/* Rules stand in reports: they are one line of plain text. */
static keur_status check_text(const parser *on, keur_error *err)
{
    for (size_t i = 0; on->text[i] != '\0'; i++) {
        const unsigned char c = (unsigned char)on->text[i];

        if (i == KEUR_RULE_BYTES)
            return refuse(on, i, "a rule is at most 1,000 bytes long", err);
        if ((c < ' ' && c != '\t') || c == 0x7F)
            return refuse(on, i, "a control character", err);
    }
    return KEUR_OK;
}

keur_status keur_rule_parse(const char *text, keur_rule **rule, keur_error *err)
{
    parser on = {.text = text};
    keur_status status = KEUR_OK;

    *rule = NULL;
    KEUR_TRY(check_text(&on, err));
    KEUR_TRY(KEUR_NEW(on.made, 1, err));
    KEUR_TRY(advance(&on, err));
    KEUR_TRY(parse_rule(&on, err));
    if (on.kind != TOKEN_END) {
        status = refuse(&on, on.begin, "expected `and`, `or` or the end of the rule", err);
        goto out;
    }
    *rule = on.made;
    on.made = NULL;
out:
    keur_text_free(&on.word);
    keur_rule_free(on.made);
    return status;
}

void keur_rule_free(keur_rule *rule)
{
    if (rule == NULL)
        return;
    for (size_t i = 0; i < rule->n_nodes; i++) {
        keur_release(rule->nodes[i].values[0].text);
        keur_release(rule->nodes[i].values[1].text);
    }
    keur_release(rule->nodes);
    keur_release(rule);
}
