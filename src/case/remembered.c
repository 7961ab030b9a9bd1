/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/remembered.h"

#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/case_impl.h"
#include "case/common_impl.h"
#include "case/content.h"
#include "case/scaled_space.h"

/* An index over one role under one way of scaling; the space owns values the index points to. */
struct keur_kept_index {
    keur_ask ask;
    keur_scaled_space scaled;
    keur_index *index;
};

struct keur_kept_answer {
    keur_ask ask;
    keur_neighbours answer;
};

struct keur_kept_cells {
    size_t n_groups, n_columns;
    size_t *columns;
    keur_cells *cells;
};

static bool same_space(const keur_ask *a, const keur_ask *b)
{
    return a->to == b->to && a->scaling == b->scaling && a->source == b->source &&
           a->is_squared == b->is_squared &&
           (a->source == KEUR_SCALES_OF_REAL || a->from == b->from);
}

static void free_index(struct keur_kept_index *kept)
{
    if (kept == NULL)
        return;
    keur_index_free(kept->index);
    keur_scaled_space_free(&kept->scaled);
    keur_release(kept);
}

static keur_status index_for(keur_case *on, const keur_ask *ask,
                             const struct keur_kept_index **found, keur_error *err)
{
    keur_remembered *kept = &on->remembered;
    struct keur_kept_index *made = NULL;
    const keur_rows rows = keur_case_view(on, ask->to);
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < kept->n_indexes; i++) {
        if (same_space(&kept->indexes[i]->ask, ask)) {
            *found = kept->indexes[i];
            return KEUR_OK;
        }
    }
    KEUR_TRY(KEUR_RESIZE(kept->indexes, kept->n_indexes, kept->n_indexes + 1, err));
    KEUR_TRY(KEUR_NEW(made, 1, err));
    made->ask = *ask;
    KEUR_TRY(keur_scaled_space_make(on, ask, &made->scaled, err));
    KEUR_TRY(keur_index_new(&made->scaled.space, &rows, on->options.threads, &made->index, err));
    kept->indexes[kept->n_indexes++] = made;
    *found = made;
    made = NULL;
out:
    free_index(made);
    return status;
}

static keur_status answer(keur_case *on, const keur_ask *ask, keur_neighbours *to, keur_error *err)
{
    const keur_rows queries = keur_case_view(on, ask->from);
    keur_near_options options = {
        .k = ask->k, .distances_only = ask->distances_only, .threads = on->options.threads};
    const struct keur_kept_index *kept = NULL;
    uint32_t *self = NULL;
    keur_status status = KEUR_OK;

    to->n = queries.n_rows;
    to->k = ask->k;
    KEUR_TRY(index_for(on, ask, &kept, err));
    KEUR_TRY(keur_case_self(on, ask->from, ask->to, &self, err));
    options.self = self;
    if (!ask->distances_only)
        KEUR_TRY(KEUR_NEW(to->rows, to->n * to->k, err));
    KEUR_TRY(KEUR_NEW(to->distances, to->n * to->k, err));
    KEUR_TRY(keur_index_nearest(kept->index, &queries, &options, to->rows, to->distances, err));
out:
    keur_release(self);
    return status;
}

static void free_answer(struct keur_kept_answer *kept)
{
    if (kept == NULL)
        return;
    keur_release(kept->answer.rows);
    keur_release(kept->answer.distances);
    keur_release(kept);
}

static keur_status need_roles(const keur_case *on, const keur_ask *ask, keur_error *err)
{
    if (keur_case_has(on, ask->from) && keur_case_has(on, ask->to))
        return KEUR_OK;
    return keur_fail(err, KEUR_EDATA, "there is no %s table",
                     keur_role_word(keur_case_has(on, ask->from) ? ask->to : ask->from));
}

/* An answer that holds at least what is asked for, or NULL. */
static const keur_neighbours *known_answer(const keur_remembered *kept, const keur_ask *ask)
{
    for (size_t i = 0; i < kept->n_answers; i++) {
        const keur_ask *known = &kept->answers[i]->ask;

        if (known->from == ask->from && same_space(known, ask) && known->k >= ask->k &&
            (ask->distances_only || !known->distances_only))
            return &kept->answers[i]->answer;
    }
    return NULL;
}

static keur_status add_answer(keur_remembered *to, struct keur_kept_answer *made, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_RESIZE(to->answers, to->n_answers, to->n_answers + 1, err));
    to->answers[to->n_answers++] = made;
out:
    return status;
}

