/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/leakless.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"
#include "support/measuring.h"

enum { COLUMNS = 5 };

static void draw_row(keur_random *random, uint64_t wide, int *row)
{
    const int kind = (int)keur_random_below(random, 6);

    row[0] = (int)keur_random_below(random, wide);
    row[1] = kind;
    row[2] = keur_random_below(random, 4) ? kind / 2 : (int)keur_random_below(random, 3);
    row[3] = keur_random_below(random, 3) ? row[0] % 5 : (int)keur_random_below(random, 5);
    row[4] = (int)keur_random_below(random, 30);
}

static char *print(int (*rows)[COLUMNS], size_t n)
{
    char *text = malloc(40 * (n + 1)), *at = text;

    assert_non_null(text);
    at += sprintf(at, "a,b,c,d,e\n");
    for (size_t i = 0; i < n; i++)
        at += sprintf(at, "a%d,b%d,c%d,d%d,e%d\n", rows[i][0], rows[i][1], rows[i][2], rows[i][3],
                      rows[i][4]);
    return text;
}

keur_case *keur_check_leakless(keur_random *random, size_t n, unsigned copied, uint64_t seed)
{
    int(*rows[3])[COLUMNS];
    char *texts[3];
    keur_given given = {.seed = seed, .threads = 1};
    keur_case *on;

    for (size_t t = 0; t < 3; t++) {
        rows[t] = malloc(n * sizeof *rows[t]);
        assert_non_null(rows[t]);
        for (size_t i = 0; i < n; i++) {
            draw_row(random, copied > 0 ? 1 + n : 12, rows[t][i]);
            if (t == 2 && keur_random_below(random, 100) < copied)
                memcpy(rows[2][i], rows[0][keur_random_below(random, n)],
                       (COLUMNS - 1) * sizeof rows[2][i][0]);
        }
        texts[t] = print(rows[t], n);
    }
    given.train = texts[0];
    given.holdout = texts[1];
    given.synthetic = texts[2];
    on = keur_check_measurable(&given);
    for (size_t t = 0; t < 3; t++) {
        free(rows[t]);
        free(texts[t]);
    }
    return on;
}

void keur_check_false_alarms(int n_cases, int *by_p, int *by_worst)
{
    keur_random random = keur_random_start(60, "test-leakless", 0);

    *by_p = *by_worst = 0;
    for (int i = 0; i < n_cases; i++) {
        keur_case *on = keur_check_leakless(&random, 120, 0, (uint64_t)i);
        keur_result *found = keur_check_run(on, "attribute-search", NULL);
        bool is_alarm = false;

        for (size_t k = 0; k < keur_result_figures(found); k++) {
            const keur_figure *figure = keur_result_figure(found, k);

            is_alarm |= strcmp(figure->name, "disco-p") == 0 && figure->value <= 0.05;
        }
        *by_p += is_alarm;
        *by_worst += keur_check_figure(found, "worst-excess", NULL)->low > 0;
        keur_result_free(found);
        keur_case_free(on);
    }
}
