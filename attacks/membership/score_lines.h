/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_SCORE_LINES_H
#define KEUR_ATTACKS_SCORE_LINES_H

#include <keur/case.h>

/** All membership scores that a case keeps, as the lines of a CSV file. Never for export: a line is
 * a person. */
typedef struct keur_score_lines keur_score_lines;

/**
 * Scores of every attack in every setting that was computed on the case so far. First a line that
 * says "do not export", then a header: `role` (train or holdout), `row` (1: the first below the
 * header of that file), `person` where a person unit is declared, and one column an attack and
 * setting. Then the scored rows, where there are any scores.
 * @param on  must outlive the lines
 */
keur_status keur_score_lines_new(const keur_case *on, keur_score_lines **made, keur_error *err);
void keur_score_lines_free(keur_score_lines *lines);

/** The next bytes, some thousand at a time; none at the end. They stay until the next call.
 * @param lines  a keur_score_lines, as keur_files_write() passes it on */
keur_status keur_score_lines_next(void *lines, const char **bytes, size_t *n_bytes,
                                  keur_error *err);

#endif
