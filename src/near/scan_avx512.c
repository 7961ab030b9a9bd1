/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "near/near_impl.h"

#ifdef KEUR_SCAN_X86

#include <immintrin.h>

/** The float filter with AVX-512: 64 counts or 16 sums at a time. A lane is a row. */

#define FEATURES "avx512f,avx512bw,avx512vl"
#define TARGET   static inline __attribute__((target(FEATURES), always_inline))

enum { WIDTH = 16, N_GROUPS = KEUR_LEAF / WIDTH, TERMS_AT_ONCE = 16 };

/* Mismatches a lane; which lanes have few enough. */
TARGET uint64_t count_leaf(const keur_aim *aim, const unsigned char *leaf, uint8_t *counts)
{
    const __m512i one = _mm512_set1_epi8(1);
    __m512i count = _mm512_setzero_si512();

    for (size_t i = 0; i < aim->n_counted; i++) {
        const __m512i bytes = _mm512_loadu_si512(leaf + aim->counted[i].leaf_at);
        const __m512i byte = _mm512_set1_epi8((char)aim->counted[i].byte);

        count = _mm512_mask_add_epi8(count, _mm512_cmpneq_epi8_mask(bytes, byte), count, one);
    }
    _mm512_storeu_si512(counts, count);
    return _mm512_cmple_epu8_mask(count, _mm512_set1_epi8((char)aim->max_count));
}

TARGET __m512 level_costs(const keur_term *term, const unsigned char *bytes)
{
    const __m128i codes = _mm_loadu_si128((const void *)bytes);
    const __mmask16 differs = _mm_cmpneq_epi8_mask(codes, _mm_set1_epi8((char)term->byte));
    const __mmask16 missing = _mm_cmpeq_epi8_mask(codes, _mm_setzero_si128());
    const __m512 cost = _mm512_mask_blend_ps(missing, _mm512_set1_ps(term->cost),
                                             _mm512_set1_ps(term->cost_missing));

    return _mm512_maskz_mov_ps(differs, cost);
}

TARGET __m512 capped(const keur_term *term, bool is_squared, __m512 apart)
{
    const __m512 delta = _mm512_min_ps(apart, _mm512_set1_ps(term->cap));
    const __m512 weight = _mm512_set1_ps(term->weight);

    return _mm512_mul_ps(is_squared ? _mm512_mul_ps(delta, delta) : delta, weight);
}

TARGET __m512 number_costs(const keur_term *term, bool is_squared, const unsigned char *floats)
{
    const __m512 values = _mm512_loadu_ps(floats);
    const __m512 apart = _mm512_abs_ps(_mm512_sub_ps(values, _mm512_set1_ps(term->value)));
    const __m512 cost = capped(term, is_squared, apart);

    if (term->kind == KEUR_TERM_NUMBER)
        return cost;
    return _mm512_mask_mov_ps(cost, _mm512_cmp_ps_mask(values, values, _CMP_UNORD_Q),
                              _mm512_set1_ps(term->cost));
}

TARGET __m512 other_costs(const keur_term *term, const unsigned char *floats)
{
    const __m512 values = _mm512_loadu_ps(floats);

    return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(values, values, _CMP_ORD_Q),
                               _mm512_set1_ps(term->cost));
}

/* Lanes of sixteen rows within the limit. */
TARGET uint32_t sum_group(const keur_aim *aim, const unsigned char *leaf, const uint8_t *counts,
                          size_t group, float *out)
{
    const __m128i count = _mm_loadu_si128((const void *)(counts + group * WIDTH));
    __m512 sums = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(count)),
                                _mm512_set1_ps(aim->count_weight));

    sums = _mm512_add_ps(sums, _mm512_set1_ps(aim->base));
    for (size_t i = 0; i < aim->n_terms; i++) {
        const keur_term *term = &aim->terms[i];
        const unsigned char *at = leaf + term->leaf_at;
        const unsigned char *floats = at + group * WIDTH * sizeof(float);
        __m512 cost;

        if (term->kind == KEUR_TERM_LEVEL)
            cost = level_costs(term, at + group * WIDTH);
        else if (term->kind == KEUR_TERM_OTHER)
            cost = other_costs(term, floats);
        else
            cost = number_costs(term, aim->is_squared, floats);
        sums = _mm512_add_ps(sums, cost);
    }
    _mm512_storeu_ps(out, sums);
    return _mm512_cmp_ps_mask(sums, _mm512_set1_ps(aim->limit), _CMP_LE_OQ);
}

TARGET void add_term(const keur_term *term, bool is_squared, const unsigned char *at, __m512 *sums)
{
    for (size_t group = 0; group < N_GROUPS; group++) {
        const unsigned char *floats = at + group * WIDTH * sizeof(float);

        if (term->kind == KEUR_TERM_LEVEL)
            sums[group] = _mm512_add_ps(sums[group], level_costs(term, at + group * WIDTH));
        else if (term->kind == KEUR_TERM_OTHER)
            sums[group] = _mm512_add_ps(sums[group], other_costs(term, floats));
        else
            sums[group] = _mm512_add_ps(sums[group], number_costs(term, is_squared, floats));
    }
}

