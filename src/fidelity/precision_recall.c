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
 */
#include <stdio.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/remembered.h"
#include "fidelity/balls.h"
#include "fidelity/equal_size.h"
#include "fidelity/fidelity_registry.h"
#include "stats/clustered.h"

typedef struct comparing {
    keur_equal_size tables;
    size_t k;
    keur_balls balls;
} comparing;

static keur_figure start(const char *unit)
{
    keur_figure like = keur_figure_start("", KEUR_KIND_STATISTIC);

    like.unit = unit;
    like.direction = KEUR_HIGHER_IS_BETTER;
    return like;
}

/* A share of the rows of one table; rows of one person are alike. */
static keur_status add_share(keur_result *out, const comparing *of, const char *name,
                             const char *suffix, size_t side, const unsigned char *hits,
                             keur_error *err)
{
    const keur_figure like = start("share");
    const int32_t *units = side == KEUR_REAL ? of->tables.real_units : of->tables.other_units;
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

static keur_status add_density(keur_result *out, const comparing *of, const char *suffix,
                               keur_error *err)
{
    const double n = (double)of->tables.n;
    keur_figure figure = start("balls");
    double sum = 0;
    char full[64];

    for (size_t i = 0; i < of->tables.n; i++)
        sum += of->balls.inside[i];
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

static keur_status report(keur_result *out, comparing *of, const char *suffix, keur_error *err)
{
    unsigned char *is_covered = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(is_covered, of->tables.n, err));
    for (size_t i = 0; i < of->tables.n; i++)
        is_covered[i] = of->balls.inside[i] > 0;
    KEUR_TRY(add_share(out, of, names[0], suffix, KEUR_OTHER, of->balls.hits[KEUR_OTHER], err));
    KEUR_TRY(add_share(out, of, names[1], suffix, KEUR_REAL, of->balls.hits[KEUR_REAL], err));
    KEUR_TRY(add_density(out, of, suffix, err));
    KEUR_TRY(add_share(out, of, names[3], suffix, KEUR_REAL, is_covered, err));
out:
    keur_release(is_covered);
    return status;
}

/* --- running */

static keur_status compare(keur_case *on, const keur_space *space, const keur_comparison *from,
                           size_t n, size_t k, keur_result *out, keur_error *err)
{
    comparing of = {.k = k};
    keur_status status = KEUR_OK;

    if (keur_comparison_is_empty(from))
        return add_missing(out, from->suffix,
                           "needs a holdout, or two rows to halve the train table", err);
    if (n <= k)
        return add_missing(out, from->suffix,
                           "a table has no more rows than a ball reaches neighbours", err);
    KEUR_TRY(keur_equal_size_make(on, from, n, &of.tables, err));
    KEUR_TRY(keur_balls_find(space, (const keur_rows[]){of.tables.real, of.tables.other}, k,
                             keur_case_threads(on), &of.balls, err));
    KEUR_TRY(report(out, &of, from->suffix, err));
out:
    keur_balls_free(&of.balls);
    keur_equal_size_free(&of.tables);
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
