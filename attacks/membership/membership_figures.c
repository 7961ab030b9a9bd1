/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the scores of members and non-members show, the same for every attack. */
#include <math.h>
#include <stdio.h>

#include "attacks/membership/membership.h"
#include "attacks/membership/membership_groups.h"
#include "attacks/membership/reversed.h"
#include "attacks/registry.h"
#include "base/random.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/units.h"
#include "stats/advantage.h"
#include "stats/roc.h"
#include "stats/roc_curve.h"

/* On each side, for a threshold from one half and its evaluation on the other. */
enum { LEAST_HALVED = 20 };

keur_status keur_membership_order(const keur_scores *of, keur_figure *figure, keur_error *err)
{
    figure->is_order = true;
    return keur_roc_apart(of->member, of->n_member, of->non_member, of->n_non_member,
                          &figure->n_apart, err);
}

static keur_status report_auc(const keur_scores *scores, const char *invalid, keur_result *out,
                              keur_error *err)
{
    keur_figure figure = keur_figure_start("auc", KEUR_KIND_STATISTIC);
    keur_interval interval = {NAN, NAN};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_roc_auc(scores->member, scores->n_member, scores->non_member,
                          scores->n_non_member, figure.level, &figure.value, &interval, err));
    KEUR_TRY(keur_membership_order(scores, &figure, err));
    figure.invalid = invalid;
    figure.unit = "auc";
    figure.direction = KEUR_HIGHER_IS_RISKIER;
    figure.n = scores->n_member + scores->n_non_member;
    figure.n_least =
        scores->n_member < scores->n_non_member ? scores->n_member : scores->n_non_member;
    figure.method =
        "area under the ROC curve, mid-ranks for ties; interval by DeLong, near 0 and 1 "
        "wider by what one record that was not seen may weigh (Fay and Feuer)";
    if (figure.n_least < KEUR_AREA_LEAST) {
        figure.no_interval = KEUR_AREA_TOO_FEW;
    } else if (interval.low < interval.high) {
        figure.low = interval.low;
        figure.high = interval.high;
    } else {
        figure.no_interval = "the scores are all tied";
    }
    KEUR_TRY(keur_result_add(out, &figure, err));
out:
    return status;
}

static keur_status report_tpr(const keur_scores *scores, double fpr, const char *name,
                              const char *invalid, keur_result *out, keur_error *err)
{
    keur_figure figure = keur_figure_start(name, KEUR_KIND_RATE);
    keur_roc_point point;
    char reason[160];
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_roc_tpr(scores->member, scores->n_member, scores->non_member,
                          scores->n_non_member, fpr, figure.level, &point, err));
    figure.invalid = invalid;
    figure.unit = "share";
    figure.direction = KEUR_HIGHER_IS_RISKIER;
    if (!point.is_estimable) {
        (void)snprintf(reason, sizeof reason,
                       "needs at least %.0f non-members for a false positive rate of %g",
                       ceil(3 / fpr), fpr);
        return keur_add_reason(out, &figure, name, reason, err);
    }
    figure.value = point.tpr;
    figure.numerator = (double)point.hits;
    figure.denominator = (double)scores->n_member;
    figure.n = scores->n_member + scores->n_non_member;
    figure.low = point.interval.low;
    figure.high = point.interval.high;
    figure.method = "members above the threshold, Clopper-Pearson interval that allows for the "
                    "random threshold";
    KEUR_TRY(keur_result_add(out, &figure, err));
out:
    return status;
}

