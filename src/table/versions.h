/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_VERSIONS_H
#define KEUR_TABLE_VERSIONS_H

/** Versions of the libraries behind the readers, for --version. */
const char *keur_libcsv_version(void);
const char *keur_zlib_version(void);

#endif
