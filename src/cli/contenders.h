/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CLI_CONTENDERS_H
#define KEUR_CLI_CONTENDERS_H

#include <stddef.h>

#include <keur/status.h>

/** A synthetic table that takes part in a comparison. */
typedef struct keur_contender {
    const char *name; /**< of its generator */
    const char *path;
    size_t draw; /**< 1, 2, ... where the generator has several; else 0 */
} keur_contender;

typedef struct keur_contenders {
    size_t n;
    keur_contender *items; /**< draws of one generator follow each other */
    size_t n_copies;
    char **copies;
} keur_contenders;

/**
 * From words: FILE, NAME=FILE, or NAME=FILE,FILE,... for draws of one generator. A file without a
 * name has its own, without folders and endings.
 * @param[out] made  freed with keur_contenders_free() in any case
 * @retval KEUR_EUSAGE  two have one name, or a name cannot be that of a folder
 */
keur_status keur_contenders_make(const char *const *words, size_t n, keur_contenders *made,
                                 keur_error *err);
void keur_contenders_free(keur_contenders *of);

#endif
