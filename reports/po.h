/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_REPORTS_PO_H
#define KEUR_REPORTS_PO_H

#include <stdbool.h>

#include "base/arena.h"

/** An entry of a catalogue. */
typedef struct keur_po_entry {
    const char *id;
    const char *text;
    bool is_format; /**< flagged c-format */
    unsigned names; /**< bit i: conversion i + 1 is a name, by a comment "#. names: 1 3" */
} keur_po_entry;

/**
 * Read a catalogue in the format of GNU gettext (its manual, "The Format of PO Files"): the entries
 * that have a translation, the head first, with an empty id. Fuzzy and obsolete ones are left out.
 *
 * @param[out] entries  n of them, in the arena
 * @retval KEUR_EPARSE  names the line; there are no plural forms and no contexts
 * O(bytes).
 */
keur_status keur_po_read(const char *bytes, const char *name, keur_arena *arena,
                         const keur_po_entry **entries, size_t *n, keur_error *err);

#endif
