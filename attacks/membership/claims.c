/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attacks/membership/claims.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/try.h"
#include "case/keep.h"
#include "case/units.h"
#include "near/near.h"
#include "near/rare_match.h"

/* All real rows as one table: those that are scored first, then the reference. */
typedef struct pool {
    const keur_case *on;
    keur_rows rows;
    int32_t **codes;
    int32_t *persons; /* NULL: each row is one */
    uint32_t *self;   /* per synthetic row the one it is itself; NULL: none is */
} pool;

enum { PARTS = 3 };
static const keur_role parts[PARTS] = {KEUR_TRAIN, KEUR_NON_MEMBER, KEUR_REFERENCE};

static void pool_free(pool *of)
{
    for (size_t j = 0; of->codes != NULL && j < of->rows.n_columns; j++)
        keur_release(of->codes[j]);
    keur_release(of->codes);
    keur_release(of->persons);
    keur_release(of->self);
}

static keur_status take_persons(pool *of, keur_error *err)
{
    size_t at = 0;
    keur_status status = KEUR_OK;

    if (keur_case_unit_count(of->on) == 0)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(of->persons, of->rows.n_rows, err));
    for (size_t p = 0; p < PARTS; p++) {
        const int32_t *units = keur_case_units(of->on, parts[p]);
        const size_t n = keur_case_rows(of->on, parts[p]);

        /* Rows of whom no person is told stand alone, under numbers that no person has. */
        for (size_t i = 0; i < n; i++, at++)
            of->persons[at] = units != NULL ? units[i] : -1 - (int32_t)at;
    }
out:
    return status;
}

static keur_status take_self(pool *of, keur_error *err)
{
    const size_t n = keur_case_rows(of->on, KEUR_SYNTHETIC);
    uint32_t *self = NULL;
    size_t first = 0;
    keur_status status = KEUR_OK;

    for (size_t p = 0; p < PARTS; p++) {
        KEUR_TRY(keur_case_self(of->on, KEUR_SYNTHETIC, parts[p], &self, err));
        if (self != NULL && of->self == NULL) {
            KEUR_TRY(KEUR_NEW(of->self, n, err));
            memset(of->self, 0xff, n * sizeof *of->self); /* KEUR_NO_ROW */
        }
        for (size_t i = 0; self != NULL && i < n; i++) {
            if (self[i] != KEUR_NO_ROW)
                of->self[i] = (uint32_t)first + self[i];
        }
        keur_release(self);
        self = NULL;
        first += keur_case_rows(of->on, parts[p]);
    }
out:
    keur_release(self);
    return status;
}

static keur_status pool_make(const keur_case *on, pool *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    *to = (pool){.on = on, .rows = {.n_columns = keur_case_columns(on)}};
    for (size_t p = 0; p < PARTS; p++)
        to->rows.n_rows += keur_case_rows(on, parts[p]);
    KEUR_TRY(KEUR_NEW(to->codes, to->rows.n_columns, err));
    for (size_t j = 0; j < to->rows.n_columns; j++) {
        size_t at = 0;

        KEUR_TRY(KEUR_NEW(to->codes[j], to->rows.n_rows, err));
        for (size_t p = 0; p < PARTS; p++) {
            const size_t n = keur_case_rows(on, parts[p]);

            if (n > 0)
                memcpy(to->codes[j] + at, keur_case_codes(on, parts[p], j), n * sizeof(int32_t));
            at += n;
        }
    }
    to->rows.codes = (const int32_t *const *)to->codes;
    KEUR_TRY(take_persons(to, err));
    KEUR_TRY(take_self(to, err));
out:
    return status;
}

static void count(const keur_match_claim *claims, size_t n, keur_scores *scores)
{
    const size_t n_scored = scores->n_member + scores->n_non_member;

    for (size_t i = 0; i < n; i++) {
        const double lead = claims[i].best - claims[i].second;
        const size_t row = claims[i].row;

        if (row >= n_scored) /* nobody, or a row of the reference */
            continue;
        scores[KEUR_CLAIMS_NUMBER].member[row] += 1;
        scores[KEUR_CLAIMS_SUM].member[row] += lead;
        scores[KEUR_CLAIMS_LEAD].member[row] = fmax(scores[KEUR_CLAIMS_LEAD].member[row], lead);
        scores[KEUR_CLAIMS_AGREED].member[row] =
            fmax(scores[KEUR_CLAIMS_AGREED].member[row], claims[i].best);
    }
}

static keur_status score(const keur_case *on, keur_scores *scores, keur_error *err)
{
    const keur_rows synthetic = keur_case_view(on, KEUR_SYNTHETIC);
    const size_t n_member = keur_case_rows(on, KEUR_TRAIN);
    const size_t n_other = keur_case_rows(on, KEUR_NON_MEMBER);
    pool of = {.codes = NULL};
    keur_match_weights weights = {.n_columns = 0};
    keur_match_claim *claims = NULL;
    keur_status status = KEUR_OK;

    for (size_t k = 0; k < KEUR_CLAIMS_SCORES; k++)
        scores[k] = (keur_scores){.n_member = n_member, .n_non_member = n_other};
    for (size_t k = 0; k < KEUR_CLAIMS_SCORES; k++) {
        KEUR_TRY(KEUR_NEW(scores[k].member, n_member + n_other, err));
        scores[k].non_member = scores[k].member + n_member;
    }
    KEUR_TRY(pool_make(on, &of, err));
    KEUR_TRY(KEUR_NEW(claims, synthetic.n_rows, err));
    KEUR_TRY(keur_match_weigh(&of.rows, keur_case_code_counts(on), &weights, err));
    KEUR_TRY(keur_match_claims(&weights, &of.rows, of.persons, &synthetic, of.self,
                               keur_case_threads(on), claims, err));
    count(claims, synthetic.n_rows, scores);
out:
    keur_release(claims);
    keur_match_weights_free(&weights);
    pool_free(&of);
    return status;
}

static void release(void *scores)
{
    for (size_t k = 0; k < KEUR_CLAIMS_SCORES; k++)
        keur_scores_free(&((keur_scores *)scores)[k]);
    keur_release(scores);
}

keur_status keur_claims_find(keur_case *on, const keur_scores **scores, keur_error *err)
{
    static const char name[] = "claims";
    keur_scores *kept = keur_case_kept(on, name), *made = NULL;
    keur_status status = KEUR_OK;

    if (kept == NULL) {
        KEUR_TRY(KEUR_NEW(made, KEUR_CLAIMS_SCORES, err));
        KEUR_TRY(score(on, made, err));
        kept = made;
        made = NULL;
        KEUR_TRY(keur_case_keep(on, name, kept, release, err));
    }
    *scores = kept;
out:
    if (made != NULL)
        release(made);
    return status;
}
