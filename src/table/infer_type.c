/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/infer_type.h"

#include <math.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/try.h"
#include "table/few.h"
#include "table/kinds.h"
#include "table/schema_parts.h"

enum { ENOUGH_ROWS = 50, WORDS_OF_A_TEXT = 3 };

/* What one table alone says. */
typedef enum verdict { ANYTHING, NUMBERS, CODES, DATES, BOOLEANS, LEVELS } verdict;

static verdict verdict_of(const keur_facts *facts)
{
    keur_format format;
    bool is_unsure;

    if (facts->n == 0)
        return ANYTHING;
    if (keur_kind_numbers(facts, 1, &format, &is_unsure))
        return facts->n_zeros > 0 ? CODES : NUMBERS;
    if (keur_kind_dates(facts, 1, &format, &is_unsure))
        return DATES;
    return keur_kind_booleans(facts, 1) ? BOOLEANS : LEVELS;
}

/* Only `true` or `t` is sure to be meant as one of two; `no` may stand beside `perhaps`. */
static bool insists_on_booleans(const keur_facts *facts)
{
    return facts->n_pair[KEUR_PAIR_TRUE_FALSE] == facts->n ||
           facts->n_pair[KEUR_PAIR_T_F] == facts->n;
}

/* The first text of a table that is not of the kind another table insists on. */
static size_t first_other(const keur_facts *facts, verdict wanted)
{
    const size_t found = wanted == NUMBERS ? facts->first_not_number
                         : wanted == DATES ? facts->first_not_date
                                           : facts->first_not_boolean;

    return found != SIZE_MAX ? found : facts->first;
}

static keur_status refuse_conflict(const char *name, const keur_facts *sure,
                                   const keur_facts *other, keur_error *err)
{
    const verdict wanted = verdict_of(sure);
    const size_t line = keur_table_line(other->table, other->column, first_other(other, wanted));
    const char *what = wanted == NUMBERS ? "numbers" : wanted == DATES ? "dates" : "true and false";

    return keur_fail(err, KEUR_ESCHEMA,
                     "column \"%s\" holds %s in %s, but something else in %s (%s:%zu): declare its "
                     "type in a schema",
                     name, what, keur_table_name(sure->table), keur_table_name(other->table),
                     keur_table_name(other->table), line);
}

/* Whether the texts of a table are of the kind another table insists on. */
static bool fits(const keur_facts *sure, const keur_facts *other)
{
    const keur_facts both[] = {*sure, *other};
    keur_format format;
    bool is_unsure;

    switch (verdict_of(sure)) {
    case NUMBERS:
        return keur_kind_numbers(both, 2, &format, &is_unsure);
    case DATES:
        return keur_kind_dates(both, 2, &format, &is_unsure);
    case BOOLEANS: /* j and n may not stand for yes and no, but beside `unknown` both are words */
        return keur_kind_booleans(both, 2) ||
               (!insists_on_booleans(sure) && verdict_of(other) != BOOLEANS);
    default:
        return true;
    }
}

/* Levels it is, unless a table insists on something else. */
static keur_status check_conflict(const char *name, const keur_facts *facts, size_t n, bool is_code,
                                  keur_error *err)
{
    for (size_t t = 0; t < n; t++) {
        if (is_code && verdict_of(&facts[t]) == NUMBERS)
            continue; /* a code may lack leading zeros in one table */
        for (size_t u = 0; u < n; u++) {
            if (!fits(&facts[t], &facts[u]))
                return refuse_conflict(name, &facts[t], &facts[u], err);
        }
    }
    return KEUR_OK;
}

static bool are_nearly_dates(const keur_facts *facts)
{
    for (int order = 0; order < KEUR_N_DAY_ORDERS; order++)
        if (facts->n - facts->n_dates[order] < KEUR_FEW)
            return true;
    return false;
}

/* Judged on the real table alone, and strictly: a column left out by mistake would hide risk. Yet
 * fewer than KEUR_FEW rows may differ, or who is left out would tell of one of them. */
static keur_status looks_like_identifier(const keur_facts *real, bool *is_identifier,
                                         keur_error *err)
{
    const size_t n_rows = keur_table_rows(real->table);

    *is_identifier = false;
    /* As many distinct values as rows: so none is missing or a special code. */
    if (n_rows < ENOUGH_ROWS || real->n + KEUR_FEW <= n_rows)
        return KEUR_OK;
    if (real->n_numbers < KEUR_FEW)
        *is_identifier = real->n_with_blank < KEUR_FEW && !are_nearly_dates(real);
    else if (real->n - real->n_numbers >= KEUR_FEW)
        *is_identifier = false;
    else if (real->n_zeros == 0)
        return keur_facts_is_run(real, is_identifier, err);
    else
        *is_identifier = real->n - real->n_digits < KEUR_FEW && real->n_with_blank < KEUR_FEW;
    return KEUR_OK;
}

static keur_status looks_like_text(const keur_facts *real, const keur_schema *schema,
                                   const keur_schema_column *column, bool *is_text, keur_error *err)
{
    size_t n_present = 0;
    keur_status status = KEUR_OK;

    *is_text = false;
    if (keur_table_rows(real->table) < ENOUGH_ROWS || verdict_of(real) != LEVELS ||
        real->n_words < WORDS_OF_A_TEXT * real->n)
        return KEUR_OK;
    KEUR_TRY(keur_facts_present(real, schema, column, &n_present, err));
    *is_text = real->n * 2 > n_present;
out:
    return status;
}

