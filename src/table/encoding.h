/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_ENCODING_H
#define KEUR_TABLE_ENCODING_H

#include "table/reader.h"

/**
 * Bring content to UTF-8 without a byte order mark.
 *
 * @param encoding  a name iconv knows; NULL: by the byte order mark, else UTF-8 where all of it is
 *                  valid, else Windows-1252
 * @retval KEUR_EUSAGE  iconv does not know the encoding
 * @retval KEUR_EPARSE  bytes that the encoding does not have: line and column (in characters) are
 *                      named; a zero byte: the line is named
 *
 * O(n). Valid UTF-8 is not copied.
 */
keur_status keur_content_to_utf8(keur_file_content *content, const char *encoding, keur_error *err);

#endif
