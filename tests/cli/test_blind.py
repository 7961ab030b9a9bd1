# SPDX-License-Identifier: GPL-3.0-or-later
"""`keur blind`: a folder of tables in, scorecards, a log and a status out, and nothing else needed."""

import gzip
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import xml.etree.ElementTree as xml

from cli import KEUR, CommandLine

SECRET, RARE = "Xyrconia-771", "Zuidwolde-Noord"
RESULTS = ["scorecard.html", "scorecard.json", "scorecard.txt"]


def table(seed, n=170):
    draw = random.Random(seed)
    rows = [f"{draw.choice(['Assen', 'Emmen', 'Hoogeveen'])},{draw.randrange(18, 80)},"
            f"{draw.randrange(20, 60)}.5,{draw.choice('mvx')}" for _ in range(n)]
    return "town,age,wage,sex\n" + "\n".join(rows) + "\n"


def policy(limit):
    return json.dumps({"keur_policy": 1, "name": "p", "version": "1", "required": [], "limits": [
        {"measure": "membership-distance", "figure": "auc", "kind": "gate", "must_be": "below",
         "limit": limit, "provenance": "a test"},
        {"measure": "exact-copies", "figure": "exact-copies-excess", "kind": "break-only",
         "must_be": "below", "limit": 0.05, "provenance": "a test"}]})


