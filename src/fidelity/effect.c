/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether an analyst of the synthetic table finds the treatment effect that one of the real table
 * finds: for every declared treatment (two levels) and outcome (a number or two levels) three
 * estimates (effect_draws.c) of train, the synthetic table and the holdout, with the other columns
 * as covariates, by one model for all tables.
 */
#include "base/memory.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/columns.h"
#include "case/labels.h"
#include "fidelity/effect_impl.h"
#include "fidelity/fidelity_registry.h"

/* What was declared, by parameters or else by roles. */
typedef struct declared {
    size_t *treatments, *outcomes, *times, *covariates;
    size_t n_treatments, n_outcomes, n_times, n_covariates;
} declared;

static keur_status choose(const keur_case *on, const keur_args *args, const char *param,
                          unsigned role, size_t **columns, size_t *n, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_columns_of(on, args, param, columns, n, err));
    if (*n == 0 && role != 0) {
        keur_columns_free(*columns);
        *columns = NULL;
        KEUR_TRY(keur_columns_with(on, role, columns, n, err));
    }
out:
    return status;
}

static bool is_among(size_t column, const size_t *columns, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (columns[i] == column)
            return true;
    return false;
}

/* The covariates that were named, or all columns, without the treatment, outcomes and time. */
static keur_status take_covariates(const keur_case *on, const declared *from, size_t treatment,
                                   size_t **columns, size_t *n, keur_error *err)
{
    keur_status status = KEUR_OK;

    *n = 0;
    KEUR_TRY(KEUR_NEW(*columns, keur_case_columns(on), err));
    for (size_t j = 0; j < keur_case_columns(on); j++) {
        if (j == treatment || is_among(j, from->outcomes, from->n_outcomes) ||
            is_among(j, from->times, from->n_times))
            continue;
        if (from->n_covariates == 0 || is_among(j, from->covariates, from->n_covariates))
            (*columns)[(*n)++] = j;
    }
out:
    return status;
}

/* Why a question cannot be asked at all; NULL: it can. */
static const char *why_not(const keur_question *asks)
{
    if (asks->treatment->reason != NULL)
        return "the treatment needs two levels in train, no more and no less";
    if (asks->outcome->reason != NULL)
        return asks->outcome->reason;
    return asks->time != NULL ? asks->time->reason : NULL;
}

static keur_status refuse(const keur_question *asks, const char *reason, keur_result *out,
                          keur_error *err)
{
    keur_figure like = keur_figure_start("", KEUR_KIND_STATISTIC);

    keur_figure_label(&like, "treatment",
                      keur_case_column(asks->on, asks->treatment->column)->name);
    keur_figure_label(&like, "outcome", keur_case_column(asks->on, asks->outcome->column)->name);
    return keur_add_reason(out, &like, "doubly-robust-effect-difference", reason, err);
}

static keur_status answer(const keur_question *asks, keur_result *out, keur_error *err)
{
    keur_effect effect = {.asks = asks};
    keur_status status = KEUR_OK;

    if (why_not(asks) != NULL)
        return refuse(asks, why_not(asks), out, err);
    KEUR_TRY(keur_effect_open(asks, &effect, err));
    for (size_t t = 0; t < KEUR_EFFECT_TABLES; t++) {
        if (effect.tables[t].reason != NULL)
            continue;
        KEUR_TRY(keur_effect_propensity(&effect, &effect.tables[t], err));
        KEUR_TRY(keur_effect_draw(&effect, t, err));
    }
    KEUR_TRY(keur_effect_report(&effect, out, err));
out:
    keur_effect_free(&effect);
    return status;
}

static keur_status tell(const keur_question *asks, keur_result *out, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_coding_tell(asks->on, asks->treatment, "treated is", out, err));
    KEUR_TRY(keur_coding_tell(asks->on, asks->outcome, "the outcome is", out, err));
    if (asks->time != NULL && asks->time->reason == NULL && asks->time->later < 0)
        KEUR_TRY(keur_result_notice(out,
                                    "After is the half of train with the larger times, equal times "
                                    "together; the same cut holds for all tables.",
                                    err));
    else if (asks->time != NULL)
        KEUR_TRY(keur_coding_tell(asks->on, asks->time, "after is", out, err));
