/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who of the scored persons belong together: by a column, or by how far they stand from others. */
#include "attacks/grouping.h"

#include "attacks/membership/vulnerability.h"
#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"
#include "case/units.h"

enum { TENTHS = 10 };

void keur_grouping_free(keur_grouping *grouping)
{
    keur_release(grouping->groups);
    keur_release(grouping->group_of);
    *grouping = (keur_grouping){.n_groups = 0};
}

static size_t row_of(const keur_scores *persons, size_t i)
{
    if (persons->first_row != NULL)
        return persons->first_row[i];
    return i < persons->n_member ? i : i - persons->n_member;
}

/* The code of person i as an item of counts: 0 is missing. */
static size_t item_of(const keur_case *on, const keur_scores *persons, size_t column, size_t i)
{
    const keur_role role = keur_scored_roles[i < persons->n_member ? 0 : 1];

    return (size_t)(keur_case_codes(on, role, column)[row_of(persons, i)] + 1);
}

/* One group is everybody, and of none that is large enough nothing can be said. */
static void judge(keur_grouping *made, const char *what_it_needs)
{
    size_t n = 0; /* of which it may be told that they are there */
    bool any = false;

    for (size_t g = 0; g < made->n_groups; g++) {
        any = any || keur_group_is_large(&made->groups[g]);
        n += !keur_group_is_tiny(&made->groups[g]);
    }
    if (n < 2 || !any)
        made->why_not = what_it_needs;
}

keur_status keur_grouping_by_column(const keur_case *on, const keur_scores *persons, size_t column,
                                    keur_grouping *made, keur_error *err)
{
    const size_t n = persons->n_member + persons->n_non_member;
    const size_t n_items = keur_case_code_counts(on)[column] + 1;
    keur_level_groups by_level = {.n_groups = 0};
    size_t *counts[2] = {NULL, NULL};
    keur_status status = KEUR_OK;

    *made = (keur_grouping){.name = keur_case_column(on, column)->name};
    KEUR_TRY(KEUR_NEW(counts[0], n_items, err));
    KEUR_TRY(KEUR_NEW(counts[1], n_items, err));
    KEUR_TRY(KEUR_NEW(made->group_of, n, err));
    for (size_t i = 0; i < n; i++)
        counts[i < persons->n_member ? 0 : 1][item_of(on, persons, column, i)]++;
    KEUR_TRY(keur_level_groups_make(on, column, counts[0], counts[1], &by_level, err));
    for (size_t i = 0; i < n; i++)
        made->group_of[i] = by_level.group_of[item_of(on, persons, column, i)];
    made->groups = by_level.groups;
    made->n_groups = by_level.n_groups;
    by_level.groups = NULL;
    judge(made, "needs at least two levels, one of them with 100 members and 100 non-members");
out:
    keur_release(counts[0]);
    keur_release(counts[1]);
    keur_level_groups_free(&by_level);
    return status;
}

/* values[i] = mean vulnerability of the rows of person i. */
static keur_status of_persons(keur_case *on, const keur_scores *persons, double *values,
                              keur_error *err)
{
    const double *rows = NULL;
    double *sums = NULL;
    uint32_t *counts = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_vulnerability_of_rows(on, &rows, err));
    KEUR_TRY(KEUR_NEW(sums, keur_case_unit_count(on), err));
    KEUR_TRY(KEUR_NEW(counts, keur_case_unit_count(on), err));
    for (size_t side = 0; side < 2; side++) {
        const keur_role role = keur_scored_roles[side];
        const int32_t *units = keur_case_units(on, role);
        const size_t first = side == 0 ? 0 : persons->n_member;
        const size_t n = side == 0 ? persons->n_member : persons->n_non_member;
        const double *here = side == 0 ? rows : rows + keur_case_rows(on, KEUR_TRAIN);

        for (size_t person = 0; person < keur_case_unit_count(on); person++) {
            sums[person] = 0;
            counts[person] = 0;
        }
        for (size_t i = 0; units != NULL && i < keur_case_rows(on, role); i++) {
            sums[units[i]] += here[i];
            counts[units[i]]++;
        }
        for (size_t i = first; i < first + n; i++) {
            const size_t row = row_of(persons, i);

            values[i] = units != NULL ? sums[units[row]] / counts[units[row]] : here[row];
        }
    }
out:
    keur_release(sums);
    keur_release(counts);
    return status;
}

/* All persons, members and others in turn by their share of the way. */
static void mix(size_t n_member, size_t n_non_member, uint32_t *mixed)
{
    size_t i = 0, j = 0;

    while (i + j < n_member + n_non_member) {
        const bool member_first =
            j == n_non_member || (i < n_member && (double)(2 * i + 1) / (double)n_member <=
                                                      (double)(2 * j + 1) / (double)n_non_member);

        mixed[i + j] = (uint32_t)(member_first ? i : n_member + j);
        i += member_first;
        j += !member_first;
    }
}

/* Cut persons in order of vulnerability into k groups. False where one would be too small. */
static bool cut_order(const uint32_t *ordered, size_t n, size_t n_member, size_t k,
                      keur_grouping *made)
{
    bool is_large = true;

    made->n_groups = k;
    for (size_t g = 0; g < k; g++) {
        made->groups[g] = (keur_group){.level = NULL};
        keur_group_name_quantile(&made->groups[g], g, k, "nearest to others",
                                 "farthest from others");
    }
    for (size_t rank = 0; rank < n; rank++) {
        const size_t g = rank * k / n;

        made->group_of[ordered[rank]] = (uint32_t)g;
        *(ordered[rank] < n_member ? &made->groups[g].n_member : &made->groups[g].n_non_member) +=
            1;
    }
    for (size_t g = 0; g < k; g++)
        is_large = is_large && keur_group_is_large(&made->groups[g]);
    return is_large;
}

keur_status keur_grouping_by_vulnerability(keur_case *on, const keur_scores *persons,
                                           keur_grouping *made, keur_error *err)
{
    const size_t n = persons->n_member + persons->n_non_member;
    double *values = NULL, *in_turn = NULL;
    uint32_t *mixed = NULL, *order = NULL;
    size_t k = TENTHS;
    keur_status status = KEUR_OK;

    *made = (keur_grouping){.name = "vulnerability"};
    KEUR_TRY(KEUR_NEW(made->groups, TENTHS, err));
    KEUR_TRY(KEUR_NEW(made->group_of, n, err));
    KEUR_TRY(KEUR_NEW(values, n, err));
    KEUR_TRY(KEUR_NEW(in_turn, n, err));
    KEUR_TRY(KEUR_NEW(mixed, n, err));
    KEUR_TRY(KEUR_NEW(order, n, err));
    made->why_not = "needs at least two groups of 100 members and 100 non-members each";
    if (persons->n_member < 2 * KEUR_GROUP_LEAST || persons->n_non_member < 2 * KEUR_GROUP_LEAST)
        goto out;
    KEUR_TRY(of_persons(on, persons, values, err));
    mix(persons->n_member, persons->n_non_member, mixed);
    for (size_t i = 0; i < n; i++)
        in_turn[i] = values[mixed[i]];
    KEUR_TRY(keur_sort_order(in_turn, n, order, err));
    for (size_t i = 0; i < n; i++)
        order[i] = mixed[order[i]];
    while (k > 1 && !cut_order(order, n, persons->n_member, k, made))
        k--;
    if (k > 1)
        made->why_not = NULL;
out:
    keur_release(values);
    keur_release(in_turn);
    keur_release(mixed);
    keur_release(order);
    return status;
}
