/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How well boosted trees tell synthetic from real rows that they never saw: fitted on a random half
 * of both tables, of equal sizes, and scored on the other half, once and without changing places.
 * detection-auc is the area under the ROC curve of the log-odds that a row is synthetic: 0.5 where
 * the model can tell nothing. The same beside it for the holdout, and for independent columns, in
 * the place of the synthetic table (anchors.h), all with as many rows as the smallest table has.
 *
 * All rows of one person lie in one half. Real rows that the synthetic table holds too, as they
 * are, lead below 0.5: what was learnt as real in one half is called synthetic in the other.
 */
#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/common.h"
#include "fidelity/equal_size.h"
#include "fidelity/fidelity_registry.h"
#include "learn/boosted_trees.h"
#include "learn/halves.h"
#include "stats/roc.h"

/* Each half of each table has as many rows as a leaf of a tree at least. */
enum { LEAST_ROWS = 100 };

#define LEVEL 0.95

/* A comparison: its rows, real first, and which of them are fitted. */
typedef struct contest {
    keur_equal_size tables;
    keur_feature *columns;
    double *values; /* by row: 1 in the other table */
    unsigned char *is_fitted;
    uint32_t *rows; /* those fitted, then those scored */
    size_t n_fitted, n_scored;
    double *scores; /* of those scored: the real ones first */
} contest;

static keur_status set_features(const keur_case *on, contest *of, keur_error *err)
{
    const size_t n = of->tables.n, n_columns = of->tables.real.n_columns;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(of->columns, n_columns, err));
    KEUR_TRY(KEUR_NEW(of->values, 2 * n, err));
    for (size_t j = 0; j < n_columns; j++) {
        const keur_column *column = keur_case_column(on, j);

        of->columns[j] = (keur_feature){.codes = of->tables.codes[j],
                                        .n_codes = column->n_values + column->n_levels,
                                        .n_ordered = column->n_values};
    }
    for (size_t i = n; i < 2 * n; i++)
        of->values[i] = 1;
out:
    return status;
}

/* Halve the persons of each table; of a person in both, by the first of the rows. */
static keur_status halve(const keur_case *on, const char *suffix, contest *of, keur_error *err)
{
    const size_t n = 2 * of->tables.n;
    int32_t *groups = NULL;
    char purpose[64];
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(groups, n, err));
    KEUR_TRY(KEUR_NEW(of->is_fitted, n, err));
    KEUR_TRY(KEUR_NEW(of->rows, n, err));
    for (size_t i = 0; i < n; i++)
        groups[i] = of->values[i] > 0;
    (void)snprintf(purpose, sizeof purpose, "detection-halves%s", suffix);
    KEUR_TRY(
        keur_halves(n, of->tables.units, groups, keur_case_seed(on), purpose, of->is_fitted, err));
    for (size_t i = 0; i < n; i++)
        if (of->is_fitted[i])
            of->rows[of->n_fitted++] = (uint32_t)i;
    for (size_t i = 0; i < n; i++)
        if (!of->is_fitted[i])
            of->rows[of->n_fitted + of->n_scored++] = (uint32_t)i;
out:
    keur_release(groups);
    return status;
}

static keur_features view(const contest *of, bool is_fitted)
{
    return (keur_features){.columns = of->columns,
                           .n_columns = of->tables.real.n_columns,
                           .rows = of->rows + (is_fitted ? 0 : of->n_fitted),
                           .n_rows = is_fitted ? of->n_fitted : of->n_scored};
}

static keur_status prepare(const keur_case *on, const keur_comparison *from, size_t n, contest *of,
                           keur_boosted_job *job, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_equal_size_make(on, from, n, &of->tables, err));
    KEUR_TRY(set_features(on, of, err));
    KEUR_TRY(halve(on, from->suffix, of, err));
    *job = (keur_boosted_job){.on = view(of, true),
                              .target = {.kind = KEUR_TARGET_BINARY, .values = of->values},
                              .options = keur_boosted_defaults()};
out:
    return status;
}

