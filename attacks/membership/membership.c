/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/membership/membership.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/text.h"
#include "base/try.h"
#include "case/keep.h"
#include "case/units.h"

const keur_role keur_scored_roles[2] = {KEUR_TRAIN, KEUR_NON_MEMBER};

keur_ask keur_ask_of(const keur_args *args, keur_role from, keur_role to, size_t k)
{
    keur_ask ask = {.from = from, .to = to, .k = k};

    ask.scaling = keur_args_is(args, "scaling", "rank")       ? KEUR_SCALING_RANK
                  : keur_args_is(args, "scaling", "standard") ? KEUR_SCALING_STANDARD
                  : keur_args_is(args, "scaling", "normal")   ? KEUR_SCALING_NORMAL
                  : keur_args_is(args, "scaling", "none")     ? KEUR_SCALING_NONE
                                                              : KEUR_SCALING_RANGE;
    ask.source = KEUR_SCALES_OF_REAL;
    ask.is_squared = keur_args_is(args, "metric", "l2");
    return ask;
}

keur_status keur_scoring_nearest(const keur_scoring *of, keur_role to, size_t k,
                                 keur_nearest *found, keur_error *err)
{
    const size_t asked = k > KEUR_SCORING_NEIGHBOURS ? k : KEUR_SCORING_NEIGHBOURS;
    keur_status status = KEUR_OK;

    for (size_t side = 0; side < 2; side++) {
        keur_ask ask = keur_ask_of(of->args, keur_scored_roles[side], to, asked);

        ask.distances_only = true;
        KEUR_TRY(keur_case_neighbours(of->on, &ask, &found->sides[side], err));
    }
out:
    return status;
}

const double *keur_nearest_of(const keur_nearest *found, size_t i)
{
    const size_t n_member = found->sides[0]->n;
    const keur_neighbours *side = found->sides[i < n_member ? 0 : 1];

    return &side->distances[(i < n_member ? i : i - n_member) * side->k];
}

keur_status keur_scoring_distances(const keur_scoring *of, keur_role to, double *distances,
                                   keur_error *err)
{
    keur_nearest found;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_scoring_nearest(of, to, 1, &found, err));
    for (size_t i = 0; i < of->n; i++)
        distances[i] = keur_nearest_of(&found, i)[0];
out:
    return status;
}

keur_status keur_scoring_floor(const double *distances, size_t n, double *floor, keur_error *err)
{
    double *positive = NULL;
    uint32_t *order = NULL;
    size_t kept = 0;
    keur_status status = KEUR_OK;

    *floor = 1;
    KEUR_TRY(KEUR_NEW(positive, n, err));
    KEUR_TRY(KEUR_NEW(order, n, err));
    for (size_t i = 0; i < n; i++) {
        if (distances[i] > 0 && !isinf(distances[i]))
            positive[kept++] = distances[i];
    }
    KEUR_TRY(keur_sort_order(positive, kept, order, err));
    if (kept > 0)
        *floor =
            fmax((positive[order[(kept - 1) / 2]] + positive[order[kept / 2]]) / 2000, DBL_MIN);
out:
    keur_release(positive);
    keur_release(order);
    return status;
}

static keur_status scores_new(size_t n_member, size_t n_non_member, keur_scores *scores,
                              keur_error *err)
{
    keur_status status = KEUR_OK;

    *scores = (keur_scores){.n_member = n_member, .n_non_member = n_non_member};
    KEUR_TRY(KEUR_NEW(scores->member, n_member + n_non_member, err));
    scores->non_member = scores->member + n_member;
out:
    return status;
}

void keur_scores_free(keur_scores *scores)
{
    keur_release(scores->member);
    keur_release(scores->first_row);
    *scores = (keur_scores){.member = NULL};
}

static void release_scores(void *what)
{
    keur_scores_free(what);
    keur_release(what);
}

/* "scores membership-distance scaling=rank metric=l1": all that changes the scores. */
static keur_status name_scores(const keur_measure *measure, const keur_args *args, keur_text *name,
                               keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_format(name, err, KEUR_SCORES_PREFIX "%s", measure->name));
    for (const keur_param *param = measure->params; param != NULL && param->name != NULL; param++) {
        const char *text = keur_args_text(args, param->name);

        if (text != NULL && strcmp(param->name, KEUR_BY_GROUP) != 0)
            KEUR_TRY(keur_text_format(name, err, " %s=%s", param->name, text));
    }
out:
    return status;
}

static const char *find_fault(const keur_scoring *of)
{
    for (size_t i = 0; of->why_not == NULL && i < of->n; i++) {
        if (!isfinite(of->scores[i]))
            return "the synthetic table or the reference is too small: a row has no other to be "
                   "compared with";
    }
    return of->why_not;
}

