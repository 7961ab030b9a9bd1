/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a row looks like the synthetic table rather than like other real rows: score(x) = the
 * log-odds that x is synthetic, from boosted trees fitted on S against R (150 rounds of rate 0.05,
 * depth 4, at least 50 rows a leaf). Where S and R differ in size, the rows of the larger one weigh
 * less, so that both weigh as much as the smaller.
 * A row of S that is scored too is never scored by a model that saw it: S is halved by the seed,
 * each half left out of one of two models, and every row is scored by the model without its half.
 * Hayes et al.: LOGAN, PoPETs 2019; Houssiau et al.: TAPAS, 2022, arXiv 2211.06550.
 */
#include "attacks/membership/membership.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"
#include "learn/boosted_trees.h"

enum { MODELS = 2, LEAST_ROWS = 50 };

typedef struct contest {
    keur_scoring *to;
    size_t n_s, n_r, n_columns;
    size_t n_models;       /* 2 where rows of S are scored, else 1 */
    int32_t **codes;       /* per column: rows of S, then of R */
    keur_feature *columns; /* over `codes` */
    double *values;        /* per row: 1 in S, 0 in R */
    double *weights[MODELS];
    unsigned char *half; /* per row of S the model that leaves it out; NULL: one model for all */
    keur_boosted_job jobs[MODELS];
} contest;

static keur_feature feature_of(const keur_case *on, size_t j, const int32_t *codes)
{
    const keur_column *column = keur_case_column(on, j);

    return (keur_feature){.codes = codes,
                          .n_codes = column->n_values + column->n_levels,
                          .n_ordered = column->n_values};
}

static keur_status join_tables(contest *of, keur_error *err)
{
    const keur_case *on = of->to->on;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(of->codes, of->n_columns, err));
    KEUR_TRY(KEUR_NEW(of->columns, of->n_columns, err));
    for (size_t j = 0; j < of->n_columns; j++) {
        const int32_t *s = keur_case_codes(on, KEUR_SYNTHETIC, j);
        const int32_t *r = keur_case_codes(on, KEUR_REFERENCE, j);

        KEUR_TRY(KEUR_NEW(of->codes[j], of->n_s + of->n_r, err));
        for (size_t i = 0; i < of->n_s; i++)
            of->codes[j][i] = s[i];
        for (size_t i = 0; i < of->n_r; i++)
            of->codes[j][of->n_s + i] = r[i];
        of->columns[j] = feature_of(on, j, of->codes[j]);
    }
    KEUR_TRY(KEUR_NEW(of->values, of->n_s + of->n_r, err));
    for (size_t i = 0; i < of->n_s; i++)
        of->values[i] = 1;
out:
    return status;
}

/* Halve S where some of its rows are scored as well. */
static keur_status halve(contest *of, const uint32_t *self, keur_error *err)
{
    keur_random random =
        keur_random_start(keur_case_seed(of->to->on), "membership-classifier-halves", 0);
    keur_status status = KEUR_OK;

    of->n_models = 1;
    if (self == NULL)
        return KEUR_OK;
    of->n_models = MODELS;
    KEUR_TRY(KEUR_NEW(of->half, of->n_s, err));
    for (size_t i = 0; i < of->n_s; i++)
        of->half[i] = (unsigned char)keur_random_below(&random, MODELS);
out:
    return status;
}

/* Both tables weigh as much as the smaller has rows; those left out of a model weigh nothing. */
static keur_status weigh(contest *of, size_t model, bool *is_enough, keur_error *err)
{
    size_t n_s = 0, least;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(of->weights[model], of->n_s + of->n_r, err));
    for (size_t i = 0; i < of->n_s; i++)
        n_s += of->half == NULL || of->half[i] != model;
    least = n_s < of->n_r ? n_s : of->n_r;
    *is_enough = least >= LEAST_ROWS;
    for (size_t i = 0; *is_enough && i < of->n_s + of->n_r; i++) {
        if (i >= of->n_s)
            of->weights[model][i] = (double)least / (double)of->n_r;
        else if (of->half == NULL || of->half[i] != model)
            of->weights[model][i] = (double)least / (double)n_s;
    }
out:
    return status;
}

