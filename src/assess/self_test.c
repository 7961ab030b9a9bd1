/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leaks are planted in the synthetic table, and the measures that the run has judge each table that
 * this makes as they judged the table itself. */
#include "assess/self_test_impl.h"

#include <string.h>

#include "assess/score_args.h"
#include "assess/some_options.h"
#include "base/memory.h"
#include "base/try.h"
#include "case/columns.h"
#include "case/common.h"
#include "case/stand_in.h"

const int keur_planted_percents[KEUR_N_SHARES] = {1, 5, 20};

enum { N_STEPS = KEUR_N_PLANTS * KEUR_N_SHARES + 2 };

/* A self-test that runs. */
typedef struct testing {
    const keur_self_test *of;
    keur_some_options with;
    keur_common *common; /* the real rows are the same in all planted tables */
    size_t *columns;     /* keys and secrets */
    size_t n_columns;
    size_t n_done;
} testing;

/* Those that find leaks; a slow one only where it was asked for by name. */
static bool is_wanted(const void *context, const keur_score_options *of,
                      const keur_measure *measure)
{
    (void)context;
    if (measure->is_slow && of->measures == NULL)
        return false;
    switch (measure->family) {
    case KEUR_FAMILY_COPY:
        return strcmp(measure->name, "exact-copies") == 0;
    case KEUR_FAMILY_MEMBERSHIP:
        return measure->attack != NULL || strcmp(measure->name, "worst-attack") == 0;
    case KEUR_FAMILY_ATTRIBUTE:
    case KEUR_FAMILY_IDENTITY:
        return true;
    default:
        return false;
    }
}

/* --- keys and secrets */

static void mark(bool *is_taken, const size_t *columns, size_t n)
{
    for (size_t k = 0; k < n; k++)
        is_taken[columns[k]] = true;
}

/* What was given for the measures that take keys and secrets, else what the schema declares. */
static keur_status mark_columns(const keur_self_test *of, bool *is_taken, bool *is_known,
                                keur_error *err)
{
    const keur_column_sets *declared = keur_case_key_sets(of->on);
    const keur_measure *like = keur_measure_find("attribute-key");
    keur_args *args = NULL;
    keur_column_sets keys = {.n = 0};
    size_t *secrets = NULL, *roles = NULL, n_secrets = 0, n_roles = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_score_args(of->options, like, &args, err));
    KEUR_TRY(keur_column_sets_of(of->on, args, "keys", &keys, err));
    KEUR_TRY(keur_columns_of(of->on, args, "secret", &secrets, &n_secrets, err));
    for (size_t s = 0; s < keys.n; s++)
        mark(is_taken, keys.sets[s].columns, keys.sets[s].n);
    for (size_t s = 0; keys.n == 0 && s < declared->n; s++)
        mark(is_taken, declared->sets[s].columns, declared->sets[s].n);
    if (keys.n == 0 && declared->n == 0)
        KEUR_TRY(keur_columns_with(of->on, KEUR_COLUMN_KEY, &roles, &n_roles, err));
    mark(is_taken, roles, n_roles);
    *is_known = keys.n > 0 || declared->n > 0 || n_roles > 0;
    mark(is_taken, secrets, n_secrets);
    if (n_secrets == 0) {
        keur_columns_free(secrets);
        secrets = NULL;
        KEUR_TRY(keur_columns_with(of->on, KEUR_COLUMN_SECRET, &secrets, &n_secrets, err));
        mark(is_taken, secrets, n_secrets);
    }
    *is_known = *is_known && n_secrets > 0;
out:
    keur_columns_free(secrets);
    keur_columns_free(roles);
    keur_column_sets_free(&keys);
    keur_args_free(args);
    return status;
}

static keur_status find_columns(testing *on, bool *is_known, keur_error *err)
{
    const size_t n = keur_case_columns(on->of->on);
    bool *is_taken = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(is_taken, n, err));
    KEUR_TRY(KEUR_NEW(on->columns, n, err));
    KEUR_TRY(mark_columns(on->of, is_taken, is_known, err));
    for (size_t j = 0; j < n; j++)
        if (is_taken[j])
            on->columns[on->n_columns++] = j;
out:
    keur_release(is_taken);
    return status;
}

/* --- one table */

