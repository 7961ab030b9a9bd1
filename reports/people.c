/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/people.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/view.h"

static bool has_unit(const keur_figure *figure, const char *unit)
{
    return figure->unit != NULL && strcmp(figure->unit, unit) == 0;
}

static bool is_share(const keur_figure *figure)
{
    return has_unit(figure, "share") || has_unit(figure, "percent");
}

/* Three significant digits, at most `most` decimals dropped to none; the locale plays no part. */
static void print_digits(double value, char *out, size_t size)
{
    char *point;
    const int magnitude = value == 0 ? 0 : (int)floor(log10(fabs(value)));
    const int decimals = magnitude >= 2 ? 0 : magnitude < -12 ? 14 : 2 - magnitude;

    (void)snprintf(out, size, "%.*f", decimals, value);
    point = strpbrk(out, ".,");
    if (point != NULL) {
        char *end = out + strlen(out) - 1;

        *point = '.';
        while (*end == '0')
            *end-- = '\0';
        if (*end == '.')
            *end = '\0';
    }
    if (strcmp(out, "-0") == 0)
        (void)snprintf(out, size, "0");
}

/* Commas between groups of three digits of the whole part. */
static void group_digits(const char *digits, char *out, size_t size)
{
    const char *from = digits + (*digits == '-');
    const size_t whole = strcspn(from, ".");
    size_t used = 0;

    if (*digits == '-')
        out[used++] = '-';
    for (size_t i = 0; from[i] != '\0' && used + 2 < size; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0)
            out[used++] = ',';
        out[used++] = from[i];
    }
    out[used] = '\0';
}

void keur_people_count(size_t n, char out[KEUR_PEOPLE_SIZE])
{
    char digits[40];

    (void)snprintf(digits, sizeof digits, "%zu", n);
    group_digits(digits, out, KEUR_PEOPLE_SIZE);
}

/* The number alone, in the unit that people read. Beyond 1e15 doubles hold no units, and digits
 * would fill a page: an exponent says as much. */
static void print_number(const keur_figure *of, double value, char out[KEUR_PEOPLE_SIZE])
{
    /* An interval may reach beyond the largest gain that there is; nobody gains more than all. */
    const double most = of->kind == KEUR_KIND_RISK && has_unit(of, "share") ? 1 : INFINITY;
    const double shown = has_unit(of, "share") ? fmin(value, most) * 100 : value;
    char digits[64];

    if (!isfinite(shown))
        (void)snprintf(digits, sizeof digits, "%s1e308", shown < 0 ? "below -" : "above ");
    else if (fabs(shown) >= 1e15)
        (void)snprintf(digits, sizeof digits, "%.2e", shown);
    else if (has_unit(of, "rows"))
        (void)snprintf(digits, sizeof digits, "%.0f", shown);
    else
        print_digits(shown, digits, sizeof digits);
    if (fabs(shown) < 1e15)
        group_digits(digits, out, KEUR_PEOPLE_SIZE);
    else
        (void)snprintf(out, KEUR_PEOPLE_SIZE, "%s", digits);
    for (char *c = out; fabs(shown) >= 1e15 && *c != '\0'; c++)
        *c = *c == ',' ? '.' : *c; /* the locale plays no part */
}

static const char *unit_after(const keur_figure *of)
{
    if (is_share(of))
        return of->kind == KEUR_KIND_DIFFERENCE ? " points" : "%";
    return "";
}

void keur_people_value(const keur_figure *of, double value, char out[KEUR_PEOPLE_SIZE])
{
    char number[KEUR_PEOPLE_SIZE];
    const bool is_plus = of->kind == KEUR_KIND_DIFFERENCE && value > 0;

    print_number(of, value, number);
    (void)snprintf(out, KEUR_PEOPLE_SIZE, "%s%.100s%s", is_plus ? "+" : "", number, unit_after(of));
}

