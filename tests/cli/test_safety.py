# SPDX-License-Identifier: GPL-3.0-or-later
"""What must never look safe, and what must never leave."""

import json
import os
import random
import signal
import subprocess
import time
import unittest

from cli import KEUR, CommandLine


def table(rows, names):
    return ",".join(names) + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)


class Looks(CommandLine):
    """Tables that leak in odd ways."""

    def card(self, *words):
        return json.loads(self.good("score", *words, "--json"))

    def figure(self, card, name, **of):
        found = [f for f in card["figures"] if f["name"] == name and f.get("of", {}) == of]
        self.assertEqual(len(found), 1, (name, of))
        return found[0]

    def test_a_copy_of_flags_and_of_mostly_zeros(self):
        draw = random.Random(1)
        names = [f"f{i}" for i in range(12)]

        def rows(n):
            return [[draw.randrange(2) if i % 2 else (draw.random() < 0.05) * draw.randrange(9)
                     for i in range(12)] for _ in range(n)]

        train = rows(1500)
        self.put("train.csv", table(train, names))
        self.put("copy.csv", table(train, names))
        self.put("holdout.csv", table(rows(1500), names))
        card = self.card("train.csv", "copy.csv", "--holdout", "holdout.csv", "--measures",
                         "attribute-keys")
        found = self.figure(card, "disco-excess", secret="f1", keys="all others",
                            numbers="in quantile groups")
        self.assertGreater(found["low"], 1)

    def test_ids_and_names_that_are_copied(self):
        draw = random.Random(2)
        people = [(f"{100000000 + i * 37}", draw.randrange(20, 80), draw.choice("abcd"))
                  for i in range(400)]
        others = [(f"{200000000 + i * 37}", draw.randrange(20, 80), draw.choice("abcd"))
                  for i in range(400)]
        fresh = [(person[0], draw.randrange(20, 80), draw.choice("abcd")) for person in people]
        schema = {"columns": [{"name": "id", "type": "identifier"}]}
        self.put("schema.json", json.dumps(schema))
        for name, rows in (("train", people), ("holdout", others), ("synth", fresh)):
            self.put(name + ".csv", table(rows, ["id", "age", "town"]))
        card = self.card("train.csv", "synth.csv", "--holdout", "holdout.csv", "--schema",
                         "schema.json", "--measures", "exact-copies,attribute-keys")
        self.assertGreater(self.figure(card, "left-out-copies", column="id")["low"], 0.9)
        self.assertLess(self.figure(card, "left-out-copies-holdout", column="id")["high"], 0.1)
        self.assertNotIn("100000037", json.dumps(card))
        # whatever the other columns look like, names of people forbid a release
        self.assertGreater(self.figure(card, "left-out-copies-excess", column="id")["low"], 0.9)
        words = ("score", "train.csv", "synth.csv", "--holdout", "holdout.csv", "--schema",
                 "schema.json", "--measures", "exact-copies", "--policy")
        for policy in ("public", "controlled", "internal"):
            judged = self.keur(*words, policy)
            self.assertEqual(judged.returncode, 3, judged.stderr)
            self.assertIn(b"left-out-copies-excess", judged.stdout)
        # names of nobody do not
        fresh = [(f"{300000000 + i * 37}", *row[1:]) for i, row in enumerate(fresh)]
        self.put("synth.csv", table(fresh, ["id", "age", "town"]))
        self.assertEqual(self.keur(*words, "public").returncode, 4)

    def test_columns_coded_in_two_ways(self):
        draw = random.Random(3)
        rows = [(draw.randrange(1000, 9999), draw.choice("abc")) for _ in range(400)]
        thousands = [(f"{x // 1000}.{x % 1000:03}", level) for x, level in rows]

        def put(name, body):
            self.put(name, "x;s\n" + "".join(f"{x};{level}\n" for x, level in body))

        put("train.csv", thousands[:200])
        put("holdout.csv", thousands[200:])
        words = ("score", "train.csv", "synth.csv", "--holdout", "holdout.csv", "--measures",
                 "exact-copies", "--policy", "internal")
        said = "column {} of the synthetic table was not measured, or is not coded as in train"
        put("synth.csv", thousands[:200])
        copied = self.keur(*words)
        self.assertEqual(copied.returncode, 3, copied.stderr)
        small = [(f"{float(x) * 100:.1f}", level) for x, level in thousands[:200]]
        upper = [(x, level.upper()) for x, level in thousands[:200]]
        for column, other in (("x", rows[:200]), ("s", upper), ("x", small),
                              ("s", thousands[:1] + upper[1:]), ("x", thousands[:1] + small[1:])):
            put("synth.csv", other)
            judged = self.keur(*words)
            self.assertEqual(judged.returncode, 4, judged.stderr)
            text = " ".join(judged.stdout.decode().split())
            self.assertIn(said.format(column), text)
            self.assertIn(f"Column {column}: most values of the synthetic table are not like", text)

    def test_columns_that_nothing_measures(self):
        self.put_demo()
        self.put("schema.json", json.dumps({"columns": [{"name": "race", "use": False}]}))
        words = ("score", "train.csv", "leaky.csv", "--holdout", "holdout.csv", "--schema",
                 "schema.json", "--measures", "marginals", "--policy")
        said = "column race of the synthetic table was not measured"
        policy = {"keur_policy": 1, "name": "p", "version": "1", "required": [],
                  "limits": [{"measure": "marginals", "figure": "total-variation", "kind": "gate",
                              "must_be": "below", "limit": 2, "provenance": "test"}]}
        self.put("p.json", json.dumps(policy))
        judged = self.keur(*words, "p.json")
        self.assertEqual(judged.returncode, 4, judged.stderr)
        self.assertIn(said, " ".join(judged.stdout.decode().split()))
        self.put("p.json", json.dumps({**policy, "unmeasured_columns": ["race"]}))
        self.good(*words, "p.json")

    def test_a_holdout_of_other_people_is_said_first(self):
        draw = random.Random(3)
        near = [[draw.gauss(0, 1), draw.gauss(0, 1)] for _ in range(600)]
        far = [[draw.gauss(9, 1), draw.gauss(9, 1)] for _ in range(600)]
        self.put("train.csv", table(far, "xy"))
        self.put("synth.csv", table(near[:300], "xy"))
        self.put("holdout.csv", table(near[300:], "xy"))
        text = self.good("score", "train.csv", "synth.csv", "--holdout", "holdout.csv", "--measures",
                         "exchangeable,membership-distance")
        self.assertIn("worse than guessing", " ".join(text.split("No policy")[0].split()))

    def test_tables_that_must_differ(self):
        self.put_demo()
        for reference, part in (("synth.csv", "synthetic"), ("holdout.csv", "holdout"),
                                ("train.csv", "train")):
            self.bad(1, f"the reference table holds the same rows as the {part} table", "score",
                     "train.csv", "synth.csv", "--holdout", "holdout.csv", "--reference", reference)

    def test_keys_that_were_given_are_named(self):
        self.put_demo()
        text = self.good("score", "train.csv", "synth.csv", "--holdout", "holdout.csv", "--keys",
                         "age,sex", "--secret", "income", "--measures",
                         "attribute-keys,identity-keys")
        self.assertNotIn("each was taken as both", text)
        self.assertIn("age+sex", text)

    def test_a_setting_must_suit_every_measure_that_has_it(self):
        self.put_demo()
        run = ("score", "train.csv", "synth.csv", "--holdout", "holdout.csv", "--measures",
               "dcr,dcr-share,membership-distance")
        for wrong, why in (("metric=l2", ("dcr-share", "gower|bins100", "MEASURE.metric")),
                           ("metric=l3", ("dcr (", "dcr-share (", "membership-distance (")),
                           ("scaling=l2", "does not suit"),
                           ("dcr.metric=gower", "--metric: expected one of l1|l2"),
                           ("dcr.shuffles=3", "dcr has no option --shuffles"),
                           ("shuffles=3", "no measure that runs has a parameter"),
                           ("identity-keys.keys=age", "which does not run here"),
                           ("metrics=l2", "no measure has a parameter"),
                           ("metric", "expected [MEASURE.]NAME=VALUE")):
            with self.subTest(wrong):
                self.bad(2, why, *run, "--set", wrong)
        card = self.card("train.csv", "synth.csv", *run[3:], "--set", "dcr.metric=l2", "--set",
                         "scaling=rank")
        params = {m["name"]: m["params"] for m in card["measures"]}
        self.assertEqual(params["dcr"], {"metric": "l2", "scaling": "rank"})
        self.assertEqual(params["dcr-share"]["metric"], "gower")
        self.assertEqual(params["membership-distance"]["metric"], "l1")

    def test_quick_leaves_out_what_it_says(self):
        self.put_demo()
        card = self.card("train.csv", "synth.csv", "--holdout", "holdout.csv", "--quick")
        ran = {m["name"] for m in card["measures"]}
        for name in ran:
            self.assertNotIn("score --quick leaves it out", self.good("explain", name))
        left_out = {"membership-density", "membership-density-ratio", "membership-kernel-count",
                    "membership-likelihood-ratio", "membership-rare-match", "membership-claims",
                    "membership-ensemble", "worst-attack", "membership-audit"}
        self.assertFalse(ran & left_out)
        for name in left_out:
            self.assertIn("score --quick leaves it out", self.good("explain", name))
        self.assertLessEqual({"marginals", "pairs", "exact-copies", "dcr", "membership-distance",
                              "exchangeable", "identity-keys", "attribute-keys"}, ran)
        self.bad(2, "give one of them", "score", "train.csv", "synth.csv", "--quick", "--measures",
                 "dcr")


