/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one file that knows XGBoost. The booster is made and freed by one thread, since XGBoost keeps
 * what it remembers of a booster by thread; what leaves is text. */
#include "learn/xgboost.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <xgboost/c_api.h>
#include <xgboost/version_config.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"

/* Only the first line: a trace of the stack follows it. The numbers in it are bins, never cells. */
static keur_status fail_as_told(keur_error *err)
{
    const char *said = XGBGetLastError();
    const int n = (int)strcspn(said, "\n");

    if (strstr(said, "bad_alloc") != NULL)
        return keur_fail(err, KEUR_ENOMEM, "not enough memory to fit boosted trees");
    return keur_fail(err, KEUR_EINTERNAL, "XGBoost: %.*s", n, said);
}

static keur_status told(int code, keur_error *err)
{
    return code == 0 ? KEUR_OK : fail_as_told(err);
}

static keur_status set_number(BoosterHandle booster, const char *name, double value,
                              keur_error *err)
{
    char text[KEUR_NUMBER_SIZE];

    keur_number_print(value, text); /* printf would follow the locale */
    return told(XGBoosterSetParam(booster, name, text), err);
}

static keur_status set_parameters(BoosterHandle booster, const keur_xgboost_problem *problem,
                                  keur_error *err)
{
    const struct {
        const char *name, *value;
    } texts[] = {{"objective", problem->objective},
                 {"booster", "gbtree"},
                 {"tree_method", "hist"},
                 {"nthread", "1"},
                 {"verbosity", "0"},
                 {"disable_default_eval_metric", "1"}};
    const struct {
        const char *name;
        double value;
    } numbers[] = {{"eta", problem->rate},
                   {"max_depth", (double)problem->depth},
                   {"min_child_weight", problem->min_hessian},
                   {"max_bin", 256},
                   {"lambda", 1},
                   {"alpha", 0},
                   {"gamma", 0},
                   {"max_delta_step", 0},
                   {"subsample", 1},
                   {"colsample_bytree", 1}};
    keur_status status = KEUR_OK;

    for (size_t p = 0; p < sizeof texts / sizeof *texts; p++)
        KEUR_TRY(told(XGBoosterSetParam(booster, texts[p].name, texts[p].value), err));
    for (size_t p = 0; p < sizeof numbers / sizeof *numbers; p++)
        KEUR_TRY(set_number(booster, numbers[p].name, numbers[p].value, err));
    if (problem->n_classes > 0)
        KEUR_TRY(set_number(booster, "num_class", (double)problem->n_classes, err));
out:
    return status;
}

static bool is_little_endian(void)
{
    const uint16_t one = 1;
    unsigned char first;

    memcpy(&first, &one, 1);
    return first == 1;
}

/* How XGBoost is told of an array: where it lies, its length, and the type of its items. */
static void describe(const void *array, size_t n, const char *type, char *text, size_t size)
{
    (void)snprintf(text, size,
                   "{\"data\": [%" PRIuPTR ", true], \"shape\": [%zu], \"typestr\": \"%s\", "
                   "\"version\": 3}",
                   (uintptr_t)array, n, type);
}

static keur_status make_matrix(const keur_xgboost_problem *problem, DMatrixHandle *matrix,
                               keur_error *err)
{
    const size_t n_cells = problem->starts[problem->n_rows];
    const char *end = is_little_endian() ? "<" : ">";
    char starts[200], columns[200], values[200], types[3][4];

    (void)snprintf(types[0], sizeof types[0], "%su%zu", end, sizeof(size_t));
    (void)snprintf(types[1], sizeof types[1], "%su4", end);
    (void)snprintf(types[2], sizeof types[2], "%sf4", end);
    describe(problem->starts, problem->n_rows + 1, types[0], starts, sizeof starts);
    describe(problem->columns, n_cells, types[1], columns, sizeof columns);
    describe(problem->values, n_cells, types[2], values, sizeof values);
    return told(XGDMatrixCreateFromCSR(starts, columns, values, problem->n_columns,
                                       "{\"missing\": NaN, \"nthread\": 1}", matrix),
                err);
}

static keur_status fill_matrix(DMatrixHandle matrix, const keur_xgboost_problem *problem,
                               keur_error *err)
{
    const size_t n = problem->n_rows;
    const size_t n_outputs = problem->n_classes > 0 ? problem->n_classes : 1;
    keur_status status = KEUR_OK;

    KEUR_TRY(told(XGDMatrixSetFloatInfo(matrix, "label", problem->labels, n), err));
    KEUR_TRY(told(XGDMatrixSetFloatInfo(matrix, "weight", problem->weights, n), err));
    KEUR_TRY(
        told(XGDMatrixSetFloatInfo(matrix, "base_margin", problem->margins, n * n_outputs), err));
out:
    return status;
}

static keur_status save(BoosterHandle booster, char **json, size_t *n_json, keur_error *err)
{
    const char *said = NULL;
    bst_ulong n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(told(XGBoosterSaveModelToBuffer(booster, "{\"format\": \"json\"}", &n, &said), err));
    KEUR_TRY(keur_copy_text(said, (size_t)n, json, err));
    *n_json = (size_t)n;
out:
    return status;
}

/* XGBoost's verbosity is a setting of the thread, which may belong to a program with models of its
 * own: read it, to be put back. */
static keur_status be_silent(char **before, keur_error *err)
{
    const char *config = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(told(XGBGetGlobalConfig(&config), err));
    KEUR_TRY(keur_copy_string(config, before, err));
    KEUR_TRY(told(XGBSetGlobalConfig("{\"verbosity\": 0}"), err));
out:
    return status;
}

keur_status keur_xgboost_fit(const keur_xgboost_problem *problem, char **json, size_t *n_json,
                             keur_error *err)
{
    DMatrixHandle matrix = NULL;
    BoosterHandle booster = NULL;
    char *before = NULL;
    keur_status status = KEUR_OK;

    *json = NULL;
    KEUR_TRY(be_silent(&before, err));
    KEUR_TRY(make_matrix(problem, &matrix, err));
    KEUR_TRY(fill_matrix(matrix, problem, err));
    KEUR_TRY(told(XGBoosterCreate(&matrix, 1, &booster), err));
    KEUR_TRY(set_parameters(booster, problem, err));
    for (size_t round = 0; round < problem->rounds; round++)
        KEUR_TRY(told(XGBoosterUpdateOneIter(booster, (int)round, matrix), err));
    KEUR_TRY(save(booster, json, n_json, err));
out:
    if (booster != NULL)
        (void)XGBoosterFree(booster);
    if (matrix != NULL)
        (void)XGDMatrixFree(matrix);
    if (before != NULL)
        (void)XGBSetGlobalConfig(before);
    keur_release(before);
    return status;
}

const char *keur_xgboost_version(void)
{
#define KEUR_DIGITS(x)       #x
#define KEUR_DOTTED(x, y, z) KEUR_DIGITS(x) "." KEUR_DIGITS(y) "." KEUR_DIGITS(z)
    return KEUR_DOTTED(XGBOOST_VER_MAJOR, XGBOOST_VER_MINOR, XGBOOST_VER_PATCH);
}
