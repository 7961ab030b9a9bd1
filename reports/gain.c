/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/gain.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "assess/scorecard_impl.h"
#include "base/try.h"
#include "reports/html.h"
#include "reports/people.h"
#include "reports/view.h"

/* --- what a measure is about */

static keur_gain_kind kind_of(keur_family family, keur_word word)
{
    if (family == KEUR_FAMILY_MEMBERSHIP)
        return KEUR_GAIN_MEMBERSHIP;
    if (family == KEUR_FAMILY_COPY)
        return KEUR_GAIN_COPIES;
    if (family == KEUR_FAMILY_FIDELITY)
        return KEUR_GAIN_OTHER;
    return word == KEUR_WORD_SINGLING_OUT    ? KEUR_GAIN_SINGLING_OUT
           : word == KEUR_WORD_LINKABILITY   ? KEUR_GAIN_LINKABILITY
           : word == KEUR_WORD_INFERENCE     ? KEUR_GAIN_INFERENCE
           : family == KEUR_FAMILY_ATTRIBUTE ? KEUR_GAIN_INFERENCE
                                             : KEUR_GAIN_SINGLING_OUT;
}

/* A limit may name a measure that was not run, which the scorecard does not describe. */
static keur_gain_kind kind_of_name(const keur_scorecard *of, const char *measure)
{
    const keur_measure *known = keur_measure_find(measure);

    for (size_t i = 0; i < of->n_measures; i++)
        if (strcmp(of->measures[i].name, measure) == 0)
            return kind_of(of->measures[i].family, of->measures[i].word);
    return known != NULL ? kind_of(known->family, known->word) : KEUR_GAIN_OTHER;
}

bool keur_gain_was_run(const keur_scorecard *of, keur_gain_kind kind)
{
    for (size_t i = 0; i < of->n_measures; i++)
        if (kind_of(of->measures[i].family, of->measures[i].word) == kind)
            return true;
    return false;
}

static const char *secret_of(size_t n_labels, const keur_label *labels)
{
    for (size_t i = 0; i < n_labels; i++)
        if (strcmp(labels[i].name, "secret") == 0)
            return labels[i].value;
    return NULL;
}

static bool has_secret(const keur_scorecard_figure *at)
{
    return secret_of(at->figure.n_labels, at->figure.labels) != NULL;
}

static bool is_about(const keur_scorecard *of, const keur_finding *finding,
                     const keur_scorecard_figure *figure)
{
    keur_figure like = keur_figure_start("", KEUR_KIND_STATISTIC);

    if (finding->figure == NULL || strcmp(finding->figure, figure->figure.name) != 0 ||
        strcmp(finding->measure, of->measures[figure->measure].name) != 0)
        return false;
    like.n_labels = finding->n_labels;
    memcpy(like.labels, finding->labels, sizeof like.labels);
    return keur_figure_same_labels(&like, &figure->figure);
}

static const keur_scorecard_figure *figure_of(const keur_scorecard *of, const keur_finding *finding)
{
    for (size_t i = 0; i < of->n_figures; i++)
        if (is_about(of, finding, &of->figures[i]))
            return &of->figures[i];
    return NULL;
}

/* --- how large a risk is */

static double scale_of(const keur_figure *figure)
{
    return figure->unit != NULL && strcmp(figure->unit, "percent") == 0 ? 100 : 1;
}

static double guessing(const keur_figure *figure)
{
    const double chance = keur_chance_of(figure);

    return isnan(chance) ? 0 : chance;
}

double keur_gain_strength(const keur_figure *figure, double value)
{
    const double chance = guessing(figure);

    return (value / scale_of(figure) - chance) / (1 - chance);
}

double keur_gain_multiple(const keur_gain *of, double value)
{
    double chance, limit;

    if (of->figure == NULL || of->finding == NULL || of->finding->side != KEUR_BELOW)
        return NAN;
    chance = guessing(&of->figure->figure);
    limit = of->finding->limit;
    return limit > chance ? (value / scale_of(&of->figure->figure) - chance) / (limit - chance)
                          : NAN;
}

