/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place that knows names of figures: those that lead a report, by family, and what they are
 * called in plain words. Whatever is not listed is reported all the same, by its own name. */
#include "reports/view.h"

#include <string.h>

enum { MOST = 6 };

static const char *const leading[KEUR_N_FAMILIES][MOST] = {
    [KEUR_FAMILY_FIDELITY] = {"fidelity-index", "total-variation", "kolmogorov-smirnov",
                              "parity-largest-difference", "regression-effect-difference",
                              "doubly-robust-effect-difference"},
    [KEUR_FAMILY_COPY] = {"exact-copies", "left-out-copies", "synthetic-copies", "share"},
    [KEUR_FAMILY_MEMBERSHIP] = {"tpr@fpr=0.01", "auc", "p", "epsilon-lower-bound", "detectable-auc",
                                "provable-epsilon"},
    [KEUR_FAMILY_ATTRIBUTE] = {"risk", "disco", "dcap"},
    [KEUR_FAMILY_IDENTITY] = {"risk", "one-column-risk", "several-risk", "rep-u",
                              "unique-exact-match"},
};

size_t keur_headline_rank(keur_family family, const char *base)
{
    size_t i = 0;

    for (; i < MOST && leading[family][i] != NULL; i++)
        if (base != NULL && strcmp(leading[family][i], base) == 0)
            return i;
    return base == NULL ? i : SIZE_MAX;
}

/* Measures that stand for a family: the first n_join join its single ones. */
static const struct {
    size_t n_join;
    const char *names[KEUR_FRONT_PLACES];
} front[KEUR_N_FAMILIES] = {
    [KEUR_FAMILY_MEMBERSHIP] = {3,
                                {"worst-attack", "membership-audit", "membership-ensemble",
                                 "exchangeable", "power"}},
};

size_t keur_front_place(keur_family family, const char *measure, bool *joins)
{
    size_t i = 0;

    while (i < KEUR_FRONT_PLACES && front[family].names[i] != NULL &&
           strcmp(front[family].names[i], measure) != 0)
        i++;
    if (i < KEUR_FRONT_PLACES && front[family].names[i] == NULL)
        i = KEUR_FRONT_PLACES;
    *joins = i < front[family].n_join;
    return i;
}

size_t keur_useful_place(const char *measure)
{
    static const char *const names[KEUR_USEFUL_PLACES] = {
        "fidelity-index", "marginals", "pairs", "detection", "train-synthetic-test-real",
        "regression"};
    size_t i = 0;

    while (i < KEUR_USEFUL_PLACES && strcmp(names[i], measure) != 0)
        i++;
    return i;
}

const char *keur_plain_name(const char *base)
{
    static const char *const names[][2] = {
        {"auc", "AUC (0.5 is guessing)"},
        {"p", "chance of this if no attack worked (p)"},
        {"epsilon-lower-bound", "epsilon, from below"},
        {"detectable-auc", "smallest AUC that shows"},
        {"provable-epsilon", "largest epsilon that can be proved"},
        {"exact-copies", "unique real rows found as they are"},
        {"synthetic-copies", "synthetic rows equal to a real row"},
        {"share", "share nearer to train than to holdout"},
        {"risk", "gain over people not in the data (risk)"},
        {"one-column-risk", "risk by one column"},
        {"several-risk", "risk by several columns"},
        {"worst-risk", "largest risk"},
        {"one-column-success", "singled out by one column"},
        {"several-success", "singled out by several columns"},
        {"one-column-chance", "singled out by one column, by chance"},
        {"several-chance", "singled out by several columns, by chance"},
        {"s-pmse-median", "tables of two columns, median S_pMSE"},
        {"s-pmse-max", "tables of two columns, largest S_pMSE"},
        {"s-pmse", "propensity error over chance (S_pMSE)"},
        {"detection-auc", "told from real rows by a model (AUC)"},
        {"auc-difference", "AUC, fitted on synthetic rows less on train"},
        {"accuracy-difference", "levels named right, fitted on synthetic rows less on train"},
        {"r2-difference", "R2, fitted on synthetic rows less on train"},
        {"overlap", "overlap of intervals of coefficients"},
        {"precision", "synthetic rows where real rows are"},
        {"recall", "real rows where synthetic rows are"},
        {"coverage", "real rows with a synthetic row near"},
        {"disco", "secret given away (disco)"},
        {"dcap", "secret guessed, on average (dcap)"},
        {"rep-u", "unique in both tables (rep-u)"},
        {"unique-exact-match", "unique rows matched"},
        {"uniques", "rows like no other"},
        {"dcr-mean", "distance to the nearest row, mean"},
        {"dcr-median", "distance to the nearest row, median"},
        {"dcr-p5", "distance to the nearest row, 5th percentile"},
        {"nndr-mean", "nearest to second nearest (NNDR), mean"},
        {"nndr-median", "nearest to second nearest (NNDR), median"},
        {"nndr-p5", "nearest to second nearest (NNDR), 5th percentile"},
        {"closer", "synthetic rows nearer to train"},
        {"further", "synthetic rows nearer to the holdout"},
        {"equal", "synthetic rows as near to both"},
        {"left-out-copies", "values of a left-out column found in real rows"},
        {"missing", "difference of shares missing"},
        {"range-coverage", "part of the real ranges covered"},
        {"category-coverage", "part of the real categories present"},
        {"total-variation", "total variation distance"},
        {"kolmogorov-smirnov", "largest gap of distributions"},
        {"wasserstein", "Wasserstein distance of ranks"},
        {"parity-largest-difference", "gap between groups, beyond that of train"},
        {"regression-effect-difference", "effect by regression, beyond that of train"},
        {"doubly-robust-effect-difference", "doubly robust effect, beyond that of train"},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i][0], base) == 0)
            return names[i][1];
    return NULL;
}
