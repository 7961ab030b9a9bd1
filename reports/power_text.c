/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/try.h"
#include "reports/people.h"
#include "reports/power_forms.h"
#include "reports/wrap.h"

enum { INDENT = 2, NARROWEST = 40 };

static keur_status put_sizes(keur_page *page, const keur_power_sizes *sizes,
                             const keur_policy_power *power, keur_error *err)
{
    char train[KEUR_PEOPLE_SIZE], holdout[KEUR_PEOPLE_SIZE], scored[KEUR_PEOPLE_SIZE];
    keur_text text = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    keur_people_count(sizes->train, train);
    keur_people_count(sizes->holdout, holdout);
    keur_people_count(power->non_members, scored);
    KEUR_TRY(keur_text_format(&text, err, "%s in train, %s in the holdout", train, holdout));
    KEUR_TRY(keur_page_line(page, 0, KEUR_STRONG, text.bytes, err));
    keur_text_clear(&text);
    if (sizes->has_reference)
        KEUR_TRY(keur_text_format(&text, err,
                                  "With a reference table beside them, all %s of the holdout are "
                                  "scored as non-members.",
                                  scored));
    else
        KEUR_TRY(keur_text_format(&text, err,
                                  "No reference table: half of the holdout becomes the attacker's "
                                  "reference, and only the other half, %s, is scored by attacks on "
                                  "membership. Other figures take the whole holdout.",
                                  scored));
    KEUR_TRY(keur_page_line(page, 0, KEUR_PLAIN, text.bytes, err));
    KEUR_TRY(keur_page_line(page, 0, KEUR_SOFT,
                            "Sizes are numbers of persons; of rows, where nobody has more than "
                            "one.",
                            err));
out:
    keur_text_free(&text);
    return status;
}

static keur_status put_reach(keur_page *page, const keur_policy_power *power, keur_error *err)
{
    char text[KEUR_PEOPLE_SIZE];
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_page_gap(page, err));
    if (isnan(power->detectable_auc))
        (void)snprintf(text, sizeof text, "none, not even 1");
    else
        (void)snprintf(text, sizeof text, "%.3f (one attack, 80%% power, one-sided 5%%)",
                       power->detectable_auc);
    KEUR_TRY(keur_page_pair(page, 0, "Smallest AUC that shows", text, err));
    (void)snprintf(text, sizeof text, "%.2f (a tenth of the pairs guessed, all right; delta 0)",
                   power->provable_epsilon);
    KEUR_TRY(keur_page_pair(page, 0, "Largest epsilon that can be proved", text, err));
out:
    return status;
}

/* "at least 34%". Never rounded up to certainty; below 10% a normal approximation is no number. */
static void print_power(const keur_limit_power *of, char out[KEUR_PEOPLE_SIZE])
{
    const double percent = floor(100 * of->power);

    if (percent < 10)
        (void)snprintf(out, KEUR_PEOPLE_SIZE, "%sbelow 10%%", of->is_least ? "perhaps " : "");
    else
        (void)snprintf(out, KEUR_PEOPLE_SIZE, "%s%.0f%%", of->is_least ? "at least " : "",
                       fmin(percent, 99));
}

/* What a holdout must have, doubled where half of it becomes the reference. */
static keur_status add_needed(keur_text *to, const keur_limit_power *of, bool is_halved,
                              keur_error *err)
{
    char members[KEUR_PEOPLE_SIZE], others[KEUR_PEOPLE_SIZE];

    if (of->non_members_needed == 0)
        return keur_text_add(to, "; no numbers up to ten million give 80%", err);
    keur_people_count(of->members_needed, members);
    keur_people_count((is_halved ? 2 : 1) * of->non_members_needed, others);
    if (of->members_needed == of->members)
        return keur_text_format(to, err, "; 80%% from a holdout of %s", others);
    return keur_text_format(to, err, "; 80%% from %s in train and %s in the holdout", members,
                            others);
}

/* Whether two lines say the same of measures that differ by name alone. */
static bool says_the_same(const keur_limit_power *a, const keur_limit_power *b)
{
    return a->why_not == NULL && b->why_not == NULL && a->baseline == b->baseline &&
           strcmp(a->limit->figure, b->limit->figure) == 0 && a->limit->kind == b->limit->kind &&
           a->limit->limit == b->limit->limit && a->power == b->power &&
           a->members_needed == b->members_needed && a->non_members_needed == b->non_members_needed;
}

