/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_COMMON_H
#define KEUR_CASE_COMMON_H

#include <keur/case.h>

/**
 * What the cases of several synthetic tables share: answers that depend on the real rows alone, so
 * that they are the same to the last bit whatever stands in the place of the synthetic table.
 */
typedef struct keur_common keur_common;

keur_status keur_common_new(keur_common **made, keur_error *err);
void keur_common_free(keur_common *common);

/**
 * Let a case share what it computes of its real rows with those that joined before.
 *
 * It does so only where the real rows mean the same in it as in the first that joined: the same
 * columns of the same types, and the same values in the same rows of every real role, by a 128-bit
 * hash; a case with a person unit, or with numbers so far out that they change how a column is
 * scaled, keeps to itself. Codes may differ: nothing that depends on them may be shared.
 *
 * @param common  must outlive the case; cases that share may be used by threads beside each other,
 *   each by one at a time
 *
 * O(real rows * columns).
 */
keur_status keur_case_join(keur_case *on, keur_common *common, keur_error *err);

/** As keur_case_kept() and keur_case_keep() (case/keep.h) for things that depend on the real rows
 * alone: kept for all cases that share, else for this one. What is kept may not change any more.
 */
void *keur_case_kept_of_real(const keur_case *on, const char *name);
keur_status keur_case_keep_of_real(keur_case *on, const char *name, void *what,
                                   void (*release)(void *), keur_error *err);

#endif
