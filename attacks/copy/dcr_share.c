/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Share of synthetic rows nearer to the train table than to the holdout:
 * share = P(d(s,T) < d(s,H)) + w P(equal), w = |T| / (|T| + |H|). By default the larger of the two
 * tables is sub-sampled to the size of the smaller, so that w is a half.
 *
 * Platzer & Reutterer, Holdout-based empirical assessment of mixed-type synthetic data, Frontiers
 * in Big Data 4 (2021). Metric `bins100` is the one of published comparisons: numbers cut at the
 * 0, 1, ..., 100% quantiles of all three tables pooled, distance = number of columns that differ.
 */
#include <math.h>
#include <string.h>

#include "attacks/membership/membership.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/scaled_space.h"

/* What both searches share. */
typedef struct contest {
    keur_case *on;
    const keur_grouped *grouped; /* bins100; NULL: the numbers as they are */
    const keur_space *space;
    size_t n_rows; /* of each real table */
} contest;

/* The rows of a role that take part: all, or as many as the smaller table has. */
static keur_status choose_rows(const contest *of, keur_role role, uint32_t **chosen,
                               keur_error *err)
{
    const size_t n = keur_case_rows(of->on, role);
    keur_random random = keur_random_start(keur_case_seed(of->on), "dcr-share", role);
    const keur_status status = KEUR_NEW(*chosen, n, err);

    if (status == KEUR_OK)
        keur_random_choose(&random, n, of->n_rows < n ? of->n_rows : n, *chosen);
    return status;
}

/* Row numbers of the table to row numbers among the chosen ones. */
static keur_status narrow_self(uint32_t *self, size_t n_self, const uint32_t *chosen,
                               size_t n_chosen, size_t n_rows, keur_error *err)
{
    uint32_t *place = NULL;
    const keur_status status = KEUR_NEW(place, n_rows, err);

    if (status != KEUR_OK)
        return status;
    memset(place, 0xff, n_rows * sizeof *place);
    for (size_t i = 0; i < n_chosen; i++)
        place[chosen[i]] = (uint32_t)i;
    for (size_t i = 0; i < n_self; i++)
        self[i] = self[i] == KEUR_NO_ROW ? KEUR_NO_ROW : place[self[i]];
    keur_release(place);
    return status;
}

/* Distance of every synthetic row to the nearest of the chosen rows of a role. */
static keur_status nearest(const contest *of, keur_role role, double *distances, keur_error *err)
{
    const keur_rows all =
        of->grouped != NULL ? of->grouped->rows[role] : keur_case_view(of->on, role);
    const keur_rows queries = of->grouped != NULL ? of->grouped->rows[KEUR_SYNTHETIC]
                                                  : keur_case_view(of->on, KEUR_SYNTHETIC);
    const size_t n = of->n_rows < all.n_rows ? of->n_rows : all.n_rows;
    keur_near_options options = {
        .k = 1, .distances_only = true, .threads = keur_case_threads(of->on)};
    uint32_t *chosen = NULL, *self = NULL;
    int32_t **codes = NULL;
    keur_rows rows = {.n_rows = n, .n_columns = all.n_columns};
    keur_index *index = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(choose_rows(of, role, &chosen, err));
    KEUR_TRY(KEUR_NEW(codes, all.n_columns, err));
    for (size_t j = 0; j < all.n_columns; j++) {
        KEUR_TRY(KEUR_NEW(codes[j], n, err));
        for (size_t i = 0; i < n; i++)
            codes[j][i] = all.codes[j][chosen[i]];
    }
    rows.codes = (const int32_t *const *)codes;
    KEUR_TRY(keur_case_self(of->on, KEUR_SYNTHETIC, role, &self, err));
    if (self != NULL)
        KEUR_TRY(narrow_self(self, queries.n_rows, chosen, n, all.n_rows, err));
    options.self = self;
    KEUR_TRY(keur_index_new(of->space, &rows, options.threads, &index, err));
    KEUR_TRY(keur_index_nearest(index, &queries, &options, NULL, distances, err));
out:
    for (size_t j = 0; codes != NULL && j < all.n_columns; j++)
        keur_release(codes[j]);
    keur_release(codes);
    keur_release(chosen);
    keur_release(self);
    keur_index_free(index);
    return status;
}

/* With all rows as they are, the answer that other measures may have asked for already. */
static keur_status nearest_of_all(keur_case *on, const keur_args *args, keur_role role,
                                  double *distances, keur_error *err)
{
    const keur_ask ask = keur_ask_of(args, KEUR_SYNTHETIC, role, 1);
    const keur_neighbours *near = NULL;
    const keur_status status = keur_case_neighbours(on, &ask, &near, err);

    for (size_t i = 0; status == KEUR_OK && i < near->n; i++)
        distances[i] = near->distances[i * near->k];
    return status;
}

/* Mismatches over grouped columns. */
static keur_status mismatch_space(const keur_grouped *grouped, keur_scaled_space *made,
                                  keur_error *err)
{
    const keur_status status = KEUR_NEW(made->columns, grouped->n_columns, err);

    for (size_t j = 0; status == KEUR_OK && j < grouped->n_columns; j++)
        made->columns[j] = (keur_space_column){
            .n_codes = grouped->n_codes[j], .scale = 1, .cap = INFINITY, .weight = 1, .missing = 1};
    made->space.n_columns = grouped->n_columns;
    made->space.columns = made->columns;
    return status;
}

