/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved scorecards: what is read is written, filtered and rendered. */
#include <stdlib.h>
#include <string.h>

#include <keur/scorecard.h>

#include "base/text.h"
#include "fuzz/fuzz.h"
#include "reports/forms.h"

static keur_scorecard *read_card(const char *json, size_t n, bool must_succeed)
{
    keur_scorecard *card = NULL;
    keur_error err = {KEUR_OK, ""};
    const keur_status status = keur_scorecard_parse(json, n, "s.json", &card, &err);

    fuzz_assert((card != NULL) == (status == KEUR_OK));
    fuzz_assert(status == KEUR_OK || status == KEUR_EPARSE || status == KEUR_ESCHEMA);
    fuzz_assert((err.text[0] != '\0') == (status != KEUR_OK));
    fuzz_assert(keur_text_is_utf8(err.text, strlen(err.text)));
    fuzz_assert(card != NULL || !must_succeed);
    return card;
}

/* What was written reads back as the same text. */
static void check_json(const keur_scorecard *card)
{
    char *first = NULL, *second = NULL;
    keur_scorecard *again;

    fuzz_assert(keur_scorecard_json(card, &first, NULL) == KEUR_OK);
    again = read_card(first, strlen(first), true);
    fuzz_assert(keur_scorecard_json(again, &second, NULL) == KEUR_OK);
    fuzz_assert(strcmp(first, second) == 0);
    keur_scorecard_free(again);
    free(first);
    free(second);
}

static void check_pages(const keur_scorecard *card)
{
    static const int widths[] = {0, 40, 132};
    char *page = NULL;

    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        fuzz_assert(keur_scorecard_text(card, widths[i], i == 1, &page, NULL) == KEUR_OK);
        fuzz_assert(keur_text_is_utf8(page, strlen(page)));
        free(page);
    }
    for (const keur_form *form = keur_forms(); form->word != NULL; form++) {
        fuzz_assert(form->write(card, &page, NULL) == KEUR_OK);
        fuzz_assert(keur_text_is_utf8(page, strlen(page)));
        free(page);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    keur_scorecard *card = read_card((const char *)bytes, n, false), *exported = NULL;

    if (card == NULL)
        return 0;
    fuzz_assert(keur_scorecard_export(card, &exported, NULL) == KEUR_OK);
    fuzz_assert(exported->is_export);
    check_json(card);
    check_pages(card);
    keur_scorecard_free(card); /* the exported one stands alone */
    check_json(exported);
    check_pages(exported);
    keur_scorecard_free(exported);
    return 0;
}
