/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/case_impl.h"

/* What occurs in one table: smallest and largest value, and every code. */
typedef struct extent {
    int32_t low, high; /* codes of values; low > high: there are none */
    bool *is_there;    /* per code */
    bool is_any;
} extent;

static void look(const keur_case *on, keur_role role, size_t column, extent *to)
{
    const int32_t n_values = (int32_t)keur_case_column(on, column)->n_values;
    const int32_t *codes = keur_case_codes(on, role, column);

    to->low = n_values;
    to->high = -1;
    for (size_t i = 0; i < keur_case_rows(on, role); i++) {
        const int32_t code = codes[i];

        if (code < 0)
            continue;
        to->is_any = true;
        to->is_there[code] = true;
        if (code >= n_values)
            continue;
        to->low = code < to->low ? code : to->low;
        to->high = code > to->high ? code : to->high;
    }
}

/* No code in common, and no value of one within the values of the other. */
static bool are_apart(const extent *a, const extent *b, size_t n_codes)
{
    if (!a->is_any || !b->is_any)
        return false;
    for (size_t c = 0; c < n_codes; c++)
        if (a->is_there[c] && b->is_there[c])
            return false;
    return a->low > a->high || b->low > b->high || a->high < b->low || b->high < a->low;
}

static keur_status look_at_column(keur_case *on, const keur_schema *schema, size_t column,
                                  keur_error *err)
{
    const keur_column *of = keur_case_column(on, column);
    const size_t n_codes = of->n_values + of->n_levels;
    const ptrdiff_t at = keur_schema_find(schema, of->name);
    extent train = {.is_there = NULL}, synthetic = {.is_there = NULL};
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(train.is_there, n_codes, err));
    KEUR_TRY(KEUR_NEW(synthetic.is_there, n_codes, err));
    look(on, KEUR_TRAIN, column, &train);
    look(on, KEUR_SYNTHETIC, column, &synthetic);
    if (!are_apart(&train, &synthetic, n_codes))
        goto out;
    if (at >= 0 && on->is_unmeasured != NULL)
        on->is_unmeasured[at] = true;
    KEUR_TRY(keur_case_note(on, err,
                            "Column %s: no value of the synthetic table lies among those of train. "
                            "If the two are coded in different ways (decimal signs, labels, "
                            "upper case), no copy is seen: no figure counts that it is part of.",
                            of->name));
out:
    keur_release(train.is_there);
    keur_release(synthetic.is_there);
    return status;
}

keur_status keur_case_find_strange(keur_case *on, const keur_schema *schema, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t j = 0; j < keur_case_columns(on); j++)
        KEUR_TRY(look_at_column(on, schema, j, err));
out:
    return status;
}
