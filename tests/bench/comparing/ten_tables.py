#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One comparison of the ten synthetic tables of adult against ten runs of `keur score`.

    python3 tests/bench/comparing/ten_tables.py build/release/keur [options of score]

Without options: --quick. Prints user + system seconds of both and their ratio, the largest memory, and
whether each table has the same scorecard, byte for byte, either way. The reference points of the map,
which single runs have not, are left out. Threads that wait sleep (OMP_WAIT_POLICY=passive): where others
have the cores, those that spin would count as work. Needs the standard library alone; the tables are those
of the cases (KEUR_CASES).
"""
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CASES = pathlib.Path(os.environ.get("KEUR_CASES", HERE.parents[3] / "shared" / "cases"))
TABLES = ("flip10", "flip30", "flip50", "flip90", "synthpop", "mostly", "ctgan", "gaussian_copula",
          "bayesian_network", "mostly_dp_eps1.6")


def path(name):
    return CASES / "adult" / f"{name}.csv.gz"


def run(keur, *words):
    """User + system seconds, and the largest memory in MiB."""
    child = subprocess.Popen([keur, *map(str, words), "-q"], stdout=subprocess.DEVNULL,
                             env={**os.environ, "OMP_WAIT_POLICY": "passive"})
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 3, 4):
        sys.exit(f"{words[0]}: exit code {child.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    keur, *options = sys.argv[1:]
    options = options or ["--quick"]
    holdout = ("--holdout", path("holdout"))
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        together, memory = run(keur, "compare", path("train"), *map(path, TABLES), *holdout,
                               *options, "--no-references", "-o", scratch / "together")
        print(f"one comparison {together:.1f} s, {memory:.0f} MiB", flush=True)
        apart = 0
        for name in TABLES:
            seconds, memory = run(keur, "score", path("train"), path(name), *holdout, *options,
                                  "--title", name, "-o", scratch / name)
            apart += seconds
            same = all((scratch / "together" / name / file).read_bytes()
                       == (scratch / name / file).read_bytes()
                       for file in ("scorecard.json", "scorecard.txt", "scorecard.html"))
            print(f"{name:18} {seconds:6.1f} s {memory:5.0f} MiB  {'same' if same else 'DIFFERENT'}",
                  flush=True)
    print(f"ten runs {apart:.1f} s, ratio {together / apart:.2f}")


if __name__ == "__main__":
    main()
