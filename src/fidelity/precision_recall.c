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
#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/common.h"
#include "case/remembered.h"
#include "fidelity/ball_shares.h"
#include "fidelity/fidelity_registry.h"
#include "stats/intervals.h"

static keur_figure start(const char *unit)
{
    keur_figure like = keur_figure_start("", KEUR_KIND_STATISTIC);

    like.unit = unit;
    like.direction = KEUR_HIGHER_IS_BETTER;
    return like;
}

static keur_status add_share(keur_result *out, const char *name, double hits, double size, size_t n,
                             keur_error *err)
{
    keur_figure figure = start("share");
    const double p = hits / (double)n;

    figure.name = name;
    figure.kind = KEUR_KIND_RATE;
    figure.value = p;
    figure.numerator = hits;
    figure.denominator = (double)n;
    figure.n = n;
    if (isnan(size)) {
        figure.method = "share of rows";
        figure.no_interval = "too few rows to see how much neighbours have in common";
    } else {
        const keur_interval found = keur_interval_wilson(p * size, size, figure.level);

        figure.low = fmin(found.low, p);
        figure.high = fmax(found.high, p);
        figure.method = "share of rows, Wilson score interval of fewer, by what 20 groups differ";
    }
    return keur_result_add(out, &figure, err);
}

static keur_status add_density(keur_result *out, const char *name, double density, size_t n,
                               keur_error *err)
{
    keur_figure figure = start("balls");

    figure.name = name;
    figure.value = density;
    figure.n = 2 * n;
    figure.n_least = n;
    figure.method = "real balls that hold a row, over k, on average";
    figure.no_interval = "a row lies in many balls that overlap";
    return keur_result_add(out, &figure, err);
}

enum { DENSITY = KEUR_BALL_SHARES, N_FIGURES };

static const char *const names[N_FIGURES] = {[KEUR_PRECISION] = "precision",
                                             [KEUR_RECALL] = "recall",
                                             [KEUR_COVERAGE] = "coverage",
                                             [DENSITY] = "density"};

static keur_status add_missing(keur_result *out, const char *suffix, const char *reason,
                               keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < N_FIGURES; i++) {
        const keur_figure like = start(i == DENSITY ? "balls" : "share");
        char full[64];

        (void)snprintf(full, sizeof full, "%s%s", names[i], suffix);
        KEUR_TRY(keur_add_reason(out, &like, full, reason, err));
    }
out:
    return status;
}

static keur_status report(keur_result *out, const keur_ball_shares *of, size_t n,
                          const char *suffix, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < N_FIGURES; i++) {
        char full[64];

        (void)snprintf(full, sizeof full, "%s%s", names[i], suffix);
        if (i == DENSITY)
            KEUR_TRY(add_density(out, full, of->density, n, err));
        else
            KEUR_TRY(add_share(out, full, of->hits[i], of->sizes[i], n, err));
    }
out:
    return status;
}

/* --- running */

/* What the anchors show depends on the real rows, and on how many rows are taken and drawn. */
static bool is_of_real(const keur_comparison *from)
{
    return from->suffix[0] != '\0';
}

static keur_status find_shares(keur_case *on, const keur_space *space, const keur_comparison *from,
                               size_t n, size_t k, keur_ball_shares *found, keur_error *err)
{
    keur_equal_size tables = {.n = 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_equal_size_make(on, from, n, &tables, err));
    KEUR_TRY(keur_ball_shares_find(space, &tables, k, keur_case_threads(on), found, err));
out:
    keur_equal_size_free(&tables);
    return status;
}

static keur_status recall_shares(keur_case *on, const keur_space *space,
                                 const keur_comparison *from, size_t n, const keur_ask *ask,
                                 keur_ball_shares *found, keur_error *err)
{
    keur_ball_shares *kept, *made = NULL;
    char name[160];
    keur_status status = KEUR_OK;

    if (!is_of_real(from))
        return find_shares(on, space, from, n, ask->k, found, err);
    (void)snprintf(name, sizeof name, "balls%s scaling=%d k=%zu n=%zu of=%zu", from->suffix,
                   (int)ask->scaling, ask->k, n, from->other.n_rows);
    kept = keur_case_kept_of_real(on, name);
    if (kept == NULL) {
        KEUR_TRY(KEUR_NEW(made, 1, err));
        KEUR_TRY(find_shares(on, space, from, n, ask->k, made, err));
        kept = made;
        made = NULL;
        KEUR_TRY(keur_case_keep_of_real(on, name, kept, keur_release, err));
    }
    *found = *kept;
out:
    keur_release(made);
    return status;
}

static keur_status compare(keur_case *on, const keur_space *space, const keur_comparison *from,
                           size_t n, const keur_ask *ask, keur_result *out, keur_error *err)
{
    keur_ball_shares found;
    keur_status status = KEUR_OK;

    if (keur_comparison_is_empty(from))
        return add_missing(out, from->suffix,
                           "needs a holdout, or two rows to halve the train table", err);
    if (n <= ask->k)
        return add_missing(out, from->suffix,
                           "a table has no more rows than a ball reaches neighbours", err);
    KEUR_TRY(recall_shares(on, space, from, n, ask, &found, err));
    KEUR_TRY(report(out, &found, n, from->suffix, err));
out:
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
        KEUR_TRY(compare(on, space, &anchors.comparisons[i], n, &ask, out, err));
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
    .is_slow = true,
    .run = run,
};
