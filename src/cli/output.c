/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/output.h"

#include <assert.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"
#include "cli/interrupt.h"
#include "cli/terminal.h"

static keur_status name_files(const char *directory, const keur_output *outputs, size_t n,
                              keur_text *paths, keur_file *files, keur_error *err)
{
    const size_t length = strlen(directory);
    const char *slash = length > 0 && directory[length - 1] == '/' ? "" : "/";
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < n; i++) {
        KEUR_TRY(keur_text_format(&paths[i], err, "%s%s%s", directory, slash, outputs[i].name));
        files[i] = (keur_file){.path = paths[i].bytes,
                               .bytes = outputs[i].text,
                               .n_bytes = outputs[i].text != NULL ? strlen(outputs[i].text) : 0,
                               .next = outputs[i].next,
                               .context = outputs[i].context};
    }
out:
    return status;
}

keur_status keur_outputs_write(const char *directory, keur_output *outputs, size_t n,
                               keur_error *err)
{
    keur_text paths[KEUR_MOST_OUTPUTS] = {{NULL, 0, 0}};
    keur_file files[KEUR_MOST_OUTPUTS];
    keur_status status = KEUR_OK;

    assert(n <= KEUR_MOST_OUTPUTS);
    keur_interrupt_hold();
    KEUR_TRY(keur_directory_make(directory, err));
    KEUR_TRY(name_files(directory, outputs, n, paths, files, err));
    KEUR_TRY(keur_files_write(files, n, err));
out:
    for (size_t i = 0; i < n; i++) {
        keur_release(outputs[i].text);
        outputs[i].text = NULL;
        keur_text_free(&paths[i]);
    }
    keur_interrupt_release();
    return status;
}

keur_status keur_output_file(const char *path, const char *text, keur_error *err)
{
    keur_status status;

    keur_interrupt_hold();
    status = keur_file_write(path, text, strlen(text), err);
    keur_interrupt_release();
    return status;
}

keur_status keur_outputs_scorecard(const keur_scorecard *scorecard, const keur_language *language,
                                   keur_output outputs[3], keur_error *err)
{
    static const char *const names[2][3] = {
        {"scorecard-internal.json", "scorecard-internal.txt", "scorecard-internal.html"},
        {"scorecard.json", "scorecard.txt", "scorecard.html"}};

    keur_status status = KEUR_OK;

    for (size_t i = 0; i < 3; i++)
        outputs[i] = (keur_output){.name = names[scorecard->is_export][i]};
    for (size_t i = 0; i < 3; i++)
        KEUR_TRY(keur_spoken_card(scorecard, keur_form_of_path(outputs[i].name), language, 80,
                                  false, &outputs[i].text, err));
out:
    for (size_t i = 0; status != KEUR_OK && i < 3; i++) {
        keur_release(outputs[i].text);
        outputs[i].text = NULL;
    }
    return status;
}

keur_status keur_output_language(const keur_parsed *line, keur_language **language, keur_error *err)
{
    const char *code = keur_option_value(line, "lang");

    return keur_language_open(code != NULL ? code : "en", language, err);
}

keur_status keur_outputs_scores(const keur_case *on, keur_score_lines **lines, keur_output *output,
                                keur_error *err)
{
    const keur_status status = keur_score_lines_new(on, lines, err);

    *output = (keur_output){
        .name = "membership-scores.csv", .next = keur_score_lines_next, .context = *lines};
    return status;
}

keur_status keur_print_scorecard(const keur_scorecard *scorecard, const keur_form *form,
                                 const keur_language *language, keur_error *err)
{
    char *text = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_spoken_card(scorecard, form, language, keur_terminal_width(),
                              keur_terminal_colour(), &text, err));
    KEUR_TRY(keur_print(text, err));
out:
    keur_release(text);
    return status;
}

keur_status keur_output_junit(const char *path, const keur_scorecard *scorecard,
                              const keur_policy *policy, keur_error *err)
{
    char *text = NULL;
    keur_status status = KEUR_OK;

    if (path == NULL)
        return KEUR_OK;
    KEUR_TRY(keur_scorecard_junit(scorecard, policy, &text, err));
    KEUR_TRY(keur_output_file(path, text, err));
out:
    keur_release(text);
    return status;
}
