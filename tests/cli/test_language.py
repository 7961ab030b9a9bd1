# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports in Dutch: every text is translated, no name is, and nothing is shown that the English page hides."""

import csv
import html
import json
import os
import random
import re
import shutil
import subprocess
import sys
import unittest

from cli import CommandLine

SOURCE = os.environ.get("KEUR_SOURCE", os.path.join(os.path.dirname(__file__), "../.."))
LANG = os.path.join(SOURCE, "reports", "lang")
sys.path.insert(0, LANG)
import extract  # noqa: E402

TAG = re.compile(r"<[^>]*>")
NUMBER = re.compile(r"\d[\d.,]*")


def people(seed, n):
    """Rows with numbers, levels and names of columns that are also words of the reports."""
    draw = random.Random(seed)
    rows = [["Type", "yes", "income", "region", "job", "year"]]
    for _ in range(n):
        region = draw.choice(["Risk", "north", "0.5"])
        rows.append([draw.choice(["Kind", "no", "b"]), draw.randrange(18, 90), 500 * draw.randrange(2, 40),
                     region, draw.choice("pqr"), draw.randrange(1990, 2020)])
    return "\n".join(",".join(map(str, row)) for row in rows) + "\n"


def untranslated(page):
    """What a page says is English, each once."""
    found = re.findall(r'<span lang="en">(.*?)</span>', page, re.S)
    found += [match[1] + ": " + match[2] for match in re.finditer(r'<(?!html)(\w+)[^>]* lang="en"[^>]*>([^<]*)', page)
              if match[1] != "span"]
    return sorted({html.unescape(text) for text in found})


