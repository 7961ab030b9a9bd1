/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_DIGITS_H
#define KEUR_REPORTS_DIGITS_H

#include "base/text.h"
#include "reports/language.h"

/** Whether there is nothing in n bytes but digits and signs: "1e-05", "[0.1, 0.2]", "12%". */
bool keur_is_number(const char *text, size_t n);

/** Add a text with the numbers in it, as keur wrote them, in the marks of the language; a number
 * with two points is a version and stays. */
keur_status keur_say_digits(keur_text *to, const keur_language *by, const char *text, size_t n,
                            keur_error *err);

/** Add the digits of a count with marks between thousands. */
keur_status keur_say_count(keur_text *to, const keur_language *by, const char *text, size_t n,
                           keur_error *err);

#endif
