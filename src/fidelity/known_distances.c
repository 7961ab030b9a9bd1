/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/known_distances.h"

#include <string.h>

#include "base/try.h"
#include "case/content.h"

enum { HALVED = sizeof(keur_halved) / sizeof(double) };

static void add_table(keur_content *to, const keur_dealt *table, size_t n_hands,
                      const size_t *n_codes)
{
    for (size_t h = 0; h <= n_hands; h++)
        keur_content_add_word(to, table->begin[h]);
    keur_content_add_word(to, table->n_columns);
    for (size_t j = 0; j < table->n_columns; j++)
        keur_content_add_codes(to, table->codes[j], table->n_rows, n_codes[j]);
}

static void add_choice(keur_content *to, const keur_column_choice *choice)
{
    keur_content_add_word(to, choice->k);
    keur_content_add_word(to, choice->n_sets);
    for (size_t i = 0; i < choice->n_sets; i++)
        for (size_t c = 0; c < choice->k; c++)
            keur_content_add_word(to, choice->sets[i][c]);
}

/* What the distances of every table hang on: the sets, and the table that they are to. */
static keur_content start(const keur_set_problem *of)
{
    keur_content made = keur_content_of("distances of sets");

    keur_content_add_word(&made, of->n_hands);
    add_choice(&made, of->choice);
    add_table(&made, of->tables.tables[0], of->n_hands, of->tables.n_codes);
    return made;
}

static bool is_direct(const keur_set_problem *of)
{
    for (size_t i = 0; i < of->choice->n_sets; i++)
        if (!keur_set_is_direct(&of->tables, of->choice->sets[i], of->choice->k))
            return false;
    return true;
}

/* All tables at once. */
static keur_status find_whole(const keur_case *on, const keur_set_problem *of, keur_halved *sums,
                              keur_error *err)
{
    const size_t n = of->tables.n_tables - 1;
    keur_content as = start(of);
    const double *known;
    keur_status status = KEUR_OK;

    keur_content_add_word(&as, n);
    for (size_t t = 1; t <= n; t++)
        add_table(&as, of->tables.tables[t], of->n_hands, of->tables.n_codes);
    known = keur_case_recall(on, &as, n * HALVED);
    if (known != NULL) {
        memcpy(sums, known, n * sizeof *sums);
        return KEUR_OK;
    }
    KEUR_TRY(keur_set_distances(of, sums, err));
    KEUR_TRY(keur_case_recall_later(on, &as, (const double *)sums, n * HALVED, err));
out:
    return status;
}

/* Table by table: each has cells of its own to count, and sums of its own. */
static keur_status find_each(const keur_case *on, const keur_set_problem *of, size_t own,
                             keur_halved *sums, keur_error *err)
{
    const keur_content before = start(of);
    keur_content as[KEUR_MOST_TABLES];
    keur_halved found[KEUR_MOST_TABLES];
    size_t place[KEUR_MOST_TABLES];
    keur_set_problem left = *of;
    keur_status status = KEUR_OK;

    left.tables.n_tables = 1;
    for (size_t t = 1; t < of->tables.n_tables; t++) {
        const double *known = NULL;

        as[t] = before;
        if (t != own) {
            add_table(&as[t], of->tables.tables[t], of->n_hands, of->tables.n_codes);
            known = keur_case_recall(on, &as[t], HALVED);
        }
        if (known != NULL) {
            memcpy(&sums[t - 1], known, sizeof *sums);
            continue;
        }
        place[left.tables.n_tables] = t;
        left.tables.tables[left.tables.n_tables++] = of->tables.tables[t];
    }
    if (left.tables.n_tables == 1)
        return KEUR_OK;
    KEUR_TRY(keur_set_distances(&left, found, err));
    for (size_t i = 1; i < left.tables.n_tables; i++) {
        const size_t t = place[i];

        sums[t - 1] = found[i - 1];
        if (t != own)
            KEUR_TRY(keur_case_recall_later(on, &as[t], (const double *)&sums[t - 1], HALVED, err));
    }
out:
    return status;
}

keur_status keur_known_set_distances(const keur_case *on, const keur_set_problem *of, size_t own,
                                     keur_halved *sums, keur_error *err)
{
    if (!keur_case_shares(on))
        return keur_set_distances(of, sums, err);
    if (own == 0)
        return find_whole(on, of, sums, err);
    return is_direct(of) ? find_each(on, of, own, sums, err) : keur_set_distances(of, sums, err);
}

keur_status keur_known_sample_distances(const keur_case *on, const keur_set_tables *tables,
                                        const keur_column_choice *choice,
                                        double sums[KEUR_SAMPLE_SHARES], keur_error *err)
{
    keur_content as = keur_content_of("distances of samples");
    const double *known;
    keur_status status = KEUR_OK;

    if (!keur_case_shares(on))
        return keur_sample_distances(tables, choice, keur_case_threads(on), sums, err);
    add_choice(&as, choice);
    for (size_t t = 0; t < tables->n_tables; t++)
        add_table(&as, tables->tables[t], 0, tables->n_codes);
    known = keur_case_recall(on, &as, KEUR_SAMPLE_SHARES);
    if (known != NULL) {
        memcpy(sums, known, KEUR_SAMPLE_SHARES * sizeof *sums);
        return KEUR_OK;
    }
    KEUR_TRY(keur_sample_distances(tables, choice, keur_case_threads(on), sums, err));
    KEUR_TRY(keur_case_recall_later(on, &as, sums, KEUR_SAMPLE_SHARES, err));
out:
    return status;
}