/* Identifier, text or constant: those that are left out. */
static keur_status find_left_out(const keur_schema *schema, keur_schema_column *column,
                                 const keur_facts *facts, size_t n, bool *is_found, keur_error *err)
{
    bool is_identifier = false, is_text = false;
    keur_status status = KEUR_OK;

    *is_found = true;
    if (keur_facts_is_constant(facts, n, schema, column)) {
        column->type = KEUR_TYPE_CONSTANT;
        return KEUR_OK;
    }
    /* with value labels it is a question with answers */
    if (facts[0].table != NULL && !keur_hint_has_levels(facts, n)) {
        KEUR_TRY(looks_like_identifier(&facts[0], &is_identifier, err));
        KEUR_TRY(looks_like_text(&facts[0], schema, column, &is_text, err));
    }
    if (is_identifier)
        column->type = KEUR_TYPE_IDENTIFIER;
    else if (is_text)
        column->type = KEUR_TYPE_TEXT;
    else
        *is_found = false;
out:
    return status;
}

/* Special codes and tolerances are for scales; what a schema cannot say back is not kept. */
static void drop_unused(keur_schema_column *column)
{
    if (column->type == KEUR_TYPE_NUMERIC || column->type == KEUR_TYPE_DATE)
        return;
    for (size_t i = 0; i < column->special.n; i++)
        keur_release(column->special.items[i]);
    column->special.n = 0;
    column->tolerance = NAN;
}

/* The format that fits all tables, with a note where another would fit as well. */
static keur_status set_format(keur_schema_column *column, keur_format format, bool is_unsure,
                              keur_error *err)
{
    column->format = format;
    if (!is_unsure)
        return KEUR_OK;
    return keur_schema_note(
        column,
        format == KEUR_FORMAT_THOUSANDS
            ? "1,234 or 1.234 is taken for 1234: if that is the decimal sign, name it for the table"
            : "day-month-year and month-day-year both fit: taken for dd-mm-yyyy",
        err);
}

static bool has_leading_zero(const keur_facts *facts, size_t n)
{
    for (size_t t = 0; t < n; t++) {
        if (facts[t].n_zeros > 0)
            return true;
    }
    return false;
}

keur_status keur_infer_format(keur_schema_column *column, const keur_facts *facts, size_t n,
                              keur_error *err)
{
    keur_format format;
    bool is_unsure;

    if (column->format != KEUR_FORMAT_OPEN)
        return KEUR_OK;
    if ((column->type == KEUR_TYPE_NUMERIC && keur_kind_numbers(facts, n, &format, &is_unsure)) ||
        (column->type == KEUR_TYPE_DATE && keur_kind_dates(facts, n, &format, &is_unsure)))
        return set_format(column, format, is_unsure, err);
    return KEUR_OK;
}

/* A quantity, a day, one of two, or levels. */
static keur_status choose_type(keur_schema_column *column, bool is_declared_code,
                               const keur_facts *facts, size_t n, bool may_conflict,
                               keur_error *err)
{
    keur_format format;
    bool is_unsure;

    if (!column->is_code && keur_kind_numbers(facts, n, &format, &is_unsure))
        column->type = KEUR_TYPE_NUMERIC;
    else if (!is_declared_code && keur_kind_dates(facts, n, &format, &is_unsure))
        column->type = KEUR_TYPE_DATE;
    else if (!is_declared_code && keur_kind_booleans(facts, n))
        column->type = KEUR_TYPE_BOOLEAN;
    else
        column->type = KEUR_TYPE_CATEGORICAL;
    if (column->type == KEUR_TYPE_CATEGORICAL && may_conflict && !is_declared_code)
        return check_conflict(column->name, facts, n, column->is_code, err);
    return keur_infer_format(column, facts, n, err);
}

keur_status keur_infer_type(const keur_schema *schema, keur_schema_column *column,
                            const keur_facts *facts, size_t n, bool may_conflict, keur_error *err)
{
    const bool is_declared_code = column->is_code;
    bool is_left_out = false, is_hinted = false;
    keur_status status = KEUR_OK;

    column->is_code = is_declared_code || has_leading_zero(facts, n);
    KEUR_TRY(find_left_out(schema, column, facts, n, &is_left_out, err));
    if (!is_left_out)
        KEUR_TRY(keur_infer_hint(schema, column, facts, n, &is_hinted, err));
    if (!is_left_out && !is_hinted)
        KEUR_TRY(choose_type(column, is_declared_code, facts, n, may_conflict, err));
    drop_unused(column);
out:
    return status;
}

keur_status keur_infer_left_out(keur_schema_column *column, keur_error *err)
{
    const char *note = column->type == KEUR_TYPE_IDENTIFIER ? "left out: it names a record"
                       : column->type == KEUR_TYPE_TEXT     ? "left out: free text"
                       : column->type == KEUR_TYPE_CONSTANT ? KEUR_ONE_VALUE
                                                            : NULL;

    if (note == NULL)
        return KEUR_OK;
    column->is_left_out = true;
    return keur_schema_note(column, note, err);
}

keur_status keur_infer_mixed_note(keur_schema_column *column, const keur_facts *facts, size_t n,
                                  keur_error *err)
{
    size_t n_texts = 0, n_numbers = 0;

    for (size_t t = 0; t < n; t++) {
        n_texts += facts[t].n;
        n_numbers += facts[t].n_numbers;
    }
    if (column->type != KEUR_TYPE_CATEGORICAL || column->is_code || column->levels.n > 0 ||
        n_numbers == n_texts || n_numbers * 2 < n_texts)
        return KEUR_OK;
    return keur_schema_note(column,
                            "most of its values are numbers: if it is a quantity, declare it "
                            "numeric and its other values special or missing",
                            err);
}
