/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schema files of other programs, read by the reader that is theirs alone: GMF of metasyn, metadata
 * of SDV. What it makes of them is a schema of keur's own. */
#include <stdlib.h>
#include <string.h>

#include <keur/schema.h>

#include "base/json.h"
#include "base/text.h"
#include "fuzz/fuzz.h"
#include "table/schema_foreign.h"

static void check_column(const keur_schema *schema, size_t c)
{
    const keur_schema_column *column = &schema->columns[c];

    fuzz_assert(column->name[0] != '\0');
    fuzz_assert(keur_schema_find(schema, column->name) == (ptrdiff_t)c);
    fuzz_assert(column->is_declared == (column->type != KEUR_N_TYPES));
    fuzz_assert(column->format == KEUR_FORMAT_OPEN || column->type == KEUR_TYPE_DATE);
    fuzz_assert((column->roles & ~(unsigned)KEUR_COLUMN_UNIT) == 0);
    /* what occurred is not taken over */
    fuzz_assert(column->levels.n == 0 && column->missing.n == 0 && column->special.n == 0);
}

/* It prints as a schema of keur's own that says the same. */
static void check_print(const keur_schema *schema)
{
    keur_schema *again = NULL;
    char *printed = NULL, *twice = NULL;

    fuzz_assert(keur_schema_print(schema, &printed, NULL) == KEUR_OK);
    fuzz_assert(keur_schema_parse(printed, strlen(printed), "s.json", &again, NULL) == KEUR_OK);
    fuzz_assert(again->n_columns == schema->n_columns);
    for (size_t c = 0; c < schema->n_columns; c++) {
        fuzz_assert(strcmp(again->columns[c].name, schema->columns[c].name) == 0);
        fuzz_assert(again->columns[c].type == schema->columns[c].type);
        fuzz_assert(again->columns[c].format == schema->columns[c].format);
        fuzz_assert(again->columns[c].roles == schema->columns[c].roles);
        fuzz_assert(again->columns[c].is_left_out == schema->columns[c].is_left_out);
    }
    fuzz_assert(keur_schema_print(again, &twice, NULL) == KEUR_OK);
    fuzz_assert(strcmp(printed, twice) == 0);
    free(printed);
    free(twice);
    keur_schema_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    keur_json *tree = NULL;
    keur_schema *schema = NULL;
    keur_error err = {KEUR_OK, ""};
    keur_json_at root;
    keur_status status;

    status = keur_json_parse((const char *)bytes, n, "s.json", &tree, NULL);
    fuzz_assert(status == KEUR_OK || status == KEUR_EPARSE);
    if (status != KEUR_OK)
        return 0;
    root = keur_json_root(tree, "s.json");
    status = keur_schema_foreign(&root, &schema, &err);
    fuzz_assert(status == KEUR_OK || (status == KEUR_ESCHEMA && schema == NULL));
    fuzz_assert((err.text[0] != '\0') == (status != KEUR_OK));
    fuzz_assert(keur_text_is_utf8(err.text, strlen(err.text)));
    for (size_t c = 0; schema != NULL && c < schema->n_columns; c++)
        check_column(schema, c);
    if (schema != NULL)
        check_print(schema);
    keur_schema_free(schema);
    keur_json_free(tree);
    return 0;
}
