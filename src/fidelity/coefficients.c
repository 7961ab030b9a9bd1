/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/coefficients.h"

#include <math.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/columns.h"
#include "learn/sparse_logistic.h"
#include "stats/intervals.h"

/* In units of the design, where a level is 0 or 1 and a number in deviations, no estimate from ten
 * rows or more has an error near this: less than 1e-4 of a row's worth is known. */
static const double without_bound = 100;

/* Of a perfect fit nothing but rounding is left. */
static const double nothing_left = 1e-12;

typedef struct fitting {
    const keur_case *on;
    const keur_outcome_column *outcome;
    keur_outcome_rows tables[2];
    keur_main_effects design;
    bool *is_constant; /* by term: the same in all rows of the other table */
    bool *is_masked;   /* by term: left out of the fit at hand */
    bool *is_left_out; /* by term: left out of both */
    keur_sparse_fit *fits[2];
} fitting;

double keur_interval_overlap(keur_estimate a, keur_estimate b)
{
    const double z = keur_normal_quantile(0.975);
    const double low = fmax(a.value - z * a.error, b.value - z * b.error);
    const double high = fmin(a.value + z * a.error, b.value + z * b.error);

    return (high - low) / (2 * z) * (1 / a.error + 1 / b.error) / 2;
}

keur_estimate keur_corrected(keur_estimate other, size_t n_real, size_t n_other)
{
    other.error *= sqrt(1 + (double)n_other / (double)n_real);
    return other;
}

/* --- fits */

/* The rows of one table without the terms that are masked. */
static keur_status fit(fitting *of, size_t table, keur_error *err)
{
    const keur_sparse_rows *from = &of->design.rows;
    const size_t n = of->tables[table].rows.n_rows;
    const size_t *starts = from->starts + (table == 0 ? 0 : of->tables[0].rows.n_rows);
    const size_t n_entries = starts[n] - starts[0];
    size_t *kept_starts = NULL, kept = 0;
    uint32_t *terms = NULL;
    double *values = NULL;
    keur_sparse_rows rows;
    keur_status status = KEUR_OK;

    keur_sparse_fit_free(of->fits[table]);
    of->fits[table] = NULL;
    KEUR_TRY(KEUR_NEW(kept_starts, n + 1, err));
    KEUR_TRY(KEUR_NEW(terms, n_entries, err));
    KEUR_TRY(KEUR_NEW(values, n_entries, err));
    for (size_t i = 0; i < n; i++) {
        for (size_t e = starts[i]; e < starts[i + 1]; e++) {
            if (of->is_masked[from->terms[e]])
                continue;
            terms[kept] = from->terms[e];
            values[kept++] = from->values[e];
        }
        kept_starts[i + 1] = kept;
    }
    rows = (keur_sparse_rows){n, from->n_terms, kept_starts, terms, values};
    if (of->outcome->kind == KEUR_OUTCOME_NUMBER)
        KEUR_TRY(keur_sparse_linear(&rows, of->tables[table].values, keur_case_threads(of->on),
                                    &of->fits[table], err));
    else
        KEUR_TRY(keur_sparse_logistic(&rows, of->tables[table].values, keur_case_threads(of->on),
                                      &of->fits[table], err));
out:
    keur_release(kept_starts);
    keur_release(terms);
    keur_release(values);
    return status;
}

/* Terms that are the same in all rows of the other table; rows without an entry have 0. */
static keur_status find_constants(fitting *of, keur_error *err)
{
    const keur_sparse_rows *rows = &of->design.rows;
    const size_t first = of->tables[0].rows.n_rows, n = of->tables[1].rows.n_rows;
    double *low = NULL, *high = NULL;
    size_t *counts = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(low, rows->n_terms, err));
    KEUR_TRY(KEUR_NEW(high, rows->n_terms, err));
    KEUR_TRY(KEUR_NEW(counts, rows->n_terms, err));
    for (size_t e = rows->starts[first]; e < rows->starts[first + n]; e++) {
        const uint32_t t = rows->terms[e];

        low[t] = counts[t] == 0 ? rows->values[e] : fmin(low[t], rows->values[e]);
        high[t] = counts[t] == 0 ? rows->values[e] : fmax(high[t], rows->values[e]);
        counts[t]++;
    }
    for (size_t t = 1; t < rows->n_terms; t++) {
        low[t] = counts[t] < n ? fmin(low[t], 0) : low[t];
        high[t] = counts[t] < n ? fmax(high[t], 0) : high[t];
        of->is_constant[t] = low[t] == high[t];
    }
