/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/scores.h"

#include <math.h>

#include "attacks/membership/membership.h"
#include "support/check.h"

size_t keur_scored_rows(const keur_problem *of)
{
    return of->train.n_rows + of->holdout.n_rows;
}

const keur_plain *keur_scored_row(const keur_problem *of, size_t i, size_t *row)
{
    const bool is_member = i < of->train.n_rows;

    *row = is_member ? i : i - of->train.n_rows;
    return is_member ? &of->train : &of->holdout;
}

void keur_check_scores(keur_case *on, const char *measure, const char *setting,
                       const double *expected, size_t n, double tolerance)
{
    const keur_measure *by = keur_measure_find(measure);
    const keur_scores *found = NULL;
    bool is_known = true;

    assert_non_null(by);
    assert_ok(keur_membership_scores_as(on, by, setting, &found, &err));
    assert_int_equal(found->n_member + found->n_non_member, n);
    for (size_t i = 0; i < n; i++)
        is_known = is_known && !isnan(expected[i]);
    if (is_known != (found->why_not == NULL))
        fail_msg("%s %s: %s", measure, setting, is_known ? found->why_not : "no reason is given");
    for (size_t i = 0; is_known && i < n; i++) {
        const double off = fabs(found->member[i] - expected[i]);

        if (!(off <= tolerance * fmax(1, fabs(expected[i]))))
            fail_msg("%s %s: row %zu has %.17g, not %.17g", measure, setting, i, found->member[i],
                     expected[i]);
    }
}
