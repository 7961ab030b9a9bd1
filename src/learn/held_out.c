/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "learn/boosted_trees.h"

/* The rows whose mark is `wanted`. */
static keur_status take_marked(const keur_features *on, const unsigned char *marks,
                               unsigned char wanted, uint32_t **rows, keur_features *part,
                               keur_error *err)
{
    const keur_status status = KEUR_NEW(*rows, on->n_rows, err);

    if (status != KEUR_OK)
        return status;
    *part = (keur_features){.columns = on->columns, .n_columns = on->n_columns, .rows = *rows};
    for (size_t row = 0; row < on->n_rows; row++) {
        if ((marks[row] != 0) == (wanted != 0))
            (*rows)[part->n_rows++] = (uint32_t)row;
    }
    return KEUR_OK;
}

keur_status keur_boosted_held_out(const keur_features *on, const keur_target *target,
                                  const unsigned char *is_fitted,
                                  const keur_boosted_options *options, int threads, double *margins,
                                  keur_error *err)
{
    uint32_t *fitted_rows = NULL, *other_rows = NULL;
    keur_features fitted, others;
    keur_boosted *model = NULL;
    double *found = NULL;
    size_t n_outputs;
    keur_status status = KEUR_OK;

    if (on->rows != NULL || on->n_rows >= UINT32_MAX)
        return keur_fail(err, KEUR_EINVAL, "halves are of a whole table of fewer than 2^32 rows");
    KEUR_TRY(take_marked(on, is_fitted, 1, &fitted_rows, &fitted, err));
    KEUR_TRY(take_marked(on, is_fitted, 0, &other_rows, &others, err));
    KEUR_TRY(keur_boosted_fit(&fitted, target, options, &model, err));
    n_outputs = keur_boosted_outputs(model);
    KEUR_TRY(KEUR_NEW(found, others.n_rows * n_outputs, err));
    KEUR_TRY(keur_boosted_margins(model, &others, threads, found, err));
    for (size_t i = 0; i < on->n_rows * n_outputs; i++)
        margins[i] = NAN;
    for (size_t i = 0; i < others.n_rows; i++)
        memcpy(margins + other_rows[i] * n_outputs, found + i * n_outputs,
               n_outputs * sizeof *found);
out:
    keur_release(fitted_rows);
    keur_release(other_rows);
    keur_release(found);
    keur_boosted_free(model);
    return status;
}
