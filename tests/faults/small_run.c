/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faults/small_run.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <keur/keur.h>

#include "base/file.h"
#include "base/try.h"
#include "support/check.h"
#include "support/tables.h"

enum { TRAIN, SYNTHETIC, HOLDOUT, SCHEMA, FOREIGN, OUTPUT, N_FILES };

static const char *const names[N_FILES] = {"train.csv",   "synthetic.csv", "holdout.csv.gz",
                                           "schema.json", "foreign.json",  "out.json"};
static char directory[4096], paths[N_FILES][4200];

/* Rows that repeat, differ a little, miss values and hold letters beyond ASCII. */
static size_t make_rows(char *to, size_t room, unsigned first, unsigned n, const char *town)
{
    size_t used = (size_t)snprintf(to, room, "id,age,income,town,day,code,flag,weight\n");

    for (unsigned i = first; i < first + n; i++) {
        const unsigned h = (i * 2654435761u) >> 7;

        used += (size_t)snprintf(to + used, room - used,
                                 "p%05u,%u,%u.%u,%s%u,20%02u-0%u-1%u,%04u,%s,%s\n", i, 18 + h % 60,
                                 1000 + h % 4000, h % 10, town, h % 5, h % 24, 1 + h % 9, h % 10,
                                 h % 37, h & 1 ? "yes" : "no",
                                 h % 11 == 0 ? ""
                                 : h % 2     ? "1"
                                             : "2.5");
    }
    return used;
}

const char *fault_files_make(void)
{
    static const char schema[] =
        "{\"keur_schema\": 1, \"missing\": [\"?\"], \"columns\": ["
        "{\"name\": \"age\", \"type\": \"numeric\", \"roles\": [\"key\"], \"label\": \"Age\"},"
        "{\"name\": \"town\", \"roles\": [\"key\"]},"
        "{\"name\": \"income\", \"type\": \"numeric\", \"roles\": [\"secret\"], \"special\": [-8],"
        " \"tolerance\": 100},"
        "{\"name\": \"flag\", \"type\": \"ordinal\", \"levels\": [\"no\", \"yes\"]}]}";
    static const char foreign[] =
        "{\"METADATA_SPEC_VERSION\": \"SINGLE_TABLE_V1\", \"primary_key\": \"id\", \"columns\": {"
        "\"id\": {\"sdtype\": \"id\"}, \"day\": {\"sdtype\": \"datetime\", \"datetime_format\":"
        " \"%d-%m-%Y\"}}}";
    static char text[1 << 16];
    gzFile packed;
    size_t n;

    (void)snprintf(directory, sizeof directory, "%s", keur_check_scratch("faults"));
    assert_int_equal(mkdir(directory, 0777), 0);
    for (size_t i = 0; i < N_FILES; i++)
        (void)snprintf(paths[i], sizeof paths[i], "%s/%s", directory, names[i]);
    n = make_rows(text, sizeof text, 0, 60, "town");
    keur_check_write(paths[TRAIN], text, n);
    n = make_rows(text, sizeof text, 40, 60, "town"); /* twenty rows are copies */
    keur_check_write(paths[SYNTHETIC], text, n);
    n = make_rows(text, sizeof text, 200, 50, "town");
    packed = gzopen(paths[HOLDOUT], "wb");
    assert_non_null(packed);
    assert_int_equal(gzwrite(packed, text, (unsigned)n), n);
    assert_int_equal(gzclose(packed), Z_OK);
    keur_check_write(paths[SCHEMA], schema, sizeof schema - 1);
    keur_check_write(paths[FOREIGN], foreign, sizeof foreign - 1);
    return directory;
}

int fault_files_remove(void)
{
    for (size_t i = 0; i < N_FILES; i++)
        (void)unlink(paths[i]);
    return rmdir(directory) == 0;
}

static keur_status read_all(keur_table *tables[KEUR_N_TABLES], keur_schema **schema,
                            keur_error *err)
{
    const keur_table *seen[3];
    keur_schema *declared = NULL, *foreign = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_table_read(paths[TRAIN], NULL, &tables[KEUR_TRAIN], err));
    KEUR_TRY(keur_table_read(paths[SYNTHETIC], NULL, &tables[KEUR_SYNTHETIC], err));
    KEUR_TRY(keur_table_read(paths[HOLDOUT], NULL, &tables[KEUR_HOLDOUT], err));
    KEUR_TRY(keur_schema_read(paths[SCHEMA], &declared, err));
    KEUR_TRY(keur_schema_read(paths[FOREIGN], &foreign, err));
    seen[0] = tables[KEUR_TRAIN];
    seen[1] = tables[KEUR_HOLDOUT];
    seen[2] = tables[KEUR_SYNTHETIC];
    KEUR_TRY(keur_schema_infer(seen, 3, declared, false, schema, err));
out:
    keur_schema_free(declared);
    keur_schema_free(foreign);
    return status;
}

static keur_status score(keur_table *const *tables, const keur_schema *schema, int threads,
                         keur_scorecard **exported, keur_error *err)
{
    const keur_table *seen[KEUR_N_TABLES];
    const keur_case_options options = {.seed = 7, .threads = threads, .needs_reference = true};
    const keur_score_options asked = {.title = "Faults"};
    keur_scorecard *full = NULL;
    keur_case *on = NULL;
    keur_status status = KEUR_OK;

    for (size_t role = 0; role < KEUR_N_TABLES; role++)
        seen[role] = tables[role];
    KEUR_TRY(keur_case_new(seen, schema, &options, &on, err));
    KEUR_TRY(keur_score(on, schema, &asked, &full, err));
    KEUR_TRY(keur_scorecard_export(full, exported, err));
out:
    keur_scorecard_free(full);
    keur_case_free(on);
    return status;
}

static keur_status render(const keur_scorecard *card, fault_result *result, keur_error *err)
{
    keur_scorecard *again = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_scorecard_json(card, &result->json, err));
    KEUR_TRY(keur_scorecard_parse(result->json, strlen(result->json), "s.json", &again, err));
    KEUR_TRY(keur_scorecard_text(again, 80, true, &result->text, err));
    KEUR_TRY(keur_scorecard_html(again, &result->html, err));
    KEUR_TRY(keur_file_write(paths[OUTPUT], result->json, strlen(result->json), err));
out:
    keur_scorecard_free(again);
    return status;
}

keur_status fault_run(int threads, fault_result *result, keur_error *err)
{
    keur_table *tables[KEUR_N_TABLES] = {NULL};
    keur_schema *schema = NULL;
    keur_scorecard *card = NULL;
    keur_status status = KEUR_OK;

    memset(result, 0, sizeof *result);
    KEUR_TRY(read_all(tables, &schema, err));
    KEUR_TRY(keur_schema_print(schema, &result->schema, err));
    KEUR_TRY(score(tables, schema, threads, &card, err));
    KEUR_TRY(render(card, result, err));
out:
    for (size_t role = 0; role < KEUR_N_TABLES; role++)
        keur_table_free(tables[role]);
    keur_schema_free(schema);
    keur_scorecard_free(card);
    if (status != KEUR_OK)
        fault_result_free(result);
    return status;
}

void fault_result_free(fault_result *result)
{
    free(result->schema);
    free(result->json);
    free(result->text);
    free(result->html);
    memset(result, 0, sizeof *result);
}
