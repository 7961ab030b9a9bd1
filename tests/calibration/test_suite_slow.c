/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The membership attacks as they are run: whole tables, all attacks, with nothing to find and with
 * copies to find. Seeds are fixed, so a run is a fact. Numbers: README.md here. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "support/chance.h"
#include "support/measuring.h"

enum { COLUMNS = 7 };

/* Three numbers and four categories that go together. */
static void draw_row(keur_random *random, double *row)
{
    const double z = keur_check_normal(random);

    row[0] = 1000 * (z + keur_check_normal(random)) / 1.5;
    row[1] = floor(exp(1.5 + 0.7 * z + 0.5 * keur_check_normal(random)));
    row[2] = floor(40 + 8 * keur_check_normal(random));
    row[3] = z > 0 && keur_random_below(random, 3) > 0;
    row[4] = floor(2 + z + keur_check_normal(random));
    row[5] = (double)keur_random_below(random, 5);
    row[6] = keur_random_below(random, 4) ? row[4] : (double)keur_random_below(random, 9);
}

static void add_table(keur_text *text, double (*rows)[COLUMNS], size_t n)
{
    assert_ok(keur_text_add(text, "x,y,z,a,b,c,d\n", &err));
    for (size_t i = 0; i < n; i++)
        assert_ok(keur_text_format(text, &err, "%.0f,%.0f,%.0f,a%.0f,b%.0f,c%.0f,d%.0f\n",
                                   rows[i][0], rows[i][1], rows[i][2], rows[i][3], rows[i][4],
                                   rows[i][5], rows[i][6]));
}

/* Train, holdout and synthetic table of n rows each, independent draws of one population, but that
 * the first n_copies rows of the synthetic table are train rows. */
static keur_case *draw_case(keur_random *random, size_t n, size_t n_copies, uint64_t seed)
{
    double(*rows)[COLUMNS] = malloc(3 * n * sizeof *rows);
    keur_text texts[3] = {{NULL, 0, 0}, {NULL, 0, 0}, {NULL, 0, 0}};
    keur_given given = {.seed = seed, .threads = 1, .needs_reference = true};
    keur_case *on;

    assert_non_null(rows);
    for (size_t i = 0; i < 3 * n; i++)
        draw_row(random, rows[i]);
    memcpy(rows + 2 * n, rows, n_copies * sizeof *rows);
    for (size_t t = 0; t < 3; t++)
        add_table(&texts[t], rows + t * n, n);
    given.train = texts[0].bytes;
    given.holdout = texts[1].bytes;
    given.synthetic = texts[2].bytes;
    on = keur_check_measurable(&given);
    for (size_t t = 0; t < 3; t++)
        keur_text_free(&texts[t]);
    free(rows);
    return on;
}

/* The area with its interval covers no information, and epsilon is not proved above 0. */
typedef struct seen {
    int p_below_5, auc_above, auc_below, epsilon_above, ensemble_covers, ensemble_above,
        exchangeable_covers;
} seen;

static void look_at_worst(keur_case *on, seen *of)
{
    keur_result *found = keur_check_run(on, "worst-attack", NULL);
    const keur_figure *auc = keur_check_figure(found, "auc", NULL);

    of->p_below_5 += keur_check_value(found, "p") <= 0.05;
    of->auc_above += auc->low > 0.5;
    of->auc_below += auc->high < 0.5;
    keur_result_free(found);
    found = keur_check_run(on, "membership-ensemble", NULL);
    auc = keur_check_figure(found, "auc", NULL);
    of->ensemble_covers += auc->low <= 0.5 && 0.5 <= auc->high;
    of->ensemble_above += auc->low > 0.5;
    of->epsilon_above += keur_check_figure(found, "epsilon-lower-bound", NULL)->value > 0;
    keur_result_free(found);
}

/* Whether the interval of a measure's area holds one half. */
static bool covers(keur_case *on, const char *measure)
{
    keur_result *found = keur_check_run(on, measure, NULL);
    const keur_figure *auc = keur_check_figure(found, "auc", NULL);
    const bool does = auc->low <= 0.5 && 0.5 <= auc->high;

    keur_result_free(found);
    return does;
}

