/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fidelity index on adult: 1 for train, fresh rows and independent columns where they belong,
 * and an order that is known from how the tables were made. */
#include "support/check.h"

#include <math.h>

#include "support/measuring.h"

static keur_result *run(const char *synthetic)
{
    keur_case *on = keur_check_measurable(&(keur_given){.train = "adult/train.csv.gz",
                                                        .holdout = "adult/holdout.csv.gz",
                                                        .synthetic = synthetic,
                                                        .seed = 1});
    keur_result *found = keur_check_run(on, "fidelity-index", NULL);

    keur_case_free(on);
    return found;
}

static void check_covers(const keur_result *found, const char *name, double truth)
{
    const keur_figure *figure = keur_check_figure(found, name, NULL);

    assert_true(figure->low <= truth && truth <= figure->high);
    assert_true(figure->high - figure->low < 0.1);
}

/* Cells drawn anew with probability 10, 30, 50, 90 per cent. */
static void falls_with_noise(void **state)
{
    static const char *const names[] = {"adult/flip10.csv.gz", "adult/flip30.csv.gz",
                                        "adult/flip50.csv.gz", "adult/flip90.csv.gz"};
    double last = 1, last_share = 100;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        keur_result *found = run(names[i]);
        const keur_figure *figure = keur_check_figure(found, "fidelity-index", NULL);

        assert_true(figure->high < last);
        assert_int_equal(figure->n_parts, 105 + 455);
        last = figure->low;
        assert_true(keur_check_value(found, "subsample-equivalent") < last_share);
        last_share = keur_check_value(found, "subsample-equivalent");
        check_covers(found, "fidelity-index-holdout", 1);
        check_covers(found, "fidelity-index-independent", 0);
        keur_result_free(found);
    }
    assert_true(last < 0.05);
}

static void train_scores_one(void **state)
{
    keur_result *found = run("adult/train.csv.gz");
    const keur_figure *figure = keur_check_figure(found, "fidelity-index", NULL);

    (void)state;
    assert_true(figure->value == 1 && figure->low == 1 && figure->high == 1);
    keur_result_free(found);
}

/* Its single columns are worse than drawing from those of train. */
static void ctgan_is_below_independent_columns(void **state)
{
    keur_result *found = run("adult/ctgan.csv.gz");
    const keur_figure *figure = keur_check_figure(found, "fidelity-index", NULL);

    (void)state;
    assert_true(-2.5 < figure->low && figure->high < -1);
    keur_result_free(found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(falls_with_noise),
        cmocka_unit_test(train_scores_one),
        cmocka_unit_test(ctgan_is_below_independent_columns),
    };

    keur_check_need_cases();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
