/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_COMMON_IMPL_H
#define KEUR_CASE_COMMON_IMPL_H

#include "base/lock.h"
#include "case/content.h"
#include "case/keep.h"
#include "case/remembered.h"

struct keur_common {
    keur_lock *lock; /* of all that follows; what was kept once stays where it is */
    bool is_known;
    keur_content print; /* of the first that joined */
    size_t n_recalled;  /* numbers kept by content, in all */
    keur_keep keep;
    keur_remembered answers; /* of neighbours only */
};

/** What each code of a column means, by code + 1: the same in every case. Freed by the caller. */
keur_status keur_content_of_codes(const keur_column *column, keur_content **meanings,
                                  keur_error *err);

/** What a column is, without its values. */
void keur_content_add_column(keur_content *to, const keur_column *column);
void keur_content_add_cells(keur_content *to, const keur_content *meanings, const int32_t *codes,
                            size_t n);

/** Where the neighbours of rows of one role in another are remembered.
 * @param[out] lock  to be held while it is looked at; NULL: it is the case's own */
keur_remembered *keur_case_answers(keur_case *on, keur_role from, keur_role to,
                                   keur_scale_source source, keur_lock **lock);

/** keur_case_kept() and keur_case_keep() on a keep of its own. A thing that is kept twice is found
 * as it was kept first, and both live on: two threads may have made it beside each other. */
void *keur_keep_find(const keur_keep *keep, const char *name);
keur_status keur_keep_add(keur_keep *keep, const char *name, void *what, void (*release)(void *),
                          keur_error *err);

#endif
