/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/anchors.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "base/try.h"
#include "case/remembered.h"
#include "case/units.h"
#include "stats/jackknife.h"

/* Tables made here, and the parts of every table. */
typedef struct made_table {
    size_t n_rows;
    int32_t **codes, **grouped;
} made_table;

struct keur_anchor_store {
    size_t n_columns;
    made_table independent;
    made_table halves[2]; /* of train, where there is no holdout */
    uint8_t *parts[2 * KEUR_COMPARISONS];
};

/* Groups of nearly equal size in random order; rows of one person share a group. */
static keur_status draw_parts(const keur_case *on, const char *purpose, size_t n,
                              const int32_t *units, uint8_t **parts, keur_error *err)
{
    const size_t n_slots = units != NULL ? keur_case_unit_count(on) : n;
    keur_random random = keur_random_start(keur_case_seed(on), purpose, 0);
    uint32_t *order = NULL;
    uint8_t *of_slot = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(order, n_slots, err));
    KEUR_TRY(KEUR_NEW(of_slot, n_slots, err));
    KEUR_TRY(KEUR_NEW(*parts, n, err));
    for (size_t i = 0; i < n_slots; i++)
        order[i] = (uint32_t)i;
    keur_random_shuffle(&random, order, n_slots);
    for (size_t i = 0; i < n_slots; i++)
        of_slot[order[i]] = (uint8_t)(i % KEUR_JACKKNIFE_GROUPS);
    for (size_t i = 0; i < n; i++)
        (*parts)[i] = of_slot[units != NULL ? (size_t)units[i] : i];
out:
    keur_release(order);
    keur_release(of_slot);
    return status;
}

static keur_status new_table(const keur_case *on, size_t n_rows, made_table *made, keur_error *err)
{
    const size_t n_columns = keur_case_columns(on);
    keur_status status = KEUR_OK;

    made->n_rows = n_rows;
    KEUR_TRY(KEUR_NEW(made->codes, n_columns, err));
    KEUR_TRY(KEUR_NEW(made->grouped, n_columns, err));
    for (size_t j = 0; j < n_columns; j++) {
        KEUR_TRY(KEUR_NEW(made->codes[j], n_rows, err));
        KEUR_TRY(KEUR_NEW(made->grouped[j], n_rows, err));
    }
out:
    return status;
}

static void free_table(made_table *made, size_t n_columns)
{
    for (size_t j = 0; j < n_columns; j++) {
        if (made->codes != NULL)
            keur_release(made->codes[j]);
        if (made->grouped != NULL)
            keur_release(made->grouped[j]);
    }
    keur_release(made->codes);
    keur_release(made->grouped);
}

typedef struct drawing {
    const keur_case *on;
    const keur_rows *from, *from_grouped;
    made_table *to;
    const uint32_t *rows; /* rows to take; NULL: drawn anew for each column */
} drawing;

static keur_status fill_columns(void *context, size_t begin, size_t end, keur_error *err)
{
    const drawing *of = context;

    (void)err;
    for (size_t j = begin; j < end; j++) {
        keur_random random = keur_random_start(keur_case_seed(of->on), "independent-columns", j);

        for (size_t i = 0; i < of->to->n_rows; i++) {
            const size_t row = of->rows != NULL
                                   ? of->rows[i]
                                   : (size_t)keur_random_below(&random, of->from->n_rows);

            of->to->codes[j][i] = of->from->codes[j][row];
            of->to->grouped[j][i] = of->from_grouped->codes[j][row];
        }
    }
    return KEUR_OK;
}

static keur_status draw_table(const keur_case *on, const keur_grouped *grouped,
                              const uint32_t *rows, size_t n_rows, made_table *made,
                              keur_error *err)
{
    const keur_rows train = keur_case_view(on, KEUR_TRAIN);
    drawing of = {.on = on,
                  .from = &train,
                  .from_grouped = &grouped->rows[KEUR_TRAIN],
                  .to = made,
                  .rows = rows};
    keur_status status = KEUR_OK;

    KEUR_TRY(new_table(on, n_rows, made, err));
    KEUR_TRY(keur_parallel_for(train.n_columns, 1, keur_case_threads(on), fill_columns, &of, err));
out:
    return status;
}

static void show_table(const keur_case *on, const made_table *made, keur_rows *rows,
                       keur_rows *grouped)
{
    *rows = (keur_rows){made->n_rows, keur_case_columns(on), (const int32_t *const *)made->codes};
    *grouped =
        (keur_rows){made->n_rows, keur_case_columns(on), (const int32_t *const *)made->grouped};
}

