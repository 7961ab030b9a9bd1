/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds of groups of people: a dot and an interval for each, beside what guessing or the
 * holdout gives. Its data are figures of the scorecard. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/labels.h"
#include "reports/drawing.h"
#include "reports/fill.h"

enum { LEFT = 150, WIDE = 194, TOP = 6, ROW = 20, NAME_COLUMNS = 25, MOST_ROWS = 40 };

/* Figures about groups that are drawn, and what a chart of them is called. */
static const struct {
    const char *base, *title;
    double usual;      /* what guessing gives, as a line; NAN: no line */
    const char *train; /* the figure of train beside it; NULL: none */
    const char *keys;  /* part of the template that says what the marks are */
} kinds[] = {
    {"group-auc", "How well members of each group are told from non-members (AUC)", 0.5, NULL,
     "group-keys-attack"},
    {"group-risk", "What an attacker gains about the people of each group (risk)", 0, NULL,
     "group-keys-attack"},
    {"rate", "How often the outcome occurs in each group", NAN, "rate-train", "group-keys-tables"},
};

typedef struct drawn {
    size_t kind;
    size_t n;
    const keur_line *rows[MOST_ROWS];
    const keur_scorecard_figure *train[MOST_ROWS]; /* beside them; may be NULL */
    bool is_cut;                                   /* there are more */
    double begin, end;
} drawn;

static const char *label_of(const keur_line *line, const char *name)
{
    const keur_figure *of = &keur_line_figure(line)->figure;

    for (size_t i = 0; i < of->n_labels; i++)
        if (strcmp(of->labels[i].name, name) == 0)
            return of->labels[i].value;
    return NULL;
}

/* The column that a group is of. */
static const char *column_of(const keur_line *line)
{
    const char *group = label_of(line, "group");

    return group != NULL ? group : label_of(line, "protected");
}

static bool is_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Lines about one thing stand in one chart: a secret of so many, or an outcome. */
static bool belongs(const keur_line *a, const keur_line *b)
{
    return is_same(label_of(a, "secret"), label_of(b, "secret")) &&
           is_same(label_of(a, "keys"), label_of(b, "keys")) &&
           is_same(label_of(a, "outcome"), label_of(b, "outcome"));
}

static bool is_drawn(const keur_line *line, size_t measure, size_t kind)
{
    double low, high;

    return line->measure == measure && strcmp(line->base, kinds[kind].base) == 0 &&
           column_of(line) != NULL && label_of(line, "level") != NULL &&
           keur_draw_ends(line->main, &low, &high);
}

/* The scale: in tenths that hold all intervals and the line. */
static void set_scale(drawn *in)
{
    double low, high;

    in->begin = in->end = isnan(kinds[in->kind].usual) ? 0 : kinds[in->kind].usual;
    for (size_t i = 0; i < in->n; i++) {
        const keur_scorecard_figure *const all[] = {in->rows[i]->main, in->rows[i]->holdout,
                                                    in->train[i]};

        for (size_t k = 0; k < 3; k++) {
            if (!keur_draw_ends(all[k], &low, &high))
                continue;
            in->begin = fmin(in->begin, low);
            in->end = fmax(in->end, high);
        }
    }
    in->begin = fmax(floor(in->begin * 10 + 1e-9) / 10, -1);
    in->end = fmin(ceil(in->end * 10 - 1e-9) / 10, 1);
    if (!(in->end > in->begin))
        in->end = in->begin + 0.1;
}

static double x_of(const drawn *in, double value)
{
    return LEFT + WIDE * keur_draw_place(value, in->begin, in->end);
}

static keur_status add_grid(keur_text *to, const drawn *in, size_t n_lines, keur_error *err)
{
    char x[KEUR_COORDINATE_SIZE], y[KEUR_COORDINATE_SIZE], down[KEUR_COORDINATE_SIZE];
    char name[KEUR_PEOPLE_SIZE];
    const keur_figure *like = &in->rows[0]->main->figure;
    const double usual = kinds[in->kind].usual;
    keur_status status = KEUR_OK;

    keur_draw_number((double)(TOP + ROW * n_lines), down);
    keur_draw_number((double)(TOP + ROW * n_lines + 14), y);
    for (int i = 0; i <= 2; i++) {
        const double at = in->begin + (in->end - in->begin) * i / 2;

        keur_draw_number(x_of(in, at), x);
        keur_people_value(like, at, name);
        KEUR_TRY(keur_fill(
            to, "upright",
            (const keur_slot[]){
                {"x", x}, {"top", "6"}, {"down", down}, {"y", y}, {"name", name}, {NULL, NULL}},
            err));
    }
    keur_draw_number(x_of(in, usual), x);
    if (!isnan(usual))
        KEUR_TRY(keur_fill(to, "group-usual",
                           (const keur_slot[]){{"x", x}, {"down", down}, {NULL, NULL}}, err));
out:
    return status;
}

