/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "case/add_figure.h"
#include "stats/roc.h"
#include "support/attacker.h"
#include "support/check.h"
#include "support/sample.h"

static void single_rate(void **state)
{
    static const char *const units[] = {"share", "percent", "rows"};

    (void)state;
    for (size_t u = 0; u < 3; u++) {
        for (size_t d = 10; d <= 130; d += d < 45 ? 1 : 17) {
            keur_attacker *by = keur_attacker_new(2);

            for (size_t k = 0; k <= d; k++) {
                const double secrets[] = {(double)k, (double)(d - k)};
                keur_scorecard *made = keur_attacker_scorecard(d, 0);
                keur_figure figure = u == 2 ? keur_sample_count("f", (double)k, d)
                                            : keur_sample_rate("f", (double)k, (double)d, units[u]);

                if (u == 1 && d % 2 == 0)
                    figure.low = figure.high = NAN;
                (void)keur_sample_figure(made, 0, &figure);
                keur_attacker_sees(by, made, secrets);
            }
            keur_attacker_learns_nothing(by, units[u]);
        }
    }
}

/* The denominator is itself a secret number of rows of a table of known size. */
static void rate_among_some(void **state)
{
    keur_attacker *by = keur_attacker_new(2);
    const size_t size = 60;

    (void)state;
    for (size_t d = 1; d <= size; d++) {
        for (size_t k = 0; k <= d; k++) {
            const double secrets[] = {d >= 20 ? (double)k : 99, (double)(size - d)};
            keur_scorecard *made = keur_attacker_scorecard(size, 0);
            keur_figure figure = keur_sample_rate("f", (double)k, (double)d, "share");

            (void)keur_sample_figure(made, 0, &figure);
            keur_attacker_sees(by, made, secrets);
        }
    }
    keur_attacker_learns_nothing(by, "a rate among some rows");
}

static void three_parts_of(size_t total, bool as_counts)
{
    keur_attacker *by = keur_attacker_new(3);
    size_t k[3];

    for (k[0] = 0; k[0] <= total; k[0]++) {
        for (k[1] = 0; k[0] + k[1] <= total; k[1]++) {
            keur_scorecard *made = keur_attacker_scorecard(total, 0);
            double secrets[3];

            k[2] = total - k[0] - k[1];
            for (size_t i = 0; i < 3; i++)
                secrets[i] = (double)k[i];
            keur_attacker_add_parts(made, k, 3, total, as_counts);
            keur_attacker_sees(by, made, secrets);
        }
    }
    keur_attacker_learns_nothing(by, "three parts of a total");
}

static void parts_of_a_total(void **state)
{
    static const size_t totals[] = {12, 20, 29, 38, 39, 40, 45, 53, 60, 77, 95};

    (void)state;
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
        three_parts_of(totals[i], i % 2 == 0);
}

static void four_parts_of_a_total(void **state)
{
    static const size_t totals[] = {49, 63};

    (void)state;
    for (size_t t = 0; t < 2; t++) {
        const size_t total = totals[t];
        keur_attacker *by = keur_attacker_new(4);
        size_t k[4];

        for (k[0] = 0; k[0] <= total; k[0] += k[0] < 12 ? 1 : 3) {
            for (k[1] = 0; k[0] + k[1] <= total; k[1]++) {
                for (k[2] = 0; k[0] + k[1] + k[2] <= total; k[2]++) {
                    keur_scorecard *made = keur_attacker_scorecard(total, 0);
                    double secrets[4];

                    k[3] = total - k[0] - k[1] - k[2];
                    for (size_t i = 0; i < 4; i++)
                        secrets[i] = (double)k[i];
                    keur_attacker_add_parts(made, k, 4, total, true);
                    keur_attacker_sees(by, made, secrets);
                }
            }
        }
        /* The first part was enumerated in steps, so only the others are judged. */
        keur_attacker_ignores(by, 0);
        keur_attacker_learns_nothing(by, "four parts of a total");
    }
}

