/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_BOOTSTRAP_H
#define KEUR_STATS_BOOTSTRAP_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

#include "stats/intervals.h"

/**
 * The statistic of one resample: person i counts weight[i] times. Runs on several threads at once,
 * so `context` is read only; a value that is not finite says that it is undefined there.
 *
 * @param weight  of all groups one after the other; every group's weights sum to its size
 */
typedef keur_status (*keur_bootstrap_statistic)(const uint32_t *weight, const void *context,
                                                double *value, keur_error *err);

typedef struct keur_bootstrap_plan {
    const size_t *sizes; /* persons in each group; groups (members, non-members) are drawn apart */
    size_t n_groups;
    size_t n_draws; /* 0: 1,999 */
    uint64_t seed;
    double level; /* coverage; 0: 0.95 */
    int threads;  /* 0: all; changes nothing but the time */
} keur_bootstrap_plan;

typedef struct keur_bootstrap {
    double estimate;        /* every person once */
    double error;           /* standard deviation of the draws that are defined */
    keur_interval interval; /* percentiles of the draws */
    size_t n_draws, n_undefined;
} keur_bootstrap;

/**
 * Bootstrap by person: percentile interval of a statistic of weighted persons.
 *
 * A person is the unit that is drawn, with all rows that are theirs: the statistic multiplies each
 * row by its person's weight. Draws where the statistic is undefined count as below everything for
 * the lower end and above everything for the upper; an end among them is NAN.
 *
 * For smooth statistics (means, ratios, areas). Not for extremes, nor for a difference at the
 * boundary of its range.
 *
 * @param draws  room for n_draws values in the order of the draws, or NULL
 * @retval KEUR_EDATA a group is empty
 * @return what the statistic returned where it failed: on the lowest draw
 *
 * One statistic and one pass over the persons a draw; 4 bytes a person and thread. Efron &
 * Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
 */
keur_status keur_bootstrap_find(const keur_bootstrap_plan *plan, keur_bootstrap_statistic statistic,
                                const void *context, keur_bootstrap *found, double *draws,
                                keur_error *err);

/** Weights of draw number `draw`: multinomial, each of n persons with probability 1/n in each of n
 * drawings. Depends on the seed, the group and the draw only. */
void keur_bootstrap_weights(uint64_t seed, size_t group, size_t draw, size_t n, uint32_t *weight);

#endif
