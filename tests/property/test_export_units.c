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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_units_are_withheld),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
