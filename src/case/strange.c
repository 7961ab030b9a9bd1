/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/case_impl.h"

/* Medians further from each other than this, as a ratio, are of two units. */
#define LARGEST_RATIO 5.

/* Rows of one table that have each code, and those that have a value. */
typedef struct extent {
    size_t *counts;
    size_t n_values;
} extent;

static void look(const keur_case *on, keur_role role, size_t column, extent *to)
{
    const int32_t n_values = (int32_t)keur_case_column(on, column)->n_values;
    const int32_t *codes = keur_case_codes(on, role, column);

    for (size_t i = 0; i < keur_case_rows(on, role); i++) {
        if (codes[i] < 0)
            continue;
        to->counts[codes[i]]++;
        to->n_values += codes[i] < n_values;
    }
}

/* Of the cells of `b` that hold a level, most hold one that `a` lacks. A row of `a` answers for a
 * twentieth of them at most, so that it takes ten to make a level known that is half of `b`. */
static bool have_other_levels(const extent *a, const extent *b, size_t n_values, size_t n_codes)
{
    size_t n = 0;
    double known = 0;

    for (size_t c = n_values; c < n_codes; c++)
        n += b->counts[c];
    for (size_t c = n_values; c < n_codes; c++) {
        const double most = (double)a->counts[c] * fmax((double)n / 20, 1);

        known += fmin((double)b->counts[c], most);
    }
    return n > 0 && 2 * known < (double)n;
}

/* The value below which a share of a table's values lies. */
static double quantile(const extent *of, const double *values, size_t n_values, double share)
{
    size_t below = 0;

    for (size_t c = 0; c < n_values; c++) {
        below += of->counts[c];
        if (of->counts[c] > 0 && (double)below >= share * (double)of->n_values)
            return values[c];
    }
    return NAN;
}

/* The share of a table's values that fewer than 10 rows are, but no more than half of them. */
static double share_of_few(const extent *of)
{
    return fmin(9.5 / (double)of->n_values, 0.5); /* between the 9th and the 10th */
}

/* Whether all of `a`, but for a few rows, lies below all of `b` but for as few. */
static bool lies_below(const extent *a, const extent *b, const double *values, size_t n_values)
{
    const double few_a = share_of_few(a), few_b = share_of_few(b);

    return quantile(a, values, n_values, 1 - few_a) < quantile(b, values, n_values, few_b);
}

/* The middle halves of the two do not meet, and one is of another order of size: a decimal sign, or
 * a unit of measurement. Or all of one lies beyond all of the other, but for a few rows,
 * which must not decide. */
static bool have_another_unit(const extent *a, const extent *b, const double *values,
                              size_t n_values)
{
    double q[2][3];

    if (a->n_values == 0 || b->n_values == 0)
        return false;
    for (size_t i = 0; i < 3; i++) {
        q[0][i] = quantile(a, values, n_values, 0.25 * (double)(i + 1));
        q[1][i] = quantile(b, values, n_values, 0.25 * (double)(i + 1));
    }
    if (q[0][2] >= q[1][0] && q[1][2] >= q[0][0])
        return false;
    if (lies_below(a, b, values, n_values) || lies_below(b, a, values, n_values))
        return true;
    return q[0][1] * q[1][1] > 0 &&
           !(q[1][1] / q[0][1] < LARGEST_RATIO && q[0][1] / q[1][1] < LARGEST_RATIO);
}

static keur_status look_at_column(keur_case *on, const keur_schema *schema, size_t column,
                                  keur_error *err)
{
    const keur_column *of = keur_case_column(on, column);
    const size_t n_codes = of->n_values + of->n_levels;
    const ptrdiff_t at = keur_schema_find(schema, of->name);
    extent train = {.counts = NULL}, synthetic = {.counts = NULL};
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(train.counts, n_codes, err));
    KEUR_TRY(KEUR_NEW(synthetic.counts, n_codes, err));
    look(on, KEUR_TRAIN, column, &train);
    look(on, KEUR_SYNTHETIC, column, &synthetic);
    if (!have_other_levels(&train, &synthetic, of->n_values, n_codes) &&
        !have_another_unit(&train, &synthetic, of->values, of->n_values))
        goto out;
    if (at >= 0 && on->is_unmeasured != NULL)
        on->is_unmeasured[at] = true;
    KEUR_TRY(keur_case_note(on, err,
                            "Column %s: most values of the synthetic table are not like those of "
                            "train. If the two are coded in different ways (units, decimal signs, "
                            "labels, upper case), no copy is seen: no figure counts that it is "
                            "part of.",
                            of->name));
out:
    keur_release(train.counts);
    keur_release(synthetic.counts);
    return status;
}

keur_status keur_case_find_strange(keur_case *on, const keur_schema *schema, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t j = 0; j < keur_case_columns(on); j++)
        KEUR_TRY(look_at_column(on, schema, j, err));
out:
    return status;
}
