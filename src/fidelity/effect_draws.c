/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The estimates of one table and of its bootstrap draws. With rows i of weight w (how often their
 * person was drawn), a = 1 where treated, t = 1 where after, covariates x and outcome y:
 *
 *   regression     the coefficient of a in least squares of y on 1, a, x (and t)
 *   doubly robust  sum w [m1 - m0 + a (y - m1)/e - (1 - a)(y - m0)/(1 - e)] / sum w, with m_a least
 *                  squares of y on 1, x (and t) within arm a, and e the propensity by a logistic
 *                  regression on the same, cut to [0.01, 0.99]
 *   before-after   the coefficient of a t in least squares of y on 1, a, t, a t, x
 *
 * Least squares are exact in every draw, from sums of products; of the propensity a draw takes one
 * step of Newton's method from the fit of all rows: what it misses is small beside the spread of
 * the draws (Andrews, Econometrica 70 (2002) 119-162). Draw 0 has every person once.
 */
#include <math.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "fidelity/effect_impl.h"
#include "learn/gram.h"
#include "stats/bootstrap.h"

enum { ALL_DRAWS = KEUR_EFFECT_DRAWS + 1, BATCHES = (ALL_DRAWS + KEUR_LANES - 1) / KEUR_LANES };
static const double least_propensity = 0.01;

/* What is fitted of a batch of draws: a lane each. */
typedef struct batch {
    const keur_effect *in;
    const keur_effect_table *of;
    size_t n_terms;
    uint16_t *weights;        /* by person and lane */
    keur_gram arms[2];        /* w z z' of those not treated, treated */
    keur_gram curves;         /* w e (1 - e) z z' */
    keur_gram_lanes *fits[3]; /* by term: w y z of those not treated, treated; w (a - e) z; and then
                            what is fitted to them: m0, m1, the propensity */
    keur_gram_lanes *matrix, *side;
    bool *is_dropped;
} batch;

static keur_status open_batch(batch *to, keur_error *err)
{
    const size_t n = to->n_terms, most = n + 3;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(to->weights, to->of->persons.n * KEUR_LANES, err));
    for (size_t a = 0; a < 2; a++)
        KEUR_TRY(keur_gram_make(n, &to->arms[a], err));
    KEUR_TRY(keur_gram_make(n, &to->curves, err));
    for (size_t k = 0; k < 3; k++)
        KEUR_TRY(KEUR_NEW(to->fits[k], n, err));
    KEUR_TRY(KEUR_NEW(to->matrix, most * (most + 1) / 2, err));
    KEUR_TRY(KEUR_NEW(to->side, most, err));
    KEUR_TRY(KEUR_NEW(to->is_dropped, most * KEUR_LANES, err));
out:
    return status;
}

static void close_batch(batch *of)
{
    keur_release(of->weights);
    for (size_t a = 0; a < 2; a++)
        keur_gram_free(&of->arms[a]);
    keur_gram_free(&of->curves);
    for (size_t k = 0; k < 3; k++)
        keur_release(of->fits[k]);
    keur_release(of->matrix);
    keur_release(of->side);
    keur_release(of->is_dropped);
}

static keur_status weigh(batch *to, size_t table, size_t first, keur_error *err)
{
    const size_t n = to->of->persons.n;
    uint32_t *drawn = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(drawn, n, err));
    for (size_t lane = 0; lane < KEUR_LANES; lane++) {
        const size_t draw = first + lane;

        if (draw > 0 && draw < ALL_DRAWS)
            keur_bootstrap_weights(keur_case_seed(to->in->asks->on), table, draw - 1, n, drawn);
        for (size_t p = 0; p < n; p++)
            to->weights[p * KEUR_LANES + lane] = draw == 0 ? 1 : (uint16_t)drawn[p];
    }
out:
    keur_release(drawn);
    return status;
}

