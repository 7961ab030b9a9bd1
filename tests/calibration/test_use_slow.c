/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the synthetic table is a fresh sample of the population, the interval of the difference of
 * its models and those of train holds 0 as often as it promises. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn/boosted_trees.h"
#include "support/check.h"
#include "support/outcome_world.h"

static void count(keur_outcome_world kind, uint64_t turn, size_t n, size_t n_holdout,
                  const char *name, size_t held[2])
{
    char *train = keur_outcome_table(kind, 3 * turn, n, false);
    char *synthetic = keur_outcome_table(kind, 3 * turn + 1, n, false);
    char *holdout = keur_outcome_table(kind, 3 * turn + 2, n_holdout, false);
    keur_case *on = keur_check_measurable(&(keur_given){.train = train,
                                                        .synthetic = synthetic,
                                                        .holdout = holdout,
                                                        .schema = keur_outcome_schema,
                                                        .threads = 1});
    keur_result *found = keur_check_run(on, "train-synthetic-test-real", NULL);
    size_t model = 0;

    for (size_t i = 0; i < keur_result_figures(found); i++) {
        const keur_figure *figure = keur_result_figure(found, i);

        if (strcmp(figure->name, name) == 0)
            held[model++] += figure->low <= 0 && 0 <= figure->high;
    }
    keur_result_free(found);
    keur_case_free(on);
    free(train);
    free(synthetic);
    free(holdout);
}

/* The share that holds 0 lies in the band around 95 and above: intervals are rather too wide, since
 * what models of halves differ stands for more than what whole tables do. */
static void run(keur_outcome_world kind, const char *name, size_t n_holdout, size_t turns)
{
    size_t held[2] = {0, 0};

    for (size_t turn = 0; turn < turns; turn++)
        count(kind, turn, 400, n_holdout, name, held);
    printf("%s, holdout %zu: trees %zu, main effects %zu of %zu\n", name, n_holdout, held[0],
           held[1], turns);
    for (size_t model = 0; model < 2; model++)
        assert_true((double)held[model] >=
                    (double)turns * .95 - 3.3 * sqrt((double)turns * .95 * .05));
}

static void fresh_samples(void **state)
{
    (void)state;
    if (!keur_boosted_available())
        skip();
    run(KEUR_WORLD_TWO, "auc-difference", 400, 1000);
    run(KEUR_WORLD_TWO, "auc-difference", 4000, 1000);
    run(KEUR_WORLD_NUMBER, "r2-difference", 400, 300);
    run(KEUR_WORLD_THREE, "accuracy-difference", 400, 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fresh_samples)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
