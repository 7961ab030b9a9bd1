/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_LEARN_XGBOOST_H
#define KEUR_LEARN_XGBOOST_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

/** What a library of boosted trees is asked: bins in, trees out. */
typedef struct keur_xgboost_problem {
    size_t n_rows, n_columns; /* both > 0 */
    /* Row i has values[k] in column columns[k] for k in [starts[i], starts[i + 1]), else nothing.
     */
    const size_t *starts; /* n_rows + 1 */
    const uint32_t *columns;
    const float *values;
    const float *labels;   /* n_rows: 0 and 1, classes from 0, or numbers */
    const float *weights;  /* n_rows, > 0 */
    const float *margins;  /* n_rows * outputs, row by row: where boosting begins */
    const char *objective; /* "binary:logistic", "multi:softprob" or "reg:squarederror" */
    size_t n_classes;      /* of multi:softprob, else 0 */
    size_t rounds, depth;
    double rate;
    double min_hessian; /* least sum of second derivatives in a leaf */
} keur_xgboost_problem;

/**
 * Fit on one thread. May be called from several threads at once.
 * @param[out] json  the model in XGBoost's JSON form, freed with keur_release()
 * @retval KEUR_ENOMEM, KEUR_EINTERNAL  as XGBoost said
 *
 * Not there in a build without XGBoost (no KEUR_HAVE_XGBOOST).
 */
keur_status keur_xgboost_fit(const keur_xgboost_problem *problem, char **json, size_t *n_json,
                             keur_error *err);

/** Version text of the library. */
const char *keur_xgboost_version(void);

#endif
