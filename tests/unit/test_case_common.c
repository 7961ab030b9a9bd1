/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases share what depends on the real rows alone, and only where those rows mean the same. */
#include "support/check.h"

#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/try.h"
#include "case/common.h"
#include "case/content.h"
#include "case/remembered.h"
#include "support/measuring.h"

#define TRAIN   "a,b\n1,x\n2,y\n3,x\n4,y\n6,x\n"
#define HOLDOUT "a,b\n5,x\n7,y\n8,x\n9,y\n"

static int n_freed;

static void count_free(void *what)
{
    (void)what;
    n_freed++;
}

static keur_case *join(const keur_given *given, keur_common *common)
{
    keur_case *on = keur_check_measurable(given);

    assert_ok(keur_case_join(on, common, &err));
    return on;
}

/* The second synthetic table has numbers and levels of its own, so all codes move. */
static void test_shared_whatever_is_synthetic(void **state)
{
    const keur_given one = {.train = TRAIN, .holdout = HOLDOUT, .synthetic = "a,b\n1,x\n2,x\n"};
    const keur_given two = {
        .train = TRAIN, .holdout = HOLDOUT, .synthetic = "a,b\n0.5,aa\n2.5,w\n3,z\n"};
    const keur_ask real = {.from = KEUR_TRAIN, .to = KEUR_HOLDOUT, .k = 2};
    const keur_ask other = {.from = KEUR_TRAIN, .to = KEUR_SYNTHETIC, .k = 2};
    const keur_neighbours *of_a, *of_b, *of_c;
    keur_common *common = NULL;
    keur_case *a, *b, *alone;
    int thing = 0;

    (void)state;
    n_freed = 0;
    assert_ok(keur_common_new(&common, &err));
    a = join(&one, common);
    b = join(&two, common);
    alone = keur_check_measurable(&two);
    assert_ok(keur_case_keep_of_real(a, "thing", &thing, count_free, &err));
    assert_ptr_equal(keur_case_kept_of_real(b, "thing"), &thing);
    assert_null(keur_case_kept_of_real(alone, "thing"));
    assert_ok(keur_case_neighbours(a, &real, &of_a, &err));
    assert_ok(keur_case_neighbours(b, &real, &of_b, &err));
    assert_ok(keur_case_neighbours(alone, &real, &of_c, &err));
    assert_ptr_equal(of_a, of_b);
    assert_ptr_not_equal(of_b, of_c);
    assert_memory_equal(of_a->distances, of_c->distances, 5 * 2 * sizeof(double));
    assert_memory_equal(of_a->rows, of_c->rows, 5 * 2 * sizeof(uint32_t));
    assert_ok(keur_case_neighbours(a, &other, &of_a, &err));
    assert_ok(keur_case_neighbours(b, &other, &of_b, &err));
    assert_ptr_not_equal(of_a, of_b);
    keur_case_free(a);
    assert_int_equal(n_freed, 0);
    keur_case_free(b);
    keur_case_free(alone);
    keur_common_free(common);
    assert_int_equal(n_freed, 1);
}

/* Other rows, another order of rows, another meaning of the same texts, a number so far out that
 * it changes how a column is scaled, persons: such a case keeps to itself. */
