/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fidelity index against plain loops over the rows that were drawn, on random tables of letters
 * and of many levels; copies, samples and persons, whose answer is known; tables with little in
 * them. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "fidelity/index_trial.h"
#include "fidelity/sample_shares.h"
#include "support/measuring.h"

enum { COLUMNS = 5, ROWS = 1600 };

typedef struct table {
    size_t n;
    int rows[ROWS][COLUMNS]; /* -1: missing */
    int persons[ROWS];
} table;

/* Columns go together by a hidden class. */
static void draw(keur_random *random, size_t n, const int *levels, table *to)
{
    to->n = n;
    for (size_t i = 0; i < n; i++) {
        const int class = (int)keur_random_below(random, 3);

        for (int j = 0; j < COLUMNS; j++) {
            to->rows[i][j] = (int)keur_random_below(random, (uint64_t)levels[j] + 1) - 1;
            if (keur_random_below(random, 3) > 0)
                to->rows[i][j] = class * (j + 1) % levels[j];
        }
        to->persons[i] = (int)(i / 4);
    }
}

/* As CSV; columns beyond n_columns are left out. Freed with free(). */
static char *print(const table *of, int n_columns, bool has_persons)
{
    char *text = malloc(of->n * (8 * COLUMNS + 12) + 40), *at = text;

    assert_non_null(text);
    for (int j = 0; j < n_columns; j++)
        at += sprintf(at, "%s%c", j > 0 ? "," : "", 'a' + j);
    at += sprintf(at, has_persons ? ",who\n" : "\n");
    for (size_t i = 0; i < of->n; i++) {
        for (int j = 0; j < n_columns; j++) {
            at += sprintf(at, "%s", j > 0 ? "," : "");
            if (of->rows[i][j] >= 0)
                at += sprintf(at, "L%d", of->rows[i][j]);
            else
                at += sprintf(at, "NA");
        }
        if (has_persons)
            at += sprintf(at, ",p%d", of->persons[i]);
        at += sprintf(at, "\n");
    }
    return text;
}

static const char with_persons[] =
    "{\"columns\": [{\"name\": \"who\", \"type\": \"identifier\", \"roles\": [\"unit\"]}]}";

static keur_case *case_of(const table *const tables[3], int n_columns, const char *schema,
                          int threads)
{
    char *texts[3] = {NULL};
    keur_case *on;

    for (int t = 0; t < 3; t++)
        if (tables[t] != NULL)
            texts[t] = print(tables[t], n_columns, schema != NULL);
    on = keur_check_measurable(&(keur_given){.train = texts[0],
                                             .holdout = texts[1],
                                             .synthetic = texts[2],
                                             .schema = schema,
                                             .seed = 5,
                                             .threads = threads});
    for (int t = 0; t < 3; t++)
        free(texts[t]);
    return on;
}

static keur_result *run(const table *train, const table *holdout, const table *synthetic)
{
    const table *tables[3] = {train, holdout, synthetic};
    keur_case *on = case_of(tables, COLUMNS, NULL, 1);
    keur_result *found = keur_check_run(on, "fidelity-index", NULL);

    keur_case_free(on);
    return found;
}

/* --- plain loops over the rows that were drawn */

static size_t hand_of(const keur_dealt *in, size_t row)
{
    size_t h = 0;

    while (row >= in->begin[h + 1])
        h++;
    return h;
}

/* Whether a row is in half-sample r (half 0), or in the other half (1); half 2: all are. */
static bool is_in(const keur_dealt *in, size_t row, size_t r, int half)
{
    const size_t h = hand_of(in, row), pair = h / 2;
    size_t bits = 0;

    for (size_t both = pair & r; both > 0; both /= 2)
        bits += both % 2;
    return half == 2 || (bits + h + (size_t)half) % 2 == 0;
}

/* Rows like row i of `a`, as a share; *n: rows in the half. */
static double share(const keur_dealt *a, size_t i, const keur_dealt *in, const size_t *set,
                    size_t k, size_t r, int half, double *n)
{
    double like = 0;

    *n = 0;
    for (size_t m = 0; m < in->n_rows; m++) {
        bool is_like = is_in(in, m, r, half);

        *n += is_like;
        for (size_t c = 0; c < k; c++)
            is_like = is_like && in->codes[set[c]][m] == a->codes[set[c]][i];
        like += is_like;
    }
    return like / *n;
}

