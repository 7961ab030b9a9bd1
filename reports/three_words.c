/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The three questions of the data protection authorities: Article 29 Working Party, Opinion 05/2014
 * on anonymisation techniques, WP216, 0829/14/EN.
 */
#include "reports/three_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/try.h"
#include "reports/people.h"
#include "reports/view.h"

enum { INDENT = 2 };

const char *keur_three_title(keur_word word)
{
    static const char *const titles[KEUR_N_WORDS] = {
        [KEUR_WORD_SINGLING_OUT] = "Singling out",
        [KEUR_WORD_LINKABILITY] = "Linkability",
        [KEUR_WORD_INFERENCE] = "Inference",
    };

    return titles[word];
}

const char *keur_three_question(keur_word word)
{
    static const char *const questions[KEUR_N_WORDS] = {
        [KEUR_WORD_SINGLING_OUT] = "Can one person be picked out of all others?",
        [KEUR_WORD_LINKABILITY] = "Can two pieces of data be found to be of one person?",
        [KEUR_WORD_INFERENCE] = "Can something that is not known of a person be deduced?",
    };

    return questions[word];
}

/* Without the ending of a difference to the holdout. */
static void base_of(const keur_figure *figure, char out[KEUR_PEOPLE_SIZE])
{
    static const char ending[] = "-excess";
    const size_t n = strlen(figure->name), m = sizeof ending - 1;
    const bool is_cut = n > m && strcmp(figure->name + n - m, ending) == 0;

    (void)snprintf(out, KEUR_PEOPLE_SIZE, "%.*s", (int)(is_cut ? n - m : n), figure->name);
}

static bool is_risk(const keur_figure *figure, keur_family family)
{
    char base[KEUR_PEOPLE_SIZE];

    base_of(figure, base);
    return figure->kind == KEUR_KIND_RISK ||
           (figure->kind == KEUR_KIND_DIFFERENCE && figure->direction == KEUR_HIGHER_IS_RISKIER &&
            keur_headline_rank(family, base) != SIZE_MAX);
}

static double fraction_of(const keur_figure *figure, double end)
{
    return figure->unit != NULL && strcmp(figure->unit, "percent") == 0 ? end / 100 : end;
}

/* By what is shown; where neither shows anything, by what may be there all the same. */
static bool is_worse(const keur_figure *a, const keur_figure *b)
{
    if (a->low > 0 || b->low > 0)
        return fraction_of(a, a->low) > fraction_of(b, b->low);
    return fraction_of(a, a->high) > fraction_of(b, b->high);
}

/* An understated risk that is shown is there; one that is not shown may be there all the same. */
static bool counts(const keur_figure *figure)
{
    return isfinite(figure->low) && isfinite(figure->high) &&
           (figure->invalid == NULL || (figure->is_understated && figure->low > 0));
}

keur_three keur_three_find(const keur_scorecard *of, keur_word word)
{
    keur_three found = {.worst = NULL};

    for (size_t i = 0; i < of->n_measures; i++)
        found.is_looked_at |= of->measures[i].word == word;
    for (size_t i = 0; i < of->n_figures; i++) {
        const keur_scorecard_figure *at = &of->figures[i];

        if (of->measures[at->measure].word != word)
            continue;
        if (!is_risk(&at->figure, of->measures[at->measure].family) || !counts(&at->figure)) {
            const bool says_why = isnan(at->figure.value) || at->figure.invalid != NULL;

            found.doubt = found.doubt == NULL && says_why ? at : found.doubt;
        } else if (found.worst == NULL || is_worse(&at->figure, &found.worst->figure)) {
            found.worst = at;
            found.by = &of->measures[at->measure];
        }
    }
    return found;
}

/* "+0.33 points" without its sign: the words around it say which way. */
static const char *without_plus(const char *text)
{
    return text + (*text == '+');
}

