/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_PATTERN_H
#define KEUR_REPORTS_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum { KEUR_MOST_HOLES = 12 };

/** What a conversion of printf may have written. */
typedef enum keur_hole {
    KEUR_HOLE_TEXT,  /**< %s: anything */
    KEUR_HOLE_COUNT, /**< %zu: digits */
    KEUR_HOLE_WHOLE, /**< %d, %u, %<PRIu64>: digits, of something that is no count */
    KEUR_HOLE_REAL,  /**< %g, %f, %e */
    KEUR_HOLE_CHAR   /**< %c */
} keur_hole;

/** A format of printf, read backwards: which texts could it have written, and from what? */
typedef struct keur_pattern {
    size_t n_holes;
    keur_hole holes[KEUR_MOST_HOLES];
    const char *literals[KEUR_MOST_HOLES + 1]; /**< before each hole, and after the last */
    size_t n_literal;                          /**< bytes of all literals */
} keur_pattern;

/** A part of a text. */
typedef struct keur_part {
    const char *at;
    size_t n;
} keur_part;

/** A conversion that begins at a per cent sign: how long it is, what it writes and, for `%2$s`, its
 * place from 1 on; 0 where it has none. @return its bytes, 0 where it is none */
size_t keur_conversion(const char *at, keur_hole *hole, size_t *place);

/** Read a format. @retval KEUR_EPARSE it has a conversion that is not known, or too many */
keur_status keur_pattern_make(const char *format, keur_arena *arena, keur_pattern *made,
                              keur_error *err);

/**
 * Whether n bytes could have been written by the format. Each hole takes as little as it can, the
 * first first; a hole of text holds whole characters, and may be empty in a format of some length.
 * @param[out] parts  n_holes of them, within `text`
 */
bool keur_pattern_match(const keur_pattern *of, const char *text, size_t n,
                        keur_part parts[KEUR_MOST_HOLES]);

#endif
