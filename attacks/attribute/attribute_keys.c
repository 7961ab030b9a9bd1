/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a synthetic table tells about a secret t to somebody who knows the keys q of a person. With
 * d_tq real and s_tq synthetic rows, p = s_tq / s_q, n real rows, in per cent of the real rows:
 *
 *   dorig          keys disclosive (they go with one t only) in the real table
 *   is             keys occur in the synthetic table
 *   dis            keys disclosive in the synthetic table
 *   disco          disclosive and correct: sum d_tq [p = 1]
 *   disco-known    disco among the rows whose secret is not missing, where some are
 *   disdio         disco where the keys are disclosive in the real table too
 *   base-cap       sum over t of d_t^2 / n
 *   cap-real       sum (d_tq / d_q) d_tq
 *   cap-synthetic  the same of the synthetic table
 *   dcap           sum p d_tq; dcap-present: over rows whose keys occur
 *   tcap           disco / dis; tcap-synthpop: disco / is
 *
 * and disco-excluded-one-way, -two-way: rows of disco that some would not count (exclusions.c);
 * -shuffled: the same of the synthetic table with every column shuffled.
 *
 * Missing is a level. What the table teaches about everyone is no leak: the excess over the
 * holdout is. Raab, Nowok, Dibben: Practical privacy metrics for synthetic data; Taub, Elliot,
 * Pampaka, Smith: Differential correct attribution probability, PSD 2018.
 */
#include <math.h>

#include "attacks/attribute/attribute.h"
#include "attacks/attribute/secrets.h"
#include "attacks/keys.h"
#include "attacks/registry.h"
#include "attacks/shuffles.h"
#include "base/try.h"
#include "case/columns.h"
#include "case/labels.h"

/* Names of the figures of one table. */
typedef struct names {
    const char *dorig, *is, *dis, *disco, *disco_known, *disdio, *base_cap, *cap_real, *dcap,
        *dcap_present, *tcap, *tcap_synthpop;
} names;

static const names train_names = {
    .dorig = "dorig",
    .is = "is",
    .dis = "dis",
    .disco = "disco",
    .disco_known = "disco-known",
    .disdio = "disdio",
    .base_cap = "base-cap",
    .cap_real = "cap-real",
    .dcap = "dcap",
    .dcap_present = "dcap-present",
    .tcap = "tcap",
    .tcap_synthpop = "tcap-synthpop",
};
static const names holdout_names = {
    .dorig = "dorig-holdout",
    .is = "is-holdout",
    .dis = "dis-holdout",
    .disco = "disco-holdout",
    .disco_known = "disco-known-holdout",
    .disdio = "disdio-holdout",
    .base_cap = "base-cap-holdout",
    .cap_real = "cap-real-holdout",
    .dcap = "dcap-holdout",
    .dcap_present = "dcap-present-holdout",
    .tcap = "tcap-holdout",
    .tcap_synthpop = "tcap-synthpop-holdout",
};

/* Whether some secrets are missing: else disco-known is disco. Of fewer, that it is there would
 * tell of one. */
static bool has_unknown(const keur_disclosures *of)
{
    enum { FEW = 10 };

    return of->train.n - of->train.n_known >= FEW || of->holdout.n - of->holdout.n_known >= FEW;
}

static keur_status add_base(keur_result *out, const keur_figure *like, const char *name,
                            const keur_disclosure *of, keur_error *err)
{
    keur_figure figure = keur_figure_start(name, KEUR_KIND_STATISTIC);

    figure.unit = like->unit;
    figure.value = 100 * of->base;
    figure.n = of->n;
    figure.method = "sum of squared shares of the secret's values";
    figure.no_interval = "describes the real table itself";
    figure.n_labels = like->n_labels;
    for (size_t i = 0; i < like->n_labels; i++)
        figure.labels[i] = like->labels[i];
    return keur_result_add(out, &figure, err);
}

static keur_status add_table(keur_result *out, const keur_figure *like, const keur_disclosure *of,
                             const names *as, bool is_some_unknown, keur_error *err)
{
    const struct {
        const char *name;
        size_t numerator, denominator;
    } rates[KEUR_DISCLOSURE_RATES] = {
        [KEUR_DORIG] = {as->dorig, of->disclosive_own, of->n},
        [KEUR_IS] = {as->is, of->present, of->n},
        [KEUR_DIS] = {as->dis, of->disclosive, of->n},
        [KEUR_DISCO] = {as->disco, of->correct, of->n},
        [KEUR_DISCO_KNOWN] = {as->disco_known, of->correct_known, of->n_known},
        [KEUR_DISDIO] = {as->disdio, of->correct_own, of->n},
        [KEUR_TCAP] = {as->tcap, of->correct, of->disclosive},
        [KEUR_TCAP_SYNTHPOP] = {as->tcap_synthpop, of->correct, of->present},
    };
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < KEUR_DISCLOSURE_RATES; i++) {
        const double all = (double)rates[i].denominator;

        if (i == KEUR_DISCO_KNOWN && !is_some_unknown)
            continue;
        KEUR_TRY(keur_add_clustered_rate(out, like, rates[i].name, (double)rates[i].numerator, all,
                                         isinf(of->sizes[i]) ? all : of->sizes[i], err));
    }
    KEUR_TRY(add_base(out, like, as->base_cap, of, err));
    KEUR_TRY(keur_add_mean(out, like, as->cap_real, &of->cap_real, err));
    KEUR_TRY(keur_add_mean(out, like, as->dcap, &of->dcap, err));
    KEUR_TRY(keur_add_mean(out, like, as->dcap_present, &of->among, err));
