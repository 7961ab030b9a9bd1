/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "assess/export_impl.h"

#include <math.h>
#include <string.h>

#include "stats/intervals.h"

/* The change of a share that is no rate, in rows: moving one row moves a sum of squared shares by
 * up to two. */
enum { STEP_ROWS = 2 * KEUR_EXPORT_BASE };

static const char too_few[] = "withheld: it rests on too few rows";

void keur_export_withhold(keur_export_item *item, const char *reason)
{
    keur_figure *to = &item->to->figure;

    item->fate = KEUR_FATE_WITHHELD;
    item->to->is_bound = false;
    item->is_widened = false;
    to->value = to->low = to->high = NAN;
    to->numerator = to->denominator = NAN;
    to->n = 0;
    to->no_interval = NULL;
    to->minuend = to->subtrahend = NULL; /* where there was nothing to subtract there are none */
    to->reason = reason;
}

/* Why nothing in this unit leaves, whatever it rests on; NULL: it may. What is judged by its rows
 * or its parts may be in any that gives no values away. */
static const char *why_it_stays(const keur_figure *from, bool has_rows)
{
    switch (keur_export_disclosure(from)) {
    case KEUR_DISCLOSES_AMOUNTS:
        return "withheld: a mean or effect in units of a column may give a few people's values "
               "away";
    case KEUR_DISCLOSES_RANGES:
        return "withheld: the range of a column could be computed from distances over it";
    case KEUR_DISCLOSES_SUMS:
        return "withheld: times the number of rows, a mean distance may count a few";
    case KEUR_DISCLOSES_BEYOND:
        return "withheld: beside the released table it would give a range, a level or a pattern of "
               "the real one away";
    case KEUR_DISCLOSES_COUNTS:
    case KEUR_DISCLOSES_UNKNOWN:
        return has_rows ? NULL : "withheld: no rule says what a figure in this unit may give away";
    default:
        return NULL;
    }
}

static double end_level(const keur_figure *figure)
{
    return figure->level > 0 && figure->level < 1 ? figure->level : 0.95;
}

void keur_export_bound(keur_export_item *item, keur_fate fate, double low, double high,
                       const char *reason)
{
    keur_figure *to = &item->to->figure;

    item->fate = fate;
    item->to->is_bound = true;
    item->is_widened = true;
    item->floor = low;
    item->ceiling = high;
    to->value = NAN;
    to->low = keur_export_digits(low, -1);
    to->high = keur_export_digits(high, 1);
    to->no_interval = keur_export_no_interval(item);
    to->reason = reason;
}

/* Fewer than 10 rows were counted, or left over. The interval is that of 10 rows (exact, so wider
 * than those of up to 9 by the usual methods), whatever was counted; the whole range where a
 * method of its own reached beyond it. */
static void bound_rate(keur_export_item *item, bool is_low, double lack)
{
    const keur_figure *from = &item->from->figure;
    const double alpha = (1 - end_level(from)) / 2;
    const bool has_interval = !isnan(from->low) && !isnan(from->high);
    double reach = KEUR_EXPORT_SMALL / item->denominator;

    if (has_interval)
        reach = keur_clopper_pearson_high(KEUR_EXPORT_SMALL, item->denominator - lack, alpha);
    if (is_low) {
        if (has_interval && from->high > item->scale * reach)
            reach = 1;
        keur_export_bound(item, KEUR_FATE_LOW, 0, item->scale * reach,
                          "fewer than 10 rows: the value is not exported");
    } else {
        if (has_interval && from->low < item->scale * (1 - reach))
            reach = 1;
        keur_export_bound(item, KEUR_FATE_HIGH, item->scale * (1 - reach), item->scale,
                          "all but fewer than 10 rows: the value is not exported");
    }
}

/* Steps of the grid that cover a half-width, with one to spare for the rounding of the value, and
 * more where that moved it further. Beyond what doubles can count, the end itself. */
static double outward(double value, double half_width, double grid, double end, double sign)
{
    double steps = ceil(half_width / grid) + 1;

    for (int more = 0; more < 100; more++, steps++)
        if (sign * (value + sign * grid * steps) >= sign * end)
            return value + sign * grid * steps;
    return end;
}

void keur_export_interval(keur_export_item *item, double grid)
{
    const keur_figure *from = &item->from->figure;
    keur_figure *to = &item->to->figure;
    double low = from->low, high = from->high;

    if (isnan(low) || isnan(high))
        return;
    if (grid > 0) {
        grid = fmax(grid, keur_export_unit(to->value));
        low = outward(to->value, from->value - from->low, grid, from->low, -1);
        high = outward(to->value, from->high - from->value, grid, from->high, 1);
        item->is_widened = true;
    }
    to->low = keur_export_digits(fmin(low, to->value), -1);
    to->high = keur_export_digits(fmax(high, to->value), 1);
}

