/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/facts.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"
#include "table/amount.h"
#include "table/few.h"

/* Of one text no more words count, lest it alone makes a column free text. */
enum { MOST_WORDS = 12 };

static bool is_digits(keur_span span)
{
    for (size_t i = 0; i < span.n; i++) {
        if (span.at[i] < '0' || span.at[i] > '9')
            return false;
    }
    return span.n > 0;
}

static size_t count_words(keur_span span)
{
    size_t n = 0;
    bool in_word = false;

    for (size_t i = 0; i < span.n; i++) {
        const bool is_blank = strchr(" \t\r\n", span.at[i]) != NULL;

        n += !is_blank && !in_word;
        in_word = !is_blank;
    }
    return n;
}

/* Whether the text is one of a boolean pair. */
static bool take_boolean(keur_facts *facts, keur_span span)
{
    bool is_true;
    const unsigned pairs = keur_pairs_of(span, &is_true);

    for (unsigned pair = 0; pair < KEUR_N_PAIRS; pair++)
        facts->n_pair[pair] += pairs >> pair & 1U;
    facts->has_true = facts->has_true || (pairs != 0 && is_true);
    facts->has_false = facts->has_false || (pairs != 0 && !is_true);
    return pairs != 0;
}

/* Whether the text is a plain number. */
static bool take_number(keur_facts *facts, char decimal, const char *text)
{
    double value;
    char sign;
    const keur_digit_grouping grouping = keur_amount_parse(text, decimal, &value, &sign);
    const bool is_number = grouping == KEUR_SHORT_NUMBER || grouping == KEUR_LONG_NUMBER;

    facts->n_numbers += is_number;
    facts->n_zeros += is_number && keur_text_leading_zero(text);
    facts->n_amounts += grouping != KEUR_NOT_A_NUMBER;
    facts->n_long += grouping == KEUR_LONG_NUMBER;
    facts->n_maybe_grouped += grouping == KEUR_MAYBE_GROUPED;
    facts->n_grouped += grouping == KEUR_GROUPED;
    if (grouping == KEUR_GROUPED || grouping == KEUR_MAYBE_GROUPED)
        facts->signs |= sign == ' ' ? 2 : 1;
    facts->n_percents += !is_number && keur_percent_parse(text, decimal, &value);
    return is_number;
}

/* Whether the text is a date in some order. */
static bool take_date(keur_facts *facts, keur_span span)
{
    bool is_date = false;

    for (int order = 0; order < KEUR_N_DAY_ORDERS; order++) {
        double days;
        const bool is_one = keur_day_parse(span.at, span.n, (keur_day_order)order, &days);

        facts->n_dates[order] += is_one;
        is_date = is_date || is_one;
    }
    return is_date;
}

static void keep_first(size_t *first, bool is_other, size_t i)
{
    if (is_other && *first == SIZE_MAX)
        *first = i;
}

static void take_text(keur_facts *facts, char decimal, const char *text, size_t i)
{
    const keur_span span = keur_span_trim(text);
    const bool is_number = take_number(facts, decimal, text);
    const bool is_date = !is_number && take_date(facts, span);
    const bool is_boolean = take_boolean(facts, span);
    size_t words;

    facts->n++;
    facts->n_digits += is_digits(span);
    facts->n_with_blank += strpbrk(text, " \t\r\n") != NULL;
    words = count_words(span);
    facts->n_words += words < MOST_WORDS ? words : MOST_WORDS;
    keep_first(&facts->first, true, i);
    keep_first(&facts->first_not_number, !is_number, i);
    keep_first(&facts->first_not_date, !is_date, i);
    keep_first(&facts->first_not_boolean, !is_boolean, i);
}

keur_facts keur_facts_gather(const keur_schema *schema, const keur_schema_column *column,
                             const keur_table *table, size_t j)
{
    keur_facts facts = {.table = table,
                        .column = j,
                        .first = SIZE_MAX,
                        .first_not_number = SIZE_MAX,
                        .first_not_date = SIZE_MAX,
                        .first_not_boolean = SIZE_MAX};
    const char decimal = keur_table_decimal(table);
    const size_t n = keur_table_distinct(table, j);

    for (size_t i = 0; i < n; i++) {
        const char *text = keur_table_text(table, j, i);

        if (!keur_value_is_among(&column->special, column->is_code, decimal, text) &&
            !keur_value_is_missing(schema, column, decimal, text))
            take_text(&facts, decimal, text, i);
    }
    return facts;
}