out:
    return status;
}

static keur_status add_excess(keur_result *out, const keur_figure *like,
                              const keur_disclosures *found, keur_error *err)
{
    static const struct {
        const char *name, *minuend, *subtrahend;
        keur_disclosure_rate rate;
    } rates[] = {{"is-excess", "is", "is-holdout", KEUR_IS},
                 {"dis-excess", "dis", "dis-holdout", KEUR_DIS},
                 {"disco-excess", "disco", "disco-holdout", KEUR_DISCO},
                 {"disco-known-excess", "disco-known", "disco-known-holdout", KEUR_DISCO_KNOWN},
                 {"tcap-excess", "tcap", "tcap-holdout", KEUR_TCAP}};
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++)
        if (rates[i].rate != KEUR_DISCO_KNOWN || has_unknown(found))
            KEUR_TRY(keur_add_clustered_difference(
                out, like, rates[i].name, rates[i].minuend, found->train.sizes[rates[i].rate],
                rates[i].subtrahend, found->holdout.sizes[rates[i].rate], err));
    KEUR_TRY(keur_add_mean_difference(out, like, "dcap-excess", "dcap", &found->train.dcap,
                                      "dcap-holdout", &found->holdout.dcap, err));
out:
    return status;
}

/* What exclusions would take away, and what shuffled tables give. */
static keur_status add_beside(keur_result *out, const keur_figure *like,
                              const keur_disclosures *found, keur_error *err)
{
    const double n = (double)found->train.n;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_add_rate(out, like, "disco-excluded-one-way", (double)found->excluded.one_way, n,
                           err));
    KEUR_TRY(keur_add_rate(out, like, "disco-excluded-two-way", (double)found->excluded.two_way, n,
                           err));
    KEUR_TRY(keur_add_shuffled(out, like, "disco", &found->disco_shuffled, err));
    KEUR_TRY(keur_add_shuffled(out, like, "dcap", &found->dcap_shuffled, err));
out:
    return status;
}

static keur_status run_set(keur_case *on, const keur_key_set *set, size_t secret, keur_result *out,
                           keur_error *err)
{
    keur_figure like = {.unit = "percent", .level = 0.95, .direction = KEUR_HIGHER_IS_RISKIER};
    keur_disclosures found;
    keur_status status = KEUR_OK;

    keur_figure_label(&like, "secret", keur_case_column(on, secret)->name);
    keur_key_set_label(set, &like);
    KEUR_TRY(keur_disclosure_count(on, set, secret, set->n_shuffles, &found, err));
    KEUR_TRY(add_table(out, &like, &found.train, &train_names, has_unknown(&found), err));
    KEUR_TRY(keur_add_mean(out, &like, "cap-synthetic", &found.cap_synthetic, err));
    KEUR_TRY(add_beside(out, &like, &found, err));
    if (!found.has_holdout) {
        KEUR_TRY(keur_add_reason(out, &like, "disco-excess",
                                 "needs a holdout table, to tell a leak from what the synthetic "
                                 "table teaches about everyone",
                                 err));
        goto out;
    }
    KEUR_TRY(add_table(out, &like, &found.holdout, &holdout_names, has_unknown(&found), err));
    KEUR_TRY(add_excess(out, &like, &found, err));
out:
    return status;
}

/* Of a number with more values, exact guesses say little. */
enum { MOST_VALUES = 100 };

static keur_status run_secret(keur_case *on, const keur_args *args, size_t secret, keur_result *out,
                              keur_error *err)
{
    keur_status status = KEUR_OK;

    if (keur_case_column(on, secret)->n_values > MOST_VALUES)
        KEUR_TRY(keur_result_notice(out,
                                    "attribute-keys looks for exact values: of a secret with "
                                    "many different numbers, guesses that come near are not "
                                    "counted.",
                                    err));
    KEUR_TRY(keur_key_sets_run(on, args, secret, run_set, out, err));
out:
    return status;
}

static keur_status run(keur_case *on, const keur_args *args, keur_result *out, keur_error *err)
{
    size_t *secrets = NULL, n = 0;
    keur_status status = KEUR_OK;

    if (keur_case_columns(on) < 2)
        return keur_result_add_missing(out, "disco", "needs a secret and at least one key", err);
    KEUR_TRY(keur_secrets_of(on, args, out, &secrets, &n, err));
    for (size_t i = 0; i < n; i++)
        KEUR_TRY(run_secret(on, args, secrets[i], out, err));
    if (keur_result_figures(out) == 0)
        KEUR_TRY(keur_result_add_missing(out, "disco", "every secret is among --keys", err));
out:
    keur_columns_free(secrets);
    return status;
}

static const keur_param params[] = {
    KEUR_PARAM_KEYS, KEUR_PARAM_SECRET, KEUR_PARAM_GROUPS, KEUR_PARAM_SHUFFLES, {.name = NULL}};

const keur_measure keur_attribute_keys = {
    .name = "attribute-keys",
    .title = "Inference of a secret from keys",
    .question = "Does the synthetic table tell the secret of people whose keys are known, better "
                "for people in the train table than for others?",
    .limits =
        "Looks at exact combinations of the keys; other attackers may guess better. A missing "
        "secret counts as one: where many are missing, disco-known says what is told of the "
        "others.",
    .source = "Raab, Nowok, Dibben: Practical privacy metrics for synthetic data; Taub et al., "
              "PSD 2018",
    .family = KEUR_FAMILY_ATTRIBUTE,
    .word = KEUR_WORD_INFERENCE,
    .params = params,
    .run = run,
};
