/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/outcomes.h"

#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/columns.h"
#include "fidelity/rare_codes.h"

static const keur_role roles[] = {KEUR_TRAIN, KEUR_HOLDOUT};

/* How often each code occurs among real rows; item 0 is missing. */
static keur_status count_codes(const keur_case *on, size_t column, size_t **counts, keur_error *err)
{
    const keur_column *of = keur_case_column(on, column);
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(*counts, of->n_values + of->n_levels + 1, err));
    for (size_t r = 0; r < sizeof roles / sizeof roles[0]; r++) {
        const int32_t *codes = keur_case_codes(on, roles[r], column);

        for (size_t i = 0; codes != NULL && i < keur_case_rows(on, roles[r]); i++)
            (*counts)[codes[i] + 1]++;
    }
out:
    return status;
}

static void set_classes(const keur_column *column, const size_t *counts, keur_outcome_column *to)
{
    for (size_t c = 0; c < column->n_values + column->n_levels; c++)
        if (counts[c + 1] > 0)
            to->value_of[c + 1] = (double)to->n_classes++;
    to->kind = to->n_classes == 2 ? KEUR_OUTCOME_TWO : KEUR_OUTCOME_LEVELS;
    if (to->n_classes < 2)
        to->reason = "the outcome has one level in the real tables";
    else if (to->n_classes > KEUR_MOST_CLASSES)
        to->reason = "the outcome has more than 20 levels";
}

/* Numbers about their mean in deviations, in units of the largest so that no square overflows. */
static void set_numbers(const keur_column *column, const size_t *counts, keur_outcome_column *to)
{
    double n = 0, sum = 0, squares = 0, most = 0, mean, scale;

    for (size_t c = 0; c < column->n_values; c++)
        most = fmax(most, fabs(column->values[c]));
    most = most > 0 ? most : 1;
    for (size_t c = 0; c < column->n_values; c++) {
        n += (double)counts[c + 1];
        sum += (double)counts[c + 1] * (column->values[c] / most);
    }
    mean = sum / n;
    for (size_t c = 0; c < column->n_values; c++)
        squares += (double)counts[c + 1] * pow(column->values[c] / most - mean, 2);
    scale = squares > 0 ? sqrt(squares / n) : 1;
    for (size_t c = 0; c < column->n_values; c++)
        to->value_of[c + 1] = (column->values[c] / most - mean) / scale;
    to->unit = scale * most;
    to->kind = KEUR_OUTCOME_NUMBER;
}

/* A column of numbers with two of them, such as 0 and 1, has two levels. */
static keur_status set_outcome(const keur_case *on, size_t position, keur_outcome_column *to,
                               keur_error *err)
{
    const keur_column *column = keur_case_column(on, position);
    const size_t n_codes = column->n_values + column->n_levels;
    size_t *counts = NULL, n_numbers = 0, n_levels = 0;
    keur_status status = KEUR_OK;

    to->column = position;
    to->unit = 1;
    KEUR_TRY(count_codes(on, position, &counts, err));
    KEUR_TRY(keur_forget_rare_codes(on, position, roles, sizeof roles / sizeof *roles, counts + 1,
                                    n_codes, err));
    KEUR_TRY(KEUR_NEW(to->value_of, n_codes + 1, err));
    for (size_t c = 0; c <= n_codes; c++) {
        to->value_of[c] = NAN;
        n_numbers += c > 0 && c <= column->n_values && counts[c] > 0;
        n_levels += c > column->n_values && counts[c] > 0;
    }
    if (column->type == KEUR_TYPE_ORDINAL || n_numbers == 0 || (n_numbers <= 2 && n_levels == 0))
        set_classes(column, counts, to);
    else if (n_numbers == 1)
        to->reason = "the outcome has one number in the real tables";
    else
        set_numbers(column, counts, to);
out:
    keur_release(counts);
    return status;
}

/* How well a column would do as a guess: 3 two levels, 2 a few, 1 numbers, 0 not at all. */
static size_t rank_of(const keur_outcome_column *of)
{
    return of->reason != NULL                ? 0
           : of->kind == KEUR_OUTCOME_TWO    ? 3
           : of->kind == KEUR_OUTCOME_LEVELS ? 2
                                             : 1;
}

static keur_status guess(const keur_case *on, keur_outcome_columns *made, keur_error *err)
{
    size_t best = 0;
    keur_status status = KEUR_OK;

    for (size_t j = keur_case_columns(on); j-- > 0 && best < 3;) {
        keur_outcome_column here = {.value_of = NULL};

        status = set_outcome(on, j, &here, err);
        if (status == KEUR_OK && rank_of(&here) > best) {
            keur_release(made->items[0].value_of);
            best = rank_of(&here);
            made->items[0] = here;
            made->n = 1;
        } else {
            keur_release(here.value_of);
        }
        KEUR_TRY(status);
    }
out:
    return status;
}