static void test_not_shared(void **state)
{
    static const keur_given first = {
        .train = TRAIN, .holdout = HOLDOUT, .synthetic = "a,b\n1,x\n2,x\n"};
    static const keur_given others[] = {
        {.train = "a,b\n1,x\n2,y\n3,x\n4,y\n7,x\n",
         .holdout = HOLDOUT,
         .synthetic = "a,b\n1,x\n2,x\n"},
        {.train = "a,b\n2,y\n1,x\n3,x\n4,y\n6,x\n",
         .holdout = HOLDOUT,
         .synthetic = "a,b\n1,x\n2,x\n"},
        {.train = TRAIN, .holdout = "a,b\n5,x\n7,y\n8,x\n9,x\n", .synthetic = "a,b\n1,x\n2,x\n"},
        {.train = TRAIN, .holdout = HOLDOUT, .synthetic = "a,b\n1e140,x\n2,x\n"},
        {.train = TRAIN,
         .holdout = HOLDOUT,
         .synthetic = "a,b\n1,x\n2,x\n",
         .schema = "{\"columns\": [{\"name\": \"a\", \"type\": \"categorical\"}]}"},
        {.train = TRAIN,
         .holdout = HOLDOUT,
         .synthetic = "a,b\n1,x\n2,x\n",
         .schema = "{\"columns\": [{\"name\": \"b\", \"missing\": [\"y\"]}]}"}};
    int thing = 0;

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        keur_common *common = NULL;
        keur_case *a, *b;

        assert_ok(keur_common_new(&common, &err));
        a = join(&first, common);
        b = join(&others[i], common);
        assert_ok(keur_case_keep_of_real(a, "thing", &thing, count_free, &err));
        assert_non_null(keur_case_kept_of_real(a, "thing"));
        if (keur_case_kept_of_real(b, "thing") != NULL)
            fail_msg("case %zu shares what is not its own", i);
        assert_ok(keur_case_keep_of_real(b, "thing", &thing, count_free, &err));
        keur_case_free(a);
        keur_case_free(b);
        keur_common_free(common);
    }
}

/* Cases that run beside each other on threads of their own. */
enum { BESIDE = 12, NUMBERS = 40 };

typedef struct beside {
    keur_case *cases[BESIDE];
    const keur_neighbours *alone;
} beside;

static keur_status find_numbers(keur_case *on, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < NUMBERS; i++) {
        const double made[] = {(double)i, 1};
        keur_content as = keur_content_of("numbers");
        const double *known;

        keur_content_add_word(&as, i);
        known = keur_case_recall(on, &as, 2);
        if (known != NULL && known[0] != (double)i)
            return keur_fail(err, KEUR_EINTERNAL, "numbers of another content");
        KEUR_TRY(keur_case_recall_later(on, &as, made, 2, err));
    }
out:
    return status;
}

static keur_status find_beside(void *context, size_t item, keur_error *err)
{
    const keur_ask ask = {.from = KEUR_TRAIN, .to = KEUR_HOLDOUT, .k = 2};
    const beside *of = context;
    keur_case *on = of->cases[item];
    const keur_neighbours *found;
    int *kept;
    keur_status status = KEUR_OK;

    KEUR_TRY(find_numbers(on, err));
    KEUR_TRY(keur_case_neighbours(on, &ask, &found, err));
    if (memcmp(found->distances, of->alone->distances, 5 * 2 * sizeof(double)) != 0)
        return keur_fail(err, KEUR_EINTERNAL, "other neighbours");
    if (keur_case_kept_of_real(on, "thing") == NULL) {
        KEUR_TRY(KEUR_NEW(kept, 1, err));
        KEUR_TRY(keur_case_keep_of_real(on, "thing", kept, keur_release, err));
    }
    if (keur_case_kept_of_real(on, "thing") == NULL)
        return keur_fail(err, KEUR_EINTERNAL, "lost");
out:
    return status;
}

static void test_shared_by_threads(void **state)
{
    static const keur_given given = {
        .train = TRAIN, .holdout = HOLDOUT, .synthetic = "a,b\n0.5,aa\n2.5,w\n3,z\n"};
    const keur_ask ask = {.from = KEUR_TRAIN, .to = KEUR_HOLDOUT, .k = 2};
    keur_case *alone = keur_check_measurable(&given);
    keur_common *common = NULL;
    beside of = {.alone = NULL};

    (void)state;
    assert_ok(keur_case_neighbours(alone, &ask, &of.alone, &err));
    assert_ok(keur_common_new(&common, &err));
    for (size_t i = 0; i < BESIDE; i++)
        of.cases[i] = join(&given, common);
    assert_ok(keur_parallel_beside(BESIDE, 4, find_beside, &of, &err));
    for (size_t i = 0; i < BESIDE; i++)
        keur_case_free(of.cases[i]);
    keur_case_free(alone);
    keur_common_free(common);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shared_whatever_is_synthetic),
                                       cmocka_unit_test(test_not_shared),
                                       cmocka_unit_test(test_shared_by_threads)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
