/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_BASE_TRY_H
#define KEUR_BASE_TRY_H

#include <keur/status.h>

/* Call, keep the status in the local `status`, and leave by the local label `out` on failure. */
#define KEUR_TRY(call)                                                                             \
    do {                                                                                           \
        status = (call);                                                                           \
        if (status != KEUR_OK)                                                                     \
            goto out;                                                                              \
    } while (0)

#endif