class Catalogue(unittest.TestCase):
    def test_no_text_is_dead(self):
        lost = extract.dead(os.path.join(LANG, "nl.po"))
        self.assertEqual(lost, [], "texts of nl.po that no source has any more: take them out")

    def test_formats_agree(self):
        if shutil.which("msgfmt") is None:
            self.skipTest("gettext is not here")
        done = subprocess.run(["msgfmt", "--check-format", "-o", os.devnull, os.path.join(LANG, "nl.po")],
                              capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_nothing_that_is_surely_shown_is_missing(self):
        lost = extract.missing(os.path.join(LANG, "nl.po"), extract.plainly_for_readers())
        self.assertEqual(lost, {}, "texts that nl.po lacks: add them (reports/lang/extract.py --new reports/lang/nl.po)")


class Dutch(CommandLine):
    card = {}  # files of one English run, made once

    def saved(self):
        """out/scorecard.json and .html, in English."""
        if not Dutch.card:
            self.score("-o", "out")
            Dutch.card.update({name: self.read("out/" + name) for name in ("scorecard.json", "scorecard.html")})
        else:
            self.put("train.csv", people(1, 40))
            self.put("holdout.csv", people(2, 30))
            (self.here / "out").mkdir()
            for name, text in Dutch.card.items():
                self.put("out/" + name, text)

    def score(self, *more):
        self.put("train.csv", people(1, 40))
        self.put("holdout.csv", people(2, 30))
        self.put("synth.csv", people(3, 50))
        done = self.keur("score", "train.csv", "synth.csv", "--holdout", "holdout.csv", "--policy", "controlled",
                         "--threads", "1", "-q", *more)
        self.assertIn(done.returncode, (3, 4), done.stderr)
        return done.stdout.decode()

    def read(self, name):
        with open(self.here / name, encoding="utf-8", newline="") as file:
            return file.read()

    def test_every_text_of_every_measure(self):
        self.score("-o", "out", "--lang", "nl", "--format", "md")
        page = self.read("out/scorecard.html")
        self.assertIn('<html lang="nl">', page)
        self.assertEqual(untranslated(page), [],
                         "texts that nl.po lacks: add them (reports/lang/extract.py --new nl.po)")
        for form in ("txt", "md"):
            text = self.read("out/scorecard." + form)
            for word in ("guessing", "holdout table", "not estimable", "Verdict", "withheld"):
                self.assertNotIn(word, text)
        self.assertIn("Niet uit te maken", page)

    def test_saved_card_is_enough_and_shows_the_same(self):
        self.saved()
        english = self.read("out/scorecard.html")
        self.good("render", "out/scorecard.json", "-o", "nl.html", "--lang", "nl")
        dutch = self.read("nl.html")
        # The same elements in the same order, but for what marks a language.
        marks = re.compile(r' lang="\w+"| (?:aria-label|data-label)="[^"]*"|<span lang="en">')
        self.assertEqual([marks.sub("", tag) for tag in TAG.findall(english)],
                         [marks.sub("", tag) for tag in TAG.findall(dutch)])
        # Names of columns stay, though three of them are words of the catalogue.
        for name in ("Type", "yes", "income"):
            self.assertIn(f'<bdi translate="no">{name}</bdi>', dutch)
        # The numbers of the cells are the same numbers.
        cells = [re.findall(r"<b>([^<]*)</b> <span class=\"i\">([^<]*)</span>", text) for text in (english, dutch)]
        self.assertGreater(len(cells[0]), 100)
        swap = str.maketrans(",.", ".,")
        self.assertEqual([NUMBER.findall(" ".join(cell).translate(swap)) for cell in cells[0]],
                         [NUMBER.findall(" ".join(cell)) for cell in cells[1]])

    def test_machines_read_one_language(self):
        self.saved()
        self.score("-o", "nl", "--measures", "marginals", "--lang", "nl")
        self.score("-o", "en", "--measures", "marginals")
        self.assertEqual(self.read("en/scorecard.json"), self.read("nl/scorecard.json"))
        for form in ("json", "jsonld"):
            self.assertEqual(self.good("render", "out/scorecard.json", "--format", form, "--lang", "nl"),
                             self.good("render", "out/scorecard.json", "--format", form))
        self.assertEqual(self.good("render", "out/scorecard.json", "--lang", "en"),
                         self.good("render", "out/scorecard.json"))

    def test_verdict_list_and_explain(self):
        self.saved()
        done = self.keur("gate", "out/scorecard.json", "--policy", "public", "--lang", "nl")
        self.assertTrue(done.stdout.decode().startswith("Oordeel: n"), done.stdout)
        self.assertIn("Herleiding tot een individu", self.good("list", "--lang", "nl"))
        text = self.good("explain", "membership-audit", "--lang", "nl")
        self.assertIn("Lidmaatschap door iemand die de helft van de antwoorden kent", text)

    def test_unknown_language(self):
        self.saved()
        done = self.keur("render", "out/scorecard.json", "--lang", "xx")
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"--lang: expected one of en, nl", done.stderr)

    def test_check_export_holds_dutch_to_the_same_rules(self):
        self.saved()
        for form in ("html", "txt", "md"):
            name = "nl." + form
            self.good("render", "out/scorecard.json", "-o", name, "--lang", "nl")
            check = ("check-export", name, "--real", "train.csv", "--real", "holdout.csv")
            self.assertEqual(self.keur(*check).returncode, 0, self.keur(*check).stdout)
            page = self.read(name)
            leaks = {"1.234,5": 3, "0,12345": 3, "Intern: niet exporteren.": 3, "1.230": 0}
            for leak, code in leaks.items():
                self.put(name, page.replace("</main>", leak + "</main>") if form == "html" else page + leak + "\n")
                done = self.keur(*check)
                self.assertEqual(done.returncode, code, (form, leak, done.stdout))
                self.assertNotIn(leak.encode(), done.stdout)

    def test_comparison(self):
        self.put("train.csv", people(1, 40))
        self.put("holdout.csv", people(2, 30))
        self.put("a.csv", people(3, 40))
        self.put("b.csv", people(4, 40))
        done = self.keur("compare", "train.csv", "a.csv", "b.csv", "--holdout", "holdout.csv", "--measures",
                         "fidelity-index,membership-distance,linkability", "-o", "out", "--lang", "nl", "-q")
        self.assertEqual(done.returncode, 0, done.stderr)
        page = self.read("out/comparison.html")
        self.assertEqual(untranslated(page), [], "texts that nl.po lacks: add them")
        self.assertIn("Synthetische tabellen vergeleken", done.stdout.decode())
        self.assertTrue(json.loads(self.read("out/comparison.json"))["title"].startswith("Synthetic"))
        with open(self.here / "out/comparison.csv", encoding="utf-8") as file:
            self.assertNotIn("tabel", next(csv.reader(file)))


if __name__ == "__main__":
    unittest.main()