static void free_contest(contest *of)
{
    keur_equal_size_free(&of->tables);
    keur_release(of->columns);
    keur_release(of->values);
    keur_release(of->is_fitted);
    keur_release(of->rows);
    keur_release(of->scores);
}

/* --- the figure */

static keur_figure start(const char *suffix, char name[static 64])
{
    keur_figure figure;

    (void)snprintf(name, 64, "detection-auc%s", suffix);
    figure = keur_figure_start(name, KEUR_KIND_STATISTIC);
    figure.unit = "auc";
    figure.direction = KEUR_LOWER_IS_BETTER;
    return figure;
}

static keur_status add_missing(const keur_comparison *of, const char *reason, keur_result *out,
                               keur_error *err)
{
    char name[64];
    keur_figure figure = start(of->suffix, name);

    figure.reason = reason;
    return keur_result_add(out, &figure, err);
}

/* What a contest showed. */
typedef struct outcome {
    size_t n_real, n_other; /* rows scored */
    size_t n_apart;         /* of either, those out of the largest tie */
    double auc;
    keur_interval interval;
    bool has_clusters;
} outcome;

static keur_status find_auc(const contest *of, outcome *found, keur_error *err)
{
    size_t n_real = 0;
    keur_status status = KEUR_OK;

    while (n_real < of->n_scored && of->rows[of->n_fitted + n_real] < of->tables.n)
        n_real++;
    *found = (outcome){.n_real = n_real,
                       .n_other = of->n_scored - n_real,
                       .auc = NAN,
                       .has_clusters = of->tables.has_clusters};
    if (found->n_real == 0 || found->n_other == 0)
        return KEUR_OK;
    KEUR_TRY(keur_roc_auc(of->scores + n_real, found->n_other, of->scores, n_real, LEVEL,
                          &found->auc, &found->interval, err));
    KEUR_TRY(keur_roc_apart(of->scores + n_real, found->n_other, of->scores, n_real,
                            &found->n_apart, err));
out:
    return status;
}

static keur_status add_auc(const keur_comparison *from, const outcome *found, keur_result *out,
                           keur_error *err)
{
    char name[64];
    keur_figure figure = start(from->suffix, name);

    if (found->n_real == 0 || found->n_other == 0)
        return add_missing(from, "all rows of a table lie in one half: they are of few persons",
                           out, err);
    figure.value = found->auc;
    figure.level = LEVEL;
    figure.n = found->n_real + found->n_other;
    figure.n_least = found->n_real < found->n_other ? found->n_real : found->n_other;
    figure.is_order = true;
    figure.n_apart = found->n_apart;
    figure.method = "boosted trees fitted on half of both tables, scored on the other; interval by "
                    "DeLong, near 0 and 1 wider by what one record that was not seen may weigh "
                    "(Fay and Feuer)";
    if (found->has_clusters) {
        figure.no_interval = "rows of one person are alike: DeLong's interval would be too narrow";
    } else if (isnan(found->interval.low)) {
        figure.no_interval = "one row of a table was scored";
    } else if (!(found->interval.low < found->interval.high)) {
        figure.no_interval = "the scores leave no spread to judge by";
    } else {
        figure.low = found->interval.low;
        figure.high = found->interval.high;
    }
    return keur_result_add(out, &figure, err);
}

/* --- running */

/* Why nothing can be fitted, NULL where something can. */
static const char *why_not(const keur_comparison *of, size_t n)
{
    if (keur_boosted_reason() != NULL)
        return keur_boosted_reason();
    if (keur_comparison_is_empty(of))
        return "needs a holdout, or two rows to halve the train table";
    if (n < LEAST_ROWS)
        return "needs at least 100 rows of each table, 200 of train without a holdout: each half "
               "as many as a leaf of a tree holds";
    return NULL;
}

static keur_status score(const keur_case *on, contest *of, const keur_boosted *model,
                         keur_error *err)
{
    const keur_features scored = view(of, false);
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(of->scores, of->n_scored, err));
    KEUR_TRY(keur_boosted_margins(model, &scored, keur_case_threads(on), of->scores, err));
out:
    return status;
}

