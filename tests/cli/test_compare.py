# SPDX-License-Identifier: GPL-3.0-or-later
"""Several synthetic tables side by side: each has the figures of a run of its own, ranks follow a planted
order and are shared where the data cannot tell, and whatever is wrong is said before anything is written."""

import csv
import io
import json
import random
import re
import unittest
from html.parser import HTMLParser

from cli import CommandLine

FEW = "fidelity-index,exact-copies,membership-distance,membership-distance-ratio,attribute-key"
ANCHORED = "propensity,detection,precision-recall,exchangeable,membership-vote"
# What is found once for all tables that have the same input, by its content.
BY_CONTENT = "train-synthetic-test-real,membership-density-ratio,membership-kernel-count"
AXES = ("fidelity", "membership", "attribute", "identity", "limit")


def text_of(names, rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return out.getvalue()


class Small(CommandLine):
    """The first rows of the demo tables, and train with more and more of its cells drawn anew."""

    ROWS = 400

    def setUp(self):
        super().setUp()
        self.put_demo()
        tables = {}
        for name in ("train", "holdout", "synth"):
            self.names, *rows = csv.reader(io.StringIO((self.here / f"{name}.csv").read_text()))
            tables[name] = rows[:self.ROWS]
            self.put(f"{name}.csv", text_of(self.names, tables[name]))
        self.train = tables["train"]
        for share in (10, 50, 90):
            self.put(f"flip{share}.csv", self.flipped(share, share))

    def flipped(self, share, seed):
        draw = random.Random(seed)
        columns = list(zip(*self.train))
        rows = [[draw.choice(columns[j]) if draw.random() < share / 100 else cell
                 for j, cell in enumerate(row)] for row in self.train]
        draw.shuffle(rows)
        return text_of(self.names, rows)

    def compare(self, *words):
        return self.good("compare", "train.csv", *words, "--holdout", "holdout.csv")


class Figures(Small):
    def test_each_table_has_the_scorecard_of_its_own_run(self):
        """Whatever a table has that others have not: numbers, levels, a range, a number of rows,
        missing values. Each comes between two whose codes and sizes are the same."""
        odd = [row[:] for row in self.train[:350]]
        for i, row in enumerate(odd):
            row[0] = str(17.5 + i % 60)
            row[1] = "Elsewhere" if i % 9 == 0 else row[1]
        gaps = [["" if (i + j) % 7 == 0 else cell for j, cell in enumerate(row)]
                for i, row in enumerate(self.train)]
        wide = [[str(float(cell) * 30) if j == 0 and i % 3 == 0 else cell
                 for j, cell in enumerate(row)] for i, row in enumerate(self.train + odd)]
        for name, rows in (("odd", odd), ("gaps", gaps), ("wide", wide)):
            self.put(f"{name}.csv", text_of(self.names, rows))
        tables = ("flip50", "odd", "flip90", "gaps", "synth", "wide", "flip10")
        measures = ("--measures", ",".join((FEW, ANCHORED, BY_CONTENT)))
        self.compare(*(f"{name}.csv" for name in tables), *measures, "--no-references", "-o", "out")
        for name in tables:
            self.good("score", "train.csv", f"{name}.csv", "--holdout", "holdout.csv", *measures,
                      "--title", name, "-o", f"one/{name}")
            for form in ("json", "txt", "html"):
                self.assertEqual((self.here / f"out/{name}/scorecard.{form}").read_bytes(),
                                 (self.here / f"one/{name}/scorecard.{form}").read_bytes(),
                                 (name, form))

    def test_same_bytes_for_any_number_of_threads(self):
        words = ("flip10.csv", "g=flip50.csv,flip90.csv", "--measures", FEW)
        for threads, more in ((1, ()), (3, ("--at-once", 2)), (8, ("--at-once", 3))):
            self.compare(*words, "--threads", threads, *more, "-o", f"out{threads}")
        for file in ("comparison.json", "comparison.csv", "comparison.html", "comparison.txt",
                     "g/2/scorecard.json"):
            for threads in (3, 8):
                self.assertEqual((self.here / "out1" / file).read_bytes(),
                                 (self.here / f"out{threads}" / file).read_bytes(), file)


class Ranks(Small):
    def setUp(self):
        super().setUp()
        self.found = json.loads(self.compare(
            "flip10.csv", "flip50.csv", "flip90.csv", "again=flip10.csv",
            "draws=flip50.csv,flip90.csv", "--measures", FEW + ",singling-out", "--json",
            "-o", "out"))
        self.tables = {table["name"]: table for table in self.found["tables"]}

    def at(self, name, axis):
        return self.tables[name]["axes"][axis]

    def test_order_ties_and_draws(self):
        self.planted_order()
        self.equal_tables_share_all_ranks()
        self.differences_say_who_is_better()
        self.draws_have_mean_spread_and_worst()
        self.references_stand_where_they_must()
        self.tidy_table_says_the_same()
        self.page_works_alone()

    def planted_order(self):
        """The fewer cells are drawn anew, the more useful and the more dangerous."""
        for axis, sign in (("fidelity", 1), ("membership", 1)):
            values = [self.at(name, axis)["value"] for name in ("flip10", "flip50", "flip90")]
            self.assertEqual(values, sorted(values, reverse=sign > 0), axis)
        self.assertLess(self.at("flip10", "fidelity")["last_rank"],
                        self.at("flip90", "fidelity")["best_rank"])
        self.assertGreater(self.at("flip10", "membership")["best_rank"],
                           self.at("flip90", "membership")["last_rank"])

    def equal_tables_share_all_ranks(self):
        for axis in AXES:
            ranks = [[self.at(name, axis)[end] for end in ("best_rank", "last_rank")]
                     for name in ("flip10", "again")]
            self.assertEqual(ranks[0], ranks[1], axis)
            self.assertLess(ranks[0][0], ranks[0][1], axis)
            for gap in self.found["differences"]:
                if {gap["first"], gap["second"]} == {"flip10", "again"}:
                    self.assertEqual((gap["value"], gap["beyond_chance"]), (0, False), gap)

    def differences_say_who_is_better(self):
        """Ranks follow from the differences that are printed."""
        for axis in AXES:
            higher = next(a["better"] for a in self.found["axes"] if a["name"] == axis) == "higher"
            above = dict.fromkeys(self.tables, 0)
            for gap in self.found["differences"]:
                if gap["axis"] == axis and gap["beyond_chance"]:
                    first_is_better = (gap["value"] > 0) == higher
                    above[gap["second" if first_is_better else "first"]] += 1
            for name in self.tables:
                self.assertEqual(self.at(name, axis)["best_rank"], 1 + above[name], (axis, name))
        paired = {gap["axis"] for gap in self.found["differences"] if gap["paired"]}
        self.assertEqual(paired, {"fidelity", "membership"})

    def draws_have_mean_spread_and_worst(self):
        whole = self.at("draws", "fidelity")
        single = [draw["axes"]["fidelity"]["value"] for draw in self.tables["draws"]["draws"]]
        self.assertEqual(single, [self.at(name, "fidelity")["value"]
                                  for name in ("flip50", "flip90")])
        self.assertAlmostEqual(whole["value"], sum(single) / 2, delta=0.002)
        self.assertAlmostEqual(whole["spread"], abs(single[0] - single[1]) / 2 ** 0.5, delta=0.002)
        self.assertEqual(whole["worst"], min(single))
        self.assertEqual(self.at("draws", "membership")["worst"],
                         max(self.at(name, "membership")["value"] for name in ("flip50", "flip90")))
        # Two draws say little of a third.
        self.assertLess(whole["low"], min(single))

    def references_stand_where_they_must(self):
        places = {point["name"]: point["axes"] for point in self.found["references"]}
        self.assertEqual(places["copy of train"]["fidelity"]["value"], 1)
        self.assertEqual(places["copy of train"]["membership"]["value"], 1)
        self.assertGreater(places["copy of train"]["limit"]["value"], 1)
        fresh = places["fresh real rows"]
        self.assertTrue(fresh["membership"]["low"] <= 0.5 + 0.05)
        independent = places["independent columns"]["fidelity"]
        self.assertTrue(independent["low"] <= 0.1 and independent["value"] < 0.3, independent)

    def tidy_table_says_the_same(self):
        rows = list(csv.DictReader(io.StringIO((self.here / "out/comparison.csv").read_text())))
        card = json.loads((self.here / "out/flip10/scorecard.json").read_text())
        mine = [row for row in rows if row["table"] == "flip10" and row["measure"] != "comparison"]
        self.assertEqual(len(mine), len(card["figures"]))
        for row, figure in zip(mine, card["figures"]):
            self.assertEqual((row["measure"], row["figure"]), (figure["measure"], figure["name"]))
            for name in ("value", "low", "high"):
                self.assertEqual(float(row[name]) if row[name] else None, figure.get(name), row)
        for axis in AXES:
            value, = (row["value"] for row in rows if row["table"] == "flip10" and not row["against"]
                      and row["figure"] == "value" and row["about"] == axis
                      and row["measure"] == "comparison")
            self.assertEqual(float(value), self.at("flip10", axis)["value"])

    def page_works_alone(self):
        page = (self.here / "out/comparison.html").read_text()
        self.assertEqual(page.count("<script"), 1)
        self.assertIn("Content-Security-Policy", page)
        self.assertEqual(re.findall(r"(?:src|href)=\"(?!flip|again|draws)", page), [])
        for link in re.findall(r"href=\"([^\"]*)\"", page):
            self.assertTrue((self.here / "out" / link).exists(), link)
        self.assertIn('role="img" aria-label="Fidelity index against', page)
        self.assertIn("the limit (controlled)", page)
        points = re.findall(r'<circle class="bar"|\(at most\)</text>', page)
        self.assertEqual(len(points), len(self.tables))
        self.assertEqual(page.count('class="ref"'), 3)


class Words(Small):
    QUICK = ("--measures", "exact-copies", "--no-references")

    def test_names(self):
        self.bad(2, 'two synthetic tables have the name "synth"', "compare", "train.csv",
                 "synth.csv", "sub/synth.csv.gz", "--holdout", "holdout.csv")
        self.bad(2, 'have the name "a"', "compare", "train.csv", "a=synth.csv", "a=flip10.csv",
                 "--holdout", "holdout.csv")
        for name in ("", "..", ".hidden", "a/b", "a\nb", "x" * 101):
            self.bad(2, "give NAME=FILE", "compare", "train.csv", f"{name}=synth.csv",
                     "--holdout", "holdout.csv")
        self.bad(2, "file of the comparison", "compare", "train.csv", "comparison.json=synth.csv",
                 "--holdout", "holdout.csv")
        self.bad(2, "without a file", "compare", "train.csv", "a=synth.csv,,flip10.csv",
                 "--holdout", "holdout.csv")

    def test_what_is_missing_or_wrong(self):
        self.bad(2, "--holdout is needed", "compare", "train.csv", "synth.csv")
        self.bad(2, "expected: keur compare", "compare", "train.csv", "--holdout", "holdout.csv")
        self.bad(2, "only one table can come from standard input", "compare", "train.csv", "-",
                 "b=-", "--holdout", "holdout.csv")
        self.bad(1, "none.csv", "compare", "train.csv", "synth.csv", "none.csv", "--holdout",
                 "holdout.csv", *self.QUICK, "-o", "out")
        self.put("other.csv", "age,colour\n1,red\n2,blue\n")
        self.bad(1, "other.csv", "compare", "train.csv", "synth.csv", "other.csv", "--holdout",
                 "holdout.csv", *self.QUICK, "-o", "out", secrets=("red", "blue"))
        # The first in order that is wrong speaks, before any is scored.
        self.put("ragged.csv", "age,colour\n1\n")
        for threads in (1, 4):
            told = self.bad(1, "other.csv", "compare", "train.csv", "synth.csv", "other.csv",
                            "ragged.csv", "none.csv", "--holdout", "holdout.csv", "-o", "out",
                            "--threads", threads)
            self.assertNotIn("ragged.csv", str(told))
        for value in ("x", "-1", "1.5"):
            self.bad(2, "--at-once: expected a whole number", "compare", "train.csv", "synth.csv",
                     "--holdout", "holdout.csv", "--at-once", value)
        self.bad(2, 'no measure "nope"', "compare", "train.csv", "synth.csv", "--holdout",
                 "holdout.csv", "--measures", "nope")

    def test_strictest_verdict_decides(self):
        policy = json.loads(self.good("policy", "internal"))
        limit = next(limit for limit in policy["limits"] if limit["measure"] == "exact-copies")
        policy["limits"], policy["required"] = [{**limit, "kind": "gate"}], []
        self.put("policy.json", json.dumps(policy))
        words = ("--holdout", "holdout.csv", "--policy", "policy.json", "-q", *self.QUICK)
        codes = {}
        for name in ("flip90", "train"):
            codes[name] = self.keur("score", "train.csv", f"{name}.csv", *words[:-1]).returncode
        self.assertEqual(codes["train"], 3)
        self.assertNotEqual(codes["flip90"], 3)
        both = self.keur("compare", "train.csv", "flip90.csv", "copy=train.csv", *words)
        self.assertEqual((both.returncode, both.stderr), (3, b""))
        self.assertIn("do not release", both.stdout.decode())
        one = self.keur("compare", "train.csv", "flip90.csv", *words)
        self.assertEqual(one.returncode, codes["flip90"])

    def test_names_are_escaped(self):
        name = "<b>&\"'é"
        self.compare(f"{name}=synth.csv", *self.QUICK, "--title", "<i>mine</i>", "-o", "out")
        page = (self.here / "out/comparison.html").read_text()
        for part in ("<b>&\"", "<i>mine"):
            self.assertNotIn(part, page)
        self.assertIn("&lt;b&gt;&amp;&quot;", page)
        HTMLParser().feed(page)
        rows = list(csv.reader(io.StringIO((self.here / "out/comparison.csv").read_text())))
        self.assertEqual(rows[1][0], name)
        self.assertEqual({len(row) for row in rows}, {12})
        self.assertTrue((self.here / "out" / name / "scorecard.json").exists())
        self.assertIn("There is no map", page)


if __name__ == "__main__":
    unittest.main()
