/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/membership/exchange.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/common.h"
#include "case/remembered.h"
#include "case/units.h"
#include "learn/boosted_trees.h"
#include "learn/halves.h"
#include "stats/roc.h"

/* The rows of train, then those of the holdout. */
typedef struct pool {
    size_t n_train, n;
    keur_feature *columns;
    int32_t **codes; /* of each column */
    size_t n_columns;
    int32_t *units, *groups;
    double *is_member, *margins;
    unsigned char *is_fitted;
} pool;

static void pool_free(pool *of)
{
    for (size_t j = 0; of->codes != NULL && j < of->n_columns; j++)
        keur_release(of->codes[j]);
    keur_release(of->codes);
    keur_release(of->columns);
    keur_release(of->units);
    keur_release(of->groups);
    keur_release(of->is_member);
    keur_release(of->margins);
    keur_release(of->is_fitted);
}

static keur_status pool_columns(const keur_case *on, pool *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(to->columns, keur_case_columns(on), err));
    KEUR_TRY(KEUR_NEW(to->codes, keur_case_columns(on), err));
    for (; to->n_columns < keur_case_columns(on); to->n_columns++) {
        const size_t j = to->n_columns;
        int32_t *codes;

        KEUR_TRY(KEUR_NEW(to->codes[j], to->n, err));
        codes = to->codes[j];
        memcpy(codes, keur_case_codes(on, KEUR_TRAIN, j), to->n_train * sizeof *codes);
        memcpy(codes + to->n_train, keur_case_codes(on, KEUR_HOLDOUT, j),
               (to->n - to->n_train) * sizeof *codes);
        to->columns[j] = (keur_feature){.codes = codes,
                                        .n_codes = keur_case_code_counts(on)[j],
                                        .n_ordered = keur_case_column(on, j)->n_values};
    }
out:
    return status;
}

static keur_status pool_make(const keur_case *on, pool *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    to->n_train = keur_case_rows(on, KEUR_TRAIN);
    to->n = to->n_train + keur_case_rows(on, KEUR_HOLDOUT);
    KEUR_TRY(pool_columns(on, to, err));
    KEUR_TRY(KEUR_NEW(to->units, to->n, err));
    KEUR_TRY(KEUR_NEW(to->groups, to->n, err));
    KEUR_TRY(KEUR_NEW(to->is_member, to->n, err));
    KEUR_TRY(KEUR_NEW(to->margins, to->n, err));
    KEUR_TRY(KEUR_NEW(to->is_fitted, to->n, err));
    for (size_t i = 0; i < to->n; i++) {
        const bool is_train = i < to->n_train;
        const int32_t *units = keur_case_units(on, is_train ? KEUR_TRAIN : KEUR_HOLDOUT);

        to->groups[i] = is_train;
        to->is_member[i] = is_train;
        to->units[i] = units == NULL ? (int32_t)i : units[is_train ? i : i - to->n_train];
    }
out:
    return status;
}

/* Mean margins of the scored persons of each side; *n_member and *n of them. */
static keur_status gather(const pool *of, size_t n_units, double *member, double *non_member,
                          keur_exchange *to, keur_error *err)
{
    double *sums = NULL;
    uint32_t *rows = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(sums, 2 * n_units, err));
    KEUR_TRY(KEUR_NEW(rows, 2 * n_units, err));
    for (size_t i = 0; i < of->n; i++) {
        const size_t at = (size_t)of->units[i] + (i < of->n_train ? 0 : n_units);

        if (!of->is_fitted[i]) {
            sums[at] += of->margins[i];
            rows[at]++;
        }
    }
    for (size_t at = 0; at < 2 * n_units; at++) {
        if (rows[at] > 0 && at < n_units)
            member[to->n_member++] = sums[at] / rows[at];
        else if (rows[at] > 0)
            non_member[to->n_non_member++] = sums[at] / rows[at];
    }
out:
    keur_release(sums);
    keur_release(rows);
    return status;
}

