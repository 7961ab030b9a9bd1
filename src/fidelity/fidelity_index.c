/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How useful the synthetic table S is, in one figure: how much nearer than independent columns M it
 * is to fresh real rows H, where train T is 1. With D the total variation distance of the tables of
 * counts of k columns, numbers in 10 groups of train, all at as many rows,
 *
 *   index_k = sum over sets of k columns (D(M,H) - D(S,H)) / sum over sets (D(M,H) - D(T,H)),
 *
 * and the index the mean over k = 2 and 3. Distances are to rows that the generator did not see, so
 * that to repeat train gains nothing over train, and there is no index without a holdout: half of
 * train in its place would count its copies as fidelity.
 *
 * `subsample-equivalent` is the share of train's rows that are as far from H as S is.
 */
#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/keep.h"
#include "case/remembered.h"
#include "case/units.h"
#include "fidelity/anchors.h"
#include "fidelity/fidelity_registry.h"
#include "fidelity/index_trial.h"
#include "fidelity/known_distances.h"
#include "stats/intervals.h"

static const char *reason_of(const keur_index_trial *trial, const keur_index_value *of)
{
    if (trial->reason != NULL)
        return trial->reason;
    if (of->n_sets == 0)
        return "needs three columns";
    return of->is_vague ? "train is not beyond chance nearer to the holdout than independent "
                          "columns are"
                        : NULL;
}

static keur_status add_index(keur_result *out, const char *name, const keur_index_trial *trial,
                             size_t table, size_t size, keur_error *err)
{
    keur_figure figure = keur_figure_start(name, KEUR_KIND_STATISTIC);
    keur_index_value of = {.n_sets = 0};

    if (trial->reason == NULL)
        of = keur_index_of(trial, table, size, figure.level);
    figure.unit = "index";
    figure.direction = KEUR_HIGHER_IS_BETTER;
    figure.reason = reason_of(trial, &of);
    if (figure.reason == NULL) {
        const double reach = keur_student_quantile(0.5 + figure.level / 2, of.degrees) * of.error;

        figure.value = of.value;
        figure.low = of.value - reach;
        figure.high = of.value + reach;
        figure.n = trial->n_rows;
        figure.n_parts = of.n_sets;
        figure.method = "0: independent columns, 1: train; as many rows of each table; balanced "
                        "half-samples";
    }
    return keur_result_add(out, &figure, err);
}

/* Distances of samples of train; the last is that of all rows, as the trial has it. */
static keur_status find_curve(keur_case *on, const keur_index_trial *trial,
                              double curve[KEUR_SAMPLE_SHARES], keur_error *err)
{
    const keur_grouped *grouped = NULL;
    keur_deal deal = {.rows = NULL};
    keur_dealt train = {.codes = NULL};
    keur_set_tables tables = {.n_tables = 2,
                              .tables = {&trial->tables[KEUR_TRIAL_AGAINST], &train}};
    keur_dealer by = {.units = keur_case_units(on, KEUR_TRAIN),
                      .n_units = keur_case_unit_count(on),
                      .n_rows = keur_case_rows(on, KEUR_TRAIN),
                      .seed = keur_case_seed(on),
                      .purpose = "index-train"};
    double n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_case_grouped(on, KEUR_FIDELITY_GROUPS, &grouped, err));
    by.from = &grouped->rows[KEUR_TRAIN];
    tables.n_codes = grouped->n_codes;
    KEUR_TRY(keur_deal_make(&by, &deal, err));
    KEUR_TRY(keur_dealt_make(by.from, &deal, trial->n_rows, 1, &train, err));
    for (size_t s = 0; s < KEUR_TRIAL_SIZES; s++) {
        const double n_sets = (double)trial->choices[s].n_sets;
        double sums[KEUR_SAMPLE_SHARES];

        if (trial->choices[s].n_sets == 0)
            continue;
        KEUR_TRY(keur_known_sample_distances(on, &tables, &trial->choices[s], sums, err));
        n++;
        for (size_t i = 0; i < KEUR_SAMPLE_SHARES; i++)
            curve[i] += (sums[i] / n_sets - curve[i]) / n;
    }
    curve[KEUR_SAMPLE_SHARES - 1] = keur_index_distance(trial, KEUR_TRIAL_TRAIN);
out:
    keur_dealt_free(&train);
    keur_deal_free(&deal);
    return status;
}

/* Shares beyond the ends of the curve are the ends of what there can be. */
static double share_at(const double curve[KEUR_SAMPLE_SHARES], double distance)
{
    double least;

    return fmin(keur_sample_share_at(curve, distance, &least), 100);
}

