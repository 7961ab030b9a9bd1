/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_HINT_H
#define KEUR_TABLE_HINT_H

#include <keur/schema.h>

/** What a file says of a column beside its texts; inference follows it where all tables fit. */
typedef struct keur_hint {
    char *label;       /**< what it is called at length; or NULL */
    keur_type type;    /**< KEUR_N_TYPES: it does not say */
    keur_texts levels; /**< all levels, in their order where ordinal; none twice by value */
} keur_hint;

/** The hint of a column of a table; never NULL. */
const keur_hint *keur_table_hint(const keur_table *table, size_t column);

#endif
