/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/measure.h>

#include <stddef.h>
#include <string.h>

#include "attacks/registry.h"
#include "fidelity/fidelity_registry.h"

const keur_measure *const *keur_measures(void)
{
    static const keur_measure *const all[] = {
#define KEUR_MEASURE_ITEM(measure) &measure,
        KEUR_FIDELITY_LIST(KEUR_MEASURE_ITEM) KEUR_ATTACK_LIST(KEUR_MEASURE_ITEM)
#undef KEUR_MEASURE_ITEM
            NULL};

    return all;
}

const keur_measure *keur_measure_find(const char *name)
{
    for (const keur_measure *const *at = keur_measures(); *at != NULL; at++) {
        if (strcmp((*at)->name, name) == 0)
            return *at;
    }
    return NULL;
}
