/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows found verbatim. `synthetic-copies`: synthetic rows equal to a real row. `exact-copies`: of
 * the real rows that occur once in train and holdout TOGETHER, those that occur in the synthetic
 * table; the train table's share minus the holdout's is the excess. (Uniqueness within each table
 * alone would bias the difference where their sizes differ.) `left-out-copies`: of the synthetic
 * rows with a value in a column that names records or holds free text, those whose value stands in
 * a real table.
 */
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/aside.h"
#include "case/columns.h"
#include "case/remembered.h"

/* What is counted for one real table. */
typedef struct tally {
    size_t synthetic_equal; /* synthetic rows equal to one of its rows */
    size_t unique;          /* its rows that occur once among all real rows */
    size_t unique_found;    /* of those, the ones that occur in the synthetic table */
} tally;

/* `itself`: each row of this table also stands in the synthetic table, where it must not count. */
static tally count(const keur_cells *cells, size_t real, bool itself)
{
    tally found = {0, 0, 0};

    for (size_t c = 0; c < cells->n_cells; c++) {
        const uint32_t here = cells->count[real][c];
        const uint32_t all =
            cells->count[KEUR_CELLS_TRAIN][c] + cells->count[KEUR_CELLS_HOLDOUT][c];
        const uint32_t synthetic = cells->count[KEUR_CELLS_SYNTHETIC][c];

        if (here > itself)
            found.synthetic_equal += synthetic;
        if (here == 1 && all == 1) {
            found.unique++;
            found.unique_found += synthetic > itself;
        }
    }
    return found;
}

/* Values that one row has: whoever finds one in the synthetic table has found a person. */
static keur_status report_unique(const keur_case *on, const keur_aside *aside,
                                 const keur_figure *like, keur_result *out, keur_error *err)
{
    static const char unique[] = "left-out-unique-copies";
    static const char of_holdout[] = "left-out-unique-copies-holdout";
    static const char excess[] = "left-out-copies-excess";
    const bool has_holdout = keur_case_has(on, KEUR_HOLDOUT);
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_add_rate(out, like, unique, (double)aside->unique_found[0],
                           (double)aside->unique[0], err));
    if (!has_holdout)
        return keur_add_reason(out, like, excess, "needs a holdout table", err);
    KEUR_TRY(keur_add_rate(out, like, of_holdout, (double)aside->unique_found[1],
                           (double)aside->unique[1], err));
    KEUR_TRY(keur_add_rate_difference(out, like, excess, unique, of_holdout, err));
out:
    return status;
}

/* Columns that name records, or hold free text, take no part elsewhere. */
static keur_status report_asides(const keur_case *on, keur_result *out, keur_error *err)
{
    keur_figure like = {
        .unit = "share", .level = 0.95, .direction = KEUR_HIGHER_IS_RISKIER, .n_labels = 1};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < keur_case_asides(on); i++) {
        const keur_aside *aside = keur_case_aside(on, i);
        const double n = (double)aside->n_synthetic;

        like.labels[0] = (keur_label){"column", aside->name};
        KEUR_TRY(keur_add_rate(out, &like, "left-out-copies", (double)aside->in_train, n, err));
        if (keur_case_has(on, KEUR_HOLDOUT))
            KEUR_TRY(keur_add_rate(out, &like, "left-out-copies-holdout", (double)aside->in_holdout,
                                   n, err));
        KEUR_TRY(report_unique(on, aside, &like, out, err));
    }
    if (keur_case_asides(on) > 0)
        KEUR_TRY(keur_result_notice(out,
                                    "Columns that name records or hold free text were left "
                                    "out of all measures but one: how many of their values "
                                    "stand in the synthetic table (left-out-copies; of those that "
                                    "one person has, left-out-copies-excess).",
                                    err));
out:
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    const keur_figure like = {.unit = "share", .level = 0.95, .direction = KEUR_HIGHER_IS_RISKIER};
    const double n_synthetic = (double)keur_case_rows(on, KEUR_SYNTHETIC);
    const keur_cells *cells = NULL;
    size_t *columns = NULL, n = 0;
    tally train, holdout;
    keur_status status = KEUR_OK;

    (void)args;
    KEUR_TRY(keur_columns_but(on, SIZE_MAX, &columns, &n, err));
    KEUR_TRY(keur_case_cells(on, columns, n, 0, &cells, err));
    KEUR_TRY(report_asides(on, out, err));
    train = count(cells, KEUR_CELLS_TRAIN, false);
    KEUR_TRY(keur_add_rate(out, &like, "synthetic-copies", (double)train.synthetic_equal,
                           n_synthetic, err));
    KEUR_TRY(keur_add_rate(out, &like, "exact-copies", (double)train.unique_found,
                           (double)train.unique, err));
    if (!keur_case_has(on, KEUR_HOLDOUT)) {
        KEUR_TRY(keur_add_reason(out, &like, "exact-copies-excess",
                                 "needs a holdout table, to tell copies from what chance gives",
                                 err));
        goto out;
    }
    holdout = count(cells, KEUR_CELLS_HOLDOUT, keur_case_is_holdout(on, KEUR_SYNTHETIC));
    KEUR_TRY(keur_add_rate(out, &like, "synthetic-copies-holdout", (double)holdout.synthetic_equal,
                           n_synthetic, err));
    KEUR_TRY(keur_add_rate(out, &like, "exact-copies-holdout", (double)holdout.unique_found,
                           (double)holdout.unique, err));
    KEUR_TRY(keur_add_rate_difference(out, &like, "exact-copies-excess", "exact-copies",
                                      "exact-copies-holdout", err));
out:
    keur_columns_free(columns);
    return status;
}

const keur_measure keur_exact_copies = {
    .name = "exact-copies",
    .title = "Exact copies",
    .question = "Do real rows occur verbatim in the synthetic table, beyond what chance gives?",
    .limits = "A copy with one cell changed is not seen; no copies is no evidence of safety.",
    .source = "Shown as a copy detector only: Yao et al., arXiv 2505.01524",
    .family = KEUR_FAMILY_COPY,
    .run = run,
};
