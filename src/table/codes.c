/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/codes.h"

#include <string.h>

#include "base/memory.h"
#include "base/try.h"

static keur_status pack(keur_codes *on, keur_error *err)
{
    keur_run *run = &on->runs[on->n_runs];
    const int32_t *from = on->open;
    const size_t n = on->n_open;
    int32_t most = 0;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < n; i++)
        most = from[i] > most ? from[i] : most;
    *run = (keur_run){.width = most <= UINT8_MAX ? 1 : most <= UINT16_MAX ? 2 : 4};
    KEUR_TRY(keur_allocate(&run->codes, n, run->width, err));
    if (run->width == 1) {
        for (size_t i = 0; i < n; i++)
            ((uint8_t *)run->codes)[i] = (uint8_t)from[i];
    } else if (run->width == 2) {
        for (size_t i = 0; i < n; i++)
            ((uint16_t *)run->codes)[i] = (uint16_t)from[i];
    } else {
        memcpy(run->codes, from, n * sizeof *from);
    }
    on->n_seen = (uint32_t)most >= on->n_seen ? (uint32_t)most + 1 : on->n_seen;
    run->n_seen = on->n_seen;
    on->n_runs++;
    on->n_open = 0;
out:
    return status;
}

keur_status keur_codes_begin(keur_codes *on, int32_t **place, size_t *room, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (on->open == NULL)
        KEUR_TRY(KEUR_NEW(on->open, KEUR_RUN_ROWS, err));
    if (on->n_runs == on->runs_room) {
        const size_t wanted = on->runs_room + on->runs_room / 2 + 1;

        KEUR_TRY(KEUR_RESIZE(on->runs, on->runs_room, wanted, err));
        on->runs_room = wanted;
    }
    *place = on->open + on->n_open;
    *room = KEUR_RUN_ROWS - on->n_open;
out:
    return status;
}

keur_status keur_codes_end(keur_codes *on, size_t n, keur_error *err)
{
    on->n_open += n;
    return on->n_open == KEUR_RUN_ROWS ? pack(on, err) : KEUR_OK;
}

keur_status keur_codes_close(keur_codes *on, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (on->n_open > 0)
        KEUR_TRY(pack(on, err));
    keur_release(on->open);
    on->open = NULL;
out:
    return status;
}

static void copy_run(const keur_run *run, size_t first, size_t n, int32_t *codes)
{
    if (run->width == 1) {
        const uint8_t *from = (const uint8_t *)run->codes + first;

        for (size_t i = 0; i < n; i++)
            codes[i] = from[i];
    } else if (run->width == 2) {
        const uint16_t *from = (const uint16_t *)run->codes + first;

        for (size_t i = 0; i < n; i++)
            codes[i] = from[i];
    } else if (n > 0) {
        memcpy(codes, (const int32_t *)run->codes + first, n * sizeof *codes);
    }
}

void keur_codes_copy(const keur_codes *on, size_t first, size_t n, int32_t *codes)
{
    while (n > 0) {
        const size_t skipped = first % KEUR_RUN_ROWS;
        const size_t here = KEUR_RUN_ROWS - skipped < n ? KEUR_RUN_ROWS - skipped : n;

        copy_run(&on->runs[first / KEUR_RUN_ROWS], skipped, here, codes);
        first += here;
        codes += here;
        n -= here;
    }
}

size_t keur_codes_first(const keur_codes *on, size_t code)
{
    size_t low = 0, high = on->n_runs - 1;
    size_t row;
    int32_t here;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (on->runs[middle].n_seen > code)
            high = middle;
        else
            low = middle + 1;
    }
    row = low * KEUR_RUN_ROWS;
    for (;; row++) {
        keur_codes_copy(on, row, 1, &here);
        if ((size_t)here == code)
            return row;
    }
}

void keur_codes_free(keur_codes *on)
{
    for (size_t i = 0; i < on->n_runs; i++)
        keur_release(on->runs[i].codes);
    keur_release(on->runs);
    keur_release(on->open);
}
