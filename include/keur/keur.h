/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_KEUR_H
#define KEUR_KEUR_H

/** All of keur: tables, schemas, cases, measures, scorecards and policies. */

#include <keur/case.h>
#include <keur/measure.h>
#include <keur/policy.h>
#include <keur/schema.h>
#include <keur/scorecard.h>
#include <keur/status.h>
#include <keur/table.h>

#endif
