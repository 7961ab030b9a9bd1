/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether the table has the form of the real one. Of S beside train T, and as anchor (`-holdout`)
 * of fresh rows beside T:
 *
 *   new-level          share of cells, over columns of levels, whose level T lacks
 *   unseen-level       ... whose level T and the holdout lack
 *   out-of-range       ... over columns of numbers: below the lowest, above the highest of T
 *   finer-number       ... with more decimals than any number of T in the column
 *   missing-patterns   total variation distance of which columns are missing together
 *   new-pattern        share of rows whose pattern of missing values T lacks
 *   rule-broken        share of rows that break a rule of the schema; in T and the holdout too
 *   rule-unknown       share of rows of which missing values leave open whether they do
 *   columns-...        the columns of S's file beside those of T's
 *   rows-ratio         rows of S over rows of T
 *
 * What a rate of rows beyond T is for one column tells T's lowest and highest number, or whether a
 * level occurs, to whoever has S: it is not exported (assess/export_single.c), the mean over five
 * columns or more is, in steps.
 */
#include <math.h>
#include <stdio.h>

#include "base/try.h"
#include "case/add_figure.h"
#include "case/layout.h"
#include "case/rules.h"
#include "fidelity/beyond.h"
#include "fidelity/fidelity_registry.h"
#include "fidelity/missing_patterns.h"
#include "stats/intervals.h"

/* A mean over fewer columns, beside the released table, gives the range of one away. */
enum { LEAST_COLUMNS = 5 };

static const char beyond_train[] = "share beyond train";

static const struct {
    const char *name, *none;
} beyonds[KEUR_N_BEYOND] = {
    [KEUR_NEW_LEVEL] = {"new-level", "there is no column of levels"},
    [KEUR_UNSEEN_LEVEL] = {"unseen-level", "needs a holdout and a column of levels"},
    [KEUR_OUT_OF_RANGE] = {"out-of-range", "there is no column of numbers or dates"},
    [KEUR_FINER_NUMBER] = {"finer-number", "there is no column of numbers"},
};

static keur_figure start(const char *unit)
{
    keur_figure like = keur_figure_start("", KEUR_KIND_STATISTIC);

    like.unit = unit;
    like.direction = KEUR_LOWER_IS_BETTER;
    return like;
}

static const char no_rows[] = "needs a holdout, or two rows to halve the train table";

/* --- values beyond train */

/* A mean of shares of cells, in [0, 1] and often near none: Wilson's interval of as many
 * independent cells as have the variance p (1 - p) / size that the rows (persons) show, and of the
 * rows where all are alike. */
static void set_average(keur_figure *figure, const keur_moments *of)
{
    const double n = (double)of->n, p = fmin(of->mean, 1), spread = of->squares / (n - 1);
    const double rows = of->size == 0 ? n : of->size;
    const double size = of->n > 1 && of->squares > 0 ? p * (1 - p) / spread * rows : rows;

    figure->value = p;
    figure->n = of->n;
    figure->method = "mean over rows of the share of columns, Wilson score interval of as many "
                     "cells as the spread of rows is worth";
    if (isnan(size)) {
        figure->no_interval = "all rows belong together, so that there is one only";
    } else {
        const keur_interval found = keur_interval_wilson(p * size, size, figure->level);

        figure->low = found.low;
        figure->high = found.high;
    }
}

static keur_status add_average(keur_result *out, const keur_beyond_found *found, size_t kind,
                               const char *suffix, keur_error *err)
{
    keur_figure like = start("share");
    char full[64];

    (void)snprintf(full, sizeof full, "%s%s", beyonds[kind].name, suffix);
    if (found->n_of_kind[kind] == 0)
        return keur_add_reason(out, &like, full, beyonds[kind].none, err);
    if (found->n_of_kind[kind] < LEAST_COLUMNS)
        return keur_add_reason(
            out, &like, full,
            "needs 5 columns of its kind, so that none gives its range or levels away", err);
    set_average(&like, &found->rows[kind]);
    like.name = full;
    return keur_result_add(out, &like, err);
}

