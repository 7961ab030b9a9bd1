/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/attribute/guessing_rule.h"

#include <math.h>

#include "base/memory.h"
#include "base/try.h"

static const double nearness = 0.05;

keur_guess_rule keur_guess_rule_of(const keur_column *column, bool by_guess)
{
    return (keur_guess_rule){.column = column,
                             .is_exact =
                                 column->type != KEUR_TYPE_NUMERIC && isnan(column->tolerance),
                             .by_guess = by_guess};
}

bool keur_guess_is_right(const keur_guess_rule *rule, int32_t guess, int32_t truth)
{
    const keur_column *column = rule->column;
    double g, s, most;

    if (guess == truth)
        return true;
    if (rule->is_exact || guess < 0 || truth < 0 || (size_t)guess >= column->n_values ||
        (size_t)truth >= column->n_values)
        return false;
    g = column->values[guess];
    s = column->values[truth];
    most = isnan(column->tolerance) ? nearness * fabs(rule->by_guess ? g : s) : column->tolerance;
    return fabs(g - s) <= most;
}

void keur_guess_chance_free(keur_guess_chance *chance)
{
    keur_release(chance->draw);
    *chance = (keur_guess_chance){.mode = KEUR_NO_GUESS};
}

static int32_t mode_of(const size_t *counts, size_t n_codes)
{
    size_t most = 0;
    int32_t mode = KEUR_NO_GUESS;

    for (size_t c = 0; c < n_codes; c++) {
        if (counts[c + 1] > most) {
            most = counts[c + 1];
            mode = (int32_t)c;
        }
    }
    return counts[0] > most ? -1 : mode;
}

/* How far from code `at` in a direction other numbers go with it: both ends of what one number
 * allows lie at a fixed distance of it, so nearer ones are right where a farther one is. */
static size_t reach(const keur_guess_rule *rule, size_t at, bool upward)
{
    size_t low = 0, high = upward ? rule->column->n_values - 1 - at : at;

    while (low < high) {
        const size_t middle = high - (high - low) / 2;
        const int32_t here = (int32_t)at, other = (int32_t)(upward ? at + middle : at - middle);

        if (rule->by_guess ? keur_guess_is_right(rule, here, other)
                           : keur_guess_is_right(rule, other, here))
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* right[c + 1] = rows whose secret, as a guess, is right where the truth is code c. */
static keur_status count_right(const keur_guess_rule *rule, const size_t *counts, size_t n_codes,
                               double *right, keur_error *err)
{
    const size_t n_values = rule->is_exact ? 0 : rule->column->n_values;
    double *sums = NULL, *steps = NULL;
    keur_status status = KEUR_OK;

    for (size_t c = n_values; c < n_codes; c++)
        right[c + 1] = (double)counts[c + 1];
    right[0] = (double)counts[0];
    KEUR_TRY(KEUR_NEW(sums, n_values + 1, err));
    KEUR_TRY(KEUR_NEW(steps, n_values + 1, err));
    for (size_t v = 0; v < n_values; v++)
        sums[v + 1] = sums[v] + (double)counts[v + 1];
    for (size_t v = 0; v < n_values; v++) {
        const size_t first = v - reach(rule, v, false), end = v + reach(rule, v, true) + 1;

        if (rule->by_guess) {
            steps[first] += (double)counts[v + 1];
            steps[end] -= (double)counts[v + 1];
        } else {
            right[v + 1] = sums[end] - sums[first];
        }
    }
    for (size_t v = 0; v < n_values && rule->by_guess; v++)
        right[v + 1] = (v > 0 ? right[v] : 0) + steps[v];
out:
    keur_release(sums);
    keur_release(steps);
    return status;
}

keur_status keur_guess_chance_of(const keur_guess_rule *rule, const int32_t *secrets, size_t n,
                                 keur_guess_chance *made, keur_error *err)
{
    const size_t n_codes = rule->column->n_values + rule->column->n_levels;
    size_t *counts = NULL;
    keur_status status = KEUR_OK;

    *made = (keur_guess_chance){.mode = KEUR_NO_GUESS};
    KEUR_TRY(KEUR_NEW(counts, n_codes + 1, err));
    KEUR_TRY(KEUR_NEW(made->draw, n_codes + 1, err));
    for (size_t i = 0; i < n; i++)
        counts[secrets[i] + 1]++;
    made->mode = mode_of(counts, n_codes);
    KEUR_TRY(count_right(rule, counts, n_codes, made->draw, err));
    for (size_t c = 0; c <= n_codes && n > 0; c++)
        made->draw[c] /= (double)n;
out:
    keur_release(counts);
    if (status != KEUR_OK)
        keur_guess_chance_free(made);
    return status;
}