void keur_export_exact(const keur_export_item *item, double *low, double *high)
{
    const double alpha = (1 - end_level(&item->from->figure)) / 2;
    const double d = item->denominator, scale = item->scale;

    *low = scale * keur_clopper_pearson_low(fmax(item->floor / scale, 0) * d, d, alpha);
    *high = scale * keur_clopper_pearson_high(fmin(item->ceiling / scale, 1) * d, d, alpha);
}

/* A method of its own that reached beyond the exact interval keeps its reach. */
static void rate_interval(keur_export_item *item, double grid)
{
    const keur_figure *from = &item->from->figure;
    keur_figure *to = &item->to->figure;
    double low, high;

    if (isnan(from->low) || isnan(from->high))
        return;
    keur_export_exact(item, &low, &high);
    keur_export_interval(item, grid);
    if (fmax(from->low, 0) >= low)
        to->low = keur_export_digits(low, -1);
    if (fmin(from->high, item->scale) <= high)
        to->high = keur_export_digits(high, 1);
    to->low = from->low >= 0 ? fmax(to->low, 0) : to->low;
    to->high = from->high <= item->scale ? fmin(to->high, item->scale) : to->high;
}

/* Round a numerator to tens, the value to three digits. Near the denominator, which may be up to
 * `lack` rows less than it is said to be, the last ten takes all, so that no rounded value stands
 * for a few counts, or a few denominators, only. */
static void round_rate(keur_export_item *item, double numerator, double lack)
{
    const double d = item->denominator, scale = item->scale;
    const double most = floor((d - KEUR_EXPORT_SMALL - lack) / KEUR_EXPORT_BASE);
    const double last = fmax(most, 1) * KEUR_EXPORT_BASE;
    const double near = floor(numerator / KEUR_EXPORT_BASE + 0.5) * KEUR_EXPORT_BASE;
    const double rows = fmin(near, last);
    const double slack = scale * KEUR_EXPORT_BASE / 2 / d;
    keur_figure *to = &item->to->figure;
    double unit;

    item->fate = KEUR_FATE_VALUE;
    item->exact = scale * rows / d;
    item->cell = KEUR_EXPORT_BASE * scale / d;
    to->value = keur_export_digits(item->exact, 0);
    unit = keur_export_unit(to->value);
    item->floor = to->value - unit / 2 - slack - to->value * lack / d;
    item->ceiling = to->value + unit / 2 + slack + to->value * lack / (d - lack);
    if (to->value + unit / 2 >= scale * last / d)
        item->ceiling = fmax(item->ceiling, scale * (1 - KEUR_EXPORT_SMALL / d));
    rate_interval(item, item->cell);
}

static bool is_judgeable(const keur_figure *figure, double numerator, double denominator,
                         double scale)
{
    return numerator >= 0 && numerator <= denominator && isfinite(denominator) && denominator > 0 &&
           fabs(figure->value - scale * numerator / denominator) <= 1e-6 * scale;
}

static bool is_percent(const keur_figure *figure)
{
    return figure->unit != NULL && strcmp(figure->unit, "percent") == 0;
}

static void export_rate(const keur_exporter *exporter, keur_export_item *item)
{
    const keur_figure *from = &item->from->figure;
    const bool is_count = from->kind == KEUR_KIND_COUNT;
    const double denominator = is_count ? (double)from->n : from->denominator;
    const double numerator = is_count && isnan(from->numerator) ? from->value : from->numerator;
    bool is_known;
    double lack;

    item->scale = is_count ? denominator : is_percent(from) ? 100 : 1;
    if (!is_judgeable(from, numerator, denominator, item->scale)) {
        keur_export_withhold(item, "withheld: it comes without the numbers of rows to judge it by");
        return;
    }
    if (from->n < KEUR_EXPORT_SMALL || denominator < KEUR_EXPORT_LEAST) {
        keur_export_withhold(item, too_few);
        return;
    }
    item->denominator = keur_export_size(exporter->to, denominator, &is_known);
    item->scale = is_count ? item->denominator : item->scale;
    lack = is_known ? KEUR_EXPORT_SMALL - 1 : KEUR_EXPORT_BASE / 2;
    if (numerator < KEUR_EXPORT_SMALL || denominator - numerator < KEUR_EXPORT_SMALL)
        bound_rate(item, numerator < KEUR_EXPORT_SMALL, lack);
    else
        round_rate(item, numerator, lack);
    if (!is_count)
        item->to->figure.denominator = item->denominator;
}

