/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_POINTS_H
#define KEUR_REPORTS_POINTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/** The code point at the start of a text that has not ended; *n is its bytes. A byte that is no
 * UTF-8 counts as a control character, 0. */
uint32_t keur_point_next(const char *text, size_t *n);

/** The bytes of a code point below 0x110000 as UTF-8. @return how many */
size_t keur_point_encode(uint32_t point, char out[4]);

/** The bytes of a reference of HTML, XML or Markdown at the start of a text, and its code point; 0
 * where there is none. */
size_t keur_reference_read(const char *at, uint32_t *point);

/** Control characters, among them the escape sequences of a terminal, and characters that make a
 * text read other than it is: ends of lines, and what changes the direction of writing. */
bool keur_point_is_unsafe(uint32_t point);

/** Add a text to XML 1.0, as content or within an attribute. What XML does not allow, and what is
 * unsafe, becomes U+FFFD, which shows that something was there. */
keur_status keur_xml_escape(keur_text *to, const char *text, keur_error *err);

/** Add a text to Markdown (CommonMark with tables) so that it stays text: every ASCII character
 * that may have a meaning becomes a numeric reference, which no parser takes for markup, and which
 * no table takes for the end of a cell. Unsafe characters become U+FFFD. */
keur_status keur_markdown_escape(keur_text *to, const char *text, keur_error *err);

#endif
