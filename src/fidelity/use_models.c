/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/use_models.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/columns.h"
#include "case/content.h"
#include "fidelity/main_effects.h"
#include "learn/boosted_trees.h"

static const keur_boosted_options growing = {
    .rounds = 50, .rate = 0.15, .depth = 4, .leaf_rows = 50};

const char *keur_use_model_word(keur_use_model model)
{
    return model == KEUR_USE_TREES ? "boosted trees" : "main effects";
}

/* Outputs of models, one after the other a row, as one score a row: of classes the likeliest, the
 * first of equal ones. */
static void choose_class(const double *outputs, size_t n_rows, size_t n_outputs, double *scores)
{
    for (size_t i = 0; i < n_rows; i++) {
        const double *here = outputs + i * n_outputs;
        size_t best = 0;

        for (size_t c = 1; c < n_outputs; c++)
            best = here[c] > here[best] ? c : best;
        scores[i] = n_outputs == 1 ? here[0] : (double)best;
    }
}

/* --- boosted trees */

/* All columns but the outcome, as a model sees them. */
static keur_status features_of(const keur_case *on, const keur_outcome_rows *rows, size_t outcome,
                               keur_feature **columns, keur_features *view, keur_error *err)
{
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(*columns, rows->rows.n_columns, err));
    for (size_t j = 0; j < rows->rows.n_columns; j++) {
        const keur_column *column = keur_case_column(on, j);

        if (j != outcome)
            (*columns)[n++] = (keur_feature){.codes = rows->rows.codes[j],
                                             .n_codes = column->n_values + column->n_levels,
                                             .n_ordered = column->n_values};
    }
    *view = (keur_features){.columns = *columns, .n_columns = n, .n_rows = rows->rows.n_rows};
out:
    return status;
}

static keur_status score_trees(const keur_case *on, const keur_boosted *model,
                               const keur_features *tested, double **scores, keur_error *err)
{
    const size_t n_outputs = keur_boosted_outputs(model);
    double *margins = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(margins, tested->n_rows * n_outputs, err));
    KEUR_TRY(KEUR_NEW(*scores, tested->n_rows, err));
    KEUR_TRY(keur_boosted_margins(model, tested, keur_case_threads(on), margins, err));
    choose_class(margins, tested->n_rows, n_outputs, *scores);
out:
    keur_release(margins);
    return status;
}

static keur_status fit_trees(const keur_case *on, const keur_outcome_column *outcome,
                             const keur_features *tested, keur_use_fit *fits, size_t n,
                             keur_error *err)
{
    static const keur_target_kind kinds[] = {[KEUR_OUTCOME_TWO] = KEUR_TARGET_BINARY,
                                             [KEUR_OUTCOME_LEVELS] = KEUR_TARGET_CLASS,
                                             [KEUR_OUTCOME_NUMBER] = KEUR_TARGET_NUMBER};
    keur_boosted_job *jobs = NULL;
    keur_feature **columns = NULL;
    keur_use_fit **fit_of = NULL;
    size_t n_jobs = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(jobs, n, err));
    KEUR_TRY(KEUR_NEW(columns, n, err));
    KEUR_TRY(KEUR_NEW(fit_of, n, err));
    for (size_t k = 0; k < n; k++) {
        fits[k].reasons[KEUR_USE_TREES] = keur_boosted_reason();
        if (fits[k].from == NULL || fits[k].scores[KEUR_USE_TREES] != NULL ||
            fits[k].reasons[KEUR_USE_TREES] != NULL)
            continue;
        KEUR_TRY(features_of(on, fits[k].from, outcome->column, &columns[n_jobs], &jobs[n_jobs].on,
                             err));
        jobs[n_jobs].target = (keur_target){.kind = kinds[outcome->kind],
                                            .values = fits[k].from->values,
                                            .n_classes = outcome->n_classes};
        jobs[n_jobs].options = growing;
        fit_of[n_jobs++] = &fits[k];
    }
    KEUR_TRY(keur_boosted_fit_all(jobs, n_jobs, keur_case_threads(on), err));
    for (size_t k = 0; k < n_jobs; k++)
        KEUR_TRY(score_trees(on, jobs[k].model, tested, &fit_of[k]->scores[KEUR_USE_TREES], err));
