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

static keur_status tell(const keur_case *on, const keur_linked_pairs *pairs, size_t n_all,
                        keur_result *out, keur_error *err)
{
    const keur_column_set *first = pairs->sets[0];
    char *names[KEUR_LINKED_SETS] = {NULL, NULL};
    keur_text notice = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    for (size_t k = 0; k < KEUR_LINKED_SETS; k++)
        KEUR_TRY(keur_columns_join(on, first[k].columns, first[k].n, &names[k], err));
    if (n_all == 1)
        KEUR_TRY(keur_text_format(&notice, err,
                                  "The declared key_sets that share no column are joined: %s with "
                                  "%s (--keys-a and --keys-b name others).",
                                  names[0], names[1]));
    else if (n_all == pairs->n)
        KEUR_TRY(
            keur_text_format(&notice, err,
                             "Every two declared key_sets that share no column are joined, %zu "
                             "pairs (--keys-a and --keys-b name others).",
                             n_all));
    else
        KEUR_TRY(keur_text_format(&notice, err,
                                  "Warning: of %zu pairs of declared key_sets that share no column "
                                  "the first %zu are joined; --keys-a and --keys-b name another.",
                                  n_all, pairs->n));
    KEUR_TRY(keur_result_notice(out, notice.bytes, err));
out:
    keur_text_free(&notice);
    for (size_t k = 0; k < KEUR_LINKED_SETS; k++)
        keur_release(names[k]);
    return status;
}

static keur_status take_declared(const keur_case *on, keur_linked_pairs *pairs, keur_result *out,
                                 keur_error *err)
{
    const keur_column_sets *all = keur_case_key_sets(on);
    size_t n_all = 0;
    keur_status status = KEUR_OK;

    for (size_t a = 0; a < all->n; a++) {
        for (size_t b = a + 1; b < all->n; b++) {
            if (share_columns(&all->sets[a], &all->sets[b]) || n_all++ >= KEUR_LINKED_PAIRS)
                continue;
            KEUR_TRY(copy(&all->sets[a], &pairs->sets[pairs->n][0], err));
            KEUR_TRY(copy(&all->sets[b], &pairs->sets[pairs->n][1], err));
            pairs->n++;
        }
    }
    if (n_all > 0)
        KEUR_TRY(tell(on, pairs, n_all, out, err));
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

static keur_status take_unnamed(const keur_case *on, keur_linked_pairs *pairs, keur_result *out,
                                keur_error *err)
{
    static const bool none[KEUR_LINKED_SETS] = {false, false};
    keur_linked_pairs declared = {.n = 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(take_declared(on, &declared, out, err));
    if (declared.n > 0) {
        keur_linked_pairs_free(pairs);
        *pairs = declared;
        declared = (keur_linked_pairs){.n = 0};
        goto out;
    }
    KEUR_TRY(deal(on, none, pairs->sets[0], err));
    KEUR_TRY(keur_result_notice(out,
                                "The two sets of keys were not named (--keys-a, --keys-b): "
                                "columns declared as key, or all where fewer than two are, "
                                "went to either in turn.",
                                err));
out:
    keur_linked_pairs_free(&declared);
    return status;
}

keur_status keur_linked_sets_make(const keur_case *on, const keur_args *args,
                                  keur_linked_pairs *pairs, keur_result *out, keur_error *err)
{
    keur_column_set *sets = pairs->sets[0];
    const bool is_named[KEUR_LINKED_SETS] = {keur_args_has(args, "keys-a"),
                                             keur_args_has(args, "keys-b")};
    keur_status status = KEUR_OK;

    *pairs = (keur_linked_pairs){.n = 1};
    KEUR_TRY(keur_columns_of(on, args, "keys-a", &sets[0].columns, &sets[0].n, err));
    KEUR_TRY(keur_columns_of(on, args, "keys-b", &sets[1].columns, &sets[1].n, err));
    for (size_t i = 0; i < sets[0].n; i++) {
        if (holds(&sets[1], sets[0].columns[i]))
            return keur_fail(err, KEUR_EUSAGE, "--keys-b: \"%s\" is among --keys-a too",
                             keur_case_column(on, sets[0].columns[i])->name);
    }
    if (!is_named[0] && !is_named[1])
        return take_unnamed(on, pairs, out, err);
    if (is_named[0] == is_named[1])
        return KEUR_OK;
    KEUR_TRY(deal(on, is_named, sets, err));
    if (sets[0].n == 0 || sets[1].n == 0)
        return keur_fail(err, KEUR_EUSAGE, "--keys-%s: no other column is left to serve as key",
                         is_named[0] ? "a" : "b");
out:
    return status;
}

void keur_linked_pairs_free(keur_linked_pairs *pairs)
{
    for (size_t i = 0; i < KEUR_LINKED_PAIRS; i++)
        for (size_t k = 0; k < KEUR_LINKED_SETS; k++)
            keur_columns_free(pairs->sets[i][k].columns);
    *pairs = (keur_linked_pairs){.n = 0};
}
