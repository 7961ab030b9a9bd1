#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The neighbour engine against a numba kernel of the usual kind, in one run.

    cmake --preset release && cmake --build --preset release --target bench
    python3 tests/bench/neighbours/run.py build/release/tests/bench/neighbours_bench

Needs numpy, pandas and numba. The tables are those of the cases (KEUR_CASES).
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numba
import numpy as np
import pandas as pd

HERE = pathlib.Path(__file__).resolve().parent
CASES = pathlib.Path(os.environ.get("KEUR_CASES", HERE.parents[3] / "shared" / "cases"))
# name, index, queries
PAIRS = [
    ("adult_ctgan control in syn_ctgan", "adult_ctgan/syn_ctgan", "adult_ctgan/control"),
    ("adult train in synthpop", "adult/synthpop", "adult/train"),
    ("adult synthpop in train", "adult/train", "adult/synthpop"),
]


def read(name):
    return pd.read_csv(CASES / f"{name}.csv.gz", keep_default_na=False, na_values=["?", ""])


def encode(index, queries):
    """Per column (is_numeric, n_codes, values, scale, codes); -1 is missing."""
    columns = []
    for name in index.columns:
        both = pd.concat([index[name], queries[name]], ignore_index=True)
        if pd.api.types.is_numeric_dtype(both):
            values = np.unique(both.dropna().to_numpy(float))
            codes = np.searchsorted(values, both.to_numpy(float))
            codes[both.isna()] = -1
            width = values[-1] - values[0]
            columns.append((1, len(values), values, width if width > 0 else 1.0, codes))
        else:
            levels = both.astype("category").cat
            columns.append((0, len(levels.categories), np.empty(0), 1.0, levels.codes.to_numpy()))
    return columns


def write(path, columns, n_index, n_queries, k):
    with open(path, "wb") as file:
        np.array([len(columns), n_index, n_queries, k], np.uint64).tofile(file)
        for is_numeric, n_codes, values, scale, _ in columns:
            np.array([is_numeric, n_codes, len(values)], np.uint64).tofile(file)
            np.array([scale, 1.0]).tofile(file)
            values.tofile(file)
        for part in (slice(0, n_index), slice(n_index, None)):
            for column in columns:
                column[4][part].astype(np.int32).tofile(file)


def matrix(columns):
    """Rows by columns in float64: numbers as they are, levels as their codes."""
    return np.column_stack(
        [values[codes] if is_numeric else codes.astype(float)
         for is_numeric, _, values, _, codes in columns])


@numba.njit(parallel=True)
def definition(queries, index, is_numeric, scales):
    """Nearest row, the lowest of those at equal distance: |x - y| / scale, at most 1, or mismatch."""
    rows = np.zeros(len(queries), np.uint32)
    distances = np.zeros(len(queries))
    for q in numba.prange(len(queries)):
        best = np.inf
        for i in range(len(index)):
            total = 0.0
            for j in range(index.shape[1]):
                if is_numeric[j]:
                    total += min(abs(queries[q, j] - index[i, j]) / scales[j], 1.0)
                elif queries[q, j] != index[i, j]:
                    total += 1.0
            if total < best:
                best = total
                rows[q] = i
        distances[q] = best
    return rows, distances


@numba.njit
def distance(a, b, n_numeric):
    total = 0.0
    for j in range(len(a)):
        if j < n_numeric:
            total += abs(a[j] - b[j])
        elif a[j] != b[j]:
            total += 1.0
    return total


@numba.njit(parallel=True)
def usual(queries, index, n_numeric, k):
    """The usual kernel: all distances of a query, then a sort. Numbers are scaled before, and come
    first."""
    rows = np.zeros((len(queries), k), np.int64)
    distances = np.zeros((len(queries), k))
    for q in numba.prange(len(queries)):
        apart = np.zeros(len(index))
        for i in range(len(index)):
            apart[i] = distance(queries[q], index[i], n_numeric)
        order = np.argsort(apart)[:k]
        rows[q] = order
        distances[q] = apart[order]
    return rows, distances


def seconds_usual(columns, n_index, n_timed, threads):
    """Seconds a query, median of three."""
    numba.set_num_threads(threads)
    ordered = sorted(columns, key=lambda column: -column[0])
    all_rows = matrix(ordered)
    for j, column in enumerate(ordered):
        all_rows[:, j] /= column[3]
    n_numeric = sum(column[0] for column in ordered)
    index, queries = all_rows[:n_index], all_rows[n_index:n_index + n_timed]
    usual(queries[:2], index, n_numeric, 1)  # compile
    times = []
    for _ in range(3):
        start = time.perf_counter()
        usual(queries, index, n_numeric, 1)
        times.append(time.perf_counter() - start)
    return statistics.median(times) / len(queries)


def run_keur(program, where, threads, runs):
    """Median seconds to build and to search, the least of their sums, the method; the answer."""
    out = subprocess.run([program, f"{where}/in", f"{where}/out", str(threads), str(runs)],
                         check=True, capture_output=True, text=True).stdout
    lines = [line.split(maxsplit=2) for line in out.splitlines()]
    build = [float(line[0]) for line in lines]
    search = [float(line[1]) for line in lines]
    return (statistics.median(build), statistics.median(search),
            min(map(sum, zip(build, search))), lines[0][2])


def read_answer(where, n_queries):
    with open(f"{where}/out", "rb") as file:
        return np.fromfile(file, np.uint32, n_queries), np.fromfile(file, np.float64, n_queries)


def check(columns, n_index, answer, n_checked):
    """Rows and bits of the distances against the definition."""
    all_rows = matrix(columns)
    is_numeric = np.array([column[0] == 1 for column in columns])
    scales = np.array([column[3] for column in columns])
    rows, distances = definition(all_rows[n_index:n_index + n_checked], all_rows[:n_index],
                                 is_numeric, scales)
    n_checked = len(rows)
    if (rows != answer[0][:n_checked]).any() or (distances != answer[1][:n_checked]).any():
        sys.exit("keur and the definition disagree")
    return n_checked


def measure(name, index, queries, options):
    columns = encode(index, queries)
    n_index, n_queries = len(index), len(queries)
    with tempfile.TemporaryDirectory() as where:
        write(f"{where}/in", columns, n_index, n_queries, 1)
        build, search, least, method = run_keur(options.program, where, options.threads,
                                                options.runs)
        n_checked = check(columns, n_index, read_answer(where, n_queries), options.checked)
    each = seconds_usual(columns, n_index, options.timed, options.threads)
    print(f"{name}: {n_queries} queries, {n_index} rows, {len(columns)} columns, k = 1, "
          f"{options.threads} threads\n"
          f"  rows and bits of the distances agree on {n_checked} queries\n"
          f"  keur ({method}): build {1e3 * build:.1f} ms, search {1e3 * search:.1f} ms, median of "
          f"{options.runs}; least sum {1e3 * least:.1f} ms\n"
          f"  numba: {1e3 * each:.3f} ms a query ({options.timed} timed), "
          f"{each * n_queries:.1f} s for all\n"
          f"  ratio: search {each * n_queries / search:.0f}, "
          f"with build {each * n_queries / (build + search):.0f}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--timed", type=int, default=300, help="queries the usual kernel is timed on")
    parser.add_argument("--checked", type=int, default=2000, help="queries that must agree")
    options = parser.parse_args()
    for name, index, queries in PAIRS:
        rows, asked = read(index), read(queries)
        measure(name, rows, asked[rows.columns], options)


if __name__ == "__main__":
    main()
