/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/trio.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "support/check.h"

char *keur_trio_table(uint64_t stream, size_t n, const char *from, size_t copies)
{
    keur_random random = keur_random_start(81, "test-singling", stream);
    char *text = malloc(60 * (n + 1)), *at = text;

    assert_non_null(text);
    at += sprintf(at, "x,y,u,g,h\n");
    from = from != NULL ? strchr(from, '\n') + 1 : NULL;
    for (size_t i = 0; i < n; i++) {
        const double x = keur_random_uniform(&random), y = keur_random_uniform(&random);
        const int u = (int)keur_random_below(&random, 40);

        if (from != NULL && i < copies) {
            const int length = (int)strcspn(from, "\n") + 1;

            at += sprintf(at, "%.*s", length, from);
            from += length;
        } else {
            at += sprintf(at, "%.4f,%.2f,%d,g%d,h%d\n", -log(1 - x), x + y, u,
                          (int)keur_random_below(&random, 3),
                          (int)(keur_random_uniform(&random) * 12 * keur_random_uniform(&random)));
        }
    }
    return text;
}

keur_result *keur_trio_run(const keur_trio *of, uint64_t seed, int threads, const char *schema,
                           const char *arguments)
{
    keur_case *on = keur_check_measurable(&(keur_given){.train = of->train,
                                                        .holdout = of->holdout,
                                                        .synthetic = of->synthetic,
                                                        .schema = schema,
                                                        .seed = seed,
                                                        .threads = threads});
    keur_result *found = keur_check_run(on, "singling-out", arguments);

    keur_case_free(on);
    return found;
}

void keur_trio_free(keur_trio *of)
{
    free(of->train);
    free(of->holdout);
    free(of->synthetic);
}
