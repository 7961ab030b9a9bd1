# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables with planted rare values: whatever keur writes, prints or complains of holds none of them,
and no number of fewer than 10 rows can be read off it or had by subtracting."""

import html
import json
import random
import re
import unittest

from cli import CommandLine

SEED = 20
MEASURES = ("marginals,pairs,exact-copies,dcr,dcr-share,membership-distance,exchangeable,attribute-keys,"
            "identity-keys,unique-exact-match,apparent-match")
TEXTS = {"level": "Qzvkk-dorp", "id": "XW-773101-k", "note": "wrote Bartok a letter", "date": "1901-02-03",
         "row": "Ypsilonist", "row_too": "Zoutzieder"}
HIGH, LOW = 8765431, -7654329


def numbers_of(value):
    """A number as a careless writer might put it: whole, grouped, rounded, with an exponent."""
    whole = abs(value)
    rounded = round(whole, -(len(str(whole)) - 3))
    return [str(whole), f"{whole:,}", str(rounded), f"{rounded:,}", f"{whole:.3g}", f"{whole / 1e6:.2f}"]


def person(draw, i, tag):
    return [f"XW-{tag}{100000 + i}-k", f"note {i} of {tag} {draw.random():.9f}",
            draw.choice(["Assen", "Emmen", "Meppel"]), draw.randrange(18, 90),
            draw.randrange(10, 90) * 1000, f"19{draw.randrange(40, 99)}-0{draw.randrange(1, 9)}-11",
            draw.choice(["cook", "clerk", "nurse", "baker"]), draw.choice("mvx")]


NAMES = ["id", "note", "town", "age", "income", "born", "job", "sex"]


def people(draw, n, tag, rare=0):
    """n people; with `rare`, so many of the rare level, and one each of the other planted values."""
    rows = [person(draw, i, tag) for i in range(n)]
    for row in rows[:rare]:
        row[2] = TEXTS["level"]
    if rare:
        rows[-1][0], rows[-2][1] = TEXTS["id"], TEXTS["note"]
        rows[-3][4], rows[-4][4] = HIGH, LOW
        rows[-5][5] = TEXTS["date"]
        rows[-6] = ["XW-r000001-k", "row", TEXTS["row"], 89, 89000, "1940-01-11", TEXTS["row_too"], "x"]
    return rows


def table(rows):
    return ",".join(NAMES) + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)


class NothingLeaves(CommandLine):
    def setUp(self):
        super().setUp()
        self.draw = random.Random(SEED)
        print(f"seed {SEED}")

    def put_tables(self, n, rare):
        train = people(self.draw, n, "t", rare)
        self.put("train.csv", table(train))
        self.put("holdout.csv", table(people(self.draw, n - 7, "h", rare)))
        # The generator learned them by heart.
        self.put("synth.csv", table(people(self.draw, n, "s", 0)[: n // 2] + train[-n // 2:]))
        self.put("schema.json", json.dumps({"columns": [
            {"name": "id", "type": "identifier"}, {"name": "note", "type": "text"},
            {"name": "town", "roles": ["key"]}, {"name": "age", "roles": ["key"]},
            {"name": "job", "roles": ["secret"]}, {"name": "income", "roles": ["secret"]}]}))

    def holds_nothing(self, what, text):
        """No planted value in a text, nor in what it means as HTML."""
        for form in (text, html.unescape(text)):
            flat = " ".join(form.split())
            for value in TEXTS.values():
                self.assertNotIn(value, flat, what)
            for number in (*numbers_of(HIGH), *numbers_of(LOW)):
                self.assertNotRegex(flat, rf"(?<![\w.,]){re.escape(number)}(?![\w,])", what)

    def run_all(self, *words):
        """Run; nothing planted may be printed; @return exit code."""
        done = self.keur(*words)
        self.holds_nothing(words, done.stdout.decode() + "\n" + done.stderr.decode())
        return done.returncode

    def check_files(self):
        for path in self.here.rglob("*"):
            if path.is_file() and path.suffix != ".csv" and path.name != "schema.json":
                self.holds_nothing(path.name, path.read_text(encoding="utf-8"))

    def check_rows(self, card):
        """No number of rows below 10, and none that differs from a table's, or another, by fewer: what
        is no table's is in tens."""
        sizes = {role["rows"] for role in card["inputs"]}
        for figure in card["figures"]:
            self.assertNotIn("numerator", figure)
            for name in ("n", "denominator"):
                rows = figure.get(name, 10)
                self.assertTrue(rows in sizes or rows % 10 == 0 and rows >= 10, figure)
            if "value" not in figure or figure["kind"] not in ("rate", "count"):
                continue
            of = figure.get("denominator", figure["n"])
            scale = {"percent": 100, "rows": of}.get(figure["unit"], 1)
            rows = figure["value"] / scale * of
            slack = of * 0.005 * figure["value"] / scale  # three digits
            self.assertGreaterEqual(rows + slack, 10, figure)
            self.assertLessEqual(rows - slack, of - 10, figure)

    def check_totals(self, card):
        """Where a part of a total is hidden, so is another: the rest would give it back."""
        parts = {}
        for figure in card["figures"]:
            if "total" in figure and figure["kind"] in ("rate", "count"):
                key = (figure["measure"], figure["total"], str(figure.get("of")))
                parts.setdefault(key, []).append(figure)
        self.assertTrue(parts)
        for key, figures in parts.items():
            hidden = [figure for figure in figures if "value" not in figure]
            self.assertNotEqual(len(hidden), 1, key)

    def check_series(self, card):
        """The parts of a chart are all there, each of 10 real rows or more; none says how many."""
        rows = {role["role"]: role["rows"] for role in card["inputs"]}
        shown = [of for of in card["series"] if of["name"] == "shares"]
        self.assertTrue(any(of["about"] == "town" and "Assen" in of["names"] for of in shown))
        for of in shown:
            for j, coordinate in enumerate(of["coordinates"]):
                self.assertNotIn("rows", coordinate)
                if coordinate["name"] == "synthetic":
                    continue
                n = rows[coordinate["name"]]
                counts = [point[j] * n for point in of["points"]]
                self.assertGreaterEqual(min(counts), 10 - 0.005 * n, of)
                # Rounded to tens: what is left over is no more than that makes.
                self.assertLessEqual(abs(sum(counts) - n), len(counts) * (5 + 0.005 * n), of)

    def test_writers(self):
        for rare, more in ((7, ("--schema", "schema.json")), (1, ())):
            self.put_tables(160, rare)
            words = ("train.csv", "synth.csv", "--holdout", "holdout.csv", *more)
            code = self.run_all("score", *words, "-o", "out", "--format", "md", "--policy", "public",
                                "--junit", "out/j.xml", "--measures", MEASURES)
            self.assertIn(code, (3, 4))
            self.assertEqual(self.run_all("render", "out/scorecard.json", "-o", "out/s.jsonld"), 0)
            self.assertIn(self.run_all("gate", "out/scorecard.json", "--policy", "internal",
                                       "--junit", "out/k.xml"), (3, 4))
            self.check_files()
            written = [f for f in self.files() if f.startswith("out/")]
            self.assertEqual(self.run_all("check-export", *written, "--real", "train.csv", "--real",
                                          "holdout.csv", *more), 0)
            card = json.loads((self.here / "out/scorecard.json").read_text())
            self.check_rows(card)
            self.check_totals(card)
            self.check_series(card)
        for measure, form in (("marginals", ("--format", "csv")), ("dcr", ("--format", "csv")),
                              ("marginals", ()), ("attribute-keys", ("--json",)),
                              ("identity-keys", ("--format", "html")),
                              ("membership-distance", ("--format", "csv"))):
            self.assertEqual(self.run_all("attack", measure, *words, "--export", *form), 0)

    def test_blind(self):
        self.put_tables(120, 5)
        (self.here / "in").mkdir()
        for name, file in (("real", "train"), ("holdout", "holdout"), ("synth", "synth")):
            self.put(f"in/{name}.csv", (self.here / f"{file}.csv").read_bytes())
        lines = (self.here / "train.csv").read_text().splitlines()
        planted = next(line for line in lines if TEXTS["row"] in line)
        self.put("in/synth-bad.csv", "\n".join([*lines, planted + ",more"]) + "\n")
        self.put("in/schema.json", (self.here / "schema.json").read_bytes())
        self.assertEqual(self.run_all("blind", "-i", "in", "-o", "out", "-t", "tmp", "--quick"), 1)
        status = json.loads((self.here / "out/status.json").read_text())
        self.assertEqual([table["exit"] for table in status["tables"]], [0, 1])
        for path in (self.here / "out").rglob("*.*"):
            self.holds_nothing(path.name, path.read_text(encoding="utf-8"))

    def test_slow_measures_print_none(self):
        self.put_tables(90, 3)
        for measure in ("singling-out", "linkability", "attribute-search", "reconstruction",
                        "membership-rare-match", "membership-claims", "attribute-neighbour"):
            self.run_all("attack", measure, "train.csv", "synth.csv", "--holdout", "holdout.csv",
                         "--schema", "schema.json", "--export", "--json")

    def test_other_commands_and_errors(self):
        self.put_tables(60, 4)
        self.assertEqual(self.run_all("schema", "train.csv", "synth.csv"), 0)
        lines = (self.here / "train.csv").read_text().splitlines()
        self.put("leak.txt", "keur scorecard\n" + "\n".join(lines))
        self.assertEqual(self.run_all("check-export", "leak.txt", "--real", "train.csv"), 3)
        self.put("notes.txt", "\n".join(lines))
        self.assertEqual(self.run_all("check-export", "notes.txt", "--real", "train.csv"), 1)
        planted = next(line for line in lines if TEXTS["row"] in line)
        wrong = {"ragged.csv": lines + [planted + ",x"],
                 "quote.csv": lines + ['"' + planted],
                 "header.csv": [planted] + lines[1:],
                 "twice.csv": [f"{lines[0]},{TEXTS['level']},{TEXTS['level']}", *lines[1:]],
                 "number.csv": [line.replace(",89000,", f",{TEXTS['level']},") for line in lines]}
        for name, content in wrong.items():
            self.put(name, "\n".join(content) + "\n")
            code = self.run_all("score", name, "synth.csv", "--holdout", "holdout.csv", "--measures",
                                "marginals", "-o", "bad")
            self.assertEqual(code, 1, name)
            self.assertFalse((self.here / "bad").exists())
        made = {"columns": [{"name": "town", "type": "numeric"}, {"name": "income", "type": "date"}]}
        self.put("odd.json", json.dumps(made))
        self.run_all("score", "train.csv", "synth.csv", "--schema", "odd.json", "--measures", "dcr")


if __name__ == "__main__":
    unittest.main()
