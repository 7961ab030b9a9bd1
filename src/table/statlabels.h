/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TABLE_STATLABELS_H
#define KEUR_TABLE_STATLABELS_H

#include "table/schema_parts.h"

/** The label of one code, which is a text or a number. */
typedef struct keur_statlabel {
    double number;
    char *code;  /**< NULL for numbers */
    char *label; /**< never blank, none twice in a set */
} keur_statlabel;

/** A set of value labels. */
typedef struct keur_statlabels {
    char *name;
    size_t n;
    keur_statlabel *items; /**< ascending, once finished */
} keur_statlabels;

/** The sets of a file. Start with all zero. */
typedef struct keur_statlabels_list {
    size_t n;
    keur_statlabels **sets;
} keur_statlabels_list;

void keur_statlabels_free(keur_statlabels_list *list);

/** The set of this name, made where there is none; it stays where it is. */
keur_status keur_statlabels_find(keur_statlabels_list *list, const char *name,
                                 keur_statlabels **set, keur_error *err);

keur_status keur_statlabels_add_number(keur_statlabels_list *list, const char *set, double number,
                                       const char *label, keur_error *err);
keur_status keur_statlabels_add_text(keur_statlabels_list *list, const char *set, const char *code,
                                     const char *label, keur_error *err);

/**
 * Put the sets in order and make labels usable as levels: a blank label becomes its code, and where
 * two codes of a set have one label each gets its code behind it, `other [5]`.
 */
keur_status keur_statlabels_finish(keur_statlabels_list *list, keur_error *err);

/** The label of a code, NULL where it has none. O(log n). */
const char *keur_statlabels_of_number(const keur_statlabels *set, double number);
const char *keur_statlabels_of_text(const keur_statlabels *set, const char *code);

/** Add a label to levels. */
keur_status keur_statlabels_level(const keur_statlabel *label, keur_texts *levels, keur_error *err);

#endif
