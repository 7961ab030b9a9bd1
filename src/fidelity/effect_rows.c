/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of each table that an effect is estimated from, in the terms of one model. */
#include <math.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/remembered.h"
#include "fidelity/effect_impl.h"

/* An arm needs so many rows; the smaller arm of train so many for each term of the model, that of
 * another table half as many, since its model is the one of train. */
enum { LEAST_ROWS = 10, ROWS_A_TERM = 10, ROWS_A_TERM_ELSEWHERE = 5, MOST_TERMS = 200 };

static const keur_role roles[KEUR_EFFECT_TABLES] = {KEUR_TRAIN, KEUR_SYNTHETIC, KEUR_HOLDOUT};

static double value_at(const keur_question *asks, const keur_coding *of, keur_role role, size_t row)
{
    return of->value_of[keur_case_codes(asks->on, role, of->column)[row] + 1];
}

static keur_status take_rows(const keur_question *asks, keur_role role, keur_effect_table *to,
                             keur_error *err)
{
    const size_t n = keur_case_rows(asks->on, role);
    keur_status status = KEUR_OK;

    to->is_there = keur_case_has(asks->on, role);
    KEUR_TRY(KEUR_NEW(to->rows, n, err));
    KEUR_TRY(KEUR_NEW(to->y, n, err));
    KEUR_TRY(KEUR_NEW(to->treated, n, err));
    KEUR_TRY(KEUR_NEW(to->after, n, err));
    KEUR_TRY(KEUR_NEW(to->propensity, n, err));
    for (size_t i = 0; i < n; i++) {
        const double treated = value_at(asks, asks->treatment, role, i);
        const double y = value_at(asks, asks->outcome, role, i);
        const double after = asks->time != NULL ? value_at(asks, asks->time, role, i) : 0;

        if (isnan(treated) || isnan(y) || isnan(after))
            continue;
        to->rows[to->n] = (uint32_t)i;
        to->y[to->n] = y;
        to->treated[to->n] = treated > 0;
        to->after[to->n++] = after > 0;
        to->arms[treated > 0]++;
        to->cells[treated > 0][after > 0]++;
    }
    KEUR_TRY(keur_persons_make(asks->on, role, to->rows, to->n, &to->persons, err));
out:
    return status;
}

static keur_status count_persons(keur_effect_table *in, keur_error *err)
{
    unsigned char *seen = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(seen, in->persons.n, err));
    for (size_t i = 0; i < in->n; i++) {
        const unsigned char bit = in->treated[i] ? 2 : 1;
        unsigned char *here = &seen[in->persons.of_row[i]];

        in->persons_in[in->treated[i]] += (*here & bit) == 0;
        *here |= bit;
    }
out:
    keur_release(seen);
    return status;
}

static size_t smaller_arm(const keur_effect_table *of)
{
    return of->arms[0] < of->arms[1] ? of->arms[0] : of->arms[1];
}

/* What the rows of a table do not support. */
static void judge(const keur_question *asks, keur_effect_table *to)
{
    bool varies = false;

    if (smaller_arm(to) < LEAST_ROWS) {
        to->reason = asks->time != NULL ? "a level of the treatment has fewer than 10 rows with an "
                                          "outcome and a time in this table"
                                        : "a level of the treatment has fewer than 10 rows with an "
                                          "outcome in this table";
        return;
    }
    for (size_t i = 1; i < to->n; i++)
        varies = varies || to->y[i] != to->y[0];
    if (!varies)
        to->reason = "the outcome is the same in all rows of this table";
    for (size_t a = 0; a < 2; a++)
        for (size_t t = 0; t < 2; t++)
            if (to->cells[a][t] < LEAST_ROWS)
                to->why_not[KEUR_BEFORE_AFTER] = "treated or others have fewer than 10 rows before "
                                                 "or after in this table";
}

/* Outcomes of all tables about the mean of train and in units of its deviation, so that nothing
 * overflows and no accuracy is lost. Two levels stay 0 and 1. */
