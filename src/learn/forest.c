/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "learn/forest.h"

#include <math.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/try.h"

/* --- Asking it --- */

static const keur_forest_node *step(const keur_forest *forest, const keur_forest_node *node,
                                    const double *values)
{
    const double value = values[node->column];

    /* Branches on purpose: a processor that guesses the way is twice as fast as one that waits. */
    if (isnan(value) ? node->else_left : !(value >= node->value))
        return &forest->nodes[node->child[0]];
    return &forest->nodes[node->child[1]];
}

void keur_forest_add(const keur_forest *forest, const double *values, double *sums)
{
    for (size_t t = 0; t < forest->n_trees; t++) {
        const keur_forest_node *node = &forest->nodes[forest->trees[t].root];

        while (node->child[0] >= 0)
            node = step(forest, node, values);
        sums[forest->trees[t].output] += node->value;
    }
}

void keur_forest_clear(keur_forest *forest)
{
    keur_release(forest->trees);
    keur_release(forest->nodes);
    *forest = (keur_forest){.n_trees = 0};
}

/* --- Reading it --- */

/* One tree on its way from JSON: its arrays, and where its nodes begin. */
typedef struct reading {
    const keur_bins *bins;
    keur_forest *forest;
    keur_json_at tree;
    uint32_t root;
    size_t n_nodes;
} reading;

static keur_status not_ours(keur_error *err)
{
    return keur_fail(err, KEUR_EINTERNAL, "XGBoost's model is not in the form that is expected");
}

/* Number i of an array of the tree; a boolean counts as 0 or 1, as some versions write it. */
static keur_status number(const reading *of, const char *array, size_t i, double *value,
                          keur_error *err)
{
    const keur_json_at list = keur_json_member(&of->tree, array);
    const keur_json_at item = keur_json_item(&list, i);
    bool is_true;

    if (keur_json_is_number(&item))
        return keur_json_number(&item, value, err);
    if (keur_json_bool(&item, &is_true, NULL) != KEUR_OK)
        return not_ours(err);
    *value = is_true;
    return KEUR_OK;
}

/* A whole number in [low, high). */
static keur_status whole(const reading *of, const char *array, size_t i, double low, double high,
                         double *value, keur_error *err)
{
    const keur_status status = number(of, array, i, value, err);

    if (status != KEUR_OK)
        return status;
    if (!(*value >= low && *value < high) || *value != floor(*value))
        return not_ours(err);
    return KEUR_OK;
}

static keur_status read_side(const reading *of, size_t i, double left, double right,
                             const keur_bins_column *column, keur_forest_node *node,
                             keur_error *err)
{
    double weight_left, weight_right, missing_left;
    keur_status status = KEUR_OK;

    KEUR_TRY(number(of, "sum_hessian", (size_t)left, &weight_left, err));
    KEUR_TRY(number(of, "sum_hessian", (size_t)right, &weight_right, err));
    KEUR_TRY(number(of, "default_left", i, &missing_left, err));
    node->else_left = column->kind == KEUR_BINS_IS || column->had_missing
                          ? missing_left != 0
                          : weight_left >= weight_right;
out:
    return status;
}

/* "bin below the condition" in terms of values. */
static double threshold(const keur_bins_column *column, double condition)
{
    const double bin = ceil(condition); /* below 2.5 is below 3 */

    if (column->kind == KEUR_BINS_IS)
        return condition > 1 ? (double)NAN : -INFINITY;
    if (bin < 1)
        return -INFINITY;
    return bin < (double)column->n_bins ? column->lower[(size_t)bin] : (double)NAN;
}

static keur_status read_split(const reading *of, size_t i, double left, keur_forest_node *node,
                              keur_error *err)
{
    const double end = (double)of->n_nodes;
    const keur_bins_column *column;
    double right, index, condition;
    keur_status status = KEUR_OK;

    /* Children come after their parent, so that no walk is endless. */
    if (left <= (double)i)
        return not_ours(err);
    KEUR_TRY(whole(of, "right_children", i, (double)i + 1, end, &right, err));
    KEUR_TRY(whole(of, "split_indices", i, 0, (double)of->bins->n_columns, &index, err));
    column = &of->bins->columns[(size_t)index];
    node->child[0] = (int32_t)(of->root + (uint32_t)left);
    node->child[1] = (int32_t)(of->root + (uint32_t)right);
    node->column = (uint32_t)index;
    KEUR_TRY(read_side(of, i, left, right, column, node, err));
    KEUR_TRY(number(of, "split_conditions", i, &condition, err));
    node->value = threshold(column, condition);
out:
    return status;
}

static keur_status read_tree(reading *of, keur_error *err)
{
    keur_forest *forest = of->forest;
    const keur_json_at list = keur_json_member(&of->tree, "left_children");
    double left;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_count(&list, &of->n_nodes, err));
    if (of->n_nodes == 0 || forest->n_nodes + of->n_nodes > INT32_MAX)
        return not_ours(err);
    KEUR_TRY(KEUR_RESIZE(forest->nodes, forest->n_nodes, forest->n_nodes + of->n_nodes, err));
    of->root = (uint32_t)forest->n_nodes;
    forest->n_nodes += of->n_nodes;
    for (size_t i = 0; i < of->n_nodes; i++) {
        keur_forest_node *node = &forest->nodes[of->root + i];

        node->child[0] = -1;
        KEUR_TRY(whole(of, "left_children", i, -1, (double)of->n_nodes, &left, err));
        if (left < 0)
            KEUR_TRY(number(of, "split_conditions", i, &node->value, err));
        else
            KEUR_TRY(read_split(of, i, left, node, err));
    }
out:
    return status;
}

static keur_status read_trees(const keur_json_at *model, const keur_bins *bins, size_t n_outputs,
                              keur_forest *forest, keur_error *err)
{
    const keur_json_at trees = keur_json_member(model, "trees");
    reading of = {.bins = bins, .forest = forest, .tree = *model};
    size_t n;
    double output;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_count(&trees, &n, err));
    KEUR_TRY(KEUR_NEW(forest->trees, n, err));
    for (size_t t = 0; t < n; t++) {
        of.tree = *model;
        KEUR_TRY(whole(&of, "tree_info", t, 0, (double)n_outputs, &output, err));
        of.tree = keur_json_item(&trees, t);
        KEUR_TRY(read_tree(&of, err));
        forest->trees[t] = (keur_forest_tree){.root = of.root, .output = (uint32_t)output};
        forest->n_trees = t + 1;
    }
out:
    return status;
}

keur_status keur_forest_read(const char *json, size_t n_json, const keur_bins *bins,
                             size_t n_outputs, keur_forest *forest, keur_error *err)
{
    static const char *const path[] = {"learner", "gradient_booster", "model"};
    keur_json *tree = NULL;
    keur_json_at at;
    keur_status status = KEUR_OK;

    *forest = (keur_forest){.n_trees = 0};
    KEUR_TRY(keur_json_parse(json, n_json, "the model of XGBoost", &tree, err));
    at = keur_json_root(tree, "the model of XGBoost");
    for (size_t p = 0; p < sizeof path / sizeof *path; p++)
        at = keur_json_member(&at, path[p]);
    KEUR_TRY(read_trees(&at, bins, n_outputs, forest, err));
out:
    keur_json_free(tree);
    if (status != KEUR_OK)
        keur_forest_clear(forest);
    return status;
}
