/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fidelity/dealt.h"

#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"

static uint32_t row_of(const keur_dealer *by, size_t i)
{
    return by->subset != NULL ? by->subset[i] : (uint32_t)i;
}

/* Place of each person in a random order; UINT32_MAX where there is none of that number. */
static keur_status order_persons(const keur_dealer *by, uint32_t *place, size_t *n_persons,
                                 keur_error *err)
{
    keur_random random = keur_random_start(by->seed, by->purpose, 0);
    const size_t n_all = by->units != NULL ? by->n_units : by->n_rows;
    uint32_t *persons = NULL;
    size_t n = 0;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(persons, n_all, err));
    for (size_t p = 0; p < n_all; p++)
        place[p] = UINT32_MAX;
    for (size_t i = 0; i < by->n_rows; i++)
        place[by->units != NULL ? (size_t)by->units[row_of(by, i)] : i] = 0;
    for (size_t p = 0; p < n_all; p++)
        if (place[p] == 0)
            persons[n++] = (uint32_t)p;
    keur_random_shuffle(&random, persons, n);
    for (size_t i = 0; i < n; i++)
        place[persons[i]] = (uint32_t)i;
    *n_persons = n;
out:
    keur_release(persons);
    return status;
}

keur_status keur_deal_make(const keur_dealer *by, keur_deal *made, keur_error *err)
{
    const size_t n_all = by->units != NULL ? by->n_units : by->n_rows;
    uint32_t *place = NULL;
    size_t *next = NULL;
    keur_status status = KEUR_OK;

    *made = (keur_deal){.n_rows = by->n_rows};
    KEUR_TRY(KEUR_NEW(made->rows, by->n_rows, err));
    KEUR_TRY(KEUR_NEW(made->person, by->n_rows, err));
    KEUR_TRY(KEUR_NEW(place, n_all, err));
    KEUR_TRY(order_persons(by, place, &made->n_persons, err));
    KEUR_TRY(KEUR_NEW(next, made->n_persons + 1, err));
    for (size_t i = 0; i < by->n_rows; i++)
        next[place[by->units != NULL ? (size_t)by->units[row_of(by, i)] : i] + 1]++;
    for (size_t p = 0; p < made->n_persons; p++)
        next[p + 1] += next[p];
    for (size_t i = 0; i < by->n_rows; i++) {
        const uint32_t p = place[by->units != NULL ? (size_t)by->units[row_of(by, i)] : i];

        made->person[next[p]] = p;
        made->rows[next[p]++] = row_of(by, i);
    }
out:
    keur_release(place);
    keur_release(next);
    return status;
}

void keur_deal_free(keur_deal *deal)
{
    keur_release(deal->rows);
    keur_release(deal->person);
    *deal = (keur_deal){.rows = NULL};
}

static keur_status new_codes(keur_dealt *made, size_t n_rows, size_t n_columns, keur_error *err)
{
    keur_status status = KEUR_OK;

    *made = (keur_dealt){.n_rows = n_rows, .n_columns = n_columns};
    KEUR_TRY(KEUR_NEW(made->codes, n_columns, err));
    for (size_t j = 0; j < n_columns; j++)
        KEUR_TRY(KEUR_NEW(made->codes[j], n_rows, err));
out:
    return status;
}

/* Places of the first n rows of a deal, hand by hand, in the order of the deal. */
static keur_status sort_hands(const keur_deal *deal, size_t n_rows, size_t n_hands, size_t *begin,
                              uint32_t **places, keur_error *err)
{
    size_t next[KEUR_MOST_HANDS + 1] = {0};
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(*places, n_rows, err));
    for (size_t i = 0; i < n_rows; i++)
        next[deal->person[i] % n_hands + 1]++;
    for (size_t h = 0; h < n_hands; h++)
        next[h + 1] += next[h];
    for (size_t h = 0; h <= n_hands; h++)
        begin[h] = next[h];
    for (size_t i = 0; i < n_rows; i++)
        (*places)[next[deal->person[i] % n_hands]++] = (uint32_t)i;
out:
    return status;
}

keur_status keur_dealt_make(const keur_rows *from, const keur_deal *deal, size_t n_rows,
                            size_t n_hands, keur_dealt *made, keur_error *err)
{
    uint32_t *places = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(new_codes(made, n_rows, from->n_columns, err));
    KEUR_TRY(sort_hands(deal, n_rows, n_hands, made->begin, &places, err));
    for (size_t j = 0; j < from->n_columns; j++)
        for (size_t i = 0; i < n_rows; i++)
            made->codes[j][i] = 1 + from->codes[j][deal->rows[places[i]]];
out:
    keur_release(places);
    return status;
}

/* So often another row is drawn where a person was taken for the row already. */
enum { MOST_REDRAWN = 32 };

/* The sources of all cells of a hand. */
static void draw_hand(keur_random *random, const keur_rows *from, const keur_deal *deal,
                      const uint32_t *places, size_t n, size_t first, size_t end, size_t *taken_by,
                      keur_dealt *made)
{
    for (size_t i = first; i < end; i++) {
        for (size_t j = 0; j < from->n_columns; j++) {
            uint32_t at = places[keur_random_below(random, n)];

            for (int turn = 0; turn < MOST_REDRAWN && taken_by[deal->person[at]] == i + 1; turn++)
                at = places[keur_random_below(random, n)];
            taken_by[deal->person[at]] = i + 1;
            made->codes[j][i] = 1 + from->codes[j][deal->rows[at]];
        }
    }
}

keur_status keur_dealt_independent(const keur_rows *from, const keur_deal *deal,
                                   const keur_dealt *like, size_t n_hands, uint64_t seed,
                                   uint64_t item, keur_dealt *made, keur_error *err)
{
    size_t begin[KEUR_MOST_HANDS + 1], *taken_by = NULL;
    uint32_t *places = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(new_codes(made, like->n_rows, from->n_columns, err));
    KEUR_TRY(sort_hands(deal, deal->n_rows, n_hands, begin, &places, err));
    KEUR_TRY(KEUR_NEW(taken_by, deal->n_persons, err));
    for (size_t h = 0; h < n_hands; h++) {
        keur_random random =
            keur_random_start(seed, "index-independent", item * KEUR_MOST_HANDS + h);

        made->begin[h] = like->begin[h];
        draw_hand(&random, from, deal, places + begin[h], begin[h + 1] - begin[h], like->begin[h],
                  like->begin[h + 1], taken_by, made);
    }
    made->begin[n_hands] = like->n_rows;
out:
    keur_release(places);
    keur_release(taken_by);
    return status;
}

void keur_dealt_free(keur_dealt *dealt)
{
    for (size_t j = 0; dealt->codes != NULL && j < dealt->n_columns; j++)
        keur_release(dealt->codes[j]);
    keur_release(dealt->codes);
    *dealt = (keur_dealt){.codes = NULL};
}
