/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SPSS, Stata and SAS files through ReadStat. The content is parsed three times, since value labels
 * may stand behind the data: for names and labels, for whether all values of a column are labelled,
 * and for the cells. Compiled only where ReadStat is there.
 */
#include "table/statfile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <readstat.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"
#include "table/builder.h"
#include "table/day.h"
#include "table/statlabels.h"
#include "table/value.h"

typedef enum pass { DESCRIBE, LOOK, FILL } pass;

typedef struct variable {
    keur_statlabels *labels; /* or NULL; owned by the list of the loader */
    keur_clock clock;
    bool is_labelled; /* every value that occurs has a label */
    bool is_single;   /* numbers of a Stata float */
} variable;

typedef struct loader {
    keur_statfile kind;
    const keur_file_content *content;
    size_t position; /* of ReadStat in the content */
    keur_builder *builder;
    keur_statlabels_list labels;
    variable *variables;
    size_t n_variables, room;
    size_t n_rows; /* complete ones, of this pass */
    size_t next;   /* variable to come */
    long n_promised;
    pass pass;
    keur_status status;
    keur_error *err;
} loader;

/* --- the content as a file */

static int open_content(const char *path, void *context)
{
    loader *on = context;

    (void)path;
    on->position = 0;
    return 0;
}

static int close_content(void *context)
{
    (void)context;
    return 0;
}

static readstat_off_t seek_content(readstat_off_t offset, readstat_io_flags_t whence, void *context)
{
    loader *on = context;
    const readstat_off_t base = whence == READSTAT_SEEK_SET   ? 0
                                : whence == READSTAT_SEEK_CUR ? (readstat_off_t)on->position
                                                              : (readstat_off_t)on->content->n;

    if (offset < -base || offset > (readstat_off_t)on->content->n - base)
        return -1;
    on->position = (size_t)(base + offset);
    return base + offset;
}

static ssize_t read_content(void *to, size_t n, void *context)
{
    loader *on = context;
    const size_t left = on->content->n - on->position;
    const size_t n_read = n < left ? n : left;

    if (n_read > 0)
        memcpy(to, on->content->bytes + on->position, n_read);
    on->position += n_read;
    return (ssize_t)n_read;
}

static readstat_error_t update_content(long size, readstat_progress_handler handler, void *context,
                                       void *io_context)
{
    (void)size;
    (void)handler;
    (void)context;
    (void)io_context;
    return READSTAT_OK;
}

/* --- what ReadStat reports; a handler's failure is kept in the loader */

/* The first failure stays: ReadStat does not end at each handler's request. */
static int answer(loader *on, keur_status status)
{
    if (on->status == KEUR_OK)
        on->status = status;
    return on->status == KEUR_OK ? READSTAT_HANDLER_OK : READSTAT_HANDLER_ABORT;
}

static int on_metadata(readstat_metadata_t *metadata, void *context)
{
    loader *on = context;

    on->n_promised = readstat_get_row_count(metadata);
    return READSTAT_HANDLER_OK;
}

static bool is_text(readstat_type_t type)
{
    return type == READSTAT_TYPE_STRING || type == READSTAT_TYPE_STRING_REF;
}

static int on_value_label(const char *set, readstat_value_t value, const char *label, void *context)
{
    loader *on = context;

    if (on->status != KEUR_OK)
        return READSTAT_HANDLER_ABORT;
    if (on->pass != DESCRIBE || label == NULL || readstat_value_is_system_missing(value) ||
        readstat_value_is_tagged_missing(value))
        return READSTAT_HANDLER_OK;
    if (is_text(readstat_value_type(value)))
        return answer(on, keur_statlabels_add_text(&on->labels, set, readstat_string_value(value),
                                                   label, on->err));
    return answer(on, keur_statlabels_add_number(&on->labels, set, readstat_double_value(value),
                                                 label, on->err));
}

