/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policy files: what is read is as the schema says, and is printed and read back. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <keur/policy.h>

#include "fuzz/fuzz.h"

/* Nothing that is read may be softer than what the layout allows. */
static void check(const keur_policy *policy)
{
    size_t n_gates = 0;

    fuzz_assert(policy->confidence > 0.5 && policy->confidence < 1);
    fuzz_assert(*policy->name != '\0' && *policy->version != '\0');
    fuzz_assert(!(policy->epsilon <= 0) && !(policy->delta < 0));
    for (size_t i = 0; i < policy->n_limits; i++) {
        const keur_limit *limit = &policy->limits[i];

        fuzz_assert(limit->confidence > 0.5 && limit->confidence < 1);
        fuzz_assert(isnan(limit->limit) == limit->is_declared_epsilon);
        fuzz_assert(*limit->measure != '\0' && *limit->figure != '\0');
        fuzz_assert(*limit->provenance != '\0');
        fuzz_assert(limit->kind < KEUR_N_LIMIT_KINDS && limit->side < KEUR_N_SIDES);
        n_gates += limit->kind == KEUR_LIMIT_GATE;
    }
    fuzz_assert(n_gates > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    keur_policy *policy = NULL, *again = NULL;
    char *printed = NULL, *twice = NULL;
    keur_error err = {KEUR_OK, ""};
    const keur_status status = keur_policy_parse((const char *)bytes, n, "p.json", &policy, &err);

    fuzz_assert((policy != NULL) == (status == KEUR_OK));
    fuzz_assert(status == KEUR_OK || status == KEUR_EPARSE || status == KEUR_ESCHEMA);
    fuzz_assert((err.text[0] != '\0') == (status != KEUR_OK));
    if (policy == NULL)
        return 0;
    check(policy);
    fuzz_assert(keur_policy_print(policy, &printed, NULL) == KEUR_OK);
    fuzz_assert(keur_policy_parse(printed, strlen(printed), "p.json", &again, NULL) == KEUR_OK);
    fuzz_assert(keur_policy_print(again, &twice, NULL) == KEUR_OK);
    fuzz_assert(strcmp(printed, twice) == 0);
    free(printed);
    free(twice);
    keur_policy_free(policy);
    keur_policy_free(again);
    return 0;
}
