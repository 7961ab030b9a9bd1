/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stddef.h>

#include "assess/export.h"
#include "assess/export_impl.h"

static const keur_export_rule rules[] = {
    {"no-records", "No row, row number, value, minimum, maximum or range of a column is exported."},
    {"small-counts", "A number of rows below 10, zero included, is given as \"<10\"; so is the "
                     "number of rows that are left over when nearly all are counted."},
    {"small-rates", "A rate whose numerator or complement is below 10 rows is given as a bound; "
                    "its interval depends on the denominator alone."},
    {"small-groups",
     "Figures that rest on fewer than 10 rows of any table, and rates among fewer "
     "than 20, are withheld; where a real table has fewer than 10 rows, so is every "
     "figure that is no rate or count."},
    {"tens-of-rows", "Counts and the numerators of rates are rounded to tens before anything is "
                     "computed from them, and intervals are widened to match, so that the "
                     "difference of two figures does not give a small count away."},
    {"numerators", "The numerator of a rate is never exported; a denominator only where the rate "
                   "is not withheld."},
    {"sizes", "Numbers of rows are exact for the tables themselves; any other is rounded to tens, "
              "and to a table's size where it falls short of it by fewer than 10."},
    {"totals", "Where a part of a known total is below 10, further parts are withheld until no "
               "subtraction gives it back."},
    {"differences",
     "A difference is computed again from its parts rounded to tens of rows; where one of them is "
     "a bound, so is the difference, and where one is withheld, so is the "
     "difference. A risk, the gain of an attack over its control, is computed from these too, and "
     "withheld where all but fewer than 10 rows of the control succeed."},
    {"column-shares",
     "A share that is no rate but is about one column, a pair or a set of keys is "
     "given in steps of 20 rows, and as a bound within one step of none or all; an "
     "average over columns in steps of 20 rows of one of them."},
    {"utilities", "How much a table of counts differs from the real one, in units of what chance "
                  "gives, is not exported of one table; its median and largest value over ten "
                  "tables or more with one digit, rounded up."},
    {"indices",
     "The fidelity index, and the share of train that a table is worth, are exported where "
     "they are of ten tables of counts or more."},
    {"coefficients", "Coefficients of a regression, and what is told of one of them, are not "
                     "exported; averages over ten or more have one digit, towards the worse."},
    {"beyond-train", "How many rows of a column have a level that train lacks, or lie outside its "
                     "range, is not exported; the mean over five columns or more is, as an average "
                     "over columns. What part of train's ranges and levels a table has is not "
                     "exported: one person may have the extreme, or the rarest."},
    {"scaled-distances",
     "Distances between rows in which differences of numbers are over the range or spread of their "
     "column are not exported, nor their ratios: the range could be computed from them. Of other "
     "distances no mean is, which times the rows may count a few."},
    {"amounts",
     "Means, and effects, in units of a column are not exported: times the number of rows "
     "they are a sum to which one person may give most."},
    {"curves",
     "Points of a curve that stand for fewer than 10 rows, or all but fewer than 10, are "
     "left out; the others are rounded to tens of rows. A curve of distances is exported where 10 "
     "people or more stand between two of its points."},
    {"parts-of-a-chart",
     "The shares of a column's values that a chart shows are exported together or not at all: "
     "where "
     "one, or what they leave over, stands for fewer than 10 rows, none is. Levels that fewer than "
     "10 people of a real table have are joined with a frequent one."},
    {"columns",
     "Of a column are given its name, its label, its roles, and its type. A type that the "
     "schema does not declare is found so that fewer than 10 people cannot change it: a "
     "column of one value for all but so few counts as constant, and an inferred boolean "
     "is named categorical."},
    {"digits", "Values have three significant digits; lower ends are rounded down and upper ends "
               "up."},
    {"lower-bounds", "A figure that is a lower bound is rounded down, so that \"at least\" stays "
                     "true."},
    {"levels", "A level with fewer than 10 rows is named \"other (<10)\"."},
    {"not-judged", "A count or rate that comes without its numbers of rows, or a figure of a kind "
                   "or in a unit that no rule is about, cannot be judged and is withheld."},
    {NULL, NULL},
};

const keur_export_rule *keur_export_rules(void)
{
    return rules;
}
