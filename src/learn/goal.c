/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "learn/goal.h"

#include <math.h>

#include "base/memory.h"
#include "base/try.h"

void keur_goal_forget(keur_goal *goal)
{
    keur_release(goal->rows);
    keur_release(goal->labels);
    keur_release(goal->weights);
    goal->rows = NULL;
    goal->labels = goal->weights = NULL;
}

void keur_goal_clear(keur_goal *goal)
{
    keur_goal_forget(goal);
    keur_release(goal->classes);
    keur_release(goal->intercepts);
    *goal = (keur_goal){.n_rows = 0};
}

static keur_status check_value(const keur_target *target, double value, keur_error *err)
{
    const double n = target->kind == KEUR_TARGET_BINARY ? 2 : (double)target->n_classes;

    if (target->kind == KEUR_TARGET_NUMBER ? isfinite(value)
                                           : value >= 0 && value < n && value == floor(value))
        return KEUR_OK;
    return keur_fail(err, KEUR_EINVAL, "a value of the target is missing or outside its range");
}

/* The rows that count, with their weights. */
static keur_status take_rows(const keur_features *on, const keur_target *target, keur_goal *goal,
                             keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(goal->rows, on->n_rows, err));
    KEUR_TRY(KEUR_NEW(goal->labels, on->n_rows, err));
    KEUR_TRY(KEUR_NEW(goal->weights, on->n_rows, err));
    for (size_t i = 0; i < on->n_rows; i++) {
        const size_t row = keur_features_row(on, i);
        const double weight = target->weights != NULL ? target->weights[row] : 1;

        if (!(weight >= 0) || !isfinite((float)weight))
            return keur_fail(err, KEUR_EINVAL, "a weight is negative or not a number");
        if (weight > 0 && (float)weight <= 0)
            return keur_fail(err, KEUR_EINVAL, "a weight is too small");
        if (weight > 0) {
            KEUR_TRY(check_value(target, target->values[row], err));
            goal->rows[goal->n_rows] = (uint32_t)row;
            goal->weights[goal->n_rows++] = (float)weight;
        }
    }
    if (goal->n_rows == 0)
        return keur_fail(err, KEUR_EDATA, "there are no rows to learn from");
    for (size_t i = 1; i < goal->n_rows; i++) {
        if (target->values[goal->rows[i]] != target->values[goal->rows[0]])
            return KEUR_OK;
    }
    return keur_fail(err, KEUR_EDATA, "the target has one value only: there is nothing to learn");
out:
    return status;
}

/* Classes there are, numbered from 0 on; boosting begins at the logarithms of their shares. */
static keur_status set_classes(const keur_target *target, keur_goal *goal, keur_error *err)
{
    const size_t n = target->kind == KEUR_TARGET_BINARY ? 2 : target->n_classes;
    double *sums = NULL, total = 0;
    size_t *position = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(sums, n, err));
    KEUR_TRY(KEUR_NEW(position, n, err));
    KEUR_TRY(KEUR_NEW(goal->classes, n, err));
    KEUR_TRY(KEUR_NEW(goal->intercepts, n, err));
    for (size_t i = 0; i < goal->n_rows; i++)
        sums[(size_t)target->values[goal->rows[i]]] += (double)goal->weights[i];
    for (size_t c = 0; c < n; c++)
        total += sums[c];
    for (size_t c = 0; c < n; c++) {
        if (!(sums[c] > 0))
            continue;
        position[c] = goal->n_outputs;
        goal->intercepts[goal->n_outputs] = (double)(float)log(sums[c] / total);
        goal->classes[goal->n_outputs++] = c;
    }
    for (size_t i = 0; i < goal->n_rows; i++)
        goal->labels[i] = (float)position[(size_t)target->values[goal->rows[i]]];
    goal->n_classes = n;
    if (target->kind == KEUR_TARGET_BINARY) {
        goal->intercepts[0] = (double)(float)log(sums[1] / sums[0]);
        goal->n_outputs = goal->n_classes = 1;
    }
out:
    keur_release(sums);
    keur_release(position);
    return status;
}

/* The standard deviation, its squares in units of `unit` squared. */
static double spread_of(const keur_target *target, const keur_goal *goal, double total, double unit)
{
    double squares = 0;

    for (size_t i = 0; i < goal->n_rows; i++) {
        const double off = (target->values[goal->rows[i]] - goal->mean) / unit;

        squares += (double)goal->weights[i] * off * off;
    }
    return sqrt(squares / total) * unit;
}

/* Gradients are floats, so a number is learnt in units of its standard deviation from its mean. */
static keur_status set_number(const keur_target *target, keur_goal *goal, keur_error *err)
{
    double total = 0, sum = 0, largest = 0;
    const double origin = target->values[goal->rows[0]];
    const keur_status status = KEUR_NEW(goal->intercepts, 1, err);

    if (status != KEUR_OK)
        return status;
    for (size_t i = 0; i < goal->n_rows; i++) {
        total += (double)goal->weights[i];
        sum += (double)goal->weights[i] * (target->values[goal->rows[i]] - origin);
    }
    goal->mean = origin + sum / total;
    for (size_t i = 0; i < goal->n_rows; i++) {
        const double off = fabs(target->values[goal->rows[i]] - goal->mean);

        largest = off > largest ? off : largest;
    }
    goal->scale = spread_of(target, goal, total, 1);
    if (!isfinite(goal->scale) || !(goal->scale > 0)) /* squares beyond what doubles hold */
        goal->scale = spread_of(target, goal, total, largest);
    if (!isfinite(goal->mean) || !isfinite(goal->scale) || !(goal->scale > 0))
        return keur_fail(err, KEUR_EINVAL, "the target's values are too large or too small");
    for (size_t i = 0; i < goal->n_rows; i++)
        goal->labels[i] = (float)((target->values[goal->rows[i]] - goal->mean) / goal->scale);
    goal->n_outputs = goal->n_classes = 1;
    return KEUR_OK;
}

keur_status keur_goal_set(const keur_features *on, const keur_target *target, keur_goal *goal,
                          keur_error *err)
{
    keur_status status = KEUR_OK;

    *goal = (keur_goal){.kind = target->kind};
    if (target->kind == KEUR_TARGET_CLASS && target->n_classes < 2)
        return keur_fail(err, KEUR_EINVAL, "a target of classes needs two of them");
    KEUR_TRY(take_rows(on, target, goal, err));
    if (target->kind == KEUR_TARGET_NUMBER)
        KEUR_TRY(set_number(target, goal, err));
    else
        KEUR_TRY(set_classes(target, goal, err));
out:
    if (status != KEUR_OK)
        keur_goal_clear(goal);
    return status;
}
