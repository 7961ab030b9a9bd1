/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows an attack is aimed at. */
#include "attacks/attribute/targets.h"

#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"

/* Keep `k` of the first n rows of a list, by seed. */
static keur_status keep_some(const keur_case *on, const char *purpose, keur_role role,
                             const uint32_t *from, size_t n, size_t k, uint32_t *to,
                             keur_error *err)
{
    keur_random random = keur_random_start(keur_case_seed(on), purpose, role);
    uint32_t *chosen = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(chosen, k, err));
    keur_random_choose(&random, n, k, chosen);
    /* Ascending, so that `to` may be `from`. */
    for (size_t i = 0; i < k; i++)
        to[i] = from[chosen[i]];
out:
    keur_release(chosen);
    return status;
}

keur_status keur_targets_choose(const keur_case *on, const keur_targets_ask *ask,
                                keur_targets *made, keur_error *err)
{
    const int32_t *secret = keur_case_codes(on, ask->role, ask->secret);
    const size_t n = keur_case_rows(on, ask->role);
    keur_status status = KEUR_OK;

    *made = (keur_targets){.role = ask->role};
    KEUR_TRY(KEUR_NEW(made->rows, n, err));
    for (size_t i = 0; i < n; i++) {
        if (secret[i] >= 0 && (ask->left_out == NULL || !ask->left_out[i]))
            made->rows[made->n++] = (uint32_t)i;
    }
    if (ask->most > 0 && made->n > ask->most) {
        KEUR_TRY(
            keep_some(on, "targets", ask->role, made->rows, made->n, ask->most, made->rows, err));
        made->n = ask->most;
        made->is_part = true;
    }
    made->n_own = made->n;
out:
    if (status != KEUR_OK)
        keur_targets_free(made);
    return status;
}

keur_status keur_targets_fill(const keur_case *on, const keur_targets *train, keur_targets *to,
                              keur_error *err)
{
    const size_t more = train->n > to->n ? train->n - to->n : 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_RESIZE(to->rows, to->n, to->n + more, err));
    KEUR_TRY(keep_some(on, "targets-filled", to->role, train->rows, train->n, more,
                       to->rows + to->n, err));
    to->n += more;
out:
    return status;
}

keur_status keur_targets_gather(const keur_grouped *from, const size_t *columns, size_t n_columns,
                                keur_targets *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(to->codes, n_columns, err));
    KEUR_TRY(KEUR_NEW(to->views, n_columns, err));
    for (; to->n_columns < n_columns; to->n_columns++) {
        const size_t k = to->n_columns;
        const int32_t *own = from->rows[to->role].codes[columns[k]];
        const int32_t *train = from->rows[KEUR_TRAIN].codes[columns[k]];

        KEUR_TRY(KEUR_NEW(to->codes[k], to->n, err));
        to->views[k] = to->codes[k];
        for (size_t i = 0; i < to->n; i++)
            to->codes[k][i] = (i < to->n_own ? own : train)[to->rows[i]];
    }
out:
    return status;
}

keur_rows keur_targets_view(const keur_targets *of)
{
    return (keur_rows){.n_rows = of->n, .n_columns = of->n_columns, .codes = of->views};
}

void keur_targets_free(keur_targets *of)
{
    for (size_t k = 0; of->codes != NULL && k < of->n_columns; k++)
        keur_release(of->codes[k]);
    keur_release(of->codes);
    keur_release(of->views);
    keur_release(of->rows);
    *of = (keur_targets){.n = 0};
}
