/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <keur/measure.h>

#include <stdio.h>
#include <string.h>

#include "base/try.h"
#include "case/columns.h"
#include "case/doubt.h"
#include "case/remembered.h"

const char *keur_family_word(keur_family family)
{
    static const char *const words[] = {
#define KEUR_FAMILY_WORD(name, word, heading) word,
        KEUR_FAMILY_LIST(KEUR_FAMILY_WORD)
#undef KEUR_FAMILY_WORD
    };

    return words[family];
}

const char *keur_family_heading(keur_family family)
{
    static const char *const headings[] = {
#define KEUR_FAMILY_HEADING(name, word, heading) heading,
        KEUR_FAMILY_LIST(KEUR_FAMILY_HEADING)
#undef KEUR_FAMILY_HEADING
    };

    return headings[family];
}

const char *keur_word_text(keur_word word)
{
    static const char *const words[] = {NULL,
#define KEUR_WORD_TEXT(name, text) text,
                                        KEUR_WORD_LIST(KEUR_WORD_TEXT)
#undef KEUR_WORD_TEXT
    };

    return words[word];
}

/* What the measure needs and the case lacks, as a sentence; NULL: nothing. */
static const char *lacks(const keur_measure *measure, const keur_case *on)
{
    if ((measure->needs & KEUR_NEEDS_HOLDOUT) && !keur_case_has(on, KEUR_HOLDOUT))
        return "needs a holdout table: real rows that the generator did not see";
    if ((measure->needs & KEUR_NEEDS_REFERENCE) && !keur_case_has(on, KEUR_REFERENCE))
        return "needs a reference table, or a holdout of two or more persons to take one from";
    return NULL;
}

/* Names of columns are checked before anything is computed. */
static keur_status check_columns(const keur_measure *measure, const keur_case *on,
                                 const keur_args *args, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (const keur_param *param = measure->params; param != NULL && param->name != NULL; param++) {
        keur_column_sets sets = {.n = 0};
        size_t *columns = NULL, n = 0;

        if (param->type == KEUR_PARAM_SETS) {
            status = keur_column_sets_of(on, args, param->name, &sets, err);
            keur_column_sets_free(&sets);
            if (status != KEUR_OK)
                return status;
        }
        if (param->type != KEUR_PARAM_COLUMN && param->type != KEUR_PARAM_COLUMNS)
            continue;
        status = keur_columns_of(on, args, param->name, &columns, &n, err);
        keur_columns_free(columns);
        if (status != KEUR_OK)
            return status;
    }
    return status;
}

keur_status keur_measure_run(const keur_measure *measure, keur_case *on, const keur_args *args,
                             keur_result **result, keur_error *err)
{
    const char *lack = lacks(measure, on);
    keur_result *made = NULL;
    keur_status status = KEUR_OK;

    *result = NULL;
    KEUR_TRY(check_columns(measure, on, args, err));
    KEUR_TRY(keur_result_new(&made, err));
    if (lack != NULL)
        KEUR_TRY(keur_result_add_missing(made, measure->name, lack, err));
    else
        KEUR_TRY(measure->run(on, args, made, err));
    if (lack == NULL && keur_case_shared(on) != NULL && measure->family != KEUR_FAMILY_FIDELITY)
        KEUR_TRY(keur_result_understate(made, (measure->needs & KEUR_NEEDS_HOLDOUT) != 0,
                                        keur_case_shared(on), err));
    *result = made;
    made = NULL;
out:
    keur_result_free(made);
    return status;
}
