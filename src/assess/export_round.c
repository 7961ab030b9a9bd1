/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assess/export_impl.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

/* A decimal of three digits: mantissa * 10^exponent, 100 <= |mantissa| <= 999, or zero. */
typedef struct decimal {
    int mantissa;
    int exponent;
} decimal;

/* printf rounds the binary number exactly; the digits are picked out so that the locale's decimal
 * sign plays no part. */
static decimal nearest(double value)
{
    char text[40];
    decimal made = {0, 0};

    if (value == 0)
        return made;
    (void)snprintf(text, sizeof text, "%.2e", fabs(value));
    made.mantissa = (text[0] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
    made.exponent = atoi(text + 5) - 2;
    made.mantissa = value < 0 ? -made.mantissa : made.mantissa;
    return made;
}

static double read_back(decimal number)
{
    char text[40];
    double value = 0;

    (void)snprintf(text, sizeof text, "%de%d", number.mantissa, number.exponent);
    if (!keur_text_number(text, '.', &value)) /* rounded up beyond the largest number */
        value = number.mantissa < 0 ? -DBL_MAX : DBL_MAX;
    return value;
}

/* The next decimal of three digits below or above. */
static decimal step(decimal number, int way)
{
    const bool is_outward = (number.mantissa > 0) == (way > 0);

    number.mantissa += way;
    if (!is_outward && abs(number.mantissa) == 99) {
        number.mantissa = number.mantissa < 0 ? -999 : 999;
        number.exponent--;
    } else if (abs(number.mantissa) == 1000) {
        number.mantissa /= 10;
        number.exponent++;
    }
    return number;
}

double keur_export_digits(double value, int way)
{
    decimal number;
    double rounded;

    if (isinf(value)) /* ends of absurd figures: JSON has no infinity */
        return value < 0 ? -DBL_MAX : DBL_MAX;
    if (isnan(value) || value == 0)
        return isnan(value) ? value : 0.0;
    number = nearest(value);
    rounded = read_back(number);
    if ((way < 0 && rounded > value) || (way > 0 && rounded < value))
        rounded = read_back(step(number, way));
    return rounded;
}

double keur_export_one_digit(double value)
{
    const decimal at = nearest(value);
    decimal up = {(at.mantissa + 99) / 100 * 100, at.exponent};

    if (read_back(up) < value)
        up.mantissa += 100;
    return read_back(up);
}

double keur_export_unit(double value)
{
    decimal number = nearest(value);

    if (value == 0)
        return 0;
    number.mantissa = 1;
    return read_back(number);
}

double keur_export_size(const keur_scorecard *to, double rows, bool *is_known)
{
    double best = INFINITY;

    for (size_t i = 0; i < to->n_inputs; i++) {
        const double size = (double)to->inputs[i].rows;

        if (rows <= size && rows > size - KEUR_EXPORT_SMALL && size < best)
            best = size;
    }
    *is_known = isfinite(best);
    if (rows < KEUR_EXPORT_SMALL)
        return 0;
    return *is_known ? best : floor(rows / KEUR_EXPORT_BASE + 0.5) * KEUR_EXPORT_BASE;
}
