/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "assess/scorecard_impl.h"
#include "base/text.h"
#include "base/try.h"
#include "reports/reading.h"
#include "reports/series_forms.h"
#include "reports/verdict.h"

static keur_status refuse_format(const keur_json_at *root, keur_error *err)
{
    const keur_json_at at = keur_json_member(root, "keur_scorecard");
    double format = 0;

    if (!keur_json_is_object(root) || !keur_json_is_number(&at))
        return keur_fail(err, KEUR_ESCHEMA, "%s: not a scorecard: $.keur_scorecard is missing",
                         root->document);
    if (keur_json_number(&at, &format, err) != KEUR_OK || format > KEUR_SCORECARD_FORMAT)
        return keur_fail(err, KEUR_ESCHEMA,
                         "%s: %s: format %g is newer than this program, which reads up to %d",
                         at.document, at.path, format, KEUR_SCORECARD_FORMAT);
    if (format != KEUR_SCORECARD_FORMAT)
        return keur_fail(err, KEUR_ESCHEMA, "%s: %s: there is no format %g", at.document, at.path,
                         format);
    return KEUR_OK;
}

static keur_status read_seed(const keur_json_at *root, uint64_t *seed, keur_error *err)
{
    const keur_json_at at = keur_json_member(root, "seed");
    const char *digits = NULL;
    keur_status status = KEUR_OK;
    size_t whole = 0;

    if (!keur_json_is_string(&at)) {
        KEUR_TRY(keur_read_size(root, "seed", &whole, err));
        *seed = whole;
        return KEUR_OK;
    }
    KEUR_TRY(keur_json_string(&at, &digits, err));
    *seed = 0;
    for (const char *c = digits; *c != '\0' || c == digits; c++) {
        const uint64_t digit = (uint64_t)(unsigned char)*c - '0';

        if (*c < '0' || *c > '9' || *seed > (UINT64_MAX - digit) / 10)
            return keur_fail(err, KEUR_ESCHEMA, "%s: %s: expected the digits of a 64-bit number",
                             at.document, at.path);
        *seed = *seed * 10 + digit;
    }
out:
    return status;
}

/* An array, and how long it is. */
static keur_status open_list(const keur_json_at *of, const char *name, keur_json_at *list,
                             size_t *n, keur_error *err)
{
    *list = keur_json_member(of, name);
    if (!keur_json_is_array(list))
        return keur_fail(err, KEUR_ESCHEMA, "%s: %s: expected an array", list->document,
                         list->path);
    return keur_json_count(list, n, err);
}

static keur_status read_inputs(const keur_json_at *root, keur_scorecard *to, keur_error *err)
{
    static const char *const known[] = {"role", "rows", "columns", NULL};
    keur_json_at list;
    keur_status status = KEUR_OK;
    size_t n = 0, role = 0;

    KEUR_TRY(open_list(root, "inputs", &list, &n, err));
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->inputs, n, err));
    for (; to->n_inputs < n; to->n_inputs++) {
        const keur_json_at at = keur_json_item(&list, to->n_inputs);
        keur_scorecard_input *input = &to->inputs[to->n_inputs];

        KEUR_TRY(keur_json_known(&at, known, err));
        KEUR_TRY(keur_read_word(&at, "role", keur_role_words, &role, err));
        input->role = (keur_role)role;
        KEUR_TRY(keur_read_size(&at, "rows", &input->rows, err));
        KEUR_TRY(keur_read_size(&at, "columns", &input->columns, err));
    }
out:
    return status;
}

static keur_status read_roles(const keur_json_at *of, unsigned *roles, keur_error *err)
{
    keur_json_at list;
    keur_status status = KEUR_OK;
    size_t n = 0;

    KEUR_TRY(open_list(of, "roles", &list, &n, err));
    for (size_t i = 0; i < n; i++) {
        const keur_json_at at = keur_json_item(&list, i);
        const char *word = NULL;
        ptrdiff_t bit;

        KEUR_TRY(keur_json_string(&at, &word, err));
        bit = keur_word_find(keur_column_role_words, word);
        if (bit < 0)
            return keur_fail(err, KEUR_ESCHEMA, "%s: %s: \"%s\" is not known here", at.document,
                             at.path, word);
        *roles |= 1u << bit;
    }
out:
    return status;
}

