/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_REGISTRY_H
#define KEUR_ATTACKS_REGISTRY_H

#include <keur/measure.h>

/* One line a measure, in the order of the report. */
#define KEUR_ATTACK_LIST(X)                                                                        \
    X(keur_exact_copies)                                                                           \
    X(keur_dcr)                                                                                    \
    X(keur_dcr_share)                                                                              \
    X(keur_exchangeable)                                                                           \
    X(keur_membership_distance)                                                                    \
    X(keur_membership_distance_difference)                                                         \
    X(keur_membership_distance_ratio)                                                              \
    X(keur_membership_distance_local)                                                              \
    X(keur_membership_ball)                                                                        \
    X(keur_membership_vote)                                                                        \
    X(keur_membership_rare_match)                                                                  \
    X(keur_membership_claims)                                                                      \
    X(keur_membership_marginal_ratio)                                                              \
    X(keur_membership_density)                                                                     \
    X(keur_membership_density_ratio)                                                               \
    X(keur_membership_likelihood_ratio)                                                            \
    X(keur_membership_kernel_count)                                                                \
    X(keur_membership_classifier)                                                                  \
    X(keur_membership_ensemble)                                                                    \
    X(keur_worst_attack_measure)                                                                   \
    X(keur_power_measure)                                                                          \
    X(keur_membership_audit)                                                                       \
    X(keur_attribute_keys)                                                                         \
    X(keur_attribute_neighbour)                                                                    \
    X(keur_attribute_model)                                                                        \
    X(keur_attribute_key)                                                                          \
    X(keur_attribute_search)                                                                       \
    X(keur_reconstruction)                                                                         \
    X(keur_identity_keys)                                                                          \
    X(keur_unique_exact_match)                                                                     \
    X(keur_apparent_match)                                                                         \
    X(keur_singling_out)                                                                           \
    X(keur_linkability)

#define KEUR_ATTACK_DECLARE(measure) extern const keur_measure measure;
KEUR_ATTACK_LIST(KEUR_ATTACK_DECLARE)
#undef KEUR_ATTACK_DECLARE

#endif
