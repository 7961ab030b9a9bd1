/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sort.h"

#include <string.h>

#include "base/memory.h"

static void merge(const uint32_t *from, uint32_t *to, size_t begin, size_t middle, size_t end,
                  keur_compare compare, const void *context)
{
    size_t left = begin, right = middle;

    for (size_t at = begin; at < end; at++) {
        if (left < middle && (right >= end || compare(from[left], from[right], context) <= 0))
            to[at] = from[left++];
        else
            to[at] = from[right++];
    }
}

keur_status keur_sort(uint32_t *items, size_t n, keur_compare compare, const void *context,
                      keur_error *err)
{
    uint32_t *other = NULL, *from = items, *to;
    keur_status status = KEUR_NEW(other, n, err);

    if (status != KEUR_OK)
        return status;
    to = other;
    for (size_t width = 1; width < n; width = (width > n / 2) ? n : 2 * width) {
        uint32_t *kept = from;

        for (size_t begin = 0; begin < n;) {
            const size_t middle = n - begin < width ? n : begin + width;
            const size_t end = n - middle < width ? n : middle + width;

            merge(from, to, begin, middle, end, compare, context);
            begin = end;
        }
        from = to;
        to = kept;
    }
    if (from != items)
        memcpy(items, from, n * sizeof *items);
    keur_release(other);
    return KEUR_OK;
}

static int by_value(uint32_t a, uint32_t b, const void *context)
{
    const double *values = context;

    return (values[a] > values[b]) - (values[a] < values[b]);
}

keur_status keur_sort_order(const double *values, size_t n, uint32_t *order, keur_error *err)
{
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    return keur_sort(order, n, by_value, values, err);
}
