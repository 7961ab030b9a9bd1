/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_COMMON_IMPL_H
#define KEUR_CASE_COMMON_IMPL_H

#include "case/keep.h"
#include "case/remembered.h"

struct keur_common {
    bool is_known;
    uint64_t print[2]; /* of the first that joined */
    keur_keep keep;
    keur_remembered answers; /* of neighbours only */
};

/** Where the neighbours of rows of one role in another are remembered. */
keur_remembered *keur_case_answers(keur_case *on, keur_role from, keur_role to,
                                   keur_scale_source source);

/** keur_case_kept() and keur_case_keep() on a keep of its own. */
void *keur_keep_find(const keur_keep *keep, const char *name);
keur_status keur_keep_add(keur_keep *keep, const char *name, void *what, void (*release)(void *),
                          keur_error *err);

#endif
