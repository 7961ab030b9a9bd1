# SPDX-License-Identifier: GPL-3.0-or-later
"""What each command does when all is well."""

import json
import os
import pty
import re
import unittest

from cli import KEUR, CommandLine

MEASURES = {"fidelity-index", "structure", "marginals", "pairs", "table-utility", "exact-copies", "dcr",
            "dcr-share", "membership-distance", "membership-distance-difference",
            "membership-distance-ratio", "membership-distance-local", "membership-ball",
            "membership-vote", "membership-rare-match", "membership-claims", "membership-marginal-ratio",
            "membership-density", "membership-density-ratio", "membership-likelihood-ratio",
            "membership-classifier", "membership-ensemble", "worst-attack", "membership-audit",
            "exchangeable", "attribute-keys", "membership-kernel-count", "identity-keys",
            "unique-exact-match", "singling-out", "linkability", "reconstruction",
            "attribute-search", "apparent-match", "attribute-neighbour", "attribute-model",
            "attribute-key", "propensity", "detection", "precision-recall",
            "train-synthetic-test-real", "regression", "fairness", "effect", "ons-level", "power"}


# Enough where it is not about the measures: the whole costs seconds a run.
FEW = ("--measures", "pairs,exact-copies,dcr-share,membership-distance,membership-distance-ratio,"
       "exchangeable,attribute-keys,unique-exact-match")


def figure(card, measure, name):
    """The one figure of that name without labels."""
    found = [f for f in card["figures"]
             if f["measure"] == measure and f["name"] == name and "of" not in f]
    assert len(found) == 1, (measure, name, found)
    return found[0]


class Policy(CommandLine):
    def test_presets_can_be_edited_and_given_back(self):
        for name in ("public", "controlled", "internal"):
            policy = json.loads(self.good("policy", name))
            self.assertEqual(policy["name"], name)
            self.assertTrue(all(limit["provenance"] for limit in policy["limits"]))
            policy["limits"][0]["limit"] = 0.5
            self.put("mine.json", json.dumps(policy))
            self.good("policy", "mine.json", "-o", "whole.json")
            self.assertEqual(json.loads((self.here / "whole.json").read_text()), policy)

    def test_faults_name_file_and_place(self):
        policy = json.loads(self.good("policy", "public"))
        policy["limits"][1]["must_be"] = "under"
        self.put("mine.json", json.dumps(policy))
        self.bad(1, "mine.json: $.limits[1].must_be: expected below or above", "policy",
                 "mine.json")
        self.bad(1, "neither a policy of keur", "policy", "secret")


class Power(CommandLine):
    SIZES = ("--train", 3910, "--holdout", 7820)

    def test_of_one_policy(self):
        made = json.loads(self.good("power", "--policy", "public", *self.SIZES, "--json"))
        self.assertEqual((made["scored_members"], made["scored_non_members"]), (3910, 3910))
        self.assertEqual([policy["name"] for policy in made["policies"]], ["public"])
        rate = next(line for line in made["policies"][0]["limits"]
                    if line["figure"] == "tpr@fpr=0.01")
        self.assertAlmostEqual(rate["power"], 0.8, delta=0.01)
        risks = [line["non_members_needed"] for line in made["policies"][0]["limits"]
                 if line["measure"] == "attribute-key"]
        self.assertEqual(len(risks), 3)
        copies = next(line for line in made["policies"][0]["limits"]
                      if line["measure"] == "exact-copies")
        self.assertIn("broken", copies["reason"])
        self.assertNotIn("power", copies)

    def test_reference(self):
        for how, n in (("given", 1000), ("split", 500)):
            made = json.loads(self.good("power", "--train", 1000, "--holdout", 1000, "--reference",
                                        how, "--json"))
            self.assertEqual(made["scored_non_members"], n)
            self.assertEqual([policy["name"] for policy in made["policies"]],
                             ["public", "controlled", "internal"])
        self.assertAlmostEqual(json.loads(self.good(
            "power", "--train", 1000, "--holdout", 1000, "--reference", "given",
            "--json"))["detectable_auc"], 0.532, delta=0.0005)

    def test_text(self):
        for width in (40, 80, 120):
            text = self.good("power", "--train", 100, "--holdout", 200, COLUMNS=str(width))
            self.assertLessEqual(max(map(len, text.splitlines())), width)
        self.assertIn("only the other half, 100, is scored", text)
        self.assertRegex(text, r"Smallest AUC that shows +0\.(59[5-9]|60[0-4]) ")  # 0.60
        self.assertIn("3,910 in train and 7,820 in the holdout", text)

    def test_wrong_usage(self):
        self.bad(2, "--train is needed", "power", "--holdout", 100)
        self.bad(2, "--holdout is needed", "power", "--train", 100)
        self.bad(2, "--holdout: two or more", "power", "--train", 100, "--holdout", 1)
        self.bad(2, "--train: expected a whole number", "power", "--train", "many", "--holdout", 9)
        self.bad(2, "--train: expected a whole number", "power", "--train", 0, "--holdout", 9)
        self.bad(2, "--train: expected a whole number", "power", "--train", 100000001,
                 "--holdout", 9)
        self.bad(2, "--reference: expected given or split", "power", *self.SIZES, "--reference",
                 "half")
        self.bad(1, "neither a policy of keur", "power", *self.SIZES, "--policy", "secret")


