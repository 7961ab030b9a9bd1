/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_NEAR_NEAR_IMPL_H
#define KEUR_NEAR_NEAR_IMPL_H

#include "near/near.h"

/**
 * Inside of the neighbour engine; near.h is the outside, README.md the argument.
 *
 * Rows stand in leaves of KEUR_LEAF, leaves under nodes of KEUR_FAN children, nodes under nodes,
 * every node but the last of its level full, so that a child's place is its number: children of
 * node i are i * KEUR_FAN .. of the level below. A leaf and a node are blocks of bytes in which a
 * column has a fixed place: one array over the rows or over the children, 64 bytes or a multiple.
 */
enum { KEUR_LEAF = 64, KEUR_FAN = 16, KEUR_MAX_LEVELS = 8, KEUR_LANE_BYTES = 64 };

/* Arrays of a numeric column in a node, in pieces of KEUR_LANE_BYTES; a categorical column has
 * only the two words of its set. */
enum { KEUR_BOX_LOW, KEUR_BOX_HIGH, KEUR_BOX_LOW_CODE, KEUR_BOX_HIGH_CODE, KEUR_BOX_SET };

typedef struct keur_near_column {
    keur_space_column space;
    size_t width;     /* bytes of a code (plus 1) in a leaf: 1, 2 or 4 */
    size_t codes_at;  /* of the codes in a leaf */
    size_t filter_at; /* in a leaf: floats of a numeric column, bytes of a categorical one */
    size_t box_at;    /* of the first array in a node */
    size_t set_at;    /* of the set of codes that are no numbers, in a node */
    bool has_missing; /* in the rows of the index */
    bool has_special; /* numeric: levels beside the numbers occur in the index */
    bool is_fit;      /* numeric: its floats are of use */
    double middle;    /* numeric: floats hold (value - middle) / scale */
    double reach;     /* numeric: no float exceeds this in size */
} keur_near_column;

typedef struct keur_near_level {
    size_t n_nodes;
    size_t n_children;
    unsigned char *nodes;  /* n_nodes blocks */
    uint32_t *lowest_rows; /* n_nodes * KEUR_FAN: the smallest row under each child */
    void *memory;
} keur_near_level;

typedef struct keur_scan keur_scan;
typedef struct keur_lanes keur_lanes;

struct keur_index {
    size_t n_rows;
    size_t n_columns;
    bool is_squared;
    double opened;  /* share of its leaves and nodes that a query of the trial opened */
    bool is_scan;   /* run through all leaves, without the tree */
    bool is_forced; /* by keur_index_force(): no trial may choose otherwise */
    const keur_scan *scan;
    keur_near_column *columns;
    size_t n_leaves;
    size_t leaf_bytes;
    size_t node_bytes;
    unsigned char *leaves;
    void *leaf_memory;
    uint32_t *rows;  /* n_leaves * KEUR_LEAF, ascending in a leaf, KEUR_NO_ROW as padding */
    size_t n_levels; /* 0: no tree, or no rows */
    keur_near_level levels[KEUR_MAX_LEVELS]; /* 0: its children are leaves */
    size_t bytes;
};

/* A column in the float filter, for one query. */
typedef enum keur_term_kind {
    KEUR_TERM_NUMBER, /* a number against numbers */
    KEUR_TERM_MIXED,  /* a number against numbers and other codes (NaN in a leaf) */
    KEUR_TERM_OTHER,  /* a code that is no number against both */
    KEUR_TERM_LEVEL   /* categorical */
} keur_term_kind;

typedef struct keur_term {
    keur_term_kind kind;
    uint8_t byte;    /* categorical: of the query, as in a leaf */
    uint32_t column; /* of the index */
    size_t leaf_at;
    size_t box_at;
    size_t set_at;
    size_t word_at; /* of the word of the set that holds the query's bit */
    uint32_t bit;
    float value; /* of the query */
    float cap;
    float weight;
    float cost;         /* of a row of another kind or level */
    float cost_missing; /* LEVEL: of a missing row */
    float cost_box;     /* of a child whose set lacks the query's code; MIXED: of one with a set */
} keur_term;

/* A column in the distance itself, for one query. */
typedef struct keur_exact {
    const double *values;
    size_t codes_at;
    uint32_t n_numbers; /* codes below this are numbers; 0: none, also where the query's is not */
    int32_t code;       /* of the query */
    double value;       /* of the query, where it is a number */
    double weight;
    double scale;
    double cap;
    double other;   /* from the query's code to another one that is not missing, unless both are
                       numbers */
    double missing; /* to a missing one */
    uint8_t width;
    uint8_t bit; /* in the set of a node */
    const keur_near_column *column;
} keur_exact;

/**
 * What a query is compared with, ready for the scans. `counted` columns are categorical ones that
 * share one weight and count mismatches only; the `terms` are added in float.
 */
