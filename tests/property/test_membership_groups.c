/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results by group: a planted group is found, others are at chance; small groups are merged;
 * vulnerability against plain loops. */
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attacks/grouping.h"
#include "attacks/membership/vulnerability.h"
#include "attacks/registry.h"
#include "base/text.h"
#include "support/problem.h"

static const keur_figure *figure_of(const keur_result *in, const char *name, const char *group,
                                    const char *level)
{
    for (size_t i = 0; i < keur_result_figures(in); i++) {
        const keur_figure *figure = keur_result_figure(in, i);

        if (strcmp(figure->name, name) == 0 && strcmp(figure->labels[0].value, group) == 0 &&
            (level == NULL ? figure->n_labels == 1
                           : figure->n_labels == 2 && strcmp(figure->labels[1].value, level) == 0))
            return figure;
    }
    return NULL;
}

static void must_have(const keur_result *in, const char *group, const char *level)
{
    if (figure_of(in, "group-auc", group, level) == NULL)
        fail_msg("no group-auc for %s, %s", group, level != NULL ? level : "all");
}

/* Rows "id,group,x,y,z" whose group is `levels` in turn, of `per` rows each person. */
typedef struct world {
    keur_text train, holdout, synthetic;
} world;

static void add_row(keur_text *to, keur_random *random, int id, const char *level)
{
    assert_ok(keur_text_format(to, &err, "p%d,%s,%.12g,%.12g,%.12g\n", id, level,
                               keur_random_uniform(random), keur_random_uniform(random),
                               keur_random_uniform(random)));
}

enum { ALL = 99 };

/* sizes[l] rows of level l in each real table; members of level `leaked`, or of all, stand in S as
 * they are, beside new rows of all levels. */
static void draw_world(const char *const *levels, const int *sizes, size_t n_levels, size_t leaked,
                       int per, world *to)
{
    keur_text *texts[] = {&to->train, &to->holdout, &to->synthetic};
    keur_random random = keur_random_start(31, "test-groups", 0);

    memset(to, 0, sizeof *to);
    for (size_t t = 0; t < 3; t++)
        assert_ok(keur_text_add(texts[t], "id,g,x,y,z\n", &err));
    for (size_t t = 0; t < 3; t++) {
        int id = (int)t * 100000 * per;

        for (size_t l = 0; l < n_levels; l++) {
            for (int i = 0; i < sizes[l]; i++) {
                const size_t at = texts[t]->length;

                add_row(texts[t], &random, (id++) / per, levels[l]);
                if (t == 0 && (l == leaked || leaked == ALL))
                    assert_ok(keur_text_add(&to->synthetic, texts[t]->bytes + at, &err));
            }
        }
    }
}

static keur_case *case_of(world *from, bool by_person)
{
    static const char schema[] =
        "{\"keur_schema\": 1, \"columns\": [{\"name\": \"id\", %s}, {\"name\": \"g\", \"type\": "
        "\"categorical\", \"roles\": [\"protected\"]}, {\"name\": \"z\", \"type\": \"numeric\", "
        "\"roles\": [\"protected\"]}]}";
    char text[400];
    keur_given given = {.train = from->train.bytes,
                        .holdout = from->holdout.bytes,
                        .synthetic = from->synthetic.bytes,
                        .schema = text,
                        .threads = 1,
                        .seed = 3};
    keur_case *on;

    (void)snprintf(text, sizeof text, schema,
                   by_person ? "\"type\": \"identifier\", \"roles\": [\"unit\"]"
                             : "\"use\": false");
    on = keur_check_measurable(&given);
    keur_text_free(&from->train);
    keur_text_free(&from->holdout);
    keur_text_free(&from->synthetic);
    return on;
}

/* The leaked group is found and lies above all others; the rest are at chance; numbers of people
 * and the area itself by plain counting. */