/* The worst that a figure may be where only bounds are known. */
static double worst_value(const keur_scorecard_figure *figure)
{
    return figure == NULL ? NAN : figure->is_bound ? figure->figure.high : figure->figure.value;
}

/* The risks that the three questions know, and how well attacks on membership do, also in groups.
 */
static bool is_risk(const keur_scorecard *of, const keur_scorecard_figure *at)
{
    const keur_family family = of->measures[at->measure].family;
    const keur_figure *figure = &at->figure;
    char base[KEUR_PEOPLE_SIZE];

    if (family == KEUR_FAMILY_FIDELITY || figure->direction != KEUR_HIGHER_IS_RISKIER)
        return false;
    keur_gain_base(figure->name, base);
    return figure->kind == KEUR_KIND_RISK ||
           (figure->kind == KEUR_KIND_DIFFERENCE && keur_headline_rank(family, base) != SIZE_MAX) ||
           (family == KEUR_FAMILY_MEMBERSHIP && !isnan(keur_chance_of(figure)));
}

/* Understated figures show what they show; others that are not valid show nothing. */
static bool has_ends(const keur_scorecard_figure *at)
{
    const keur_figure *figure = &at->figure;

    return isfinite(figure->low) && isfinite(figure->high) &&
           (at->is_bound || isfinite(figure->value)) &&
           (figure->invalid == NULL || (figure->is_understated && figure->low > 0));
}

static bool is_shown(const keur_scorecard_figure *at)
{
    return has_ends(at) && keur_gain_strength(&at->figure, at->figure.low) > 0;
}

/* By what is shown; where neither shows anything, by what may be there all the same. */
static bool is_larger(const keur_scorecard_figure *a, const keur_scorecard_figure *b)
{
    const double low[] = {keur_gain_strength(&a->figure, a->figure.low),
                          keur_gain_strength(&b->figure, b->figure.low)};

    if (low[0] > 0 || low[1] > 0)
        return low[0] > low[1];
    return keur_gain_strength(&a->figure, a->figure.high) >
           keur_gain_strength(&b->figure, b->figure.high);
}

/* --- rows */

static bool is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static keur_gain *row_of(keur_gains *in, keur_gain_kind kind, const char *secret)
{
    for (size_t i = 0; i < in->n; i++)
        if (in->rows[i].kind == kind && is_same(in->rows[i].secret, secret))
            return &in->rows[i];
    in->rows[in->n] = (keur_gain){.kind = kind, .secret = secret, .state = KEUR_N_STATES};
    return &in->rows[in->n++];
}

static bool decides(const keur_finding *finding)
{
    return finding->kind != KEUR_LIMIT_ADVISORY;
}

static keur_gain_state state_of(const keur_finding *finding)
{
    static const keur_gain_state states[2][KEUR_N_OUTCOMES] = {
        {[KEUR_MET] = KEUR_STATE_MET,
         [KEUR_NO_OBJECTION] = KEUR_STATE_NO_OBJECTION,
         [KEUR_OPEN] = KEUR_STATE_OPEN,
         [KEUR_BROKEN] = KEUR_STATE_BROKEN},
        {[KEUR_MET] = KEUR_STATE_ADVICE_MET,
         [KEUR_NO_OBJECTION] = KEUR_STATE_ADVICE_MET,
         [KEUR_OPEN] = KEUR_STATE_ADVICE_OPEN,
         [KEUR_BROKEN] = KEUR_STATE_ADVICE_BROKEN},
    };

    return states[!decides(finding)][finding->outcome];
}

/* What decides before what advises, the worse outcome first, the larger multiple of its limit
 * first, something before nothing. */
static bool says_more(const keur_gain *a, const keur_gain *b)
{
    double x, y;

    if (b->finding == NULL || decides(a->finding) != decides(b->finding))
        return b->finding == NULL || decides(a->finding);
    if (a->state != b->state)
        return a->state < b->state;
    x = keur_gain_multiple(a, worst_value(a->figure));
    y = keur_gain_multiple(b, worst_value(b->figure));
    return (!isnan(x) && !(x <= y)) || (a->figure != NULL && b->figure == NULL);
}

