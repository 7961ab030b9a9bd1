/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/use_area.h"

#include <math.h>

#include "base/memory.h"
#include "base/try.h"

/* Kish's number of persons of the smaller class: one who holds many rows weighs more. */
static keur_status least_persons(const keur_use_test *test, size_t *n_least, keur_error *err)
{
    double *rows[2] = {NULL, NULL}, sums[2] = {0, 0}, squares[2] = {0, 0};
    keur_status status = KEUR_OK;

    for (int k = 0; k < 2; k++)
        KEUR_TRY(KEUR_NEW(rows[k], test->n_persons, err));
    for (size_t i = 0; i < test->on->rows.n_rows; i++)
        rows[test->on->values[i] == 1][test->person[i]]++;
    for (size_t p = 0; p < test->n_persons; p++) {
        for (int k = 0; k < 2; k++) {
            sums[k] += rows[k][p];
            squares[k] += rows[k][p] * rows[k][p];
        }
    }
    *n_least = (size_t)fmax(
        floor(fmin(sums[0] * sums[0] / squares[0], sums[1] * sums[1] / squares[1])), 1);
out:
    keur_release(rows[0]);
    keur_release(rows[1]);
    return status;
}

keur_status keur_use_area(const keur_use_test *test, const keur_bootstrap *drawn,
                          keur_roc_area *made, keur_error *err)
{
    *made = (keur_roc_area){.auc = drawn->estimate, .variance = drawn->error * drawn->error};
    return least_persons(test, &made->n_least, err);
}
