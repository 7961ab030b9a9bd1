/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often the intervals of differences hold 0 where the synthetic table is a fresh sample of the
 * population that train is of: effects of a treatment, and gaps between groups. */
#include "learn/boosted_trees.h"
#include "support/check.h"
#include "support/grouped_people.h"
#include "support/treated.h"

enum { TURNS = 1000 };

static const char treated_roles[] =
    "{\"keur_schema\": 1, \"columns\": [{\"name\": \"a\", \"roles\": [\"treatment\"]}, "
    "{\"name\": \"y\", \"roles\": [\"outcome\"]}, {\"name\": \"t\", \"roles\": [\"time\"]}]}";
static const char group_roles[] =
    "{\"keur_schema\": 1, \"columns\": [{\"name\": \"g\", \"roles\": [\"protected\"]}, "
    "{\"name\": \"y\", \"roles\": [\"outcome\"]}]}";

static void effects(void **state)
{
    (void)state;
    for (size_t n = 150; n <= 300; n *= 2) {
        int covered[KEUR_TREATED_KINDS] = {0};

        for (uint64_t turn = 0; turn < TURNS; turn++)
            keur_treated_cover(1000 + turn, n, treated_roles, covered);
        for (int kind = 0; kind < KEUR_TREATED_KINDS; kind++) {
            print_message("%zu rows: %s%s %d of %d\n", n, keur_treated_names[kind],
                          kind < 3 ? "" : " (levels)", covered[kind], TURNS);
            /* 0.1% by chance below; intervals may be too wide by a little. */
            assert_in_range(covered[kind], 926, 985);
        }
    }
}

static void groups(void **state)
{
    int covered[KEUR_PEOPLE_KINDS] = {0}, asked[KEUR_PEOPLE_KINDS] = {0};

    (void)state;
    for (uint64_t turn = 0; turn < TURNS; turn++)
        keur_grouped_people_cover(1000 + turn, 450, keur_boosted_available(), group_roles, covered,
                                  asked);
    for (int kind = 0; kind < KEUR_PEOPLE_KINDS; kind++) {
        print_message("%s %d of %d\n", keur_people_names[kind], covered[kind], asked[kind]);
        /* What models call depends on the rows that taught them, of which the interval knows
         * nothing: no share is promised there. */
        if (kind < KEUR_PEOPLE_GAPS && asked[kind] > 0)
            assert_true(covered[kind] >= .926 * asked[kind]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(effects), cmocka_unit_test(groups)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
