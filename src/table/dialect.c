/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/dialect.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

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

/* Whether three digits follow each comma, as in 1,234,567. */
static bool looks_like_thousands(const char *text)
{
    const char *comma = strchr(text, ',');

    return comma != NULL && strspn(comma + 1, "0123456789") == 3;
}

/* -1: the column speaks for a point, 1: for a comma, 0: for neither. */
static int vote(const keur_table *table, size_t column, char separator)
{
    const size_t n = keur_table_distinct(table, column);
    size_t n_comma = 0, n_point = 0, n_both = 0, n_empty = 0;

    for (size_t i = 0; i < n; i++) {
        const char *text = keur_table_text(table, column, i);
        double value;

        n_empty += *text == '\0';
        if (strchr(text, ',') != NULL)
            n_comma += keur_text_number(text, ',', &value) &&
                       !(separator == ',' && looks_like_thousands(text));
        else if (keur_text_number(text, '.', &value))
            *(strchr(text, '.') != NULL ? &n_point : &n_both) += 1;
    }
    if (n_comma > n_point && (n_comma + n_both) * 2 >= n - n_empty)
        return 1;
    return n_point > 0 && n_point >= n_comma && (n_point + n_both) * 2 >= n - n_empty ? -1 : 0;
}

char keur_dialect_decimal(const keur_table *table, char separator)
{
    int sum = 0;

    for (size_t j = 0; j < keur_table_columns(table); j++)
        sum += vote(table, j, separator);
    return sum > 0 ? ',' : '.';
}
