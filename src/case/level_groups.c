/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The levels of a column in groups of people that are large enough to judge. */
#include "case/level_groups.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/remembered.h"

enum { FIFTHS = 5 };
static const uint32_t no_group = UINT32_MAX;

/* How many have each code: item 0 is missing, item c + 1 code c. */
typedef struct tally {
    size_t n_codes; /* with "missing" */
    const size_t *members, *non_members;
} tally;

const char *keur_group_level(const keur_group *group)
{
    return group->level != NULL ? group->level : group->made_up;
}

bool keur_group_is_large(const keur_group *group)
{
    return group->n_member >= KEUR_GROUP_LEAST && group->n_non_member >= KEUR_GROUP_LEAST;
}

bool keur_group_is_tiny(const keur_group *group)
{
    return group->n_member < KEUR_GROUP_TINY && group->n_non_member < KEUR_GROUP_TINY;
}

void keur_level_groups_free(keur_level_groups *groups)
{
    keur_release(groups->groups);
    keur_release(groups->group_of);
    *groups = (keur_level_groups){.n_groups = 0};
}

void keur_group_name_quantile(keur_group *group, size_t i, size_t n, const char *first,
                              const char *last)
{
    const char *end = i == 0 ? first : last;
    const bool is_end = i == 0 || i + 1 == n;

    (void)snprintf(group->made_up, sizeof group->made_up, "quantile group %zu of %zu%s%s", i + 1, n,
                   is_end ? ", " : "", is_end ? end : "");
}

/* Groups of the numbers, codes 0 .. n_values - 1, by `cuts` quantiles at most; equal values stay
 * together, so there may be fewer. False where one would be too small. */
static bool cut_numbers(const tally *of, size_t n_values, size_t cuts, keur_level_groups *made)
{
    size_t total = 0, below = 0, last = SIZE_MAX;

    made->n_groups = 0;
    for (size_t c = 1; c <= n_values; c++)
        total += of->members[c] + of->non_members[c];
    for (size_t c = 1; c <= n_values; c++) {
        const size_t here = of->members[c] + of->non_members[c];
        const size_t part = total > 0 ? below * cuts / total : 0;

        if (here > 0 && part != last) {
            made->groups[made->n_groups++] = (keur_group){.level = NULL};
            last = part;
        }
        if (here > 0) {
            keur_group *group = &made->groups[made->n_groups - 1];

            made->group_of[c] = (uint32_t)(made->n_groups - 1);
            group->n_member += of->members[c];
            group->n_non_member += of->non_members[c];
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
                          keur_level_groups *made)
{
    keur_group named;
    size_t cuts = FIFTHS;

    while (cuts > 0 && !cut_numbers(of, n_values, cuts, made))
        cuts--;
    if (cuts == 0) { /* too few numbers for one group: they are merged with other levels */
        made->n_groups = 0;
        for (size_t c = 1; c <= n_values; c++)
            made->group_of[c] = no_group;
    }
    for (size_t g = 0; g < made->n_groups; g++) {
        keur_group_name_quantile(&named, g, made->n_groups, "lowest", "highest");
        name_apart(column, made->n_groups > 1 ? named.made_up : "a number", &made->groups[g]);
    }
}

/* Levels with enough persons become groups, all others one together. */
static void group_levels(const keur_column *column, const tally *of, size_t first,
                         keur_level_groups *made)
{
    keur_group other = {.level = NULL};

    for (size_t c = 0; c < of->n_codes; c++) {
        keur_group group = {.n_member = of->members[c], .n_non_member = of->non_members[c]};

        if (made->group_of[c] != no_group)
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
        made->group_of[c] = (uint32_t)made->n_groups;
        made->groups[made->n_groups++] = group;
    }
    /* codes that only the synthetic table has are in no group where there is no other one */
    for (size_t c = 0; c < of->n_codes; c++)
        made->group_of[c] =
            made->group_of[c] == no_group ? (uint32_t)made->n_groups : made->group_of[c];
    if (other.n_member + other.n_non_member == 0)
        return;
    name_apart(column, "other (merged)", &other);
    made->groups[made->n_groups++] = other;
}

keur_status keur_level_groups_make(const keur_case *on, size_t column, const size_t *members,
                                   const size_t *non_members, keur_level_groups *made,
                                   keur_error *err)
{
    const keur_column *about = keur_case_column(on, column);
    const size_t n_numbers = about->value_texts != NULL ? 0 : about->n_values;
    const tally codes = {keur_case_code_counts(on)[column] + 1, members, non_members};
    keur_status status = KEUR_OK;

    *made = (keur_level_groups){.n_groups = 0};
    KEUR_TRY(KEUR_NEW(made->groups, FIFTHS + codes.n_codes + 1, err));
    KEUR_TRY(KEUR_NEW(made->group_of, codes.n_codes, err));
    memset(made->group_of, 0xff, codes.n_codes * sizeof *made->group_of);
    if (n_numbers > 0)
        group_numbers(about, &codes, n_numbers, made);
    group_levels(about, &codes, n_numbers, made);
out:
    return status;
}
