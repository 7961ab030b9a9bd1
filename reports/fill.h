/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_FILL_H
#define KEUR_REPORTS_FILL_H

#include "base/text.h"

/** A value for {{name}} in a part of the template. Names that end in `_html` hold HTML that other
 * parts gave; every other value is text, and escaped. NULL counts as empty. */
typedef struct keur_slot {
    const char *name;
    const char *value;
} keur_slot;

/**
 * Add the part of the template called `part` (NULL: the page itself) with its slots filled.
 * `slots` ends with a NULL name. Values are never searched for slots. @retval KEUR_EINTERNAL the
 * template has no such part, or the part a slot that is not given
 */
keur_status keur_fill(keur_text *to, const char *part, const keur_slot *slots, keur_error *err);

/** Add a text as HTML: &, <, > and both quotes escaped, control characters replaced. */
keur_status keur_escape(keur_text *to, const char *text, keur_error *err);

#endif
