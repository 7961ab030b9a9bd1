/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What words of the trade mean, for whoever reads a report and is not of it. */
#include "reports/glossary.h"

static const keur_glossary_term terms[] = {
    {"anchor",
     "A figure of another table that this one's is read against: fresh real data shows the best "
     "that "
     "can be, independent columns what any careless table reaches.",
     {"anchor", "anchors"}},
    {"AUC",
     "How well two groups are told apart, as one number: 0.5 is guessing, 1 is never wrong. It is "
     "the "
     "chance that of one pair, one of each group, the right one gets the higher score.",
     {"AUC", "auc"}},
    {"baseline, chance, guessing",
     "What somebody reaches who has not seen the synthetic table. Only what lies above it is a "
     "leak.",
     {"baseline", "guessing", "by chance"}},
    {"bootstrap, jackknife",
     "Ways to find an interval: the figure is computed again many times from parts of the rows, "
     "and "
     "its spread is looked at.",
     {"bootstrap", "jackknife"}},
    {"bound",
     "Only an end is given, such as \"below 2%\": the number itself would tell of fewer than 10 "
     "people, or nothing more is known.",
     {"bound", "bounds"}},
    {"Clopper-Pearson, Wilson, Newcombe, DeLong, Student, Welch",
     "Names of usual ways to make an interval for a share, a difference of shares, an AUC or a "
     "mean.",
     {"Clopper-Pearson", "Wilson", "Newcombe", "DeLong"}},
    {"DCR",
     "Distance to the closest record: how far a synthetic row lies from the real row nearest to "
     "it. "
     "It finds copies; it cannot show that a table is safe.",
     {"DCR", "dcr"}},
    {"epsilon",
     "A measure of how much one person can change what a generator makes: 0 is not at all, and "
     "above "
     "about 10 it protects hardly anybody. A lower bound says that the true epsilon is at least "
     "that "
     "large.",
     {"epsilon"}},
    {"false alarm, false positive rate",
     "Of the people who were not in the data, the share that an attacker takes for members.",
     {"false alarms", "false positive rate", "fpr"}},
    {"fidelity index",
     "Usefulness in one number: 0 is a table of columns that have nothing to do with each other, 1 "
     "a table that is as near to fresh real data as the real table itself.",
     {"fidelity index", "fidelity-index"}},
    {"fresh real data",
     "Real rows that the generator did not see, put in the place of the synthetic table: the best "
     "that can be expected, since chance alone makes them differ from train as well.",
     {"fresh real data", "fresh rows", "fresh"}},
    {"generator", "The program that made the synthetic table.", {"generator", "generators"}},
    {"holdout",
     "Real rows of the same kind of people that the generator did not see. What is found about "
     "them is "
     "what holds for everybody; what is found beyond that about train is a leak.",
     {"holdout"}},
    {"Holm",
     "A correction for looking at many limits at once, so that one is not called broken just "
     "because "
     "there were many chances to be wrong.",
     {"Holm", "Holm's"}},
    {"independent columns",
     "A table whose columns were drawn each by itself: every column looks right, and nothing goes "
     "together.",
     {"independent columns", "independent"}},
    {"interval",
     "The range in which the true value lies, at a stated confidence (95% unless it says "
     "otherwise). "
     "A wide one means that there are too few rows to say more.",
     {"interval", "intervals"}},
    {"key",
     "A column whose value an attacker may know of somebody: age, postcode.",
     {"key", "keys"}},
    {"linkability",
     "Whether two sets of facts about the same person can be brought together by the synthetic "
     "table.",
     {"linkability", "linking"}},
    {"median, percentile, quantile",
     "Sort the values: the median stands in the middle, the 5th percentile has 5% below it.",
     {"median", "percentile", "quantile", "tenth"}},
    {"member, non-member",
     "A person whose row was, or was not, among those that the generator saw.",
     {"member", "members", "non-member", "non-members"}},
    {"NNDR",
     "The distance of a synthetic row to its nearest real row, divided by that to the second "
     "nearest. "
     "Near 0 it lies much closer to one person than to any other.",
     {"NNDR", "nndr"}},
    {"not estimable",
     "It cannot be computed from these tables; the reason stands beside it.",
     {"not estimable"}},
    {"p",
     "How often chance alone would give a figure as extreme as this one. Small means that it was "
     "hardly chance.",
     {"p-value", "p-values", "(p)"}},
    {"policy",
     "The list of limits that the data holder set before the table was looked at.",
     {"policy"}},
    {"propensity, S_pMSE",
     "How well a model tells synthetic rows from real ones, in units of what chance gives: 1 is as "
     "good as a table can be.",
     {"propensity", "S_pMSE"}},
    {"protected",
     "A column by which groups of people are set apart, to see whether one of them fares worse.",
     {"protected"}},
    {"reference",
     "Real rows that an attacker may own, of neither train nor the rest of the holdout.",
     {"reference"}},
    {"risk",
     "What an attack gains on people in the data beyond what it gains on people who are not: 0 is "
     "no "
     "leak, 1 is that all who could be found are.",
     {"risk", "risks"}},
    {"ROC curve",
     "For each share of false alarms, the share of members that is found. The dashed line is "
     "guessing.",
     {"ROC"}},
    {"secret",
     "A column that nobody should learn about a person from the table: income, a diagnosis.",
     {"secret", "secrets"}},
    {"singling out",
     "Finding a description, taken from the synthetic table, that fits exactly one real person.",
     {"singling out", "singled out", "singling-out"}},
    {"total variation",
     "How far two distributions are apart: the largest share of rows that would have to change to "
     "make "
     "them equal. 0 is equal, 1 is nothing in common.",
     {"total variation", "total-variation"}},
    {"train", "The real rows that the generator saw.", {"train"}},
    {"true positive rate",
     "Of the people who were in the data, the share that an attacker finds.",
     {"true positive rate", "tpr", "recognised"}},
    {"withheld",
     "It exists, and it is not printed, since it would tell of too few people.",
     {"withheld"}},
    {0}};

const keur_glossary_term *keur_terms(void)
{
    return terms;
}