/* A share that counts the third part half stands beside its parts. */
static void parts_and_their_share(void **state)
{
    static const size_t totals[] = {41, 100, 101, 107, 120};

    (void)state;
    for (size_t t = 0; t < 5; t++) {
        keur_attacker *by = keur_attacker_new(3);
        const size_t total = totals[t];
        size_t k[3];

        for (k[0] = 0; k[0] <= total; k[0]++) {
            for (k[1] = 0; k[0] + k[1] <= total; k[1]++) {
                keur_scorecard *made = keur_attacker_scorecard(total, 0);
                double secrets[3], mean, deviation;
                keur_figure share;

                k[2] = total - k[0] - k[1];
                for (size_t i = 0; i < 3; i++)
                    secrets[i] = (double)k[i];
                mean = (secrets[0] + secrets[2] / 2) / (double)total;
                deviation = sqrt((secrets[0] + secrets[2] / 4) / (double)total - mean * mean);
                keur_attacker_add_parts(made, k, 3, total, true);
                share = keur_sample_statistic(
                    "share", mean, mean - 2 * deviation / sqrt((double)total),
                    mean + 2 * deviation / sqrt((double)total), total, "share");
                share.total = "rows";
                (void)keur_sample_figure(made, 0, &share);
                keur_attacker_sees(by, made, secrets);
            }
        }
        keur_attacker_learns_nothing(by, "parts and their share");
    }
}

/* Two rates and their difference. */
static void difference(void **state)
{
    static const size_t sizes[][2] = {{25, 32}, {40, 40}, {21, 75}};

    (void)state;
    for (size_t s = 0; s < 3; s++) {
        keur_attacker *by = keur_attacker_new(4);

        for (size_t a = 0; a <= sizes[s][0]; a++) {
            for (size_t b = 0; b <= sizes[s][1]; b++) {
                const double secrets[] = {(double)a, (double)b, (double)(sizes[s][0] - a),
                                          (double)(sizes[s][1] - b)};
                keur_scorecard *made = keur_attacker_scorecard(sizes[s][0], sizes[s][1]);
                keur_figure f = keur_sample_rate("r", (double)a, (double)sizes[s][0], "share");
                keur_figure g =
                    keur_sample_rate("r-holdout", (double)b, (double)sizes[s][1], "share");
                keur_figure h = keur_sample_difference("r-excess", &f, &g);

                (void)keur_sample_figure(made, 0, &f);
                (void)keur_sample_figure(made, 0, &g);
                (void)keur_sample_figure(made, 0, &h);
                keur_attacker_sees(by, made, secrets);
            }
        }
        keur_attacker_learns_nothing(by, "a difference");
    }
}

typedef keur_figure risk_maker(const keur_figure *attack, const keur_figure *control);

static keur_figure sample_risk(const keur_figure *attack, const keur_figure *control)
{
    return keur_sample_risk("risk", attack, control);
}

/* As measures make it. Its texts are literals of the library; the result may go. */
static keur_figure library_risk(const keur_figure *attack, const keur_figure *control)
{
    keur_figure like = keur_figure_start("", KEUR_KIND_RATE), made;
    keur_result *result = NULL;

    like.unit = "share";
    like.direction = KEUR_HIGHER_IS_RISKIER;
    assert_ok(keur_result_new(&result, &err));
    assert_ok(keur_add_rate(result, &like, "attack", attack->numerator, attack->denominator, &err));
    assert_ok(
        keur_add_rate(result, &like, "control", control->numerator, control->denominator, &err));
    assert_ok(keur_add_risk(result, &like, "risk", "attack", "control", &err));
    made = *keur_result_find(result, "risk");
    made.name = "risk";
    made.unit = "share";
    made.minuend = made.minuend != NULL ? "attack" : NULL;
    made.subtrahend = made.subtrahend != NULL ? "control" : NULL;
    made.method = made.method != NULL ? "risk" : NULL;
    made.reason = made.reason != NULL ? "control succeeds" : NULL;
    keur_result_free(result);
    return made;
}

/* Two rates and what the first gains over the second, for every pair of counts: none and all of the
 * control among them. */
static void risks_of(size_t n, size_t n_control, risk_maker *maker)
{
    keur_attacker *by = keur_attacker_new(4);

    for (size_t a = 0; a <= n; a++) {
        for (size_t c = 0; c <= n_control; c++) {
            const double secrets[] = {(double)a, (double)c, (double)(n - a),
                                      (double)(n_control - c)};
            keur_scorecard *made = keur_attacker_scorecard(n, n_control);
            const keur_figure attack = keur_sample_rate("attack", (double)a, (double)n, "share");
            const keur_figure control =
                keur_sample_rate("control", (double)c, (double)n_control, "share");
            const keur_figure risk = maker(&attack, &control);

            (void)keur_sample_figure(made, 0, &attack);
            (void)keur_sample_figure(made, 0, &control);
            (void)keur_sample_figure(made, 0, &risk);
            keur_attacker_sees(by, made, secrets);
        }
    }
    keur_attacker_learns_nothing(by, "a risk");
}