static keur_status report(const contest *of, const double *to_train, const double *to_holdout,
                          keur_result *out, keur_error *err)
{
    const size_t n = keur_case_rows(of->on, KEUR_SYNTHETIC);
    const size_t n_train = keur_case_rows(of->on, KEUR_TRAIN);
    const size_t n_holdout = keur_case_rows(of->on, KEUR_HOLDOUT);
    const double t = (double)(n_train < of->n_rows ? n_train : of->n_rows);
    const double h = (double)(n_holdout < of->n_rows ? n_holdout : of->n_rows);
    const double w = t / (t + h);
    const keur_figure part = {.unit = "rows", .level = 0.95, .total = "synthetic rows"};
    keur_figure share = {.unit = "share",
                         .level = 0.95,
                         .direction = KEUR_HIGHER_IS_RISKIER,
                         .total = "synthetic rows"};
    keur_moments shares = {.n = 0};
    size_t closer = 0, further = 0, equal = 0;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < n; i++) {
        if (isinf(to_holdout[i])) /* the holdout stands in its place, and has one row */
            return keur_result_add_missing(out, "share", "there is no other row to compare with",
                                           err);
        closer += to_train[i] < to_holdout[i];
        further += to_train[i] > to_holdout[i];
        equal += to_train[i] == to_holdout[i];
    }
    KEUR_TRY(keur_add_count(out, &part, "closer", (double)closer, n, err));
    KEUR_TRY(keur_add_count(out, &part, "further", (double)further, n, err));
    KEUR_TRY(keur_add_count(out, &part, "equal", (double)equal, n, err));
    keur_moments_add(&shares, 1, closer);
    keur_moments_add(&shares, 0, further);
    keur_moments_add(&shares, w, equal);
    KEUR_TRY(keur_add_mean(out, &share, "share", &shares, err));
out:
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    const keur_ask ask = keur_ask_of(args, KEUR_SYNTHETIC, KEUR_TRAIN, 1);
    const size_t n_train = keur_case_rows(on, KEUR_TRAIN), n = keur_case_rows(on, KEUR_SYNTHETIC);
    const size_t n_holdout = keur_case_rows(on, KEUR_HOLDOUT);
    const unsigned pooled = 1u << KEUR_TRAIN | 1u << KEUR_HOLDOUT | 1u << KEUR_SYNTHETIC;
    const bool is_binned = keur_args_is(args, "metric", "bins100");
    contest of = {.on = on, .n_rows = n_train < n_holdout ? n_train : n_holdout};
    keur_grouped grouped = {.n_groups = 0};
    keur_scaled_space scaled = {.columns = NULL};
    double *to_train = NULL, *to_holdout = NULL;
    keur_status status = KEUR_OK;

    if (keur_args_is(args, "sizes", "as-given"))
        of.n_rows = SIZE_MAX;
    else if (n_train != n_holdout)
        KEUR_TRY(keur_result_notice(out,
                                    "dcr-share: the larger of train and holdout was "
                                    "sub-sampled to the size of the smaller.",
                                    err));
    KEUR_TRY(KEUR_NEW(to_train, n, err));
    KEUR_TRY(KEUR_NEW(to_holdout, n, err));
    if (!is_binned && of.n_rows >= n_train && of.n_rows >= n_holdout) {
        KEUR_TRY(nearest_of_all(on, args, KEUR_TRAIN, to_train, err));
        KEUR_TRY(nearest_of_all(on, args, KEUR_HOLDOUT, to_holdout, err));
        KEUR_TRY(report(&of, to_train, to_holdout, out, err));
        goto out;
    }
    if (is_binned) {
        KEUR_TRY(keur_grouped_make(on, 100, KEUR_LOWEST_INCLUDED, pooled, &grouped, err));
        KEUR_TRY(mismatch_space(&grouped, &scaled, err));
        of.grouped = &grouped;
    } else {
        KEUR_TRY(keur_scaled_space_make(on, &ask, &scaled, err));
    }
    of.space = &scaled.space;
    KEUR_TRY(nearest(&of, KEUR_TRAIN, to_train, err));
    KEUR_TRY(nearest(&of, KEUR_HOLDOUT, to_holdout, err));
    KEUR_TRY(report(&of, to_train, to_holdout, out, err));
out:
    keur_release(to_train);
    keur_release(to_holdout);
    keur_scaled_space_free(&scaled);
    keur_grouped_free(&grouped);
    return status;
}

static const keur_param params[] = {
    {.name = "metric",
     .type = KEUR_PARAM_CHOICE,
     .choices = "gower|bins100",
     .fallback = "gower",
     .help = "gower: scaled differences; bins100: columns that differ, numbers in 100 groups"},
    {.name = "sizes",
     .type = KEUR_PARAM_CHOICE,
     .choices = "equal|as-given",
     .fallback = "equal",
     .help = "compare with as many train as holdout rows, or with all"},
    KEUR_PARAM_SCALING,
    {.name = NULL}};

const keur_measure keur_dcr_share = {
    .name = "dcr-share",
    .title = "Share nearer to train than to holdout",
    .question = "Are synthetic rows nearer to the rows the generator saw than to rows it did not "
                "see?",
    .limits = "An average over all rows: a leak of a few rows does not move it.",
    .source = "Platzer & Reutterer, Frontiers in Big Data 4 (2021) 679939",
    .family = KEUR_FAMILY_COPY,
    .needs = KEUR_NEEDS_HOLDOUT,
    .params = params,
    .run = run,
};