/* The end of a grid step, no more than the scale where the interval was not either. */
static double capped(double end, double high, double scale)
{
    return high <= scale ? fmin(end, scale) : end;
}

/* A share of rows that is no rate, such as a total variation: in steps, so that beside the
 * released table it does not give back how often a rare level occurs. */
static void export_share(keur_export_item *item, double n)
{
    const keur_figure *from = &item->from->figure;
    keur_figure *to = &item->to->figure;
    const double scale = item->scale, grid = scale * STEP_ROWS / n;
    const double low = isnan(from->low) ? from->value : from->low;
    const double high = isnan(from->high) ? from->value : from->high;
    double unit;

    if (fabs(from->value) < grid) {
        keur_export_bound(item, KEUR_FATE_LOW, -grid * ceil(fmax(-low, 0) / grid),
                          capped(grid * ceil(fmax(high, grid) / grid), high, scale),
                          "within 20 rows of none: the value is not exported");
        return;
    }
    if (from->value > scale - grid && from->value <= scale) {
        keur_export_bound(item, KEUR_FATE_HIGH, scale - grid * ceil(fmax(scale - low, grid) / grid),
                          scale + grid * ceil(fmax(high - scale, 0) / grid),
                          "within 20 rows of all: the value is not exported");
        return;
    }
    to->value = keur_export_digits(grid * floor(from->value / grid + 0.5), 0);
    unit = keur_export_unit(to->value);
    item->floor = to->value - grid / 2 - unit / 2;
    item->ceiling = to->value + grid / 2 + unit / 2;
    item->exact = to->value;
    item->cell = grid + unit;
    keur_export_interval(item, grid);
    to->low = from->low >= 0 ? fmax(to->low, 0) : to->low;
    to->high = capped(to->high, from->high, scale);
}

/* The exact interval of the first or the last steps; all where the measure's own is wider. */
static void bound_coarse(keur_export_item *item, double low_value, double high_value,
                         keur_fate fate)
{
    const keur_figure *from = &item->from->figure;
    const double low_from = isnan(from->low) ? from->value : fmax(from->low, 0);
    const double high_from = isnan(from->high) ? from->value : fmin(from->high, item->scale);
    double low, high;

    item->floor = low_value;
    item->ceiling = high_value;
    keur_export_exact(item, &low, &high);
    if (low_from < low || high_from > high) {
        low = 0;
        high = item->scale;
    }
    keur_export_bound(item, fate, low, high,
                      fate == KEUR_FATE_LOW ? "too few rows to tell from none"
                                            : "too many rows to tell from all");
}

/* Steps with a half in the middle of one, where two parts that are both small balance; the steps
 * that reach into the first or last 20 rows are one with them. */
void keur_export_coarse(keur_export_item *item)
{
    const double scale = item->scale, grid = scale * STEP_ROWS / item->denominator;
    const double steps = floor((item->from->figure.value - scale / 2) / grid + 0.5 + 1e-9);
    const double middle = scale / 2 + grid * steps;
    keur_figure *to = &item->to->figure;

    if (middle - grid / 2 < grid) {
        bound_coarse(item, 0, 2 * grid, KEUR_FATE_LOW);
    } else if (middle + grid / 2 > scale - grid) {
        bound_coarse(item, scale - 2 * grid, scale, KEUR_FATE_HIGH);
    } else {
        const double spare = grid / 4; /* so that no usual method reaches beyond */

        item->fate = KEUR_FATE_VALUE;
        to->value = keur_export_digits(middle, 0);
        item->floor = to->value - grid / 2 - keur_export_unit(to->value) / 2 - spare;
        item->ceiling = to->value + grid / 2 + keur_export_unit(to->value) / 2 + spare;
        item->exact = to->value;
        item->cell = item->ceiling - item->floor;
        rate_interval(item, grid);
    }
}

/* Shares and their distances, which one row moves by about one over the rows. */
static bool is_share(const keur_exporter *exporter, const keur_export_item *item)
{
    const keur_figure *from = &item->from->figure;
    const keur_discloses tells = keur_export_disclosure(from);

    return tells == KEUR_DISCLOSES_SHARES ||
           (tells == KEUR_DISCLOSES_DISTANCES && keur_export_is_fidelity(exporter, item));
}

/* The smallest group of people behind a figure; of an order also those of one side who are not in
 * one tie with most: beside its interval it would tell how many they are. */
static size_t least_rows(const keur_figure *figure)
{
    const size_t least =
        figure->n_least > 0 && figure->n_least < figure->n ? figure->n_least : figure->n;

    return figure->is_order && figure->n_apart < least ? figure->n_apart : least;
}