static void standardise(keur_effect *in)
{
    const keur_effect_table *train = &in->tables[KEUR_EFFECT_TRAIN];
    double most = 0, mean = 0, squares = 0;

    in->scale = 1;
    if (in->asks->outcome->is_binary || train->n == 0)
        return;
    for (size_t i = 0; i < train->n; i++)
        most = fmax(most, fabs(train->y[i]));
    most = most > 0 ? most : 1;
    for (size_t i = 0; i < train->n; i++)
        mean += train->y[i] / most / (double)train->n;
    for (size_t i = 0; i < train->n; i++)
        squares += pow(train->y[i] / most - mean, 2) / (double)train->n;
    in->scale = squares > 0 ? sqrt(squares) * most : most;
    for (size_t t = 0; t < KEUR_EFFECT_TABLES; t++)
        for (size_t i = 0; i < in->tables[t].n; i++)
            in->tables[t].y[i] = (in->tables[t].y[i] / most - mean) / (in->scale / most);
}

/* Codes of the covariates of some tables, one table after the other. */
static keur_status gather(const keur_effect *in, size_t from, size_t to, int32_t **codes,
                          keur_error *err)
{
    const keur_question *asks = in->asks;
    size_t n = 0;
    keur_status status = KEUR_OK;

    for (size_t t = from; t < to; t++)
        n += in->tables[t].n;
    for (size_t k = 0; k < asks->n_covariates; k++) {
        const size_t j = asks->covariates[k];
        int32_t *next;

        KEUR_TRY(KEUR_NEW(codes[j], n, err));
        next = codes[j];
        for (size_t t = from; t < to; t++) {
            const int32_t *all = keur_case_codes(asks->on, roles[t], j);

            for (size_t i = 0; i < in->tables[t].n; i++)
                *next++ = all[in->tables[t].rows[i]];
        }
    }
out:
    return status;
}

/* The rows of the design, with `after` as a last term. */
static keur_status add_after(keur_effect *in, const keur_main_effects *design, keur_error *err)
{
    const keur_sparse_rows *from = &design->rows;
    size_t n = 0, row = 0;
    keur_status status = KEUR_OK;

    in->n_terms = from->n_terms + 1;
    KEUR_TRY(KEUR_NEW(in->starts, from->n_rows + 1, err));
    KEUR_TRY(KEUR_NEW(in->terms, from->starts[from->n_rows] + from->n_rows, err));
    KEUR_TRY(KEUR_NEW(in->values, from->starts[from->n_rows] + from->n_rows, err));
    for (size_t t = 0; t < KEUR_EFFECT_TABLES; t++) {
        for (size_t i = 0; i < in->tables[t].n; i++, row++) {
            for (size_t e = from->starts[row]; e < from->starts[row + 1]; e++, n++) {
                in->terms[n] = from->terms[e];
                in->values[n] = from->values[e];
            }
            if (in->tables[t].after[i]) {
                in->terms[n] = (uint32_t)from->n_terms;
                in->values[n++] = 1;
            }
            in->starts[row + 1] = n;
        }
    }
    in->rows = (keur_sparse_rows){from->n_rows, in->n_terms, in->starts, in->terms, in->values};
out:
    return status;
}

static keur_status make_design(keur_effect *in, keur_error *err)
{
    const size_t n_columns = keur_case_columns(in->asks->on);
    const size_t by_rows = smaller_arm(&in->tables[KEUR_EFFECT_TRAIN]) / ROWS_A_TERM;
    int32_t **codes[2] = {NULL, NULL};
    keur_main_effects design = {.reason = NULL};
    keur_comparison of = {.suffix = ""};
    keur_status status = KEUR_OK;

    for (size_t side = 0; side < 2; side++) {
        KEUR_TRY(KEUR_NEW(codes[side], n_columns, err));
        KEUR_TRY(gather(in, side, side == 0 ? 1 : KEUR_EFFECT_TABLES, codes[side], err));
    }
    of.real = (keur_rows){in->tables[0].n, n_columns, (const int32_t *const *)codes[0]};
    of.other =
        (keur_rows){in->tables[1].n + in->tables[2].n, n_columns, (const int32_t *const *)codes[1]};
    KEUR_TRY(keur_main_effects_limited(in->asks->on, &of, in->asks->covariates,
                                       in->asks->n_covariates, false,
                                       by_rows < MOST_TERMS ? by_rows : MOST_TERMS, &design, err));
    in->is_joined = design.is_joined;
    design.is_joined = NULL;
    if (design.reason != NULL)
        in->tables[KEUR_EFFECT_TRAIN].reason =
            by_rows < MOST_TERMS
                ? "a level of the treatment has fewer than 10 rows of train for each term of a "
                  "model of the covariates"
                : "a model of the covariates would have more than 200 terms";
    else
        KEUR_TRY(add_after(in, &design, err));
out:
    for (size_t j = 0; j < n_columns; j++)
        for (size_t side = 0; side < 2; side++)
            if (codes[side] != NULL)
                keur_release(codes[side][j]);
    keur_release(codes[0]);
    keur_release(codes[1]);
    keur_main_effects_free(&design);
    return status;
}

