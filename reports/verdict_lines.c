/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/verdict.h"

#include <stdio.h>
#include <string.h>

#include "base/try.h"
#include "reports/fill.h"

/* Sentences shown of each weight, and rows of the table; the JSON has all. */
enum { MOST_SENTENCES = 12, MOST_ROWS = 150, MOST_ADVICE = 150, INDENT = 2 };

/* Broken, open, advice that was not kept, and the rest. */
enum { BROKEN, OPEN, ADVICE, REST, N_RANKS };

int keur_finding_rank(const keur_finding *finding)
{
    if (finding->kind == KEUR_LIMIT_ADVISORY)
        return finding->outcome == KEUR_BROKEN ? ADVICE : REST;
    return finding->outcome == KEUR_BROKEN ? BROKEN : finding->outcome == KEUR_OPEN ? OPEN : REST;
}

static bool are_alike(const keur_finding *a, const keur_finding *b)
{
    return a->kind == b->kind && a->outcome == b->outcome && strcmp(a->figure, b->figure) == 0 &&
           strcmp(a->measure, b->measure) == 0;
}

size_t keur_verdict_alike(const keur_verdict *verdict, size_t i)
{
    const keur_finding *finding = &verdict->findings[i];
    size_t n_like = 1;

    if (finding->kind != KEUR_LIMIT_ADVISORY || finding->figure == NULL)
        return n_like;
    for (size_t k = 0; k < verdict->n_findings; k++) {
        const keur_finding *other = &verdict->findings[k];

        if (k == i || other->figure == NULL || !are_alike(finding, other))
            continue;
        if (k < i)
            return 0;
        n_like++;
    }
    return n_like;
}

keur_status keur_verdict_sentence(const keur_verdict *verdict, size_t i, size_t n_like,
                                  keur_text *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    keur_text_clear(to);
    KEUR_TRY(keur_text_add(to, verdict->findings[i].reason, err));
    if (n_like > 1)
        KEUR_TRY(
            keur_text_format(to, err, " The same of %zu more, named in the JSON.", n_like - 1));
out:
    return status;
}

static void count(const keur_verdict *verdict, size_t n[N_RANKS], size_t *n_met)
{
    *n_met = 0;
    for (int rank = 0; rank < N_RANKS; rank++)
        n[rank] = 0;
    for (size_t i = 0; i < verdict->n_findings; i++) {
        const keur_finding *finding = &verdict->findings[i];

        n[keur_finding_rank(finding)]++;
        *n_met += finding->kind == KEUR_LIMIT_GATE && finding->outcome == KEUR_MET;
    }
}

keur_status keur_verdict_summary(const keur_verdict *verdict, keur_text *to, keur_error *err)
{
    size_t n[N_RANKS], n_met = 0;

    count(verdict, n, &n_met);
    return keur_text_format(to, err, "Policy %s, version %s: %zu broken, %zu open, %zu met.",
                            verdict->policy, verdict->policy_version, n[BROKEN], n[OPEN], n_met);
}

static keur_status put_sentences(keur_page *page, const keur_verdict *verdict, int rank,
                                 keur_error *err)
{
    char text[64];
    keur_text sentence = {NULL, 0, 0};
    size_t n = 0, n_like;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < verdict->n_findings; i++) {
        if (keur_finding_rank(&verdict->findings[i]) != rank)
            continue;
        n_like = keur_verdict_alike(verdict, i);
        if (n_like == 0 || ++n > MOST_SENTENCES)
            continue;
        KEUR_TRY(keur_verdict_sentence(verdict, i, n_like, &sentence, err));
        KEUR_TRY(keur_page_line(page, INDENT, KEUR_PLAIN, sentence.bytes, err));
    }
    if (n > MOST_SENTENCES) {
        (void)snprintf(text, sizeof text, "%zu more like these are in the JSON.",
                       n - MOST_SENTENCES);
        KEUR_TRY(keur_page_line(page, INDENT, KEUR_SOFT, text, err));
    }
out:
    keur_text_free(&sentence);
    return status;
}

keur_status keur_verdict_lines(keur_page *page, const keur_verdict *verdict, keur_error *err)
{
    keur_text text = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    if (verdict == NULL)
        return keur_page_line(page, 0, KEUR_PLAIN,
                              "No policy was applied: this card gives figures, not a verdict.",
                              err);
    KEUR_TRY(keur_text_format(&text, err, "Verdict: %s", keur_decision_word(verdict->decision)));
    KEUR_TRY(keur_page_line(page, 0, verdict->decision == KEUR_RELEASE ? KEUR_STRONG : KEUR_ALERT,
                            text.bytes, err));
    keur_text_clear(&text);
    KEUR_TRY(keur_verdict_summary(verdict, &text, err));
    KEUR_TRY(keur_page_line(page, 0, KEUR_PLAIN, text.bytes, err));
    for (int rank = BROKEN; rank < REST; rank++)
        KEUR_TRY(put_sentences(page, verdict, rank, err));
    KEUR_TRY(keur_page_line(page, 0, KEUR_SOFT, verdict->method, err));
out:
    keur_text_free(&text);
    return status;
}

