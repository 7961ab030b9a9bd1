/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/outcome_world.h"

#include <math.h>
#include <stdlib.h>

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
