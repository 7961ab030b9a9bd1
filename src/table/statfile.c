/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/statfile.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *extension, *what;
} kinds[KEUR_N_STATFILES] = {
#define KIND(name, extension, what) [KEUR_STATFILE_##name] = {extension, what},
    KEUR_STATFILE_LIST(KIND)
#undef KIND
};

const char *keur_statfile_what(keur_statfile kind)
{
    return kinds[kind].what;
}

static bool ends_in(const char *name, size_t n, const char *ending)
{
    const size_t n_ending = strlen(ending);

    return n > n_ending && strncasecmp(name + n - n_ending, ending, n_ending) == 0;
}

/* By the file's name, `.gz` aside; KEUR_N_STATFILES where it is none. */
static keur_statfile kind_of(const char *name)
{
    size_t n = strlen(name);
    int kind = 0;

    n -= ends_in(name, n, ".gz") ? 3 : 0;
    while (kind < KEUR_N_STATFILES && !ends_in(name, n, kinds[kind].extension))
        kind++;
    return (keur_statfile)kind;
}

static bool begins_with(const keur_file_content *content, const char *bytes, size_t n)
{
    return content->n >= n && memcmp(content->bytes, bytes, n) == 0;
}

/* The tag SPSSPORT ends the header of 464 characters, which is broken into lines. */
static bool is_portable(const keur_file_content *content)
{
    static const char tag[] = "SPSSPORT";
    size_t n_found = 0;

    for (size_t i = 0; i < content->n && i < 600 && tag[n_found] != '\0'; i++) {
        const char c = content->bytes[i];

        if (c != '\r' && c != '\n')
            n_found = c == tag[n_found] ? n_found + 1 : c == tag[0] ? 1 : 0;
    }
    return tag[n_found] == '\0';
}

static bool is_of_kind(const keur_file_content *content, keur_statfile kind)
{
    static const char sas[] =
        "\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08";

    switch (kind) {
    case KEUR_STATFILE_SAV:
    case KEUR_STATFILE_ZSAV:
        return begins_with(content, "$FL2@(#)", 8) || begins_with(content, "$FL3@(#)", 8);
    case KEUR_STATFILE_POR:
        return is_portable(content);
    case KEUR_STATFILE_DTA: /* up to version 12 the version and the order of bytes come first */
        return begins_with(content, "<stata_dta>", 11) ||
               (content->n > 2 && content->bytes[0] >= 104 && content->bytes[0] <= 115 &&
                (content->bytes[1] == 1 || content->bytes[1] == 2));
    case KEUR_STATFILE_SAS:
        return begins_with(content, sas, sizeof sas - 1);
    case KEUR_STATFILE_XPT:
        return begins_with(content, "HEADER RECORD*******LIB", 23);
    case KEUR_N_STATFILES:
        break;
    }
    return false;
}

/* Whether the end is there, as far as a kind marks it: where the number of rows is not given, or
 * where value labels follow the data, ReadStat does not miss what was cut off. */
static bool is_complete(const keur_file_content *content, keur_statfile kind)
{
    static const char stata_end[] = "</stata_dta>";
    size_t n = content->n;

    while (n > 0 && (content->bytes[n - 1] == '\r' || content->bytes[n - 1] == '\n'))
        n--;
    if (kind == KEUR_STATFILE_POR)
        return n > 0 && content->bytes[n - 1] == 'Z';
    if (kind == KEUR_STATFILE_DTA && *content->bytes == '<')
        return ends_in(content->bytes, n, stata_end);
    return kind != KEUR_STATFILE_XPT || content->n % 80 == 0; /* records of 80 bytes */
}

static bool accepts_stat(const keur_file_content *content)
{
    return kind_of(content->name) != KEUR_N_STATFILES;
}

static keur_status read_stat(keur_file_content *content, const keur_read_options *options,
                             keur_table **table, keur_error *err)
{
    const keur_statfile kind = kind_of(content->name);

    if (!is_of_kind(content, kind))
        return keur_fail(err, KEUR_EPARSE, "%s: it is called %s, but it is not %s", content->name,
                         kinds[kind].extension, kinds[kind].what);
    if (!is_complete(content, kind))
        return keur_fail(err, KEUR_EPARSE, "%s: it ends too early", content->name);
#ifdef KEUR_HAVE_READSTAT
    return keur_readstat_read(kind, content, options, table, err);
#else
    (void)options;
    (void)table;
    return keur_fail(err, KEUR_EUSAGE,
                     "%s: this build cannot read %s files (built without ReadStat)", content->name,
                     kinds[kind].extension);
#endif
}

const keur_reader keur_reader_stat = {.accepts = accepts_stat, .read = read_stat};
