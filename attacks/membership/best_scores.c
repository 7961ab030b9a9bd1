/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/membership/best_scores.h"

#include <string.h>

#include "base/try.h"
#include "case/keep.h"
#include "stats/roc.h"

const keur_scores *keur_scores_kept(const keur_case *on, const char *name, const void *what)
{
    static const char prefix[] = KEUR_SCORES_PREFIX;
    const keur_scores *scores = what;

    if (strncmp(name, prefix, sizeof prefix - 1) != 0 || scores->why_not != NULL ||
        scores->n_member != keur_case_rows(on, KEUR_TRAIN) ||
        scores->n_non_member != keur_case_rows(on, KEUR_NON_MEMBER))
        return NULL;
    return scores;
}

keur_status keur_best_scores(const keur_case *on, keur_scores *best, size_t *n_tried,
                             keur_error *err)
{
    keur_scores persons = {.member = NULL};
    double most = -1, auc;
    const char *name = NULL;
    const void *what;
    keur_status status = KEUR_OK;

    *best = (keur_scores){.member = NULL};
    *n_tried = 0;
    for (size_t i = 0; (what = keur_case_kept_at(on, i, &name)) != NULL; i++) {
        const keur_scores *rows = keur_scores_kept(on, name, what);

        if (rows == NULL || rows->n_member == 0 || rows->n_non_member == 0)
            continue;
        ++*n_tried;
        KEUR_TRY(keur_scores_of_persons(on, rows, &persons, err));
        KEUR_TRY(keur_roc_auc(persons.member, persons.n_member, persons.non_member,
                              persons.n_non_member, 0.95, &auc, NULL, err));
        if (auc > most) {
            keur_scores_free(best);
            *best = persons;
            persons = (keur_scores){.member = NULL};
            most = auc;
        }
        keur_scores_free(&persons);
    }
out:
    keur_scores_free(&persons);
    if (status != KEUR_OK)
        keur_scores_free(best);
    return status;
}