/* Half the sum of absolute differences: each row speaks for its cell with one over the rows in it.
 */
static double distance(const keur_dealt *a, const keur_dealt *b, const size_t *set, size_t k,
                       size_t r, int half)
{
    const keur_dealt *tables[2] = {a, b};
    double sum = 0;

    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; i < tables[t]->n_rows; i++) {
            double p, q, n_p, n_q;

            if (!is_in(tables[t], i, r, half))
                continue;
            p = share(tables[t], i, a, set, k, r, half, &n_p);
            q = share(tables[t], i, b, set, k, r, half, &n_q);
            sum += fabs(p - q) / 2 / (p * n_p + q * n_q);
        }
    }
    return sum;
}

static double all_sets(const keur_dealt *a, const keur_dealt *b, size_t k, size_t r, int half)
{
    double sum = 0;

    for (size_t x = 0; x < COLUMNS; x++) {
        for (size_t y = x + 1; y < COLUMNS; y++) {
            if (k == 2)
                sum += distance(a, b, (size_t[]){x, y}, 2, r, half);
            for (size_t z = y + 1; k == 3 && z < COLUMNS; z++)
                sum += distance(a, b, (size_t[]){x, y, z}, 3, r, half);
        }
    }
    return sum;
}

/* The index of two sizes of sets, and its error: linear in what each half-sample changes. */
static void check_index(const keur_index_trial *of, double plain[2][KEUR_MOST_TABLES][33])
{
    double gaps[32] = {0}, sum = 0, mean = 0;
    const size_t n = of->n_hands / 2;
    keur_index found;

    for (size_t s = 0; s < 2; s++) {
        double(*d)[33] = plain[s];
        const double most = d[1][32] - d[2][32], index = (d[1][32] - d[3][32]) / most;

        found = keur_index_of(of, KEUR_TRIAL_OTHER, s, 0.95);
        assert_near(found.value, index, 1e-9);
        mean += index / 2;
        for (size_t r = 0; r < n; r++)
            gaps[r] += ((d[1][r] - d[3][r]) - index * (d[1][r] - d[2][r])) / most / 2;
    }
    for (size_t r = 0; r < n; r++)
        sum += gaps[r] * gaps[r] / 4 / (double)n;
    found = keur_index_of(of, KEUR_TRIAL_OTHER, KEUR_TRIAL_SIZES, 0.95);
    assert_near(found.value, mean, 1e-9);
    assert_near(found.error, sqrt(sum), 1e-9);
    assert_int_equal(found.n_sets, 20);
}

static void check_trial(const keur_index_trial *of)
{
    static double plain[2][KEUR_MOST_TABLES][33]; /* per half-sample the gap; last: all rows */
    const size_t n = of->n_hands / 2;

    for (size_t s = 0; s < 2; s++) {
        for (size_t t = 1; t < KEUR_MOST_TABLES; t++) {
            const keur_dealt *a = &of->tables[t], *b = &of->tables[KEUR_TRIAL_AGAINST];

            plain[s][t][32] = all_sets(a, b, s + 2, 0, 2);
            assert_near(of->distances[s][t].value, plain[s][t][32], 1e-9);
            for (size_t r = 0; r < n; r++) {
                plain[s][t][r] = all_sets(a, b, s + 2, r, 0) - all_sets(a, b, s + 2, r, 1);
                assert_near(of->distances[s][t].gaps[r], plain[s][t][r], 1e-9);
            }
        }
    }
    check_index(of, plain);
}

/* Rows of a table like those dealt at place i; the codes of levels follow the order of their bytes,
 * so equal rows are recognised by the rows of the case. */
