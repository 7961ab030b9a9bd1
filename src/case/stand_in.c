/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/stand_in.h"

#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"
#include "case/case_impl.h"

/* The rows of the holdout with this mark, in the place of a role. */
static keur_status take_half(keur_case *on, const unsigned char *marks, unsigned char wanted,
                             keur_role_rows *made, keur_error *err)
{
    const keur_role_rows *holdout = &on->roles[KEUR_HOLDOUT];
    uint32_t *chosen = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(chosen, holdout->n_rows, err));
    for (size_t i = 0; i < holdout->n_rows; i++)
        if (marks[i] == wanted)
            chosen[n++] = (uint32_t)i;
    KEUR_TRY(keur_role_take(on, holdout, chosen, n, made, err));
out:
    keur_release(chosen);
    return status;
}

static void put_role(keur_case *on, keur_role role, keur_role_rows *made)
{
    keur_role_free(&on->roles[role], on->n_columns);
    on->roles[role] = *made;
    *made = (keur_role_rows){.n_rows = 0};
}

static keur_status stand_fresh(keur_case *on, keur_error *err)
{
    keur_role_rows halves[2] = {{.n_rows = 0}, {.n_rows = 0}};
    unsigned char *marks = NULL;
    size_t n_persons = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_case_draw_half(on, "stand-in-fresh", &marks, &n_persons, err));
    if (marks == NULL) {
        status = keur_fail(err, KEUR_EDATA, "the holdout table has too few rows to be halved");
        goto out;
    }
    for (unsigned char half = 0; half < 2; half++)
        KEUR_TRY(take_half(on, marks, half, &halves[half], err));
    put_role(on, KEUR_SYNTHETIC, &halves[1]);
    put_role(on, KEUR_HOLDOUT, &halves[0]);
out:
    keur_role_free(&halves[0], on->n_columns);
    keur_role_free(&halves[1], on->n_columns);
    keur_release(marks);
    return status;
}

static keur_status stand_independent(keur_case *on, keur_error *err)
{
    const keur_role_rows *train = &on->roles[KEUR_TRAIN];
    keur_role_rows *to = &on->roles[KEUR_SYNTHETIC]; /* a copy of train so far */

    for (size_t j = 0; j < on->n_columns; j++) {
        keur_random random = keur_random_start(on->options.seed, "stand-in-independent", j);

        for (size_t i = 0; i < to->n_rows; i++)
            to->codes[j][i] = train->codes[j][keur_random_below(&random, train->n_rows)];
    }
    for (size_t i = 0; to->units != NULL && i < to->n_rows; i++)
        to->units[i] = (int32_t)on->n_units++;
    return on->n_units < INT32_MAX ? KEUR_OK
                                   : keur_fail(err, KEUR_EDATA, "there are too many persons");
}

keur_status keur_case_stand_in(keur_case *on, keur_stand_in kind, keur_error *err)
{
    if (kind == KEUR_STAND_IN_FRESH)
        return stand_fresh(on, err);
    return kind == KEUR_STAND_IN_INDEPENDENT ? stand_independent(on, err) : KEUR_OK;
}
