# SPDX-License-Identifier: GPL-3.0-or-later
"""Membership scores of single rows, and tables that give attacks little or nothing to work on."""

import csv
import json
import random
import unittest

from cli import CommandLine

ATTACKS = {"membership-kernel-count", "membership-rare-match", "membership-claims",
           "membership-distance", "membership-distance-difference", "membership-distance-ratio",
           "membership-distance-local", "membership-ball", "membership-vote",
           "membership-marginal-ratio", "membership-density", "membership-density-ratio",
           "membership-likelihood-ratio", "membership-classifier", "membership-ensemble"}
SMALL = ("--holdout", "holdout.csv", "-q")


def area(members, others):
    """By counting pairs."""
    wins = sum((a > b) + (a == b) / 2 for a in members for b in others)
    return wins / len(members) / len(others)


class ScoresOfRows(CommandLine):
    def setUp(self):
        super().setUp()
        rng = random.Random(7)
        rows = [[f"p{i // 2}", i, round(rng.random(), 6), rng.choice("abc")] for i in range(600)]
        for name, part in (("train", rows[:200]), ("holdout", rows[200:400]),
                           ("synth", rows[400:550] + rows[:50])):
            self.put(name + ".csv", "id,n,x,y\n" + "".join(",".join(map(str, r)) + "\n"
                                                           for r in part))
        self.put("persons.json", json.dumps({"keur_schema": 1, "columns": [
            {"name": "id", "type": "identifier", "roles": ["unit"]},
            {"name": "n", "use": False}]}))
        self.put("rows.json", json.dumps({"keur_schema": 1, "columns": [
            {"name": "id", "use": False}, {"name": "n", "use": False}]}))

    def read(self, directory="in"):
        text = (self.here / directory / "membership-scores.csv").read_text()
        first, rest = text.split("\n", 1)
        self.assertIn("do not export", first)
        return list(csv.DictReader(rest.splitlines()))

    def test_one_attack(self):
        text = self.good("attack", "membership-distance", "train.csv", "synth.csv", *SMALL,
                         "--schema", "rows.json", "--internal", "in", "--json")
        rows = self.read()
        self.assertEqual(list(rows[0]), ["role", "row",
                                         "membership-distance scaling=range metric=l1"])
        scores = {role: [float(r["membership-distance scaling=range metric=l1"]) for r in rows
                         if r["role"] == role] for role in ("train", "holdout")}
        for role in scores:
            self.assertEqual([int(r["row"]) for r in rows if r["role"] == role],
                             list(range(1, 201)))
        # the 50 rows that stand in the synthetic table are the nearest to it
        self.assertEqual(set(scores["train"][:50]), {0.0})
        figures = {f["name"]: f["value"] for f in json.loads(text)["figures"] if "value" in f}
        self.assertAlmostEqual(figures["auc"], area(scores["train"], scores["holdout"]), 12)

    def test_rows_of_a_split_holdout_and_persons(self):
        self.good("attack", "membership-vote", "train.csv", "synth.csv", *SMALL,
                  "--schema", "persons.json", "--internal", "in")
        rows = self.read()
        self.assertEqual(list(rows[0])[:3], ["role", "row", "person"])
        held = [(int(r["row"]), r["person"]) for r in rows if r["role"] == "holdout"]
        self.assertEqual(len(held), 100)
        self.assertEqual(len(set(held)), 100)
        self.assertTrue(all(1 <= row <= 200 for row, _ in held))
        # rows 2i - 1 and 2i are of one person, and of no other
        self.assertEqual(len({person for _, person in held}), 50)
        for row, person in held:
            self.assertIn((row + 1 if row % 2 else row - 1, person), held)

    def test_whole_run(self):
        self.good("score", "train.csv", "synth.csv", *SMALL, "--schema", "rows.json",
                  "--internal", "in", "-o", "out")
        rows = self.read()
        self.assertEqual(len(rows), 200 + 100)
        names = {column.split()[0] for column in list(rows[0])[2:]}
        self.assertLessEqual(names, ATTACKS)
        self.assertGreaterEqual(names, ATTACKS - {"membership-classifier"})
        self.assertEqual({len(row) for row in rows}, {len(rows[0])})
        self.assertFalse((self.here / "out/membership-scores.csv").exists())

    def test_all_or_nothing(self):
        (self.here / "in/membership-scores.csv").mkdir(parents=True)
        self.bad(1, "membership-scores.csv: cannot be written", "score", "train.csv", "synth.csv",
                 *SMALL, "--schema", "rows.json", "--internal", "in")

    def test_not_an_attack_on_membership(self):
        self.bad(2, "--internal: dcr gives single rows no scores", "attack", "dcr", "train.csv",
                 "synth.csv", *SMALL, "--internal", "in")

    def test_without_a_holdout_there_are_none(self):
        self.good("score", "train.csv", "synth.csv", "-q", "--schema", "rows.json", "--internal",
                  "in")
        self.assertEqual(self.read(), [])


