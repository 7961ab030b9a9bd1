/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/value.h"

#include <string.h>
#include <strings.h>

#include "table/amount.h"
#include "table/day.h"

static const char *const default_missing[] = {"NA", "NaN", ".", "?"};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

keur_span keur_span_trim(const char *text)
{
    keur_span span;

    while (is_blank(*text))
        text++;
    span = (keur_span){text, strlen(text)};
    while (span.n > 0 && is_blank(span.at[span.n - 1]))
        span.n--;
    return span;
}

bool keur_span_is(keur_span span, const char *text)
{
    return strncmp(span.at, text, span.n) == 0 && text[span.n] == '\0';
}

bool keur_span_is_word(keur_span span, const char *word)
{
    return strlen(word) == span.n && strncasecmp(span.at, word, span.n) == 0;
}

/* Whether a text is a number in a column where numbers are compared by value. */
static bool is_plain_number(const char *text, bool is_code, char decimal, double *number)
{
    return !is_code && keur_text_number(text, decimal, number) && !keur_text_leading_zero(text);
}

/* Position in a list of declared texts, which use a point; texts->n where it is not there. */
static size_t position(const keur_texts *texts, bool is_code, char decimal, const char *text)
{
    const keur_span span = keur_span_trim(text);
    double number = 0, other;
    bool is_number;

    if (texts->n == 0)
        return 0;
    is_number = is_plain_number(text, is_code, decimal, &number);
    for (size_t i = 0; i < texts->n; i++) {
        if (keur_span_is(span, texts->items[i]))
            return i;
        if (is_number && is_plain_number(texts->items[i], is_code, '.', &other) && number == other)
            return i;
    }
    return texts->n;
}

bool keur_value_is_among(const keur_texts *texts, bool is_code, char decimal, const char *text)
{
    return position(texts, is_code, decimal, text) < texts->n;
}

bool keur_value_is_missing(const keur_schema *schema, const keur_schema_column *column,
                           char decimal, const char *text)
{
    const keur_span span = keur_span_trim(text);

    if (span.n == 0)
        return true;
    for (size_t i = 0; i < sizeof default_missing / sizeof *default_missing; i++) {
        if (keur_span_is(span, default_missing[i]))
            return true;
    }
    return keur_value_is_among(&schema->missing, column->is_code, decimal, text) ||
           keur_value_is_among(&column->missing, column->is_code, decimal, text);
}

static void set_number(keur_value *out, double number)
{
    out->kind = KEUR_VALUE_NUMBER;
    out->number = number;
}

static void set_level(keur_value *out, bool is_code, char decimal, const char *text)
{
    double number;

    out->kind = KEUR_VALUE_LEVEL;
    if (is_plain_number(text, is_code, decimal, &number)) {
        keur_number_print(number, out->digits);
        out->level = out->digits;
        out->n_level = strlen(out->digits);
    } else {
        const keur_span span = keur_span_trim(text);

        out->level = span.at;
        out->n_level = span.n;
    }
}

unsigned keur_pairs_of(keur_span span, bool *is_true)
{
    static const char *const words[KEUR_N_PAIRS][2] = {
        [KEUR_PAIR_TRUE_FALSE] = {"false", "true"},  [KEUR_PAIR_T_F] = {"f", "t"},
        [KEUR_PAIR_YES_NO] = {"no", "yes"},          [KEUR_PAIR_Y_N] = {"n", "y"},
        [KEUR_PAIR_JA_NEE] = {"nee", "ja"},          [KEUR_PAIR_J_N] = {"n", "j"},
        [KEUR_PAIR_WAAR_ONWAAR] = {"onwaar", "waar"}};
    unsigned pairs = 0;

    *is_true = false;
    if (span.n == 0 || span.n > strlen("onwaar"))
        return 0;
    for (unsigned pair = 0; pair < KEUR_N_PAIRS; pair++) {
        for (int i = 0; i < 2; i++) {
            if (keur_span_is_word(span, words[pair][i])) {
                pairs |= 1U << pair;
                *is_true = i == 1;
            }
        }
    }
    return pairs;
}

