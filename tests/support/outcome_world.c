/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/outcome_world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "support/check.h"

const char keur_outcome_schema[] =
    "{\"keur_schema\": 1, \"columns\": [{\"name\": \"y\", \"roles\": [\"outcome\"]}]}";

static double normal(keur_random *random)
{
    double sum = -6;

    for (int i = 0; i < 12; i++)
        sum += keur_random_uniform(random);
    return sum;
}

static char *print_outcome(keur_outcome_world kind, keur_random *random, double score, char *at)
{
    const double chance = keur_random_uniform(random);

    if (kind == KEUR_WORLD_TWO)
        return at + sprintf(at, "%s\n", chance < 1 / (1 + exp(-score)) ? "yes" : "no");
    if (kind == KEUR_WORLD_NUMBER)
        return at + sprintf(at, "%.5f\n", 100 + 10 * score + 15 * normal(random));
    score += log(chance / (1 - chance));
    return at + sprintf(at, "%s\n", score < -1 ? "low" : score < 1 ? "mid" : "high");
}

char *keur_outcome_table(keur_outcome_world kind, uint64_t stream, size_t n, bool is_broken)
{
    keur_random random = keur_random_start(1, "outcome-world", stream);
    char *text = malloc(64 + 80 * n), *at = text;

    assert_non_null(text);
    at += sprintf(at, "x,u,g,h,y\n");
    for (size_t i = 0; i < n; i++) {
        const double x = normal(&random), u = 0.5 * x + normal(&random);
        const size_t g = (size_t)keur_random_below(&random, 4);
        const size_t h = keur_random_below(&random, 10) < 3;
        const double other_x = normal(&random);
        const size_t other_g = (size_t)keur_random_below(&random, 4);
        const size_t other_h = keur_random_below(&random, 10) < 3;
        const double score = is_broken ? 1.2 * other_x + (other_g == 1) - (double)other_h
                                       : 1.2 * x + (g == 1) - (double)h;

        at += sprintf(at, "%.5f,%.5f,%c,%s,", x, u, "abcd"[g], h ? "in" : "out");
        at = print_outcome(kind, &random, score, at);
    }
    return text;
}

size_t keur_outcome_read(const char *text, keur_outcome_row *rows, size_t most)
{
    size_t n = 0;

    for (text = strchr(text, '\n') + 1; *text != '\0'; text = strchr(text, '\n') + 1) {
        keur_outcome_row *to = &rows[n++];
        char h[8], y[32];

        assert_true(n <= most);
        assert_int_equal(sscanf(text, "%lf,%lf,%c,%7[a-z],%31s", &to->x, &to->u, &to->g, h, y), 5);
        to->is_in = strcmp(h, "in") == 0;
        to->y = strcmp(y, "yes") == 0 || strcmp(y, "mid") == 0  ? 1
                : strcmp(y, "no") == 0 || strcmp(y, "low") == 0 ? 0
                : strcmp(y, "high") == 0                        ? 2
                                                                : atof(y);
    }
    return n;
}

void keur_outcome_terms(const keur_outcome_row *row, char base_g, bool base_in,
                        double terms[KEUR_PLAIN_TERMS])
{
    size_t next = 3;

    terms[0] = 1;
    terms[1] = row->x;
    terms[2] = row->u;
    for (char g = 'a'; g <= 'd'; g++)
        if (g != base_g)
            terms[next++] = row->g == g;
    terms[next] = row->is_in != base_in;
}

void keur_outcome_bases(const keur_outcome_row *rows, size_t n, char *base_g, bool *base_in)
{
    size_t counts[4] = {0}, n_in = 0, best = 0;

    for (size_t i = 0; i < n; i++) {
        counts[rows[i].g - 'a']++;
        n_in += rows[i].is_in;
    }
    for (size_t g = 1; g < 4; g++)
        best = counts[g] > counts[best] ? g : best;
    *base_g = (char)('a' + (int)best);
    *base_in = 2 * n_in >= n;
}

/* *inverse = that of a positive definite matrix, by Gauss and Jordan. */
static void invert(double a[KEUR_PLAIN_TERMS][KEUR_PLAIN_TERMS],
                   double inverse[KEUR_PLAIN_TERMS][KEUR_PLAIN_TERMS])
{
    for (size_t i = 0; i < KEUR_PLAIN_TERMS; i++)
        for (size_t j = 0; j < KEUR_PLAIN_TERMS; j++)
            inverse[i][j] = i == j;
    for (size_t k = 0; k < KEUR_PLAIN_TERMS; k++) {
        const double pivot = a[k][k];

        for (size_t j = 0; j < KEUR_PLAIN_TERMS; j++) {
            a[k][j] /= pivot;
            inverse[k][j] /= pivot;
        }
        for (size_t i = 0; i < KEUR_PLAIN_TERMS; i++) {
            const double share = a[i][k];

            for (size_t j = 0; i != k && j < KEUR_PLAIN_TERMS; j++) {
                a[i][j] -= share * a[k][j];
                inverse[i][j] -= share * inverse[k][j];
            }
        }
    }
}

void keur_plain_regression(const keur_outcome_row *rows, size_t n, char base_g, bool base_in,
                           bool is_logistic, double one, double b[KEUR_PLAIN_TERMS],
                           double errors[KEUR_PLAIN_TERMS])
{
    double terms[KEUR_PLAIN_TERMS], inverse[KEUR_PLAIN_TERMS][KEUR_PLAIN_TERMS], left = 0;

    memset(b, 0, KEUR_PLAIN_TERMS * sizeof *b);
    for (int round = 0; round < 30; round++) {
        double a[KEUR_PLAIN_TERMS][KEUR_PLAIN_TERMS] = {{0}}, pull[KEUR_PLAIN_TERMS] = {0};

        left = 0;
        for (size_t i = 0; i < n; i++) {
            double sum = 0, off, curve = 1;

            keur_outcome_terms(&rows[i], base_g, base_in, terms);
            for (size_t k = 0; k < KEUR_PLAIN_TERMS; k++)
                sum += b[k] * terms[k];
            off = rows[i].y - sum;
            if (is_logistic) {
                const double p = 1 / (1 + exp(-sum));

                off = (rows[i].y == one) - p;
                curve = p * (1 - p);
            }
            left += off * off;
            for (size_t k = 0; k < KEUR_PLAIN_TERMS; k++) {
                pull[k] += terms[k] * off;
                for (size_t l = 0; l < KEUR_PLAIN_TERMS; l++)
                    a[k][l] += curve * terms[k] * terms[l];
            }
        }
        invert(a, inverse);
        for (size_t k = 0; k < KEUR_PLAIN_TERMS; k++)
            for (size_t l = 0; l < KEUR_PLAIN_TERMS; l++)
                b[k] += inverse[k][l] * pull[l];
    }
    for (size_t k = 0; k < KEUR_PLAIN_TERMS; k++)
        errors[k] = sqrt(inverse[k][k] * (is_logistic ? 1 : left / (double)(n - KEUR_PLAIN_TERMS)));
}