static keur_status describe(loader *on, readstat_variable_t *from, const char *set, keur_error *err)
{
    const char *format = readstat_variable_get_format(from);
    keur_status status = KEUR_OK;
    variable *to;

    if (on->n_variables == on->room) {
        KEUR_TRY(KEUR_RESIZE(on->variables, on->room, on->room * 2 + 16, err));
        on->room = on->room * 2 + 16;
    }
    to = &on->variables[on->n_variables];
    *to = (variable){.is_single = readstat_variable_get_type(from) == READSTAT_TYPE_FLOAT};
    if (!is_text(readstat_variable_get_type(from)) && format != NULL)
        to->clock = keur_statfile_clock(on->kind, format);
    if (set != NULL && *set != '\0')
        KEUR_TRY(keur_statlabels_find(&on->labels, set, &to->labels, err));
    to->is_labelled = readstat_variable_get_measure(from) != READSTAT_MEASURE_SCALE;
    on->n_variables++;
out:
    return status;
}

/* Codes that are not missing, in order: the levels of a labelled column. */
static keur_status add_levels(const keur_statlabels *labels, readstat_variable_t *of,
                              keur_texts *levels, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < labels->n; i++) {
        readstat_value_t value = {.type = READSTAT_TYPE_DOUBLE};

        value.v.double_value = labels->items[i].number;
        if (labels->items[i].code != NULL) {
            value.type = READSTAT_TYPE_STRING;
            value.v.string_value = labels->items[i].code;
        }
        if (readstat_value_type_class(value) == readstat_variable_get_type_class(of) &&
            !readstat_value_is_defined_missing(value, of))
            KEUR_TRY(keur_statlabels_level(&labels->items[i], levels, err));
    }
out:
    return status;
}

/* The measurement level of texts says little: names of people are nominal too. */
static keur_type hinted_type(readstat_variable_t *of, const variable *known)
{
    const readstat_measure_t measure = readstat_variable_get_measure(of);
    const bool has_levels = known->labels != NULL && known->is_labelled;

    if (is_text(readstat_variable_get_type(of)) && !has_levels)
        return KEUR_N_TYPES;
    if (measure == READSTAT_MEASURE_ORDINAL && known->clock == KEUR_CLOCK_NONE)
        return KEUR_TYPE_ORDINAL;
    if (measure == READSTAT_MEASURE_NOMINAL || has_levels)
        return KEUR_TYPE_CATEGORICAL;
    return measure == READSTAT_MEASURE_SCALE && known->clock == KEUR_CLOCK_NONE ? KEUR_TYPE_NUMERIC
                                                                                : KEUR_N_TYPES;
}

static keur_status add_column(loader *on, size_t j, readstat_variable_t *from, keur_error *err)
{
    const char *name = readstat_variable_get_name(from);
    const char *label = readstat_variable_get_label(from);
    const variable *known = &on->variables[j];
    keur_hint *hint;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_builder_column(on->builder, name, strlen(name), 1, err));
    hint = keur_builder_hint(on->builder, j);
    if (label != NULL && *label != '\0')
        KEUR_TRY(keur_copy_string(label, &hint->label, err));
    hint->type = hinted_type(from, known);
    if (known->labels != NULL && known->is_labelled)
        KEUR_TRY(add_levels(known->labels, from, &hint->levels, err));
out:
    return status;
}

static int on_variable(int index, readstat_variable_t *from, const char *set, void *context)
{
    loader *on = context;
    const size_t j = (size_t)index;

    if (on->status != KEUR_OK)
        return READSTAT_HANDLER_ABORT;
    if (on->pass == DESCRIBE && j == on->n_variables)
        return answer(on, describe(on, from, set, on->err));
    if (on->pass == DESCRIBE || j >= on->n_variables)
        return answer(on, keur_fail(on->err, KEUR_EPARSE, "%s: its variables are in disorder",
                                    on->content->name));
    if (on->pass == FILL)
        return answer(on, add_column(on, j, from, on->err));
    return READSTAT_HANDLER_OK;
}

