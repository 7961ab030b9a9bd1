/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which figures there are does not tell one person with a rare value from none, where the released
 * table lacks that value. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "support/measuring.h"
#include "support/tables.h"

#include <keur/scorecard.h>

enum { TRAIN_ROWS = 900, OTHER_ROWS = 700 };

/* What is rare in a table: the first rows have it. */
typedef struct rarity {
    size_t n, at;    /* so many, in this column */
    bool is_missing; /* nothing, in place of a level that no other row has */
    bool is_second;  /* all other rows have one level there */
    bool is_of_one;  /* all of them are rows of one person; else a row is a person */
} rarity;

static char *table_of(size_t n, const rarity *of, size_t rare, uint64_t seed)
{
    static const char *const levels[3][2] = {{"m", "f"}, {"yes", "no"}, {"p", "q"}};
    keur_text made = {NULL, 0, 0};

    assert_ok(keur_text_add(&made, "sex,out,key,who\n", &err));
    for (size_t i = 0; i < n; i++) {
        keur_random random = keur_random_start(seed, "one-is-as-none", i);

        for (size_t j = 0; j < 3; j++) {
            const char *here = levels[j][keur_random_below(&random, 2)];

            if (j == of->at && of->is_second)
                here = levels[j][0];
            if (i < rare && j == of->at)
                here = of->is_missing ? "" : "rare";
            assert_ok(keur_text_format(&made, &err, "%s,", here));
        }
        assert_ok(keur_text_format(&made, &err, "%c%zu\n", (char)('a' + (int)seed),
                                   of->is_of_one && i < rare ? 0 : i));
    }
    return made.bytes;
}

static const char declared[] =
    "{\"columns\": [{\"name\": \"sex\", \"type\": \"categorical\", \"roles\": [\"protected\"]}, "
    "{\"name\": \"out\", \"type\": \"categorical\", \"roles\": [\"outcome\", \"secret\"]}, "
    "{\"name\": \"key\", \"type\": \"categorical\", \"roles\": [\"key\"]}, {\"name\": \"who\", "
    "\"type\": \"identifier\", \"roles\": [\"unit\"]}]}";

static keur_case *case_of(const rarity *of, keur_schema **schema)
{
    char *texts[3] = {table_of(TRAIN_ROWS, of, of->n, 1), table_of(OTHER_ROWS, of, 0, 2),
                      table_of(OTHER_ROWS, of, 0, 3)};
    const keur_case_options options = {.seed = 1, .threads = 1};
    keur_table *tables[KEUR_N_TABLES] = {NULL};
    keur_schema *given = keur_check_schema(declared);
    keur_case *on = NULL;

    for (size_t t = 0; t < 3; t++)
        tables[t] = keur_check_table("t.csv", texts[t]);
    assert_ok(keur_schema_infer((const keur_table *const *)tables, 3, given, false, schema, &err));
    assert_ok(keur_case_new((const keur_table *const *)tables, *schema, &options, &on, &err));
    for (size_t t = 0; t < 3; t++) {
        keur_table_free(tables[t]);
        free(texts[t]);
    }
    keur_schema_free(given);
    return on;
}

static keur_result *run(const char *measure, const char *arguments, const rarity *of)
{
    keur_schema *schema = NULL;
    keur_case *on = case_of(of, &schema);
    keur_result *made = keur_check_run(on, measure, arguments);

    keur_schema_free(schema);
    keur_case_free(on);
    return made;
}

/* Tenths of vulnerability are of ranks: where rows are tied, how many there are hangs on one. */
static bool is_left_aside(const keur_figure *of)
{
    return of->n_labels > 0 && strcmp(of->labels[0].value, "vulnerability") == 0;
}

/* Names and labels of all figures, and which have none but a reason. */
static char *list(const keur_result *from)
{
    keur_text made = {NULL, 0, 0};

    for (size_t i = 0; i < keur_result_figures(from); i++) {
        const keur_figure *of = keur_result_figure(from, i);

        if (is_left_aside(of))
            continue;
        assert_ok(
            keur_text_format(&made, &err, "%s %s", of->name, of->reason != NULL ? of->reason : ""));
        for (size_t j = 0; j < of->n_labels; j++)
            assert_ok(keur_text_format(&made, &err, " %s", of->labels[j].value));
        assert_ok(keur_text_add(&made, "\n", &err));
    }
    return made.bytes;
}

static bool are_alike(const keur_result *a, const keur_result *b)
{
    char *x = list(a), *y = list(b);
    const bool is_same = strcmp(x, y) == 0;

    free(x);
    free(y);
    return is_same;
}

