/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/anchors.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "base/try.h"
#include "case/remembered.h"
#include "case/units.h"

/* Tables made here, and the jackknife parts of the rows of each table. */
typedef struct made_table {
    size_t n_rows;
    int32_t **codes, **grouped;
    int32_t *units; /* NULL: every row is a person of its own */
} made_table;

enum { TRAIN, SYNTHETIC, HOLDOUT, INDEPENDENT, FIRST_HALF, SECOND_HALF, N_TABLES };

struct keur_anchor_store {
    size_t n_columns;
    made_table independent;
    made_table halves[2]; /* of train, where there is no holdout */
    uint8_t *parts[N_TABLES];
    size_t n_persons[N_TABLES];
};

/* Deal the persons of a table (its rows, where `units` is NULL) in random order to `n_hands` hands
 * in turn; hands[i] is that of row i. */
static keur_status deal(const keur_case *on, const char *purpose, size_t n_hands, size_t n_rows,
                        const int32_t *units, uint8_t **hands, size_t *n_persons, keur_error *err)
{
    const size_t n_all = units != NULL ? keur_case_unit_count(on) : n_rows;
    keur_random random = keur_random_start(keur_case_seed(on), purpose, 0);
    uint32_t *persons = NULL;
    uint8_t *hand_of = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(persons, n_all, err));
    KEUR_TRY(KEUR_NEW(hand_of, n_all, err));
    KEUR_TRY(KEUR_NEW(*hands, n_rows, err));
    for (size_t i = 0; i < n_rows; i++)
        hand_of[units != NULL ? (size_t)units[i] : i] = 1;
    for (size_t person = 0; person < n_all; person++) {
        if (hand_of[person])
            persons[n++] = (uint32_t)person;
    }
    keur_random_shuffle(&random, persons, n);
    for (size_t i = 0; i < n; i++)
        hand_of[persons[i]] = (uint8_t)(i % n_hands);
    for (size_t i = 0; i < n_rows; i++)
        (*hands)[i] = hand_of[units != NULL ? (size_t)units[i] : i];
    *n_persons = n;
out:
    keur_release(persons);
    keur_release(hand_of);
    return status;
}

static keur_status deal_parts(const keur_case *on, struct keur_anchor_store *store, size_t table,
                              const char *purpose, size_t n_rows, const int32_t *units,
                              keur_error *err)
{
    return deal(on, purpose, KEUR_JACKKNIFE_GROUPS, n_rows, units, &store->parts[table],
                &store->n_persons[table], err);
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
    keur_release(made->units);
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

/* One of two random halves of train. Persons were dealt to two hands for each jackknife group, so
 * that every group has persons of both halves. */
static keur_status take_half(const keur_case *on, const keur_grouped *grouped, const uint8_t *hands,
                             uint8_t half, struct keur_anchor_store *store, keur_error *err)
{
    const size_t n = keur_case_rows(on, KEUR_TRAIN);
    const int32_t *units = keur_case_units(on, KEUR_TRAIN);
    uint32_t *rows = NULL;
    uint8_t *parts = NULL;
    size_t kept = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(rows, n, err));
    KEUR_TRY(KEUR_NEW(parts, n, err));
    for (size_t i = 0; i < n; i++) {
        if (hands[i] % 2 != half)
            continue;
        parts[kept] = hands[i] / 2;
        rows[kept++] = (uint32_t)i;
    }
    KEUR_TRY(draw_table(on, grouped, rows, kept, &store->halves[half], err));
    if (units != NULL)
        KEUR_TRY(KEUR_NEW(store->halves[half].units, kept, err));
    for (size_t i = 0; units != NULL && i < kept; i++)
        store->halves[half].units[i] = units[rows[i]];
    store->parts[FIRST_HALF + half] = parts;
    parts = NULL;
out:
    keur_release(rows);
    keur_release(parts);
    return status;
}

static keur_status halve_train(const keur_case *on, const keur_grouped *grouped,
                               struct keur_anchor_store *store, keur_error *err)
{
    uint8_t *hands = NULL;
    size_t n_persons = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(deal(on, "train-halves", (size_t)2 * KEUR_JACKKNIFE_GROUPS,
                  keur_case_rows(on, KEUR_TRAIN), keur_case_units(on, KEUR_TRAIN), &hands,
                  &n_persons, err));
    for (uint8_t half = 0; half < 2; half++) {
        KEUR_TRY(take_half(on, grouped, hands, half, store, err));
        store->n_persons[FIRST_HALF + half] = n_persons / 2;
    }
out:
    keur_release(hands);
    return status;
}

