/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/attribute/secrets.h"

#include "base/try.h"
#include "case/columns.h"

keur_status keur_secrets_of(const keur_case *on, const keur_args *args, keur_result *out,
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
