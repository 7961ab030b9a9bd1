/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_SCAN_H
#define KEUR_TABLE_SCAN_H

#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { KEUR_SCAN_BYTES = 64 };

/** Which of 64 bytes are `wanted`, a line feed or a carriage return: bit i for byte i. */
static inline uint64_t keur_scan_plain(const char *at, char wanted)
{
    uint64_t bits = 0;

    for (int i = 0; i < KEUR_SCAN_BYTES; i++)
        bits |= (uint64_t)(at[i] == wanted || at[i] == '\n' || at[i] == '\r') << i;
    return bits;
}

/** The same bits by the instructions that every processor of this kind has. */
static inline uint64_t keur_scan(const char *at, char wanted)
{
#ifdef __SSE2__
    const __m128i first = _mm_set1_epi8(wanted), lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');
    uint64_t bits = 0;

    for (int i = 0; i < KEUR_SCAN_BYTES; i += 16) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(at + i));
        const __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, lf), _mm_cmpeq_epi8(bytes, cr));
        const __m128i found = _mm_or_si128(_mm_cmpeq_epi8(bytes, first), ends);

        bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(found) << i;
    }
    return bits;
#else
    return keur_scan_plain(at, wanted);
#endif
}

#endif
