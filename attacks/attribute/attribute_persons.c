/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many independent rows the shares of a disclosure are worth where rows belong to persons. */
#include "attacks/attribute/attribute.h"

#include <math.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/units.h"
#include "stats/clustered.h"

/* Some rows of one table: their persons, and what is a share or a mean of them. */
typedef struct sample {
    size_t n, n_persons;
    uint32_t *person;
    unsigned char *flag;
    double *x;
} sample;

static void free_sample(sample *of)
{
    keur_release(of->person);
    keur_release(of->flag);
    keur_release(of->x);
}

static bool is_among(keur_disclosure_rate rate, const keur_told *row)
{
    return rate == KEUR_TCAP            ? row->is_disclosive
           : rate == KEUR_TCAP_SYNTHPOP ? row->is_present
           : rate == KEUR_DISCO_KNOWN   ? row->is_known
                                        : true;
}

static bool is_counted(keur_disclosure_rate rate, const keur_told *row)
{
    switch (rate) {
    case KEUR_DORIG:
        return row->is_own;
    case KEUR_IS:
        return row->is_present;
    case KEUR_DIS:
        return row->is_disclosive;
    case KEUR_DISDIO:
        return row->is_correct && row->is_own;
    default:
        return row->is_correct;
    }
}

static keur_status size_rate(const keur_told *cells, const uint32_t *cell, const int32_t *units,
                             size_t n, keur_disclosure_rate rate, sample *room, double *size,
                             keur_error *err)
{
    room->n = 0;
    for (size_t i = 0; i < n; i++) {
        if (!is_among(rate, &cells[cell[i]]))
            continue;
        room->person[room->n] = (uint32_t)units[i];
        room->flag[room->n++] = is_counted(rate, &cells[cell[i]]);
    }
    return keur_clustered_size(room->person, room->flag, room->n, room->n_persons, size, err);
}

/* Of the share of the row's own secret: among synthetic rows with its keys, or among real ones. */
static keur_status size_mean(const keur_told *cells, const uint32_t *cell, const int32_t *units,
                             size_t n, bool of_own, bool only_present, sample *room, double *size,
                             keur_error *err)
{
    room->n = 0;
    for (size_t i = 0; i < n; i++) {
        const keur_told *row = &cells[cell[i]];

        if (only_present && !row->is_present)
            continue;
        room->person[room->n] = (uint32_t)units[i];
        room->x[room->n++] = of_own ? row->own_share : row->share;
    }
    return keur_clustered_mean_size(room->person, room->x, room->n, room->n_persons, size, err);
}

keur_status keur_disclosure_sizes(const keur_case *on, keur_role role, const keur_told *cells,
                                  const uint32_t *cell, keur_disclosure *to, keur_error *err)
{
    const int32_t *units = keur_case_units(on, role);
    const size_t n = keur_case_rows(on, role);
    sample room = {.n_persons = keur_case_unit_count(on)};
    keur_status status = KEUR_OK;

    for (int rate = 0; rate < KEUR_DISCLOSURE_RATES; rate++)
        to->sizes[rate] = INFINITY;
    if (units == NULL)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(room.person, n, err));
    KEUR_TRY(KEUR_NEW(room.flag, n, err));
    KEUR_TRY(KEUR_NEW(room.x, n, err));
    for (int rate = 0; rate < KEUR_DISCLOSURE_RATES; rate++)
        KEUR_TRY(size_rate(cells, cell, units, n, (keur_disclosure_rate)rate, &room,
                           &to->sizes[rate], err));
    KEUR_TRY(size_mean(cells, cell, units, n, false, false, &room, &to->dcap.size, err));
    KEUR_TRY(size_mean(cells, cell, units, n, false, true, &room, &to->among.size, err));
    KEUR_TRY(size_mean(cells, cell, units, n, true, false, &room, &to->cap_real.size, err));
out:
    free_sample(&room);
    return status;
}