static void check_rows(const keur_case *on, keur_role role, const keur_dealt *dealt)
{
    bool *is_used = calloc(keur_case_rows(on, role), 1);

    assert_non_null(is_used);
    for (size_t i = 0; i < dealt->n_rows; i++) {
        bool is_found = false;

        for (size_t m = 0; m < keur_case_rows(on, role) && !is_found; m++) {
            is_found = !is_used[m];
            for (size_t j = 0; j < COLUMNS && is_found; j++)
                is_found = dealt->codes[j][i] == 1 + keur_case_codes(on, role, j)[m];
            is_used[m] = is_used[m] || is_found;
        }
        assert_true(is_found);
    }
    free(is_used);
}

static void plain_loops(void **state)
{
    static const struct {
        size_t train, holdout, synthetic;
        int levels[COLUMNS];
    } worlds[] = {{70, 64, 90, {2, 3, 4, 5, 3}},
                  {66, 80, 64, {2, 3, 30, 30, 30}}, /* several blocks of cells */
                  {64, 65, 66, {40, 40, 40, 2, 2}} /* cells that occur only */};

    (void)state;
    for (uint64_t w = 0; w < sizeof worlds / sizeof worlds[0]; w++) {
        keur_random random = keur_random_start(6, "index-tables", w);
        static table tables[3];
        const table *all[3] = {&tables[0], &tables[1], &tables[2]};
        keur_index_trial of;
        keur_case *on;

        draw(&random, worlds[w].train, worlds[w].levels, &tables[0]);
        draw(&random, worlds[w].holdout, worlds[w].levels, &tables[1]);
        draw(&random, worlds[w].synthetic, worlds[w].levels, &tables[2]);
        on = case_of(all, COLUMNS, NULL, 1);
        assert_ok(keur_index_trial_make(on, KEUR_TRIAL_OF_SYNTHETIC, &of, &err));
        assert_null(of.reason);
        assert_int_equal(of.n_rows, 64);
        assert_int_equal(of.n_hands, 8);
        check_rows(on, KEUR_HOLDOUT, &of.tables[KEUR_TRIAL_AGAINST]);
        check_rows(on, KEUR_TRAIN, &of.tables[KEUR_TRIAL_TRAIN]);
        check_rows(on, KEUR_SYNTHETIC, &of.tables[KEUR_TRIAL_OTHER]);
        check_trial(&of);
        keur_index_trial_free(&of);
        keur_case_free(on);
    }
}

/* The two halves share no row: together they are the holdout. */
static void halves_are_apart(void **state)
{
    keur_random random = keur_random_start(6, "index-tables", 20);
    static table tables[3];
    const table *all[3] = {&tables[0], &tables[1], &tables[2]};
    const int levels[COLUMNS] = {90, 90, 90, 90, 90}; /* hardly two rows are equal */
    keur_index_trial of;
    keur_dealt both = {.n_rows = 200};
    keur_case *on;

    (void)state;
    for (size_t t = 0; t < 3; t++)
        draw(&random, 200, levels, &tables[t]);
    on = case_of(all, COLUMNS, NULL, 1);
    assert_ok(keur_index_trial_make(on, KEUR_TRIAL_OF_HALVES, &of, &err));
    assert_int_equal(of.n_rows, 100);
    both.codes = calloc(COLUMNS, sizeof *both.codes);
    for (size_t j = 0; j < COLUMNS; j++) {
        both.codes[j] = malloc(200 * sizeof **both.codes);
        memcpy(both.codes[j], of.tables[KEUR_TRIAL_AGAINST].codes[j], 100 * sizeof **both.codes);
        memcpy(both.codes[j] + 100, of.tables[KEUR_TRIAL_OTHER].codes[j],
               100 * sizeof **both.codes);
    }
    check_rows(on, KEUR_HOLDOUT, &both);
    for (size_t j = 0; j < COLUMNS; j++)
        free(both.codes[j]);
    free(both.codes);
    keur_index_trial_free(&of);
    keur_case_free(on);
}

/* --- known answers */

static const int few[COLUMNS] = {2, 3, 4, 5, 6};

static void is_one(const keur_result *found, const char *name)
{
    const keur_figure *figure = keur_check_figure(found, name, NULL);

    assert_true(figure->value == 1 && figure->low == 1 && figure->high == 1);
}

