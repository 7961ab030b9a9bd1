/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "near/near_impl.h"

/** The float filter in plain C: what the other scans do with wider lanes. */

enum { TERMS_AT_ONCE = 16 };

static void count_leaf(const keur_aim *aim, const unsigned char *leaf, uint8_t *counts)
{
    memset(counts, 0, KEUR_LEAF);
    for (size_t i = 0; i < aim->n_counted; i++) {
        const unsigned char *bytes = leaf + aim->counted[i].leaf_at;
        const uint8_t byte = aim->counted[i].byte;

        for (size_t lane = 0; lane < KEUR_LEAF; lane++)
            counts[lane] = (uint8_t)(counts[lane] + (bytes[lane] != byte));
    }
}

static void add_level(const keur_term *term, const unsigned char *leaf, float *sums)
{
    const unsigned char *bytes = leaf + term->leaf_at;

    for (size_t lane = 0; lane < KEUR_LEAF; lane++) {
        const float cost = bytes[lane] == 0 ? term->cost_missing : term->cost;

        sums[lane] += bytes[lane] == term->byte ? 0 : cost;
    }
}

static void add_other(const keur_term *term, const unsigned char *leaf, float *sums)
{
    float values[KEUR_LEAF];

    memcpy(values, leaf + term->leaf_at, sizeof values);
    for (size_t lane = 0; lane < KEUR_LEAF; lane++)
        sums[lane] += values[lane] == values[lane] ? term->cost : 0;
}

static void add_number(const keur_term *term, bool is_squared, const unsigned char *leaf,
                       float *sums)
{
    float values[KEUR_LEAF];

    memcpy(values, leaf + term->leaf_at, sizeof values);
    for (size_t lane = 0; lane < KEUR_LEAF; lane++) {
        const float apart = fabsf(values[lane] - term->value);
        float delta = apart < term->cap ? apart : term->cap;

        if (is_squared)
            delta *= delta;
        sums[lane] += values[lane] == values[lane] ? delta * term->weight : term->cost;
    }
}

static void add_term(const keur_term *term, bool is_squared, const unsigned char *leaf, float *sums)
{
    if (term->kind == KEUR_TERM_LEVEL)
        add_level(term, leaf, sums);
    else if (term->kind == KEUR_TERM_OTHER)
        add_other(term, leaf, sums);
    else
        add_number(term, is_squared, leaf, sums);
}

static uint64_t within(const float *sums, float limit)
{
    uint64_t near = 0;

    for (size_t lane = 0; lane < KEUR_LEAF; lane++)
        near |= (uint64_t)(sums[lane] <= limit) << lane;
    return near;
}

static uint64_t scan_leaf(const keur_aim *aim, const unsigned char *leaf, uint8_t *counts,
                          float *sums)
{
    uint64_t near = 0;

    count_leaf(aim, leaf, counts);
    for (size_t lane = 0; lane < KEUR_LEAF; lane++) {
        near |= (uint64_t)(counts[lane] <= aim->max_count) << lane;
        sums[lane] = aim->base + (float)counts[lane] * aim->count_weight;
    }
    if (near == 0 || aim->n_terms == 0)
        return near;
    /* Terms are not negative: sums beyond the limit stay there. */
    for (size_t i = 0; i < aim->n_terms && near != 0; i++) {
        add_term(&aim->terms[i], aim->is_squared, leaf, sums);
        if ((i + 1) % TERMS_AT_ONCE == 0 || i + 1 == aim->n_terms)
            near &= within(sums, aim->limit);
    }
    return near;
}

/* What children add whose set lacks the query's code. */
static void bound_set(const keur_term *term, float cost, const unsigned char *node, float *bounds)
{
    uint32_t words[KEUR_FAN];

    memcpy(words, node + term->word_at, sizeof words);
    for (size_t child = 0; child < KEUR_FAN; child++)
        bounds[child] += (words[child] & term->bit) != 0 ? 0 : cost;
}

static void bound_number(const keur_term *term, bool is_squared, const unsigned char *node,
                         float *bounds)
{
    float low[KEUR_FAN], high[KEUR_FAN];
    uint32_t words[2][KEUR_FAN] = {{0}};

    memcpy(low, node + term->box_at + KEUR_BOX_LOW * KEUR_LANE_BYTES, sizeof low);
    memcpy(high, node + term->box_at + KEUR_BOX_HIGH * KEUR_LANE_BYTES, sizeof high);
    if (term->kind == KEUR_TERM_MIXED)
        memcpy(words, node + term->set_at, sizeof words);
    for (size_t child = 0; child < KEUR_FAN; child++) {
        const float below = low[child] - term->value, above = term->value - high[child];
        const float apart = below > above ? below : above;
        const float outside = apart > 0 ? apart : 0;
        float delta = outside < term->cap ? outside : term->cap;
        const bool has_others = (words[0][child] | words[1][child]) != 0;

        if (is_squared)
            delta *= delta;
        delta *= term->weight;
        bounds[child] += has_others && term->cost_box < delta ? term->cost_box : delta;
    }
}

static void scan_node(const keur_aim *aim, const unsigned char *node, float *bounds)
{
    for (size_t child = 0; child < KEUR_FAN; child++)
        bounds[child] = aim->base;
    for (size_t i = 0; i < aim->n_counted; i++)
        bound_set(&aim->counted[i], aim->count_weight, node, bounds);
    for (size_t i = 0; i < aim->n_terms; i++) {
        const keur_term *term = &aim->terms[i];

        if (term->kind == KEUR_TERM_LEVEL || term->kind == KEUR_TERM_OTHER)
            bound_set(term, term->cost_box, node, bounds);
        else
            bound_number(term, aim->is_squared, node, bounds);
    }
}

static void match(const unsigned char *const *leaves, const size_t *at, const uint8_t *own,
                  size_t first, size_t n, const uint8_t *least, uint8_t *matches, uint64_t *near)
{
    uint8_t sums[KEUR_LEAF];

    for (size_t i = first * KEUR_LEAVES_TOGETHER; i < n * KEUR_LEAVES_TOGETHER; i++) {
        const size_t column = i / KEUR_LEAVES_TOGETHER, g = i % KEUR_LEAVES_TOGETHER;
        const unsigned char *bytes = leaves[g] + at[column];
        const uint8_t *from = matches + i * KEUR_LEAF;
        uint8_t *to = column + 1 < n ? matches + (i + KEUR_LEAVES_TOGETHER) * KEUR_LEAF : sums;

        for (size_t lane = 0; lane < KEUR_LEAF; lane++)
            to[lane] = (uint8_t)(from[lane] + (bytes[lane] == own[column]));
        near[g] = 0;
        for (size_t lane = 0; column + 1 == n && lane < KEUR_LEAF; lane++)
            near[g] |= (uint64_t)(sums[lane] >= least[g]) << lane;
    }
}

const keur_scan keur_scan_portable = {"portable", {"tree, portable", "scan, portable"},
                                      scan_leaf,  scan_node,
                                      match,      &keur_lanes_portable};

const keur_scan *keur_scan_best(void)
{
#ifdef KEUR_SCAN_X86
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        return &keur_scan_avx512;
    if (__builtin_cpu_supports("avx2"))
        return &keur_scan_avx2;
#endif
    return &keur_scan_portable;
}
