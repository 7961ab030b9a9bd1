#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The neighbour engine beside its own scan, numba, scikit-learn and FAISS, in one run.

    cmake --preset release && cmake --build --preset release --target bench
    python3 tests/bench/neighbours/compare.py build/release/tests/bench

Needs python3-numpy, -pandas, -numba, -sklearn and -faiss, and the cases (KEUR_CASES). Every peer's
distances must agree with the engine's before its time counts. Peers are timed on a part of the
queries (--timed), as the median of three, and scaled to all of them.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

import faiss
import numba
import numpy as np
from sklearn.neighbors import NearestNeighbors

import made
import run

MOST_BYTES = 5e8  # of a one-hot table


def pair(index, queries):
    index, queries = run.read(index), run.read(queries)
    return index, queries[index.columns]


def encoded(index, queries):
    return run.encode(index, queries), len(index), len(queries)


def tables(names):
    """Name, then (columns, n_index, n_queries), runs of the engine, kind."""
    bins = "adult bins100, train in "
    all_tables = [
        ("adult_ctgan, control in syn_ctgan",
         lambda: encoded(*pair("adult_ctgan/syn_ctgan", "adult_ctgan/control")), 25),
        (bins + "synthpop",
         lambda: encoded(*made.in_100_bins(*pair("adult/synthpop", "adult/train"))), 9),
        (bins + "ctgan",
         lambda: encoded(*made.in_100_bins(*pair("adult/ctgan", "adult/train"))), 9),
        ("adult grown", lambda: (made.mutated(10**5, 10**5), 10**5, 10**5), 9),
        ("adult grown, 1M", lambda: (made.mutated(10**6, 10**6), 10**6, 10**6), 3),
        ("adult grown, 10M", lambda: (made.mutated(10**7, 10**7), 10**7, 10**7), 1),
        ("adult, independent columns", lambda: encoded(*made.independent(10**5, 10**4)), 9),
        ("200 numbers", lambda: encoded(*made.wide(20000, 1000)), 9),
        ("adult and 3 columns of 5,000 levels",
         lambda: (made.mutated(10**5, 10**4, 4, 5000), 10**5, 10**4), 9),
    ]
    return [table for table in all_tables if not names or table[0] in names]


def one_hot(columns, rows, dtype, unit):
    """Numbers over their scale; a column of 0 and `unit` for each level and for missing."""
    parts = []
    for is_numeric, n_codes, values, scale, codes in columns:
        here = codes[rows]
        if is_numeric:
            parts.append((values[here] / scale)[:, None].astype(dtype))
        else:
            part = np.zeros((len(here), n_codes + 1), dtype)
            part[np.arange(len(here)), here] = unit  # -1 is the last
            parts.append(part)
    return np.hstack(parts)


