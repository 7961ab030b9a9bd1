/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Differences between tables on the same records. Two tables drawn from one law differ by nothing
 * but chance, so an interval of 95% must hold 0 about so often, however alike they look for having
 * been judged by the same rows; and one that is worse by design must be found worse.
 */
#include "support/check.h"

#include <math.h>

#include "assess/league.h"
#include "base/random.h"
#include "base/text.h"
#include "support/tables.h"

enum { ROWS = 240, ROUNDS = 40, COLUMNS = 6 };

/* Columns follow a hidden class; with `noise` a cell is anything. */
static keur_table *draw_table(uint64_t seed, uint64_t which, double noise)
{
    keur_random random = keur_random_start(seed, "league-gaps", which);
    keur_text text = {NULL, 0, 0};
    keur_table *made;

    assert_ok(keur_text_add(&text, "a,b,c,d,e,f\n", &err));
    for (size_t i = 0; i < ROWS; i++) {
        const int class = (int)keur_random_below(&random, 4);

        for (size_t j = 0; j < COLUMNS; j++) {
            const bool is_noise = (double)keur_random_below(&random, 1000) < 1000 * noise;
            const int code = is_noise ? (int)keur_random_below(&random, 6)
                                      : (class + (int)j + (int)keur_random_below(&random, 2)) % 6;

            assert_ok(
                keur_text_format(&text, &err, "%c%s", 'p' + code, j + 1 < COLUMNS ? "," : "\n"));
        }
    }
    made = keur_check_table("t.csv", text.bytes);
    keur_text_free(&text);
    return made;
}

static void add_table(keur_league *to, const char *name, const keur_table *train,
                      const keur_table *holdout, const keur_table *synthetic)
{
    static const char *const measures[] = {"fidelity-index", "membership-distance", NULL};
    const keur_score_options options = {.measures = measures};
    const keur_case_options with = {.seed = 1, .threads = 1, .needs_reference = true};
    const keur_table *tables[KEUR_N_TABLES] = {
        [KEUR_TRAIN] = train, [KEUR_HOLDOUT] = holdout, [KEUR_SYNTHETIC] = synthetic};
    const keur_table *seen[] = {train, holdout, synthetic};
    keur_schema *schema = NULL;
    keur_case *on = NULL;
    keur_scorecard *full = NULL;
    keur_scored scored = {.name = name};

    assert_ok(keur_schema_infer(seen, 3, NULL, false, &schema, &err));
    assert_ok(keur_case_new(tables, schema, &with, &on, &err));
    assert_ok(keur_score(on, schema, &options, &full, &err));
    assert_ok(keur_scorecard_export(full, &scored.exported, &err));
    scored.on = on;
    assert_ok(keur_league_add(to, &scored, &err));
    keur_scorecard_free(full);
    keur_case_free(on);
    keur_schema_free(schema);
}

typedef struct tally {
    int n[KEUR_N_AXES], beyond[KEUR_N_AXES], below[KEUR_N_AXES], paired[KEUR_N_AXES];
} tally;

/* One round: train, holdout, and two synthetic tables, the second with this much noise. */
static void play(uint64_t seed, double noise, const keur_policy *policy, tally *to)
{
    keur_table *tables[4];
    keur_league *league = NULL;

    for (uint64_t t = 0; t < 4; t++)
        tables[t] = draw_table(seed, t, t == 3 ? noise : 0.1);
    assert_ok(keur_league_new(policy, false, NULL, &league, &err));
    add_table(league, "first", tables[0], tables[1], tables[2]);
    add_table(league, "second", tables[0], tables[1], tables[3]);
    assert_ok(keur_league_finish(league, &err));
    for (size_t i = 0; i < league->n_gaps; i++) {
        const keur_gap *gap = &league->gaps[i];

        assert_true(gap->low <= gap->value && gap->value <= gap->high);
        to->n[gap->axis]++;
        to->paired[gap->axis] += gap->is_paired;
        to->beyond[gap->axis] += gap->low > 0 || gap->high < 0;
        to->below[gap->axis] += gap->low > 0;
    }
    keur_league_free(league);
    for (size_t t = 0; t < 4; t++)
        keur_table_free(tables[t]);
}

/* Of 40 rounds 2 intervals miss on average; more than 8 have a probability below 1e-3, and of 120
 * such rounds 4 (fidelity) and 7 (membership) missed. */
static void test_chance_alone(void **state)
{
    keur_policy *policy = NULL;
    tally found = {{0}, {0}, {0}, {0}};

    (void)state;
    assert_ok(keur_policy_preset("controlled", &policy, &err));
    for (uint64_t seed = 1; seed <= ROUNDS; seed++)
        play(seed, 0.1, policy, &found);
    for (keur_axis axis = KEUR_AXIS_FIDELITY; axis <= KEUR_AXIS_MEMBERSHIP; axis++) {
        assert_true(found.n[axis] > ROUNDS * 9 / 10);
        assert_int_equal(found.paired[axis], found.n[axis]);
        print_message("%s: %d of %d beyond chance\n", keur_axis_word(axis), found.beyond[axis],
                      found.n[axis]);
        assert_in_range(found.beyond[axis], 0, 8);
    }
    keur_policy_free(policy);
}

static void test_worse_by_design(void **state)
{
    keur_policy *policy = NULL;
    tally found = {{0}, {0}, {0}, {0}};

    (void)state;
    assert_ok(keur_policy_preset("controlled", &policy, &err));
    for (uint64_t seed = 1; seed <= 8; seed++)
        play(seed, 0.8, policy, &found);
    assert_int_equal(found.below[KEUR_AXIS_FIDELITY], found.n[KEUR_AXIS_FIDELITY]);
    assert_true(found.n[KEUR_AXIS_FIDELITY] >= 7);
    keur_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_chance_alone),
                                       cmocka_unit_test(test_worse_by_design)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
