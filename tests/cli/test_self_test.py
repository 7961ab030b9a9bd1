# SPDX-License-Identifier: GPL-3.0-or-later
"""`keur score --self-test`: planted leaks are found where rows allow it, and it is said where they do not."""

import json
import random
import unittest

from cli import CommandLine

COLUMNS = "abcdef"
KINDS = ("copies", "near-copies", "secrets")
FINDERS = ("exact-copies", "membership", "attribute", "identity", "verdict")
FEW = "exact-copies,membership-distance,attribute-key"


def table(seed, n, levels=9):
    """Cells that tell nothing of each other: a table without a leak, of rows that are all but unique."""
    draw = random.Random(seed)
    rows = [",".join(f"{name}{draw.randrange(levels)}" for name in COLUMNS) for _ in range(n)]
    return ",".join(COLUMNS) + "\n" + "\n".join(rows) + "\n"


def policy(limit):
    return json.dumps({"keur_policy": 1, "name": "p", "version": "1", "required": [], "limits": [
        {"measure": "exact-copies", "figure": "exact-copies-excess", "kind": "gate",
         "must_be": "below", "limit": limit, "provenance": "a test"}]})


class SelfTest(CommandLine):
    def setUp(self):
        super().setUp()
        for seed, (name, n) in enumerate((("train", 600), ("synth", 600), ("holdout", 600),
                                          ("few", 60))):
            self.put(name + ".csv", table(seed, n))
        self.put("policy.json", policy(0.1))

    def score(self, *words, holdout="holdout.csv", out="out"):
        done = self.keur("score", "train.csv", "synth.csv", "--holdout", holdout, "--measures", FEW,
                         "--self-test", "-o", out, *words)
        self.assertIn(done.returncode, (0, 4), done.stderr.decode())
        self.text = done.stdout.decode()
        card = json.loads((self.here / out / "scorecard.json").read_text(encoding="utf-8"))
        self.notices = [n for n in card["notices"] if n.startswith("Self-test, ")]
        return {f["name"]: f for f in card["figures"] if f["measure"] == "self-test"}

    def test_where_rows_allow_it(self):
        found = self.score("--keys", "a,b,c", "--secret", "d", "--policy", "policy.json")
        self.assertEqual(set(found), {f"{kind}-by-{finder}" for kind in (*KINDS, "fresh-rows")
                                      for finder in FINDERS})
        # 30 rows of 600 are copies: train has 5%, the holdout all but none
        self.assertEqual(found["copies-by-exact-copies"]["value"], 1)
        self.assertEqual(found["copies-by-exact-copies"]["no_interval"], "found at 1%, 5% and 20%")
        # a limit of 10% is broken by 20% alone
        self.assertEqual(found["copies-by-verdict"]["no_interval"],
                         "found at 20%, not found at 1% or 5%")
        self.assertIn(found["copies-by-membership"]["value"], (5, 20))
        # what is no exact copy is none, whoever else sees it
        for kind in ("near-copies", "secrets"):
            for finder in ("exact-copies", "verdict"):
                self.assertEqual(found[f"{kind}-by-{finder}"]["reason"],
                                 "not found at 1%, 5% or 20%")
        self.assertEqual(found["near-copies-by-membership"]["value"], 20)
        # three keys of nine levels find the planted secret, and membership sees two cells of three
        self.assertIn(found["secrets-by-attribute"]["value"], (5, 20))
        self.assertEqual(found["copies-by-identity"]["reason"],
                         "no figure that would find it was computed")
        for finder in ("exact-copies", "membership", "attribute", "verdict"):
            self.assertEqual(found["fresh-rows-by-" + finder]["value"], 0)
        self.assertEqual(len(self.notices), 3)
        self.assertIn("exact-copies: found at 1%, 5% and 20%; membership: ", self.notices[0])
        for form in ("json", "html", "txt"):
            self.good("check-export", f"out/scorecard.{form}", "--real", "train.csv", "--real",
                      "holdout.csv")
        self.assertIn("Self-test: leaks that were planted", self.text)
        self.assertIn("copies-by-exact-copies", (self.here / "out/scorecard.html").read_text())

    def test_where_they_do_not(self):
        """60 people of the holdout tell little from chance: that 1% was not found is said."""
        found = self.score(holdout="few.csv")
        self.assertIn("not found at 1%", found["copies-by-membership"].get("no_interval", "")
                      + found["copies-by-membership"].get("reason", ""))
        self.assertEqual(found["copies-by-verdict"]["reason"], "no policy was given")
        for finder in FINDERS:
            self.assertIn("no keys and secrets were declared",
                          found["secrets-by-" + finder]["reason"])
            fresh = found["fresh-rows-by-" + finder]
            self.assertTrue("reason" in fresh or fresh["value"] == 0, fresh)
        self.assertIn("not found at 1%", self.notices[0])
        self.assertIn("not found at 1%", " ".join(self.text.split()))

    def test_a_table_that_leaks_already(self):
        train, rest = (self.here / "train.csv").read_text().splitlines(), table(7, 300)
        self.put("synth.csv", rest + "\n".join(train[1:301]) + "\n")
        found = self.score()
        for kind in ("copies", "near-copies"):
            self.assertIn("as it is was found to leak", found[kind + "-by-exact-copies"]["reason"])
        self.assertIn("exact-copies: found in the table as it is", self.notices[0])

    def test_same_bytes_and_other_figures_untouched(self):
        self.score("--threads", 1)
        self.score("--threads", 3, out="three")
        for form in ("json", "txt", "html"):
            self.assertEqual((self.here / f"out/scorecard.{form}").read_bytes(),
                             (self.here / f"three/scorecard.{form}").read_bytes())
        self.good("score", "train.csv", "synth.csv", "--holdout", "holdout.csv", "--measures", FEW,
                  "-o", "plain")
        plain, tested = (json.loads((self.here / f"{out}/scorecard.json").read_text())
                         for out in ("plain", "out"))
        self.assertEqual(plain["figures"],
                         [f for f in tested["figures"] if f["measure"] != "self-test"])

    def test_wrong_usage(self):
        self.bad(2, "needs a holdout", "score", "train.csv", "synth.csv", "--self-test")
        self.bad(2, "needs a measure that finds leaks", "score", "train.csv", "synth.csv",
                 "--holdout", "holdout.csv", "--self-test", "--measures", "marginals")
        self.assertIn("11 tables", " ".join(self.good("score", "--help").split()))


if __name__ == "__main__":
    unittest.main()
