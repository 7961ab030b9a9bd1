/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What attacks on membership could show at all with so many persons: a figure near chance on few
 * rows is no sign of safety. Hanley & McNeil, Radiology 143 (1982) 29-36, for the area; Steinke,
 * Nasr & Jagielski, arXiv 2305.08846, for epsilon.
 */
#include <math.h>

#include "attacks/registry.h"
#include "base/memory.h"
#include "base/try.h"
#include "case/units.h"
#include "stats/power.h"

#define POWER    0.8
#define ALPHA    0.05
#define FRACTION 0.1 /* of the pairs that are guessed */

/* Persons of a role, its rows where there are none. */
static keur_status count_persons(const keur_case *on, keur_role role, size_t *n, keur_error *err)
{
    const int32_t *units = keur_case_units(on, role);
    unsigned char *is_here = NULL;
    keur_status status = KEUR_OK;

    *n = keur_case_rows(on, role);
    if (units == NULL)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(is_here, keur_case_unit_count(on), err));
    *n = 0;
    for (size_t i = 0; i < keur_case_rows(on, role); i++) {
        *n += !is_here[units[i]];
        is_here[units[i]] = 1;
    }
out:
    keur_release(is_here);
    return status;
}

static keur_figure figure_of(const char *name, size_t m, size_t n)
{
    keur_figure figure = keur_figure_start(name, KEUR_KIND_STATISTIC);

    figure.n = m + n;
    figure.n_least = m < n ? m : n;
    figure.no_interval = "it follows from the sizes";
    return figure;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    size_t m, n;
    keur_figure auc, epsilon;
    keur_status status = KEUR_OK;

    (void)args;
    KEUR_TRY(count_persons(on, KEUR_TRAIN, &m, err));
    KEUR_TRY(count_persons(on, KEUR_NON_MEMBER, &n, err));
    auc = figure_of("detectable-auc", m, n);
    auc.value = keur_detectable_auc(m, n, POWER, ALPHA);
    auc.unit = "auc";
    auc.is_order = true; /* of nobody: it follows from the sizes */
    auc.n_apart = auc.n_least;
    auc.method = "smallest area that one attack shows with 80% power, one-sided 5%, Hanley and "
                 "McNeil's error";
    if (isnan(auc.value)) {
        auc.no_interval = NULL;
        auc.reason = "so few persons show no attack, not even one that is always right";
    }
    KEUR_TRY(keur_result_add(out, &auc, err));
    epsilon = figure_of("provable-epsilon", m, n);
    epsilon.value = fmax(keur_most_epsilon(m, n, FRACTION, ALPHA), 0);
    epsilon.unit = "epsilon";
    epsilon.method =
        "largest lower bound that can be shown with 95%: a tenth of the pairs guessed, "
        "all right, delta 0";
    KEUR_TRY(keur_result_add(out, &epsilon, err));
out:
    return status;
}

const keur_measure keur_power_measure = {
    .name = "power",
    .title = "What these rows can show",
    .question = "How good would an attack on membership have to be before these rows show it?",
    .limits = "About the sizes of the tables, not about what is in them. The best of several "
              "attacks has to be better still.",
    .source = "Hanley & McNeil, Radiology 143 (1982) 29-36; Steinke, Nasr & Jagielski, arXiv "
              "2305.08846",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .needs = KEUR_NEEDS_HOLDOUT | KEUR_NEEDS_REFERENCE,
    .run = run,
};
