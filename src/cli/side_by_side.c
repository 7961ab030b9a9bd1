/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/side_by_side.h"

#include <stdio.h>
#include <string.h>

#include "base/lock.h"
#include "base/machine.h"
#include "base/parallel.h"
#include "base/text.h"
#include "base/try.h"
#include "cli/inputs.h"

/* A round of entrants that run beside each other. */
typedef struct round_of {
    const keur_side_by_side *with;
    keur_entrant *entrants;
    size_t n, n_before; /* entrants of this round; of those before it */
    int threads;        /* of each entrant */
    keur_lock *lock;    /* of the stopwatch, and of n_done */
    size_t n_done;
} round_of;

/* One entrant that is being scored. */
typedef struct scoring {
    round_of *of;
    const char *title;
    keur_stopwatch watch; /* of its own; nothing is shown of it */
} scoring;

static void show_step(void *context, const char *measure, size_t done, size_t n)
{
    scoring *on = context;
    round_of *of = on->of;
    char text[400];

    keur_stopwatch_lap(&on->watch, measure);
    (void)snprintf(text, sizeof text, "%.100s: %s (%zu of %zu)", on->title, measure, done + 1, n);
    keur_lock_take(of->lock);
    keur_progress_step(&of->with->watch->shown, text, of->n_before + of->n_done,
                       of->n_before + of->n);
    keur_lock_leave(of->lock);
}

static keur_status make_title(const keur_entrant *of, keur_text *title, keur_error *err)
{
    return of->draw > 0 ? keur_text_format(title, err, "%s #%zu", of->name, of->draw)
                        : keur_text_add(title, of->name, err);
}

static keur_status score_case(scoring *on, keur_entrant *to, keur_case *made,
                              const keur_schema *schema, keur_error *err)
{
    const keur_side_by_side *with = on->of->with;
    keur_score_options options = *to->options;
    keur_scorecard *full = NULL;
    keur_status status = KEUR_OK;

    options.title = on->title;
    options.progress = show_step;
    options.progress_context = on;
    KEUR_TRY(keur_case_join(made, with->common, err));
    KEUR_TRY(keur_score(made, schema, &options, &full, err));
    if (to->path != NULL && with->policy != NULL) {
        KEUR_TRY(keur_scorecard_judge(full, with->policy, err));
        to->decision = full->verdict->decision;
    }
    KEUR_TRY(keur_scorecard_export(full, &to->exported, err));
    if (to->path != NULL)
        KEUR_TRY(keur_draw_records_find(made, &to->records, err));
out:
    keur_scorecard_free(full);
    return status;
}

static keur_status make_case(const round_of *of, const keur_entrant *entrant, keur_table *table,
                             keur_schema **schema, keur_case **made, keur_error *err)
{
    const keur_side_by_side *with = of->with;
    keur_case_options options = with->options;
    keur_table *tables[KEUR_N_TABLES];
    const keur_table *seen[KEUR_N_TABLES];
    keur_status status = KEUR_OK;

    options.threads = of->threads;
    for (size_t role = 0; role < KEUR_N_TABLES; role++)
        seen[role] = tables[role] = role == KEUR_SYNTHETIC ? table : with->real[role];
    KEUR_TRY(keur_inputs_schema(tables, with->line, schema, err));
    KEUR_TRY(entrant->path != NULL
                 ? keur_case_new(seen, *schema, &options, made, err)
                 : keur_case_new_stand_in(seen, *schema, &options, entrant->stand_in, made, err));
out:
    return status;
}

static keur_status score_entrant(round_of *of, keur_entrant *to, scoring *on, keur_error *err)
{
    const keur_source from = {.path = to->path};
    keur_table *table = NULL;
    keur_schema *schema = NULL;
    keur_case *made = NULL;
    keur_status status = KEUR_OK;

    keur_stopwatch_lap(&on->watch, "reading");
    KEUR_TRY(keur_inputs_read(&from, of->with->line, of->threads, &table, err));
    KEUR_TRY(make_case(of, to, table, &schema, &made, err));
    KEUR_TRY(score_case(on, to, made, schema, err));
out:
    keur_stopwatch_lap(&on->watch, NULL);
    keur_case_free(made);
    keur_schema_free(schema);
    keur_table_free(table);
    return status;
}