class Leaves(CommandLine):
    """What is exported of a few people."""

    def test_tables_of_a_few_rows(self):
        self.put_demo()
        lines = (self.here / "holdout.csv").read_text().splitlines()
        for n in (1, 9):
            self.put("few.csv", "\n".join(lines[: n + 1]) + "\n")
            for words in (("train.csv", "leaky.csv", "--holdout", "few.csv"),
                          ("few.csv", "leaky.csv", "--holdout", "holdout.csv")):
                card = json.loads(self.good("score", *words, "--json"))
                for figure in card["figures"]:
                    if figure["kind"] in ("statistic", "difference"):
                        self.assertNotIn("value", figure, (n, figure))

    def test_means_of_groups(self):
        draw = random.Random(5)
        names = ["sex", "kids", "age"]

        def rows(n, sexes):
            return [[draw.choice(sexes), draw.choice([0, 0, 0, 1, 2]), draw.randrange(20, 80)]
                    for _ in range(n)]

        self.put("train.csv", table(rows(400, "MF"), names))
        self.put("holdout.csv", table(rows(400, "MF"), names))
        self.put("synth.csv", table(rows(400, ["M", "F", "X", ""]), names))  # levels of its own
        self.put("schema.json", json.dumps({"columns": [
            {"name": "sex", "roles": ["protected"]},
            {"name": "kids", "type": "numeric", "roles": ["outcome"]}]}))
        card = json.loads(self.good("score", "train.csv", "synth.csv", "--holdout", "holdout.csv",
                                    "--schema", "schema.json", "--measures", "fairness", "--json"))
        means = [f for f in card["figures"] if f["name"].startswith(("mean", "parity"))]
        self.assertGreater(len(means), 3)
        for figure in means:  # a mean times its rows is a sum
            self.assertNotIn("value", figure)
            self.assertNotIn("low", figure)

    def test_none_and_a_few_look_alike(self):
        draw = random.Random(4)
        names = list("abcdef")

        def rows(n):
            return [[draw.randrange(6) for _ in names] for _ in range(n)]

        train, holdout, synthetic = rows(300), rows(300), rows(300)
        cards = set()
        for k in range(0, 10):
            # Keys 100 occur in the synthetic table: k train rows have them, one each.
            changed = [[100, *row[1:]] if i < k else row
                       for i, row in enumerate(train)]
            self.put("train.csv", table(changed, names))
            self.put("holdout.csv", table(holdout, names))
            self.put("synth.csv", table([[100, *row[1:]] for row in synthetic], names))
            card = json.loads(self.good("attack", "attribute-keys", "train.csv", "synth.csv",
                                        "--holdout", "holdout.csv", "--keys", "a", "--secret", "f",
                                        "--json", "--export"))
            cards.add(json.dumps([f for f in card["figures"] if f["name"] in
                                  ("is", "dis", "disco", "tcap", "tcap-synthpop", "dcap-present",
                                   "is-excess", "disco-excess", "tcap-excess", "disco-shuffled",
                                   "disco-over-shuffled", "disco-excluded-one-way",
                                   "disco-excluded-two-way")]))
        self.assertEqual(len(cards), 1)


class Interrupted(CommandLine):
    def test_no_part_of_a_file_is_left(self):
        self.put_demo()
        words = ["score", "train.csv", "leaky.csv", "--holdout", "holdout.csv", "-q",
                 "--measures", "pairs,exact-copies,dcr,membership-distance,attribute-keys"]
        for i in range(30):
            out = self.here / f"out{i}"
            child = subprocess.Popen([KEUR, *words, "-o", out], cwd=self.here,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while not out.exists() and child.poll() is None:
                time.sleep(0.0002)
            time.sleep(i * 0.0003)  # the writing has begun
            child.send_signal([signal.SIGINT, signal.SIGTERM, signal.SIGHUP][i % 3])
            child.wait(timeout=60)
            left = sorted(os.listdir(out)) if out.exists() else []
            self.assertIn(left, ([], ["scorecard.html", "scorecard.json", "scorecard.txt",
                                      "timing.json"]), i)


if __name__ == "__main__":
    unittest.main()
