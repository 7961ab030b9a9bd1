/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ASSESS_SELF_TEST_H
#define KEUR_ASSESS_SELF_TEST_H

#include <keur/scorecard.h>

/** What a self-test is made on. */
typedef struct keur_self_test {
    const keur_table *const *tables; /**< by role, as for keur_case_new(); with a holdout */
    const keur_schema *schema;
    const keur_case_options *case_options;
    const keur_case *on;               /**< of these tables */
    const keur_score_options *options; /**< of the run that it belongs to */
    const keur_policy *policy;         /**< NULL: no verdict is among those who find */
} keur_self_test;

/**
 * Whether the measures find leaks that are planted in the synthetic table: in 1, 5 and 20% of its
 * rows. Adds the measure "self-test" and a sentence for each leak to a scorecard at full precision.
 *
 * Of the measures that the run has, those on copies, membership, attributes and identity judge each
 * planted table (the slow ones only where they were named), and found means p <= 0.05, corrected
 * for how many figures a finder has (Bonferroni).
 *
 * @retval KEUR_EUSAGE  there is no holdout, or no such measure runs
 *
 * Takes as long as these measures on 11 tables.
 */
keur_status keur_self_test_run(const keur_self_test *of, keur_scorecard *to, keur_error *err);

#endif
