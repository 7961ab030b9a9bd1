/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/problem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"

/* A case leaves out of the reference what stands in train or holdout: such rows get a number of
 * their own. */
static void set_apart(keur_problem *of)
{
    const keur_plain *others[] = {&of->train, &of->holdout};

    for (size_t i = 0; i < of->reference.n_rows; i++) {
        bool is_shared = false;

        for (size_t t = 0; t < 2; t++) {
            for (size_t k = 0; k < others[t]->n_rows; k++)
                is_shared = is_shared || keur_plain_same_row(&of->reference, i, others[t], k, NULL,
                                                             of->reference.n_columns);
        }
        if (is_shared)
            of->reference.cells[i][0] =
                (keur_plain_cell){.kind = 'n', .number = 5000.5 + (double)i};
    }
}

void keur_problem_draw(keur_random *random, keur_problem *of)
{
    keur_plain kinds;
    const size_t n = 2 + (size_t)keur_random_below(random, 40);
    const bool is_equal = keur_random_below(random, 2) == 0;

    keur_plain_kinds(random, &kinds);
    /* One column that is nearly unique keeps train and holdout from being the same rows. */
    kinds.kinds[0] = KEUR_PLAIN_MANY;
    keur_plain_draw(random, &kinds, n, &of->train);
    keur_plain_draw(random, &kinds, is_equal ? n : 1 + (size_t)keur_random_below(random, 40),
                    &of->holdout);
    keur_plain_draw(random, &kinds, 1 + (size_t)keur_random_below(random, 40), &of->synthetic);
    keur_plain_draw(random, &kinds, 1 + (size_t)keur_random_below(random, 30), &of->reference);
    keur_plain_copy(random, &of->train, 3, &of->synthetic);
    keur_plain_copy(random, &of->holdout, 5, &of->synthetic);
    keur_plain_copy(random, &of->train, 6, &of->train);
    keur_plain_copy(random, &of->holdout, 6, &of->holdout);
    set_apart(of);
    of->is_paired = keur_random_below(random, 4) == 0;
    if (of->is_paired)
        keur_plain_shuffle(random, &of->holdout, &of->synthetic);
}

keur_case *keur_problem_case(const keur_problem *of, int threads)
{
    char *texts[] = {keur_plain_csv(&of->train, NULL), keur_plain_csv(&of->holdout, NULL),
                     keur_plain_csv(&of->synthetic, NULL), keur_plain_csv(&of->reference, NULL),
                     keur_plain_schema(&of->train)};
    const keur_given given = {.train = texts[0],
                              .holdout = texts[1],
                              .synthetic = texts[2],
                              .reference = texts[3],
                              .schema = texts[4],
                              .threads = threads,
                              .seed = 7};
    keur_case *on = keur_check_measurable(&given);

    for (size_t i = 0; i < 5; i++)
        free(texts[i]);
    return on;
}

int keur_problem_itself(const keur_problem *of, const keur_plain *a, size_t i, const keur_plain *b)
{
    const bool may = of->is_paired && ((a == &of->synthetic && b == &of->holdout) ||
                                       (a == &of->holdout && b == &of->synthetic));

    for (size_t k = 0; may && k < b->n_rows; k++) {
        if (keur_plain_same_row(a, i, b, k, NULL, a->n_columns))
            return (int)k;
    }
    return KEUR_PLAIN_NO_ROW;
}

