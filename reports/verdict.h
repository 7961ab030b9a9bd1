/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_VERDICT_H
#define KEUR_REPORTS_VERDICT_H

#include <keur/scorecard.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "reports/wrap.h"

/** Add "verdict" to an object; nothing where it is NULL. */
keur_status keur_verdict_json(keur_json *to, const keur_verdict *verdict, keur_error *err);

/** Read it back into the arena; NULL where the object has none. Errors name the JSON path. */
keur_status keur_verdict_read(const keur_json_at *root, keur_arena *arena, keur_verdict **made,
                              keur_error *err);

/** The verdict and its reasons as lines, those that decide first; or that there is none. */
keur_status keur_verdict_lines(keur_page *page, const keur_verdict *verdict, keur_error *err);

/** The same as HTML: a box for the head of the page, a table of findings, and one of those that
 * only advise and were not broken. */
keur_status keur_verdict_box(keur_text *to, const keur_verdict *verdict, keur_error *err);
keur_status keur_verdict_table(keur_text *to, const keur_verdict *verdict, keur_error *err);
keur_status keur_verdict_advice(keur_text *to, const keur_verdict *verdict, keur_error *err);

/** "Policy public, version 1: 1 broken, 3 open, 5 met." */
keur_status keur_verdict_summary(const keur_verdict *verdict, keur_text *to, keur_error *err);

/** Advice about one figure of many secrets is told once: @return how many findings are like finding
 * i from it on; 0 where an earlier one has told it. */
size_t keur_verdict_alike(const keur_verdict *verdict, size_t i);

/** *to = the sentence of finding i, and how many others say the same of another secret or group. */
keur_status keur_verdict_sentence(const keur_verdict *verdict, size_t i, size_t n_like,
                                  keur_text *to, keur_error *err);

/** How much a finding weighs in the verdict, 0 the most: for sorting. */
int keur_finding_rank(const keur_finding *finding);

/** A verdict by itself as JSON or text, for `keur gate`; freed with free(). */
keur_status keur_verdict_print(const keur_verdict *verdict, char **text, keur_error *err);
keur_status keur_verdict_text(const keur_translator *by, const keur_verdict *verdict, int width,
                              bool colour, char **text, keur_error *err);

#endif
