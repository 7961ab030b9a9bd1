/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether the synthetic table tells the same of how groups fare. For every outcome y and protected
 * column with groups g of at least 100 real rows:
 *
 *   parity            mean of y in g minus mean of y in the other groups   (statistical parity)
 *   parity-largest    largest difference between the means of two groups
 *   equal-opportunity largest difference between groups of P(call = 1 | y = 1, g)
 *   equalised-odds    that, or the same given y = 0, whichever is larger
 *
 * The first two of each table; the others of models (boosted trees) fitted on train and on the
 * synthetic table, as many rows of each, by what they call the holdout's rows.
 */
#include "base/memory.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/columns.h"
#include "case/labels.h"
#include "case/remembered.h"
#include "fidelity/fairness_impl.h"
#include "fidelity/fidelity_registry.h"

const keur_role keur_fair_roles[KEUR_FAIR_TABLES] = {KEUR_TRAIN, KEUR_SYNTHETIC, KEUR_HOLDOUT};
const char *const keur_fair_suffixes[KEUR_FAIR_TABLES] = {"-train", "", "-holdout"};

keur_figure keur_fair_like(const keur_fairness *of, const char *unit)
{
    keur_figure like = keur_figure_start("", KEUR_KIND_STATISTIC);

    like.unit = unit;
    keur_figure_label(&like, "protected", keur_case_column(of->on, of->column)->name);
    keur_figure_label(&like, "outcome", keur_case_column(of->on, of->outcome->column)->name);
    return like;
}

size_t keur_fair_group(const keur_fairness *of, keur_role role, size_t row)
{
    const int32_t value = keur_case_codes(of->on, role, of->outcome->column)[row];

    if (!(of->outcome->value_of[value + 1] == of->outcome->value_of[value + 1]))
        return of->groups.n_groups;
    return of->groups.group_of[keur_case_codes(of->on, role, of->column)[row] + 1];
}

/* Rows with an outcome by code of the protected column, 0 missing. */
static void count(const keur_fairness *of, keur_role role, size_t *counts)
{
    const int32_t *codes = keur_case_codes(of->on, role, of->column);
    const int32_t *values = keur_case_codes(of->on, role, of->outcome->column);

    for (size_t i = 0; i < keur_case_rows(of->on, role); i++) {
        const double value = of->outcome->value_of[values[i] + 1];

        counts[codes[i] + 1] += value == value;
    }
}

static keur_status make_groups(keur_fairness *of, keur_error *err)
{
    const size_t n_items = keur_case_code_counts(of->on)[of->column] + 1;
    const bool has_holdout = keur_case_has(of->on, KEUR_HOLDOUT);
    size_t *train = NULL, *holdout = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(train, n_items, err));
    KEUR_TRY(KEUR_NEW(holdout, n_items, err));
    count(of, KEUR_TRAIN, train);
    if (has_holdout)
        count(of, KEUR_HOLDOUT, holdout);
    KEUR_TRY(keur_level_groups_make(of->on, of->column, train, has_holdout ? holdout : train,
                                    &of->groups, err));
out:
    keur_release(train);
    keur_release(holdout);
    return status;
}

/* Groups that are large enough to be judged. */
static size_t n_large(const keur_level_groups *groups)
{
    size_t n = 0;

    for (size_t g = 0; g < groups->n_groups; g++)
        n += keur_group_is_large(&groups->groups[g]);
    return n;
}

static keur_status compare(keur_case *on, const keur_coding *outcome, size_t column,
                           const keur_fair_models *models, keur_result *out, keur_error *err)
{
    keur_fairness of = {.on = on, .outcome = outcome, .column = column};
    const keur_figure like = keur_fair_like(&of, "share");
    keur_status status = KEUR_OK;

    if (outcome->reason != NULL)
        return keur_add_reason(out, &like, "parity-largest-difference", outcome->reason, err);
    KEUR_TRY(make_groups(&of, err));
    if (n_large(&of.groups) < 2) {
        KEUR_TRY(keur_add_reason(out, &like, "parity-largest-difference",
                                 "needs two groups with 100 rows of train, and of the holdout "
                                 "where there is one",
                                 err));
        goto out;
    }
    KEUR_TRY(keur_fair_parity(&of, out, err));
    KEUR_TRY(keur_fair_odds(&of, models, out, err));
out:
    keur_level_groups_free(&of.groups);
    return status;
}

