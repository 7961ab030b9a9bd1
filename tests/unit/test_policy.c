/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <keur/policy.h>

#include "support/tables.h"

/* The table of section 8 of the methods, typed from there; NAN is the declared epsilon, -1 none. */
static const struct {
    const char *measure, *substitute, *figure;
    keur_limit_kind kind;
    double public, controlled, internal;
    bool for_secrets;
} table[] = {
    {"worst-attack", NULL, "auc", KEUR_LIMIT_GATE, 0.55, 0.60, 0.70, false},
    {"membership-audit", "membership-ensemble", "tpr@fpr=0.01", KEUR_LIMIT_GATE, 0.02, 0.05, 0.10,
     false},
    {"attribute-neighbour", NULL, "worst-risk", KEUR_LIMIT_GATE, 0.09, 0.20, 0.33, true},
    {"attribute-model", NULL, "worst-risk", KEUR_LIMIT_GATE, 0.09, 0.20, 0.33, true},
    {"attribute-key", NULL, "worst-risk", KEUR_LIMIT_GATE, 0.09, 0.20, 0.33, true},
    {"singling-out", NULL, "worst-risk", KEUR_LIMIT_GATE, 0.09, 0.20, 0.33, false},
    {"linkability", NULL, "worst-risk", KEUR_LIMIT_GATE, 0.09, 0.20, 0.33, false},
    {"attribute-keys", NULL, "disco-excess", KEUR_LIMIT_GATE, 0.05, 0.05, 0.10, true},
    {"attribute-keys", NULL, "dcap-excess", KEUR_LIMIT_GATE, 0.05, 0.05, 0.10, true},
    {"exact-copies", NULL, "exact-copies-excess", KEUR_LIMIT_BREAK_ONLY, 0, 0.005, 0.05, false},
    {"exact-copies", NULL, "left-out-copies-excess", KEUR_LIMIT_BREAK_ONLY, 0, 0.005, 0.05, false},
    {"membership-ensemble", NULL, "epsilon-lower-bound", KEUR_LIMIT_BREAK_ONLY, NAN, NAN, NAN,
     false},
    {"membership-audit", "membership-ensemble", "epsilon-lower-bound", KEUR_LIMIT_BREAK_ONLY, NAN,
     NAN, NAN, false},
    {"membership-audit", "membership-ensemble", "f-relative", KEUR_LIMIT_ADVISORY, 0.20, 0.20, 0.33,
     false},
    {"table-utility", NULL, "s-pmse-median", KEUR_LIMIT_ADVISORY, 3, 3, -1, false},
    {"table-utility", NULL, "s-pmse-max", KEUR_LIMIT_ADVISORY, 10, 10, -1, false},
};

static const keur_limit *find(const keur_policy *policy, const char *measure, const char *figure)
{
    for (size_t i = 0; i < policy->n_limits; i++)
        if (strcmp(policy->limits[i].measure, measure) == 0 &&
            strcmp(policy->limits[i].figure, figure) == 0)
            return &policy->limits[i];
    return NULL;
}

static void presets_are_those_of_the_methods(void **state)
{
    static const char *const names[] = {"public", "controlled", "internal"};

    (void)state;
    assert_null(keur_policy_preset_name(3));
    for (size_t p = 0; p < 3; p++) {
        keur_policy *policy = NULL;
        size_t n = 0;

        assert_string_equal(keur_policy_preset_name(p), names[p]);
        assert_ok(keur_policy_preset(names[p], &policy, &err));
        assert_string_equal(policy->name, names[p]);
        assert_near(policy->confidence, 0.95, 0);
        assert_true(isnan(policy->epsilon));
        for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
            const double limit = p == 0   ? table[i].public
                                 : p == 1 ? table[i].controlled
                                          : table[i].internal;
            const keur_limit *found = find(policy, table[i].measure, table[i].figure);

            if (limit < 0) {
                assert_null(found);
                continue;
            }
            n++;
            assert_non_null(found);
            assert_int_equal(found->is_declared_epsilon, isnan(limit));
            if (!isnan(limit))
                assert_near(found->limit, limit, 0);
            assert_int_equal(found->kind, table[i].kind);
            assert_int_equal(found->side, KEUR_BELOW);
            assert_near(found->confidence, 0.95, 0);
            assert_int_equal(found->for_declared_secrets, table[i].for_secrets);
            assert_true(*found->provenance != '\0');
            if (table[i].substitute == NULL)
                assert_null(found->substitute);
            else
                assert_string_equal(found->substitute, table[i].substitute);
        }
        assert_int_equal(policy->n_limits, n);
        keur_policy_free(policy);
    }
}

