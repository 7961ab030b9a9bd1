/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "reports/figures.h"
#include "support/check.h"
#include "support/sample.h"

/* The text `json` with the first `from` replaced; freed with free(). */
static char *changed(const char *json, const char *from, const char *to)
{
    const char *at = strstr(json, from);
    const size_t size = strlen(json) + strlen(to) + 1;
    char *made = malloc(size);

    assert_non_null(at);
    assert_non_null(made);
    (void)snprintf(made, size, "%.*s%s%s", (int)(at - json), json, to, at + strlen(from));
    return made;
}

static char *full_json(bool is_hostile, bool is_export)
{
    keur_scorecard *made = keur_sample_full(is_hostile), *exported = NULL;
    char *text = NULL;

    if (is_export)
        assert_ok(keur_scorecard_export(made, &exported, &err));
    assert_ok(keur_scorecard_json(is_export ? exported : made, &text, &err));
    keur_scorecard_free(made);
    keur_scorecard_free(exported);
    return text;
}

static void round_trip(void **state)
{
    (void)state;
    for (int way = 0; way < 4; way++) {
        char *first = full_json(way & 1, way & 2), *second = NULL;
        keur_scorecard *read = NULL;

        assert_ok(keur_scorecard_parse(first, strlen(first), "s.json", &read, &err));
        assert_ok(keur_scorecard_json(read, &second, &err));
        assert_string_equal(first, second);
        assert_int_equal(read->is_export, (way & 2) != 0);
        assert_null(strstr(first, "NaN"));
        assert_null(strstr(first, "\tnan"));
        assert_null(strstr(first, "null"));
        keur_scorecard_free(read);
        free(first);
        free(second);
    }
}

static void same_text(const char *a, const char *b)
{
    assert_int_equal(a == NULL, b == NULL);
    if (a != NULL)
        assert_string_equal(a, b);
}

static void same_verdict(const keur_verdict *a, const keur_verdict *b)
{
    assert_true((a == NULL) == (b == NULL));
    if (a == NULL)
        return;
    assert_int_equal(a->decision, b->decision);
    assert_string_equal(a->policy, b->policy);
    assert_string_equal(a->policy_version, b->policy_version);
    assert_string_equal(a->policy_id, b->policy_id);
    assert_string_equal(a->method, b->method);
    assert_int_equal(a->n_findings, b->n_findings);
    for (size_t i = 0; i < a->n_findings; i++) {
        const keur_finding *x = &a->findings[i], *y = &b->findings[i];

        assert_string_equal(x->measure, y->measure);
        same_text(x->figure, y->figure);
        same_text(x->provenance, y->provenance);
        assert_string_equal(x->reason, y->reason);
        assert_int_equal(x->kind, y->kind);
        assert_int_equal(x->side, y->side);
        assert_int_equal(x->outcome, y->outcome);
        assert_near(x->limit, y->limit, 0);
        assert_near(x->confidence, y->confidence, 0);
        assert_int_equal(x->n_labels, y->n_labels);
        for (size_t j = 0; j < x->n_labels; j++)
            assert_string_equal(x->labels[j].value, y->labels[j].value);
    }
}