keur_status keur_outcome_columns_make(const keur_case *on, bool may_guess,
                                      keur_outcome_columns *made, keur_error *err)
{
    size_t *columns = NULL;
    keur_status status = KEUR_OK;

    *made = (keur_outcome_columns){.n = 0};
    KEUR_TRY(keur_columns_with(on, KEUR_COLUMN_OUTCOME, &columns, &made->n_declared, err));
    for (size_t k = 0; k < made->n_declared && k < KEUR_MOST_OUTCOMES; k++)
        KEUR_TRY(set_outcome(on, columns[k], &made->items[made->n++], err));
    if (made->n_declared == 0 && may_guess)
        KEUR_TRY(guess(on, made, err));
out:
    keur_columns_free(columns);
    if (status != KEUR_OK)
        keur_outcome_columns_free(made);
    return status;
}

void keur_outcome_columns_free(keur_outcome_columns *made)
{
    for (size_t k = 0; k < KEUR_MOST_OUTCOMES; k++)
        keur_release(made->items[k].value_of);
    *made = (keur_outcome_columns){.n = 0};
}

keur_status keur_outcome_columns_tell(const keur_case *on, const keur_outcome_columns *of,
                                      keur_result *out, keur_error *err)
{
    char sentence[400];
    bool is_of_two = false;
    keur_status status = KEUR_OK;

    for (size_t k = 0; k < of->n; k++)
        is_of_two =
            is_of_two || (of->items[k].reason == NULL && of->items[k].kind == KEUR_OUTCOME_TWO);
    if (is_of_two)
        KEUR_TRY(keur_result_notice(out, KEUR_RARE_FORGOTTEN, err));
    if (of->n_declared > KEUR_MOST_OUTCOMES)
        return keur_result_notice(out,
                                  "More than three outcomes are declared: only the first three "
                                  "are looked at.",
                                  err);
    if (of->n_declared > 0 || of->n == 0)
        return KEUR_OK;
    (void)snprintf(sentence, sizeof sentence,
                   "No outcome is declared in the schema: %.200s was guessed, the last column %s. "
                   "Declare what the table is for.",
                   keur_case_column(on, of->items[0].column)->name,
                   of->items[0].kind == KEUR_OUTCOME_TWO      ? "with two levels"
                   : of->items[0].kind == KEUR_OUTCOME_LEVELS ? "with few levels"
                                                              : "of numbers");
    KEUR_TRY(keur_result_notice(out, sentence, err));
out:
    return status;
}

/* --- rows */

keur_status keur_outcome_rows_take(const keur_rows *from, const int32_t *units,
                                   const uint32_t *chosen, size_t n_chosen,
                                   const keur_outcome_column *of, keur_outcome_rows *made,
                                   keur_error *err)
{
    uint32_t *rows = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    *made = (keur_outcome_rows){.rows.n_columns = from->n_columns};
    KEUR_TRY(KEUR_NEW(rows, n_chosen, err));
    for (size_t k = 0; k < n_chosen; k++) {
        const size_t i = chosen != NULL ? chosen[k] : k;

        if (!isnan(of->value_of[from->codes[of->column][i] + 1]))
            rows[n++] = (uint32_t)i;
    }
    KEUR_TRY(KEUR_NEW(made->values, n, err));
    KEUR_TRY(KEUR_NEW(made->codes, from->n_columns, err));
    for (size_t k = 0; k < n; k++)
        made->values[k] = of->value_of[from->codes[of->column][rows[k]] + 1];
    for (size_t j = 0; j < from->n_columns; j++) {
        KEUR_TRY(KEUR_NEW(made->codes[j], n, err));
        for (size_t k = 0; k < n; k++)
            made->codes[j][k] = from->codes[j][rows[k]];
    }
    if (units != NULL)
        KEUR_TRY(KEUR_NEW(made->units, n, err));
    for (size_t k = 0; units != NULL && k < n; k++)
        made->units[k] = units[rows[k]];
    made->rows = (keur_rows){n, from->n_columns, (const int32_t *const *)made->codes};
out:
    keur_release(rows);
    if (status != KEUR_OK)
        keur_outcome_rows_free(made);
    return status;
}

void keur_outcome_rows_free(keur_outcome_rows *made)
{
    for (size_t j = 0; made->codes != NULL && j < made->rows.n_columns; j++)
        keur_release(made->codes[j]);
    keur_release(made->codes);
    keur_release(made->values);
    keur_release(made->units);
    *made = (keur_outcome_rows){.values = NULL};
}

size_t keur_outcome_rows_beside(const keur_outcome_rows *in, const keur_outcome_column *of)
{
    size_t counts[KEUR_MOST_CLASSES] = {0}, most = 0;
    bool differs = false;

    if (of->kind == KEUR_OUTCOME_NUMBER) {
        for (size_t i = 1; i < in->rows.n_rows; i++)
            differs = differs || in->values[i] != in->values[0];
        return differs ? in->rows.n_rows : 0;
    }
    for (size_t i = 0; i < in->rows.n_rows; i++)
        counts[(size_t)in->values[i]]++;
    for (size_t c = 0; c < of->n_classes; c++)
        most = counts[c] > most ? counts[c] : most;
    return in->rows.n_rows - most;
}
