/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/roc_curve.h"

#include <math.h>

#include "base/memory.h"
#include "base/try.h"
#include "stats/pooled.h"

keur_status keur_roc_curve(const double *member, size_t n_member, const double *non_member,
                           size_t n_non_member, keur_roc_vertex **points, size_t *n_points,
                           keur_error *err)
{
    keur_pooled all = {.scores = NULL};
    size_t n_runs = 0, above = n_member, above_other = n_non_member;
    keur_status status = KEUR_OK;

    *points = NULL;
    KEUR_TRY(keur_pooled_new(member, n_member, non_member, n_non_member, &all, err));
    for (size_t at = 0, unused, other; at < all.n; n_runs++)
        at = keur_pooled_run(&all, at, &unused, &other);
    KEUR_TRY(KEUR_NEW(*points, n_runs + 1, err));
    *n_points = n_runs + 1;
    /* Scores ascend, so the curve is filled from its end, where all lie above the threshold. */
    for (size_t at = 0, k = n_runs, in_run, other; k > 0; k--) {
        (*points)[k] = (keur_roc_vertex){(double)above_other / (double)n_non_member,
                                         (double)above / (double)n_member};
        at = keur_pooled_run(&all, at, &in_run, &other);
        above -= in_run;
        above_other -= other;
    }
out:
    keur_pooled_free(&all);
    return status;
}

double keur_roc_grid(size_t k)
{
    return pow(10, ((double)k - 40) / 10);
}

keur_status keur_roc_curve_thin(const double *member, size_t n_member, const double *non_member,
                                size_t n_non_member, keur_roc_vertex *points, size_t *n_points,
                                keur_error *err)
{
    keur_roc_vertex *curve = NULL;
    size_t n_curve, at = 0, kept = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_roc_curve(member, n_member, non_member, n_non_member, &curve, &n_curve, err));
    for (size_t k = 0; k < KEUR_ROC_GRID; k++) {
        const double fpr = keur_roc_grid(k);

        while (at + 1 < n_curve && curve[at + 1].fpr <= fpr)
            at++;
        if (3 / (double)n_non_member <= fpr)
            points[kept++] = (keur_roc_vertex){fpr, curve[at].tpr};
    }
    *n_points = kept;
out:
    keur_release(curve);
    return status;
}