/* Field by field, since two bugs in writer and reader could cancel in the text. */
static void fields_survive(void **state)
{
    keur_scorecard *made = keur_sample_full(true), *read = NULL;
    char *text = NULL;

    (void)state;
    assert_ok(keur_scorecard_json(made, &text, &err));
    assert_ok(keur_scorecard_parse(text, strlen(text), "s.json", &read, &err));
    assert_string_equal(read->title, made->title);
    assert_true(read->seed == made->seed);
    assert_true(read->roles_by_default);
    assert_int_equal(read->n_inputs, 3);
    assert_int_equal(read->inputs[1].role, KEUR_HOLDOUT);
    assert_int_equal(read->inputs[1].rows, made->inputs[1].rows);
    for (size_t i = 0; i < made->n_columns; i++) {
        assert_string_equal(read->columns[i].name, made->columns[i].name);
        assert_int_equal(read->columns[i].type, made->columns[i].type);
        assert_int_equal(read->columns[i].roles, made->columns[i].roles);
        same_text(read->columns[i].label, made->columns[i].label);
        same_text(read->columns[i].left_out, made->columns[i].left_out);
    }
    assert_non_null(read->verdict);
    same_verdict(made->verdict, read->verdict);
    assert_int_equal(read->n_figures, made->n_figures);
    for (size_t i = 0; i < made->n_figures; i++) {
        const keur_figure *a = &made->figures[i].figure, *b = &read->figures[i].figure;

        assert_int_equal(made->figures[i].measure, read->figures[i].measure);
        assert_string_equal(a->name, b->name);
        assert_int_equal(a->kind, b->kind);
        assert_int_equal(a->direction, b->direction);
        assert_near(b->value, a->value, 0);
        assert_near(b->low, a->low, 0);
        assert_near(b->high, a->high, 0);
        assert_near(b->numerator, a->numerator, 0);
        assert_near(b->denominator, a->denominator, 0);
        assert_int_equal(a->n, b->n);
        assert_int_equal(a->n_labels, b->n_labels);
        for (size_t j = 0; j < a->n_labels; j++)
            assert_string_equal(a->labels[j].value, b->labels[j].value);
        same_text(a->total, b->total);
        same_text(a->minuend, b->minuend);
        same_text(a->subtrahend, b->subtrahend);
        same_text(a->method, b->method);
        same_text(a->reason, b->reason);
        same_text(a->invalid, b->invalid);
    }
    keur_scorecard_free(made);
    keur_scorecard_free(read);
    free(text);
}

static void layout(void **state)
{
    char *text = full_json(false, false), *exported = full_json(false, true);

    (void)state;
    assert_non_null(strstr(text, "\"keur_scorecard\":\t1"));
    assert_non_null(strstr(text, "\"seed\":\t1,"));
    assert_non_null(strstr(text, "\"export\":\tfalse"));
    assert_non_null(strstr(text, "\"numerator\""));
    assert_non_null(strstr(exported, "\"export\":\ttrue"));
    assert_null(strstr(exported, "\"numerator\""));
    assert_non_null(strstr(exported, "\"bound\":\ttrue"));
    assert_non_null(strstr(exported, "\"small-counts\""));
    free(text);
    free(exported);
    text = full_json(true, false);
    assert_non_null(strstr(text, "\"seed\":\t\"18446744073709551615\""));
    free(text);
}

static void refuse(const char *json, keur_status status, const char *part)
{
    keur_scorecard *read = NULL;

    assert_fails(keur_scorecard_parse(json, strlen(json), "s.json", &read, &err), status, part);
    assert_null(read);
}

