/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who of the scored persons belong together: by a column, or by how far they stand from others. */
#include "attacks/grouping.h"

#include <stdio.h>
#include <string.h>

#include "attacks/vulnerability.h"
#include "base/memory.h"
#include "base/sort.h"
#include "base/try.h"
#include "case/units.h"

enum { TENTHS = 10, FIFTHS = 5 };
static const uint32_t no_group = UINT32_MAX;

const char *keur_group_level(const keur_group *group)
{
    return group->level != NULL ? group->level : group->made_up;
}

bool keur_group_is_large(const keur_group *group)
{
    return group->n_member >= KEUR_GROUP_LEAST && group->n_non_member >= KEUR_GROUP_LEAST;
}

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

/* Codes and persons that have them: item 0 is missing, item c + 1 code c. */
typedef struct tally {
    size_t n_codes; /* with "missing" */
    size_t *member, *non_member;
    uint32_t *group; /* what the code belongs to; no_group: to those that are merged */
} tally;

static void tally_free(tally *of)
{
    keur_release(of->member);
    keur_release(of->non_member);
    keur_release(of->group);
}

/* The code of person i as a position in the tally. */
static size_t item_of(const keur_case *on, const keur_scores *persons, size_t column, size_t i)
{
    const keur_role role = keur_scored_roles[i < persons->n_member ? 0 : 1];

    return (size_t)(keur_case_codes(on, role, column)[row_of(persons, i)] + 1);
}

static keur_status tally_make(const keur_case *on, const keur_scores *persons, size_t column,
                              tally *made, keur_error *err)
{
    keur_status status = KEUR_OK;

    made->n_codes = keur_case_code_counts(on)[column] + 1;
    KEUR_TRY(KEUR_NEW(made->member, made->n_codes, err));
    KEUR_TRY(KEUR_NEW(made->non_member, made->n_codes, err));
    KEUR_TRY(KEUR_NEW(made->group, made->n_codes, err));
    memset(made->group, 0xff, made->n_codes * sizeof *made->group);
    for (size_t i = 0; i < persons->n_member + persons->n_non_member; i++)
        (i < persons->n_member ? made->member
                               : made->non_member)[item_of(on, persons, column, i)]++;
out:
    return status;
}

static void name_quantile(keur_group *group, size_t i, size_t n, const char *first,
                          const char *last)
{
    const char *end = i == 0 ? first : last;
    const bool is_end = i == 0 || i + 1 == n;

    (void)snprintf(group->made_up, sizeof group->made_up, "quantile group %zu of %zu%s%s", i + 1, n,
                   is_end ? ", " : "", is_end ? end : "");
}

/* Groups of the numbers, codes 0 .. n_values - 1, by `cuts` quantiles at most; equal values stay
 * together, so there may be fewer. False where one would be too small. */
static bool cut_numbers(const tally *of, size_t n_values, size_t cuts, keur_grouping *made)
{
    size_t total = 0, below = 0, last = SIZE_MAX;

    made->n_groups = 0;
    for (size_t c = 1; c <= n_values; c++)
        total += of->member[c] + of->non_member[c];
    for (size_t c = 1; c <= n_values; c++) {
        const size_t here = of->member[c] + of->non_member[c];
        const size_t part = total > 0 ? below * cuts / total : 0;

        if (here > 0 && part != last) {
            made->groups[made->n_groups++] = (keur_group){.level = NULL};
            last = part;
        }
        if (here > 0) {
            keur_group *group = &made->groups[made->n_groups - 1];

            of->group[c] = (uint32_t)(made->n_groups - 1);
            group->n_member += of->member[c];
            group->n_non_member += of->non_member[c];
        }
        below += here;
    }
    for (size_t g = 0; g < made->n_groups; g++) {
        if (!keur_group_is_large(&made->groups[g]))
            return false;
    }
    return true;
}

static const char *level_text(const keur_column *column, size_t code)
{
    return code < column->n_values ? column->value_texts[code]
                                   : column->levels[code - column->n_values];
}

