/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether synthetic rows lie where real rows are, and real rows where synthetic ones are. The
 * ball of a row reaches to the k-th nearest other row of its own table (k = 5), in the distance of
 * the attacks (near/near.h); tables are sub-sampled to equal size.
 *
 *   precision  share of synthetic rows in the ball of any real row
 *   recall     share of real rows in the ball of any synthetic row
 *   density    real balls that a synthetic row lies in, on average, over k; may exceed 1
 *   coverage   share of real rows in whose own ball a synthetic row lies
 *
 * Kynkaanniemi et al., NeurIPS 2019, arXiv 1904.06991 (precision, recall); Naeem et al., ICML 2020,
 * arXiv 2002.09797 (density, coverage). They answer the questions of alpha-precision and
 * beta-recall (Alaa et al., ICML 2022, arXiv 2102.08921) without their embedding into a sphere.
 *
 * "Any ball" is one search: with a further column that holds R - r for a row with a ball of r, R
 * the largest, and 0 for the one that asks, the nearest row lies within R if and only if it, or
 * another, has the asking row in its ball. Rounding is of the order of 1e-15 there: distances up to
 * 1e-9 beyond a ball count as in it, everywhere.
 */
#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/remembered.h"
#include "fidelity/equal_size.h"
#include "fidelity/fidelity_registry.h"
#include "stats/clustered.h"

#define EDGE 1e-9

enum { REAL, OTHER, SIDES };

typedef struct balls {
    keur_case *on;
    const keur_space *space;
    keur_equal_size tables;
    size_t k;
    keur_rows rows[SIDES];
    keur_index *indexes[SIDES];
    double *radii[SIDES];       /* to the k-th nearest row of the same table, and the edge */
    unsigned char *hits[SIDES]; /* by row: lies in a ball of the other table */
    uint32_t *inside;           /* by real row: rows of the other table in its ball */
} balls;

/* --- balls */

static keur_status set_radii(balls *of, size_t side, keur_error *err)
{
    const size_t n = of->tables.n;
    const int threads = keur_case_threads(of->on);
    keur_near_options options = {.k = of->k, .distances_only = true, .threads = threads};
    double *distances = NULL;
    uint32_t *self = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(distances, n * of->k, err));
    KEUR_TRY(KEUR_NEW(self, n, err));
    KEUR_TRY(KEUR_NEW(of->radii[side], n, err));
    KEUR_TRY(keur_index_new(of->space, &of->rows[side], threads, &of->indexes[side], err));
    for (size_t i = 0; i < n; i++)
        self[i] = (uint32_t)i;
    options.self = self;
    KEUR_TRY(
        keur_index_nearest(of->indexes[side], &of->rows[side], &options, NULL, distances, err));
    for (size_t i = 0; i < n; i++)
        of->radii[side][i] = distances[i * of->k + of->k - 1] + EDGE;
out:
    keur_release(distances);
    keur_release(self);
    return status;
}

static keur_status count_inside(balls *of, keur_error *err)
{
    const keur_radius_options options = {.radii = of->radii[REAL],
                                         .threads = keur_case_threads(of->on)};
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(of->inside, of->tables.n, err));
    KEUR_TRY(
        keur_index_radius_counts(of->indexes[OTHER], &of->rows[REAL], &options, of->inside, err));
out:
    return status;
}

/* --- in any ball */

/* Rows of one side with the further column, and the values of that column. */
typedef struct lifted {
    keur_space space;
    keur_space_column *columns;
    const int32_t **views[SIDES]; /* of the rows that have balls, of those that ask */
    int32_t *codes, *zeros;
    double *values; /* ascending; the first is 0 */
    double most;    /* the largest radius */
} lifted;

static void free_lifted(lifted *of)
{
    keur_release(of->columns);
    keur_release(of->views[0]);
    keur_release(of->views[1]);
    keur_release(of->codes);
    keur_release(of->zeros);
    keur_release(of->values);
}

/* Distinct values of most - radius, ascending from 0, and the code of each row. */
static keur_status set_lifts(const double *radii, size_t n, lifted *to, keur_error *err)
{
    double *lifts = NULL;
    uint32_t *order = NULL;
    size_t n_values = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(lifts, n, err));
    KEUR_TRY(KEUR_NEW(order, n, err));
    KEUR_TRY(KEUR_NEW(to->codes, n, err));
    KEUR_TRY(KEUR_NEW(to->zeros, n, err));
    KEUR_TRY(KEUR_NEW(to->values, n, err));
    for (size_t i = 0; i < n; i++)
        to->most = fmax(to->most, radii[i]);
    for (size_t i = 0; i < n; i++)
        lifts[i] = to->most - radii[i];
    KEUR_TRY(keur_sort_order(lifts, n, order, err));
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || lifts[order[i]] > to->values[n_values - 1])
            to->values[n_values++] = lifts[order[i]];
        to->codes[order[i]] = (int32_t)(n_values - 1);
    }
    to->columns[to->space.n_columns - 1] = (keur_space_column){.is_numeric = true,
                                                               .n_codes = n_values,
                                                               .n_values = n_values,
                                                               .values = to->values,
                                                               .scale = 1,
                                                               .cap = INFINITY,
                                                               .weight = 1,
                                                               .missing = 1};
