/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where keur writes which number: a place that is not named here holds none. */
#include "cli/check_numbers.h"

#include <stddef.h>
#include <string.h>

/* In a path `[]` is any index and `*` any name of a member. */
typedef struct place {
    keur_document of;
    const char *path;
    keur_number_rule rule;
} place;

static const place places[] = {
    {KEUR_DOCUMENT_SCORECARD, "$.keur_scorecard", KEUR_NUMBER_FREE},
    {KEUR_DOCUMENT_SCORECARD, "$.seed", KEUR_NUMBER_FREE},
    {KEUR_DOCUMENT_SCORECARD, "$.inputs[].rows", KEUR_NUMBER_WHOLE},
    {KEUR_DOCUMENT_SCORECARD, "$.inputs[].columns", KEUR_NUMBER_WHOLE},
    {KEUR_DOCUMENT_SCORECARD, "$.figures[].level", KEUR_NUMBER_LEVEL},
    {KEUR_DOCUMENT_SCORECARD, "$.figures[].*", KEUR_NUMBER_JUDGED},
    {KEUR_DOCUMENT_SCORECARD, "$.series[].points[][]", KEUR_NUMBER_JUDGED},
    {KEUR_DOCUMENT_SCORECARD, "$.series[].coordinates[].rows", KEUR_NUMBER_JUDGED},
    {KEUR_DOCUMENT_SCORECARD, "$.verdict.findings[].limit", KEUR_NUMBER_FREE},
    {KEUR_DOCUMENT_SCORECARD, "$.verdict.findings[].confidence", KEUR_NUMBER_FREE},
    {KEUR_DOCUMENT_COMPARISON, "$.keur_comparison", KEUR_NUMBER_FREE},
    {KEUR_DOCUMENT_COMPARISON, "$.rows.*", KEUR_NUMBER_WHOLE},
    {KEUR_DOCUMENT_COMPARISON, "$.tables[].axes.*.*", KEUR_NUMBER_FIGURE},
    {KEUR_DOCUMENT_COMPARISON, "$.tables[].draws[].rows", KEUR_NUMBER_WHOLE},
    {KEUR_DOCUMENT_COMPARISON, "$.tables[].draws[].axes.*.*", KEUR_NUMBER_FIGURE},
    {KEUR_DOCUMENT_COMPARISON, "$.differences[].value", KEUR_NUMBER_FIGURE},
    {KEUR_DOCUMENT_COMPARISON, "$.differences[].low", KEUR_NUMBER_FIGURE},
    {KEUR_DOCUMENT_COMPARISON, "$.differences[].high", KEUR_NUMBER_FIGURE},
    {KEUR_DOCUMENT_COMPARISON, "$.references[].axes.*.*", KEUR_NUMBER_FIGURE},
    {KEUR_DOCUMENT_LINKED, "$.@graph[].keur:rows", KEUR_NUMBER_WHOLE},
    {KEUR_DOCUMENT_LINKED, "$.@graph[].keur:columns", KEUR_NUMBER_WHOLE},
    {KEUR_DOCUMENT_LINKED, "$.@graph[].dqv:value", KEUR_NUMBER_FIGURE},
    {KEUR_DOCUMENT_LINKED, "$.@graph[].keur:low", KEUR_NUMBER_FIGURE},
    {KEUR_DOCUMENT_LINKED, "$.@graph[].keur:high", KEUR_NUMBER_FIGURE},
    {KEUR_DOCUMENT_LINKED, "$.@graph[].keur:level", KEUR_NUMBER_LEVEL},
    {KEUR_DOCUMENT_LINKED, "$.@graph[].keur:n", KEUR_NUMBER_COUNT},
    {KEUR_DOCUMENT_LINKED, "$.@graph[].keur:denominator", KEUR_NUMBER_COUNT},
    {KEUR_DOCUMENT_LINKED, "$.@graph[].keur:numerator", KEUR_NUMBER_NEVER},
    {KEUR_DOCUMENT_LINKED, "$.@graph[].keur:finding[].keur:limit", KEUR_NUMBER_FREE},
    {KEUR_DOCUMENT_LINKED, "$.@graph[].keur:finding[].keur:confidence", KEUR_NUMBER_FREE},
    {KEUR_DOCUMENT_ATTACK, "$.figures[].numerator", KEUR_NUMBER_NEVER},
    {KEUR_DOCUMENT_ATTACK, "$.figures[].n_least", KEUR_NUMBER_NEVER},
    {KEUR_DOCUMENT_ATTACK, "$.figures[].n_apart", KEUR_NUMBER_NEVER},
    {KEUR_DOCUMENT_ATTACK, "$.figures[].n_parts", KEUR_NUMBER_WHOLE},
    /* The document does not say how many rows the synthetic table has. */
    {KEUR_DOCUMENT_ATTACK, "$.figures[].n", KEUR_NUMBER_WHOLE},
    {KEUR_DOCUMENT_ATTACK, "$.figures[].denominator", KEUR_NUMBER_WHOLE},
    {KEUR_DOCUMENT_ATTACK, "$.figures[].value", KEUR_NUMBER_FIGURE},
    {KEUR_DOCUMENT_ATTACK, "$.figures[].low", KEUR_NUMBER_FIGURE},
    {KEUR_DOCUMENT_ATTACK, "$.figures[].high", KEUR_NUMBER_FIGURE},
    {KEUR_DOCUMENT_ATTACK, "$.figures[].level", KEUR_NUMBER_LEVEL},
    {KEUR_DOCUMENT_ATTACK, "$.series[].points[][]", KEUR_NUMBER_FIGURE},
    {KEUR_DOCUMENT_ATTACK, "$.series[].coordinates[].rows", KEUR_NUMBER_NEVER},
    {KEUR_DOCUMENT_VERDICT, "$.findings[].limit", KEUR_NUMBER_FREE},
    {KEUR_DOCUMENT_VERDICT, "$.findings[].confidence", KEUR_NUMBER_FREE},
    {KEUR_DOCUMENT_BLIND, "$.keur_blind", KEUR_NUMBER_FREE},
    {KEUR_DOCUMENT_BLIND, "$.exit", KEUR_NUMBER_FIGURE},
    {KEUR_DOCUMENT_BLIND, "$.tables[].exit", KEUR_NUMBER_FIGURE},
    {KEUR_DOCUMENT_TIMING, "$.seconds.*", KEUR_NUMBER_CLOCK},
    {KEUR_DOCUMENT_TIMING, "$.total_seconds", KEUR_NUMBER_CLOCK},
    {KEUR_DOCUMENT_TIMING, "$.peak_memory_mib", KEUR_NUMBER_CLOCK}};