static void test_planted(void **state)
{
    static const char *const levels[] = {"red", "green", "blue", ""};
    static const int sizes[] = {400, 300, 500, 250};
    world tables;
    keur_case *on;
    keur_result *found;
    size_t n = 0;

    (void)state;
    draw_world(levels, sizes, 4, 1, 1, &tables);
    on = case_of(&tables, false);
    found = keur_check_run(on, "membership-distance", "by-group=yes");
    for (size_t l = 0; l < 4; l++) {
        const char *level = l == 3 ? "missing" : levels[l];
        const keur_figure *auc = figure_of(found, "group-auc", "g", level);
        const keur_figure *p = figure_of(found, "group-p", "g", level);
        const keur_figure *difference = figure_of(found, "group-auc-difference", "g", level);

        must_have(found, "g", level);
        assert_int_equal(auc->n, 2 * (size_t)sizes[l]);
        assert_int_equal(auc->n_least, (size_t)sizes[l]);
        assert_int_equal(difference->n, 2 * 1450);
        if (l == 1) {
            assert_true(auc->value > 0.999 && difference->low > 0.4 && p->value < 1e-10);
            assert_near(figure_of(found, "group-tpr@fpr=0.01", "g", level)->value, 1, 1e-12);
            continue;
        }
        assert_true(fabs(auc->value - 0.5) < 0.09);
        assert_true(difference->high < 0);
        assert_true((figure_of(found, "group-tpr@fpr=0.01", "g", level)->value >= 0) ==
                    (sizes[l] >= 300));
    }
    for (size_t i = 0; i < keur_result_figures(found); i++)
        n += strcmp(keur_result_figure(found, i)->name, "group-auc") == 0;
    assert_int_equal(n, 4 + 5 + 10);
    must_have(found, "z", "quantile group 1 of 5, lowest");
    must_have(found, "z", "quantile group 3 of 5");
    must_have(found, "vulnerability", "quantile group 10 of 10, farthest from others");
    keur_result_free(found);
    keur_case_free(on);
}

/* All members are told from all others, in both groups. That shows no difference, and no equality
 * beyond what 100 pairs of one group and 200 of the other do. */
static void test_all_leaked(void **state)
{
    static const char *const levels[] = {"red", "green"};
    static const int sizes[] = {100, 200};
    const keur_figure *auc, *difference;
    keur_result *found;
    keur_case *on;
    world tables;

    (void)state;
    draw_world(levels, sizes, 2, ALL, 1, &tables);
    on = case_of(&tables, false);
    found = keur_check_run(on, "membership-distance", "by-group=yes");
    auc = figure_of(found, "group-auc", "g", "red");
    difference = figure_of(found, "group-auc-difference", "g", "red");
    assert_near(auc->value, 1, 0);
    assert_near(auc->low, pow(0.025, 1.0 / 100), 1e-9);
    assert_near(difference->value, 0, 0);
    assert_near(difference->low, pow(0.025, 1.0 / 100) - 1, 1e-9);
    assert_near(difference->high, 1 - pow(0.025, 1.0 / 200), 1e-9);
    assert_near(figure_of(found, "group-p", "g", "red")->value, 1, 0);
    keur_result_free(found);
    keur_case_free(on);
}

/* The area of a group and its difference to the rest, counted pair by pair. */
static void test_areas_by_counting(void **state)
{
    static const char *const levels[] = {"red", "green"};
    static const int sizes[] = {130, 170};
    double wins[2] = {0, 0}, areas[2];
    const keur_scores *rows = NULL;
    keur_result *found;
    keur_case *on;
    world tables;

    (void)state;
    draw_world(levels, sizes, 2, 2, 1, &tables);
    on = case_of(&tables, false);
    found = keur_check_run(on, "membership-distance", "by-group=yes");
    assert_ok(keur_membership_scores_as(on, &keur_membership_distance, "", &rows, &err));
    for (int i = 0; i < 300; i++) {
        for (int k = 0; k < 300; k++) {
            if ((i < 130) == (k < 130))
                wins[i < 130 ? 0 : 1] += rows->member[i] > rows->non_member[k]    ? 1
                                         : rows->member[i] == rows->non_member[k] ? 0.5
                                                                                  : 0;
        }
    }
    for (int l = 0; l < 2; l++)
        areas[l] = wins[l] / sizes[l] / sizes[l];
    for (int l = 0; l < 2; l++) {
        assert_near(figure_of(found, "group-auc", "g", levels[l])->value, areas[l], 1e-12);
        assert_near(figure_of(found, "group-auc-difference", "g", levels[l])->value,
                    areas[l] - areas[1 - l], 1e-12);
    }
    keur_result_free(found);
    keur_case_free(on);
}

