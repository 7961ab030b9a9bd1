/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the synthetic table is a fresh sample of the population, the interval of the difference of
 * its models and those of train holds 0 as often as it promises. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/chance.h"
#include "support/check.h"
#include "support/outcome_world.h"

static size_t turns = 1000;

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

static void run(keur_outcome_world kind, const char *name, size_t n, size_t n_holdout)
{
    size_t held[2] = {0, 0};

    for (size_t turn = 0; turn < turns; turn++)
        count(kind, turn, n, n_holdout, name, held);
    printf("%s, %zu rows, holdout %zu: trees %zu, main effects %zu of %zu\n", name, n, n_holdout,
           held[0], held[1], turns);
}

static void fresh_samples(void **state)
{
    (void)state;
    run(KEUR_WORLD_TWO, "auc-difference", 400, 400);
    run(KEUR_WORLD_TWO, "auc-difference", 400, 4000);
    run(KEUR_WORLD_NUMBER, "r2-difference", 400, 400);
    run(KEUR_WORLD_THREE, "accuracy-difference", 400, 400);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fresh_samples)};

    if (argc > 1)
        turns = (size_t)atoi(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
