/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the scores of an attack show within groups, and whether a group fares worse than others. */
#include "attacks/membership/membership_groups.h"

#include <math.h>
#include <stdio.h>

#include "attacks/grouping.h"
#include "attacks/membership/reversed.h"
#include "base/memory.h"
#include "base/try.h"
#include "case/labels.h"
#include "stats/holm.h"
#include "stats/roc.h"
#include "stats/roc_compare.h"

/* All groupings of an attack, and its groups one after the other. */
typedef struct field {
    const keur_scores *persons;
    const char *invalid;
    size_t n_groupings, n_groups;
    keur_grouping *groupings;
    keur_roc_difference *found; /* per group, to all others; p NAN where there are too few */
    double *p;                  /* adjusted */
    double *scores;             /* room for all: a group first, the others behind it */
} field;

static void field_free(field *of)
{
    for (size_t i = 0; i < of->n_groupings; i++)
        keur_grouping_free(&of->groupings[i]);
    keur_release(of->groupings);
    keur_release(of->found);
    keur_release(of->p);
    keur_release(of->scores);
}

static keur_status make_groupings(keur_case *on, field *to, keur_error *err)
{
    const size_t n_columns = keur_case_columns(on);
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(to->groupings, n_columns + 1, err));
    for (size_t j = 0; j < n_columns; j++) {
        if ((keur_case_column(on, j)->roles & KEUR_COLUMN_PROTECTED) == 0)
            continue;
        to->n_groupings++;
        KEUR_TRY(
            keur_grouping_by_column(on, to->persons, j, &to->groupings[to->n_groupings - 1], err));
    }
    to->n_groupings++;
    KEUR_TRY(
        keur_grouping_by_vulnerability(on, to->persons, &to->groupings[to->n_groupings - 1], err));
    for (size_t i = 0; i < to->n_groupings; i++) {
        if (to->groupings[i].why_not == NULL)
            to->n_groups += to->groupings[i].n_groups;
    }
out:
    return status;
}

/* Scores of one group and of all others, as views of of->scores. */
static void part(const field *of, const keur_grouping *by, size_t g, keur_roc_sample sides[2])
{
    const keur_scores *from = of->persons;
    const size_t n = from->n_member + from->n_non_member;
    const size_t m1 = by->groups[g].n_member, n1 = by->groups[g].n_non_member;
    double *member = of->scores, *non_member = member + m1;
    double *other_member = non_member + n1, *other = other_member + (from->n_member - m1);

    sides[0] = (keur_roc_sample){member, m1, non_member, n1};
    sides[1] = (keur_roc_sample){other_member, from->n_member - m1, other, from->n_non_member - n1};
    for (size_t i = 0; i < n; i++) {
        const bool is_here = by->group_of[i] == g, is_member = i < from->n_member;

        if (is_member)
            *(is_here ? member++ : other_member++) = from->member[i];
        else
            *(is_here ? non_member++ : other++) = from->non_member[i - from->n_member];
    }
}

static bool is_large(const keur_roc_sample *side)
{
    return side->n_member >= KEUR_GROUP_LEAST && side->n_non_member >= KEUR_GROUP_LEAST;
}

static keur_status compare(field *of, keur_error *err)
{
    size_t at = 0;
    keur_roc_sample sides[2];
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(of->found, of->n_groups, err));
    KEUR_TRY(KEUR_NEW(of->p, of->n_groups, err));
    KEUR_TRY(KEUR_NEW(of->scores, of->persons->n_member + of->persons->n_non_member, err));
    for (size_t i = 0; i < of->n_groupings; i++) {
        const keur_grouping *by = &of->groupings[i];

        for (size_t g = 0; by->why_not == NULL && g < by->n_groups; g++, at++) {
            of->found[at] = (keur_roc_difference){.p = NAN, .difference = NAN};
            part(of, by, g, sides);
            if (is_large(&sides[0]) && is_large(&sides[1]))
                KEUR_TRY(keur_roc_compare_apart(&sides[0], &sides[1], 0.95, &of->found[at], err));
            of->p[at] = of->found[at].p;
        }
    }
    KEUR_TRY(keur_holm(of->p, of->n_groups, of->p, err));