/* false: a limit on an epsilon that nobody declared is none; usefulness that is kept no gain. */
static bool place_of(const keur_scorecard *of, const keur_finding *finding, keur_gain_kind *kind,
                     const char **secret)
{
    *kind = kind_of_name(of, finding->measure);
    *secret = *kind == KEUR_GAIN_INFERENCE ? secret_of(finding->n_labels, finding->labels) : NULL;
    if (finding->figure != NULL && isnan(finding->limit))
        return false;
    return *kind != KEUR_GAIN_OTHER || state_of(finding) <= KEUR_STATE_OPEN;
}

static void take_findings(const keur_scorecard *of, keur_gains *to)
{
    for (size_t i = 0; i < of->verdict->n_findings; i++) {
        const keur_finding *finding = &of->verdict->findings[i];
        keur_gain made = {.finding = finding, .state = state_of(finding)};
        keur_gain *row;

        if (!place_of(of, finding, &made.kind, &made.secret))
            continue;
        made.figure = figure_of(of, finding);
        row = row_of(to, made.kind, made.secret);
        if (says_more(&made, row))
            *row = made;
    }
}

/* How many limits speak for each row, once it is known whether they decide or advise. */
static void count_findings(const keur_scorecard *of, keur_gains *to)
{
    for (size_t i = 0; i < of->verdict->n_findings; i++) {
        const keur_finding *finding = &of->verdict->findings[i];
        keur_gain_kind kind;
        const char *secret;
        keur_gain *row;

        if (!place_of(of, finding, &kind, &secret))
            continue;
        row = row_of(to, kind, secret);
        if (decides(finding) == decides(row->finding)) {
            row->n_limits++;
            row->n_broken += finding->outcome == KEUR_BROKEN;
        } else if (finding->outcome == KEUR_BROKEN && row->advice == NULL) {
            row->advice = finding;
        }
    }
}

static bool has_limit(const keur_scorecard *of, const keur_scorecard_figure *figure)
{
    for (size_t i = 0; of->verdict != NULL && i < of->verdict->n_findings; i++)
        if (!isnan(of->verdict->findings[i].limit) &&
            is_about(of, &of->verdict->findings[i], figure))
            return true;
    return false;
}

/* Whether a figure of the same name and about the same, which has a limit, allows for as much. */
static bool is_allowed_for(const keur_scorecard *of, const keur_scorecard_figure *figure)
{
    const keur_scorecard_measure *by = &of->measures[figure->measure];
    const keur_gain_kind kind = kind_of(by->family, by->word);
    const char *secret = secret_of(figure->figure.n_labels, figure->figure.labels);

    for (size_t i = 0; of->verdict != NULL && i < of->verdict->n_findings; i++) {
        const keur_finding *finding = &of->verdict->findings[i];
        const keur_scorecard_figure *other;

        if (isnan(finding->limit) || strcmp(finding->figure, figure->figure.name) != 0 ||
            kind_of_name(of, finding->measure) != kind ||
            !is_same(secret, secret_of(finding->n_labels, finding->labels)))
            continue;
        other = figure_of(of, finding);
        if (other != NULL && has_ends(other) &&
            keur_gain_strength(&other->figure, other->figure.high) >=
                keur_gain_strength(&figure->figure, worst_value(figure)))
            return true;
    }
    return false;
}

/* What no limit is about: of each kind the largest that is shown; where nothing at all is known of
 * a kind, the largest that may be there, or that nobody looked. */