/* Levels below 100 are joined; where these stay below, they are said to be too few. */
static void test_merging(void **state)
{
    static const char *const levels[] = {"a", "b", "c", "d", "other (merged)"};
    static const int sizes[] = {250, 100, 99, 1, 120}, fewer[] = {250, 130, 60, 39, 120};
    static const int few[] = {99, 99, 0, 0, 0};
    keur_result *found;
    keur_case *on;
    world tables;

    (void)state;
    draw_world(levels, sizes, 5, 9, 1, &tables);
    on = case_of(&tables, false);
    found = keur_check_run(on, "membership-distance", "by-group=yes");
    must_have(found, "g", "a");
    must_have(found, "g", "b");
    must_have(found, "g", "other (merged)");
    assert_null(figure_of(found, "group-auc", "g", "c"));
    assert_null(figure_of(found, "group-auc", "g", "d"));
    assert_int_equal(figure_of(found, "group-auc", "g", "other (merged)*")->n, 200);
    assert_true(figure_of(found, "group-auc", "g", "other (merged)*")->value > 0);
    must_have(found, "vulnerability", "quantile group 5 of 5, farthest from others");
    keur_result_free(found);
    keur_case_free(on);

    draw_world(levels, fewer, 5, 9, 1, &tables);
    on = case_of(&tables, false);
    found = keur_check_run(on, "membership-distance", "by-group=yes");
    assert_true(keur_check_contains(figure_of(found, "group-auc", "g", "other (merged)*")->reason,
                                    "100 members and 100 non-members"));
    assert_int_equal(figure_of(found, "group-auc", "g", "other (merged)*")->n, 198);
    assert_null(figure_of(found, "group-p", "g", "other (merged)*"));
    keur_result_free(found);
    keur_case_free(on);

    draw_world(levels, few, 5, 9, 1, &tables);
    on = case_of(&tables, false);
    found = keur_check_run(on, "membership-distance", "by-group=yes");
    assert_true(keur_check_contains(figure_of(found, "group-auc", "g", NULL)->reason, "100"));
    assert_true(
        keur_check_contains(figure_of(found, "group-auc", "vulnerability", NULL)->reason, "100"));
    keur_result_free(found);
    keur_case_free(on);
}

/* With two rows each, people are counted, not rows. */
static void test_persons(void **state)
{
    static const char *const levels[] = {"a", "b"};
    static const int sizes[] = {400, 600};
    keur_result *found;
    keur_case *on;
    world tables;

    (void)state;
    draw_world(levels, sizes, 2, 1, 2, &tables);
    on = case_of(&tables, true);
    found = keur_check_run(on, "membership-distance", "by-group=yes");
    assert_int_equal(figure_of(found, "group-auc", "g", "a")->n, 400);
    assert_int_equal(figure_of(found, "group-auc", "g", "b")->n, 600);
    assert_true(figure_of(found, "group-auc", "g", "b")->value > 0.999);
    assert_true(fabs(figure_of(found, "group-auc", "g", "a")->value - 0.5) < 0.12);
    must_have(found, "vulnerability", "quantile group 1 of 4, nearest to others");
    keur_result_free(found);
    keur_case_free(on);
}

/* A part of the rows, as an attack gives it that fits on some and judges others. */
static void test_part(void **state)
{
    static const char *const levels[] = {"a", "b"};
    static const int sizes[] = {400, 400};
    double scores[500];
    uint32_t rows[500];
    keur_scores persons = {.n_member = 250,
                           .n_non_member = 250,
                           .member = scores,
                           .non_member = scores + 250,
                           .first_row = rows};
    keur_grouping made;
    keur_case *on;
    world tables;

    (void)state;
    draw_world(levels, sizes, 2, 9, 1, &tables);
    on = case_of(&tables, false);
    for (uint32_t i = 0; i < 500; i++) {
        scores[i] = i;
        rows[i] = i % 250 < 110 ? i % 250 : 300 + i % 250; /* 110 of a, 140 of b */
    }
    assert_ok(keur_grouping_by_column(on, &persons, (size_t)keur_case_find(on, "g"), &made, &err));
    assert_int_equal(made.n_groups, 2);
    assert_int_equal(made.groups[0].n_member, 110);
    assert_int_equal(made.groups[1].n_non_member, 140);
    for (size_t i = 0; i < 500; i++)
        assert_int_equal(made.group_of[i], i % 250 < 110 ? 0 : 1);
    keur_grouping_free(&made);
    keur_case_free(on);
}

