# SPDX-License-Identifier: GPL-3.0-or-later
"""`keur check-export`: planted leaks are found wherever they stand, and what may leave is let pass."""

import json
import random
import re
import unittest

from cli import CommandLine

RARE, COMMON, EXTREME, NAME = "Zeeuws-Vlaanderen", "Groningen", "987654", "ID-77310-x"
NOTE = "saw the late bus to Utrecht and missed it"


def tables(seed, n=400):
    """People with an id, a note, a town of which one is rare, and an income of which one is extreme."""
    draw = random.Random(seed)
    rows = []
    for i in range(n):
        rows.append([NAME if seed == 0 and i == 0 else f"ID-{seed}{i + 10000}-q",
                     NOTE if seed == 0 and i == 1 else f"note {seed} {i} {draw.random()}",
                     draw.choice([COMMON, "Drenthe", "Friesland"]), draw.randrange(18, 80),
                     draw.randrange(20, 60) * 500, draw.randrange(5)])
    if seed == 0:
        for i in range(9):
            rows[20 + i][2] = RARE
        rows[40][4] = int(EXTREME)
    names = "id,note,town,age,income,house"
    return names + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)


FORMS = ("json", "html", "md", "txt", "jsonld", "xml")


class CheckExport(CommandLine):
    def setUp(self):
        super().setUp()
        for seed, name in enumerate(("train", "synth", "holdout")):
            self.put(name + ".csv", tables(seed))
        self.put("schema.json", json.dumps({"columns": [
            {"name": "id", "type": "identifier"}, {"name": "note", "type": "text"},
            {"name": "town", "roles": ["secret"]}, {"name": "age", "roles": ["key"]}]}))
        done = self.keur("score", "train.csv", "synth.csv", "--holdout", "holdout.csv", "--schema",
                         "schema.json", "-o", "out", "--policy", "public", "--junit",
                         "out/scorecard.xml", "--measures",
                         "marginals,exact-copies,membership-distance,attribute-keys")
        self.assertIn(done.returncode, (3, 4), done.stderr)
        for ending in ("md", "jsonld"):
            self.good("render", "out/scorecard.json", "-o", "out/scorecard." + ending)

    def check(self, code, *files):
        done = self.keur("check-export", *files, "--real", "train.csv", "--real", "holdout.csv",
                         "--schema", "schema.json")
        text = done.stdout.decode()
        self.assertEqual(done.returncode, code, text + done.stderr.decode())
        for value in (RARE, EXTREME, "987,654", NAME, NOTE):
            self.assertNotIn(value, text + done.stderr.decode())
        return text

    def read(self, form):
        return (self.here / f"out/scorecard.{form}").read_text(encoding="utf-8")

    def test_what_may_leave_does(self):
        text = self.check(0, *(f"out/scorecard.{form}" for form in FORMS), "out/timing.json")
        self.assertEqual(len(text.splitlines()), len(FORMS) + 1)
        self.assertTrue(all(line.endswith("nothing was found") for line in text.splitlines()))

    def planted(self, form, value):
        """The file with a value in its title, as that form writes it."""
        text = self.read(form)
        return text.replace("Synthetic table", f"About {value} here", 1)

    def test_planted_values_are_found(self):
        whats = {RARE: "a level of the column town", EXTREME: "numbers of the column income",
                 NAME: "a value of the column id", NOTE: "a value of the column note"}
        for form in FORMS:
            files = []
            for i, value in enumerate(whats):
                files.append(self.put(f"{i}.{form}", self.planted(form, value)))
                self.assertIn(value, (self.here / files[-1]).read_text(encoding="utf-8"))
            text = self.check(3, *files)
            for i, what in enumerate(whats.values()):
                self.assertRegex(text, rf"(?m)^{i}\.{form}: (line \d+|\$\S+): .*{what}", form)

    def test_found_where_it_stands(self):
        lines = self.read("txt").splitlines()
        lines[7] += "   " + RARE
        self.put("a.txt", "\n".join(lines))
        self.assertIn("a.txt: line 8: ", self.check(3, "a.txt"))
        card = json.loads(self.read("json"))
        card["notices"].append(f"the column was cut at {float(EXTREME):,.0f}.")
        card["columns"][3]["name"] = RARE
        self.put("b.json", json.dumps(card))
        text = self.check(3, "b.json")
        self.assertIn(f"$.notices[{len(card['notices']) - 1}]: one of the 10 smallest", text)
        self.assertIn("$.columns[3].name: a level of", text)

    def test_numbers_stand_where_keur_writes_them(self):
        """Rows, columns, seed and limit are free where they are what they are called, nowhere else."""
        card, linked = json.loads(self.read("json")), json.loads(self.read("jsonld"))
        nodes = linked["@graph"]
        number = int(EXTREME)

        def first(name):
            return next(node for node in nodes if name in node)

        table = next(i for i, node in enumerate(nodes)
                     if "keur:rows" in node and node["keur:role"] == "train")
        for change, part in (
                (lambda: nodes[table].update({"keur:rows": number}), "keur:rows: one of the 10"),
                (lambda: first("keur:decision").update(seed=number), "seed: a number where keur"),
                (lambda: first("dqv:value").update(rows=number), "rows: a number where keur"),
                (lambda: first("dqv:value").update({"keur:limit": 12}), "a number where keur"),
                (lambda: first("keur:n").update({"keur:n": 397}), "neither in tens nor a table's"),
                (lambda: first("keur:level").update({"keur:level": 1.5}), "is no level"),
                (lambda: first("dqv:value").update({"keur:numerator": 120}), "gives a numerator"),
                (lambda: first("keur:low").update({"keur:low": 4321}), "three digits"),
                (lambda: first("keur:seed").update({"keur:seed": RARE}), "keur:seed: a level"),
                (lambda: first("keur:reason").update({"keur:reason": "it is 12.3456."}),
                 "keur:reason: a number of more than three digits")):
            saved = json.dumps(linked)
            change()
            self.put("a.jsonld", json.dumps(linked))
            self.assertIn(part, self.check(3, "a.jsonld"))
            linked = json.loads(saved)
            nodes = linked["@graph"]
        card["seed"] = number
        for finding in card["verdict"]["findings"]:
            finding["limit"] = 0.123456
        self.put("a.json", json.dumps(card))
        text = self.check(3, "a.json")  # blanks alone are not as keur writes them
        self.assertEqual(text.count("\n"), 1, text)
        card["inputs"][0]["rows"] = number
        self.put("a.json", json.dumps(card))
        self.assertIn("$.inputs[0].rows: one of the 10", self.check(3, "a.json"))

    def test_numbers_of_texts(self):
        text = self.read("txt")
        self.put("a.txt", text + "\nmembership: 36 of 400 rows\n")
        self.assertIn("gives a numerator", self.check(3, "a.txt"))
        self.put("b.txt", text + "\nfound in 397 rows\n")
        self.assertIn("neither in tens nor a table's", self.check(3, "b.txt"))
        self.put("c.txt", text + "\nfound in 390 rows, all 400 rows; risk lies below 0.12345\n")
        self.check(0, "c.txt")

    def test_what_a_page_reads_aloud(self):
        """Texts in attributes are texts; coordinates beside them are not."""
        page = self.read("html")
        self.assertIn(' aria-label="', page)
        for text in ("about 987,654", "it is 12.3456"):
            self.put("a.html", page.replace(' aria-label="', f' aria-label="{text}; ', 1))
            self.check(3, "a.html")
        self.put("b.html", page.replace("<h1>", '<h1 data-x="12.3456" aria-label="of 12.3">', 1))
        self.check(0, "b.html")

    def test_limits_are_of_the_policy(self):
        """However many digits they have, in every form."""
        limits = [{"measure": "membership-distance", "figure": name, "kind": kind,
                   "must_be": "below", "limit": limit, "provenance": "a test"}
                  for name, kind, limit in (("auc", "gate", 0.54321), ("tpr@fpr=0.1", "gate", 0.54321),
                                            ("advantage", "break-only", 0.98765),
                                            ("none", "advisory", 0.12345))]
        self.put("policy.json", json.dumps({"keur_policy": 1, "name": "p", "version": "1",
                                            "required": [], "limits": limits}))
        self.keur("score", "train.csv", "synth.csv", "--holdout", "holdout.csv", "--schema",
                  "schema.json", "--measures", "membership-distance", "--policy", "policy.json",
                  "-o", "long", "--junit", "long/scorecard.xml")
        for ending in ("md", "jsonld"):
            self.good("render", "long/scorecard.json", "-o", "long/scorecard." + ending)
        self.assertIn("0.54321", (self.here / "long/scorecard.xml").read_text())
        self.check(0, *(f"long/scorecard.{form}" for form in FORMS))

    def test_points_of_charts(self):
        done = self.good("attack", "membership-distance", "train.csv", "synth.csv", "--holdout",
                         "holdout.csv", "--schema", "schema.json", "--export", "--format", "csv")
        lines = done.splitlines()
        self.put("good.csv", done)
        self.check(0, "good.csv")
        for cell, part in (("0.12345", "more than three digits"), ("4321", "more than three digits"),
                           (EXTREME, "one of the 10"), ("about", "a text where a number belongs")):
            cells = lines[4].split(",") # series, point, coordinate, unit, value, about, name
            self.put("a.csv", "\n".join([*lines[:4], ",".join([*cells[:4], cell, *cells[5:]]),
                                         *lines[5:]]) + "\n")
            text = self.check(3, "a.csv")
            self.assertIn("a.csv: line 5: ", text)
            self.assertIn(part, text)

    def test_names_of_members_are_not_quoted(self):
        card = json.loads(self.read("json"))
        card["measures"][0]["params"][RARE] = RARE
        self.put("a.json", json.dumps(card))
        text = self.check(3, "a.json")
        self.assertIn("a.json: $.measures[0].params: a level", text)
        self.assertIn("a.json: a path that holds what must not leave: a level", text)
        card[RARE] = 1
        self.put("b.json", json.dumps(card))
        done = self.keur("check-export", "b.json", "--real", "train.csv")
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertIn("b.json", done.stderr.decode())
        self.assertNotIn(RARE, done.stderr.decode())

    def test_in_other_letters(self):
        page = self.read("html")
        hidden = "".join(f"&#{ord(c)};" for c in RARE)
        self.put("a.html", page.replace("<h1>", f"<h1>{hidden} ", 1))
        self.put("b.html", page.replace("<h1>", f'<h1 title="{RARE}">', 1))
        self.put("c.txt", self.read("txt").replace("Synthetic table", NOTE.replace(" ", "\n   ")))
        self.put("d.md", self.read("md") + "\n987,654 and\n")
        text = self.check(3, "a.html", "b.html", "c.txt", "d.md")
        for name in ("a.html", "b.html", "c.txt", "d.md"):
            self.assertRegex(text, rf"(?m)^{name}: line ")

    def test_what_is_no_leak(self):
        """Levels of many, parts of words, short values, sizes, keur's own words."""
        for value in (COMMON, RARE + "s", "x" + NAME, "ID", "79", "400", "390", "2014", "24500",
                      "17.5%", "membership"):
            self.put("a.txt", self.read("txt").replace("Synthetic table", f"of {value} here"))
            self.check(0, "a.txt")

    def test_figures_that_break_the_rules(self):
        def spoil(change):
            card = json.loads(self.read("json"))
            rate = next(f for f in card["figures"] if f["kind"] == "rate" and "value" in f)
            change(card, rate)
            self.put("a.json", json.dumps(card, indent="\t"))
            return self.check(3, "a.json")

        for change, part in (
                (lambda card, f: f.update(value=12.345), "more than three digits"),
                (lambda card, f: f.update(numerator=120), "gives its numerator"),
                (lambda card, f: f.update(n=397), "a number of rows that is neither"),
                (lambda card, f: f.update(denominator=397), "a denominator that is neither"),
                (lambda card, f: f.update(denominator=10), "among fewer than 20 rows"),
                (lambda card, f: f.update(low=0.12345), "an interval of more than three"),
                (lambda card, f: f.update(value=1 if f["unit"] == "percent" else 0.01, low=0,
                                          high=1, denominator=400), "fewer than 10 rows"),
                (lambda card, f: f.update(n=0), "a value on fewer than 10 rows"),
                (lambda card, f: card["columns"][0].update(type="boolean") or
                 card["columns"][0].pop("declared", None), "inferred type that one person"),
                (lambda card, f: card["columns"][0].update(left_out="5 values lack"),
                 "says of a column"),
                (lambda card, f: card.update(export=False), "did not pass the export filter")):
            text = spoil(change)
            self.assertIn(part, text)
            self.assertRegex(text, r"a\.json: \$\.((figures|columns)\[\d+\]|export): ")
        self.put("b.json", self.read("json").replace("{", "{ ", 1))
        self.assertIn("b.json: line 1: differs from what", self.check(3, "b.json"))

    def test_dutch_numbers(self):
        """A comma is the decimal sign, a point sets thousands apart, and rows are rijen."""
        leaks = {EXTREME: 3, "987.654": 3, "987.654,0": 3, "987654,00": 3, "0,5123": 3, "0,5123.": 3,
                 "12,345": 3, "1.234,5": 3, "-0,1234": 3, "0,0001234": 3, "51,23%": 3,
                 "36 van 400 rijen": 3, "36 van de 400 rijen": 3, "1.236 van 4.000 rijen": 3,
                 "397 rijen": 3, "1.397 rijen": 3, RARE: 3,
                 "12.345": 0, "0,512": 0, "51,2%": 0, "400 rijen": 0, "390 rijen": 0,
                 "1.390 rijen": 0, "24.500": 0, "24.500,0": 0}
        for form in ("html", "md", "txt"):
            self.good("render", "out/scorecard.json", "-o", "nl." + form, "--lang", "nl")
            page = (self.here / ("nl." + form)).read_text(encoding="utf-8")
            self.assertRegex(page, r"\d,\d")
            wrong = []
            for leak, code in {"": 0, **leaks}.items():
                told = f"gezien: {leak} hier"
                self.put("a." + form, page.replace("</main>", f"<p>{told}</p></main>")
                         if form == "html" else page + "\n" + told + "\n")
                done = self.keur("check-export", "a." + form, "--real", "train.csv", "--real",
                                 "holdout.csv", "--schema", "schema.json")
                if done.returncode != code:
                    wrong.append((leak, done.returncode, done.stdout.decode()))
            self.assertEqual(wrong, [], form)

    def test_internal_files(self):
        self.good("score", "train.csv", "synth.csv", "--holdout", "holdout.csv", "--schema",
                  "schema.json", "--internal", "in", "--measures", "membership-distance")
        names = [f"in/{name}" for name in ("scorecard-internal.json", "scorecard-internal.txt",
                                           "scorecard-internal.html", "membership-scores.csv")]
        text = self.check(3, *names)
        for name in names:
            self.assertIn(f"{name}: ", text)
        self.assertIn("a line of this file is a person", text)

    def test_timing_that_somebody_wrote_in(self):
        timing = json.loads((self.here / "out/timing.json").read_text(encoding="utf-8"))
        for changed in ({**timing, "note": f"about {RARE}"},
                        {**timing, "seconds": {**timing["seconds"], RARE: 1}}):
            self.put("timing.json", json.dumps(changed))
            self.check(3, "timing.json")

    def test_what_is_not_of_keur(self):
        for name, content in (("a.json", '{"a": 1}'), ("a.txt", "hello\n"), ("a.html", "<p>x</p>"),
                              ("a.csv", "a,b\n1,2\n"), ("a.bin", b"keur scorecard\n\0"),
                              ("a.md", "# x\n"), ("empty", "")):
            self.put(name, content)
            self.bad(1, "no output of keur", "check-export", name, "--real", "train.csv")
        self.bad(2, "--real is needed", "check-export", "out/scorecard.json")
        self.bad(1, "no-such.csv", "check-export", "out/scorecard.json", "--real", "no-such.csv")

    def test_help_says_what_counts(self):
        text = " ".join(self.good("check-export", "--help").split())
        for part in ("from 4 characters on", "from 4 significant digits on", "10 smallest",
                     "numbers of rows"):
            self.assertIn(part, text)


