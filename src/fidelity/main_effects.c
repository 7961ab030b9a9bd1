/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/main_effects.h"

#include <math.h>

#include "base/memory.h"
#include "base/try.h"

#define NO_TERM UINT32_MAX

/* How a column becomes terms, counted from its own first. A state is a level, a special code or
 * missing; state 0 is missing, state s code n_values + s - 1. */
typedef struct plan {
    const keur_column *column;
    size_t position;
    size_t n_values; /* codes that are numbers; 0 where the order of levels plays no part */
    size_t n_states;
    size_t *counts;     /* by state, over the rows planned by */
    uint32_t *term_of;  /* by state; NO_TERM: the base */
    size_t rows_rare;   /* of all rare states together */
    double most;        /* the largest number, but for its sign */
    double mean, scale; /* of the numbers, in units of it */
    size_t first, width;
} plan;

typedef struct planning {
    const keur_comparison *of;
    plan *plans;
    size_t n, n_rows;
    size_t n_planned; /* of these the first, by which the terms are chosen */
    size_t least;     /* states of fewer rows than `least` are taken together */
    size_t fewest;    /* rows that a term has to have */
    double most;      /* terms */
    bool with_pairs;
} planning;

static int32_t code_at(const keur_comparison *of, size_t column, size_t i)
{
    return i < of->real.n_rows ? of->real.codes[column][i]
                               : of->other.codes[column][i - of->real.n_rows];
}

static bool is_number(const plan *in, int32_t code)
{
    return code >= 0 && (size_t)code < in->n_values;
}

static size_t state_of(const plan *in, int32_t code)
{
    return code < 0 ? 0 : (size_t)code - in->n_values + 1;
}

/* Mean and deviation of the numbers, in units of the largest so that no square overflows. */
static void standardise(const planning *in, plan *to)
{
    double sum = 0, squares = 0, n = 0;

    to->most = 0;
    for (size_t i = 0; i < in->n_rows; i++) {
        const int32_t code = code_at(in->of, to->position, i);

        if (is_number(to, code))
            to->most = fmax(to->most, fabs(to->column->values[code]));
    }
    to->most = to->most > 0 ? to->most : 1;
    for (size_t i = 0; i < in->n_planned; i++) {
        const int32_t code = code_at(in->of, to->position, i);

        if (is_number(to, code)) {
            sum += to->column->values[code] / to->most;
            n++;
        }
    }
    to->mean = n > 0 ? sum / n : 0;
    for (size_t i = 0; i < in->n_planned; i++) {
        const int32_t code = code_at(in->of, to->position, i);

        if (is_number(to, code))
            squares += pow(to->column->values[code] / to->most - to->mean, 2);
    }
    to->scale = squares > 0 ? sqrt(squares / n) : 1;
}

static keur_status open_plan(const planning *in, const keur_case *on, size_t position, plan *to,
                             keur_error *err)
{
    keur_status status = KEUR_OK;

    to->column = keur_case_column(on, position);
    to->position = position;
    to->n_values = to->column->type == KEUR_TYPE_ORDINAL ? 0 : to->column->n_values;
    to->n_states = to->column->n_values + to->column->n_levels - to->n_values + 1;
    KEUR_TRY(KEUR_NEW(to->counts, to->n_states, err));
    KEUR_TRY(KEUR_NEW(to->term_of, to->n_states, err));
    for (size_t i = 0; i < in->n_planned; i++) {
        const int32_t code = code_at(in->of, position, i);

        if (!is_number(to, code))
            to->counts[state_of(to, code)]++;
    }
    standardise(in, to);
out:
    return status;
}

/* Number the terms of a column: its number first, then the rare states as one, then the others. Of
 * a column without numbers the largest of these has none, and the rare ones have none where they
 * are too few together. States that no row planned by has are as the rare ones. */
static void number_terms(plan *of, size_t least, size_t fewest, bool *is_joined)
{
    const bool has_numbers = of->n_values > 0;
    size_t base = 0, n_rare = 0, rows_rare = 0;
    uint32_t next = has_numbers, rare = NO_TERM;
    bool rare_is_base;

    for (size_t s = 0; s < of->n_states; s++) {
        n_rare += of->counts[s] > 0 && of->counts[s] < least;
        rows_rare += of->counts[s] < least ? of->counts[s] : 0;
        base = of->counts[s] > of->counts[base] ? s : base;
    }
    *is_joined = n_rare > 1;
    rare_is_base = !has_numbers && (rows_rare > of->counts[base] || of->counts[base] < least);
    if (n_rare > 0 && !rare_is_base && rows_rare >= fewest)
        rare = next++;
    of->rows_rare = rows_rare;
    for (size_t s = 0; s < of->n_states; s++) {
        if (s == base && !has_numbers && !rare_is_base)
            of->term_of[s] = NO_TERM;
        else
            of->term_of[s] = of->counts[s] < least ? rare : next++;
    }
    of->width = next;
}

