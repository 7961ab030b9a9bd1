#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How processor time and memory of the membership measures grow with the number of rows.

    python3 tests/bench/membership/growth.py build/release/keur

Tables are made from adult at 10,000 and 100,000 rows each of train, holdout and synthetic table, and
at 1,000,000 for the measures that grow about as the rows do and for those that --measures names: rows
drawn with replacement from train or holdout, one cell in ten from another row; the synthetic table so
from the made train table. Prints a table of user + system seconds and the largest memory, one run
each, reading included. Threads that wait sleep (OMP_WAIT_POLICY=passive): where others have the cores,
those that spin would count as work.
Needs the standard library alone; the tables are those of the cases (KEUR_CASES).
"""
import argparse
import csv
import gzip
import multiprocessing
import os
import pathlib
import random
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CASES = pathlib.Path(os.environ.get("KEUR_CASES", HERE.parents[3] / "shared" / "cases"))
LINEAR = ("membership-distance", "membership-distance-difference", "membership-distance-ratio",
          "membership-distance-local", "membership-ball", "membership-vote",
          "membership-rare-match", "membership-claims", "membership-marginal-ratio",
          "membership-classifier")
OTHERS = ("membership-density", "membership-density-ratio", "membership-likelihood-ratio",
          "membership-kernel-count", "membership-ensemble", "worst-attack", "membership-audit")
LARGE = 1_000_000
CHANGED = 0.1


def read(name):
    with gzip.open(CASES / "adult" / f"{name}.csv.gz", "rt", newline="", encoding="utf-8") as file:
        names, *rows = csv.reader(file)
    return names, rows


def drawn(pool, n, seed):
    """Rows with replacement; one cell in ten comes from another row."""
    draw = random.Random(seed)
    n_columns = len(pool[0])
    made = []
    for _ in range(n):
        row = list(draw.choice(pool))
        for j in range(n_columns):
            if draw.random() < CHANGED:
                row[j] = draw.choice(pool)[j]
        made.append(row)
    return made


def write(path, names, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([names, *rows])


def make(folder, n):
    names, train = read("train")
    _, holdout = read("holdout")
    members = drawn(train, n, 1)
    write(folder / "train.csv", names, members)
    write(folder / "synthetic.csv", names, drawn(members, n, 2))
    write(folder / "holdout.csv", names, drawn(holdout, n, 3))


def run(keur, measure, folder):
    """User + system seconds and bytes of one process."""
    command = [keur, "attack", measure, folder / "train.csv", folder / "synthetic.csv",
               "--holdout", folder / "holdout.csv", "--quiet", "--output", folder / "out.txt"]
    environment = {**os.environ, "OMP_WAIT_POLICY": "passive"}
    pid = os.posix_spawn(keur, [str(word) for word in command], environment)
    _, status, used = os.wait4(pid, 0)
    if status != 0:
        raise SystemExit(f"{measure} at {folder.name} failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("keur")
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--measures", help="these alone, at every size")
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    print("| measure | " + " | ".join(f"{n:,} rows" for n in sizes) + " |\n|---"
          + "|---" * len(sizes) + "|", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        for n in sizes:
            folder = pathlib.Path(temporary) / str(n)
            folder.mkdir()
            # A child's largest memory is at least its parent's: this process must stay small.
            maker = multiprocessing.Process(target=make, args=(folder, n))
            maker.start()
            maker.join()
            if maker.exitcode != 0:
                raise SystemExit("the tables could not be made")
        for measure in arguments.measures.split(",") if arguments.measures else LINEAR + OTHERS:
            cells = []
            for n in sizes:
                if n >= LARGE and measure not in LINEAR and not arguments.measures:
                    cells.append("")
                    continue
                seconds, size = run(arguments.keur, measure, pathlib.Path(temporary) / str(n))
                cells.append(f"{seconds:.1f} s, {size / 1e6:.0f} MB")
            print(f"| `{measure}` | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
