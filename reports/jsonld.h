/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_JSONLD_H
#define KEUR_REPORTS_JSONLD_H

#include <keur/scorecard.h>

#include "reports/figures.h"

/** Add a node of that type to a list; a NULL id: it has no name. */
keur_status keur_jsonld_node(keur_json *list, const char *id, const char *type, keur_json **made,
                             keur_error *err);

/** Families as dqv:Dimension; a dqv:Metric for every name of a figure of every measure. */
keur_status keur_jsonld_metrics(keur_json *graph, const keur_scorecard *from, keur_error *err);

/** A dqv:QualityMeasurement for every figure, computed on the synthetic table. */
keur_status keur_jsonld_measurements(keur_json *graph, const keur_scorecard *from, keur_error *err);

/** The policy as dqv:QualityPolicy and the verdict as dqv:QualityAnnotation; nothing for NULL. */
keur_status keur_jsonld_verdict(keur_json *graph, const keur_verdict *verdict, keur_error *err);

#endif
