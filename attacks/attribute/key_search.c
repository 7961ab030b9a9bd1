/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/attribute/key_search.h"

#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/try.h"
#include "case/remembered.h"
#include "cells/intern.h"

/* Combinations that have a place each; where there are more, they are hashed. */
enum { MOST_PLACES = 1 << 18 };

/* Combinations in which synthetic rows have several secrets. */
#define SEVERAL UINT32_MAX

struct keur_search_codes {
    keur_search_rows of;
    size_t n_rows, n_columns, n_groups;
    uint32_t **codes; /* per column and row: code plus 1 */
    uint64_t *radix;  /* per column */
};

/* A set of keys on its way: the combination that each row has. */
typedef struct node {
    keur_search_found found;
    uint32_t *cell;
    size_t n_cells;
} node;

typedef struct search {
    const keur_search_codes *in;
    const keur_search_ask *ask;
    uint32_t *place; /* per combination, or slot: the secret of its synthetic rows plus 1, SEVERAL;
                        0: none */
    uint32_t *count; /* synthetic rows of it; where holdout rows stand among them */
    uint64_t *slots; /* combination plus 1; 0: empty */
    size_t n_slots;
    uint64_t *keys;      /* per row */
    unsigned char *told; /* per real row; or NULL */
    node *kept, *next;
    size_t n_kept, n_next;
} search;

void keur_search_codes_free(keur_search_codes *codes)
{
    if (codes == NULL)
        return;
    for (size_t j = 0; codes->codes != NULL && j < codes->n_columns; j++)
        keur_release(codes->codes[j]);
    keur_release(codes->codes);
    keur_release(codes->radix);
    keur_release(codes);
}

static void copy_codes(const keur_search_rows *of, const int32_t *const from[3], uint32_t *to)
{
    const size_t ends[3] = {of->n_synthetic, of->n_synthetic + of->n_train,
                            of->n_synthetic + of->n_train + of->n_holdout};
    size_t i = 0;

    for (size_t t = 0; t < 3; t++) {
        for (; i < ends[t]; i++)
            to[i] = (uint32_t)(from[t][of->rows[i]] + 1);
    }
}

keur_status keur_search_codes_new(keur_case *on, const keur_search_rows *rows, size_t n_groups,
                                  keur_search_codes **made, keur_error *err)
{
    static const keur_role roles[] = {KEUR_SYNTHETIC, KEUR_TRAIN, KEUR_HOLDOUT};
    const keur_grouped *grouped = NULL;
    keur_search_codes *to = NULL;
    keur_status status = KEUR_OK;

    *made = NULL;
    if (n_groups > 0)
        KEUR_TRY(keur_case_grouped(on, n_groups, &grouped, err));
    KEUR_TRY(KEUR_NEW(to, 1, err));
    to->of = *rows;
    to->n_rows = rows->n_synthetic + rows->n_train + rows->n_holdout;
    to->n_columns = keur_case_columns(on);
    to->n_groups = n_groups;
    KEUR_TRY(KEUR_NEW(to->codes, to->n_columns, err));
    KEUR_TRY(KEUR_NEW(to->radix, to->n_columns, err));
    for (size_t j = 0; j < to->n_columns; j++) {
        const int32_t *from[3];

        for (size_t t = 0; t < 3; t++)
            from[t] = grouped != NULL ? grouped->rows[roles[t]].codes[j]
                                      : keur_case_codes(on, roles[t], j);
        to->radix[j] =
            (uint64_t)(grouped != NULL ? grouped->n_codes : keur_case_code_counts(on))[j] + 1;
        KEUR_TRY(KEUR_NEW(to->codes[j], to->n_rows, err));
        copy_codes(rows, from, to->codes[j]);
    }
    *made = to;
    to = NULL;
out:
    keur_search_codes_free(to);
    return status;
}

/* The place of a combination: itself, or its slot among the hashed; that of one that is not there
 * is empty. */
static size_t place_of(const search *by, uint64_t key, bool is_hashed)
{
    size_t at;

    if (!is_hashed)
        return (size_t)key;
    at = (size_t)keur_mix(key) & (by->n_slots - 1);
    while (by->slots[at] != 0 && by->slots[at] != key + 1)
        at = (at + 1) & (by->n_slots - 1);
    return at;
}

/* The secrets that synthetic rows have in each combination. */
static void enter(search *by, const uint32_t *secret, bool is_hashed)
{
    for (size_t i = 0; i < by->in->of.n_synthetic; i++) {
        const size_t at = place_of(by, by->keys[i], is_hashed);
        const uint32_t told = secret[i] + 1;

        if (is_hashed)
            by->slots[at] = by->keys[i] + 1;
        by->place[at] = by->place[at] == 0 || by->place[at] == told ? told : SEVERAL;
        if (by->in->of.is_paired)
            by->count[at]++;
    }
}

