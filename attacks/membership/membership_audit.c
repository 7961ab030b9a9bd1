/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The strongest attack that the holder of the data can make: boosted trees that learn, from the
 * known membership of a random half of the persons, how to weigh the scores of all attacks, and are
 * evaluated on the other half, once. Beside these scores it has what else claims.h tells. Outsiders
 * do not have these labels; what they may learn from models of their own making is bounded by it.
 * Own method; the meta-attack of challenge entries, without their shadow models.
 *
 * It must not fool itself: with the labels shuffled, and all fitted anew, its area must be 1/2.
 */
#include <math.h>
#include <string.h>

#include "attacks/membership/claims.h"
#include "attacks/membership/joined.h"
#include "attacks/membership/membership_groups.h"
#include "attacks/membership/reversed.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "learn/boosted_trees.h"
#include "learn/halves.h"
#include "stats/roc.h"
#include "stats/roc_compare.h"

enum { LEAST = 500 };

/* Persons, members first, with the scores of every attack as features. */
typedef struct audited {
    size_t n_member, n, n_features;
    keur_feature *features;
    double **columns;
    unsigned char *is_fitted;
    uint32_t *first_row; /* see keur_scores */
} audited;

static void audited_free(audited *of)
{
    for (size_t j = 0; of->columns != NULL && j < of->n_features; j++)
        keur_release(of->columns[j]);
    keur_release(of->columns);
    keur_release(of->features);
    keur_release(of->is_fitted);
    keur_release(of->first_row);
}

/* One feature: scores of persons, members first. */
static keur_status add_feature(const keur_case *on, const keur_scores *rows, audited *to,
                               keur_error *err)
{
    keur_scores persons = {.member = NULL};
    size_t at;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_scores_of_persons(on, rows, &persons, err));
    to->n_member = persons.n_member;
    to->n = persons.n_member + persons.n_non_member;
    at = to->n_features++; /* counted first, so that what is half made is freed */
    KEUR_TRY(KEUR_NEW(to->columns[at], to->n, err));
    memcpy(to->columns[at], persons.member, to->n * sizeof *persons.member);
    if (to->first_row == NULL) {
        KEUR_TRY(KEUR_NEW(to->first_row, to->n, err));
        memcpy(to->first_row, persons.first_row, to->n * sizeof *persons.first_row);
    }
    to->features[at] = (keur_feature){.numbers = to->columns[at]};
out:
    keur_scores_free(&persons);
    return status;
}

static keur_status audited_make(keur_case *on, const keur_joined *joined, audited *to,
                                keur_error *err)
{
    const size_t n = joined->n + KEUR_CLAIMS_SCORES;
    const keur_scores *claims = NULL;
    int32_t *groups = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(to->columns, n, err));
    KEUR_TRY(KEUR_NEW(to->features, n, err));
    for (size_t j = 0; j < joined->n; j++)
        KEUR_TRY(add_feature(on, joined->attacks[j].rows, to, err));
    KEUR_TRY(keur_claims_find(on, &claims, err));
    for (size_t k = 0; k < KEUR_CLAIMS_SCORES; k++)
        if (k != KEUR_CLAIMS_SUM) /* the score of membership-claims */
            KEUR_TRY(add_feature(on, &claims[k], to, err));
    KEUR_TRY(KEUR_NEW(groups, to->n, err));
    KEUR_TRY(KEUR_NEW(to->is_fitted, to->n, err));
    for (size_t i = 0; i < to->n; i++)
        groups[i] = i < to->n_member;
    KEUR_TRY(keur_halves(to->n, NULL, groups, keur_case_seed(on), "membership-audit", to->is_fitted,
                         err));
out:
    keur_release(groups);
    return status;
}

/* Values of the persons of one half, members first. @return the members among them */
static size_t take_half(const audited *of, const double *values, bool is_fitted, double *to,
                        size_t *n)
{
    size_t n_member = 0;

    *n = 0;
    for (size_t i = 0; i < of->n; i++) {
        if ((of->is_fitted[i] != 0) != is_fitted)
            continue;
        n_member += i < of->n_member;
        to[(*n)++] = values[i];
    }
    return n_member;
}

