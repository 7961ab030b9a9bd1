/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What measures of a scorecard run with: defaults, a policy, and settings for one or for all. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include <keur/scorecard.h>

#include "assess/score_args.h"
#include "base/random.h"
#include "base/text.h"
#include "support/tables.h"

typedef struct tables {
    keur_table *of[KEUR_N_TABLES];
    keur_schema *schema;
    keur_case *on;
} tables;

static keur_table *table_of(uint64_t seed, size_t n)
{
    keur_random random = keur_random_start(seed, "score-args", 0);
    keur_text text = {NULL, 0, 0};
    keur_table *made;

    assert_ok(keur_text_add(&text, "x,y\n", &err));
    for (size_t i = 0; i < n; i++)
        assert_ok(keur_text_format(&text, &err, "%d,%d\n", (int)keur_random_below(&random, 100000),
                                   (int)keur_random_below(&random, 5)));
    made = keur_check_table("t.csv", text.bytes);
    keur_text_free(&text);
    return made;
}

static tables tables_new(void)
{
    const keur_case_options options = {.seed = 1, .threads = 1, .needs_reference = true};
    const keur_table *seen[KEUR_N_TABLES] = {NULL};
    tables made = {.schema = NULL};

    for (uint64_t i = 0; i < 3; i++)
        seen[i] = made.of[i] = table_of(i, i == KEUR_HOLDOUT ? 260 : 130);
    assert_ok(keur_schema_infer(seen, 3, NULL, false, &made.schema, &err));
    assert_ok(keur_case_new(seen, made.schema, &options, &made.on, &err));
    return made;
}

static void tables_free(tables *of)
{
    keur_case_free(of->on);
    keur_schema_free(of->schema);
    for (size_t i = 0; i < 3; i++)
        keur_table_free(of->of[i]);
}

static const char *param_of(const keur_scorecard *card, const char *name)
{
    for (size_t i = 0; i < card->measures[0].n_params; i++)
        if (strcmp(card->measures[0].params[i].name, name) == 0)
            return card->measures[0].params[i].value;
    fail_msg("no parameter %s", name);
    return NULL;
}

static bool supposes(const keur_scorecard *card)
{
    for (size_t i = 0; i < card->n_notices; i++)
        if (strstr(card->notices[i], "f-relative supposes that half") != NULL)
            return true;
    return false;
}

/* "options" of a policy, a setting (NULL: none), and what the ensemble runs with then. */
static void check_run(tables *on, const char *stated, const char *const setting[3],
                      const char *delta, const char *fraction, bool is_supposed)
{
    static const char *const names[] = {"membership-ensemble", NULL};
    const char *const args[1][3] = {
        {setting ? setting[0] : NULL, setting ? setting[1] : NULL, setting ? setting[2] : NULL}};
    keur_score_options options = {.measures = names, .args = args, .n_args = setting != NULL};
    keur_policy *policy = NULL;
    keur_scorecard *card = NULL;
    char json[400];

    (void)snprintf(
        json, sizeof json,
        "{\"keur_policy\": 1, \"name\": \"p\", \"version\": \"1\", \"options\": {%s}, "
        "\"required\": [], \"limits\": [{\"measure\": \"m\", \"figure\": \"auc\", \"kind\": "
        "\"gate\", \"must_be\": \"below\", \"limit\": 1, \"provenance\": \"x\"}]}",
        stated != NULL ? stated : "");
    assert_ok(keur_policy_parse(json, strlen(json), "p.json", &policy, &err));
    options.policy = stated != NULL ? policy : NULL;
    assert_ok(keur_score(on->on, on->schema, &options, &card, &err));
    assert_string_equal(param_of(card, "delta"), delta);
    assert_string_equal(param_of(card, "sampling-fraction"), fraction);
    assert_int_equal(supposes(card), is_supposed);
    keur_scorecard_free(card);
    keur_policy_free(policy);
}

static void a_policy_is_heeded(void **state)
{
    static const char *const own[] = {NULL, "sampling-fraction", "0.2"};
    static const char *const other[] = {"membership-ensemble", "delta", "0.01"};
    tables on = tables_new();

    (void)state;
    check_run(&on, NULL, NULL, "0", "0.5", true);
    check_run(&on, "", NULL, "0", "0.5", true);
    check_run(&on, "\"epsilon\": 1, \"delta\": 0.001", NULL, "0.001", "0.5", true);
    check_run(&on, "\"sampling_fraction\": 0.1", NULL, "0", "0.1", false);
    check_run(&on, "\"epsilon\": 1, \"delta\": 0.001, \"sampling_fraction\": 0.1", own, "0.001",
              "0.2", false);
    check_run(&on, "\"epsilon\": 1, \"delta\": 0.001", other, "0.01", "0.5", true);
    check_run(&on, NULL, own, "0", "0.2", false);
    tables_free(&on);
}

static void settings_are_refused(void **state)
{
    static const char *const names[] = {"dcr", "dcr-share", "identity-keys", NULL};
    static const struct {
        const char *const arg[1][3];
        const char *says;
    } cases[] = {
        {{{NULL, "metric", "l2"}}, "not dcr-share (--metric: expected one of gower|bins100); set"},
        {{{NULL, "metric", "l3"}}, "dcr (--metric: expected one of l1|l2), dcr-share ("},
        {{{NULL, "groups", "x"}}, "identity-keys (--groups: expected a whole number"},
        {{{NULL, "delta", "0"}}, "no measure that runs has a parameter \"delta\""},
        {{{"dcr", "metric", "l3"}}, "--metric: expected one of l1|l2"},
        {{{"dcr", "metrik", "l1"}}, "dcr has no option --metrik"},
        {{{"pairs", "metric", "l1"}}, "metric is set for pairs, which does not run here"},
        {{{"nothing", "metric", "l1"}}, "there is no measure \"nothing\""},
    };
    keur_score_options options = {.measures = names, .n_args = 1};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        options.args = cases[i].arg;
        assert_fails(keur_score_check_args(&options, &err), KEUR_EUSAGE, cases[i].says);
    }
    {
        static const char *const fine[2][3] = {{"dcr", "metric", "l2"}, {NULL, "keys", "x"}};

        options.args = fine;
        options.n_args = 2;
        assert_ok(keur_score_check_args(&options, &err));
    }
}

static void quick_runs_no_slow_one(void **state)
{
    const keur_score_options quick = {.is_quick = true}, all = {.is_quick = false};
    static const char *const names[] = {"membership-audit", NULL};
    const keur_score_options named = {.is_quick = true, .measures = names};
    size_t n = 0;

    (void)state;
    for (const keur_measure *const *at = keur_measures(); *at != NULL; at++) {
        assert_true(keur_score_wants(&all, *at));
        assert_int_equal(keur_score_wants(&quick, *at), !(*at)->is_slow);
        n += keur_score_wants(&quick, *at);
        /* what was named runs */
        assert_int_equal(keur_score_wants(&named, *at),
                         strcmp((*at)->name, "membership-audit") == 0);
    }
    assert_true(n >= 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_policy_is_heeded),
        cmocka_unit_test(settings_are_refused),
        cmocka_unit_test(quick_runs_no_slow_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
