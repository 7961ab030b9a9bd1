/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_POLICY_H
#define KEUR_POLICY_H

#include <keur/measure.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The version of the layout of a policy file. */
enum { KEUR_POLICY_FORMAT = 1 };

/* X(NAME, "word in JSON", "what it does to a verdict") */
#define KEUR_LIMIT_KIND_LIST(X)                                                                    \
    X(GATE, "gate", "must be met: broken forbids the release, anything else leaves it open")       \
    X(BREAK_ONLY, "break-only", "forbids the release where it is broken, and never speaks for it") \
    X(ADVISORY, "advisory", "is reported, and decides nothing")

typedef enum keur_limit_kind {
#define KEUR_LIMIT_KIND_ENUM(name, word, help) KEUR_LIMIT_##name,
    KEUR_LIMIT_KIND_LIST(KEUR_LIMIT_KIND_ENUM)
#undef KEUR_LIMIT_KIND_ENUM
        KEUR_N_LIMIT_KINDS
} keur_limit_kind;

/** On which side of the limit a figure has to lie. */
typedef enum keur_side { KEUR_BELOW, KEUR_ABOVE, KEUR_N_SIDES } keur_side;

/** What a declared epsilon protects: one record replaced by another, or added or removed. */
typedef enum keur_adjacency {
    KEUR_REPLACE_ONE,
    KEUR_ADD_REMOVE,
    KEUR_N_ADJACENCIES
} keur_adjacency;

/** A limit on a figure. Shares and rates are fractions here, also where the figure is a percentage:
 * 0.05 is 5 per cent. */
typedef struct keur_limit {
    const char *measure;    /**< its name */
    const char *substitute; /**< the measure that counts where that one has no value; NULL: none */
    const char *figure;     /**< its name */
    size_t n_labels;        /**< labels that the figure must have; every figure that has them */
    keur_label labels[KEUR_MAX_LABELS]; /**< counts, for itself */
    keur_limit_kind kind;
    keur_side side;
    double limit;              /**< NAN where is_declared_epsilon */
    bool is_declared_epsilon;  /**< the limit is the declared epsilon; none declared: no limit */
    bool for_declared_secrets; /**< advises where nobody has declared which columns are secret */
    bool only_where_given;     /**< demands nothing where the measure ran and has no such figure */
    double confidence;         /**< one-sided, of "met"; above 0.5 and below 1 */
    const char *provenance;    /**< where the number comes from */
} keur_limit;

/** What a data holder demands of a synthetic table. Every text and array belongs to the policy. */
typedef struct keur_policy {
    const char *name;
    const char *version; /**< of this policy, in the words of its author */
    const char *about;   /**< for whom it is; NULL: nothing said */
    double confidence;   /**< of the verdict "do not release", over all limits together */
    double epsilon;      /**< declared by whoever made the table; NAN: none */
    double delta;        /**< NAN: none */
    keur_adjacency adjacency;
    double sampling_fraction; /**< of the population that is in train; NAN: not known */
    size_t n_required;
    const char **required; /**< measures without which no table is released */
    size_t n_unmeasured;
    const char **unmeasured; /**< columns that may be released although nothing measures them */
    size_t n_limits;
    keur_limit *limits;
    struct keur_arena *arena; /**< owns all of the above */
} keur_policy;

/** What may be done with the table; a higher one is stricter. */
typedef enum keur_decision {
    KEUR_RELEASE,      /**< all that is demanded was shown */
    KEUR_INCONCLUSIVE, /**< something that is demanded was not shown */
    KEUR_DO_NOT_RELEASE,
    KEUR_N_DECISIONS
} keur_decision;

/** What became of a limit on one figure. */
typedef enum keur_outcome {
    KEUR_MET,          /**< the figure's one-sided end lies on the right side */
    KEUR_NO_OBJECTION, /**< of the kind break-only: not broken */
    KEUR_OPEN,         /**< neither met nor broken, or there is no figure */
    KEUR_BROKEN,       /**< the other end lies on the wrong side, with Holm's correction */
    KEUR_N_OUTCOMES
} keur_outcome;

/** A limit held against one figure. */
typedef struct keur_finding {
    const char *measure; /**< the one that counted: the substitute where it took the place */
    const char *figure;  /**< NULL: about the measure as a whole, or the policy */
    size_t n_labels;
    keur_label labels[KEUR_MAX_LABELS];
    keur_limit_kind kind; /**< as applied: a gate on secrets that nobody declared advises */
    keur_side side;
    double limit; /**< NAN where the finding is not about a figure, or no epsilon was declared */
    double confidence;
    keur_outcome outcome;
    const char *reason;     /**< a sentence; it gives no number of the figure away */
    const char *provenance; /**< of the limit; NULL where there is none */
} keur_finding;

