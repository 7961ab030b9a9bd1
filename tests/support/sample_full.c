/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support/check.h"
#include "support/sample.h"

enum { TRAIN = 24421, HOLDOUT = 24420, SYNTHETIC = 50000, COLUMNS = 15 };

static const char *const columns[COLUMNS] = {"age",
                                             "workclass",
                                             "fnlwgt",
                                             "education",
                                             "education.num",
                                             "marital.status",
                                             "occupation",
                                             "relationship",
                                             "race",
                                             "sex",
                                             "capital.gain",
                                             "capital.loss",
                                             "hours.per.week",
                                             "native.country",
                                             "income"};

static void add(keur_scorecard *to, size_t measure, keur_figure figure)
{
    (void)keur_sample_figure(to, measure, &figure);
}

static void add_statistic(keur_scorecard *to, size_t measure, const char *name, double value,
                          double half, size_t n, const char *unit, keur_direction direction)
{
    keur_figure figure = keur_sample_statistic(name, value, value - half, value + half, n, unit);

    figure.direction = direction;
    add(to, measure, figure);
}

/* A rate, the holdout's and their difference. */
static void add_excess(keur_scorecard *to, size_t measure, const char *name, double train,
                       double holdout, const char *secret)
{
    char other[64], excess[64];
    keur_figure a = keur_sample_rate(name, train, TRAIN, "percent");
    keur_figure b, c;

    (void)snprintf(other, sizeof other, "%s-holdout", name);
    (void)snprintf(excess, sizeof excess, "%s-excess", name);
    if (secret != NULL)
        a.labels[a.n_labels++] = (keur_label){"secret", secret};
    a.labels[a.n_labels++] = (keur_label){"keys", "age+sex+race"};
    b = keur_sample_rate(other, holdout, HOLDOUT, "percent");
    b.n_labels = a.n_labels;
    b.labels[0] = a.labels[0];
    b.labels[1] = a.labels[1];
    c = keur_sample_difference(excess, &a, &b);
    add(to, measure, a);
    add(to, measure, b);
    add(to, measure, c);
}

static void add_copies(keur_scorecard *to)
{
    const size_t exact =
        keur_sample_measure(to, "exact-copies", "Exact copies",
                            "Are real rows in the file as they are?", KEUR_FAMILY_COPY);
    const size_t share = keur_sample_measure(
        to, "dcr-share", "Nearest neighbours: train or holdout",
        "Are synthetic rows nearer to the rows the generator saw than to others?",
        KEUR_FAMILY_COPY);
    keur_figure a = keur_sample_rate("exact-copies", 26, 23000, "share");
    keur_figure b = keur_sample_rate("exact-copies-holdout", 4, 23010, "share");
    keur_figure part;
    static const char *const parts[] = {"closer", "further", "equal"};
    static const double rows[] = {12544, 11800, 77};

    add(to, exact, a);
    add(to, exact, b);
    add(to, exact, keur_sample_difference("exact-copies-excess", &a, &b));
    add(to, exact, keur_sample_count("synthetic-copies", 31, SYNTHETIC));
    add(to, exact, keur_sample_count("synthetic-copies-holdout", 5, SYNTHETIC));
    for (size_t i = 0; i < 3; i++) {
        part = keur_sample_rate(parts[i], rows[i], TRAIN, "share");
        part.total = "synthetic rows compared";
        part.direction = i == 0 ? KEUR_HIGHER_IS_RISKIER : KEUR_DIRECTION_NONE;
        add(to, share, part);
    }
    add_statistic(to, share, "share", 0.5152, 0.0063, TRAIN, "share", KEUR_HIGHER_IS_RISKIER);
}

/* A curve whose first points stand for 3 and 9 members, and whose last for all of them. */
static void add_curve(keur_scorecard *to, size_t measure)
{
    static const double members[] = {3, 9, 11, 1611, 4380, 12000, TRAIN};
    static const double rates[] = {0.0005, 0.001, 0.002, 0.01, 0.1, 0.5, 1};
    double values[14];
    const keur_series curve = {
        .name = "roc",
        .title = "Members found <of \"all\">",
        .n_columns = 2,
        .columns = {{"false positive rate", "share", NAN}, {"true positive rate", "share", TRAIN}},
        .n_points = 7,
        .values = values};

    for (size_t i = 0; i < 7; i++) {
        values[2 * i] = rates[i];
        values[2 * i + 1] = members[i] / TRAIN;
    }
    keur_sample_series(to, measure, &curve);
}

