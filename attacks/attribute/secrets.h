/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ATTACKS_SECRETS_H
#define KEUR_ATTACKS_SECRETS_H

#include <keur/measure.h>

/** The parameter of measures that guess secrets, for use in their own lists. */
#define KEUR_PARAM_SECRET                                                                          \
    {                                                                                              \
        .name = "secret", .type = KEUR_PARAM_COLUMNS,                                              \
        .help = "columns to be guessed; default: those declared as secret, else each in turn"      \
    }

/**
 * The secrets to be guessed: --secret where given, else the declared ones, else every column in
 * turn, which a notice says. keur_key_sets_make() leaves out the sets of keys that one is part of.
 * @param[out] secrets  positions, freed with keur_columns_free() in any case
 * @retval KEUR_EUSAGE  a name is not a column that takes part, or stands twice
 */
keur_status keur_secrets_of(const keur_case *on, const keur_args *args, keur_result *out,
                            size_t **secrets, size_t *n, keur_error *err);

#endif
