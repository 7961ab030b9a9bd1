# SPDX-License-Identifier: GPL-3.0-or-later
"""What others read of a scorecard: JUnit XML, Markdown, JSON-LD; and names that look like markup."""

import csv
import html
import html.parser
import io
import json
import random
import re
import unittest
import xml.etree.ElementTree as xml

from cli import CommandLine

FEW = ("--measures", "marginals,exact-copies,membership-distance,attribute-keys", "--keys", "age,sex",
       "--secret", "income")
HOSTILE = ["<script>alert(1)</script>", "[x](javascript:alert(1))", "a|b`c`", "it's \"q\" & co",
           "\u05e9\u05dc\u05d5\u05dd", "\U0001f600 :smile: www.example.org", "__init__ *x* #1 @all",
           "1. - ]]> {{title}}"]
TURNED = "turn\u202eed"


def hostile_table(seed, n=300):
    draw = random.Random(seed)
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    names = HOSTILE + [TURNED]
    write.writerow(names)
    for _ in range(n):
        write.writerow([draw.choice(HOSTILE) if i % 2 else draw.randrange(40)
                        for i in range(len(names))])
    return out.getvalue()


class Tags(html.parser.HTMLParser):
    """All tags, attributes and texts of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)


def policy(limit, measure="membership-distance", required=("exact-copies",), kind="gate"):
    return json.dumps({
        "keur_policy": 1, "name": "p <&\"'>", "version": "1", "required": list(required),
        "limits": [{"measure": measure, "figure": "auc", "kind": kind, "must_be": "below",
                    "limit": limit, "provenance": "a <test> & \"more\""},
                   {"measure": "marginals", "figure": "total-variation", "kind": "advisory",
                    "must_be": "below", "limit": 1e-6, "provenance": "advice"}]})


class JUnit(CommandLine):
    def setUp(self):
        super().setUp()
        self.put_demo()

    def check_structure(self, root):
        """What Jenkins' reader asks: elements, their order, attributes, and counts that agree."""
        self.assertEqual(root.tag, "testsuites")
        self.assertEqual([suite.tag for suite in root], ["testsuite"])
        suite = root[0]
        self.assertEqual([e.tag for e in suite][0], "properties")
        self.assertTrue(all(set(e.attrib) == {"name", "value"} for e in suite[0]))
        cases = list(suite)[1:]
        self.assertTrue(cases)
        found = {"failure": 0, "error": 0, "skipped": 0}
        for case in cases:
            self.assertEqual(case.tag, "testcase")
            self.assertEqual(set(case.attrib), {"classname", "name"})
            self.assertLessEqual(len(case), 1)
            for outcome in case:
                found[outcome.tag] += 1
                self.assertTrue(outcome.get("message"))
                self.assertEqual(outcome.get("type"),
                                 {"failure": "broken", "error": "open", "skipped": None}[outcome.tag])
        self.assertEqual(int(suite.get("tests")), len(cases))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            self.assertEqual(int(suite.get(name)), found[tag])
        self.assertEqual(len({(c.get("classname"), c.get("name")) for c in cases}), len(cases))
        return cases

    def score(self, *words):
        done = self.keur("score", "train.csv", "leaky.csv", "--holdout", "holdout.csv", *words, *FEW)
        self.assertEqual(done.stderr, b"")
        return done.returncode

    def test_passes_only_where_the_verdict_is_release(self):
        self.score("-o", "out")
        for limit, required, code in ((0.9, ["exact-copies"], 0), (0.5, [], 3), (0.61, [], 4),
                                      (0.9, ["no-such-measure"], 4)):
            self.put("p.json", policy(limit, required=required))
            gate = self.keur("gate", "out/scorecard.json", "--policy", "p.json", "--json", "--junit",
                             "a.xml")
            self.assertEqual(gate.returncode, code)
            cases = self.check_structure(xml.parse(self.here / "a.xml").getroot())
            bad = [c for c in cases for outcome in c if outcome.tag in ("failure", "error")]
            self.assertEqual(bool(bad), code != 0)
            verdict = [c for c in cases if c.get("classname") == "keur.verdict"]
            self.assertEqual([[o.tag for o in c] for c in verdict],
                             [{0: [], 3: ["failure"], 4: ["error"]}[code]])
            # every finding is a case with its sentence, every required measure a case
            told = {o.get("message"): o.tag for c in cases for o in c}
            for finding in json.loads(gate.stdout)["findings"]:
                if finding["outcome"] in ("broken", "open"):
                    wanted = "skipped" if finding["kind"] == "advisory" else \
                        {"broken": "failure", "open": "error"}[finding["outcome"]]
                    self.assertEqual(told[finding["reason"]], wanted)
            for measure in required:
                self.assertIn(f"keur.{measure}", [c.get("classname") for c in cases])

    def test_score_and_gate_write_the_same(self):
        self.put("p.json", policy(0.5))
        self.assertEqual(self.score("--policy", "p.json", "-o", "out", "--junit", "a.xml"), 3)
        self.keur("gate", "out/scorecard.json", "--policy", "p.json", "--junit", "b.xml")
        self.assertEqual((self.here / "a.xml").read_bytes(), (self.here / "b.xml").read_bytes())

    def test_a_limit_that_is_none_does_not_pass(self):
        made = json.loads(policy(0.9))
        made["limits"].append({"measure": "membership-audit", "figure": "epsilon-lower-bound",
                               "kind": "break-only", "must_be": "below",
                               "limit": "declared-epsilon", "provenance": "x"})
        self.put("p.json", json.dumps(made))
        self.assertEqual(self.score("--policy", "p.json", "--junit", "a.xml"), 0)
        cases = self.check_structure(xml.parse(self.here / "a.xml").getroot())
        audit = [c for c in cases if c.get("classname") == "keur.membership-audit"]
        self.assertEqual([[o.tag for o in c] for c in audit], [["skipped"]])

    def test_wrong_usage(self):
        self.bad(2, "--junit needs --policy", "score", "train.csv", "leaky.csv", "--junit", "a.xml")
        self.bad(2, "give one of them", "score", "train.csv", "leaky.csv", "--json", "--format",
                 "md")
        self.bad(2, "--format: expected text", "score", "train.csv", "leaky.csv", "--format", "pdf")