/* All rows alike: ties go to members and others in turn, so each tenth has as many of both. */
static void test_ties(void **state)
{
    keur_text texts[3] = {{NULL, 0, 0}};
    static const int sizes[] = {2000, 1000, 50};
    keur_given given = {.threads = 1};
    keur_grouping made;
    keur_scores persons = {.n_member = 2000, .n_non_member = 1000};
    keur_case *on;

    (void)state;
    for (int t = 0; t < 3; t++) {
        assert_ok(keur_text_add(&texts[t], "a,b\n", &err));
        for (int i = 0; i < sizes[t]; i++)
            assert_ok(keur_text_add(&texts[t], t == 2 ? "2,y\n" : "1,x\n", &err));
    }
    given.train = texts[0].bytes;
    given.holdout = texts[1].bytes;
    given.synthetic = texts[2].bytes;
    on = keur_check_measurable(&given);
    assert_ok(keur_grouping_by_vulnerability(on, &persons, &made, &err));
    assert_int_equal(made.n_groups, 10);
    for (size_t g = 0; g < 10; g++)
        assert_true(made.groups[g].n_member >= 199 && made.groups[g].n_member <= 201);
    keur_grouping_free(&made);
    keur_case_free(on);
    for (int t = 0; t < 3; t++)
        keur_text_free(&texts[t]);
}

/* The mean of the five smallest distances, found by looking at all. */
static double five_nearest(const keur_problem *of, const keur_ruler *rulers, const keur_plain *from,
                           size_t row)
{
    const keur_plain *tables[] = {&of->train, &of->holdout};
    double nearest[KEUR_VULNERABILITY_NEIGHBOURS], sum = 0;
    size_t n = 0;

    for (size_t t = 0; t < 2; t++) {
        for (size_t k = 0; k < tables[t]->n_rows; k++) {
            double d = 0;
            size_t at;

            if (tables[t] == from && k == row)
                continue;
            for (size_t j = 0; j < from->n_columns; j++)
                d += keur_ruler_differ(&rulers[j], &from->cells[row][j], &tables[t]->cells[k][j]);
            for (at = 0; at < n && nearest[at] <= d; at++)
                ;
            if (at == KEUR_VULNERABILITY_NEIGHBOURS)
                continue;
            n += n < KEUR_VULNERABILITY_NEIGHBOURS;
            for (size_t i = n - 1; i > at; i--)
                nearest[i] = nearest[i - 1];
            nearest[at] = d;
        }
    }
    for (size_t i = 0; i < n; i++)
        sum += nearest[i];
    return sum / (double)n;
}

static void test_vulnerability(void **state)
{
    static keur_problem of;
    keur_random random = keur_random_start(41, "test-vulnerability", 0);

    (void)state;
    for (int round = 0; round < 150; round++) {
        keur_ruler rulers[KEUR_PLAIN_COLUMNS];
        const double *found = NULL;
        keur_case *on;

        keur_problem_draw(&random, &of);
        on = keur_problem_case(&of, 1);
        keur_problem_rulers(&of, "range", rulers);
        assert_ok(keur_vulnerability_of_rows(on, &found, &err));
        for (size_t i = 0; i < of.train.n_rows; i++)
            assert_near(found[i], five_nearest(&of, rulers, &of.train, i), 1e-9);
        for (size_t i = 0; i < of.holdout.n_rows; i++)
            assert_near(found[of.train.n_rows + i], five_nearest(&of, rulers, &of.holdout, i),
                        1e-9);
        keur_case_free(on);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_planted),
                                       cmocka_unit_test(test_all_leaked),
                                       cmocka_unit_test(test_areas_by_counting),
                                       cmocka_unit_test(test_merging),
                                       cmocka_unit_test(test_persons),
                                       cmocka_unit_test(test_part),
                                       cmocka_unit_test(test_ties),
                                       cmocka_unit_test(test_vulnerability)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
