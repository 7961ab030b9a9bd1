/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fit of sums beside an exact linear program of GLPK, on random small problems. */
#include <glpk.h>
#include <math.h>

#include "base/random.h"
#include "learn/l1_fit.h"
#include "support/check.h"

enum { PROBLEMS = 60, MOST = 40, MOST_PARTS = 6, MOST_CELLS = 8 };

typedef struct problem {
    size_t n, n_parts, n_cells;
    uint32_t cell[MOST * MOST_PARTS];
    double weight[MOST], wanted[MOST_PARTS * MOST_CELLS];
} problem;

/* Sums of a hidden 0/1 answer, with noise in two of three; some cells are nobody's. */
static void draw(keur_random *random, problem *made)
{
    const double noise = (double)keur_random_below(random, 3);
    const size_t n_levels = 1 + (size_t)keur_random_below(random, MOST_CELLS);

    made->n = 1 + (size_t)keur_random_below(random, MOST);
    made->n_parts = 1 + (size_t)keur_random_below(random, MOST_PARTS);
    made->n_cells = made->n_parts * n_levels;
    for (size_t c = 0; c < made->n_cells; c++)
        made->wanted[c] = noise * (keur_random_uniform(random) * 3 - 1.5);
    for (size_t i = 0; i < made->n; i++) {
        const bool is_one = keur_random_below(random, 2) == 1;

        made->weight[i] = (double)(1 + keur_random_below(random, 4));
        for (size_t p = 0; p < made->n_parts; p++) {
            const size_t c = p * n_levels + (size_t)keur_random_below(random, n_levels);

            made->cell[p * made->n + i] = (uint32_t)c;
            made->wanted[c] += is_one ? made->weight[i] : 0;
        }
    }
}

static keur_l1_problem as_given(const problem *of)
{
    return (keur_l1_problem){of->n, of->n_parts, of->n_cells, of->cell, of->weight, of->wanted};
}

static double objective_of(const problem *of, const double *x)
{
    double sum = 0;

    for (size_t c = 0; c < of->n_cells; c++) {
        double off = -of->wanted[c];

        for (size_t p = 0; p < of->n_parts; p++) {
            for (size_t i = 0; i < of->n; i++)
                off += of->cell[p * of->n + i] == c ? of->weight[i] * x[i] : 0;
        }
        sum += fabs(off);
    }
    return sum;
}

/* min sum e, with K x - e <= r and K x + e >= r, 0 <= x <= 1: row 2c + 1 and 2c + 2 of cell c. */
static double solve(const problem *of)
{
    glp_prob *lp = glp_create_prob();
    glp_smcp how;
    double found;

    glp_term_out(GLP_OFF);
    glp_set_obj_dir(lp, GLP_MIN);
    glp_add_cols(lp, (int)(of->n + of->n_cells));
    glp_add_rows(lp, (int)(2 * of->n_cells));
    for (size_t i = 0; i < of->n; i++)
        glp_set_col_bnds(lp, (int)i + 1, GLP_DB, 0, 1);
    for (size_t c = 0; c < of->n_cells; c++) {
        glp_set_col_bnds(lp, (int)(of->n + c) + 1, GLP_LO, 0, 0);
        glp_set_obj_coef(lp, (int)(of->n + c) + 1, 1);
        for (int side = 0; side < 2; side++) {
            int columns[MOST + 2], n = 0;
            double values[MOST + 2];

            for (size_t i = 0; i < of->n; i++) {
                for (size_t p = 0; p < of->n_parts; p++) {
                    if (of->cell[p * of->n + i] == c) {
                        columns[++n] = (int)i + 1;
                        values[n] = of->weight[i];
                    }
                }
            }
            columns[++n] = (int)(of->n + c) + 1;
            values[n] = side == 0 ? -1 : 1;
            glp_set_mat_row(lp, (int)(2 * c) + side + 1, n, columns, values);
            glp_set_row_bnds(lp, (int)(2 * c) + side + 1, side == 0 ? GLP_UP : GLP_LO,
                             of->wanted[c], of->wanted[c]);
        }
    }
    glp_init_smcp(&how);
    assert_int_equal(glp_simplex(lp, &how), 0);
    assert_int_equal(glp_get_status(lp), GLP_OPT);
    found = glp_get_obj_val(lp);
    glp_delete_prob(lp);
    return found;
}

static void test_against_linear_program(void **state)
{
    const keur_l1_options how = {.relative = 0.005, .absolute = 1e-5, .most_rounds = 20000};
    keur_random random = keur_random_start(1, "test-l1-fit", 0);
    static problem of;

    (void)state;
    for (int round = 0; round < PROBLEMS; round++) {
        keur_l1_problem given;
        keur_l1_found found;
        double x[MOST], exact;

        draw(&random, &of);
        for (size_t i = 0; i < of.n; i++)
            x[i] = 0.5;
        given = as_given(&of);
        assert_ok(keur_l1_fit(&given, &how, x, &found, &err));
        exact = solve(&of);
        for (size_t i = 0; i < of.n; i++)
            assert_true(x[i] >= 0 && x[i] <= 1);
        assert_near(found.objective, objective_of(&of, x), 1e-9);
        assert_true(found.objective >= exact - 1e-7);
        assert_true(found.objective <= 1.01 * exact + 1e-3);
        /* The bound that is promised holds, and the fit stopped because of it. */
        assert_true(found.objective - found.gap <= exact + 1e-7);
        assert_true(found.gap <= 0.005 * found.objective || found.gap <= 1e-5 * found.size);
        assert_true(found.rounds < how.most_rounds);
    }
}

/* However early it ends, the lower bound is one. */
static void test_bound_holds_early(void **state)
{
    keur_random random = keur_random_start(2, "test-l1-fit", 0);
    static problem of;

    (void)state;
    for (int round = 0; round < PROBLEMS; round++) {
        const keur_l1_options how = {.most_rounds = (size_t)keur_random_below(&random, 40)};
        keur_l1_problem given;
        keur_l1_found found;
        double x[MOST], exact;

        draw(&random, &of);
        given = as_given(&of);
        for (size_t i = 0; i < of.n; i++)
            x[i] = keur_random_uniform(&random);
        assert_ok(keur_l1_fit(&given, &how, x, &found, &err));
        exact = solve(&of);
        assert_true(found.rounds <= how.most_rounds);
        assert_near(found.objective, objective_of(&of, x), 1e-9);
        assert_true(found.objective >= exact - 1e-7);
        assert_true(found.objective - found.gap <= exact + 1e-7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_linear_program),
                                       cmocka_unit_test(test_bound_holds_early)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