/* How often the values of a column occur, one of them with a hostile name. */
static void add_shares(keur_scorecard *to, size_t measure, const char *about, bool is_hostile)
{
    const char *const names[] = {
        "plain", is_hostile ? "<script>level</script> {{x}}\x1b[2J" : "rough", "(other)"};
    static const double rows[] = {12000, 421, 12000};
    double values[9];
    const keur_series shares = {.name = "shares",
                                .title = "How often its values occur <x>",
                                .about = about,
                                .n_columns = 3,
                                .columns = {{"train", "share", TRAIN},
                                            {"synthetic", "share", NAN},
                                            {"holdout", "share", TRAIN}},
                                .n_points = 3,
                                .values = values,
                                .names = names};

    for (size_t i = 0; i < 3; i++)
        values[3 * i] = values[3 * i + 2] = rows[i] / TRAIN;
    values[1] = 0.25;
    values[4] = 0.5;
    values[7] = 0.25;
    keur_sample_series(to, measure, &shares);
}

static void add_distances(keur_scorecard *to)
{
    const size_t measure = keur_sample_measure(to, "dcr", "Distance to the closest record",
                                               "How near do synthetic rows lie?", KEUR_FAMILY_COPY);
    static const double values[] = {0.1, 0.5, 0.25, 0.5, 1, 1, 0.9, 2, 1.5};
    const keur_series deciles = {.name = "distance-deciles",
                                 .title = "Distances",
                                 .about = "dcr",
                                 .n_columns = 3,
                                 .columns = {{"synthetic rows as near or nearer", "share", NAN},
                                             {"train", "distance", NAN},
                                             {"holdout", "distance", NAN}},
                                 .n_points = 3,
                                 .values = values,
                                 .least = 40};

    keur_sample_series(to, measure, &deciles);
}

/* Three groups of two columns: 0.5 to 0.7. */
static void add_groups(keur_scorecard *to, size_t measure)
{
    static const char *const levels[] = {"<b>north</b>", "south", "quantile group 1 of 1, lowest"};

    for (size_t i = 0; i < 3; i++) {
        const double value = 0.5 + 0.1 * (double)i;
        keur_figure figure =
            keur_sample_statistic("group-auc", value, value - 0.05, value + 0.05, 2000, "auc");

        figure.direction = KEUR_HIGHER_IS_RISKIER;
        figure.n_labels = 2;
        figure.labels[0] = (keur_label){"group", i < 2 ? to->columns[3].name : "vulnerability"};
        figure.labels[1] = (keur_label){"level", levels[i]};
        add(to, measure, figure);
    }
}

static void add_membership(keur_scorecard *to)
{
    const size_t plain =
        keur_sample_measure(to, "membership-distance", "Membership: distance",
                            "Can someone who knows a person's row tell whether it was in the data?",
                            KEUR_FAMILY_MEMBERSHIP);
    const size_t ratio = keur_sample_measure(
        to, "membership-distance-ratio", "Membership: distance against a reference",
        "Can someone who also owns similar data tell it?", KEUR_FAMILY_MEMBERSHIP);
    keur_figure missing = keur_sample_statistic("tpr@fpr=0.001", NAN, NAN, NAN, 0, "share");

    missing.invalid = "<train> and holdout can be told apart";
    add_statistic(to, plain, "auc", 0.5123, 0.0052, TRAIN, "auc", KEUR_HIGHER_IS_RISKIER);
    add(to, plain, keur_sample_rate("tpr@fpr=0.1", 2701, TRAIN, "share"));
    add(to, plain, keur_sample_rate("tpr@fpr=0.01", 291, TRAIN, "share"));
    add_statistic(to, ratio, "auc", 0.5871, 0.0051, TRAIN, "auc", KEUR_HIGHER_IS_RISKIER);
    add(to, ratio, keur_sample_rate("tpr@fpr=0.1", 4380, TRAIN, "share"));
    add(to, ratio, keur_sample_rate("tpr@fpr=0.01", 1611, TRAIN, "share"));
    missing.reason = "a false-positive rate of 0.001 needs 3,000 non-members";
    missing.no_interval = NULL;
    add(to, ratio, missing);
    add_curve(to, ratio);
    add_groups(to, ratio);
}