/* The measures that line i speaks for; false: an earlier one has spoken for it. */
static keur_status add_measures(keur_text *to, const keur_policy_power *of, size_t i, bool *is_said,
                                keur_error *err)
{
    keur_status status = KEUR_OK;

    *is_said = false;
    for (size_t k = 0; k < i; k++)
        *is_said |= says_the_same(&of->lines[k], &of->lines[i]);
    for (size_t k = i; k < of->n_lines && !*is_said; k++)
        if (k == i || says_the_same(&of->lines[i], &of->lines[k]))
            KEUR_TRY(
                keur_text_format(to, err, "%s%s", k > i ? ", " : "", of->lines[k].limit->measure));
out:
    return status;
}

/* "attribute-key, linkability risk below 0.09, 75% right anyway" */
static keur_status add_subject(keur_text *to, const keur_limit_power *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_format(to, err, " %s", of->limit->figure));
    if (!isnan(of->limit->limit))
        KEUR_TRY(
            keur_text_format(to, err, " %s %g", keur_side_word(of->limit->side), of->limit->limit));
    if (!isnan(of->baseline))
        KEUR_TRY(keur_text_format(to, err, ", %g%% right anyway", 100 * of->baseline));
out:
    return status;
}

static keur_status put_line(keur_page *page, const keur_policy_power *power, size_t i,
                            bool is_split, keur_error *err)
{
    const keur_limit_power *of = &power->lines[i];
    const bool is_halved = is_split && of->non_members == power->non_members;
    char number[KEUR_PEOPLE_SIZE];
    keur_text label = {NULL, 0, 0}, text = label;
    bool is_said;
    keur_status status = KEUR_OK;

    KEUR_TRY(add_measures(&label, power, i, &is_said, err));
    if (is_said)
        goto out;
    KEUR_TRY(add_subject(&label, of, err));
    if (of->why_not != NULL) {
        KEUR_TRY(keur_page_pair(page, INDENT, label.bytes, of->why_not, err));
        goto out;
    }
    print_power(of, number);
    KEUR_TRY(keur_text_add(&text, number, err));
    if (of->power < 0.8)
        KEUR_TRY(add_needed(&text, of, is_halved, err));
    KEUR_TRY(keur_page_pair(page, INDENT, label.bytes, text.bytes, err));
out:
    keur_text_free(&label);
    keur_text_free(&text);
    return status;
}

static keur_status put_policy(keur_page *page, const keur_powered *of, bool is_split,
                              keur_error *err)
{
    char head[2 * KEUR_PEOPLE_SIZE];
    keur_status status = KEUR_OK;

    (void)snprintf(head, sizeof head, "Policy %.150s, version %.150s", of->policy->name,
                   of->policy->version);
    KEUR_TRY(keur_page_gap(page, err));
    KEUR_TRY(keur_page_line(page, 0, KEUR_STRONG, head, err));
    for (int is_decided = 1; is_decided >= 0; is_decided--) {
        bool is_first = true;

        for (size_t i = 0; i < of->power->n_lines; i++) {
            const keur_limit_power *line = &of->power->lines[i];

            if ((line->why_not == NULL) != (is_decided == 1))
                continue;
            if (is_first)
                KEUR_TRY(keur_page_line(page, 0, KEUR_SOFT,
                                        is_decided
                                            ? "How often a safe table would meet each limit:"
                                            : "Limits of which nothing can be said beforehand:",
                                        err));
            is_first = false;
            KEUR_TRY(put_line(page, of->power, i, is_split, err));
        }
    }
out:
    return status;
}

keur_status keur_power_text(const keur_power_sizes *sizes, const keur_powered *of, size_t n,
                            int width, bool colour, char **text, keur_error *err)
{
    keur_page page = {.width = width <= 0          ? 80
                               : width < NARROWEST ? NARROWEST
                                                   : (size_t)width,
                      .colour = colour};
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(put_sizes(&page, sizes, of[0].power, err));
    KEUR_TRY(put_reach(&page, of[0].power, err));
    for (size_t i = 0; i < n; i++)
        KEUR_TRY(put_policy(&page, &of[i], !sizes->has_reference, err));
    KEUR_TRY(keur_page_gap(&page, err));
    KEUR_TRY(keur_page_line(
        &page, 0, KEUR_SOFT,
        "A safe table tells no more of train than of the holdout. All gates must be met at once, "
        "so a release is less likely than the least likely of them. A limit is met by a figure's "
        "one-sided end at its confidence; where an exported scorecard is judged by another policy, "
        "the interval's own end counts, which for a TPR takes about a fifth more.",
        err));
    *text = page.text.bytes;
    page.text.bytes = NULL;
out:
    keur_text_free(&page.text);
    return status;
}