class Verdict(CommandLine):
    """Exit codes 0, 3 and 4, of `score` and of `gate`."""

    def setUp(self):
        super().setUp()
        self.put_demo()

    def put_policy(self, name, limit, measure="membership-distance", required=()):
        self.put(name, json.dumps({
            "keur_policy": 1, "name": name, "version": "1", "required": list(required),
            "limits": [{"measure": measure, "figure": "auc", "kind": "gate", "must_be": "below",
                        "limit": limit, "provenance": "a test"}]}))
        return name

    def verdict(self, code, *words):
        done = self.keur(*words)
        self.assertEqual((done.returncode, done.stderr.decode()), (code, ""), words)
        return done.stdout.decode()

    def score(self, code, policy, synthetic="leaky.csv", *more):
        return self.verdict(code, "score", "train.csv", synthetic, "--holdout", "holdout.csv",
                            "--policy", policy, "-o", "out", "--internal", "in", *more)

    def test_three_verdicts(self):
        for limit, code, word in ((0.9, 0, "release"), (0.5, 3, "do not release"),
                                  (0.621, 4, "inconclusive")):
            with self.subTest(word):
                text = self.score(code, self.put_policy("p.json", limit))
                self.assertIn(f"Verdict: {word}\n", text)
                card = json.loads((self.here / "out/scorecard.json").read_text())
                self.assertEqual(card["verdict"]["decision"], word)
                self.assertNotIn("not a verdict", (self.here / "out/scorecard.html").read_text())
                for file in ("out/scorecard.json", "in/scorecard-internal.json"):
                    text = self.verdict(code, "gate", file, "--policy", "p.json")
                    self.assertTrue(text.startswith(f"Verdict: {word}\n"), text)
                    made = json.loads(self.verdict(code, "gate", file, "--policy", "p.json",
                                                   "--json"))
                    self.assertEqual(made, card["verdict"])

    def test_presets_never_release_for_want_of_evidence(self):
        for policy in ("public", "controlled", "internal"):
            text = self.verdict(4, "score", "train.csv", "synth.csv", "--policy", policy)
            self.assertIn("singling-out risk is not known", " ".join(text.split()))
        # so few rows cannot show what the strictest asks for
        self.score(4, "public", "synth.csv")
        # rows of the train table themselves
        self.put("copy.csv", (self.here / "train.csv").read_bytes())
        self.score(3, "public", "copy.csv")

    def test_gate_by_another_policy(self):
        self.score(0, self.put_policy("wide.json", 0.9))
        self.verdict(3, "gate", "out/scorecard.json", "--policy",
                     self.put_policy("tight.json", 0.5))
        self.verdict(4, "gate", "out/scorecard.json", "--policy",
                     self.put_policy("needs.json", 0.9, required=["no-such-measure"]))
        self.good("score", "train.csv", "leaky.csv", "--holdout", "holdout.csv", "-o", "plain")
        self.verdict(0, "gate", "plain/scorecard.json", "--policy", "wide.json")

    def test_wrong_usage(self):
        self.good("score", "train.csv", "synth.csv", "-o", "plain", "--measures", "dcr")
        self.bad(2, "--policy is needed", "gate", "plain/scorecard.json")
        self.bad(1, "neither a policy of keur", "gate", "plain/scorecard.json", "--policy", "x")
        self.bad(1, "neither a policy of keur", "score", "train.csv", "synth.csv", "--policy", "x")
        self.bad(1, "not a scorecard", "gate", self.put("c.json", "{}"), "--policy", "public")


