/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coefficients and their overlap against normal equations and Newton's steps on whole columns; a
 * copy, a fresh sample and a table in which the outcome depends on nothing; and what leaves. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"
#include "support/outcome_world.h"
#include "support/sample.h"

enum { ROWS = 400 };

static keur_result *run_on(const char *train, const char *synthetic, const char *holdout,
                           const char *schema, const char *arguments)
{
    return keur_check_run_given(&(keur_given){.train = train,
                                              .synthetic = synthetic,
                                              .holdout = holdout,
                                              .schema = schema,
                                              .threads = 1},
                                "regression", arguments);
}

/* --- as whole columns */

/* The figure of a term, by its place in keur_outcome_terms(). */
static const keur_figure *single(const keur_result *found, const char *name, size_t term,
                                 char base_g, bool base_in)
{
    static const char *const columns[] = {"", "x", "u", "g", "g", "g", "h"};
    char level[4] = "";

    if (term >= 3 && term <= 5) {
        level[0] = (char)('a' + (int)term - 3);
        level[0] = (char)(level[0] + (level[0] >= base_g));
    } else if (term == 6) {
        strcpy(level, base_in ? "out" : "in");
    }
    for (size_t i = 0; i < keur_result_figures(found); i++) {
        const keur_figure *figure = keur_result_figure(found, i);
        const keur_label *labels = figure->labels;

        if (strcmp(figure->name, name) == 0 && strcmp(labels[1].value, columns[term]) == 0 &&
            (level[0] == '\0' ||
             (strcmp(labels[2].name, "level") == 0 && strcmp(labels[2].value, level) == 0)))
            return figure;
    }
    fail_msg("there is no %s of term %zu", name, term);
    return NULL;
}

static double overlap(double a, double a_error, double b, double b_error)
{
    const double z = 1.959963984540054;
    const double low = fmax(a - z * a_error, b - z * b_error);
    const double high = fmin(a + z * a_error, b + z * b_error);

    return .5 * ((high - low) / (2 * z * a_error) + (high - low) / (2 * z * b_error));
}

static void check(const keur_result *found, bool is_logistic, const keur_outcome_row *train,
                  size_t n_train, const keur_outcome_row *other, size_t n_other)
{
    const double root = sqrt(1 + (double)n_other / (double)n_train);
    double b[2][KEUR_PLAIN_TERMS], e[2][KEUR_PLAIN_TERMS];
    double sums[5] = {0};
    char base_g;
    bool base_in;

    keur_outcome_bases(train, n_train, &base_g, &base_in);
    keur_plain_regression(train, n_train, base_g, base_in, is_logistic, 1, b[0], e[0]);
    keur_plain_regression(other, n_other, base_g, base_in, is_logistic, 1, b[1], e[1]);
    for (size_t k = 1; k < KEUR_PLAIN_TERMS; k++) {
        const keur_figure *a = single(found, "coefficient-train", k, base_g, base_in);
        const keur_figure *c = single(found, "coefficient", k, base_g, base_in);
        const bool a_shows = fabs(b[0][k]) > 1.959963984540054 * e[0][k];
        const bool b_shows = fabs(b[1][k]) > 1.959963984540054 * e[1][k];

        assert_near(a->value, b[0][k], 1e-6);
        assert_near(c->value, b[1][k], 1e-6);
        assert_near(a->high - a->value, 1.959963984540054 * e[0][k], 1e-6);
        assert_near(c->value - c->low, 1.959963984540054 * e[1][k], 1e-6);
        sums[0] += overlap(b[0][k], e[0][k], b[1][k], e[1][k]) / 6;
        sums[1] += overlap(b[0][k], e[0][k], b[1][k], root * e[1][k]) / 6;
        sums[2] += fabs(b[1][k] - b[0][k]) / e[0][k] / 6;
        sums[3] += b[0][k] * b[1][k] > 0 ? 1.0 / 6 : 0;
        sums[4] += a_shows == b_shows && (!a_shows || b[0][k] * b[1][k] > 0) ? 1.0 / 6 : 0;
    }
    assert_near(keur_check_value(found, "overlap"), sums[0], 1e-6);
    assert_near(keur_check_value(found, "overlap-corrected"), sums[1], 1e-6);
    assert_near(keur_check_value(found, "standardised-difference"), sums[2], 1e-5);
    assert_near(keur_check_value(found, "same-sign"), sums[3], 1e-12);
    assert_near(keur_check_value(found, "same-significance"), sums[4], 1e-12);
    assert_near(keur_check_value(found, "estimable"), 1, 0);
}

static void as_whole_columns(void **state)
{
    static keur_outcome_row rows[2][2 * ROWS];

    (void)state;
    for (uint64_t turn = 0; turn < 20; turn++) {
        const keur_outcome_world kind = turn % 2 == 0 ? KEUR_WORLD_TWO : KEUR_WORLD_NUMBER;
        char *train = keur_outcome_table(kind, 10 + turn, ROWS, false);
        char *other = keur_outcome_table(kind, 60 + turn, 150 + 30 * turn, turn % 5 == 4);
        const size_t n = keur_outcome_read(train, rows[0], 2 * ROWS);
        const size_t n_other = keur_outcome_read(other, rows[1], 2 * ROWS);
        keur_result *found = run_on(train, other, NULL, keur_outcome_schema, "coefficients=yes");

        check(found, kind == KEUR_WORLD_TWO, rows[0], n, rows[1], n_other);
        keur_result_free(found);
        free(train);
        free(other);
    }
}

/* --- planted */

/* A copy overlaps fully without the correction and by (1 + 1/sqrt(2)) / 2 with it; a fresh sample
 * as the holdout does; where the outcome depends on nothing, intervals part. */