typedef struct keur_aim {
    size_t n_counted;
    keur_term *counted;
    size_t n_terms;
    keur_term *terms;
    size_t n_exact;
    keur_exact *exact; /* columns of weight above 0, in their order */
    bool is_squared;
    float base; /* what every row adds */
    float count_weight;
    float limit;        /* rows and children beyond it are not near enough */
    unsigned max_count; /* as are rows with more mismatches among the counted columns */
} keur_aim;

enum { KEUR_MAX_COUNTED = 255 };

/** What does not depend on the query: weights, filter and its margin. */
typedef struct keur_plan {
    const keur_index *index;
    keur_aim aim;            /* the pattern that each query's is made from */
    double *weights;         /* n_columns */
    double opened;           /* as in the index, or what a trial with these weights gave, */
    bool is_scan;            /* and the choice after it */
    bool is_counted_exactly; /* the count says the distance: distances[count] */
    double distances[KEUR_MAX_COUNTED + 1];
    double unit;   /* a power of two: floats hold sums times this */
    double error;  /* floats exceed the sum by at most this, */
    double growth; /* and then by this factor */
} keur_plan;

enum { KEUR_LEAVES_TOGETHER = 4 };

/**
 * In how many of n columns (1 or more) the rows of KEUR_LEAVES_TOGETHER leaves are as the query:
 * bytes at[i] of each leaf are own[i]. `matches` holds 64 numbers a leaf before the first column
 * and after each but the last; those before column `first` (below n) are right, and the later ones
 * are written. near[g]: lanes of leaf g with at least least[g] matches in all columns.
 */
typedef void (*keur_matching)(const unsigned char *const *leaves, const size_t *at,
                              const uint8_t *own, size_t first, size_t n, const uint8_t *least,
                              uint8_t *matches, uint64_t *near);

/** The scans for one instruction set. All give a superset of the rows that are near enough. */
struct keur_scan {
    const char *name;
    const char *words[2]; /* for keur_index_method(): tree, scan */
    /* Lanes of a leaf that may be near enough; counts and sums (KEUR_LEAF each) are right for these
     * lanes, the sums only where there are terms. */
    uint64_t (*leaf)(const keur_aim *aim, const unsigned char *leaf, uint8_t *counts, float *sums);
    /* Lower bounds for the KEUR_FAN children of a node. */
    void (*node)(const keur_aim *aim, const unsigned char *node, float *bounds);
    keur_matching match;
    const keur_lanes *lanes; /* of kernel sums */
};

extern const keur_scan keur_scan_portable;
extern const keur_lanes keur_lanes_portable;
#if defined(__x86_64__) && defined(__GNUC__)
#define KEUR_SCAN_X86 1
extern const keur_lanes keur_lanes_avx2;
void keur_match_avx2(const unsigned char *const *leaves, const size_t *at, const uint8_t *own,
                     size_t first, size_t n, const uint8_t *least, uint8_t *matches,
                     uint64_t *near);
extern const keur_scan keur_scan_avx2;
extern const keur_scan keur_scan_avx512;
#endif

/** The best scan this processor can run. */
const keur_scan *keur_scan_best(void);

typedef enum keur_near_path { KEUR_PATH_PORTABLE, KEUR_PATH_AVX2, KEUR_PATH_AVX512 } keur_near_path;

/** For tests: choose tree or scan, and the instructions. False where this machine lacks them. */
bool keur_index_force(keur_index *index, bool is_scan, keur_near_path path);

/** The k best so far, nearest first; at equal distance the lowest row first. */
typedef struct keur_kept {
    size_t k;
    double distances[KEUR_MAX_NEIGHBOURS];
    uint32_t rows[KEUR_MAX_NEIGHBOURS];
} keur_kept;

/** k places at INFINITY and KEUR_NO_ROW. */
void keur_kept_start(keur_kept *kept, size_t k);
/** Whether the row came among the k best. */
bool keur_kept_offer(keur_kept *kept, double distance, uint32_t row);

/** Check a space and derive the places of its columns; fills index->columns and block sizes. */
keur_status keur_near_columns(const keur_space *space, const keur_rows *rows, keur_index *index,
                              keur_error *err);
/** KEUR_EINVAL unless the codes of all rows are in their range; `has_missing` (n_columns) may be
 * NULL. */
keur_status keur_near_check_rows(const keur_index *index, const keur_rows *rows, bool *has_missing,
                                 keur_error *err);

/** KEUR_EINVAL unless `self` is NULL or gives each query a row of the index or KEUR_NO_ROW. */
keur_status keur_near_check_self(const keur_index *index, const keur_rows *queries,
                                 const uint32_t *self, keur_error *err);

/** The order of the rows in the leaves: order holds the n_rows row numbers, ascending before. */
keur_status keur_near_order(const keur_index *index, const keur_rows *rows, int threads,
                            uint32_t *order, keur_error *err);
