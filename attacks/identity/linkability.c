/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether two tables that share a person but no column can be joined through the synthetic one. For
 * each real row: its k nearest synthetic rows by the key columns A, and its k nearest by B; the
 * attack succeeds where one synthetic row is in both sets. For k = 1 .. K:
 *
 *   success          share of train rows; success-holdout of holdout rows; excess their difference
 *   risk             (a - c) / (1 - c), a of train, c of holdout, on Wilson centres
 *   chance           that two sets of k rows drawn from the n synthetic rows meet:
 *                    1 - C(n - k, k) / C(n, k)
 *
 * Distances are those of --scaling range (attacks/README.md), summed over numbers first; ties go to
 * the lowest row. Giomi, Boenisch, Wehmeyer, Tasnadi: A unified framework for quantifying privacy
 * risk in synthetic data, PoPETs 2023 (2), section 6.2.
 */
#include <math.h>
#include <stdio.h>

#include "attacks/identity/linked_sets.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/columns.h"
#include "case/labels.h"
#include "case/scaled_space.h"
#include "case/units.h"
#include "stats/clustered.h"

enum { LEAST_ROWS = 20, N_SETS = KEUR_LINKED_SETS };

/* The synthetic rows by one set of keys, as the engine wants them: numbers first. */
typedef struct searched {
    keur_scaled_space scaled;
    keur_space_column *columns;
    const int32_t **asked, **there;
    keur_index *index;
} searched;

static void free_searched(searched *of)
{
    keur_index_free(of->index);
    keur_release(of->columns);
    keur_release(of->asked);
    keur_release(of->there);
    keur_scaled_space_free(&of->scaled);
}

static keur_status search_by(keur_case *on, const keur_column_set *set, const keur_ask *ask,
                             searched *made, keur_error *err)
{
    keur_space space = {.n_columns = set->n};
    keur_rows rows = {keur_case_rows(on, ask->to), set->n, NULL};
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_scaled_space_make(on, ask, &made->scaled, err));
    KEUR_TRY(KEUR_NEW(made->columns, set->n, err));
    KEUR_TRY(KEUR_NEW(made->asked, set->n, err));
    KEUR_TRY(KEUR_NEW(made->there, set->n, err));
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < set->n; i++) {
            const size_t j = set->columns[i];

            if (made->scaled.columns[j].is_numeric != (pass == 0))
                continue;
            made->columns[n] = made->scaled.columns[j];
            made->asked[n] = keur_case_codes(on, ask->from, j);
            made->there[n++] = keur_case_codes(on, ask->to, j);
        }
    }
    space.columns = made->columns;
    rows.codes = made->there;
    KEUR_TRY(keur_index_new(&space, &rows, keur_case_threads(on), &made->index, err));
out:
    return status;
}

/* found[i * k + j]: the synthetic row that is neighbour j of row i of a role. */
static keur_status nearest_by(keur_case *on, const keur_column_set *set, const keur_ask *ask,
                              uint32_t *found, keur_error *err)
{
    searched by = {.index = NULL};
    keur_near_options options = {.k = ask->k, .threads = keur_case_threads(on)};
    keur_rows queries = {keur_case_rows(on, ask->from), set->n, NULL};
    uint32_t *self = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(search_by(on, set, ask, &by, err));
    KEUR_TRY(keur_case_self(on, ask->from, ask->to, &self, err));
    options.self = self;
    queries.codes = by.asked;
    KEUR_TRY(keur_index_nearest(by.index, &queries, &options, found, NULL, err));
out:
    keur_release(self);
    free_searched(&by);
    return status;
}

static bool is_among(uint32_t row, const uint32_t *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (rows[i] == row)
            return true;
    }
    return false;
}

/* The least k at which the first k of two lists of neighbours meet; k + 1 where they do not. */
static size_t meet(const uint32_t *a, const uint32_t *b, size_t k)
{
    for (size_t i = 0; i < k; i++) {
        if ((a[i] != KEUR_NO_ROW && is_among(a[i], b, i + 1)) ||
            (b[i] != KEUR_NO_ROW && is_among(b[i], a, i)))
            return i + 1;
    }
    return k + 1;
}

/* The rows of one real table. */
typedef struct targets {
    size_t n;
    size_t *meets;       /* per row: the least k that succeeds */
    uint32_t *person;    /* per row, or NULL */
    unsigned char *hits; /* room for a flag a row */
} targets;

static void free_targets(targets *of)
{
    keur_release(of->meets);
    keur_release(of->person);
    keur_release(of->hits);
}

