# SPDX-License-Identifier: GPL-3.0-or-later
"""Every call of the system that the program makes fails in turn, is interrupted, moves one byte, or
is preceded by a signal; every request for memory is refused in turn. See preload.c."""

import errno
import gzip
import os
import pathlib
import re
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(os.environ["KEUR_SOURCE"]) / "tests" / "cli"))
from cli import CommandLine  # noqa: E402

SLOW = len(sys.argv) > 1 and sys.argv[1] == "all"
MEASURES = "exact-copies,dcr,marginals,attribute-keys"
SCHEMA = '{"keur_schema": 1, "columns": [{"name": "age", "roles": ["key"], "type": "numeric"}]}'
HALF_WRITTEN = re.compile(r"\.part$")


def table(first, n):
    return "age,town,flag\n" + "".join(
        f"{20 + i * 7 % 50},{'abcde'[i * i % 5]},{'ny'[i % 3 > 0]}\n" for i in range(first, first + n))


class Faults(CommandLine):
    """Runs that are disturbed, against one that is not."""

    def setUp(self):
        super().setUp()
        self.put("train.csv", table(0, 60))
        self.put("synth.csv", table(30, 60))
        self.put("holdout.csv.gz", gzip.compress(table(500, 50).encode()))
        self.put("s.json", SCHEMA)
        score = ("score", "train.csv", "synth.csv", "--holdout", "holdout.csv.gz", "--measures",
                 MEASURES, "--threads", "1", "-q")
        self.assertEqual(self.keur(*score, "--internal", "saved").returncode, 0)
        self.commands = {
            "score": (*score, "--schema", "s.json", "-o", "out", "--internal", "out/in"),
            "schema": ("schema", "train.csv", "--schema", "s.json", "-o", "out.json"),
            "attack": ("attack", "dcr", "train.csv", "synth.csv", "--json", "-o", "out.json"),
            "render": ("render", "saved/scorecard-internal.json", "-o", "out.html"),
        }

    def written(self):
        """Files below the scratch directory that a command has written, and their content."""
        return {str(path.relative_to(self.here)): path.read_bytes()
                for path in self.here.rglob("*") if path.is_file() and path.name.startswith("out")
                or "out" in path.parts and path.is_file()}

    def clear(self):
        for path in sorted(self.here.rglob("*"), reverse=True):
            if "out" in path.parts or path.name.startswith("out"):
                path.rmdir() if path.is_dir() else path.unlink()

    def disturbed(self, words, fault):
        """Run with a fault: what happened, and what the fault library saw (None: nothing was due)."""
        self.clear()
        seen = self.here / "seen"
        seen.unlink(missing_ok=True)
        done = self.keur(*words, LD_PRELOAD=os.environ["KEUR_FAULTS"], KEUR_FAULT=fault,
                         KEUR_FAULT_SEEN=str(seen), ASAN_OPTIONS="verify_asan_link_order=0")
        lines = seen.read_text().splitlines() if seen.exists() else []
        if lines and lines[-1].startswith("refused"):
            refused, live = re.match(r"refused (\d+) of \d+, live (\d+)", lines.pop()).groups()
            self.assertEqual(live, "0", (words[0], fault, "memory was not released"))
            return done, (lines[0] if lines else "memory") if refused != "0" else None
        return done, lines[0] if lines else None

    def same(self, files, expected, fault):
        """The same files, but for the times in timing.json."""
        self.assertEqual(sorted(files), sorted(expected), fault)
        for name, content in files.items():
            if not name.endswith("timing.json"):
                self.assertEqual(content, expected[name], (fault, name))

    def failed(self, done, parts, fault):
        """One line on standard error, exit code 1, nothing on standard output."""
        text = done.stderr.decode()
        self.assertEqual(done.returncode, 1, (fault, text))
        self.assertEqual(len(text.splitlines()), 1, (fault, text))
        self.assertTrue(any(part in text for part in parts), (fault, text))
        self.assertEqual(done.stdout, b"", fault)

    def each(self, name, kind, suffix="", step=1):
        """Faults number 1, 2, .. until one is not reached, each with what a run gives without."""
        words = self.commands[name]
        self.clear()
        calm = self.keur(*words)
        self.assertEqual(calm.returncode, 0)
        expected = self.written()
        self.assertTrue(expected)
        k, reached = 1, "yes"
        while reached is not None:
            fault = f"{kind}:{k}{suffix}"
            done, reached = self.disturbed(words, fault)
            files = self.written()
            self.assertFalse([path for path in files if HALF_WRITTEN.search(path)], fault)
            yield fault, reached, done, calm, files, expected
            k += step
        self.assertGreater(k, 4)

    def all_or_none(self, files, expected, fault):
        """Of the files of each directory, all or none."""
        for directory in {os.path.dirname(path) for path in expected}:
            mine = {k: v for k, v in files.items() if os.path.dirname(k) == directory}
            if mine:
                self.same(mine, {k: v for k, v in expected.items()
                                 if os.path.dirname(k) == directory}, fault)


