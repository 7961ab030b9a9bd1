/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of train in the place of synthetic ones: leaks that are known, to see who finds them. */
#include <math.h>

#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"
#include "case/case_impl.h"

/* Numbers 0 to n - 1 in an order that depends on the seed alone. */
static keur_status draw_order(const keur_case *on, const char *purpose, size_t n, uint32_t **order,
                              keur_error *err)
{
    keur_random random = keur_random_start(on->options.seed, purpose, 0);
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(*order, n, err));
    for (size_t i = 0; i < n; i++)
        (*order)[i] = (uint32_t)i;
    keur_random_shuffle(&random, *order, n);
out:
    return status;
}

static void copy_row(keur_case *on, size_t to, size_t from)
{
    for (size_t j = 0; j < on->n_columns; j++)
        on->roles[KEUR_SYNTHETIC].codes[j][to] = on->roles[KEUR_TRAIN].codes[j][from];
}

/* The column that keeps its cell is the first, from a random one on, in which the rows differ. */
static void copy_near(keur_case *on, size_t to, size_t from, keur_random *random)
{
    const size_t first = (size_t)keur_random_below(random, on->n_columns);
    int32_t **synthetic = on->roles[KEUR_SYNTHETIC].codes;
    size_t kept = first;
    int32_t cell;

    for (size_t k = 0; k < on->n_columns; k++) {
        kept = (first + k) % on->n_columns;
        if (synthetic[kept][to] != on->roles[KEUR_TRAIN].codes[kept][from])
            break;
    }
    cell = synthetic[kept][to];
    copy_row(on, to, from);
    synthetic[kept][to] = cell;
}

static void plant_row(keur_case *on, const keur_plant *plant, size_t to, size_t from,
                      keur_random *random)
{
    switch (plant->kind) {
    case KEUR_PLANT_COPIES:
        copy_row(on, to, from);
        break;
    case KEUR_PLANT_NEAR:
        copy_near(on, to, from, random);
        break;
    default:
        for (size_t k = 0; k < plant->n_columns; k++)
            on->roles[KEUR_SYNTHETIC].codes[plant->columns[k]][to] =
                on->roles[KEUR_TRAIN].codes[plant->columns[k]][from];
    }
}

keur_status keur_case_plant(keur_case *on, const keur_plant *plant, keur_error *err)
{
    const size_t n = on->roles[KEUR_SYNTHETIC].n_rows, n_train = on->roles[KEUR_TRAIN].n_rows;
    const size_t wanted = (size_t)ceil(plant->share * (double)n - 1e-9);
    keur_random random = keur_random_start(on->options.seed, "plant-column", 0);
    uint32_t *to = NULL, *from = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(draw_order(on, "plant-synthetic", n, &to, err));
    KEUR_TRY(draw_order(on, "plant-train", n_train, &from, err));
    for (size_t i = 0; i < wanted && i < n && n_train > 0; i++)
        plant_row(on, plant, to[i], from[i % n_train], &random);
out:
    keur_release(to);
    keur_release(from);
    return status;
}