/* A table of the case. */
static void show_role(const keur_case *on, const keur_grouped *grouped, keur_role role,
                      keur_rows *rows, keur_rows *rows_grouped)
{
    *rows = keur_case_view(on, role);
    *rows_grouped = grouped->rows[role];
}

static void set_parts(const struct keur_anchor_store *store, size_t real, size_t other,
                      keur_comparison *to)
{
    to->real_part = store->parts[real];
    to->other_part = store->parts[other];
    to->can_jackknife = store->n_persons[real] >= KEUR_JACKKNIFE_GROUPS &&
                        store->n_persons[other] >= KEUR_JACKKNIFE_GROUPS;
}

static keur_status make_tables(const keur_case *on, const keur_grouped *grouped, bool has_holdout,
                               struct keur_anchor_store *store, keur_error *err)
{
    const size_t n_train = keur_case_rows(on, KEUR_TRAIN);
    const size_t n_synthetic = keur_case_rows(on, KEUR_SYNTHETIC);
    keur_status status = KEUR_OK;

    KEUR_TRY(
        deal_parts(on, store, TRAIN, "parts-train", n_train, keur_case_units(on, KEUR_TRAIN), err));
    KEUR_TRY(deal_parts(on, store, SYNTHETIC, "parts-synthetic", n_synthetic,
                        keur_case_units(on, KEUR_SYNTHETIC), err));
    KEUR_TRY(deal_parts(on, store, INDEPENDENT, "parts-independent", n_synthetic, NULL, err));
    KEUR_TRY(draw_table(on, grouped, NULL, n_synthetic, &store->independent, err));
    if (has_holdout)
        KEUR_TRY(deal_parts(on, store, HOLDOUT, "parts-holdout", keur_case_rows(on, KEUR_HOLDOUT),
                            keur_case_units(on, KEUR_HOLDOUT), err));
    else
        KEUR_TRY(halve_train(on, grouped, store, err));
out:
    return status;
}

keur_status keur_anchors_make(keur_case *on, keur_anchors *made, keur_error *err)
{
    static const char *const suffixes[] = {"", "-holdout", "-independent"};
    keur_comparison *to = made->comparisons;
    const keur_grouped *grouped = NULL;
    keur_status status = KEUR_OK;

    *made = (keur_anchors){.has_holdout = keur_case_has(on, KEUR_HOLDOUT)};
    KEUR_TRY(keur_case_grouped(on, KEUR_FIDELITY_GROUPS, &grouped, err));
    made->n_codes = keur_case_code_counts(on);
    made->n_grouped_codes = grouped->n_codes;
    KEUR_TRY(KEUR_NEW(made->store, 1, err));
    made->store->n_columns = keur_case_columns(on);
    KEUR_TRY(make_tables(on, grouped, made->has_holdout, made->store, err));
    for (size_t i = 0; i < KEUR_COMPARISONS; i++) {
        to[i].suffix = suffixes[i];
        show_role(on, grouped, KEUR_TRAIN, &to[i].real, &to[i].real_grouped);
        to[i].real_units = keur_case_units(on, KEUR_TRAIN);
    }
    show_role(on, grouped, KEUR_SYNTHETIC, &to[0].other, &to[0].other_grouped);
    to[0].other_units = keur_case_units(on, KEUR_SYNTHETIC);
    set_parts(made->store, TRAIN, SYNTHETIC, &to[0]);
    if (made->has_holdout) {
        show_role(on, grouped, KEUR_HOLDOUT, &to[1].other, &to[1].other_grouped);
        to[1].other_units = keur_case_units(on, KEUR_HOLDOUT);
        set_parts(made->store, TRAIN, HOLDOUT, &to[1]);
    } else {
        show_table(on, &made->store->halves[0], &to[1].real, &to[1].real_grouped);
        show_table(on, &made->store->halves[1], &to[1].other, &to[1].other_grouped);
        to[1].real_units = made->store->halves[0].units;
        to[1].other_units = made->store->halves[1].units;
        set_parts(made->store, FIRST_HALF, SECOND_HALF, &to[1]);
    }
    show_table(on, &made->store->independent, &to[2].other, &to[2].other_grouped);
    set_parts(made->store, TRAIN, INDEPENDENT, &to[2]);
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
