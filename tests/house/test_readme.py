# SPDX-License-Identifier: GPL-3.0-or-later
"""What README and CONTRIBUTING show exists: commands, options, measures and the files they link to."""

import gzip
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from building import BUILD, SOURCE, run

KEUR = os.environ.get("KEUR", str(BUILD / "keur"))
COMMANDS = {"score", "compare", "attack", "list", "explain", "schema", "policy", "power", "gate",
            "render", "demo", "check-export", "blind"}
PAGES = [SOURCE / "README.md", SOURCE / "CONTRIBUTING.md"]


def shown(page, program):
    """The command lines of a program in the code blocks of a page, in words."""
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    lines = [line.split("#")[0].split() for block in blocks for line in block.splitlines()]
    return [line[1:] for line in lines if line and line[0] == program]


def help_of(*command):
    """The help text, on whatever stream, of a command that knows --help."""
    done = subprocess.run([KEUR, *command, "--help"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"keur {' '.join(command)} --help ended with {done.returncode}")
    return done.stdout


class Pages(unittest.TestCase):
    def test_help_lists_the_commands(self):
        words = set(re.findall(r"[a-z-]+", help_of()))
        self.assertEqual(COMMANDS - words, set())
        self.assertNotEqual(subprocess.run([KEUR, "no-such-command", "--help"], capture_output=True,
                                           check=False).returncode, 0)

    def test_commands_and_options_exist(self):
        lines = [line for page in PAGES for line in shown(page, "keur")]
        self.assertGreaterEqual(len(lines), 5)
        for line in lines:
            with self.subTest(" ".join(line)):
                self.assertIn(line[0], COMMANDS)
                text = help_of(line[0])
                for option in (word for word in line if re.match(r"--?[a-z]", word)):
                    self.assertRegex(text, rf"(?<![\w-]){option}(?![\w-])")

    def test_commands_of_readme_run(self):
        block = next(block for block in re.findall(r"```sh\n(.*?)```", PAGES[0].read_text("utf-8"),
                                                   re.S) if block.startswith("keur "))
        with tempfile.TemporaryDirectory(prefix="keur readme ") as scratch:
            top = pathlib.Path(scratch)
            for name, file in (("train", "train"), ("holdout", "holdout"), ("synthetic", "mostly")):
                data = gzip.decompress((SOURCE / f"src/cli/demo/{file}.csv.gz").read_bytes())
                (top / f"{name}.csv").write_bytes(data)
            (top / "bin").mkdir()
            (top / "bin" / "keur").symlink_to(KEUR)
            environment = dict(os.environ, PATH=f"{top}/bin:{os.environ['PATH']}")
            run("sh", "-e", "-c", block, cwd=top, env=environment)
            for made in ("scorecard/scorecard.json", "scorecard/scorecard.txt",
                         "scorecard/scorecard.html", "schema.json", "page.html"):
                self.assertGreater((top / made).stat().st_size, 0, made)

    def test_commands_of_bootstrap_exist(self):
        text = run(SOURCE / "bootstrap", "help")
        lines = [line for page in PAGES for line in shown(page, "./bootstrap")]
        self.assertGreaterEqual(len(lines), 5)
        for line in lines:
            self.assertRegex(text, rf"(?m)^  {line[0]} ")

    def test_measures_exist(self):
        table = re.search(r"\| measure \|.*?\n\n", PAGES[0].read_text(encoding="utf-8"), re.S)
        named = {name for row in table.group(0).split("\n") if row.startswith("|")
                 for name in re.findall(r"`([\w-]+)`", row.split("|")[1])}
        self.assertGreaterEqual(len(named), 10)
        there = set(re.findall(r"[\w-]+", run(KEUR, "list")))
        self.assertEqual(named - there, set())
        for name in named:
            self.assertIn(name, run(KEUR, "explain", name))

    def test_links_lead_somewhere(self):
        pages = [*PAGES, *SOURCE.glob("src/**/README.md"), *SOURCE.glob("*/README.md")]
        links = 0
        for page in pages:
            for link in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
                if "://" not in link:
                    links += 1
                    self.assertTrue((page.parent / link).exists(), f"{page}: {link}")
        self.assertGreater(links, 5)


if __name__ == "__main__":
    unittest.main()
