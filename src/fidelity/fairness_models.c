/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models of an outcome fitted on train and on the synthetic table, and what they call the rows of
 * the holdout. */
#include <math.h>

#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"
#include "case/remembered.h"
#include "fidelity/fairness_impl.h"
#include "learn/boosted_trees.h"

/* As many as a leaf of a tree holds, twice. */
enum { LEAST_ROWS = 100, TABLES = 2 };

/* One model: of one table, for one outcome. */
typedef struct lesson {
    keur_feature *columns;
    size_t n_columns;
    double *values; /* by row of the table: 0 or 1 in rows that are fitted */
    uint32_t *rows; /* with an outcome, ascending; then those that are fitted */
    size_t n_rows;
} lesson;

static void lesson_free(lesson *of)
{
    keur_release(of->columns);
    keur_release(of->values);
    keur_release(of->rows);
}

/* All columns but the outcome. */
static keur_status take_features(const keur_case *on, keur_role role, size_t outcome, lesson *to,
                                 keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(to->columns, keur_case_columns(on), err));
    for (size_t j = 0; j < keur_case_columns(on); j++) {
        const keur_column *column = keur_case_column(on, j);

        if (j != outcome)
            to->columns[to->n_columns++] =
                (keur_feature){.codes = keur_case_codes(on, role, j),
                               .n_codes = column->n_values + column->n_levels,
                               .n_ordered = column->n_values};
    }
out:
    return status;
}

static keur_status take_rows(const keur_case *on, keur_role role, const keur_coding *outcome,
                             lesson *to, keur_error *err)
{
    const int32_t *codes = keur_case_codes(on, role, outcome->column);
    const size_t n = keur_case_rows(on, role);
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(to->values, n, err));
    KEUR_TRY(KEUR_NEW(to->rows, n, err));
    for (size_t i = 0; i < n; i++) {
        to->values[i] = outcome->value_of[codes[i] + 1];
        if (!isnan(to->values[i]))
            to->rows[to->n_rows++] = (uint32_t)i;
    }
out:
    return status;
}

/* n of the rows at random, in the order of the table. */
static keur_status thin(const keur_case *on, size_t n, size_t table, lesson *to, keur_error *err)
{
    keur_random random = keur_random_start(keur_case_seed(on), "fairness-equal-rows", table);
    uint32_t *chosen = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(chosen, n, err));
    keur_random_choose(&random, to->n_rows, n, chosen);
    for (size_t i = 0; i < n; i++)
        to->rows[i] = to->rows[chosen[i]];
    to->n_rows = n;
out:
    keur_release(chosen);
    return status;
}

static bool has_both(const lesson *of)
{
    bool has[2] = {false, false};

    for (size_t i = 0; i < of->n_rows; i++)
        has[of->values[of->rows[i]] > 0] = true;
    return has[0] && has[1];
}

static const char *why_not(const keur_case *on, const keur_coding *outcome)
{
    if (outcome->reason != NULL)
        return outcome->reason;
    if (!outcome->is_binary)
        return "needs an outcome with two levels";
    if (!keur_case_has(on, KEUR_HOLDOUT))
        return "needs a holdout table: real rows that neither model has seen";
    return keur_boosted_reason();
}

static keur_status prepare(const keur_case *on, const keur_coding *outcome, lesson *lessons,
                           keur_fair_models *made, keur_error *err)
{
    size_t n = SIZE_MAX;
    keur_status status = KEUR_OK;

    for (size_t t = 0; t < TABLES; t++) {
        KEUR_TRY(take_features(on, keur_fair_roles[t], outcome->column, &lessons[t], err));
        KEUR_TRY(take_rows(on, keur_fair_roles[t], outcome, &lessons[t], err));
        n = lessons[t].n_rows < n ? lessons[t].n_rows : n;
    }
    made->n_fitted = n;
    if (n < LEAST_ROWS) {
        made->reason = "needs 100 rows of train and of the synthetic table with an outcome";
        goto out;
    }
    for (size_t t = 0; t < TABLES; t++) {
        KEUR_TRY(thin(on, n, t, &lessons[t], err));
        if (!has_both(&lessons[t]))
            made->reason = t == 0 ? "all rows of train have one outcome: nothing is learnt"
                                  : "all synthetic rows have one outcome: nothing is learnt";
    }
out:
    return status;
}

static keur_status call(const keur_case *on, const keur_coding *outcome, const keur_boosted *model,
                        unsigned char **calls, keur_error *err)
{
    const size_t n = keur_case_rows(on, KEUR_HOLDOUT);
    lesson asked = {.n_rows = 0};
    keur_features features;
    double *margins = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(take_features(on, KEUR_HOLDOUT, outcome->column, &asked, err));
    features = (keur_features){.columns = asked.columns, .n_columns = asked.n_columns, .n_rows = n};
    KEUR_TRY(KEUR_NEW(margins, n, err));
    KEUR_TRY(KEUR_NEW(*calls, n, err));
    KEUR_TRY(keur_boosted_margins(model, &features, keur_case_threads(on), margins, err));
    for (size_t i = 0; i < n; i++)
        (*calls)[i] = margins[i] > 0;
out:
    keur_release(margins);
    lesson_free(&asked);
    return status;
}

keur_status keur_fair_models_make(keur_case *on, const keur_coding *outcomes, size_t n,
                                  keur_fair_models *made, keur_error *err)
{
    keur_boosted_job *jobs = NULL;
    lesson *lessons = NULL;
    size_t n_jobs = 0, at = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(jobs, TABLES * n, err));
    KEUR_TRY(KEUR_NEW(lessons, TABLES * n, err));
    for (size_t k = 0; k < n; k++) {
        lesson *here = &lessons[TABLES * k];

        made[k].reason = why_not(on, &outcomes[k]);
        if (made[k].reason == NULL)
            KEUR_TRY(prepare(on, &outcomes[k], here, &made[k], err));
        for (size_t t = 0; made[k].reason == NULL && t < TABLES; t++)
            jobs[n_jobs++] = (keur_boosted_job){
                .on = {here[t].columns, here[t].n_columns, here[t].rows, here[t].n_rows},
                .target = {.kind = KEUR_TARGET_BINARY, .values = here[t].values},
                .options = keur_boosted_defaults()};
    }
    KEUR_TRY(keur_boosted_fit_all(jobs, n_jobs, keur_case_threads(on), err));
    for (size_t k = 0; k < n; k++)
        for (size_t t = 0; made[k].reason == NULL && t < TABLES; t++)
            KEUR_TRY(call(on, &outcomes[k], jobs[at++].model, &made[k].calls[t], err));
out:
    for (size_t i = 0; lessons != NULL && i < TABLES * n; i++)
        lesson_free(&lessons[i]);
    for (size_t i = 0; i < n_jobs; i++)
        keur_boosted_free(jobs[i].model);
    keur_release(jobs);
    keur_release(lessons);
    return status;
}

void keur_fair_models_free(keur_fair_models *models)
{
    keur_release(models->calls[0]);
    keur_release(models->calls[1]);
    *models = (keur_fair_models){.n_fitted = 0};
}
