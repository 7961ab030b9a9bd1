/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An attacker who learns the secret from the known columns on the synthetic table: boosted trees
 * (Chen, Guestrin, KDD 2016), 8 rounds of rate 0.5, depth 4, at least 20 rows a leaf.
 *
 * Levels and orders are classified. Of a number or date a classifier tells "missing", special
 * codes and frequent numbers (a tenth of the rows) from other numbers, and a regression guesses
 * those: the number of the table that is nearest to it. What fewer rows hold than a leaf has is
 * never guessed.
 *
 * Where the synthetic table is the holdout, models are fitted on halves of it: a row is guessed by
 * the model that did not see it, and a row of train by one of both.
 */
#include <math.h>

#include "attacks/attribute/guess_states.h"
#include "attacks/attribute/guessing.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/sort.h"
#include "base/try.h"
#include "case/units.h"
#include "learn/boosted_trees.h"
#include "learn/halves.h"

enum { HALVES = 2, LEAF_ROWS = 20 };

static const keur_boosted_options fitting = {
    .rounds = 8, .rate = 0.5, .depth = 4, .leaf_rows = LEAF_ROWS};
static const char stream[] = "attribute-model-halves";

/* The models of one target on one part of S. */
typedef struct learnt {
    keur_guess_states states;
    keur_feature *columns; /* the known columns of S */
    double *targets[2];    /* of the classifier, of the regression */
    uint32_t *rows[2];     /* their rows */
    size_t n[2];
    ptrdiff_t job[2]; /* -1: nothing to learn */
    int32_t constant; /* what other numbers are where there is no regression */
} learnt;

enum { OF_STATES, OF_NUMBERS };

typedef struct models {
    size_t n_parts;      /* 1, or 2 halves */
    unsigned char *half; /* per row of S, where there are two */
    learnt *learnt;      /* n_targets * n_parts */
    size_t n_jobs;
    keur_boosted_job *jobs;
} models;

static void free_learnt(learnt *of)
{
    keur_guess_states_free(&of->states);
    keur_release(of->columns);
    for (int kind = OF_STATES; kind <= OF_NUMBERS; kind++) {
        keur_release(of->targets[kind]);
        keur_release(of->rows[kind]);
    }
}

static void finish(keur_guessing *of)
{
    models *kept = of->state;

    if (kept == NULL)
        return;
    for (size_t i = 0; kept->learnt != NULL && i < of->n_targets * kept->n_parts; i++)
        free_learnt(&kept->learnt[i]);
    for (size_t j = 0; j < kept->n_jobs; j++)
        keur_boosted_free(kept->jobs[j].model);
    keur_release(kept->learnt);
    keur_release(kept->half);
    keur_release(kept->jobs);
    keur_release(kept);
    of->state = NULL;
}

static keur_status features_of(const keur_guessing *of, size_t target, keur_role role,
                               keur_feature **columns, keur_error *err)
{
    const keur_key_set *known = &of->targets[target].known;
    const keur_status status = KEUR_NEW(*columns, known->n, err);

    for (size_t k = 0; status == KEUR_OK && k < known->n; k++) {
        const keur_column *column = keur_case_column(of->on, known->columns[k]);

        (*columns)[k] = (keur_feature){.codes = keur_case_codes(of->on, role, known->columns[k]),
                                       .n_codes = column->n_values + column->n_levels,
                                       .n_ordered = column->n_values};
    }
    return status;
}

/* The rows of S that a part is fitted on. */
static keur_status choose_rows(const keur_guessing *of, size_t part, learnt *to, keur_error *err)
{
    const models *kept = of->state;
    const size_t n = keur_case_rows(of->on, KEUR_SYNTHETIC);
    keur_status status = KEUR_OK;

    for (int kind = OF_STATES; kind <= OF_NUMBERS; kind++) {
        to->job[kind] = -1;
        KEUR_TRY(KEUR_NEW(to->rows[kind], n, err));
        KEUR_TRY(KEUR_NEW(to->targets[kind], n, err));
    }
    for (size_t i = 0; i < n; i++) {
        if (kept->half == NULL || kept->half[i] == part)
            to->rows[OF_STATES][to->n[OF_STATES]++] = (uint32_t)i;
    }
out:
    return status;
}

