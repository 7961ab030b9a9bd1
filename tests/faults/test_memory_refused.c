/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every request for memory of a small run is refused in turn: alone, and with all that follow. The
 * run says so, releases what it had and leaves no file; or it does without, and gives the same
 * bytes. keur's own requests are refused and those of the libraries behind it.
 */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "faults/faults.h"
#include "faults/small_run.h"

static fault_result expected;

/* So many requests of a run are refused, evenly spread, whatever its length, so that the test
 * does not grow with the square of the program; all where the program is given a word. */
enum { TRIED = 60 };

static bool is_all;

/* Failures are counted, so that one run shows all of them. */
static size_t n_failures;

#define complain(...) (print_error(__VA_ARGS__), n_failures++)

static void same(const char *text, const char *other, const char *what, size_t k)
{
    if (strcmp(text, other) != 0)
        complain("request %zu refused: the %s is another\n", k, what);
}

/* A run whose request k is refused; false where there were fewer. */
static bool refuse_one(int threads, size_t k, bool for_good)
{
    const size_t live = fault_live();
    fault_result result;
    keur_error err = {KEUR_OK, ""};
    keur_status status;
    size_t n_refused;

    fault_arm(FAULT_MEMORY, k, for_good);
    status = fault_run(threads, &result, &err);
    fault_disarm();
    n_refused = fault_refused();
    if (status == KEUR_OK) {
        same(result.schema, expected.schema, "schema", k);
        same(result.json, expected.json, "scorecard", k);
        same(result.text, expected.text, "text", k);
        same(result.html, expected.html, "page", k);
        fault_result_free(&result);
    } else if (status != KEUR_ENOMEM || n_refused == 0 || strstr(err.text, "memory") == NULL ||
               strchr(err.text, '\n') != NULL) {
        complain("request %zu refused: %s (%s)\n", k, keur_status_text(status), err.text);
    }
    if (fault_live() != live)
        complain("request %zu refused: %zu blocks were not released\n", k, fault_live() - live);
    return n_refused > 0;
}

static size_t count_requests(int threads)
{
    fault_result result;

    fault_arm(FAULT_MEMORY, 0, false);
    assert_ok(fault_run(threads, &result, &err));
    fault_disarm();
    fault_result_free(&result);
    return fault_requests();
}

static void refuse_each(int threads, bool for_good, size_t tried)
{
    const size_t step = is_all ? 1 : count_requests(threads) / tried + 1;
    size_t k = 1;

    n_failures = 0;
    /* The first hundreds are the reading, where all kinds of library code run. */
    while (refuse_one(threads, k, for_good))
        k += k < 200 && step > 11 ? 11 : step;
    assert_int_equal(n_failures, 0);
    print_message("%d threads, %s: up to request %zu\n", threads, for_good ? "for good" : "once",
                  k);
}

static void test_once(void **state)
{
    (void)state;
    refuse_each(1, false, TRIED);
}

static void test_for_good(void **state)
{
    (void)state;
    refuse_each(1, true, TRIED - 7);
}

static void test_threads(void **state)
{
    (void)state;
    refuse_each(2, false, TRIED / 4);
}

static int set_up(void **state)
{
    (void)state;
    (void)fault_files_make();
    assert_ok(fault_run(1, &expected, &err));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fault_result_free(&expected);
    return fault_files_remove() ? 0 : 1;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_once),
        cmocka_unit_test(test_for_good),
        cmocka_unit_test(test_threads),
    };

    (void)argv;
    is_all = argc > 1;
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
