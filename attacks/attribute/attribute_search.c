/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keys that tell a secret best: for each secret the set of one to four other columns with the
 * largest disco-excess, disco of train minus disco of the holdout (attribute_keys.c).
 *
 * A random half of the persons of train and holdout chooses the set, the other half judges it, so
 * that the interval needs no allowance for the search. Chosen by a beam: all single keys, then the
 * best sets of each size with every further key; numbers as they are and in 20 quantile groups. The
 * secret of worst-excess is that with the largest excess in the choosing half, so its interval is
 * honest too. p is Fisher's, of no more rows told in train than in the holdout, by Holm over
 * secrets: exact where rows of both are exchangeable, however small the tables. Where rows belong
 * to persons, those of one count together, and p is that of a score test.
 *
 * disco after Raab, Nowok, Dibben: Practical privacy metrics for synthetic data. The search is this
 * project's own.
 */
#include <math.h>

#include "attacks/attribute/key_search.h"
#include "attacks/keys.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/columns.h"
#include "case/labels.h"
#include "case/remembered.h"
#include "case/units.h"
#include "learn/halves.h"
#include "stats/holm.h"
#include "stats/told_test.h"

/* Rows of a table that take part in the choice, at most: more do not choose better. Wide tables get
 * a narrower beam, so that their sets are some ten thousand. */
enum { MOST_ROWS = 50000, MOST_BEAM = 10, MOST_SETS = 20000, ENCODINGS = 2, LEAST_ROWS = 4 };

typedef struct searching {
    keur_case *on;
    size_t most_keys, beam, n_secrets, n_candidates, n_encodings;
    size_t *secrets, *candidates;
    size_t groups[ENCODINGS];
    unsigned char *is_choosing; /* per row of train, then of the holdout */
    uint32_t *chosen_rows, *judged_rows;
    keur_search_rows choosing, judging;
    keur_search_codes *codes[ENCODINGS], *judged[ENCODINGS];
    keur_search_found *chosen; /* per encoding and secret; then per secret */
    keur_search_found *found;  /* per secret, counted in the judging half */
    uint32_t *person;          /* of the judging rows; NULL: no unit */
    keur_told_rows tested;     /* the judging rows */
    double (*sizes)[2];        /* per secret: independent rows of train, and of the holdout */
    double *p, *adjusted;
} searching;

static void searching_free(searching *of)
{
    for (size_t e = 0; e < ENCODINGS; e++) {
        keur_search_codes_free(of->codes[e]);
        keur_search_codes_free(of->judged[e]);
    }
    keur_columns_free(of->secrets);
    keur_columns_free(of->candidates);
    keur_release(of->is_choosing);
    keur_release(of->chosen_rows);
    keur_release(of->judged_rows);
    keur_release(of->chosen);
    keur_release(of->found);
    keur_release(of->person);
    keur_release(of->sizes);
    keur_release(of->p);
    keur_release(of->adjusted);
}

/* --secret, else the declared secrets, else every column; keys likewise among all others. */
static keur_status choose_columns(const keur_args *args, searching *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_columns_of(to->on, args, "secret", &to->secrets, &to->n_secrets, err));
    if (to->n_secrets == 0) {
        keur_columns_free(to->secrets);
        to->secrets = NULL;
        KEUR_TRY(keur_columns_with(to->on, KEUR_COLUMN_SECRET, &to->secrets, &to->n_secrets, err));
    }
    if (to->n_secrets == 0) {
        keur_columns_free(to->secrets);
        to->secrets = NULL;
        KEUR_TRY(keur_columns_but(to->on, SIZE_MAX, &to->secrets, &to->n_secrets, err));
    }
    KEUR_TRY(keur_columns_but(to->on, SIZE_MAX, &to->candidates, &to->n_candidates, err));
out:
    return status;
}

static void choose_settings(const keur_args *args, searching *to)
{
    const size_t n = to->n_candidates, scores = MOST_SETS / (2 * n * to->n_secrets + 1);
    bool has_numbers = false;

    to->most_keys = (size_t)keur_args_number(args, "most-keys");
    to->beam = scores / 3 < 1 ? 1 : scores / 3 > MOST_BEAM ? MOST_BEAM : scores / 3;
    for (size_t j = 0; j < n; j++)
        has_numbers |= keur_case_column(to->on, j)->n_values > KEUR_KEY_GROUPS;
    to->n_encodings = 1;
    if (keur_args_has(args, "groups"))
        to->groups[0] = (size_t)keur_args_number(args, "groups");
    else if (has_numbers)
        to->groups[to->n_encodings++] = KEUR_KEY_GROUPS;
}

