/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_CLI_BLIND_H
#define KEUR_CLI_BLIND_H

#include "base/text.h"
#include "cli/output.h"

/** What lies in the folder of a blind run. Paths are NULL where a file is not there. */
typedef struct keur_blind_inputs {
    char *real, *holdout, *reference, *schema, *policy;
    size_t n_synthetic;
    char **synthetic; /**< paths, in the order of their names */
    char **names;     /**< of each, without folder and endings: of its results */
    size_t n_others;  /**< files that are not used */
} keur_blind_inputs;

/** Look into a folder. A table may be gzip: real.csv.gz.
 * @retval KEUR_EIO    the folder cannot be read
 * @retval KEUR_EDATA  a table that is needed is not there, or is there twice */
keur_status keur_blind_find(const char *folder, keur_blind_inputs *found, keur_error *err);
void keur_blind_free(keur_blind_inputs *of);

/** What became of one synthetic table. */
typedef struct keur_blind_outcome {
    int code;             /**< exit code that `score` would give */
    const char *decision; /**< NULL: none was made */
    char *message;        /**< what went wrong; NULL: nothing */
} keur_blind_outcome;

/** Where a blind run writes: its log and status lie in `out` from the first moment on, each whole
 * at any time. */
typedef struct keur_blind_place {
    const char *in, *out, *scratch;
    keur_text log;
    keur_text manifest; /**< what was written, for the next run */
} keur_blind_place;

/** Add a line to the log and write it. Paths lose the folders of the run; what could steer a
 * terminal is replaced. */
keur_status keur_blind_log(keur_blind_place *to, const char *line, keur_error *err);

/** Write status.json: the state ("running", "done", "failed"), the exit code where it is known (-1:
 * not yet), and those of n_done of the tables. */
keur_status keur_blind_status(const keur_blind_place *to, const char *state, int code,
                              const keur_blind_inputs *of, const keur_blind_outcome *outcomes,
                              size_t n_done, keur_error *err);

/** Take away the results of an earlier run, which are not those of this one. */
void keur_blind_clear(const keur_blind_place *to, const char *name);

/** Take away what earlier runs wrote, by their manifest: files that are as they wrote them,
 * whatever became of their tables; status.json in any case. Before anything of this run is written.
 * @param said  a line is added for each table whose results were there */
keur_status keur_blind_sweep(const keur_blind_place *of, keur_text *said, keur_error *err);

/** After keur_blind_clear() of every table.
 * @retval KEUR_EDATA  `out` still holds results, which would stand as if they were of this run */
keur_status keur_blind_alone(const keur_blind_place *of, const keur_blind_inputs *inputs,
                             keur_error *err);

/** A manifest without files; and results in the manifest, which come before they are there, so that
 * none is there without. @retval KEUR_EDATA  the name has a control character */
keur_status keur_blind_manifest_start(keur_blind_place *to, keur_error *err);
keur_status keur_blind_announce(keur_blind_place *to, const char *name, const keur_output *outputs,
                                size_t n, keur_error *err);

/** Write up to KEUR_MOST_OUTPUTS files as a folder of `out`: made in `scratch` and moved as a
 * whole; where that cannot be, since it is another disk or the folder is there already, all files
 * or none. */
keur_status keur_blind_publish(const keur_blind_place *to, const char *name, keur_output *outputs,
                               size_t n, keur_error *err);

#endif
