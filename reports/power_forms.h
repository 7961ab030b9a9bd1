/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_POWER_FORMS_H
#define KEUR_REPORTS_POWER_FORMS_H

#include <keur/policy.h>

/** A policy and what the sizes can decide about it. */
typedef struct keur_powered {
    const keur_policy *policy;
    const keur_policy_power *power;
} keur_powered;

/** What sizes can decide about n policies, at least one, as text for people. Freed with free(). */
keur_status keur_power_text(const keur_power_sizes *sizes, const keur_powered *of, size_t n,
                            int width, bool colour, char **text, keur_error *err);

/** The same as JSON. */
keur_status keur_power_json(const keur_power_sizes *sizes, const keur_powered *of, size_t n,
                            char **text, keur_error *err);

#endif
