/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ASSESS_POLICY_IMPL_H
#define KEUR_ASSESS_POLICY_IMPL_H

#include <keur/policy.h>

#include "base/arena.h"

/** The limit that stands for the declared epsilon, in JSON. */
#define KEUR_DECLARED_EPSILON "declared-epsilon"

/** An empty policy with an arena of its own: confidence 0.95, nothing declared. */
keur_status keur_policy_new(keur_policy **made, keur_error *err);

/** Whether two limits are on the same figures, of the same kind and from the same side. */
bool keur_limit_is_same(const keur_limit *a, const keur_limit *b);

/** Give a measure what the policy (NULL: none) states and the measure takes: delta and the sampling
 * fraction. @retval KEUR_EUSAGE  a value does not fit the measure */
keur_status keur_policy_args(const keur_policy *policy, keur_args *args, keur_error *err);

#endif
