/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CASE_KEEP_H
#define KEUR_CASE_KEEP_H

#include <keur/case.h>

/**
 * Things one measure computes and another may want, kept by a case under a name until it is freed.
 * The name says all that changes the thing: "scores membership-distance scaling=rank".
 */
typedef struct keur_keep {
    size_t n;
    struct keur_kept_thing *things;
} keur_keep;

/** What is kept under a name, or NULL. */
void *keur_case_kept(const keur_case *on, const char *name);

/** The i-th thing that is kept, in the order of keeping, and its name; NULL where there are no
 * more.
 */
void *keur_case_kept_at(const keur_case *on, size_t i, const char **name);

/**
 * Keep a thing that is not there yet.
 * @param what     owned by the case from now on, also where this fails
 * @param release  frees it; called with `what`
 */
keur_status keur_case_keep(keur_case *on, const char *name, void *what, void (*release)(void *),
                           keur_error *err);

void keur_keep_free(keur_keep *keep);

#endif
