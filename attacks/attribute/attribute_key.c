/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An attacker who looks up the known keys in the synthetic table and takes the most frequent secret
 * of the rows that have them (CAP); of equally frequent ones the lowest, "missing" last. Where no
 * row has all keys as they are, numbers need only fall into the same quantile group of train; where
 * none has those, keys are dropped one by one, and where none is left the most frequent secret of
 * the whole table is taken.
 *
 * Keys are dropped from the last of --keys on. Without --keys, that which tells least about the
 * secret in the synthetic table goes first, by the probability that a secret drawn among the rows
 * with the same key is the right one, less what a key of as many levels would reach by chance:
 * (sum over key k, secret t of n_kt^2 / n_k - K (1 - sum (n_t / n)^2)) / n, K levels of the key.
 *
 * Taub, Elliot, Pampaka, Smith: Differential correct attribution probability, PSD 2018; Goodman,
 * Kruskal, JASA 49 (1954) 732-764, whose tau this is before it is divided.
 */
#include <string.h>

#include "attacks/attribute/guessing.h"
#include "attacks/attribute/key_lookup.h"
#include "attacks/attribute/secret_tally.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"

typedef struct key_orders {
    const keur_grouped *grouped; /* NULL: numbers as they are */
    size_t **order;              /* per target: its keys, those that are kept longest first */
} key_orders;

static void finish(keur_guessing *of)
{
    key_orders *kept = of->state;

    if (kept == NULL)
        return;
    for (size_t i = 0; kept->order != NULL && i < of->n_targets; i++)
        keur_release(kept->order[i]);
    keur_release(kept->order);
    keur_release(kept);
    of->state = NULL;
}

static keur_rows rows_of(const keur_guessing *of, keur_role role)
{
    const key_orders *kept = of->state;

    return kept->grouped != NULL ? kept->grouped->rows[role] : keur_case_view(of->on, role);
}

static size_t codes_of(const keur_guessing *of, size_t column)
{
    const key_orders *kept = of->state;

    return kept->grouped != NULL ? kept->grouped->n_codes[column]
                                 : keur_case_code_counts(of->on)[column];
}

/* What a target's keys are weighed with. */
typedef struct weighing {
    const keur_guessing *of;
    const int32_t *secrets;
    size_t n, *starts;
    uint32_t *rows, *counts; /* rows of S in order of a key; room for codes of the secret */
    double by_chance;        /* sum (n_t / n)^2 */
} weighing;

static void free_weighing(weighing *of)
{
    keur_release(of->starts);
    keur_release(of->rows);
    keur_release(of->counts);
}

static keur_status start_weighing(const keur_guessing *of, size_t target, weighing *made,
                                  keur_error *err)
{
    const size_t secret = of->targets[target].secret;
    const keur_key_set *known = &of->targets[target].known;
    size_t n_codes = 0;
    keur_status status = KEUR_OK;

    *made = (weighing){.of = of,
                       .secrets = keur_case_codes(of->on, KEUR_SYNTHETIC, secret),
                       .n = keur_case_rows(of->on, KEUR_SYNTHETIC)};
    for (size_t k = 0; k < known->n; k++)
        n_codes =
            codes_of(of, known->columns[k]) > n_codes ? codes_of(of, known->columns[k]) : n_codes;
    KEUR_TRY(KEUR_NEW(made->starts, n_codes + 2, err));
    KEUR_TRY(KEUR_NEW(made->rows, made->n, err));
    KEUR_TRY(KEUR_NEW(made->counts, keur_case_code_counts(of->on)[secret] + 1, err));
    for (size_t i = 0; i < made->n; i++)
        made->rows[i] = (uint32_t)i;
    (void)keur_secret_tally_rows(made->rows, made->n, made->secrets, made->counts,
                                 &made->by_chance);
    made->by_chance /= (double)made->n;
out:
    return status;
}

/* What a key tells about the secret, negative: the most telling comes first. */
static double weigh_key(weighing *with, size_t key)
{
    const int32_t *codes = rows_of(with->of, KEUR_SYNTHETIC).codes[key];
    const size_t n_levels = codes_of(with->of, key) + 1;
    size_t used = 0, begin = 0;
    double agreement = 0;

    memset(with->starts, 0, (n_levels + 1) * sizeof *with->starts);
    for (size_t i = 0; i < with->n; i++)
        with->starts[codes[i] + 2]++;
    for (size_t c = 0; c < n_levels; c++)
        with->starts[c + 1] += with->starts[c];
    /* Each start moves on to the end of its level. */
    for (size_t i = 0; i < with->n; i++)
        with->rows[with->starts[codes[i] + 1]++] = (uint32_t)i;
    for (size_t c = 0; c < n_levels; c++) {
        (void)keur_secret_tally_rows(with->rows + begin, with->starts[c] - begin, with->secrets,
                                     with->counts, &agreement);
        used += with->starts[c] > begin;
        begin = with->starts[c];
    }
    return -(agreement - (double)used * (1 - with->by_chance)) / (double)with->n;
}

