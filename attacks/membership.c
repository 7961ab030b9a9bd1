/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/membership.h"

#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/units.h"
#include "stats/roc.h"

keur_ask keur_ask_of(const keur_args *args, keur_role from, keur_role to, size_t k)
{
    keur_ask ask = {.from = from, .to = to, .k = k};

    ask.scaling = keur_args_is(args, "scaling", "rank")       ? KEUR_SCALING_RANK
                  : keur_args_is(args, "scaling", "standard") ? KEUR_SCALING_STANDARD
                  : keur_args_is(args, "scaling", "none")     ? KEUR_SCALING_NONE
                                                              : KEUR_SCALING_RANGE;
    ask.source = KEUR_SCALES_OF_REAL;
    ask.is_squared = keur_args_is(args, "metric", "l2");
    return ask;
}

keur_status keur_scores_new(const keur_case *on, keur_scores *scores, keur_error *err)
{
    keur_status status = KEUR_OK;

    *scores = (keur_scores){.n_member = keur_case_rows(on, KEUR_TRAIN),
                            .n_non_member = keur_case_rows(on, KEUR_NON_MEMBER)};
    KEUR_TRY(KEUR_NEW(scores->member, scores->n_member, err));
    KEUR_TRY(KEUR_NEW(scores->non_member, scores->n_non_member, err));
out:
    return status;
}

void keur_scores_free(keur_scores *scores)
{
    keur_release(scores->member);
    keur_release(scores->non_member);
    *scores = (keur_scores){.member = NULL};
}

static keur_status report_auc(const keur_scores *scores, keur_result *out, keur_error *err)
{
    keur_figure figure = keur_figure_start("auc", KEUR_KIND_STATISTIC);
    keur_interval interval = {NAN, NAN};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_roc_auc(scores->member, scores->n_member, scores->non_member,
                          scores->n_non_member, figure.level, &figure.value, &interval, err));
    figure.unit = "auc";
    figure.direction = KEUR_HIGHER_IS_RISKIER;
    figure.n = scores->n_member + scores->n_non_member;
    figure.n_least =
        scores->n_member < scores->n_non_member ? scores->n_member : scores->n_non_member;
    figure.method = "area under the ROC curve, mid-ranks for ties, DeLong interval";
    if (interval.low < interval.high) {
        figure.low = interval.low;
        figure.high = interval.high;
    } else {
        figure.no_interval = isnan(interval.low)
                                 ? "needs two members and two non-members"
                                 : "DeLong's variance is 0: scores are all tied or separate fully";
    }
    KEUR_TRY(keur_result_add(out, &figure, err));
    if (figure.high < 0.5)
        KEUR_TRY(keur_result_notice(
            out,
            "Warning: a membership attack does worse than guessing: train and holdout are of "
            "different "
            "populations, or the synthetic rows lie near the holdout. Its figures are not valid.",
            err));
out:
    return status;
}

static keur_status report_tpr(const keur_scores *scores, double fpr, const char *name,
                              keur_result *out, keur_error *err)
{
    keur_figure figure = keur_figure_start(name, KEUR_KIND_RATE);
    keur_roc_point point;
    char reason[160];
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_roc_tpr(scores->member, scores->n_member, scores->non_member,
                          scores->n_non_member, fpr, figure.level, &point, err));
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

/* Scores of rows become mean scores of persons. */
static keur_status average_by_person(const keur_case *on, keur_role role, double *scores, size_t *n,
                                     keur_error *err)
{
    const int32_t *units = keur_case_units(on, role);
    const size_t n_units = keur_case_unit_count(on);
    double *sums = NULL, *rows = NULL;
    size_t kept = 0;
    keur_status status = KEUR_OK;

    if (units == NULL)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(sums, n_units, err));
    KEUR_TRY(KEUR_NEW(rows, n_units, err));
    for (size_t i = 0; i < *n; i++) {
        sums[units[i]] += scores[i];
        rows[units[i]] += 1;
    }
    for (size_t person = 0; person < n_units; person++) {
        if (rows[person] > 0)
            scores[kept++] = sums[person] / rows[person];
    }
    *n = kept;
out:
    keur_release(sums);
    keur_release(rows);
    return status;
}

static bool are_finite(const double *scores, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(scores[i]))
            return false;
    }
    return true;
}

keur_status keur_scores_report(const keur_case *on, keur_scores *scores, keur_result *out,
                               keur_error *err)
{
    keur_status status = KEUR_OK;

    if (!are_finite(scores->member, scores->n_member) ||
        !are_finite(scores->non_member, scores->n_non_member))
        return keur_result_add_missing(
            out, "auc",
            "the synthetic table or the reference is too small: a row has no other to "
            "be compared with",
            err);
    KEUR_TRY(average_by_person(on, KEUR_TRAIN, scores->member, &scores->n_member, err));
    KEUR_TRY(
        average_by_person(on, KEUR_NON_MEMBER, scores->non_member, &scores->n_non_member, err));
    if (keur_case_unit_count(on) > 0)
        KEUR_TRY(keur_result_notice(out,
                                    "Rows of one person count as one: membership scores are "
                                    "averaged over them.",
                                    err));
    KEUR_TRY(report_auc(scores, out, err));
    KEUR_TRY(report_tpr(scores, 0.1, "tpr@fpr=0.1", out, err));
    KEUR_TRY(report_tpr(scores, 0.01, "tpr@fpr=0.01", out, err));
    KEUR_TRY(report_tpr(scores, 0.001, "tpr@fpr=0.001", out, err));
out:
    return status;
}
