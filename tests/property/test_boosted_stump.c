/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One round of depth 1 against every split there is, tried one by one, on random tables with few
 * and many distinct values, missing values, levels, weights and odd shares of ones. */
#include "support/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"
#include "support/learning.h"

/* Sums of first and second derivatives on the left of a split. */
typedef struct side {
    double g, h;
} side;

/* What the table's rows add up to; share is that of ones, where boosting begins. */
typedef struct truth {
    const keur_learning *of;
    double share, least_hessian;
    side all;
} truth;

static double weight(const keur_learning *of, size_t i)
{
    return of->target.weights != NULL ? of->weights[i] : 1;
}

static void add_row(const truth *of, size_t i, side *to)
{
    const double w = weight(of->of, i);

    to->g += w * (of->share - of->of->labels[i]);
    to->h += w * of->share * (1 - of->share);
}

static double gain_of(const truth *of, side left)
{
    const side right = {of->all.g - left.g, of->all.h - left.h};

    /* A hair more than the limit, which is compared in floats. */
    if (left.h < of->least_hessian * (1 - 1e-6) || right.h < of->least_hessian * (1 - 1e-6))
        return -INFINITY;
    return left.g * left.g / (left.h + 1) + right.g * right.g / (right.h + 1) -
           of->all.g * of->all.g / (of->all.h + 1);
}

/* Values below a threshold go left, missing ones with them or not. */
static double best_of_numbers(const truth *of, const double *values)
{
    double best = -INFINITY;

    for (size_t t = 0; t <= of->of->n; t++) {
        const double threshold = t < of->of->n ? values[t] : -INFINITY;
        side without = {0, 0}, with = {0, 0};

        if (isnan(threshold))
            continue;
        for (size_t i = 0; i < of->of->n; i++) {
            if (values[i] < threshold)
                add_row(of, i, &without);
            if (!(values[i] >= threshold))
                add_row(of, i, &with);
        }
        best = fmax(best, fmax(gain_of(of, without), gain_of(of, with)));
    }
    return best;
}

static double best_of_levels(const truth *of)
{
    double best = -INFINITY;

    for (int32_t level = -1; level < KEUR_LEARNING_LEVELS; level++) {
        side here = {0, 0};

        for (size_t i = 0; i < of->of->n; i++) {
            if (of->of->codes[i] == level)
                add_row(of, i, &here);
        }
        best = fmax(best, gain_of(of, here));
    }
    return best;
}

static keur_learning *random_problem(uint64_t seed)
{
    static const uint64_t kinds[] = {3, 20, 200};
    keur_random random = keur_random_start(seed, "test-stump", 0);
    keur_learning *of = keur_learning_noise(seed, 40 + (size_t)keur_random_below(&random, 200));
    const uint64_t first = kinds[keur_random_below(&random, 3)];
    const uint64_t levels = 2 + keur_random_below(&random, 12);
    const double share = .1 + .8 * keur_random_uniform(&random);

    for (size_t i = 0; i < of->n; i++) {
        of->first[i] = (double)keur_random_below(&random, first) * 1.7 - 2;
        if (keur_random_below(&random, 5) == 0)
            of->first[i] = NAN;
        of->codes[i] = (int32_t)keur_random_below(&random, levels + 1) - 1;
        of->labels[i] = keur_random_uniform(&random) < share;
    }
    of->labels[0] = 0;
    of->labels[1] = 1;
    of->weights[0] = of->weights[1] = 1;
    if (seed % 2 == 0)
        of->target.weights = of->weights;
    of->options = (keur_boosted_options){.rounds = 1, .rate = 1, .depth = 1, .leaf_rows = 8};
    return of;
}

/* The rows at one of two margins: their sums, and what their margin should be. */
static double check_leaves(const truth *of, double intercept)
{
    const keur_learning *on = of->of;
    side left = {0, 0};
    double other = NAN;

    for (size_t i = 0; i < on->n; i++) {
        if (on->margins[i] == on->margins[0])
            add_row(of, i, &left);
        else
            other = on->margins[i];
    }
    assert_near(on->margins[0], intercept - left.g / (left.h + 1), 1e-5);
    if (isnan(other))
        return -INFINITY;
    assert_near(other, intercept - (of->all.g - left.g) / (of->all.h - left.h + 1), 1e-5);
    return gain_of(of, left);
}

static void the_best_split_is_taken(void **state)
{
    size_t n_split = 0;

    (void)state;
    for (uint64_t seed = 0; seed < 300; seed++) {
        keur_learning *of = random_problem(seed);
        truth is = {of, 0, 8 * .25, {0, 0}};
        double ones = 0, all = 0, best, taken;

        for (size_t i = 0; i < of->n; i++) {
            ones += weight(of, i) * of->labels[i];
            all += weight(of, i);
        }
        is.share = ones / all;
        for (size_t i = 0; i < of->n; i++)
            add_row(&is, i, &is.all);
        best = fmax(best_of_levels(&is),
                    fmax(best_of_numbers(&is, of->first), best_of_numbers(&is, of->second)));
        keur_learning_fit(of);
        taken = check_leaves(&is, log(ones / (all - ones)));
        if (best > 1e-3 ? !(taken > best * (1 - 1e-5) - 1e-5) : taken > best + 1e-3)
            fail_msg("seed %d: the best split gains %g, the one taken %g", (int)seed, best, taken);
        n_split += taken > 0;
        free(of);
    }
    assert_true(n_split > 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_best_split_is_taken)};

    if (!keur_boosted_available()) {
        (void)printf("skipped: %s\n", keur_boosted_reason());
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
