/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether what stands out in the synthetic table S picks one person out of the real one. Predicates
 * that select exactly one row of S, on one column and on several (predicates.h), succeed where they
 * select exactly one row of a real table:
 *
 *   one-column-success           on train T; -success-holdout on the holdout H
 *   one-column-chance            of predicates with values drawn at random, on T
 *   one-column-risk              (a - c) / (1 - c), a of T, c of H, on Wilson centres
 *   several-...                  the same; chance from S with every column shuffled
 *   share-of-successes           of the successes on T, those with a condition on a column
 *
 * The fewer rows a table has, the more often a predicate selects one, so T and H are searched at
 * equal size, the larger sub-sampled by seed. Predicates that hit one row, or one person, are one
 * cluster in every interval.
 *
 * Giomi, Boenisch, Wehmeyer, Tasnadi: A unified framework for quantifying privacy risk in synthetic
 * data, PoPETs 2023 (2), section 6.1; Article 29 Working Party, Opinion 05/2014 (WP216).
 */
#include "attacks/identity/singling_out.h"

#include "attacks/registry.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/remembered.h"
#include "case/units.h"

enum { LEAST_ROWS = 20, ONE_COLUMN = 0, SEVERAL, N_KINDS };

static const keur_singling_names kinds[N_KINDS] = {
    {"one column", "one-column-success", "one-column-success-holdout", "one-column-chance",
     "one-column-risk", "no column of the synthetic table has a value that selects one row"},
    {"several columns", "several-success", "several-success-holdout", "several-chance",
     "several-risk",
     "no values of two or three columns were found that select one row of the synthetic table"}};

/* --- the tables --- */

static keur_status search_role(const keur_case *on, keur_role role, size_t n, keur_searched *made,
                               uint32_t **person, keur_error *err)
{
    const keur_rows rows = keur_case_view(on, role);
    const int32_t *units = keur_case_units(on, role);
    keur_random random = keur_random_start(keur_case_seed(on), "singling-out-size", role);
    uint32_t *chosen = NULL;
    keur_status status = KEUR_OK;

    if (n < rows.n_rows) {
        KEUR_TRY(KEUR_NEW(chosen, n, err));
        keur_random_choose(&random, rows.n_rows, n, chosen);
    }
    KEUR_TRY(keur_searched_make(&rows, keur_case_code_counts(on), chosen, n, made, err));
    if (units != NULL)
        KEUR_TRY(KEUR_NEW(*person, n, err));
    for (size_t i = 0; units != NULL && i < n; i++)
        (*person)[i] = (uint32_t)units[chosen != NULL ? chosen[i] : i];
out:
    keur_release(chosen);
    return status;
}

static const char *why_no_holdout(const keur_case *on)
{
    if (!keur_case_has(on, KEUR_HOLDOUT))
        return "needs a holdout table, to tell a leak from what chance gives";
    if (keur_case_rows(on, KEUR_HOLDOUT) < LEAST_ROWS)
        return "needs 20 rows of the holdout, to tell a leak from what chance gives";
    if (keur_case_is_holdout(on, KEUR_SYNTHETIC))
        return "the synthetic table is the holdout: whatever selects one row of it selects that "
               "row itself, so the holdout is no control";
    return NULL;
}

static keur_status search_tables(const keur_case *on, keur_singling_tables *made, keur_error *err)
{
    const size_t n_train = keur_case_rows(on, KEUR_TRAIN);
    const size_t n_holdout = keur_case_rows(on, KEUR_HOLDOUT);
    size_t n = n_train;
    keur_status status = KEUR_OK;

    made->no_holdout = why_no_holdout(on);
    made->n_persons = keur_case_unit_count(on);
    if (made->no_holdout == NULL) {
        n = n_train < n_holdout ? n_train : n_holdout;
        made->is_subsampled = n_train != n_holdout;
        KEUR_TRY(search_role(on, KEUR_HOLDOUT, n, &made->holdout, &made->person[1], err));
    }
    KEUR_TRY(search_role(on, KEUR_TRAIN, n, &made->train, &made->person[0], err));
out:
    return status;
}

static void free_tables(keur_singling_tables *of)
{
    keur_searched_free(&of->train);
    keur_searched_free(&of->holdout);
    keur_release(of->person[0]);
    keur_release(of->person[1]);
}

/* The synthetic table with every column in an order of its own. */
static keur_status shuffle(const keur_case *on, keur_searched *made, keur_error *err)
{
    const keur_rows rows = keur_case_view(on, KEUR_SYNTHETIC);
    uint32_t *order = NULL;
    const int32_t **views = NULL;
    int32_t **codes = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(order, rows.n_rows, err));
    KEUR_TRY(KEUR_NEW(views, rows.n_columns, err));
    KEUR_TRY(KEUR_NEW(codes, rows.n_columns, err));
    for (size_t j = 0; j < rows.n_columns; j++) {
        keur_random random = keur_random_start(keur_case_seed(on), "singling-out-shuffle", j);

        KEUR_TRY(KEUR_NEW(codes[j], rows.n_rows, err));
        for (size_t i = 0; i < rows.n_rows; i++)
            order[i] = (uint32_t)i;
        keur_random_shuffle(&random, order, rows.n_rows);
        for (size_t i = 0; i < rows.n_rows; i++)
            codes[j][i] = rows.codes[j][order[i]];
        views[j] = codes[j];
    }
    KEUR_TRY(keur_searched_make(&(keur_rows){rows.n_rows, rows.n_columns, views},
                                keur_case_code_counts(on), NULL, 0, made, err));
