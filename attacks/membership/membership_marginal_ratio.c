/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which combinations of values a row has that are more frequent in S than in R:
 *
 *     score(x) = sum over all 1- and 2-way cells q of x of log((f_S(q) + a) / (f_R(q) + a)),
 *
 * f the share of rows in the cell, a = 1 / (2 |R|), numbers in 20 quantile groups of R, the outer
 * ones without end. Missing values and special codes are cells of their own. Where the holdout is
 * S, a row of it does not count itself, and a row of train leaves out one row of those scored,
 * drawn by seed: both are counted among as many others, else those of train would lie higher by 1 /
 * |S| in each cell (area .505 on adult, not .500). Shares are of all of S. After MAMA-MIA: Golob et
 * al., arXiv 2402.06699, and TAMIS: Andrey et al. 2025.
 */
#include <math.h>

#include "attacks/membership/membership.h"
#include "attacks/registry.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/try.h"

enum { IN_S = 2, IN_R, TABLES }; /* behind the two sides that are scored */

typedef struct marginals {
    keur_scoring *to;
    keur_rows tables[TABLES];
    const size_t *n_codes;
    uint32_t *self; /* per row of the second side its row of S; NULL: none */
    uint32_t
        *left_out; /* then, per row of the first side the row of the second that it leaves out */
} marginals;

/* log((f_S + a) / (f_R + a)) of a cell where a row of S that asks leaves out `itself` (0 or 1). */
static double ratio_of(const marginals *of, const keur_cells *cells, size_t cell, size_t itself)
{
    const double n_s = (double)of->tables[IN_S].n_rows;
    const double n_r = (double)of->tables[IN_R].n_rows, a = 1 / (2 * n_r);
    const double s = ((double)cells->count[IN_S][cell] - (double)itself) / n_s;

    return log(s + a) - log((double)cells->count[IN_R][cell] / n_r + a);
}

/* Add the ratio of its cell to the score of every row. */
static void add_ratios(const marginals *of, const keur_cells *cells, const double *ratios)
{
    const bool is_alone = of->tables[IN_S].n_rows == 1;
    double *scores = of->to->scores;

    for (size_t i = 0; i < of->tables[0].n_rows; i++) {
        const size_t cell = cells->cell[0][i];
        const bool is_there = of->left_out != NULL && cells->cell[1][of->left_out[i]] == cell;

        *scores++ += is_there ? ratio_of(of, cells, cell, 1) : ratios[cell];
    }
    for (size_t i = 0; i < of->tables[1].n_rows; i++) {
        const bool is_itself = of->self != NULL && of->self[i] != KEUR_NO_ROW;
        const size_t cell = cells->cell[1][i];

        if (is_itself)
            *scores++ += is_alone ? NAN : ratio_of(of, cells, cell, 1);
        else
            *scores++ += ratios[cell];
    }
}

static keur_status add_cells_of(const marginals *of, const size_t *columns, size_t n_columns,
                                keur_error *err)
{
    keur_cells *cells = NULL;
    double *ratios = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_cells_count(of->tables, TABLES, columns, n_columns, of->n_codes,
                              keur_case_threads(of->to->on), &cells, err));
    KEUR_TRY(KEUR_NEW(ratios, cells->n_cells, err));
    for (size_t cell = 0; cell < cells->n_cells; cell++)
        ratios[cell] = ratio_of(of, cells, cell, 0);
    add_ratios(of, cells, ratios);
out:
    keur_release(ratios);
    keur_cells_free(cells);
    return status;
}

static keur_status draw_left_out(marginals *of, keur_error *err)
{
    const size_t n_members = of->tables[0].n_rows, n_others = of->tables[1].n_rows;
    keur_status status = KEUR_OK;

    if (of->self == NULL || n_others == 0)
        return KEUR_OK;
    KEUR_TRY(KEUR_NEW(of->left_out, n_members, err));
    for (size_t i = 0; i < n_members; i++) {
        keur_random random =
            keur_random_start(keur_case_seed(of->to->on), "membership-marginal-ratio", i);

        of->left_out[i] = (uint32_t)keur_random_below(&random, n_others);
    }
out:
    return status;
}

static keur_status score(keur_scoring *to, keur_error *err)
{
    const size_t n_groups = (size_t)keur_args_number(to->args, "groups");
    keur_grouped grouped = {.n_groups = 0};
    marginals of = {.to = to};
    keur_status status = KEUR_OK;

    KEUR_TRY(
        keur_grouped_make(to->on, n_groups, KEUR_LOWEST_OPEN, 1u << KEUR_REFERENCE, &grouped, err));
    of.tables[0] = grouped.rows[keur_scored_roles[0]];
    of.tables[1] = grouped.rows[keur_scored_roles[1]];
    of.tables[IN_S] = grouped.rows[KEUR_SYNTHETIC];
    of.tables[IN_R] = grouped.rows[KEUR_REFERENCE];
    of.n_codes = grouped.n_codes;
    KEUR_TRY(keur_case_self(to->on, keur_scored_roles[1], KEUR_SYNTHETIC, &of.self, err));
    KEUR_TRY(draw_left_out(&of, err));
    for (size_t j = 0; j < keur_case_columns(to->on); j++) {
        KEUR_TRY(add_cells_of(&of, (const size_t[]){j}, 1, err));
        for (size_t k = j + 1; k < keur_case_columns(to->on); k++)
            KEUR_TRY(add_cells_of(&of, (const size_t[]){j, k}, 2, err));
    }
out:
    keur_release(of.self);
    keur_release(of.left_out);
    keur_grouped_free(&grouped);
    return status;
}

static const char *const settings[] = {"", NULL};
static const keur_attack attack = {
    .score = score, .tried = settings, .in_ensemble = NULL, .in_audit = settings};

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    return keur_membership_run(&keur_membership_marginal_ratio, on, args, out, err);
}

static const keur_param params[] = {{.name = "groups",
                                     .type = KEUR_PARAM_INTEGER,
                                     .low = 2,
                                     .high = 1000,
                                     .fallback = "20",
                                     .unit = "groups",
                                     .help = "quantile groups of the reference for numbers"},
                                    KEUR_PARAM_BY_GROUP,
                                    {.name = NULL}};

const keur_measure keur_membership_marginal_ratio = {
    .name = "membership-marginal-ratio",
    .title = "Membership by frequent combinations",
    .question = "Do people who were in the train table have values, and pairs of values, that are "
                "more frequent in the synthetic table than among other real rows?",
    .limits = "Sees what tables of one and two columns give away; copies of whole rows are found "
              "better by distance. Assumes an attacker who owns real rows.",
    .source = "After MAMA-MIA (Golob et al., arXiv 2402.06699) and TAMIS (Andrey et al. 2025)",
    .family = KEUR_FAMILY_MEMBERSHIP,
    .needs = KEUR_NEEDS_HOLDOUT | KEUR_NEEDS_REFERENCE,
    .params = params,
    .run = run,
    .attack = &attack,
};