static keur_status halve(searching *to, keur_error *err)
{
    static const keur_role roles[] = {KEUR_TRAIN, KEUR_HOLDOUT};
    const size_t n_train = keur_case_rows(to->on, KEUR_TRAIN);
    const size_t n = n_train + keur_case_rows(to->on, KEUR_HOLDOUT);
    int32_t *units = NULL, *groups = NULL;
    size_t at = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(to->is_choosing, n, err));
    KEUR_TRY(KEUR_NEW(units, n, err));
    KEUR_TRY(KEUR_NEW(groups, n, err));
    for (size_t r = 0; r < 2; r++) {
        const int32_t *of = keur_case_units(to->on, roles[r]);

        for (size_t i = 0; i < keur_case_rows(to->on, roles[r]); i++, at++) {
            units[at] = of != NULL ? of[i] : (int32_t)at;
            groups[at] = (int32_t)r;
        }
    }
    KEUR_TRY(keur_halves(n, units, groups, keur_case_seed(to->on), "attribute-search-halves",
                         to->is_choosing, err));
out:
    keur_release(units);
    keur_release(groups);
    return status;
}

/* Adds `most` of the rows of a role that are in this half, by seed where there are more; all of the
 * synthetic table are in both. */
static keur_status add_rows(const searching *of, keur_role role, bool is_choosing, size_t most,
                            uint32_t *rows, size_t *n_added, keur_error *err)
{
    const size_t first = role == KEUR_HOLDOUT ? keur_case_rows(of->on, KEUR_TRAIN) : 0;
    const size_t n_rows = keur_case_rows(of->on, role);
    keur_random random = keur_random_start(keur_case_seed(of->on), "attribute-search-rows", role);
    uint32_t *chosen = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < n_rows; i++) {
        if (role == KEUR_SYNTHETIC || (of->is_choosing[first + i] != 0) == is_choosing)
            rows[n++] = (uint32_t)i;
    }
    *n_added = n;
    if (n <= most)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(chosen, most, err));
    keur_random_choose(&random, n, most, chosen);
    for (size_t i = 0; i < most; i++)
        rows[i] = rows[chosen[i]];
    *n_added = most;
out:
    keur_release(chosen);
    return status;
}

static keur_status choose_rows(const searching *of, bool is_choosing, uint32_t **rows,
                               keur_search_rows *made, keur_error *err)
{
    const bool is_paired = keur_case_is_holdout(of->on, KEUR_SYNTHETIC);
    const size_t most = is_choosing ? MOST_ROWS : SIZE_MAX;
    uint32_t *at;
    keur_status status = KEUR_OK;

    *made = (keur_search_rows){.is_paired = is_paired};
    KEUR_TRY(KEUR_NEW(*rows,
                      keur_case_rows(of->on, KEUR_SYNTHETIC) + keur_case_rows(of->on, KEUR_TRAIN) +
                          keur_case_rows(of->on, KEUR_HOLDOUT),
                      err));
    at = *rows;
    /* A holdout row must find itself among the synthetic ones, if it stands there. */
    KEUR_TRY(add_rows(of, KEUR_SYNTHETIC, is_choosing, is_paired ? SIZE_MAX : most, at,
                      &made->n_synthetic, err));
    at += made->n_synthetic;
    KEUR_TRY(add_rows(of, KEUR_TRAIN, is_choosing, most, at, &made->n_train, err));
    at += made->n_train;
    KEUR_TRY(add_rows(of, KEUR_HOLDOUT, is_choosing, most, at, &made->n_holdout, err));
    made->rows = *rows;
out:
    return status;
}

static keur_status search_some(void *context, size_t begin, size_t end, keur_error *err)
{
    searching *of = context;
    keur_status status = KEUR_OK;

    for (size_t i = begin; i < end; i++) {
        const keur_search_ask ask = {.secret = of->secrets[i % of->n_secrets],
                                     .n_candidates = of->n_candidates,
                                     .candidates = of->candidates,
                                     .most_keys = of->most_keys,
                                     .beam = of->beam};

        KEUR_TRY(keur_search_keys(of->codes[i / of->n_secrets], &ask, &of->chosen[i], err));
    }
out:
    return status;
}

/* The judging rows, and whose they are. */
static keur_status list_persons(searching *of, keur_error *err)
{
    const int32_t *train = keur_case_units(of->on, KEUR_TRAIN);
    const int32_t *holdout = keur_case_units(of->on, KEUR_HOLDOUT);
    const uint32_t *rows = of->judging.rows + of->judging.n_synthetic;
    const size_t n = of->judging.n_train + of->judging.n_holdout;
    keur_status status = KEUR_OK;

    of->tested = (keur_told_rows){.n = {of->judging.n_train, of->judging.n_holdout},
                                  .n_persons = keur_case_unit_count(of->on)};
    if (train == NULL || holdout == NULL)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(of->person, n, err));
    for (size_t i = 0; i < n; i++)
        of->person[i] = (uint32_t)(i < of->judging.n_train ? train : holdout)[rows[i]];
    of->tested.person = of->person;