out:
    keur_release(low);
    keur_release(high);
    keur_release(counts);
    return status;
}

/* Fit both tables on the same terms; a term of fewer than 10 real rows is none. */
static keur_status fit_both(fitting *of, keur_error *err)
{
    const size_t p = of->design.rows.n_terms;
    bool is_again = false;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(of->is_constant, p, err));
    KEUR_TRY(KEUR_NEW(of->is_masked, p, err));
    KEUR_TRY(KEUR_NEW(of->is_left_out, p, err));
    KEUR_TRY(find_constants(of, err));
    for (size_t t = 1; t < p; t++)
        of->is_masked[t] = of->is_left_out[t] = of->design.named[t].n < KEUR_ROWS_A_TERM;
    KEUR_TRY(fit(of, 0, err));
    for (size_t t = 1; t < p; t++) {
        of->is_left_out[t] = of->fits[0]->is_dropped[t];
        of->is_masked[t] = of->is_left_out[t] || of->is_constant[t];
    }
    KEUR_TRY(fit(of, 1, err));
    for (size_t t = 1; t < p; t++) {
        const bool is_sum = of->fits[1]->is_dropped[t] && !of->is_masked[t];

        of->is_left_out[t] |= is_sum;
        is_again |= is_sum;
        of->is_masked[t] = of->is_left_out[t];
    }
    if (is_again)
        KEUR_TRY(fit(of, 0, err));
out:
    return status;
}

/* --- what comes of it */

static keur_estimate estimate_of(const fitting *of, size_t table, size_t t)
{
    const double unit = of->outcome->unit / of->design.named[t].unit;
    const keur_sparse_fit *fit = of->fits[table];

    return (keur_estimate){fit->coefficients[t] * unit, fit->errors[t] * unit};
}

static bool is_bounded(const fitting *of, size_t table, size_t t)
{
    const keur_sparse_fit *fit = of->fits[table];

    return !fit->is_dropped[t] && fit->errors[t] < without_bound;
}

static keur_status collect(const fitting *of, keur_coefficients *made, keur_error *err)
{
    const size_t p = of->design.rows.n_terms;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(made->items, p, err));
    for (size_t t = 1; t < p; t++) {
        const keur_main_term *term = &of->design.named[t];
        keur_coefficient *to = &made->items[made->n];

        if (of->is_left_out[t] || of->fits[0]->is_dropped[t]) {
            made->is_collinear[term->column] |= term->n >= KEUR_ROWS_A_TERM;
        } else if (!is_bounded(of, 0, t)) {
            made->is_unbounded[term->column] = true;
        } else {
            to->term = *term;
            to->is_lost = of->is_constant[t] || !is_bounded(of, 1, t);
            to->real = estimate_of(of, 0, t);
            to->other = to->is_lost ? (keur_estimate){NAN, NAN} : estimate_of(of, 1, t);
            made->n_lost += to->is_lost;
            made->n++;
        }
    }
out:
    return status;
}

static const char *why_not(const fitting *of)
{
    static const char *const few[] = {"the real table has no more than 10 rows beside those of "
                                      "the outcome's most frequent level",
                                      "the other table has no more than 10 rows beside those of "
                                      "the outcome's most frequent level"};

    for (size_t t = 0; t < 2; t++)
        if (keur_outcome_rows_beside(&of->tables[t], of->outcome) <= KEUR_ROWS_A_TERM)
            return few[t];
    return NULL;
}

