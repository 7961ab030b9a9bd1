/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a sentence about an open limit says of the rows: whether these could have met it at all, and
 * how many could. All follows from the limit and from sizes as they may leave the building.
 */
#include <math.h>

#include "assess/export_impl.h"
#include "assess/limit_power.h"
#include "assess/verdict_impl.h"
#include "base/try.h"

/* Rounded up to two digits, so that a rough number looks like one. */
static double about(size_t rows)
{
    const double n = (double)rows;
    const double unit = n < 100 ? 1 : pow(10, floor(log10(n)) - 1);

    return ceil(n / unit) * unit;
}

static size_t exported(const keur_scorecard *card, double rows)
{
    bool is_known;

    return isfinite(rows) && rows > 0 ? (size_t)keur_export_size(card, rows, &is_known) : 0;
}

/* How many members and non-members the figure counted; 0 where that is not known. */
static void take_sizes(const keur_scorecard *card, const keur_power_form *form,
                       const keur_figure *figure, keur_limit_power *to)
{
    const double n = (double)figure->n;
    const double members =
        form->kind == KEUR_POWER_TPR ? figure->denominator : n - (double)figure->n_least;

    if (isnan(figure->value) || (form->kind != KEUR_POWER_TPR && figure->n_least == 0))
        return;
    to->members = exported(card, members);
    to->non_members = exported(card, n - members);
}

/* "with these sizes a safe table would meet it in 13% of runs" */
static keur_status add_power(const keur_limit_power *of, keur_text *to, keur_error *err)
{
    const double percent = floor(100 * of->power);

    if (percent < 10) /* where a normal approximation is no number */
        return keur_text_format(to, err, "; with these sizes a safe table %s meet it",
                                of->is_least ? "may hardly ever" : "would hardly ever");
    return keur_text_format(to, err,
                            "; with these sizes a safe table would meet it in %s%.0f%% of runs",
                            of->is_least ? "at least " : "", fmin(percent, 99));
}

/* "about 4000 scored members and as many non-members would settle it" */
static keur_status add_rows(const keur_power_form *form, const keur_limit_power *of, keur_text *to,
                            keur_error *err)
{
    const bool is_scored = form->kind == KEUR_POWER_AUC || form->kind == KEUR_POWER_TPR;
    const char *others = is_scored ? "scored non-members" : "rows of the holdout";

    if (of->non_members_needed == 0)
        return keur_text_add(to, "; no number of rows up to ten million would settle it", err);
    if (of->members_needed == of->members)
        return keur_text_format(to, err, "; about %.0f %s would settle it",
                                about(of->non_members_needed), others);
    return keur_text_format(to, err, "; about %.0f %s and as many %s would settle it",
                            about(of->members_needed),
                            is_scored ? "scored members" : "rows of train", others);
}

/* A risk's power depends on what is guessed right in any case. */
static keur_status add_risk(const keur_power_form *form, const keur_finding *finding,
                            const keur_limit_power *sizes, keur_text *to, keur_error *err)
{
    static const char *const between[KEUR_N_BASELINES] = {"", ", ", " or "};
    keur_limit_power at[KEUR_N_BASELINES];
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_add(to, "; where 50%, 75% or 90% is right anyway, ", err));
    for (size_t i = 0; sizes->members > 0 && sizes->non_members > 0 && i < KEUR_N_BASELINES; i++) {
        at[i] = *sizes;
        at[i].baseline = keur_power_baselines[i];
        keur_power_fill(form, finding->limit, finding->confidence, &at[i]);
        KEUR_TRY(keur_text_format(to, err, "%s%s%.0f%%",
                                  i == 0 ? "with these sizes a safe table would meet it in " : "",
                                  between[i], fmin(floor(100 * at[i].power), 99)));
    }
    KEUR_TRY(keur_text_format(
        to, err, "%sabout ", sizes->members > 0 && sizes->non_members > 0 ? " of runs, and " : ""));
    for (size_t i = 0; i < KEUR_N_BASELINES; i++)
        KEUR_TRY(keur_text_format(to, err, "%s%.0f", between[i],
                                  about(keur_power_rows(form, finding->limit, finding->confidence,
                                                        keur_power_baselines[i]))));
    KEUR_TRY(keur_text_add(to, " rows on each side would settle it", err));
out:
    return status;
}

keur_status keur_test_power(const keur_judging *on, const keur_test *test, keur_text *to,
                            keur_error *err)
{
    const keur_finding *finding = &test->finding;
    const keur_power_form form =
        keur_power_form_of(finding->measure, finding->figure, finding->side, finding->limit);
    keur_limit_power at = {.baseline = NAN, .power = NAN};
    keur_status status = KEUR_OK;

    if (form.kind == KEUR_POWER_NONE || finding->kind == KEUR_LIMIT_BREAK_ONLY)
        return KEUR_OK;
    take_sizes(on->card, &form, test->evidence.figure, &at);
    if (form.kind == KEUR_POWER_RISK)
        return add_risk(&form, finding, &at, to, err);
    if (at.members > 0 && at.non_members > 0) {
        keur_power_fill(&form, finding->limit, finding->confidence, &at);
        KEUR_TRY(add_power(&at, to, err));
    } else {
        at.members_needed = at.non_members_needed =
            keur_power_rows(&form, finding->limit, finding->confidence, NAN);
        at.members = 0;
    }
    if (!(at.power >= KEUR_POWER_WANTED))
        KEUR_TRY(add_rows(&form, &at, to, err));
out:
    return status;
}