out:
    return status;
}

static keur_status judge_some(void *context, size_t begin, size_t end, keur_error *err)
{
    searching *of = context;
    unsigned char *told = NULL;
    keur_status status = KEUR_OK;

    if (of->person != NULL)
        KEUR_TRY(KEUR_NEW(told, of->judging.n_train + of->judging.n_holdout, err));
    for (size_t s = begin; s < end; s++) {
        size_t counts[2], best = 0;

        for (size_t e = 1; e < of->n_encodings; e++) {
            if (of->chosen[e * of->n_secrets + s].excess >
                of->chosen[best * of->n_secrets + s].excess)
                best = e;
        }
        of->chosen[s] = of->chosen[best * of->n_secrets + s];
        of->found[s] = of->chosen[s];
        KEUR_TRY(keur_search_count(of->judged[best], of->secrets[s], &of->found[s], told, err));
        counts[0] = of->found[s].train;
        counts[1] = of->found[s].holdout;
        KEUR_TRY(keur_told_test(&of->tested, counts, told, of->sizes[s], &of->p[s], err));
    }
out:
    keur_release(told);
    return status;
}

static keur_status search_all(searching *of, keur_error *err)
{
    const int threads = keur_case_threads(of->on);
    const size_t n = of->n_encodings * of->n_secrets;
    keur_status status = KEUR_OK;

    KEUR_TRY(halve(of, err));
    KEUR_TRY(choose_rows(of, true, &of->chosen_rows, &of->choosing, err));
    KEUR_TRY(choose_rows(of, false, &of->judged_rows, &of->judging, err));
    KEUR_TRY(KEUR_NEW(of->chosen, n, err));
    KEUR_TRY(KEUR_NEW(of->found, of->n_secrets, err));
    KEUR_TRY(list_persons(of, err));
    KEUR_TRY(KEUR_NEW(of->sizes, of->n_secrets, err));
    KEUR_TRY(KEUR_NEW(of->p, of->n_secrets, err));
    KEUR_TRY(KEUR_NEW(of->adjusted, of->n_secrets, err));
    for (size_t e = 0; e < of->n_encodings; e++)
        KEUR_TRY(keur_search_codes_new(of->on, &of->choosing, of->groups[e], &of->codes[e], err));
    KEUR_TRY(keur_parallel_for(n, 1, threads, search_some, of, err));
    for (size_t e = 0; e < of->n_encodings; e++) {
        keur_search_codes_free(of->codes[e]);
        of->codes[e] = NULL;
        KEUR_TRY(keur_search_codes_new(of->on, &of->judging, of->groups[e], &of->judged[e], err));
    }
    KEUR_TRY(keur_parallel_for(of->n_secrets, 1, threads, judge_some, of, err));
    KEUR_TRY(keur_holm(of->p, of->n_secrets, of->adjusted, err));
out:
    return status;
}

/* By Holm a p may be that of another secret. */
static size_t least_behind(const searching *of, size_t s)
{
    size_t least = SIZE_MAX;

    for (size_t i = 0; i < of->n_secrets; i++) {
        const size_t counts[] = {of->found[i].train, of->found[i].holdout};
        const size_t here = keur_told_least(&of->tested, counts);

        if ((i == s || (of->adjusted[i] == of->adjusted[s] && of->adjusted[i] < 1)) && here < least)
            least = here;
    }
    return least;
}

static keur_status add_p(const searching *of, size_t s, const keur_figure *like, const char *name,
                         double p, const char *method, keur_result *out, keur_error *err)
{
    keur_figure figure = *like;

    if (isnan(p))
        return keur_add_reason(out, like, name, "a table holds one person only", err);

    figure.name = name;
    figure.kind = KEUR_KIND_STATISTIC;
    figure.unit = "p";
    figure.direction = KEUR_LOWER_IS_RISKIER;
    figure.value = p;
    figure.n = of->judging.n_train + of->judging.n_holdout;
    /* It would give away a count below 10 that it is made of. */
    figure.n_least = least_behind(of, s);
    figure.method = method;
    figure.no_interval = "a p-value has none";
    return keur_result_add(out, &figure, err);
}

#define HALF ", one-sided, of the half that did not choose"
static const char *const tests[] = {"Fisher's exact test" HALF, "score test by person" HALF};
static const char *const all_tests[] = {"Fisher's exact test" HALF ", by Holm over secrets",
                                        "score test by person" HALF ", by Holm over secrets"};