/* As sum_group() for the whole leaf, so that a term is read once. Terms are not negative: where all
 * sums are beyond the limit they stay there. */
TARGET uint64_t sum_leaf(const keur_aim *aim, const unsigned char *leaf, const uint8_t *counts,
                         float *out)
{
    const __m512 limit = _mm512_set1_ps(aim->limit);
    __m512 sums[N_GROUPS];
    uint64_t near = UINT64_MAX;

    for (size_t group = 0; group < N_GROUPS; group++) {
        const __m128i count = _mm_loadu_si128((const void *)(counts + group * WIDTH));

        sums[group] = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(count)),
                                    _mm512_set1_ps(aim->count_weight));
        sums[group] = _mm512_add_ps(sums[group], _mm512_set1_ps(aim->base));
    }
    for (size_t i = 0; i < aim->n_terms && near != 0;) {
        const size_t left = aim->n_terms - i;
        const size_t end = left < TERMS_AT_ONCE ? aim->n_terms : i + TERMS_AT_ONCE;

        for (; i < end; i++)
            add_term(&aim->terms[i], aim->is_squared, leaf + aim->terms[i].leaf_at, sums);
        near = 0;
        for (size_t group = 0; group < N_GROUPS; group++)
            near |= (uint64_t)_mm512_cmp_ps_mask(sums[group], limit, _CMP_LE_OQ) << (group * WIDTH);
    }
    for (size_t group = 0; group < N_GROUPS; group++)
        _mm512_storeu_ps(out + group * WIDTH, sums[group]);
    return near;
}

__attribute__((target(FEATURES))) static uint64_t
scan_leaf(const keur_aim *aim, const unsigned char *leaf, uint8_t *counts, float *sums)
{
    const uint64_t few = count_leaf(aim, leaf, counts);
    uint64_t near = 0;

    if (few == 0 || aim->n_terms == 0)
        return few;
    if (aim->n_terms >= TERMS_AT_ONCE)
        return few & sum_leaf(aim, leaf, counts, sums);
    for (size_t group = 0; group < N_GROUPS; group++) {
        if (few >> (group * WIDTH) & UINT16_MAX)
            near |= (uint64_t)sum_group(aim, leaf, counts, group, sums + group * WIDTH)
                    << (group * WIDTH);
    }
    return near & few;
}

/* Children whose set lacks the query's code. */
TARGET __mmask16 lacking(const keur_term *term, const unsigned char *node)
{
    return _mm512_testn_epi32_mask(_mm512_loadu_si512(node + term->word_at),
                                   _mm512_set1_epi32((int32_t)term->bit));
}

TARGET __m512 box_costs(const keur_term *term, bool is_squared, const unsigned char *node)
{
    const unsigned char *box = node + term->box_at, *set = node + term->set_at;
    const __m512 value = _mm512_set1_ps(term->value);
    const __m512 low = _mm512_loadu_ps(box + KEUR_BOX_LOW * KEUR_LANE_BYTES);
    const __m512 high = _mm512_loadu_ps(box + KEUR_BOX_HIGH * KEUR_LANE_BYTES);
    const __m512 apart = _mm512_max_ps(
        _mm512_max_ps(_mm512_sub_ps(low, value), _mm512_sub_ps(value, high)), _mm512_setzero_ps());
    const __m512 cost = capped(term, is_squared, apart);
    __m512i codes;

    if (term->kind == KEUR_TERM_NUMBER)
        return cost;
    codes = _mm512_or_si512(_mm512_loadu_si512(set), _mm512_loadu_si512(set + KEUR_LANE_BYTES));
    return _mm512_mask_min_ps(cost, _mm512_test_epi32_mask(codes, codes), cost,
                              _mm512_set1_ps(term->cost_box));
}

__attribute__((target(FEATURES))) static void scan_node(const keur_aim *aim,
                                                        const unsigned char *node, float *bounds)
{
    __m512 sums = _mm512_set1_ps(aim->base);

    for (size_t i = 0; i < aim->n_counted; i++)
        sums = _mm512_mask_add_ps(sums, lacking(&aim->counted[i], node), sums,
                                  _mm512_set1_ps(aim->count_weight));
    for (size_t i = 0; i < aim->n_terms; i++) {
        const keur_term *term = &aim->terms[i];

        if (term->kind == KEUR_TERM_LEVEL || term->kind == KEUR_TERM_OTHER)
            sums =
                _mm512_mask_add_ps(sums, lacking(term, node), sums, _mm512_set1_ps(term->cost_box));
        else
            sums = _mm512_add_ps(sums, box_costs(term, aim->is_squared, node));
    }
    _mm512_storeu_ps(bounds, sums);
}

const keur_scan keur_scan_avx512 = {"avx512",        {"tree, avx512", "scan, avx512"},
                                    scan_leaf,       scan_node,
                                    keur_match_avx2, &keur_lanes_avx2};

#else
/* A file must hold something; other processors use the portable scan. */
typedef int keur_no_avx512;
#endif