static void refusals(void **state)
{
    static const struct {
        const char *from, *to, *part;
    } cases[] = {
        {"\"keur_scorecard\":\t1", "\"keur_scorecard\":\t2", "newer"},
        {"\"keur_scorecard\":\t1", "\"keur_scorecard\":\t0", "no format"},
        {"\"keur_scorecard\":\t1", "\"other\":\t1", "not a scorecard"},
        {"\"seed\":\t1,", "\"seed\":\t1.5,", "$.seed"},
        {"\"seed\":\t1,", "\"seed\":\t\"99999999999999999999\",", "$.seed"},
        {"\"seed\":\t1,", "\"seed\":\t\"\",", "$.seed"},
        {"\"role\":\t\"train\"", "\"role\":\t\"trane\"", "$.inputs[0].role"},
        {"\"role\":\t\"train\"", "\"role\":\t\"train\", \"path\": \"x\"", "$.inputs[0].path"},
        {"\"family\":\t\"copy\"", "\"family\":\t\"kopie\"", "family"},
        {"\"kind\":\t\"rate\"", "\"kind\":\t\"ratio\"", ".kind"},
        {"\"direction\":\t\"lower-is-better\"", "\"direction\":\t\"up\"", "$.figures[0].direction"},
        {"\"name\":\t\"total-variation\"", "\"nome\":\t\"total-variation\"", "$.figures[0].nome"},
        {"\"measure\":\t\"pairs\"", "\"measure\":\t\"pears\"", "not among the measures"},
        {"\"value\":\t0.0123", "\"value\":\tnull", "$.figures[0].value"},
        {"\"value\":\t0.0123", "\"reason\":\t\"x\", \"value\": 0.1", "either a value or a reason"},
        {"\"level\":\t0.95", "\"level\":\t95", "$.figures[0]"},
        {"\"n\":\t74421", "\"n\":\t-1", "$.figures[0].n"},
        {"\"export\":\tfalse", "\"export\":\t\"false\"", "$.export"},
        {"\"word\":\t\"linkability\"", "\"word\":\t\"linking\"", ".word"},
        {"\"understated\":\ttrue,", "\"bound\":\ttrue,", "the interval is not one"},
        {"\"invalid\":\t\"train and holdout share persons\",", "", "understated, and yet"},
        {"\"level\":\t0.975,", "", "the level lies outside"},
        {"\"level\":\t0.975,", "\"low\": 0, \"high\": 1, \"level\": 0.975,", "an interval or no_"},
        {"\"notices\":\t[", "\"notices\":\t[1, ", "$.notices[0]"},
    };
    char *text = full_json(false, false);

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *broken = changed(text, cases[i].from, cases[i].to);

        refuse(broken, KEUR_ESCHEMA, cases[i].part);
        free(broken);
    }
    refuse("[]", KEUR_ESCHEMA, "not a scorecard");
    refuse("{\"keur_scorecard\": 1}", KEUR_ESCHEMA, "$.");
    refuse("", KEUR_EPARSE, "s.json");
    for (size_t n = 1; n < strlen(text) - 2; n += 997) {
        keur_scorecard *read = NULL;

        assert_fails(keur_scorecard_parse(text, n, "s.json", &read, &err), KEUR_EPARSE, "s.json");
    }
    free(text);
}

/* A verdict that was edited must at least agree with itself. */
static void verdicts_refused(void **state)
{
    static const struct {
        const char *from, *to, *part;
    } cases[] = {
        {"\"decision\":\t\"do not release\"", "\"decision\":\t\"release\"",
         "$.verdict.decision: its findings say \"do not release\""},
        {"\"decision\":\t\"do not release\"", "\"decision\":\t\"perhaps\"", "$.verdict.decision"},
        {"\"outcome\":\t\"broken\"", "\"outcome\":\t\"bent\"", "$.verdict.findings[0].outcome"},
        {"\"outcome\":\t\"broken\"", "\"outcome\":\t\"met\"", "$.verdict.decision"},
        {"\"must_be\":\t\"below\"", "\"must_be\":\t\"under\"", "$.verdict.findings[0].must_be"},
        {"\"kind\":\t\"gate\"", "\"kind\":\t\"gates\"", "$.verdict.findings[0].kind"},
        {"\"secret\":\t\"<b>x</b>\"", "\"secret\":\t1", "$.verdict.findings[0].of.secret"},
        {"\"policy_id\"", "\"policy_ip\"", "$.verdict.policy_ip"},
        {"\"limit\":\t0.02", "\"limit\":\t\"x\"", "$.verdict.findings[0].limit"},
        {"\"findings\":\t[", "\"findings\":\t[1, ", "$.verdict.findings[0]"},
    };
    char *text = full_json(true, false);

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *broken = changed(text, cases[i].from, cases[i].to);

        refuse(broken, KEUR_ESCHEMA, cases[i].part);
        free(broken);
    }
    free(text);
}

