/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_DOUBT_H
#define KEUR_CASE_DOUBT_H

#include <keur/measure.h>

/** Why whatever sets train against the holdout looks too harmless: the two share people, as far as
 * can be seen. A sentence without its full stop, owned by the case; NULL: no reason was found. */
const char *keur_case_shared(const keur_case *on);

/** Mark figures of risk that are not marked yet as invalid and understated: all of them, or only
 * differences and risks, which hold one table against the other. `why` is copied. */
keur_status keur_result_understate(keur_result *result, bool all, const char *why, keur_error *err);

#endif