/* Columns that a parameter names, or else those with a role. */
static keur_status choose(const keur_case *on, const keur_args *args, const char *param,
                          unsigned role, size_t **columns, size_t *n, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_columns_of(on, args, param, columns, n, err));
    if (*n == 0) {
        keur_columns_free(*columns);
        *columns = NULL;
        KEUR_TRY(keur_columns_with(on, role, columns, n, err));
    }
out:
    return status;
}

static keur_status compare_all(keur_case *on, const size_t *columns, size_t n,
                               const keur_coding *outcomes, const keur_fair_models *models,
                               size_t n_outcomes, keur_result *out, keur_error *err)
{
    size_t n_compared = 0;
    keur_status status = KEUR_OK;

    for (size_t k = 0; k < n_outcomes; k++) {
        KEUR_TRY(keur_coding_tell(on, &outcomes[k], "the rate is that of", out, err));
        for (size_t j = 0; j < n; j++) {
            if (columns[j] == outcomes[k].column)
                continue;
            KEUR_TRY(compare(on, &outcomes[k], columns[j], &models[k], out, err));
            n_compared++;
        }
    }
    if (n_compared == 0)
        KEUR_TRY(keur_result_add_missing(out, "parity-largest-difference",
                                         "the protected column is the outcome", err));
out:
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    size_t *columns = NULL, *positions = NULL, n = 0, n_outcomes = 0;
    keur_coding *outcomes = NULL;
    keur_fair_models *models = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(choose(on, args, "protected", KEUR_COLUMN_PROTECTED, &columns, &n, err));
    KEUR_TRY(choose(on, args, "outcome", KEUR_COLUMN_OUTCOME, &positions, &n_outcomes, err));
    if (n == 0 || n_outcomes == 0) {
        KEUR_TRY(keur_result_add_missing(out, "parity-largest-difference",
                                         "needs columns that vary with the roles protected and "
                                         "outcome in the schema",
                                         err));
        goto out;
    }
    KEUR_TRY(KEUR_NEW(outcomes, n_outcomes, err));
    KEUR_TRY(KEUR_NEW(models, n_outcomes, err));
    for (size_t k = 0; k < n_outcomes; k++)
        KEUR_TRY(keur_coding_make(on, positions[k], false, &outcomes[k], err));
    KEUR_TRY(keur_fair_models_make(on, outcomes, n_outcomes, models, err));
    KEUR_TRY(compare_all(on, columns, n, outcomes, models, n_outcomes, out, err));
out:
    for (size_t k = 0; k < n_outcomes; k++) {
        if (outcomes != NULL)
            keur_coding_free(&outcomes[k]);
        if (models != NULL)
            keur_fair_models_free(&models[k]);
    }
    keur_release(outcomes);
    keur_release(models);
    keur_columns_free(columns);
    keur_columns_free(positions);
    return status;
}

static const keur_param params[] = {
    {.name = "protected",
     .type = KEUR_PARAM_COLUMNS,
     .help = "groups are the levels of these columns; default: those with the role protected"},
    {.name = "outcome",
     .type = KEUR_PARAM_COLUMNS,
     .help = "how groups fare in these columns; default: those with the role outcome"},
    {.name = NULL}};

const keur_measure keur_fairness_measure = {
    .name = "fairness",
    .title = "Fairness between groups",
    .question = "Does the synthetic table tell the same as the real one of how groups fare, and do "
                "models learnt from it treat them alike as far as models of real rows do?",
    .limits =
        "Sees the declared outcome and groups only, one column at a time. A difference that "
        "the synthetic table keeps is no fault of it, and may be one of the world. What other rows "
        "would have taught the models is not in their intervals.",
    .source =
        "Hardt, Price, Srebro, NeurIPS 2016, arXiv 1610.02413; Dwork et al., ITCS 2012, arXiv "
        "1104.3913; Newcombe, Statistics in Medicine 17 (1998); Zou & Donner, Statistics in "
        "Medicine 27 (2008)",
    .family = KEUR_FAMILY_FIDELITY,
    .params = params,
    .run = run,
};