/* One way of naming members: the true one, or shuffled labels. */
typedef struct labelling {
    double *is_member; /* by person */
    double *margins;   /* of the evaluated persons, in their order */
} labelling;

static void labellings_free(labelling *of, size_t n)
{
    for (size_t k = 0; of != NULL && k < n; k++) {
        keur_release(of[k].is_member);
        keur_release(of[k].margins);
    }
    keur_release(of);
}

/* The first is the true one. Shuffling goes over all persons, fitted and evaluated alike. */
static keur_status label(const keur_case *on, const audited *of, labelling *to, size_t n,
                         keur_error *err)
{
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(order, of->n, err));
    for (size_t k = 0; k < n; k++) {
        keur_random random = keur_random_start(keur_case_seed(on), "audit-shuffle", k);

        KEUR_TRY(KEUR_NEW(to[k].is_member, of->n, err));
        KEUR_TRY(KEUR_NEW(to[k].margins, of->n, err));
        for (size_t i = 0; i < of->n; i++)
            order[i] = (uint32_t)i;
        if (k > 0)
            keur_random_shuffle(&random, order, of->n);
        for (size_t i = 0; i < of->n; i++)
            to[k].is_member[i] = order[i] < of->n_member;
    }
out:
    keur_release(order);
    return status;
}

/* Rows of one half; *n of them. */
static void list_half(const audited *of, bool is_fitted, uint32_t *rows, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < of->n; i++) {
        if ((of->is_fitted[i] != 0) == is_fitted)
            rows[(*n)++] = (uint32_t)i;
    }
}

/* Fit under every labelling, models beside each other, and score the evaluated half. */
static keur_status fit(const keur_case *on, const audited *of, labelling *to, size_t n,
                       keur_error *err)
{
    keur_boosted_options options = keur_boosted_defaults();
    keur_boosted_job *jobs = NULL;
    uint32_t *fitted = NULL, *others = NULL;
    size_t n_fitted, n_others;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(jobs, n, err));
    KEUR_TRY(KEUR_NEW(fitted, of->n, err));
    KEUR_TRY(KEUR_NEW(others, of->n, err));
    options.leaf_rows = 20; /* those who are found surely are few: larger leaves blur them */
    list_half(of, true, fitted, &n_fitted);
    list_half(of, false, others, &n_others);
    for (size_t k = 0; k < n; k++)
        jobs[k] =
            (keur_boosted_job){.on = {of->features, of->n_features, fitted, n_fitted},
                               .target = {.kind = KEUR_TARGET_BINARY, .values = to[k].is_member},
                               .options = options};
    KEUR_TRY(keur_boosted_fit_all(jobs, n, keur_case_threads(on), err));
    for (size_t k = 0; k < n; k++) {
        const keur_features rest = {of->features, of->n_features, others, n_others};

        KEUR_TRY(
            keur_boosted_margins(jobs[k].model, &rest, keur_case_threads(on), to[k].margins, err));
    }
out:
    for (size_t k = 0; jobs != NULL && k < n; k++)
        keur_boosted_free(jobs[k].model);
    keur_release(jobs);
    keur_release(fitted);
    keur_release(others);
    return status;
}

/* Of the first n_attacks features that with the largest area on the half that was fitted. */
static keur_status find_best(const audited *of, size_t n_attacks, double *room, size_t *best,
                             keur_error *err)
{
    double most = -1, auc;
    size_t n, n_member;
    keur_status status = KEUR_OK;

    for (size_t j = 0; j < n_attacks; j++) {
        n_member = take_half(of, of->columns[j], true, room, &n);
        KEUR_TRY(
            keur_roc_auc(room, n_member, room + n_member, n - n_member, 0.95, &auc, NULL, err));
        if (auc > most) {
            most = auc;
            *best = j;
        }
    }
out:
    return status;
}

static void count_persons(keur_figure *figure, size_t n_member, size_t n)
{
    figure->n = n;
    figure->n_least = n_member < n - n_member ? n_member : n - n_member;
}

