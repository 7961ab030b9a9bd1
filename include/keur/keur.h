/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_KEUR_H
#define KEUR_KEUR_H

/** All of keur: tables, schemas, cases, measures and scorecards. */

#include <keur/case.h>
#include <keur/measure.h>
#include <keur/schema.h>
#include <keur/scorecard.h>
#include <keur/status.h>
#include <keur/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The version of the library that is running: "0.1.0". */
KEUR_API const char *keur_version(void);

#ifdef __cplusplus
}
#endif
#endif
