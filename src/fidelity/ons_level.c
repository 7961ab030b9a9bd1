/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the synthetic table stands on the spectrum of the Office for National Statistics: a
 * judgement on other measures' figures, by marks of this project. */
#include <keur/measure.h>

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"
#include "case/labels.h"
#include "fidelity/fidelity_registry.h"

/* Marks: README.md of this folder says why. */
#define MOST_BEYOND                                                                                \
    0.01 /* cells beyond train, or missing patterns, beyond what fresh rows have                   \
          */
#define MOST_MARGINAL  0.05 /* total variation of single columns, the same */
#define LEAST_PAIRS    0.5  /* fidelity-index-2, its lower end */
#define LEAST_TRIPLES  0.75 /* fidelity-index-3, its lower end */
#define REPLICA_INDEX  0.9
#define MOST_DETECTION 0.55 /* upper end */

enum { LEVELS = 6 };

/* Whether what a level asks for was shown. */
typedef enum step { REACHED, MISSED, UNKNOWN } step;

static const char *const names[LEVELS] = {
    "structural", "valid", "plausible", "multivariate plausible", "multivariate detailed",
    "replica"};

enum { STRUCTURE, MARGINALS, INDEX, DETECTION, N_ASKED };

typedef struct evidence {
    keur_result *of[N_ASKED];
    double beyond_train; /* share of cells, less that of fresh rows */
} evidence;

static keur_status gather(keur_case *on, evidence *made, keur_error *err)
{
    static const keur_measure *const asked[N_ASKED] = {&keur_structure, &keur_marginals,
                                                       &keur_fidelity_index, &keur_detection};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < N_ASKED; i++) {
        keur_args *args = NULL;

        KEUR_TRY(keur_args_new(asked[i], &args, err));
        status = keur_measure_run(asked[i], on, args, &made->of[i], err);
        keur_args_free(args);
        if (status != KEUR_OK)
            goto out;
    }
out:
    return status;
}

static const keur_figure *find(const keur_result *in, const char *name)
{
    for (size_t i = 0; i < keur_result_figures(in); i++) {
        const keur_figure *figure = keur_result_figure(in, i);

        if (figure->n_labels == 0 && strcmp(figure->name, name) == 0)
            return figure;
    }
    return NULL;
}

static double value(const keur_result *in, const char *name)
{
    const keur_figure *figure = find(in, name);

    return figure == NULL ? NAN : figure->value;
}

/* How far the synthetic table lies beyond fresh rows; NAN: one of the two is not known. */
static double beyond(const keur_result *in, const char *name, const char *anchor)
{
    return value(in, name) - value(in, anchor);
}

static bool keeps_rules(const keur_result *structure)
{
    for (size_t i = 0; i < keur_result_figures(structure); i++) {
        const keur_figure *figure = keur_result_figure(structure, i);

        if (strcmp(figure->name, "rule-broken-excess") == 0 && figure->low > 0)
            return false;
    }
    return true;
}

/* Of the cells of a role, the share that lie beyond train: levels that it lacks, values outside its
 * range. */
static keur_status count_beyond(const keur_case *on, keur_role role, double *share, keur_error *err)
{
    const size_t n_rows = keur_case_rows(on, role), n_columns = keur_case_columns(on);
    bool *is_there = NULL;
    double n = 0;
    keur_status status = KEUR_OK;

    for (size_t j = 0; j < n_columns; j++) {
        const keur_column *column = keur_case_column(on, j);
        const int32_t n_values = (int32_t)column->n_values, *codes = keur_case_codes(on, role, j);
        const int32_t *train = keur_case_codes(on, KEUR_TRAIN, j);
        int32_t low = n_values, high = -1;

        keur_release(is_there);
        is_there = NULL;
        KEUR_TRY(KEUR_NEW(is_there, column->n_values + column->n_levels, err));
        for (size_t i = 0; i < keur_case_rows(on, KEUR_TRAIN); i++) {
            if (train[i] >= n_values) {
                is_there[train[i]] = true;
            } else if (train[i] >= 0) {
                low = train[i] < low ? train[i] : low;
                high = train[i] > high ? train[i] : high;
            }
        }
        for (size_t i = 0; i < n_rows; i++)
            n += codes[i] >= n_values ? !is_there[codes[i]]
                                      : codes[i] >= 0 && (codes[i] < low || codes[i] > high);
    }
    *share = n / (double)n_rows / (double)n_columns;
out:
    keur_release(is_there);
    return status;
}

static keur_status measure_beyond(const keur_case *on, double *beyond_train, keur_error *err)
{
    double fresh = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(count_beyond(on, KEUR_SYNTHETIC, beyond_train, err));
    if (keur_case_has(on, KEUR_HOLDOUT))
        KEUR_TRY(count_beyond(on, KEUR_HOLDOUT, &fresh, err));
    *beyond_train -= fresh;
out:
    return status;
}