/* Exactly 1 for a copy, also where all tables are drawn down to the rows of the holdout. */
static void a_copy_scores_one(void **state)
{
    (void)state;
    for (uint64_t turn = 0; turn < 2; turn++) {
        keur_random random = keur_random_start(6, "index-tables", 30 + turn);
        static table train, holdout;
        keur_result *found;

        draw(&random, 700, few, &train);
        draw(&random, turn == 0 ? 300 : 900, few, &holdout);
        found = run(&train, &holdout, &train);
        is_one(found, "fidelity-index");
        is_one(found, "fidelity-index-2");
        is_one(found, "fidelity-index-3");
        assert_true(keur_check_value(found, "subsample-equivalent") == 100);
        keur_result_free(found);
    }
}

/* The rows of a fifth of train, each five times, tell as much as a fifth of train; the same with
 * columns set apart from each other tell nothing; fresh rows are like train. */
static void samples_and_noise(void **state)
{
    keur_random random = keur_random_start(6, "index-tables", 40);
    static table train, holdout, other;
    const keur_figure *figure;
    keur_result *found;

    (void)state;
    draw(&random, ROWS, few, &train);
    draw(&random, ROWS, few, &holdout);
    other.n = ROWS;
    for (size_t i = 0; i < ROWS; i++)
        memcpy(other.rows[i], train.rows[i / 5], sizeof other.rows[i]);
    found = run(&train, &holdout, &other);
    figure = keur_check_figure(found, "subsample-equivalent", NULL);
    assert_true(figure->low < 20 && 20 < figure->high && figure->value > 14 && figure->value < 28);
    assert_true(keur_check_figure(found, "fidelity-index", NULL)->high < 1);
    keur_result_free(found);
    for (int j = 0; j < COLUMNS; j++)
        for (size_t i = 0; i < ROWS; i++)
            other.rows[i][j] = train.rows[keur_random_below(&random, ROWS)][j];
    found = run(&train, &holdout, &other);
    figure = keur_check_figure(found, "fidelity-index", NULL);
    assert_true(figure->low < 0 && 0 < figure->high && figure->high < 0.2);
    figure = keur_check_figure(found, "fidelity-index-independent", NULL);
    assert_true(figure->low < 0 && 0 < figure->high && figure->high < 0.2);
    keur_result_free(found);
    draw(&random, ROWS, few, &other);
    found = run(&train, &holdout, &other);
    figure = keur_check_figure(found, "fidelity-index", NULL);
    assert_true(figure->low < 1 && 1 < figure->high && figure->low > 0.8);
    keur_result_free(found);
    /* All rows alike: further away than any sample. */
    for (size_t i = 0; i < ROWS; i++)
        memcpy(other.rows[i], train.rows[i % 2], sizeof other.rows[i]);
    found = run(&train, &holdout, &other);
    figure = keur_check_figure(found, "subsample-equivalent", NULL);
    assert_true(isnan(figure->value));
    assert_non_null(strstr(figure->reason, "below 1"));
    assert_true(keur_check_figure(found, "fidelity-index", NULL)->high < 0);
    keur_result_free(found);
}

/* Four equal rows a person: the chance is that of persons, so the interval is twice as wide. */
static void persons_are_units(void **state)
{
    keur_random random = keur_random_start(6, "index-tables", 50);
    static table tables[3];
    const table *all[3] = {&tables[0], &tables[1], &tables[2]};
    double width[2];

    (void)state;
    for (size_t t = 0; t < 3; t++) {
        draw(&random, ROWS, few, &tables[t]);
        for (size_t i = 0; i < ROWS; i++) {
            memcpy(tables[t].rows[i], tables[t].rows[i - i % 4], sizeof tables[t].rows[i]);
            tables[t].persons[i] += (int)t * ROWS;
        }
    }
    for (int turn = 0; turn < 2; turn++) {
        keur_case *on = case_of(all, COLUMNS, turn == 0 ? NULL : with_persons, 2);
        keur_result *found = keur_check_run(on, "fidelity-index", NULL);
        const keur_figure *figure = keur_check_figure(found, "fidelity-index", NULL);

        width[turn] = figure->high - figure->low;
        assert_int_equal(figure->n, ROWS);
        keur_result_free(found);
        keur_case_free(on);
    }
    assert_true(width[1] > 1.4 * width[0]);
}

