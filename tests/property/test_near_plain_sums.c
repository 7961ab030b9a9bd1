/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "near/near_impl.h"
#include "support/world.h"

/* Radius counts and kernel sums against plain loops over all rows, on random spaces biased to
 * corners: counts are equal, sums agree to 1e-12, on every path, and to the bit between the paths.
 */

enum { N_CASES = 600 };

static uint64_t first_seed(uint64_t *n)
{
    const char *given = getenv("KEUR_TEST_SEED");

    *n = given != NULL ? 1 : N_CASES;
    return given != NULL ? strtoull(given, NULL, 10) : 1;
}

/* ---- radius counts ---- */

static uint32_t count_plainly(const keur_world *w, size_t query, double radius)
{
    uint32_t n = 0;

    for (size_t i = 0; i < w->n_rows; i++) {
        if (!w->has_self || w->self[query] != i)
            n += keur_world_distance(w, query, i) <= radius;
    }
    return n;
}

/* Distances that occur, their neighbours among doubles, and extremes. */
static double draw_radius(keur_world *w, size_t query)
{
    const size_t kind = (size_t)keur_random_below(&w->random, 8);
    double at;

    if (kind == 0 || w->n_rows == 0)
        return 0;
    if (kind == 1)
        return INFINITY;
    at = keur_world_distance(w, query, (size_t)keur_random_below(&w->random, w->n_rows));
    if (kind == 2)
        return at > 0 ? nextafter(at, 0) : 0;
    if (kind == 3)
        return nextafter(at, INFINITY);
    return kind == 4 ? at * keur_random_uniform(&w->random) : at;
}

static void check_counts(keur_world *w, uint64_t seed, const keur_index *index)
{
    const keur_rows queries = {w->n_queries, w->n_columns, w->views[1]};
    double radii[KEUR_WORLD_QUERIES];
    uint32_t counts[KEUR_WORLD_QUERIES], again[KEUR_WORLD_QUERIES];
    keur_radius_options options = {.radii = radii,
                                   .weights = w->has_weights ? w->weights : NULL,
                                   .self = w->has_self ? w->self : NULL,
                                   .threads = 1};

    for (size_t q = 0; q < w->n_queries; q++)
        radii[q] = draw_radius(w, q);
    assert_ok(keur_index_radius_counts(index, &queries, &options, counts, &err));
    for (size_t q = 0; q < w->n_queries; q++) {
        const uint32_t right = count_plainly(w, q, radii[q]);

        if (counts[q] != right)
            fail_msg("seed %llu, %s, query %zu: %u rows within %.17g, must be %u",
                     (unsigned long long)seed, keur_index_method(index), q, counts[q], radii[q],
                     right);
    }
    options.radii = NULL;
    options.radius = w->n_queries > 0 ? radii[0] : 0;
    assert_ok(keur_index_radius_counts(index, &queries, &options, again, &err));
    if (w->n_queries > 0)
        assert_int_equal(again[0], counts[0]);
}

/* ---- kernel sums ---- */

static void draw_kernel(keur_world *w, keur_kernel_column *columns)
{
    static const double shares[] = {0.05, 0.05, 0.3, 0, 1e-6};
    static const double bandwidths[] = {1, 0.3, 0.01, 30, 1e-5, 1e5};

    for (size_t j = 0; j < w->n_columns; j++) {
        const keur_space_column *c = &w->columns[j];
        const double width = c->n_values > 1 ? c->values[c->n_values - 1] - c->values[0] : 1;

        keur_kernel_levels(shares[keur_random_below(&w->random, 5)],
                           2 + keur_random_below(&w->random, 20), &columns[j]);
        columns[j].is_left_out = keur_random_uniform(&w->random) < 0.1;
        columns[j].is_one = keur_random_uniform(&w->random) < 0.3;
        columns[j].bandwidth = bandwidths[keur_random_below(&w->random, 6)] *
                               (width > 0 && isfinite(width) ? width : 1);
        if (!(columns[j].bandwidth > 0) || !isfinite(columns[j].bandwidth))
            columns[j].bandwidth = 1;
    }
}

