/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/letters.h"

#include <stdlib.h>

#include "support/check.h"
#include "support/measuring.h"

const int keur_letters_few[KEUR_LETTERS_COLUMNS] = {2, 3, 4, 5, 6};

void keur_letters_draw(keur_random *random, size_t n, const int *levels, keur_letters *to)
{
    to->n = n;
    for (size_t i = 0; i < n; i++) {
        const int class = (int)keur_random_below(random, 3);

        for (int j = 0; j < KEUR_LETTERS_COLUMNS; j++) {
            to->rows[i][j] = (int)keur_random_below(random, (uint64_t)levels[j] + 1) - 1;
            if (keur_random_below(random, 3) > 0)
                to->rows[i][j] = class * (j + 1) % levels[j];
        }
        to->persons[i] = (int)(i / 4);
    }
}

/* As CSV; columns beyond n_columns are left out. Freed with free(). */
static char *print(const keur_letters *of, int n_columns, bool has_persons)
{
    char *text = malloc(of->n * (8 * KEUR_LETTERS_COLUMNS + 12) + 40), *at = text;

    assert_non_null(text);
    for (int j = 0; j < n_columns; j++)
        at += sprintf(at, "%s%c", j > 0 ? "," : "", 'a' + j);
    at += sprintf(at, has_persons ? ",who\n" : "\n");
    for (size_t i = 0; i < of->n; i++) {
        for (int j = 0; j < n_columns; j++) {
            at += sprintf(at, "%s", j > 0 ? "," : "");
            if (of->rows[i][j] >= 0)
                at += sprintf(at, "L%d", of->rows[i][j]);
            else
                at += sprintf(at, "NA");
        }
        if (has_persons)
            at += sprintf(at, ",p%d", of->persons[i]);
        at += sprintf(at, "\n");
    }
    return text;
}

static const char schema[] =
    "{\"columns\": [{\"name\": \"a\", \"type\": \"categorical\"},"
    "{\"name\": \"b\", \"type\": \"categorical\"}, {\"name\": \"c\", \"type\": \"categorical\"},"
    "{\"name\": \"d\", \"type\": \"categorical\"}, {\"name\": \"e\", \"type\": \"categorical\"}]}";

static const char with_persons[] =
    "{\"columns\": [{\"name\": \"who\", \"type\": \"identifier\", \"roles\": [\"unit\"]}]}";

keur_case *keur_letters_case(const keur_letters *const tables[3], int n_columns, bool has_persons,
                             int threads)
{
    char *texts[3] = {NULL};
    keur_case *on;

    for (int t = 0; t < 3; t++)
        if (tables[t] != NULL)
            texts[t] = print(tables[t], n_columns, has_persons);
    on = keur_check_measurable(&(keur_given){.train = texts[0],
                                             .holdout = texts[1],
                                             .synthetic = texts[2],
                                             .schema = has_persons ? with_persons
                                                       : n_columns == KEUR_LETTERS_COLUMNS ? schema
                                                                                           : NULL,
                                             .seed = 5,
                                             .threads = threads});
    for (int t = 0; t < 3; t++)
        free(texts[t]);
    return on;
}