/* A float's shortest decimal, so that 1.1 in single precision is 1.1. */
static double widen(float value)
{
    char digits[KEUR_NUMBER_SIZE];

    for (int n = 6; n <= 9; n++) {
        (void)snprintf(digits, sizeof digits, "%.*g", n, (double)value);
        if (strtof(digits, NULL) == value)
            break;
    }
    return strtod(digits, NULL);
}

static keur_status fill_number(loader *on, size_t j, readstat_value_t value, keur_error *err)
{
    const variable *known = &on->variables[j];
    const double number =
        known->is_single ? widen(readstat_float_value(value)) : readstat_double_value(value);
    const char *label = known->is_labelled && known->labels != NULL
                            ? keur_statlabels_of_number(known->labels, number)
                            : NULL;
    char text[KEUR_DAY_SIZE] = "";

    if (label == NULL && isfinite(number)) {
        keur_statfile_moment(on->kind, known->clock, number, text);
        label = text;
    }
    label = label != NULL ? label : "";
    return keur_builder_cell(on->builder, j, label, strlen(label), on->n_rows + 1, err);
}

static keur_status fill_text(loader *on, size_t j, const char *text, keur_error *err)
{
    const variable *known = &on->variables[j];
    const char *label = known->is_labelled && known->labels != NULL
                            ? keur_statlabels_of_text(known->labels, text)
                            : NULL;

    label = label != NULL ? label : text;
    if (!keur_text_is_utf8(label, strlen(label)))
        return keur_fail(err, KEUR_EPARSE, "%s: row %zu: a text is not in the file's encoding",
                         on->content->name, on->n_rows + 1);
    return keur_builder_cell(on->builder, j, label, strlen(label), on->n_rows + 1, err);
}

static void look(loader *on, size_t j, readstat_value_t value)
{
    variable *known = &on->variables[j];
    const char *text = is_text(value.type) ? readstat_string_value(value) : NULL;

    if (!known->is_labelled || known->labels == NULL)
        return;
    if (is_text(value.type))
        known->is_labelled =
            text == NULL || *text == '\0' || keur_statlabels_of_text(known->labels, text) != NULL;
    else
        known->is_labelled =
            keur_statlabels_of_number(known->labels, readstat_double_value(value)) != NULL;
}

static keur_status take_value(loader *on, size_t j, readstat_variable_t *of, readstat_value_t value,
                              keur_error *err)
{
    const bool is_missing = readstat_value_is_missing(value, of) != 0;
    const char *text = !is_missing && is_text(value.type) ? readstat_string_value(value) : NULL;

    if (on->pass == LOOK) {
        if (!is_missing)
            look(on, j, value);
        return KEUR_OK;
    }
    if (is_missing || (is_text(value.type) && text == NULL))
        return keur_builder_cell(on->builder, j, "", 0, on->n_rows + 1, err);
    return is_text(value.type) ? fill_text(on, j, text, err) : fill_number(on, j, value, err);
}

static int on_value(int row, readstat_variable_t *of, readstat_value_t value, void *context)
{
    loader *on = context;
    const size_t j = (size_t)readstat_variable_get_index(of);

    if (on->status != KEUR_OK)
        return READSTAT_HANDLER_ABORT;
    if ((size_t)row != on->n_rows || j != on->next || j >= on->n_variables)
        return answer(
            on, keur_fail(on->err, KEUR_EPARSE, "%s: its rows are in disorder", on->content->name));
    if (answer(on, take_value(on, j, of, value, on->err)) != READSTAT_HANDLER_OK)
        return READSTAT_HANDLER_ABORT;
    on->next = (on->next + 1) % on->n_variables;
    if (on->next > 0)
        return READSTAT_HANDLER_OK;
    on->n_rows++;
    return on->pass == FILL ? answer(on, keur_builder_end_row(on->builder, on->err))
                            : READSTAT_HANDLER_OK;
}

/* --- the passes */

