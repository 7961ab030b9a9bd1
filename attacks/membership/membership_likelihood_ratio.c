/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much likelier the synthetic rows around x become when x joins the reference:
 * score(x) = sum over s in N_k(x,S), k = 5, of log(1 + K(s,x) / (|R| p_R(s))), K the kernel that
 * p_R is made of (kernels.h). This is the logarithm of prod p_{R and x}(s) / p_R(s), but for a
 * constant, with the bandwidths of R in both; the published figures refit them for every x.
 * Neighbours are those under ranks, or the Euclidean ones on raw columns with --kernel silverman;
 * at equal distance the lowest row.
 * Ward et al.: Gen-LRA, 2024.
 */
#include <math.h>

#include "attacks/membership/kernels.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"

/* log(1 + exp(t)) */
static double log_one_plus(double t)
{
    return t > 0 ? t + log1p(exp(-t)) : log1p(exp(t));
}

/* Squared Euclidean distance of row i of a role to a synthetic row, on raw numbers. */
static double raw_distance(const keur_case *on, keur_role role, size_t i, size_t s)
{
    double sum = 0;

    for (size_t j = 0; j < keur_case_columns(on); j++) {
        const double *values = keur_case_column(on, j)->values;
        const double apart = values[keur_case_codes(on, role, j)[i]] -
                             values[keur_case_codes(on, KEUR_SYNTHETIC, j)[s]];

        sum += apart * apart;
    }
    return sum;
}

/* The k nearest rows of S on raw columns, for small tables: all distances, sorted. */
static keur_status find_raw(const keur_case *on, keur_role role, size_t k, uint32_t *rows,
                            keur_error *err)
{
    const size_t n = keur_case_rows(on, role), n_s = keur_case_rows(on, KEUR_SYNTHETIC);
    uint32_t *order = NULL, *self = NULL;
    double *distances = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(order, n_s, err));
    KEUR_TRY(KEUR_NEW(distances, n_s, err));
    KEUR_TRY(keur_case_self(on, role, KEUR_SYNTHETIC, &self, err));
    for (size_t i = 0; i < n; i++) {
        for (size_t s = 0; s < n_s; s++)
            distances[s] = self != NULL && self[i] == s ? INFINITY : raw_distance(on, role, i, s);
        KEUR_TRY(keur_sort_order(distances, n_s, order, err));
        for (size_t j = 0; j < k; j++)
            rows[i * k + j] = j < n_s && !isinf(distances[order[j]]) ? order[j] : KEUR_NO_ROW;
    }
out:
    keur_release(order);
    keur_release(self);
    keur_release(distances);
    return status;
}

/* The k nearest rows of S under ranks; KEUR_NO_ROW where there are fewer. */
static keur_status find_ranked(const keur_kernel *kernel, keur_role role, size_t k, uint32_t *rows,
                               keur_error *err)
{
    keur_ask ask = kernel->ask;
    const keur_neighbours *near = NULL;
    keur_status status = KEUR_OK;

    ask.from = role;
    ask.to = KEUR_SYNTHETIC;
    ask.k = k;
    KEUR_TRY(keur_case_neighbours(kernel->on, &ask, &near, err));
    for (size_t i = 0; i < near->n; i++) {
        for (size_t j = 0; j < k; j++)
            rows[i * k + j] = near->rows[i * near->k + j];
    }
out:
    return status;
}

static keur_status score_side(keur_kernel *kernel, keur_role role, size_t k, const double *log_sums,
                              double *scores, keur_error *err)
{
    const size_t n = keur_case_rows(kernel->on, role);
    uint32_t *rows = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(rows, n * k, err));
    if (kernel->is_product)
        KEUR_TRY(find_ranked(kernel, role, k, rows, err));
    else
        KEUR_TRY(find_raw(kernel->on, role, k, rows, err));
    for (size_t i = 0; i < n; i++) {
        scores[i] = 0;
        for (size_t j = 0; j < k; j++) {
            const uint32_t s = rows[i * k + j];

            /* A sum over fewer neighbours than others have would be smaller for that alone. */
            scores[i] += s == KEUR_NO_ROW
                             ? NAN
                             : log_one_plus(keur_kernel_log(kernel, KEUR_SYNTHETIC, s, role, i) -
                                            log_sums[s]);
        }
    }
out:
    keur_release(rows);
    return status;
}

static keur_status score(keur_scoring *to, keur_error *err)
{
    const size_t k = (size_t)keur_args_number(to->args, "neighbours");
    const size_t n_s = keur_case_rows(to->on, KEUR_SYNTHETIC);
    double *log_sums = NULL;
    keur_kernel kernel;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_kernel_fit(to->on, to->args, KEUR_REFERENCE, &kernel, err));
    if (kernel.is_product && k > KEUR_MAX_NEIGHBOURS) {
        status = keur_fail(err, KEUR_EUSAGE, "--neighbours: at most %d with --kernel product",
                           KEUR_MAX_NEIGHBOURS);
        goto out;
    }
    KEUR_TRY(KEUR_NEW(log_sums, n_s, err));
    KEUR_TRY(keur_kernel_log_sums(&kernel, KEUR_SYNTHETIC, log_sums, err));
    for (size_t side = 0; side < 2; side++)
        KEUR_TRY(keur_kernel_meet(&kernel, keur_scored_roles[side], err));
    to->why_not = kernel.why_not;
    if (to->why_not != NULL)
        goto out;
    KEUR_TRY(score_side(&kernel, keur_scored_roles[0], k, log_sums, to->scores, err));
    KEUR_TRY(
        score_side(&kernel, keur_scored_roles[1], k, log_sums, to->scores + to->n_member, err));
out:
    keur_kernel_free(&kernel);
    keur_release(log_sums);
    return status;
}

static const char *const settings[] = {"", NULL};
static const char *const in_audit[] = {"neighbours=1", "", "neighbours=10", NULL};
static const keur_attack attack = {
    .score = score, .tried = settings, .in_ensemble = NULL, .in_audit = in_audit};

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    return keur_membership_run(&keur_membership_likelihood_ratio, on, args, out, err);
}

static const keur_param params[] = {KEUR_PARAM_KERNEL,
                                    {.name = "neighbours",
                                     .type = KEUR_PARAM_INTEGER,
                                     .low = 1,
                                     .high = 1000,
                                     .fallback = "5",
                                     .unit = "rows",
                                     .help = "nearest synthetic rows that are looked at"},
                                    KEUR_PARAM_BY_GROUP,
                                    {.name = NULL}};

const keur_measure keur_membership_likelihood_ratio = {
    .name = "membership-likelihood-ratio",
    .title = "Membership by ratio of likelihoods",
    .question = "Do the synthetic rows around people who were in the train table become likelier "
                "when that person joins other real rows, more than for people who were not?",
    .limits = "Looks at a few synthetic rows around each person; assumes an attacker who owns real "
              "rows of the same population.",
    .source = "Ward et al., Gen-LRA, 2024, in closed form",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .is_slow = true,
    .needs = KEUR_NEEDS_HOLDOUT | KEUR_NEEDS_REFERENCE,
    .params = params,
    .run = run,
    .attack = &attack,
};
