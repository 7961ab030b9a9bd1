/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_KEYS_H
#define KEUR_ATTACKS_KEYS_H

#include <keur/measure.h>

#include "case/remembered.h"

/** Numbers among keys are cut into so many groups where they would make every row unique. */
enum { KEUR_KEY_GROUPS = 20 };

/** Parameters of measures that take keys, for use in their own lists. */
#define KEUR_PARAM_KEYS                                                                            \
    {                                                                                              \
        .name = "keys", .type = KEUR_PARAM_SETS,                                                   \
        .help =                                                                                    \
            "columns an attacker knows, several sets of them as a,b;a,c; default: the declared "   \
            "key_sets, else the columns declared as key, else all others"                          \
    }
#define KEUR_PARAM_GROUPS                                                                          \
    {                                                                                              \
        .name = "groups", .type = KEUR_PARAM_INTEGER, .low = 0, .high = 1000, .unit = "groups",    \
        .help = "cut numeric keys into quantile groups of train; 0: as they are (20 where all "    \
                "others are keys by default)"                                                      \
    }

/** Columns an attacker knows. */
typedef struct keur_key_set {
    size_t *columns;
    size_t n;
    size_t n_groups;   /**< numbers in quantile groups of train; 0: as they are */
    char *text;        /**< for the label `keys` */
    bool is_default;   /**< all others: no other secret has these keys */
    size_t n_shuffles; /**< shuffled tables that stand beside; 0 where the measure has none */
} keur_key_set;

/** What is computed for one set of keys; `secret` is SIZE_MAX where there is none. */
typedef keur_status (*keur_key_body)(keur_case *on, const keur_key_set *set, size_t secret,
                                     keur_result *out, keur_error *err);

/**
 * The sets of keys against a secret: those of --keys where given, else the declared key_sets, else
 * the columns declared as keys, else all others. A set that holds the secret is passed over, with a
 * notice, unless both were named.
 * @param secret     SIZE_MAX where there is none
 * @param[out] made  n sets, maybe none; freed with keur_key_sets_free() in any case
 * @retval KEUR_EUSAGE  the secret of --secret is among --keys, or no key is left
 */
keur_status keur_key_sets_make(const keur_case *on, const keur_args *args, size_t secret,
                               keur_key_set **made, size_t *n, keur_result *out, keur_error *err);
void keur_key_sets_free(keur_key_set *sets, size_t n);
void keur_key_set_free(keur_key_set *set); /**< of one that was taken out of them */

/** Make the sets and run `body` on each. Where a numeric key makes (nearly) every train row unique,
 * so that exact matching finds nothing, once more with numbers in groups, and a notice says so. */
keur_status keur_key_sets_run(keur_case *on, const keur_args *args, size_t secret,
                              keur_key_body body, keur_result *out, keur_error *err);

/** Labels keys (and groups, where numbers are cut) added to those of `like`. */
void keur_key_set_label(const keur_key_set *set, keur_figure *like);

#endif