static void no_such_preset(void **state)
{
    keur_policy *policy = NULL;

    (void)state;
    assert_fails(keur_policy_preset("Public", &policy, &err), KEUR_EUSAGE, "public, controlled or");
    assert_null(policy);
    assert_fails(keur_policy_open("/no/such/file", &policy, &err), KEUR_EIO,
                 "/no/such/file: neither a policy of keur");
    assert_null(policy);
}

/* A policy with every member there is. */
#define START                                                                                      \
    "{\"keur_policy\": 1, \"name\": \"ours\", \"version\": \"2025-1\", \"about\": \"a test\","     \
    " \"confidence\": 0.9, "
#define OPTIONS                                                                                    \
    "\"options\": {\"epsilon\": 3, \"delta\": 1e-6, \"adjacency\": \"add-remove\","                \
    " \"sampling_fraction\": 0.25}, "
#define REQUIRED "\"required\": [\"exchangeable\", \"dcr\"], "
#define LIMIT(more)                                                                                \
    "{\"measure\": \"m\", \"figure\": \"tpr@fpr=0.01\", \"kind\": \"gate\", \"must_be\": "         \
    "\"below\", \"limit\": 0.1" more ", \"provenance\": \"us\"}"
#define FULL                                                                                       \
    ", \"substitute\": \"n\", \"of\": {\"secret\": \"x\", \"keys\": \"a+b\"}, \"confidence\": "    \
    "0.99, \"declared_secrets_only\": true"
#define SECOND                                                                                     \
    "{\"measure\": \"f\", \"figure\": \"index\", \"kind\": \"advisory\", \"must_be\": \"above\","  \
    " \"limit\": -0.5, \"provenance\": \"x\"}"
#define EPSILON                                                                                    \
    "{\"measure\": \"a\", \"figure\": \"e\", \"kind\": \"break-only\", \"must_be\": \"below\","    \
    " \"limit\": \"declared-epsilon\", \"provenance\": \"x\"}"
#define LIMITS(list) "\"limits\": [" list "]}"

static const char whole[] = START OPTIONS REQUIRED LIMITS(LIMIT(FULL) ", " SECOND ", " EPSILON);

static keur_policy *parse(const char *json)
{
    keur_policy *policy = NULL;

    assert_ok(keur_policy_parse(json, strlen(json), "p.json", &policy, &err));
    return policy;
}

static void everything_is_read(void **state)
{
    keur_policy *policy = parse(whole);
    const keur_limit *gate = &policy->limits[0];

    (void)state;
    assert_string_equal(policy->name, "ours");
    assert_string_equal(policy->version, "2025-1");
    assert_string_equal(policy->about, "a test");
    assert_near(policy->confidence, 0.9, 0);
    assert_near(policy->epsilon, 3, 0);
    assert_near(policy->delta, 1e-6, 0);
    assert_int_equal(policy->adjacency, KEUR_ADD_REMOVE);
    assert_near(policy->sampling_fraction, 0.25, 0);
    assert_int_equal(policy->n_required, 2);
    assert_string_equal(policy->required[1], "dcr");
    assert_int_equal(policy->n_limits, 3);
    assert_string_equal(gate->measure, "m");
    assert_string_equal(gate->substitute, "n");
    assert_int_equal(gate->n_labels, 2);
    assert_string_equal(gate->labels[1].name, "keys");
    assert_string_equal(gate->labels[1].value, "a+b");
    assert_int_equal(gate->kind, KEUR_LIMIT_GATE);
    assert_near(gate->limit, 0.1, 0);
    assert_near(gate->confidence, 0.99, 0);
    assert_true(gate->for_declared_secrets);
    assert_int_equal(policy->limits[1].side, KEUR_ABOVE);
    assert_int_equal(policy->limits[1].kind, KEUR_LIMIT_ADVISORY);
    assert_near(policy->limits[1].limit, -0.5, 0);
    assert_near(policy->limits[1].confidence, 0.9, 0); /* the policy's */
    assert_true(policy->limits[2].is_declared_epsilon);
    keur_policy_free(policy);
}

