/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "learn/boosted_trees.h"

#include <math.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "learn/bins.h"
#include "learn/forest.h"
#include "learn/goal.h"
#include "learn/xgboost.h"

struct keur_boosted {
    keur_bins *bins;
    keur_forest forest;
    keur_goal goal; /* without its rows */
};

static const char without[] =
    "This build of keur has no XGBoost, which fits the boosted trees that this figure needs.";

bool keur_boosted_available(void)
{
#ifdef KEUR_HAVE_XGBOOST
    return true;
#else
    return false;
#endif
}

const char *keur_boosted_reason(void)
{
    return keur_boosted_available() ? NULL : without;
}

const char *keur_boosted_version(void)
{
#ifdef KEUR_HAVE_XGBOOST
    return keur_xgboost_version();
#else
    return "none";
#endif
}

keur_boosted_options keur_boosted_defaults(void)
{
    return (keur_boosted_options){.rounds = 150, .rate = 0.05, .depth = 4, .leaf_rows = 50};
}

void keur_boosted_free(keur_boosted *model)
{
    if (model == NULL)
        return;
    keur_bins_free(model->bins);
    keur_forest_clear(&model->forest);
    keur_goal_clear(&model->goal);
    keur_release(model);
}

size_t keur_boosted_outputs(const keur_boosted *model)
{
    return model->goal.n_classes;
}

/* --- Fitting --- */

static keur_status check_options(const keur_boosted_options *options, keur_error *err)
{
    if (options->rounds < 1 || options->rounds > 100000)
        return keur_fail(err, KEUR_EINVAL, "boosted trees take 1 to 100000 rounds");
    if (!(options->rate > 0 && options->rate <= 1))
        return keur_fail(err, KEUR_EINVAL, "the rate of boosted trees lies above 0, at most at 1");
    if (options->depth < 1 || options->depth > 12)
        return keur_fail(err, KEUR_EINVAL, "boosted trees have a depth of 1 to 12");
    if (options->leaf_rows < 1 || options->leaf_rows > INT32_MAX)
        return keur_fail(err, KEUR_EINVAL, "a leaf of boosted trees has at least one row");
    return KEUR_OK;
}

#ifdef KEUR_HAVE_XGBOOST
/* Second derivatives of the loss are at most this a row (XGBoost doubles those of classes). */
static double most_hessian(keur_target_kind kind)
{
    switch (kind) {
    case KEUR_TARGET_BINARY:
        return 0.25;
    case KEUR_TARGET_CLASS:
        return 0.5;
    case KEUR_TARGET_NUMBER:
        break;
    }
    return 1;
}

static const char *objective_of(keur_target_kind kind)
{
    switch (kind) {
    case KEUR_TARGET_BINARY:
        return "binary:logistic";
    case KEUR_TARGET_CLASS:
        return "multi:softprob";
    case KEUR_TARGET_NUMBER:
        break;
    }
    return "reg:squarederror";
}

/* What XGBoost is given: the bins that are there, row by row, and where boosting begins. */
typedef struct cells {
    size_t *starts;
    uint32_t *columns;
    float *values, *margins;
} cells;

static void cells_free(cells *of)
{
    keur_release(of->starts);
    keur_release(of->columns);
    keur_release(of->values);
    keur_release(of->margins);
}

/* Cells a row at most: one an order, and one a feature that has questions of yes or no. */
static size_t most_cells(const keur_bins *bins)
{
    size_t n = 0;

    for (size_t c = 0; c < bins->n_columns; c++) {
        const keur_bins_column *column = &bins->columns[c];

        n += column->kind != KEUR_BINS_IS || c == 0 || column[-1].kind != KEUR_BINS_IS ||
             column[-1].feature != column->feature;
    }
    return n;
}

