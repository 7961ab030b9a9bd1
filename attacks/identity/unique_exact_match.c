/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Real rows that are unique on all columns and occur in the synthetic table. NIST, SDNist
 * de-identified data report tool: unique exact matches.
 */
#include "attacks/identity/identity.h"
#include "attacks/registry.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/columns.h"
#include "case/remembered.h"

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    const keur_figure like = {
        .unit = "percent", .level = 0.95, .direction = KEUR_HIGHER_IS_RISKIER};
    const keur_cells *cells = NULL;
    keur_unique_tables found;
    keur_shuffle_ask ask;
    size_t *columns = NULL, n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_columns_but(on, SIZE_MAX, &columns, &n, err));
    KEUR_TRY(keur_case_cells(on, columns, n, 0, &cells, err));
    KEUR_TRY(keur_uniques_count(on, cells, &found, err));
    ask = (keur_shuffle_ask){.columns = columns,
                             .n = n,
                             .keys = cells,
                             .n_shuffles = (size_t)keur_args_number(args, "shuffles"),
                             .n_values = 2};
    KEUR_TRY(keur_uniques_shuffle(on, &ask, true, &found, err));
    KEUR_TRY(keur_add_count(out, &like, "uniques", (double)found.train.unique, found.train.n, err));
    KEUR_TRY(keur_add_rate(out, &like, "unique-exact-match", (double)found.train.present,
                           (double)found.train.unique, err));
    KEUR_TRY(keur_add_shuffled(out, &like, "unique-exact-match", &found.present_shuffled, err));
    if (!found.has_holdout) {
        KEUR_TRY(keur_add_reason(out, &like, "unique-exact-match-excess",
                                 "needs a holdout table, to tell a leak from what chance gives",
                                 err));
        goto out;
    }
    KEUR_TRY(keur_add_rate(out, &like, "unique-exact-match-holdout", (double)found.holdout.present,
                           (double)found.holdout.unique, err));
    if (found.is_subsampled)
        KEUR_TRY(keur_add_rate(out, &like, "unique-exact-match-matched",
                               (double)found.matched.present, (double)found.matched.unique, err));
    if (found.no_control != NULL)
        KEUR_TRY(keur_add_reason(out, &like, "unique-exact-match-excess", found.no_control, err));
    else
        KEUR_TRY(keur_add_rate_difference(out, &like, "unique-exact-match-excess",
                                          found.is_subsampled ? "unique-exact-match-matched"
                                                              : "unique-exact-match",
                                          "unique-exact-match-holdout", err));
out:
    keur_columns_free(columns);
    return status;
}

static const keur_param params[] = {KEUR_PARAM_SHUFFLES, {.name = NULL}};

const keur_measure keur_unique_exact_match = {
    .name = "unique-exact-match",
    .title = "Unique exact matches",
    .question = "Of the real rows that are like no other, how many stand in the synthetic table "
                "exactly?",
    .limits = "With a continuous column nearly every row is unique and hardly any is matched.",
    .source = "NIST SDNist, unique exact matches",
    .family = KEUR_FAMILY_IDENTITY,
    .word = KEUR_WORD_SINGLING_OUT,
    .params = params,
    .run = run,
};