class Calls(Faults):
    def check_failures(self, name, suffix, part):
        for fault, reached, done, calm, files, expected in self.each(name, "files", suffix):
            # A file that was read may fail to close; what is read is there. The quick reader of CSV
            # hands over to the plain one, which begins anew: then all is as it was. What was not
            # written, however, is never passed over.
            if reached is None or done.returncode == 0:
                self.assertIn(reached, (None, "close", "stat", "open", "read"), fault)
                self.assertEqual((done.returncode, done.stdout), (0, calm.stdout), fault)
                self.same(files, expected, fault)
            else:
                self.failed(done, (part,), fault)
                self.all_or_none(files, expected, fault)
                self.assertNotIn("out/in/scorecard-internal.json", files)

    def test_input_output_error(self):
        for name in self.commands:
            self.check_failures(name, f":{errno.EIO}", os.strerror(errno.EIO))

    def test_no_space_once_and_for_good(self):
        for name in self.commands:
            self.check_failures(name, f":{errno.ENOSPC}", os.strerror(errno.ENOSPC))
            self.check_failures(name, f"+:{errno.ENOSPC}", os.strerror(errno.ENOSPC))

    def test_interrupted_and_short(self):
        for name in self.commands:
            for kind, suffix in (("files", f":{errno.EINTR}"), ("short", "")):
                for fault, reached, done, calm, files, expected in self.each(name, kind, suffix):
                    if kind == "files" and reached in ("rename", "mkdir", "stat"):
                        continue  # these are not interrupted
                    self.assertEqual((done.returncode, done.stdout), (0, calm.stdout), fault)
                    self.same(files, expected, fault)

    def test_what_was_there_before_stays(self):
        """A full disk does not take the result of the last run away."""
        words = self.commands["score"]
        k, reached = 1, "yes"
        while reached is not None:
            self.clear()
            (self.here / "out").mkdir()
            for name in ("scorecard.json", "scorecard.html"):
                (self.here / "out" / name).write_text("old")
            seen = self.here / "seen"
            seen.unlink(missing_ok=True)
            done = self.keur(*words, LD_PRELOAD=os.environ["KEUR_FAULTS"],
                             KEUR_FAULT=f"files:{k}:{errno.ENOSPC}", KEUR_FAULT_SEEN=str(seen),
                             ASAN_OPTIONS="verify_asan_link_order=0")
            reached = seen.read_text().splitlines()[0]
            reached = None if reached.startswith("refused") else reached
            card = self.here / "out" / "scorecard.json"
            if done.returncode != 0 and reached != "rename" and not list(
                    (self.here / "out").glob("timing.json")):
                self.assertEqual(card.read_text(), "old", k)
            k += 1
        self.assertGreater(k, 50)


class Signals(Faults):
    def check(self, name, kind):
        """It ends by the signal; files stand whole or not at all. How often they stand."""
        stood = 0
        for fault, reached, done, _, files, expected in self.each(name, "signal", f":{int(kind)}"):
            if reached is None:
                self.assertEqual(done.returncode, 0, fault)
                continue
            self.assertEqual(done.returncode, -kind, fault)
            self.all_or_none(files, expected, fault)
            stood += bool(files)
        return stood

    def test_all_or_none(self):
        for name, kind in (("score", signal.SIGTERM), ("schema", signal.SIGHUP),
                           ("attack", signal.SIGINT), ("render", signal.SIGINT)):
            self.assertGreater(self.check(name, kind), 0, "no signal came while files were written")


class Memory(Faults):
    def check(self, name, suffix, step):
        for fault, reached, done, calm, files, expected in self.each(name, "memory", suffix, step):
            if reached is None or done.returncode == 0:
                self.assertEqual((done.returncode, done.stdout), (0, calm.stdout), fault)
                self.same(files, expected, fault)
            else:
                self.failed(done, ("memory",), fault)
                self.all_or_none(files, expected, fault)

    def test_score(self):
        self.check("score", "", 1 if SLOW else 397)
        self.check("score", "+", 1 if SLOW else 409)

    def test_others(self):
        for name in ("schema", "attack", "render"):
            self.check(name, "", 1 if SLOW else 89)
            self.check(name, "+", 1 if SLOW else 97)

    def test_start(self):
        """The command line itself, one by one."""
        for k in range(1, 12):
            done, reached = self.disturbed(self.commands["score"], f"memory:{k}")
            self.assertIsNotNone(reached)
            if done.returncode != 0:
                self.failed(done, ("memory",), k)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
