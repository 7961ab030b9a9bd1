/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>

#include "near/near.h"

/* Errors of radius counts and kernel sums, and answers one can see. */

static const double ages[] = {20, 30, 50};

/* Age and a colour of three: (20, a) (30, b) (50, a) (missing, c) (20, a). */
static const keur_space_column columns[] = {{.is_numeric = true,
                                             .n_codes = 3,
                                             .n_values = 3,
                                             .values = ages,
                                             .scale = 100,
                                             .cap = 1,
                                             .weight = 1,
                                             .missing = 1},
                                            {.n_codes = 3, .weight = 1, .missing = 1}};
static const keur_space space = {2, columns, false};
static const int32_t age_codes[] = {0, 1, 2, -1, 0};
static const int32_t colour_codes[] = {0, 1, 0, 2, 0};
static const int32_t *const codes[] = {age_codes, colour_codes};
static const keur_rows rows = {5, 2, codes};

/* The first row as the query. */
static const keur_rows query = {1, 2, codes};

static keur_index *build(void)
{
    keur_index *index = NULL;

    assert_ok(keur_index_new(&space, &rows, 1, &index, &err));
    return index;
}

static uint32_t within(double radius, const uint32_t *self)
{
    keur_index *index = build();
    const keur_radius_options options = {.radius = radius, .self = self, .threads = 1};
    uint32_t count = 0;

    assert_ok(keur_index_radius_counts(index, &query, &options, &count, &err));
    keur_index_free(index);
    return count;
}

static void counts_rows_up_to_the_radius(void **state)
{
    static const uint32_t itself[] = {4};

    (void)state;
    /* Distances 0, 1.1, 0.3, 2, 0. */
    assert_int_equal(within(0, NULL), 2);
    assert_int_equal(within(0.3, NULL), 3);
    assert_int_equal(within(nextafter(0.3, 0), NULL), 2);
    assert_int_equal(within(1.5, NULL), 4);
    assert_int_equal(within(2, NULL), 5);
    assert_int_equal(within(INFINITY, NULL), 5);
    assert_int_equal(within(0, itself), 1);
    assert_int_equal(within(INFINITY, itself), 4);
}

static double log_sum(const keur_kernel_column *kernel, const uint32_t *self)
{
    keur_index *index = build();
    const keur_kernel_options options = {.columns = kernel, .self = self, .threads = 1};
    double sum = 0;

    assert_ok(keur_index_kernel_sums(index, &query, &options, &sum, &err));
    keur_index_free(index);
    return sum;
}

static void sums_products_of_kernels(void **state)
{
    static const uint32_t itself[] = {4};
    keur_kernel_column kernel[2] = {{.is_left_out = true}, {0}};

    (void)state;
    keur_kernel_levels(0.1, 3, &kernel[1]);
    /* Three of the same colour, two of others. */
    assert_near(exp(log_sum(kernel, NULL)), 3 * 0.9 + 2 * 0.05, 1e-14);
    assert_near(exp(log_sum(kernel, itself)), 2 * 0.9 + 2 * 0.05, 1e-14);
    kernel[1].is_left_out = true;
    assert_near(exp(log_sum(kernel, NULL)), 5, 1e-14);
    kernel[0] = (keur_kernel_column){.bandwidth = 10, .log_other = -INFINITY};
    /* phi(0), phi(1), phi(3) of published tables; a missing age never. */
    assert_near(exp(log_sum(kernel, NULL)), (2 * 0.3989422804 + 0.2419707245 + 0.0044318484) / 10,
                1e-10);
    /* Without the density's factor the tops are 1. */
    kernel[0].is_one = true;
    assert_near(exp(log_sum(kernel, NULL)), 2 + exp(-0.5) + exp(-4.5), 1e-13);
}

static void a_kernel_of_one_level_is_sharp(void **state)
{
    keur_kernel_column column = {0};

    (void)state;
    keur_kernel_levels(0.05, 1, &column);
    assert_near(column.log_same, 0, 0);
    assert_true(isinf(column.log_other) && column.log_other < 0);
}

static void refuses_what_is_out_of_range(void **state)
{
    static const double radii[] = {-1};
    static const uint32_t beyond[] = {5};
    keur_kernel_column kernel[2] = {{.bandwidth = 0}, {0}};
    const keur_kernel_options sums = {.columns = kernel};
    keur_radius_options counts = {.radius = NAN};
    keur_index *index = build();
    uint32_t count;
    double sum;

    (void)state;
    assert_fails(keur_index_radius_counts(index, &query, &counts, &count, &err), KEUR_EINVAL,
                 "a radius must be 0 or above");
    counts = (keur_radius_options){.radii = radii};
    assert_fails(keur_index_radius_counts(index, &query, &counts, &count, &err), KEUR_EINVAL,
                 "a radius must be 0 or above");
    counts = (keur_radius_options){.self = beyond};
    assert_fails(keur_index_radius_counts(index, &query, &counts, &count, &err), KEUR_EINVAL,
                 "its own row is not in the index");
    assert_fails(keur_index_kernel_sums(index, &query, &sums, &sum, &err), KEUR_EINVAL,
                 "column 0: a bandwidth");
    kernel[0].bandwidth = 1;
    kernel[1].log_other = 1;
    assert_fails(keur_index_kernel_sums(index, &query, &sums, &sum, &err), KEUR_EINVAL,
                 "column 1: a kernel");
    keur_index_free(index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(counts_rows_up_to_the_radius),
                                       cmocka_unit_test(sums_products_of_kernels),
                                       cmocka_unit_test(a_kernel_of_one_level_is_sharp),
                                       cmocka_unit_test(refuses_what_is_out_of_range)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