def timed(search, n_all, right, tolerance):
    """Median seconds for all queries, scaled; the answer must agree."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        found = search()
        times.append(time.perf_counter() - start)
    if not np.allclose(found, right[:len(found)], rtol=0, atol=tolerance):
        sys.exit("a peer disagrees")
    return statistics.median(times) * n_all / len(found)


def sklearn_seconds(columns, n_index, n_queries, n_timed, how, threads, right):
    index = one_hot(columns, slice(0, n_index), np.float64, 0.5)
    asked = one_hot(columns, slice(n_index, n_index + n_timed), np.float64, 0.5)
    found = NearestNeighbors(n_neighbors=1, algorithm=how, metric="manhattan", n_jobs=threads)
    found.fit(index)
    return timed(lambda: found.kneighbors(asked)[0][:, 0], n_queries, right, 1e-9)


def faiss_seconds(columns, n_index, n_queries, n_timed, threads, right):
    """Half the squared distance is the number of mismatches."""
    faiss.omp_set_num_threads(threads)
    index = one_hot(columns, slice(0, n_index), np.float32, 1)
    asked = one_hot(columns, slice(n_index, n_index + n_timed), np.float32, 1)
    flat = faiss.IndexFlatL2(index.shape[1])
    flat.add(index)
    return timed(lambda: flat.search(asked, 1)[0][:, 0] / 2, n_queries, right, 1e-3)


def numba_seconds(columns, n_index, n_queries, n_timed, threads, right):
    numba.set_num_threads(threads)
    ordered = sorted(columns, key=lambda column: -column[0])
    part = [(*column[:4], column[4][:n_index + n_timed]) for column in ordered]
    rows = run.matrix(part)
    for j, column in enumerate(part):
        rows[:, j] /= column[3]
    n_numeric = sum(column[0] for column in part)
    index, asked = rows[:n_index], rows[n_index:]
    run.usual(asked[:2], index[:100], n_numeric, 1)  # compile
    return timed(lambda: run.usual(asked, index, n_numeric, 1)[1][:, 0], n_queries, right, 1e-9)


def keur(program, where, threads, runs, n_queries, *how):
    out = subprocess.run([program, f"{where}/in", f"{where}/out", str(threads), str(runs), *how],
                         check=True, capture_output=True, text=True).stdout.splitlines()
    build, search = (statistics.median(float(line.split()[i]) for line in out) for i in (0, 1))
    return build, search, out[-1].split(maxsplit=2)[2], run.read_answer(where, n_queries)


def peers(columns, n_index, n_queries, options, right):
    """Seconds of each peer, None where it cannot be had."""
    width = sum(1 if column[0] else column[1] + 1 for column in columns)
    fits = 8.0 * width * n_index < MOST_BYTES
    n_few = min(n_queries, max(4, options.timed * 40000 // n_index))
    n_more = min(n_queries, 40 * options.timed)
    is_levels = not any(column[0] for column in columns)
    threads = options.threads
    yield numba_seconds(columns, n_index, n_queries, n_few, threads, right)
    for how in ("kd_tree", "brute"):
        yield (sklearn_seconds(columns, n_index, n_queries, n_few, how, threads, right)
               if fits else None)
    yield (faiss_seconds(columns, n_index, n_queries, n_more, threads, right)
           if is_levels and fits else None)


def shown(seconds, ours):
    return "" if seconds is None else f"{seconds:.1f} ({seconds / ours:,.0f})"


def measure(name, table, runs, options):
    columns, n_index, n_queries = table()
    program = f"{options.programs}/neighbours_bench"
    with tempfile.TemporaryDirectory() as where:
        run.write(f"{where}/in", columns, n_index, n_queries, 1)
        build, search, method, (rows, right) = keur(program, where, options.threads, runs,
                                                    n_queries)
        scan = None
        if n_index <= 10**5:
            _, scan, _, again = keur(program, where, options.threads, min(runs, 3), n_queries,
                                     "scan")
            if (again[0] != rows).any() or (again[1] != right).any():
                sys.exit("tree and scan disagree")
    run.check([(*c[:4], c[4][:n_index + 20]) for c in columns], n_index, (rows, right), 20)
    ours = build + search
    others = [None] * 4 if n_index > 10**6 else peers(columns, n_index, n_queries, options, right)
    cells = [shown(seconds, ours) for seconds in others]
    print(f"| {name} | {n_queries:,} in {n_index:,} x {len(columns)} | {method} | "
          f"{1e3 * build:.1f} + {1e3 * search:.1f} | "
          f"{'' if scan is None else f'{1e3 * scan:.1f}'} | {' | '.join(cells)} |", flush=True)
    return n_queries * n_index * len(columns) / search


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", help="folder of neighbours_bench and roofline_bench")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--timed", type=int, default=100, help="queries of peers, at 40,000 rows")
    parser.add_argument("--only", action="append", help="name of a table")
    options = parser.parse_args()
    print("| table | queries in rows x columns | how | keur ms, build + search | own scan ms | "
          "numba s (ratio) | sklearn kd-tree s (ratio) | sklearn brute s (ratio) | "
          "FAISS s (ratio) |\n|---|---|---|---|---|---|---|---|---|", flush=True)
    for name, table, runs in tables(options.only):
        load = os.getloadavg()[0]
        rate = measure(name, table, runs, options)
        if name == "200 numbers":
            most = subprocess.run([f"{options.programs}/roofline_bench", str(options.threads)],
                                  capture_output=True, text=True).stdout
            print(f"200 numbers: {rate / 1e9:.1f}e9 cells a second, the cores can do "
                  f"{most.strip()}e9", file=sys.stderr)
        print(f"{name}: load {load:.1f} before", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
