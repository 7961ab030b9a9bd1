/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves on their way out: nothing is lost within, and no small number of rows leaves. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "assess/export_check.h"
#include "base/random.h"
#include "case/series.h"
#include "reports/series_forms.h"
#include "support/check.h"
#include "support/sample.h"

static void test_json_gives_it_back(void **state)
{
    keur_scorecard *made = keur_sample_full(false), *read = NULL;
    char *text = NULL;

    (void)state;
    assert_ok(keur_scorecard_json(made, &text, &err));
    assert_ok(keur_scorecard_parse(text, strlen(text), "s.json", &read, &err));
    assert_int_equal(made->n_series, 3);
    assert_int_equal(read->n_series, 3);
    for (size_t i = 0; i < made->n_series; i++) {
        const keur_series *a = &made->series[i].series, *b = &read->series[i].series;

        assert_int_equal(made->series[i].measure, read->series[i].measure);
        assert_string_equal(a->name, b->name);
        assert_string_equal(a->title, b->title);
        assert_int_equal(a->n_columns, b->n_columns);
        assert_int_equal(a->least, b->least);
        assert_true(keur_series_same_about(a->about, b->about));
        assert_int_equal(a->names == NULL, b->names == NULL);
        for (size_t j = 0; a->names != NULL && j < a->n_points; j++)
            assert_string_equal(a->names[j], b->names[j]);
        assert_int_equal(a->n_points, b->n_points);
        for (size_t j = 0; j < a->n_columns; j++) {
            assert_string_equal(a->columns[j].name, b->columns[j].name);
            assert_string_equal(a->columns[j].unit, b->columns[j].unit);
            assert_near(b->columns[j].rows, a->columns[j].rows, 0);
        }
        for (size_t j = 0; j < a->n_columns * a->n_points; j++)
            assert_near(b->values[j], a->values[j], 0);
    }
    keur_scorecard_free(made);
    keur_scorecard_free(read);
    free(text);
}

/* A scorecard with a curve of random counts of 0 to `rows` rows. */
static keur_scorecard *draw(keur_random *random, size_t rows, size_t n, double *counts)
{
    keur_scorecard *made = keur_sample_new("t", rows, rows, 500, 6);
    const size_t measure = keur_sample_measure(made, "m", "M", "?", KEUR_FAMILY_MEMBERSHIP);
    keur_series curve = {.name = "roc",
                         .title = "t",
                         .n_columns = 2,
                         .columns = {{"x", "share", NAN}, {"y", "share", (double)rows}},
                         .n_points = n};
    double values[80];

    for (size_t i = 0; i < n; i++) {
        counts[i] = (double)keur_random_below(random, i % 3 == 0 ? 15 : rows + 1);
        values[2 * i] = (double)i / 64;
        values[2 * i + 1] = counts[i] / (double)rows;
    }
    curve.values = values;
    keur_sample_series(made, measure, &curve);
    return made;
}

static void test_export_hides_small_counts(void **state)
{
    keur_random random = keur_random_start(5, "test-series", 0);

    (void)state;
    for (int round = 0; round < 300; round++) {
        const size_t rows = 40 + (size_t)keur_random_below(&random, 3000);
        double counts[40];
        keur_scorecard *made = draw(&random, rows, 40, counts), *out = NULL;
        const keur_series *left;
        size_t at = 0;

        assert_ok(keur_scorecard_export(made, &out, &err));
        left = &out->series[0].series;
        assert_true(isnan(left->columns[1].rows));
        /* Which points are there depends on nothing but "10 or more, and 10 or more left". */
        for (size_t i = 0; i < 40; i++) {
            const bool is_small = counts[i] < 10 || (double)rows - counts[i] < 10;

            if (is_small)
                continue;
            assert_true(at < left->n_points);
            assert_near(left->values[2 * at], (double)i / 64, 5.01e-4);
            /* Tens of rows, of which three digits remain. */
            assert_near(left->values[2 * at + 1],
                        fmin(10 * floor(counts[i] / 10 + 0.5) / (double)rows, 1), 5e-3 * 1.0001);
            at++;
        }
        assert_int_equal(at, left->n_points);
        keur_scorecard_free(made);
        keur_scorecard_free(out);
    }
}

/* Two curves that differ within tens of rows look the same outside. */
static void test_export_gives_tens(void **state)
{
    keur_scorecard *of[2], *out[2] = {NULL, NULL};
    char *text[2] = {NULL, NULL};

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        const double values[] = {0.01, (k == 0 ? 3 : 8) / 3000.0,
                                 0.1,  (k == 0 ? 216 : 224) / 3000.0,
                                 0.5,  (k == 0 ? 2991 : 2999) / 3000.0};
        const keur_series curve = {.name = "roc",
                                   .title = "t",
                                   .n_columns = 2,
                                   .columns = {{"x", "share", NAN}, {"y", "share", 3000}},
                                   .n_points = 3,
                                   .values = values};

        of[k] = keur_sample_new("t", 3000, 3000, 500, 6);
        keur_sample_series(of[k], keur_sample_measure(of[k], "m", "M", "?", KEUR_FAMILY_MEMBERSHIP),
                           &curve);
        assert_ok(keur_scorecard_export(of[k], &out[k], &err));
        /* It outlives what it was made from. */
        assert_ptr_not_equal(out[k]->series[0].series.title, of[k]->series[0].series.title);
        assert_ptr_not_equal(out[k]->series[0].series.columns[1].name,
                             of[k]->series[0].series.columns[1].name);
        keur_scorecard_free(of[k]);
        assert_ok(keur_scorecard_json(out[k], &text[k], &err));
    }
    assert_string_equal(text[0], text[1]);
    assert_int_equal(out[0]->series[0].series.n_points, 1);
    for (size_t k = 0; k < 2; k++) {
        keur_scorecard_free(out[k]);
        free(text[k]);
    }
}