out:
    keur_release(lifts);
    keur_release(order);
    return status;
}

static keur_status lift(const balls *of, size_t side, lifted *to, keur_error *err)
{
    const size_t n_columns = of->space->n_columns;
    keur_status status = KEUR_OK;

    to->space.n_columns = n_columns + 1;
    KEUR_TRY(KEUR_NEW(to->columns, n_columns + 1, err));
    for (size_t s = 0; s < SIDES; s++)
        KEUR_TRY(KEUR_NEW(to->views[s], n_columns + 1, err));
    for (size_t j = 0; j < n_columns; j++) {
        to->columns[j] = of->space->columns[j];
        to->views[0][j] = of->rows[side].codes[j];
        to->views[1][j] = of->rows[1 - side].codes[j];
    }
    to->space.columns = to->columns;
    KEUR_TRY(set_lifts(of->radii[side], of->tables.n, to, err));
    to->views[0][n_columns] = to->codes;
    to->views[1][n_columns] = to->zeros;
out:
    return status;
}

/* Which rows of the other side lie in any ball of this one. */
static keur_status find_hits(balls *of, size_t side, keur_error *err)
{
    const size_t n = of->tables.n, n_columns = of->space->n_columns + 1;
    const int threads = keur_case_threads(of->on);
    const keur_near_options options = {.k = 1, .distances_only = true, .threads = threads};
    double *distances = NULL;
    lifted to = {.most = 0};
    keur_index *index = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(of->hits[1 - side], n, err));
    KEUR_TRY(KEUR_NEW(distances, n, err));
    KEUR_TRY(lift(of, side, &to, err));
    KEUR_TRY(
        keur_index_new(&to.space, &(keur_rows){n, n_columns, to.views[0]}, threads, &index, err));
    KEUR_TRY(keur_index_nearest(index, &(keur_rows){n, n_columns, to.views[1]}, &options, NULL,
                                distances, err));
    for (size_t i = 0; i < n; i++)
        of->hits[1 - side][i] = distances[i] <= to.most;
out:
    keur_index_free(index);
    keur_release(distances);
    free_lifted(&to);
    return status;
}

static keur_status find(balls *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t side = 0; side < SIDES; side++)
        KEUR_TRY(set_radii(of, side, err));
    KEUR_TRY(count_inside(of, err));
    for (size_t side = 0; side < SIDES; side++)
        KEUR_TRY(find_hits(of, side, err));
out:
    return status;
}

static void free_balls(balls *of)
{
    for (size_t side = 0; side < SIDES; side++) {
        keur_index_free(of->indexes[side]);
        keur_release(of->radii[side]);
        keur_release(of->hits[side]);
    }
    keur_release(of->inside);
    keur_equal_size_free(&of->tables);
}

/* --- figures */

static keur_figure start(const char *unit)
{
    keur_figure like = keur_figure_start("", KEUR_KIND_STATISTIC);

    like.unit = unit;
    like.direction = KEUR_HIGHER_IS_BETTER;
    return like;
}

/* A share of the rows of one table; rows of one person are alike. */
static keur_status add_share(keur_result *out, const balls *of, const char *name,
                             const char *suffix, size_t side, const unsigned char *hits,
                             keur_error *err)
{
    const keur_figure like = start("share");
    const int32_t *units = side == REAL ? of->tables.real_units : of->tables.other_units;
    const size_t n = of->tables.n;
    double size = (double)n, sum = 0;
    uint32_t *clusters = NULL, most = 0;
    char full[64];
    keur_status status = KEUR_OK;

    (void)snprintf(full, sizeof full, "%s%s", name, suffix);
    for (size_t i = 0; i < n; i++)
        sum += hits[i];
    if (units == NULL)
        return keur_add_rate(out, &like, full, sum, (double)n, err);
    KEUR_TRY(KEUR_NEW(clusters, n, err));
    for (size_t i = 0; i < n; i++) {
        clusters[i] = (uint32_t)units[i];
        most = clusters[i] > most ? clusters[i] : most;
    }
    KEUR_TRY(keur_clustered_size(clusters, hits, n, (size_t)most + 1, &size, err));
    KEUR_TRY(keur_add_clustered_rate(out, &like, full, sum, (double)n, size, err));
out:
    keur_release(clusters);
    return status;
}

