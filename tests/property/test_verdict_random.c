/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "support/check.h"
#include "support/sample.h"

/* Laws that every verdict keeps, over random scorecards and policies. */

enum { N_CASES = 4000 };

static const char *const measures[] = {"m", "audit", "copies", "exchangeable"};
static const char *const figures[] = {"a",   "a-holdout",     "a-excess", "auc",
                                      "tpr", "x-lower-bound", "share"};

enum { N_FIGURES = sizeof figures / sizeof figures[0] };

static double random_count(keur_random *random, size_t n)
{
    return keur_random_below(random, 3) == 0 ? (double)keur_random_below(random, 15)
                                             : (double)keur_random_below(random, n / 4 + 1);
}

/* A statistic around `centre`, sometimes without an interval or a value. */
static keur_figure random_statistic(keur_random *random, const char *name, double centre)
{
    const double value = centre + 0.1 * (keur_random_uniform(random) - 0.5);
    const double below = 0.08 * keur_random_uniform(random) * keur_random_uniform(random);
    const double above = 0.08 * keur_random_uniform(random) * keur_random_uniform(random);
    const uint64_t kind = keur_random_below(random, 12);
    keur_figure made = keur_sample_statistic(name, value, value - below, value + above,
                                             (size_t)keur_random_below(random, 3000), "auc");

    made.level = keur_random_below(random, 2) == 0 ? 0.95 : 0.9;
    if (kind == 0) {
        made.low = made.high = NAN;
        made.no_interval = "none";
    } else if (kind == 1) {
        made.value = made.low = made.high = NAN;
        made.reason = "not estimable";
    }
    return made;
}

static void drop_interval(keur_figure *figure)
{
    if (isnan(figure->value))
        return;
    figure->low = figure->high = NAN;
    figure->no_interval = "none";
}

static void add_rates(keur_random *random, keur_scorecard *to, size_t measure)
{
    const char *unit = keur_random_below(random, 2) == 0 ? "percent" : "share";
    const size_t train = to->inputs[0].rows, holdout = to->inputs[1].rows;
    keur_figure a = keur_sample_rate("a", random_count(random, train), (double)train, unit);
    keur_figure b =
        keur_sample_rate("a-holdout", random_count(random, holdout), (double)holdout, unit);
    keur_figure c = keur_sample_difference("a-excess", &a, &b);

    if (keur_random_below(random, 4) == 0) {
        drop_interval(&a);
        drop_interval(&b);
        drop_interval(&c);
    }
    if (keur_random_below(random, 4) == 0) {
        a.kind = KEUR_KIND_COUNT;
        a.value = a.numerator;
        a.unit = "rows";
        drop_interval(&a);
    }
    (void)keur_sample_figure(to, measure, &a);
    (void)keur_sample_figure(to, measure, &b);
    (void)keur_sample_figure(to, measure, &c);
}

static keur_scorecard *random_card(uint64_t seed)
{
    keur_random random = keur_random_start(seed, "card", 0);
    keur_scorecard *made = keur_sample_new("t", 12 + (size_t)keur_random_below(&random, 3000),
                                           12 + (size_t)keur_random_below(&random, 3000), 500, 6);

    made->roles_by_default = keur_random_below(&random, 2) == 0;
    for (size_t i = 0; i < 4; i++) {
        const keur_family family = i < 2 ? KEUR_FAMILY_MEMBERSHIP : KEUR_FAMILY_ATTRIBUTE;
        size_t measure;
        keur_figure figure;

        if (keur_random_below(&random, 5) == 0)
            continue;
        measure = keur_sample_measure(made, measures[i], "M", "?", family);
        add_rates(&random, made, measure);
        figure = random_statistic(&random, "auc", i == 3 ? 0.48 : 0.52);
        (void)keur_sample_figure(made, measure, &figure);
        figure = random_statistic(&random, "tpr", 0.05);
        (void)keur_sample_figure(made, measure, &figure);
        figure = random_statistic(&random, "share", keur_random_uniform(&random) / 10);
        figure.unit = "share";
        (void)keur_sample_figure(made, measure, &figure);
        figure = random_statistic(&random, "x-lower-bound", 0.1);
        figure.kind = KEUR_KIND_LOWER_BOUND;
        figure.low = figure.high = NAN;
        figure.no_interval = isnan(figure.value) ? NULL : "a bound itself";
        (void)keur_sample_figure(made, measure, &figure);
    }
    return made;
}

/* With generous limits at times, since tight ones on eight figures are never all met. */
static double random_limit(keur_random *random, const char *figure, keur_side side)
{
    const bool is_auc = strcmp(figure, "auc") == 0;
    const double slack = 0.5 * keur_random_uniform(random) * keur_random_uniform(random);

    return (is_auc ? 0.5 : 0.02) + (side == KEUR_BELOW ? slack : -slack);
}

