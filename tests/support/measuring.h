/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef KEUR_TESTS_MEASURING_H
#define KEUR_TESTS_MEASURING_H

#include <keur/measure.h>
#include <keur/schema.h>

/** What a test measures. A table is a file of the cases or, where it holds a newline, CSV text. */
typedef struct keur_given {
    const char *train, *holdout, *synthetic, *reference; /* NULL: absent */
    const char *schema;                                  /* JSON; NULL: inferred */
    uint64_t seed;
    int threads;
    bool needs_reference, common_columns;
} keur_given;

/** Read, infer, and bring under one schema; the status is that of the case. */
keur_status keur_given_case(const keur_given *given, keur_case **on, keur_error *err);

/** As keur_given_case(); fails the test where there is no case. Freed with keur_case_free(). */
keur_case *keur_check_measurable(const keur_given *given);

/** Run a measure with arguments such as "keys=a,b;secret=c" ("" or NULL: none). */
keur_status keur_given_run(keur_case *on, const char *measure, const char *arguments,
                           keur_result **result, keur_error *err);

/** As keur_given_run(); fails the test where the measure does. */
keur_result *keur_check_run(keur_case *on, const char *measure, const char *arguments);

/** A case for one run: as keur_check_measurable() and keur_check_run(), and the case is freed. */
keur_result *keur_check_run_given(const keur_given *given, const char *measure,
                                  const char *arguments);

/** The figure of this name (and first label value, unless NULL); fails the test if it is absent. */
const keur_figure *keur_check_figure(const keur_result *result, const char *name,
                                     const char *label);

/** Its value; fails the test where it is not estimable. */
double keur_check_value(const keur_result *result, const char *name);

/** The series of this name about something; NULL where there is none. */
const keur_series *keur_check_series(const keur_result *result, const char *name,
                                     const char *about);

/** Whether a notice holds a text. */
bool keur_check_noticed(const keur_result *result, const char *part);
bool keur_check_case_noticed(const keur_case *on, const char *part);

/** Fails unless two results hold the same figures in the same order, bit by bit. */
void keur_check_same_result(const keur_result *a, const keur_result *b);

#endif