static keur_status judge(testing *on, keur_case *made, keur_found_by *found, keur_error *err)
{
    const keur_score_options *options = on->of->options;
    keur_scorecard *card = NULL;
    keur_status status = KEUR_OK;

    if (options->progress != NULL)
        options->progress(options->progress_context, "self-test", on->n_done, N_STEPS);
    KEUR_TRY(keur_score(made, on->of->schema, &on->with.options, &card, err));
    if (on->of->policy != NULL)
        KEUR_TRY(keur_scorecard_judge(card, on->of->policy, err));
    *found = keur_find_leaks(card);
    on->n_done++;
out:
    keur_scorecard_free(card);
    return status;
}

/* `plant` NULL: the table as it is. */
static keur_status judge_planted(testing *on, const keur_plant *plant, keur_found_by *found,
                                 keur_error *err)
{
    const keur_self_test *of = on->of;
    keur_case *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(plant != NULL ? keur_case_new_planted(of->tables, of->schema, of->case_options, plant,
                                                   &made, err)
                           : keur_case_new(of->tables, of->schema, of->case_options, &made, err));
    KEUR_TRY(keur_case_join(made, on->common, err));
    KEUR_TRY(judge(on, made, found, err));
out:
    keur_case_free(made);
    return status;
}

/* Rows that cannot leak: those who find something here raise false alarms. */
static keur_status judge_fresh(testing *on, keur_self_tested *to, keur_error *err)
{
    const keur_self_test *of = on->of;
    keur_error own = {KEUR_OK, ""};
    keur_case *made = NULL;
    keur_status status = KEUR_OK;

    if (keur_table_rows(of->tables[KEUR_HOLDOUT]) < 40) {
        to->no_free = "the holdout has too few rows to be halved";
        return KEUR_OK;
    }
    status = keur_case_new_stand_in(of->tables, of->schema, of->case_options, KEUR_STAND_IN_FRESH,
                                    &made, &own);
    if (status == KEUR_EDATA || status == KEUR_ESCHEMA) {
        to->no_free = "half of the holdout makes no case";
        status = KEUR_OK;
        goto out;
    }
    if (status != KEUR_OK) {
        status = keur_fail(err, status, "%s", own.text);
        goto out;
    }
    to->n_free = keur_case_rows(made, KEUR_SYNTHETIC);
    KEUR_TRY(judge(on, made, &to->free, err));
out:
    keur_case_free(made);
    return status;
}

static keur_status judge_all(testing *on, keur_self_tested *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(judge_planted(on, NULL, &to->as_it_is, err));
    for (keur_plant_kind kind = KEUR_PLANT_COPIES; kind < KEUR_N_PLANTS; kind++) {
        for (size_t s = 0; s < KEUR_N_SHARES; s++) {
            const keur_plant plant = {kind, keur_planted_percents[s] / 100.0, on->columns,
                                      on->n_columns};

            if (kind != KEUR_PLANT_SECRETS || to->has_secrets)
                KEUR_TRY(judge_planted(on, &plant, &to->planted[kind][s], err));
        }
    }
    KEUR_TRY(judge_fresh(on, to, err));
out:
    return status;
}

keur_status keur_self_test_run(const keur_self_test *of, keur_scorecard *to, keur_error *err)
{
    testing on = {.of = of};
    keur_self_tested made = {.n_rows = keur_case_rows(of->on, KEUR_SYNTHETIC)};
    keur_status status = KEUR_OK;

    if (of->tables[KEUR_HOLDOUT] == NULL)
        return keur_fail(err, KEUR_EUSAGE,
                         "a self-test needs a holdout: without one no leak is told from chance");
    KEUR_TRY(keur_some_options_make(of->options, is_wanted, NULL, &on.with, err));
    on.with.options.progress = NULL;
    if (on.with.measures[0] == NULL) {
        status = keur_fail(err, KEUR_EUSAGE, "a self-test needs a measure that finds leaks");
        goto out;
    }
    KEUR_TRY(keur_common_new(&on.common, err));
    KEUR_TRY(find_columns(&on, &made.has_secrets, err));
    KEUR_TRY(judge_all(&on, &made, err));
    KEUR_TRY(keur_self_tested_add(&made, to, err));
out:
    keur_common_free(on.common);
    keur_some_options_free(&on.with);
    keur_release(on.columns);
    return status;
}