static void fill_row(const keur_boosted *model, const keur_features *on, size_t i, cells *to)
{
    const keur_bins *bins = model->bins;
    const keur_goal *goal = &model->goal;
    size_t at = to->starts[i];

    for (size_t c = 0; c < bins->n_columns; c++) {
        const double bin = keur_bins_find(bins, &bins->columns[c], on, goal->rows[i]);

        if (isnan(bin))
            continue;
        to->columns[at] = (uint32_t)c;
        to->values[at++] = (float)bin;
    }
    to->starts[i + 1] = at;
    for (size_t k = 0; k < goal->n_outputs && goal->kind != KEUR_TARGET_NUMBER; k++)
        to->margins[i * goal->n_outputs + k] = (float)goal->intercepts[k];
}

static keur_status fill_cells(const keur_boosted *model, const keur_features *on, cells *to,
                              keur_error *err)
{
    const keur_goal *goal = &model->goal;
    const size_t n_most = most_cells(model->bins);
    keur_status status = KEUR_OK;

    if (goal->n_rows > SIZE_MAX / n_most || goal->n_rows > SIZE_MAX / goal->n_outputs)
        return keur_fail(err, KEUR_ENOMEM, "not enough memory to fit boosted trees");
    KEUR_TRY(KEUR_NEW(to->starts, goal->n_rows + 1, err));
    KEUR_TRY(KEUR_NEW(to->margins, goal->n_rows * goal->n_outputs, err));
    KEUR_TRY(KEUR_NEW(to->columns, goal->n_rows * n_most, err));
    KEUR_TRY(KEUR_NEW(to->values, goal->n_rows * n_most, err));
    for (size_t i = 0; i < goal->n_rows; i++)
        fill_row(model, on, i, to);
out:
    return status;
}

static keur_status grow(keur_boosted *model, const keur_features *on,
                        const keur_boosted_options *options, keur_error *err)
{
    const keur_goal *goal = &model->goal;
    cells given = {NULL, NULL, NULL, NULL};
    char *json = NULL;
    size_t n_json;
    keur_status status = KEUR_OK;

    if (model->bins->n_columns == 0)
        return KEUR_OK;
    KEUR_TRY(fill_cells(model, on, &given, err));
    const keur_xgboost_problem problem = {
        .n_rows = goal->n_rows,
        .n_columns = model->bins->n_columns,
        .starts = given.starts,
        .columns = given.columns,
        .values = given.values,
        .labels = goal->labels,
        .weights = goal->weights,
        .margins = given.margins,
        .objective = objective_of(goal->kind),
        .n_classes = goal->kind == KEUR_TARGET_CLASS ? goal->n_outputs : 0,
        .rounds = options->rounds,
        .depth = options->depth,
        .rate = options->rate,
        .min_hessian = most_hessian(goal->kind) * (double)options->leaf_rows};

    KEUR_TRY(keur_xgboost_fit(&problem, &json, &n_json, err));
    KEUR_TRY(keur_forest_read(json, n_json, model->bins, goal->n_outputs, &model->forest, err));
out:
    cells_free(&given);
    keur_release(json);
    return status;
}
#else
static keur_status grow(keur_boosted *model, const keur_features *on,
                        const keur_boosted_options *options, keur_error *err)
{
    (void)model;
    (void)on;
    (void)options;
    return keur_fail(err, KEUR_EUSAGE, "%s", without);
}
#endif

keur_status keur_boosted_fit(const keur_features *on, const keur_target *target,
                             const keur_boosted_options *options, keur_boosted **model,
                             keur_error *err)
{
    keur_boosted *made = NULL;
    keur_status status = KEUR_OK;

    *model = NULL;
    if (!keur_boosted_available())
        return keur_fail(err, KEUR_EUSAGE, "%s", without);
    KEUR_TRY(check_options(options, err));
    KEUR_TRY(KEUR_NEW(made, 1, err));
    KEUR_TRY(keur_goal_set(on, target, &made->goal, err));
    KEUR_TRY(keur_bins_new(on, target->weights, &made->bins, err));
    KEUR_TRY(grow(made, on, options, err));
    keur_goal_forget(&made->goal);
    *model = made;
    made = NULL;
out:
    keur_boosted_free(made);
    return status;
}