/* Printed and read again: nothing is lost, and the second print is the first. */
static void comes_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        keur_policy *policy = NULL, *again;
        char *text = NULL, *twice = NULL;

        if (i < 3)
            assert_ok(keur_policy_preset(keur_policy_preset_name(i), &policy, &err));
        else
            policy = parse(whole);
        assert_ok(keur_policy_print(policy, &text, &err));
        again = parse(text);
        assert_ok(keur_policy_print(again, &twice, &err));
        assert_string_equal(text, twice);
        assert_int_equal(again->n_limits, policy->n_limits);
        for (size_t j = 0; j < policy->n_limits; j++) {
            const keur_limit *a = &policy->limits[j], *b = &again->limits[j];

            assert_string_equal(a->measure, b->measure);
            assert_string_equal(a->figure, b->figure);
            assert_string_equal(a->provenance, b->provenance);
            assert_int_equal(a->kind, b->kind);
            assert_int_equal(a->side, b->side);
            assert_int_equal(a->n_labels, b->n_labels);
            assert_true(a->limit == b->limit || (isnan(a->limit) && isnan(b->limit)));
            assert_int_equal(a->is_declared_epsilon, b->is_declared_epsilon);
            assert_int_equal(a->for_declared_secrets, b->for_declared_secrets);
            assert_near(a->confidence, b->confidence, 0);
        }
        assert_true(again->epsilon == policy->epsilon ||
                    (isnan(again->epsilon) && isnan(policy->epsilon)));
        free(text);
        free(twice);
        keur_policy_free(policy);
        keur_policy_free(again);
    }
}

static const struct {
    const char *json;
    keur_status status;
    const char *text;
} faults[] = {
    {"{", KEUR_EPARSE, "p.json:1: column 1"},
    {"[]", KEUR_ESCHEMA, "p.json: not a policy"},
    {"{\"name\": \"x\"}", KEUR_ESCHEMA, "$.keur_policy is missing"},
    {"{\"keur_policy\": 2}", KEUR_ESCHEMA, "$.keur_policy: expected 1"},
    {"{\"keur_policy\": 1, \"limit\": []}", KEUR_ESCHEMA, "$.limit"},
    {"{\"keur_policy\": 1, \"version\": \"1\"}", KEUR_ESCHEMA, "$.name: expected a"},
    {"{\"keur_policy\": 1, \"name\": \" \"}", KEUR_ESCHEMA, "$.name: must not be empty"},
    {"{\"keur_policy\": 1, \"name\": \"x\", \"version\": 1}", KEUR_ESCHEMA, "$.version"},
    {START "\"confidence\": 0.9}", KEUR_EPARSE, "p.json"},
    {START LIMITS(LIMIT("")), KEUR_ESCHEMA, "$.required: expected an array"},
    {START "\"required\": [\"a\", \"a\"]}", KEUR_ESCHEMA, "$.required[1]: it is there twice"},
    {START "\"required\": [\"A b\"]}", KEUR_ESCHEMA, "$.required[0]: expected a name"},
    {START REQUIRED "\"limits\": 3}", KEUR_ESCHEMA, "$.limits: expected an array"},
    {START REQUIRED LIMITS(""), KEUR_ESCHEMA, "$.limits: a policy needs a limit of the kind"},
    {START REQUIRED LIMITS(SECOND ", " EPSILON), KEUR_ESCHEMA, "$.limits: a policy needs"},
    {START REQUIRED LIMITS(LIMIT("") ", " LIMIT(", \"substitute\": \"n\"")), KEUR_ESCHEMA,
     "$.limits[1]: it repeats limit 1"},
    {START REQUIRED LIMITS(LIMIT(", \"note\": 1")), KEUR_ESCHEMA, "$.limits[0].note"},
    {START REQUIRED LIMITS(LIMIT(", \"of\": {\"a\": 1}")), KEUR_ESCHEMA, "$.limits[0].of.a"},
    {START REQUIRED LIMITS(LIMIT(", \"of\": []")), KEUR_ESCHEMA, "$.limits[0].of: expected an"},
    {START REQUIRED LIMITS(LIMIT(", \"confidence\": 1")), KEUR_ESCHEMA,
     "$.limits[0].confidence: expected a number above 0.5 and below 1"},
    {START REQUIRED LIMITS(LIMIT(", \"confidence\": 0.5")), KEUR_ESCHEMA, "confidence"},
    {START REQUIRED LIMITS(LIMIT(", \"declared_secrets_only\": 1")), KEUR_ESCHEMA,
     "$.limits[0].declared_secrets_only"},
    {START REQUIRED LIMITS("{\"measure\": \"m\", \"figure\": \"f\", \"kind\": \"gates\"}"),
     KEUR_ESCHEMA, "$.limits[0].kind: expected gate, break-only or advisory"},
    {START REQUIRED LIMITS("{\"measure\": \"m\", \"figure\": \"f\", \"kind\": \"gate\", "
                           "\"must_be\": \"under\"}"),
     KEUR_ESCHEMA, "$.limits[0].must_be: expected below or above"},
    {START REQUIRED LIMITS("{\"measure\": \"m\", \"figure\": \"f\", \"kind\": \"gate\", "
                           "\"must_be\": \"below\", \"limit\": \"epsilon\"}"),
     KEUR_ESCHEMA, "$.limits[0].limit: expected a number or \"declared-epsilon\""},
    {START REQUIRED LIMITS("{\"measure\": \"m\", \"figure\": \"f\", \"kind\": \"gate\", "
                           "\"must_be\": \"below\", \"limit\": 1}"),
     KEUR_ESCHEMA, "$.limits[0].provenance: expected a"},
    {START REQUIRED LIMITS("{\"measure\": \"m\", \"figure\": \"f\", \"kind\": \"gate\", "
                           "\"must_be\": \"below\"}"),
     KEUR_ESCHEMA, "$.limits[0].limit: expected a number"},
    {START "\"options\": {\"epsilon\": 0}}", KEUR_ESCHEMA, "$.options.epsilon"},
    {START "\"options\": {\"epsilon\": 1, \"delta\": 1}}", KEUR_ESCHEMA, "$.options.delta"},
    {START "\"options\": {\"delta\": 0.1}}", KEUR_ESCHEMA, "a delta needs an epsilon"},
    {START "\"options\": {\"sampling_fraction\": 1}}", KEUR_ESCHEMA, "sampling_fraction"},
    {START "\"options\": {\"adjacency\": \"add\"}}", KEUR_ESCHEMA,
     "$.options.adjacency: expected replace-one or add-remove"},
    {START "\"options\": {\"eps\": 1}}", KEUR_ESCHEMA, "$.options.eps"},
};

