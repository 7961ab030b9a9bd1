/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_JUDGING_H
#define KEUR_TESTS_JUDGING_H

#include "case/rules.h"

/** Work out a rule, called "rules[3]" in messages, for the rows of a CSV text under a schema; the
 * status is that of keur_rule_judge(). Fails the test where rule, table or schema do. */
keur_status keur_check_judge(const char *text, const char *json, const char *csv, int threads,
                             uint8_t *verdicts, keur_error *err);

#endif