static void tell(const char *what, int count, int draws, double p, bool is_upper_only)
{
    int low, high;

    keur_check_band(draws, p, &low, &high);
    print_message("%s: %d of %d, band %d to %d\n", what, count, draws, is_upper_only ? 0 : low,
                  high);
    assert_true(count <= high && (is_upper_only || count >= low));
}

static void test_nothing_to_find(void **state)
{
    enum { DRAWS = 1000, ROWS = 300 };
    seen of = {0};

    (void)state;
    for (int draw = 0; draw < DRAWS; draw++) {
        keur_random random = keur_random_start(301, "suite", (uint64_t)draw);
        keur_case *on = draw_case(&random, ROWS, 0, (uint64_t)draw);

        look_at_worst(on, &of);
        of.exchangeable_covers += covers(on, "exchangeable");
        keur_case_free(on);
    }
    tell("worst attack: p <= .05", of.p_below_5, DRAWS, 0.05, false);
    tell("worst attack: lower end above .5", of.auc_above, DRAWS, 0.05, true);
    tell("worst attack: upper end below .5", of.auc_below, DRAWS, 0.05, true);
    tell("ensemble: interval holds .5", of.ensemble_covers, DRAWS, 0.95, false);
    tell("ensemble: lower end above .5", of.ensemble_above, DRAWS, 0.025, true);
    tell("ensemble: epsilon proved above 0", of.epsilon_above, DRAWS, 0.05, true);
    tell("exchangeable: interval holds .5", of.exchangeable_covers, DRAWS, 0.9, false);
}

/* The audit asks 500 rows of each. */
static void test_audit_without_a_leak(void **state)
{
    enum { DRAWS = 200, ROWS = 1000 };
    int n_covered = 0;

    (void)state;
    for (int draw = 0; draw < DRAWS; draw++) {
        keur_random random = keur_random_start(320, "audit", (uint64_t)draw);
        keur_case *on = draw_case(&random, ROWS, 0, (uint64_t)draw);

        n_covered += covers(on, "membership-audit");
        keur_case_free(on);
    }
    tell("audit: interval holds .5", n_covered, DRAWS, 0.95, false);
}

/* How many of `draws` tables with this share of the members copied are found at 5%. */
static int count_found(double share, size_t rows, int draws, uint64_t seed)
{
    int n_found = 0;

    for (int draw = 0; draw < draws; draw++) {
        keur_random random = keur_random_start(seed, "copies", (uint64_t)draw);
        const size_t n_copies = (size_t)lround(share * (double)rows);
        keur_case *on = draw_case(&random, rows, n_copies, (uint64_t)draw);
        keur_result *found = keur_check_run(on, "worst-attack", NULL);

        n_found += keur_check_value(found, "p") <= 0.05;
        keur_result_free(found);
        keur_case_free(on);
    }
    return n_found;
}

/* Copies of more members are found more often. The size that `power` names as detectable is that
 * of one attack; the worst of many needs a little more. */
static void test_copies(void **state)
{
    enum { DRAWS = 200, ROWS = 600 };
    static const double shares[] = {0.005, 0.01, 0.05, 0.1, 0.2};
    keur_random random = keur_random_start(302, "power", 0);
    keur_case *on = draw_case(&random, ROWS, 0, 1);
    keur_result *stated = keur_check_run(on, "power", NULL);
    const double detectable = keur_check_value(stated, "detectable-auc");
    int before = 0, at_stated, low, high;

    (void)state;
    for (size_t s = 0; s < sizeof shares / sizeof *shares; s++) {
        const int n = count_found(shares[s], ROWS, DRAWS, 303 + s);

        print_message("%g%% of members copied: found %d of %d\n", 100 * shares[s], n, DRAWS);
        assert_true(n >= before - 12); /* three standard errors of a difference near 5% */
        before = n;
    }
    at_stated = count_found(2 * (detectable - 0.5), ROWS, DRAWS, 310);
    keur_check_band(DRAWS, 0.8, &low, &high);
    print_message("detectable auc %g, that is %g%% copied: found %d of %d, 80%% has the band %d to "
                  "%d\n",
                  detectable, 200 * (detectable - 0.5), at_stated, DRAWS, low, high);
    assert_true(at_stated >= low);
    keur_result_free(stated);
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_nothing_to_find),
                                       cmocka_unit_test(test_audit_without_a_leak),
                                       cmocka_unit_test(test_copies)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
