/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scorecard as linked data: quality in the words of DQV (W3C Note, 15 December 2016), where it
 * comes from in those of PROV-O (W3C Recommendation, 30 April 2013). Tables, run and verdict are
 * nodes without a name, since nobody may look for a file by one. */
#include <keur/scorecard.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/try.h"
#include "reports/jsonld.h"
#include "reports/words.h"

/* Words of its own: terms under a UUID, since there is no site to promise an address at. */
#define VOCABULARY "urn:uuid:a199e33c-b587-440d-bfe2-5e0191212c95#"

static const char *const prefixes[][2] = {{"dqv", "http://www.w3.org/ns/dqv#"},
                                          {"prov", "http://www.w3.org/ns/prov#"},
                                          {"skos", "http://www.w3.org/2004/02/skos/core#"},
                                          {"dct", "http://purl.org/dc/terms/"},
                                          {"oa", "http://www.w3.org/ns/oa#"},
                                          {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
                                          {"xsd", "http://www.w3.org/2001/XMLSchema#"},
                                          {"keur", VOCABULARY}};

/* Properties whose numbers are doubles, and those whose values are nodes. */
static const char *const doubles[] = {"dqv:value",        "keur:low",       "keur:high",
                                      "keur:level",       "keur:limit",     "keur:numerator",
                                      "keur:denominator", "keur:confidence"};
static const char *const nodes[] = {
    "dqv:isMeasurementOf", "dqv:computedOn",      "dqv:inDimension",        "prov:used",
    "prov:wasGeneratedBy", "prov:wasDerivedFrom", "prov:wasAssociatedWith", "oa:hasTarget",
    "oa:motivatedBy",      "dqv:expectedDataType"};

static keur_status add_coerced(keur_json *to, const char *name, const char *type, keur_error *err)
{
    keur_json *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_object(to, name, &made, err));
    KEUR_TRY(keur_json_add_string(made, "@type", type, err));
out:
    return status;
}

static keur_status add_context(keur_json *root, keur_error *err)
{
    keur_json *to = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_object(root, "@context", &to, err));
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        KEUR_TRY(keur_json_add_string(to, prefixes[i][0], prefixes[i][1], err));
    for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++)
        KEUR_TRY(add_coerced(to, doubles[i], "xsd:double", err));
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++)
        KEUR_TRY(add_coerced(to, nodes[i], "@id", err));
out:
    return status;
}

keur_status keur_jsonld_node(keur_json *list, const char *id, const char *type, keur_json **made,
                             keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_object(list, NULL, made, err));
    if (id != NULL)
        KEUR_TRY(keur_json_add_string(*made, "@id", id, err));
    KEUR_TRY(keur_json_add_string(*made, "@type", type, err));
out:
    return status;
}

static keur_status add_tables(keur_json *graph, const keur_scorecard *from, keur_error *err)
{
    keur_json *made = NULL;
    char id[40];
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < from->n_inputs; i++) {
        const keur_scorecard_input *input = &from->inputs[i];

        (void)snprintf(id, sizeof id, "_:%.30s", keur_role_word(input->role));
        KEUR_TRY(keur_jsonld_node(graph, id, "prov:Entity", &made, err));
        KEUR_TRY(keur_json_add_string(made, "keur:role", keur_role_word(input->role), err));
        KEUR_TRY(keur_json_add_number(made, "keur:rows", (double)input->rows, err));
        KEUR_TRY(keur_json_add_number(made, "keur:columns", (double)input->columns, err));
    }
out:
    return status;
}

static keur_status add_params(keur_json *run, const keur_scorecard *from, keur_error *err)
{
    keur_json *list = NULL, *made = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_json_add_array(run, "keur:option", &list, err));
    for (size_t i = 0; i < from->n_measures; i++) {
        const keur_scorecard_measure *measure = &from->measures[i];

        for (size_t j = 0; j < measure->n_params; j++) {
            KEUR_TRY(keur_json_add_object(list, NULL, &made, err));
            KEUR_TRY(keur_json_add_string(made, "keur:measure", measure->name, err));
            KEUR_TRY(keur_json_add_string(made, "keur:name", measure->params[j].name, err));
            KEUR_TRY(keur_json_add_string(made, "keur:text", measure->params[j].value, err));
        }
    }
out:
    return status;
}

static keur_status add_run(keur_json *graph, const keur_scorecard *from, keur_error *err)
{
    keur_json *run = NULL, *used = NULL, *made = NULL;
    char text[40];
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_jsonld_node(graph, "_:keur", "prov:SoftwareAgent", &made, err));
    KEUR_TRY(keur_json_add_string(made, "rdfs:label", "keur", err));
    KEUR_TRY(keur_json_add_string(made, "keur:version", from->keur_version, err));
    KEUR_TRY(keur_jsonld_node(graph, "_:run", "prov:Activity", &run, err));
    KEUR_TRY(keur_json_add_string(run, "prov:wasAssociatedWith", "_:keur", err));
    KEUR_TRY(keur_json_add_array(run, "prov:used", &used, err));
    for (size_t i = 0; i < from->n_inputs; i++) {
        (void)snprintf(text, sizeof text, "_:%.30s", keur_role_word(from->inputs[i].role));
        KEUR_TRY(keur_json_add_string(used, NULL, text, err));
    }
    if (from->verdict != NULL)
        KEUR_TRY(keur_json_add_string(used, NULL, "_:policy", err));
    (void)snprintf(text, sizeof text, "%" PRIu64, from->seed);
    KEUR_TRY(keur_json_add_string(run, "keur:seed", text, err));
    KEUR_TRY(keur_json_add_bool(run, "keur:rolesByDefault", from->roles_by_default, err));
    KEUR_TRY(add_params(run, from, err));
    KEUR_TRY(keur_jsonld_node(graph, "_:scorecard", "prov:Entity", &made, err));
    KEUR_TRY(keur_json_add_string(made, "dct:title", from->title, err));
    KEUR_TRY(keur_json_add_string(made, "prov:wasGeneratedBy", "_:run", err));
    KEUR_TRY(keur_json_add_bool(made, "keur:export", from->is_export, err));
    KEUR_TRY(keur_texts_json(made, "rdfs:comment", from->notices, from->n_notices, err));
out:
    return status;
}

keur_status keur_scorecard_jsonld(const keur_scorecard *scorecard, char **text, keur_error *err)
{
    keur_json *root = NULL, *graph = NULL;
    keur_status status = KEUR_OK;

    *text = NULL;
    KEUR_TRY(keur_json_new_object(&root, err));
    KEUR_TRY(add_context(root, err));
    KEUR_TRY(keur_json_add_array(root, "@graph", &graph, err));
    KEUR_TRY(add_tables(graph, scorecard, err));
    KEUR_TRY(add_run(graph, scorecard, err));
    KEUR_TRY(keur_jsonld_verdict(graph, scorecard->verdict, err));
    KEUR_TRY(keur_jsonld_metrics(graph, scorecard, err));
    KEUR_TRY(keur_jsonld_measurements(graph, scorecard, err));
    KEUR_TRY(keur_json_print(root, text, err));
out:
    keur_json_free(root);
    return status;
}
