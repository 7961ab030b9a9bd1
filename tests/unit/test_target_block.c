/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which targets are answered together. */
#include "support/check.h"

#include "attacks/attribute/target_block.h"
#include "support/measuring.h"

enum { N_COLUMNS = 40 };

/* A table of 40 columns, of which only the number matters. */
static keur_case *wide_case(void)
{
    char text[2048];
    size_t at = 0;

    for (size_t line = 0; line < 4; line++) {
        for (size_t j = 0; j < N_COLUMNS; j++)
            at += (size_t)snprintf(text + at, sizeof text - at, line == 0 ? "c%zu%c" : "v%zu%c",
                                   line == 0 ? j : (j + line) % 3, j + 1 < N_COLUMNS ? ',' : '\n');
    }
    return keur_check_measurable(&(keur_given){.train = text, .synthetic = text});
}

static keur_guess_target target_of(size_t secret, size_t *columns, size_t n)
{
    return (keur_guess_target){.secret = secret, .known = {.columns = columns, .n = n}};
}

/* All others are known: as many as are searched at once, then the rest. */
static void all_others_in_two_blocks(void **state)
{
    static size_t known[N_COLUMNS][N_COLUMNS];
    keur_guess_target targets[N_COLUMNS];
    keur_case *on = wide_case();
    keur_guessing of = {.on = on, .n_targets = N_COLUMNS, .targets = targets};
    keur_target_block block;

    (void)state;
    assert_int_equal(keur_case_columns(on), N_COLUMNS);
    for (size_t s = 0; s < N_COLUMNS; s++) {
        for (size_t j = 0, n = 0; j < N_COLUMNS; j++) {
            if (j != s)
                known[s][n++] = j;
        }
        targets[s] = target_of(s, known[s], N_COLUMNS - 1);
    }
    assert_ok(keur_target_block_make(&of, 0, &block, &err));
    assert_int_equal(block.n, KEUR_BLOCK_SEARCHES);
    assert_int_equal(block.n_left_out, KEUR_BLOCK_SEARCHES);
    for (size_t i = 0; i < block.n; i++)
        assert_int_equal(block.left_out[block.searches[i]], i);
    keur_target_block_free(&block);
    assert_ok(keur_target_block_make(&of, KEUR_BLOCK_SEARCHES, &block, &err));
    assert_int_equal(block.n, N_COLUMNS - KEUR_BLOCK_SEARCHES);
    assert_int_equal(block.left_out[block.searches[0]], KEUR_BLOCK_SEARCHES);
    keur_target_block_free(&block);
    keur_case_free(on);
}

/* Equal keys share a search; keys that differ in more than a column start a block of their own. */
static void few_keys(void **state)
{
    size_t ab[] = {0, 1}, ba[] = {1, 0}, ac[] = {0, 2}, cd[] = {2, 3}, abc[] = {0, 1, 2};
    keur_guess_target targets[] = {target_of(2, ab, 2), target_of(4, ba, 2), target_of(1, ac, 2),
                                   target_of(5, cd, 2), target_of(6, abc, 3)};
    keur_case *on = wide_case();
    keur_guessing of = {.on = on, .n_targets = 5, .targets = targets};
    keur_target_block block;

    (void)state;
    assert_ok(keur_target_block_make(&of, 0, &block, &err));
    assert_int_equal(block.n, 3);
    assert_int_equal(block.n_left_out, 2);
    assert_int_equal(block.left_out[block.searches[0]], 2);
    assert_int_equal(block.left_out[block.searches[1]], 2);
    assert_int_equal(block.left_out[block.searches[2]], 1);
    assert_true(block.is_in[0] && block.is_in[1] && block.is_in[2] && !block.is_in[3]);
    keur_target_block_free(&block);
    for (size_t first = 3; first < 5; first++) {
        assert_ok(keur_target_block_make(&of, first, &block, &err));
        assert_int_equal(block.n, 1);
        assert_int_equal(block.left_out[0], targets[first].secret);
        keur_target_block_free(&block);
    }
    keur_case_free(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_others_in_two_blocks),
        cmocka_unit_test(few_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
