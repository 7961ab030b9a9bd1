/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_SCORECARD_H
#define KEUR_SCORECARD_H

#include <keur/policy.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The version of the layout of scorecard.json, raised when a reader must change. */
enum { KEUR_SCORECARD_FORMAT = 1 };

typedef struct keur_scorecard_input {
    keur_role role;
    size_t rows;
    size_t columns;
} keur_scorecard_input;

/** A column as the schema had it; no levels, codes or ranges. */
typedef struct keur_scorecard_column {
    const char *name;
    const char
        *label; /**< what it is called at length, in the words of the file's author; or NULL */
    keur_type type;
    bool is_declared; /**< the schema says the type; else it was inferred */
    unsigned roles;
    const char *left_out; /**< why it takes no part; NULL: it does */
    bool is_unmeasured;   /**< it stands in the synthetic table, and nothing is measured of it,
                             or it is coded otherwise than in train */
} keur_scorecard_column;

/** A parameter a measure ran with, as text. */
typedef struct keur_scorecard_param {
    const char *name;
    const char *value;
} keur_scorecard_param;

/** A measure that was run: all that a report needs to explain it. */
typedef struct keur_scorecard_measure {
    const char *name;
    const char *title;
    const char *question;
    const char *limits;
    const char *source;
    keur_family family;
    keur_word word; /**< which of the three words its risks are about */
    size_t n_params;
    keur_scorecard_param *params;
} keur_scorecard_measure;

typedef struct keur_scorecard_figure {
    size_t measure; /**< position in `measures` */
    keur_figure figure;
    bool is_bound; /**< exported: the value was withheld and only the interval is given */
} keur_scorecard_figure;

typedef struct keur_scorecard_series {
    size_t measure; /**< position in `measures` */
    keur_series series;
} keur_scorecard_series;

/** The outcome of a run as plain data. Every text and array belongs to the scorecard. */
typedef struct keur_scorecard {
    const char *keur_version;
    const char *title;
    uint64_t seed;
    bool is_export;        /**< passed through keur_scorecard_export() */
    bool roles_by_default; /**< no column was declared key or secret */
    size_t n_inputs;
    keur_scorecard_input *inputs;
    size_t n_columns;
    keur_scorecard_column *columns;
    size_t n_measures;
    keur_scorecard_measure *measures;
    size_t n_figures;
    keur_scorecard_figure *figures;
    size_t n_series;
    keur_scorecard_series *series;
    size_t n_notices;
    const char **notices;
    keur_verdict *verdict;    /**< NULL: no policy was applied */
    struct keur_arena *arena; /**< owns all of the above */
} keur_scorecard;

typedef struct keur_score_options {
    const char *title;           /**< NULL: "Synthetic table" */
    const char *const *measures; /**< names, ended by NULL; NULL: all */
    bool is_quick; /**< of all, leave out those that are slow; names in `measures` run all the same
                    */
    const keur_policy
        *policy; /**< gives delta and the sampling fraction; NULL: none is known yet */
    /** Arguments for measures by name: n_args triples {measure or NULL for all that have it,
     * parameter, text}; a later one counts more, and each more than the policy. */
    size_t n_args;
    const char *const (*args)[3];
    /** Called before each measure, from the calling thread; may be NULL. */
    void (*progress)(void *context, const char *measure, size_t done, size_t of);
    void *progress_context;
} keur_score_options;

/**
 * Run measures on a case and gather a scorecard at full precision, for internal use.
 * @retval KEUR_EUSAGE  no such measure, an argument for one that does not run, or one that does not
 *                      suit every measure it is for
 */
KEUR_API keur_status keur_score(keur_case *on, const keur_schema *schema,
                                const keur_score_options *options, keur_scorecard **scorecard,
                                keur_error *err);

/**
 * Hold the figures against a policy and keep the verdict in the scorecard, in the place of an
 * earlier one. Judge at full precision, before the export filter.
 *
 * Of an exported scorecard the verdict that was made by the same policy inside is kept as it is;
 * by another policy a limit is met only where the widened interval shows it, so the verdict is
 * never `release` where the unrounded figures would not give that.
 *
 * O(limits x figures).
 */
KEUR_API keur_status keur_scorecard_judge(keur_scorecard *scorecard, const keur_policy *policy,
                                          keur_error *err);

/** The scorecard that may leave the building: see src/assess/README.md for the rules. */
KEUR_API keur_status keur_scorecard_export(const keur_scorecard *from, keur_scorecard **to,
                                           keur_error *err);
KEUR_API void keur_scorecard_free(keur_scorecard *scorecard);

/** Writers: the text is freed with free(). They render what they are given; export first. */
KEUR_API keur_status keur_scorecard_json(const keur_scorecard *scorecard, char **text,
                                         keur_error *err);
KEUR_API keur_status keur_scorecard_html(const keur_scorecard *scorecard, char **text,
                                         keur_error *err);
/** @param width  columns of the terminal, at least 40; 0: 80 */
KEUR_API keur_status keur_scorecard_text(const keur_scorecard *scorecard, int width, bool colour,
                                         char **text, keur_error *err);

/** A page of Markdown (CommonMark with tables): verdict, the three questions, the leading figures
 * of every measure. Texts of the scorecard are escaped and stay text. */
KEUR_API keur_status keur_scorecard_markdown(const keur_scorecard *scorecard, char **text,
                                             keur_error *err);

/** JSON-LD in the words of W3C's DQV (quality of data) and PROV (provenance): a measurement for
 * every figure, a metric for every name, the run, and the verdict. */
KEUR_API keur_status keur_scorecard_jsonld(const keur_scorecard *scorecard, char **text,
                                           keur_error *err);

/**
 * The verdict as JUnit XML, for programs that read results of tests: a test case for the verdict,
 * for every limit held against a figure and for every required measure. A broken limit is a
 * failure, an open one an error, advice that was not kept is skipped.
 *
 * @param policy  the one that the verdict is by
 * @retval KEUR_EINVAL  there is no verdict
 */
KEUR_API keur_status keur_scorecard_junit(const keur_scorecard *scorecard,
                                          const keur_policy *policy, char **text, keur_error *err);

/** Read a scorecard written by keur_scorecard_json(). Errors name the JSON path.
 * @retval KEUR_ESCHEMA  not a scorecard, or of a newer format */
KEUR_API keur_status keur_scorecard_parse(const char *json, size_t n_bytes, const char *name,
                                          keur_scorecard **scorecard, keur_error *err);

#ifdef __cplusplus
}
#endif
#endif