keur_status keur_membership_scores(keur_case *on, const keur_measure *measure,
                                   const keur_args *args, const keur_scores **of, keur_error *err)
{
    keur_scoring scoring = {.on = on, .args = args};
    keur_text name = {NULL, 0, 0};
    keur_scores *made = NULL, *kept;
    keur_status status = KEUR_OK;

    *of = NULL;
    KEUR_TRY(name_scores(measure, args, &name, err));
    *of = keur_case_kept(on, name.bytes);
    if (*of != NULL)
        goto out;
    KEUR_TRY(KEUR_NEW(made, 1, err));
    KEUR_TRY(
        scores_new(keur_case_rows(on, KEUR_TRAIN), keur_case_rows(on, KEUR_NON_MEMBER), made, err));
    scoring.n_member = made->n_member;
    scoring.n = made->n_member + made->n_non_member;
    scoring.scores = made->member;
    KEUR_TRY(measure->attack->score(&scoring, err));
    made->why_not = find_fault(&scoring);
    kept = made;
    made = NULL;
    KEUR_TRY(keur_case_keep(on, name.bytes, kept, release_scores, err));
    *of = kept;
out:
    if (made != NULL)
        release_scores(made);
    keur_text_free(&name);
    return status;
}

/* Take "name=value" of n bytes into args. */
static keur_status take_setting(keur_args *args, const char *text, size_t n, keur_error *err)
{
    keur_text copy = {NULL, 0, 0};
    char *equals;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_append(&copy, text, n, err));
    equals = strchr(copy.bytes, '=');
    if (equals == NULL) {
        status = keur_fail(err, KEUR_EINTERNAL, "a setting of an attack has no value");
        goto out;
    }
    *equals = '\0';
    KEUR_TRY(keur_args_set(args, copy.bytes, equals + 1, err));
out:
    keur_text_free(&copy);
    return status;
}

keur_status keur_membership_scores_as(keur_case *on, const keur_measure *measure,
                                      const char *setting, const keur_scores **of, keur_error *err)
{
    keur_args *args = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_args_new(measure, &args, err));
    for (const char *at = setting; *at != '\0';) {
        const size_t n = strcspn(at, " ");

        KEUR_TRY(take_setting(args, at, n, err));
        at += n + strspn(at + n, " ");
    }
    KEUR_TRY(keur_membership_scores(on, measure, args, of, err));
out:
    keur_args_free(args);
    return status;
}

/* Mean scores of the persons of a role into `means`, the first row of each into `first_row`; *n is
 * their number then. */
static keur_status average(const keur_case *on, keur_role role, const double *scores, double *means,
                           uint32_t *first_row, size_t *n, keur_error *err)
{
    const int32_t *units = keur_case_units(on, role);
    const size_t n_units = keur_case_unit_count(on);
    double *sums = NULL;
    uint32_t *rows = NULL, *first = NULL;
    size_t kept = 0;
    keur_status status = KEUR_OK;

    if (units == NULL) {
        memcpy(means, scores, *n * sizeof *means);
        for (size_t i = 0; i < *n; i++)
            first_row[i] = (uint32_t)i;
        return KEUR_OK;
    }
    KEUR_TRY(KEUR_NEW(first, n_units, err));
    KEUR_TRY(KEUR_NEW(sums, n_units, err));
    KEUR_TRY(KEUR_NEW(rows, n_units, err));
    for (size_t i = 0; i < *n; i++) {
        sums[units[i]] += scores[i];
        if (rows[units[i]]++ == 0)
            first[units[i]] = (uint32_t)i;
    }
    for (size_t person = 0; person < n_units; person++) {
        if (rows[person] == 0)
            continue;
        first_row[kept] = first[person];
        means[kept++] = sums[person] / rows[person];
    }
    *n = kept;
out:
    keur_release(first);
    keur_release(sums);
    keur_release(rows);
    return status;
}

keur_status keur_scores_of_persons(const keur_case *on, const keur_scores *rows,
                                   keur_scores *persons, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(scores_new(rows->n_member, rows->n_non_member, persons, err));
    persons->why_not = rows->why_not;
    if (rows->why_not != NULL)
        goto out;
    KEUR_TRY(KEUR_NEW(persons->first_row, rows->n_member + rows->n_non_member, err));
    KEUR_TRY(average(on, KEUR_TRAIN, rows->member, persons->member, persons->first_row,
                     &persons->n_member, err));
    /* Members stay in front of non-members, though they may have become fewer. */
    persons->non_member = persons->member + persons->n_member;
    KEUR_TRY(average(on, KEUR_NON_MEMBER, rows->non_member, persons->non_member,
                     persons->first_row + persons->n_member, &persons->n_non_member, err));
out:
    return status;
}
