/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/jsonld.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/try.h"
#include "reports/words.h"

/* --- names */

/* Letters, digits and what an IRI's fragment takes; the rest in per cent. */
static keur_status add_encoded(keur_text *to, const char *text, keur_error *err)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-._~@=+";
    keur_status status = KEUR_OK;

    for (const char *c = text; *c != '\0'; c++) {
        if (strchr(plain, *c) != NULL)
            KEUR_TRY(keur_text_append(to, c, 1, err));
        else
            KEUR_TRY(keur_text_format(to, err, "%%%02X", (unsigned char)*c));
    }
out:
    return status;
}

/* "keur:metric/dcr-share/share" */
static keur_status name_metric(const char *measure, const char *figure, keur_text *to,
                               keur_error *err)
{
    keur_status status = KEUR_OK;

    keur_text_clear(to);
    KEUR_TRY(keur_text_add(to, "keur:metric/", err));
    KEUR_TRY(add_encoded(to, measure, err));
    KEUR_TRY(keur_text_add(to, "/", err));
    KEUR_TRY(add_encoded(to, figure, err));
out:
    return status;
}

/* --- metrics */

static keur_status add_families(keur_json *graph, const keur_scorecard *from, keur_error *err)
{
    bool is_there[KEUR_N_FAMILIES] = {false};
    keur_json *made = NULL;
    char id[60];
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < from->n_measures; i++)
        is_there[from->measures[i].family] = true;
    for (keur_family family = 0; family < KEUR_N_FAMILIES; family++) {
        if (!is_there[family])
            continue;
        (void)snprintf(id, sizeof id, "keur:family/%.40s", keur_family_word(family));
        KEUR_TRY(keur_jsonld_node(graph, id, "dqv:Dimension", &made, err));
        KEUR_TRY(keur_json_add_string(made, "skos:prefLabel", keur_family_heading(family), err));
    }
out:
    return status;
}

static keur_status add_metric(keur_json *graph, const keur_scorecard_measure *measure,
                              const char *figure, keur_text *id, keur_error *err)
{
    keur_json *made = NULL;
    char family[60];
    keur_status status = KEUR_OK;

    KEUR_TRY(name_metric(measure->name, figure, id, err));
    KEUR_TRY(keur_jsonld_node(graph, id->bytes, "dqv:Metric", &made, err));
    (void)snprintf(family, sizeof family, "keur:family/%.40s", keur_family_word(measure->family));
    KEUR_TRY(keur_json_add_string(made, "dqv:inDimension", family, err));
    KEUR_TRY(keur_json_add_string(made, "dqv:expectedDataType", "xsd:double", err));
    KEUR_TRY(keur_json_add_string(made, "keur:measure", measure->name, err));
    KEUR_TRY(keur_json_add_string(made, "keur:name", figure, err));
    KEUR_TRY(keur_json_add_string(made, "skos:prefLabel", measure->title, err));
    KEUR_TRY(keur_json_add_string(made, "skos:definition", measure->question, err));
    KEUR_TRY(keur_json_add_string(made, "skos:scopeNote", measure->limits, err));
    KEUR_TRY(keur_json_add_string(made, "dct:source", measure->source, err));
    if (measure->word != KEUR_WORD_NONE)
        KEUR_TRY(keur_json_add_string(made, "keur:word", keur_word_text(measure->word), err));
out:
    return status;
}

/* Whether an earlier figure of the measure has the name. O(figures) for each: names are few. */
static bool is_told(const keur_scorecard *from, size_t i)
{
    for (size_t j = i; j-- > 0;)
        if (from->figures[j].measure == from->figures[i].measure &&
            strcmp(from->figures[j].figure.name, from->figures[i].figure.name) == 0)
            return true;
    return false;
}