static void planted(void **state)
{
    char *train = keur_outcome_table(KEUR_WORLD_TWO, 1, 3000, false);
    char *fresh = keur_outcome_table(KEUR_WORLD_TWO, 2, 3000, false);
    char *broken = keur_outcome_table(KEUR_WORLD_TWO, 3, 3000, true);
    keur_result *found = run_on(train, train, fresh, keur_outcome_schema, NULL);

    (void)state;
    assert_near(keur_check_value(found, "overlap"), 1, 1e-12);
    assert_near(keur_check_value(found, "overlap-corrected"), (1 + sqrt(.5)) / 2, 1e-12);
    assert_near(keur_check_value(found, "standardised-difference"), 0, 1e-12);
    assert_near(keur_check_value(found, "same-sign"), 1, 0);
    assert_near(keur_check_value(found, "same-significance"), 1, 0);
    assert_true(keur_check_value(found, "overlap-holdout") > .4);
    assert_true(keur_check_value(found, "overlap-independent") < 0);
    assert_null(keur_result_find(found, "coefficient"));
    keur_result_free(found);
    found = run_on(train, broken, fresh, keur_outcome_schema, NULL);
    assert_true(keur_check_value(found, "overlap") < -.5);
    assert_true(keur_check_value(found, "standardised-difference") > 4);
    keur_result_free(found);
    free(train);
    free(fresh);
    free(broken);
}

static void same_for_threads(void **state)
{
    char *train = keur_outcome_table(KEUR_WORLD_NUMBER, 1, 900, false);
    char *other = keur_outcome_table(KEUR_WORLD_NUMBER, 2, 700, false);
    keur_result *found[2];

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        keur_case *on = keur_check_measurable(&(keur_given){.train = train,
                                                            .synthetic = other,
                                                            .schema = keur_outcome_schema,
                                                            .threads = k == 0 ? 1 : 5});

        found[k] = keur_check_run(on, "regression", "coefficients=yes");
        keur_case_free(on);
    }
    keur_check_same_result(found[0], found[1]);
    keur_result_free(found[0]);
    keur_result_free(found[1]);
    free(train);
    free(other);
}

/* --- what leaves */

/* Nothing of one coefficient, nor of an average over nine; of ten one digit, towards the worse. */
static void exported(void **state)
{
    static const struct {
        const char *unit;
        double value, leaves;
        keur_direction direction;
    } all[] = {{"overlap", 0.68, 0.6, KEUR_HIGHER_IS_BETTER},
               {"overlap", -0.12, -0.2, KEUR_HIGHER_IS_BETTER},
               {"overlap", -2.1, -3, KEUR_HIGHER_IS_BETTER},
               {"overlap", 0.7, 0.7, KEUR_HIGHER_IS_BETTER},
               {"share of terms", 1, 1, KEUR_HIGHER_IS_BETTER},
               {"standard errors", 0.61, 0.7, KEUR_LOWER_IS_BETTER},
               {"standard errors", 12.2, 20, KEUR_LOWER_IS_BETTER},
               {"coefficient", 0.431, 0.5, KEUR_DIRECTION_NONE}};
    enum { N = sizeof all / sizeof all[0] };

    (void)state;
    for (size_t n_parts = 0; n_parts <= 10; n_parts += n_parts == 0 ? 9 : 1) {
        for (size_t n_labels = 0; n_labels <= 2; n_labels++) {
            keur_scorecard *made = keur_sample_new("t", 1000, 1000, 1000, 12), *out = NULL;
            const size_t measure = keur_sample_measure(made, "m", "M", "?", KEUR_FAMILY_FIDELITY);
            char names[N][8];

            for (size_t i = 0; i < N; i++) {
                keur_figure figure =
                    keur_sample_statistic("", all[i].value, NAN, NAN, 2000, all[i].unit);

                (void)snprintf(names[i], sizeof names[i], "f%zu", i);
                figure.name = names[i];
                figure.no_interval = "none";
                figure.n_parts = n_parts;
                figure.direction = all[i].direction;
                figure.n_labels = n_labels;
                figure.labels[0] = (keur_label){"outcome", "y"};
                figure.labels[1] = (keur_label){"column", "x"};
                (void)keur_sample_figure(made, measure, &figure);
            }
            assert_ok(keur_scorecard_export(made, &out, &err));
            for (size_t i = 0; i < N; i++) {
                const keur_figure *figure = &out->figures[i].figure;
                const bool leaves = n_parts == 10 && n_labels < 2;

                assert_true((figure->reason == NULL) == leaves);
                if (leaves)
                    assert_near(figure->value, all[i].leaves, 1e-12);
                else
                    assert_true(isnan(figure->value));
            }
            keur_scorecard_free(made);
            keur_scorecard_free(out);
        }
    }
}

/* All that is told of one coefficient has a unit that the filter knows, and is no average. */
static void marked(void **state)
{
    char *train = keur_outcome_table(KEUR_WORLD_TWO, 1, ROWS, false);
    keur_result *found = run_on(train, train, NULL, keur_outcome_schema, "coefficients=yes");
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < keur_result_figures(found); i++) {
        const keur_figure *figure = keur_result_figure(found, i);

        assert_true(strcmp(figure->unit, "overlap") == 0 ||
                    strcmp(figure->unit, "standard errors") == 0 ||
                    strcmp(figure->unit, "share of terms") == 0 ||
                    strcmp(figure->unit, "coefficient") == 0);
        assert_true((figure->n_labels == 1) == (figure->n_parts > 0));
        n += figure->n_labels > 1;
    }
    assert_int_equal(n, 6 * 5);
    keur_result_free(found);
    free(train);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_whole_columns), cmocka_unit_test(planted),
        cmocka_unit_test(same_for_threads), cmocka_unit_test(exported), cmocka_unit_test(marked)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
