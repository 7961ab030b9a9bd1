/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an attack proves: a lower bound on epsilon, and the gain over calling everybody a member. */
#include <math.h>
#include <stdio.h>

#include "attacks/membership/reversed.h"
#include "base/random.h"
#include "base/try.h"
#include "stats/advantage.h"
#include "stats/epsilon.h"

/* Two measures are bounded, at 5% together. */
static const double alpha = 0.05 / 2;
static const double fraction = 0.1; /* of the pairs, fixed in advance */

enum { LEAST = 20, LEAST_PAIRS = 100 };

static keur_status report_epsilon(keur_case *on, const keur_args *args, const keur_scores *of,
                                  const char *invalid, keur_result *out, keur_error *err)
{
    keur_random random = keur_random_start(keur_case_seed(on), "epsilon", 0);
    keur_figure figure = keur_figure_start("epsilon-lower-bound", KEUR_KIND_LOWER_BOUND);
    const size_t n_pairs = of->n_member < of->n_non_member ? of->n_member : of->n_non_member;
    keur_epsilon_bound bound;
    char method[240];
    keur_status status = KEUR_OK;

    if (n_pairs < LEAST_PAIRS)
        return keur_result_add_missing(out, "epsilon-lower-bound",
                                       "needs 100 members and 100 non-members", err);
    KEUR_TRY(keur_epsilon_of_scores(of->member, of->n_member, of->non_member, of->n_non_member,
                                    fraction, keur_random_bits(&random), alpha,
                                    keur_args_number(args, "delta"), &bound, err));
    KEUR_TRY(keur_membership_order(of, &figure, err));
    figure.value = bound.epsilon;
    figure.level = 1 - alpha;
    figure.no_interval = "it is the lower end of one";
    figure.invalid = invalid;
    figure.unit = "epsilon";
    figure.direction = KEUR_HIGHER_IS_RISKIER;
    figure.n = 2 * bound.n_pairs;
    figure.n_least = bound.n_guesses;
    (void)snprintf(method, sizeof method,
                   "paired guesses at 97.5%%, neighbours that replace one record; the tenth of the "
                   "pairs with the largest gap; these sizes can prove %.3g at most; a low bound is "
                   "no evidence of privacy",
                   bound.most);
    figure.method = method;
    KEUR_TRY(keur_result_add(out, &figure, err));
out:
    return status;
}

static keur_status report_f_relative(keur_case *on, const keur_args *args, const keur_scores *of,
                                     const char *invalid, keur_result *out, keur_error *err)
{
    keur_random random = keur_random_start(keur_case_seed(on), "f-relative", 0);
    keur_figure figure = keur_figure_start("f-relative", KEUR_KIND_STATISTIC);
    keur_f_relative found;
    keur_status status = KEUR_OK;

    if (of->n_member < LEAST || of->n_non_member < LEAST)
        return keur_result_add_missing(out, "f-relative",
                                       "needs 20 members and 20 non-members: half of them choose "
                                       "the threshold, half judge it",
                                       err);
    KEUR_TRY(keur_f_relative_find(of->member, of->n_member, of->non_member, of->n_non_member,
                                  keur_args_number(args, "sampling-fraction"),
                                  keur_random_bits(&random), figure.level, &found, err));
    KEUR_TRY(keur_membership_order(of, &figure, err));
    figure.value = found.value;
    figure.low = found.interval.low;
    figure.high = found.interval.high;
    figure.invalid = invalid;
    figure.unit = "share";
    figure.direction = KEUR_HIGHER_IS_RISKIER;
    figure.n = found.counts.n_member + found.counts.n_non_member;
    figure.n_least = found.counts.n_member < found.counts.n_non_member ? found.counts.n_member
                                                                       : found.counts.n_non_member;
    figure.method = "F1 at the sampling fraction given, relative to calling everybody a member; "
                    "threshold from one half of the persons, evaluated on the other";
    KEUR_TRY(keur_result_add(out, &figure, err));
out:
    return status;
}

keur_status keur_membership_bounds(keur_case *on, const keur_args *args, const keur_scores *persons,
                                   keur_result *out, keur_error *err)
{
    const char *invalid = NULL;
    bool is_reversed = false;
    keur_status status = KEUR_OK;

    if (persons->why_not != NULL)
        return KEUR_OK;
    KEUR_TRY(keur_membership_doubt(on, persons, &invalid, &is_reversed, err));
    KEUR_TRY(report_epsilon(on, args, persons, invalid, out, err));
    KEUR_TRY(report_f_relative(on, args, persons, invalid, out, err));
out:
    return status;
}
