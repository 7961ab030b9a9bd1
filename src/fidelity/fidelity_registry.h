/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_REGISTRY_H
#define KEUR_FIDELITY_REGISTRY_H

#include <keur/measure.h>

/* One line a measure, in the order of the report. */
#define KEUR_FIDELITY_LIST(X)                                                                      \
    X(keur_fidelity_index)                                                                         \
    X(keur_structure)                                                                              \
    X(keur_marginals)                                                                              \
    X(keur_pairs)                                                                                  \
    X(keur_table_utility)                                                                          \
    X(keur_propensity)                                                                             \
    X(keur_detection)                                                                              \
    X(keur_precision_recall)                                                                       \
    X(keur_train_synthetic_test_real)                                                              \
    X(keur_regression)                                                                             \
    X(keur_fairness_measure)                                                                       \
    X(keur_effect_measure)                                                                         \
    X(keur_ons_level)

#define KEUR_FIDELITY_DECLARE(measure) extern const keur_measure measure;
KEUR_FIDELITY_LIST(KEUR_FIDELITY_DECLARE)
#undef KEUR_FIDELITY_DECLARE

#endif
