/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many synthetic rows lie around a row, softly counted, against how many real ones:
 * score(x) = log(1 + |R|/|S| sum_S K) - log(1 + sum_R K), K = (1 - D^2 / (4h)^2)^8 up to D = 4h and
 * 0 beyond, near to exp(-D^2 / (2 h^2)) where that is large; D^2 the sum of squared differences of
 * scaled numbers and the number of mismatches elsewhere, h sqrt(2) times the median over all scored
 * rows of the nearest D to R. A kernel that ends needs no exponential, and rows that it does not
 * reach need no look. The ones keep rows far from all others, whose two sums are both next to
 * nothing, near 0, where a ratio of densities would be all noise.
 *
 * Where half of the scored rows and more stand in R, that median is 0: then h comes from those that
 * do not, and is sqrt(2) where there are none.
 */
#include <float.h>
#include <math.h>

#include "attacks/membership/membership.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"

static const double width_of_median = 1.41421356237309504880;

/* The question under whose space the sums are made; squared, as D is. */
static keur_ask ask_squared(const keur_scoring *of, keur_role from, keur_role to)
{
    keur_ask ask = keur_ask_of(of->args, from, to, 1);

    ask.is_squared = true;
    ask.distances_only = true;
    return ask;
}

/* Median of all n > 0 distances if it is not 0, else of the positive ones, else 1. */
static keur_status usual_distance(const double *distances, size_t n, double *usual, keur_error *err)
{
    uint32_t *order = NULL;
    size_t zeros = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(order, n, err));
    KEUR_TRY(keur_sort_order(distances, n, order, err));
    *usual = (distances[order[(n - 1) / 2]] + distances[order[n / 2]]) / 2;
    while (zeros < n && distances[order[zeros]] == 0)
        zeros++;
    if (zeros == n)
        *usual = 1;
    else if (*usual == 0)
        *usual = (distances[order[zeros + (n - zeros - 1) / 2]] +
                  distances[order[zeros + (n - zeros) / 2]]) /
                 2;
out:
    keur_release(order);
    return status;
}

/* h; INFINITY where a row may have no other of R. */
static keur_status find_width(const keur_scoring *of, double *width, keur_error *err)
{
    double *nearest = NULL;
    size_t at = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(nearest, of->n, err));
    for (size_t side = 0; side < 2; side++) {
        const keur_ask ask = ask_squared(of, keur_scored_roles[side], KEUR_REFERENCE);
        const keur_neighbours *found = NULL;

        KEUR_TRY(keur_case_neighbours(of->on, &ask, &found, err));
        for (size_t i = 0; i < found->n; i++)
            nearest[at++] = found->distances[i * found->k];
    }
    KEUR_TRY(usual_distance(nearest, of->n, width, err));
    *width *= width_of_median;
out:
    keur_release(nearest);
    return status;
}

/* The kernel by columns: 1 for equal cells whatever they are. */
static keur_status make_kernel(const keur_space *space, double width, keur_kernel_column **made,
                               keur_error *err)
{
    const keur_status status = KEUR_NEW(*made, space->n_columns, err);

    for (size_t j = 0; status == KEUR_OK && j < space->n_columns; j++)
        (*made)[j] = (keur_kernel_column){
            .is_one = true,
            /* Beyond these bounds nothing but equal rows, or all rows, would count. */
            .bandwidth = fmin(fmax(width * space->columns[j].scale, DBL_MIN), DBL_MAX),
            .log_same = 0,
            .log_other = -0.5 / width / width};
    return status;
}

/* The sums of kernels around the rows of one side over the rows of `to` but itself: a share of
 * their number, NAN where there is none. */
static keur_status count_side(const keur_scoring *of, keur_role side, keur_role to, double width,
                              double *shares, keur_error *err)
{
    const keur_ask ask = ask_squared(of, side, to);
    const size_t n = keur_case_rows(of->on, side), n_to = keur_case_rows(of->on, to);
    const keur_space *space = NULL;
    keur_kernel_column *kernel = NULL;
    uint32_t *self = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_case_space(of->on, &ask, &space, err));
    KEUR_TRY(make_kernel(space, width, &kernel, err));
    KEUR_TRY(keur_case_kernel_sums(of->on, &ask, kernel, KEUR_KERNEL_POWER, shares, err));
    KEUR_TRY(keur_case_self(of->on, side, to, &self, err));
    for (size_t i = 0; i < n; i++) {
        const size_t others = n_to - (self != NULL && self[i] != KEUR_NO_ROW);

        shares[i] = others > 0 ? exp(shares[i]) / (double)others : NAN;
    }
out:
    keur_release(self);
    keur_release(kernel);
    return status;
}

static keur_status count(const keur_scoring *of, keur_role to, double width, double *shares,
                         keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(count_side(of, keur_scored_roles[0], to, width, shares, err));
    KEUR_TRY(count_side(of, keur_scored_roles[1], to, width, shares + of->n_member, err));
out:
    return status;
}

static keur_status score(keur_scoring *to, keur_error *err)
{
    const double n_r = (double)keur_case_rows(to->on, KEUR_REFERENCE);
    double *r = NULL, width;
    keur_status status = KEUR_OK;

    if (to->n == 0)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(r, to->n, err));
    KEUR_TRY(find_width(to, &width, err));
    if (!isfinite(width)) {
        for (size_t i = 0; i < to->n; i++)
            to->scores[i] = NAN;
        goto out;
    }
    KEUR_TRY(count(to, KEUR_SYNTHETIC, width, to->scores, err));
    KEUR_TRY(count(to, KEUR_REFERENCE, width, r, err));
    for (size_t i = 0; i < to->n; i++)
        to->scores[i] = log1p(n_r * to->scores[i]) - log1p(n_r * r[i]);
out:
    keur_release(r);
    return status;
}

static const char *const settings[] = {"scaling=standard", "scaling=rank", "scaling=normal", NULL};
static const keur_attack attack = {
    .score = score, .tried = settings, .in_ensemble = settings, .in_audit = settings};

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    return keur_membership_run(&keur_membership_kernel_count, on, args, out, err);
}

static const keur_param params[] = {{.name = "scaling",
                                     .type = KEUR_PARAM_CHOICE,
                                     .choices = "range|rank|standard|normal|none",
                                     .fallback = "standard",
                                     .help = "how numbers are made comparable"},
                                    {.name = NULL}};

const keur_measure keur_membership_kernel_count = {
    .name = "membership-kernel-count",
    .title = "Membership by counts around a row",
    .question = "Do people who were in the train table have more synthetic than other real rows "
                "around them, more than people who were not?",
    .limits = "Assumes an attacker who owns real rows of the same population; one width for all "
              "rows and one scaling of numbers (--scaling), others may find more.",
    .source = "Ratio of kernel counts in a common width; after van Breugel et al., DOMIAS, "
              "AISTATS 2023",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .is_slow = true,
    .needs = KEUR_NEEDS_HOLDOUT | KEUR_NEEDS_REFERENCE,
    .params = params,
    .run = run,
    .attack = &attack,
};
