#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables on which a tree prunes little: tree, scan and a plain loop over all rows in double.

    python3 tests/bench/neighbours/hard.py build/release/tests/bench/neighbours_bench

One thread; the plain loop is numba's, on 100 queries, and must agree.
"""
import argparse
import statistics
import subprocess
import tempfile
import time

import numba
import numpy as np
import pandas as pd

import made
import run

N_ROWS, N_QUERIES, N_PLAIN = 20000, 1000, 100
random = np.random.default_rng(1)


def numbers(n_values):
    return lambda n: random.integers(0, n_values, n).astype(float)


def levels(n_levels):
    return lambda n: random.integers(0, n_levels, n).astype(str)


def tables(*kinds):
    """Index and queries whose columns are drawn independently."""
    return tuple(pd.DataFrame({f"x{j}": kind(n) for j, kind in enumerate(kinds)})
                 for n in (N_ROWS, N_QUERIES))


def cases():
    yield "adult, all columns in 100 bins", made.in_100_bins(
        run.read("adult/train"), run.read("adult/mostly"))
    yield "20 columns of 1,000 levels", tables(*[levels(1000)] * 20)
    yield "20 columns of 3 levels", tables(*[levels(3)] * 20)
    yield "15 uniform numbers", tables(*[random.random] * 15)
    yield "15 numbers of 6 values", tables(*[numbers(6)] * 15)
    yield "8 numbers and 8 columns of levels, 3 each", tables(*[numbers(3), levels(3)] * 8)
    yield "150 numbers and 150 columns of 10 levels", tables(*[random.random, levels(10)] * 150)
    yield "300 numbers of 2 values", tables(*[numbers(2)] * 300)
    same = [pd.DataFrame({"x": np.full(n, x), "y": np.full(n, y)})
            for n, x, y in ((N_ROWS, 0.0, "a"), (N_QUERIES, 1.0, "b"))]
    yield "all rows equal, all queries elsewhere", tuple(same)


def plain(columns, n_index):
    rows = run.matrix(columns)
    is_numeric = np.array([column[0] == 1 for column in columns])
    scales = np.array([column[3] for column in columns])
    asked = rows[n_index:n_index + N_PLAIN]
    run.definition(asked[:1], rows[:n_index], is_numeric, scales)  # compile
    start = time.perf_counter()
    answer = run.definition(asked, rows[:n_index], is_numeric, scales)
    return answer, (time.perf_counter() - start) / len(asked)


def search(program, where, n_queries, *how):
    out = subprocess.run([program, f"{where}/in", f"{where}/out", "1", "5", *how], check=True,
                         capture_output=True, text=True).stdout.splitlines()
    rows, distances = run.read_answer(where, n_queries)
    seconds = statistics.median(float(line.split()[1]) for line in out) / n_queries
    return 1e6 * seconds, out[0].split()[2].rstrip(","), rows, distances


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    program = parser.parse_args().program
    numba.set_num_threads(1)
    print("| table | rows | chosen | tree | scan | plain loop |\n|---|---|---|---|---|---|")
    for name, (index, queries) in cases():
        columns = run.encode(index, queries)
        (rows, distances), seconds = plain(columns, len(index))
        with tempfile.TemporaryDirectory() as where:
            run.write(f"{where}/in", columns, len(index), len(queries), 1)
            chosen, tree, scan = (search(program, where, len(queries), *how)
                                  for how in ([], ["tree"], ["scan"]))
        for found in (chosen, tree, scan):
            assert (found[2][:len(rows)] == rows).all(), name
            assert (found[3][:len(rows)] == distances).all(), name
        print(f"| {name} | {len(index)} | {chosen[1]} | {tree[0]:.1f} | {scan[0]:.1f} | "
              f"{1e6 * seconds:.0f} |", flush=True)


if __name__ == "__main__":
    main()
