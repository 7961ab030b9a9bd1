/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one filter between a scorecard and whatever leaves the building (README.md).
 *
 * Each rule is written so that what is exported of a number of rows below 10 is a function of
 * "below 10" and of public sizes, also for a reader who knows this code.
 */
#include "assess/export_impl.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"

/* Averages over fewer columns than this say too much about each. */
enum { NARROW = 5 };

static bool is_narrow(const keur_scorecard *from)
{
    size_t n = 0;

    for (size_t i = 0; i < from->n_columns; i++)
        n += from->columns[i].left_out == NULL;
    return n < NARROW;
}

/* A share moves by up to this many parts when a real row does. */
static double least_rows(const keur_scorecard *from)
{
    double least = INFINITY;

    for (size_t i = 0; i < from->n_inputs; i++) {
        const double rows = (double)from->inputs[i].rows;

        if (from->inputs[i].role != KEUR_SYNTHETIC && rows < least)
            least = rows;
    }
    return least;
}

keur_export_item *keur_export_find(const keur_exporter *exporter, const keur_export_item *of,
                                   const char *name)
{
    for (size_t i = 0; name != NULL && i < exporter->to->n_figures; i++) {
        keur_export_item *item = &exporter->items[i];

        if (item->from->measure == of->from->measure &&
            strcmp(item->from->figure.name, name) == 0 &&
            keur_figure_same_labels(&item->from->figure, &of->from->figure))
            return item;
    }
    return NULL;
}

const char *keur_export_no_interval(const keur_export_item *item)
{
    const keur_figure *from = &item->from->figure;

    return isnan(from->low) || isnan(from->high) ? "it has none: these are bounds of the value only"
                                                 : NULL;
}

static keur_status describe_method(keur_export_item *item, keur_arena *arena, keur_error *err)
{
    static const char widened[] = "; rounded to tens of rows and widened for export";
    keur_figure *to = &item->to->figure;
    keur_text text = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    if (item->fate == KEUR_FATE_WITHHELD) {
        to->method = NULL;
    } else if (item->to->is_bound) {
        /* How the interval was made may tell none from some. */
        to->method = "bounds made for export";
    } else if (item->is_widened) {
        KEUR_TRY(keur_text_add(&text, to->method != NULL ? to->method : "interval", err));
        KEUR_TRY(keur_text_add(&text, widened, err));
        KEUR_TRY(keur_arena_string(arena, text.bytes, &to->method, err));
    }
out:
    keur_text_free(&text);
    return status;
}

static bool is_repeated(const keur_scorecard *to, size_t kept, const keur_scorecard_figure *figure)
{
    for (size_t i = 0; i < kept; i++)
        if (to->figures[i].measure == figure->measure &&
            strcmp(to->figures[i].figure.name, figure->figure.name) == 0 &&
            keur_figure_same_labels(&to->figures[i].figure, &figure->figure))
            return true;
    return false;
}

/* Levels with few rows lose their name; figures that then say the same are one. */
static void join_levels(keur_scorecard *to)
{
    size_t kept = 0;

    for (size_t i = 0; i < to->n_figures; i++) {
        keur_figure *figure = &to->figures[i].figure;
        bool is_joined = false;

        for (size_t j = 0; j < figure->n_labels && figure->n < KEUR_EXPORT_SMALL; j++) {
            if (strcmp(figure->labels[j].name, "level") == 0) {
                figure->labels[j].value = "other (<10)";
                is_joined = true;
            }
        }
        if (!is_joined || !is_repeated(to, kept, &to->figures[i]))
            to->figures[kept++] = to->figures[i];
    }
    to->n_figures = kept;
}

static keur_status filter(const keur_scorecard *from, keur_scorecard *to, keur_error *err)
{
    keur_status status = KEUR_OK;
    keur_exporter exporter = {to, NULL, least_rows(from), is_narrow(from)};

    KEUR_TRY(KEUR_NEW(exporter.items, from->n_figures, err));
    for (size_t i = 0; i < from->n_figures; i++) {
        exporter.items[i].from = &from->figures[i];
        exporter.items[i].to = &to->figures[i];
        keur_export_single(&exporter, &exporter.items[i]);
    }
    keur_export_totals(&exporter);
    keur_export_differences(&exporter);
    for (size_t i = 0; i < from->n_figures; i++)
        KEUR_TRY(describe_method(&exporter.items[i], to->arena, err));
    for (size_t i = 0; i < from->n_series; i++)
        KEUR_TRY(keur_export_series(&from->series[i].series, exporter.least, to->arena,
                                    &to->series[i].series, err));
    join_levels(to);
    to->is_export = true;
out:
    keur_release(exporter.items);
    return status;
}

keur_status keur_scorecard_export(const keur_scorecard *from, keur_scorecard **to, keur_error *err)
{
    keur_status status = KEUR_OK;
    keur_scorecard *made = NULL;

    *to = NULL;
    KEUR_TRY(keur_scorecard_copy(from, &made, err));
    keur_export_columns(made); /* of an exported one too: older versions did not */
    if (!from->is_export)
        KEUR_TRY(filter(from, made, err));
    *to = made;
    made = NULL;
out:
    keur_scorecard_free(made);
    return status;
}