class Comparison(CommandLine):
    """What `compare` writes is held as what `score` writes."""

    def setUp(self):
        super().setUp()
        for seed, name in enumerate(("train", "synth", "holdout", "other")):
            self.put(name + ".csv", tables(seed, 387 if name == "other" else 400))
        self.put("schema.json", json.dumps({"columns": [
            {"name": "id", "type": "identifier"}, {"name": "note", "type": "text"}]}))
        self.good(
            "compare", "train.csv", "synth.csv", "two=other.csv,synth.csv", "--holdout",
            "holdout.csv", "--schema", "schema.json", "--title", "Which one?", "-o", "out",
            "--measures", "marginals,exact-copies,membership-distance")
        self.json = json.loads((self.here / "out/comparison.json").read_text(encoding="utf-8"))

    def check(self, code, *files):
        done = self.keur("check-export", *files, "--real", "train.csv", "--real", "holdout.csv",
                         "--schema", "schema.json")
        text = done.stdout.decode()
        self.assertEqual(done.returncode, code, text + done.stderr.decode())
        return text

    def test_comparison(self):
        self.what_may_leave_does()
        self.planted_values_are_found()
        self.numbers_in_json()
        self.numbers_in_csv()

    def what_may_leave_does(self):
        self.check(0, *(f"out/comparison.{form}" for form in ("json", "csv", "txt", "html")),
                   "out/timing.json", "out/synth/scorecard.json", "out/two/2/scorecard.html")

    def planted_values_are_found(self):
        for form in ("json", "csv", "txt", "html"):
            text = (self.here / f"out/comparison.{form}").read_text(encoding="utf-8")
            mark = "from the intervals of both" if form == "csv" else "Which one?"
            for value in (RARE, EXTREME, NAME):
                self.put("a." + form, text.replace(mark, f"of {value} here", 1))
                self.assertIn(f"a.{form}: ", self.check(3, "a." + form))

    def numbers_in_json(self):
        number = int(EXTREME)

        def spoil(change):
            made = json.loads(json.dumps(self.json))
            change(made)
            self.put("a.json", json.dumps(made))
            return self.check(3, "a.json")

        for change, part in (
                (lambda c: c["rows"].update(train=number), "$.rows.train: one of the 10"),
                (lambda c: c.update(limit=number), "$.limit: a number where keur writes none"),
                (lambda c: c["tables"][0].update(rows=12), "a number where keur writes none"),
                (lambda c: c["tables"][0]["axes"]["membership"].update(value=0.51234), "digits"),
                (lambda c: c["tables"][1]["axes"]["membership"].update(spread=0.01234), "digits"),
                (lambda c: c["tables"][1]["axes"]["membership"].update(worst=4321), "digits"),
                (lambda c: c["differences"][0].update(low=-0.12345), "$.differences[0].low: has"),
                (lambda c: c["references"][0]["axes"]["membership"].update(high=0.98765), "digits"),
                (lambda c: c.update(seed=RARE), "$.seed: a level"),
                (lambda c: c["notes"].append("the mean is 12.3456."), "$.notes["),
                (lambda c: c.update(export=False), "$.export: it did not pass")):
            self.assertIn(part, spoil(change))
        made = json.loads(json.dumps(self.json))
        made["seed"] = EXTREME  # the caller's, as is the size of the synthetic table
        made["tables"][0]["draws"][0]["rows"] = number
        self.put("a.json", json.dumps(made))
        self.check(0, "a.json")

    def numbers_in_csv(self):
        lines = (self.here / "out/comparison.csv").read_text(encoding="utf-8").splitlines()
        place = next(i for i, line in enumerate(lines) if ',"auc",' in line and ",0." in line)
        for cell in ("0.54321", "4321", EXTREME):
            self.put("a.csv", "\n".join([*lines[:place],
                                         re.sub(r",0\.\d+,", f",{cell},", lines[place], count=1),
                                         *lines[place + 1:]]) + "\n")
            self.assertIn(f"a.csv: line {place + 1}: ", self.check(3, "a.csv"))


if __name__ == "__main__":
    unittest.main()
