/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a verdict is what it is, in the words of a committee: a sentence for each thing that an
 * attacker gains, what is broken first, then what is open. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/try.h"
#include "reports/fill.h"
#include "reports/gain.h"
#include "reports/html.h"
#include "reports/people.h"

enum { MOST = 4 };

static const char *const broken_leads[KEUR_N_GAINS] = {
    "Members can be told from strangers.",  "People can be singled out.",
    "Records of one person can be linked.", "Secrets can be inferred.",
    "Real rows are in the file.",           "The policy demands more."};

static const char *const open_leads[KEUR_N_GAINS] = {
    "Membership is open.", "Singling out is open.", "Linkability is open.",
    "Inference is open.",  "Copies are open.",      "Other demands are open."};

static const char *const shown_leads[KEUR_N_GAINS] = {
    "No limit is on it, and it is shown: membership.",
    "No limit is on it, and it is shown: singling out.",
    "No limit is on it, and it is shown: linkability.",
    "No limit is on it, and it is shown: inference.",
    "No limit is on it, and they are shown: copies.",
    ""};

static const char *const advice_leads[KEUR_N_GAINS] = {
    "Membership is above what the policy advises.",
    "Singling out is above what the policy advises.",
    "Linkability is above what the policy advises.",
    "Inference is above what the policy advises.",
    "Copies are above what the policy advises.",
    "Usefulness is not what the policy advises."};

static keur_status say_rate(const keur_figure *figure, const char *value, keur_text *to,
                            keur_error *err)
{
    const double alarms = keur_chance_of(figure);

    if (alarms == 0.01)
        return keur_text_format(to, err,
                                "At one false alarm in a hundred, %s of the people in the train "
                                "table are recognised",
                                value);
    return keur_text_format(to, err,
                            "At false alarms about %g%% of others, %s of the people in the train "
                            "table are recognised",
                            100 * alarms, value);
}

/* An AUC as what it means: how often the right one of two people is named. */
static keur_status say_auc(const keur_scorecard_figure *at, keur_text *to, keur_error *err)
{
    keur_scorecard_figure share = *at;
    char value[KEUR_PEOPLE_SIZE];

    share.figure.unit = "share";
    share.figure.kind = KEUR_KIND_RATE;
    keur_people_figure(&share, value);
    return keur_text_format(to, err,
                            "Of a person in the train table and one who is not, an attacker picks "
                            "the right one in %s of the cases, where guessing gives 50%%",
                            value);
}

/* "1.69 to 2.18 points": the words around it say which way. */
static keur_status say_difference(keur_gain_kind kind, char *value, keur_text *to, keur_error *err)
{
    char *end = value;

    for (const char *c = value; *c != '\0'; c++)
        if (*c != '+')
            *end++ = *c;
    *end = '\0';
    return keur_text_format(to, err,
                            kind == KEUR_GAIN_COPIES
                                ? "Rows that only one person has are found in the file as they are "
                                  "more often if they come from the train table than if they do "
                                  "not, by %s"
                                : "The attack succeeds more often on people in the data than on "
                                  "others, by %s",
                            value);
}

static bool is_area(const keur_figure *figure)
{
    return figure->unit != NULL && strcmp(figure->unit, "auc") == 0 &&
           !isnan(keur_chance_of(figure));
}

/* The figure of a row in words, without a full stop. */
static keur_status say_figure(const keur_gain *row, keur_text *to, keur_error *err)
{
    const keur_figure *figure = &row->figure->figure;
    char value[KEUR_PEOPLE_SIZE], name[KEUR_PEOPLE_SIZE];

    keur_people_figure(row->figure, value);
    if (row->kind == KEUR_GAIN_OTHER) { /* a demand on usefulness is no attack */
        keur_people_name(figure->name, name);
        return keur_text_format(to, err, "%s: %s", name, value);
    }
    if (is_area(figure))
        return say_auc(row->figure, to, err);
    if (!isnan(keur_chance_of(figure)))
        return say_rate(figure, value, to, err);
    if (figure->kind == KEUR_KIND_RISK)
        return keur_text_format(to, err,
                                "Where the attack fails on people who are not in the data, it "
                                "succeeds on people who are in %s of the cases",
                                value);
    if (figure->kind == KEUR_KIND_DIFFERENCE)
        return say_difference(row->kind, value, to, err);
    keur_people_name(figure->name, name);
    return keur_text_format(to, err, "%s: %s", name, value);
}