static void as_many_figures(void **state)
{
    static const struct {
        const char *measure, *arguments;
        size_t at; /* column of the rare value */
    } cases[] = {{"fairness", NULL, 0},
                 {"fairness", NULL, 1},
                 {"train-synthetic-test-real", NULL, 1},
                 {"regression", NULL, 1},
                 {"attribute-keys", "shuffles=0", 1},
                 {"reconstruction", "keys=sex,key", 1},
                 {"membership-distance", "by-group=yes", 0}};

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        rarity of = {.at = cases[k].at};
        keur_result *none = run(cases[k].measure, cases[k].arguments, &of);

        if (strcmp(cases[k].measure, "regression") == 0) /* said whether there are any or not */
            assert_true(keur_check_noticed(none, "others that fewer than 10 people have"));
        for (of.n = 1; of.n <= 10; of.n += of.n == 1 ? 8 : 1) {
            for (int is_missing = 0; is_missing < 2; is_missing++) {
                keur_result *some;

                of.is_missing = is_missing == 1;
                some = run(cases[k].measure, cases[k].arguments, &of);
                if (of.n < 10 && !are_alike(none, some))
                    fail_msg("%s %zu", cases[k].measure, of.n);
                /* Ten may show, and a level of them does. */
                if (of.n == 10 && !is_missing && k < 2)
                    assert_false(are_alike(none, some));
                keur_result_free(some);
            }
        }
        keur_result_free(none);
    }
}

static bool is_before(const char *a, const char *b)
{
    return strcmp(a, b) < 0;
}

/* Lines in an order that does not hang on values. */
static char *in_order(char *text)
{
    const char *lines[2000];
    keur_text made = {NULL, 0, 0};
    size_t n = 0;

    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        size_t at = n++;

        assert_true(n <= sizeof lines / sizeof *lines);
        for (; at > 0 && is_before(line, lines[at - 1]); at--)
            lines[at] = lines[at - 1];
        lines[at] = line;
    }
    for (size_t i = 0; i < n; i++)
        assert_ok(keur_text_format(&made, &err, "%s\n", lines[i]));
    free(text);
    return made.bytes;
}

/* Exported figures, which of them say nothing but a reason, and notices. */
static char *list_exported(const rarity *of)
{
    /* Where rows are of one person, those that look at outcomes: the others count rows. */
    static const char *const all[] = {"train-synthetic-test-real",
                                      "fairness",
                                      "table-utility",
                                      "regression",
                                      "exact-copies",
                                      "membership-rare-match",
                                      "exchangeable",
                                      "attribute-keys",
                                      "reconstruction",
                                      "unique-exact-match",
                                      "identity-keys",
                                      "marginals",
                                      "pairs",
                                      "structure",
                                      NULL};
    static const char *const some[] = {"train-synthetic-test-real", "fairness", NULL};
    const keur_score_options options = {.measures = of->is_of_one ? some : all};
    keur_schema *schema = NULL;
    keur_case *on = case_of(of, &schema);
    keur_scorecard *full = NULL, *card = NULL;
    keur_text made = {NULL, 0, 0};

    assert_ok(keur_score(on, schema, &options, &full, &err));
    assert_ok(keur_scorecard_export(full, &card, &err));
    for (size_t i = 0; i < card->n_figures; i++) {
        const keur_figure *at = &card->figures[i].figure;

        assert_ok(keur_text_format(&made, &err, "%zu %s %d", card->figures[i].measure, at->name,
                                   isnan(at->value) && isnan(at->low)));
        for (size_t j = 0; j < at->n_labels; j++)
            assert_ok(keur_text_format(&made, &err, " %s", at->labels[j].value));
        assert_ok(keur_text_add(&made, "\n", &err));
    }
    for (size_t i = 0; i < card->n_notices; i++)
        assert_ok(keur_text_format(&made, &err, "%s\n", card->notices[i]));
    keur_schema_free(schema);
    keur_case_free(on);
    keur_scorecard_free(full);
    keur_scorecard_free(card);
    return in_order(made.bytes);
}

/* Of a column in which all others have one level; 30 rows with another may be one person's. */
static void second_values(void **state)
{
    (void)state;
    for (size_t k = 0; k < 6; k++) {
        rarity of = {.at = k / 2, .is_second = true, .is_of_one = k % 2 == 1};
        char *none = list_exported(&of), *few;

        of.n = of.is_of_one ? 30 : 9;
        few = list_exported(&of);
        if (strcmp(none, few) != 0)
            fail_msg("column %zu, %zu rows:\n%s----\n%s", of.at, of.n, none, few);
        free(none);
        free(few);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_many_figures),
        cmocka_unit_test(second_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