static keur_status add_each(const keur_case *on, keur_result *out, const keur_comparison *from,
                            const keur_beyond_found *found, size_t kind, keur_error *err)
{
    keur_figure like = start(beyond_train);
    char full[64];
    keur_status status = KEUR_OK;

    (void)snprintf(full, sizeof full, "%s%s", beyonds[kind].name, from->suffix);
    like.n_labels = 1;
    for (size_t j = 0; j < found->n_columns; j++) {
        const keur_beyond_rows *of = &found->columns[j][kind];

        if (!of->is_of_kind)
            continue;
        like.labels[0] = (keur_label){"column", keur_case_column(on, j)->name};
        KEUR_TRY(keur_add_clustered_rate(out, &like, full, of->n, (double)from->other.n_rows,
                                         of->size, err));
    }
out:
    return status;
}

/* Fresh rows are what "unseen" is set against: of them there is no such figure. */
static bool is_asked(size_t kind, const keur_comparison *from)
{
    return kind != KEUR_UNSEEN_LEVEL || *from->suffix == '\0';
}

static keur_status compare_values(const keur_case *on, const keur_args *args,
                                  const keur_comparison *from, const keur_rows *holdout,
                                  keur_result *out, keur_error *err)
{
    keur_beyond_found found = {.n_columns = 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_beyond_find(on, from, holdout, &found, err));
    for (size_t kind = 0; kind < KEUR_N_BEYOND; kind++) {
        if (!is_asked(kind, from))
            continue;
        KEUR_TRY(add_average(out, &found, kind, from->suffix, err));
        if (keur_args_has(args, "each") && keur_args_is(args, "each", "yes"))
            KEUR_TRY(add_each(on, out, from, &found, kind, err));
    }
out:
    keur_beyond_free(&found);
    return status;
}

/* --- missing values */

static keur_status compare_missing(const keur_case *on, const keur_comparison *from,
                                   keur_result *out, keur_error *err)
{
    const keur_figure like_new = start(beyond_train);
    keur_figure like = start("distance");
    keur_missing_patterns found;
    char full[64];
    keur_status status = KEUR_OK;

    like.method = "patterns of missing values; jackknife over 20 groups of rows, cut to [0, 1]";
    KEUR_TRY(keur_missing_patterns_find(on, from, &found, err));
    KEUR_TRY(keur_add_jackknifed(out, &like, "missing-patterns", from, &found.distance, err));
    (void)snprintf(full, sizeof full, "new-pattern%s", from->suffix);
    KEUR_TRY(keur_add_clustered_rate(out, &like_new, full, found.n_new, (double)from->other.n_rows,
                                     found.size_new, err));
out:
    return status;
}

static keur_status add_absent(keur_result *out, const char *suffix, keur_error *err)
{
    const keur_figure like = start("share");
    static const char *const others[] = {"missing-patterns", "new-pattern"};
    char full[64];
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < KEUR_N_BEYOND; i++) {
        (void)snprintf(full, sizeof full, "%s%s", beyonds[i].name, suffix);
        if (i != KEUR_UNSEEN_LEVEL)
            KEUR_TRY(keur_add_reason(out, &like, full, no_rows, err));
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        (void)snprintf(full, sizeof full, "%s%s", others[i], suffix);
        KEUR_TRY(keur_add_reason(out, &like, full, no_rows, err));
    }
out:
    return status;
}

/* --- rules */

typedef struct rule_figure {
    const char *broken, *unknown;
} rule_figure;

static const rule_figure rule_figures[] = {
    [KEUR_TRAIN] = {"rule-broken-train", "rule-unknown-train"},
    [KEUR_HOLDOUT] = {"rule-broken-holdout", "rule-unknown-holdout"},
    [KEUR_SYNTHETIC] = {"rule-broken", "rule-unknown"},
};

