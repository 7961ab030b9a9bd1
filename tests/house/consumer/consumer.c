/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a table from memory, infers its schema and prints what it found. */
#include <stdio.h>
#include <string.h>

#include <keur/keur.h>

int main(void)
{
    static const char csv[] = "age,sex\n31,f\n45,m\n52,f\n45,m\n31,m\n31,f\n";
    keur_table *table = NULL;
    keur_schema *schema = NULL;
    keur_error err = {KEUR_OK, ""};

    if (keur_table_read_memory(csv, strlen(csv), "memory", NULL, &table, &err) != KEUR_OK ||
        keur_schema_infer((const keur_table *const *)&table, 1, NULL, false, &schema, &err) !=
            KEUR_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    printf("keur %s: %zu rows, %zu columns\n", keur_version(), keur_table_rows(table),
           schema->n_columns);
    for (size_t i = 0; i < schema->n_columns; i++)
        printf("%s %s\n", schema->columns[i].name, keur_type_word(schema->columns[i].type));
    keur_schema_free(schema);
    keur_table_free(table);
    return 0;
}