static bool fits(const char *pattern, const char *path)
{
    while (*pattern != '\0') {
        if (*pattern == '*') {
            const size_t n = strcspn(path, ".[");

            if (n == 0)
                return false;
            path += n;
            pattern++;
        } else if (*pattern == '[') {
            const size_t n = *path == '[' ? strspn(path + 1, "0123456789") : 0;

            if (n == 0 || path[n + 1] != ']')
                return false;
            path += n + 2;
            pattern += 2;
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *path == '\0';
}

keur_number_rule keur_number_rule_at(keur_document of, const char *path)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (places[i].of == of && fits(places[i].path, path))
            return places[i].rule;
    return KEUR_NUMBER_STRANGE;
}

bool keur_path_is_seed(keur_document of, const char *path)
{
    return ((of == KEUR_DOCUMENT_SCORECARD || of == KEUR_DOCUMENT_COMPARISON) &&
            fits("$.seed", path)) ||
           (of == KEUR_DOCUMENT_LINKED && fits("$.@graph[].keur:seed", path));
}

bool keur_path_is_sentence(const char *path)
{
    static const char *const names[] = {"reason",          "no_interval",  "invalid",
                                        "notices",         "notes",        "keur:reason",
                                        "keur:noInterval", "keur:invalid", "rdfs:comment"};
    const char *name = strrchr(path, '.');
    const size_t n = name != NULL ? strcspn(name + 1, "[") : 0;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == n && strncmp(name + 1, names[i], n) == 0)
            return true;
    return false;
}
