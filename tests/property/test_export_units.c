/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "support/attacker.h"
#include "support/check.h"
#include "support/sample.h"

/* A unit that nobody has thought about, such as that of a column, tells too much. */
static void unknown_units_are_withheld(void **state)
{
    static const char *const units[] = {"euros", NULL, "rows", "auc"};
    keur_scorecard *made = keur_attacker_scorecard(1000, 400), *exported = NULL;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        const keur_figure statistic =
            keur_sample_statistic(i % 2 == 0 ? "f" : "g", 41234.5, 41000, 42000, 1000, units[i]);
        keur_figure bound = keur_sample_lower_bound("h", 41234.5, 0.95, 1000, units[i]);
        keur_figure labelled = statistic;

        labelled.n_labels = bound.n_labels = 1;
        labelled.labels[0] = bound.labels[0] = (keur_label){"unit", i < 2 ? "a" : "b"};
        (void)keur_sample_figure(made, 0, &labelled);
        (void)keur_sample_figure(made, 0, &bound);
    }
    assert_ok(keur_scorecard_export(made, &exported, &err));
    for (size_t i = 0; i < 8; i++) {
        const keur_figure *out = &exported->figures[i].figure;

        assert_int_equal(isnan(out->value) && isnan(out->low) && out->reason != NULL, i < 6);
    }
    keur_scorecard_free(exported);
    keur_scorecard_free(made);
}

/* What gives a range away, or counts a few, stays whatever it rests on; so does a curve of it. */
static void ranges_and_sums_stay(void **state)
{
    static const char *const units[] = {"scaled distance", "ratio of scaled distances",
                                        "mean distance",   "mean ratio",
                                        "share of train",  "distance"};
    static const double values[] = {0.1, 0.00000921, 0.2, 0.00000921};

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        keur_scorecard *made = keur_sample_new("t", 5000, 5000, 5000, 20), *out = NULL;
        const size_t measure = keur_sample_measure(made, "m", "M", "?", KEUR_FAMILY_COPY);
        keur_figure figure = keur_sample_statistic("f", 0.25, 0.2, 0.3, 5000, units[i]);
        const keur_series curve = {.name = "distance-deciles",
                                   .title = "t",
                                   .n_columns = 2,
                                   .columns = {{"rows", "share", NAN}, {"train", units[i], NAN}},
                                   .n_points = 2,
                                   .values = values,
                                   .least = 100};

        figure.n_parts = i == 4 ? 5 : 0;
        (void)keur_sample_figure(made, measure, &figure);
        keur_sample_series(made, measure, &curve);
        assert_ok(keur_scorecard_export(made, &out, &err));
        assert_int_equal(isnan(out->figures[0].figure.value), i < 5);
        assert_int_equal(isnan(out->figures[0].figure.low), i < 5);
        assert_int_equal(out->figures[0].figure.reason != NULL, i < 5);
        assert_int_equal(out->series[0].series.n_points, i < 5 ? 0 : 2);
        keur_scorecard_free(made);
        keur_scorecard_free(out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_units_are_withheld),
        cmocka_unit_test(ranges_and_sums_stay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