static keur_status report_rule(const keur_case *on, const keur_checked_rule *rule, keur_result *out,
                               keur_error *err)
{
    static const keur_role roles[] = {KEUR_SYNTHETIC, KEUR_TRAIN, KEUR_HOLDOUT};
    keur_figure like = start("share");
    keur_status status = KEUR_OK;

    like.n_labels = 1;
    like.labels[0] = (keur_label){"rule", rule->text};
    for (size_t r = 0; r < 3; r++) {
        const keur_rule_rows *rows = &rule->rows[roles[r]];
        const rule_figure *names = &rule_figures[roles[r]];
        const double n = (double)keur_case_rows(on, roles[r]);

        if (!keur_case_has(on, roles[r]))
            continue;
        KEUR_TRY(keur_add_clustered_rate(out, &like, names->broken, rows->n_broken, n,
                                         rows->size_broken, err));
        KEUR_TRY(keur_add_clustered_rate(out, &like, names->unknown, rows->n_unknown, n,
                                         rows->size_unknown, err));
    }
    KEUR_TRY(keur_add_clustered_difference(
        out, &like, "rule-broken-excess", "rule-broken", rule->rows[KEUR_SYNTHETIC].size_broken,
        "rule-broken-train", rule->rows[KEUR_TRAIN].size_broken, err));
out:
    return status;
}

/* --- files */

static keur_status add_fact(const keur_case *on, const char *name, const char *unit, double value,
                            keur_result *out, keur_error *err)
{
    keur_figure figure = keur_figure_start(name, KEUR_KIND_STATISTIC);

    figure.unit = unit;
    figure.value = value;
    figure.n = keur_case_rows(on, KEUR_SYNTHETIC);
    figure.method = "of the two files";
    figure.no_interval = "a fact of the files, not an estimate";
    return keur_result_add(out, &figure, err);
}

static keur_status report_files(const keur_case *on, keur_result *out, keur_error *err)
{
    const keur_layout *layout = keur_case_layout(on);
    const double n_train = (double)keur_case_rows(on, KEUR_TRAIN);
    keur_status status = KEUR_OK;

    KEUR_TRY(add_fact(on, "columns-shared", "columns", (double)layout->n_shared, out, err));
    KEUR_TRY(add_fact(on, "columns-lacking", "columns", (double)layout->n_lacking, out, err));
    KEUR_TRY(add_fact(on, "columns-added", "columns", (double)layout->n_added, out, err));
    KEUR_TRY(add_fact(on, "columns-moved", "columns", (double)layout->n_moved, out, err));
    KEUR_TRY(add_fact(on, "rows-ratio", "rows per row of train",
                      (double)keur_case_rows(on, KEUR_SYNTHETIC) / n_train, out, err));
out:
    return status;
}

/* --- running */

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    keur_anchors anchors = {.store = NULL};
    keur_rows holdout = {.n_rows = 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_anchors_make(on, &anchors, err));
    if (anchors.has_holdout)
        holdout = anchors.comparisons[1].other;
    for (size_t i = 0; i < 2; i++) {
        const keur_comparison *from = &anchors.comparisons[i];

        if (keur_comparison_is_empty(from)) {
            KEUR_TRY(add_absent(out, from->suffix, err));
            continue;
        }
        KEUR_TRY(compare_values(on, args, from, i == 0 && anchors.has_holdout ? &holdout : NULL,
                                out, err));
        KEUR_TRY(compare_missing(on, from, out, err));
    }
    KEUR_TRY(report_files(on, out, err));
    for (size_t i = 0; i < keur_case_rules(on); i++)
        KEUR_TRY(report_rule(on, keur_case_rule(on, i), out, err));
    if (!anchors.has_holdout)
        KEUR_TRY(keur_result_notice(out,
                                    "Without a holdout, the anchor of fresh real data is a "
                                    "random half of train against the other half.",
                                    err));
out:
    keur_anchors_free(&anchors);
    return status;
}

static const keur_param params[] = {
    {.name = "each",
     .type = KEUR_PARAM_FLAG,
     .help = "values beyond train for each column by itself; never exported"},
    {.name = NULL}};

const keur_measure keur_structure = {
    .name = "structure",
    .title = "Form of the table",
    .question = "Does it have the form of the real table: columns, levels, ranges, missing values "
                "and rules?",
    .limits = "Says nothing of how often valid values occur. Types are not measured: a value that "
              "is not of its column's type is an error.",
    .source = "This project; three-valued logic of rules: Kleene 1952",
    .family = KEUR_FAMILY_FIDELITY,
    .params = params,
    .run = run,
};
