/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_ATTRIBUTE_H
#define KEUR_ATTACKS_ATTRIBUTE_H

#include <keur/measure.h>

#include "attacks/exclusions.h"
#include "attacks/keys.h"
#include "case/add_figure.h"

/** The shares of a disclosure, as the figures are called. */
typedef enum keur_disclosure_rate {
    KEUR_DORIG,
    KEUR_IS,
    KEUR_DIS,
    KEUR_DISCO,
    KEUR_DISCO_KNOWN,
    KEUR_DISDIO,
    KEUR_TCAP,
    KEUR_TCAP_SYNTHPOP,
    KEUR_DISCLOSURE_RATES
} keur_disclosure_rate;

/** What is told of a real row with these keys and this secret. */
typedef struct keur_told {
    double share;       /**< of its secret among the synthetic rows with its keys; 0: none has */
    double own_share;   /**< the same among the rows of its own table */
    bool is_known;      /**< its secret is not missing */
    bool is_own;        /**< its keys go with one secret in its own table */
    bool is_present;    /**< its keys occur in the synthetic table */
    bool is_disclosive; /**< they go with one secret there */
    bool is_correct;    /**< which is its own */
} keur_told;

/** What combinations of keys tell about a secret, summed over the rows of one real table. */
typedef struct keur_disclosure {
    size_t n;              /**< rows of the real table */
    size_t disclosive_own; /**< rows whose keys go with one secret in the real table */
    size_t present;        /**< rows whose keys occur in the synthetic table */
    size_t disclosive;     /**< rows whose keys go with one secret in the synthetic table */
    size_t correct;        /**< of those, rows that have this secret */
    size_t n_known;        /**< rows whose secret is not missing */
    size_t correct_known;  /**< of the correct rows, those */
    size_t correct_own;    /**< of those, rows whose keys are disclosive in the real table too */
    keur_moments dcap;     /**< of the synthetic share of the row's own secret given its keys */
    keur_moments among;    /**< the same over rows whose keys occur */
    keur_moments cap_real; /**< of the real share of the row's own secret given its keys */
    double base;           /**< sum over secrets of (share)^2 */
    double sizes[KEUR_DISCLOSURE_RATES]; /**< independent rows each rate is worth; infinite: all */
} keur_disclosure;

/** Train, holdout, and the synthetic table's own share of each secret given the keys. */
typedef struct keur_disclosures {
    keur_disclosure train, holdout;
    keur_moments cap_synthetic;
    bool has_holdout;
    keur_exclusions excluded;                   /**< of train's correct rows */
    keur_moments disco_shuffled, dcap_shuffled; /**< over tables with every column shuffled */
} keur_disclosures;

/** Count what the keys tell about the secret, in the synthetic table and in `n_shuffles` shuffled
 * ones. O(rows) after the cells of the keys are known, and O(rows * keys) for each of these. */
keur_status keur_disclosure_count(keur_case *on, const keur_key_set *keys, size_t secret,
                                  size_t n_shuffles, keur_disclosures *found, keur_error *err);

/** Sizes of rates and means of one table, rows of one person as a cluster. `cells` says what is
 * told of the rows of each cell, `cell` in which a row is. O(rows + persons). */
keur_status keur_disclosure_sizes(const keur_case *on, keur_role role, const keur_told *cells,
                                  const uint32_t *cell, keur_disclosure *to, keur_error *err);

#endif