/* Rows begin .. end - 1 that have the one secret of their combination. `itself`: a row must not be
 * the only one to say so. */
static size_t count_told(const search *by, const uint32_t *secret, bool is_hashed, bool itself,
                         size_t begin, size_t end)
{
    size_t n = 0;

    for (size_t i = begin; i < end; i++) {
        const size_t at = place_of(by, by->keys[i], is_hashed);

        const bool is_told = by->place[at] == secret[i] + 1 && (!itself || by->count[at] > 1);

        n += is_told;
        if (by->told != NULL)
            by->told[i - by->in->of.n_synthetic] = is_told;
    }
    return n;
}

/* Rows told by the combinations of `parent` (NULL: none) and one more key. */
static void score(search *by, const node *parent, size_t column, const uint32_t *secret,
                  keur_search_found *found)
{
    const keur_search_rows *of = &by->in->of;
    const uint64_t radix = by->in->radix[column];
    const uint64_t domain = (parent != NULL ? parent->n_cells : 1) * radix;
    const bool is_hashed = domain > MOST_PLACES;
    const size_t n_places = is_hashed ? by->n_slots : (size_t)domain;
    const uint32_t *code = by->in->codes[column];
    const size_t train = of->n_synthetic, holdout = train + of->n_train;

    for (size_t i = 0; i < by->in->n_rows; i++)
        by->keys[i] = (parent != NULL ? parent->cell[i] * radix : 0) + code[i];
    memset(by->place, 0, n_places * sizeof *by->place);
    if (of->is_paired)
        memset(by->count, 0, n_places * sizeof *by->count);
    if (is_hashed)
        memset(by->slots, 0, n_places * sizeof *by->slots);
    enter(by, secret, is_hashed);
    found->train = count_told(by, secret, is_hashed, false, train, holdout);
    found->holdout = count_told(by, secret, is_hashed, of->is_paired, holdout, by->in->n_rows);
    found->excess =
        (double)found->train / (double)of->n_train - (double)found->holdout / (double)of->n_holdout;
}

/* The combinations of `parent` (NULL: none) and one more key. */
static keur_status extend(search *by, const node *parent, size_t column, node *made,
                          keur_error *err)
{
    const size_t n = by->in->n_rows;
    const uint64_t radix = by->in->radix[column];
    const uint64_t domain = (parent != NULL ? parent->n_cells : 1) * radix;
    const uint32_t *code = by->in->codes[column];
    keur_status status = KEUR_OK;

    if (made->cell == NULL)
        KEUR_TRY(KEUR_NEW(made->cell, n, err));
    if (keur_intern_is_narrow(n, domain)) {
        for (size_t i = 0; i < n; i++)
            made->cell[i] = (uint32_t)((parent != NULL ? parent->cell[i] * radix : 0) + code[i]);
        return keur_intern_narrow(made->cell, n, (size_t)domain, &made->n_cells, err);
    }
    for (size_t i = 0; i < n; i++)
        by->keys[i] = (parent != NULL ? parent->cell[i] * radix : 0) + code[i];
    KEUR_TRY(keur_intern_wide(by->keys, n, made->cell, &made->n_cells, err));
out:
    return status;
}

static void search_free(search *by)
{
    for (size_t k = 0; k < by->n_kept; k++)
        keur_release(by->kept[k].cell);
    for (size_t k = 0; k < by->n_next; k++)
        keur_release(by->next[k].cell);
    keur_release(by->kept);
    keur_release(by->next);
    keur_release(by->place);
    keur_release(by->count);
    keur_release(by->slots);
    keur_release(by->keys);
}

static keur_status search_start(const keur_search_codes *codes, size_t beam, search *by,
                                keur_error *err)
{
    size_t n_places;
    keur_status status = KEUR_OK;

    by->in = codes;
    by->n_slots = 16;
    while (by->n_slots < 2 * codes->of.n_synthetic)
        by->n_slots *= 2;
    n_places = by->n_slots > MOST_PLACES ? by->n_slots : MOST_PLACES;
    KEUR_TRY(KEUR_NEW(by->place, n_places, err));
    KEUR_TRY(KEUR_NEW(by->count, codes->of.is_paired ? n_places : 0, err));
    KEUR_TRY(KEUR_NEW(by->slots, by->n_slots, err));
    KEUR_TRY(KEUR_NEW(by->keys, codes->n_rows, err));
    KEUR_TRY(KEUR_NEW(by->kept, beam, err));
    KEUR_TRY(KEUR_NEW(by->next, beam, err));
out:
    return status;
}

static bool has(const keur_search_found *set, size_t column)
{
    for (size_t k = 0; k < set->n; k++) {
        if (set->columns[k] == column)
            return true;
    }
    return false;
}

/* A set with one more column, in its place. */
static keur_search_found with(const keur_search_found *set, size_t column)
{
    keur_search_found made = *set;
    size_t at = made.n++;

    for (; at > 0 && made.columns[at - 1] > column; at--)
        made.columns[at] = made.columns[at - 1];
    made.columns[at] = column;
    return made;
}