/* "; the limit is 20%." */
static keur_status say_limits(const keur_gain *row, keur_text *to, keur_error *err)
{
    char limit[KEUR_PEOPLE_SIZE];
    keur_status status = KEUR_OK;

    keur_gain_limit(row, limit);
    /* said of the cases, as the figure is */
    if (limit[0] != '\0' && row->kind != KEUR_GAIN_OTHER && row->figure != NULL &&
        is_area(&row->figure->figure))
        (void)snprintf(limit, sizeof limit, "%g%%", 100 * row->finding->limit);
    if (limit[0] != '\0')
        KEUR_TRY(keur_text_format(to, err,
                                  row->finding->side == KEUR_BELOW ? "; the limit is %s"
                                                                   : "; it must lie above %s",
                                  limit));
    KEUR_TRY(keur_text_add(to, ".", err));
out:
    return status;
}

static bool has_measure(const keur_scorecard *of, const char *name)
{
    for (size_t i = 0; i < of->n_measures; i++)
        if (strcmp(of->measures[i].name, name) == 0)
            return true;
    return false;
}

static bool has_value(const keur_gain *row)
{
    return row->figure != NULL && (row->figure->is_bound || !isnan(row->figure->figure.value)) &&
           row->figure->figure.invalid == NULL;
}

/* What would decide, as far as the verdict's own sentence tells it. */
static keur_status say_open(const keur_scorecard *of, const keur_gain *row, keur_text *to,
                            keur_error *err)
{
    static const char cannot[] = "these rows cannot tell";
    const char *tail = strstr(row->finding->reason, cannot);
    keur_status status = KEUR_OK;

    if (row->finding->figure != NULL && row->figure == NULL &&
        !has_measure(of, row->finding->measure))
        return keur_text_format(to, err,
                                "The measure %s was not run; it has to be run before anybody can "
                                "tell.",
                                row->finding->measure);
    if (!has_value(row) || tail == NULL)
        return keur_text_add(to, row->finding->reason, err);
    KEUR_TRY(say_figure(row, to, err));
    KEUR_TRY(say_limits(row, to, err));
    tail += sizeof cannot - 1;
    if (strncmp(tail, "; ", 2) == 0)
        KEUR_TRY(keur_text_format(to, err, " These rows cannot tell on which side: %s", tail + 2));
    else
        KEUR_TRY(keur_text_add(to, " These rows cannot tell on which side.", err));
out:
    return status;
}

static keur_status say_broken(const keur_gain *row, keur_text *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (row->figure == NULL || (isnan(row->figure->figure.value) && !row->figure->is_bound))
        return keur_text_add(to, row->finding->reason, err);
    KEUR_TRY(say_figure(row, to, err));
    KEUR_TRY(say_limits(row, to, err));
out:
    return status;
}

/* Which secret was told, and how many share its state. */
static keur_status say_secrets(const keur_gains *gains, const keur_gain *row, keur_text *to,
                               keur_error *err)
{
    size_t n = 0;

    if (row->secret == NULL)
        return KEUR_OK;
    for (size_t i = 0; i < gains->n; i++)
        n += gains->rows[i].kind == row->kind && gains->rows[i].state == row->state &&
             &gains->rows[i] != row;
    if (n == 0)
        return keur_text_format(to, err, " The secret is %s.", row->secret);
    return keur_text_format(to, err, " The secret is %s; it is the same of %zu more.", row->secret,
                            n);
}

static keur_status put(keur_text *to, const char *lead, const char *text, keur_error *err)
{
    return keur_fill(to, "reason",
                     (const keur_slot[]){{"lead", lead}, {"text", text}, {NULL, NULL}}, err);
}

static keur_status put_row(keur_text *to, const keur_scorecard *of, const keur_gains *gains,
                           const keur_gain *row, keur_error *err)
{
    keur_text text = {NULL, 0, 0};
    const char *lead = row->state == KEUR_STATE_BROKEN  ? broken_leads[row->kind]
                       : row->state == KEUR_STATE_OPEN  ? open_leads[row->kind]
                       : row->state == KEUR_STATE_SHOWN ? shown_leads[row->kind]
                                                        : advice_leads[row->kind];
    keur_status status = KEUR_OK;

    KEUR_TRY(row->state == KEUR_STATE_OPEN ? say_open(of, row, &text, err)
                                           : say_broken(row, &text, err));
    KEUR_TRY(say_secrets(gains, row, &text, err));
    if (row->state == KEUR_STATE_ADVICE_BROKEN)
        KEUR_TRY(keur_text_add(&text, " This decides nothing.", err));
    KEUR_TRY(put(to, lead, text.bytes, err));
out:
    keur_text_free(&text);
    return status;
}

