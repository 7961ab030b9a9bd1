# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the program in a scratch directory; what all tests of the command line share."""

import gzip
import os
import pathlib
import subprocess
import tempfile
import unittest

KEUR = os.environ["KEUR"]
CASES = pathlib.Path(os.environ["KEUR_CASES"])
DEMO = pathlib.Path(os.environ["KEUR_SOURCE"]) / "src" / "cli" / "demo"


class CommandLine(unittest.TestCase):
    """A test case with a scratch directory of its own."""

    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="keur cli ")
        self.addCleanup(self.scratch.cleanup)
        self.here = pathlib.Path(self.scratch.name)

    def put(self, name, content):
        """A file in the scratch directory."""
        path = self.here / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    def put_demo(self):
        """The demo tables as train.csv, holdout.csv, synth.csv, leaky.csv."""
        for name, file in (("train", "train"), ("holdout", "holdout"), ("synth", "mostly"),
                           ("leaky", "flip30")):
            self.put(name + ".csv", gzip.decompress((DEMO / f"{file}.csv.gz").read_bytes()))

    def keur(self, *words, stdin=b"", stdout=subprocess.PIPE, **environment):
        """Run keur; standard output and error as text."""
        return subprocess.run([KEUR, *map(str, words)], cwd=self.here, input=stdin, stdout=stdout,
                              stderr=subprocess.PIPE, check=False, timeout=600,
                              env={**os.environ, **environment})

    def files(self):
        """All files and directories of the scratch directory."""
        return sorted(str(path.relative_to(self.here)) for path in self.here.rglob("*"))

    def good(self, *words, **more):
        """It ends with 0 and says nothing on standard error; its standard output."""
        done = self.keur(*words, **more)
        self.assertEqual((done.returncode, done.stderr.decode()), (0, ""), words)
        return done.stdout.decode() if done.stdout is not None else None

    def bad(self, code, parts, *words, secrets=(), **more):
        """It ends with `code`, says each part in one line of standard error (two where the usage
        was wrong), prints and writes nothing, and gives no cell's value away."""
        before = self.files()
        done = self.keur(*words, **more)
        text = done.stderr.decode()
        self.assertEqual(done.returncode, code, text)
        self.assertEqual(len(text.splitlines()), 2 if code == 2 else 1, text)
        for part in (parts,) if isinstance(parts, str) else parts:
            self.assertIn(part, text)
        for secret in secrets:
            self.assertNotIn(secret, text)
        if done.stdout is not None:
            self.assertEqual(done.stdout, b"")
        self.assertEqual(self.files(), before)
        return text
