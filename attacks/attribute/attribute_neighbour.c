/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An attacker who takes the secret of the synthetic row that is nearest on the known columns:
 * d = sum of differences of numbers over their scale, at most 1, and of mismatches of levels; ties
 * to the lowest row.
 *
 * Giomi, Boenisch, Wehmeyer, Tasnadi: A unified framework for quantifying privacy risk in
 * synthetic data, PoPETs 2023 (2), the inference attack, on all rows instead of a sample.
 */
#include <string.h>

#include "attacks/attribute/guessing.h"
#include "attacks/attribute/target_block.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"
#include "case/scaled_space.h"

/* An index of S, and its columns in the order of the sum: numbers by name, then levels by name. So
 * the order of columns in a file changes no guess, and mismatches, which are whole numbers, are
 * added last, as in the software that others have used. */
typedef struct index_of {
    keur_scaled_space scaled;
    keur_index *index;
    uint32_t *order;
} index_of;

typedef struct ordering {
    const keur_case *on;
    const keur_space_column *columns;
} ordering;

typedef struct neighbours {
    index_of sides[KEUR_GUESS_SIDES];
    bool is_shared; /* the first serves both sides: they have the same scales */
    keur_target_block block;
    uint32_t *nearest[KEUR_GUESS_SIDES]; /* rows of S: the block's searches times rows of the side;
                                            NULL before the first guess */
} neighbours;

static void free_index(index_of *of)
{
    keur_index_free(of->index);
    keur_scaled_space_free(&of->scaled);
    keur_release(of->order);
}

static void free_block(neighbours *kept)
{
    keur_target_block_free(&kept->block);
    for (size_t side = 0; side < KEUR_GUESS_SIDES; side++) {
        keur_release(kept->nearest[side]);
        kept->nearest[side] = NULL;
    }
}

static void finish(keur_guessing *of)
{
    neighbours *kept = of->state;

    if (kept == NULL)
        return;
    free_block(kept);
    for (size_t side = 0; side < KEUR_GUESS_SIDES; side++)
        free_index(&kept->sides[side]);
    keur_release(kept);
    of->state = NULL;
}

/* Numbers before levels, then by name. */
static int compare_columns(uint32_t a, uint32_t b, const void *context)
{
    const ordering *of = context;

    if (of->columns[a].is_numeric != of->columns[b].is_numeric)
        return of->columns[a].is_numeric ? -1 : 1;
    return strcmp(keur_case_column(of->on, a)->name, keur_case_column(of->on, b)->name);
}

static keur_status order_columns(const keur_case *on, index_of *to, keur_error *err)
{
    const size_t n = to->scaled.space.n_columns;
    keur_space_column *before = NULL;
    ordering by = {.on = on};
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(to->order, n, err));
    KEUR_TRY(KEUR_NEW(before, n, err));
    for (size_t j = 0; j < n; j++) {
        before[j] = to->scaled.columns[j];
        to->order[j] = (uint32_t)j;
    }
    by.columns = before;
    KEUR_TRY(keur_sort(to->order, n, compare_columns, &by, err));
    for (size_t j = 0; j < n; j++)
        to->scaled.columns[j] = before[to->order[j]];
out:
    keur_release(before);
    return status;
}

/* The rows of a role with their columns in that order; *codes is freed by the caller. */
static keur_status view_of(const keur_case *on, keur_role role, const index_of *as,
                           const int32_t ***codes, keur_rows *view, keur_error *err)
{
    const size_t n = keur_case_columns(on);
    const keur_status status = KEUR_NEW(*codes, n, err);

    for (size_t j = 0; status == KEUR_OK && j < n; j++)
        (*codes)[j] = keur_case_codes(on, role, as->order[j]);
    *view = (keur_rows){.n_rows = keur_case_rows(on, role), .n_columns = n, .codes = *codes};
    return status;
}

/* Other software divides numbers by their scale before it subtracts them, and distances that are
 * equal come out a rounding apart: for its answers, the same is done. */
static keur_status divide_first(index_of *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t j = 0; j < to->scaled.space.n_columns; j++) {
        keur_space_column *column = &to->scaled.columns[j];
        double **own = &to->scaled.ranks[j];

        if (!column->is_numeric || column->scale == 1)
            continue;
        if (*own == NULL)
            KEUR_TRY(KEUR_NEW(*own, column->n_values, err));
        for (size_t v = 0; v < column->n_values; v++)
            (*own)[v] = column->values[v] / column->scale;
        column->values = *own;
        column->scale = 1;
    }
out:
    return status;
}