static void test_csv(void **state)
{
    keur_scorecard *made = keur_sample_new("t", 100, 100, 100, 6);
    const size_t first = keur_sample_measure(made, "m", "M", "?", KEUR_FAMILY_MEMBERSHIP);
    const size_t second = keur_sample_measure(made, "o", "O", "?", KEUR_FAMILY_MEMBERSHIP);
    const double values[] = {0.25, 1};
    const keur_series curve = {.name = "roc",
                               .title = "t",
                               .n_columns = 2,
                               .columns = {{"a \"b\", c", "share", NAN}, {"y", "share", 100}},
                               .n_points = 1,
                               .values = values};
    char *text = NULL;

    (void)state;
    keur_sample_series(made, second, &curve);
    assert_ok(keur_series_csv(made, second, &text, &err));
    assert_string_equal(text, "series,point,coordinate,unit,value,about,name\n"
                              "roc,1,\"a \"\"b\"\", c\",share,0.25,\"\",\"\"\n"
                              "roc,1,\"y\",share,1,\"\",\"\"\n");
    free(text);
    assert_ok(keur_series_csv(made, first, &text, &err));
    assert_string_equal(text, "series,point,coordinate,unit,value,about,name\n");
    free(text);
    keur_scorecard_free(made);
}

static void test_page_draws_it(void **state)
{
    keur_scorecard *made = keur_sample_full(false);
    char *page = NULL;

    (void)state;
    assert_ok(keur_scorecard_html(made, &page, &err));
    assert_non_null(strstr(page, "Members found &lt;of &quot;all&quot;&gt;"));
    /* Three decades over 240 units: a rate of 1% lies at 44 + 80 across, one of 10% at 204. */
    assert_non_null(strstr(page, " H124.0 V"));
    assert_non_null(strstr(page, " H204.0 V"));
    assert_non_null(strstr(page, "H284.0 V8.0\""));
    assert_non_null(strstr(page, "<tr><td class=\"n\">10%</td>"));
    free(page);
    keur_scorecard_free(made);
}

static keur_status count_complaint(void *context, const char *where, const char *what,
                                   keur_error *err)
{
    (void)where;
    (void)what;
    (void)err;
    ++*(size_t *)context;
    return KEUR_OK;
}

static size_t complaints(const keur_scorecard *card)
{
    size_t n = 0;
    const keur_complaints to = {count_complaint, &n};

    assert_ok(keur_export_check(card, &to, &err));
    return n;
}

/* A chart of a column whose values this many rows have, of 1,000 of train and of the holdout. */
static keur_scorecard *chart(const double *train, const double *holdout, size_t n)
{
    static const char *const names[] = {"a", "Urk", "c", "d"};
    keur_scorecard *made = keur_sample_new("t", 1000, 1000, 500, 6);
    double values[12];
    const keur_series shares = {.name = "shares",
                                .title = "t",
                                .about = "town",
                                .n_columns = 3,
                                .columns = {{"train", "share", 1000},
                                            {"synthetic", "share", NAN},
                                            {"holdout", "share", 1000}},
                                .n_points = n,
                                .values = values,
                                .names = names};

    for (size_t i = 0; i < n; i++) {
        values[3 * i] = train[i] / 1000;
        values[3 * i + 1] = 0.123456;
        values[3 * i + 2] = holdout[i] / 1000;
    }
    keur_sample_series(made, keur_sample_measure(made, "m", "M", "?", KEUR_FAMILY_FIDELITY),
                       &shares);
    return made;
}