static void take_unlimited(const keur_scorecard *of, keur_gains *to)
{
    const size_t n_limited = to->n;

    for (keur_gain_kind kind = KEUR_GAIN_MEMBERSHIP; kind < KEUR_GAIN_OTHER; kind++) {
        bool is_limited = false;
        keur_gain row = {.kind = kind, .state = KEUR_STATE_UNKNOWN};

        for (size_t i = 0; i < n_limited; i++)
            is_limited |= to->rows[i].kind == kind;
        for (size_t i = 0; i < of->n_figures; i++) {
            const keur_scorecard_figure *at = &of->figures[i];
            const keur_scorecard_measure *by = &of->measures[at->measure];

            if (kind_of(by->family, by->word) != kind || !is_risk(of, at) || !has_ends(at) ||
                (is_limited && of->verdict == NULL && has_secret(at)) ||
                (row.figure != NULL && !is_larger(at, row.figure)) || has_limit(of, at) ||
                (is_limited && is_shown(at) && is_allowed_for(of, at)))
                continue;
            row.figure = at;
        }
        if (row.figure != NULL)
            row.state = is_shown(row.figure) ? KEUR_STATE_SHOWN : KEUR_STATE_NOT_SHOWN;
        if (row.figure != NULL && kind == KEUR_GAIN_INFERENCE)
            row.secret = secret_of(row.figure->figure.n_labels, row.figure->figure.labels);
        row.is_beside = is_limited;
        if (!is_limited || row.state == KEUR_STATE_SHOWN)
            to->rows[to->n++] = row;
    }
}

/* Without a verdict each secret has a row. */
static void take_secrets(const keur_scorecard *of, keur_gains *to)
{
    for (size_t i = 0; i < of->n_figures; i++) {
        const keur_scorecard_figure *at = &of->figures[i];
        const keur_scorecard_measure *by = &of->measures[at->measure];
        const char *secret = secret_of(at->figure.n_labels, at->figure.labels);
        keur_gain *row;

        if (kind_of(by->family, by->word) != KEUR_GAIN_INFERENCE || secret == NULL ||
            !is_risk(of, at) || !has_ends(at))
            continue;
        row = row_of(to, KEUR_GAIN_INFERENCE, secret);
        if (row->figure == NULL || is_larger(at, row->figure))
            row->figure = at;
        row->state = is_shown(row->figure) ? KEUR_STATE_SHOWN : KEUR_STATE_NOT_SHOWN;
    }
}

static bool goes_before(const keur_gain *a, const keur_gain *b)
{
    double x, y;

    if (a->kind != b->kind)
        return a->kind < b->kind;
    if (a->is_beside != b->is_beside)
        return b->is_beside;
    if (a->state != b->state)
        return a->state < b->state;
    if (a->figure == NULL || b->figure == NULL)
        return a->figure != NULL && b->figure == NULL;
    x = keur_gain_multiple(a, worst_value(a->figure));
    y = keur_gain_multiple(b, worst_value(b->figure));
    if (isnan(x) || isnan(y))
        return isnan(x) && isnan(y) ? is_larger(a->figure, b->figure) : isnan(y);
    return x > y;
}

/* By insertion: few rows, and the order of equals is that of the scorecard. */
static void sort_rows(keur_gains *of)
{
    for (size_t i = 1; i < of->n; i++) {
        const keur_gain moved = of->rows[i];
        size_t k = i;

        for (; k > 0 && goes_before(&moved, &of->rows[k - 1]); k--)
            of->rows[k] = of->rows[k - 1];
        of->rows[k] = moved;
    }
}

keur_status keur_gains_find(const keur_scorecard *of, keur_arena *arena, keur_gains *gains,
                            keur_error *err)
{
    const size_t most = (of->verdict != NULL ? of->verdict->n_findings : of->n_figures);
    keur_status status = KEUR_OK;

    *gains = (keur_gains){.n = 0};
    KEUR_TRY(KEUR_ARENA_NEW(arena, gains->rows, most + KEUR_N_GAINS, err));
    if (of->verdict != NULL) {
        take_findings(of, gains);
        count_findings(of, gains);
    } else {
        take_secrets(of, gains);
    }
    take_unlimited(of, gains);
    sort_rows(gains);
out:
    return status;
}

void keur_gains_fold(keur_gains *gains)
{
    size_t n = 0, n_secrets = 0;
    keur_gain *last = NULL;

    for (size_t i = 0; i < gains->n; i++) {
        if (gains->rows[i].kind == KEUR_GAIN_INFERENCE && !gains->rows[i].is_beside &&
            ++n_secrets > KEUR_GAIN_SECRETS) {
            if (last != NULL) {
                last->n_more++;
                continue;
            }
            last = &gains->rows[n];
        }
        gains->rows[n++] = gains->rows[i];
    }
    gains->n = n;
}