class Ties(CommandLine):
    def test_an_order_of_few_stays_inside(self):
        """Where all but a few people of a side have the same score, area and interval count
        those few."""
        told = {}
        usual = ["a,b", "c,d"] * 50
        for unlike in ((0, 0), (1, 0), (9, 0), (9, 9), (30, 0), (30, 9), (9, 30), (10, 10)):
            train, holdout = (usual[n:] + [f"u{i},v{i}" for i in range(n)] for n in unlike)
            for name, lines in (("train", train), ("holdout", holdout), ("synth", usual)):
                self.put(name + ".csv", "\n".join(["p,q", *lines, ""]))
            figures = json.loads(self.good(
                "attack", "membership-distance", "train.csv", "synth.csv", *SMALL, "--json",
                "--export"))["figures"]
            told[unlike] = {f["name"]: (f.get("value"), f.get("reason")) for f in figures
                            if f["name"] in ("auc", "advantage")}
        self.assertIsNone(told[0, 0]["auc"][0])
        for unlike in told:
            if unlike != (10, 10):
                self.assertEqual(told[unlike], told[0, 0])
        self.assertEqual(told[10, 10]["auc"][0], 0.5)


class ByGroup(CommandLine):
    def test_export_names_no_small_level(self):
        rng = random.Random(11)
        # Of 3 people there is no figure at all; of 30, too few to judge, one without a value.
        for n_rare, last in ((3, []), (30, ["other (merged)"])):
            for name in ("train", "holdout", "synth"):
                levels = ["big"] * 150 + ["middle"] * 120 + ["rarest"] * n_rare
                self.put(name + ".csv", "g,x\n" + "".join(f"{g},{rng.random():.6f}\n"
                                                          for g in levels))
            self.put("schema.json", json.dumps({"keur_schema": 1, "columns": [
                {"name": "g", "roles": ["protected"]}]}))
            words = ("attack", "membership-distance", "train.csv", "synth.csv", *SMALL, "--schema",
                     "schema.json", "--by-group", "--json")
            inside = json.loads(self.good(*words))["figures"]
            outside = json.loads(self.good(*words, "--export"))["figures"]
            self.assertNotIn("rarest", json.dumps([inside, outside]))
            for figures in (inside, outside):
                found = {f["of"]["level"]: f for f in figures
                         if f["name"] == "group-auc" and f["of"].get("group") == "g"}
                self.assertEqual(set(found), {"big", "middle", *last})
                self.assertIn("value", found["big"])
                for level in last:
                    self.assertNotIn("value", found[level])
        [auc] = [f for f in outside if f["name"] == "group-auc" and f["of"].get("level") == "big"]
        self.assertEqual(auc["n"], 300)
        [p] = [f for f in inside if f["name"] == "group-p" and f["of"].get("level") == "big"]
        self.assertGreaterEqual(p["value"], 0)


