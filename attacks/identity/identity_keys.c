/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Unique combinations of keys that are unique in the synthetic table too. With d_q and s_q the
 * real and synthetic rows that have combination q, n and n_s all of them, in per cent:
 *   uio   = 100 #{q: d_q = 1} / n            unique in the original
 *   uis   = 100 #{q: s_q = 1} / n_s          unique in the synthetic table
 *   uiois = 100 #{q: d_q = 1, s_q > 0} / n   unique in the original, present in the synthetic
 *   rep-u = 100 #{q: d_q = 1, s_q = 1} / n   replicated uniques
 *   k-1, k-2, k-below-5, k-below-10          synthetic rows that share q with so many, themselves
 *                                            counted, of n_s; -train: real ones, of n
 * and -shuffled: the same with every column of the synthetic table shuffled.
 * Raab, Nowok, Dibben: Practical privacy metrics for synthetic data.
 */
#include "attacks/identity/identity.h"
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
    KEUR_TRY(keur_add_shuffled(out, like, "uiois", &found->present_shuffled, err));
    KEUR_TRY(keur_add_shuffled(out, like, "rep-u", &found->replicated_shuffled, err));
    if (!found->has_holdout)
        return keur_add_reason(out, like, "rep-u-excess",
                               "needs a holdout table, to tell a leak from what chance gives", err);
    if (found->is_subsampled)
        KEUR_TRY(add_table(out, like, &found->matched, matched, err));
    KEUR_TRY(add_table(out, like, &found->holdout, holdout, err));
    for (size_t i = 0; i < 3; i++) {
        if (i > 0 && found->no_control != NULL)
            KEUR_TRY(keur_add_reason(out, like, excess[i], found->no_control, err));
        else
            KEUR_TRY(keur_add_rate_difference(out, like, excess[i], minuend[i], holdout[i], err));
    }
out:
    return status;
}

/* Rows of a table in cells of these sizes: how many it shares its keys with. */
static keur_status add_sizes(const keur_cells *cells, size_t table, const keur_figure *like,
                             const char *const names[4], keur_result *out, keur_error *err)
{
    static const struct {
        uint32_t low, high;
    } sizes[] = {{1, 1}, {2, 2}, {1, 4}, {1, 9}};
    size_t found[4] = {0}, n = 0;
    keur_status status = KEUR_OK;

    for (size_t c = 0; c < cells->n_cells; c++) {
        const uint32_t rows = cells->count[table][c];

        n += rows;
        for (size_t k = 0; k < 4; k++)
            found[k] += rows >= sizes[k].low && rows <= sizes[k].high ? rows : 0;
    }
    for (size_t k = 0; k < 4; k++)
        KEUR_TRY(keur_add_rate(out, like, names[k], (double)found[k], (double)n, err));
out:
    return status;
}

static keur_status add_k(const keur_cells *cells, const keur_figure *about, keur_result *out,
                         keur_error *err)
{
    static const char *const synthetic[] = {"k-1", "k-2", "k-below-5", "k-below-10"};
    static const char *const train[] = {"k-1-train", "k-2-train", "k-below-5-train",
                                        "k-below-10-train"};
    keur_figure like = *about;
    keur_status status = KEUR_OK;

    like.direction = KEUR_DIRECTION_NONE;
    KEUR_TRY(add_sizes(cells, KEUR_CELLS_SYNTHETIC, &like, synthetic, out, err));
    KEUR_TRY(add_sizes(cells, KEUR_CELLS_TRAIN, &like, train, out, err));
out:
    return status;
}

static keur_status run_set(keur_case *on, const keur_key_set *set, size_t secret, keur_result *out,
                           keur_error *err)
{
    keur_figure like = {.unit = "percent", .level = 0.95, .direction = KEUR_HIGHER_IS_RISKIER};
    keur_shuffle_ask ask = {.columns = set->columns,
                            .n = set->n,
                            .n_groups = set->n_groups,
                            .n_shuffles = set->n_shuffles,
                            .n_values = 2};
    const keur_cells *cells = NULL;
    keur_unique_tables found;
    keur_status status = KEUR_OK;

    (void)secret;
    keur_key_set_label(set, &like);
    KEUR_TRY(keur_case_cells(on, set->columns, set->n, set->n_groups, &cells, err));
    KEUR_TRY(keur_uniques_count(on, cells, &found, err));
    ask.keys = cells;
    KEUR_TRY(keur_uniques_shuffle(on, &ask, false, &found, err));
    KEUR_TRY(add_k(cells, &like, out, err));
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

static const keur_param params[] = {
    KEUR_PARAM_KEYS, KEUR_PARAM_GROUPS, KEUR_PARAM_SHUFFLES, {.name = NULL}};

const keur_measure keur_identity_keys = {
    .name = "identity-keys",
    .title = "Replicated uniques",
    .question = "Are people who are unique on what an attacker knows unique in the synthetic "
                "table too?",
    .limits = "Much of the raw figure is chance; the excess over the holdout is what counts.",
    .source = "Raab, Nowok, Dibben: Practical privacy metrics for synthetic data",
    .family = KEUR_FAMILY_IDENTITY,
    .word = KEUR_WORD_SINGLING_OUT,
    .params = params,
    .run = run,
};
