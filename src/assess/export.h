/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ASSESS_EXPORT_H
#define KEUR_ASSESS_EXPORT_H

/** A rule that keur_scorecard_export() holds every figure to. */
typedef struct keur_export_rule {
    const char *id;
    const char *sentence;
} keur_export_rule;

/** All rules, ended by a NULL id, in the order in which reports list them. */
const keur_export_rule *keur_export_rules(void);

#endif