out:
    for (size_t k = 0; columns != NULL && k < n; k++) {
        keur_release(columns[k]);
        keur_boosted_free(jobs[k].model);
    }
    keur_release(columns);
    keur_release(jobs);
    keur_release(fit_of);
    return status;
}

/* --- main effects */

typedef struct regressing {
    const keur_case *on;
    const keur_outcome_column *outcome;
    const keur_main_effects *design;
    keur_sparse_rows fitted;
    const double *values;
    size_t n_tested, n_outputs;
    double *labels;  /* by fitted row: whether it is of the class */
    double *outputs; /* n_tested * n_outputs */
} regressing;

/* What the coefficients say of the rows that follow the fitted ones. */
static void apply(const regressing *of, const keur_sparse_fit *fit, size_t output)
{
    const keur_sparse_rows *rows = &of->design->rows;

    for (size_t i = 0; i < of->n_tested; i++) {
        const size_t row = of->fitted.n_rows + i;
        double sum = 0;

        for (size_t e = rows->starts[row]; e < rows->starts[row + 1]; e++)
            sum += fit->coefficients[rows->terms[e]] * rows->values[e];
        of->outputs[i * of->n_outputs + output] = sum;
    }
}

static keur_status regress_class(regressing *of, size_t c, size_t output, keur_error *err)
{
    keur_sparse_fit *fit = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < of->fitted.n_rows; i++) {
        of->labels[i] = of->values[i] == (double)c;
        n += of->values[i] == (double)c;
    }
    if (n == 0 || n == of->fitted.n_rows) {
        for (size_t i = 0; i < of->n_tested; i++)
            of->outputs[i * of->n_outputs + output] = n == 0 ? -INFINITY : INFINITY;
        return KEUR_OK;
    }
    KEUR_TRY(keur_sparse_logistic(&of->fitted, of->labels, keur_case_threads(of->on), &fit, err));
    apply(of, fit, output);
out:
    keur_sparse_fit_free(fit);
    return status;
}

static keur_status regress(regressing *of, keur_error *err)
{
    keur_sparse_fit *fit = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(of->labels, of->fitted.n_rows, err));
    KEUR_TRY(KEUR_NEW(of->outputs, of->n_tested * of->n_outputs, err));
    if (of->outcome->kind == KEUR_OUTCOME_NUMBER) {
        KEUR_TRY(keur_sparse_linear(&of->fitted, of->values, keur_case_threads(of->on), &fit, err));
        apply(of, fit, 0);
    } else if (of->outcome->kind == KEUR_OUTCOME_TWO) {
        KEUR_TRY(regress_class(of, 1, 0, err));
    }
    for (size_t c = 0; of->outcome->kind == KEUR_OUTCOME_LEVELS && c < of->n_outputs; c++)
        KEUR_TRY(regress_class(of, c, c, err));
out:
    keur_sparse_fit_free(fit);
    return status;
}

static keur_status fit_main_effects(const keur_case *on, const keur_outcome_column *outcome,
                                    const keur_outcome_rows *tested, const size_t *columns,
                                    size_t n_columns, keur_use_fit *fit, keur_error *err)
{
    const keur_comparison tables = {.real = fit->from->rows, .other = tested->rows};
    keur_main_effects design = {.reason = NULL};
    regressing of = {.on = on,
                     .outcome = outcome,
                     .design = &design,
                     .values = fit->from->values,
                     .n_tested = tested->rows.n_rows,
                     .n_outputs = outcome->kind == KEUR_OUTCOME_LEVELS ? outcome->n_classes : 1};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_main_effects_of_real(on, &tables, columns, n_columns, &design, err));
    fit->reasons[KEUR_USE_MAIN_EFFECTS] = design.reason;
    if (design.reason != NULL)
        goto out;
    of.fitted = design.rows;
    of.fitted.n_rows = fit->from->rows.n_rows;
    KEUR_TRY(regress(&of, err));
    KEUR_TRY(KEUR_NEW(fit->scores[KEUR_USE_MAIN_EFFECTS], of.n_tested, err));
    choose_class(of.outputs, of.n_tested, of.n_outputs, fit->scores[KEUR_USE_MAIN_EFFECTS]);
