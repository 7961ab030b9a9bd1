/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "near/near_impl.h"

#ifdef KEUR_SCAN_X86

#include <immintrin.h>

/** The float filter with AVX2: 32 counts or 8 sums at a time. A lane is a row. */

#define TARGET static inline __attribute__((target("avx2"), always_inline))

enum { WIDTH = 8, N_GROUPS = KEUR_LEAF / WIDTH, TERMS_AT_ONCE = 16 };

TARGET __m256i load_whole(const void *at)
{
    return _mm256_loadu_si256(at);
}

TARGET __m256 load_floats(const void *at)
{
    return _mm256_loadu_ps(at);
}

/* Mismatches a lane; which lanes have few enough. */
TARGET uint64_t count_leaf(const keur_aim *aim, const unsigned char *leaf, uint8_t *counts)
{
    const __m256i all = _mm256_set1_epi8((char)aim->n_counted);
    const __m256i most = _mm256_set1_epi8((char)aim->max_count);
    __m256i low = all, high = all;
    uint32_t few_low, few_high;

    for (size_t i = 0; i < aim->n_counted; i++) {
        const unsigned char *bytes = leaf + aim->counted[i].leaf_at;
        const __m256i byte = _mm256_set1_epi8((char)aim->counted[i].byte);

        /* A match is -1. */
        low = _mm256_add_epi8(low, _mm256_cmpeq_epi8(load_whole(bytes), byte));
        high = _mm256_add_epi8(high, _mm256_cmpeq_epi8(load_whole(bytes + 32), byte));
    }
    _mm256_storeu_si256((void *)counts, low);
    _mm256_storeu_si256((void *)(counts + 32), high);
    few_low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(low, most), low));
    few_high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_min_epu8(high, most), high));
    return few_low | (uint64_t)few_high << 32;
}

TARGET __m256 level_costs(const keur_term *term, const unsigned char *bytes)
{
    const __m128i eight = _mm_loadl_epi64((const void *)bytes);
    const __m256i codes = _mm256_cvtepu8_epi32(eight);
    const __m256i same = _mm256_cmpeq_epi32(codes, _mm256_set1_epi32(term->byte));
    const __m256i missing = _mm256_cmpeq_epi32(codes, _mm256_setzero_si256());
    const __m256 cost =
        _mm256_blendv_ps(_mm256_set1_ps(term->cost), _mm256_set1_ps(term->cost_missing),
                         _mm256_castsi256_ps(missing));

    return _mm256_andnot_ps(_mm256_castsi256_ps(same), cost);
}

TARGET __m256 capped(const keur_term *term, bool is_squared, __m256 apart)
{
    const __m256 delta = _mm256_min_ps(apart, _mm256_set1_ps(term->cap));
    const __m256 weight = _mm256_set1_ps(term->weight);

    return _mm256_mul_ps(is_squared ? _mm256_mul_ps(delta, delta) : delta, weight);
}

TARGET __m256 number_costs(const keur_term *term, bool is_squared, const unsigned char *floats)
{
    const __m256 values = load_floats(floats);
    const __m256 apart =
        _mm256_andnot_ps(_mm256_set1_ps(-0.0f), _mm256_sub_ps(values, _mm256_set1_ps(term->value)));
    const __m256 cost = capped(term, is_squared, apart);

    if (term->kind == KEUR_TERM_NUMBER)
        return cost;
    return _mm256_blendv_ps(cost, _mm256_set1_ps(term->cost),
                            _mm256_cmp_ps(values, values, _CMP_UNORD_Q));
}

TARGET __m256 other_costs(const keur_term *term, const unsigned char *floats)
{
    const __m256 values = load_floats(floats);

    return _mm256_and_ps(_mm256_cmp_ps(values, values, _CMP_ORD_Q), _mm256_set1_ps(term->cost));
}

