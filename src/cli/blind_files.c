/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/try.h"
#include "cli/blind.h"
#include "cli/interrupt.h"
#include "reports/points.h"

/* --- what is there */

/* Bytes of a table's name without .csv or .csv.gz; 0 where it has neither. */
static size_t stem(const char *name)
{
    static const char *const endings[] = {".csv.gz", ".csv"};
    const size_t n = strlen(name);

    for (size_t i = 0; i < 2; i++) {
        const size_t m = strlen(endings[i]);

        if (n > m && strcmp(name + n - m, endings[i]) == 0)
            return n - m;
    }
    return 0;
}

static bool is_named(const char *name, const char *table)
{
    return stem(name) == strlen(table) && strncmp(name, table, strlen(table)) == 0;
}

static keur_status join_path(const char *folder, const char *name, char **path, keur_error *err)
{
    keur_text text = {NULL, 0, 0};
    const keur_status status = keur_text_format(&text, err, "%s/%s", folder, name);

    *path = text.bytes;
    return status;
}

static keur_status take(const char *folder, const char *name, char **to, keur_error *err)
{
    if (*to != NULL)
        return keur_fail(err, KEUR_EDATA, "%s: a table is there twice, with gzip and without",
                         folder);
    return join_path(folder, name, to, err);
}

static keur_status add_synthetic(const char *folder, const char *name, keur_blind_inputs *to,
                                 keur_error *err)
{
    const size_t n = to->n_synthetic;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_RESIZE(to->synthetic, n, n + 1, err));
    KEUR_TRY(KEUR_RESIZE(to->names, n, n + 1, err));
    to->n_synthetic++;
    KEUR_TRY(join_path(folder, name, &to->synthetic[n], err));
    KEUR_TRY(keur_copy_text(name, stem(name), &to->names[n], err));
    for (size_t i = 0; i < n; i++)
        if (strcmp(to->names[i], to->names[n]) == 0)
            return keur_fail(err, KEUR_EDATA, "%s: a table is there twice, with gzip and without",
                             folder);
    /* In the order of their names: readdir() has none. */
    for (size_t i = n; i > 0 && strcmp(to->names[i - 1], to->names[i]) > 0; i--) {
        char *const held_name = to->names[i], *const held_path = to->synthetic[i];

        to->names[i] = to->names[i - 1];
        to->synthetic[i] = to->synthetic[i - 1];
        to->names[i - 1] = held_name;
        to->synthetic[i - 1] = held_path;
    }
out:
    return status;
}

static keur_status sort_in(const char *folder, const char *name, keur_blind_inputs *to,
                           keur_error *err)
{
    if (is_named(name, "real"))
        return take(folder, name, &to->real, err);
    if (is_named(name, "holdout"))
        return take(folder, name, &to->holdout, err);
    if (is_named(name, "reference"))
        return take(folder, name, &to->reference, err);
    if (strcmp(name, "schema.json") == 0)
        return take(folder, name, &to->schema, err);
    if (strcmp(name, "policy.json") == 0)
        return take(folder, name, &to->policy, err);
    if (strncmp(name, "synth", 5) == 0 && stem(name) > 0)
        return add_synthetic(folder, name, to, err);
    to->n_others += name[0] != '.';
    return KEUR_OK;
}

keur_status keur_blind_find(const char *folder, keur_blind_inputs *found, keur_error *err)
{
    DIR *directory = opendir(folder);
    keur_status status = KEUR_OK;

    *found = (keur_blind_inputs){.real = NULL};
    if (directory == NULL)
        return keur_fail(err, KEUR_EIO, "%s: cannot be read: %s", folder, strerror(errno));
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;)
        KEUR_TRY(sort_in(folder, entry->d_name, found, err));
    if (found->real == NULL)
        status = keur_fail(err, KEUR_EDATA, "%s: there is no real.csv", folder);
    else if (found->n_synthetic == 0)
        status = keur_fail(err, KEUR_EDATA, "%s: there is no synth*.csv", folder);
out:
    (void)closedir(directory);
    return status;
}

void keur_blind_free(keur_blind_inputs *of)
{
    keur_release(of->real);
    keur_release(of->holdout);
    keur_release(of->reference);
    keur_release(of->schema);
    keur_release(of->policy);
    for (size_t i = 0; i < of->n_synthetic; i++) {
        keur_release(of->synthetic[i]);
        keur_release(of->names[i]);
    }
    keur_release(of->synthetic);
    keur_release(of->names);
    *of = (keur_blind_inputs){.real = NULL};
}

/* --- log and status */

static keur_status write_in(const keur_blind_place *to, const char *name, const char *text,
                            keur_error *err)
{
    char *path = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(join_path(to->out, name, &path, err));
    KEUR_TRY(keur_output_file(path, text, err));
out:
    keur_release(path);
    return status;
}

