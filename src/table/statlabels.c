/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/statlabels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sort.h"
#include "base/text.h"
#include "base/try.h"
#include "table/value.h"

static void release_set(keur_statlabels *set)
{
    for (size_t i = 0; i < set->n; i++) {
        keur_release(set->items[i].code);
        keur_release(set->items[i].label);
    }
    keur_release(set->items);
    keur_release(set->name);
    keur_release(set);
}

void keur_statlabels_free(keur_statlabels_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        release_set(list->sets[i]);
    keur_release(list->sets);
    *list = (keur_statlabels_list){0, NULL};
}

keur_status keur_statlabels_find(keur_statlabels_list *list, const char *name,
                                 keur_statlabels **set, keur_error *err)
{
    keur_statlabels *made = NULL;
    keur_status status = KEUR_OK;

    for (size_t i = list->n; i-- > 0;) { /* labels of one set follow each other */
        if (strcmp(list->sets[i]->name, name) == 0) {
            *set = list->sets[i];
            return KEUR_OK;
        }
    }
    KEUR_TRY(KEUR_NEW(made, 1, err));
    KEUR_TRY(keur_copy_string(name, &made->name, err));
    KEUR_TRY(KEUR_RESIZE(list->sets, list->n, list->n + 1, err));
    list->sets[list->n++] = made;
    *set = made;
    made = NULL;
out:
    if (made != NULL)
        release_set(made);
    return status;
}

static keur_status add(keur_statlabels_list *list, const char *name, double number,
                       const char *code, const char *label, keur_error *err)
{
    keur_statlabels *set = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_statlabels_find(list, name, &set, err));
    KEUR_TRY(KEUR_RESIZE(set->items, set->n, set->n + 1, err));
    set->items[set->n] = (keur_statlabel){.number = number};
    set->n++; /* from here on the set releases it */
    KEUR_TRY(keur_copy_string(code, &set->items[set->n - 1].code, err));
    KEUR_TRY(keur_copy_string(label, &set->items[set->n - 1].label, err));
out:
    return status;
}

keur_status keur_statlabels_add_number(keur_statlabels_list *list, const char *set, double number,
                                       const char *label, keur_error *err)
{
    return isfinite(number) ? add(list, set, number, NULL, label, err) : KEUR_OK;
}

keur_status keur_statlabels_add_text(keur_statlabels_list *list, const char *set, const char *code,
                                     const char *label, keur_error *err)
{
    return code != NULL && *code != '\0' ? add(list, set, 0, code, label, err) : KEUR_OK;
}

static int by_code(const void *a, const void *b)
{
    const keur_statlabel *x = a, *y = b;

    if (x->code != NULL && y->code != NULL)
        return strcmp(x->code, y->code);
    if (x->code != NULL || y->code != NULL)
        return (x->code != NULL) - (y->code != NULL);
    return (x->number > y->number) - (x->number < y->number);
}

static keur_status append_code(keur_statlabel *label, bool is_blank, keur_error *err)
{
    char digits[KEUR_NUMBER_SIZE];
    keur_text text = {NULL, 0, 0};
    const char *code = label->code;
    keur_status status = KEUR_OK;

    if (code == NULL) {
        keur_number_print(label->number, digits);
        code = digits;
    }
    if (is_blank)
        KEUR_TRY(keur_text_add(&text, code, err));
    else
        KEUR_TRY(keur_text_format(&text, err, "%s [%s]", label->label, code));
    keur_release(label->label);
    label->label = text.bytes;
    text.bytes = NULL;
out:
    keur_text_free(&text);
    return status;
}

/* Labels are levels, which are compared trimmed and as numbers: what they are in that sense. */
static keur_status canonical(const char *label, char **key, keur_error *err)
{
    const keur_span span = keur_span_trim(label);
    char digits[KEUR_NUMBER_SIZE];
    double number;

    if (!keur_text_number(label, '.', &number) || keur_text_leading_zero(label))
        return keur_copy_text(span.at, span.n, key, err);
    keur_number_print(number, digits);
    return keur_copy_string(digits, key, err);
}

static int by_key(uint32_t a, uint32_t b, const void *context)
{
    char *const *keys = context;

    return strcmp(keys[a], keys[b]);
}

static keur_status make_unique(keur_statlabels *set, keur_error *err)
{
    char **keys = NULL;
    uint32_t *order = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(KEUR_NEW(keys, set->n, err));
    KEUR_TRY(KEUR_NEW(order, set->n, err));
    for (size_t i = 0; i < set->n; i++) {
        KEUR_TRY(canonical(set->items[i].label, &keys[i], err));
        order[i] = (uint32_t)i;
    }
    KEUR_TRY(keur_sort(order, set->n, by_key, keys, err));
    for (size_t i = 0; i < set->n; i++) {
        const bool is_twice = (i > 0 && by_key(order[i], order[i - 1], keys) == 0) ||
                              (i + 1 < set->n && by_key(order[i], order[i + 1], keys) == 0);

        if (is_twice)
            KEUR_TRY(append_code(&set->items[order[i]], false, err));
    }
out:
    for (size_t i = 0; keys != NULL && i < set->n; i++)
        keur_release(keys[i]);
    keur_release(keys);
    keur_release(order);
    return status;
}

/* Of a code that is given twice the first label counts. */
static void drop_repeated(keur_statlabels *set)
{
    size_t n = 0;

    for (size_t i = 0; i < set->n; i++) {
        if (n > 0 && by_code(&set->items[n - 1], &set->items[i]) == 0) {
            keur_release(set->items[i].code);
            keur_release(set->items[i].label);
        } else {
            set->items[n++] = set->items[i];
        }
    }
    set->n = n;
}

keur_status keur_statlabels_finish(keur_statlabels_list *list, keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t s = 0; s < list->n; s++) {
        keur_statlabels *set = list->sets[s];

        if (set->n > 0)
            qsort(set->items, set->n, sizeof *set->items, by_code);
        drop_repeated(set);
        for (size_t i = 0; i < set->n; i++) {
            if (keur_span_trim(set->items[i].label).n == 0)
                KEUR_TRY(append_code(&set->items[i], true, err));
        }
        KEUR_TRY(make_unique(set, err));
    }
out:
    return status;
}

/* Numbers come before texts. */
static int number_against(const void *key, const void *item)
{
    const double number = *(const double *)key;
    const keur_statlabel *label = item;

    if (label->code != NULL)
        return -1;
    return (number > label->number) - (number < label->number);
}

static int text_against(const void *key, const void *item)
{
    const keur_statlabel *label = item;

    return label->code != NULL ? strcmp(key, label->code) : 1;
}

static const char *find(const keur_statlabels *set, const void *key,
                        int (*against)(const void *, const void *))
{
    const keur_statlabel *found =
        set->n > 0 ? bsearch(key, set->items, set->n, sizeof *set->items, against) : NULL;

    return found != NULL ? found->label : NULL;
}

const char *keur_statlabels_of_number(const keur_statlabels *set, double number)
{
    return find(set, &number, number_against);
}

const char *keur_statlabels_of_text(const keur_statlabels *set, const char *code)
{
    return find(set, code, text_against);
}

keur_status keur_statlabels_level(const keur_statlabel *label, keur_texts *levels, keur_error *err)
{
    const keur_span span = keur_span_trim(label->label);

    return keur_texts_add(levels, span.at, span.n, err);
}
