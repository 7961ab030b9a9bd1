/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of columns, and which figures there are, does not tell whether one person has a
 * value that makes a column something else: a constant, an identifier, a code, one of two words. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "support/measuring.h"
#include "support/tables.h"

#include <keur/scorecard.h>

enum { TRAIN_ROWS = 300, OTHER_ROWS = 240 };

/* What a column holds in most rows, and what `few` rows of train and holdout have in its place. */
typedef struct odd {
    const char *what;
    const char *usual, *other; /* `usual` may hold %zu, the row; half have `other`, unless NULL */
    const char *odd;
    const char *released; /* in the synthetic table; NULL: the usual */
} odd;

static const odd odds[] = {
    {"a constant", "same", NULL, "else", NULL},
    {"a constant that one lacks", "same", NULL, "", NULL},
    {"nothing but one", "", NULL, "here", NULL},
    {"a constant number", "7", NULL, "8.5", NULL},
    {"names", "n%zu", NULL, "n0", NULL},
    {"names that one lacks", "n%zu", NULL, "", NULL},
    {"numbers of rows", "%zu", NULL, "4", NULL},
    {"one of two", "yes", "no", "perhaps", NULL},
    {"true or false", "ja", "nee", "weet niet", NULL},
    {"numbers below all released", "1000.%zu", NULL, "2500", "2000.%zu"},
    {"numbers above all released", "2000.%zu", NULL, "900", "1000.%zu"},
    {"levels that are not released", "p", "q", "z", "z"},
};

static void add_cell(keur_text *to, const odd *of, size_t row, size_t few, bool is_released,
                     keur_random *random)
{
    const char *form = of->usual;
    const size_t half = keur_random_below(random, 2);

    if (of->other != NULL && half == 1)
        form = of->other;
    if (is_released && of->released != NULL)
        form = of->released;
    if (!is_released && row < few)
        form = of->odd;
    if (strstr(form, "%zu") != NULL) {
        const size_t before = (size_t)(strstr(form, "%") - form);

        assert_ok(keur_text_append(to, form, before, &err));
        assert_ok(keur_text_format(to, &err, "%zu", row + 1));
    } else {
        assert_ok(keur_text_add(to, form, &err));
    }
}

static char *table_of(const odd *of, size_t n, size_t few, bool is_released, uint64_t seed)
{
    static const char *const levels[2][2] = {{"m", "f"}, {"p", "q"}};
    keur_text made = {NULL, 0, 0};

    assert_ok(keur_text_add(&made, "a,b,x\n", &err));
    for (size_t i = 0; i < n; i++) {
        keur_random random = keur_random_start(seed, "columns", i);

        for (size_t j = 0; j < 2; j++)
            assert_ok(
                keur_text_format(&made, &err, "%s,", levels[j][keur_random_below(&random, 2)]));
        add_cell(&made, of, i, few, is_released, &random);
        assert_ok(keur_text_add(&made, "\n", &err));
    }
    return made.bytes;
}

/* All that is told of columns, and of which figures there are and why. */
static char *list(const keur_scorecard *from)
{
    keur_text made = {NULL, 0, 0};

    for (size_t j = 0; j < from->n_columns; j++) {
        const keur_scorecard_column *of = &from->columns[j];

        assert_ok(keur_text_format(&made, &err, "%s %s %d %s %d\n", of->name,
                                   keur_type_word(of->type), of->is_declared,
                                   of->left_out != NULL ? of->left_out : "in", of->is_unmeasured));
    }
    for (size_t i = 0; i < from->n_figures; i++) {
        const keur_figure *of = &from->figures[i].figure;

        assert_ok(keur_text_format(&made, &err, "%zu %s", from->figures[i].measure, of->name));
        for (size_t j = 0; j < of->n_labels; j++)
            assert_ok(keur_text_format(&made, &err, " %s", of->labels[j].value));
        assert_ok(keur_text_add(&made, "\n", &err));
    }
    for (size_t i = 0; i < from->n_notices; i++)
        assert_ok(keur_text_format(&made, &err, "%s\n", from->notices[i]));
    return made.bytes;
}

static char *exported(const odd *of, size_t few)
{
    static const char *const measures[] = {"exact-copies", "marginals",      "pairs",
                                           "dcr",          "attribute-keys", NULL};
    const keur_case_options options = {.seed = 1, .threads = 1};
    const keur_score_options wanted = {.measures = measures};
    char *texts[3] = {table_of(of, TRAIN_ROWS, few, false, 1),
                      table_of(of, OTHER_ROWS, few > 0 ? few - 1 : 0, false, 2),
                      table_of(of, OTHER_ROWS, 0, true, 3)};
    keur_table *tables[KEUR_N_TABLES] = {NULL};
    keur_schema *schema = NULL;
    keur_case *on = NULL;
    keur_scorecard *full = NULL, *out = NULL;
    char *told;

    for (size_t t = 0; t < 3; t++)
        tables[t] = keur_check_table("t.csv", texts[t]);
    assert_ok(keur_schema_infer((const keur_table *const *)tables, 3, NULL, false, &schema, &err));
    assert_ok(keur_case_new((const keur_table *const *)tables, schema, &options, &on, &err));
    assert_ok(keur_score(on, schema, &wanted, &full, &err));
    assert_ok(keur_scorecard_export(full, &out, &err));
    told = list(out);
    for (size_t t = 0; t < 3; t++) {
        keur_table_free(tables[t]);
        free(texts[t]);
    }
    keur_schema_free(schema);
    keur_case_free(on);
    keur_scorecard_free(full);
    keur_scorecard_free(out);
    return told;
}

static void columns_do_not_tell_one(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof odds / sizeof *odds; k++) {
        char *none = exported(&odds[k], 0);

        for (size_t few = 1; few < 10; few += 4) {
            char *some = exported(&odds[k], few);

            if (strcmp(none, some) != 0)
                fail_msg("%s, %zu:\n%s\n---\n%s", odds[k].what, few, none, some);
            free(some);
        }
        free(none);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_do_not_tell_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