static keur_policy *random_policy(uint64_t seed)
{
    keur_random random = keur_random_start(seed, "policy", 0);
    keur_policy *made = NULL;
    size_t n;

    assert_ok(keur_policy_preset("public", &made, &err)); /* for its memory; all else is replaced */
    made->confidence = 0.8 + 0.19 * keur_random_uniform(&random);
    made->epsilon = keur_random_below(&random, 2) == 0 ? NAN : keur_random_uniform(&random);
    made->n_required = (size_t)keur_random_below(&random, 2);
    made->required[0] = measures[keur_random_below(&random, 4)];
    n = 1 + (size_t)keur_random_below(&random, 4);
    assert_true(n <= made->n_limits);
    made->n_limits = n;
    for (size_t i = 0; i < n; i++) {
        keur_limit *limit = &made->limits[i];
        const uint64_t kind = keur_random_below(&random, 4);

        *limit = (keur_limit){.measure = measures[keur_random_below(&random, 3)],
                              .figure = figures[keur_random_below(&random, N_FIGURES)],
                              .provenance = "x",
                              .confidence = 0.8 + 0.19 * keur_random_uniform(&random)};
        limit->substitute = keur_random_below(&random, 3) == 0 ? "m" : NULL;
        limit->kind = kind < 2 ? KEUR_LIMIT_GATE : (keur_limit_kind)(kind - 1);
        limit->side = keur_random_below(&random, 4) == 0 ? KEUR_ABOVE : KEUR_BELOW;
        limit->limit = random_limit(&random, limit->figure, limit->side);
        limit->for_declared_secrets = keur_random_below(&random, 4) == 0;
    }
    return made;
}

static keur_decision judge(keur_scorecard *card, const keur_policy *policy)
{
    assert_ok(keur_scorecard_judge(card, policy, &err));
    return card->verdict->decision;
}

/* Through the filter, JSON and back. */
static keur_scorecard *leave(const keur_scorecard *card)
{
    keur_scorecard *exported = NULL, *read = NULL;
    char *json = NULL;

    assert_ok(keur_scorecard_export(card, &exported, &err));
    assert_ok(keur_scorecard_json(exported, &json, &err));
    assert_ok(keur_scorecard_parse(json, strlen(json), "s.json", &read, &err));
    free(json);
    keur_scorecard_free(exported);
    return read;
}

static void tighten(keur_random *random, keur_policy *policy)
{
    keur_limit *limit = &policy->limits[keur_random_below(random, policy->n_limits)];
    const double step = 0.2 * keur_random_uniform(random) * keur_random_uniform(random);

    limit->limit += limit->side == KEUR_BELOW ? -step : step;
    if (keur_random_below(random, 4) == 0)
        limit->confidence += (0.999 - limit->confidence) * keur_random_uniform(random);
}

static void tighter_is_never_milder(void **state)
{
    size_t n_released = 0, n_stricter = 0;

    (void)state;
    for (uint64_t seed = 0; seed < N_CASES; seed++) {
        keur_scorecard *card = random_card(seed);
        keur_policy *policy = random_policy(seed);
        keur_random random = keur_random_start(seed, "tighten", 0);
        const keur_decision before = judge(card, policy);
        keur_decision after;

        tighten(&random, policy);
        after = judge(card, policy);
        if (after < before)
            fail_msg("seed %d: %d became %d", (int)seed, (int)before, (int)after);
        n_released += before == KEUR_RELEASE;
        n_stricter += after > before;
        keur_policy_free(policy);
        keur_scorecard_free(card);
    }
    assert_true(n_released > N_CASES / 20);
    assert_true(n_stricter > N_CASES / 50);
}

static bool is_forbidden_by_break_only(const keur_verdict *verdict)
{
    for (size_t i = 0; i < verdict->n_findings; i++)
        if (verdict->findings[i].kind == KEUR_LIMIT_BREAK_ONLY &&
            verdict->findings[i].outcome == KEUR_BROKEN)
            return true;
    return false;
}

/* Of any figure that speaks for a release: not the check of the holdout, nor limits that can only
 * forbid one. */