static keur_status refuse(const loader *on, readstat_error_t code, keur_error *err)
{
    if (code == READSTAT_ERROR_MALLOC)
        return keur_fail(err, KEUR_ENOMEM, "%s: not enough memory to read it", on->content->name);
    return keur_fail(err, KEUR_EPARSE, "%s: it cannot be read as %s: %s", on->content->name,
                     keur_statfile_what(on->kind), readstat_error_message(code));
}

static readstat_error_t parse(const loader *on, readstat_parser_t *parser, void *context)
{
    switch (on->kind) {
    case KEUR_STATFILE_POR:
        return readstat_parse_por(parser, on->content->name, context);
    case KEUR_STATFILE_DTA:
        return readstat_parse_dta(parser, on->content->name, context);
    case KEUR_STATFILE_SAS:
        return readstat_parse_sas7bdat(parser, on->content->name, context);
    case KEUR_STATFILE_XPT:
        return readstat_parse_xport(parser, on->content->name, context);
    case KEUR_STATFILE_SAV:
    case KEUR_STATFILE_ZSAV:
    case KEUR_N_STATFILES:
        break;
    }
    return readstat_parse_sav(parser, on->content->name, context);
}

static readstat_parser_t *new_parser(loader *on, const char *encoding)
{
    readstat_parser_t *parser = readstat_parser_init();

    if (parser == NULL)
        return NULL;
    (void)readstat_set_open_handler(parser, open_content);
    (void)readstat_set_close_handler(parser, close_content);
    (void)readstat_set_seek_handler(parser, seek_content);
    (void)readstat_set_read_handler(parser, read_content);
    (void)readstat_set_update_handler(parser, update_content);
    (void)readstat_set_io_ctx(parser, on);
    (void)readstat_set_metadata_handler(parser, on_metadata);
    (void)readstat_set_variable_handler(parser, on_variable);
    (void)readstat_set_value_label_handler(parser, on_value_label);
    if (on->pass != DESCRIBE)
        (void)readstat_set_value_handler(parser, on_value);
    if (encoding != NULL)
        (void)readstat_set_file_character_encoding(parser, encoding);
    return parser;
}

static keur_status run(loader *on, pass which, const char *encoding, keur_error *err)
{
    readstat_parser_t *parser;
    readstat_error_t code;

    on->pass = which;
    on->n_rows = 0;
    on->next = 0;
    on->n_promised = -1;
    parser = new_parser(on, encoding);
    if (parser == NULL)
        return refuse(on, READSTAT_ERROR_MALLOC, err);
    code = parse(on, parser, on);
    readstat_parser_free(parser);
    if (on->status != KEUR_OK)
        return on->status;
    if (code != READSTAT_OK)
        return refuse(on, code, err);
    if (which != DESCRIBE &&
        (on->next > 0 || (on->n_promised >= 0 && (size_t)on->n_promised != on->n_rows)))
        return keur_fail(err, KEUR_EPARSE, "%s: it ends too early: after %zu rows",
                         on->content->name, on->n_rows);
    return KEUR_OK;
}

keur_status keur_readstat_read(keur_statfile kind, const keur_file_content *content,
                               const keur_read_options *options, keur_table **table,
                               keur_error *err)
{
    loader on = {.kind = kind, .content = content, .err = err};
    bool has_labels = false;
    keur_status status = KEUR_OK;

    KEUR_TRY(run(&on, DESCRIBE, options->encoding, err));
    KEUR_TRY(keur_statlabels_finish(&on.labels, err));
    for (size_t j = 0; j < on.n_variables; j++)
        has_labels = has_labels || on.variables[j].labels != NULL;
    if (has_labels)
        KEUR_TRY(run(&on, LOOK, options->encoding, err));
    KEUR_TRY(keur_builder_new(content->name, &on.builder, err));
    KEUR_TRY(run(&on, FILL, options->encoding, err));
    KEUR_TRY(keur_builder_finish(on.builder, table, err));
out:
    keur_builder_free(on.builder);
    keur_statlabels_free(&on.labels);
    keur_release(on.variables);
    return status;
}