/* A bound says which end is open where one end is that of the scale. */
static void print_bound(const keur_figure *of, char out[KEUR_PEOPLE_SIZE])
{
    const double top = has_unit(of, "percent") ? 100 : has_unit(of, "rows") ? (double)of->n : 1;
    const bool is_plus = of->kind == KEUR_KIND_DIFFERENCE && of->low > 0;
    const bool is_difference = of->kind == KEUR_KIND_DIFFERENCE || of->kind == KEUR_KIND_RISK;
    char low[KEUR_PEOPLE_SIZE], high[KEUR_PEOPLE_SIZE];

    print_number(of, of->low, low);
    keur_people_value(of, of->high, high);
    if (!is_difference && of->low <= 0 && of->high >= top)
        (void)snprintf(out, KEUR_PEOPLE_SIZE, "withheld");
    else if (!is_difference && of->low <= 0)
        (void)snprintf(out, KEUR_PEOPLE_SIZE, "below %.100s", high);
    else if (!is_difference && of->high >= top)
        (void)snprintf(out, KEUR_PEOPLE_SIZE, "above %.60s%s", low, unit_after(of));
    else
        (void)snprintf(out, KEUR_PEOPLE_SIZE, "%s%.60s to %.60s", is_plus ? "+" : "", low, high);
}

/* The value alone; of a lower bound what it is. */
static void print_value(const keur_figure *of, char out[KEUR_PEOPLE_SIZE])
{
    char value[KEUR_PEOPLE_SIZE];

    keur_people_value(of, of->value, value);
    (void)snprintf(out, KEUR_PEOPLE_SIZE, "%s%.100s",
                   of->kind == KEUR_KIND_LOWER_BOUND ? "at least " : "", value);
}

void keur_people_short(const keur_scorecard_figure *figure, char out[KEUR_PEOPLE_SIZE])
{
    const keur_figure *of = &figure->figure;
    char value[KEUR_PEOPLE_SIZE];

    if (of->invalid != NULL && !figure->is_bound && !isnan(of->value)) {
        print_value(of, value);
        (void)snprintf(out, KEUR_PEOPLE_SIZE, "not valid: %.110s", value);
        return;
    }
    if (figure->is_bound)
        print_bound(of, out);
    else if (isnan(of->value))
        (void)snprintf(out, KEUR_PEOPLE_SIZE, "%s",
                       of->reason != NULL && strncmp(of->reason, "withheld", 8) == 0
                           ? "withheld"
                           : "not estimable");
    else
        print_value(of, out);
}

void keur_people_figure(const keur_scorecard_figure *figure, char out[KEUR_PEOPLE_SIZE])
{
    const keur_figure *of = &figure->figure;
    char value[KEUR_PEOPLE_SIZE], low[KEUR_PEOPLE_SIZE], high[KEUR_PEOPLE_SIZE];

    keur_people_short(figure, value);
    if (figure->is_bound || isnan(of->value) || isnan(of->low)) {
        (void)snprintf(out, KEUR_PEOPLE_SIZE, "%s", value);
        return;
    }
    print_number(of, of->low, low);
    print_number(of, of->high, high);
    (void)snprintf(out, KEUR_PEOPLE_SIZE, "%.60s (%.60s to %.60s)", value, low, high);
}

void keur_people_name(const char *name, char out[KEUR_PEOPLE_SIZE])
{
    static const char rate[] = "tpr@fpr=";
    const char *plain = keur_plain_name(name);
    double share;

    if (strncmp(name, rate, sizeof rate - 1) == 0 &&
        keur_text_number(name + sizeof rate - 1, '.', &share)) {
        (void)snprintf(out, KEUR_PEOPLE_SIZE, "recognised at %g%% false alarms", 100 * share);
        return;
    }
    plain = plain != NULL ? plain : name;
    (void)snprintf(out, KEUR_PEOPLE_SIZE, "%.*s", (int)keur_text_whole(plain, 120), plain);
}

void keur_people_labels(const keur_figure *figure, char out[KEUR_PEOPLE_SIZE])
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < figure->n_labels; i++) {
        const char *name = figure->labels[i].name;
        const char *before = i > 0 && strcmp(name, "with") == 0 ? " with " : i > 0 ? ", " : "";
        const char *what = strcmp(name, "keys") == 0         ? "known: "
                           : strcmp(name, "neighbours") == 0 ? "nearest rows: "
                                                             : "";
        const int n = snprintf(out + used, KEUR_PEOPLE_SIZE - used, "%s%s%s", before, what,
                               figure->labels[i].value);

        used += n > 0 ? (size_t)n : 0;
        if (used >= KEUR_PEOPLE_SIZE)
            break;
    }
    out[keur_text_whole(out, KEUR_PEOPLE_SIZE - 1)] = '\0';
}