/* What is learnt of the chosen rows; rows of states that are left out are left out. */
static void set_targets(const keur_column *column, const int32_t *secrets, learnt *to)
{
    const size_t n = to->n[OF_STATES];
    bool do_vary = false;

    to->n[OF_STATES] = 0;
    to->constant = KEUR_NO_GUESS;
    for (size_t i = 0; i < n; i++) {
        const uint32_t row = to->rows[OF_STATES][i];
        const int32_t secret = secrets[row], state = to->states.state_of[secret + 1];

        if (state < 0)
            continue;
        to->rows[OF_STATES][to->n[OF_STATES]++] = row;
        to->targets[OF_STATES][row] = state;
        if (to->states.codes[state] != KEUR_ANY_NUMBER)
            continue;
        to->rows[OF_NUMBERS][to->n[OF_NUMBERS]++] = row;
        to->targets[OF_NUMBERS][row] = column->values[secret];
        do_vary = do_vary || (to->constant != KEUR_NO_GUESS && to->constant != secret);
        to->constant = secret;
    }
    if (do_vary)
        to->constant = KEUR_NO_GUESS;
}

static void add_job(models *to, learnt *from, int kind, size_t n_known)
{
    const size_t n_states = from->states.n;
    const bool is_class = kind == OF_STATES;

    from->job[kind] = (ptrdiff_t)to->n_jobs;
    to->jobs[to->n_jobs++] =
        (keur_boosted_job){.on = {.columns = from->columns,
                                  .n_columns = n_known,
                                  .rows = from->rows[kind],
                                  .n_rows = from->n[kind]},
                           .target = {.kind = !is_class       ? KEUR_TARGET_NUMBER
                                              : n_states == 2 ? KEUR_TARGET_BINARY
                                                              : KEUR_TARGET_CLASS,
                                      .values = from->targets[kind],
                                      .n_classes = n_states},
                           .options = fitting};
}

static keur_status plan(const keur_guessing *of, size_t target, size_t part, keur_error *err)
{
    models *kept = of->state;
    learnt *to = &kept->learnt[target * kept->n_parts + part];
    const size_t secret = of->targets[target].secret;
    const keur_column *column = keur_case_column(of->on, secret);
    const int32_t *secrets = keur_case_codes(of->on, KEUR_SYNTHETIC, secret);
    keur_status status = KEUR_OK;

    KEUR_TRY(features_of(of, target, KEUR_SYNTHETIC, &to->columns, err));
    KEUR_TRY(choose_rows(of, part, to, err));
    KEUR_TRY(keur_guess_states_make(column, secrets, to->rows[OF_STATES], to->n[OF_STATES],
                                    LEAF_ROWS, &to->states, err));
    set_targets(column, secrets, to);
out:
    return status;
}

/* Those with most trees come first, so that no thread is left with a long one at the end. */
static int compare_states(uint32_t a, uint32_t b, const void *context)
{
    const learnt *of = context;

    return (of[a].states.n < of[b].states.n) - (of[a].states.n > of[b].states.n);
}

static keur_status add_jobs(const keur_guessing *of, keur_error *err)
{
    models *kept = of->state;
    const size_t n = of->n_targets * kept->n_parts;
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(kept->jobs, 2 * n, err));
    KEUR_TRY(KEUR_NEW(order, n, err));
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    KEUR_TRY(keur_sort(order, n, compare_states, kept->learnt, err));
    for (size_t i = 0; i < n; i++) {
        const size_t n_known = of->targets[order[i] / kept->n_parts].known.n;
        learnt *from = &kept->learnt[order[i]];

        if (from->states.n > 1)
            add_job(kept, from, OF_STATES, n_known);
        if (from->n[OF_NUMBERS] > 0 && from->constant == KEUR_NO_GUESS)
            add_job(kept, from, OF_NUMBERS, n_known);
    }
