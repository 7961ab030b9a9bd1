/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schema files: of keur, GMF of metasyn, metadata of SDV. */
#include <stdlib.h>
#include <string.h>

#include <keur/schema.h>

#include "base/text.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    keur_schema *schema = NULL, *again = NULL;
    char *printed = NULL, *twice = NULL;
    keur_error err = {KEUR_OK, ""};
    const keur_status status = keur_schema_parse((const char *)bytes, n, "s.json", &schema, &err);

    fuzz_assert((schema != NULL) == (status == KEUR_OK));
    fuzz_assert(status == KEUR_OK || status == KEUR_EPARSE || status == KEUR_ESCHEMA);
    fuzz_assert((err.text[0] != '\0') == (status != KEUR_OK));
    fuzz_assert(keur_text_is_utf8(err.text, strlen(err.text)));
    if (schema == NULL)
        return 0;
    fuzz_assert(keur_schema_print(schema, &printed, NULL) == KEUR_OK);
    fuzz_assert(keur_schema_parse(printed, strlen(printed), "s.json", &again, NULL) == KEUR_OK);
    fuzz_assert(keur_schema_print(again, &twice, NULL) == KEUR_OK);
    fuzz_assert(strcmp(printed, twice) == 0);
    free(printed);
    free(twice);
    keur_schema_free(schema);
    keur_schema_free(again);
    return 0;
}