/* Lanes of eight rows within the limit. */
TARGET uint32_t sum_group(const keur_aim *aim, const unsigned char *leaf, const uint8_t *counts,
                          size_t group, float *out)
{
    const __m128i eight = _mm_loadl_epi64((const void *)(counts + group * WIDTH));
    __m256 sums = _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(eight)),
                                _mm256_set1_ps(aim->count_weight));

    sums = _mm256_add_ps(sums, _mm256_set1_ps(aim->base));
    for (size_t i = 0; i < aim->n_terms; i++) {
        const keur_term *term = &aim->terms[i];
        const unsigned char *at = leaf + term->leaf_at;
        const unsigned char *floats = at + group * WIDTH * sizeof(float);
        __m256 cost;

        if (term->kind == KEUR_TERM_LEVEL)
            cost = level_costs(term, at + group * WIDTH);
        else if (term->kind == KEUR_TERM_OTHER)
            cost = other_costs(term, floats);
        else
            cost = number_costs(term, aim->is_squared, floats);
        sums = _mm256_add_ps(sums, cost);
    }
    _mm256_storeu_ps(out, sums);
    return (uint32_t)_mm256_movemask_ps(
        _mm256_cmp_ps(sums, _mm256_set1_ps(aim->limit), _CMP_LE_OQ));
}

TARGET void add_term(const keur_term *term, bool is_squared, const unsigned char *at, __m256 *sums)
{
    for (size_t group = 0; group < N_GROUPS; group++) {
        const unsigned char *floats = at + group * WIDTH * sizeof(float);

        if (term->kind == KEUR_TERM_LEVEL)
            sums[group] = _mm256_add_ps(sums[group], level_costs(term, at + group * WIDTH));
        else if (term->kind == KEUR_TERM_OTHER)
            sums[group] = _mm256_add_ps(sums[group], other_costs(term, floats));
        else
            sums[group] = _mm256_add_ps(sums[group], number_costs(term, is_squared, floats));
    }
}

/* As sum_group() for the whole leaf, so that a term is read once. Terms are not negative: where all
 * sums are beyond the limit they stay there. */
TARGET uint64_t sum_leaf(const keur_aim *aim, const unsigned char *leaf, const uint8_t *counts,
                         float *out)
{
    const __m256 limit = _mm256_set1_ps(aim->limit);
    __m256 sums[N_GROUPS];
    uint64_t near = UINT64_MAX;

    for (size_t group = 0; group < N_GROUPS; group++) {
        const __m128i eight = _mm_loadl_epi64((const void *)(counts + group * WIDTH));

        sums[group] = _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(eight)),
                                    _mm256_set1_ps(aim->count_weight));
        sums[group] = _mm256_add_ps(sums[group], _mm256_set1_ps(aim->base));
    }
    for (size_t i = 0; i < aim->n_terms && near != 0;) {
        const size_t left = aim->n_terms - i;
        const size_t end = left < TERMS_AT_ONCE ? aim->n_terms : i + TERMS_AT_ONCE;

        for (; i < end; i++)
            add_term(&aim->terms[i], aim->is_squared, leaf + aim->terms[i].leaf_at, sums);
        near = 0;
        for (size_t group = 0; group < N_GROUPS; group++)
            near |= (uint64_t)_mm256_movemask_ps(_mm256_cmp_ps(sums[group], limit, _CMP_LE_OQ))
                    << (group * WIDTH);
    }
    for (size_t group = 0; group < N_GROUPS; group++)
        _mm256_storeu_ps(out + group * WIDTH, sums[group]);
    return near;
}

__attribute__((target("avx2"))) static uint64_t
scan_leaf(const keur_aim *aim, const unsigned char *leaf, uint8_t *counts, float *sums)
{
    const uint64_t few = count_leaf(aim, leaf, counts);
    uint64_t near = 0;

    if (few == 0 || aim->n_terms == 0)
        return few;
    if (aim->n_terms >= TERMS_AT_ONCE)
        return few & sum_leaf(aim, leaf, counts, sums);
    for (size_t group = 0; group < N_GROUPS; group++) {
        if (few >> (group * WIDTH) & UINT8_MAX)
            near |= (uint64_t)sum_group(aim, leaf, counts, group, sums + group * WIDTH)
                    << (group * WIDTH);
    }
    return near & few;
}

/* What children add whose set lacks the query's code. */
TARGET __m256 set_costs(const keur_term *term, float cost, const unsigned char *words)
{
    const __m256i hit = _mm256_and_si256(load_whole(words), _mm256_set1_epi32((int32_t)term->bit));
    const __m256i lacks = _mm256_cmpeq_epi32(hit, _mm256_setzero_si256());

    return _mm256_and_ps(_mm256_castsi256_ps(lacks), _mm256_set1_ps(cost));
}

