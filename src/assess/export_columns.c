/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is told of a column beside its name. A declared type is the schema's. An inferred one tells
 * no more than ten people can change (src/table/few.h, src/case/single.c), but for two levels that
 * mean true and false: a third that one person has would make them categorical.
 */
#include "assess/export_impl.h"

#include <string.h>

#include "table/few.h"

static const char by_schema[] = "left out by the schema";

static const char *const reasons[] = {"names the person",
                                      "left out: not in all tables",
                                      "left out: it names a record",
                                      "left out: free text",
                                      KEUR_ONE_VALUE,
                                      by_schema};

/* One of the sentences that say no more than that; whatever else was noted stays inside. */
static const char *plain_reason(const keur_scorecard_column *column)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(column->left_out, reasons[i]) == 0)
            return reasons[i];
    return column->type == KEUR_TYPE_CONSTANT ? KEUR_ONE_VALUE : by_schema;
}

const char *keur_export_judge_column(const keur_scorecard_column *column)
{
    if (!column->is_declared && column->type == KEUR_TYPE_BOOLEAN)
        return "has an inferred type that one person may change";
    if (column->left_out != NULL && strcmp(column->left_out, plain_reason(column)) != 0)
        return "says of a column what keur does not export";
    return NULL;
}

void keur_export_columns(keur_scorecard *to)
{
    for (size_t j = 0; j < to->n_columns; j++) {
        keur_scorecard_column *column = &to->columns[j];

        if (!column->is_declared && column->type == KEUR_TYPE_BOOLEAN)
            column->type = KEUR_TYPE_CATEGORICAL;
        if (column->left_out != NULL)
            column->left_out = plain_reason(column);
    }
}