/* Of a perfect fit errors are nothing but rounding. */
static bool is_perfect(const fitting *of, size_t table)
{
    return of->outcome->kind == KEUR_OUTCOME_NUMBER &&
           of->fits[table]->deviance <= nothing_left * (double)of->tables[table].rows.n_rows;
}

static keur_status compare(fitting *of, const size_t *columns, size_t n_columns,
                           keur_coefficients *made, keur_error *err)
{
    const keur_comparison tables = {.real = of->tables[0].rows, .other = of->tables[1].rows};
    keur_status status = KEUR_OK;

    made->reason = why_not(of);
    if (made->reason != NULL)
        return KEUR_OK;
    KEUR_TRY(keur_main_effects_of_real(of->on, &tables, columns, n_columns, &of->design, err));
    made->reason = of->design.reason;
    if (made->reason == NULL && made->n_other < KEUR_ROWS_A_TERM * of->design.rows.n_terms)
        made->reason = "the other table has fewer than 10 rows for each term of the model";
    if (made->reason != NULL)
        return KEUR_OK;
    for (size_t j = 0; j < keur_case_columns(of->on); j++)
        made->is_joined[j] = of->design.is_joined[j];
    KEUR_TRY(fit_both(of, err));
    if (is_perfect(of, 0) || is_perfect(of, 1)) {
        made->reason = "the outcome is a sum of other columns: there are no errors to compare by";
        return KEUR_OK;
    }
    KEUR_TRY(collect(of, made, err));
    if (made->n == 0)
        made->reason = "no coefficient of the real table has a bound: the columns tell the levels "
                       "of the outcome apart, or none varies";
out:
    return status;
}

keur_status keur_coefficients_make(const keur_case *on, const keur_comparison *of,
                                   const keur_outcome_column *outcome, keur_coefficients *made,
                                   keur_error *err)
{
    fitting in = {.on = on, .outcome = outcome, .fits = {NULL, NULL}};
    size_t *columns = NULL, n_columns = 0;
    const size_t n = keur_case_columns(on);
    keur_status status = KEUR_OK;

    *made = (keur_coefficients){.reason = outcome->reason};
    KEUR_TRY(KEUR_NEW(made->is_collinear, n, err));
    KEUR_TRY(KEUR_NEW(made->is_unbounded, n, err));
    KEUR_TRY(KEUR_NEW(made->is_joined, n, err));
    if (made->reason == NULL && outcome->kind == KEUR_OUTCOME_LEVELS)
        made->reason = "a regression takes a number or two levels: the outcome has more levels";
    if (made->reason != NULL)
        goto out;
    KEUR_TRY(keur_columns_but(on, outcome->column, &columns, &n_columns, err));
    KEUR_TRY(keur_outcome_rows_take(&of->real, NULL, NULL, of->real.n_rows, outcome, &in.tables[0],
                                    err));
    KEUR_TRY(keur_outcome_rows_take(&of->other, NULL, NULL, of->other.n_rows, outcome,
                                    &in.tables[1], err));
    made->n_real = in.tables[0].rows.n_rows;
    made->n_other = in.tables[1].rows.n_rows;
    KEUR_TRY(compare(&in, columns, n_columns, made, err));
out:
    for (size_t t = 0; t < 2; t++) {
        keur_outcome_rows_free(&in.tables[t]);
        keur_sparse_fit_free(in.fits[t]);
    }
    keur_columns_free(columns);
    keur_main_effects_free(&in.design);
    keur_release(in.is_constant);
    keur_release(in.is_masked);
    keur_release(in.is_left_out);
    if (status != KEUR_OK)
        keur_coefficients_free(made);
    return status;
}

void keur_coefficients_free(keur_coefficients *made)
{
    keur_release(made->items);
    keur_release(made->is_collinear);
    keur_release(made->is_unbounded);
    keur_release(made->is_joined);
    *made = (keur_coefficients){.items = NULL};
}