/* Two random halves of train, one in the place of the holdout. */
static keur_status halve_train(const keur_case *on, const keur_grouped *grouped,
                               struct keur_anchor_store *store, keur_comparison *to,
                               keur_error *err)
{
    const size_t n = keur_case_rows(on, KEUR_TRAIN);
    keur_random random = keur_random_start(keur_case_seed(on), "train-halves", 0);
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(order, n, err));
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    keur_random_shuffle(&random, order, n);
    KEUR_TRY(draw_table(on, grouped, order, n / 2, &store->halves[0], err));
    KEUR_TRY(draw_table(on, grouped, order + n / 2, n - n / 2, &store->halves[1], err));
    show_table(on, &store->halves[0], &to->real, &to->real_grouped);
    show_table(on, &store->halves[1], &to->other, &to->other_grouped);
out:
    keur_release(order);
    return status;
}

static keur_status set_parts(const keur_case *on, keur_anchors *made, keur_error *err)
{
    static const char *const purposes[] = {"parts-train",  "parts-synthetic", "parts-train",
                                           "parts-anchor", "parts-train",     "parts-independent"};
    const int32_t *units[2 * KEUR_COMPARISONS] = {
        keur_case_units(on, KEUR_TRAIN),
        keur_case_units(on, KEUR_SYNTHETIC),
        made->has_holdout ? keur_case_units(on, KEUR_TRAIN) : NULL,
        made->has_holdout ? keur_case_units(on, KEUR_HOLDOUT) : NULL,
        keur_case_units(on, KEUR_TRAIN),
        NULL};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < KEUR_COMPARISONS; i++) {
        keur_comparison *to = &made->comparisons[i];
        uint8_t **parts = &made->store->parts[2 * i];

        KEUR_TRY(draw_parts(on, purposes[2 * i], to->real.n_rows, units[2 * i], &parts[0], err));
        KEUR_TRY(draw_parts(on, purposes[2 * i + 1], to->other.n_rows, units[2 * i + 1], &parts[1],
                            err));
        to->real_part = parts[0];
        to->other_part = parts[1];
    }
out:
    return status;
}

keur_status keur_anchors_make(keur_case *on, keur_anchors *made, keur_error *err)
{
    static const char *const suffixes[] = {"", "-holdout", "-independent"};
    const keur_grouped *grouped = NULL;
    keur_status status = KEUR_OK;

    *made = (keur_anchors){.has_holdout = keur_case_has(on, KEUR_HOLDOUT)};
    KEUR_TRY(keur_case_grouped(on, KEUR_FIDELITY_GROUPS, &grouped, err));
    made->n_codes = keur_case_code_counts(on);
    made->n_grouped_codes = grouped->n_codes;
    KEUR_TRY(KEUR_NEW(made->store, 1, err));
    made->store->n_columns = keur_case_columns(on);
    for (size_t i = 0; i < KEUR_COMPARISONS; i++) {
        keur_comparison *to = &made->comparisons[i];
        const keur_role other = i == 0 ? KEUR_SYNTHETIC : KEUR_HOLDOUT;

        to->suffix = suffixes[i];
        to->real = keur_case_view(on, KEUR_TRAIN);
        to->real_grouped = grouped->rows[KEUR_TRAIN];
        to->other = keur_case_view(on, other);
        to->other_grouped = grouped->rows[other];
    }
    if (!made->has_holdout)
        KEUR_TRY(halve_train(on, grouped, made->store, &made->comparisons[1], err));
    KEUR_TRY(draw_table(on, grouped, NULL, keur_case_rows(on, KEUR_SYNTHETIC),
                        &made->store->independent, err));
    show_table(on, &made->store->independent, &made->comparisons[2].other,
               &made->comparisons[2].other_grouped);
    KEUR_TRY(set_parts(on, made, err));
out:
    if (status != KEUR_OK)
        keur_anchors_free(made);
    return status;
}

void keur_anchors_free(keur_anchors *anchors)
{
    struct keur_anchor_store *store = anchors->store;

    if (store == NULL)
        return;
    free_table(&store->independent, store->n_columns);
    free_table(&store->halves[0], store->n_columns);
    free_table(&store->halves[1], store->n_columns);
    for (size_t i = 0; i < sizeof store->parts / sizeof store->parts[0]; i++)
        keur_release(store->parts[i]);
    keur_release(store);
    anchors->store = NULL;
}
