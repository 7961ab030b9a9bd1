/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Unique combinations of keys that are unique in the synthetic table too. With d_q and s_q the
 * real and synthetic rows that have combination q, n and n_s all of them, in per cent:
 *   uio   = 100 #{q: d_q = 1} / n            unique in the original
 *   uis   = 100 #{q: s_q = 1} / n_s          unique in the synthetic table
 *   uiois = 100 #{q: d_q = 1, s_q > 0} / n   unique in the original, present in the synthetic
 *   rep-u = 100 #{q: d_q = 1, s_q = 1} / n   replicated uniques
 * Raab, Nowok, Dibben: Practical privacy metrics for synthetic data.
 */
#include "attacks/identity.h"
#include "attacks/keys.h"
#include "attacks/registry.h"
#include "base/try.h"
#include "case/add_figure.h"

/* The three figures of one real table. */
static keur_status add_table(keur_result *out, const keur_figure *like, const keur_uniques *table,
                             const char *const names[3], keur_error *err)
{
    const size_t counts[3] = {table->unique, table->present, table->replicated};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < 3; i++)
        KEUR_TRY(keur_add_rate(out, like, names[i], (double)counts[i], (double)table->n, err));
out:
    return status;
}

static keur_status report(const keur_unique_tables *found, const keur_figure *like,
                          keur_result *out, keur_error *err)
{
    static const char *const train[] = {"uio", "uiois", "rep-u"};
    static const char *const matched[] = {"uio-matched", "uiois-matched", "rep-u-matched"};
    static const char *const holdout[] = {"uio-holdout", "uiois-holdout", "rep-u-holdout"};
    static const char *const excess[] = {"uio-excess", "uiois-excess", "rep-u-excess"};
    const char *const *minuend = found->is_subsampled ? matched : train;
    keur_status status = KEUR_OK;

    KEUR_TRY(add_table(out, like, &found->train, train, err));
    KEUR_TRY(keur_add_rate(out, like, "uis", (double)found->synthetic_unique,
                           (double)found->n_synthetic, err));
    if (!found->has_holdout)
        return keur_add_reason(out, like, "rep-u-excess",
                               "needs a holdout table, to tell a leak from what chance gives", err);
    if (found->is_subsampled)
        KEUR_TRY(add_table(out, like, &found->matched, matched, err));
    KEUR_TRY(add_table(out, like, &found->holdout, holdout, err));
    for (size_t i = 0; i < 3; i++)
        KEUR_TRY(keur_add_rate_difference(out, like, excess[i], minuend[i], holdout[i], err));
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
    KEUR_TRY(keur_case_cells(on, set->columns, set->n, set->n_groups, &cells, err));
    KEUR_TRY(keur_uniques_count(on, cells, &found, err));
    KEUR_TRY(report(&found, &like, out, err));
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

const keur_measure keur_identity_keys = {
    .name = "identity-keys",
    .title = "Replicated uniques",
    .question = "Are people who are unique on what an attacker knows unique in the synthetic "
                "table too?",
    .limits = "Much of the raw figure is chance; the excess over the holdout is what counts.",
    .source = "Raab, Nowok, Dibben: Practical privacy metrics for synthetic data",
    .family = KEUR_FAMILY_IDENTITY,
    .params = params,
    .run = run,
};