/* The first row of a kind and state; later ones are told with it. */
static bool is_told_first(const keur_gains *gains, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (gains->rows[k].kind == gains->rows[i].kind &&
            gains->rows[k].state == gains->rows[i].state)
            return false;
    return true;
}

static size_t count(const keur_gains *gains, keur_gain_state state)
{
    size_t n = 0;

    for (size_t i = 0; i < gains->n; i++)
        n += gains->rows[i].state == state && is_told_first(gains, i);
    return n;
}

/* The last place is kept for what is left, where more is left than there are places. */
static keur_status put_state(keur_text *to, const keur_scorecard *of, const keur_gains *gains,
                             keur_gain_state state, size_t *n_left, size_t *room, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < gains->n; i++) {
        if (gains->rows[i].state != state || !is_told_first(gains, i) ||
            (*room <= 1 && *n_left > *room))
            continue;
        KEUR_TRY(put_row(to, of, gains, &gains->rows[i], err));
        --*room;
        --*n_left;
    }
out:
    return status;
}

/* "Membership, Copies": what had no place. */
static keur_status put_left(keur_text *to, const keur_gains *gains, const size_t n_told[2],
                            keur_error *err)
{
    static const keur_gain_state states[] = {KEUR_STATE_BROKEN, KEUR_STATE_OPEN};
    keur_text text = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    for (size_t s = 0; s < 2; s++) {
        size_t n = 0;

        for (size_t i = 0; i < gains->n; i++)
            if (gains->rows[i].state == states[s] && is_told_first(gains, i) && ++n > n_told[s])
                KEUR_TRY(
                    keur_text_format(&text, err, "%s%s", text.length > 0 ? " " : "",
                                     (s == 0 ? broken_leads : open_leads)[gains->rows[i].kind]));
    }
    KEUR_TRY(put(to, "And more.", text.bytes, err));
out:
    keur_text_free(&text);
    return status;
}

static keur_status put_kept(keur_text *to, const keur_scorecard *of, keur_error *err)
{
    size_t n = 0, n_advice = 0;
    keur_text text = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < of->verdict->n_findings; i++) {
        const keur_finding *finding = &of->verdict->findings[i];

        n += finding->kind == KEUR_LIMIT_GATE && finding->outcome == KEUR_MET;
        n_advice += finding->kind == KEUR_LIMIT_ADVISORY && finding->outcome == KEUR_BROKEN;
    }
    KEUR_TRY(keur_text_format(&text, err,
                              "%zu were held against the figures with their intervals; none is "
                              "broken, none is open. That is evidence for this file, not a "
                              "guarantee.",
                              n));
    if (n_advice > 0)
        KEUR_TRY(keur_text_format(&text, err,
                                  " Limits that only advise and are broken: %zu, in the "
                                  "appendix.",
                                  n_advice));
    KEUR_TRY(put(to, n_advice > 0 ? "Every limit that decides is met." : "Every limit is met.",
                 text.bytes, err));
out:
    keur_text_free(&text);
    return status;
}

keur_status keur_html_reasons(keur_text *to, const keur_scorecard *of, const keur_gains *gains,
                              keur_error *err)
{
    const size_t n_broken = count(gains, KEUR_STATE_BROKEN), n_open = count(gains, KEUR_STATE_OPEN);
    size_t n_left = n_broken + n_open, n_told[2], room = MOST;
    keur_text rows = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    if (of->verdict == NULL)
        return KEUR_OK;
    if (of->verdict->decision == KEUR_RELEASE) {
        KEUR_TRY(put_kept(&rows, of, err));
        room--;
    }
    KEUR_TRY(put_state(&rows, of, gains, KEUR_STATE_BROKEN, &n_left, &room, err));
    n_told[0] = n_broken + n_open - n_left;
    KEUR_TRY(put_state(&rows, of, gains, KEUR_STATE_OPEN, &n_left, &room, err));
    n_told[1] = n_broken + n_open - n_left - n_told[0];
    if (n_left > 0)
        KEUR_TRY(put_left(&rows, gains, n_told, err));
    for (size_t s = 0; s < 2 && n_left == 0; s++) {
        const keur_gain_state state = s == 0 ? KEUR_STATE_SHOWN : KEUR_STATE_ADVICE_BROKEN;
        size_t n = count(gains, state);

        KEUR_TRY(put_state(&rows, of, gains, state, &n, &room, err));
    }
    KEUR_TRY(keur_fill(to, "reasons", (const keur_slot[]){{"rows_html", rows.bytes}, {NULL, NULL}},
                       err));
out:
    keur_text_free(&rows);
    return status;
}
