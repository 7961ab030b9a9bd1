#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading CSV: keur beside the C reader of pandas, in turns, in one run.

    cmake --preset release && cmake --build --preset release --target bench
    python3 tests/bench/reading/beside_pandas.py build/release/tests/bench/reading_bench

Needs python3-pandas and the cases (KEUR_CASES). Both must read the same table, column by column,
before a time counts. With --keur the whole of `keur schema` is timed too, in the same turns.
"""
import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile

import numpy as np
import pandas as pd

import grown

# A process of its own for each reading, as for keur; importing pandas is not counted in the times.
PANDAS = """
import sys, time
import pandas
start, used = time.perf_counter(), time.process_time()
table = pandas.read_csv(sys.argv[1], sep=sys.argv[2])
print(time.perf_counter() - start, time.process_time() - used,
      open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
"""


def check(program, path, separator):
    """Names, distinct texts, empty cells, numbers and their sums; returns the bytes a table of
    narrow codes and eight bytes a distinct number takes."""
    with tempfile.NamedTemporaryFile("r", suffix=".tsv") as summary:
        subprocess.run([program, path, "0", summary.name], check=True, capture_output=True)
        lines = [line.rstrip("\n").split("\t") for line in summary]
    texts = pd.read_csv(path, sep=separator, dtype=str, keep_default_na=False)
    if [line[0] for line in lines] != list(texts.columns):
        sys.exit("the columns differ")
    n_bytes = 0
    for name, n_distinct, n_empty, n_numbers, total in lines:
        values = texts[name]
        numbers = pd.to_numeric(values, errors="coerce").dropna()
        same = (int(n_distinct) == values.nunique() and int(n_empty) == (values == "").sum()
                and int(n_numbers) == len(numbers) and np.isclose(float(total), numbers.sum()))
        if not same:
            sys.exit(f"column {name} differs")
        width = 1 if int(n_distinct) <= 256 else 2 if int(n_distinct) <= 65536 else 4
        n_bytes += width * len(texts) + (8 * int(n_distinct) if len(numbers) else 0)
    return texts.shape, n_bytes


def numbers_of(command):
    return [float(word) for word in subprocess.run(
        command, check=True, capture_output=True, text=True).stdout.split()]


def schema_of(keur, path):
    out = subprocess.run(["/usr/bin/time", "-f", "%e %U %S %M", keur, "schema", "-o", "/dev/null",
                          path], check=True, capture_output=True, text=True).stderr.split()
    wall, user, system, peak = (float(word) for word in out[-4:])
    return [wall, user + system, peak]


def describe(name, runs, shape):
    wall, used, peak = zip(*runs)
    print(f"  {name}: {statistics.median(wall):.3f} s ({min(wall):.3f} to {max(wall):.3f}), "
          f"processor {statistics.median(used):.3f} s, peak {max(peak) / 1024:.1f} MiB, "
          f"{max(peak) * 1024 / shape[0] / shape[1]:.2f} bytes a cell")


def ratio(name, ours, theirs):
    each = [[b[i] / a[i] for a, b in zip(ours, theirs)] for i in (0, 1)]
    print(f"  {name}: wall {statistics.median(each[0]):.2f} times as fast "
          f"({min(each[0]):.2f} to {max(each[0]):.2f} turn by turn), processor "
          f"{statistics.median(each[1]):.2f} times less", flush=True)


def measure(title, path, separator, options):
    shape, n_bytes = check(options.program, path, separator)
    commands = {"pandas": [sys.executable, "-c", PANDAS, path, separator],
                "keur, 1 thread": [options.program, path, "1"],
                f"keur, {options.threads} threads": [options.program, path, str(options.threads)]}
    runs = {name: [] for name in commands}
    schema = []
    for turn in range(options.runs):
        order = list(commands) if turn % 2 == 0 else list(commands)[::-1]
        for name in order:
            runs[name].append(numbers_of(commands[name]))
        if options.keur:
            schema.append(schema_of(options.keur, path))
    print(f"{title}: {os.path.getsize(path) / 1e6:.0f} MB, {shape[0]} rows x {shape[1]} columns, "
          f"load {os.getloadavg()[0]:.1f}; both read the same\n"
          f"  codes in their widths and 8 bytes a distinct number: {n_bytes / 2**20:.1f} MiB, "
          f"{n_bytes / shape[0] / shape[1]:.2f} bytes a cell")
    for name, taken in runs.items():
        describe(name, taken, shape)
    for name, taken in runs.items():
        if name != "pandas":
            ratio(name, taken, runs["pandas"])
    if schema:
        describe("keur schema, all of the program", schema, shape)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--keur", help="the program keur, to time keur schema as well")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rows", type=int, default=10**6)
    options = parser.parse_args()
    tables = [("adult", {}, ","),
              ("adult, all quoted, semicolons, CR LF",
               {"sep": ";", "quoting": csv.QUOTE_ALL, "lineterminator": "\r\n"}, ";")]
    with tempfile.TemporaryDirectory() as where:
        for title, how, separator in tables:
            path = f"{where}/t.csv"
            grown.write(path, options.rows, **how)
            measure(title, path, separator, options)


if __name__ == "__main__":
    main()