/** The outcome of a policy on a scorecard; belongs to the scorecard. */
typedef struct keur_verdict {
    keur_decision decision;
    const char *policy; /**< its name */
    const char *policy_version;
    const char *policy_id; /**< 16 digits that differ where anything in the policy does */
    const char *method;    /**< how the ends were found, a sentence */
    size_t n_findings;
    keur_finding *findings;
} keur_verdict;

/** Words of JSON. */
KEUR_API const char *keur_decision_word(keur_decision decision);
KEUR_API const char *keur_outcome_word(keur_outcome outcome);
KEUR_API const char *keur_limit_kind_word(keur_limit_kind kind);
KEUR_API const char *keur_side_word(keur_side side);
KEUR_API const char *keur_adjacency_word(keur_adjacency adjacency);

/** Name of preset i: public, controlled, internal; NULL beyond the last. */
KEUR_API const char *keur_policy_preset_name(size_t i);

/** A preset. @retval KEUR_EUSAGE there is none of that name */
KEUR_API keur_status keur_policy_preset(const char *name, keur_policy **policy, keur_error *err);

/**
 * Read a policy from a JSON file (src/assess/policy.schema.json). Strict: an unknown member, an
 * empty provenance or a limit that is there twice is an error. Errors name file and JSON path.
 *
 * @param[out] policy  freed with keur_policy_free()
 * @retval KEUR_EPARSE   not JSON
 * @retval KEUR_ESCHEMA  not a policy, or of a newer format
 */
KEUR_API keur_status keur_policy_read(const char *path, keur_policy **policy, keur_error *err);

/** As keur_policy_read(), from a text; `name` stands for the file in messages. */
KEUR_API keur_status keur_policy_parse(const char *json, size_t n_bytes, const char *name,
                                       keur_policy **policy, keur_error *err);

/** A preset where `name` is the name of one, else the policy in the file of that name. */
KEUR_API keur_status keur_policy_open(const char *name, keur_policy **policy, keur_error *err);

/** The policy as JSON that keur_policy_parse() takes back; the text is freed with free(). */
KEUR_API keur_status keur_policy_print(const keur_policy *policy, char **json, keur_error *err);

KEUR_API void keur_policy_free(keur_policy *policy);

/** Sizes of a run to come: persons, or rows where nobody has more than one. */
typedef struct keur_power_sizes {
    size_t train, holdout; /**< 1 to KEUR_POWER_SIZE_MOST each */
    bool has_reference;    /**< false: half of the holdout becomes the attacker's reference */
} keur_power_sizes;

enum { KEUR_POWER_SIZE_MOST = 100000000 };

/** What given sizes can decide about one limit. A safe table is one that tells nothing of train
 * that it does not tell of the holdout. */
typedef struct keur_limit_power {
    const keur_limit *limit;     /**< of the policy */
    const char *why_not;         /**< nothing below is known; else NULL */
    double baseline;             /**< what is guessed right in any case; NAN: plays no part */
    size_t members, non_members; /**< counted for it */
    double power;                /**< the probability that a safe table meets it */
    bool is_least;               /**< the power is at least that, and fewer may be enough */
    /** Counted on each side where the power is 0.8: with these members if there is such a number of
     * non-members, else as many of both; 0: no numbers up to ten million. */
    size_t members_needed, non_members_needed;
    double least; /**< the strictest limit that a safe table meets with power 0.8 */
} keur_limit_power;

/** What given sizes can decide, before anything is measured. */
typedef struct keur_policy_power {
    size_t members, non_members; /**< that attacks on membership score */
    double detectable_auc;   /**< smallest that one attack shows with power 0.8, one-sided 5%; NAN:
                                  not even 1 */
    double provable_epsilon; /**< largest, with 95%, guessing a tenth of the pairs, delta 0 */
    size_t n_lines;
    keur_limit_power *lines; /**< one a limit; three where the baseline matters: .5, .75, .9 */
} keur_policy_power;

/**
 * Work out the power of every limit of a policy.
 *
 * @param policy       must outlive what is made
 * @param[out] made    freed with keur_policy_power_free()
 * @retval KEUR_EINVAL  a size is out of range, or leaves nobody to be scored
 */
KEUR_API keur_status keur_policy_power_find(const keur_policy *policy,
                                            const keur_power_sizes *sizes, keur_policy_power **made,
                                            keur_error *err);
KEUR_API void keur_policy_power_free(keur_policy_power *power);

#ifdef __cplusplus
}
#endif
#endif
