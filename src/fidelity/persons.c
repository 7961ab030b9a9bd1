/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/persons.h"

#include "base/memory.h"
#include "base/try.h"
#include "case/units.h"

keur_status keur_persons_make(const keur_case *on, keur_role role, const uint32_t *rows,
                              size_t n_rows, keur_persons *made, keur_error *err)
{
    const int32_t *units = keur_case_units(on, role);
    uint32_t *number = NULL;
    keur_status status = KEUR_OK;

    *made = (keur_persons){.n = 0};
    KEUR_TRY(KEUR_NEW(made->of_row, n_rows, err));
    KEUR_TRY(KEUR_NEW(number, units != NULL ? keur_case_unit_count(on) : 0, err));
    for (size_t i = 0; i < n_rows; i++) {
        uint32_t *here = units != NULL ? &number[units[rows[i]]] : NULL;

        if (here == NULL || *here == 0)
            made->n++;
        if (here != NULL && *here == 0)
            *here = (uint32_t)made->n;
        made->of_row[i] = here != NULL ? *here - 1 : (uint32_t)i;
    }
out:
    keur_release(number);
    return status;
}

void keur_persons_free(keur_persons *persons)
{
    keur_release(persons->of_row);
    *persons = (keur_persons){.n = 0};
}
