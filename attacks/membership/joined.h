/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_JOINED_H
#define KEUR_ATTACKS_JOINED_H

#include "attacks/membership/membership.h"

/** Which settings of each attack are joined; see keur_attack. */
typedef enum keur_joining {
    KEUR_JOINING_TRIED,    /**< by worst-attack */
    KEUR_JOINING_ENSEMBLE, /**< by membership-ensemble */
    KEUR_JOINING_AUDIT     /**< by membership-audit */
} keur_joining;

/** One attack in one setting. */
typedef struct keur_joined_attack {
    const keur_measure *measure;
    const char *setting;     /**< "scaling=rank neighbours=5" */
    const keur_scores *rows; /**< owned by the case; has scores */
} keur_joined_attack;

/** All that have scores on this case, in the order of the registry. */
typedef struct keur_joined {
    size_t n, n_left_out; /**< left out: a score is missing or the attack cannot be made */
    keur_joined_attack *attacks;
    const char *why_not; /**< of the first that was left out, else NULL */
} keur_joined;

/** How many attacks, each setting counted, are joined where all can be made. */
size_t keur_joined_count(keur_joining joining);

/** Compute, or find, the scores of every attack in every setting that is joined. */
keur_status keur_joined_make(keur_case *on, keur_joining joining, keur_joined *joined,
                             keur_error *err);
void keur_joined_free(keur_joined *joined);

/** Add labels {"attack": ..., "setting": ...}; the texts are not copied. */
void keur_joined_label(const keur_joined_attack *attack, keur_figure *figure);

/** Say which attacks had to be left out, where any was. */
keur_status keur_joined_notice(const keur_joined *joined, keur_result *out, keur_error *err);

#endif