out:
    return status;
}

static keur_status ask(keur_case *on, const declared *of, size_t treatment, size_t outcome,
                       keur_result *out, keur_error *err)
{
    keur_coding codings[3] = {{.column = 0}, {.column = 0}, {.column = 0}};
    size_t *covariates = NULL;
    keur_question asks = {.on = on, .treatment = &codings[0], .outcome = &codings[1]};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_coding_make(on, treatment, true, &codings[0], err));
    KEUR_TRY(keur_coding_make(on, outcome, false, &codings[1], err));
    if (of->n_times > 0) {
        KEUR_TRY(keur_coding_make_time(on, of->times[0], &codings[2], err));
        asks.time = &codings[2];
    }
    KEUR_TRY(take_covariates(on, of, treatment, &covariates, &asks.n_covariates, err));
    asks.covariates = covariates;
    KEUR_TRY(tell(&asks, out, err));
    KEUR_TRY(answer(&asks, out, err));
out:
    for (size_t i = 0; i < 3; i++)
        keur_coding_free(&codings[i]);
    keur_columns_free(covariates);
    return status;
}

static keur_status ask_all(keur_case *on, const declared *of, keur_result *out, keur_error *err)
{
    size_t n_asked = 0;
    keur_status status = KEUR_OK;

    if (of->n_times > 1)
        KEUR_TRY(keur_result_notice(
            out, "More than one column has the role time: the first is taken.", err));
    for (size_t i = 0; i < of->n_treatments; i++) {
        for (size_t k = 0; k < of->n_outcomes; k++) {
            const size_t treatment = of->treatments[i], outcome = of->outcomes[k];

            if (treatment == outcome || is_among(treatment, of->times, of->n_times) ||
                is_among(outcome, of->times, of->n_times))
                continue;
            KEUR_TRY(ask(on, of, treatment, outcome, out, err));
            n_asked++;
        }
    }
    if (n_asked == 0)
        KEUR_TRY(keur_result_add_missing(
            out, "doubly-robust-effect-difference",
            "needs columns that vary with the roles treatment and outcome in the schema", err));
out:
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    declared of = {.n_times = 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(choose(on, args, "treatment", KEUR_COLUMN_TREATMENT, &of.treatments, &of.n_treatments,
                    err));
    KEUR_TRY(choose(on, args, "outcome", KEUR_COLUMN_OUTCOME, &of.outcomes, &of.n_outcomes, err));
    KEUR_TRY(choose(on, args, "time", KEUR_COLUMN_TIME, &of.times, &of.n_times, err));
    KEUR_TRY(choose(on, args, "covariates", 0, &of.covariates, &of.n_covariates, err));
    KEUR_TRY(ask_all(on, &of, out, err));
out:
    keur_columns_free(of.treatments);
    keur_columns_free(of.outcomes);
    keur_columns_free(of.times);
    keur_columns_free(of.covariates);
    return status;
}

static const keur_param params[] = {
    {.name = "treatment",
     .type = KEUR_PARAM_COLUMNS,
     .help = "columns of two levels; default: those with the role treatment"},
    {.name = "outcome",
     .type = KEUR_PARAM_COLUMNS,
     .help = "what the treatment may change; default: columns with the role outcome"},
    {.name = "covariates",
     .type = KEUR_PARAM_COLUMNS,
     .help = "what is held equal; default: all other columns but outcomes and the time"},
    {.name = "time",
     .type = KEUR_PARAM_COLUMN,
     .help = "before or after the treatment; default: the column with the role time"},
    {.name = NULL}};

const keur_measure keur_effect_measure = {
    .name = "effect",
    .title = "Treatment effect",
    .question = "Does who studies the effect of the declared treatment on the synthetic table find "
                "what the real table shows?",
    .limits = "Compares two answers to the same question; whether the question was a good one, and "
              "nothing that matters is missing from the table, it cannot tell.",
    .source =
        "Robins, Rotnitzky & Zhao, JASA 89 (1994) 846-866; Bang & Robins, Biometrics 61 (2005) "
        "962-973; Card & Krueger, American Economic Review 84 (1994) 772-793",
    .family = KEUR_FAMILY_FIDELITY,
    .params = params,
    .run = run,
};