static void risk(void **state)
{
    static const size_t sizes[][2] = {{12, 30}, {25, 32}, {40, 40}, {21, 75}, {64, 20}};

    (void)state;
    for (size_t s = 0; s < 5; s++)
        risks_of(sizes[s][0], sizes[s][1], sample_risk);
    risks_of(23, 35, library_risk);
}

/* Counts of 10 and more are never known exactly, so neither are the differences of nested ones. */
static void nested_counts(void **state)
{
    (void)state;
    for (size_t d = 30; d <= 1400; d += 137) {
        uint64_t last = 0;
        size_t run = 5;

        for (size_t k = 10; k + 10 <= d; k++) {
            keur_scorecard *made = keur_attacker_scorecard(d, 0), *exported = NULL;
            keur_figure figure = keur_sample_rate("f", (double)k, (double)d, "percent");
            uint64_t key;

            (void)keur_sample_figure(made, 0, &figure);
            assert_ok(keur_scorecard_export(made, &exported, &err));
            key = keur_attacker_view(exported);
            if (key != last)
                assert_true(run >= 5);
            run = key == last ? run + 1 : 1;
            last = key;
            keur_scorecard_free(exported);
            keur_scorecard_free(made);
        }
        assert_true(run >= 5);
    }
}

/* Beside the synthetic table, which is released, a distance between the distributions of a
 * two-level column must not give back how often the rare level is real; nor must a sum of
 * squares. */
static void rare_level(void **state)
{
    const size_t n = 400;

    (void)state;
    for (size_t synthetic = 0; synthetic <= 60; synthetic += 3) {
        uint64_t keys[140];

        for (size_t k = 0; k < 140; k++) {
            const double p = (double)k / (double)n, q = (double)synthetic / (double)n;
            keur_scorecard *made = keur_attacker_scorecard(n, 0), *exported = NULL;
            keur_figure f = keur_sample_statistic("tv", fabs(p - q), NAN, NAN, n, "share");
            keur_figure g = keur_sample_statistic("base", 100 * (p * p + (1 - p) * (1 - p)), NAN,
                                                  NAN, n, "percent");

            f.n_labels = g.n_labels = 1;
            f.labels[0] = g.labels[0] = (keur_label){"column", "ill"};
            (void)keur_sample_figure(made, 0, synthetic % 2 == 0 ? &f : &g);
            assert_ok(keur_scorecard_export(made, &exported, &err));
            keys[k] = keur_attacker_view(exported);
            keur_scorecard_free(exported);
            keur_scorecard_free(made);
        }
        for (size_t k = 0; k < 10; k++) {
            size_t like = 0;

            for (size_t other = 0; other < 140; other++)
                like += keys[other] == keys[k];
            assert_true(like >= 10);
        }
    }
}

/* Of m members and n others, a and b have the one score and all others the other: area and interval
 * are two equations in a and b. */
static void area_of_two_scores(void **state)
{
    enum { M = 34, N = 31 };
    keur_attacker *by = keur_attacker_new(4);

    (void)state;
    for (size_t a = 0; a <= M; a++) {
        for (size_t b = 0; b <= N; b++) {
            const double secrets[] = {(double)a, (double)b, (double)(M - a), (double)(N - b)};
            keur_scorecard *made = keur_attacker_scorecard(M, N);
            double member[M], other[N], area;
            keur_interval reach;
            keur_figure figure;

            for (size_t i = 0; i < M; i++)
                member[i] = i < a;
            for (size_t i = 0; i < N; i++)
                other[i] = i < b;
            assert_ok(keur_roc_auc(member, M, other, N, 0.95, &area, &reach, &err));
            figure = keur_sample_statistic("auc", area, reach.low, reach.high, M + N, "auc");
            figure.n_least = N;
            figure.is_order = true;
            assert_ok(keur_roc_apart(member, M, other, N, &figure.n_apart, &err));
            (void)keur_sample_figure(made, 0, &figure);
            keur_attacker_sees(by, made, secrets);
        }
    }
    keur_attacker_learns_nothing(by, "an area of two scores");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(single_rate),
        cmocka_unit_test(rate_among_some),
        cmocka_unit_test(parts_of_a_total),
        cmocka_unit_test(four_parts_of_a_total),
        cmocka_unit_test(parts_and_their_share),
        cmocka_unit_test(difference),
        cmocka_unit_test(nested_counts),
        cmocka_unit_test(rare_level),
        cmocka_unit_test(risk),
        cmocka_unit_test(area_of_two_scores),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