out:
    return status;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* A figure about a group of so many; labels and texts are those of the grouping. */
static keur_figure figure_of(const field *of, const keur_grouping *by, size_t g, const char *name,
                             keur_kind kind)
{
    keur_figure figure = keur_figure_start(name, kind);
    const keur_group *group = &by->groups[g];

    keur_figure_label(&figure, "group", by->name);
    keur_figure_label(&figure, "level", keur_group_level(group));
    figure.n = group->n_member + group->n_non_member;
    figure.n_least = least(group->n_member, group->n_non_member);
    figure.direction = KEUR_HIGHER_IS_RISKIER;
    figure.invalid = of->invalid;
    return figure;
}

static keur_status add_without(keur_result *out, keur_figure figure, const char *reason,
                               keur_error *err)
{
    figure.reason = reason;
    figure.invalid = NULL;
    return keur_result_add(out, &figure, err);
}

static keur_status take_order(const keur_roc_sample *of, keur_figure *figure, keur_error *err)
{
    size_t n;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_roc_apart(of->member, of->n_member, of->non_member, of->n_non_member, &n, err));
    /* Of two orders the one in which fewer people have places of their own. */
    figure->n_apart = figure->is_order ? least(figure->n_apart, n) : n;
    figure->is_order = true;
out:
    return status;
}

static keur_status report_auc(const field *of, const keur_grouping *by, size_t g,
                              const keur_roc_sample *side, keur_result *out, keur_error *err)
{
    keur_figure figure = figure_of(of, by, g, "group-auc", KEUR_KIND_STATISTIC);
    keur_interval interval = {NAN, NAN};
    keur_status status = KEUR_OK;

    figure.unit = "auc";
    if (!is_large(side))
        return add_without(out, figure, "needs 100 members and 100 non-members", err);
    KEUR_TRY(keur_roc_auc(side->member, side->n_member, side->non_member, side->n_non_member,
                          figure.level, &figure.value, &interval, err));
    KEUR_TRY(take_order(side, &figure, err));
    figure.method =
        "area under the ROC curve within the group; interval by DeLong, near 0 and 1 wider "
        "by what one record that was not seen may weigh (Fay and Feuer)";
    if (interval.low < interval.high) {
        figure.low = interval.low;
        figure.high = interval.high;
    } else {
        figure.no_interval = "the scores are all tied";
    }
    KEUR_TRY(keur_result_add(out, &figure, err));
out:
    return status;
}

static keur_status report_tpr(const field *of, const keur_grouping *by, size_t g,
                              const keur_roc_sample *side, double fpr, keur_result *out,
                              keur_error *err)
{
    keur_figure figure = figure_of(
        of, by, g, fpr > 0.05 ? "group-tpr@fpr=0.1" : "group-tpr@fpr=0.01", KEUR_KIND_RATE);
    keur_roc_point point;
    char reason[100];
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_roc_tpr(side->member, side->n_member, side->non_member, side->n_non_member, fpr,
                          figure.level, &point, err));
    figure.unit = "share";
    if (!point.is_estimable) {
        (void)snprintf(reason, sizeof reason,
                       "needs at least %.0f non-members in the group for a false positive rate "
                       "of %g",
                       ceil(3 / fpr), fpr);
        return add_without(out, figure, reason, err);
    }
    figure.value = point.tpr;
    figure.numerator = (double)point.hits;
    figure.denominator = (double)side->n_member;
    figure.low = point.interval.low;
    figure.high = point.interval.high;
    figure.method = "members of the group above a threshold of its own non-members, "
                    "Clopper-Pearson interval that allows for the random threshold";
    KEUR_TRY(keur_result_add(out, &figure, err));
out:
    return status;
}

