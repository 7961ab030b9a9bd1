/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/measuring.h"

#include <math.h>
#include <string.h>

#include "support/check.h"
#include "support/tables.h"

static keur_table *table_of(const char *given, const char *role)
{
    if (given == NULL)
        return NULL;
    return strchr(given, '\n') != NULL ? keur_check_table(role, given)
                                       : keur_check_case_table(given);
}

keur_status keur_given_case(const keur_given *given, keur_case **on, keur_error *err)
{
    keur_table *tables[KEUR_N_TABLES] = {
        [KEUR_TRAIN] = table_of(given->train, "train.csv"),
        [KEUR_HOLDOUT] = table_of(given->holdout, "holdout.csv"),
        [KEUR_SYNTHETIC] = table_of(given->synthetic, "synthetic.csv"),
        [KEUR_REFERENCE] = table_of(given->reference, "reference.csv")};
    const keur_case_options options = {
        .seed = given->seed, .threads = given->threads, .needs_reference = given->needs_reference};
    keur_schema *declared = given->schema != NULL ? keur_check_schema(given->schema) : NULL;
    keur_schema *schema = NULL;
    const keur_table *present[KEUR_N_TABLES], *seen[KEUR_N_TABLES];
    size_t n = 0;
    keur_status status;

    for (size_t role = 0; role < KEUR_N_TABLES; role++) {
        seen[role] = tables[role];
        if (tables[role] != NULL)
            present[n++] = tables[role];
    }
    status = keur_schema_infer(present, n, declared, given->common_columns, &schema, err);
    if (status == KEUR_OK)
        status = keur_case_new(seen, schema, &options, on, err);
    keur_schema_free(declared);
    keur_schema_free(schema);
    for (size_t role = 0; role < KEUR_N_TABLES; role++)
        keur_table_free(tables[role]);
    return status;
}

keur_case *keur_check_measurable(const keur_given *given)
{
    keur_case *on = NULL;

    assert_ok(keur_given_case(given, &on, &err));
    return on;
}

/* The end of a value: the last semicolon before the next `=`, for a value may hold some. */
static char *value_end(char *value)
{
    const char *next = strchr(value, '=');
    char *end = next == NULL ? NULL : value;

    for (char *at = value; next != NULL && at < next; at++)
        end = *at == ';' ? at : end;
    return end;
}

/* Sets "a=b" pairs joined by semicolons. */
static keur_status set_arguments(keur_args *args, const char *arguments, keur_error *err)
{
    char text[1024], *at = text, *end;

    assert_true(strlen(arguments) < sizeof text);
    strcpy(text, arguments);
    for (; *at != '\0'; at = end) {
        char *equals = strchr(at, '=');
        keur_status status;

        assert_non_null(equals);
        *equals = '\0';
        end = value_end(equals + 1);
        if (end != NULL)
            *end++ = '\0';
        else
            end = equals + 1 + strlen(equals + 1);
        status = keur_args_set(args, at, equals + 1, err);
        if (status != KEUR_OK)
            return status;
    }
    return KEUR_OK;
}

keur_status keur_given_run(keur_case *on, const char *measure, const char *arguments,
                           keur_result **result, keur_error *err)
{
    const keur_measure *found = keur_measure_find(measure);
    keur_args *args = NULL;
    keur_status status;

    *result = NULL;
    assert_non_null(found);
    status = keur_args_new(found, &args, err);
    if (status == KEUR_OK && arguments != NULL)
        status = set_arguments(args, arguments, err);
    if (status == KEUR_OK)
        status = keur_measure_run(found, on, args, result, err);
    keur_args_free(args);
    return status;
}

keur_result *keur_check_run(keur_case *on, const char *measure, const char *arguments)
{
    keur_result *result = NULL;

    assert_ok(keur_given_run(on, measure, arguments, &result, &err));
    return result;
}

keur_result *keur_check_run_given(const keur_given *given, const char *measure,
                                  const char *arguments)
{
    keur_case *on = keur_check_measurable(given);
    keur_result *result = keur_check_run(on, measure, arguments);

    keur_case_free(on);
    return result;
}

const keur_figure *keur_check_figure(const keur_result *result, const char *name, const char *label)
{
    for (size_t i = 0; i < keur_result_figures(result); i++) {
        const keur_figure *figure = keur_result_figure(result, i);

        if (strcmp(figure->name, name) == 0 &&
            (label == NULL ||
             (figure->n_labels > 0 && strcmp(figure->labels[0].value, label) == 0)))
            return figure;
    }
    fail_msg("there is no figure %s", name);
    return NULL;
}

double keur_check_value(const keur_result *result, const char *name)
{
    const keur_figure *figure = keur_check_figure(result, name, NULL);

    if (isnan(figure->value))
        fail_msg("%s is not estimable: %s", name, figure->reason);
    return figure->value;
}

const keur_series *keur_check_series(const keur_result *result, const char *name, const char *about)
{
    for (size_t i = 0; i < keur_result_series_count(result); i++) {
        const keur_series *of = keur_result_series(result, i);

        if (strcmp(of->name, name) == 0 && strcmp(of->about, about) == 0)
            return of;
    }
    return NULL;
}

bool keur_check_noticed(const keur_result *result, const char *part)
{
    bool is_there = false;

    for (size_t i = 0; i < keur_result_notices(result); i++)
        is_there = is_there || keur_check_contains(keur_result_notice_at(result, i), part);
    return is_there;
}

bool keur_check_case_noticed(const keur_case *on, const char *part)
{
    bool is_there = false;

    for (size_t i = 0; i < keur_case_notices(on); i++)
        is_there = is_there || keur_check_contains(keur_case_notice(on, i), part);
    return is_there;
}

void keur_check_same_result(const keur_result *a, const keur_result *b)
{
    assert_int_equal(keur_result_figures(a), keur_result_figures(b));
    for (size_t i = 0; i < keur_result_figures(a); i++) {
        const keur_figure *x = keur_result_figure(a, i), *y = keur_result_figure(b, i);

        assert_string_equal(x->name, y->name);
        assert_int_equal(x->n_labels, y->n_labels);
        assert_memory_equal(&x->value, &y->value, sizeof x->value);
        assert_memory_equal(&x->low, &y->low, sizeof x->low);
        assert_memory_equal(&x->high, &y->high, sizeof x->high);
        assert_int_equal(x->n, y->n);
    }
}