static keur_status score_item(void *context, size_t item, keur_error *err)
{
    round_of *of = context;
    scoring on = {.of = of};
    keur_text title = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(make_title(&of->entrants[item], &title, err));
    on.title = title.bytes;
    KEUR_TRY(score_entrant(of, &of->entrants[item], &on, err));
out:
    keur_lock_take(of->lock);
    keur_stopwatch_add(of->with->watch, &on.watch);
    of->n_done++;
    keur_lock_leave(of->lock);
    keur_text_free(&title);
    return status;
}

/* How many at once: of as many threads, and each with as much memory as the first. */
static size_t find_at_once(const keur_side_by_side *with, size_t n, double first)
{
    const size_t n_threads = (size_t)keur_parallel_threads(with->options.threads);
    const size_t most = n < n_threads ? n : n_threads;

    if (with->most_at_once > 0)
        return most < with->most_at_once ? most : with->most_at_once;
    return keur_machine_fits(most, first, keur_machine_available() / 2);
}

static keur_status score_round(round_of *of, size_t at_once, keur_error *err)
{
    const int n_threads = keur_parallel_threads(of->with->options.threads);

    of->threads = n_threads / (int)at_once;
    return keur_parallel_beside(of->n, at_once, score_item, of, err);
}

static keur_status check(const keur_side_by_side *with, const keur_entrant *of, keur_error *err)
{
    const keur_source from = {.path = of->path};
    keur_table *tables[KEUR_N_TABLES];
    keur_schema *schema = NULL;
    keur_status status = KEUR_OK;

    memcpy(tables, with->real, sizeof tables);
    /* What comes by standard input can be read but once. */
    if (from.path == NULL || strcmp(from.path, "-") == 0)
        return KEUR_OK;
    KEUR_TRY(keur_inputs_read(&from, with->line, 0, &tables[KEUR_SYNTHETIC], err));
    KEUR_TRY(keur_inputs_schema(tables, with->line, &schema, err));
out:
    keur_schema_free(schema);
    keur_table_free(tables[KEUR_SYNTHETIC]);
    return status;
}

static keur_status check_all(const keur_side_by_side *with, const keur_entrant *entrants, size_t n,
                             keur_error *err)
{
    keur_status status = KEUR_OK;

    keur_stopwatch_lap(with->watch, "reading");
    for (size_t i = 0; n > 1 && i < n; i++)
        KEUR_TRY(check(with, &entrants[i], err));
out:
    keur_stopwatch_lap(with->watch, NULL);
    return status;
}

keur_status keur_entrants_score(const keur_side_by_side *with, keur_entrant *entrants, size_t n,
                                keur_error *err)
{
    const double before = keur_machine_peak();
    round_of first = {.with = with, .entrants = entrants, .n = n > 0 ? 1 : 0};
    round_of others = {.with = with, .entrants = entrants + first.n, .n = n - first.n};
    keur_status status = KEUR_OK;

    KEUR_TRY(check_all(with, entrants, n, err));
    KEUR_TRY(keur_lock_new(&first.lock, err));
    others.lock = first.lock;
    others.n_before = first.n;
    KEUR_TRY(score_round(&first, 1, err));
    if (others.n > 0)
        KEUR_TRY(
            score_round(&others, find_at_once(with, others.n, keur_machine_peak() - before), err));
out:
    keur_lock_free(first.lock);
    return status;
}

void keur_entrant_free(keur_entrant *of)
{
    keur_scorecard_free(of->exported);
    keur_draw_records_free(of->records);
    of->exported = NULL;
    of->records = NULL;
}