static keur_gram_lanes weights_of(const batch *in, size_t row)
{
    const uint16_t *from = in->weights + (size_t)in->of->persons.of_row[row] * KEUR_LANES;
    keur_gram_lanes weights;

    for (size_t lane = 0; lane < KEUR_LANES; lane++)
        weights.of[lane] = from[lane];
    return weights;
}

static void add_scaled(keur_gram_lanes *to, const keur_gram_lanes *weights, double value)
{
    keur_gram_lanes sum = *to;

    for (size_t lane = 0; lane < KEUR_LANES; lane++)
        sum.of[lane] += weights->of[lane] * value;
    *to = sum;
}

static keur_gram_lanes scaled(const keur_gram_lanes *weights, double value)
{
    keur_gram_lanes made;

    for (size_t lane = 0; lane < KEUR_LANES; lane++)
        made.of[lane] = weights->of[lane] * value;
    return made;
}

static void sum_products(batch *to)
{
    const keur_effect *in = to->in;
    const keur_effect_table *of = to->of;

    for (size_t i = 0; i < of->n; i++) {
        const size_t begin = in->starts[of->first + i], end = in->starts[of->first + i + 1];
        const size_t arm = of->treated[i];
        const double e = of->propensity[i];
        const keur_gram_lanes weights = weights_of(to, i), curves = scaled(&weights, e * (1 - e));

        keur_gram_add(&to->arms[arm], in->terms + begin, in->values + begin, end - begin, &weights);
        keur_gram_add(&to->curves, in->terms + begin, in->values + begin, end - begin, &curves);
        for (size_t k = begin; k < end; k++) {
            add_scaled(&to->fits[arm][in->terms[k]], &weights, of->y[i] * in->values[k]);
            add_scaled(&to->fits[2][in->terms[k]], &weights, ((double)arm - e) * in->values[k]);
        }
    }
}

/* A term of a regression on both arms: one of the design, of all rows or of those treated only. */
typedef struct member {
    size_t term;
    bool of_treated;
} member;

static member member_of(const batch *in, bool has_after, size_t k)
{
    const size_t last = in->n_terms - 1; /* after */

    if (k < 2)
        return (member){0, k == 1};
    if (has_after && k < 4)
        return (member){last, k == 3};
    return (member){k - (has_after ? 3 : 1), false};
}

/* Coefficient `wanted` of a regression on both arms, by lane; NAN: the rows do not tell. */
static keur_gram_lanes solve_both(batch *in, bool has_after, size_t wanted)
{
    /* 1, a, x and t; or 1, a, t, a t, x. */
    const size_t n = has_after ? in->n_terms + 2 : in->n_terms + 1;
    keur_gram_lanes found;

    for (size_t k = 0; k < n; k++) {
        const member a = member_of(in, has_after, k);

        in->side[k] = in->fits[1][a.term];
        if (!a.of_treated)
            add_scaled(&in->side[k], &in->fits[0][a.term], 1);
        for (size_t l = 0; l <= k; l++) {
            const member b = member_of(in, has_after, l);
            const size_t place = keur_gram_place(a.term, b.term);
            keur_gram_lanes *sum = &in->matrix[keur_gram_place(k, l)];

            *sum = in->arms[1].sums[place];
            if (!a.of_treated && !b.of_treated)
                add_scaled(sum, &in->arms[0].sums[place], 1);
        }
    }
    keur_gram_solve(in->matrix, n, in->side, in->is_dropped);
    for (size_t lane = 0; lane < KEUR_LANES; lane++)
        found.of[lane] =
            in->is_dropped[wanted * KEUR_LANES + lane] ? NAN : in->side[wanted].of[lane];
    return found;
}

static double clipped(double log_odds)
{
    return fmin(fmax(1 / (1 + exp(-log_odds)), least_propensity), 1 - least_propensity);
}

