/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "base/try.h"
#include "case/case_impl.h"
#include "case/columns.h"

const keur_column_sets *keur_case_key_sets(const keur_case *on)
{
    return &on->key_sets;
}

keur_status keur_case_take_key_sets(keur_case *on, const keur_schema *schema, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < schema->n_key_sets; i++) {
        const keur_texts *from = &schema->key_sets[i];
        size_t *columns = NULL;

        KEUR_TRY(KEUR_NEW(columns, from->n, err));
        KEUR_TRY(keur_column_sets_add(&on->key_sets, columns, from->n, err));
        for (size_t k = 0; k < from->n; k++) {
            const ptrdiff_t found = keur_case_find(on, from->items[k]);

            if (found < 0)
                return keur_fail(
                    err, KEUR_ESCHEMA,
                    "the schema's key_sets[%zu]: \"%s\" is not a column that takes "
                    "part (see keur schema; of one value for nearly all it does where the "
                    "schema declares its type)",
                    i, from->items[k]);
            columns[k] = (size_t)found;
        }
    }
out:
    return status;
}