keur_status keur_verdict_text(const keur_translator *by, const keur_verdict *verdict, int width,
                              bool colour, char **text, keur_error *err)
{
    keur_page page = {.width = width <= 0   ? 80
                               : width < 40 ? 40
                                            : (size_t)width,
                      .colour = colour,
                      .by = by};
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_verdict_lines(&page, verdict, err));
    *text = page.text.bytes;
    page.text.bytes = NULL;
out:
    keur_text_free(&page.text);
    return status;
}

keur_status keur_verdict_box(keur_text *to, const keur_verdict *verdict, keur_error *err)
{
    static const char *const heads[KEUR_N_DECISIONS] = {"Release", "Inconclusive",
                                                        "Do not release"};
    static const char *const classes[KEUR_N_DECISIONS] = {"verdict kept", "verdict open",
                                                          "verdict broken"};
    static const char *const signs[KEUR_N_DECISIONS] = {"\xe2\x9c\x94", "?", "\xe2\x9c\x96"};
    size_t n[N_RANKS], n_met;
    keur_text text = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    if (verdict == NULL)
        return keur_fill(to, "verdict",
                         (const keur_slot[]){{"class", "verdict"},
                                             {"sign", "\xe2\x80\x93"},
                                             {"decision", "No verdict"},
                                             {"text", "No policy was applied: this card gives "
                                                      "figures, not a verdict."},
                                             {NULL, NULL}},
                         err);
    count(verdict, n, &n_met);
    KEUR_TRY(
        keur_text_format(&text, err, "%zu broken, %zu open, %zu met", n[BROKEN], n[OPEN], n_met));
    KEUR_TRY(keur_fill(to, "verdict",
                       (const keur_slot[]){{"class", classes[verdict->decision]},
                                           {"sign", signs[verdict->decision]},
                                           {"decision", heads[verdict->decision]},
                                           {"text", text.bytes},
                                           {NULL, NULL}},
                       err));
out:
    keur_text_free(&text);
    return status;
}

/* Advice that was kept, or on which nothing is known, is for the appendix. */
static bool is_aside(const keur_finding *finding)
{
    return finding->kind == KEUR_LIMIT_ADVISORY && keur_finding_rank(finding) == REST;
}

/* *n of the findings that are aside, or are not; the first `most` of them become rows. */
static keur_status fill_rows(keur_text *rows, const keur_verdict *verdict, bool aside, size_t most,
                             size_t *n, keur_error *err)
{
    keur_text sentence = {NULL, 0, 0};
    size_t n_like;
    keur_status status = KEUR_OK;

    *n = 0;
    for (int rank = 0; rank < N_RANKS; rank++) {
        for (size_t i = 0; i < verdict->n_findings; i++) {
            const keur_finding *finding = &verdict->findings[i];

            if (keur_finding_rank(finding) != rank || is_aside(finding) != aside)
                continue;
            n_like = keur_verdict_alike(verdict, i);
            if (n_like == 0 || ++*n > most)
                continue;
            KEUR_TRY(keur_verdict_sentence(verdict, i, n_like, &sentence, err));
            KEUR_TRY(keur_fill(rows, "finding",
                               (const keur_slot[]){{"outcome", keur_outcome_word(finding->outcome)},
                                                   {"kind", keur_limit_kind_word(finding->kind)},
                                                   {"reason", sentence.bytes},
                                                   {"provenance", finding->provenance},
                                                   {NULL, NULL}},
                               err));
        }
    }
out:
    keur_text_free(&sentence);
    return status;
}

keur_status keur_verdict_table(keur_text *to, const keur_verdict *verdict, keur_error *err)
{
    keur_text rows = {NULL, 0, 0};
    char more[160] = "";
    size_t n = 0, n_aside = 0, used;
    keur_status status = KEUR_OK;

    if (verdict == NULL)
        return KEUR_OK;
    KEUR_TRY(fill_rows(&rows, verdict, false, MOST_ROWS, &n, err));
    if (n > MOST_ROWS)
        (void)snprintf(more, sizeof more, " In scorecard.json, %zu more.", n - MOST_ROWS);
    used = strlen(more);
    for (size_t i = 0; i < verdict->n_findings; i++)
        n_aside += is_aside(&verdict->findings[i]);
    if (n_aside > 0)
        (void)snprintf(more + used, sizeof more - used,
                       " %zu limits that only advise follow below.", n_aside);
    KEUR_TRY(keur_fill(
        to, "findings",
        (const keur_slot[]){
            {"method", verdict->method}, {"more", more}, {"rows_html", rows.bytes}, {NULL, NULL}},
        err));
out:
    keur_text_free(&rows);
    return status;
}

keur_status keur_verdict_advice(keur_text *to, const keur_verdict *verdict, keur_error *err)
{
    keur_text rows = {NULL, 0, 0};
    char more[80] = "";
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (verdict == NULL)
        return KEUR_OK;
    KEUR_TRY(fill_rows(&rows, verdict, true, MOST_ADVICE, &n, err));
    if (n > MOST_ADVICE)
        (void)snprintf(more, sizeof more, "In scorecard.json, %zu more.", n - MOST_ADVICE);
    if (n > 0)
        KEUR_TRY(keur_fill(
            to, "advice",
            (const keur_slot[]){{"more", more}, {"rows_html", rows.bytes}, {NULL, NULL}}, err));
out:
    keur_text_free(&rows);
    return status;
}