class Blind(CommandLine):
    def setUp(self):
        super().setUp()
        (self.here / "in").mkdir()
        self.put("in/real.csv", table(1))
        self.put("in/holdout.csv", table(2))
        self.put("in/synth.csv", table(3))

    def blind(self, code, *more, out="out", **environment):
        done = self.keur("blind", "-i", "in", "-o", out, "-t", "tmp", "--quick", *more,
                         **environment)
        self.assertEqual((done.returncode, done.stdout), (code, b""), done.stderr.decode())
        self.assertEqual(os.listdir(self.here / "tmp"), [])
        self.log = (self.here / out / "log.txt").read_text()
        status = json.loads((self.here / out / "status.json").read_text())
        self.assertEqual(status["exit"], code)
        for text in (self.log, json.dumps(status), done.stderr.decode()):
            self.assertNotIn(SECRET, text)
            self.assertNotIn(RARE, text)
        self.assertNotIn(str(self.here), self.log)
        return status

    def results(self, name, out="out"):
        folder = self.here / out / name
        return sorted(os.listdir(folder)) if folder.exists() else None

    def test_all_of_it(self):
        self.put("in/synth-b.csv.gz", gzip.compress(table(4).encode()))
        self.put("in/synth-a.csv", table(1))  # train itself
        self.put("in/policy.json", policy(0.7))
        self.put("in/reference.csv", table(5))
        self.put("in/schema.json", json.dumps({"columns": [{"name": "wage", "roles": ["secret"]}]}))
        self.put("in/notes.txt", SECRET)
        status = self.blind(3)
        self.assertEqual(status["state"], "done")
        self.assertEqual([(t["table"], t["exit"], t["decision"]) for t in status["tables"]],
                         [("synth", 0, "release"), ("synth-a", 3, "do not release"),
                          ("synth-b", 0, "release")])
        self.assertEqual(sorted(os.listdir(self.here / "out")),
                         ["log.txt", "manifest.txt", "status.json", "synth", "synth-a", "synth-b"])
        for name in ("synth", "synth-a", "synth-b"):
            self.assertEqual(self.results(name), [*RESULTS, "verdict.xml"])
            xml.parse(self.here / "out" / name / "verdict.xml")
        self.assertIn("other files, which are not used", self.log)
        self.assertTrue(self.log.endswith("exit: 3\n"))
        self.assertIn("3 synthetic tables\n", self.log)
        files = [f for f in self.files() if f.startswith("out/") and "." in f]
        self.good("check-export", *files, "--real", "in/real.csv", "--real", "in/holdout.csv")
        # the same as `score` writes
        self.keur("score", "in/real.csv", "in/synth-b.csv.gz", "--holdout", "in/holdout.csv",
                  "--reference", "in/reference.csv", "--schema", "in/schema.json", "--policy",
                  "in/policy.json", "--quick", "-o", "score")
        for name in RESULTS:
            self.assertEqual((self.here / "score" / name).read_bytes(),
                             (self.here / "out/synth-b" / name).read_bytes())

    def test_a_table_that_fails_does_not_stop_the_others(self):
        self.put("in/synth-0.csv", table(6) + f"{SECRET},1\n")
        (self.here / "out/synth-0").mkdir(parents=True)
        self.put("out/synth-0/scorecard.json", "of an earlier run")
        status = self.blind(1)
        self.assertEqual([(t["table"], t["exit"]) for t in status["tables"]],
                         [("synth", 0), ("synth-0", 1)])
        self.assertIn("synth-0: failed: synth-0.csv:172: ", self.log)
        self.assertIsNone(self.results("synth-0"))
        self.assertEqual(self.results("synth"), RESULTS)

    def test_after_an_earlier_run(self):
        """No verdict of an earlier run stands as if it were of this one."""
        self.put("in/synth-old.csv", table(4))
        self.put("in/policy.json", policy(0.7))
        self.blind(0)
        self.assertEqual(self.results("synth-old"), [*RESULTS, "verdict.xml"])
        self.good("check-export", "out/manifest.txt", "--real", "in/real.csv")
        (self.here / "in/synth-old.csv").unlink()
        for then in (self.its_table_is_no_more, self.somebody_changed_it, self.the_run_fails):
            shutil.copytree(self.here / "out", self.here / then.__name__)
            then(then.__name__)

    def its_table_is_no_more(self, out):
        self.put(out + "/synth-old/mine.txt", "of somebody else")
        (self.here / "in/policy.json").rename(self.here / "policy.json")
        self.blind(0, out=out)
        self.assertEqual(self.results("synth-old", out), ["mine.txt"])
        self.assertEqual(self.results("synth", out), RESULTS)
        for name in ("synth", "synth-old"):
            self.assertIn(name + ": what an earlier run wrote of it was taken away", self.log)
        self.assertNotIn("synth-old", (self.here / out / "manifest.txt").read_text())

    def somebody_changed_it(self, out):
        """It stays, as does whatever a manifest lists beyond results; the run fails and says so."""
        self.put(out + "/synth-old/scorecard.txt", "changed by somebody")
        self.put(out + "/scorecard.json", (self.here / out / "synth/scorecard.json").read_text())
        lines = (self.here / out / "manifest.txt").read_text()
        digits = next(line[:17] for line in lines.splitlines()
                      if line.endswith("synth/scorecard.json"))
        self.put(out + "/manifest.txt", f"{lines}{digits}synth/../scorecard.json\n"
                 f"{digits}scorecard.json\nsynth\n{digits[:9]} synth/x\n")
        self.blind(1, out=out)
        self.assertIn("synth-old: holds results that are of no table of this run", self.log)
        self.assertEqual(self.results("synth-old", out), ["scorecard.txt"])
        self.assertIsNone(self.results("synth", out))
        self.assertTrue((self.here / out / "scorecard.json").exists())

    def the_run_fails(self, out):
        self.put("in/schema.json", "{")
        status = self.blind(1, out=out)
        self.assertEqual((status["state"], status["tables"]), ("failed", []))
        self.assertEqual(sorted(os.listdir(self.here / out)),
                         ["log.txt", "manifest.txt", "status.json"])
        shutil.copytree(self.here / "out", self.here / "again")
        (self.here / "in").rename(self.here / "away")
        self.assertEqual(self.keur("blind", "-i", "in", "-o", "again", "-t", "tmp").returncode, 1)
        self.assertIsNone(self.results("synth", "again"))

    def test_another_disk_and_a_folder_that_is_there(self):
        """Where a folder cannot be moved its files are written one by one, each whole."""
        (self.here / "out/synth").mkdir(parents=True)
        self.put("out/synth/mine.txt", "of somebody else")
        self.blind(0)
        self.assertEqual(self.results("synth"), ["mine.txt", *RESULTS])
        shared = pathlib.Path("/dev/shm")
        if shared.is_dir() and os.stat(shared).st_dev != os.stat(self.here).st_dev:
            with tempfile.TemporaryDirectory(dir=shared) as scratch:
                self.assertEqual(self.keur("blind", "-i", "in", "-o", "two", "-t", scratch,
                                           "--quick").returncode, 0)
                self.assertEqual(os.listdir(scratch), [])
            self.assertEqual(self.results("synth", "two"), RESULTS)

    def test_what_is_wrong_is_in_the_log(self):
        def wrong(part, *files):
            for name, content in files:
                self.put("in/" + name, content)
            status = self.blind(1)
            self.assertEqual(status["state"], "failed")
            self.assertIn(part, self.log)
            self.assertIsNone(self.results("synth"))

        wrong("failed: schema.json: ", ("schema.json", '{"columns": 3}'))
        (self.here / "in/schema.json").unlink()
        wrong("real.csv:3: ", ("real.csv", f"town,age,wage,sex\na,1,2,m\n{SECRET},2\n"))
        wrong("a table is there twice", ("real.csv.gz", gzip.compress(table(1).encode())))
        (self.here / "in/real.csv").unlink()
        (self.here / "in/real.csv.gz").unlink()
        wrong("there is no real.csv")
        self.put("in/real.csv", table(1))
        (self.here / "in/synth.csv").unlink()
        wrong("there is no synth*.csv")
        self.assertEqual(self.keur("blind", "-i", "none", "-o", "out", "-t", "tmp").returncode, 1)
        self.assertIn("none: cannot be read", (self.here / "out/log.txt").read_text())

    def test_results_that_hold_what_must_not_leave_are_held_back(self):
        """A column that is named by a rare level of another: no filter knows."""
        real = table(1).splitlines()
        real[5] = RARE + real[5][real[5].index(","):]
        self.put("in/real.csv", "\n".join(real) + "\n")
        self.put("in/synth.csv", "\n".join(real) + "\n")
        self.put("in/holdout.csv", table(2))
        self.put("in/policy.json", policy(0.95).replace("a test", "for " + RARE, 1))
        status = self.blind(1)
        self.assertIn("synth: held back: scorecard.json: $.verdict.findings[0].provenance: a level "
                      "of the column town", self.log)
        self.assertIn("synth: failed: its results were held back", self.log)
        self.assertEqual([(t["table"], t["exit"]) for t in status["tables"]], [("synth", 1)])
        self.assertIsNone(self.results("synth"))

    def test_wrong_usage(self):
        for words, part in ((("-o", "out", "-t", "tmp"), "--input is needed"),
                            (("-i", "in", "-t", "tmp"), "--output is needed"),
                            (("-i", "in", "-o", "out"), "--temporary is needed"),
                            (("-i", "in", "-o", "out", "-t", "tmp", "word"), "expected: keur")):
            self.bad(2, part, "blind", *words)

    def test_never_half_written(self):
        self.put("in/synth-z.csv", table(9))
        for i in range(6):
            out = self.here / f"out{i}"
            child = subprocess.Popen([KEUR, "blind", "-i", "in", "-o", out, "-t", "tmp", "--quick"],
                                     cwd=self.here, stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL)
            while not (out / "status.json").exists() and child.poll() is None:
                time.sleep(0.001)
            deadline = time.monotonic() + 20
            while i % 2 and not (out / "synth").exists() and time.monotonic() < deadline:
                time.sleep(0.0005)
            time.sleep(0.002 * i)
            child.send_signal([signal.SIGKILL, signal.SIGTERM][i // 2 % 2])
            child.wait(timeout=60)
            status = json.loads((out / "status.json").read_text())
            self.assertIn(status["state"], ("running", "done"))
            for name in ("synth", "synth-z"):
                if (out / name).exists():
                    self.assertEqual(sorted(os.listdir(out / name)), RESULTS, i)
                    self.assertEqual((out / "manifest.txt").read_text().count(f" {name}/"), 3)


if __name__ == "__main__":
    unittest.main()