keur_status keur_jsonld_metrics(keur_json *graph, const keur_scorecard *from, keur_error *err)
{
    keur_text id = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(add_families(graph, from, err));
    for (size_t i = 0; i < from->n_figures; i++)
        if (!is_told(from, i))
            KEUR_TRY(add_metric(graph, &from->measures[from->figures[i].measure],
                                from->figures[i].figure.name, &id, err));
out:
    keur_text_free(&id);
    return status;
}

/* --- measurements */

static keur_status add_text(keur_json *to, const char *name, const char *text, keur_error *err)
{
    return text == NULL ? KEUR_OK : keur_json_add_string(to, name, text, err);
}

static keur_status add_number(keur_json *to, const char *name, double value, keur_error *err)
{
    return isfinite(value) ? keur_json_add_number(to, name, value, err) : KEUR_OK;
}

static keur_status add_labels(keur_json *to, const keur_label *labels, size_t n, keur_error *err)
{
    keur_json *list = NULL, *made = NULL;
    keur_status status = KEUR_OK;

    if (n == 0)
        return KEUR_OK;
    KEUR_TRY(keur_json_add_array(to, "keur:about", &list, err));
    for (size_t i = 0; i < n; i++) {
        KEUR_TRY(keur_json_add_object(list, NULL, &made, err));
        KEUR_TRY(keur_json_add_string(made, "keur:name", labels[i].name, err));
        KEUR_TRY(keur_json_add_string(made, "keur:text", labels[i].value, err));
    }
out:
    return status;
}

static keur_status add_interval(keur_json *to, const keur_figure *of, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (isfinite(of->low) && isfinite(of->high)) {
        KEUR_TRY(keur_json_add_number(to, "keur:low", of->low, err));
        KEUR_TRY(keur_json_add_number(to, "keur:high", of->high, err));
        if (of->no_interval == NULL)
            KEUR_TRY(add_number(to, "keur:level", of->level, err));
        else
            KEUR_TRY(keur_json_add_string(to, "keur:noInterval", of->no_interval, err));
    } else if (isfinite(of->value)) {
        if (of->kind == KEUR_KIND_LOWER_BOUND)
            KEUR_TRY(add_number(to, "keur:level", of->level, err));
        KEUR_TRY(keur_json_add_string(
            to, "keur:noInterval", of->no_interval != NULL ? of->no_interval : "none was computed",
            err));
    }
out:
    return status;
}

static keur_status fill_measurement(keur_json *to, const keur_scorecard_figure *from,
                                    keur_error *err)
{
    const keur_figure *of = &from->figure;
    keur_status status = KEUR_OK;

    KEUR_TRY(add_labels(to, of->labels, of->n_labels, err));
    KEUR_TRY(keur_json_add_string(to, "keur:kind", keur_kind_word(of->kind), err));
    KEUR_TRY(add_number(to, "dqv:value", of->value, err));
    if (!isfinite(of->value))
        KEUR_TRY(keur_json_add_string(to, "keur:reason",
                                      of->reason != NULL ? of->reason : "not estimable", err));
    KEUR_TRY(add_text(to, "keur:invalid", of->invalid, err));
    if (from->is_bound)
        KEUR_TRY(keur_json_add_bool(to, "keur:isBound", true, err));
    KEUR_TRY(add_interval(to, of, err));
    if (of->n > 0)
        KEUR_TRY(keur_json_add_number(to, "keur:n", (double)of->n, err));
    KEUR_TRY(add_number(to, "keur:numerator", of->numerator, err));
    KEUR_TRY(add_number(to, "keur:denominator", of->denominator, err));
    KEUR_TRY(add_text(to, "keur:unit", of->unit, err));
    if (of->direction != KEUR_DIRECTION_NONE)
        KEUR_TRY(
            keur_json_add_string(to, "keur:direction", keur_direction_word(of->direction), err));
    KEUR_TRY(add_text(to, "keur:method", of->method, err));
out:
    return status;
}

