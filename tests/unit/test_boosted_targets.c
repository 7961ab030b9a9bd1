/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Targets of several classes and of numbers; what a fit refuses; memory that runs out. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/learning.h"

static void classes_are_told_apart(void **state)
{
    keur_learning *of = keur_learning_noise(1, 2000);
    static double said[2000 * 5], chance[2000 * 5];
    keur_boosted *model;
    size_t n_right = 0;

    (void)state;
    /* 0, 2, 3: by the first column, 3 by the second; 1 and 4 never. */
    for (size_t i = 0; i < of->n; i++)
        of->labels[i] = of->second[i] < .3 ? 3 : (of->first[i] < .4 ? 0 : 2);
    of->target = (keur_target){KEUR_TARGET_CLASS, of->labels, NULL, 5};
    assert_ok(keur_boosted_fit(&of->on, &of->target, &of->options, &model, &err));
    assert_int_equal(keur_boosted_outputs(model), 5);
    assert_ok(keur_boosted_margins(model, &of->on, 2, said, &err));
    assert_ok(keur_boosted_probabilities(model, &of->on, 2, chance, &err));
    for (size_t i = 0; i < of->n; i++) {
        const double *p = chance + 5 * i, *m = said + 5 * i;
        double sum = 0;

        for (size_t c = 0; c < 5; c++)
            sum += p[c];
        assert_near(sum, 1, 1e-12);
        assert_true(p[1] == 0 && p[4] == 0 && m[1] == -INFINITY && m[4] == -INFINITY);
        assert_near(log(p[0] / p[2]), m[0] - m[2], 1e-9);
        n_right += p[(size_t)of->labels[i]] > .5;
    }
    assert_true(n_right >= of->n - 20); /* those in a bin that holds the border */
    keur_boosted_free(model);
    free(of);
}

/* A step of two columns is found, whatever its unit and origin. */
static void numbers_are_learnt_in_any_unit(void **state)
{
    keur_learning *of = keur_learning_noise(2, 2000);
    double plain[2000];
    size_t n_right = 0;

    (void)state;
    of->target.kind = KEUR_TARGET_NUMBER;
    for (size_t i = 0; i < of->n; i++)
        of->labels[i] = (of->first[i] < .5 ? 0 : 4) + (of->second[i] < .25 ? 0 : 1);
    keur_learning_fit(of);
    for (size_t i = 0; i < of->n; i++) {
        n_right += fabs(of->margins[i] - of->labels[i]) < .1;
        plain[i] = of->margins[i];
        of->labels[i] = 1e9 + 1e6 * of->labels[i];
    }
    assert_true(n_right >= of->n - 20); /* those in a bin that holds the border */
    keur_learning_fit(of);
    for (size_t i = 0; i < of->n; i++)
        assert_near((of->margins[i] - 1e9) / 1e6, plain[i], 1e-4);
    free(of);
}

#define refuses(status, part)                                                                      \
    do {                                                                                           \
        keur_boosted *model_;                                                                      \
        assert_fails(keur_boosted_fit(&of->on, &of->target, &of->options, &model_, &err), status,  \
                     part);                                                                        \
        assert_null(model_);                                                                       \
    } while (0)

static void bad_targets_are_refused(void **state)
{
    keur_learning *of = keur_learning_noise(3, 100);

    (void)state;
    of->on.n_rows = 0;
    refuses(KEUR_EDATA, "no rows");
    of->on.n_rows = 1;
    refuses(KEUR_EDATA, "one value only");
    of->on.n_rows = 100;
    of->target.weights = of->weights;
    for (size_t i = 0; i < 100; i++)
        of->weights[i] = of->labels[i]; /* those of label 0 are not there */
    refuses(KEUR_EDATA, "one value only");
    of->weights[3] = -1;
    refuses(KEUR_EINVAL, "weight");
    of->weights[3] = NAN;
    refuses(KEUR_EINVAL, "weight");
    of->target.weights = NULL;
    for (size_t k = 0; k < 3; k++) {
        const double wrong[] = {2, NAN, .5};

        of->labels[5] = wrong[k];
        refuses(KEUR_EINVAL, "target");
    }
    of->target.kind = KEUR_TARGET_NUMBER;
    of->labels[5] = INFINITY;
    refuses(KEUR_EINVAL, "target");
    of->labels[5] = of->labels[6] = 1.7e308; /* their sum is beyond what doubles hold */
    refuses(KEUR_EINVAL, "too large");
    of->target.kind = KEUR_TARGET_CLASS;
    refuses(KEUR_EINVAL, "classes");
    free(of);
}

