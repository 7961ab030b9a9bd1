/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/identity/linked_sets.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"

static bool holds(const keur_column_set *set, size_t column)
{
    for (size_t i = 0; i < set->n; i++) {
        if (set->columns[i] == column)
            return true;
    }
    return false;
}

static bool share_columns(const keur_column_set *a, const keur_column_set *b)
{
    for (size_t i = 0; i < a->n; i++) {
        if (holds(b, a->columns[i]))
            return true;
    }
    return false;
}

/* --- of those that are declared */

static keur_status copy(const keur_column_set *from, keur_column_set *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(to->columns, from->n, err));
    memcpy(to->columns, from->columns, from->n * sizeof *to->columns);
    to->n = from->n;
out:
    return status;
}

static keur_status tell(const keur_case *on, const keur_column_set sets[KEUR_LINKED_SETS],
                        keur_result *out, keur_error *err)
{
    char *names[KEUR_LINKED_SETS] = {NULL, NULL};
    keur_text notice = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    for (size_t k = 0; k < KEUR_LINKED_SETS; k++)
        KEUR_TRY(keur_columns_join(on, sets[k].columns, sets[k].n, &names[k], err));
    KEUR_TRY(keur_text_format(&notice, err,
                              "The first two declared key_sets that share no column are joined: %s "
                              "with %s (--keys-a and --keys-b name others).",
                              names[0], names[1]));
    KEUR_TRY(keur_result_notice(out, notice.bytes, err));
out:
    keur_text_free(&notice);
    for (size_t k = 0; k < KEUR_LINKED_SETS; k++)
        keur_release(names[k]);
    return status;
}

static keur_status take_declared(const keur_case *on, keur_column_set sets[KEUR_LINKED_SETS],
                                 keur_result *out, keur_error *err)
{
    const keur_column_sets *all = keur_case_key_sets(on);
    keur_status status = KEUR_OK;

    for (size_t a = 0; a < all->n; a++) {
        for (size_t b = a + 1; b < all->n; b++) {
            if (share_columns(&all->sets[a], &all->sets[b]))
                continue;
            KEUR_TRY(copy(&all->sets[a], &sets[0], err));
            KEUR_TRY(copy(&all->sets[b], &sets[1], err));
            return tell(on, sets, out, err);
        }
    }
out:
    return status;
}

/* --- of columns that nobody put into a set */

/* The columns that may serve where a set was not named: those declared as key, else all. */
static keur_status list_keys(const keur_case *on, keur_column_set *made, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_columns_with(on, KEUR_COLUMN_KEY, &made->columns, &made->n, err));
    if (made->n < KEUR_LINKED_SETS) {
        keur_columns_free(made->columns);
        *made = (keur_column_set){.n = 0};
        KEUR_TRY(keur_columns_but(on, SIZE_MAX, &made->columns, &made->n, err));
    }
out:
    return status;
}

/* Of two sets that nobody named, columns in turn; of one, whatever is not in the other. */
static keur_status deal(const keur_case *on, const bool is_named[KEUR_LINKED_SETS],
                        keur_column_set sets[KEUR_LINKED_SETS], keur_error *err)
{
    keur_column_set keys = {.n = 0};
    size_t turn = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(list_keys(on, &keys, err));
    for (size_t i = 0; i < keys.n; i++) {
        keur_column_set *to = &sets[is_named[0] || (!is_named[1] && turn % 2 == 1) ? 1 : 0];

        if (holds(&sets[0], keys.columns[i]) || holds(&sets[1], keys.columns[i]))
            continue;
        to->columns[to->n++] = keys.columns[i];
        turn++;
    }
out:
    keur_columns_free(keys.columns);
    return status;
}

static keur_status take_unnamed(const keur_case *on, keur_column_set sets[KEUR_LINKED_SETS],
                                keur_result *out, keur_error *err)
{
    static const bool none[KEUR_LINKED_SETS] = {false, false};
    keur_column_set declared[KEUR_LINKED_SETS] = {{.n = 0}, {.n = 0}};
    keur_status status = KEUR_OK;

    KEUR_TRY(take_declared(on, declared, out, err));
    if (declared[0].n > 0) {
        for (size_t k = 0; k < KEUR_LINKED_SETS; k++) {
            keur_columns_free(sets[k].columns);
            sets[k] = declared[k];
            declared[k] = (keur_column_set){.n = 0};
        }
        goto out;
    }
    KEUR_TRY(deal(on, none, sets, err));
    KEUR_TRY(keur_result_notice(out,
                                "The two sets of keys were not named (--keys-a, --keys-b): "
                                "columns declared as key, or all where fewer than two are, "
                                "went to either in turn.",
                                err));
out:
    for (size_t k = 0; k < KEUR_LINKED_SETS; k++)
        keur_columns_free(declared[k].columns);
    return status;
}

keur_status keur_linked_sets_make(const keur_case *on, const keur_args *args,
                                  keur_column_set sets[KEUR_LINKED_SETS], keur_result *out,
                                  keur_error *err)
{
    const bool is_named[KEUR_LINKED_SETS] = {keur_args_has(args, "keys-a"),
                                             keur_args_has(args, "keys-b")};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_columns_of(on, args, "keys-a", &sets[0].columns, &sets[0].n, err));
    KEUR_TRY(keur_columns_of(on, args, "keys-b", &sets[1].columns, &sets[1].n, err));
    for (size_t i = 0; i < sets[0].n; i++) {
        if (holds(&sets[1], sets[0].columns[i]))
            return keur_fail(err, KEUR_EUSAGE, "--keys-b: \"%s\" is among --keys-a too",
                             keur_case_column(on, sets[0].columns[i])->name);
    }
    if (!is_named[0] && !is_named[1])
        return take_unnamed(on, sets, out, err);
    if (is_named[0] == is_named[1])
        return KEUR_OK;
    KEUR_TRY(deal(on, is_named, sets, err));
    if (sets[0].n == 0 || sets[1].n == 0)
        return keur_fail(err, KEUR_EUSAGE, "--keys-%s: no other column is left to serve as key",
                         is_named[0] ? "a" : "b");
out:
    return status;
}
