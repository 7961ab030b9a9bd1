/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/kinds.h"

static bool is_grouped_as_one(const keur_facts *facts)
{
    const bool has_groups = facts->n_maybe_grouped + facts->n_grouped > 0;

    return facts->n_amounts == facts->n && facts->signs != 3 && !(has_groups && facts->n_long > 0);
}

static bool agree_on_decimal(const keur_facts *facts, size_t n)
{
    const keur_table *first = NULL;

    for (size_t t = 0; t < n; t++) {
        if (facts[t].n == 0)
            continue;
        if (first != NULL && keur_table_decimal(first) != keur_table_decimal(facts[t].table))
            return false;
        first = facts[t].table;
    }
    return true;
}

bool keur_kind_numbers(const keur_facts *facts, size_t n, keur_format *format, bool *is_unsure)
{
    size_t n_texts = 0, n_plain = 0, n_percents = 0, n_certain = 0;
    bool is_grouped = true;

    for (size_t t = 0; t < n; t++) {
        n_texts += facts[t].n;
        n_plain += facts[t].n_numbers;
        n_percents += facts[t].n_percents;
        n_certain += facts[t].n_grouped;
        is_grouped = is_grouped && is_grouped_as_one(&facts[t]);
    }
    *is_unsure = false;
    *format = KEUR_FORMAT_OPEN;
    if (n_texts == 0 || n_plain == n_texts)
        return n_texts > 0;
    if (n_percents == n_texts) {
        *format = KEUR_FORMAT_PERCENT;
        return true;
    }
    *is_unsure = n_certain == 0;
    *format = KEUR_FORMAT_THOUSANDS;
    return is_grouped && (n_certain > 0 || agree_on_decimal(facts, n));
}

bool keur_kind_dates(const keur_facts *facts, size_t n, keur_format *format, bool *is_unsure)
{
    static const keur_format formats[KEUR_N_DAY_ORDERS] = {[KEUR_YEAR_FIRST] = KEUR_FORMAT_OPEN,
                                                           [KEUR_DAY_FIRST] = KEUR_FORMAT_DAY_FIRST,
                                                           [KEUR_MONTH_FIRST] =
                                                               KEUR_FORMAT_MONTH_FIRST};
    size_t n_texts = 0, n_dates[KEUR_N_DAY_ORDERS] = {0};
    int n_fitting = 0;

    for (size_t t = 0; t < n; t++) {
        n_texts += facts[t].n;
        for (int order = 0; order < KEUR_N_DAY_ORDERS; order++)
            n_dates[order] += facts[t].n_dates[order];
    }
    *format = KEUR_FORMAT_OPEN;
    for (int order = 0; order < KEUR_N_DAY_ORDERS && n_texts > 0; order++) {
        if (n_dates[order] == n_texts && n_fitting++ == 0)
            *format = formats[order];
    }
    *is_unsure = n_fitting > 1;
    return n_fitting > 0;
}

bool keur_kind_booleans(const keur_facts *facts, size_t n)
{
    size_t n_texts = 0, n_pair[KEUR_N_PAIRS] = {0};
    bool has_true = false, has_false = false;

    for (size_t t = 0; t < n; t++) {
        n_texts += facts[t].n;
        has_true = has_true || facts[t].has_true;
        has_false = has_false || facts[t].has_false;
        for (int pair = 0; pair < KEUR_N_PAIRS; pair++)
            n_pair[pair] += facts[t].n_pair[pair];
    }
    for (int pair = 0; pair < KEUR_N_PAIRS && n_texts > 0; pair++) {
        if (n_pair[pair] == n_texts && (pair == KEUR_PAIR_TRUE_FALSE || (has_true && has_false)))
            return true;
    }
    return false;
}
