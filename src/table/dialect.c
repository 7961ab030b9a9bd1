/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/dialect.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "table/amount.h"

static const char candidates[] = {',', ';', '\t', '|'};

enum { N_CANDIDATES = sizeof candidates, SAMPLE_BYTES = 1 << 16 };

typedef struct tally {
    size_t in_header[N_CANDIDATES]; /* occurrences in the header */
    size_t agree[N_CANDIDATES];     /* records that have as many */
    size_t n_records;
} tally;

/* Count candidates in the record that begins at `at`; returns its end, before the line end. A quote
 * opens only where a field may begin, so that 5'10" in a text stays a text. */
static const char *scan_record(const char *at, const char *end, size_t counts[N_CANDIDATES])
{
    bool is_quoted = false, may_begin = true;

    memset(counts, 0, N_CANDIDATES * sizeof *counts);
    for (; at < end && (is_quoted || (*at != '\n' && *at != '\r')); at++) {
        const char *found = NULL;

        if (*at == '"' && (is_quoted || may_begin)) {
            is_quoted = !is_quoted;
            may_begin = !is_quoted; /* a doubled quote opens again */
            continue;
        }
        if (!is_quoted)
            found = memchr(candidates, *at, N_CANDIDATES);
        if (found != NULL)
            counts[found - candidates]++;
        may_begin = found != NULL;
    }
    return at;
}

static void take_record(tally *all, bool is_header, const size_t counts[N_CANDIDATES])
{
    for (size_t c = 0; c < N_CANDIDATES; c++) {
        if (is_header)
            all->in_header[c] = counts[c];
        else
            all->agree[c] += counts[c] == all->in_header[c];
    }
    all->n_records += !is_header;
}

static bool is_better(const tally *all, size_t a, size_t b)
{
    if (all->in_header[a] == 0 || all->in_header[b] == 0)
        return all->in_header[a] > 0;
    if (all->agree[a] != all->agree[b])
        return all->agree[a] > all->agree[b];
    return all->in_header[a] > all->in_header[b];
}

char keur_dialect_separator(const char *bytes, size_t n)
{
    const char *at = bytes, *end = bytes + (n < SAMPLE_BYTES ? n : SAMPLE_BYTES);
    tally all = {.n_records = 0};
    bool is_header = true;
    size_t best = 0;

    while (at < end) {
        const char *begin = at;
        size_t counts[N_CANDIDATES];

        at = scan_record(at, end, counts);
        if (at == end && n > SAMPLE_BYTES && !is_header)
            break; /* cut by the sample's end */
        if (at > begin) {
            take_record(&all, is_header, counts);
            is_header = false;
        }
        at += at < end;
    }
    for (size_t c = 1; c < N_CANDIDATES; c++)
        best = is_better(&all, c, best) ? c : best;
    return candidates[best];
}

/* What the texts of a column say about one decimal sign. */
typedef struct support {
    size_t n;      /* numbers under it that hold it, or hold groups set apart by the other sign */
    size_t n_sure; /* ... that are no number, or another one, under the other sign */
} support;

/* A number that holds a sign or groups: 0 none, 1 one that might be groups of the other sign
 * (1,234), 2 a sure one. */
static int strength(const char *text, char decimal)
{
    const char other = decimal == '.' ? ',' : '.';
    double value;
    char sign;
    const keur_digit_grouping as_own = keur_amount_parse(text, decimal, &value, &sign);
    const bool is_plain = as_own == KEUR_SHORT_NUMBER || as_own == KEUR_LONG_NUMBER;

    if (keur_percent_parse(text, decimal, &value))
        return strchr(text, decimal) != NULL ? 2 : 0;
    if (as_own == KEUR_GROUPED && (sign != ' ' || strchr(text, decimal) != NULL))
        return 2;
    if (!is_plain || strchr(text, decimal) == NULL)
        return 0;
    return keur_amount_parse(text, other, &value, &sign) == KEUR_MAYBE_GROUPED ? 1 : 2;
}

/* -1: the column speaks for a point, 1: for a comma, 0: for neither; twice that where it is sure.
 */
static int vote(const keur_table *table, size_t column)
{
    const size_t n = keur_table_distinct(table, column);
    support comma = {0, 0}, point = {0, 0};
    size_t n_both = 0, n_empty = 0;

    for (size_t i = 0; i < n; i++) {
        const char *text = keur_table_text(table, column, i);
        const int for_comma = strength(text, ','), for_point = strength(text, '.');
        double value;

        n_empty += *text == '\0';
        comma.n += for_comma > 0;
        comma.n_sure += for_comma > 1;
        point.n += for_point > 0;
        point.n_sure += for_point > 1;
        n_both += for_comma == 0 && for_point == 0 &&
                  (keur_text_number(text, '.', &value) || keur_percent_parse(text, '.', &value));
    }
    if (comma.n > point.n && (comma.n + n_both) * 2 >= n - n_empty)
        return comma.n_sure > 0 ? 2 : 1;
    if (point.n > 0 && point.n >= comma.n && (point.n + n_both) * 2 >= n - n_empty)
        return point.n_sure > 0 ? -2 : -1;
    return 0;
}

char keur_dialect_decimal(const keur_table *table, char separator)
{
    int sure = 0, unsure = 0;
    bool has_sure = false;

    for (size_t j = 0; j < keur_table_columns(table); j++) {
        const int speaks = vote(table, j);

        has_sure = has_sure || speaks == 2 || speaks == -2;
        sure += speaks / 2;
        unsure += speaks % 2;
    }
    /* beside separating commas a lone 1,234 is more often 1234 */
    if (!has_sure && separator != ',')
        return unsure > 0 ? ',' : '.';
    return sure > 0 ? ',' : '.';
}
