/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/labels.h"

#include <assert.h>
#include <string.h>

#include "base/hash.h"

static bool has_label(const keur_figure *figure, const keur_label *label)
{
    for (size_t i = 0; i < figure->n_labels; i++) {
        if (strcmp(figure->labels[i].name, label->name) == 0)
            return strcmp(figure->labels[i].value, label->value) == 0;
    }
    return false;
}

bool keur_figure_same_labels(const keur_figure *a, const keur_figure *b)
{
    if (a->n_labels != b->n_labels)
        return false;
    for (size_t i = 0; i < a->n_labels; i++) {
        if (!has_label(b, &a->labels[i]))
            return false;
    }
    return true;
}

uint64_t keur_figure_hash_labels(const keur_figure *figure)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < figure->n_labels; i++) {
        const keur_label *label = &figure->labels[i];

        sum += keur_hash(label->value, strlen(label->value),
                         keur_hash(label->name, strlen(label->name), 1));
    }
    return sum;
}

void keur_figure_label(keur_figure *figure, const char *name, const char *value)
{
    assert(figure->n_labels < KEUR_MAX_LABELS);
    figure->labels[figure->n_labels++] = (keur_label){name, value};
}
