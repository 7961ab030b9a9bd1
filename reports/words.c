/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/words.h"

#include <string.h>

static const char *const kinds[] = {"statistic",  "rate", "count",
                                    "difference", "risk", "lower-bound"};
static const char *const directions[] = {"none", "higher-is-riskier", "lower-is-riskier",
                                         "higher-is-better", "lower-is-better"};
static const char *const column_roles[] = {"key",     "secret",    "unit", "protected",
                                           "outcome", "treatment", "time"};

#define WORD_OF(words, i) ((i) < sizeof(words) / sizeof *(words) ? (words)[i] : NULL)

const char *keur_kind_word(keur_kind kind)
{
    return WORD_OF(kinds, (size_t)kind) != NULL ? kinds[kind] : "unknown";
}

const char *keur_direction_word(keur_direction direction)
{
    return directions[direction];
}

const char *keur_type_words(size_t i)
{
    return i < KEUR_N_TYPES ? keur_type_word((keur_type)i) : NULL;
}

const char *keur_family_words(size_t i)
{
    return i < KEUR_N_FAMILIES ? keur_family_word((keur_family)i) : NULL;
}

const char *keur_word_words(size_t i)
{
    return i + 1 < KEUR_N_WORDS ? keur_word_text((keur_word)(i + 1)) : NULL;
}

const char *keur_role_words(size_t i)
{
    return i < KEUR_N_ROLES ? keur_role_word((keur_role)i) : NULL;
}

const char *keur_kind_words(size_t i)
{
    return WORD_OF(kinds, i);
}

const char *keur_direction_words(size_t i)
{
    return WORD_OF(directions, i);
}

const char *keur_column_role_words(size_t i)
{
    return WORD_OF(column_roles, i);
}

ptrdiff_t keur_word_find(keur_word_list list, const char *word)
{
    for (size_t i = 0; list(i) != NULL; i++)
        if (strcmp(list(i), word) == 0)
            return (ptrdiff_t)i;
    return -1;
}