static keur_status fit(contest *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(join_tables(of, err));
    for (size_t m = 0; m < of->n_models; m++) {
        bool is_enough;

        KEUR_TRY(weigh(of, m, &is_enough, err));
        if (!is_enough) {
            of->to->why_not = "needs at least 50 rows of the synthetic table and of the reference, "
                              "as many as a leaf of a tree holds";
            goto out;
        }
        of->jobs[m] = (keur_boosted_job){
            .on = {.columns = of->columns, .n_columns = of->n_columns, .n_rows = of->n_s + of->n_r},
            .target = {.kind = KEUR_TARGET_BINARY, .values = of->values, .weights = of->weights[m]},
            .options = keur_boosted_defaults()};
    }
    KEUR_TRY(keur_boosted_fit_all(of->jobs, of->n_models, keur_case_threads(of->to->on), err));
out:
    return status;
}

/* Scores of one side: of a row of S by the model that left it out, of others by one of the two. */
static keur_status score_side(const contest *of, size_t side, const uint32_t *self, double *scores,
                              keur_error *err)
{
    const keur_case *on = of->to->on;
    const keur_role role = keur_scored_roles[side];
    keur_random random =
        keur_random_start(keur_case_seed(on), "membership-classifier-halves", 1 + side);
    const size_t n = keur_case_rows(on, role);
    double *margins[MODELS] = {NULL, NULL};
    keur_feature *columns = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(columns, of->n_columns, err));
    for (size_t j = 0; j < of->n_columns; j++)
        columns[j] = feature_of(on, j, keur_case_codes(on, role, j));
    for (size_t m = 0; m < of->n_models; m++) {
        const keur_features rows = {.columns = columns, .n_columns = of->n_columns, .n_rows = n};

        KEUR_TRY(KEUR_NEW(margins[m], n, err));
        KEUR_TRY(
            keur_boosted_margins(of->jobs[m].model, &rows, keur_case_threads(on), margins[m], err));
    }
    for (size_t i = 0; i < n; i++) {
        size_t model = of->half == NULL ? 0 : (size_t)keur_random_below(&random, MODELS);

        if (self != NULL && self[i] != KEUR_NO_ROW)
            model = of->half[self[i]];
        scores[i] = margins[model][i];
    }
out:
    keur_release(columns);
    for (size_t m = 0; m < MODELS; m++)
        keur_release(margins[m]);
    return status;
}

static void free_contest(contest *of)
{
    for (size_t j = 0; of->codes != NULL && j < of->n_columns; j++)
        keur_release(of->codes[j]);
    for (size_t m = 0; m < MODELS; m++) {
        keur_release(of->weights[m]);
        keur_boosted_free(of->jobs[m].model);
    }
    keur_release(of->codes);
    keur_release(of->columns);
    keur_release(of->values);
    keur_release(of->half);
}

static keur_status score(keur_scoring *to, keur_error *err)
{
    contest of = {.to = to,
                  .n_s = keur_case_rows(to->on, KEUR_SYNTHETIC),
                  .n_r = keur_case_rows(to->on, KEUR_REFERENCE),
                  .n_columns = keur_case_columns(to->on)};
    uint32_t *self = NULL;
    keur_status status = KEUR_OK;

    to->why_not = keur_boosted_reason();
    if (to->why_not != NULL)
        return KEUR_OK;
    /* Only non-members can be rows of S: a copy of train must look like one. */
    KEUR_TRY(keur_case_self(to->on, keur_scored_roles[1], KEUR_SYNTHETIC, &self, err));
    KEUR_TRY(halve(&of, self, err));
    KEUR_TRY(fit(&of, err));
    if (to->why_not != NULL)
        goto out;
    KEUR_TRY(score_side(&of, 0, NULL, to->scores, err));
    KEUR_TRY(score_side(&of, 1, self, to->scores + to->n_member, err));
out:
    free_contest(&of);
    keur_release(self);
    return status;
}

static const char *const settings[] = {"", NULL};
static const keur_attack attack = {
    .score = score, .tried = settings, .in_ensemble = NULL, .in_audit = settings};

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    return keur_membership_run(&keur_membership_classifier, on, args, out, err);
}

static const keur_param params[] = {KEUR_PARAM_BY_GROUP, {.name = NULL}};

const keur_measure keur_membership_classifier = {
    .name = "membership-classifier",
    .title = "Membership by a classifier",
    .question = "Can a model that tells synthetic rows from other real rows take people who were "
                "in the train table for synthetic more often than people who were not?",
    .limits = "Sees what the synthetic table has more of than real rows have, hardly single "
              "copies. Assumes an attacker who owns real rows of the same population.",
    .source = "Hayes et al., LOGAN, PoPETs 2019; Houssiau et al., TAPAS, 2022, arXiv 2211.06550",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .needs = KEUR_NEEDS_HOLDOUT | KEUR_NEEDS_REFERENCE,
    .params = params,
    .run = run,
    .attack = &attack,
};
