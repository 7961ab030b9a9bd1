/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a blind run wrote, for the next one: a line a file, "0123456789abcdef
 * synth-a/scorecard.json", the first word being the hash of its content. A verdict that an earlier
 * run gave must not stand as if it were of this one, also where its table is no more; and nothing
 * may be taken away that somebody else wrote, or changed.
 */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/try.h"
#include "cli/blind.h"

#define MANIFEST "manifest.txt"

enum { HASH_DIGITS = 16 };

static const char *const results[] = {"scorecard.json", "scorecard.txt", "scorecard.html",
                                      "verdict.xml", NULL};

static bool is_result(const char *name)
{
    for (size_t i = 0; results[i] != NULL; i++)
        if (strcmp(results[i], name) == 0)
            return true;
    return false;
}

/* "synth-a/scorecard.json": one folder, and a file that a run writes. Nothing else is touched,
 * whatever a manifest says. */
static bool is_ours(const char *path)
{
    const char *slash = strchr(path, '/');

    return strncmp(path, "synth", 5) == 0 && slash != NULL && is_result(slash + 1);
}

/* Whether a file has the content that a run gave it. */
static bool is_unchanged(const char *path, const char *digits)
{
    char *bytes = NULL, found[HASH_DIGITS + 1];
    size_t n = 0;

    if (keur_file_read(path, &bytes, &n, NULL) != KEUR_OK)
        return false;
    (void)snprintf(found, sizeof found, "%016" PRIx64, keur_hash(bytes, n, 1));
    keur_release(bytes);
    return strncmp(found, digits, HASH_DIGITS) == 0;
}

/* Take one file away, where it is as a run wrote it; its folder too, where nothing else is in it.
 */
static keur_status take_away(const keur_blind_place *of, const char *entry, const char **folder,
                             keur_text *said, keur_error *err)
{
    const char *name = entry + HASH_DIGITS + 1;
    const size_t length = strcspn(name, "/");
    keur_text path = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_format(&path, err, "%s/%s", of->out, name));
    if (!is_unchanged(path.bytes, entry) || unlink(path.bytes) != 0)
        goto out;
    if (*folder == NULL || strncmp(*folder, name, length + 1) != 0)
        KEUR_TRY(keur_text_format(said, err,
                                  "%.*s: what an earlier run wrote of it was taken away\n",
                                  (int)length, name));
    *folder = name;
    path.bytes[strlen(of->out) + 1 + length] = '\0';
    (void)rmdir(path.bytes);
out:
    keur_text_free(&path);
    return status;
}

static keur_status take_away_all(const keur_blind_place *of, char *manifest, keur_text *said,
                                 keur_error *err)
{
    const char *folder = NULL;
    keur_status status = KEUR_OK;

    for (char *line = manifest, *end; line != NULL && *line != '\0'; line = end) {
        end = strchr(line, '\n');
        if (end != NULL)
            *end++ = '\0';
        if (strspn(line, "0123456789abcdef") == HASH_DIGITS && line[HASH_DIGITS] == ' ' &&
            is_ours(line + HASH_DIGITS + 1))
            KEUR_TRY(take_away(of, line, &folder, said, err));
    }
out:
    return status;
}

keur_status keur_blind_sweep(const keur_blind_place *of, keur_text *said, keur_error *err)
{
    keur_text path = {NULL, 0, 0};
    char *manifest = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    /* First its status: it names decisions, and a run that is stopped here has made none. */
    KEUR_TRY(keur_text_format(&path, err, "%s/status.json", of->out));
    (void)unlink(path.bytes);
    keur_text_clear(&path);
    KEUR_TRY(keur_text_format(&path, err, "%s/" MANIFEST, of->out));
    if (keur_file_read(path.bytes, &manifest, &n, NULL) == KEUR_OK)
        KEUR_TRY(take_away_all(of, manifest, said, err));
out:
    keur_release(manifest);
    keur_text_free(&path);
    return status;
}

/* Whether a folder holds a file that is named as a result. */
static keur_status holds_results(const keur_blind_place *of, const char *folder, bool *holds,
                                 keur_error *err)
{
    keur_text path = {NULL, 0, 0};
    struct stat found;
    keur_status status = KEUR_OK;

    *holds = false;
    for (size_t i = 0; results[i] != NULL && !*holds; i++) {
        keur_text_clear(&path);
        KEUR_TRY(keur_text_format(&path, err, "%s/%s/%s", of->out, folder, results[i]));
        *holds = stat(path.bytes, &found) == 0;
    }
out:
    keur_text_free(&path);
    return status;
}

static bool is_table(const keur_blind_inputs *of, const char *name)
{
    for (size_t i = 0; i < of->n_synthetic; i++)
        if (strcmp(of->names[i], name) == 0)
            return true;
    return false;
}

keur_status keur_blind_alone(const keur_blind_place *of, const keur_blind_inputs *inputs,
                             keur_error *err)
{
    DIR *directory = opendir(of->out);
    keur_status status = KEUR_OK;

    if (directory == NULL)
        return keur_fail(err, KEUR_EIO, "%s: cannot be read", of->out);
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        bool holds = false;

        if (entry->d_name[0] == '.' || is_table(inputs, entry->d_name))
            continue;
        KEUR_TRY(holds_results(of, entry->d_name, &holds, err));
        if (holds)
            status = keur_fail(err, KEUR_EDATA,
                               "%s/%s: holds results that are of no table of this run, and that no "
                               "earlier one left as they are: move them elsewhere",
                               of->out, entry->d_name);
        if (holds)
            goto out;
    }
out:
    (void)closedir(directory);
    return status;
}

/* A line of the manifest ends where a name has a control character: such a name gets no results. */
static keur_status check_name(const char *name, keur_error *err)
{
    for (const char *c = name; *c != '\0'; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return keur_fail(err, KEUR_EDATA, "the name of a table has a control character");
    return KEUR_OK;
}

keur_status keur_blind_announce(keur_blind_place *to, const char *name, const keur_output *outputs,
                                size_t n, keur_error *err)
{
    keur_text path = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(check_name(name, err));
    for (size_t i = 0; i < n; i++)
        KEUR_TRY(keur_text_format(&to->manifest, err, "%016" PRIx64 " %s/%s\n",
                                  keur_hash(outputs[i].text, strlen(outputs[i].text), 1), name,
                                  outputs[i].name));
    KEUR_TRY(keur_text_format(&path, err, "%s/" MANIFEST, to->out));
    KEUR_TRY(keur_output_file(path.bytes, to->manifest.bytes, err));
out:
    keur_text_free(&path);
    return status;
}

keur_status keur_blind_manifest_start(keur_blind_place *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_format(&to->manifest, err,
                              "keur blind wrote these files (hash, path); the next run takes away "
                              "those that are unchanged\n"));
    KEUR_TRY(keur_blind_announce(to, "", NULL, 0, err));
out:
    return status;
}