static bool parse_day(keur_format format, const char *text, double *days)
{
    const keur_day_order order = format == KEUR_FORMAT_DAY_FIRST     ? KEUR_DAY_FIRST
                                 : format == KEUR_FORMAT_MONTH_FIRST ? KEUR_MONTH_FIRST
                                 : format == KEUR_FORMAT_DAY_COMPACT ? KEUR_DAY_COMPACT
                                                                     : KEUR_YEAR_FIRST;
    const keur_span span = keur_span_trim(text);

    return keur_day_parse(span.at, span.n, order, days);
}

bool keur_value_number(keur_type type, keur_format format, char decimal, const char *text,
                       double *number)
{
    char sign;

    if (type == KEUR_TYPE_DATE)
        return parse_day(format, text, number);
    if (format == KEUR_FORMAT_THOUSANDS)
        return keur_amount_parse(text, decimal, number, &sign) != KEUR_NOT_A_NUMBER;
    if (format == KEUR_FORMAT_PERCENT)
        return keur_percent_parse(text, decimal, number);
    return keur_text_number(text, decimal, number);
}

static void set_boolean(keur_value *out, char decimal, const char *text)
{
    bool is_true;
    const bool is_word = keur_pairs_of(keur_span_trim(text), &is_true) != 0;
    double number = -1;
    const bool is_number = keur_text_number(text, decimal, &number);

    if ((is_word && is_true) || (is_number && number == 1))
        out->level = "true";
    else if (is_word || (is_number && number == 0))
        out->level = "false";
    if (out->level != NULL) {
        out->kind = KEUR_VALUE_LEVEL;
        out->n_level = strlen(out->level);
    }
}

static bool has_declared_levels(const keur_schema_column *column)
{
    return column->levels.n > 0 &&
           (column->type == KEUR_TYPE_ORDINAL || column->type == KEUR_TYPE_CATEGORICAL);
}

static bool may_have_special(const keur_schema_column *column)
{
    return column->special.n > 0 &&
           (column->type == KEUR_TYPE_NUMERIC || column->type == KEUR_TYPE_DATE ||
            column->type == KEUR_TYPE_ORDINAL);
}

/* Levels and special codes; false where the text is none. */
static bool parse_declared(const keur_schema_column *column, char decimal, const char *text,
                           keur_value *out)
{
    if (may_have_special(column)) {
        const size_t at = position(&column->special, column->is_code, decimal, text);

        if (at < column->special.n) {
            set_level(out, column->is_code, '.', column->special.items[at]);
            return true;
        }
    }
    if (has_declared_levels(column)) {
        const size_t at = position(&column->levels, column->is_code, decimal, text);

        if (at < column->levels.n && column->type == KEUR_TYPE_ORDINAL)
            set_number(out, (double)at);
        else if (at < column->levels.n)
            set_level(out, column->is_code, '.', column->levels.items[at]);
        return at < column->levels.n;
    }
    return false;
}

void keur_value_parse(const keur_schema *schema, const keur_schema_column *column, char decimal,
                      const char *text, keur_value *out)
{
    double number;

    out->kind = KEUR_VALUE_NOT_OF_TYPE;
    out->number = 0;
    out->level = NULL;
    out->n_level = 0;
    if (parse_declared(column, decimal, text, out))
        return;
    if (keur_value_is_missing(schema, column, decimal, text)) {
        out->kind = KEUR_VALUE_MISSING;
        return;
    }
    if (has_declared_levels(column))
        return;
    switch (column->type) {
    case KEUR_TYPE_NUMERIC:
    case KEUR_TYPE_ORDINAL:
    case KEUR_TYPE_DATE:
        if (keur_value_number(column->type, column->format, decimal, text, &number))
            set_number(out, number);
        break;
    case KEUR_TYPE_BOOLEAN:
        set_boolean(out, decimal, text);
        break;
    case KEUR_TYPE_CATEGORICAL:
    case KEUR_TYPE_IDENTIFIER:
    case KEUR_TYPE_TEXT:
    case KEUR_TYPE_CONSTANT:
    case KEUR_N_TYPES:
        set_level(out, column->is_code, decimal, text);
        break;
    }
}
