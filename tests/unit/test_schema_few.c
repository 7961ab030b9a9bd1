/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What fewer than 10 people have does not decide what a column is. */
#include "support/check.h"

#include <string.h>

#include "base/text.h"
#include "support/tables.h"
#include "table/builder.h"
#include "table/schema_parts.h"

#define UNIT                                                                                       \
    "{\"keur_schema\": 1, \"columns\": [{\"name\": \"y\", \"type\": \"identifier\", "              \
    "\"roles\": [\"unit\"]}]}"

/* The type of column x; the table is freed. */
static keur_type type_of(keur_table *table, const char *declared_json, size_t *n_levels)
{
    const keur_table *const tables[] = {table};
    keur_schema *declared = declared_json != NULL ? keur_check_schema(declared_json) : NULL;
    keur_schema *schema = NULL;
    const keur_schema_column *x;
    keur_type type;

    assert_ok(keur_schema_infer(tables, 1, declared, false, &schema, &err));
    x = &schema->columns[keur_schema_find(schema, "x")];
    type = x->type;
    if (n_levels != NULL)
        *n_levels = x->levels.n;
    keur_schema_free(schema);
    keur_schema_free(declared);
    keur_table_free(table);
    return type;
}

static keur_table *zeros(size_t n_rows, size_t n)
{
    keur_text text = {NULL, 0, 0};
    keur_table *made;

    assert_ok(keur_text_add(&text, "x,y\n", &err));
    for (size_t i = 0; i < n_rows; i++)
        assert_ok(keur_text_format(&text, &err, "%s%zu,a\n", i < n ? "0" : "", 5 + 2 * (i % 20)));
    made = keur_check_table("t.csv", text.bytes);
    keur_text_free(&text);
    return made;
}

/* A leading zero makes a code where 10 people's numbers have one, or the table is a small one. */
static void few_leading_zeros(void **state)
{
    (void)state;
    for (size_t n = 0; n <= 10; n++) {
        assert_int_equal(type_of(zeros(40, n), NULL, NULL),
                         n < 10 ? KEUR_TYPE_NUMERIC : KEUR_TYPE_CATEGORICAL);
        assert_int_equal(type_of(zeros(40, n), UNIT, NULL), KEUR_TYPE_NUMERIC); /* one person's */
        assert_int_equal(type_of(zeros(19, n), NULL, NULL),
                         n == 0 ? KEUR_TYPE_NUMERIC : KEUR_TYPE_CATEGORICAL);
    }
    /* More than half of the rows are not few, whosever they are. */
    assert_int_equal(type_of(zeros(40, 20), UNIT, NULL), KEUR_TYPE_NUMERIC);
    assert_int_equal(type_of(zeros(40, 21), UNIT, NULL), KEUR_TYPE_CATEGORICAL);
}

static void put(keur_texts *to, const char *text)
{
    assert_ok(keur_texts_add(to, text, strlen(text), &err));
}

/* 40 rows of two labelled answers, of which n have a code without a label. */
static keur_table *answers(size_t n)
{
    keur_builder *builder = NULL;
    keur_table *made = NULL;
    keur_hint *hint;

    assert_ok(keur_builder_new("t.sav", &builder, &err));
    assert_ok(keur_builder_column(builder, "x", 1, 1, &err));
    hint = keur_builder_hint(builder, 0);
    hint->type = KEUR_TYPE_ORDINAL;
    put(&hint->levels, "low");
    put(&hint->levels, "high");
    for (size_t i = 0; i < 40; i++) {
        const char *cell = i < n ? "9" : i % 2 == 0 ? "low" : "high";

        assert_ok(keur_builder_cell(builder, 0, cell, strlen(cell), i + 1, &err));
        assert_ok(keur_builder_end_row(builder, &err));
    }
    assert_ok(keur_builder_finish(builder, &made, &err));
    keur_builder_free(builder);
    return made;
}

static void few_without_a_label(void **state)
{
    size_t n_levels = 0;

    (void)state;
    for (size_t n = 0; n < 10; n++) {
        assert_int_equal(type_of(answers(n), NULL, &n_levels), KEUR_TYPE_ORDINAL);
        assert_int_equal(n_levels, n > 0 ? 3 : 2);
    }
    assert_int_equal(type_of(answers(10), NULL, &n_levels), KEUR_TYPE_CATEGORICAL);
    assert_int_equal(n_levels, 0);
}

/* 61 names, codes or numbers in a row, and then `n` rows of the same text. */
static keur_table *names(const char *before, const char *more, size_t n)
{
    keur_text text = {NULL, 0, 0};
    keur_table *made;

    assert_ok(keur_text_add(&text, "x,y\n", &err));
    for (size_t i = 0; i < 61; i++)
        assert_ok(keur_text_format(&text, &err, "%s%zu,%zu\n", before, 3 * i % 61 + 1, i % 2));
    for (size_t i = 0; i < n; i++)
        assert_ok(keur_text_format(&text, &err, "%s,0\n", more));
    made = keur_check_table("t.csv", text.bytes);
    keur_text_free(&text);
    return made;
}

static void few_that_are_no_names(void **state)
{
    static const struct {
        const char *before, *more;
        keur_type otherwise;
    } cases[] = {{"id", "id1", KEUR_TYPE_CATEGORICAL}, /* a repetition */
                 {"id", "NA", KEUR_TYPE_CATEGORICAL},  /* a missing value */
                 {"id", "1.5", KEUR_TYPE_CATEGORICAL}, /* a number among texts */
                 {"id", "x y", KEUR_TYPE_CATEGORICAL}, /* a blank */
                 {"", "61.0", KEUR_TYPE_NUMERIC},      /* a number of a run twice */
                 {"", "99", KEUR_TYPE_NUMERIC},        /* a gap */
                 {"", "0.5", KEUR_TYPE_NUMERIC},       {"00", "\" 7\"", KEUR_TYPE_CATEGORICAL}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t n = 0; n < 10; n++)
            assert_int_equal(type_of(names(cases[i].before, cases[i].more, n), NULL, NULL),
                             KEUR_TYPE_IDENTIFIER);
        assert_int_equal(type_of(names(cases[i].before, cases[i].more, 11), NULL, NULL),
                         cases[i].otherwise);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_leading_zeros),
        cmocka_unit_test(few_without_a_label),
        cmocka_unit_test(few_that_are_no_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