class Score(CommandLine):
    def setUp(self):
        super().setUp()
        self.put_demo()

    def score(self, synthetic, *more):
        return json.loads(self.good("score", "train.csv", synthetic, "--holdout", "holdout.csv",
                                    "--json", *more))

    def test_files(self):
        text = self.good("score", "train.csv", "synth.csv", "--holdout", "holdout.csv", "-o",
                         "a/b")
        self.assertEqual([f for f in self.files() if f.startswith("a/")],
                         ["a/b", "a/b/scorecard.html", "a/b/scorecard.json", "a/b/scorecard.txt",
                          "a/b/timing.json"])
        card = json.loads((self.here / "a/b/scorecard.json").read_text())
        self.assertEqual({m["name"] for m in card["measures"]}, MEASURES)
        self.assertTrue(card["export"])
        self.assertEqual((self.here / "a/b/scorecard.txt").read_text(), text)
        timing = json.loads((self.here / "a/b/timing.json").read_text())
        self.assertLessEqual(MEASURES, set(timing["seconds"]))

    def test_same_bytes_for_any_number_of_threads(self):
        outs, inside = [], []
        for turn, n in enumerate((1, 2, 7, 7)):
            outs.append(self.good("score", "train.csv", "leaky.csv", "--holdout", "holdout.csv",
                                  "--json", "--threads", n, "--seed", 7, "--internal",
                                  f"in{turn}"))
            inside.append((self.here / f"in{turn}/scorecard-internal.json").read_bytes())
        self.assertEqual(len(set(outs)), 1)
        self.assertEqual(len(set(inside)), 1)

    def test_seed_changes_the_split(self):
        self.assertNotEqual(self.score("leaky.csv", "--seed", "1", *FEW),
                            self.score("leaky.csv", "--seed", "2", *FEW))

    def test_a_leaky_table_looks_worse(self):
        clean, leaky = self.score("synth.csv", *FEW), self.score("leaky.csv", *FEW)
        for measure in ("membership-distance", "membership-distance-ratio"):
            self.assertGreater(figure(leaky, measure, "auc")["low"],
                               figure(clean, measure, "auc")["high"])

    def test_without_a_holdout_nothing_passes_for_safe(self):
        card = json.loads(self.good("score", "train.csv", "synth.csv", "--json", *FEW))
        for measure in ("membership-distance", "membership-distance-ratio", "dcr-share"):
            found = [f for f in card["figures"] if f["measure"] == measure]
            self.assertTrue(all("reason" in f and "value" not in f for f in found), found)
            self.assertIn("holdout", found[0]["reason"])

    def test_measures_and_settings(self):
        card = self.score("leaky.csv", "--measures", "dcr-share,dcr", "--set",
                          "dcr-share.metric=bins100", "--set", "scaling=rank")
        self.assertEqual([m["name"] for m in card["measures"]], ["dcr", "dcr-share"])
        params = {m["name"]: m["params"] for m in card["measures"]}
        self.assertEqual(params["dcr-share"]["metric"], "bins100")
        self.assertEqual(params["dcr"]["scaling"], "rank")

    def test_standard_input_and_separators(self):
        synthetic = (self.here / "synth.csv").read_bytes()
        a = self.good("score", "train.csv", "-", "--holdout", "holdout.csv", "--json", *FEW,
                      stdin=synthetic)
        self.assertEqual(a, self.good("score", "train.csv", "synth.csv", "--holdout",
                                      "holdout.csv", "--json", *FEW))

    def test_internal_is_marked_and_not_filtered(self):
        self.good("score", "train.csv", "leaky.csv", "--holdout", "holdout.csv", "--internal", "in",
                  *FEW)
        card = json.loads((self.here / "in/scorecard-internal.json").read_text())
        self.assertFalse(card["export"])
        self.assertIn("numerator", figure(card, "exact-copies", "exact-copies"))

    def test_holdout_in_the_place_of_the_synthetic_table_shows_chance(self):
        card = self.score("holdout.csv", *FEW)
        self.assertTrue(any("no row was compared with itself" in n for n in card["notices"]))
        auc = figure(card, "membership-distance", "auc")
        self.assertTrue(auc["low"] <= 0.5 <= auc["high"], auc)

    def test_secrets_and_keys_of_a_schema(self):
        schema = json.loads(self.good("schema", "train.csv"))
        for column in schema["columns"]:
            if column["name"] == "income":
                column["roles"] = ["secret"]
            if column["name"] in ("age", "sex"):
                column["roles"] = ["key"]
        self.put("s.json", json.dumps(schema))
        card = self.score("leaky.csv", "--schema", "s.json", *FEW)
        of = {tuple(f["of"].items()) for f in card["figures"] if f["measure"] == "attribute-keys"}
        self.assertEqual(of, {(("secret", "income"), ("keys", "age+sex"))})