static keur_status report_secret(const searching *of, size_t s, bool is_worst, keur_result *out,
                                 keur_error *err)
{
    const keur_search_found *found = &of->found[s];
    const double *size = of->sizes[s];
    keur_figure like = keur_figure_start("disco", KEUR_KIND_RATE);
    char *keys = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_columns_join(of->on, found->columns, found->n, &keys, err));
    like.unit = "percent";
    like.direction = KEUR_HIGHER_IS_RISKIER;
    keur_figure_label(&like, "secret", keur_case_column(of->on, of->secrets[s])->name);
    keur_figure_label(&like, "keys", keys);
    if (found->n_groups > 0)
        keur_figure_label(&like, "numbers", "in quantile groups");
    KEUR_TRY(keur_add_clustered_rate(out, &like, "disco", (double)found->train,
                                     (double)of->judging.n_train, size[0], err));
    KEUR_TRY(keur_add_clustered_rate(out, &like, "disco-holdout", (double)found->holdout,
                                     (double)of->judging.n_holdout, size[1], err));
    KEUR_TRY(keur_add_clustered_difference(out, &like, "disco-excess", "disco", size[0],
                                           "disco-holdout", size[1], err));
    KEUR_TRY(
        add_p(of, s, &like, "disco-p", of->adjusted[s], all_tests[of->person != NULL], out, err));
    if (is_worst) {
        KEUR_TRY(keur_add_clustered_difference(out, &like, "worst-excess", "disco", size[0],
                                               "disco-holdout", size[1], err));
        KEUR_TRY(add_p(of, s, &like, "worst-p", of->p[s], tests[of->person != NULL], out, err));
    }
out:
    keur_release(keys);
    return status;
}

static keur_status notice(const searching *of, keur_result *out, keur_error *err)
{
    const bool is_part =
        of->choosing.n_train + of->judging.n_train < keur_case_rows(of->on, KEUR_TRAIN) ||
        of->choosing.n_holdout + of->judging.n_holdout < keur_case_rows(of->on, KEUR_HOLDOUT) ||
        of->choosing.n_synthetic < keur_case_rows(of->on, KEUR_SYNTHETIC);
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_result_notice(out,
                                "attribute-search: keys were chosen on a random half of the people "
                                "and judged on the other half; not every set was tried, but the "
                                "best of each size with every further key.",
                                err));
    if (is_part)
        KEUR_TRY(keur_result_notice(out,
                                    "attribute-search: 50,000 rows of a table at most chose the "
                                    "keys, by seed; all rows of the other half judged them.",
                                    err));
out:
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    searching of = {.on = on};
    size_t worst = 0;
    keur_status status = KEUR_OK;

    if (keur_case_columns(on) < 2 || keur_case_rows(on, KEUR_TRAIN) < LEAST_ROWS ||
        keur_case_rows(on, KEUR_HOLDOUT) < LEAST_ROWS)
        return keur_result_add_missing(
            out, "worst-excess", "needs two columns, and some rows to choose by and to judge by",
            err);
    KEUR_TRY(choose_columns(args, &of, err));
    choose_settings(args, &of);
    KEUR_TRY(search_all(&of, err));
    if (of.judging.n_train == 0 || of.judging.n_holdout == 0) {
        status = keur_result_add_missing(out, "worst-excess", "needs people in both halves", err);
        goto out;
    }
    for (size_t s = 1; s < of.n_secrets; s++)
        worst = of.chosen[s].excess > of.chosen[worst].excess ? s : worst;
    for (size_t s = 0; s < of.n_secrets; s++)
        KEUR_TRY(report_secret(&of, s, s == worst, out, err));
    KEUR_TRY(notice(&of, out, err));
out:
    searching_free(&of);
    return status;
}

static const keur_param params[] = {
    {.name = "secret",
     .type = KEUR_PARAM_COLUMNS,
     .help = "columns to be guessed; default: those declared as secret, else each in turn"},
    {.name = "most-keys",
     .type = KEUR_PARAM_INTEGER,
     .low = 1,
     .high = KEUR_SEARCH_KEYS,
     .fallback = "4",
     .unit = "columns",
     .help = "keys in a set, at most"},
    {.name = "groups",
     .type = KEUR_PARAM_INTEGER,
     .low = 0,
     .high = 1000,
     .unit = "groups",
     .help = "numbers among the keys in quantile groups of train; 0: as they are; default: both "
             "as they are and in 20"},
    {.name = NULL}};

const keur_measure keur_attribute_search = {
    .name = "attribute-search",
    .title = "The keys that tell most",
    .question = "Which few things, known of a person, make the synthetic table tell a secret of "
                "people in the train table more often than of others?",
    .limits = "Not every set of keys is tried. Exact combinations only, on half of the rows.",
    .source = "disco after Raab, Nowok, Dibben: Practical privacy metrics for synthetic data; the "
              "search is keur's own",
    .family = KEUR_FAMILY_ATTRIBUTE,
    .word = KEUR_WORD_INFERENCE,
    .needs = KEUR_NEEDS_HOLDOUT,
    .params = params,
    .is_slow = true,
    .run = run,
};