static void add_keys(keur_scorecard *to)
{
    const size_t attribute = keur_sample_measure(
        to, "attribute-keys", "Inference from key columns",
        "Does the file give away a secret of people whose other values are known?",
        KEUR_FAMILY_ATTRIBUTE);
    const size_t identity =
        keur_sample_measure(to, "identity-keys", "Singling out by key columns",
                            "Are people who are unique on a few known columns found in the file?",
                            KEUR_FAMILY_IDENTITY);

    add_excess(to, attribute, "disco", 5711, 5480, "income");
    add_excess(to, attribute, "disco", 3100, 3095, "occupation");
    add_excess(to, attribute, "disco", 8, 3, "native.country");
    add_excess(to, attribute, "dcap", 15100, 14890, "income");
    add_excess(to, identity, "rep-u", 411, 390, NULL);
}

static void add_anchored(keur_scorecard *to, size_t measure, const char *name, const double *values,
                         const keur_label *labels, size_t n_labels)
{
    static const char *const suffixes[] = {"", "-holdout", "-independent"};

    for (size_t i = 0; i < 3; i++) {
        char full[64];
        keur_figure figure;

        (void)snprintf(full, sizeof full, "%s%s", name, suffixes[i]);
        figure = keur_sample_statistic(full, values[i], values[i] * 0.9, values[i] * 1.1,
                                       TRAIN + SYNTHETIC, "distance");
        figure.direction = KEUR_LOWER_IS_BETTER;
        figure.n_labels = n_labels;
        for (size_t j = 0; j < n_labels; j++)
            figure.labels[j] = labels[j];
        add(to, measure, figure);
    }
}

static void add_fidelity(keur_scorecard *to)
{
    static const double one[] = {0.0123, 0.0051, 0.0043}, two[] = {0.0312, 0.0172, 0.094};
    static const double ks[] = {0.0091, 0.0047, 0.0039};
    const size_t marginals = keur_sample_measure(to, "marginals", "Single columns",
                                                 "Is each column distributed as in the real data?",
                                                 KEUR_FAMILY_FIDELITY);
    const size_t pairs = keur_sample_measure(to, "pairs", "Pairs of columns",
                                             "Do two columns go together as in the real data?",
                                             KEUR_FAMILY_FIDELITY);

    add_anchored(to, marginals, "total-variation", one, NULL, 0);
    add_anchored(to, marginals, "kolmogorov-smirnov", ks, NULL, 0);
    add_anchored(to, pairs, "total-variation", two, NULL, 0);
    for (size_t i = 0; i < to->n_columns; i++) {
        const double v = 0.004 + 0.0017 * (double)((i * 7) % 13);
        const double values[] = {v, 0.005, 0.004};
        const keur_label label[] = {{"column", to->columns[i].name}};

        add_anchored(to, marginals, "total-variation", values, label, 1);
        for (size_t j = 0; j < i; j++) {
            const double w = 0.01 + 0.003 * (double)((i * 5 + j * 3) % 17);
            const double both[] = {w, 0.017, 0.09};
            const keur_label pair[] = {{"column", to->columns[j].name},
                                       {"with", to->columns[i].name}};

            add_anchored(to, pairs, "total-variation", both, pair, 2);
        }
    }
}