/* Bytes of a folder of this run at the start of a path within a line; 0 where none is there. */
static size_t folder_at(const keur_blind_place *of, const char *line, const char *at)
{
    const char *const folders[] = {of->in, of->out, of->scratch};

    for (size_t i = 0; i < 3 && (at == line || at[-1] == ' '); i++) {
        const size_t n = strlen(folders[i]);

        if (strncmp(at, folders[i], n) == 0 && at[n] == '/')
            return n + 1;
    }
    return 0;
}

keur_status keur_blind_log(keur_blind_place *to, const char *line, keur_error *err)
{
    size_t n;
    keur_status status = KEUR_OK;

    for (const char *at = line; *at != '\0'; at += n) {
        const uint32_t point = keur_point_next(at, &n);
        const size_t folder = folder_at(to, line, at);

        if (folder > 0)
            n = folder;
        else if (keur_point_is_unsafe(point))
            KEUR_TRY(keur_text_add(&to->log, "?", err));
        else
            KEUR_TRY(keur_text_append(&to->log, at, n, err));
    }
    KEUR_TRY(keur_text_add(&to->log, "\n", err));
    KEUR_TRY(write_in(to, "log.txt", to->log.bytes, err));
out:
    return status;
}

static keur_status add_outcome(keur_json *list, const char *name, const keur_blind_outcome *of,
                               keur_error *err)
{
    keur_json *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_object(list, NULL, &made, err));
    KEUR_TRY(keur_json_add_string(made, "table", name, err));
    KEUR_TRY(keur_json_add_number(made, "exit", of->code, err));
    if (of->decision != NULL)
        KEUR_TRY(keur_json_add_string(made, "decision", of->decision, err));
out:
    return status;
}

keur_status keur_blind_status(const keur_blind_place *to, const char *state, int code,
                              const keur_blind_inputs *of, const keur_blind_outcome *outcomes,
                              size_t n_done, keur_error *err)
{
    keur_json *root = NULL, *list = NULL;
    char *text = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_new_object(&root, err));
    KEUR_TRY(keur_json_add_number(root, "keur_blind", 1, err));
    KEUR_TRY(keur_json_add_string(root, "keur_version", keur_version(), err));
    KEUR_TRY(keur_json_add_string(root, "state", state, err));
    if (code >= 0)
        KEUR_TRY(keur_json_add_number(root, "exit", code, err));
    KEUR_TRY(keur_json_add_array(root, "tables", &list, err));
    for (size_t i = 0; i < n_done; i++)
        KEUR_TRY(add_outcome(list, of->names[i], &outcomes[i], err));
    KEUR_TRY(keur_json_print(root, &text, err));
    KEUR_TRY(write_in(to, "status.json", text, err));
out:
    keur_json_free(root);
    free(text);
    return status;
}

/* --- results */

/* Take away what was made in the scratch folder. */
static void clear(const char *folder, const keur_output *outputs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        keur_text path = {NULL, 0, 0};

        if (keur_text_format(&path, NULL, "%s/%s", folder, outputs[i].name) == KEUR_OK)
            (void)unlink(path.bytes);
        keur_text_free(&path);
    }
    (void)rmdir(folder);
}

void keur_blind_clear(const keur_blind_place *to, const char *name)
{
    static const keur_output made[] = {{.name = "scorecard.json"},
                                       {.name = "scorecard.txt"},
                                       {.name = "scorecard.html"},
                                       {.name = "verdict.xml"}};
    char *folder = NULL;

    if (join_path(to->out, name, &folder, NULL) == KEUR_OK)
        clear(folder, made, sizeof made / sizeof *made);
    keur_release(folder);
}

/* keur_outputs_write() takes the texts; these stay the caller's. */
static keur_status write_copies(const char *folder, const keur_output *outputs, size_t n,
                                keur_error *err)
{
    keur_output copies[KEUR_MOST_OUTPUTS] = {{.name = NULL}};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < n; i++) {
        copies[i].name = outputs[i].name;
        KEUR_TRY(keur_copy_string(outputs[i].text, &copies[i].text, err));
    }
    KEUR_TRY(keur_outputs_write(folder, copies, n, err));
out:
    for (size_t i = 0; i < n; i++)
        keur_release(copies[i].text);
    return status;
}

keur_status keur_blind_publish(const keur_blind_place *to, const char *name, keur_output *outputs,
                               size_t n, keur_error *err)
{
    keur_text made = {NULL, 0, 0};
    char *wanted = NULL;
    bool is_moved = false;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_format(&made, err, "%s/keur-%ld-%s", to->scratch, (long)getpid(), name));
    KEUR_TRY(join_path(to->out, name, &wanted, err));
    keur_interrupt_hold();
    status = write_copies(made.bytes, outputs, n, err);
    is_moved = status == KEUR_OK && rename(made.bytes, wanted) == 0;
    if (!is_moved)
        clear(made.bytes, outputs, n);
    if (status == KEUR_OK && !is_moved)
        status = write_copies(wanted, outputs, n, err);
    keur_interrupt_release();
out:
    keur_text_free(&made);
    keur_release(wanted);
    return status;
}
