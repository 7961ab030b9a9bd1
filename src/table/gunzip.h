/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_GUNZIP_H
#define KEUR_TABLE_GUNZIP_H

#include "table/reader.h"

/**
 * Decompress gzip data, recognised by their first two bytes; other content is left as it is.
 * Several members in a row are joined, zero bytes after the last are padding.
 * @retval KEUR_EPARSE  the data are damaged, or end too early
 */
keur_status keur_content_gunzip(keur_file_content *content, keur_error *err);

#endif
