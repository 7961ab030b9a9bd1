/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/case_impl.h"

#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"

keur_status keur_role_take(const keur_case *on, const keur_role_rows *from, const uint32_t *chosen,
                           size_t n, keur_role_rows *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    to->n_rows = n;
    to->owns_codes = true;
    KEUR_TRY(KEUR_NEW(to->codes, on->n_columns, err));
    for (size_t j = 0; j < on->n_columns; j++) {
        KEUR_TRY(KEUR_NEW(to->codes[j], n, err));
        for (size_t i = 0; i < n; i++)
            to->codes[j][i] = from->codes[j][chosen[i]];
    }
    if (from->units != NULL) {
        KEUR_TRY(KEUR_NEW(to->units, n, err));
        for (size_t i = 0; i < n; i++)
            to->units[i] = from->units[chosen[i]];
    }
    to->is_present = true;
out:
    return status;
}

/* The persons of the holdout in order, its rows where there are none; *n of them. */
static keur_status list_persons(const keur_case *on, uint32_t **persons, size_t *n, keur_error *err)
{
    const keur_role_rows *holdout = &on->roles[KEUR_HOLDOUT];
    const size_t n_all = holdout->units != NULL ? on->n_units : holdout->n_rows;
    unsigned char *is_here = NULL;
    keur_status status = KEUR_OK;

    *n = 0;
    KEUR_TRY(KEUR_NEW(*persons, n_all, err));
    KEUR_TRY(KEUR_NEW(is_here, n_all, err));
    for (size_t i = 0; i < holdout->n_rows; i++)
        is_here[holdout->units != NULL ? (size_t)holdout->units[i] : i] = 1;
    for (size_t person = 0; person < n_all; person++) {
        if (is_here[person])
            (*persons)[(*n)++] = (uint32_t)person;
    }
out:
    keur_release(is_here);
    return status;
}

keur_status keur_case_draw_half(const keur_case *on, const char *purpose, unsigned char **marks,
                                size_t *n_persons, keur_error *err)
{
    const keur_role_rows *holdout = &on->roles[KEUR_HOLDOUT];
    keur_random random = keur_random_start(on->options.seed, purpose, 0);
    uint32_t *persons = NULL, *chosen = NULL;
    unsigned char *is_chosen = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    *marks = NULL;
    KEUR_TRY(list_persons(on, &persons, n_persons, err));
    n = *n_persons;
    if (n < 2)
        goto out;
    KEUR_TRY(KEUR_NEW(chosen, n, err));
    KEUR_TRY(KEUR_NEW(is_chosen, (size_t)persons[n - 1] + 1, err));
    KEUR_TRY(KEUR_NEW(*marks, holdout->n_rows, err));
    keur_random_choose(&random, n, n / 2, chosen);
    for (size_t i = 0; i < n / 2; i++)
        is_chosen[persons[chosen[i]]] = 1;
    for (size_t i = 0; i < holdout->n_rows; i++)
        (*marks)[i] = is_chosen[holdout->units != NULL ? (size_t)holdout->units[i] : i];
out:
    keur_release(persons);
    keur_release(chosen);
    keur_release(is_chosen);
    return status;
}

/* The rows of the holdout whose mark is `wanted`, as a role of their own. */
static keur_status take_marked(keur_case *on, const unsigned char *marks, unsigned char wanted,
                               keur_role role, keur_error *err)
{
    const keur_role_rows *holdout = &on->roles[KEUR_HOLDOUT];
    keur_role_rows *to = &on->roles[role];
    uint32_t *chosen = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(chosen, holdout->n_rows, err));
    for (size_t i = 0; i < holdout->n_rows; i++) {
        if (marks[i] == wanted)
            chosen[n++] = (uint32_t)i;
    }
    KEUR_TRY(keur_role_take(on, holdout, chosen, n, to, err));
    to->in_holdout = chosen;
    chosen = NULL;
out:
    keur_release(chosen);
    return status;
}

static keur_status share_holdout(keur_case *on, keur_error *err)
{
    const keur_role_rows *holdout = &on->roles[KEUR_HOLDOUT];
    keur_role_rows *to = &on->roles[KEUR_NON_MEMBER];
    keur_status status = KEUR_OK;

    *to = *holdout;
    to->owns_codes = false;
    to->in_holdout = NULL;
    KEUR_TRY(KEUR_NEW(to->in_holdout, holdout->n_rows, err));
    for (size_t i = 0; i < holdout->n_rows; i++)
        to->in_holdout[i] = (uint32_t)i;
out:
    return status;
}

keur_status keur_case_split(keur_case *on, keur_error *err)
{
    const keur_role_rows *holdout = &on->roles[KEUR_HOLDOUT];
    unsigned char *is_reference = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (!holdout->is_present)
        return KEUR_OK;
    if (on->options.needs_reference && !on->roles[KEUR_REFERENCE].is_present)
        KEUR_TRY(keur_case_draw_half(on, "holdout-split", &is_reference, &n, err));
    if (is_reference == NULL) {
        status = share_holdout(on, err);
        goto out;
    }
    KEUR_TRY(take_marked(on, is_reference, 1, KEUR_REFERENCE, err));
    KEUR_TRY(take_marked(on, is_reference, 0, KEUR_NON_MEMBER, err));
    on->split_holdout = true;
    KEUR_TRY(keur_case_note(on, err,
                            "No reference table was given: one half of the holdout, chosen by the "
                            "seed, serves as reference and the other half is scored."));
out:
    keur_release(is_reference);
    return status;
}