static void bad_options_and_features_are_refused(void **state)
{
    keur_learning *of = keur_learning_noise(4, 100);
    const keur_boosted_options usual = of->options;
    const keur_boosted_options wrong[] = {{0, .1, 4, 50},  {200000, .1, 4, 50}, {9, 0, 4, 50},
                                          {9, 1.1, 4, 50}, {9, NAN, 4, 50},     {9, .1, 0, 50},
                                          {9, .1, 13, 50}, {9, .1, 4, 0}};
    keur_boosted *model;

    (void)state;
    for (size_t w = 0; w < sizeof wrong / sizeof *wrong; w++) {
        of->options = wrong[w];
        refuses(KEUR_EINVAL, "boosted trees");
    }
    of->options = usual;
    of->codes[7] = KEUR_LEARNING_LEVELS;
    refuses(KEUR_EINVAL, "feature 3 has a code outside");
    of->codes[7] = -2;
    refuses(KEUR_EINVAL, "feature 3 has a code outside");
    of->codes[7] = 0;
    of->columns[1].codes = of->codes;
    refuses(KEUR_EINVAL, "feature 2 has to have either");
    of->columns[1].codes = NULL;
    assert_ok(keur_boosted_fit(&of->on, &of->target, &of->options, &model, &err));
    of->on.n_columns = 2;
    assert_fails(keur_boosted_margins(model, &of->on, 1, of->margins, &err), KEUR_EINVAL,
                 "2 features, the model was fitted on 3");
    of->on.n_columns = 3;
    of->columns[2].n_ordered = 1;
    assert_fails(keur_boosted_margins(model, &of->on, 1, of->margins, &err), KEUR_EINVAL,
                 "feature 3 is not of the kind");
    of->columns[2] = of->columns[0];
    assert_fails(keur_boosted_margins(model, &of->on, 1, of->margins, &err), KEUR_EINVAL,
                 "feature 3 is not of the kind");
    keur_boosted_free(model);
    keur_boosted_free(NULL);
    free(of);
}

static void numbers_have_no_probability(void **state)
{
    keur_learning *of = keur_learning_noise(5, 200);
    keur_boosted *model;

    (void)state;
    of->target.kind = KEUR_TARGET_NUMBER;
    assert_ok(keur_boosted_fit(&of->on, &of->target, &of->options, &model, &err));
    assert_fails(keur_boosted_probabilities(model, &of->on, 1, of->margins, &err), KEUR_EINVAL,
                 "no probabilities");
    keur_boosted_free(model);
    free(of);
}

/* The address sanitizer needs terabytes of address space for its shadow. */
#if defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#define IS_SANITIZED __has_feature(address_sanitizer)
#else
#define IS_SANITIZED 0
#endif

#if !IS_SANITIZED
enum { BLOCKS = 1 << 16, BLOCK = 1 << 14, SCRAPS = 1 << 20 };

/* Takes all memory there is and gives n blocks of it back. */
static void leave_memory(size_t n)
{
    static void *blocks[BLOCKS], *scraps[SCRAPS];
    const struct rlimit none = {0, 0};
    size_t n_blocks = 0, n_scraps = 0;

    (void)setrlimit(RLIMIT_AS, &none);
    (void)setrlimit(RLIMIT_DATA, &none);
    while (n_blocks < BLOCKS && (blocks[n_blocks] = malloc(BLOCK)) != NULL)
        n_blocks++;
    for (size_t size = BLOCK / 2; size >= 16; size /= 2) {
        while (n_scraps < SCRAPS && (scraps[n_scraps] = malloc(size)) != NULL)
            n_scraps++;
    }
    while (n-- > 0 && n_blocks > 0)
        free(blocks[--n_blocks]);
}

/* In a child with ever more memory: an answer or an honest "not enough", never an end by signal. */
static void memory_that_runs_out_is_told(void **state)
{
    keur_learning *of = keur_learning_noise(6, 4000);
    size_t n_failed = 0, n_done = 0;

    (void)state;
    of->options.rounds = 3;
    keur_learning_fit(of); /* the heap is large enough by now */
    for (size_t n = 0; n < 400; n += n < 100 ? 3 : 25) {
        const pid_t child = fork();
        int ended;

        assert_true(child >= 0);
        if (child == 0) {
            keur_boosted *model;

            leave_memory(n);
            _exit((int)keur_boosted_fit(&of->on, &of->target, &of->options, &model, NULL));
        }
        assert_int_equal(waitpid(child, &ended, 0), child);
        assert_true(WIFEXITED(ended));
        assert_true(WEXITSTATUS(ended) == KEUR_OK || WEXITSTATUS(ended) == KEUR_ENOMEM);
        n_failed += WEXITSTATUS(ended) == KEUR_ENOMEM;
        n_done += WEXITSTATUS(ended) == KEUR_OK;
    }
    free(of);
    assert_true(n_failed > 0);
    assert_true(n_done > 0);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_are_told_apart),
        cmocka_unit_test(numbers_are_learnt_in_any_unit),
        cmocka_unit_test(bad_targets_are_refused),
        cmocka_unit_test(bad_options_and_features_are_refused),
        cmocka_unit_test(numbers_have_no_probability),
#if !IS_SANITIZED
        cmocka_unit_test(memory_that_runs_out_is_told),
#endif
    };

    if (!keur_boosted_available()) {
        (void)printf("skipped: %s\n", keur_boosted_reason());
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