keur_status keur_facts_forget_few(const keur_schema *schema, keur_facts *facts, keur_error *err)
{
    const size_t n = facts->n_zeros > 0 ? keur_table_distinct(facts->table, facts->column) : 0;
    bool *is_marked = NULL;
    keur_status status = KEUR_OK;

    if (n == 0)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(is_marked, n, err));
    for (size_t i = 0; i < n; i++) {
        const char *text = keur_table_text(facts->table, facts->column, i);
        double value;

        is_marked[i] = keur_text_leading_zero(text) &&
                       keur_text_number(text, keur_table_decimal(facts->table), &value);
    }
    if (keur_are_few(schema, facts->table, facts->column, is_marked))
        facts->n_zeros = 0;
out:
    keur_release(is_marked);
    return status;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The most of n ascending numbers, all different, that lie within a range as long as `length`. */
static size_t most_within(const double *values, size_t n, double length)
{
    size_t most = 0, low = 0;

    for (size_t high = 0; high < n; high++) {
        while (values[high] - values[low] >= length)
            low++;
        most = high - low + 1 > most ? high - low + 1 : most;
    }
    return most;
}

keur_status keur_facts_is_run(const keur_facts *facts, bool *is_run, keur_error *err)
{
    const size_t n_texts = keur_table_distinct(facts->table, facts->column);
    const size_t n_rows = keur_table_rows(facts->table);
    const char decimal = keur_table_decimal(facts->table);
    double *values = NULL;
    size_t n = 0, distinct = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(values, n_texts, err));
    for (size_t i = 0; i < n_texts; i++) {
        double value;

        if (keur_text_number(keur_table_text(facts->table, facts->column, i), decimal, &value) &&
            value == floor(value) && fabs(value) <= 0x1p52)
            values[n++] = value;
    }
    qsort(values, n, sizeof *values, by_value);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || values[i] != values[distinct - 1])
            values[distinct++] = values[i];
    *is_run = most_within(values, distinct, (double)n_rows) + KEUR_FEW > n_rows;
out:
    keur_release(values);
    return status;
}

keur_status keur_facts_present(const keur_facts *facts, const keur_schema *schema,
                               const keur_schema_column *column, size_t *n, keur_error *err)
{
    const keur_table *table = facts->table;
    const size_t n_distinct = keur_table_distinct(table, facts->column);
    const size_t n_rows = keur_table_rows(table);
    int32_t codes[1024];
    bool *is_missing = NULL;
    keur_status status = KEUR_OK;

    *n = 0;
    KEUR_TRY(KEUR_NEW(is_missing, n_distinct, err));
    for (size_t i = 0; i < n_distinct; i++)
        is_missing[i] = keur_value_is_missing(schema, column, keur_table_decimal(table),
                                              keur_table_text(table, facts->column, i));
    for (size_t done = 0; done < n_rows;) {
        const size_t here = n_rows - done < 1024 ? n_rows - done : 1024;

        keur_table_copy_codes(table, facts->column, done, here, codes);
        for (size_t i = 0; i < here; i++)
            *n += !is_missing[codes[i]];
        done += here;
    }
out:
    keur_release(is_missing);
    return status;
}

static bool is_same(const keur_value *a, const keur_value *b)
{
    if (a->kind != b->kind)
        return false;
    return a->kind == KEUR_VALUE_MISSING ||
           (a->n_level == b->n_level && memcmp(a->level, b->level, a->n_level) == 0);
}

bool keur_facts_is_constant(const keur_facts *facts, size_t n, const keur_schema *schema,
                            const keur_schema_column *column)
{
    /* As levels all values compare, whatever type they will get; special codes are values too. */
    const keur_schema_column as_level = {
        .type = KEUR_TYPE_CATEGORICAL, .is_code = column->is_code, .missing = column->missing};
    keur_value first, value;
    bool has_first = false;

    for (size_t t = 0; t < n; t++) {
        const keur_table *table = facts[t].table;
        const size_t j = facts[t].column;
        const size_t n_distinct = table != NULL ? keur_table_distinct(table, j) : 0;

        for (size_t i = 0; i < n_distinct; i++) {
            keur_value *into = has_first ? &value : &first;

            keur_value_parse(schema, &as_level, keur_table_decimal(table),
                             keur_table_text(table, j, i), into);
            if (has_first && !is_same(&first, &value))
                return false;
            has_first = true;
        }
    }
    return true;
}