static step valid(const evidence *in)
{
    return in->beyond_train <= MOST_BEYOND && keeps_rules(in->of[STRUCTURE]) ? REACHED : MISSED;
}

static step at_least(const keur_figure *figure, double mark)
{
    if (figure == NULL || isnan(figure->low))
        return UNKNOWN;
    return figure->low >= mark ? REACHED : MISSED;
}

static step replica(const evidence *in)
{
    const keur_figure *auc = find(in->of[DETECTION], "detection-auc");
    const step index = at_least(find(in->of[INDEX], "fidelity-index-3"), REPLICA_INDEX);
    const double patterns =
        beyond(in->of[STRUCTURE], "missing-patterns", "missing-patterns-holdout");

    if (index == MISSED || patterns > MOST_BEYOND || (auc != NULL && auc->high >= MOST_DETECTION))
        return MISSED;
    return index == UNKNOWN || auc == NULL || isnan(auc->high) ? UNKNOWN : REACHED;
}

static step take(const evidence *in, int level)
{
    double gap;

    switch (level) {
    case 2:
        return valid(in);
    case 3:
        gap = beyond(in->of[MARGINALS], "total-variation", "total-variation-holdout");
        return isnan(gap) ? UNKNOWN : gap <= MOST_MARGINAL ? REACHED : MISSED;
    case 4:
        return at_least(find(in->of[INDEX], "fidelity-index-2"), LEAST_PAIRS);
    case 5:
        return at_least(find(in->of[INDEX], "fidelity-index-3"), LEAST_TRIPLES);
    case 6:
        return replica(in);
    default:
        return REACHED;
    }
}

/* Which mark was not reached, in words that quote no figure. */
static keur_status tell(int level, step next, keur_result *out, keur_error *err)
{
    static const char *const marks[LEVELS] = {
        NULL,
        "a share of cells beyond train's levels and ranges at most 1 point above that of fresh "
        "rows, and no declared rule broken more often",
        "single columns no more than 0.05 of total variation further from train than fresh rows",
        "fidelity-index-2 of at least 0.5",
        "fidelity-index-3 of at least 0.75",
        "fidelity-index-3 of at least 0.9, a detection-auc below 0.55, and the missing patterns of "
        "fresh rows"};
    keur_text text = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_format(&text, err, "ons-level: the table is %s.", names[level - 1]));
    if (level < LEVELS)
        KEUR_TRY(keur_text_format(&text, err, " To be %s it %s: %s.", names[level],
                                  next == UNKNOWN ? "would have to be shown" : "would need",
                                  marks[level]));
    KEUR_TRY(keur_result_notice(out, text.bytes, err));
out:
    keur_text_free(&text);
    return status;
}

static keur_status report(const keur_case *on, const evidence *in, keur_result *out,
                          keur_error *err)
{
    keur_figure figure = keur_figure_start("ons-level", KEUR_KIND_STATISTIC);
    step next = REACHED;
    int level = 1;
    keur_status status = KEUR_OK;

    while (level < LEVELS && (next = take(in, level + 1)) == REACHED)
        level++;
    figure.value = level;
    figure.unit = "level of 6";
    figure.direction = KEUR_HIGHER_IS_BETTER;
    figure.n = keur_case_rows(on, KEUR_TRAIN);
    figure.n_least = keur_case_rows(on, KEUR_SYNTHETIC) < figure.n
                         ? keur_case_rows(on, KEUR_SYNTHETIC)
                         : figure.n;
    figure.no_interval = "a judgement by marks on figures that have their own";
    figure.method = "1 structural, 2 valid, 3 plausible, 4 multivariate plausible, 5 multivariate "
                    "detailed, 6 replica; each holds all below it";
    keur_figure_label(&figure, "reached", names[level - 1]);
    KEUR_TRY(keur_result_add(out, &figure, err));
    KEUR_TRY(tell(level, next, out, err));
out:
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    evidence made = {.beyond_train = 0};
    keur_status status = KEUR_OK;

    (void)args;
    KEUR_TRY(gather(on, &made, err));
    KEUR_TRY(measure_beyond(on, &made.beyond_train, err));
    KEUR_TRY(report(on, &made, out, err));
out:
    for (size_t i = 0; i < N_ASKED; i++)
        keur_result_free(made.of[i]);
    return status;
}

const keur_measure keur_ons_level = {
    .name = "ons-level",
    .title = "Level on the ONS spectrum",
    .question = "How much of the real table does the synthetic one keep: its form, its columns, or "
                "how they go together?",
    .limits = "A judgement on usefulness alone; the higher the level, the more reason to look at "
              "the risks. The marks between levels are this project's.",
    .source = "Bates, Spakulova, Dove & Mealor, ONS methodology working paper series 16, 2019",
    .family = KEUR_FAMILY_FIDELITY,
    .is_slow = true,
    .run = run,
};