keur_status keur_case_neighbours(keur_case *on, const keur_ask *ask, const keur_neighbours **found,
                                 keur_error *err)
{
    keur_lock *lock;
    keur_remembered *kept = keur_case_answers(on, ask->from, ask->to, ask->source, &lock);
    struct keur_kept_answer *made = NULL;
    keur_status status = KEUR_OK;

    *found = NULL;
    KEUR_TRY(need_roles(on, ask, err));
    keur_lock_take(lock);
    *found = known_answer(kept, ask);
    keur_lock_leave(lock);
    if (*found != NULL)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(made, 1, err));
    made->ask = *ask;
    KEUR_TRY(answer(on, ask, &made->answer, err));
    keur_lock_take(lock);
    status = add_answer(kept, made, err);
    keur_lock_leave(lock);
    if (status != KEUR_OK)
        goto out;
    *found = &made->answer;
    made = NULL;
out:
    free_answer(made);
    return status;
}

keur_status keur_case_radius_counts(keur_case *on, const keur_ask *ask, double radius,
                                    uint32_t *counts, keur_error *err)
{
    keur_radius_options options = {.radius = radius, .threads = on->options.threads};
    const keur_rows queries = keur_case_view(on, ask->from);
    const struct keur_kept_index *kept = NULL;
    uint32_t *self = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(need_roles(on, ask, err));
    KEUR_TRY(index_for(on, ask, &kept, err));
    KEUR_TRY(keur_case_self(on, ask->from, ask->to, &self, err));
    options.self = self;
    KEUR_TRY(keur_index_radius_counts(kept->index, &queries, &options, counts, err));
out:
    keur_release(self);
    return status;
}

keur_status keur_case_space(keur_case *on, const keur_ask *ask, const keur_space **space,
                            keur_error *err)
{
    const struct keur_kept_index *kept = NULL;
    keur_status status = KEUR_OK;

    *space = NULL;
    KEUR_TRY(need_roles(on, ask, err));
    KEUR_TRY(index_for(on, ask, &kept, err));
    *space = &kept->scaled.space;
out:
    return status;
}

static void add_space(keur_content *to, const keur_space *space, const keur_kernel_column *columns)
{
    keur_content_add_word(to, space->n_columns);
    keur_content_add_word(to, space->is_squared);
    for (size_t j = 0; j < space->n_columns; j++) {
        const keur_space_column *of = &space->columns[j];
        const keur_kernel_column *by = &columns[j];
        const double numbers[] = {of->scale,     of->cap,      of->weight,   of->missing,
                                  by->bandwidth, by->log_same, by->log_other};

        keur_content_add_word(to, of->is_numeric);
        keur_content_add_word(to, of->n_codes);
        if (of->is_numeric)
            keur_content_add_numbers(to, of->values, of->n_values);
        keur_content_add_word(to, by->is_left_out);
        keur_content_add_word(to, by->is_one);
        keur_content_add_numbers(to, numbers, sizeof numbers / sizeof *numbers);
    }
}

/* All that sums of kernels hang on, down to the codes, in whose order they are added. */
static keur_content content_of_sums(const keur_rows tables[2], const keur_space *space,
                                    const keur_kernel_options *options)
{
    keur_content made = keur_content_of("sums of kernels");

    keur_content_add_word(&made, options->shape);
    add_space(&made, space, options->columns);
    for (size_t t = 0; t < 2; t++)
        for (size_t j = 0; j < tables[t].n_columns; j++)
            keur_content_add_codes(&made, tables[t].codes[j], tables[t].n_rows,
                                   space->columns[j].n_codes);
    keur_content_add_word(&made, options->self != NULL);
    if (options->self != NULL)
        keur_content_add_bytes(&made, options->self, tables[0].n_rows * sizeof *options->self);
    return made;
}

keur_status keur_case_kernel_sums(keur_case *on, const keur_ask *ask,
                                  const keur_kernel_column *columns, keur_kernel_shape shape,
                                  double *log_sums, keur_error *err)
{
    const bool is_shared =
        keur_case_shares(on) && ask->from != KEUR_SYNTHETIC && ask->to != KEUR_SYNTHETIC;
    keur_kernel_options options = {
        .columns = columns, .shape = shape, .threads = on->options.threads};
    const keur_rows tables[2] = {keur_case_view(on, ask->from), keur_case_view(on, ask->to)};
    const struct keur_kept_index *kept = NULL;
    const double *known = NULL;
    keur_content as = {0, 0};
    uint32_t *self = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(need_roles(on, ask, err));
    KEUR_TRY(index_for(on, ask, &kept, err));
    KEUR_TRY(keur_case_self(on, ask->from, ask->to, &self, err));
    options.self = self;
    if (is_shared) {
        as = content_of_sums(tables, &kept->scaled.space, &options);
        known = keur_case_recall(on, &as, tables[0].n_rows);
    }
    if (known != NULL) {
        memcpy(log_sums, known, tables[0].n_rows * sizeof *log_sums);
        goto out;
    }
    KEUR_TRY(keur_index_kernel_sums(kept->index, &tables[0], &options, log_sums, err));
    if (is_shared)
        KEUR_TRY(keur_case_recall_later(on, &as, log_sums, tables[0].n_rows, err));
out:
    keur_release(self);
    return status;
}