class LittleToWorkOn(CommandLine):
    """Each says clearly what is missing, and the other measures still run."""

    def score(self, *words):
        self.good("score", "train.csv", "synth.csv", "-q", "--internal", "in", *words)
        card = json.loads((self.here / "in/scorecard-internal.json").read_text())
        found = {}
        for figure in card["figures"]:
            found.setdefault(figure["measure"], []).append(figure)
        for measure in ("marginals", "exact-copies", "dcr", "identity-keys"):
            self.assertTrue(any("value" in f for f in found[measure]), measure)
        for figures in found.values():
            for f in figures:
                self.assertTrue("value" in f or f["reason"], f)
        return found

    def reasons(self, found, measure, name=None):
        return " ".join(f.get("reason") or f.get("no_interval") or "" for f in found[measure]
                        if name is None or f["name"] == name)

    def put_holdout(self, n):
        lines = (self.here / "holdout.csv").read_text().splitlines(True)
        self.put("few.csv", "".join(lines[: n + 1]))

    def test_no_holdout(self):
        self.put_demo()
        found = self.score()
        for measure in ATTACKS | {"worst-attack", "exchangeable"}:
            self.assertIn("needs a holdout table", self.reasons(found, measure))

    def test_holdout_of_few(self):
        self.put_demo()
        for n in (1, 5, 50):
            self.put_holdout(n)
            found = self.score("--holdout", "few.csv")
            self.assertIn("needs 200 persons", self.reasons(found, "exchangeable"))
            self.assertIn("needs at least 300 non-members",
                          self.reasons(found, "membership-distance", "tpr@fpr=0.01"))
            if n == 1:
                self.assertIn("holdout of two or more", self.reasons(found, "worst-attack"))
                continue
            if "XGBoost none" not in self.good("--version"):
                self.assertIn("needs at least 50 rows",
                              self.reasons(found, "membership-classifier"))
            self.assertIn("100 members and 100 non-members",
                          self.reasons(found, "membership-ensemble", "group-auc"))
            for measure in ("membership-ensemble", "worst-attack"):
                [auc] = [f for f in found[measure] if f["name"] == "auc"]
                # three non-members judge nobody; 25 do, with a wide interval
                self.assertEqual("no_interval" in auc, n == 5, auc)
                if n == 5:
                    self.assertIn("20 non-members", auc["no_interval"])
                else:
                    self.assertGreater(auc["high"] - auc["low"], 0.1)

    def test_without_xgboost(self):
        if "XGBoost none" not in self.good("--version"):
            self.skipTest("this build has XGBoost")
        self.put_demo()
        found = self.score("--holdout", "holdout.csv")
        for measure in ("membership-classifier", "exchangeable"):
            self.assertIn("has no XGBoost", self.reasons(found, measure))
        for measure in ("membership-ensemble", "worst-attack"):
            self.assertTrue(any(f["name"] == "auc" and "value" in f for f in found[measure]))

    def test_all_scores_tied(self):
        for name, n in (("train", 300), ("holdout", 300), ("synth", 100)):
            self.put(name + ".csv", "a,b\n" + ("1,x\n" if name != "synth" else "2,y\n") * n)
        # train and holdout hold the same few rows: that may be chance where sizes differ
        self.put("holdout.csv", "a,b\n" + "1,x\n" * 299)
        found = self.score("--holdout", "holdout.csv")
        for measure in ("membership-distance", "membership-ensemble"):
            [auc] = [f for f in found[measure] if f["name"] == "auc"]
            self.assertEqual(auc["value"], 0.5)
            self.assertIn("tied", auc["no_interval"])

    def test_one_column(self):
        rng = random.Random(3)
        for name, n in (("train", 300), ("holdout", 299), ("synth", 250)):
            self.put(name + ".csv", "a\n" + "".join(f"{rng.random():.4f}\n" for _ in range(n)))
        found = self.score("--holdout", "holdout.csv")
        for measure in ("membership-distance", "membership-ensemble", "worst-attack"):
            [auc] = [f for f in found[measure] if f["name"] == "auc"]
            self.assertLess(auc["low"], 0.6)
            self.assertGreater(auc["high"], 0.4)


if __name__ == "__main__":
    unittest.main()