static int compare_numbers(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static keur_ruler ruler_of(const keur_problem *of, size_t j, const char *scaling)
{
    const keur_plain *all[] = {&of->train, &of->holdout, &of->synthetic, &of->reference};
    keur_ruler made = {.scaling = scaling, .scale = 1};
    double low = INFINITY, high = -INFINITY, sum = 0, squares = 0;

    made.n_source = keur_plain_numbers(&of->train, &of->holdout, j, made.source);
    made.n_source += keur_plain_numbers(&of->reference, NULL, j, made.source + made.n_source);
    qsort(made.source, made.n_source, sizeof *made.source, compare_numbers);
    for (size_t i = 0; i < made.n_source; i++)
        sum += made.source[i];
    for (size_t i = 0; i < made.n_source; i++)
        squares += pow(made.source[i] - sum / (double)made.n_source, 2);
    if (strcmp(scaling, "range") == 0)
        made.scale = made.n_source > 0 ? made.source[made.n_source - 1] - made.source[0] : 0;
    if (strcmp(scaling, "standard") == 0)
        made.scale = made.n_source > 1 ? sqrt(squares / (double)(made.n_source - 1)) : 0;
    if (strcmp(scaling, "rank") == 0 || strcmp(scaling, "normal") == 0)
        made.by_equality = made.n_source == 0 || made.source[0] == made.source[made.n_source - 1];
    for (size_t t = 0; t < 4; t++) {
        double sorted[2 * KEUR_PLAIN_ROWS];
        const size_t n = keur_plain_numbers(all[t], NULL, j, sorted);

        low = n > 0 ? fmin(low, sorted[0]) : low;
        high = n > 0 ? fmax(high, sorted[n - 1]) : high;
    }
    made.by_equality = made.by_equality || !(made.scale > 0) || isinf(made.scale);
    if (strcmp(scaling, "none") == 0 || strcmp(scaling, "standard") == 0)
        made.by_equality = made.by_equality || (high - low) / made.scale > 1e140;
    return made;
}

double keur_ruler_rank(const keur_ruler *with, double x)
{
    double below = 0, here = 0;

    for (size_t i = 0; i < with->n_source; i++) {
        below += with->source[i] < x;
        here += with->source[i] == x;
    }
    return (here > 0 ? below + (here + 1) / 2 : below) / (double)with->n_source;
}

/* The number that so much of the standard normal distribution lies below, by halving. */
static double normal_score(double below)
{
    double low = -9, high = 9;

    for (int i = 0; i < 62; i++) {
        const double middle = (low + high) / 2;

        if (0.5 * erfc(-middle / sqrt(2)) < below)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

/* A number as it stands on the ruler, if it does. */
double keur_ruler_place(const keur_ruler *with, double x)
{
    const double n = (double)with->n_source;
    double share;

    if (strcmp(with->scaling, "rank") == 0)
        return keur_ruler_rank(with, x);
    if (strcmp(with->scaling, "normal") != 0)
        return x / with->scale;
    share = (keur_ruler_rank(with, x) * n + 0.5) / (n + 2);
    share = share < 0.5 / n ? 0.5 / n : share;
    return normal_score(share > 1 - 0.5 / n ? 1 - 0.5 / n : share);
}

double keur_ruler_differ(const keur_ruler *with, const keur_plain_cell *a, const keur_plain_cell *b)
{
    double difference;

    if (a->kind != 'n' || b->kind != 'n' || with->by_equality)
        return keur_plain_same_cell(a, b) ? 0 : 1;
    if (strcmp(with->scaling, "rank") == 0 || strcmp(with->scaling, "normal") == 0)
        return fabs(keur_ruler_place(with, a->number) - keur_ruler_place(with, b->number));
    difference = fabs(a->number - b->number) / with->scale;
    return strcmp(with->scaling, "range") == 0 ? fmin(difference, 1) : difference;
}

size_t keur_problem_distances(const keur_problem *of, const keur_ruler *rulers, bool is_squared,
                              const keur_plain *a, size_t i, const keur_plain *b, double *sorted)
{
    const int self = keur_problem_itself(of, a, i, b);
    size_t n = 0;

    for (size_t k = 0; k < b->n_rows; k++) {
        double sum = 0;

        if ((int)k == self)
            continue;
        for (size_t j = 0; j < a->n_columns; j++) {
            const double one = keur_ruler_differ(&rulers[j], &a->cells[i][j], &b->cells[k][j]);

            sum += is_squared ? one * one : one;
        }
        sum = is_squared ? sqrt(sum) : sum;
        /* insert in order */
        sorted[n] = sum;
        for (size_t at = n++; at > 0 && sorted[at - 1] > sorted[at]; at--) {
            const double swap = sorted[at];

            sorted[at] = sorted[at - 1];
            sorted[at - 1] = swap;
        }
    }
    return n;
}

void keur_problem_rulers(const keur_problem *of, const char *scaling, keur_ruler *rulers)
{
    for (size_t j = 0; j < of->train.n_columns; j++)
        rulers[j] = ruler_of(of, j, scaling);
}

void keur_check_is(const keur_result *found, const char *name, double expected)
{
    const keur_figure *figure = keur_check_figure(found, name, NULL);

    if (isnan(expected))
        assert_true(isnan(figure->value) && figure->reason != NULL);
    else
        assert_near(figure->value, expected, 1e-12);
}