static keur_status read_columns(const keur_json_at *root, keur_scorecard *to, keur_error *err)
{
    static const char *const known[] = {"name",     "label",      "type",     "roles",
                                        "left_out", "unmeasured", "declared", NULL};
    static const char *const known_defaults[] = {"roles_by_default", NULL};
    keur_json_at list;
    const keur_json_at defaults = keur_json_member(root, "defaults");
    const keur_json_at by_default = keur_json_member(&defaults, "roles_by_default");
    keur_status status = KEUR_OK;
    size_t n = 0, type = 0;

    KEUR_TRY(open_list(root, "columns", &list, &n, err));
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->columns, n, err));
    for (; to->n_columns < n; to->n_columns++) {
        const keur_json_at at = keur_json_item(&list, to->n_columns);
        keur_scorecard_column *column = &to->columns[to->n_columns];

        const keur_json_at unmeasured = keur_json_member(&at, "unmeasured");
        const keur_json_at declared = keur_json_member(&at, "declared");

        KEUR_TRY(keur_json_known(&at, known, err));
        if (!keur_json_is_absent(&unmeasured))
            KEUR_TRY(keur_json_bool(&unmeasured, &column->is_unmeasured, err));
        if (!keur_json_is_absent(&declared))
            KEUR_TRY(keur_json_bool(&declared, &column->is_declared, err));
        KEUR_TRY(keur_read_text(&at, "name", to->arena, &column->name, err));
        KEUR_TRY(keur_read_optional(&at, "label", to->arena, &column->label, err));
        KEUR_TRY(keur_read_word(&at, "type", keur_type_words, &type, err));
        column->type = (keur_type)type;
        KEUR_TRY(read_roles(&at, &column->roles, err));
        KEUR_TRY(keur_read_optional(&at, "left_out", to->arena, &column->left_out, err));
    }
    KEUR_TRY(keur_json_known(&defaults, known_defaults, err));
    KEUR_TRY(keur_json_bool(&by_default, &to->roles_by_default, err));
out:
    return status;
}

static keur_status read_params(const keur_json_at *of, keur_arena *arena,
                               keur_scorecard_measure *measure, keur_error *err)
{
    const keur_json_at list = keur_json_member(of, "params");
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_count(&list, &measure->n_params, err));
    KEUR_TRY(KEUR_ARENA_NEW(arena, measure->params, measure->n_params, err));
    for (size_t i = 0; i < measure->n_params; i++) {
        const keur_json_at at = keur_json_item(&list, i);
        const char *value = NULL;

        if (keur_json_key(&at) == NULL)
            return keur_fail(err, KEUR_ESCHEMA, "%s: %s: expected an object, found an array",
                             list.document, list.path);
        KEUR_TRY(keur_json_string(&at, &value, err));
        KEUR_TRY(keur_arena_string(arena, keur_json_key(&at), &measure->params[i].name, err));
        KEUR_TRY(keur_arena_string(arena, value, &measure->params[i].value, err));
    }
out:
    return status;
}

static keur_status read_word(const keur_json_at *of, keur_word *to, keur_error *err)
{
    const keur_json_at at = keur_json_member(of, "word");
    size_t word = 0;
    const keur_status status = keur_json_is_absent(&at)
                                   ? KEUR_OK
                                   : keur_read_word(of, "word", keur_word_words, &word, err);

    *to = keur_json_is_absent(&at) ? KEUR_WORD_NONE : (keur_word)(word + 1);
    return status;
}

static keur_status read_measures(const keur_json_at *root, keur_scorecard *to, keur_error *err)
{
    static const char *const known[] = {"name",   "title",  "family", "question", "limits",
                                        "source", "params", "word",   NULL};
    keur_json_at list;
    keur_status status = KEUR_OK;
    size_t n = 0, family = 0;

    KEUR_TRY(open_list(root, "measures", &list, &n, err));
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->measures, n, err));
    for (; to->n_measures < n; to->n_measures++) {
        const keur_json_at at = keur_json_item(&list, to->n_measures);
        keur_scorecard_measure *measure = &to->measures[to->n_measures];

        KEUR_TRY(keur_json_known(&at, known, err));
        KEUR_TRY(keur_read_text(&at, "name", to->arena, &measure->name, err));
        KEUR_TRY(keur_read_text(&at, "title", to->arena, &measure->title, err));
        KEUR_TRY(keur_read_word(&at, "family", keur_family_words, &family, err));
        measure->family = (keur_family)family;
        KEUR_TRY(read_word(&at, &measure->word, err));
        KEUR_TRY(keur_read_text(&at, "question", to->arena, &measure->question, err));
        KEUR_TRY(keur_read_text(&at, "limits", to->arena, &measure->limits, err));
        KEUR_TRY(keur_read_text(&at, "source", to->arena, &measure->source, err));
        KEUR_TRY(read_params(&at, to->arena, measure, err));
    }
out:
    return status;
}

static keur_status find_measure(const keur_json_at *figure, const keur_scorecard *in,
                                size_t *measure, keur_error *err)
{
    const keur_json_at at = keur_json_member(figure, "measure");
    const char *name = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_string(&at, &name, err));
    for (*measure = 0; *measure < in->n_measures; ++*measure)
        if (strcmp(in->measures[*measure].name, name) == 0)
            return KEUR_OK;
    return keur_fail(err, KEUR_ESCHEMA, "%s: %s: \"%s\" is not among the measures", at.document,
                     at.path, name);
out:
    return status;
}