/* The doubly robust estimate of each lane. */
static keur_gram_lanes average(const batch *in)
{
    keur_gram_lanes sum = {{0}}, total = {{0}};

    for (size_t i = 0; i < in->of->n; i++) {
        const size_t row = in->of->first + i;
        const keur_gram_lanes weights = weights_of(in, i);
        const double y = in->of->y[i];
        keur_gram_lanes fits[3] = {{{0}}, {{0}}, {{0}}};

        for (size_t e = in->in->starts[row]; e < in->in->starts[row + 1]; e++)
            for (size_t k = 0; k < 3; k++)
                add_scaled(&fits[k], &in->fits[k][in->in->terms[e]], in->in->values[e]);
        for (size_t lane = 0; lane < KEUR_LANES; lane++) {
            const double m0 = fits[0].of[lane], m1 = fits[1].of[lane];
            const double p = clipped(fits[2].of[lane]);
            const double rest = in->of->treated[i] ? (y - m1) / p : (m0 - y) / (1 - p);

            sum.of[lane] += weights.of[lane] * (m1 - m0 + rest);
            total.of[lane] += weights.of[lane];
        }
    }
    for (size_t lane = 0; lane < KEUR_LANES; lane++)
        sum.of[lane] /= total.of[lane];
    return sum;
}

static void keep(const keur_gram_lanes *found, size_t first, double *draws)
{
    for (size_t lane = 0; lane < KEUR_LANES && first + lane < ALL_DRAWS; lane++)
        draws[first + lane] = found->of[lane];
}

/* Solve what was summed: regressions on both arms first, since fits of one spoil its sums. */
static void estimate(batch *in, size_t first, keur_effect_table *to)
{
    bool has_both[KEUR_LANES];
    keur_gram_lanes found = solve_both(in, false, 1);

    keep(&found, first, to->draws[KEUR_REGRESSION]);
    if (in->in->asks->time != NULL) {
        found = solve_both(in, true, 3);
        keep(&found, first, to->draws[KEUR_BEFORE_AFTER]);
    }
    for (size_t lane = 0; lane < KEUR_LANES; lane++)
        has_both[lane] = in->arms[0].sums->of[lane] > 0 && in->arms[1].sums->of[lane] > 0;
    for (size_t a = 0; a < 2; a++)
        keur_gram_solve(in->arms[a].sums, in->n_terms, in->fits[a], in->is_dropped);
    keur_gram_solve(in->curves.sums, in->n_terms, in->fits[2], in->is_dropped);
    for (size_t k = 0; k < in->n_terms; k++)
        for (size_t lane = 0; lane < KEUR_LANES; lane++)
            in->fits[2][k].of[lane] += in->of->coefficients[k];
    found = average(in);
    for (size_t lane = 0; lane < KEUR_LANES; lane++)
        found.of[lane] = has_both[lane] ? found.of[lane] : NAN;
    keep(&found, first, to->draws[KEUR_DOUBLY_ROBUST]);
}

typedef struct work {
    const keur_effect *in;
    keur_effect_table *of;
    size_t table;
} work;

static keur_status draw_batches(void *context, size_t begin, size_t end, keur_error *err)
{
    const work *on = context;
    keur_status status = KEUR_OK;

    for (size_t b = begin; b < end; b++) {
        batch here = {.in = on->in, .of = on->of, .n_terms = on->in->n_terms};

        status = open_batch(&here, err);
        if (status == KEUR_OK)
            status = weigh(&here, on->table, b * KEUR_LANES, err);
        if (status == KEUR_OK) {
            sum_products(&here);
            estimate(&here, b * KEUR_LANES, on->of);
        }
        close_batch(&here);
        KEUR_TRY(status);
    }
out:
    return status;
}

keur_status keur_effect_draw(keur_effect *in, size_t table, keur_error *err)
{
    work on = {.in = in, .of = &in->tables[table], .table = table};
    keur_status status = KEUR_OK;

    for (size_t e = 0; e < KEUR_ESTIMATES; e++)
        KEUR_TRY(KEUR_NEW(on.of->draws[e], ALL_DRAWS, err));
    KEUR_TRY(
        keur_parallel_for(BATCHES, 1, keur_case_threads(in->asks->on), draw_batches, &on, err));
out:
    return status;
}
