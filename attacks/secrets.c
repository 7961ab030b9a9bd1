/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/secrets.h"

#include "base/try.h"
#include "case/columns.h"

static keur_status choose(const keur_case *on, const keur_args *args, keur_result *out,
                          size_t **secrets, size_t *n, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_columns_of(on, args, "secret", secrets, n, err));
    if (*n > 0)
        return KEUR_OK;
    keur_columns_free(*secrets);
    *secrets = NULL;
    KEUR_TRY(keur_columns_with(on, KEUR_COLUMN_SECRET, secrets, n, err));
    if (*n > 0)
        return KEUR_OK;
    keur_columns_free(*secrets);
    *secrets = NULL;
    KEUR_TRY(keur_columns_but(on, SIZE_MAX, secrets, n, err));
    KEUR_TRY(keur_result_notice(
        out, "No secret was declared: every column was taken as secret in turn.", err));
out:
    return status;
}

keur_status keur_secrets_of(const keur_case *on, const keur_args *args, keur_result *out,
                            size_t **secrets, size_t *n, keur_error *err)
{
    size_t *made = NULL, *keys = NULL, n_made = 0, n_keys = 0, kept = 0;
    keur_status status = KEUR_OK;

    *secrets = NULL;
    *n = 0;
    KEUR_TRY(choose(on, args, out, &made, &n_made, err));
    KEUR_TRY(keur_columns_of(on, args, "keys", &keys, &n_keys, err));
    for (size_t i = 0; i < n_made; i++) {
        bool is_key = false;

        for (size_t k = 0; k < n_keys && !keur_args_has(args, "secret"); k++)
            is_key |= keys[k] == made[i];
        if (!is_key)
            made[kept++] = made[i];
    }
    *secrets = made;
    *n = kept;
    made = NULL;
out:
    keur_columns_free(made);
    keur_columns_free(keys);
    return status;
}