static keur_status read_figures(const keur_json_at *root, keur_scorecard *to, keur_error *err)
{
    keur_json_at list;
    keur_status status = KEUR_OK;
    size_t n = 0;

    KEUR_TRY(open_list(root, "figures", &list, &n, err));
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->figures, n, err));
    for (; to->n_figures < n; to->n_figures++) {
        const keur_json_at at = keur_json_item(&list, to->n_figures);
        keur_scorecard_figure *figure = &to->figures[to->n_figures];

        KEUR_TRY(keur_read_figure(&at, to->arena, figure, err));
        KEUR_TRY(find_measure(&at, to, &figure->measure, err));
    }
out:
    return status;
}

static bool is_area(const keur_scorecard_figure *of)
{
    return of->figure.unit != NULL && strcmp(of->figure.unit, "auc") == 0 &&
           of->figure.kind == KEUR_KIND_STATISTIC && of->figure.value == of->figure.value;
}

/* Versions that did not say of an area how many people stand apart in its order (`n_apart`) said it
 * of nothing else in the measure either: whatever may come of that order is taken to rest on
 * nobody, so that it stays inside. Of an exported scorecard nothing can be told any more. */
static void doubt_orders(keur_scorecard *in)
{
    for (size_t i = 0; !in->is_export && i < in->n_figures; i++) {
        if (!is_area(&in->figures[i]) || in->figures[i].figure.is_order)
            continue;
        for (size_t j = 0; j < in->n_figures; j++) {
            keur_figure *figure = &in->figures[j].figure;

            if (in->figures[j].measure == in->figures[i].measure && !figure->is_order &&
                (figure->kind == KEUR_KIND_STATISTIC || figure->kind == KEUR_KIND_LOWER_BOUND))
                figure->is_order = true; /* and n_apart is 0 */
        }
    }
}

static keur_status read_series(const keur_json_at *root, keur_scorecard *to, keur_error *err)
{
    keur_json_at list;
    keur_status status = KEUR_OK;
    size_t n = 0;

    KEUR_TRY(open_list(root, "series", &list, &n, err));
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->series, n, err));
    for (; to->n_series < n; to->n_series++) {
        const keur_json_at at = keur_json_item(&list, to->n_series);
        keur_scorecard_series *series = &to->series[to->n_series];

        KEUR_TRY(keur_read_series(&at, to->arena, &series->series, err));
        KEUR_TRY(find_measure(&at, to, &series->measure, err));
    }
out:
    return status;
}

static keur_status read_notices(const keur_json_at *root, keur_scorecard *to, keur_error *err)
{
    keur_json_at list;
    keur_status status = KEUR_OK;
    size_t n = 0;

    KEUR_TRY(open_list(root, "notices", &list, &n, err));
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->notices, n, err));
    for (; to->n_notices < n; to->n_notices++) {
        const keur_json_at at = keur_json_item(&list, to->n_notices);
        const char *text = NULL;

        KEUR_TRY(keur_json_string(&at, &text, err));
        KEUR_TRY(keur_arena_string(to->arena, text, &to->notices[to->n_notices], err));
    }
out:
    return status;
}

static keur_status read_all(const keur_json_at *root, keur_scorecard *to, keur_error *err)
{
    static const char *const known[] = {"keur_scorecard", "keur_version", "title",   "export",
                                        "seed",           "inputs",       "columns", "verdict",
                                        "defaults",       "measures",     "figures", "series",
                                        "notices",        "export_rules", NULL};
    const keur_json_at is_export = keur_json_member(root, "export");
    keur_status status = KEUR_OK;

    KEUR_TRY(refuse_format(root, err));
    KEUR_TRY(keur_json_known(root, known, err));
    KEUR_TRY(keur_read_text(root, "keur_version", to->arena, &to->keur_version, err));
    KEUR_TRY(keur_read_text(root, "title", to->arena, &to->title, err));
    KEUR_TRY(keur_json_bool(&is_export, &to->is_export, err));
    KEUR_TRY(read_seed(root, &to->seed, err));
    KEUR_TRY(keur_verdict_read(root, to->arena, &to->verdict, err));
    KEUR_TRY(read_inputs(root, to, err));
    KEUR_TRY(read_columns(root, to, err));
    KEUR_TRY(read_measures(root, to, err));
    KEUR_TRY(read_figures(root, to, err));
    doubt_orders(to);
    KEUR_TRY(read_series(root, to, err));
    KEUR_TRY(read_notices(root, to, err));
out:
    return status;
}

keur_status keur_scorecard_parse(const char *json, size_t n_bytes, const char *name,
                                 keur_scorecard **scorecard, keur_error *err)
{
    keur_scorecard *made = NULL;
    keur_json *tree = NULL;
    keur_status status = KEUR_OK;
    keur_json_at root;

    *scorecard = NULL;
    KEUR_TRY(keur_json_parse(json, n_bytes, name, &tree, err));
    KEUR_TRY(keur_scorecard_new(&made, err));
    root = keur_json_root(tree, name);
    KEUR_TRY(read_all(&root, made, err));
    *scorecard = made;
    made = NULL;
out:
    keur_scorecard_free(made);
    keur_json_free(tree);
    return status;
}
