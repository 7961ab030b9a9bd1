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
    KEUR_TRY(keur_page_pair(page, 0, "Smallest AUC that shows:", text, err));
    (void)snprintf(text, sizeof text, "%.2f (a tenth of the pairs guessed, all right; delta 0)",
                   power->provable_epsilon);
    KEUR_TRY(keur_page_pair(page, 0, "Largest epsilon that can be proved:", text, err));
out:
    return status;
}

/* "at least 34%"; never rounded up to certainty, or down to it. */
static void print_power(const keur_limit_power *of, char out[KEUR_PEOPLE_SIZE])
{
    const double percent = floor(100 * of->power);
    const char *least = of->is_least && percent >= 1 ? "at least " : "";

    if (percent < 1)
        (void)snprintf(out, KEUR_PEOPLE_SIZE, of->is_least ? "perhaps never" : "below 1%%");
    else
        (void)snprintf(out, KEUR_PEOPLE_SIZE, "%s%.0f%%", least, fmin(percent, 99));
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

static keur_status put_line(keur_page *page, const keur_limit_power *of, bool is_split,
                            const keur_policy_power *power, keur_error *err)
{
    const bool is_scored = of->non_members == power->non_members;
    char label[2 * KEUR_PEOPLE_SIZE], number[KEUR_PEOPLE_SIZE];
    keur_text text = {NULL, 0, 0};
    keur_status status = KEUR_OK;
    int n = snprintf(label, sizeof label, "%.120s %.120s", of->limit->measure, of->limit->figure);

    if (!isnan(of->limit->limit))
        n += snprintf(label + n, sizeof label - (size_t)n, " %s %g",
                      keur_side_word(of->limit->side), of->limit->limit);
    if (!isnan(of->baseline))
        (void)snprintf(label + n, sizeof label - (size_t)n, ", %g%% right anyway",
                       100 * of->baseline);
    if (of->why_not != NULL) {
        KEUR_TRY(keur_page_pair(page, INDENT, label, of->why_not, err));
        goto out;
    }
    print_power(of, number);
    KEUR_TRY(keur_text_add(&text, number, err));
    if (of->power < 0.8)
        KEUR_TRY(add_needed(&text, of, is_split && is_scored, err));
    KEUR_TRY(keur_page_pair(page, INDENT, label, text.bytes, err));
out:
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
            KEUR_TRY(put_line(page, line, is_split, of->power, err));
        }
    }
out:
    return status;
}

keur_status keur_power_text(const keur_power_sizes *sizes, const keur_powered *of, size_t n,
                            int width, bool colour, char **text, keur_error *err)
{
    keur_page page = {{NULL, 0, 0},
                      width <= 0          ? 80
                      : width < NARROWEST ? NARROWEST
                                          : (size_t)width,
                      colour};
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
        "the interval's own end counts, which takes about a fifth more.",
        err));
    *text = page.text.bytes;
    page.text.bytes = NULL;
out:
    keur_text_free(&page.text);
    return status;
}
