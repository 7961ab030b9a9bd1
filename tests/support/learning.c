/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/learning.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "learn/halves.h"
#include "stats/roc.h"
#include "support/check.h"

keur_learning *keur_learning_noise(uint64_t seed, size_t n)
{
    keur_random random = keur_random_start(seed, "test-learning", 0);
    keur_learning *of = calloc(1, sizeof *of);

    assert_non_null(of);
    assert_true(n <= KEUR_LEARNING_ROWS);
    of->n = n;
    of->columns[0] = (keur_feature){.numbers = of->first};
    of->columns[1] = (keur_feature){.numbers = of->second};
    of->columns[2] = (keur_feature){.codes = of->codes, .n_codes = KEUR_LEARNING_LEVELS};
    of->on = (keur_features){of->columns, 3, NULL, n};
    of->target = (keur_target){KEUR_TARGET_BINARY, of->labels, NULL, 0};
    of->options = keur_boosted_defaults();
    for (size_t i = 0; i < n; i++) {
        of->first[i] = keur_random_uniform(&random);
        of->second[i] = keur_random_uniform(&random);
        of->codes[i] = (int32_t)keur_random_below(&random, KEUR_LEARNING_LEVELS);
        of->labels[i] = (double)keur_random_below(&random, 2);
        of->weights[i] = (double)keur_random_below(&random, 4);
    }
    return of;
}

void keur_learning_fit(keur_learning *of)
{
    keur_boosted *model = NULL;

    assert_ok(keur_boosted_fit(&of->on, &of->target, &of->options, &model, &err));
    assert_int_equal(keur_boosted_outputs(model), 1);
    assert_ok(keur_boosted_margins(model, &of->on, 1, of->margins, &err));
    keur_boosted_free(model);
}

double keur_learning_auc(keur_learning *of, uint64_t seed)
{
    unsigned char is_fitted[KEUR_LEARNING_ROWS];
    double ones[KEUR_LEARNING_ROWS], zeros[KEUR_LEARNING_ROWS], auc = 0;
    size_t n_ones = 0, n_zeros = 0;

    assert_ok(keur_halves(of->n, NULL, NULL, seed, "test-learning", is_fitted, &err));
    assert_ok(
        keur_boosted_held_out(&of->on, &of->target, is_fitted, &of->options, 1, of->margins, &err));
    for (size_t i = 0; i < of->n; i++) {
        assert_int_equal(isnan(of->margins[i]) != 0, is_fitted[i]);
        if (!is_fitted[i])
            *(of->labels[i] > 0 ? &ones[n_ones++] : &zeros[n_zeros++]) = of->margins[i];
    }
    assert_ok(keur_roc_auc(ones, n_ones, zeros, n_zeros, .95, &auc, NULL, &err));
    return auc;
}
