/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The policies that come with keur. Every number says where it comes from; no authority gives any
 * for membership attacks. */
#include <math.h>
#include <string.h>

#include "assess/policy_impl.h"
#include "base/memory.h"
#include "base/try.h"

enum { PUBLIC, CONTROLLED, INTERNAL, N_PRESETS };

static const char *const names[N_PRESETS] = {"public", "controlled", "internal"};
static const char *const abouts[N_PRESETS] = {
    "for a table that anybody may download",
    "for a table that is lent to known researchers under an agreement",
    "for a table that stays with the holder of the real rows"};

#define OWN "preset of this project"
#define ELEVEN                                                                                     \
    "1/11: Health Canada, and policy 0070 of the European Medicines Agency, as quoted in JMIR "    \
    "22(11), 2020, e23139"
#define EL_EMAM  "El Emam and others, JAMIA Open 2022, ooac083"
#define SYNTHPOP "the authors of synthpop"
#define AUDITING                                                                                   \
    "an attack that shows more than the declared epsilon allows proves the declaration wrong"
#define CHANCE(times) times " chance, which is 0.01; " OWN

/* One line of the table: NAN is no limit; the declared epsilon has none of its own. */
typedef struct line {
    const char *measure, *substitute, *figure;
    keur_limit_kind kind;
    double limits[N_PRESETS];
    const char *provenances[N_PRESETS];
    bool is_epsilon, for_secrets, only_where_given;
} line;

#define ATTRIBUTE(measure)                                                                         \
    {                                                                                              \
        measure, NULL, "worst-risk", KEUR_LIMIT_GATE, {0.09, 0.20, 0.33}, {ELEVEN, OWN, OWN},      \
            false, true, false                                                                     \
    }
#define IDENTITY(measure)                                                                          \
    {                                                                                              \
        measure, NULL, "worst-risk", KEUR_LIMIT_GATE, {0.09, 0.20, 0.33}, {ELEVEN, OWN, OWN},      \
            false, false, false                                                                    \
    }
#define EXCESS(figure)                                                                             \
    {                                                                                              \
        "attribute-keys", NULL, figure, KEUR_LIMIT_GATE, {0.05, 0.05, 0.10}, {OWN, OWN, OWN},      \
            false, true, false                                                                     \
    }
#define EPSILON(measure, substitute)                                                               \
    {                                                                                              \
        measure, substitute, "epsilon-lower-bound", KEUR_LIMIT_BREAK_ONLY, {0, 0, 0},              \
            {AUDITING, AUDITING, AUDITING}, true, false, false                                     \
    }

static const line lines[] = {
    {"worst-attack",
     NULL,
     "auc",
     KEUR_LIMIT_GATE,
     {0.55, 0.60, 0.70},
     {OWN, OWN, OWN},
     false,
     false,
     false},
    {"membership-audit",
     "membership-ensemble",
     "tpr@fpr=0.01",
     KEUR_LIMIT_GATE,
     {0.02, 0.05, 0.10},
     {CHANCE("twice"), CHANCE("five times"), CHANCE("ten times")},
     false,
     false,
     false},
    ATTRIBUTE("attribute-neighbour"),
    ATTRIBUTE("attribute-model"),
    ATTRIBUTE("attribute-key"),
    IDENTITY("singling-out"),
    IDENTITY("linkability"),
    EXCESS("disco-excess"),
    EXCESS("dcap-excess"),
    {"exact-copies",
     NULL,
     "exact-copies-excess",
     KEUR_LIMIT_BREAK_ONLY,
     {0, 0.005, 0.05},
     {OWN, OWN, OWN},
     false,
     false,
     false},
    {"exact-copies",
     NULL,
     "left-out-copies-excess",
     KEUR_LIMIT_BREAK_ONLY,
     {0, 0.005, 0.05},
     {OWN, OWN, OWN},
     false,
     false,
     true},
    EPSILON("membership-ensemble", NULL),
    EPSILON("membership-audit", "membership-ensemble"),
    {"membership-audit",
     "membership-ensemble",
     "f-relative",
     KEUR_LIMIT_ADVISORY,
     {0.20, 0.20, 0.33},
     {EL_EMAM, EL_EMAM, EL_EMAM},
     false,
     false,
     false},
    {"table-utility",
     NULL,
     "s-pmse-median",
     KEUR_LIMIT_ADVISORY,
     {3, 3, NAN},
     {SYNTHPOP, SYNTHPOP, NULL},
     false,
     false,
     false},
    {"table-utility",
     NULL,
     "s-pmse-max",
     KEUR_LIMIT_ADVISORY,
     {10, 10, NAN},
     {SYNTHPOP, SYNTHPOP, NULL},
     false,
     false,
     false},
};

/* "worst-risk" is every figure of the measure that is a risk: of each secret, each number of
 * neighbours, each kind of predicate. */
static const char *const required[] = {"exchangeable", "exact-copies"};

enum {
    N_LINES = sizeof lines / sizeof lines[0],
    N_REQUIRED = sizeof required / sizeof required[0]
};

const char *keur_policy_preset_name(size_t i)
{
    return i < N_PRESETS ? names[i] : NULL;
}

static keur_status fill(size_t preset, keur_policy *to, keur_error *err)
{
    keur_status status = KEUR_OK;

    to->name = names[preset];
    to->version = "1";
    to->about = abouts[preset];
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->required, N_REQUIRED, err));
    for (; to->n_required < N_REQUIRED; to->n_required++)
        to->required[to->n_required] = required[to->n_required];
    KEUR_TRY(KEUR_ARENA_NEW(to->arena, to->limits, N_LINES, err));
    for (size_t i = 0; i < N_LINES; i++) {
        const line *from = &lines[i];

        if (isnan(from->limits[preset]))
            continue;
        to->limits[to->n_limits++] =
            (keur_limit){.measure = from->measure,
                         .substitute = from->substitute,
                         .figure = from->figure,
                         .kind = from->kind,
                         .side = KEUR_BELOW,
                         .limit = from->is_epsilon ? NAN : from->limits[preset],
                         .is_declared_epsilon = from->is_epsilon,
                         .for_declared_secrets = from->for_secrets,
                         .only_where_given = from->only_where_given,
                         .confidence = to->confidence,
                         .provenance = from->provenances[preset]};
    }
out:
    return status;
}

keur_status keur_policy_preset(const char *name, keur_policy **policy, keur_error *err)
{
    keur_policy *made = NULL;
    size_t preset = 0;
    keur_status status = KEUR_OK;

    *policy = NULL;
    while (preset < N_PRESETS && strcmp(names[preset], name) != 0)
        preset++;
    if (preset == N_PRESETS)
        return keur_fail(err, KEUR_EUSAGE,
                         "there is no policy \"%s\": expected public, controlled or internal",
                         name);
    KEUR_TRY(keur_policy_new(&made, err));
    KEUR_TRY(fill(preset, made, err));
    *policy = made;
    made = NULL;
out:
    keur_policy_free(made);
    return status;
}
