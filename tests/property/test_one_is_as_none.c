/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which figures there are does not tell one person with a rare value from none, where the released
 * table lacks that value. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "support/measuring.h"

enum { TRAIN_ROWS = 900, OTHER_ROWS = 700 };

/* The first `rare` rows have, in column `at`, a level that no other has; or nothing there. */
static char *table_of(size_t n, size_t rare, size_t at, bool is_missing, uint64_t seed)
{
    static const char *const levels[3][2] = {{"m", "f"}, {"yes", "no"}, {"p", "q"}};
    keur_text made = {NULL, 0, 0};

    assert_ok(keur_text_add(&made, "sex,out,key\n", &err));
    for (size_t i = 0; i < n; i++) {
        keur_random random = keur_random_start(seed, "one-is-as-none", i);

        for (size_t j = 0; j < 3; j++) {
            const char *here = levels[j][keur_random_below(&random, 2)];

            if (i < rare && j == at)
                here = is_missing ? "" : "rare";
            assert_ok(keur_text_format(&made, &err, "%s%s", here, j == 2 ? "\n" : ","));
        }
    }
    return made.bytes;
}

static keur_result *run(const char *measure, const char *arguments, size_t rare, size_t at,
                        bool is_missing)
{
    char *train = table_of(TRAIN_ROWS, rare, at, is_missing, 1);
    char *holdout = table_of(OTHER_ROWS, 0, at, is_missing, 2);
    char *synthetic = table_of(OTHER_ROWS, 0, at, is_missing, 3);
    const keur_given given = {
        .seed = 1,
        .threads = 1,
        .train = train,
        .holdout = holdout,
        .synthetic = synthetic,
        .schema = "{\"columns\": [{\"name\": \"sex\", \"type\": \"categorical\", \"roles\": "
                  "[\"protected\"]}, {\"name\": \"out\", \"type\": \"categorical\", \"roles\": "
                  "[\"outcome\", \"secret\"]}, {\"name\": \"key\", \"type\": \"categorical\", "
                  "\"roles\": [\"key\"]}]}"};
    keur_result *made = keur_check_run_given(&given, measure, arguments);

    free(train);
    free(holdout);
    free(synthetic);
    return made;
}

/* Tenths of vulnerability are of ranks: where rows are tied, how many there are hangs on one. */
static bool is_left_aside(const keur_figure *of)
{
    return of->n_labels > 0 && strcmp(of->labels[0].value, "vulnerability") == 0;
}

/* Names and labels of all figures, and which have none but a reason. */
static char *list(const keur_result *from)
{
    keur_text made = {NULL, 0, 0};

    for (size_t i = 0; i < keur_result_figures(from); i++) {
        const keur_figure *of = keur_result_figure(from, i);

        if (is_left_aside(of))
            continue;
        assert_ok(keur_text_format(&made, &err, "%s %d", of->name, of->reason != NULL));
        for (size_t j = 0; j < of->n_labels; j++)
            assert_ok(keur_text_format(&made, &err, " %s", of->labels[j].value));
        assert_ok(keur_text_add(&made, "\n", &err));
    }
    return made.bytes;
}

static bool are_alike(const keur_result *a, const keur_result *b)
{
    char *x = list(a), *y = list(b);
    const bool is_same = strcmp(x, y) == 0;

    free(x);
    free(y);
    return is_same;
}

static void as_many_figures(void **state)
{
    static const struct {
        const char *measure, *arguments;
        size_t at; /* column of the rare value */
    } cases[] = {{"fairness", NULL, 0},
                 {"fairness", NULL, 1},
                 {"train-synthetic-test-real", NULL, 1},
                 {"regression", NULL, 1},
                 {"attribute-keys", "shuffles=0", 1},
                 {"membership-distance", "by-group=yes", 0}};

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        keur_result *none = run(cases[k].measure, cases[k].arguments, 0, cases[k].at, false);

        for (size_t rare = 1; rare <= 10; rare += rare == 1 ? 8 : 1) {
            for (int is_missing = 0; is_missing < 2; is_missing++) {
                keur_result *some =
                    run(cases[k].measure, cases[k].arguments, rare, cases[k].at, is_missing == 1);

                if (rare < 10 && !are_alike(none, some))
                    fail_msg("%s %zu", cases[k].measure, rare);
                /* Ten may show, and a level of them does. */
                if (rare == 10 && !is_missing && k < 2)
                    assert_false(are_alike(none, some));
                keur_result_free(some);
            }
        }
        keur_result_free(none);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_many_figures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
