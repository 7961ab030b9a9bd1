/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/worst_attack.h"

#include <math.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/sort.h"
#include "base/try.h"
#include "stats/intervals.h"
#include "stats/permuting.h"
#include "stats/pooled.h"

enum { LANES = 4 };

typedef struct ranking {
    const double *const *member;
    const double *const *non_member;
    size_t n_non_member;
    keur_rank_table table;
    keur_attack_area *areas;
} ranking;

/* Standard deviation of the sum of n_member of these doubled ranks, drawn without replacement. */
static double spread_of(const uint32_t *rank, size_t n, size_t n_member)
{
    const double size = (double)n, m = (double)n_member;
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        const double off = (double)rank[i] - (size + 1);

        sum += off * off;
    }
    return sqrt(m * (size - m) / (size * (size - 1)) * sum);
}

/* DeLong's variance; where all is tied or it is unknown, that of the null without ties:
 * (n + 1) / (12 m k). */
static keur_roc_area area_of(const keur_pooled *all, double auc)
{
    const size_t m = all->n_member, k = all->n - m;
    keur_roc_area made = {auc, keur_pooled_variance(all, auc), m < k ? m : k};

    if (!(made.variance > 0) && !keur_roc_is_near(&made))
        made.variance = ((double)all->n + 1) / (12 * (double)m * (double)k);
    return made;
}

static keur_interval interval_of(const keur_roc_area *of)
{
    const keur_reach reach = keur_roc_reach(of, keur_normal_quantile(0.975));

    return (keur_interval){fmax(of->auc - reach.below, 0), fmin(of->auc + reach.above, 1)};
}

static keur_status rank_one(ranking *of, size_t j, keur_error *err)
{
    keur_rank_table *table = &of->table;
    keur_attack_area *area = &of->areas[j];
    const double m = (double)table->n_member, n = (double)table->n;
    keur_pooled all = {.scores = NULL};
    uint32_t *rank = NULL;
    double sum = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_pooled_new(of->member[j], table->n_member, of->non_member[j], of->n_non_member,
                             &all, err));
    KEUR_TRY(KEUR_NEW(rank, all.n, err));
    keur_pooled_ranks(&all, rank);
    for (size_t i = 0; i < all.n; i++) {
        table->rank[i * table->width + j] = rank[i];
        sum += i < table->n_member ? rank[i] : 0;
    }
    table->spread[j] = spread_of(rank, all.n, table->n_member);
    area->auc = keur_pooled_auc(&all);
    area->of = area_of(&all, area->auc);
    area->interval = interval_of(&area->of);
    area->null_error = table->spread[j] / (2 * m * (n - m));
    /* From the sum, as the permuted ones are, so that equal sums give equal bits. */
    area->z = table->spread[j] > 0 ? (sum - m * (n + 1)) / table->spread[j] : 0;
out:
    keur_pooled_free(&all);
    keur_release(rank);
    return status;
}

static keur_status rank_some(void *context, size_t begin, size_t end, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t j = begin; j < end && status == KEUR_OK; j++)
        status = rank_one(context, j, err);
    return status;
}

/* Maxima of at least z, one among them that of the true labels. Two scores may reach the same
 * maximum by other sums; their rounding must not tell them apart. */
static double p_of(double z, const double *ascending, size_t n)
{
    const double least = z - 1e-12 * fmax(1, fabs(z));
    size_t from = 0, to = n;

    while (from < to) {
        const size_t middle = from + (to - from) / 2;

        if (ascending[middle] < least)
            from = middle + 1;
        else
            to = middle;
    }
    return (1 + (double)(n - from)) / ((double)n + 1);
}

/* The ceil((B + 1)(1 - alpha))-th smallest, so that M_0 > c just where p <= alpha. */
static double critical_value(const double *ascending, size_t n, double alpha)
{
    const double rank = ceil(((double)n + 1) * (1 - alpha) - 1e-9);

    return rank <= (double)n ? ascending[(size_t)rank - 1] : INFINITY;
}