static bool is_same(const keur_search_found *a, const keur_search_found *b)
{
    return a->n == b->n && memcmp(a->columns, b->columns, a->n * sizeof *a->columns) == 0;
}

/* A set that was scored, what it extends, and by which key. */
typedef struct scored {
    keur_search_found found;
    const node *parent;
    size_t column;
} scored;

static bool was_scored(const scored *list, size_t n, const keur_search_found *set)
{
    for (size_t i = 0; i < n; i++) {
        if (is_same(&list[i].found, set))
            return true;
    }
    return false;
}

/* Scores every extension of one set. */
static void score_extensions(search *by, const node *parent, const keur_search_found *set,
                             scored *list, size_t *n)
{
    const uint32_t *secret = by->in->codes[by->ask->secret];

    for (size_t k = 0; k < by->ask->n_candidates; k++) {
        const size_t column = by->ask->candidates[k];
        scored *to = &list[*n];

        if (column == by->ask->secret || has(set, column))
            continue;
        to->found = with(set, column);
        if (was_scored(list, *n, &to->found))
            continue;
        to->parent = parent;
        to->column = column;
        score(by, parent, column, secret, &to->found);
        ++*n;
    }
}

/* Makes nodes of the best; the order of equals stays. */
static keur_status keep_best(search *by, scored *list, size_t n, keur_error *err)
{
    const size_t n_wanted = n < by->ask->beam ? n : by->ask->beam;
    keur_status status = KEUR_OK;

    for (size_t k = 0; k < n_wanted; k++) {
        size_t best = n;

        for (size_t i = 0; i < n; i++) {
            if (list[i].column != SIZE_MAX &&
                (best == n || list[i].found.excess > list[best].found.excess))
                best = i;
        }
        by->n_next = by->n_next > k ? by->n_next : k + 1;
        by->next[k].found = list[best].found;
        KEUR_TRY(extend(by, list[best].parent, list[best].column, &by->next[k], err));
        list[best].column = SIZE_MAX;
    }
out:
    return status;
}

static void swap_nodes(search *by)
{
    node *nodes = by->kept;
    const size_t n = by->n_kept;

    by->kept = by->next;
    by->n_kept = by->n_next;
    by->next = nodes;
    by->n_next = n;
}

/* One size of sets; n_parents of by->kept are extended, or the empty set. */
static keur_status search_size(search *by, scored *list, size_t n_parents, bool is_last,
                               size_t *n_kept, keur_search_found *found, keur_error *err)
{
    const keur_search_found none = {.n_groups = by->in->n_groups};
    size_t n = 0;
    keur_status status = KEUR_OK;

    if (n_parents == 0)
        score_extensions(by, NULL, &none, list, &n);
    for (size_t p = 0; p < n_parents; p++)
        score_extensions(by, &by->kept[p], &by->kept[p].found, list, &n);
    for (size_t i = 0; i < n; i++) {
        if (found->n == 0 || list[i].found.excess > found->excess)
            *found = list[i].found;
    }
    *n_kept = n < by->ask->beam ? n : by->ask->beam;
    if (is_last || n == 0)
        return KEUR_OK;
    KEUR_TRY(keep_best(by, list, n, err));
    swap_nodes(by);
out:
    return status;
}

keur_status keur_search_keys(const keur_search_codes *codes, const keur_search_ask *ask,
                             keur_search_found *found, keur_error *err)
{
    search by = {.ask = ask};
    scored *list = NULL;
    size_t n_parents = 0;
    keur_status status = KEUR_OK;

    *found = (keur_search_found){.n = 0};
    KEUR_TRY(search_start(codes, ask->beam, &by, err));
    KEUR_TRY(KEUR_NEW(list, (ask->beam + 1) * (ask->n_candidates + 1), err));
    for (size_t size = 1; size <= ask->most_keys && (size == 1 || n_parents > 0); size++)
        KEUR_TRY(search_size(&by, list, n_parents, size == ask->most_keys, &n_parents, found, err));
out:
    keur_release(list);
    search_free(&by);
    return status;
}

keur_status keur_search_count(const keur_search_codes *codes, size_t secret,
                              keur_search_found *found, unsigned char *told, keur_error *err)
{
    search by = {.told = told};
    node nodes[2] = {{.cell = NULL}, {.cell = NULL}};
    const node *parent = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(search_start(codes, 1, &by, err));
    for (size_t k = 0; k + 1 < found->n; k++) {
        KEUR_TRY(extend(&by, parent, found->columns[k], &nodes[k % 2], err));
        parent = &nodes[k % 2];
    }
    score(&by, parent, found->columns[found->n - 1], codes->codes[secret], found);
out:
    keur_release(nodes[0].cell);
    keur_release(nodes[1].cell);
    search_free(&by);
    return status;
}