/* What the audit gains over one attack, on the same persons. */
static keur_status report_gain(const audited *of, const labelling *truth, const keur_joined *joined,
                               const char *invalid, keur_result *out, keur_error *err)
{
    keur_figure gain = keur_figure_start("auc-gain", KEUR_KIND_STATISTIC);
    const double *audit = truth->margins; /* members first, as all persons are */
    double *single = NULL;
    size_t best = 0, n, n_member;
    keur_roc_difference found;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(single, of->n, err));
    KEUR_TRY(find_best(of, joined->n, single, &best, err));
    n_member = take_half(of, of->columns[best], false, single, &n);
    KEUR_TRY(keur_roc_compare(audit, single, n_member, audit + n_member, single + n_member,
                              n - n_member, gain.level, &found, err));
    KEUR_TRY(keur_roc_apart(single, n_member, single + n_member, n - n_member, &gain.n_apart, err));
    gain.is_order = true;
    gain.value = found.difference;
    gain.low = found.interval.low;
    gain.high = found.interval.high;
    if (isnan(gain.low))
        gain.no_interval = "the two rank everybody alike, or one of them nobody";
    gain.invalid = invalid;
    gain.unit = "auc";
    gain.direction = KEUR_HIGHER_IS_RISKIER;
    gain.method = "area of the audit minus that of the best single attack, which was chosen on the "
                  "other half; interval of the paired difference by DeLong, wider near 0 and 1";
    count_persons(&gain, n_member, n);
    keur_joined_label(&joined->attacks[best], &gain);
    KEUR_TRY(keur_result_add(out, &gain, err));
out:
    keur_release(single);
    return status;
}

/* Area of one labelling on the evaluated half. */
static keur_status area_of(const audited *of, const labelling *as, double *auc, keur_error *err)
{
    double *member = NULL, *other = NULL;
    size_t n_member = 0, n_other = 0, at = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(member, of->n, err));
    KEUR_TRY(KEUR_NEW(other, of->n, err));
    for (size_t i = 0; i < of->n; i++) {
        if (of->is_fitted[i])
            continue;
        if (as->is_member[i] > 0)
            member[n_member++] = as->margins[at++];
        else
            other[n_other++] = as->margins[at++];
    }
    KEUR_TRY(keur_roc_auc(member, n_member, other, n_other, 0.95, auc, NULL, err));
out:
    keur_release(member);
    keur_release(other);
    return status;
}

static keur_status report_shuffled(const audited *of, const labelling *shuffled, size_t times,
                                   keur_result *out, keur_error *err)
{
    keur_figure like = keur_figure_start("shuffled-auc", KEUR_KIND_STATISTIC);
    keur_moments areas = {.n = 0};
    const size_t n_members = of->n_member / 2, n_others = (of->n - of->n_member) / 2;
    keur_status status = KEUR_OK;

    like.unit = "auc";
    like.direction = KEUR_DIRECTION_NONE;
    if (times == 0)
        return keur_result_add_missing(out, "shuffled-auc", "not asked for (--shuffles)", err);
    for (size_t item = 0; item < times; item++) {
        double auc = NAN;

        KEUR_TRY(area_of(of, &shuffled[item], &auc, err));
        keur_moments_add(&areas, auc, 1);
    }
    /* Under shuffled labels the area's own variance is known, and steadier than that of a few. */
    like.value = areas.mean;
    {
        const double n = (double)of->n_member / 2, m = (double)(of->n - of->n_member) / 2;
        const double reach = 1.959963984540054 * sqrt((n + m + 1) / (12 * n * m) / (double)times);

        like.low = areas.mean - reach;
        like.high = areas.mean + reach;
    }
    like.method = "mean area with shuffled labels and all fitted anew; interval from the variance "
                  "of an area without signal; 0.5 lies inside where the audit does not fool itself";
    count_persons(&like, of->n_member, of->n);
    like.is_order = true; /* of labels that are nobody's */
    like.n_apart = n_members < n_others ? n_members : n_others;
    KEUR_TRY(keur_result_add(out, &like, err));
    if (like.low - (like.high - like.low) / 2 > 0.5)
        KEUR_TRY(keur_result_notice(out,
                                    "Warning: membership-audit finds members where labels are "
                                    "shuffled: its figures are too high.",
                                    err));
out:
    return status;
}