static double log_factor(const keur_space_column *c, const keur_kernel_column *kernel, int32_t a,
                         int32_t b)
{
    const bool a_number = c->is_numeric && a >= 0 && a < (int32_t)c->n_values;
    const bool b_number = c->is_numeric && b >= 0 && b < (int32_t)c->n_values;

    if (kernel->is_left_out)
        return 0;
    if (a_number && b_number) {
        const double z = (c->values[a] - c->values[b]) / kernel->bandwidth;

        return kernel->log_same - 0.5 * z * z -
               (kernel->is_one ? 0 : log(kernel->bandwidth) + 0.5 * log(2 * acos(-1)));
    }
    return a == b ? kernel->log_same : kernel->log_other;
}

/* Two passes: the largest first. */
static double sum_plainly(const keur_world *w, const keur_kernel_column *columns, size_t query)
{
    double *logs = calloc(w->n_rows + 1, sizeof *logs);
    double largest = -INFINITY;
    long double sum = 0;

    for (size_t i = 0; i < w->n_rows; i++) {
        long double whole = 0;

        for (size_t j = 0; j < w->n_columns; j++)
            whole += log_factor(&w->columns[j], &columns[j], w->asked[j][query], w->codes[j][i]);
        logs[i] = w->has_self && w->self[query] == i ? (double)-INFINITY : (double)whole;
        largest = fmax(largest, logs[i]);
    }
    for (size_t i = 0; i < w->n_rows && largest > (double)-INFINITY; i++)
        sum += expl((long double)logs[i] - largest);
    free(logs);
    return sum > 0 ? largest + (double)logl(sum) : -INFINITY;
}

/* The most that a query can have: of each column the largest factor that a cell in it has or could
 * have, as near.h says of the kernel that ends. */
static double most_of(const keur_world *w, const keur_kernel_column *columns, size_t query)
{
    long double most = 0;

    for (size_t j = 0; j < w->n_columns; j++) {
        const keur_space_column *c = &w->columns[j];
        const int32_t own = w->asked[j][query];
        double best = log_factor(c, &columns[j], own, own);

        for (size_t i = 0; i < w->n_rows; i++) {
            const int32_t code = w->codes[j][i];
            const bool is_number = code >= 0 && code < (int32_t)c->n_values;

            if (c->is_numeric && !is_number && !columns[j].is_left_out)
                best = fmax(best, columns[j].log_other);
        }
        most += best;
    }
    return (double)most;
}

static double sum_to_the_end_plainly(const keur_world *w, const keur_kernel_column *columns,
                                     size_t query)
{
    const double most = most_of(w, columns, query);
    long double sum = 0;

    for (size_t i = 0; i < w->n_rows; i++) {
        long double whole = 0;

        for (size_t j = 0; j < w->n_columns; j++)
            whole += log_factor(&w->columns[j], &columns[j], w->asked[j][query], w->codes[j][i]);
        if (!(w->has_self && w->self[query] == i) && whole - most > -8)
            sum += powl(1 + (whole - most) / 8, 8);
    }
    return sum > 0 ? most + (double)logl(sum) : -INFINITY;
}

/* Near the end of the kernel a power of next to nothing is as good as none. */
static void check_ending_sums(const keur_world *w, uint64_t seed, const keur_index *index,
                              const keur_kernel_column *columns, double *sums)
{
    const keur_rows queries = {w->n_queries, w->n_columns, w->views[1]};
    const keur_kernel_options options = {.columns = columns,
                                         .shape = KEUR_KERNEL_POWER,
                                         .self = w->has_self ? w->self : NULL,
                                         .threads = 1};

    assert_ok(keur_index_kernel_sums(index, &queries, &options, sums, &err));
    for (size_t q = 0; q < w->n_queries; q++) {
        const double right = sum_to_the_end_plainly(w, columns, q);
        const double most = most_of(w, columns, q);
        const double found = exp(sums[q] - most), must = exp(right - most);

        if (!(fabs(found - must) <= 1e-11 * must + 1e-60))
            fail_msg("seed %llu, query %zu: %.17g of the largest, must be %.17g (%zu rows)",
                     (unsigned long long)seed, q, found, must, w->n_rows);
    }
}