keur_status keur_effect_open(const keur_question *asks, keur_effect *made, keur_error *err)
{
    keur_effect_table *train = &made->tables[KEUR_EFFECT_TRAIN];
    keur_status status = KEUR_OK;

    *made = (keur_effect){.asks = asks};
    for (size_t t = 0; t < KEUR_EFFECT_TABLES; t++) {
        KEUR_TRY(take_rows(asks, roles[t], &made->tables[t], err));
        KEUR_TRY(count_persons(&made->tables[t], err));
        judge(asks, &made->tables[t]);
        made->tables[t].first = t == 0 ? 0 : made->tables[t - 1].first + made->tables[t - 1].n;
    }
    standardise(made);
    if (train->reason == NULL)
        KEUR_TRY(make_design(made, err));
    for (size_t t = 1; t < KEUR_EFFECT_TABLES; t++) {
        keur_effect_table *of = &made->tables[t];

        if (of->reason == NULL && train->reason != NULL)
            of->reason = "there is none of train to compare it with";
        else if (of->reason == NULL &&
                 smaller_arm(of) < ROWS_A_TERM_ELSEWHERE * (made->n_terms - 1))
            of->reason = "a level of the treatment has fewer than 5 rows of this table for each "
                         "term of the model";
    }
out:
    return status;
}

void keur_effect_free(keur_effect *effect)
{
    for (size_t t = 0; t < KEUR_EFFECT_TABLES; t++) {
        keur_effect_table *of = &effect->tables[t];

        keur_release(of->rows);
        keur_release(of->y);
        keur_release(of->treated);
        keur_release(of->after);
        keur_release(of->propensity);
        keur_release(of->coefficients);
        keur_persons_free(&of->persons);
        for (size_t e = 0; e < KEUR_ESTIMATES; e++)
            keur_release(of->draws[e]);
    }
    keur_release(effect->is_joined);
    keur_release(effect->starts);
    keur_release(effect->terms);
    keur_release(effect->values);
}

keur_status keur_effect_propensity(keur_effect *in, keur_effect_table *of, keur_error *err)
{
    const keur_sparse_rows rows = {of->n, in->n_terms, in->starts + of->first, in->terms,
                                   in->values};
    keur_sparse_fit *fit = NULL;
    double *labels = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(labels, of->n, err));
    KEUR_TRY(KEUR_NEW(of->coefficients, in->n_terms, err));
    for (size_t i = 0; i < of->n; i++)
        labels[i] = of->treated[i];
    KEUR_TRY(keur_sparse_logistic(&rows, labels, keur_case_threads(in->asks->on), &fit, err));
    for (size_t k = 0; k < in->n_terms; k++)
        of->coefficients[k] = fit->coefficients[k];
    for (size_t i = 0; i < of->n; i++) {
        of->propensity[i] = fit->fitted[i];
        of->n_overlap += fit->fitted[i] >= 0.1 && fit->fitted[i] <= 0.9;
    }
    if ((double)of->n_overlap < 0.05 * (double)of->n)
        of->why_not[KEUR_REGRESSION] = of->why_not[KEUR_DOUBLY_ROBUST] =
            "fewer than 5% of the rows of this table have a propensity from 0.1 to 0.9: treated "
            "and "
            "others do not overlap";
out:
    keur_release(labels);
    keur_sparse_fit_free(fit);
    return status;
}
