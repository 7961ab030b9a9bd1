/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CLI_COMPARING_H
#define KEUR_CLI_COMPARING_H

#include <keur/policy.h>

#include "cli/options.h"

/** Read, score, compare, write and print: the whole of `keur compare`.
 * @param[out] decision  the strictest of all tables; KEUR_RELEASE where no policy was given */
keur_status keur_comparing_run(const keur_parsed *line, keur_decision *decision, keur_error *err);

#endif