static keur_status report_advantage(const keur_case *on, const keur_scores *scores,
                                    const char *invalid, keur_result *out, keur_error *err)
{
    keur_random random = keur_random_start(keur_case_seed(on), "advantage", 0);
    keur_figure figure = keur_figure_start("advantage", KEUR_KIND_STATISTIC);
    keur_advantage found;
    keur_status status = KEUR_OK;

    if (scores->n_member < LEAST_HALVED || scores->n_non_member < LEAST_HALVED)
        return keur_result_add_missing(out, "advantage",
                                       "needs 20 members and 20 non-members: half of them choose "
                                       "the threshold, half judge it",
                                       err);
    KEUR_TRY(keur_advantage_find(scores->member, scores->n_member, scores->non_member,
                                 scores->n_non_member, keur_random_bits(&random), figure.level,
                                 &found, err));
    KEUR_TRY(keur_membership_order(scores, &figure, err));
    figure.value = found.value;
    figure.low = found.interval.low;
    figure.high = found.interval.high;
    figure.invalid = invalid;
    figure.unit = "share";
    figure.direction = KEUR_HIGHER_IS_RISKIER;
    figure.n = found.counts.n_member + found.counts.n_non_member;
    figure.n_least = found.counts.n_member < found.counts.n_non_member ? found.counts.n_member
                                                                       : found.counts.n_non_member;
    figure.method = "true minus false positive rate, threshold from one half of the persons, "
                    "evaluated on the other; Newcombe interval";
    KEUR_TRY(keur_result_add(out, &figure, err));
out:
    return status;
}

/* The curve on the rates of a fixed grid: the first coordinate counts nobody. */
static keur_status report_curve(const keur_scores *scores, keur_result *out, keur_error *err)
{
    keur_roc_vertex points[KEUR_ROC_GRID];
    double values[2 * KEUR_ROC_GRID];
    keur_series series = {.name = "roc",
                          .title = "Members found against non-members taken for members",
                          .n_columns = 2,
                          .columns = {{"false positive rate", "share", NAN},
                                      {"true positive rate", "share", (double)scores->n_member}},
                          .values = values};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_roc_curve_thin(scores->member, scores->n_member, scores->non_member,
                                 scores->n_non_member, points, &series.n_points, err));
    for (size_t i = 0; i < series.n_points; i++) {
        values[2 * i] = points[i].fpr;
        values[2 * i + 1] = points[i].tpr;
    }
    if (series.n_points > 0)
        KEUR_TRY(keur_result_add_series(out, &series, err));
out:
    return status;
}

keur_status keur_membership_figures(keur_case *on, const keur_scores *persons, keur_result *out,
                                    keur_error *err)
{
    const char *invalid = NULL;
    bool is_reversed = false;
    keur_status status = KEUR_OK;

    if (persons->why_not != NULL)
        return keur_result_add_missing(out, "auc", persons->why_not, err);
    KEUR_TRY(keur_membership_doubt(on, persons, &invalid, &is_reversed, err));
    if (is_reversed)
        KEUR_TRY(keur_result_notice(
            out,
            "Warning: a membership attack does worse than guessing: train and holdout are of "
            "different populations, or the synthetic rows lie near the holdout. Its figures are "
            "not valid.",
            err));
    KEUR_TRY(report_auc(persons, invalid, out, err));
    KEUR_TRY(report_tpr(persons, 0.1, "tpr@fpr=0.1", invalid, out, err));
    KEUR_TRY(report_tpr(persons, 0.01, "tpr@fpr=0.01", invalid, out, err));
    KEUR_TRY(report_tpr(persons, 0.001, "tpr@fpr=0.001", invalid, out, err));
    KEUR_TRY(report_advantage(on, persons, invalid, out, err));
    KEUR_TRY(report_curve(persons, out, err));
out:
    return status;
}

keur_status keur_membership_run(const keur_measure *measure, keur_case *on, const keur_args *args,
                                keur_result *out, keur_error *err)
{
    const keur_scores *rows = NULL;
    keur_scores persons = {.member = NULL};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_membership_scores(on, measure, args, &rows, err));
    KEUR_TRY(keur_scores_of_persons(on, rows, &persons, err));
    if (keur_case_unit_count(on) > 0 && persons.why_not == NULL)
        KEUR_TRY(keur_result_notice(out,
                                    "Rows of one person count as one: membership scores are "
                                    "averaged over them.",
                                    err));
    KEUR_TRY(keur_membership_figures(on, &persons, out, err));
    if (measure == &keur_membership_ensemble || keur_args_is(args, KEUR_BY_GROUP, "yes"))
        KEUR_TRY(keur_membership_by_group(on, &persons, out, err));
out:
    keur_scores_free(&persons);
    return status;
}
