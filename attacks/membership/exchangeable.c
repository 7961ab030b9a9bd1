/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Are train and holdout samples of one population? Boosted trees that never see the synthetic
 * table try to tell them apart. Where they can, membership figures say nothing about the generator.
 */
#include "attacks/membership/exchange.h"
#include "attacks/registry.h"
#include "base/try.h"

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    keur_figure figure = keur_figure_start("auc", KEUR_KIND_STATISTIC);
    const keur_exchange *found = NULL;
    keur_status status = KEUR_OK;

    (void)args;
    KEUR_TRY(keur_exchange_check(on, &found, err));
    if (found->why_not != NULL)
        return keur_result_add_missing(out, "auc", found->why_not, err);
    figure.value = found->auc;
    figure.low = found->low;
    figure.high = found->high;
    figure.level = 0.9;
    figure.unit = "auc";
    figure.direction = KEUR_DIRECTION_NONE;
    figure.n = found->n_member + found->n_non_member;
    figure.n_least = found->n_member < found->n_non_member ? found->n_member : found->n_non_member;
    figure.is_order = true;
    figure.n_apart = found->n_apart;
    figure.method = "boosted trees, train against holdout, fitted on half of the persons and "
                    "evaluated on the others; DeLong, each end holds with 95%; fails where the "
                    "lower one exceeds 0.5";
    KEUR_TRY(keur_result_add(out, &figure, err));
    if (found->low > 0.5)
        KEUR_TRY(keur_result_notice(
            out,
            "Warning: train and holdout are of different populations: they can be told apart "
            "without the synthetic table. Membership figures are not valid.",
            err));
out:
    return status;
}

const keur_measure keur_exchangeable = {
    .name = "exchangeable",
    .title = "Are train and holdout of one population?",
    .question = "Can the train table be told from the holdout without looking at the synthetic "
                "table?",
    .limits = "A check of the other membership figures, not of the synthetic table. One sound "
              "split in twenty fails it by chance; a small difference may escape it.",
    .source = "Das, Zhang & Tramer, Blind baselines beat membership inference attacks, arXiv "
              "2406.16201",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .needs = KEUR_NEEDS_HOLDOUT,
    .run = run,
};
