/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_SCHEMA_FOREIGN_H
#define KEUR_TABLE_SCHEMA_FOREIGN_H

#include "base/json.h"
#include "table/schema_parts.h"

/**
 * Schema files of other programs: the Generative Metadata Format (GMF) of metasyn, and the metadata
 * of SDV, for one table or for several of which only one is described. They give types, and the
 * roles that they know; distributions, levels and ranges are not taken over, since they say what
 * occurred, not what may occur.
 *
 * @param[out] schema  NULL where the document is neither, which is no failure
 * @retval KEUR_ESCHEMA  it is one, but not well made, or describes several tables
 */
keur_status keur_schema_foreign(const keur_json_at *root, keur_schema **schema, keur_error *err);

#endif
