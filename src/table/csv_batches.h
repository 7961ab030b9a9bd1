/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_CSV_BATCHES_H
#define KEUR_TABLE_CSV_BATCHES_H

#include <keur/table.h>

#include "base/pieces.h"
#include "table/reader.h"

/**
 * Read delimited text that is in order, on several threads, without holding all of it: UTF-8 that
 * csv_cut.h does not decline. The table is the one that libcsv would have given.
 *
 * @param from     at its first byte; taken in pieces
 * @param options  max_field is set
 * @param[out] table  NULL, with KEUR_OK, where something is wrong or merely rare: to be read from
 *                    its beginning by a reader that knows more and can say what is wrong
 * @retval KEUR_EIO     as keur_pieces_take()
 * @retval KEUR_ENOMEM
 */
keur_status keur_csv_batches(keur_pieces *from, const keur_read_options *options,
                             keur_table **table, keur_error *err);

/**
 * Read any delimited text, and say what is wrong with it (csv.c).
 *
 * @param content  UTF-8 without a byte order mark, and without zero bytes
 */
keur_status keur_csv_by_libcsv(const keur_file_content *content, const keur_read_options *options,
                               keur_table **table, keur_error *err);

#endif
