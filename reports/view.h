/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_VIEW_H
#define KEUR_REPORTS_VIEW_H

#include <keur/scorecard.h>

#include "base/arena.h"

/** A figure with what it is to be read against: the same for the holdout, for independent columns,
 * and the difference to the holdout. Any may be NULL, one is not. Where train was sub-sampled to
 * the size of the holdout (`-matched`), that figure is the one to read against it; the figure of
 * all rows stands on a line of its own. */
typedef struct keur_line {
    size_t measure;
    const char *base; /**< the name without its ending */
    const keur_scorecard_figure *main, *holdout, *independent, *excess, *matched;
} keur_line;

/** The figures of a scorecard as lines, in their order. Points into the scorecard. */
typedef struct keur_view {
    const keur_scorecard *of;
    size_t n;
    keur_line *lines;
    bool is_joined[KEUR_N_FAMILIES]; /* a measure that joins the family's single ones has values */
    keur_arena *arena;
} keur_view;

keur_status keur_view_make(const keur_scorecard *of, keur_view *view, keur_error *err);
void keur_view_free(keur_view *view);

/** The figure that says what a line is about: itself, or the first there is. */
const keur_scorecard_figure *keur_line_figure(const keur_line *line);

/** The rest of a notice that begins with "Warning: ", which belongs at the top; else NULL. */
const char *keur_warning_of(const char *notice);

/** Whether more of it is worse: +1, less of it: -1; 0 where neither. */
int keur_line_sign(const keur_line *line);

/** How bad a line is, for sorting: its difference to the holdout where there is one, else itself;
 * higher is worse, NAN where nothing is known. A bound counts by its middle. */
double keur_line_badness(const keur_line *line);

/** Place of a base name among those that lead its family, 0 first; SIZE_MAX: not among them. NULL:
 * how many lead. */
size_t keur_headline_rank(keur_family family, const char *base);

enum { KEUR_FRONT_PLACES = 5 };

/** Place of a measure among those that stand for its family on the first page, 0 first;
 * KEUR_FRONT_PLACES: not among them. *joins: it joins the family's single measures. */
size_t keur_front_place(keur_family family, const char *measure, bool *joins);

/** The same in a report: SIZE_MAX where others stand for it, so that it is for the appendix. */
size_t keur_front_rank(const keur_view *view, size_t measure);

/** How many measures of a family are for the appendix alone. */
size_t keur_front_hidden(const keur_view *view, keur_family family);

enum { KEUR_USEFUL_PLACES = 6 };

/** Place of a measure among those of usefulness on the first page, 0 first; KEUR_USEFUL_PLACES:
 * only where none of these is there. */
size_t keur_useful_place(const char *measure);

/** What a base name means in a few words, NULL where it speaks for itself. */
const char *keur_plain_name(const char *base);

/**
 * The lines of one measure that lead the report: unlabelled ones with a leading name, by rank; of
 * labelled ones, the worst of each leading name. Where none has such a name, the first line with a
 * direction, or the first of all.
 * @param[out] lines  room for `room` pointers; @return how many
 */
size_t keur_headlines(const keur_view *view, size_t measure, const keur_line **lines, size_t room);

/** The labelled lines of a measure with this base name, worst first, up to `room`; *n_all counts
 * all of them. @retval KEUR_ENOMEM */
keur_status keur_worst_lines(const keur_view *view, size_t measure, const char *base,
                             const keur_line **lines, size_t room, size_t *n_lines, size_t *n_all,
                             keur_error *err);

#endif
