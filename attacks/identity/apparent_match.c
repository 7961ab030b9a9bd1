/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Apparent matches: real rows that are alone with their keys in the real table, and whose keys one
 * synthetic row has. Whoever knows the keys takes that row for the person, right or wrong.
 *
 *   apparent-match            of all real rows, in per cent
 *   apparent-match-agreement  mean over these of the share of all other columns in which both have
 *                             the same value (missing is one), in per cent
 *
 * NIST, SDNist de-identified data report tool: apparent match distribution.
 */
#include <string.h>

#include "attacks/identity/identity.h"
#include "attacks/keys.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/columns.h"

/* The real row that is alone in a cell, and the synthetic one there. */
typedef struct pairing {
    uint32_t *real, *synthetic; /* per cell: row plus 1; 0: none, UINT32_MAX: several */
} pairing;

static void take(uint32_t *place, size_t row)
{
    *place = *place == 0 ? (uint32_t)row + 1 : UINT32_MAX;
}

static bool is_one(uint32_t place)
{
    return place != 0 && place != UINT32_MAX;
}

/* A synthetic row that is the real row of its cell itself does not count. */
static keur_status pair(const keur_case *on, const keur_cells *cells, size_t table, pairing *made,
                        keur_error *err)
{
    const keur_role role = table == KEUR_CELLS_TRAIN ? KEUR_TRAIN : KEUR_HOLDOUT;
    const uint32_t *itself =
        table == KEUR_CELLS_HOLDOUT ? keur_case_in_holdout(on, KEUR_SYNTHETIC) : NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(made->real, cells->n_cells, err));
    KEUR_TRY(KEUR_NEW(made->synthetic, cells->n_cells, err));
    for (size_t i = 0; i < keur_case_rows(on, role); i++)
        take(&made->real[cells->cell[table][i]], i);
    for (size_t i = 0; i < keur_case_rows(on, KEUR_SYNTHETIC); i++) {
        const uint32_t c = cells->cell[KEUR_CELLS_SYNTHETIC][i];

        if (itself == NULL || itself[i] + 1 != made->real[c])
            take(&made->synthetic[c], i);
    }
out:
    return status;
}

/* Columns other than the keys in which the rows of a pair agree, as a share, over all pairs. */
static keur_status count_agreement(const keur_case *on, const keur_key_set *set,
                                   const keur_cells *cells, size_t table, keur_moments *found,
                                   keur_error *err)
{
    const keur_role role = table == KEUR_CELLS_TRAIN ? KEUR_TRAIN : KEUR_HOLDOUT;
    const keur_rows real = keur_case_view(on, role);
    const keur_rows synthetic = keur_case_view(on, KEUR_SYNTHETIC);
    const double n_others = (double)(real.n_columns - set->n);
    pairing of = {NULL, NULL};
    keur_status status = KEUR_OK;

    *found = (keur_moments){.n = 0};
    KEUR_TRY(pair(on, cells, table, &of, err));
    for (size_t c = 0; c < cells->n_cells; c++) {
        size_t same = 0;

        if (!is_one(of.real[c]) || !is_one(of.synthetic[c]))
            continue;
        for (size_t j = 0; j < real.n_columns; j++) {
            bool is_key = false;

            for (size_t k = 0; k < set->n; k++)
                is_key |= set->columns[k] == j;
            same +=
                !is_key && real.codes[j][of.real[c] - 1] == synthetic.codes[j][of.synthetic[c] - 1];
        }
        keur_moments_add(found, (double)same / n_others, 1);
    }
out:
    keur_release(of.real);
    keur_release(of.synthetic);
    return status;
}