static void threads_change_nothing(void **state)
{
    keur_random random = keur_random_start(6, "index-tables", 60);
    static table tables[3];
    const table *all[3] = {&tables[0], &tables[1], &tables[2]};
    keur_result *found[3];

    (void)state;
    for (size_t t = 0; t < 3; t++)
        draw(&random, 300 + 100 * t, few, &tables[t]);
    for (int turn = 0; turn < 3; turn++) {
        keur_case *on = case_of(all, COLUMNS, NULL, turn == 0 ? 1 : turn == 1 ? 2 : 7);

        found[turn] = keur_check_run(on, "fidelity-index", NULL);
        keur_case_free(on);
    }
    keur_check_same_result(found[0], found[1]);
    keur_check_same_result(found[0], found[2]);
    for (int turn = 0; turn < 3; turn++)
        keur_result_free(found[turn]);
}

/* --- little to go by */

static void says_why(const table *const tables[3], int n_columns, const char *name,
                     const char *reason)
{
    keur_case *on = case_of(tables, n_columns, NULL, 1);
    keur_result *found = keur_check_run(on, "fidelity-index", NULL);
    const keur_figure *figure = keur_check_figure(found, name, NULL);

    assert_true(isnan(figure->value));
    if (strstr(figure->reason, reason) == NULL)
        fail_msg("%s: %s", name, figure->reason);
    keur_result_free(found);
    keur_case_free(on);
}

static void little_is_said_to_be_so(void **state)
{
    keur_random random = keur_random_start(6, "index-tables", 70);
    static table tables[3];
    const table *all[3] = {&tables[0], &tables[1], &tables[2]};
    const table *no_holdout[3] = {&tables[0], NULL, &tables[2]};
    keur_case *on;
    keur_result *found;

    (void)state;
    for (size_t t = 0; t < 3; t++)
        draw(&random, 400, few, &tables[t]);
    says_why(no_holdout, COLUMNS, "fidelity-index", "needs a holdout");
    says_why(all, 1, "fidelity-index", "two columns");
    says_why(all, 1, "subsample-equivalent", "two columns");
    says_why(all, 1, "fidelity-index-holdout", "two columns");
    says_why(all, 2, "fidelity-index-3", "three columns");
    on = case_of(all, 2, NULL, 1);
    found = keur_check_run(on, "fidelity-index", NULL);
    assert_true(keur_check_value(found, "fidelity-index") ==
                keur_check_value(found, "fidelity-index-2"));
    keur_result_free(found);
    keur_case_free(on);
    tables[1].n = 100; /* its halves are too small */
    says_why(all, COLUMNS, "fidelity-index-holdout", "64 rows");
    tables[1].n = 63;
    says_why(all, COLUMNS, "fidelity-index", "64 rows");
    for (size_t t = 0; t < 3; t++)
        tables[t].n = 1;
    memcpy(tables[1].rows[0], (int[COLUMNS]){0, 0, 0, 0, 0}, sizeof tables[1].rows[0]);
    memcpy(tables[0].rows[0], (int[COLUMNS]){1, 1, 1, 1, 1}, sizeof tables[0].rows[0]);
    says_why(all, COLUMNS, "fidelity-index", "64 rows");
}

/* Columns that have nothing to do with each other; a column that is missing in one of the tables.
 */
static void nothing_to_be_near_to(void **state)
{
    keur_random random = keur_random_start(6, "index-tables", 80);
    static table tables[3];
    const table *all[3] = {&tables[0], &tables[1], &tables[2]};
    keur_result *found;

    (void)state;
    for (size_t t = 0; t < 3; t++) {
        draw(&random, 200, few, &tables[t]);
        for (size_t i = 0; i < tables[t].n; i++)
            for (int j = 0; j < COLUMNS; j++)
                tables[t].rows[i][j] = (int)keur_random_below(&random, (uint64_t)few[j]);
    }
    says_why(all, COLUMNS, "fidelity-index", "beyond chance");
    for (size_t t = 0; t < 3; t++) {
        draw(&random, 600, few, &tables[t]);
        for (size_t i = 0; i < tables[t].n; i++)
            tables[t].rows[i][0] = 0;
    }
    for (size_t i = 0; i < tables[2].n; i++)
        tables[2].rows[i][4] = -1;
    found = run(&tables[0], &tables[1], &tables[2]);
    assert_true(keur_check_figure(found, "fidelity-index", NULL)->high < 0.5);
    assert_int_equal(keur_check_figure(found, "fidelity-index", NULL)->n_parts, 6 + 4);
    keur_result_free(found);
}

