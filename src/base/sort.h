/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_BASE_SORT_H
#define KEUR_BASE_SORT_H

#include <stddef.h>
#include <stdint.h>

#include <keur/status.h>

/** Negative, zero or positive as item a comes before, with or after item b. */
typedef int (*keur_compare)(uint32_t a, uint32_t b, const void *context);

/**
 * Sort item numbers by a comparison; items that compare equal keep their order (merge sort).
 * O(n log n) time, O(n) memory.
 */
keur_status keur_sort(uint32_t *items, size_t n, keur_compare compare, const void *context,
                      keur_error *err);

/** order = the n positions that put `values` (no NaN) in ascending order, ties by position. */
keur_status keur_sort_order(const double *values, size_t n, uint32_t *order, keur_error *err);

#endif
