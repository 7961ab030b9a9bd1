/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/attacker.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "support/check.h"
#include "support/sample.h"

enum { CLASSES = 1 << 18, ALL_SMALL = 0x3ff };

/* Exports seen so far, and for each the values below 10 that each secret count took. */
struct keur_attacker {
    size_t n_secrets;
    uint64_t keys[CLASSES];
    unsigned seen[CLASSES][KEUR_ATTACKER_SECRETS];
};

keur_attacker *keur_attacker_new(size_t n_secrets)
{
    keur_attacker *made = calloc(1, sizeof *made);

    assert_non_null(made);
    made->n_secrets = n_secrets;
    return made;
}

static void put_text(char *text, size_t size, const char *part)
{
    const size_t used = strlen(text);

    (void)snprintf(text + used, size - used, "%s|", part != NULL ? part : "");
}

static void put_number(char *text, size_t size, double value)
{
    const size_t used = strlen(text);

    (void)snprintf(text + used, size - used, "%.17g|", value);
}

/* All that is exported, as one text. */
uint64_t keur_attacker_view(const keur_scorecard *exported)
{
    char text[8192] = "";

    for (size_t i = 0; i < exported->n_figures; i++) {
        const keur_figure *f = &exported->figures[i].figure;

        put_number(text, sizeof text, f->value);
        put_number(text, sizeof text, f->low);
        put_number(text, sizeof text, f->high);
        put_number(text, sizeof text, (double)f->n);
        put_number(text, sizeof text, f->numerator);
        put_number(text, sizeof text, f->denominator);
        put_number(text, sizeof text, exported->figures[i].is_bound);
        put_text(text, sizeof text, f->method);
        put_text(text, sizeof text, f->reason);
        put_text(text, sizeof text, f->no_interval);
        put_text(text, sizeof text, f->minuend);
        put_text(text, sizeof text, f->subtrahend);
        put_text(text, sizeof text, f->unit);
        put_number(text, sizeof text, f->level);
        put_number(text, sizeof text, (double)f->n_least);
    }
    return keur_hash(text, strlen(text), 1) | 1;
}

static size_t class_of(keur_attacker *by, uint64_t key)
{
    size_t at = (size_t)keur_mix(key) % CLASSES;

    while (by->keys[at] != 0 && by->keys[at] != key)
        at = (at + 1) % CLASSES;
    by->keys[at] = key;
    return at;
}

/* One way things can be: the scorecard (freed here) and its secret counts. */
void keur_attacker_sees(keur_attacker *by, keur_scorecard *true_one, const double *secrets)
{
    keur_scorecard *exported = NULL;
    size_t class;

    assert_ok(keur_scorecard_export(true_one, &exported, &err));
    class = class_of(by, keur_attacker_view(exported));
    for (size_t i = 0; i < by->n_secrets; i++)
        if (secrets[i] < 10)
            by->seen[class][i] |= 1u << (unsigned)secrets[i];
    keur_scorecard_free(exported);
    keur_scorecard_free(true_one);
}

void keur_attacker_learns_nothing(keur_attacker *by, const char *what)
{
    for (size_t at = 0; at < CLASSES; at++)
        for (size_t i = 0; i < by->n_secrets; i++)
            if (by->seen[at][i] != 0 && by->seen[at][i] != ALL_SMALL)
                fail_msg("%s: an export leaves only 0x%x of the counts below 10 for secret %zu",
                         what, by->seen[at][i], i);
    free(by);
}

keur_scorecard *keur_attacker_scorecard(size_t train, size_t holdout)
{
    keur_scorecard *made = keur_sample_new("t", train, holdout, 0, 8);

    (void)keur_sample_measure(made, "m", "M", "?", KEUR_FAMILY_COPY);
    return made;
}

void keur_attacker_add_parts(keur_scorecard *to, const size_t *k, size_t n_parts, size_t total,
                             bool as_counts)
{
    static const char *const names[] = {"p1", "p2", "p3", "p4"};

    for (size_t i = 0; i < n_parts; i++) {
        keur_figure part = as_counts
                               ? keur_sample_count(names[i], (double)k[i], total)
                               : keur_sample_rate(names[i], (double)k[i], (double)total, "share");

        part.total = "rows";
        (void)keur_sample_figure(to, 0, &part);
    }
}

void keur_attacker_ignores(keur_attacker *by, size_t secret)
{
    for (size_t at = 0; at < CLASSES; at++)
        by->seen[at][secret] = 0;
}