void keur_export_statistic(const keur_exporter *exporter, keur_export_item *item)
{
    const keur_figure *from = &item->from->figure;
    keur_figure *to = &item->to->figure;
    bool is_known;

    item->denominator = keur_export_size(exporter->to, (double)from->n, &is_known);
    item->scale = is_percent(from) ? 100 : 1;
    if (least_rows(from) < KEUR_EXPORT_SMALL || exporter->least < KEUR_EXPORT_SMALL) {
        keur_export_withhold(item, too_few);
        return;
    }
    if (why_it_stays(from, false) != NULL) {
        keur_export_withhold(item, why_it_stays(from, false));
        return;
    }
    if (keur_export_coefficient(item))
        return;
    if (keur_export_utility(exporter, item))
        return;
    item->fate = KEUR_FATE_VALUE;
    if (is_share(exporter, item) && from->total == NULL &&
        (from->n_labels > 0 || from->n_parts > 0 || exporter->is_narrow ||
         keur_export_is_fidelity(exporter, item))) {
        /* A mean over columns may come from one of them alone, and so may what a model of all
         * columns tells: steps of its rows. */
        export_share(item, fmin(item->denominator, exporter->least) *
                               (from->n_parts > 0 ? (double)from->n_parts : 1));
    } else {
        to->value = keur_export_digits(from->value, 0);
        item->floor = to->value - keur_export_unit(to->value) / 2;
        item->ceiling = to->value + keur_export_unit(to->value) / 2;
        item->exact = to->value;
        item->cell = keur_export_unit(to->value);
        keur_export_interval(item, 0);
    }
}

/* "At least x" stays true only where x is rounded down. A share goes down to a step, as in
 * export_share(): within a step of none it says "at least none". */
static void export_lower_bound(const keur_exporter *exporter, keur_export_item *item)
{
    const keur_figure *from = &item->from->figure;
    keur_figure *to = &item->to->figure;
    double value = from->value, grid;
    bool is_known;

    item->scale = is_percent(from) ? 100 : 1;
    if (least_rows(from) < KEUR_EXPORT_SMALL || exporter->least < KEUR_EXPORT_SMALL) {
        keur_export_withhold(item, too_few);
        return;
    }
    grid = item->scale * STEP_ROWS /
           fmin(keur_export_size(exporter->to, (double)from->n, &is_known), exporter->least);
    if (is_share(exporter, item))
        value = fmin(grid * floor(value / grid), item->scale - grid);
    item->fate = KEUR_FATE_VALUE;
    to->value = keur_export_digits(value, -1);
    to->low = to->high = NAN;
    item->floor = item->exact = to->value;
    item->ceiling = item->scale;
    item->cell = is_share(exporter, item) ? grid : keur_export_unit(to->value);
}

void keur_export_single(const keur_exporter *exporter, keur_export_item *item)
{
    const keur_figure *from = &item->from->figure;
    keur_figure *to = &item->to->figure;
    const bool has_rows = from->kind != KEUR_KIND_STATISTIC && from->kind != KEUR_KIND_LOWER_BOUND;
    bool is_known;

    to->n = (size_t)keur_export_size(exporter->to, (double)from->n, &is_known);
    to->numerator = to->denominator = item->denominator = NAN;
    to->n_least = to->n_apart = 0;
    to->is_order = false;
    if (isnan(from->value) && keur_export_is_one_utility(exporter, item)) {
        (void)keur_export_utility(exporter, item);
    } else if (isnan(from->value) && from->denominator < KEUR_EXPORT_SMALL) {
        /* None is a number of rows below 10 too: the words of figures that rest on a few. */
        keur_export_withhold(item,
                             from->kind == KEUR_KIND_DIFFERENCE || from->kind == KEUR_KIND_RISK
                                 ? "withheld, since one of its two parts is"
                                 : too_few);
    } else if (isnan(from->value)) {
        to->low = to->high = NAN;
        item->to->is_bound = false;
        item->fate = KEUR_FATE_PASSED;
    } else if (why_it_stays(from, has_rows) != NULL) {
        keur_export_withhold(item, why_it_stays(from, has_rows));
    } else if (from->kind == KEUR_KIND_RATE || from->kind == KEUR_KIND_COUNT) {
        export_rate(exporter, item);
    } else if (from->kind == KEUR_KIND_STATISTIC) {
        keur_export_statistic(exporter, item);
    } else if (from->kind == KEUR_KIND_LOWER_BOUND) {
        export_lower_bound(exporter, item);
    } else if (from->kind != KEUR_KIND_DIFFERENCE && from->kind != KEUR_KIND_RISK) {
        keur_export_withhold(item, "withheld: no rule says how to judge a figure of this kind");
    } /* the others once their parts are judged */
}
