/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/options.h"

#include <string.h>

#include "base/memory.h"
#include "base/try.h"

static const keur_option *find_long(const keur_option *table, const char *name, size_t n)
{
    for (const keur_option *at = table; at->name != NULL; at++) {
        if (strlen(at->name) == n && strncmp(at->name, name, n) == 0)
            return at;
    }
    return NULL;
}

static const keur_option *find_short(const keur_option *table, char letter)
{
    for (const keur_option *at = table; at->name != NULL; at++) {
        if (letter != 0 && at->letter == letter)
            return at;
    }
    return NULL;
}

/* One option at words[*i]; moves *i to the last word it takes. */
static keur_status take_option(const keur_option *table, int n_words, char *const *words, int *i,
                               keur_parsed *parsed, keur_error *err)
{
    const char *word = words[*i];
    const bool is_long = word[1] == '-';
    const char *equals = is_long ? strchr(word, '=') : NULL;
    const size_t n = equals != NULL ? (size_t)(equals - word) : strlen(word);
    const keur_option *option =
        is_long ? find_long(table, word + 2, n - 2) : (n == 2 ? find_short(table, word[1]) : NULL);
    const char *value = equals != NULL ? equals + 1 : NULL;

    if (option == NULL)
        return keur_fail(err, KEUR_EUSAGE, "%.*s: no such option", (int)n, word);
    if (option->argument == NULL && value != NULL)
        return keur_fail(err, KEUR_EUSAGE, "--%s takes no value", option->name);
    if (option->argument != NULL && value == NULL) {
        if (*i + 1 >= n_words)
            return keur_fail(err, KEUR_EUSAGE, "--%s needs a value: %s", option->name,
                             option->argument);
        value = words[++*i];
    }
    parsed->given[parsed->n_given++] =
        (keur_given_option){option->name, value != NULL ? value : ""};
    return KEUR_OK;
}

keur_status keur_options_parse(const keur_option *table, int n_words, char *const *words,
                               keur_parsed *parsed, keur_error *err)
{
    bool options_end = false;
    keur_status status = KEUR_OK;

    *parsed = (keur_parsed){.n_given = 0};
    KEUR_TRY(KEUR_NEW(parsed->given, (size_t)n_words, err));
    KEUR_TRY(KEUR_NEW(parsed->words, (size_t)n_words, err));
    for (int i = 0; i < n_words; i++) {
        const char *word = words[i];

        if (!options_end && strcmp(word, "--") == 0)
            options_end = true;
        else if (!options_end && word[0] == '-' && word[1] != '\0')
            KEUR_TRY(take_option(table, n_words, words, &i, parsed, err));
        else
            parsed->words[parsed->n_words++] = word;
    }
out:
    return status;
}

void keur_parsed_free(keur_parsed *parsed)
{
    keur_release(parsed->given);
    keur_release(parsed->words);
    *parsed = (keur_parsed){.n_given = 0};
}

const char *keur_option_value(const keur_parsed *parsed, const char *name)
{
    const char *value = NULL;

    for (size_t i = 0; i < parsed->n_given; i++) {
        if (strcmp(parsed->given[i].name, name) == 0)
            value = parsed->given[i].value;
    }
    return value;
}

bool keur_option_is(const keur_parsed *parsed, const char *name)
{
    return keur_option_value(parsed, name) != NULL;
}

void keur_print_wrapped(FILE *to, const char *text, int used, int indent, int width)
{
    int at = used;

    for (const char *word = text; *word != '\0';) {
        const int n = (int)strcspn(word, " ");

        if (at > indent && at + 1 + n > width) {
            (void)fprintf(to, "\n%*s", indent, "");
            at = indent;
        } else if (at > indent) {
            (void)fputc(' ', to);
            at++;
        }
        (void)fprintf(to, "%.*s", n, word);
        at += n;
        word += n;
        word += strspn(word, " ");
    }
    (void)fputc('\n', to);
}

void keur_options_help(FILE *to, const keur_option *table, int width)
{
    enum { COLUMN = 26 };

    for (const keur_option *at = table; at->name != NULL; at++) {
        char left[80];
        int n;

        n = snprintf(left, sizeof left, "  %c%c%c --%s%s%s", at->letter ? '-' : ' ',
                     at->letter ? at->letter : ' ', at->letter ? ',' : ' ', at->name,
                     at->argument != NULL ? " " : "", at->argument != NULL ? at->argument : "");
        (void)fprintf(to, "%s", left);
        if (n + 2 > COLUMN)
            (void)fprintf(to, "\n%*s", COLUMN, "");
        else
            (void)fprintf(to, "%*s", COLUMN - n, "");
        keur_print_wrapped(to, at->help, COLUMN, COLUMN, width);
    }
}