TARGET __m256 box_costs(const keur_term *term, bool is_squared, const unsigned char *node,
                        size_t shift)
{
    const unsigned char *box = node + term->box_at + shift;
    const unsigned char *set = node + term->set_at + shift;
    const __m256 value = _mm256_set1_ps(term->value);
    const __m256 below = _mm256_sub_ps(load_floats(box + KEUR_BOX_LOW * KEUR_LANE_BYTES), value);
    const __m256 above = _mm256_sub_ps(value, load_floats(box + KEUR_BOX_HIGH * KEUR_LANE_BYTES));
    const __m256 apart = _mm256_max_ps(_mm256_max_ps(below, above), _mm256_setzero_ps());
    const __m256 cost = capped(term, is_squared, apart);
    __m256i none;

    if (term->kind == KEUR_TERM_NUMBER)
        return cost;
    none = _mm256_cmpeq_epi32(_mm256_or_si256(load_whole(set), load_whole(set + KEUR_LANE_BYTES)),
                              _mm256_setzero_si256());
    return _mm256_blendv_ps(_mm256_min_ps(cost, _mm256_set1_ps(term->cost_box)), cost,
                            _mm256_castsi256_ps(none));
}

TARGET __m256 bound_half(const keur_aim *aim, const unsigned char *node, size_t shift)
{
    __m256 bounds = _mm256_set1_ps(aim->base);

    for (size_t i = 0; i < aim->n_counted; i++)
        bounds = _mm256_add_ps(bounds, set_costs(&aim->counted[i], aim->count_weight,
                                                 node + aim->counted[i].word_at + shift));
    for (size_t i = 0; i < aim->n_terms; i++) {
        const keur_term *term = &aim->terms[i];

        bounds = _mm256_add_ps(bounds,
                               term->kind == KEUR_TERM_LEVEL || term->kind == KEUR_TERM_OTHER
                                   ? set_costs(term, term->cost_box, node + term->word_at + shift)
                                   : box_costs(term, aim->is_squared, node, shift));
    }
    return bounds;
}

__attribute__((target("avx2"))) static void scan_node(const keur_aim *aim,
                                                      const unsigned char *node, float *bounds)
{
    _mm256_storeu_ps(bounds, bound_half(aim, node, 0));
    _mm256_storeu_ps(bounds + WIDTH, bound_half(aim, node, WIDTH * sizeof(float)));
}

enum { HALVES = 2 * KEUR_LEAVES_TOGETHER, HALF = KEUR_LEAF / 2 };

TARGET uint64_t at_least(const __m256i *halves, uint8_t least)
{
    const __m256i limit = _mm256_set1_epi8((char)least);
    const __m256i low = _mm256_cmpeq_epi8(_mm256_max_epu8(halves[0], limit), halves[0]);
    const __m256i high = _mm256_cmpeq_epi8(_mm256_max_epu8(halves[1], limit), halves[1]);

    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high)
                                                     << 32;
}

/* A match is -1. */
TARGET void add_matches(const unsigned char *const *leaves, size_t at, uint8_t own, __m256i *sums)
{
    const __m256i byte = _mm256_set1_epi8((char)own);

    for (size_t h = 0; h < HALVES; h++) {
        const __m256i bytes = load_whole(leaves[h / 2] + at + h % 2 * HALF);

        sums[h] = _mm256_sub_epi8(sums[h], _mm256_cmpeq_epi8(bytes, byte));
    }
}

__attribute__((target("avx2"))) void keur_match_avx2(const unsigned char *const *leaves,
                                                     const size_t *at, const uint8_t *own,
                                                     size_t first, size_t n, const uint8_t *least,
                                                     uint8_t *matches, uint64_t *near)
{
    uint8_t *to = matches + first * HALVES * HALF;
    __m256i sums[HALVES];

    for (size_t h = 0; h < HALVES; h++)
        sums[h] = load_whole(to + h * HALF);
    for (size_t i = first; i + 1 < n; i++) {
        to += HALVES * HALF;
        add_matches(leaves, at[i], own[i], sums);
        for (size_t h = 0; h < HALVES; h++)
            _mm256_storeu_si256((void *)(to + h * HALF), sums[h]);
    }
    add_matches(leaves, at[n - 1], own[n - 1], sums);
    for (size_t g = 0; g < KEUR_LEAVES_TOGETHER; g++)
        near[g] = at_least(sums + 2 * g, least[g]);
}

const keur_scan keur_scan_avx2 = {
    "avx2", {"tree, avx2", "scan, avx2"}, scan_leaf, scan_node, keur_match_avx2, &keur_lanes_avx2};

#else
/* A file must hold something; other processors use the portable scan. */
typedef int keur_no_avx2;
#endif