/* Terms of the model where states of fewer than `least` rows are taken together. */
static double count_terms(planning *in, size_t least, bool *is_joined)
{
    double n = 1;

    in->least = least;
    for (size_t k = 0; k < in->n; k++)
        number_terms(&in->plans[k], least, in->fewest, &is_joined[in->plans[k].position]);
    for (size_t k = 0; k < in->n; k++) {
        n += (double)in->plans[k].width;
        for (size_t l = k + 1; in->with_pairs && l < in->n; l++)
            n += (double)in->plans[k].width * (double)in->plans[l].width;
    }
    return n;
}

/* The smallest `least` with few enough terms: the more is taken together the fewer there are. */
static void limit_terms(planning *in, keur_main_effects *made)
{
    size_t low = in->fewest, high = in->n_planned + 1;

    if (count_terms(in, low, made->is_joined) <= in->most)
        return;
    if (in->with_pairs || count_terms(in, high, made->is_joined) > in->most) {
        made->reason = in->most < KEUR_MOST_TERMS
                           ? "the model would have fewer than 10 rows for each of its terms"
                           : "the model would have more than 500 terms";
        return;
    }
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;

        if (count_terms(in, middle, made->is_joined) <= in->most)
            high = middle;
        else
            low = middle;
    }
    (void)count_terms(in, high, made->is_joined);
}

/* Where the terms of each column stand. @return how many there are, those of pairs left out */
static size_t place_terms(planning *in)
{
    size_t next = 1;

    for (size_t k = 0; k < in->n; k++) {
        in->plans[k].first = next;
        next += in->plans[k].width;
    }
    return next;
}

/* The one term of a column that a row has, counted from the column's first; false: none. */
static bool entry_of(const plan *of, int32_t code, size_t *term, double *value)
{
    const size_t s = is_number(of, code) ? 0 : state_of(of, code);

    *term = 0;
    *value = 1;
    if (is_number(of, code))
        *value = (of->column->values[code] / of->most - of->mean) / of->scale;
    else
        *term = of->term_of[s];
    return is_number(of, code) || of->term_of[s] != NO_TERM;
}

static void add_entry(keur_main_effects *to, size_t *n, size_t term, double value)
{
    to->terms[*n] = (uint32_t)term;
    to->values[(*n)++] = value;
}

/* The entries of a row: intercept, columns, pairs of columns. */
static void fill_row(const planning *in, size_t i, size_t n_main, keur_main_effects *to, size_t *n)
{
    size_t next = n_main, term, with;
    double value, times;

    add_entry(to, n, 0, 1);
    for (size_t k = 0; k < in->n; k++) {
        const plan *of = &in->plans[k];

        if (entry_of(of, code_at(in->of, of->position, i), &term, &value))
            add_entry(to, n, of->first + term, value);
    }
    for (size_t k = 0; in->with_pairs && k < in->n; k++) {
        const plan *of = &in->plans[k];
        const bool is_here = entry_of(of, code_at(in->of, of->position, i), &term, &value);

        for (size_t l = k + 1; l < in->n; l++) {
            const plan *other = &in->plans[l];

            if (is_here && entry_of(other, code_at(in->of, other->position, i), &with, &times))
                add_entry(to, n, next + term * other->width + with, value * times);
            next += of->width * other->width;
        }
    }
}

static keur_status fill(planning *in, size_t n_terms, keur_main_effects *made, keur_error *err)
{
    const size_t most = 1 + in->n + (in->with_pairs ? in->n * (in->n - 1) / 2 : 0);
    const size_t n_main = place_terms(in);
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (in->n_rows > SIZE_MAX / most)
        return keur_fail(err, KEUR_ENOMEM, "too many rows for a regression");
    KEUR_TRY(KEUR_NEW(made->starts, in->n_rows + 1, err));
    KEUR_TRY(KEUR_NEW(made->terms, in->n_rows * most, err));
    KEUR_TRY(KEUR_NEW(made->values, in->n_rows * most, err));
    for (size_t i = 0; i < in->n_rows; i++) {
        fill_row(in, i, n_main, made, &n);
        made->starts[i + 1] = n;
    }
    made->rows = (keur_sparse_rows){in->n_rows, n_terms, made->starts, made->terms, made->values};
    for (size_t k = 0; k < in->n; k++)
        made->n_columns += in->plans[k].width > 0;
out:
    return status;
}