static keur_status fit_jobs(void *context, size_t begin, size_t end, keur_error *err)
{
    keur_boosted_job *jobs = context;
    keur_status status = KEUR_OK;

    for (size_t j = begin; j < end; j++)
        KEUR_TRY(
            keur_boosted_fit(&jobs[j].on, &jobs[j].target, &jobs[j].options, &jobs[j].model, err));
out:
    return status;
}

keur_status keur_boosted_fit_all(keur_boosted_job *jobs, size_t n, int threads, keur_error *err)
{
    keur_status status;

    for (size_t j = 0; j < n; j++)
        jobs[j].model = NULL;
    status = keur_parallel_for(n, 1, threads, fit_jobs, jobs, err);
    for (size_t j = 0; status != KEUR_OK && j < n; j++) {
        keur_boosted_free(jobs[j].model);
        jobs[j].model = NULL;
    }
    return status;
}

/* --- Scoring --- */

typedef struct scoring {
    const keur_boosted *model;
    const keur_features *on;
    double *to;
    bool as_probabilities;
} scoring;

static void to_probabilities(keur_target_kind kind, double *row, size_t n)
{
    double most = -INFINITY, sum = 0;

    if (kind == KEUR_TARGET_BINARY) {
        *row = 1 / (1 + exp(-*row));
        return;
    }
    for (size_t k = 0; k < n; k++)
        most = fmax(most, row[k]);
    for (size_t k = 0; k < n; k++)
        sum += row[k] = exp(row[k] - most);
    for (size_t k = 0; k < n; k++)
        row[k] /= sum;
}

/* From sums of the outputs there are, packed at the front, to one value a class asked for. */
static void spread(const keur_goal *goal, double *row)
{
    for (size_t k = goal->n_outputs, c = goal->n_classes; c-- > 0;)
        row[c] = k > 0 && goal->classes[k - 1] == c ? row[--k] : -INFINITY;
}

static void score_row(const scoring *of, size_t i, double *values, double *to)
{
    const keur_goal *goal = &of->model->goal;
    const keur_bins *bins = of->model->bins;
    const size_t row = keur_features_row(of->on, i);

    for (size_t c = 0; c < bins->n_columns; c++)
        values[c] = keur_bins_value(bins, &bins->columns[c], of->on, row);
    for (size_t k = 0; k < goal->n_outputs; k++)
        to[k] = goal->intercepts[k];
    keur_forest_add(&of->model->forest, values, to);
    if (goal->kind == KEUR_TARGET_NUMBER)
        *to = goal->mean + goal->scale * *to;
    if (goal->kind == KEUR_TARGET_CLASS)
        spread(goal, to);
    if (of->as_probabilities)
        to_probabilities(goal->kind, to, goal->n_classes);
}

static keur_status score_rows(void *context, size_t begin, size_t end, keur_error *err)
{
    const scoring *of = context;
    double *values = NULL;
    const keur_status status = KEUR_NEW(values, of->model->bins->n_columns, err);

    if (status != KEUR_OK)
        return status;
    for (size_t i = begin; i < end; i++)
        score_row(of, i, values, of->to + i * of->model->goal.n_classes);
    keur_release(values);
    return KEUR_OK;
}

static keur_status score(scoring *of, int threads, keur_error *err)
{
    const keur_status status = keur_bins_check(of->model->bins, of->on, err);

    if (status != KEUR_OK)
        return status;
    return keur_parallel_for(of->on->n_rows, 1024, threads, score_rows, of, err);
}

keur_status keur_boosted_margins(const keur_boosted *model, const keur_features *on, int threads,
                                 double *margins, keur_error *err)
{
    return score(&(scoring){model, on, margins, false}, threads, err);
}

keur_status keur_boosted_probabilities(const keur_boosted *model, const keur_features *on,
                                       int threads, double *probabilities, keur_error *err)
{
    if (model->goal.kind == KEUR_TARGET_NUMBER)
        return keur_fail(err, KEUR_EINVAL, "a model of a number gives no probabilities");
    return score(&(scoring){model, on, probabilities, true}, threads, err);
}
