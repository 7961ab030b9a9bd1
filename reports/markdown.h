/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_MARKDOWN_H
#define KEUR_REPORTS_MARKDOWN_H

#include "base/text.h"
#include "reports/view.h"

enum { KEUR_MOST_CELLS = 8 };

/** Add a row of a table: texts, ended by NULL, each escaped; an empty text is an empty cell. */
keur_status keur_markdown_row(keur_text *to, const char *const *cells, keur_error *err);

/** Add the head of a table and the line below it; the first cell's column is to the left. */
keur_status keur_markdown_head(keur_text *to, const char *const *cells, keur_error *err);

/** Add "before", the text escaped, "after". */
keur_status keur_markdown_put(keur_text *to, const char *before, const char *text,
                              const char *after, keur_error *err);

/** The measures of a family with their leading figures; nothing where it has none. */
keur_status keur_markdown_family(keur_text *to, const keur_view *view, keur_family family,
                                 keur_error *err);

#endif