/** Fill leaves and nodes. */
keur_status keur_near_fill(keur_index *index, const keur_rows *rows, const uint32_t *order,
                           int threads, keur_error *err);

/** Weights: n_columns, or NULL for those of the space. */
keur_status keur_plan_new(const keur_index *index, const keur_rows *queries, const double *weights,
                          keur_plan **plan, keur_error *err);
void keur_plan_free(keur_plan *plan);
/** A copy of the plan's aim with room of its own. */
keur_status keur_aim_new(const keur_plan *plan, keur_aim *aim, keur_error *err);
void keur_aim_free(keur_aim *aim);
/** Point it at one query. */
void keur_aim_at(const keur_plan *plan, const keur_rows *queries, size_t query, keur_aim *aim);
/** Tell it that only rows with a distance of at most `distance` matter; may only shrink. */
void keur_aim_limit(const keur_plan *plan, double distance, keur_aim *aim);

/** The distance between the query and a row of a leaf; INFINITY once the sum is above `most`. */
double keur_near_distance(const keur_aim *aim, const unsigned char *leaf, size_t lane, double most);
/** What each of its columns (n_exact) adds to the sum. */
void keur_near_parts(const keur_aim *aim, const unsigned char *leaf, size_t lane, double *parts);
/** At most the distance between the query and any row under a child of a node. */
double keur_near_bound(const keur_aim *aim, const unsigned char *node, size_t child);
/** What each of its columns (n_exact) adds to the sum of that bound. */
void keur_near_box_parts(const keur_aim *aim, const unsigned char *node, size_t child,
                         double *parts);

/**
 * The order in which queries from `first` on are best answered; *order is NULL where their own is
 * as good. The caller releases it. 4 bytes a query.
 */
keur_status keur_near_queue(const keur_plan *plan, const keur_rows *queries, size_t first,
                            int threads, uint32_t **order, keur_error *err);

/** Columns in which rows of the index are most alike first: in this order of columns queries share
 * most with those before. The caller releases *columns, n_columns of them. */
keur_status keur_near_alike(const keur_index *index, size_t **columns, keur_error *err);

/** Queries in the order of their codes, the first of the columns before the second. The caller
 * releases *order. */
keur_status keur_near_sort(const keur_index *index, const keur_rows *queries, const size_t *columns,
                           size_t n_columns, uint32_t **order, keur_error *err);

/** The leaf at the end of the nearest children. */
size_t keur_near_leaf(const keur_index *index, const keur_aim *aim);

/** What a search went through, for the choice between tree and scan. */
typedef struct keur_near_visits {
    size_t n_leaves;
    size_t n_nodes;
} keur_near_visits;

/**
 * As keur_near_search() where the number of mismatches says the distance, through all leaves, for
 * queries sorted by `columns` (n_columns of the index): they share the counts of columns in which
 * they agree.
 */
keur_status keur_near_count(const keur_plan *plan, const keur_rows *queries,
                            const keur_near_options *options, const uint32_t *order,
                            const size_t *columns, size_t begin, size_t end, uint32_t *rows,
                            double *distances, keur_error *err);

/**
 * As keur_index_nearest() by one thread, for queries begin..end-1, or order[begin] ..
 * order[end - 1] where `order` is not NULL. `visits` may be NULL.
 */
keur_status keur_near_search(const keur_plan *plan, const keur_rows *queries,
                             const keur_near_options *options, const uint32_t *order, size_t begin,
                             size_t end, uint32_t *rows, double *distances,
                             keur_near_visits *visits, keur_error *err);

typedef struct keur_near_child {
    float bound;
    uint32_t at;
} keur_near_child;

/** The children of a node that may hold something, nearest first; how many of the n. */
size_t keur_near_sort_children(const float *bounds, size_t n, float limit, keur_near_child *sorted);

/** Searches that differ in the column that is left out. */
typedef struct keur_without {
    const size_t *columns;
    size_t n;
    size_t n_queries;
    bool is_scan; /* through all leaves */
} keur_without;

/** What they went through, for the choice between one search and several. */
typedef struct keur_without_visits {
    size_t n_leaves;
    size_t n_nodes;
    size_t n_boxes; /* children whose bound was computed in double */
    size_t n_rows;  /* likewise rows */
} keur_without_visits;

/**
 * All of them in one, by one thread, for queries as in keur_near_search(). rows and distances are
 * without->n tables of n_queries; each may be NULL, and so may `visits`.
 */
keur_status keur_near_search_without(const keur_plan *plan, const keur_rows *queries,
                                     const uint32_t *self, const keur_without *without,
                                     const uint32_t *order, size_t begin, size_t end,
                                     uint32_t *rows, double *distances, keur_without_visits *visits,
                                     keur_error *err);

#endif
