/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the secrets of some are guessed more often than those of others. */
#include "attacks/attribute/guessing_impl.h"

#include "base/memory.h"
#include "base/try.h"
#include "case/add_figure.h"
#include "case/labels.h"
#include "case/units.h"

/* The two sides of a grouping: train, and the holdout without what serves as reference. */
static const keur_role grouped_roles[KEUR_GUESS_SIDES] = {KEUR_TRAIN, KEUR_NON_MEMBER};

keur_status keur_guess_groups_make(keur_case *on, keur_guess_groups *made, keur_error *err)
{
    const keur_scores rows = {.n_member = keur_case_rows(on, KEUR_TRAIN),
                              .n_non_member = keur_case_rows(on, KEUR_NON_MEMBER)};
    keur_status status = KEUR_OK;

    *made = (keur_guess_groups){.n = {rows.n_member, rows.n_non_member}};
    if (!keur_case_has(on, KEUR_NON_MEMBER))
        return KEUR_OK;
    made->in_holdout = keur_case_in_holdout(on, KEUR_NON_MEMBER);
    KEUR_TRY(KEUR_NEW(made->groupings, keur_case_columns(on) + 1, err));
    for (size_t j = 0; j < keur_case_columns(on); j++) {
        if ((keur_case_column(on, j)->roles & KEUR_COLUMN_PROTECTED) != 0)
            KEUR_TRY(
                keur_grouping_by_column(on, &rows, j, &made->groupings[made->n_groupings++], err));
    }
    KEUR_TRY(keur_grouping_by_vulnerability(on, &rows, &made->groupings[made->n_groupings++], err));
out:
    return status;
}

void keur_guess_groups_free(keur_guess_groups *groups)
{
    for (size_t i = 0; i < groups->n_groupings; i++)
        keur_grouping_free(&groups->groupings[i]);
    keur_release(groups->groupings);
    *groups = (keur_guess_groups){.n_groupings = 0};
}

/* The rows of one side that lie in a group. */
typedef struct part {
    size_t n;
    unsigned char *is_right;
    int32_t *units; /* NULL: the case has none */
} part;

static void free_part(part *of)
{
    keur_release(of->is_right);
    keur_release(of->units);
}

static keur_status take_part(const keur_guessing *of, const keur_guess_groups *groups,
                             const keur_grouping *by, size_t g, size_t side,
                             const keur_guessed *found, part *made, keur_error *err)
{
    const int32_t *units = keur_case_units(of->on, grouped_roles[side]);
    const uint32_t *group_of = by->group_of + (side == 0 ? 0 : groups->n[0]);
    const uint32_t *rows = side == 0 ? NULL : groups->in_holdout;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(made->is_right, groups->n[side], err));
    if (units != NULL)
        KEUR_TRY(KEUR_NEW(made->units, groups->n[side], err));
    for (size_t i = 0; i < groups->n[side]; i++) {
        if (group_of[i] != g)
            continue;
        if (units != NULL)
            made->units[made->n] = units[i];
        made->is_right[made->n++] = found->is_right[side][rows != NULL ? rows[i] : i];
    }
out:
    return status;
}

static keur_status report_group(const keur_guessing *of, size_t target,
                                const keur_guess_groups *groups, const keur_grouping *by, size_t g,
                                const keur_guessed *found, keur_result *out, keur_error *err)
{
    static const char *const names[] = {"group-success", "group-success-holdout"};
    keur_figure like = keur_guess_like(of, target);
    part parts[KEUR_GUESS_SIDES] = {{.n = 0}, {.n = 0}};
    double size[KEUR_GUESS_SIDES];
    keur_status status = KEUR_OK;

    keur_figure_label(&like, "group", by->name);
    keur_figure_label(&like, "level", keur_group_level(&by->groups[g]));
    if (!keur_group_is_large(&by->groups[g])) {
        KEUR_TRY(keur_add_reason(out, &like, "group-risk",
                                 "needs 100 rows of train and 100 of the holdout", err));
        goto out;
    }
    for (size_t side = 0; side < KEUR_GUESS_SIDES; side++) {
        part *here = &parts[side];

        KEUR_TRY(take_part(of, groups, by, g, side, found, here, err));
        KEUR_TRY(keur_guess_size(of->on, here->units, here->is_right, here->n, &size[side], err));
        KEUR_TRY(keur_add_clustered_rate(out, &like, names[side],
                                         keur_guess_count(here->is_right, here->n), (double)here->n,
                                         size[side], err));
    }
    KEUR_TRY(keur_add_clustered_risk(out, &like, "group-risk", names[0], size[0], names[1], size[1],
                                     err));
out:
    for (size_t side = 0; side < KEUR_GUESS_SIDES; side++)
        free_part(&parts[side]);
    return status;
}

keur_status keur_guess_by_group(const keur_guessing *of, size_t target,
                                const keur_guess_groups *groups, const keur_guessed *found,
                                keur_result *out, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (groups->n_groupings == 0) {
        const keur_figure like = keur_guess_like(of, target);

        return keur_add_reason(out, &like, "group-risk", "needs a holdout table", err);
    }
    for (size_t i = 0; i < groups->n_groupings; i++) {
        const keur_grouping *by = &groups->groupings[i];
        keur_figure like = keur_guess_like(of, target);

        keur_figure_label(&like, "group", by->name);
        if (by->why_not != NULL)
            KEUR_TRY(keur_add_reason(out, &like, "group-risk", by->why_not, err));
        for (size_t g = 0; by->why_not == NULL && g < by->n_groups; g++)
            KEUR_TRY(report_group(of, target, groups, by, g, found, out, err));
    }
out:
    return status;
}