/* What each term is of. */
static keur_status name_terms(const planning *in, size_t n_terms, keur_main_effects *made,
                              keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(made->named, n_terms, err));
    for (size_t k = 0; k < in->n; k++) {
        const plan *of = &in->plans[k];
        keur_main_term *to = made->named + of->first;
        size_t n_levels = 0;

        for (size_t s = 0; s < of->n_states; s++) {
            const uint32_t term = of->term_of[s];
            const bool is_rare = of->counts[s] < in->least;

            n_levels += of->counts[s];
            if (term != NO_TERM)
                to[term] = (keur_main_term){.column = of->position,
                                            .kind = is_rare ? KEUR_TERM_RARE
                                                    : s > 0 ? KEUR_TERM_LEVEL
                                                            : KEUR_TERM_MISSING,
                                            .code = (int32_t)(of->n_values + s) - 1,
                                            .n = is_rare ? of->rows_rare : of->counts[s],
                                            .unit = 1};
        }
        if (of->n_values > 0)
            to[0] = (keur_main_term){.column = of->position,
                                     .kind = KEUR_TERM_NUMBER,
                                     .n = in->n_planned - n_levels,
                                     .unit = of->scale * of->most};
    }
out:
    return status;
}

static size_t most_terms(size_t n_rows)
{
    const size_t by_rows = n_rows / KEUR_ROWS_A_TERM;

    return by_rows < KEUR_MOST_TERMS ? by_rows : KEUR_MOST_TERMS;
}

static keur_status make(planning *in, const keur_case *on, const size_t *columns,
                        keur_main_effects *made, keur_error *err)
{
    double n_terms = 1;
    keur_status status = KEUR_OK;

    *made = (keur_main_effects){.reason = NULL};
    KEUR_TRY(KEUR_NEW(in->plans, in->n, err));
    KEUR_TRY(KEUR_NEW(made->is_joined, keur_case_columns(on), err));
    for (size_t k = 0; k < in->n; k++)
        KEUR_TRY(open_plan(in, on, columns[k], &in->plans[k], err));
    limit_terms(in, made);
    if (made->reason == NULL) {
        n_terms = count_terms(in, in->least, made->is_joined);
        KEUR_TRY(fill(in, (size_t)n_terms, made, err));
        if (!in->with_pairs)
            KEUR_TRY(name_terms(in, (size_t)n_terms, made, err));
    }
out:
    for (size_t k = 0; in->plans != NULL && k < in->n; k++) {
        keur_release(in->plans[k].counts);
        keur_release(in->plans[k].term_of);
    }
    keur_release(in->plans);
    if (status != KEUR_OK)
        keur_main_effects_free(made);
    return status;
}

keur_status keur_main_effects_make(const keur_case *on, const keur_comparison *of,
                                   const size_t *columns, size_t n_columns, bool with_pairs,
                                   keur_main_effects *made, keur_error *err)
{
    return keur_main_effects_limited(on, of, columns, n_columns, with_pairs,
                                     most_terms(of->real.n_rows + of->other.n_rows), made, err);
}

keur_status keur_main_effects_limited(const keur_case *on, const keur_comparison *of,
                                      const size_t *columns, size_t n_columns, bool with_pairs,
                                      size_t most, keur_main_effects *made, keur_error *err)
{
    const size_t n_rows = of->real.n_rows + of->other.n_rows;
    planning in = {.of = of,
                   .n = n_columns,
                   .n_rows = n_rows,
                   .n_planned = n_rows,
                   .fewest = 1,
                   .most = (double)most,
                   .with_pairs = with_pairs};

    return make(&in, on, columns, made, err);
}

keur_status keur_main_effects_of_real(const keur_case *on, const keur_comparison *of,
                                      const size_t *columns, size_t n_columns,
                                      keur_main_effects *made, keur_error *err)
{
    planning in = {.of = of,
                   .n = n_columns,
                   .n_rows = of->real.n_rows + of->other.n_rows,
                   .n_planned = of->real.n_rows,
                   .fewest = KEUR_ROWS_A_TERM,
                   .most = (double)most_terms(of->real.n_rows)};

    return make(&in, on, columns, made, err);
}

void keur_main_effects_free(keur_main_effects *made)
{
    keur_release(made->is_joined);
    keur_release(made->starts);
    keur_release(made->terms);
    keur_release(made->values);
    keur_release(made->named);
    *made = (keur_main_effects){.reason = NULL};
}