static void conclude(keur_attack_area *areas, size_t n_areas, const double *ascending,
                     size_t n_draws, double alpha, keur_worst_attack *worst)
{
    const double one_sided = keur_normal_quantile(1 - alpha);

    *worst = (keur_worst_attack){.auc = -1, .p = 1, .n_permutations = n_draws};
    worst->c = critical_value(ascending, n_draws, alpha);
    for (size_t j = 0; j < n_areas; j++) {
        keur_attack_area *area = &areas[j];

        area->p = p_of(area->z, ascending, n_draws);
        area->low = fmax(area->auc - keur_roc_reach(&area->of, worst->c).below, 0);
        worst->p = fmin(worst->p, area->p);
        worst->low = fmax(worst->low, area->low);
        worst->high =
            fmax(worst->high, fmin(area->auc + keur_roc_reach(&area->of, one_sided).above, 1));
        if (area->auc > worst->auc) {
            worst->auc = area->auc;
            worst->attack = j;
        }
    }
}

static keur_status sort_maxima(double *maxima, double *ascending, size_t n, keur_error *err)
{
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(order, n, err));
    KEUR_TRY(keur_sort_order(maxima, n, order, err));
    for (size_t i = 0; i < n; i++)
        ascending[i] = maxima[order[i]];
out:
    keur_release(order);
    return status;
}

static bool is_drawn(const keur_rank_table *table, size_t n_draws, keur_permuting permuting)
{
    const double work = (double)table->n * (double)n_draws * (double)table->n_scores;

    return permuting == KEUR_PERMUTING_DRAWN ||
           (permuting == KEUR_PERMUTING_AUTO && work <= KEUR_PERMUTING_BUDGET);
}

static keur_status ranking_new(ranking *of, size_t n_member, size_t n_scores, int threads,
                               keur_error *err)
{
    keur_rank_table *table = &of->table;
    keur_status status = KEUR_OK;

    for (size_t j = 0; j < n_scores; j++) {
        KEUR_TRY(keur_scores_check(of->member[j], n_member, "member", err));
        KEUR_TRY(keur_scores_check(of->non_member[j], of->n_non_member, "non-member", err));
    }
    table->n = n_member + of->n_non_member;
    if (table->n > KEUR_PERMUTING_MOST)
        return keur_fail(err, KEUR_EDATA, "2^29 records or more to permute");
    table->n_member = n_member;
    table->n_scores = n_scores;
    table->width = (n_scores + LANES - 1) / LANES * LANES;
    KEUR_TRY(
        keur_allocate((void **)&table->rank, table->n, table->width * sizeof *table->rank, err));
    KEUR_TRY(KEUR_NEW(table->spread, n_scores, err));
    KEUR_TRY(KEUR_NEW(of->areas, n_scores, err));
    KEUR_TRY(keur_parallel_for(n_scores, 1, threads, rank_some, of, err));
out:
    return status;
}

keur_status keur_worst_attack_find(const double *const *member, size_t n_member,
                                   const double *const *non_member, size_t n_non_member,
                                   size_t n_attacks, const keur_worst_options *options,
                                   keur_worst_attack *worst, keur_attack_area *each,
                                   keur_error *err)
{
    const size_t n_draws = options->n_permutations > 0 ? options->n_permutations : 9999;
    const double alpha = options->alpha != 0 ? options->alpha : 0.05;
    ranking of = {.member = member, .non_member = non_member, .n_non_member = n_non_member};
    double *maxima = NULL, *ascending = NULL;
    bool drawn;
    keur_status status = KEUR_OK;

    if (n_attacks == 0)
        return keur_fail(err, KEUR_EINVAL, "there is no attack to test");
    if (!(alpha > 0 && alpha <= 0.5))
        return keur_fail(err, KEUR_EINVAL, "alpha must lie in (0, 0.5]");
    KEUR_TRY(ranking_new(&of, n_member, n_attacks, options->threads, err));
    KEUR_TRY(KEUR_NEW(maxima, n_draws, err));
    KEUR_TRY(KEUR_NEW(ascending, n_draws, err));
    drawn = is_drawn(&of.table, n_draws, options->permuting);
    if (drawn)
        KEUR_TRY(
            keur_permuting_draw(&of.table, options->seed, n_draws, options->threads, maxima, err));
    else
        KEUR_TRY(
            keur_permuting_limit(&of.table, options->seed, n_draws, options->threads, maxima, err));
    KEUR_TRY(sort_maxima(maxima, ascending, n_draws, err));
    conclude(of.areas, n_attacks, ascending, n_draws, alpha, worst);
    worst->is_drawn = drawn;
    for (size_t j = 0; each != NULL && j < n_attacks; j++)
        each[j] = of.areas[j];
out:
    keur_release(of.table.rank);
    keur_release(of.table.spread);
    keur_release(of.areas);
    keur_release(maxima);
    keur_release(ascending);
    return status;
}
