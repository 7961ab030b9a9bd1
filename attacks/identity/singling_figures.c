/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "attacks/identity/singling_out.h"
#include "base/memory.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/labels.h"
#include "stats/clustered.h"

static const keur_figure shape = {
    .unit = "share", .level = 0.95, .direction = KEUR_HIGHER_IS_RISKIER};

/* Hits on one table as trials: those on one row, or person, belong together; a miss stands for
 * itself. */
typedef struct trials {
    size_t n, successes, n_clusters;
    uint32_t *cluster;
    unsigned char *is_success;
    double size;
} trials;

static void free_trials(trials *of)
{
    keur_release(of->cluster);
    keur_release(of->is_success);
}

static keur_status gather(const uint32_t *hits, size_t n, const uint32_t *person, size_t n_owners,
                          trials *made, keur_error *err)
{
    keur_status status = KEUR_OK;

    made->n = n;
    made->n_clusters = n_owners + n;
    KEUR_TRY(KEUR_NEW(made->cluster, n, err));
    KEUR_TRY(KEUR_NEW(made->is_success, n, err));
    for (size_t i = 0; i < n; i++) {
        const bool is_hit = hits[i] != KEUR_NOT_ONE;

        made->is_success[i] = is_hit;
        made->successes += is_hit;
        made->cluster[i] =
            is_hit ? (person != NULL ? person[hits[i]] : hits[i]) : (uint32_t)(n_owners + i);
    }
    KEUR_TRY(keur_clustered_size(made->cluster, made->is_success, n, made->n_clusters, &made->size,
                                 err));
out:
    return status;
}

static keur_status add_rate(const uint32_t *hits, size_t n, const keur_singling_tables *tables,
                            size_t table, const char *name, double *size, keur_result *out,
                            keur_error *err)
{
    const keur_searched *in = table == 0 ? &tables->train : &tables->holdout;
    const uint32_t *person = tables->person[table];
    trials of = {.n = 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(gather(hits, n, person, person != NULL ? tables->n_persons : in->n_rows, &of, err));
    KEUR_TRY(
        keur_add_clustered_rate(out, &shape, name, (double)of.successes, (double)n, of.size, err));
    *size = of.size;
out:
    free_trials(&of);
    return status;
}

static bool is_about(const keur_predicate *predicate, size_t column)
{
    for (size_t i = 0; i < predicate->n; i++) {
        if (predicate->conditions[i].column == column)
            return true;
    }
    return false;
}

/* Of the successes on train, those whose predicate has a condition on the column. */
static keur_status add_share(const keur_case *on, const keur_singling_tables *tables,
                             const keur_singled *of, const char *kind, size_t column,
                             keur_result *out, keur_error *err)
{
    const uint32_t *person = tables->person[0];
    const size_t n_owners = person != NULL ? tables->n_persons : tables->train.n_rows;
    keur_figure like = shape;
    uint32_t *cluster = NULL;
    unsigned char *is_there = NULL;
    size_t n = 0, there = 0;
    double size = NAN;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(cluster, of->guesses.n, err));
    KEUR_TRY(KEUR_NEW(is_there, of->guesses.n, err));
    for (size_t i = 0; i < of->guesses.n; i++) {
        if (of->train[i] == KEUR_NOT_ONE)
            continue;
        is_there[n] = is_about(&of->guesses.items[i], column);
        there += is_there[n];
        cluster[n++] = person != NULL ? person[of->train[i]] : of->train[i];
    }
    if (n > 0)
        KEUR_TRY(keur_clustered_size(cluster, is_there, n, n_owners, &size, err));
    like.direction = KEUR_DIRECTION_NONE;
    keur_figure_label(&like, "column", keur_case_column(on, column)->name);
    keur_figure_label(&like, "predicates", kind);
    KEUR_TRY(keur_add_clustered_rate(out, &like, "share-of-successes", (double)there, (double)n,
                                     size, err));
out:
    keur_release(cluster);
    keur_release(is_there);
    return status;
}

static keur_status report_none(const keur_singling_names *names, keur_result *out, keur_error *err)
{
    const char *const all[] = {names->success, names->holdout, names->chance, names->risk};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        KEUR_TRY(keur_add_reason(out, &shape, all[i], names->none, err));
out:
    return status;
}

keur_status keur_singling_report(const keur_case *on, const keur_singling_tables *tables,
                                 const keur_singled *of, const keur_singling_names *names,
                                 keur_result *out, keur_error *err)
{
    const size_t n = of->guesses.n;
    double size, size_holdout, size_chance;
    keur_status status = KEUR_OK;

    if (n == 0)
        return report_none(names, out, err);
    KEUR_TRY(add_rate(of->train, n, tables, 0, names->success, &size, out, err));
    if (of->chance.n == 0)
        KEUR_TRY(keur_add_reason(out, &shape, names->chance,
                                 "columns shuffled one by one give no such predicate", err));
    else
        KEUR_TRY(add_rate(of->by_chance, of->chance.n, tables, 0, names->chance, &size_chance, out,
                          err));
    if (tables->no_holdout != NULL) {
        KEUR_TRY(keur_add_reason(out, &shape, names->holdout, tables->no_holdout, err));
        KEUR_TRY(keur_add_reason(out, &shape, names->risk, tables->no_holdout, err));
    } else {
        KEUR_TRY(add_rate(of->holdout, n, tables, 1, names->holdout, &size_holdout, out, err));
        KEUR_TRY(keur_add_clustered_risk(out, &shape, names->risk, names->success, size,
                                         names->holdout, size_holdout, err));
    }
    for (size_t j = 0; j < keur_case_columns(on); j++)
        KEUR_TRY(add_share(on, tables, of, names->kind, j, out, err));
out:
    return status;
}

static keur_status add_largest(const keur_singling_names *names, size_t largest, double high,
                               const char *name, keur_result *out, keur_error *err)
{
    const keur_figure *from = keur_result_find(out, names[largest].risk);
    keur_figure figure = *from;
    char method[120];

    (void)snprintf(method, sizeof method,
                   "the largest over kinds of predicates (%s), with the largest of the upper ends",
                   names[largest].kind);
    figure.name = name;
    figure.high = high;
    figure.method = method;
    return keur_result_add(out, &figure, err);
}

/* The largest over kinds that have one; the reason of the first that has none where all must. */
static keur_status add_worst(const keur_singling_names *names, const bool *are_offered, size_t n,
                             bool all_offered, const char *name, keur_result *out, keur_error *err)
{
    const char *reason = "the synthetic table offers no predicate that selects one of its rows";
    size_t largest = n;
    double value = -INFINITY, high = -INFINITY;

    for (size_t i = 0; i < n; i++) {
        const keur_figure *risk = keur_result_find(out, names[i].risk);

        if (!are_offered[i])
            continue;
        if (isnan(risk->value)) {
            reason = risk->reason;
            if (all_offered)
                return keur_add_reason(out, &shape, name, reason, err);
            continue;
        }
        high = fmax(high, risk->high);
        if (risk->value > value) {
            value = risk->value;
            largest = i;
        }
    }
    return largest == n ? keur_add_reason(out, &shape, name, reason, err)
                        : add_largest(names, largest, high, name, out, err);
}

keur_status keur_singling_risks(const keur_singling_names *names, const bool *are_offered, size_t n,
                                keur_result *out, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(add_worst(names, are_offered, n, true, "risk", out, err));
    KEUR_TRY(add_worst(names, are_offered, n, false, "worst-risk", out, err));
out:
    return status;
}
