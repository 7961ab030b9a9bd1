/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_MEASURE_H
#define KEUR_MEASURE_H

#include <keur/case.h>

#ifdef __cplusplus
extern "C" {
#endif

/* X(NAME, "word in JSON", "heading") */
#define KEUR_FAMILY_LIST(X)                                                                        \
    X(FIDELITY, "fidelity", "How useful it is")                                                    \
    X(COPY, "copy", "Copies of real rows")                                                         \
    X(MEMBERSHIP, "membership", "Membership")                                                      \
    X(ATTRIBUTE, "attribute", "Inference of attributes")                                           \
    X(IDENTITY, "identity", "Singling out and linking")

typedef enum keur_family {
#define KEUR_FAMILY_ENUM(name, word, heading) KEUR_FAMILY_##name,
    KEUR_FAMILY_LIST(KEUR_FAMILY_ENUM)
#undef KEUR_FAMILY_ENUM
        KEUR_N_FAMILIES
} keur_family;

/* What anonymous data must withstand, in the words of the data protection authorities (Article 29
 * Working Party, Opinion 05/2014, WP216). X(NAME, "word in JSON") */
#define KEUR_WORD_LIST(X)                                                                          \
    X(SINGLING_OUT, "singling-out")                                                                \
    X(LINKABILITY, "linkability")                                                                  \
    X(INFERENCE, "inference")

typedef enum keur_word {
    KEUR_WORD_NONE, /**< a measure of something else: fidelity, copies, membership */
#define KEUR_WORD_ENUM(name, word) KEUR_WORD_##name,
    KEUR_WORD_LIST(KEUR_WORD_ENUM)
#undef KEUR_WORD_ENUM
        KEUR_N_WORDS
} keur_word;

/** "singling-out", ...; NULL for KEUR_WORD_NONE. */
KEUR_API const char *keur_word_text(keur_word word);

KEUR_API const char *keur_family_word(keur_family family);
KEUR_API const char *keur_family_heading(keur_family family);

/** What a measure cannot do without, as bits. */
enum {
    KEUR_NEEDS_HOLDOUT = 1,
    KEUR_NEEDS_REFERENCE = 2 /**< a reference table, or a part of the holdout */
};

/** What kind of number a figure is; the export filter judges it by this. */
typedef enum keur_kind {
    KEUR_KIND_STATISTIC, /**< an aggregate over n rows that is no count: a mean, an AUC */
    KEUR_KIND_RATE,      /**< numerator / denominator rows, times 100 where the unit is "percent" */
    KEUR_KIND_COUNT,     /**< a number of rows: the numerator */
    KEUR_KIND_DIFFERENCE, /**< one figure of the same measure and labels minus another */
    KEUR_KIND_RISK,       /**< what one rate leaves of the rows another one misses: (a - c)/(1 - c),
                               a the minuend, c the subtrahend */
    KEUR_KIND_LOWER_BOUND /**< the value is a one-sided lower end at `level`; it has no interval */
} keur_kind;

typedef enum keur_direction {
    KEUR_DIRECTION_NONE,
    KEUR_HIGHER_IS_RISKIER,
    KEUR_LOWER_IS_RISKIER,
    KEUR_HIGHER_IS_BETTER, /**< fidelity */
    KEUR_LOWER_IS_BETTER
} keur_direction;

/** What a figure is about beyond its name: {"secret", "income"}, {"keys", "age+sex"}. */
typedef struct keur_label {
    const char *name;
    const char *value;
} keur_label;

enum { KEUR_MAX_LABELS = 8 };

/** One number with all that is needed to read it. Zero bytes are not a figure: start from
 * keur_figure_start(). Texts are copied when a figure is added to a result. */
typedef struct keur_figure {
    const char *name; /**< kebab-case; the holdout's carry `-holdout`, differences `-excess` */
    keur_kind kind;
    double value;       /**< NAN: not estimable, and `reason` says why */
    double low, high;   /**< NAN: no interval, and `no_interval` says why */
    double level;       /**< of the interval, such as 0.95; of a lower bound, one-sided */
    size_t n;           /**< rows the figure rests on */
    size_t n_least;     /**< the smallest group of them, where one is smaller; 0: n */
    size_t n_apart;     /**< of an order of people: those of the smaller side (members, non-members)
                           who are not in one tie with most; meaningful where is_order */
    bool is_order;      /**< the figure comes of an order of people */
    size_t n_parts;     /**< columns or pairs it is the mean of; 0: it is no such mean */
    double numerator;   /**< rows counted, for rates and counts; else NAN */
    double denominator; /**< rows they are counted among, for rates; else NAN */
    const char *unit;   /**< "share", "percent", "rows", "auc", "distance", ... */
    const char *method; /**< how value and interval were made, a few words */
    const char *reason;
    const char *no_interval;
    const char *invalid; /**< why the value must not be relied upon, as a sentence; NULL: it may */
    bool is_understated; /**< of an invalid one: it can only look too harmless, so that what it
                            shows all the same is there */
    keur_direction direction;
    const char *minuend; /**< of a difference or risk: names of the two figures */
    const char *subtrahend;
    const char *total; /**< figures with the same text here are the parts of one total, or NULL;
                            a statistic among them is computed from the parts */
    size_t n_labels;
    keur_label labels[KEUR_MAX_LABELS];
} keur_figure;

/** A figure with a name and nothing known: NAN everywhere, level 0.95. */
KEUR_API keur_figure keur_figure_start(const char *name, keur_kind kind);

enum { KEUR_MAX_SERIES_COLUMNS = 4 };

/** One coordinate of the points of a series. */
typedef struct keur_series_column {
    const char *name; /**< "false positive rate" */
    const char *unit; /**< "share", ... */
    double rows;      /**< value * rows is a number of people's rows; NAN: it counts nobody */
} keur_series_column;

/** The points behind a chart, such as a curve. Texts and values are copied when it is added. */
typedef struct keur_series {
    const char *name; /**< kebab-case: "roc"; says which chart suits it */
    const char *title;
    const char *about; /**< which of several of that name: a column; NULL: there is one */
    size_t n_columns;
    keur_series_column columns[KEUR_MAX_SERIES_COLUMNS];
    size_t n_points;
    const double *values;     /**< n_points * n_columns, point by point; all finite */
    const char *const *names; /**< one a point, such as a level: the points are then all parts of
                                   one whole, and leave together or not at all; NULL: none */
    size_t least; /**< fewest people behind a point, or between it and the next; 0: its coordinates
                       say how many, or nobody is counted */
} keur_series;

/** Figures, series and notices of one measure. */
typedef struct keur_result keur_result;

KEUR_API keur_status keur_result_new(keur_result **result, keur_error *err);
KEUR_API void keur_result_free(keur_result *result);

/** Add a copy. KEUR_EINTERNAL where value and reason, or interval and no_interval, are both given
 * or both absent, or a name with these labels is there already. */
KEUR_API keur_status keur_result_add(keur_result *result, const keur_figure *figure,
                                     keur_error *err);
/** Add a figure that cannot be computed, with a sentence that says why. */
KEUR_API keur_status keur_result_add_missing(keur_result *result, const char *name,
                                             const char *reason, keur_error *err);
/** Add a copy. KEUR_EINTERNAL where a value is not finite, or the name is there already about the
 * same. */
KEUR_API keur_status keur_result_add_series(keur_result *result, const keur_series *series,
                                            keur_error *err);
KEUR_API size_t keur_result_series_count(const keur_result *result);
KEUR_API const keur_series *keur_result_series(const keur_result *result, size_t i);
/** A sentence the reader must know. */
KEUR_API keur_status keur_result_notice(keur_result *result, const char *sentence, keur_error *err);
KEUR_API size_t keur_result_figures(const keur_result *result);
KEUR_API const keur_figure *keur_result_figure(const keur_result *result, size_t i);
/** The first figure of that name, NULL where there is none. */
KEUR_API const keur_figure *keur_result_find(const keur_result *result, const char *name);
KEUR_API size_t keur_result_notices(const keur_result *result);
KEUR_API const char *keur_result_notice_at(const keur_result *result, size_t i);

typedef enum keur_param_type {
    KEUR_PARAM_INTEGER,
    KEUR_PARAM_NUMBER,
    KEUR_PARAM_CHOICE,  /**< one of `choices` */
    KEUR_PARAM_FLAG,    /**< present or not */
    KEUR_PARAM_COLUMN,  /**< a column's name */
    KEUR_PARAM_COLUMNS, /**< names of columns, joined by commas */
    KEUR_PARAM_SETS     /**< sets of columns, set apart by semicolons: "a,b;a,c" */
} keur_param_type;

/** One parameter of a measure: drives parsing, help and the echo in JSON. */
typedef struct keur_param {
    const char *name; /**< without the dashes */
    keur_param_type type;
    const char *choices;  /**< "range|rank|standard|none" */
    double low, high;     /**< of numbers, both included */
    const char *fallback; /**< the default as text; NULL: none */
    const char *unit;
    const char *help;
} keur_param;

/** Values of a measure's parameters. */
typedef struct keur_args keur_args;

struct keur_attack;

typedef struct keur_measure {
    const char *name;     /**< id in the CLI, the JSON and the tests */
    const char *title;    /**< heading in the report */
    const char *question; /**< what it answers, one plain sentence */
    const char *limits;   /**< what it cannot say, one plain sentence */
    const char *source;   /**< the paper or standard that defines it */
    keur_family family;
    keur_word word;           /**< which of the three words its risks are about */
    bool is_slow;             /**< takes more than seconds on 25,000 rows: not for --quick */
    unsigned needs;           /**< KEUR_NEEDS_ bits */
    const keur_param *params; /**< ended by a NULL name; NULL: none */
    keur_status (*run)(keur_case *on, const keur_args *args, keur_result *out, keur_error *err);
    /** Of an attack on membership: how it scores rows, for measures that join attacks; else NULL.
     * Internal. */
    const struct keur_attack *attack;
} keur_measure;

/** All measures, ended by NULL: fidelity first, then copies and attacks. */
KEUR_API const keur_measure *const *keur_measures(void);
KEUR_API const keur_measure *keur_measure_find(const char *name);

/** Arguments of a measure, all at their defaults. */
KEUR_API keur_status keur_args_new(const keur_measure *measure, keur_args **args, keur_error *err);
KEUR_API void keur_args_free(keur_args *args);
/** Set one by text. KEUR_EUSAGE: no such parameter, or the text does not fit its type or range. */
KEUR_API keur_status keur_args_set(keur_args *args, const char *name, const char *text,
                                   keur_error *err);
/** Whether a parameter was set, or has a default. */
KEUR_API bool keur_args_has(const keur_args *args, const char *name);
/** The text of a parameter, NULL where it has none. */
KEUR_API const char *keur_args_text(const keur_args *args, const char *name);
KEUR_API double keur_args_number(const keur_args *args, const char *name);
KEUR_API bool keur_args_is(const keur_args *args, const char *name, const char *choice);

/**
 * Run one measure on a case. What it needs and the case lacks becomes a figure with a reason, not
 * an error. @retval KEUR_EUSAGE an argument names a column that the case does not have
 */
KEUR_API keur_status keur_measure_run(const keur_measure *measure, keur_case *on,
                                      const keur_args *args, keur_result **result, keur_error *err);

#ifdef __cplusplus
}
#endif
#endif