static void wider_never_passes(void **state)
{
    size_t n_released = 0, n_lost = 0;

    (void)state;
    for (uint64_t seed = 0; seed < N_CASES; seed++) {
        keur_scorecard *card = random_card(seed);
        keur_policy *policy = random_policy(seed);
        keur_random random = keur_random_start(seed, "widen", 0);
        const keur_decision before = judge(card, policy);
        const bool is_forbidden = is_forbidden_by_break_only(card->verdict);
        keur_decision after;

        for (size_t i = 0; i < card->n_figures; i++) {
            const char *measure = card->measures[card->figures[i].measure].name;
            const double wider = 0.2 * keur_random_uniform(&random);

            if (strcmp(measure, "exchangeable") == 0 || keur_random_below(&random, 2) == 0)
                continue;
            card->figures[i].figure.low -= wider;
            card->figures[i].figure.high += wider;
        }
        after = judge(card, policy);
        if (after == KEUR_RELEASE && before != KEUR_RELEASE && !is_forbidden)
            fail_msg("seed %d: %d became a release", (int)seed, (int)before);
        n_released += before == KEUR_RELEASE;
        n_lost += before == KEUR_RELEASE && after != KEUR_RELEASE;
        keur_policy_free(policy);
        keur_scorecard_free(card);
    }
    assert_true(n_lost > n_released / 10);
}

/* A mark on any figure but the check of the holdout never helps. */
static void a_mark_never_passes(void **state)
{
    size_t n_released = 0, n_lost = 0;

    (void)state;
    for (uint64_t seed = 0; seed < N_CASES / 4; seed++) {
        keur_scorecard *card = random_card(seed);
        keur_policy *policy = random_policy(seed);
        keur_random random = keur_random_start(seed, "mark", 0);
        const keur_decision before = judge(card, policy);
        keur_decision after;

        for (size_t i = 0; i < card->n_figures; i++) {
            if (keur_random_below(&random, 3) == 0)
                continue;
            card->figures[i].figure.invalid = "why";
            card->figures[i].figure.is_understated = keur_random_below(&random, 2) == 0;
        }
        after = judge(card, policy);
        if (after == KEUR_RELEASE && before != KEUR_RELEASE)
            fail_msg("seed %d: %d became a release", (int)seed, (int)before);
        n_released += before == KEUR_RELEASE;
        n_lost += before == KEUR_RELEASE && after != KEUR_RELEASE;
        keur_policy_free(policy);
        keur_scorecard_free(card);
    }
    assert_true(n_lost > n_released / 2);
}

static void what_is_required_must_be_there(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < N_CASES; seed++) {
        keur_scorecard *card = random_card(seed);
        keur_policy *policy = random_policy(seed);

        policy->n_required = 1;
        policy->required[0] = "no-such-measure";
        assert_true(judge(card, policy) != KEUR_RELEASE);
        /* and every gate has a figure behind it */
        policy->n_required = 0;
        policy->limits[0] = (keur_limit){.measure = "no-such-measure",
                                         .figure = "auc",
                                         .kind = KEUR_LIMIT_GATE,
                                         .limit = 1e9,
                                         .confidence = 0.6,
                                         .provenance = "x"};
        assert_true(judge(card, policy) != KEUR_RELEASE);
        keur_policy_free(policy);
        keur_scorecard_free(card);
    }
}

static void export_is_never_milder(void **state)
{
    size_t n_released[2] = {0, 0};

    (void)state;
    for (uint64_t seed = 0; seed < N_CASES; seed++) {
        keur_scorecard *card = random_card(seed), *bare = leave(card), *judged;
        keur_policy *policy = random_policy(seed);
        keur_random random = keur_random_start(seed, "export", 0);
        const keur_decision inside = judge(card, policy);
        keur_decision outside;

        /* judged inside, by the same policy, and by a tighter one */
        judged = leave(card);
        assert_int_equal(judged->verdict->decision, inside);
        assert_int_equal(judge(judged, policy), inside);
        tighten(&random, policy);
        outside = judge(judged, policy);
        if (outside < inside)
            fail_msg("seed %d: %d inside, %d outside", (int)seed, (int)inside, (int)outside);
        /* not judged inside: a release only where the unrounded figures give one */
        outside = judge(bare, policy);
        if (outside == KEUR_RELEASE && judge(card, policy) != KEUR_RELEASE)
            fail_msg("seed %d: a release of rounded figures only", (int)seed);
        n_released[0] += inside == KEUR_RELEASE;
        n_released[1] += outside == KEUR_RELEASE;
        keur_policy_free(policy);
        keur_scorecard_free(card);
        keur_scorecard_free(bare);
        keur_scorecard_free(judged);
    }
    assert_true(n_released[0] > N_CASES / 20);
    assert_true(n_released[1] > N_CASES / 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tighter_is_never_milder), cmocka_unit_test(wider_never_passes),
        cmocka_unit_test(a_mark_never_passes),     cmocka_unit_test(what_is_required_must_be_there),
        cmocka_unit_test(export_is_never_milder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
