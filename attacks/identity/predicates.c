/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/identity/predicates.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"

enum { PREDICATES_AT_ONCE = 64 };

/* The rows of one column in the order of their codes, by counting. */
static keur_status sort_column(const keur_searched *of, size_t j, size_t n_codes, keur_error *err)
{
    const int32_t *codes = of->codes[j];
    uint32_t *starts = of->starts[j], *next = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(next, n_codes + 1, err));
    for (size_t i = 0; i < of->n_rows; i++)
        starts[codes[i] + 2]++;
    for (size_t c = 0; c <= n_codes; c++) {
        starts[c + 1] += starts[c];
        next[c] = starts[c];
    }
    for (size_t i = 0; i < of->n_rows; i++)
        of->order[j][next[codes[i] + 1]++] = (uint32_t)i;
out:
    keur_release(next);
    return status;
}

keur_status keur_searched_make(const keur_rows *rows, const size_t *n_codes, const uint32_t *chosen,
                               size_t n, keur_searched *made, keur_error *err)
{
    keur_status status = KEUR_OK;

    *made =
        (keur_searched){.n_rows = chosen != NULL ? n : rows->n_rows, .n_columns = rows->n_columns};
    if (made->n_rows >= KEUR_NOT_ONE)
        return keur_fail(err, KEUR_EDATA, "%zu rows are more than can be searched", made->n_rows);
    KEUR_TRY(KEUR_NEW(made->codes, made->n_columns, err));
    KEUR_TRY(KEUR_NEW(made->order, made->n_columns, err));
    KEUR_TRY(KEUR_NEW(made->starts, made->n_columns, err));
    for (size_t j = 0; j < made->n_columns; j++) {
        KEUR_TRY(KEUR_NEW(made->codes[j], made->n_rows, err));
        KEUR_TRY(KEUR_NEW(made->order[j], made->n_rows, err));
        KEUR_TRY(KEUR_NEW(made->starts[j], n_codes[j] + 2, err));
        for (size_t i = 0; i < made->n_rows; i++)
            made->codes[j][i] = rows->codes[j][chosen != NULL ? chosen[i] : i];
        KEUR_TRY(sort_column(made, j, n_codes[j], err));
    }
out:
    return status;
}

void keur_searched_free(keur_searched *of)
{
    for (size_t j = 0; j < of->n_columns; j++) {
        if (of->codes != NULL)
            keur_release(of->codes[j]);
        if (of->order != NULL)
            keur_release(of->order[j]);
        if (of->starts != NULL)
            keur_release(of->starts[j]);
    }
    keur_release(of->codes);
    keur_release(of->order);
    keur_release(of->starts);
    *of = (keur_searched){.codes = NULL};
}

static size_t rows_of(const keur_searched *in, const keur_condition *condition)
{
    const uint32_t *starts = in->starts[condition->column];

    return condition->high < condition->low
               ? 0
               : starts[condition->high + 2] - starts[condition->low + 1];
}

static bool meets(const keur_searched *in, const keur_predicate *predicate, size_t but,
                  uint32_t row)
{
    for (size_t i = 0; i < predicate->n; i++) {
        const keur_condition *condition = &predicate->conditions[i];
        const int32_t code = in->codes[condition->column][row];

        if (i != but && (code < condition->low || code > condition->high))
            return false;
    }
    return true;
}

uint32_t keur_predicate_hit(const keur_searched *in, const keur_predicate *predicate)
{
    const keur_condition *rarest;
    const uint32_t *rows;
    size_t best = 0, n;
    uint32_t found = KEUR_NOT_ONE;

    for (size_t i = 1; i < predicate->n; i++) {
        if (rows_of(in, &predicate->conditions[i]) < rows_of(in, &predicate->conditions[best]))
            best = i;
    }
    rarest = &predicate->conditions[best];
    n = rows_of(in, rarest);
    rows = in->order[rarest->column] + in->starts[rarest->column][rarest->low + 1];
    for (size_t i = 0; i < n; i++) {
        if (!meets(in, predicate, best, rows[i]))
            continue;
        if (found != KEUR_NOT_ONE)
            return KEUR_NOT_ONE;
        found = rows[i];
    }
    return found;
}

typedef struct hitting {
    const keur_searched *in;
    const keur_predicate *predicates;
    uint32_t *hits;
} hitting;

static keur_status hit_some(void *context, size_t begin, size_t end, keur_error *err)
{
    const hitting *on = context;

    (void)err;
    for (size_t i = begin; i < end; i++)
        on->hits[i] = keur_predicate_hit(on->in, &on->predicates[i]);
    return KEUR_OK;
}

keur_status keur_predicates_hit(const keur_searched *in, const keur_predicate *predicates, size_t n,
                                int threads, uint32_t *hits, keur_error *err)
{
    hitting on = {in, predicates, hits};

    return keur_parallel_for(n, PREDICATES_AT_ONCE, threads, hit_some, &on, err);
}

void keur_predicates_free(keur_predicates *of)
{
    keur_release(of->items);
    *of = (keur_predicates){.items = NULL};
}