static keur_status attack(keur_case *on, const keur_column_set sets[N_SETS], const keur_ask *ask,
                          targets *made, keur_error *err)
{
    const int32_t *units = keur_case_units(on, ask->from);
    uint32_t *rows[N_SETS] = {NULL, NULL};
    keur_status status = KEUR_OK;

    made->n = keur_case_rows(on, ask->from);
    KEUR_TRY(KEUR_NEW(made->meets, made->n, err));
    KEUR_TRY(KEUR_NEW(made->hits, made->n, err));
    for (size_t s = 0; s < N_SETS; s++) {
        KEUR_TRY(KEUR_NEW(rows[s], made->n * ask->k, err));
        KEUR_TRY(nearest_by(on, &sets[s], ask, rows[s], err));
    }
    for (size_t i = 0; i < made->n; i++)
        made->meets[i] = meet(rows[0] + i * ask->k, rows[1] + i * ask->k, ask->k);
    if (units != NULL)
        KEUR_TRY(KEUR_NEW(made->person, made->n, err));
    for (size_t i = 0; units != NULL && i < made->n; i++)
        made->person[i] = (uint32_t)units[i];
out:
    keur_release(rows[0]);
    keur_release(rows[1]);
    return status;
}

/* Successes of a table at k, with persons as clusters: their rate, and *size for what is made of
 * it. */
static keur_status add_success(const keur_case *on, targets *of, size_t k, const keur_figure *like,
                               const char *name, double *size, keur_result *out, keur_error *err)
{
    size_t successes = 0;
    keur_status status = KEUR_OK;

    *size = (double)of->n;
    for (size_t i = 0; i < of->n; i++) {
        of->hits[i] = of->meets[i] <= k;
        successes += of->hits[i];
    }
    if (of->person != NULL)
        KEUR_TRY(
            keur_clustered_size(of->person, of->hits, of->n, keur_case_unit_count(on), size, err));
    KEUR_TRY(
        keur_add_clustered_rate(out, like, name, (double)successes, (double)of->n, *size, err));
out:
    return status;
}

/* What two sets of k of n rows drawn at random give. */
static keur_status add_chance(const keur_figure *like, size_t k, size_t n, keur_result *out,
                              keur_error *err)
{
    keur_figure figure = keur_figure_start("chance", KEUR_KIND_STATISTIC);
    double none = 1;

    for (size_t i = 0; i < k; i++)
        none *= k + i < n ? (double)(n - k - i) / (double)(n - i) : 0;
    figure.value = 1 - none;
    figure.n = n;
    figure.unit = "share";
    figure.method = "two sets of random synthetic rows, hypergeometric";
    figure.no_interval = "follows from the numbers of neighbours and synthetic rows alone";
    for (size_t i = 0; i < like->n_labels; i++)
        keur_figure_label(&figure, like->labels[i].name, like->labels[i].value);
    return keur_result_add(out, &figure, err);
}

/* Train and holdout as attacked; `no_holdout` says why there is no holdout to compare with. */
typedef struct attacked {
    targets train, holdout;
    const char *no_holdout;
    size_t n_synthetic;
    const char *keys, *with; /* names of the two sets where there are several pairs, else NULL */
} attacked;

static void label(const attacked *of, size_t k, char text[static 24], keur_figure *like)
{
    (void)snprintf(text, 24, "%zu", k);
    keur_figure_label(like, "neighbours", text);
    if (of->keys != NULL) {
        keur_figure_label(like, "keys", of->keys);
        keur_figure_label(like, "with", of->with);
    }
}

static keur_status report(const keur_case *on, attacked *of, size_t k, keur_result *out,
                          keur_error *err)
{
    keur_figure like = {.unit = "share", .level = 0.95, .direction = KEUR_HIGHER_IS_RISKIER};
    char text[24];
    double size, size_holdout;
    keur_status status = KEUR_OK;

    label(of, k, text, &like);
    KEUR_TRY(add_success(on, &of->train, k, &like, "success", &size, out, err));
    KEUR_TRY(add_chance(&like, k, of->n_synthetic, out, err));
    if (of->no_holdout != NULL)
        return KEUR_OK;
    KEUR_TRY(add_success(on, &of->holdout, k, &like, "success-holdout", &size_holdout, out, err));
    KEUR_TRY(keur_add_clustered_difference(out, &like, "excess", "success", size, "success-holdout",
                                           size_holdout, err));
    KEUR_TRY(keur_add_clustered_risk(out, &like, "risk", "success", size, "success-holdout",
                                     size_holdout, err));
out:
    return status;
}

/* For single numbers of neighbours: why there is no figure. */
static keur_status report_none(const attacked *of, size_t from, size_t to, const char *why,
                               keur_result *out, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t k = from; k <= to; k++) {
        keur_figure like = {.level = 0.95, .direction = KEUR_HIGHER_IS_RISKIER};
        char text[24];

        label(of, k, text, &like);
        KEUR_TRY(keur_add_reason(out, &like, "success", why, err));
        KEUR_TRY(keur_add_reason(out, &like, "risk", why, err));
    }
out:
    return status;
}