static keur_status describe_shown(const keur_scorecard_figure *of, keur_text *to, keur_error *err)
{
    const keur_figure *figure = &of->figure;
    char low[KEUR_PEOPLE_SIZE], value[KEUR_PEOPLE_SIZE], high[KEUR_PEOPLE_SIZE];
    keur_status status = KEUR_OK;

    keur_people_value(figure, figure->low, low);
    keur_people_value(figure, figure->high, high);
    KEUR_TRY(keur_text_format(
        to, err,
        figure->kind == KEUR_KIND_RISK
            ? "A risk is shown: where the attack fails on people who are not in the data, it "
              "succeeds on people who are in at least %s of the cases"
            : "A risk is shown: the attack succeeds more often on people who are in the data than "
              "on others, by at least %s",
        without_plus(low)));
    if (of->is_bound)
        return keur_text_format(to, err, " (at most %s).", without_plus(high));
    keur_people_value(figure, figure->value, value);
    KEUR_TRY(keur_text_format(to, err, " (estimate %s, at most %s).", without_plus(value),
                              without_plus(high)));
out:
    return status;
}

keur_status keur_three_sentence(const keur_three *found, keur_text *to, keur_error *err)
{
    const keur_figure *figure = found->worst != NULL   ? &found->worst->figure
                                : found->doubt != NULL ? &found->doubt->figure
                                                       : NULL;
    char high[KEUR_PEOPLE_SIZE];

    if (!found->is_looked_at)
        return keur_text_add(to, "Not looked at: no measure of it was run.", err);
    if (found->worst != NULL && figure->low > 0)
        return describe_shown(found->worst, to, err);
    if (found->worst != NULL) {
        keur_people_value(figure, figure->high, high);
        return keur_text_format(to, err, "No risk is shown; with these rows it may be up to %s.",
                                figure->high > 0 ? without_plus(high) : "0");
    }
    if (figure == NULL)
        return keur_text_add(to, "Not known: no figure says how large the risk is.", err);
    return keur_text_format(to, err, "Not known: %s.",
                            figure->invalid != NULL && !isnan(figure->value) ? figure->invalid
                            : figure->reason != NULL                         ? figure->reason
                                                                             : "there is no value");
}

keur_status keur_three_source(const keur_three *found, keur_text *to, keur_error *err)
{
    char base[KEUR_PEOPLE_SIZE], name[KEUR_PEOPLE_SIZE], labels[KEUR_PEOPLE_SIZE];

    if (found->worst == NULL)
        return KEUR_OK;
    base_of(&found->worst->figure, base);
    keur_people_name(base, name);
    keur_people_labels(&found->worst->figure, labels);
    return keur_text_format(to, err, "%s, %s%s%s", found->by->name, name,
                            labels[0] != '\0' ? ", " : "", labels);
}

static keur_status put_word(keur_page *page, const keur_scorecard *of, keur_word word,
                            keur_error *err)
{
    const keur_three found = keur_three_find(of, word);
    keur_text text = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(
        keur_text_format(&text, err, "%s. %s", keur_three_title(word), keur_three_question(word)));
    KEUR_TRY(keur_page_line(page, 0, KEUR_STRONG, text.bytes, err));
    keur_text_clear(&text);
    KEUR_TRY(keur_three_sentence(&found, &text, err));
    KEUR_TRY(keur_page_line(page, INDENT, KEUR_PLAIN, text.bytes, err));
    keur_text_clear(&text);
    KEUR_TRY(keur_three_source(&found, &text, err));
    if (text.length > 0)
        KEUR_TRY(keur_page_line(page, INDENT, KEUR_SOFT, text.bytes, err));
out:
    keur_text_free(&text);
    return status;
}

keur_status keur_three_lines(keur_page *page, const keur_scorecard *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_page_gap(page, err));
    for (keur_word word = KEUR_WORD_SINGLING_OUT; word < KEUR_N_WORDS; word++)
        KEUR_TRY(put_word(page, of, word, err));
    KEUR_TRY(keur_page_gap(page, err));
out:
    return status;
}
