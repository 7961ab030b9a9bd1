/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_DIALECT_H
#define KEUR_TABLE_DIALECT_H

#include <stddef.h>

#include <keur/table.h>

/**
 * The separator of delimited text: of `,` `;` tab and `|` the one that most records of the first
 * 64 KiB have as often as the header has it, outside quotes; of several such, the one that the
 * header has most often. A header without any of them is one column: `,`.
 */
char keur_dialect_separator(const char *bytes, size_t n);

/**
 * The decimal sign of a table's numbers. A column speaks for a sign if at least half of its
 * distinct texts are numbers under it and more of them hold this sign than the other, or groups of
 * digits that the other sign sets apart (1.234,5). It is sure of it if a text has no other reading:
 * `1,234` might be 1234. Most sure columns win; where none is sure, most others do, except that
 * between commas an unsure comma does not count. A tie is a point.
 */
char keur_dialect_decimal(const keur_table *table, char separator);

#endif