keur_status keur_case_grouped(keur_case *on, size_t n_groups, const keur_grouped **grouped,
                              keur_error *err)
{
    keur_remembered *kept = &on->remembered;
    keur_grouped *made = NULL;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < kept->n_grouped; i++) {
        if (kept->grouped[i]->n_groups == n_groups) {
            *grouped = kept->grouped[i];
            return KEUR_OK;
        }
    }
    KEUR_TRY(KEUR_RESIZE(kept->grouped, kept->n_grouped, kept->n_grouped + 1, err));
    KEUR_TRY(KEUR_NEW(made, 1, err));
    KEUR_TRY(keur_grouped_make(on, n_groups, KEUR_LOWEST_APART, 1u << KEUR_TRAIN, made, err));
    kept->grouped[kept->n_grouped++] = made;
    *grouped = made;
    made = NULL;
out:
    keur_release(made);
    return status;
}

keur_status keur_case_count_cells(keur_case *on, const size_t *columns, size_t n_columns,
                                  size_t n_groups, keur_cells **cells, keur_error *err)
{
    static const keur_role roles[KEUR_CELLS_TABLES] = {[KEUR_CELLS_TRAIN] = KEUR_TRAIN,
                                                       [KEUR_CELLS_HOLDOUT] = KEUR_HOLDOUT,
                                                       [KEUR_CELLS_SYNTHETIC] = KEUR_SYNTHETIC};
    const size_t *n_codes = on->code_counts;
    const keur_grouped *grouped = NULL;
    keur_rows tables[KEUR_CELLS_TABLES];
    keur_status status = KEUR_OK;

    if (n_groups > 0) {
        KEUR_TRY(keur_case_grouped(on, n_groups, &grouped, err));
        n_codes = grouped->n_codes;
    }
    for (size_t t = 0; t < KEUR_CELLS_TABLES; t++)
        tables[t] = grouped != NULL ? grouped->rows[roles[t]] : keur_case_view(on, roles[t]);
    KEUR_TRY(keur_cells_count(tables, KEUR_CELLS_TABLES, columns, n_columns, n_codes,
                              on->options.threads, cells, err));
out:
    return status;
}

static void free_cells(struct keur_kept_cells *kept)
{
    if (kept == NULL)
        return;
    keur_cells_free(kept->cells);
    keur_release(kept->columns);
    keur_release(kept);
}

keur_status keur_case_cells(keur_case *on, const size_t *columns, size_t n_columns, size_t n_groups,
                            const keur_cells **cells, keur_error *err)
{
    keur_remembered *kept = &on->remembered;
    struct keur_kept_cells *made = NULL;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < kept->n_cells; i++) {
        const struct keur_kept_cells *known = kept->cells[i];

        if (known->n_groups == n_groups && known->n_columns == n_columns &&
            memcmp(known->columns, columns, n_columns * sizeof *columns) == 0) {
            *cells = known->cells;
            return KEUR_OK;
        }
    }
    KEUR_TRY(KEUR_RESIZE(kept->cells, kept->n_cells, kept->n_cells + 1, err));
    KEUR_TRY(KEUR_NEW(made, 1, err));
    made->n_groups = n_groups;
    made->n_columns = n_columns;
    KEUR_TRY(KEUR_NEW(made->columns, n_columns, err));
    for (size_t i = 0; i < n_columns; i++)
        made->columns[i] = columns[i];
    KEUR_TRY(keur_case_count_cells(on, columns, n_columns, n_groups, &made->cells, err));
    kept->cells[kept->n_cells++] = made;
    *cells = made->cells;
    made = NULL;
out:
    free_cells(made);
    return status;
}

void keur_remembered_free(keur_remembered *kept)
{
    for (size_t i = 0; i < kept->n_indexes; i++)
        free_index(kept->indexes[i]);
    for (size_t i = 0; i < kept->n_answers; i++)
        free_answer(kept->answers[i]);
    for (size_t i = 0; i < kept->n_cells; i++)
        free_cells(kept->cells[i]);
    for (size_t i = 0; i < kept->n_grouped; i++) {
        keur_grouped_free(kept->grouped[i]);
        keur_release(kept->grouped[i]);
    }
    keur_release(kept->indexes);
    keur_release(kept->answers);
    keur_release(kept->cells);
    keur_release(kept->grouped);
    *kept = (keur_remembered){.n_indexes = 0};
}
