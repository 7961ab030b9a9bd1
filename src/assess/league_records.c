/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assess/league_impl.h"

#include "attacks/membership/best_scores.h"
#include "base/memory.h"
#include "base/try.h"
#include "case/keep.h"

keur_status keur_draw_records_find(const keur_case *on, keur_draw_records **found, keur_error *err)
{
    const keur_index_gaps *gaps = keur_case_kept(on, KEUR_INDEX_KEPT);
    keur_draw_records *made = NULL;
    keur_status status = KEUR_OK;

    *found = NULL;
    KEUR_TRY(KEUR_NEW(made, 1, err));
    made->has_gaps = gaps != NULL;
    if (gaps != NULL)
        made->gaps = *gaps;
    KEUR_TRY(keur_best_scores(on, &made->best, &made->n_tried, err));
    *found = made;
    made = NULL;
out:
    keur_draw_records_free(made);
    return status;
}

void keur_draw_records_free(keur_draw_records *of)
{
    if (of == NULL)
        return;
    keur_scores_free(&of->best);
    keur_release(of);
}
