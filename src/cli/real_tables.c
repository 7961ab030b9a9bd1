/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/real_tables.h"

#include <assert.h>

#include "base/try.h"
#include "cli/inputs.h"

/* What keur says by itself, and names of columns, may leave whatever the tables hold. */
static keur_status excuse(keur_real_tables *of, keur_error *err)
{
    keur_text own = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_own_words(&own, err));
    for (size_t i = 0; i < of->schema->n_columns; i++) {
        const keur_schema_column *column = &of->schema->columns[i];

        KEUR_TRY(keur_text_format(&own, err, "%s\n%s\n", column->name,
                                  column->label != NULL ? column->label : ""));
    }
    KEUR_TRY(keur_plain_make(KEUR_WRITTEN_TEXT, own.bytes, own.length, &of->own, err));
    keur_forbidden_excuse(of->secrets, of->own.text.bytes, of->own.text.length);
out:
    keur_text_free(&own);
    return status;
}

keur_status keur_real_read(const keur_parsed *line, const char *const *paths, size_t n,
                           keur_real_tables *to, keur_error *err)
{
    const char *declared_in = keur_option_value(line, "schema");
    const keur_table *seen[KEUR_MOST_REAL];
    keur_schema *declared = NULL;
    keur_read_options options;
    keur_status status = KEUR_OK;

    assert(n <= KEUR_MOST_REAL);
    KEUR_TRY(keur_inputs_options(line, &options, err));
    for (; to->n < n; to->n++) {
        KEUR_TRY(keur_table_read(paths[to->n], &options, &to->tables[to->n], err));
        seen[to->n] = to->tables[to->n];
        to->rows[to->n] = keur_table_rows(to->tables[to->n]);
    }
    if (declared_in != NULL)
        KEUR_TRY(keur_schema_read(declared_in, &declared, err));
    KEUR_TRY(keur_schema_infer(seen, n, declared, true, &to->schema, err));
    KEUR_TRY(keur_forbidden_new(seen, n, to->schema, &to->secrets, err));
    KEUR_TRY(excuse(to, err));
out:
    keur_schema_free(declared);
    return status;
}

void keur_real_free(keur_real_tables *of)
{
    keur_forbidden_free(of->secrets);
    keur_plain_free(&of->own);
    keur_schema_free(of->schema);
    for (size_t i = 0; i < of->n; i++)
        keur_table_free(of->tables[i]);
    *of = (keur_real_tables){.n = 0};
}

keur_checking keur_real_checking(const keur_real_tables *of)
{
    return (keur_checking){
        .secrets = of->secrets, .own = of->own.text.bytes, .n_tables = of->n, .rows = of->rows};
}
