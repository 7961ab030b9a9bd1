#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How processor time and memory of marginals, pairs and structure grow with the number of rows.

    python3 tests/bench/fidelity/grow_fidelity.py build/release/keur [ROWS ...]

100,000, 1,000,000 and 10,000,000 rows each of train, holdout and synthetic table, 15 columns, unless
said otherwise: lines drawn with replacement from tables that look like adult (reading/grown.py).
Prints a table of user + system seconds and the largest memory, one run each, reading included, beside
those of exact-copies, which does little but read. Threads that wait sleep (OMP_WAIT_POLICY=passive). Needs python3-numpy and python3-pandas, and the cases (KEUR_CASES); 10
million rows need some 6 GB of memory and 4 GB of disk.
"""
import multiprocessing
import os
import pathlib
import random
import subprocess
import sys
import tempfile

MEASURES = ("exact-copies", "marginals", "pairs", "structure")


def write(path, lines, n, seed):
    draw = random.Random(seed)
    with open(path, "wb") as file:
        file.write(lines[0])
        for done in range(0, n, 100_000):
            file.write(b"".join(draw.choices(lines[1:], k=min(100_000, n - done))))


def make(folder, n):
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "reading"))
    import grown

    grown.write(folder / "base.csv", 250_000)
    lines = (folder / "base.csv").read_bytes().splitlines(keepends=True)
    for seed, table in enumerate(("train", "holdout", "synth")):
        write(folder / f"{table}.csv", lines, n, seed)


def run(keur, folder, measure):
    names = [str(folder / f"{name}.csv") for name in ("train", "synth", "holdout")]
    with subprocess.Popen([keur, "attack", measure, *names[:2], "--holdout", names[2],
                           "--threads", "2"], stdout=subprocess.DEVNULL,
                          env={**os.environ, "OMP_WAIT_POLICY": "passive"}) as child:
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{measure} failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    keur = sys.argv[1]
    sizes = [int(n) for n in sys.argv[2:]] or [100_000, 1_000_000, 10_000_000]
    print("| rows | " + " | ".join(f"{m} s, MB" for m in MEASURES) + " |")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for n in sizes:
            # A child's largest memory is at least its parent's: this process must stay small.
            maker = multiprocessing.Process(target=make, args=(folder, n))
            maker.start()
            maker.join()
            if maker.exitcode != 0:
                sys.exit("the tables could not be made")
            cells = (run(keur, folder, measure) for measure in MEASURES)
            print(f"| {n:,} | " + " | ".join(f"{s:.1f}, {mb:,.0f}" for s, mb in cells) + " |",
                  flush=True)


if __name__ == "__main__":
    main()