class Others(CommandLine):
    def test_attack_prints_unrounded_figures(self):
        self.put_demo()
        words = ("attack", "membership-distance", "train.csv", "leaky.csv", "--holdout",
                 "holdout.csv", "--scaling", "standard")
        whole = json.loads(self.good(*words, "--json"))
        self.assertEqual((whole["measure"], whole["export"]), ("membership-distance", False))
        self.assertEqual(whole["params"]["scaling"], "standard")
        auc = next(f for f in whole["figures"] if f["name"] == "auc")
        self.assertEqual(auc["n"], 4000)
        self.assertGreater(len(repr(auc["value"])), 8)
        exported = json.loads(self.good(*words, "--json", "--export"))
        self.assertTrue(exported["export"])
        self.assertIn("auc", self.good(*words))

    def test_attack_takes_every_measure(self):
        self.put_demo()
        for measure in MEASURES:
            out = json.loads(self.good("attack", measure, "train.csv", "synth.csv", "--holdout",
                                       "holdout.csv", "--json", "--export"))
            self.assertTrue(out["figures"], measure)
            # Every unit is one that the export filter knows.
            self.assertNotIn("in this unit", json.dumps(out), measure)

    def test_schema_can_be_given_back(self):
        self.put_demo()
        once = self.good("schema", "train.csv")
        self.put("s.json", once)
        self.assertEqual(once, self.good("schema", "train.csv", "--schema", "s.json"))
        values = {line.split(b",")[1] for line in
                  (self.here / "train.csv").read_bytes().splitlines()[1:]} - {b"?"}
        for value in values:
            self.assertNotIn(value.decode(), once)

    def test_render_from_a_saved_scorecard(self):
        self.put_demo()
        self.good("score", "train.csv", "synth.csv", "--holdout", "holdout.csv", "-o", "out", *FEW)
        for name in ("scorecard.html", "scorecard.txt", "scorecard.json"):
            self.good("render", "out/scorecard.json", "-o", "again." + name.split(".")[1])
            self.assertEqual((self.here / ("again." + name.split(".")[1])).read_bytes(),
                             (self.here / "out" / name).read_bytes())
        whole = (self.here / "out/scorecard.json").read_bytes()
        self.put("cut.json", whole[: len(whole) // 2])
        self.bad(1, "cut.json", "render", "cut.json")
        self.put("newer.json", re.sub(rb'"keur_scorecard":\s*1', b'"keur_scorecard": 2', whole, 1))
        self.bad(1, ("newer.json", "keur_scorecard"), "render", "newer.json")

    def test_render_filters_an_internal_scorecard(self):
        self.put_demo()
        self.good("score", "train.csv", "leaky.csv", "--holdout", "holdout.csv", "--internal", "in",
                  "-o", "out", *FEW)
        self.assertEqual(self.good("render", "in/scorecard-internal.json", "--format", "json"),
                         (self.here / "out/scorecard.json").read_text())

    def test_demo(self):
        text = self.good("demo", COLUMNS="100")
        self.assertEqual([f for f in self.files() if f.startswith("keur-demo/")],
                         [f"keur-demo/{f}" for f in ("scorecard.html", "scorecard.json",
                                                     "scorecard.txt", "timing.json")])
        self.assertIn("2,000", text)
        self.assertNotEqual(text, self.good("demo", "--leaky", COLUMNS="100"))

    def test_list_and_explain(self):
        listed = self.good("list")
        for measure in MEASURES:
            self.assertIn(f"  {measure} ", listed)
            text = self.good("explain", measure)
            for part in ("asks ", "limits ", "source ", "needs "):
                self.assertIn("\n" + part, text)

    def test_help_and_version(self):
        for command in ("score", "compare", "attack", "list", "explain", "schema", "policy",
                        "power", "gate", "render", "demo", "check-export", "blind"):
            text = self.good(command, "--help", COLUMNS="80")
            self.assertIn(f"usage: keur {command}", text)
            self.assertLessEqual(max(map(len, text.splitlines())), 80)
            self.assertIn(f"  {command} ", self.good("--help"))
        self.assertRegex(self.good("--version"),
                         r"^keur \d+\.\d+\.\d+\n(.*\n)*GSL \d.*\nlibcsv \d.*\ncJSON \d.*\nzlib \d.*\nXGBoost (\d|none)")


class Terminal(CommandLine):
    """Colour and progress appear on a terminal only."""

    def on_terminal(self, **environment):
        self.put_demo()
        reader, writer = pty.openpty()
        child = os.fork()
        if child == 0:
            os.chdir(self.here)
            os.dup2(writer, 1)
            os.dup2(writer, 2)
            os.execve(KEUR, [KEUR, "score", "train.csv", "synth.csv", "--holdout", "holdout.csv",
                             *FEW],
                      {"TERM": "xterm", "PATH": os.environ["PATH"], **environment})
        os.close(writer)
        out = b""
        while True:
            try:
                part = os.read(reader, 65536)
            except OSError:
                break
            if not part:
                break
            out += part
        os.close(reader)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)
        return out

    def test_colour_and_progress(self):
        out = self.on_terminal()
        self.assertRegex(out, rb"\x1b\[[0-9;]+m")
        self.assertIn(f"/{FEW[1].count(',') + 1}] membership-distance".encode(), out)
        plain = self.on_terminal(NO_COLOR="1")
        self.assertNotRegex(plain, rb"\x1b\[[0-9;]+m")


if __name__ == "__main__":
    unittest.main()
