/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_FIDELITY_MOVER_H
#define KEUR_FIDELITY_MOVER_H

#include <math.h>

#include "stats/intervals.h"

/** Interval of a - b from those of two independent estimates, which may be lopsided: the distances
 * from the estimates to the ends that matter are added in squares, as Newcombe does for two
 * proportions. Zou & Donner, Statistics in Medicine 27 (2008) 1693-1702. */
static inline keur_interval keur_mover(double a, keur_interval of_a, double b, keur_interval of_b)
{
    const double d = a - b;

    return (keur_interval){d - hypot(a - of_a.low, of_b.high - b),
                           d + hypot(of_a.high - a, b - of_b.low)};
}

#endif
