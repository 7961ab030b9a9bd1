/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/series_forms.h"

#include "base/try.h"

/* RFC 4180: quotes doubled, everything quoted. */
static keur_status add_quoted(keur_text *to, const char *text, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_add(to, "\"", err));
    for (const char *c = text; *c != '\0'; c++)
        KEUR_TRY(*c == '"' ? keur_text_add(to, "\"\"", err) : keur_text_append(to, c, 1, err));
    KEUR_TRY(keur_text_add(to, "\"", err));
out:
    return status;
}

static keur_status add_point(keur_text *to, const keur_series *of, size_t i, size_t j,
                             keur_error *err)
{
    char value[KEUR_NUMBER_SIZE];
    keur_status status = KEUR_OK;

    keur_number_print(of->values[i * of->n_columns + j], value);
    KEUR_TRY(keur_text_format(to, err, "%s,%zu,", of->name, i + 1));
    KEUR_TRY(add_quoted(to, of->columns[j].name, err));
    KEUR_TRY(keur_text_format(to, err, ",%s,%s,", of->columns[j].unit, value));
    KEUR_TRY(add_quoted(to, of->about != NULL ? of->about : "", err));
    KEUR_TRY(keur_text_add(to, ",", err));
    KEUR_TRY(add_quoted(to, of->names != NULL ? of->names[i] : "", err));
    KEUR_TRY(keur_text_add(to, "\n", err));
out:
    return status;
}

keur_status keur_series_csv(const keur_scorecard *scorecard, size_t measure, char **text,
                            keur_error *err)
{
    keur_text made = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_text_add(&made, "series,point,coordinate,unit,value,about,name\n", err));
    for (size_t s = 0; s < scorecard->n_series; s++) {
        const keur_series *of = &scorecard->series[s].series;

        for (size_t i = 0; scorecard->series[s].measure == measure && i < of->n_points; i++) {
            for (size_t j = 0; j < of->n_columns; j++)
                KEUR_TRY(add_point(&made, of, i, j, err));
        }
    }
    *text = made.bytes;
    made.bytes = NULL;
out:
    keur_text_free(&made);
    return status;
}