/* A person in both tables may leave one table without a row to fit. */
static bool can_fit(const contest *of)
{
    bool has[2] = {false, false};

    for (size_t i = 0; i < of->n_fitted; i++)
        has[of->rows[i] >= of->tables.n] = true;
    return has[0] && has[1];
}

/* All contests of a case. */
typedef struct match {
    keur_case *on;
    keur_anchors anchors;
    size_t n, n_jobs; /* rows of each table */
    contest contests[KEUR_COMPARISONS];
    keur_boosted_job jobs[KEUR_COMPARISONS];
    const char *reasons[KEUR_COMPARISONS];
    const outcome *known[KEUR_COMPARISONS]; /* from another case with the same real rows */
} match;

/* What the anchors show depends on the real rows, and on how many rows are taken and drawn. */
static bool name_anchor(const match *in, size_t i, char name[static 128])
{
    const keur_comparison *of = &in->anchors.comparisons[i];

    (void)snprintf(name, 128, "detection%s n=%zu of=%zu", of->suffix, in->n, of->other.n_rows);
    return of->suffix[0] != '\0';
}

static keur_status set_up(match *in, keur_error *err)
{
    char name[128];
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_anchors_make(in->on, &in->anchors, err));
    in->n = keur_equal_size_of(&in->anchors);
    for (size_t i = 0; i < KEUR_COMPARISONS; i++) {
        in->reasons[i] = why_not(&in->anchors.comparisons[i], in->n);
        if (in->reasons[i] != NULL)
            continue;
        in->known[i] = name_anchor(in, i, name) ? keur_case_kept_of_real(in->on, name) : NULL;
        if (in->known[i] != NULL)
            continue;
        KEUR_TRY(prepare(in->on, &in->anchors.comparisons[i], in->n, &in->contests[i],
                         &in->jobs[in->n_jobs], err));
        if (can_fit(&in->contests[i]))
            in->n_jobs++;
        else
            in->reasons[i] = "all rows of a table lie in one half: they are of few persons";
    }
out:
    return status;
}

static keur_status finish(match *in, size_t i, const keur_boosted *model, keur_result *out,
                          keur_error *err)
{
    char name[128];
    outcome found, *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(score(in->on, &in->contests[i], model, err));
    KEUR_TRY(find_auc(&in->contests[i], &found, err));
    KEUR_TRY(add_auc(&in->anchors.comparisons[i], &found, out, err));
    if (name_anchor(in, i, name)) {
        KEUR_TRY(KEUR_NEW(made, 1, err));
        *made = found;
        KEUR_TRY(keur_case_keep_of_real(in->on, name, made, keur_release, err));
    }
out:
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    match in = {.on = on};
    keur_status status = KEUR_OK;

    (void)args;
    KEUR_TRY(set_up(&in, err));
    KEUR_TRY(keur_boosted_fit_all(in.jobs, in.n_jobs, keur_case_threads(on), err));
    for (size_t i = 0, job = 0; i < KEUR_COMPARISONS; i++) {
        const keur_comparison *of = &in.anchors.comparisons[i];

        if (in.reasons[i] != NULL)
            KEUR_TRY(add_missing(of, in.reasons[i], out, err));
        else if (in.known[i] != NULL)
            KEUR_TRY(add_auc(of, in.known[i], out, err));
        else
            KEUR_TRY(finish(&in, i, in.jobs[job++].model, out, err));
    }
out:
    for (size_t i = 0; i < KEUR_COMPARISONS; i++) {
        free_contest(&in.contests[i]);
        if (i < in.n_jobs)
            keur_boosted_free(in.jobs[i].model);
    }
    keur_anchors_free(&in.anchors);
    return status;
}

const keur_measure keur_detection = {
    .name = "detection",
    .title = "Detection",
    .question = "Can a strong model tell synthetic rows from real ones that it never saw?",
    .limits = "Says that the tables differ, not where or whether it matters. Below 0.5, real rows "
              "stand in the synthetic table as they are.",
    .source = "Lopez-Paz & Oquab, ICLR 2017, arXiv 1610.06545; DeLong et al., Biometrics 44 (1988)",
    .family = KEUR_FAMILY_FIDELITY,
    .run = run,
};