static void faults_are_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        keur_policy *policy = NULL;

        assert_fails(
            keur_policy_parse(faults[i].json, strlen(faults[i].json), "p.json", &policy, &err),
            faults[i].status, faults[i].text);
        assert_null(policy);
    }
}

/* A gate on an epsilon that nobody declared demands nothing. */
static void a_gate_must_demand_something(void **state)
{
    static const char gate[] =
        "{\"measure\": \"a\", \"figure\": \"e\", \"kind\": \"gate\", \"must_be\": \"below\", "
        "\"limit\": \"declared-epsilon\", \"provenance\": \"x\"}]}";
    keur_policy *policy = NULL;
    char text[1024];

    (void)state;
    (void)snprintf(text, sizeof text, "%s%s\"limits\": [%s", START, REQUIRED, gate);
    assert_fails(keur_policy_parse(text, strlen(text), "p.json", &policy, &err), KEUR_ESCHEMA,
                 "a policy needs a limit of the kind gate");
    (void)snprintf(text, sizeof text, "%s%s%s\"limits\": [%s", START, OPTIONS, REQUIRED, gate);
    keur_policy_free(parse(text));
}

static void from_a_file(void **state)
{
    char path[] = "/tmp/keur-policy-XXXXXX";
    const int file = mkstemp(path);
    keur_policy *policy = NULL;

    (void)state;
    assert_true(file >= 0);
    keur_check_write(path, whole, sizeof whole - 1);
    assert_ok(keur_policy_open(path, &policy, &err));
    assert_string_equal(policy->name, "ours");
    keur_policy_free(policy);
    keur_check_write(path, "{}", 2);
    assert_fails(keur_policy_open(path, &policy, &err), KEUR_ESCHEMA, path);
    (void)remove(path);
    keur_policy_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(presets_are_those_of_the_methods),
        cmocka_unit_test(no_such_preset),
        cmocka_unit_test(everything_is_read),
        cmocka_unit_test(comes_back),
        cmocka_unit_test(faults_are_named),
        cmocka_unit_test(a_gate_must_demand_something),
        cmocka_unit_test(from_a_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
