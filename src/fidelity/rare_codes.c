/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/rare_codes.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/units.h"

enum { FEW = 10 };

/* That a person has a code. */
typedef struct holding {
    int32_t code, person;
} holding;

static int by_code(const void *a, const void *b)
{
    const holding *x = a, *y = b;

    if (x->code != y->code)
        return x->code < y->code ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

static int by_person(const void *a, const void *b)
{
    const holding *x = a, *y = b;

    return (x->person > y->person) - (x->person < y->person);
}

/* One a row that has a value, n of them; without a unit rows are persons, and there are none. */
static keur_status list(const keur_case *on, size_t column, const keur_role *roles, size_t n_roles,
                        holding **made, size_t *n, keur_error *err)
{
    size_t most = 0;
    keur_status status = KEUR_OK;

    *n = 0;
    for (size_t r = 0; r < n_roles; r++)
        most += keur_case_rows(on, roles[r]);
    KEUR_TRY(KEUR_NEW(*made, most, err));
    for (size_t r = 0; r < n_roles; r++) {
        const int32_t *codes = keur_case_codes(on, roles[r], column);
        const int32_t *units = keur_case_units(on, roles[r]);

        for (size_t i = 0; codes != NULL && units != NULL && i < keur_case_rows(on, roles[r]); i++)
            if (codes[i] >= 0)
                (*made)[(*n)++] = (holding){codes[i], units[i]};
    }
out:
    return status;
}

/* people[c] = persons who have code c. */
static void count_people(holding *of, size_t n, size_t *people)
{
    qsort(of, n, sizeof *of, by_code);
    for (size_t i = 0; i < n; i++)
        people[of[i].code] += i == 0 || by_code(&of[i - 1], &of[i]) != 0;
}

/* Persons who have a code that fewer than FEW have; leaves these alone in `of`. */
static size_t count_rare(holding *of, size_t n, const size_t *people)
{
    size_t n_rare = 0, n_people = 0;

    for (size_t i = 0; i < n; i++)
        if (people[of[i].code] < FEW)
            of[n_rare++] = of[i];
    qsort(of, n_rare, sizeof *of, by_person);
    for (size_t i = 0; i < n_rare; i++)
        n_people += i == 0 || of[i - 1].person != of[i].person;
    return n_people;
}

keur_status keur_forget_rare_codes(const keur_case *on, size_t column, const keur_role *roles,
                                   size_t n_roles, size_t *counts, size_t n_codes, keur_error *err)
{
    holding *of = NULL;
    size_t *people = NULL, n = 0, n_common = 0, n_rare = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(people, n_codes, err));
    if (keur_case_unit_count(on) > 0) {
        KEUR_TRY(list(on, column, roles, n_roles, &of, &n, err));
        count_people(of, n, people);
        n_rare = count_rare(of, n, people);
    }
    for (size_t c = 0; c < n_codes; c++) {
        if (keur_case_unit_count(on) == 0) {
            people[c] = counts[c];
            n_rare += counts[c] < FEW ? counts[c] : 0;
        }
        n_common += people[c] >= FEW;
    }
    for (size_t c = 0; c < n_codes && (n_common == 1 || n_common == 2) && n_rare < FEW; c++)
        counts[c] = people[c] < FEW ? 0 : counts[c];
out:
    keur_release(of);
    keur_release(people);
    return status;
}
