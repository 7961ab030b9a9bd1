/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the synthetic table stands on the spectrum of the Office for National Statistics: a
 * judgement on other measures' figures, by marks of this project. */
#include <keur/measure.h>

#include <math.h>
#include <string.h>

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

enum { LEVELS = 6, FEWEST = 10 };

/* Whether what a level asks for was shown. */
typedef enum step { REACHED, MISSED, UNKNOWN } step;

static const char *const names[LEVELS] = {
    "structural", "valid", "plausible", "multivariate plausible", "multivariate detailed",
    "replica"};

enum { STRUCTURE, MARGINALS, INDEX, DETECTION, N_ASKED };

typedef struct evidence {
    keur_result *of[N_ASKED];
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

        if (strcmp(figure->name, "rule-broken-excess") == 0 && !(figure->low <= 0))
            return false;
    }
    return true;
}

/* The shares that `structure` gives, of five columns of a kind or more: of fewer, a level that
 * turns on them would give a range or a level of train away. */
static step valid(const keur_result *in)
{
    static const char *const asked[][2] = {{"new-level", "new-level-holdout"},
                                           {"out-of-range", "out-of-range-holdout"}};
    bool is_any = false;

    for (size_t i = 0; i < 2; i++) {
        if (isnan(value(in, asked[i][0])))
            continue;
        is_any = true;
        if (!(beyond(in, asked[i][0], asked[i][1]) <= MOST_BEYOND))
            return MISSED;
    }
    if (!keeps_rules(in))
        return MISSED;
    return is_any ? REACHED : UNKNOWN;
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
        return valid(in->of[STRUCTURE]);
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
        "shares of new levels and of numbers out of range (five columns of a kind) at most 1 point "
        "above those of fresh rows, and no declared rule broken more often",
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
    KEUR_TRY(keur_result_add(out, &figure, err));
    if (figure.n_least >= FEWEST) /* of fewer the figure is not exported */
        KEUR_TRY(tell(level, next, out, err));
out:
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    evidence made = {.of = {NULL}};
    keur_status status = KEUR_OK;

    (void)args;
    KEUR_TRY(gather(on, &made, err));
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
