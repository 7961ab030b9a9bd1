/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/keep.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"
#include "case/case_impl.h"
#include "case/common_impl.h"

struct keur_kept_thing {
    char *name;
    void *what;
    void (*release)(void *);
};

void *keur_keep_find(const keur_keep *keep, const char *name)
{
    for (size_t i = 0; i < keep->n; i++) {
        if (strcmp(keep->things[i].name, name) == 0)
            return keep->things[i].what;
    }
    return NULL;
}

void *keur_case_kept(const keur_case *on, const char *name)
{
    return keur_keep_find(&on->keep, name);
}

void *keur_case_kept_at(const keur_case *on, size_t i, const char **name)
{
    if (i >= on->keep.n)
        return NULL;
    *name = on->keep.things[i].name;
    return on->keep.things[i].what;
}

keur_status keur_keep_add(keur_keep *keep, const char *name, void *what, void (*release)(void *),
                          keur_error *err)
{
    char *copy = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_copy_string(name, &copy, err));
    KEUR_TRY(KEUR_RESIZE(keep->things, keep->n, keep->n + 1, err));
    keep->things[keep->n++] = (struct keur_kept_thing){copy, what, release};
    copy = NULL;
    what = NULL;
out:
    keur_release(copy);
    if (what != NULL)
        release(what);
    return status;
}

keur_status keur_case_keep(keur_case *on, const char *name, void *what, void (*release)(void *),
                           keur_error *err)
{
    assert(keur_case_kept(on, name) == NULL);
    return keur_keep_add(&on->keep, name, what, release, err);
}

void keur_keep_free(keur_keep *keep)
{
    for (size_t i = 0; i < keep->n; i++) {
        keur_release(keep->things[i].name);
        keep->things[i].release(keep->things[i].what);
    }
    keur_release(keep->things);
    *keep = (keur_keep){.n = 0};
}
