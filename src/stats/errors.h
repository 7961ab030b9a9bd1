/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_STATS_ERRORS_H
#define KEUR_STATS_ERRORS_H

/** From here on GSL gives NaN where it finds no number, and no longer ends the program. A figure
 * that is NaN is told as not estimable and meets no limit. For the whole process; call it before
 * any thread starts. */
void keur_stats_never_abort(void);

#endif