out:
    keur_release(of.labels);
    keur_release(of.outputs);
    keur_main_effects_free(&design);
    return status;
}

/* --- what another case has fitted */

/* All that scores hang on: outcome, fitted and tested rows. Neither model looks at how many codes a
 * column has, nor at which they are: trees at their order, main effects at their values. */
static keur_status content_of(const keur_case *on, const keur_outcome_column *outcome,
                              const keur_outcome_rows *tested, const keur_use_fit *fit,
                              keur_content *made, keur_error *err)
{
    keur_status status = KEUR_OK;

    *made = keur_content_of("models of use");
    keur_content_add_word(made, outcome->column);
    keur_content_add_word(made, outcome->kind);
    keur_content_add_word(made, outcome->n_classes);
    keur_content_add_numbers(made, fit->from->values, fit->from->rows.n_rows);
    KEUR_TRY(keur_content_add_rows(made, on, &fit->from->rows, err));
    KEUR_TRY(keur_content_add_rows(made, on, &tested->rows, err));
out:
    return status;
}

static keur_status recall(const keur_case *on, const keur_content *of, size_t n, keur_use_fit *fit,
                          keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t model = 0; model < KEUR_USE_MODELS; model++) {
        keur_content as = *of;
        const double *known;

        keur_content_add_word(&as, model);
        known = keur_case_recall(on, &as, n);
        if (known == NULL)
            continue;
        KEUR_TRY(KEUR_NEW(fit->scores[model], n, err));
        memcpy(fit->scores[model], known, n * sizeof *known);
    }
out:
    return status;
}

static keur_status leave(const keur_case *on, const keur_content *of, size_t n,
                         const keur_use_fit *fit, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t model = 0; model < KEUR_USE_MODELS; model++) {
        keur_content as = *of;

        keur_content_add_word(&as, model);
        if (fit->scores[model] != NULL)
            KEUR_TRY(keur_case_recall_later(on, &as, fit->scores[model], n, err));
    }
out:
    return status;
}

static keur_status fit_missing(const keur_case *on, const keur_outcome_column *outcome,
                               const keur_outcome_rows *tested, keur_use_fit *fits, size_t n,
                               keur_error *err)
{
    keur_feature *features = NULL;
    keur_features view;
    size_t *columns = NULL, n_columns = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_columns_but(on, outcome->column, &columns, &n_columns, err));
    KEUR_TRY(features_of(on, tested, outcome->column, &features, &view, err));
    KEUR_TRY(fit_trees(on, outcome, &view, fits, n, err));
    for (size_t k = 0; k < n; k++)
        if (fits[k].from != NULL && fits[k].scores[KEUR_USE_MAIN_EFFECTS] == NULL)
            KEUR_TRY(fit_main_effects(on, outcome, tested, columns, n_columns, &fits[k], err));
out:
    keur_columns_free(columns);
    keur_release(features);
    return status;
}

keur_status keur_use_fit_all(const keur_case *on, const keur_outcome_column *outcome,
                             const keur_outcome_rows *tested, keur_use_fit *fits, size_t n,
                             keur_error *err)
{
    const size_t n_tested = tested->rows.n_rows;
    const bool may_share = keur_case_shares(on);
    keur_content *contents = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(contents, n, err));
    for (size_t k = 0; may_share && k < n; k++) {
        if (fits[k].from == NULL || !fits[k].is_of_real)
            continue;
        KEUR_TRY(content_of(on, outcome, tested, &fits[k], &contents[k], err));
        KEUR_TRY(recall(on, &contents[k], n_tested, &fits[k], err));
    }
    KEUR_TRY(fit_missing(on, outcome, tested, fits, n, err));
    for (size_t k = 0; may_share && k < n; k++)
        if (fits[k].from != NULL && fits[k].is_of_real)
            KEUR_TRY(leave(on, &contents[k], n_tested, &fits[k], err));
out:
    keur_release(contents);
    return status;
}

void keur_use_fits_free(keur_use_fit *fits, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        for (size_t model = 0; model < KEUR_USE_MODELS; model++) {
            keur_release(fits[k].scores[model]);
            fits[k].scores[model] = NULL;
        }
    }
}