static void one_measure(void **state)
{
    keur_scorecard *made = keur_sample_full(false);
    keur_json *tree = NULL;
    keur_json_at root, at, first;
    char *text = NULL;
    size_t n = 0, expected = 0;
    double value = 0;
    bool is_export = true;

    (void)state;
    for (size_t i = 0; i < made->n_figures; i++)
        expected += made->figures[i].measure == 0;
    assert_ok(keur_figures_json(made, 0, &text, &err));
    assert_ok(keur_json_parse(text, strlen(text), "f.json", &tree, &err));
    root = keur_json_root(tree, "f.json");
    at = keur_json_member(&root, "export");
    assert_ok(keur_json_bool(&at, &is_export, &err));
    assert_false(is_export);
    at = keur_json_member(&root, "figures");
    assert_ok(keur_json_count(&at, &n, &err));
    assert_int_equal(n, expected);
    first = keur_json_item(&at, 0);
    at = keur_json_member(&first, "value");
    assert_ok(keur_json_number(&at, &value, &err));
    assert_near(value, 0.0123, 0);
    at = keur_json_member(&root, "params");
    first = keur_json_member(&at, "scaling");
    assert_true(keur_json_is_string(&first));
    keur_json_free(tree);
    keur_scorecard_free(made);
    free(text);
}

/* An internal scorecard with an area, its p and a bound of one measure, and an area of another. */
static keur_scorecard *areas(bool says_apart)
{
    keur_scorecard *made = keur_sample_new("T", 400, 400, 400, 8);
    keur_figure area = keur_sample_statistic("auc", 0.61, 0.55, 0.67, 800, "auc");
    const keur_figure p = keur_sample_statistic("p", 0.012, NAN, NAN, 800, "p");
    const keur_figure bound = keur_sample_lower_bound("epsilon", 0.31, 0.95, 800, "epsilon");
    const keur_figure rate = keur_sample_rate("found", 100, 400, "share");

    (void)keur_sample_measure(made, "old", "Old", "?", KEUR_FAMILY_MEMBERSHIP);
    (void)keur_sample_measure(made, "new", "New", "?", KEUR_FAMILY_MEMBERSHIP);
    area.is_order = says_apart;
    area.n_apart = 120;
    (void)keur_sample_figure(made, 0, &area);
    (void)keur_sample_figure(made, 0, &p);
    (void)keur_sample_figure(made, 0, &bound);
    (void)keur_sample_figure(made, 0, &rate);
    area.is_order = true;
    (void)keur_sample_figure(made, 1, &area);
    return made;
}

/* A version before this one did not say how many people stand apart in an order. */
static void old_orders_stay_inside(void **state)
{
    (void)state;
    for (int says = 0; says < 2; says++) {
        keur_scorecard *made = areas(says == 1), *read = NULL, *exported = NULL;
        char *text = NULL;

        assert_ok(keur_scorecard_json(made, &text, &err));
        assert_ok(keur_scorecard_parse(text, strlen(text), "s.json", &read, &err));
        assert_ok(keur_scorecard_export(read, &exported, &err));
        for (size_t i = 0; i < 3; i++) {
            const keur_figure *of = &exported->figures[i].figure;
            const bool is_gone = isnan(of->value) && isnan(of->low) && of->reason != NULL;

            assert_true(is_gone == (says == 0));
        }
        assert_true(exported->figures[3].figure.value > 0);
        assert_true(exported->figures[4].figure.value > 0);
        assert_near(read->figures[0].figure.value, 0.61, 0); /* what is judged inside stays */
        free(text);
        keur_scorecard_free(made);
        keur_scorecard_free(read);
        keur_scorecard_free(exported);
    }
}

/* Called with a directory, the program writes samples there for the checks in other languages. */
static int write_samples(const char *directory)
{
    for (int way = 0; way < 4; way++) {
        char *text = full_json(way & 1, way & 2);
        char path[4096];
        FILE *file;

        (void)snprintf(path, sizeof path, "%s/%s-%s.json", directory, way & 1 ? "hostile" : "plain",
                       way & 2 ? "export" : "internal");
        file = fopen(path, "wb");
        if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
            return 1;
        free(text);
    }
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip),
        cmocka_unit_test(fields_survive),
        cmocka_unit_test(layout),
        cmocka_unit_test(refusals),
        cmocka_unit_test(verdicts_refused),
        cmocka_unit_test(one_measure),
        cmocka_unit_test(old_orders_stay_inside),
    };

    if (argc > 1)
        return write_samples(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
