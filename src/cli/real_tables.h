/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CLI_REAL_TABLES_H
#define KEUR_CLI_REAL_TABLES_H

#include "cli/check_export.h"
#include "cli/options.h"
#include "reports/written.h"

enum { KEUR_MOST_REAL = 8 };

/** Real tables, and what of them must not be in a file that leaves. */
typedef struct keur_real_tables {
    size_t n;
    keur_table *tables[KEUR_MOST_REAL];
    size_t rows[KEUR_MOST_REAL];
    keur_schema *schema;
    keur_forbidden *secrets;
    keur_plain_text own; /**< what keur says by itself */
} keur_real_tables;

/** Read them as the options (--schema, --separator, ...) say. @param[out] to  zero bytes; freed
 * with keur_real_free(), also on failure */
keur_status keur_real_read(const keur_parsed *line, const char *const *paths, size_t n,
                           keur_real_tables *to, keur_error *err);
void keur_real_free(keur_real_tables *of);

/** What a file is held against; `path` and `to` are the caller's to set. */
keur_checking keur_real_checking(const keur_real_tables *of);

#endif