static keur_status order_keys(const keur_guessing *of, size_t target, size_t *order,
                              keur_error *err)
{
    const keur_key_set *known = &of->targets[target].known;
    weighing with = {.n = 0};
    uint32_t *at = NULL;
    double *weights = NULL;
    keur_status status = KEUR_OK;

    for (size_t k = 0; k < known->n; k++)
        order[k] = known->columns[k];
    if (keur_args_has(of->args, "keys") || keur_case_rows(of->on, KEUR_SYNTHETIC) == 0)
        return KEUR_OK;
    KEUR_TRY(start_weighing(of, target, &with, err));
    KEUR_TRY(KEUR_NEW(at, known->n, err));
    KEUR_TRY(KEUR_NEW(weights, known->n, err));
    for (size_t k = 0; k < known->n; k++)
        weights[k] = weigh_key(&with, known->columns[k]);
    KEUR_TRY(keur_sort_order(weights, known->n, at, err));
    for (size_t k = 0; k < known->n; k++)
        order[k] = known->columns[at[k]];
out:
    keur_release(at);
    keur_release(weights);
    free_weighing(&with);
    return status;
}

static keur_status prepare(keur_guessing *of, keur_error *err)
{
    const double groups = keur_args_number(of->args, "groups");
    key_orders *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(made, 1, err));
    of->state = made;
    if (groups > 0)
        KEUR_TRY(keur_case_grouped(of->on, (size_t)groups, &made->grouped, err));
    KEUR_TRY(KEUR_NEW(made->order, of->n_targets, err));
    for (size_t i = 0; i < of->n_targets; i++) {
        KEUR_TRY(KEUR_NEW(made->order[i], of->targets[i].known.n, err));
        KEUR_TRY(order_keys(of, i, made->order[i], err));
    }
out:
    return status;
}

static keur_status guess(const keur_guessing *of, size_t target, size_t side, int32_t *guesses,
                         keur_error *err)
{
    const key_orders *kept = of->state;
    const keur_case *on = of->on;
    const keur_role role = keur_guess_roles[side];
    const size_t secret = of->targets[target].secret, n_keys = of->targets[target].known.n;
    const size_t *order = kept->order[target];
    keur_key_column *columns = NULL;
    keur_key_lookup ask = {.n_columns = n_keys,
                           .n_single = n_keys,
                           .secrets = keur_case_codes(on, KEUR_SYNTHETIC, secret),
                           .n_in = keur_case_rows(on, KEUR_SYNTHETIC),
                           .n_codes = keur_case_code_counts(on)[secret],
                           .n_asked = keur_case_rows(on, role),
                           .self = of->self[side]};
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(columns, 2 * n_keys, err));
    for (size_t k = 0; k < n_keys; k++)
        columns[k] = (keur_key_column){.in = rows_of(of, KEUR_SYNTHETIC).codes[order[k]],
                                       .asked = rows_of(of, role).codes[order[k]],
                                       .n_codes = codes_of(of, order[k])};
    for (size_t k = 0; k < n_keys && kept->grouped != NULL; k++) {
        if (kept->grouped->group_of[order[k]] == NULL)
            continue;
        columns[ask.n_columns++] =
            (keur_key_column){.in = keur_case_codes(on, KEUR_SYNTHETIC, order[k]),
                              .asked = keur_case_codes(on, role, order[k]),
                              .n_codes = keur_case_code_counts(on)[order[k]]};
    }
    ask.columns = columns;
    KEUR_TRY(keur_key_look_up(&ask, keur_case_threads(on), guesses, err));
out:
    keur_release(columns);
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    static const keur_guesser by = {.prepare = prepare, .guess = guess, .finish = finish};

    return keur_guessing_run(on, args, &by, out, err);
}

static const keur_param params[] = {
    KEUR_PARAMS_GUESSING,
    {.name = "groups",
     .type = KEUR_PARAM_INTEGER,
     .low = 0,
     .high = 1000,
     .fallback = "20",
     .unit = "groups",
     .help = "where no synthetic row has the keys as they are, numbers need only fall into the "
             "same of so many quantile groups of train; 0: numbers as they are"},
    {.name = NULL}};

const keur_measure keur_attribute_key = {
    .name = "attribute-key",
    .title = "A secret looked up by keys",
    .question = "Do the synthetic rows with a person's keys, or most of them, give away a secret, "
                "more often for people in the train table than for others?",
    .limits = "Keys count as equal or not; rows that nearly agree are not looked at.",
    .source = "Taub, Elliot, Pampaka, Smith: Differential correct attribution probability, PSD "
              "2018, with fewer keys where a combination does not occur",
    .family = KEUR_FAMILY_ATTRIBUTE,
    .word = KEUR_WORD_INFERENCE,
    .params = params,
    .run = run,
};