static keur_status add_head(keur_text *to, const keur_line *line, double y, keur_error *err)
{
    char at[KEUR_COORDINATE_SIZE], name[KEUR_PEOPLE_SIZE];

    keur_draw_number(y + 14, at);
    keur_draw_cut(column_of(line), NAME_COLUMNS, name);
    return keur_fill(to, "group-head", (const keur_slot[]){{"y", at}, {"name", name}, {NULL, NULL}},
                     err);
}

static keur_status add_mark(keur_text *to, const drawn *in, const keur_scorecard_figure *figure,
                            const char *part, double y, keur_error *err)
{
    char x[KEUR_COORDINATE_SIZE], at[KEUR_COORDINATE_SIZE];

    if (figure == NULL || isnan(figure->figure.value))
        return KEUR_OK; /* a bound is an interval without a dot */
    keur_draw_number(x_of(in, figure->figure.value), x);
    keur_draw_number(y, at);
    return keur_fill(to, part, (const keur_slot[]){{"x", x}, {"y", at}, {NULL, NULL}}, err);
}

/* The name of a group without the word that all quantile groups share. */
static const char *short_level(const keur_line *line)
{
    static const char first[] = "quantile ";
    const char *level = label_of(line, "level");

    return strncmp(level, first, sizeof first - 1) == 0 ? level + sizeof first - 1 : level;
}

static keur_status add_line(keur_text *to, const drawn *in, size_t i, double y, keur_error *err)
{
    const keur_line *line = in->rows[i];
    char name[KEUR_PEOPLE_SIZE], at[2][KEUR_COORDINATE_SIZE], ends[2][KEUR_COORDINATE_SIZE];
    double low = 0, high = 0;
    keur_text marks = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    (void)keur_draw_ends(line->main, &low, &high);
    keur_draw_cut(short_level(line), NAME_COLUMNS, name);
    keur_draw_number(y + 14, at[0]);
    keur_draw_number(y + 10, at[1]);
    keur_draw_number(x_of(in, low), ends[0]);
    keur_draw_number(x_of(in, high), ends[1]);
    KEUR_TRY(add_mark(&marks, in, line->holdout, "diamond", y + 10, err));
    KEUR_TRY(add_mark(&marks, in, in->train[i], "ring", y + 10, err));
    KEUR_TRY(add_mark(&marks, in, line->main, "dot", y + 10, err));
    KEUR_TRY(keur_fill(to, "group-line",
                       (const keur_slot[]){{"name", name},
                                           {"text_y", at[0]},
                                           {"y", at[1]},
                                           {"low", ends[0]},
                                           {"high", ends[1]},
                                           {"marks_html", marks.bytes},
                                           {NULL, NULL}},
                       err));
out:
    keur_text_free(&marks);
    return status;
}

static keur_status add_row(keur_text *to, const drawn *in, size_t i, keur_error *err)
{
    const keur_line *line = in->rows[i];
    char value[KEUR_PEOPLE_SIZE], train[KEUR_PEOPLE_SIZE] = "", holdout[KEUR_PEOPLE_SIZE] = "";

    keur_people_figure(line->main, value);
    if (in->train[i] != NULL)
        keur_people_figure(in->train[i], train);
    if (line->holdout != NULL)
        keur_people_figure(line->holdout, holdout);
    return keur_fill(to, "group-row",
                     (const keur_slot[]){{"group", column_of(line)},
                                         {"level", label_of(line, "level")},
                                         {"value", value},
                                         {"train", train},
                                         {"holdout", holdout},
                                         {NULL, NULL}},
                     err);
}

/* The group with the largest value, in words. */
static void say_worst(const drawn *in, char *out, size_t size)
{
    const keur_line *worst = NULL;
    char column[KEUR_PEOPLE_SIZE], level[KEUR_PEOPLE_SIZE], value[KEUR_PEOPLE_SIZE];

    for (size_t i = 0; i < in->n; i++)
        if (!isnan(in->rows[i]->main->figure.value) &&
            (worst == NULL || in->rows[i]->main->figure.value > worst->main->figure.value))
            worst = in->rows[i];
    out[0] = '\0';
    if (worst == NULL)
        return;
    keur_draw_cut(column_of(worst), 60, column);
    keur_draw_cut(label_of(worst, "level"), 60, level);
    keur_people_figure(worst->main, value);
    (void)snprintf(out, size, "; the largest is %.100s, of %.150s: %.150s", value, column, level);
}

