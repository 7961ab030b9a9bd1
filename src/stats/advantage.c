/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/advantage.h"

#include <math.h>

#include "base/try.h"

static double difference(double tpr, double fpr, const void *context)
{
    (void)context;
    return tpr - fpr;
}

keur_status keur_advantage_find(const double *member, size_t n_member, const double *non_member,
                                size_t n_non_member, uint64_t seed, double level,
                                keur_advantage *found, keur_error *err)
{
    keur_threshold_counts on;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_threshold_find(member, n_member, non_member, n_non_member, seed, difference, NULL,
                                 &on, err));
    found->counts = on;
    found->value =
        (double)on.hits / (double)on.n_member - (double)on.false_hits / (double)on.n_non_member;
    found->interval = keur_interval_newcombe((double)on.hits, (double)on.n_member,
                                             (double)on.false_hits, (double)on.n_non_member, level);
out:
    return status;
}

/* F1 with P put in: defined where nobody is called, too. */
static double f1(double tpr, double fpr, double t)
{
    return 2 * t * tpr / (t * tpr + (1 - t) * fpr + t);
}

static double naive_f1(double t)
{
    return 2 * t / (1 + t);
}

double keur_f_relative_of(double tpr, double fpr, double t)
{
    return (f1(tpr, fpr, t) - naive_f1(t)) / (1 - naive_f1(t));
}

static double relative(double tpr, double fpr, const void *context)
{
    const double *t = context;

    return keur_f_relative_of(tpr, fpr, *t);
}

/* F1 rises with TPR and falls with FPR. */
static keur_interval recover(double tpr, keur_interval tprs, double fpr, keur_interval fprs,
                             double t)
{
    const double value = keur_f_relative_of(tpr, fpr, t);
    const double down = hypot(value - keur_f_relative_of(tprs.low, fpr, t),
                              value - keur_f_relative_of(tpr, fprs.high, t));
    const double up = hypot(keur_f_relative_of(tprs.high, fpr, t) - value,
                            keur_f_relative_of(tpr, fprs.low, t) - value);

    return (keur_interval){fmax(value - down, keur_f_relative_of(0, 1, t)), fmin(value + up, 1)};
}

keur_status keur_f_relative_find(const double *member, size_t n_member, const double *non_member,
                                 size_t n_non_member, double t, uint64_t seed, double level,
                                 keur_f_relative *found, keur_error *err)
{
    keur_threshold_counts on;
    double m, n, tpr, fpr;
    keur_status status = KEUR_OK;

    if (!(t > 0 && t < 1))
        return keur_fail(err, KEUR_EINVAL, "the sampling fraction must lie between 0 and 1");
    KEUR_TRY(keur_threshold_find(member, n_member, non_member, n_non_member, seed, relative, &t,
                                 &on, err));
    m = (double)on.n_member;
    n = (double)on.n_non_member;
    tpr = (double)on.hits / m;
    fpr = (double)on.false_hits / n;
    found->counts = on;
    found->f = f1(tpr, fpr, t);
    found->naive = naive_f1(t);
    found->value = keur_f_relative_of(tpr, fpr, t);
    found->interval = recover(tpr, keur_interval_wilson((double)on.hits, m, level), fpr,
                              keur_interval_wilson((double)on.false_hits, n, level), t);
out:
    return status;
}