static keur_status attack_tables(keur_case *on, const keur_args *args,
                                 const keur_column_set sets[N_SETS], size_t k, attacked *made,
                                 keur_error *err)
{
    keur_ask ask = {.from = KEUR_TRAIN,
                    .to = KEUR_SYNTHETIC,
                    .k = k,
                    .scaling = KEUR_SCALING_RANGE,
                    .source = keur_args_is(args, "scale-source", "case") ? KEUR_SCALES_OF_CASE
                                                                         : KEUR_SCALES_OF_REAL};
    keur_status status = KEUR_OK;

    made->n_synthetic = keur_case_rows(on, KEUR_SYNTHETIC);
    if (!keur_case_has(on, KEUR_HOLDOUT))
        made->no_holdout = "needs a holdout table, to tell a leak from what chance gives";
    else if (keur_case_rows(on, KEUR_HOLDOUT) < LEAST_ROWS)
        made->no_holdout = "needs 20 rows of the holdout, to tell a leak from what chance gives";
    KEUR_TRY(attack(on, sets, &ask, &made->train, err));
    ask.from = KEUR_HOLDOUT;
    if (made->no_holdout == NULL)
        KEUR_TRY(attack(on, sets, &ask, &made->holdout, err));
out:
    return status;
}

static keur_status run_pair(keur_case *on, const keur_args *args, const keur_linked_pairs *pairs,
                            size_t at, keur_result *out, keur_error *err)
{
    const keur_column_set *sets = pairs->sets[at];
    /* A row that stands in the synthetic table itself has one row less to meet. */
    const size_t n = keur_case_rows(on, KEUR_SYNTHETIC) - keur_case_is_holdout(on, KEUR_SYNTHETIC);
    const size_t k = (size_t)keur_args_number(args, "neighbours"), most = k < n ? k : n;
    char *names[N_SETS] = {NULL, NULL};
    attacked of = {.no_holdout = NULL};
    keur_status status = KEUR_OK;

    for (size_t s = 0; s < N_SETS && pairs->n > 1; s++)
        KEUR_TRY(keur_columns_join(on, sets[s].columns, sets[s].n, &names[s], err));
    of.keys = names[0];
    of.with = names[1];
    if (most > 0)
        KEUR_TRY(attack_tables(on, args, sets, most, &of, err));
    for (size_t i = 1; i <= most; i++)
        KEUR_TRY(report(on, &of, i, out, err));
    if (of.no_holdout != NULL && at == 0) /* once, whatever the number of neighbours */
        KEUR_TRY(keur_result_add_missing(out, "risk", of.no_holdout, err));
    KEUR_TRY(
        report_none(&of, most + 1, k, "the synthetic table has fewer rows than that", out, err));
out:
    free_targets(&of.train);
    free_targets(&of.holdout);
    for (size_t s = 0; s < N_SETS; s++)
        keur_release(names[s]);
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    keur_linked_pairs pairs = {.n = 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_linked_sets_make(on, args, &pairs, out, err));
    if (pairs.sets[0][0].n == 0 || pairs.sets[0][1].n == 0) {
        status = keur_result_add_missing(out, "risk",
                                         "needs two columns, one for either set of keys", err);
        goto out;
    }
    if (keur_case_rows(on, KEUR_TRAIN) < LEAST_ROWS) {
        status = keur_result_add_missing(out, "risk", "needs 20 rows of train", err);
        goto out;
    }
    for (size_t i = 0; i < pairs.n; i++)
        KEUR_TRY(run_pair(on, args, &pairs, i, out, err));
    if (keur_case_unit_count(on) > 0)
        KEUR_TRY(keur_result_notice(out,
                                    "Every row of a person is attacked by itself; in the intervals "
                                    "of linkability the rows of one person count together.",
                                    err));
out:
    keur_linked_pairs_free(&pairs);
    return status;
}

static const keur_param params[] = {
    {.name = "keys-a",
     .type = KEUR_PARAM_COLUMNS,
     .help = "columns of one table to be joined; default: the first of every two declared key_sets "
             "that share no column, else every other key, or column where fewer than two are keys"},
    {.name = "keys-b",
     .type = KEUR_PARAM_COLUMNS,
     .help = "columns of the other table, none of them in --keys-a; default: the other key_set, or "
             "beside --keys-a all other keys or columns"},
    {.name = "neighbours",
     .type = KEUR_PARAM_INTEGER,
     .low = 1,
     .high = KEUR_MAX_NEIGHBOURS,
     .fallback = "10",
     .unit = "rows",
     .help = "synthetic rows looked at by either set of keys; all from 1 to this are reported"},
    {.name = "scale-source",
     .type = KEUR_PARAM_CHOICE,
     .choices = "real|case",
     .fallback = "real",
     .help = "ranges of numbers: of train and holdout, or of the attacked rows and the synthetic "
             "table together"},
    {.name = NULL}};

const keur_measure keur_linkability = {
    .name = "linkability",
    .title = "Linkability",
    .question = "Can two tables about the same people that share no column be joined through the "
                "synthetic table, better for people in train than for others?",
    .limits = "Tries one division of the columns and plain distances; another division may link "
              "better.",
    .source = "Giomi, Boenisch, Wehmeyer, Tasnadi, PoPETs 2023 (2)",
    .family = KEUR_FAMILY_IDENTITY,
    .word = KEUR_WORD_LINKABILITY,
    .params = params,
    .run = run,
};