out:
    keur_release(order);
    return status;
}

static keur_status prepare(keur_guessing *of, keur_error *err)
{
    const size_t n = keur_case_rows(of->on, KEUR_SYNTHETIC);
    models *made = NULL;
    keur_status status = KEUR_OK;

    of->why_not = keur_boosted_reason();
    if (of->why_not != NULL)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(made, 1, err));
    of->state = made;
    made->n_parts = of->self[KEUR_GUESS_HOLDOUT] != NULL ? HALVES : 1;
    if (made->n_parts == HALVES) {
        KEUR_TRY(KEUR_NEW(made->half, n, err));
        KEUR_TRY(keur_halves(n, keur_case_units(of->on, KEUR_SYNTHETIC), NULL,
                             keur_case_seed(of->on), stream, made->half, err));
    }
    KEUR_TRY(KEUR_NEW(made->learnt, of->n_targets * made->n_parts, err));
    for (size_t i = 0; i < of->n_targets; i++) {
        for (size_t part = 0; part < made->n_parts; part++)
            KEUR_TRY(plan(of, i, part, err));
    }
    KEUR_TRY(add_jobs(of, err));
    KEUR_TRY(keur_boosted_fit_all(made->jobs, made->n_jobs, keur_case_threads(of->on), err));
out:
    return status;
}

/* The state with the largest margin, the first of equal ones. */
static size_t best_state(const keur_guess_states *states, const double *margins, size_t i)
{
    const double *here = margins + i * states->n;
    size_t best = 0;

    if (states->n == 2)
        return margins[i] > 0;
    for (size_t k = 1; k < states->n; k++)
        best = here[k] > here[best] ? k : best;
    return best;
}

/* What the trees of one kind say of the rows; NULL where there was nothing to learn. */
static keur_status say(const keur_guessing *of, const learnt *by, int kind,
                       const keur_features *rows, double **margins, keur_error *err)
{
    const models *kept = of->state;
    const keur_boosted *model;
    keur_status status = KEUR_OK;

    if (by->job[kind] < 0)
        return KEUR_OK;
    model = kept->jobs[by->job[kind]].model;
    KEUR_TRY(KEUR_NEW(*margins, rows->n_rows * keur_boosted_outputs(model), err));
    KEUR_TRY(keur_boosted_margins(model, rows, keur_case_threads(of->on), *margins, err));
out:
    return status;
}

/* The codes of numbers that were fitted, ascending. */
static keur_status fitted_numbers(const keur_guessing *of, size_t target, const learnt *by,
                                  int32_t **codes, size_t *n, keur_error *err)
{
    const size_t secret = of->targets[target].secret;
    const int32_t *secrets = keur_case_codes(of->on, KEUR_SYNTHETIC, secret);
    const size_t n_values = keur_case_column(of->on, secret)->n_values;
    unsigned char *is_there = NULL;
    keur_status status = KEUR_OK;

    *n = 0;
    KEUR_TRY(KEUR_NEW(is_there, n_values, err));
    KEUR_TRY(KEUR_NEW(*codes, n_values, err));
    for (size_t i = 0; i < by->n[OF_NUMBERS]; i++)
        is_there[secrets[by->rows[OF_NUMBERS][i]]] = 1;
    for (size_t v = 0; v < n_values; v++) {
        if (is_there[v])
            (*codes)[(*n)++] = (int32_t)v;
    }
out:
    keur_release(is_there);
    return status;
}

