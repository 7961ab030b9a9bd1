/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the attacks on secrets and identities find beyond fresh rows, on tables that leak nothing:
 * the intervals of excesses and risks hold 0 as often as they say. Seeds are fixed, so a run is a
 * fact. Numbers: README.md here. */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "support/chance.h"
#include "support/leakless.h"
#include "support/measuring.h"

enum { DRAWS = 1000, ROWS = 300 };

typedef struct watched {
    const char *measure, *arguments, *figure, *label; /* the first label's value, or NULL */
    int n, n_holding, n_above;
} watched;

static void look(keur_case *on, watched *all, size_t n)
{
    keur_result *found = NULL;

    for (size_t i = 0; i < n; i++) {
        const keur_figure *figure;

        if (i == 0 || strcmp(all[i].measure, all[i - 1].measure) != 0) {
            keur_result_free(found);
            found = keur_check_run(on, all[i].measure, all[i].arguments);
        }
        figure = keur_check_figure(found, all[i].figure, all[i].label);
        if (isnan(figure->low))
            continue;
        all[i].n++;
        all[i].n_holding += figure->low <= 0 && 0 <= figure->high;
        all[i].n_above += figure->low > 0;
    }
    keur_result_free(found);
}

/* An interval of few successes is wider than it says, never narrower. */
static void tell(const watched *of)
{
    int low, high, above_high, unused;

    keur_check_band(of->n, 0.95, &low, &high);
    keur_check_band(of->n, 0.025, &unused, &above_high);
    print_message("%s %s: holds 0 in %d of %d, band %d to %d; above it %d, at most %d\n",
                  of->measure, of->figure, of->n_holding, of->n, low, high, of->n_above,
                  above_high);
    assert_true(of->n > DRAWS / 2);
    assert_true(of->n_holding >= low);
    assert_true(of->n_above <= above_high);
}

static void test_no_leak(void **state)
{
    watched all[] = {
        {.measure = "attribute-keys", .arguments = "keys=a,b;secret=d", .figure = "is-excess"},
        {.measure = "attribute-keys", .arguments = "keys=a,b;secret=d", .figure = "dis-excess"},
        {.measure = "attribute-keys", .arguments = "keys=a,b;secret=d", .figure = "disco-excess"},
        {.measure = "attribute-keys", .arguments = "keys=a,b;secret=d", .figure = "tcap-excess"},
        {.measure = "attribute-keys", .arguments = "keys=a,b;secret=d", .figure = "dcap-excess"},
        {.measure = "attribute-neighbour", .arguments = "secret=d", .figure = "success-excess"},
        {.measure = "attribute-neighbour", .arguments = "secret=d", .figure = "risk"},
        {.measure = "attribute-model", .arguments = "secret=c", .figure = "success-excess"},
        {.measure = "attribute-model", .arguments = "secret=c", .figure = "risk"},
        {.measure = "attribute-key", .arguments = "keys=a,b;secret=d", .figure = "success-excess"},
        {.measure = "attribute-key", .arguments = "keys=a,b;secret=d", .figure = "risk"},
        {.measure = "identity-keys", .arguments = "keys=a,b,c,d", .figure = "uio-excess"},
        {.measure = "identity-keys", .arguments = "keys=a,b,c,d", .figure = "uiois-excess"},
        {.measure = "identity-keys", .arguments = "keys=a,b,c,d", .figure = "rep-u-excess"},
        {.measure = "unique-exact-match", .figure = "unique-exact-match-excess"},
        {.measure = "singling-out", .figure = "risk"},
        {.measure = "linkability", .figure = "excess"},
        {.measure = "linkability", .figure = "risk"},
    };
    const size_t n = sizeof all / sizeof *all;

    (void)state;
    for (int draw = 0; draw < DRAWS; draw++) {
        keur_random random = keur_random_start(71, "disclosure", (uint64_t)draw);
        keur_case *on = keur_check_leakless(&random, ROWS, 0, (uint64_t)draw);

        look(on, all, n);
        keur_case_free(on);
    }
    for (size_t i = 0; i < n; i++)
        tell(&all[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_no_leak)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
