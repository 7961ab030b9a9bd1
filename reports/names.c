/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/names.h"

#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/try.h"
#include "reports/people.h"

/* An open table of a power of two, at most half full. */
struct keur_names {
    keur_arena *arena;
    const char **places;
    size_t n, mask;
};

keur_status keur_names_new(keur_names **names, keur_error *err)
{
    keur_names *made = NULL;
    keur_status status = KEUR_OK;

    *names = NULL;
    KEUR_TRY(KEUR_NEW(made, 1, err));
    made->mask = 255;
    KEUR_TRY(keur_arena_new(&made->arena, err));
    KEUR_TRY(KEUR_NEW(made->places, made->mask + 1, err));
    *names = made;
    made = NULL;
out:
    keur_names_free(made);
    return status;
}

void keur_names_free(keur_names *names)
{
    if (names == NULL)
        return;
    keur_arena_free(names->arena);
    keur_release(names->places);
    keur_release(names);
}

/* Where a name is, or would be. */
static size_t place_of(const char *const *places, size_t mask, const char *text, size_t n)
{
    size_t at = (size_t)keur_mix(keur_hash(text, n, 0)) & mask;

    while (places[at] != NULL && (strncmp(places[at], text, n) != 0 || places[at][n] != '\0'))
        at = (at + 1) & mask;
    return at;
}

static keur_status grow(keur_names *of, keur_error *err)
{
    const size_t mask = 2 * of->mask + 1;
    const char **places = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(places, mask + 1, err));
    for (size_t i = 0; i <= of->mask; i++)
        if (of->places[i] != NULL)
            places[place_of(places, mask, of->places[i], strlen(of->places[i]))] = of->places[i];
    keur_release(of->places);
    of->places = places;
    of->mask = mask;
out:
    return status;
}

keur_status keur_names_add(keur_names *to, const char *name, keur_error *err)
{
    keur_status status = KEUR_OK;
    size_t at;

    if (name == NULL || *name == '\0')
        return KEUR_OK;
    if (2 * to->n > to->mask)
        KEUR_TRY(grow(to, err));
    at = place_of(to->places, to->mask, name, strlen(name));
    if (to->places[at] == NULL) {
        KEUR_TRY(keur_arena_string(to->arena, name, &to->places[at], err));
        to->n++;
    }
out:
    return status;
}

/* A figure's name is shown without its ending, too. */
static keur_status add_figure(keur_names *to, const keur_figure *of, keur_error *err)
{
    static const char *const endings[] = {"-holdout", "-independent", "-excess", "-matched"};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_names_add(to, of->name, err));
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const size_t n = strlen(of->name), m = strlen(endings[i]);
        char base[KEUR_PEOPLE_SIZE];

        if (n > m && n - m < sizeof base && strcmp(of->name + n - m, endings[i]) == 0) {
            memcpy(base, of->name, n - m);
            base[n - m] = '\0';
            KEUR_TRY(keur_names_add(to, base, err));
        }
    }
    for (size_t i = 0; i < of->n_labels; i++)
        KEUR_TRY(keur_names_add(to, of->labels[i].value, err));
out:
    return status;
}

/* Not a level but what keur calls a part of a chart (fidelity/column_shares.c): those are texts. */
static bool is_made_up(const char *name)
{
    static const char *const begins[] = {"(missing)", "(other)", "lowest of ", "highest of ",
                                         "group "};

    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (strncmp(name, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

static keur_status add_series(keur_names *to, const keur_series *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_names_add(to, of->about, err));
    for (size_t i = 0; of->names != NULL && i < of->n_points; i++)
        if (of->names[i] != NULL && !is_made_up(of->names[i]))
            KEUR_TRY(keur_names_add(to, of->names[i], err));
out:
    return status;
}

keur_status keur_names_add_card(keur_names *to, const keur_scorecard *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_names_add(to, of->title, err));
    for (size_t i = 0; i < of->n_columns; i++) {
        KEUR_TRY(keur_names_add(to, of->columns[i].name, err));
        KEUR_TRY(keur_names_add(to, of->columns[i].label, err));
    }
    for (size_t i = 0; i < of->n_measures; i++)
        KEUR_TRY(keur_names_add(to, of->measures[i].name, err));
    for (size_t i = 0; i < of->n_figures; i++)
        KEUR_TRY(add_figure(to, &of->figures[i].figure, err));
    for (size_t i = 0; i < of->n_series; i++)
        KEUR_TRY(add_series(to, &of->series[i].series, err));
    if (of->verdict != NULL)
        KEUR_TRY(keur_names_add(to, of->verdict->policy, err));
out:
    return status;
}

bool keur_names_have(const keur_names *in, const char *text, size_t n)
{
    return in != NULL && in->places[place_of(in->places, in->mask, text, n)] != NULL;
}