out:
    for (size_t j = 0; codes != NULL && j < rows.n_columns; j++)
        keur_release(codes[j]);
    keur_release(codes);
    keur_release(views);
    keur_release(order);
    return status;
}

/* --- the attack --- */

static keur_status guess(const keur_case *on, size_t most, keur_singled made[N_KINDS],
                         keur_error *err)
{
    const keur_rows rows = keur_case_view(on, KEUR_SYNTHETIC);
    const uint64_t seed = keur_case_seed(on);
    const int threads = keur_case_threads(on);
    keur_searched synthetic = {.codes = NULL}, shuffled = {.codes = NULL};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_searched_make(&rows, keur_case_code_counts(on), NULL, 0, &synthetic, err));
    KEUR_TRY(keur_predicates_single(on, &synthetic, most, seed, &made[ONE_COLUMN].guesses, err));
    KEUR_TRY(keur_predicates_chance(on, &synthetic, &made[ONE_COLUMN].guesses, seed,
                                    &made[ONE_COLUMN].chance, err));
    KEUR_TRY(keur_predicates_several(on, &synthetic, most, seed, "singling-out-several", threads,
                                     &made[SEVERAL].guesses, err));
    keur_searched_free(&synthetic);
    KEUR_TRY(shuffle(on, &shuffled, err));
    KEUR_TRY(keur_predicates_several(on, &shuffled, most, seed, "singling-out-shuffled", threads,
                                     &made[SEVERAL].chance, err));
out:
    keur_searched_free(&synthetic);
    keur_searched_free(&shuffled);
    return status;
}

static keur_status hit_by(const keur_searched *in, const keur_predicates *of, int threads,
                          uint32_t **hits, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(*hits, of->n, err));
    KEUR_TRY(keur_predicates_hit(in, of->items, of->n, threads, *hits, err));
out:
    return status;
}

static keur_status attack(const keur_case *on, const keur_singling_tables *tables, size_t kind,
                          keur_singled *of, keur_result *out, keur_error *err)
{
    const int threads = keur_case_threads(on);
    keur_status status = KEUR_OK;

    KEUR_TRY(hit_by(&tables->train, &of->guesses, threads, &of->train, err));
    KEUR_TRY(hit_by(&tables->train, &of->chance, threads, &of->by_chance, err));
    if (tables->no_holdout == NULL)
        KEUR_TRY(hit_by(&tables->holdout, &of->guesses, threads, &of->holdout, err));
    KEUR_TRY(keur_singling_report(on, tables, of, &kinds[kind], out, err));
out:
    return status;
}

static keur_status say(const keur_case *on, const keur_singling_tables *tables, keur_result *out,
                       keur_error *err)
{
    keur_status status = KEUR_OK;

    if (tables->is_subsampled)
        KEUR_TRY(keur_result_notice(out,
                                    "Train and holdout differ in size: predicates are counted at "
                                    "equal size, in a sub-sample of the larger.",
                                    err));
    if (keur_case_unit_count(on) > 0)
        KEUR_TRY(keur_result_notice(out,
                                    "Persons may have several rows: a predicate succeeds where it "
                                    "selects one row, so one that selects all rows of a person is "
                                    "not counted; predicates that hit one person count as one in "
                                    "the intervals.",
                                    err));
out:
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    keur_singling_tables tables = {.no_holdout = NULL};
    keur_singled of[N_KINDS] = {{.train = NULL}};
    bool are_offered[N_KINDS];
    keur_status status = KEUR_OK;

    if (keur_case_rows(on, KEUR_TRAIN) < LEAST_ROWS) {
        KEUR_TRY(keur_result_add_missing(out, "risk", "needs 20 rows of train", err));
        return keur_result_add_missing(out, "worst-risk", "needs 20 rows of train", err);
    }
    KEUR_TRY(search_tables(on, &tables, err));
    KEUR_TRY(guess(on, (size_t)keur_args_number(args, "attacks"), of, err));
    for (size_t kind = 0; kind < N_KINDS; kind++) {
        are_offered[kind] = of[kind].guesses.n > 0;
        KEUR_TRY(attack(on, &tables, kind, &of[kind], out, err));
    }
    KEUR_TRY(keur_singling_risks(kinds, are_offered, N_KINDS, out, err));
    KEUR_TRY(say(on, &tables, out, err));
out:
    for (size_t kind = 0; kind < N_KINDS; kind++) {
        keur_predicates_free(&of[kind].guesses);
        keur_predicates_free(&of[kind].chance);
        keur_release(of[kind].train);
        keur_release(of[kind].holdout);
        keur_release(of[kind].by_chance);
    }
    free_tables(&tables);
    return status;
}

static const keur_param params[] = {
    {.name = "attacks",
     .type = KEUR_PARAM_INTEGER,
     .low = 1,
     .high = 100000,
     .fallback = "2000",
     .unit = "predicates",
     .help = "predicates of either kind at most, as many from every column"},
    {.name = NULL}};

const keur_measure keur_singling_out = {
    .name = "singling-out",
    .title = "Singling out",
    .question = "Does what stands out in the synthetic table pick out one person of train, more "
                "often than one of the holdout?",
    .limits = "Tries simple predicates only; others may single out more.",
    .source =
        "Giomi, Boenisch, Wehmeyer, Tasnadi, PoPETs 2023 (2); Article 29 Working Party, WP216",
    .family = KEUR_FAMILY_IDENTITY,
    .word = KEUR_WORD_SINGLING_OUT,
    .params = params,
    .run = run,
};