def expand(node, context):
    """JSON-LD made long, as far as keur's documents go: prefixes and coerced types."""
    def iri(name):
        prefix, colon, rest = name.partition(":")
        if prefix == "_" or not colon:
            return name
        return context[prefix] + rest

    def value(key, item):
        if isinstance(item, dict):
            return expand(item, context)
        kind = context.get(key, {}).get("@type") if isinstance(context.get(key), dict) else None
        if kind == "@id":
            return {"@id": iri(item)}
        return {"@value": item, "@type": iri(kind)} if kind else {"@value": item}

    made = {}
    for key, items in node.items():
        if key in ("@id", "@type"):
            made[key] = iri(items)
        else:
            made[iri(key)] = [value(key, item)
                              for item in (items if isinstance(items, list) else [items])]
    return made


class Linked(CommandLine):
    DQV, PROV = "http://www.w3.org/ns/dqv#", "http://www.w3.org/ns/prov#"
    SKOS = "http://www.w3.org/2004/02/skos/core#"

    def graph(self, path):
        document = json.loads((self.here / path).read_text())
        self.assertEqual(set(document), {"@context", "@graph"})
        context = document["@context"]
        self.own = context["keur"]
        self.assertRegex(self.own, r"^urn:uuid:[0-9a-f-]{36}#$")
        return [expand(node, context) for node in document["@graph"]]

    def test_says_what_the_scorecard_says(self):
        self.put_demo()
        self.put("p.json", policy(0.5))
        words = ("score", "train.csv", "leaky.csv", "--holdout", "holdout.csv", "--policy", "p.json",
                 *FEW)
        self.assertEqual(self.keur(*words, "-o", "out", "--format", "jsonld").returncode, 3)
        self.assertEqual(self.keur(*words, "-o", "two", "--format", "jsonld", "--threads",
                                   3).returncode, 3)
        self.assertEqual((self.here / "out/scorecard.jsonld").read_bytes(),
                         (self.here / "two/scorecard.jsonld").read_bytes())
        self.good("render", "out/scorecard.json", "-o", "again.jsonld")
        self.assertEqual((self.here / "out/scorecard.jsonld").read_bytes(),
                         (self.here / "again.jsonld").read_bytes())
        graph = self.graph("again.jsonld")
        card = json.loads((self.here / "out/scorecard.json").read_text())
        named = {node["@id"]: node for node in graph if "@id" in node}
        self.check_measurements([n for n in graph if n["@type"] == self.DQV + "QualityMeasurement"],
                                named, card)
        run = named["_:run"]
        self.assertEqual(run["@type"], self.PROV + "Activity")
        used = {item["@id"] for item in run[self.PROV + "used"]}
        self.assertEqual(used, {"_:train", "_:holdout", "_:synthetic", "_:policy"})
        self.assertEqual(run[self.own + "seed"], [{"@value": "1"}])
        self.assertEqual(named["_:train"][self.own + "rows"], [{"@value": 2000}])
        self.assertEqual(set(named["_:train"]), {"@id", "@type"} | {self.own + name for name in
                                                                  ("role", "rows", "columns")})
        self.assertEqual(named["_:policy"]["@type"], self.DQV + "QualityPolicy")
        self.assertEqual(named["_:policy"][self.own + "digest"],
                         [{"@value": card["verdict"]["policy_id"]}])
        self.assertEqual(named["_:verdict"][self.own + "decision"], [{"@value": "do not release"}])
        self.assertEqual(len(named["_:verdict"][self.own + "finding"]),
                         len(card["verdict"]["findings"]))
        self.assertNotIn(".csv", (self.here / "again.jsonld").read_text())

    def check_measurements(self, measurements, named, card):
        questions = {m["name"]: m["question"] for m in card["measures"]}
        self.assertEqual(len(measurements), len(card["figures"]))
        for node, figure in zip(measurements, card["figures"]):
            metric = named[node[self.DQV + "isMeasurementOf"][0]["@id"]]
            self.assertEqual(metric["@type"], self.DQV + "Metric")
            self.assertEqual(metric[self.SKOS + "definition"],
                             [{"@value": questions[figure["measure"]]}])
            self.assertIn(metric[self.DQV + "inDimension"][0]["@id"], named)
            self.assertEqual(metric[self.own + "name"], [{"@value": figure["name"]}])
            for theirs, ours in ((self.DQV + "value", "value"), (self.own + "low", "low"),
                                 (self.own + "high", "high"), (self.own + "level", "level"),
                                 (self.own + "denominator", "denominator")):
                got = [v["@value"] for v in node.get(theirs, [])]
                self.assertEqual(got, [figure[ours]] if ours in figure else [], (theirs, figure))
                self.assertTrue(all(v["@type"].endswith("#double") for v in node.get(theirs, [])))
            about = {item[self.own + "name"][0]["@value"]: item[self.own + "text"][0]["@value"]
                     for item in node.get(self.own + "about", [])}
            self.assertEqual(about, figure.get("of", {}))
            self.assertEqual([v["@value"] for v in node.get(self.own + "reason", [])],
                             [figure["reason"]] if "reason" in figure else [])