static keur_status add_density(keur_result *out, const balls *of, const char *suffix,
                               keur_error *err)
{
    const double n = (double)of->tables.n;
    keur_figure figure = start("balls");
    double sum = 0;
    char full[64];

    for (size_t i = 0; i < of->tables.n; i++)
        sum += of->inside[i];
    (void)snprintf(full, sizeof full, "density%s", suffix);
    figure.name = full;
    figure.value = sum / n / (double)of->k;
    figure.n = 2 * of->tables.n;
    figure.n_least = of->tables.n;
    figure.method = "real balls that hold a row, over k, on average";
    figure.no_interval = "a row lies in many balls that overlap";
    return keur_result_add(out, &figure, err);
}

static const char *const names[] = {"precision", "recall", "density", "coverage"};

static keur_status add_missing(keur_result *out, const char *suffix, const char *reason,
                               keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const keur_figure like = start(i == 2 ? "balls" : "share");
        char full[64];

        (void)snprintf(full, sizeof full, "%s%s", names[i], suffix);
        KEUR_TRY(keur_add_reason(out, &like, full, reason, err));
    }
out:
    return status;
}

static keur_status report(keur_result *out, balls *of, const char *suffix, keur_error *err)
{
    unsigned char *is_covered = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(is_covered, of->tables.n, err));
    for (size_t i = 0; i < of->tables.n; i++)
        is_covered[i] = of->inside[i] > 0;
    KEUR_TRY(add_share(out, of, names[0], suffix, OTHER, of->hits[OTHER], err));
    KEUR_TRY(add_share(out, of, names[1], suffix, REAL, of->hits[REAL], err));
    KEUR_TRY(add_density(out, of, suffix, err));
    KEUR_TRY(add_share(out, of, names[3], suffix, REAL, is_covered, err));
out:
    keur_release(is_covered);
    return status;
}

/* --- running */

static keur_status compare(keur_case *on, const keur_space *space, const keur_comparison *from,
                           size_t n, size_t k, keur_result *out, keur_error *err)
{
    balls of = {.on = on, .space = space, .k = k};
    keur_status status = KEUR_OK;

    if (keur_comparison_is_empty(from))
        return add_missing(out, from->suffix,
                           "needs a holdout, or two rows to halve the train table", err);
    if (n <= k)
        return add_missing(out, from->suffix,
                           "a table has no more rows than a ball reaches neighbours", err);
    KEUR_TRY(keur_equal_size_make(on, from, n, &of.tables, err));
    of.rows[REAL] = of.tables.real;
    of.rows[OTHER] = of.tables.other;
    KEUR_TRY(find(&of, err));
    KEUR_TRY(report(out, &of, from->suffix, err));
out:
    free_balls(&of);
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    const size_t k = (size_t)keur_args_number(args, "k");
    const keur_ask ask = {.from = KEUR_SYNTHETIC,
                          .to = KEUR_TRAIN,
                          .k = k,
                          .scaling = keur_args_is(args, "scaling", "rank") ? KEUR_SCALING_RANK
                                     : keur_args_is(args, "scaling", "standard")
                                         ? KEUR_SCALING_STANDARD
                                         : KEUR_SCALING_RANGE,
                          .source = KEUR_SCALES_OF_REAL};
    const keur_space *space = NULL;
    keur_anchors anchors = {.store = NULL};
    size_t n;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_case_space(on, &ask, &space, err));
    KEUR_TRY(keur_anchors_make(on, &anchors, err));
    n = keur_equal_size_of(&anchors);
    for (size_t i = 0; i < KEUR_COMPARISONS; i++)
        KEUR_TRY(compare(on, space, &anchors.comparisons[i], n, k, out, err));
    KEUR_TRY(keur_result_notice(
        out,
        "Intervals of precision are given the balls of the real rows, those of recall and coverage "
        "given the synthetic rows: balls of neighbours share rows, whose chance is not in them.",
        err));
out:
    keur_anchors_free(&anchors);
    return status;
}

static const keur_param params[] = {
    {.name = "k",
     .type = KEUR_PARAM_INTEGER,
     .low = 1,
     .high = KEUR_MAX_NEIGHBOURS,
     .fallback = "5",
     .unit = "rows",
     .help = "a ball reaches to the k-th nearest row of its own table"},
    {.name = "scaling",
     .type = KEUR_PARAM_CHOICE,
     .choices = "range|rank|standard",
     .fallback = "range",
     .help = "how numbers are made comparable"},
    {.name = NULL}};

const keur_measure keur_precision_recall = {
    .name = "precision-recall",
    .title = "Precision and recall",
    .question =
        "Do synthetic rows lie where real rows are, and real rows where synthetic ones are?",
    .limits = "Distances of many columns are coarse; a row far from all others has a large ball, "
              "which may hold rows that are nothing like it.",
    .source = "Kynkaanniemi et al., NeurIPS 2019, arXiv 1904.06991; Naeem et al., ICML 2020, arXiv "
              "2002.09797",
    .family = KEUR_FAMILY_FIDELITY,
    .params = params,
    .run = run,
};