/* What the chart is about beyond its kind. */
static void name_subject(const keur_line *line, char out[KEUR_PEOPLE_SIZE])
{
    const char *secret = label_of(line, "secret"), *outcome = label_of(line, "outcome");
    char name[KEUR_PEOPLE_SIZE];

    out[0] = '\0';
    if (secret == NULL && outcome == NULL)
        return;
    keur_draw_cut(secret != NULL ? secret : outcome, 60, name);
    (void)snprintf(out, KEUR_PEOPLE_SIZE, "%.190s: ", name);
}

static keur_status add_chart(keur_text *to, drawn *in, keur_error *err)
{
    keur_text grid = {NULL, 0, 0}, lines = grid, rows = grid, keys = grid;
    char height[KEUR_COORDINATE_SIZE], text[500], subject[KEUR_PEOPLE_SIZE];
    size_t at = 0;
    bool is_invalid = false;
    keur_status status = KEUR_OK;

    set_scale(in);
    for (size_t i = 0; i < in->n; i++) {
        if (i == 0 || !is_same(column_of(in->rows[i]), column_of(in->rows[i - 1])))
            KEUR_TRY(add_head(&lines, in->rows[i], (double)(TOP + ROW * at++), err));
        KEUR_TRY(add_line(&lines, in, i, (double)(TOP + ROW * at++), err));
        KEUR_TRY(add_row(&rows, in, i, err));
        is_invalid = is_invalid || in->rows[i]->main->figure.invalid != NULL;
    }
    KEUR_TRY(add_grid(&grid, in, at, err));
    KEUR_TRY(keur_fill(&keys, kinds[in->kind].keys, (const keur_slot[]){{NULL, NULL}}, err));
    (void)snprintf(height, sizeof height, "%zu", TOP + ROW * at + 20);
    name_subject(in->rows[0], subject);
    say_worst(in, text, sizeof text);
    KEUR_TRY(keur_fill(to, "groups",
                       (const keur_slot[]){
                           {"subject", subject},
                           {"title", kinds[in->kind].title},
                           {"keys_html", keys.bytes},
                           {"more", is_invalid ? " These figures are not valid; the table says why."
                                    : in->is_cut ? " The first 40 groups; the table has the others."
                                                 : ""},
                           {"height", height},
                           {"text", text},
                           {"grid_html", grid.bytes},
                           {"lines_html", lines.bytes},
                           {"rows_html", rows.bytes},
                           {NULL, NULL}},
                       err));
out:
    keur_text_free(&grid);
    keur_text_free(&lines);
    keur_text_free(&rows);
    keur_text_free(&keys);
    return status;
}

/* The figure of train that stands beside a line of the same labels; NULL: there is none. */
static const keur_scorecard_figure *find_train(const keur_view *view, const keur_line *beside,
                                               const char *name)
{
    for (size_t i = 0; name != NULL && i < view->n; i++) {
        const keur_line *line = &view->lines[i];

        if (line->measure == beside->measure && strcmp(line->base, name) == 0 &&
            keur_figure_same_labels(&keur_line_figure(line)->figure,
                                    &keur_line_figure(beside)->figure))
            return line->main;
    }
    return NULL;
}

/* The chart that begins with line `first`: all lines from there on that belong to it. */
static keur_status draw_from(keur_text *to, const keur_view *view, size_t first, size_t kind,
                             bool *is_taken, keur_error *err)
{
    const keur_line *like = &view->lines[first];
    drawn in = {.kind = kind};

    for (size_t i = first; i < view->n; i++) {
        const keur_line *line = &view->lines[i];

        if (is_taken[i] || !is_drawn(line, like->measure, kind) || !belongs(like, line))
            continue;
        is_taken[i] = true;
        in.is_cut = in.n == MOST_ROWS;
        if (in.is_cut)
            continue;
        in.train[in.n] = find_train(view, line, kinds[kind].train);
        in.rows[in.n++] = line;
    }
    return in.n > 1 ? add_chart(to, &in, err) : KEUR_OK; /* one alone is read in the table */
}

keur_status keur_draw_groups(keur_text *to, const keur_view *view, size_t measure, keur_error *err)
{
    bool *is_taken = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(is_taken, view->n, err));
    for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
        for (size_t i = 0; i < view->n; i++)
            if (!is_taken[i] && is_drawn(&view->lines[i], measure, kind))
                KEUR_TRY(draw_from(to, view, i, kind, is_taken, err));
out:
    keur_release(is_taken);
    return status;
}