class Names(CommandLine):
    """Headers and levels that look like markup come out as text."""

    def setUp(self):
        super().setUp()
        for seed, name in enumerate(("train", "synth", "holdout")):
            self.put(name + ".csv", hostile_table(seed))
        schema = {"columns": [{"name": HOSTILE[1], "roles": ["secret"], "type": "categorical"},
                              {"name": HOSTILE[0], "roles": ["key"]},
                              {"name": HOSTILE[2], "roles": ["key"]}]}
        self.put("schema.json", json.dumps(schema))
        made = json.loads(policy(0.5))
        made["limits"].append({"measure": "attribute-keys", "figure": "disco-excess",
                               "kind": "gate", "must_be": "below", "limit": 0.05,
                               "provenance": HOSTILE[0] + HOSTILE[1]})
        self.put("p.json", json.dumps(made))
        done = self.keur("score", "train.csv", "synth.csv", "--holdout", "holdout.csv", "--schema",
                         "schema.json", "--title", "".join(HOSTILE) + TURNED, "--policy", "p.json",
                         "-o", "out", "--junit", "out/j.xml", *FEW[:2])
        self.assertIn(done.returncode, (3, 4), done.stderr)
        for ending in ("md", "jsonld"):
            self.good("render", "out/scorecard.json", "-o", "out/scorecard." + ending)

    def test_stay_text(self):
        for check in (self.check_html, self.check_markdown, self.check_junit, self.check_jsonld):
            with self.subTest(check.__name__):
                check()

    def read(self, name):
        return (self.here / "out" / name).read_text(encoding="utf-8")

    def check_html(self):
        page = Tags(self.read("scorecard.html"))
        tags = {tag for tag, _ in page.tags}
        self.assertEqual([tag for tag, _ in page.tags].count("script"), 1)
        self.assertFalse(tags & {"iframe", "object", "a", "img", "link"}, tags)
        self.assertFalse([a for _, attrs in page.tags for a in attrs if a.startswith("on")])
        text = "".join(page.texts)
        for name in HOSTILE:
            self.assertIn(name, text)

    def check_markdown(self):
        page = self.read("scorecard.md")
        self.assertNotRegex(page, r"[<`\[\]\\~]")
        self.assertNotRegex(page, r":smile:|www\.|://|\u202e|@all|(?<!&)#1(?!\d*;)")
        text = html.unescape(page)
        for name in HOSTILE:
            self.assertIn(name, text)
        cells = 0
        for line in page.splitlines():
            if not line.startswith("|"):
                cells = 0
                self.assertRegex(line, r"^($|#{1,3} |> |- |[A-Z0-9k])")
            else:
                cells = cells or line.count("|")
                self.assertEqual(line.count("|"), cells, line)

    def check_junit(self):
        root = xml.fromstring(self.read("j.xml"))
        text = " ".join(v for e in root.iter() for v in (*e.attrib.values(), e.text or ""))
        for name in (HOSTILE[0], HOSTILE[1], HOSTILE[2]):
            self.assertIn(name, text)
        self.assertEqual({e.tag for e in root.iter()} - {"skipped"},
                         {"testsuites", "testsuite", "properties", "property", "testcase", "error",
                          "failure"} & {e.tag for e in root.iter()})
        self.assertNotIn("\u202e", text)

    def check_jsonld(self):
        document = json.loads(self.read("scorecard.jsonld"))
        text = json.dumps(document, ensure_ascii=False)
        self.assertIn(HOSTILE[0], text)
        for node in document["@graph"]:
            for key in ("@id", "@type"):
                self.assertRegex(node.get(key, "_:x"), r"^[a-z_]+:[\w./@=%+~-]+$")


if __name__ == "__main__":
    unittest.main()