/* A name for what is no level, with stars where a level is called so. */
static void name_apart(const keur_column *column, const char *name, keur_group *group)
{
    const size_t first = column->value_texts != NULL ? 0 : column->n_values;
    bool is_taken = true;
    size_t length = strlen(name);

    (void)snprintf(group->made_up, sizeof group->made_up, "%s", name);
    while (is_taken && length + 1 < sizeof group->made_up) {
        is_taken = false;
        for (size_t c = first; c < column->n_values + column->n_levels; c++)
            is_taken = is_taken || strcmp(level_text(column, c), group->made_up) == 0;
        if (is_taken) {
            group->made_up[length++] = '*';
            group->made_up[length] = '\0';
        }
    }
}

static void group_numbers(const keur_column *column, const tally *of, size_t n_values,
                          keur_grouping *made)
{
    keur_group named;
    size_t cuts = FIFTHS;

    while (cuts > 0 && !cut_numbers(of, n_values, cuts, made))
        cuts--;
    if (cuts == 0) { /* too few numbers for one group: they are merged with other levels */
        made->n_groups = 0;
        for (size_t c = 1; c <= n_values; c++)
            of->group[c] = no_group;
    }
    for (size_t g = 0; g < made->n_groups; g++) {
        name_quantile(&named, g, made->n_groups, "lowest", "highest");
        name_apart(column, made->n_groups > 1 ? named.made_up : "a number", &made->groups[g]);
    }
}

/* Levels with enough persons become groups, all others one together. */
static void group_levels(const keur_column *column, const tally *of, size_t first,
                         keur_grouping *made)
{
    keur_group other = {.level = NULL};

    for (size_t c = 0; c < of->n_codes; c++) {
        keur_group group = {.n_member = of->member[c], .n_non_member = of->non_member[c]};

        if (of->group[c] != no_group)
            continue;
        if ((c > 0 && c <= first) || !keur_group_is_large(&group)) {
            other.n_member += group.n_member;
            other.n_non_member += group.n_non_member;
            continue;
        }
        if (c == 0)
            name_apart(column, "missing", &group);
        else
            group.level = level_text(column, c - 1);
        of->group[c] = (uint32_t)made->n_groups;
        made->groups[made->n_groups++] = group;
    }
    if (other.n_member + other.n_non_member == 0)
        return;
    name_apart(column, "other (merged)", &other);
    for (size_t c = 0; c < of->n_codes; c++)
        of->group[c] = of->group[c] == no_group ? (uint32_t)made->n_groups : of->group[c];
    made->groups[made->n_groups++] = other;
}

/* One group is everybody, and of none that is large enough nothing can be said. */
static void judge(keur_grouping *made, const char *what_it_needs)
{
    bool any = false;

    for (size_t g = 0; g < made->n_groups; g++)
        any = any || keur_group_is_large(&made->groups[g]);
    if (made->n_groups < 2 || !any)
        made->why_not = what_it_needs;
}

keur_status keur_grouping_by_column(const keur_case *on, const keur_scores *persons, size_t column,
                                    keur_grouping *made, keur_error *err)
{
    const keur_column *about = keur_case_column(on, column);
    const size_t n = persons->n_member + persons->n_non_member;
    const size_t n_numbers = about->value_texts != NULL ? 0 : about->n_values;
    tally codes = {.n_codes = 0};
    keur_status status = KEUR_OK;

    *made = (keur_grouping){.name = about->name};
    KEUR_TRY(tally_make(on, persons, column, &codes, err));
    KEUR_TRY(KEUR_NEW(made->groups, FIFTHS + codes.n_codes + 1, err));
    KEUR_TRY(KEUR_NEW(made->group_of, n, err));
    if (n_numbers > 0)
        group_numbers(about, &codes, n_numbers, made);
    group_levels(about, &codes, n_numbers, made);
    for (size_t i = 0; i < n; i++)
        made->group_of[i] = codes.group[item_of(on, persons, column, i)];
    judge(made, "needs at least two levels, one of them with 100 members and 100 non-members");
out:
    tally_free(&codes);
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
        name_quantile(&made->groups[g], g, k, "nearest to others", "farthest from others");
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
