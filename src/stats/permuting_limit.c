/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/permuting.h"

#include <math.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "base/try.h"

typedef struct job {
    const keur_rank_table *table;
    double *root; /* n_scores x n_scores: correlations, then their lower triangular root */
    uint64_t seed;
    double *maxima;
} job;

/* Rows begin .. end - 1 of the sums of products of centred ranks, left of the diagonal and on it;
 * each sum on one thread and in the order of the records. */
static keur_status sum_products(void *context, size_t begin, size_t end, keur_error *err)
{
    const job *of = context;
    const keur_rank_table *table = of->table;
    const double mean = (double)table->n + 1;

    (void)err;
    for (size_t j = begin; j < end; j++) {
        double *to = &of->root[j * table->n_scores];

        for (size_t i = 0; i < table->n; i++) {
            const uint32_t *row = &table->rank[i * table->width];
            const double off = row[j] - mean;

            for (size_t k = 0; k <= j; k++)
                to[k] += off * (row[k] - mean);
        }
    }
    return KEUR_OK;
}

static void correlate(size_t n, double *matrix)
{
    for (size_t j = n; j-- > 0;) {
        for (size_t k = 0; k < j; k++) {
            const double scale = sqrt(matrix[j * n + j]) * sqrt(matrix[k * n + k]);

            matrix[j * n + k] = scale > 0 ? matrix[j * n + k] / scale : 0;
        }
        matrix[j * n + j] = matrix[j * n + j] > 0 ? 1 : 0;
    }
}

/* Cholesky's root in place. Scores may depend on each other (two scalings that rank alike): where
 * nothing is left of a variance of 1, nothing is added. */
static void take_root(size_t n, double *matrix)
{
    for (size_t k = 0; k < n; k++) {
        double left = matrix[k * n + k];

        for (size_t i = 0; i < k; i++)
            left -= matrix[k * n + i] * matrix[k * n + i];
        matrix[k * n + k] = left > 1e-9 ? sqrt(left) : 0;
        for (size_t j = k + 1; j < n; j++) {
            double product = matrix[j * n + k];

            for (size_t i = 0; i < k; i++)
                product -= matrix[j * n + i] * matrix[k * n + i];
            matrix[j * n + k] = left > 1e-9 ? product / matrix[k * n + k] : 0;
        }
    }
}

static double draw_normal(keur_random *random)
{
    const double u = 1 - keur_random_uniform(random), v = keur_random_uniform(random);

    return sqrt(-2 * log(u)) * cos(2 * 3.14159265358979323846 * v);
}

static keur_status draw_maxima(void *context, size_t begin, size_t end, keur_error *err)
{
    const job *of = context;
    const size_t n = of->table->n_scores;
    double *normal = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(normal, n, err));
    for (size_t draw = begin; draw < end; draw++) {
        keur_random random = keur_random_start(of->seed, "permute-limit", draw);
        double most = -INFINITY;

        for (size_t j = 0; j < n; j++)
            normal[j] = draw_normal(&random);
        for (size_t j = 0; j < n; j++) {
            double z = 0;

            for (size_t k = 0; k <= j; k++)
                z += of->root[j * n + k] * normal[k];
            most = fmax(most, z);
        }
        of->maxima[draw] = most;
    }
out:
    keur_release(normal);
    return status;
}

keur_status keur_permuting_limit(const keur_rank_table *table, uint64_t seed, size_t n_draws,
                                 int threads, double *maxima, keur_error *err)
{
    const size_t n = table->n_scores;
    job of = {.table = table, .seed = seed, .maxima = maxima};
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(of.root, n * n, err));
    KEUR_TRY(keur_parallel_for(n, 1, threads, sum_products, &of, err));
    correlate(n, of.root);
    take_root(n, of.root);
    KEUR_TRY(keur_parallel_for(n_draws, 256, threads, draw_maxima, &of, err));
out:
    keur_release(of.root);
    return status;
}
