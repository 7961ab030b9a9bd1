/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A verdict as the XML that Jenkins, GitLab and others read of test runs. An open limit is an
 * error, as of a test that could not be carried out: where nothing was shown, nothing passes. */
#include <keur/scorecard.h>

#include <math.h>
#include <string.h>

#include "base/try.h"
#include "reports/points.h"

typedef struct suite {
    keur_text cases;
    size_t tests, failures, errors, skipped;
} suite;

/* ` name="value"` */
static keur_status add_attribute(keur_text *to, const char *name, const char *value,
                                 keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_format(to, err, " %s=\"", name));
    KEUR_TRY(keur_xml_escape(to, value, err));
    KEUR_TRY(keur_text_add(to, "\"", err));
out:
    return status;
}

/* Open a test case: its class is the measure, so that readers group by it. */
static keur_status open_case(suite *to, const char *measure, const char *name, keur_error *err)
{
    keur_text class_name = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    to->tests++;
    KEUR_TRY(keur_text_format(&class_name, err, "keur.%s", measure));
    KEUR_TRY(keur_text_add(&to->cases, "    <testcase", err));
    KEUR_TRY(add_attribute(&to->cases, "classname", class_name.bytes, err));
    KEUR_TRY(add_attribute(&to->cases, "name", name, err));
    KEUR_TRY(keur_text_add(&to->cases, ">\n", err));
out:
    keur_text_free(&class_name);
    return status;
}

static keur_status add_result(suite *to, const char *element, const char *type, const char *message,
                              const char *more, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_format(&to->cases, err, "      <%s", element));
    if (type != NULL)
        KEUR_TRY(add_attribute(&to->cases, "type", type, err));
    KEUR_TRY(add_attribute(&to->cases, "message", message, err));
    KEUR_TRY(keur_text_add(&to->cases, ">", err));
    KEUR_TRY(keur_xml_escape(&to->cases, more, err));
    KEUR_TRY(keur_text_format(&to->cases, err, "</%s>\n", element));
out:
    return status;
}

static keur_status close_case(suite *to, keur_error *err)
{
    return keur_text_add(&to->cases, "    </testcase>\n", err);
}

/* "auc below 0.55 (secret income)", "advice: ..." */
static keur_status name_finding(const keur_finding *finding, keur_text *name, keur_error *err)
{
    keur_status status = KEUR_OK;

    if (finding->figure == NULL)
        return keur_text_format(name, err, "%s is demanded", finding->measure);
    if (finding->kind == KEUR_LIMIT_ADVISORY)
        KEUR_TRY(keur_text_add(name, "advice: ", err));
    KEUR_TRY(keur_text_format(name, err, "%s %s", finding->figure, keur_side_word(finding->side)));
    if (isfinite(finding->limit))
        KEUR_TRY(keur_text_format(name, err, " %g", finding->limit));
    else
        KEUR_TRY(keur_text_add(name, " the declared epsilon", err));
    for (size_t i = 0; i < finding->n_labels; i++)
        KEUR_TRY(keur_text_format(name, err, "%s%s %s%s", i == 0 ? " (" : ", ",
                                  finding->labels[i].name, finding->labels[i].value,
                                  i + 1 == finding->n_labels ? ")" : ""));
out:
    return status;
}

static keur_status tell_outcome(suite *to, const keur_finding *finding, const char *provenance,
                                keur_error *err)
{
    const char *word = keur_outcome_word(finding->outcome);
    const bool is_kept = finding->outcome == KEUR_MET || finding->outcome == KEUR_NO_OBJECTION;

    if (is_kept && (finding->figure == NULL || isfinite(finding->limit)))
        return KEUR_OK;
    if (is_kept || finding->kind == KEUR_LIMIT_ADVISORY) { /* kept: there was no limit to keep */
        to->skipped++;
        return add_result(to, "skipped", NULL, finding->reason, provenance, err);
    }
    if (finding->outcome == KEUR_BROKEN) {
        to->failures++;
        return add_result(to, "failure", word, finding->reason, provenance, err);
    }
    to->errors++;
    return add_result(to, "error", word, finding->reason, provenance, err);
}

static keur_status add_finding(suite *to, const keur_finding *finding, keur_error *err)
{
    keur_text name = {NULL, 0, 0}, provenance = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(name_finding(finding, &name, err));
    if (finding->provenance != NULL)
        KEUR_TRY(keur_text_format(&provenance, err, "Where the limit comes from: %s",
                                  finding->provenance));
    KEUR_TRY(open_case(to, finding->measure, name.bytes, err));
    KEUR_TRY(tell_outcome(to, finding, provenance.bytes, err));
    KEUR_TRY(close_case(to, err));
out:
    keur_text_free(&name);
    keur_text_free(&provenance);
    return status;
}