keur_status keur_jsonld_measurements(keur_json *graph, const keur_scorecard *from, keur_error *err)
{
    keur_text metric = {NULL, 0, 0};
    keur_json *made = NULL;
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < from->n_figures; i++) {
        const keur_scorecard_figure *figure = &from->figures[i];

        KEUR_TRY(
            name_metric(from->measures[figure->measure].name, figure->figure.name, &metric, err));
        KEUR_TRY(keur_jsonld_node(graph, NULL, "dqv:QualityMeasurement", &made, err));
        KEUR_TRY(keur_json_add_string(made, "dqv:isMeasurementOf", metric.bytes, err));
        KEUR_TRY(keur_json_add_string(made, "dqv:computedOn", "_:synthetic", err));
        KEUR_TRY(keur_json_add_string(made, "prov:wasGeneratedBy", "_:run", err));
        KEUR_TRY(fill_measurement(made, figure, err));
    }
out:
    keur_text_free(&metric);
    return status;
}

/* --- the verdict */

static keur_status add_finding(keur_json *list, const keur_finding *of, keur_error *err)
{
    keur_json *to = NULL;
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_jsonld_node(list, NULL, "keur:Finding", &to, err));
    KEUR_TRY(keur_json_add_string(to, "keur:measure", of->measure, err));
    KEUR_TRY(add_text(to, "keur:figure", of->figure, err));
    KEUR_TRY(add_labels(to, of->labels, of->n_labels, err));
    KEUR_TRY(keur_json_add_string(to, "keur:limitKind", keur_limit_kind_word(of->kind), err));
    if (of->figure != NULL)
        KEUR_TRY(keur_json_add_string(to, "keur:mustBe", keur_side_word(of->side), err));
    KEUR_TRY(add_number(to, "keur:limit", of->limit, err));
    KEUR_TRY(add_number(to, "keur:confidence", of->confidence, err));
    KEUR_TRY(keur_json_add_string(to, "keur:outcome", keur_outcome_word(of->outcome), err));
    KEUR_TRY(keur_json_add_string(to, "rdfs:comment", of->reason, err));
    KEUR_TRY(add_text(to, "dct:source", of->provenance, err));
out:
    return status;
}

keur_status keur_jsonld_verdict(keur_json *graph, const keur_verdict *verdict, keur_error *err)
{
    keur_json *made = NULL, *list = NULL;
    keur_status status = KEUR_OK;

    if (verdict == NULL)
        return KEUR_OK;
    KEUR_TRY(keur_jsonld_node(graph, "_:policy", "dqv:QualityPolicy", &made, err));
    KEUR_TRY(keur_json_add_string(made, "dct:title", verdict->policy, err));
    KEUR_TRY(keur_json_add_string(made, "keur:version", verdict->policy_version, err));
    KEUR_TRY(keur_json_add_string(made, "keur:digest", verdict->policy_id, err));
    KEUR_TRY(keur_jsonld_node(graph, "_:verdict", "dqv:QualityAnnotation", &made, err));
    KEUR_TRY(keur_json_add_string(made, "oa:motivatedBy", "dqv:qualityAssessment", err));
    KEUR_TRY(keur_json_add_string(made, "oa:hasTarget", "_:synthetic", err));
    KEUR_TRY(keur_json_add_string(made, "prov:wasDerivedFrom", "_:policy", err));
    KEUR_TRY(keur_json_add_string(made, "prov:wasGeneratedBy", "_:run", err));
    KEUR_TRY(
        keur_json_add_string(made, "keur:decision", keur_decision_word(verdict->decision), err));
    KEUR_TRY(keur_json_add_string(made, "rdfs:comment", verdict->method, err));
    KEUR_TRY(keur_json_add_array(made, "keur:finding", &list, err));
    for (size_t i = 0; i < verdict->n_findings; i++)
        KEUR_TRY(add_finding(list, &verdict->findings[i], err));
out:
    return status;
}