/* To all others: the difference, and p of there being none. */
static keur_status report_difference(const field *of, const keur_grouping *by, size_t g, size_t at,
                                     const keur_roc_sample *side, const keur_roc_sample *rest,
                                     keur_result *out, keur_error *err)
{
    static const char too_few[] = "needs 100 members and 100 non-members outside the group";
    const keur_roc_difference *found = &of->found[at];
    keur_figure figure = figure_of(of, by, g, "group-auc-difference", KEUR_KIND_STATISTIC);
    keur_figure p = figure_of(of, by, g, "group-p", KEUR_KIND_STATISTIC);
    keur_status status = KEUR_OK;

    figure.unit = "auc";
    p.unit = "p";
    p.direction = KEUR_LOWER_IS_RISKIER;
    if (isnan(found->difference)) {
        KEUR_TRY(add_without(out, figure, too_few, err));
        return add_without(out, p, too_few, err);
    }
    KEUR_TRY(take_order(side, &figure, err));
    KEUR_TRY(take_order(rest, &figure, err));
    p.is_order = figure.is_order;
    p.n_apart = figure.n_apart;
    figure.n = p.n = of->persons->n_member + of->persons->n_non_member;
    figure.n_least = p.n_least = least(figure.n_least, least(rest->n_member, rest->n_non_member));
    figure.value = found->difference;
    figure.method =
        "area within the group minus area among all others; interval from the two by squares: "
        "DeLong's, wider near 0 and 1";
    if (found->interval.low < found->interval.high) {
        figure.low = found->interval.low;
        figure.high = found->interval.high;
    } else {
        figure.no_interval = "the scores of the group, or of all others, are all tied";
    }
    KEUR_TRY(keur_result_add(out, &figure, err));
    if (isnan(of->p[at]))
        return add_without(out, p, "the areas have no variance to judge by", err);
    p.value = of->p[at];
    p.no_interval = "a p-value has none";
    p.method = "of no difference to all others, two-sided, by Holm over all groups of the attack";
    KEUR_TRY(keur_result_add(out, &p, err));
out:
    return status;
}

static keur_status report_group(const field *of, const keur_grouping *by, size_t g, size_t at,
                                keur_result *out, keur_error *err)
{
    keur_roc_sample sides[2];
    keur_status status = KEUR_OK;

    if (keur_group_is_tiny(&by->groups[g]))
        return KEUR_OK;
    part(of, by, g, sides);
    KEUR_TRY(report_auc(of, by, g, &sides[0], out, err));
    if (!is_large(&sides[0]))
        return KEUR_OK;
    KEUR_TRY(report_tpr(of, by, g, &sides[0], 0.1, out, err));
    KEUR_TRY(report_tpr(of, by, g, &sides[0], 0.01, out, err));
    KEUR_TRY(report_difference(of, by, g, at, &sides[0], &sides[1], out, err));
out:
    return status;
}

static keur_status report(const field *of, keur_result *out, keur_error *err)
{
    size_t at = 0;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < of->n_groupings; i++) {
        const keur_grouping *by = &of->groupings[i];

        if (by->why_not != NULL) {
            keur_figure figure = keur_figure_start("group-auc", KEUR_KIND_STATISTIC);

            keur_figure_label(&figure, "group", by->name);
            figure.unit = "auc";
            figure.direction = KEUR_HIGHER_IS_RISKIER;
            figure.n = of->persons->n_member + of->persons->n_non_member;
            KEUR_TRY(add_without(out, figure, by->why_not, err));
            continue;
        }
        for (size_t g = 0; g < by->n_groups; g++, at++)
            KEUR_TRY(report_group(of, by, g, at, out, err));
    }
out:
    return status;
}

keur_status keur_membership_by_group(keur_case *on, const keur_scores *persons, keur_result *out,
                                     keur_error *err)
{
    field made = {.persons = persons};
    bool is_reversed = false;
    keur_status status = KEUR_OK;

    if (persons->why_not != NULL) /* said with the attack's own auc */
        return KEUR_OK;
    KEUR_TRY(keur_membership_doubt(on, persons, &made.invalid, &is_reversed, err));
    KEUR_TRY(make_groupings(on, &made, err));
    KEUR_TRY(compare(&made, err));
    KEUR_TRY(report(&made, out, err));
out:
    field_free(&made);
    return status;
}