/* A required measure that gave a figure has no finding: it is a test that passed. */
static keur_status add_required(suite *to, const keur_verdict *verdict, const char *measure,
                                keur_error *err)
{
    keur_status status = KEUR_OK;

    for (size_t i = 0; i < verdict->n_findings; i++)
        if (verdict->findings[i].figure == NULL &&
            strcmp(verdict->findings[i].measure, measure) == 0)
            return KEUR_OK; /* told already */
    KEUR_TRY(open_case(to, measure, "is required, and gave a figure", err));
    KEUR_TRY(close_case(to, err));
out:
    return status;
}

/* The verdict itself: whatever a reader makes of the other cases, this one fails with it. */
static keur_status add_decision(suite *to, const keur_verdict *verdict, keur_error *err)
{
    const char *word = keur_decision_word(verdict->decision);
    keur_text message = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_format(&message, err, "The verdict is: %s.", word));
    KEUR_TRY(open_case(to, "verdict", "release", err));
    if (verdict->decision == KEUR_DO_NOT_RELEASE) {
        to->failures++;
        KEUR_TRY(add_result(to, "failure", "broken", message.bytes, verdict->method, err));
    } else if (verdict->decision != KEUR_RELEASE) {
        to->errors++;
        KEUR_TRY(add_result(to, "error", "open", message.bytes, verdict->method, err));
    }
    KEUR_TRY(close_case(to, err));
out:
    keur_text_free(&message);
    return status;
}

static keur_status add_property(keur_text *to, const char *name, const char *value, keur_error *err)
{
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_format(to, err, "      <property name=\"%s\"", name));
    KEUR_TRY(add_attribute(to, "value", value, err));
    KEUR_TRY(keur_text_add(to, "/>\n", err));
out:
    return status;
}

static keur_status add_suite(keur_text *to, const suite *made, const keur_scorecard *card,
                             keur_error *err)
{
    const keur_verdict *verdict = card->verdict;
    keur_text name = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    KEUR_TRY(keur_text_format(&name, err, "policy %s, version %s", verdict->policy,
                              verdict->policy_version));
    KEUR_TRY(keur_text_format(to, err,
                              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                              "<testsuites name=\"keur\" tests=\"%zu\" failures=\"%zu\" "
                              "errors=\"%zu\">\n  <testsuite",
                              made->tests, made->failures, made->errors));
    KEUR_TRY(add_attribute(to, "name", name.bytes, err));
    KEUR_TRY(keur_text_format(
        to, err,
        " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\">\n    <properties>\n",
        made->tests, made->failures, made->errors, made->skipped));
    KEUR_TRY(add_property(to, "keur", card->keur_version, err));
    KEUR_TRY(add_property(to, "scorecard", card->title, err));
    KEUR_TRY(add_property(to, "policy_id", verdict->policy_id, err));
    KEUR_TRY(add_property(to, "decision", keur_decision_word(verdict->decision), err));
    KEUR_TRY(keur_text_add(to, "    </properties>\n", err));
    KEUR_TRY(keur_text_append(to, made->cases.bytes, made->cases.length, err));
    KEUR_TRY(keur_text_add(to, "  </testsuite>\n</testsuites>\n", err));
out:
    keur_text_free(&name);
    return status;
}

keur_status keur_scorecard_junit(const keur_scorecard *scorecard, const keur_policy *policy,
                                 char **text, keur_error *err)
{
    const keur_verdict *verdict = scorecard->verdict;
    suite made = {.cases = {NULL, 0, 0}};
    keur_text xml = {NULL, 0, 0};
    keur_status status = KEUR_OK;

    *text = NULL;
    if (verdict == NULL)
        return keur_fail(err, KEUR_EINVAL, "a scorecard without a verdict has no test cases");
    KEUR_TRY(add_decision(&made, verdict, err));
    for (size_t i = 0; i < verdict->n_findings; i++)
        KEUR_TRY(add_finding(&made, &verdict->findings[i], err));
    for (size_t i = 0; i < policy->n_required; i++)
        KEUR_TRY(add_required(&made, verdict, policy->required[i], err));
    KEUR_TRY(add_suite(&xml, &made, scorecard, err));
    *text = xml.bytes;
    xml.bytes = NULL;
out:
    keur_text_free(&made.cases);
    keur_text_free(&xml);
    return status;
}
