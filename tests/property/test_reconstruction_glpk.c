/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole attack beside the linear program of its definition: counts in plain loops over the
 * cells of small random tables, one unknown a row, solved exactly by GLPK. */
#include <glpk.h>
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "support/check.h"
#include "support/measuring.h"

enum { KEYS = 4, LEVELS = 3, ROWS = 60, ROUNDS = 12, CELLS = (LEVELS + 1) * (LEVELS + 1) };

/* Keys 0 (missing) .. LEVELS; secret 0 (missing), 1, 2. */
typedef struct rows {
    size_t n;
    int keys[ROWS][KEYS], secret[ROWS];
} rows;

static void draw(keur_random *random, size_t n, rows *made)
{
    made->n = n;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < KEYS; k++)
            made->keys[i][k] = (int)keur_random_below(random, LEVELS + 1);
        made->secret[i] = (int)keur_random_below(random, 11);
        made->secret[i] = made->secret[i] == 0 ? 0 : 1 + made->secret[i] % 2;
    }
}

static char *write_csv(const rows *of, char *text, size_t size)
{
    size_t at = (size_t)snprintf(text, size, "a,b,c,d,secret\n");

    for (size_t i = 0; i < of->n; i++) {
        for (size_t k = 0; k < KEYS; k++) {
            if (of->keys[i][k] > 0)
                at += (size_t)snprintf(text + at, size - at, "level%d", of->keys[i][k]);
            at += (size_t)snprintf(text + at, size - at, ",");
        }
        at += (size_t)snprintf(text + at, size - at, "%s\n",
                               of->secret[i] == 0   ? ""
                               : of->secret[i] == 1 ? "no"
                                                    : "yes");
    }
    return text;
}

static size_t count(const rows *of, size_t a, size_t b, int va, int vb, bool only_yes)
{
    size_t n = 0;

    for (size_t i = 0; i < of->n; i++)
        n += of->secret[i] != 0 && (va < 0 || (of->keys[i][a] == va && of->keys[i][b] == vb)) &&
             (!only_yes || of->secret[i] == 2);
    return n;
}

/* Two rows of the program, sum x - e <= r and sum x + e >= r, for one cell that holds targets. */
static void add_cell(glp_prob *lp, const rows *targets, size_t a, size_t b, int va, int vb,
                     double wanted)
{
    const int e = glp_add_cols(lp, 1);

    glp_set_col_bnds(lp, e, GLP_LO, 0, 0);
    glp_set_obj_coef(lp, e, 1);
    for (int side = 0; side < 2; side++) {
        const int row = glp_add_rows(lp, 1);
        int columns[ROWS + 2], n = 0;
        double values[ROWS + 2];

        for (size_t i = 0; i < targets->n; i++) {
            if (targets->keys[i][a] == va && targets->keys[i][b] == vb && targets->secret[i] != 0) {
                columns[++n] = (int)i + 1;
                values[n] = 1;
            }
        }
        columns[++n] = e;
        values[n] = side == 0 ? -1 : 1;
        glp_set_mat_row(lp, row, n, columns, values);
        glp_set_row_bnds(lp, row, side == 0 ? GLP_UP : GLP_LO, wanted, wanted);
    }
}

/* The least misfit a target and pair. */
static double solve(const rows *targets, const rows *asked)
{
    const double n = (double)count(targets, 0, 0, -1, -1, false);
    const double scale = n / (double)count(asked, 0, 0, -1, -1, false);
    glp_prob *lp = glp_create_prob();
    glp_smcp how;
    double best;

    glp_term_out(GLP_OFF);
    glp_set_obj_dir(lp, GLP_MIN);
    glp_add_cols(lp, (int)targets->n);
    for (size_t i = 0; i < targets->n; i++)
        glp_set_col_bnds(lp, (int)i + 1, GLP_DB, 0, 1);
    for (size_t a = 0; a < KEYS; a++) {
        for (size_t b = a + 1; b < KEYS; b++) {
            for (int cell = 0; cell < CELLS; cell++) {
                const int va = cell / (LEVELS + 1), vb = cell % (LEVELS + 1);

                if (count(targets, a, b, va, vb, false) > 0)
                    add_cell(lp, targets, a, b, va, vb,
                             scale * (double)count(asked, a, b, va, vb, true));
            }
        }
    }
    glp_init_smcp(&how);
    assert_int_equal(glp_simplex(lp, &how), 0);
    best = glp_get_obj_val(lp);
    glp_delete_prob(lp);
    return best / (n * KEYS * (KEYS - 1) / 2);
}

static void check(const keur_result *found, const char *misfit, const char *gap, double exact)
{
    const double value = keur_check_value(found, misfit), off = keur_check_value(found, gap);

    assert_true(off >= 0 && off <= 1e-4);
    assert_true(value >= exact - 1e-9);
    assert_true(value - off <= exact + 1e-9);
}

static void test_against_linear_program(void **state)
{
    keur_random random = keur_random_start(7, "test-reconstruction", 0);
    static rows train, holdout, synthetic;
    static char texts[3][ROWS * 64];

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        const keur_given given = {.train = texts[0], .holdout = texts[1], .synthetic = texts[2]};
        const keur_figure *success;
        keur_case *on;
        keur_result *found;

        /* As many targets in both, so that the holdout's are not filled up. */
        do {
            draw(&random, ROWS, &train);
            draw(&random, ROWS, &holdout);
        } while (count(&train, 0, 0, -1, -1, false) != count(&holdout, 0, 0, -1, -1, false));
        draw(&random, 20 + (size_t)keur_random_below(&random, ROWS - 20), &synthetic);
        write_csv(&train, texts[0], sizeof texts[0]);
        write_csv(&holdout, texts[1], sizeof texts[1]);
        write_csv(&synthetic, texts[2], sizeof texts[2]);
        on = keur_check_measurable(&given);
        found = keur_check_run(on, "reconstruction", "secret=secret;gap=0.0001");
        check(found, "misfit", "gap", solve(&train, &synthetic));
        check(found, "misfit-holdout", "gap-holdout", solve(&holdout, &synthetic));
        success = keur_check_figure(found, "success", NULL);
        assert_true(success->denominator == (double)count(&train, 0, 0, -1, -1, false));
        keur_result_free(found);
        keur_case_free(on);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_linear_program)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