/* The holdout in the place of the synthetic table is not near because it is itself. */
static void the_holdout_does_not_meet_itself(void **state)
{
    keur_random random = keur_random_start(6, "index-tables", 90);
    static table train, holdout;
    const keur_figure *figure;
    keur_result *found;

    (void)state;
    draw(&random, 800, few, &train);
    draw(&random, 800, few, &holdout);
    found = run(&train, &holdout, &holdout);
    figure = keur_check_figure(found, "fidelity-index", NULL);
    assert_true(0.6 < figure->value && figure->value < 1.4); /* beside itself: beyond 3 */
    assert_int_equal(figure->n, 400);
    assert_true(keur_check_noticed(found, "is the holdout"));
    keur_result_free(found);
}

/* --- parts */

static void sets_are_chosen(void **state)
{
    keur_column_choice choice;
    size_t first = 0;

    (void)state;
    assert_ok(keur_column_choice_make(60, 3, 1, &choice, &err));
    assert_int_equal(choice.n_sets, 34220);
    assert_false(choice.is_sample);
    keur_column_choice_free(&choice);
    assert_ok(keur_column_choice_make(200, 3, 1, &choice, &err));
    assert_int_equal(choice.n_sets, 34220);
    assert_true(choice.is_sample);
    for (size_t i = 0; i < choice.n_sets; i++) {
        const uint32_t *set = choice.sets[i];

        assert_true(set[0] < set[1] && set[1] < set[2] && set[2] < 200);
        for (size_t m = 1; m < 2 && i >= m; m++)
            assert_true(memcmp(choice.sets[i - m], set, sizeof choice.sets[0]) != 0);
        first += set[0] == 0 || set[1] == 0;
    }
    /* A column is in 3 of 200 of the sets. */
    assert_true(fabs((double)first - 34220 * 0.015) < 100);
    keur_column_choice_free(&choice);
    assert_ok(keur_column_choice_make(2, 3, 1, &choice, &err));
    assert_int_equal(choice.n_sets, 0);
    keur_column_choice_free(&choice);
    assert_ok(keur_column_choice_make(5, 2, 1, &choice, &err));
    for (size_t i = 0, n = 0; i < 5; i++) {
        for (size_t m = 0; m < i; m++, n++) {
            assert_int_equal(choice.sets[n][0], m);
            assert_int_equal(choice.sets[n][1], i);
        }
    }
    keur_column_choice_free(&choice);
}

static void shares_lie_on_the_curve(void **state)
{
    const double curve[KEUR_SAMPLE_SHARES] = {NAN, .8, .7, .6, .5, .4, .3, .2, .1};
    double least;

    (void)state;
    assert_near(keur_sample_share_at(curve, .7, &least), 5, 0);
    assert_near(least, 2, 0);
    assert_near(keur_sample_share_at(curve, .1, &least), 100, 0);
    assert_near(keur_sample_share_at(curve, .8, &least), 2, 0);
    assert_near(keur_sample_share_at(curve, .45, &least), sqrt(20 * 40), 1e-12);
    assert_near(keur_sample_share_at(curve, .81, &least), 0, 0);
    assert_true(isinf(keur_sample_share_at(curve, .09, &least)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_loops),
        cmocka_unit_test(halves_are_apart),
        cmocka_unit_test(a_copy_scores_one),
        cmocka_unit_test(samples_and_noise),
        cmocka_unit_test(persons_are_units),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(little_is_said_to_be_so),
        cmocka_unit_test(nothing_to_be_near_to),
        cmocka_unit_test(the_holdout_does_not_meet_itself),
        cmocka_unit_test(sets_are_chosen),
        cmocka_unit_test(shares_lie_on_the_curve),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
