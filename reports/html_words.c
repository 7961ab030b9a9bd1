/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/try.h"
#include "reports/fill.h"
#include "reports/three_words.h"

static keur_status fill_word(keur_text *to, const keur_scorecard *of, keur_word word,
                             keur_error *err)
{
    const keur_three found = keur_three_find(of, word);
    keur_text sentence = {NULL, 0, 0}, source = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_three_sentence(&found, &sentence, err));
    KEUR_TRY(keur_three_source(&found, &source, err));
    KEUR_TRY(keur_fill(to, "word",
                       (const keur_slot[]){{"title", keur_three_title(word)},
                                           {"question", keur_three_question(word)},
                                           {"sentence", sentence.bytes},
                                           {"source", source.bytes},
                                           {NULL, NULL}},
                       err));
out:
    keur_text_free(&sentence);
    keur_text_free(&source);
    return status;
}

keur_status keur_html_words(keur_text *to, const keur_scorecard *of, keur_error *err)
{
    keur_text rows = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    for (keur_word word = KEUR_WORD_SINGLING_OUT; word < KEUR_N_WORDS; word++)
        KEUR_TRY(fill_word(&rows, of, word, err));
    KEUR_TRY(
        keur_fill(to, "words", (const keur_slot[]){{"rows_html", rows.bytes}, {NULL, NULL}}, err));
out:
    keur_text_free(&rows);
    return status;
}