static void check_sums(const keur_world *w, uint64_t seed, const keur_index *index,
                       const keur_kernel_column *columns, double *sums)
{
    const keur_rows queries = {w->n_queries, w->n_columns, w->views[1]};
    const keur_kernel_options options = {
        .columns = columns, .self = w->has_self ? w->self : NULL, .threads = 1};

    assert_ok(keur_index_kernel_sums(index, &queries, &options, sums, &err));
    for (size_t q = 0; q < w->n_queries; q++) {
        const double right = sum_plainly(w, columns, q);
        /* Logarithms are added in double, column by column. */
        const double tolerance = 1e-12 + (double)w->n_columns * 0x1p-50 * fabs(right);

        if (right != sums[q] && !(fabs(right - sums[q]) <= tolerance))
            fail_msg("seed %llu, query %zu: log sum %.17g, must be %.17g (%zu rows, %zu columns)",
                     (unsigned long long)seed, q, sums[q], right, w->n_rows, w->n_columns);
    }
}

/* ---- both ---- */

static keur_index *index_of(const keur_world *w)
{
    const keur_space space = {w->n_columns, w->columns, w->is_squared};
    const keur_rows rows = {w->n_rows, w->n_columns, w->views[0]};
    keur_index *index = NULL;

    assert_ok(keur_index_new(&space, &rows, 1, &index, &err));
    return index;
}

static void counts_agree_with_a_plain_loop(void **state)
{
    uint64_t n;
    const uint64_t first = first_seed(&n);

    (void)state;
    for (uint64_t seed = first; seed < first + n; seed++) {
        keur_world *w = keur_world_draw(seed);
        keur_index *index = index_of(w);

        check_counts(w, seed, index);
        for (int path = KEUR_PATH_PORTABLE; path <= KEUR_PATH_AVX512; path++) {
            for (int is_scan = 0; is_scan < 2; is_scan++) {
                if (keur_index_force(index, is_scan, (keur_near_path)path))
                    check_counts(w, seed, index);
            }
        }
        keur_index_free(index);
        keur_world_free(w);
    }
}

static void sums_agree_with_a_plain_loop(void **state)
{
    uint64_t n;
    const uint64_t first = first_seed(&n);

    (void)state;
    for (uint64_t seed = first; seed < first + n; seed++) {
        keur_world *w = keur_world_draw(seed);
        keur_index *index = index_of(w);
        keur_kernel_column columns[KEUR_WORLD_COLUMNS];
        double sums[2][KEUR_WORLD_QUERIES] = {{0}}, again[KEUR_WORLD_QUERIES] = {0};
        double ends[2][KEUR_WORLD_QUERIES] = {{0}};

        draw_kernel(w, columns);
        check_sums(w, seed, index, columns, again);
        check_ending_sums(w, seed, index, columns, again);
        for (int path = KEUR_PATH_PORTABLE; path <= KEUR_PATH_AVX512; path++) {
            for (int is_scan = 0; is_scan < 2; is_scan++) {
                if (!keur_index_force(index, is_scan, (keur_near_path)path))
                    continue;
                check_sums(w, seed, index, columns, path == 0 ? sums[is_scan] : again);
                if (path > 0)
                    assert_memory_equal(sums[is_scan], again, sizeof again);
                check_ending_sums(w, seed, index, columns, path == 0 ? ends[is_scan] : again);
                if (path > 0)
                    assert_memory_equal(ends[is_scan], again, sizeof again);
            }
        }
        keur_index_free(index);
        keur_world_free(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(counts_agree_with_a_plain_loop),
                                       cmocka_unit_test(sums_agree_with_a_plain_loop)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