/* The evaluated half as scores; freed with keur_scores_free(). */
static keur_status evaluated(const audited *of, const labelling *truth, keur_scores *to,
                             keur_error *err)
{
    size_t n = 0;
    keur_status status = KEUR_OK;

    *to = (keur_scores){.n_member = 0};
    KEUR_TRY(KEUR_NEW(to->member, of->n, err));
    KEUR_TRY(KEUR_NEW(to->first_row, of->n, err));
    for (size_t i = 0; i < of->n; i++) {
        if (of->is_fitted[i])
            continue;
        to->n_member += i < of->n_member;
        to->first_row[n++] = of->first_row[i];
    }
    memcpy(to->member, truth->margins, n * sizeof *to->member);
    to->n_non_member = n - to->n_member;
    to->non_member = to->member + to->n_member;
out:
    return status;
}

static keur_status fit_and_report(keur_case *on, const keur_args *args, const keur_joined *joined,
                                  const audited *of, keur_result *out, keur_error *err)
{
    const size_t times = (size_t)keur_args_number(args, "shuffles");
    keur_scores scores = {.member = NULL};
    labelling *labellings = NULL;
    const char *invalid = NULL;
    bool is_reversed = false;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(labellings, times + 1, err));
    KEUR_TRY(label(on, of, labellings, times + 1, err));
    KEUR_TRY(fit(on, of, labellings, times + 1, err));
    KEUR_TRY(evaluated(of, &labellings[0], &scores, err));
    KEUR_TRY(keur_membership_doubt(on, &scores, &invalid, &is_reversed, err));
    KEUR_TRY(keur_membership_figures(on, &scores, out, err));
    KEUR_TRY(keur_membership_bounds(on, args, &scores, out, err));
    KEUR_TRY(keur_membership_by_group(on, &scores, out, err));
    KEUR_TRY(report_gain(of, &labellings[0], joined, invalid, out, err));
    KEUR_TRY(report_shuffled(of, labellings + 1, times, out, err));
out:
    labellings_free(labellings, times + 1);
    keur_scores_free(&scores);
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    const char *why_not = keur_boosted_reason();
    keur_joined joined = {.n = 0};
    audited of = {.n = 0};
    keur_status status = KEUR_OK;

    if (why_not == NULL &&
        (keur_case_rows(on, KEUR_TRAIN) < LEAST || keur_case_rows(on, KEUR_NON_MEMBER) < LEAST))
        why_not = "needs 500 members and 500 non-members (a holdout of 1,000 where it also gives "
                  "the reference)";
    if (why_not != NULL)
        return keur_result_add_missing(out, "auc", why_not, err);
    KEUR_TRY(keur_joined_make(on, KEUR_JOINING_AUDIT, &joined, err));
    if (joined.n == 0) {
        KEUR_TRY(keur_result_add_missing(out, "auc", joined.why_not, err));
        goto out;
    }
    KEUR_TRY(audited_make(on, &joined, &of, err));
    if (of.n_member < LEAST || of.n - of.n_member < LEAST)
        KEUR_TRY(keur_result_add_missing(
            out, "auc", "needs 500 members and 500 non-members, each with rows of their own", err));
    else
        KEUR_TRY(fit_and_report(on, args, &joined, &of, out, err));
out:
    audited_free(&of);
    keur_joined_free(&joined);
    return status;
}

static const keur_param params[] = {
    KEUR_PARAMS_BOUNDS,
    {.name = "shuffles",
     .type = KEUR_PARAM_INTEGER,
     .low = 0,
     .high = 999,
     .fallback = "2",
     .help = "times that labels are shuffled and all is fitted anew, to see that the audit does "
             "not fool itself"},
    {.name = NULL}};

const keur_measure keur_membership_audit = {
    .name = "membership-audit",
    .title = "Membership by somebody who knows half of the answers",
    .question = "How well are people of the train table told apart by trees that learned from the "
                "known membership of half of them?",
    .limits = "Only the holder of the data has these labels: it bounds what others may learn from "
              "models of their own, and is no attack that they can make.",
    .source = "Own method: a meta-attack on the scores of all attacks, fitted on one half of the "
              "persons and evaluated on the other; compare Houssiau et al., TAPAS, 2022",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .is_slow = true,
    .needs = KEUR_NEEDS_HOLDOUT | KEUR_NEEDS_REFERENCE,
    .params = params,
    .run = run,
};