static keur_status make_index(const keur_guessing *of, size_t side, index_of *to, keur_error *err)
{
    keur_ask ask = keur_ask_of(of->args, keur_guess_roles[side], KEUR_SYNTHETIC, 1);
    const int32_t **codes = NULL;
    keur_rows rows;
    keur_status status = KEUR_OK;

    if (keur_args_is(of->args, "scale-source", "case"))
        ask.source = KEUR_SCALES_OF_CASE;
    KEUR_TRY(keur_scaled_space_make(of->on, &ask, &to->scaled, err));
    if (ask.source == KEUR_SCALES_OF_CASE)
        KEUR_TRY(divide_first(to, err));
    KEUR_TRY(order_columns(of->on, to, err));
    KEUR_TRY(view_of(of->on, KEUR_SYNTHETIC, to, &codes, &rows, err));
    KEUR_TRY(keur_index_new(&to->scaled.space, &rows, keur_case_threads(of->on), &to->index, err));
out:
    keur_release(codes);
    return status;
}

static keur_status prepare(keur_guessing *of, keur_error *err)
{
    neighbours *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(made, 1, err));
    of->state = made;
    made->is_shared = !keur_args_is(of->args, "scale-source", "case");
    for (size_t side = 0; side < (made->is_shared ? 1u : 2u); side++) {
        if (keur_case_has(of->on, keur_guess_roles[side]))
            KEUR_TRY(make_index(of, side, &made->sides[side], err));
    }
out:
    return status;
}

/* The place of a column of the case in the sum. */
static size_t place_of(const index_of *in, size_t column)
{
    size_t at = 0;

    while (in->order[at] != column)
        at++;
    return at;
}

/* The nearest row of each row of a side, for each search of the block. */
static keur_status search_block(const keur_guessing *of, neighbours *kept, size_t side,
                                keur_error *err)
{
    const keur_target_block *block = &kept->block;
    const index_of *in = &kept->sides[kept->is_shared ? 0 : side];
    size_t left_out[KEUR_BLOCK_SEARCHES];
    const int32_t **codes = NULL;
    double *weights = NULL;
    keur_rows queries;
    keur_near_options options = {
        .k = 1, .self = of->self[side], .threads = keur_case_threads(of->on)};
    keur_status status = KEUR_OK;

    KEUR_TRY(view_of(of->on, keur_guess_roles[side], in, &codes, &queries, err));
    KEUR_TRY(KEUR_NEW(weights, queries.n_columns, err));
    KEUR_TRY(KEUR_NEW(kept->nearest[side], block->n_left_out * queries.n_rows, err));
    for (size_t j = 0; j < queries.n_columns; j++)
        weights[j] = block->is_in[in->order[j]] ? 1 : 0;
    for (size_t i = 0; i < block->n_left_out; i++)
        left_out[i] = place_of(in, block->left_out[i]);
    options.weights = weights;
    KEUR_TRY(keur_index_nearest_without(in->index, &queries, &options, left_out, block->n_left_out,
                                        kept->nearest[side], NULL, err));
out:
    keur_release(codes);
    keur_release(weights);
    return status;
}

static keur_status guess(const keur_guessing *of, size_t target, size_t side, int32_t *guesses,
                         keur_error *err)
{
    const size_t n = keur_case_rows(of->on, keur_guess_roles[side]);
    const int32_t *secrets = keur_case_codes(of->on, KEUR_SYNTHETIC, of->targets[target].secret);
    neighbours *kept = of->state;
    const uint32_t *nearest;
    keur_status status = KEUR_OK;

    if (target < kept->block.first || target >= kept->block.first + kept->block.n) {
        free_block(kept);
        KEUR_TRY(keur_target_block_make(of, target, &kept->block, err));
    }
    if (kept->nearest[side] == NULL)
        KEUR_TRY(search_block(of, kept, side, err));
    nearest = kept->nearest[side] + kept->block.searches[target - kept->block.first] * n;
    for (size_t i = 0; i < n; i++)
        guesses[i] = nearest[i] == KEUR_NO_ROW ? KEUR_NO_GUESS : secrets[nearest[i]];
out:
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    static const keur_guesser by = {.prepare = prepare, .guess = guess, .finish = finish};

    return keur_guessing_run(on, args, &by, out, err);
}

static const keur_param params[] = {
    KEUR_PARAMS_GUESSING,
    KEUR_PARAM_SCALING,
    KEUR_PARAM_METRIC,
    {.name = "scale-source",
     .type = KEUR_PARAM_CHOICE,
     .choices = "real|case",
     .fallback = "real",
     .help = "scales of numbers from the real rows, or from the rows that are attacked and the "
             "synthetic ones, as other software has it"},
    {.name = NULL}};

const keur_measure keur_attribute_neighbour = {
    .name = "attribute-neighbour",
    .title = "A secret guessed from the nearest synthetic row",
    .question = "Does the most similar synthetic row give away a secret, more often for people in "
                "the train table than for others?",
    .limits = "All known columns count alike; an attacker who knows which matter may guess better.",
    .source = "Giomi, Boenisch, Wehmeyer, Tasnadi: A unified framework for quantifying privacy "
              "risk in synthetic data, PoPETs 2023 (2)",
    .family = KEUR_FAMILY_ATTRIBUTE,
    .word = KEUR_WORD_INFERENCE,
    .params = params,
    .run = run,
};