/* Points that are parts of a whole leave together: no small one, and none that is left over. */
static void test_parts_leave_together(void **state)
{
    static const struct {
        double train[4], holdout[4];
        size_t n, left;
        bool is_seen; /* by a second look at what lies */
    } cases[] = {
        {{504, 296, 200}, {504, 296, 200}, 3, 3, false},
        {{504, 296, 200}, {495, 305, 200}, 3, 3, false},
        {{10, 690, 300}, {10, 690, 300}, 3, 3, false},
        {{9, 691, 300}, {10, 690, 300}, 3, 0, true},     /* few in train */
        {{10, 690, 300}, {691, 300, 9}, 3, 0, true},     /* few in the holdout */
        {{0, 600, 400}, {10, 590, 400}, 3, 0, true},     /* none are few */
        {{500, 495}, {500, 500}, 2, 0, false},           /* five are left over */
        {{500, 490}, {500, 500}, 2, 2, false},           /* ten are */
        {{500, 300, 205}, {500, 300, 200}, 3, 0, false}, /* more than there are */
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        keur_scorecard *made = chart(cases[k].train, cases[k].holdout, cases[k].n), *out = NULL;
        char *forms[3] = {NULL, NULL, NULL};
        const keur_series *left;

        assert_ok(keur_scorecard_export(made, &out, &err));
        left = &out->series[0].series;
        assert_int_equal(left->n_points, cases[k].left);
        for (size_t i = 0; i < left->n_points; i++) {
            assert_near(left->values[3 * i], floor(cases[k].train[i] / 10 + 0.5) / 100, 1e-12);
            assert_near(left->values[3 * i + 1], 0.123, 0);
            assert_string_equal(left->names[i], made->series[0].series.names[i]);
        }
        assert_int_equal(complaints(out), 0);
        made->is_export = true; /* a lie */
        made->series[0].series.columns[0].rows = made->series[0].series.columns[2].rows = NAN;
        for (size_t i = 0; i < cases[k].n; i++)
            ((double *)(uintptr_t)made->series[0].series.values)[3 * i + 1] = 0.5;
        assert_int_equal(complaints(made), cases[k].is_seen);
        assert_ok(keur_scorecard_json(out, &forms[0], &err));
        assert_ok(keur_scorecard_html(out, &forms[1], &err));
        assert_ok(keur_series_csv(out, 0, &forms[2], &err));
        for (size_t f = 0; f < 3; f++) {
            assert_int_equal(strstr(forms[f], "Urk") != NULL, cases[k].left > 0);
            free(forms[f]);
        }
        keur_scorecard_free(made);
        keur_scorecard_free(out);
    }
}

/* Distances leave where enough people stand behind them, and where it is said how many do. */
static void test_distances_need_people(void **state)
{
    static const double values[] = {0.1, 0.51234, 0.5, 1};
    keur_series curve = {.name = "distance-deciles",
                         .title = "t",
                         .n_columns = 2,
                         .columns = {{"rows", "share", NAN}, {"train", "distance", NAN}},
                         .n_points = 2,
                         .values = values};

    (void)state;
    for (size_t k = 0; k < 5; k++) {
        static const size_t least[] = {0, 9, 10, 10, 50}, rows[] = {100, 100, 100, 9, 100};
        keur_scorecard *made = keur_sample_new("t", 100, rows[k], 500, 6), *out = NULL;

        curve.least = least[k];
        curve.columns[1].unit = k == 4 ? "euros" : "distance"; /* what nobody has judged stays */
        keur_sample_series(made, keur_sample_measure(made, "m", "M", "?", KEUR_FAMILY_COPY),
                           &curve);
        assert_ok(keur_scorecard_export(made, &out, &err));
        assert_int_equal(out->series[0].series.n_points, k == 2 ? 2 : 0);
        assert_int_equal(out->series[0].series.least, 0);
        if (k == 2)
            assert_near(out->series[0].series.values[1], 0.512, 0);
        keur_scorecard_free(made);
        keur_scorecard_free(out);
    }
}

static void refuse(const char *from, const char *to, const char *part)
{
    keur_scorecard *made = keur_sample_full(false), *read = NULL;
    char *json = NULL, *changed;
    const char *at;

    assert_ok(keur_scorecard_json(made, &json, &err));
    at = strstr(json, "\"series\":");
    assert_non_null(at);
    at = strstr(at, from);
    assert_non_null(at);
    changed = malloc(strlen(json) + strlen(to) + 1);
    assert_non_null(changed);
    (void)sprintf(changed, "%.*s%s%s", (int)(at - json), json, to, at + strlen(from));
    assert_fails(keur_scorecard_parse(changed, strlen(changed), "s.json", &read, &err),
                 KEUR_ESCHEMA, part);
    free(changed);
    free(json);
    keur_scorecard_free(made);
}

static void test_refuses(void **state)
{
    (void)state;
    refuse("\"measure\"", "\"measur\"", "$.series[0].measur");
    refuse("membership-distance-ratio", "no-such", "is not among the measures");
    refuse("0.0005,", "", "expected one number for each coordinate");
    refuse("0.0005,", "\"x\",", "$.series[1].points[0][0]");
    refuse("\"coordinates\"", "\"coord\"", "$.series[0].coord");
    refuse("\"(other)\"", "1", "$.series[0].names[2]");
    refuse("\"plain\",", "", "$.series[0].names: expected an array with a name for each point");
    refuse("\"about\":", "\"about\": 1, \"x\":", "$.series[0].x");
    refuse("\"least\":", "\"least\": -1, \"y\":", "$.series[2].y");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_json_gives_it_back),
                                       cmocka_unit_test(test_export_hides_small_counts),
                                       cmocka_unit_test(test_export_gives_tens),
                                       cmocka_unit_test(test_csv),
                                       cmocka_unit_test(test_page_draws_it),
                                       cmocka_unit_test(test_parts_leave_together),
                                       cmocka_unit_test(test_distances_need_people),
                                       cmocka_unit_test(test_refuses)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
