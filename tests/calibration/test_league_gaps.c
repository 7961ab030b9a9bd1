/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Differences between tables on the same records. Two tables drawn from one law differ by nothing
 * but chance, so an interval of 95% must hold 0 about so often, however alike they look for having
 * been judged by the same rows; and one that is worse by design must be found worse.
 */
#include "support/check.h"

#include <math.h>
#include <string.h>

#include "assess/league.h"
#include "base/random.h"
#include "base/text.h"
#include "support/tables.h"

enum { ROWS = 240, ROUNDS = 40, COLUMNS = 6 };

/* Columns follow a hidden class; with `noise` a cell is anything. */
static keur_table *draw_rows(uint64_t seed, uint64_t which, double noise, size_t n)
{
    keur_random random = keur_random_start(seed, "league-gaps", which);
    keur_text text = {NULL, 0, 0};
    keur_table *made;

    assert_ok(keur_text_add(&text, "a,b,c,d,e,f\n", &err));
    for (size_t i = 0; i < n; i++) {
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

static keur_table *draw_table(uint64_t seed, uint64_t which, double noise)
{
    return draw_rows(seed, which, noise, ROWS);
}

static void add_draw(keur_league *to, const char *name, size_t draw, const keur_table *train,
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
    keur_scored scored = {.name = name, .draw = draw};

    assert_ok(keur_schema_infer(seen, 3, NULL, false, &schema, &err));
    assert_ok(keur_case_new(tables, schema, &with, &on, &err));
    assert_ok(keur_score(on, schema, &options, &full, &err));
    assert_ok(keur_scorecard_export(full, &scored.exported, &err));
    assert_ok(keur_draw_records_find(on, &scored.records, &err));
    assert_ok(keur_league_add(to, &scored, &err));
    keur_scorecard_free(full);
    keur_case_free(on);
    keur_schema_free(schema);
}

static void add_table(keur_league *to, const char *name, const keur_table *train,
                      const keur_table *holdout, const keur_table *synthetic)
{
    add_draw(to, name, 0, train, holdout, synthetic);
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

/* The mean difference of two draws from one, from the intervals that are exported of each. */
static void check_apart(const keur_league *of, const keur_gap *gap)
{
    const keur_standing *b = &of->draws[2].at[gap->axis];
    double value = 0, below = 0, above = 0, spread, drawn;

    for (size_t i = 0; i < 2; i++) {
        const keur_standing *a = &of->draws[i].at[gap->axis];

        value += (a->value - b->value) / 2;
        below += sqrt(pow(a->value - a->low, 2) + pow(b->high - b->value, 2)) / 2;
        above += sqrt(pow(a->high - a->value, 2) + pow(b->value - b->low, 2)) / 2;
    }
    /* Student's quantile of one degree at 97.5% is 12.7062: the tangent of 0.475 pi. */
    spread = fabs(of->draws[0].at[gap->axis].value - of->draws[1].at[gap->axis].value) / sqrt(2);
    drawn = 12.7062 * spread / sqrt(2);
    assert_near(gap->value, value, 0.001);
    assert_near(gap->low, value - sqrt(below * below + drawn * drawn), 0.0015);
    assert_near(gap->high, value + sqrt(above * above + drawn * drawn), 0.0015);
}

/* Three tables of one law; where `is_mixed` the second draw is judged with fewer people. */
static keur_league *league_of_draws(uint64_t seed, bool is_mixed, const keur_policy *policy)
{
    keur_table *tables[5];
    keur_league *league = NULL;

    for (uint64_t t = 0; t < 5; t++)
        tables[t] = draw_rows(seed, t, 0.1, is_mixed && t == 4 ? ROWS - 40 : ROWS);
    assert_ok(keur_league_new(policy, false, NULL, &league, &err));
    add_draw(league, "draws", 1, tables[0], tables[1], tables[2]);
    add_draw(league, "draws", 2, tables[0], tables[is_mixed ? 4 : 1], tables[2]);
    add_table(league, "one", tables[0], tables[1], tables[3]);
    assert_ok(keur_league_finish(league, &err));
    for (size_t t = 0; t < 5; t++)
        keur_table_free(tables[t]);
    return league;
}

static const keur_gap *find_gap(const keur_league *of, keur_axis axis)
{
    for (size_t i = 0; i < of->n_gaps; i++)
        if (of->gaps[i].axis == axis)
            return &of->gaps[i];
    fail();
    return NULL;
}

/* None of the pairs counts as on the same records where one does not, and the reason is said. The
 * chance of drawing must not hide how wide the rest is: a seed where draws agree. */
static void test_some_draws_share_no_people(void **state)
{
    keur_policy *policy = NULL;
    keur_league *league = NULL;
    const keur_gap *gap = NULL;

    (void)state;
    assert_ok(keur_policy_preset("controlled", &policy, &err));
    league = league_of_draws(1, false, policy);
    gap = find_gap(league, KEUR_AXIS_MEMBERSHIP);
    assert_true(gap->is_paired && gap->unpaired == NULL);
    keur_league_free(league);
    for (uint64_t seed = 1; seed <= 100; seed++) {
        league = league_of_draws(seed, true, policy);
        if (fabs(league->draws[0].at[KEUR_AXIS_MEMBERSHIP].value -
                 league->draws[1].at[KEUR_AXIS_MEMBERSHIP].value) < 0.0015)
            break;
        keur_league_free(league);
        league = NULL;
    }
    assert_non_null(league);
    gap = find_gap(league, KEUR_AXIS_MEMBERSHIP);
    assert_false(gap->is_paired);
    assert_non_null(strstr(gap->unpaired, "only some pairs"));
    check_apart(league, gap);
    keur_league_free(league);
    keur_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_chance_alone),
                                       cmocka_unit_test(test_worse_by_design),
                                       cmocka_unit_test(test_some_draws_share_no_people)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