static keur_status report_agreement(keur_case *on, const keur_key_set *set, const keur_cells *cells,
                                    const keur_figure *like, bool has_holdout, keur_result *out,
                                    keur_error *err)
{
    static const char name[] = "apparent-match-agreement";
    static const char of_holdout[] = "apparent-match-agreement-holdout";
    keur_moments train, holdout;
    keur_status status = KEUR_OK;

    if (set->n == keur_case_columns(on))
        return keur_add_reason(out, like, name, "every column is a key: none is left to agree in",
                               err);
    KEUR_TRY(count_agreement(on, set, cells, KEUR_CELLS_TRAIN, &train, err));
    KEUR_TRY(keur_add_mean(out, like, name, &train, err));
    if (!has_holdout)
        goto out;
    KEUR_TRY(count_agreement(on, set, cells, KEUR_CELLS_HOLDOUT, &holdout, err));
    KEUR_TRY(keur_add_mean(out, like, of_holdout, &holdout, err));
    KEUR_TRY(keur_add_mean_difference(out, like, "apparent-match-agreement-excess", name, &train,
                                      of_holdout, &holdout, err));
out:
    return status;
}

static keur_status report_matches(const keur_unique_tables *found, const keur_figure *like,
                                  keur_result *out, keur_error *err)
{
    static const char matched[] = "apparent-match-matched", holdout[] = "apparent-match-holdout";
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_add_rate(out, like, "apparent-match", (double)found->train.replicated,
                           (double)found->train.n, err));
    if (!found->has_holdout)
        return keur_add_reason(out, like, "apparent-match-excess",
                               "needs a holdout table, to tell a leak from what chance gives", err);
    if (found->is_subsampled)
        KEUR_TRY(keur_add_rate(out, like, matched, (double)found->matched.replicated,
                               (double)found->matched.n, err));
    KEUR_TRY(keur_add_rate(out, like, holdout, (double)found->holdout.replicated,
                           (double)found->holdout.n, err));
    if (found->no_control != NULL)
        return keur_add_reason(out, like, "apparent-match-excess", found->no_control, err);
    KEUR_TRY(keur_add_rate_difference(out, like, "apparent-match-excess",
                                      found->is_subsampled ? matched : "apparent-match", holdout,
                                      err));
out:
    return status;
}

static keur_status run_set(keur_case *on, const keur_key_set *set, size_t secret, keur_result *out,
                           keur_error *err)
{
    keur_figure like = {.unit = "percent", .level = 0.95, .direction = KEUR_HIGHER_IS_RISKIER};
    const keur_cells *cells = NULL;
    keur_unique_tables found;
    keur_status status = KEUR_OK;

    (void)secret;
    keur_key_set_label(set, &like);
    if (set->is_default)
        return keur_add_reason(out, &like, "apparent-match",
                               "needs keys: with every column known nothing is left to learn", err);
    KEUR_TRY(keur_case_cells(on, set->columns, set->n, set->n_groups, &cells, err));
    KEUR_TRY(keur_uniques_count(on, cells, &found, err));
    KEUR_TRY(report_matches(&found, &like, out, err));
    KEUR_TRY(report_agreement(on, set, cells, &like, found.has_holdout, out, err));
    if (found.is_subsampled)
        KEUR_TRY(keur_result_notice(out,
                                    "Train and holdout differ in size: uniques are compared "
                                    "at equal size, by sub-sampling the larger (figures "
                                    "-matched and -holdout).",
                                    err));
out:
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    return keur_key_sets_run(on, args, SIZE_MAX, run_set, out, err);
}

static const keur_param params[] = {KEUR_PARAM_KEYS, KEUR_PARAM_GROUPS, {.name = NULL}};

const keur_measure keur_apparent_match = {
    .name = "apparent-match",
    .title = "Apparent matches",
    .question = "How many people have one row of the synthetic table that looks like theirs, and "
                "how much of it is true?",
    .limits = "Much of it is chance: the excess over the holdout is what counts. An apparent match "
              "may be wrong and still do harm.",
    .source = "NIST SDNist, apparent match distribution",
    .family = KEUR_FAMILY_IDENTITY,
    .word = KEUR_WORD_SINGLING_OUT,
    .params = params,
    .run = run,
};
