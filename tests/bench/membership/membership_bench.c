/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include <keur/schema.h>

#include "attacks/membership/membership.h"

/* Scores of every attack on membership in every setting that any measure joins, for models.py.
 *
 *   membership_bench TRAIN HOLDOUT SYNTHETIC REFERENCE SCHEMA
 *
 * One line an attack and setting: name, setting, whether the ensemble joins it, then the scores of
 * the train rows and of the holdout's, all separated by tabs. */

static keur_status read_tables(char **paths, keur_table **tables, keur_error *err)
{
    static const keur_role roles[] = {KEUR_TRAIN, KEUR_HOLDOUT, KEUR_SYNTHETIC, KEUR_REFERENCE};
    const keur_read_options options = {.threads = 1};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < KEUR_N_TABLES && status == KEUR_OK; i++)
        status = keur_table_read(paths[i], &options, &tables[roles[i]], err);
    return status;
}

static keur_status make_case(char **paths, keur_case **on, keur_error *err)
{
    const keur_case_options options = {.seed = 1, .threads = 1};
    keur_table *tables[KEUR_N_TABLES] = {NULL};
    const keur_table *read[KEUR_N_TABLES];
    keur_schema *declared = NULL, *schema = NULL;
    keur_status status = read_tables(paths, tables, err);

    for (size_t i = 0; i < KEUR_N_TABLES; i++)
        read[i] = tables[i];
    if (status == KEUR_OK)
        status = keur_schema_read(paths[KEUR_N_TABLES], &declared, err);
    if (status == KEUR_OK)
        status = keur_schema_infer(read, KEUR_N_TABLES, declared, false, &schema, err);
    if (status == KEUR_OK)
        status = keur_case_new(read, schema, &options, on, err);
    keur_schema_free(declared);
    keur_schema_free(schema);
    for (size_t i = 0; i < KEUR_N_TABLES; i++)
        keur_table_free(tables[i]);
    return status;
}

static bool is_among(const char *const *settings, const char *setting)
{
    while (settings != NULL && *settings != NULL && strcmp(*settings, setting) != 0)
        settings++;
    return settings != NULL && *settings != NULL;
}

static keur_status write_scores(keur_case *on, const keur_measure *measure, const char *setting,
                                keur_error *err)
{
    const keur_scores *found = NULL;
    const keur_status status = keur_membership_scores_as(on, measure, setting, &found, err);

    if (status != KEUR_OK || found->why_not != NULL)
        return status;
    printf("%s\t%s\t%d", measure->name, setting, is_among(measure->attack->in_ensemble, setting));
    for (size_t i = 0; i < found->n_member + found->n_non_member; i++)
        printf("\t%.17g", found->member[i]);
    printf("\n");
    return status;
}

/* Each setting once, though several lists may have it. */
static keur_status write_attack(keur_case *on, const keur_measure *measure, keur_error *err)
{
    const char *const *lists[] = {measure->attack->tried, measure->attack->in_ensemble,
                                  measure->attack->in_audit};
    keur_status status = KEUR_OK;

    for (size_t l = 0; l < 3; l++) {
        for (const char *const *at = lists[l]; at != NULL && *at != NULL; at++) {
            bool is_new = true;

            for (size_t k = 0; k < l; k++)
                is_new = is_new && !is_among(lists[k], *at);
            if (is_new && status == KEUR_OK)
                status = write_scores(on, measure, *at, err);
        }
    }
    return status;
}

int main(int argc, char **argv)
{
    keur_case *on = NULL;
    keur_error err = {.text = "which tables and which schema?"};
    keur_status status = argc == 6 ? make_case(argv + 1, &on, &err) : KEUR_EUSAGE;

    for (const keur_measure *const *at = keur_measures(); status == KEUR_OK && *at != NULL; at++) {
        if ((*at)->attack != NULL)
            status = write_attack(on, *at, &err);
    }
    if (status != KEUR_OK)
        fprintf(stderr, "membership_bench: %s\n", err.text);
    keur_case_free(on);
    return status == KEUR_OK ? 0 : 1;
}
