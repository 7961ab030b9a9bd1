/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_POWER_H
#define KEUR_STATS_POWER_H

#include <stddef.h>

/**
 * What given numbers of records can decide, before anything is measured, and what numbers a
 * decision needs.
 *
 * A limit is met where the one-sided upper end of a figure lies below it. The power of a limit is
 * the probability that it is met by a safe table: one of which members are told no better than
 * non-members. Three forms each: keur_power_x() is that probability at given sizes, keur_rows_x()
 * the sizes that reach a given power, keur_least_x() the smallest limit that these sizes reach it
 * with. Counts are of scored persons (or rows, where there is no person): a holdout that gives half
 * of its rows to the reference has half of them left.
 *
 * alpha is one-sided, such as 0.05; power such as 0.8; both in (0, 1), sizes above 0 (asserted).
 */

/* What keur_rows_x() return where no number of rows up to KEUR_ROWS_MOST is enough. */
#define KEUR_ROWS_NEVER ((size_t)0)
enum { KEUR_ROWS_MOST = 10000000 };

/**
 * The smallest AUC that a one-sided rank test at alpha finds with this power: A = 1/2 + z_alpha s_0
 * + z_power s(A). s_0^2 = (m + n + 1) / (12 m n); s(A) is Hanley and McNeil's error (Radiology 143
 * (1982) 29-36). 0.60 with 100 + 100 scores, 0.532 with 1,000 + 1,000.
 *
 * @return NAN where no AUC is found, not even 1
 *
 * For the best of several attacks give the alpha of its critical value, 1 - Phi(c).
 */
double keur_detectable_auc(size_t n_member, size_t n_non_member, double power, double alpha);

/**
 * A limit on the largest AUC of n_attacks attacks (the `high` of worst_attack.h), all of them at
 * 1/2: Phi((limit - 1/2) / s_0 - z_alpha)^n_attacks. Attacks on the same table are positively
 * correlated; then this is a lower bound (Slepian 1962), and n_attacks = 1 gives the upper one.
 */
double keur_power_auc(size_t n_member, size_t n_non_member, double limit, size_t n_attacks,
                      double alpha);
/** Scored non-members, with n_member members, or as many as non-members where n_member is 0.
 * limit > 1/2. */
size_t keur_rows_auc(size_t n_member, double limit, size_t n_attacks, double power, double alpha);
double keur_least_auc(size_t n_member, size_t n_non_member, size_t n_attacks, double power,
                      double alpha);

/**
 * A limit on the TPR at FPR <= fpr, by the upper end of keur_roc_tpr() at level 1 - 2 alpha. Exact
 * for scores without ties: the number of members above the j-th largest non-member is then
 * negative hypergeometric. 0 below 3 / fpr non-members, where the figure is not estimable.
 */
double keur_power_tpr(size_t n_member, size_t n_non_member, double fpr, double limit, double alpha);
/**
 * Scored non-members, with n_member members, or as many as non-members where n_member is 0.
 * limit > fpr. The power is a saw-tooth over sizes, as counts are whole: at the size returned it is
 * reached, at some slightly larger ones it may be missed by a few points. KEUR_ROWS_NEVER, as
 * for the others, where n_member are too few whatever the number of non-members.
 */
size_t keur_rows_tpr(size_t n_member, double fpr, double limit, double power, double alpha);
/** The smallest limit, to 1e-9; 1 where there is none below. */
double keur_least_tpr(size_t n_member, size_t n_non_member, double fpr, double power, double alpha);

/**
 * A limit on the risk (a - c) / (1 - c), a the rate of success on attacked rows and c that on
 * control rows, both true rates `baseline`: Phi(limit / s - z_alpha), s^2 = sum of b(1 - b) / n_i
 * over both, over (1 - baseline)^2, b the baseline drawn to 1/2 as Wilson's centre is. A limit of
 * 0.09 takes 1,500 rows on each side at a baseline of .5, 4,600 at .75, 13,700 at .9. baseline in
 * [0, 1). Normal approximation.
 */
double keur_power_risk(size_t n_attacked, size_t n_control, double limit, double baseline,
                       double alpha);
/** Control rows, with n_attacked attacked rows, or as many where n_attacked is 0. limit > 0. */
size_t keur_rows_risk(size_t n_attacked, double limit, double baseline, double power, double alpha);
double keur_least_risk(size_t n_attacked, size_t n_control, double baseline, double power,
                       double alpha);

/** The largest epsilon that keur_epsilon_of_scores() can prove with delta = 0, every guess right.
 */
double keur_most_epsilon(size_t n_member, size_t n_non_member, double fraction, double alpha);
/** Scored members, and as many non-members, from which `epsilon` can be proved at all. */
size_t keur_rows_epsilon(double epsilon, double fraction, double alpha);

#endif