/* The nearest of n ascending numbers, the lower of two. */
static int32_t nearest_number(const double *values, const int32_t *codes, size_t n, double x)
{
    size_t low = 0, high = n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (values[codes[middle]] < x)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == n || (low > 0 && x - values[codes[low - 1]] <= values[codes[low]] - x))
        low--;
    return codes[low];
}

/* Guesses of one part for all rows of a side. */
static keur_status guess_by(const keur_guessing *of, size_t target, const learnt *by,
                            const keur_features *rows, int32_t *guesses, keur_error *err)
{
    const double *values = keur_case_column(of->on, of->targets[target].secret)->values;
    double *states = NULL, *numbers = NULL;
    int32_t *codes = NULL;
    size_t n_codes;
    keur_status status = KEUR_OK;

    KEUR_TRY(say(of, by, OF_STATES, rows, &states, err));
    KEUR_TRY(say(of, by, OF_NUMBERS, rows, &numbers, err));
    KEUR_TRY(fitted_numbers(of, target, by, &codes, &n_codes, err));
    for (size_t i = 0; i < rows->n_rows; i++) {
        const size_t state = states != NULL ? best_state(&by->states, states, i) : by->states.mode;

        guesses[i] = by->states.n == 0 ? KEUR_NO_GUESS : by->states.codes[state];
        if (by->states.n == 0 || guesses[i] != KEUR_ANY_NUMBER)
            continue;
        guesses[i] =
            numbers != NULL ? nearest_number(values, codes, n_codes, numbers[i]) : by->constant;
    }
out:
    keur_release(states);
    keur_release(numbers);
    keur_release(codes);
    return status;
}

static keur_status guess(const keur_guessing *of, size_t target, size_t side, int32_t *guesses,
                         keur_error *err)
{
    const models *kept = of->state;
    const uint32_t *self = of->self[side];
    const size_t n = keur_case_rows(of->on, keur_guess_roles[side]);
    keur_features rows = {.n_columns = of->targets[target].known.n, .n_rows = n};
    keur_random random = keur_random_start(keur_case_seed(of->on), stream, 1 + side);
    keur_feature *columns = NULL;
    int32_t *other = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(features_of(of, target, keur_guess_roles[side], &columns, err));
    rows.columns = columns;
    KEUR_TRY(guess_by(of, target, &kept->learnt[target * kept->n_parts], &rows, guesses, err));
    if (kept->n_parts == 1)
        goto out;
    KEUR_TRY(KEUR_NEW(other, n, err));
    KEUR_TRY(guess_by(of, target, &kept->learnt[target * kept->n_parts + 1], &rows, other, err));
    for (size_t i = 0; i < n; i++) {
        const bool by_chance = keur_random_below(&random, HALVES) == 1;

        /* The first part was fitted on the rows of half 0. */
        if (self != NULL && self[i] != KEUR_NO_ROW ? kept->half[self[i]] == 0 : by_chance)
            guesses[i] = other[i];
    }
out:
    keur_release(columns);
    keur_release(other);
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    static const keur_guesser by = {.prepare = prepare, .guess = guess, .finish = finish};

    return keur_guessing_run(on, args, &by, out, err);
}

static const keur_param params[] = {KEUR_PARAMS_GUESSING, {.name = NULL}};

const keur_measure keur_attribute_model = {
    .name = "attribute-model",
    .title = "A secret guessed by a model",
    .question = "Does a model that was fitted on the synthetic table guess a secret, more often "
                "for people in the train table than for others?",
    .limits = "A small model learns what many rows share; it is slow to see what few rows give "
              "away.",
    .source = "Boosted trees: Chen, Guestrin, KDD 2016; risk over a control: Giomi, Boenisch, "
              "Wehmeyer, Tasnadi, PoPETs 2023 (2)",
    .family = KEUR_FAMILY_ATTRIBUTE,
    .word = KEUR_WORD_INFERENCE,
    .params = params,
    .run = run,
    .is_slow = true,
};