static keur_status evaluate(const pool *of, size_t n_units, keur_exchange *to, keur_error *err)
{
    double *member = NULL, *non_member = NULL;
    keur_interval interval = {NAN, NAN};
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(member, of->n, err));
    KEUR_TRY(KEUR_NEW(non_member, of->n, err));
    KEUR_TRY(gather(of, n_units, member, non_member, to, err));
    if (to->n_member < KEUR_EXCHANGE_LEAST || to->n_non_member < KEUR_EXCHANGE_LEAST) {
        to->why_not = "needs 200 persons in train and in the holdout: half of them to learn from, "
                      "half to judge by";
        goto out;
    }
    KEUR_TRY(keur_roc_auc(member, to->n_member, non_member, to->n_non_member, 0.9, &to->auc,
                          &interval, err));
    KEUR_TRY(keur_roc_apart(member, to->n_member, non_member, to->n_non_member, &to->n_apart, err));
    /* Where all rows look alike DeLong's variance is 0; the variance under no difference stands in.
     */
    if (!(interval.low < interval.high)) {
        const double m = (double)to->n_member, n = (double)to->n_non_member;
        const double reach = keur_normal_quantile(0.95) * sqrt((m + n + 1) / (12 * m * n));

        interval.low = fmax(to->auc - reach, 0);
        interval.high = fmin(to->auc + reach, 1);
    }
    to->low = interval.low;
    to->high = interval.high;
out:
    keur_release(member);
    keur_release(non_member);
    return status;
}

static keur_status check(keur_case *on, keur_exchange *to, keur_error *err)
{
    const keur_boosted_options options = keur_boosted_defaults();
    pool of = {.n = 0};
    keur_target target = {.kind = KEUR_TARGET_BINARY};
    keur_features features = {.rows = NULL};
    size_t n_units;
    keur_status status = KEUR_OK;

    to->why_not = keur_boosted_reason();
    if (!keur_case_has(on, KEUR_HOLDOUT))
        to->why_not = "needs a holdout table: real rows that the generator did not see";
    else if (keur_case_rows(on, KEUR_TRAIN) < 2 * KEUR_EXCHANGE_LEAST ||
             keur_case_rows(on, KEUR_HOLDOUT) < 2 * KEUR_EXCHANGE_LEAST)
        to->why_not = "needs 200 persons in train and in the holdout: half of them to learn from, "
                      "half to judge by";
    if (to->why_not != NULL)
        return KEUR_OK;
    KEUR_TRY(pool_make(on, &of, err));
    n_units = keur_case_unit_count(on) > 0 ? keur_case_unit_count(on) : of.n;
    KEUR_TRY(keur_halves(of.n, of.units, of.groups, keur_case_seed(on), "exchangeable",
                         of.is_fitted, err));
    features = (keur_features){of.columns, of.n_columns, NULL, of.n};
    target.values = of.is_member;
    KEUR_TRY(keur_boosted_held_out(&features, &target, of.is_fitted, &options,
                                   keur_case_threads(on), of.margins, err));
    KEUR_TRY(evaluate(&of, n_units, to, err));
out:
    pool_free(&of);
    return status;
}

static const char key[] = "exchangeable";

keur_status keur_exchange_check(keur_case *on, const keur_exchange **found, keur_error *err)
{
    keur_exchange *made = NULL, *kept;
    keur_status status = KEUR_OK;

    *found = keur_case_kept_of_real(on, key);
    if (*found != NULL)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(made, 1, err));
    *made = (keur_exchange){.auc = NAN, .low = NAN, .high = NAN};
    KEUR_TRY(check(on, made, err));
    kept = made;
    made = NULL;
    KEUR_TRY(keur_case_keep_of_real(on, key, kept, keur_release, err));
    *found = kept;
out:
    keur_release(made);
    return status;
}

keur_status keur_exchange_invalidates(keur_case *on, const char **why, keur_error *err)
{
    const keur_exchange *found = NULL;
    const keur_status status = keur_exchange_check(on, &found, err);

    *why = NULL;
    if (status == KEUR_OK && found->why_not == NULL && found->low > 0.5)
        *why = "train and holdout can be told apart without the synthetic table (exchangeable): "
               "what an attack finds may be that difference";
    return status;
}
