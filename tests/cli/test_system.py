# SPDX-License-Identifier: GPL-3.0-or-later
"""Disks that are full, limits, directories that cannot be read: a clear line, and nothing left."""

import os
import resource
import shutil
import subprocess
import unittest

from cli import KEUR, CommandLine

TABLE = "age,town\n" + "".join(f"{20 + i % 50},{'abcde'[i % 5]}\n" for i in range(60))
SCORE = ("score", "real.csv", "synth.csv", "-q", "--measures", "exact-copies,dcr,marginals")
NOBODY = 65534


class Tables(CommandLine):
    def setUp(self):
        super().setUp()
        self.put("real.csv", TABLE)
        self.put("synth.csv", TABLE[:-6])

    def run_with(self, words, program=None, **more):
        return subprocess.run([*(program or []), KEUR, *words], cwd=self.here, check=False,
                              capture_output=True, timeout=600, **more)

    def refused(self, done, *parts):
        text = done.stderr.decode()
        self.assertEqual(done.returncode, 1, text)
        self.assertEqual(len(text.splitlines()), 1, text)
        for part in parts:
            self.assertIn(part, text)


class Missing(Tables):
    def test_every_place(self):
        for words, name in (
                (("score", "no.csv", "synth.csv"), "no.csv"),
                (("score", "real.csv", "no.csv"), "no.csv"),
                ((*SCORE, "--holdout", "no.csv"), "no.csv"),
                ((*SCORE, "--reference", "no/no.csv"), "no/no.csv"),
                ((*SCORE, "--schema", "no.json"), "no.json"),
                (("attack", "dcr", "no.csv", "synth.csv"), "no.csv"),
                (("schema", "no.csv"), "no.csv"),
                (("render", "no.json"), "no.json")):
            with self.subTest(words):
                self.bad(1, f"{name}: cannot be opened: No such file", *words)

    def test_a_file_in_the_place_of_a_directory(self):
        self.bad(1, "real.csv: cannot be made: Not a directory", *SCORE, "-o", "real.csv")
        self.bad(1, "real.csv: cannot be made: Not a directory", *SCORE, "--internal", "real.csv")
        self.bad(1, "real.csv/in: cannot be made: Not a directory", *SCORE, "-o", "real.csv/in")
        self.bad(1, "real.csv/x.json: cannot be opened: Not a directory", *SCORE, "--schema",
                 "real.csv/x.json")

    def test_a_directory_in_the_place_of_a_file(self):
        (self.here / "folder").mkdir()
        for words in (("schema", "real.csv", "-o", "folder"),
                      ("attack", "dcr", "real.csv", "synth.csv", "--json", "-o", "folder")):
            self.bad(1, "folder: cannot be written: Is a directory", *words)
        for words in ((*SCORE, "--schema", "folder"), ("render", "folder"),
                      (*SCORE, "--holdout", "folder")):
            self.bad(1, "folder: cannot be read: Is a directory", *words)

    def test_a_directory_that_is_not_there(self):
        self.bad(1, "no/s.json: cannot be made: No such file", "schema", "real.csv", "-o",
                 "no/s.json")


class Unreadable(Tables):
    """Root may do anything, so it lets somebody else try."""

    def setUp(self):
        super().setUp()
        self.who = {}
        if os.geteuid() == 0:
            self.who = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            self.here.chmod(0o755)
            try:
                done = self.run_with(("--version",), **self.who)
            except OSError:
                done = None
            if done is None or done.returncode != 0:
                self.skipTest("nobody else can run the program here")

    def check(self, path, mode, words, part):
        before = self.files()
        (self.here / path).chmod(mode)
        done = self.run_with(words, **self.who)
        (self.here / path).chmod(0o755)
        self.refused(done, part)
        self.assertEqual(self.files(), before)

    def test_a_file(self):
        self.check("real.csv", 0, SCORE, "real.csv: cannot be opened: Permission denied")

    def test_a_directory(self):
        (self.here / "inside").mkdir()
        self.put("inside/s.json", "{}")
        self.check("inside", 0, (*SCORE, "--schema", "inside/s.json"),
                   "inside/s.json: cannot be opened: Permission denied")
        self.check("inside", 0, (*SCORE, "-o", "inside/out"),
                   "inside/out: cannot be made: Permission denied")
        self.check("inside", 0o555, (*SCORE, "-o", "inside"),
                   "inside/scorecard.json: cannot be made: Permission denied")
        self.check("inside", 0o555, ("schema", "real.csv", "-o", "inside/s.json"),
                   "inside/s.json: cannot be made: Permission denied")


class Full(Tables):
    def test_a_limit_on_files(self):
        """As a batch system sets it; whatever is cut short is removed, what was there stays."""
        (self.here / "out").mkdir()
        self.put("out/scorecard.json", "old")
        before = self.files()
        for most in (0, 1, 1000, 20000):
            done = self.run_with((*SCORE, "-o", "out"), preexec_fn=lambda: resource.setrlimit(
                resource.RLIMIT_FSIZE, (most, most)))
            self.refused(done, "out/scorecard.", "cannot be written: File too large")
            self.assertEqual(self.files(), before, most)
            self.assertEqual((self.here / "out" / "scorecard.json").read_text(), "old")

    def test_standard_output_stops_half_way(self):
        for most in (0, 10, 500, 3000):
            path = self.here / "printed"
            with open(path, "wb") as printed:
                done = subprocess.run([KEUR, *SCORE, "--json"], cwd=self.here, stdout=printed,
                                      stderr=subprocess.PIPE, check=False,
                                      preexec_fn=lambda: resource.setrlimit(
                                          resource.RLIMIT_FSIZE, (most, most)))
            self.refused(done, "standard output: cannot be written: File too large")
            self.assertLessEqual(path.stat().st_size, most)

    def test_closed(self):
        """Neither standard output nor input is there."""
        done = subprocess.run(f'"{KEUR}" list >&-', shell=True, cwd=self.here, check=False,
                              stderr=subprocess.PIPE, timeout=600)
        self.refused(done, "standard output: cannot be written")
        done = subprocess.run(f'"{KEUR}" score - synth.csv <&-', shell=True, cwd=self.here,
                              check=False, capture_output=True, timeout=600)
        self.refused(done, "standard input: cannot be read: Bad file descriptor")

    def test_a_small_disk(self):
        """A file system of a few blocks, where the system lets us have one."""
        if shutil.which("unshare") is None:
            self.skipTest("no unshare")
        (self.here / "disk").mkdir()
        for size, fits in ((8, False), (32, False), (4096, True)):
            script = (f'mount -t tmpfs -o size={size}k none disk || exit 99; "$@"; '
                      'code=$?; ls -A disk disk/out; exit $code')
            done = self.run_with((*SCORE, "-o", "disk/out"),
                                 ["unshare", "-rm", "sh", "-c", script, "sh"])
            if done.returncode == 99 or b"unshare" in done.stderr:
                self.skipTest("no file system of our own")
            if fits:
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn(b"scorecard.html", done.stdout)
            else:
                self.refused(done, "disk/out/", "No space left on device")
                self.assertEqual(done.stdout, b"disk:\nout\n\ndisk/out:\n")

    def test_a_disk_that_fails(self):
        """What the system gives for memory nobody has is an error of input."""
        if not os.path.exists("/proc/self/mem"):
            self.skipTest("no /proc")
        self.bad(1, "/proc/self/mem: cannot be read: Input/output error", "score", "/proc/self/mem",
                 "synth.csv")


if __name__ == "__main__":
    unittest.main()