static keur_status add_equivalent(keur_case *on, keur_result *out, const keur_index_trial *trial,
                                  keur_error *err)
{
    keur_figure figure = keur_figure_start("subsample-equivalent", KEUR_KIND_STATISTIC);
    double curve[KEUR_SAMPLE_SHARES] = {0}, least = 0, distance, reach, share;
    char reason[96];
    keur_status status = KEUR_OK;

    if (trial->reason != NULL)
        return keur_result_add_missing(out, figure.name, trial->reason, err);
    KEUR_TRY(find_curve(on, trial, curve, err));
    distance = keur_index_distance(trial, KEUR_TRIAL_OTHER);
    reach = keur_student_quantile(0.5 + figure.level / 2, (double)trial->n_hands / 2) *
            keur_index_distance_error(trial, KEUR_TRIAL_OTHER, KEUR_TRIAL_TRAIN);
    share = keur_sample_share_at(curve, distance, &least);
    figure.unit = "percent of train";
    figure.direction = KEUR_HIGHER_IS_BETTER;
    if (isinf(share)) {
        figure.reason = "more than 100: nearer to the holdout than train is";
    } else if (share == 0) {
        (void)snprintf(reason, sizeof reason,
                       "below %g: further from the holdout than %g%% of train", least, least);
        figure.reason = reason;
    } else {
        figure.value = share;
        figure.low = share_at(curve, distance + reach);
        figure.high = share_at(curve, distance - reach);
        figure.n = trial->n_rows;
        figure.n_parts = trial->choices[0].n_sets + trial->choices[1].n_sets;
        figure.method = "rows of train without replacement that are as far from the holdout; "
                        "between 0 and 100";
    }
    KEUR_TRY(keur_result_add(out, &figure, err));
out:
    return status;
}

static keur_status add_notices(const keur_case *on, keur_result *out, const keur_index_trial *trial,
                               keur_error *err)
{
    char sentence[160];
    keur_status status = KEUR_OK;

    if (keur_case_is_holdout(on, KEUR_SYNTHETIC))
        KEUR_TRY(keur_result_notice(out,
                                    "The synthetic table is the holdout: a random half of it is "
                                    "compared with the other half.",
                                    err));
    if (trial->choices[0].is_sample) {
        (void)snprintf(sentence, sizeof sentence,
                       "There are more than %d columns: %zu sets of two and %zu of three were "
                       "chosen at random.",
                       KEUR_ALL_SETS_UP_TO, trial->choices[0].n_sets, trial->choices[1].n_sets);
        KEUR_TRY(keur_result_notice(out, sentence, err));
    }
out:
    return status;
}

/* For whoever compares this table with others. */
static keur_status keep_gaps(keur_case *on, const keur_index_trial *trial, keur_error *err)
{
    keur_index_gaps *gaps = NULL;
    keur_index_value of;
    keur_status status = KEUR_OK;

    if (trial->reason != NULL || keur_case_kept(on, KEUR_INDEX_KEPT) != NULL)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(gaps, 1, err));
    of = keur_index_with_gaps(trial, KEUR_TRIAL_OTHER, KEUR_TRIAL_SIZES, 0.95, gaps);
    if (reason_of(trial, &of) != NULL) {
        keur_release(gaps);
        return KEUR_OK;
    }
    KEUR_TRY(keur_case_keep(on, KEUR_INDEX_KEPT, gaps, keur_release, err));
out:
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    const bool is_holdout = keur_case_is_holdout(on, KEUR_SYNTHETIC);
    keur_index_trial trial = {.reason = NULL}, halves = {.reason = NULL};
    keur_status status = KEUR_OK;

    (void)args;
    KEUR_TRY(keur_index_trial_make(on, is_holdout ? KEUR_TRIAL_OF_HALVES : KEUR_TRIAL_OF_SYNTHETIC,
                                   &trial, err));
    if (!is_holdout)
        KEUR_TRY(keep_gaps(on, &trial, err));
    KEUR_TRY(add_index(out, "fidelity-index", &trial, KEUR_TRIAL_OTHER, KEUR_TRIAL_SIZES, err));
    KEUR_TRY(add_index(out, "fidelity-index-2", &trial, KEUR_TRIAL_OTHER, 0, err));
    KEUR_TRY(add_index(out, "fidelity-index-3", &trial, KEUR_TRIAL_OTHER, 1, err));
    KEUR_TRY(add_equivalent(on, out, &trial, err));
    KEUR_TRY(add_notices(on, out, &trial, err));
    if (!is_holdout)
        KEUR_TRY(add_index(out, "fidelity-index-independent", &trial, KEUR_TRIAL_INDEPENDENT_AGAIN,
                           KEUR_TRIAL_SIZES, err));
    keur_index_trial_free(&trial); /* its tables, before there are others */
    KEUR_TRY(keur_index_trial_make(on, KEUR_TRIAL_OF_HALVES, &halves, err));
    KEUR_TRY(
        add_index(out, "fidelity-index-holdout", &halves, KEUR_TRIAL_OTHER, KEUR_TRIAL_SIZES, err));
out:
    keur_index_trial_free(&trial);
    keur_index_trial_free(&halves);
    return status;
}

const keur_measure keur_fidelity_index = {
    .name = "fidelity-index",
    .title = "Fidelity index",
    .question = "How much of what train tells about how columns go together does the synthetic "
                "table tell?",
    .limits = "Looks at sets of two and three columns, numbers in tenths; what matters most to "
              "a study may be elsewhere.",
    .source = "Total variation distance to fresh real rows, between independent columns (0) and "
              "train (1); measure of this project",
    .family = KEUR_FAMILY_FIDELITY,
    .needs = KEUR_NEEDS_HOLDOUT,
    .run = run,
};
