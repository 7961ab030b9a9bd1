/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <keur/table.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/try.h"
#include "table/gunzip.h"
#include "table/reader.h"

/* Kinds of files, the most particular first. */
static const keur_reader *const readers[] = {&keur_reader_stat, &keur_reader_csv};

void keur_content_replace(keur_file_content *content, char *bytes, size_t n)
{
    keur_release(content->owned);
    content->owned = bytes;
    content->bytes = bytes;
    content->n = n;
}

static keur_status check_options(const keur_read_options *options, keur_error *err)
{
    if (options->separator != '\0' && strchr(",;\t|", options->separator) == NULL)
        return keur_fail(err, KEUR_EUSAGE,
                         "the separator must be a comma, a semicolon, a tab or a bar");
    if (options->decimal != '\0' && options->decimal != '.' && options->decimal != ',')
        return keur_fail(err, KEUR_EUSAGE, "the decimal sign must be a point or a comma");
    return KEUR_OK;
}

static keur_read_options with_defaults(const keur_read_options *given)
{
    keur_read_options options = {.separator = '\0'};

    if (given != NULL)
        options = *given;
    options.max_field = options.max_field > 0 ? options.max_field : KEUR_FIELD_LIMIT;
    return options;
}

static const keur_reader *find_reader(const keur_file_content *content)
{
    size_t i = 0;

    while (!readers[i]->accepts(content)) /* the last one accepts all */
        i++;
    return readers[i];
}

static keur_status read_content(keur_file_content *content, const keur_read_options *given,
                                keur_table **table, keur_error *err)
{
    const keur_read_options options = with_defaults(given);
    keur_status status = KEUR_OK;

    KEUR_TRY(check_options(&options, err));
    KEUR_TRY(keur_content_gunzip(content, err));
    KEUR_TRY(find_reader(content)->read(content, &options, table, err));
out:
    return status;
}

/* Without holding the file, if that can be done; else *table stays NULL. */
static keur_status read_pieces(const char *path, const keur_read_options *given, keur_table **table,
                               keur_error *err)
{
    const keur_read_options options = with_defaults(given);
    const keur_file_content unseen = {.bytes = "", .name = path};
    const keur_reader *reader = find_reader(&unseen);
    keur_pieces pieces;
    keur_status status = KEUR_OK;

    if (strcmp(path, "-") == 0 || reader->read_pieces == NULL ||
        check_options(&options, NULL) != KEUR_OK ||
        keur_pieces_open(path, &pieces, NULL) != KEUR_OK)
        return KEUR_OK;
    status = reader->read_pieces(&pieces, &options, table, err);
    keur_pieces_close(&pieces);
    return status;
}

keur_status keur_table_read(const char *path, const keur_read_options *options, keur_table **table,
                            keur_error *err)
{
    keur_file_content content = {.name = strcmp(path, "-") == 0 ? "standard input" : path};
    keur_status status = KEUR_OK;

    *table = NULL;
    KEUR_TRY(read_pieces(path, options, table, err));
    if (*table != NULL)
        return KEUR_OK;
    KEUR_TRY(keur_file_read(path, &content.owned, &content.n, err));
    content.bytes = content.owned;
    KEUR_TRY(read_content(&content, options, table, err));
out:
    keur_release(content.owned);
    return status;
}

keur_status keur_table_read_memory(const void *bytes, size_t n_bytes, const char *name,
                                   const keur_read_options *options, keur_table **table,
                                   keur_error *err)
{
    keur_file_content content = {.bytes = n_bytes > 0 ? bytes : "", .n = n_bytes, .name = name};
    keur_status status;

    *table = NULL;
    status = read_content(&content, options, table, err);
    keur_release(content.owned);
    return status;
}
