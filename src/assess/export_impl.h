/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_ASSESS_EXPORT_IMPL_H
#define KEUR_ASSESS_EXPORT_IMPL_H

#include "assess/scorecard_impl.h"

enum {
    KEUR_EXPORT_SMALL = 10, /**< a number of rows below this is never given away */
    KEUR_EXPORT_BASE = 10,  /**< rows are rounded to multiples of this */
    KEUR_EXPORT_LEAST = 20  /**< a rate among fewer rows than this says too much */
};

/** What the unit of a figure lets it give away to a reader who has the released table. */
typedef enum keur_discloses {
    KEUR_DISCLOSES_UNKNOWN,   /**< nobody has thought about it: it stays */
    KEUR_DISCLOSES_LITTLE,    /**< an aggregate that three digits of do not undo */
    KEUR_DISCLOSES_SHARES,    /**< rows over rows: one row moves it by one over their number */
    KEUR_DISCLOSES_COUNTS,    /**< rows, or what is made of few: only as a count or a rate */
    KEUR_DISCLOSES_DISTANCES, /**< of distributions, as shares; of rows, little */
    KEUR_DISCLOSES_CELLS, /**< of fidelity: of one table it gives its counts back; else little */
    KEUR_DISCLOSES_INDEX, /**< the same, on the way from independent columns to train */
    KEUR_DISCLOSES_COEFFICIENTS, /**< of a regression, which give counts back */
    KEUR_DISCLOSES_AMOUNTS, /**< in units of a column: a sum to which one person may give most */
    KEUR_DISCLOSES_RANGES,  /**< distances over ranges of columns, which give these back */
    KEUR_DISCLOSES_SUMS,    /**< means over rows of what is 0 for most: a count of the others */
    KEUR_DISCLOSES_BEYOND   /**< rows beyond the levels or range of train, or its patterns of
                                 missing values; how much of its ranges and levels there is */
} keur_discloses;

/** What became of a figure. */
typedef enum keur_fate {
    KEUR_FATE_PASSED,  /**< it had no value */
    KEUR_FATE_VALUE,   /**< its rounded value is exported */
    KEUR_FATE_LOW,     /**< only that fewer than 10 rows were counted */
    KEUR_FATE_HIGH,    /**< only that all but fewer than 10 were */
    KEUR_FATE_BOUND,   /**< only an interval */
    KEUR_FATE_WITHHELD /**< nothing but the reason */
} keur_fate;

/** A figure on its way out. */
typedef struct keur_export_item {
    const keur_scorecard_figure *from;
    keur_scorecard_figure *to;
    keur_fate fate;
    bool is_widened;       /**< the interval is no longer the measure's own */
    double denominator;    /**< as exported; rows a count is among; NAN where there is none */
    double scale;          /**< of the value: 1, 100, or the denominator for a count */
    double floor, ceiling; /**< all true values that the exported value may stand for */
    double exact;          /**< the value before it lost all but three digits */
    double cell;           /**< width of the true values that `exact` may stand for */
} keur_export_item;

typedef struct keur_exporter {
    keur_scorecard *to;
    keur_export_item *items; /**< one a figure, same order */
    double least;            /**< rows of the smallest real table */
    bool is_narrow;          /**< so few columns that a figure about all is one about each */
} keur_exporter;

/** Three significant digits: the nearest decimal (way 0), or the next one below (-1) or above (1)
 * in the order of values. A number that has three digits stays as it is. */
double keur_export_digits(double value, int way);

/** The next number of one significant digit at or above a value of 0 or more. */
double keur_export_one_digit(double value);

/** The unit of the third significant digit; 0 for 0. */
double keur_export_unit(double value);

/** A number of rows as it may leave: that of an input where it is one, or falls short of it by
 * fewer than 10; else rounded to tens, 0 where it is below 10. *is_known: it is an input's. */
double keur_export_size(const keur_scorecard *to, double rows, bool *is_known);

/** Take from what is told of columns whatever fewer than 10 people may have decided. */
void keur_export_columns(keur_scorecard *to);

/** What is wrong with what an exported scorecard tells of a column; NULL: nothing that shows. */
const char *keur_export_judge_column(const keur_scorecard_column *column);

/** *item = a figure judged by itself: counts, rates and statistics. */
void keur_export_single(const keur_exporter *exporter, keur_export_item *item);

/** By its unit; export_units.c has the list. */
keur_discloses keur_export_disclosure(const keur_figure *figure);

/** Judge it as an aggregate that is no count. */
void keur_export_statistic(const keur_exporter *exporter, keur_export_item *item);

bool keur_export_is_fidelity(const keur_exporter *exporter, const keur_export_item *item);

/** Judge it where it tells how much tables of counts differ; false: it does not. */
bool keur_export_utility(const keur_exporter *exporter, keur_export_item *item);

/** Whether it is that of one table, which stays inside: whether it has a value does too, which may
 * hang on one person. */
bool keur_export_is_one_utility(const keur_exporter *exporter, const keur_export_item *item);

/** Judge it where it tells of coefficients of a regression; false: it does not. */
bool keur_export_coefficient(keur_export_item *item);

/** Judge it as a share that other figures tell about, in rows of n: on a grid, and its interval
 * from its exported value alone. */
void keur_export_coarse(keur_export_item *item);

/** What stands in the place of an interval where the figure had none; NULL where it had one. */
const char *keur_export_no_interval(const keur_export_item *item);

/** Leave bounds and a reason, no value: an interval only where the figure had one, so that nothing
 * passes outside that was open inside. */
void keur_export_bound(keur_export_item *item, keur_fate fate, double low, double high,
                       const char *reason);

/** The exact interval of the lowest and the highest number of rows that an exported value may
 * stand for: a function of that value and the denominator alone. */
void keur_export_exact(const keur_export_item *item, double *low, double *high);

/** The figure of that name with the labels of `of` in the same measure, or NULL. */
keur_export_item *keur_export_find(const keur_exporter *exporter, const keur_export_item *of,
                                   const char *name);

/** Take all numbers off a figure and leave a reason. */
void keur_export_withhold(keur_export_item *item, const char *reason);

/** Round an interval outward on a grid around the exported value so that it covers the old one;
 * the ends depend on the half-widths only, and on these only up to the grid. */
void keur_export_interval(keur_export_item *item, double grid);

/** Secondary suppression in all groups of parts of a total. */
void keur_export_totals(const keur_exporter *exporter);

/** All differences, from what their parts have become. */
void keur_export_differences(const keur_exporter *exporter);

/** Make `to`, a copy of *from whose texts are its own, lack the points that tell of fewer than 10
 * rows and give the others in tens of rows; all of them where its points are parts of a whole and
 * one must stay, where it rests on fewer than 10 people or does not say on how many, and where the
 * smallest real table has fewer than 10 rows (`least`). Its arrays are in the arena. */
keur_status keur_export_series(const keur_series *from, double least, keur_arena *arena,
                               keur_series *to, keur_error *err);

#endif