/* Texts as a policy file may hold them; every outcome and kind once. */
static void add_verdict(keur_scorecard *to)
{
    static keur_finding findings[] = {
        {.measure = "m",
         .figure = "tpr@fpr=0.01",
         .n_labels = 1,
         .labels = {{"secret", "<b>x</b>"}},
         .limit = 0.02,
         .confidence = 0.95,
         .outcome = KEUR_BROKEN,
         .reason = "m tpr@fpr=0.01 (secret <b>x</b>\x1b[2J) lies above 0.02.",
         .provenance = "<script>provenance</script>"},
        {.measure = "gone",
         .limit = NAN,
         .confidence = 0.95,
         .outcome = KEUR_OPEN,
         .reason = "The policy requires this measure; it was not run."},
        {.measure = "n",
         .figure = "auc",
         .side = KEUR_ABOVE,
         .limit = -0.5,
         .confidence = 0.9,
         .outcome = KEUR_MET,
         .reason = "n auc lies above -0.5.",
         .provenance = "us"},
        {.measure = "c",
         .figure = "copies",
         .kind = KEUR_LIMIT_BREAK_ONLY,
         .limit = 0,
         .confidence = 0.95,
         .outcome = KEUR_NO_OBJECTION,
         .reason = "c copies is not shown to lie above 0.",
         .provenance = "us"},
        {.measure = "f",
         .figure = "index",
         .kind = KEUR_LIMIT_ADVISORY,
         .limit = 3,
         .confidence = 0.95,
         .outcome = KEUR_BROKEN,
         .reason = "Advice only: f index lies above 3.",
         .provenance = "us"}};
    static keur_verdict verdict = {.decision = KEUR_DO_NOT_RELEASE,
                                   .policy = "<i>policy</i>",
                                   .policy_version = "1 & 2",
                                   .policy_id = "0123456789abcdef",
                                   .method = "by <u>hand</u>",
                                   .n_findings = sizeof findings / sizeof *findings,
                                   .findings = findings};

    to->verdict = &verdict;
}

/* A risk beside its two rates, and a bound that can only be too low. */
static void add_links(keur_scorecard *to)
{
    const size_t measure = keur_sample_risk_measure(to, "linkability", KEUR_WORD_LINKABILITY);
    const keur_figure attack = keur_sample_rate("attack", 3000, TRAIN, "share");
    const keur_figure control = keur_sample_rate("control", 2000, HOLDOUT, "share");
    const keur_figure risk = keur_sample_risk("risk", &attack, &control);
    keur_figure least = keur_sample_lower_bound("least", 0.25, 0.975, TRAIN, "epsilon");

    least.invalid = "train and holdout share persons";
    least.is_understated = true;
    (void)keur_sample_figure(to, measure, &attack);
    (void)keur_sample_figure(to, measure, &control);
    (void)keur_sample_figure(to, measure, &risk);
    (void)keur_sample_figure(to, measure, &least);
}

keur_scorecard *keur_sample_full(bool is_hostile)
{
    keur_scorecard *made =
        keur_sample_new(is_hostile ? "<script>alert(\"x\")</script> & 'co'" : "adult, mostly",
                        TRAIN, HOLDOUT, SYNTHETIC, COLUMNS);

    for (size_t i = 0; i < COLUMNS; i++)
        made->columns[i].name = columns[i];
    made->columns[0].label = "Age at the interview, in years";
    made->columns[2].left_out = "left out: it names a record";
    if (is_hostile) {
        made->columns[3].name = "</td><img src=x onerror=alert(1)>";
        made->columns[4].name = "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xe2\x80\xae"
                                "abc & \"d\" 'e'";
        made->columns[5].name = "a-column-name-that-is-very-long-and-has-no-blank-in-it-anywhere-"
                                "so-that-it-cannot-be-broken-at-one";
        made->columns[6].name = "line\nbreak\x1b[31m";
        made->columns[6].label = "<i>label</i> {{name}} & \x1b[2J \xe2\x80\xae\n'x'";
        made->seed = UINT64_C(18446744073709551615);
        add_verdict(made);
    }
    add_fidelity(made);
    add_shares(made, 0, made->columns[3].name, is_hostile);
    add_copies(made);
    add_membership(made);
    add_keys(made);
    add_links(made);
    add_distances(made);
    made->roles_by_default = true;
    keur_sample_notice(made, is_hostile ? "the column <b>\"x\"</b> & {{title}} was left out"
                                        : "train and holdout differ by one row in size");
    return made;
}
