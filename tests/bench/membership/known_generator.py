#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody finds who knows how the flip tables were made: a ceiling for attacks on them.

    python3 tests/bench/membership/known_generator.py 50

In flip50 each row is a train row of which each cell was drawn anew from its column with probability
one half. Who knows that can work out, for a synthetic row, how probable it is that each real row is
the one it was made from:

    w = product over columns of (c + (1 - c) p) where the values agree, (1 - c) p where they do not,

c the probability that a cell was left, p the share of the synthetic row's value in the synthetic
table; divided by the sum of w over all real rows, train and holdout. A real row's score is
-sum over synthetic rows of log(1 - w). Prints AUC and the true-positive rates at false-positive
rates of 10, 1 and .1%, all rows. Some three minutes of one core and 100 MB; needs numpy, pandas and
numba; the tables are those of the cases (KEUR_CASES).
"""
import os
import pathlib
import sys

import numba
import numpy
import pandas

HERE = pathlib.Path(__file__).resolve().parent
CASES = pathlib.Path(os.environ.get("KEUR_CASES", HERE.parents[3] / "shared" / "cases"))


def read(name):
    return pandas.read_csv(CASES / "adult" / f"{name}.csv.gz", dtype=str, keep_default_na=False)


def coded(real, synthetic):
    """Codes of both tables, rows by columns, and each column's shares in the synthetic table."""
    codes, shares = [], []
    for column in real:
        levels, code = numpy.unique(pandas.concat([real[column], synthetic[column]]),
                                    return_inverse=True)
        codes.append(code.astype(numpy.int32))
        count = numpy.bincount(code[len(real):], minlength=len(levels))
        shares.append(count / len(synthetic))
    codes = numpy.stack(codes, 1)
    return codes[:len(real)].copy(), codes[len(real):].copy(), shares


@numba.njit(fastmath=True)
def claimed(real, synthetic, gains):
    """-sum of log(1 - w) of each real row; gains: log of the ratio agree / differ by column, code."""
    n, d = real.shape
    scores = numpy.zeros(n)
    w = numpy.empty(n)
    for s in range(len(synthetic)):
        most = -numpy.inf
        for i in range(n):
            w[i] = 0
            for j in range(d):
                if real[i, j] == synthetic[s, j]:
                    w[i] += gains[j, synthetic[s, j]]
            most = max(most, w[i])
        total = 0.0
        for i in range(n):
            w[i] = numpy.exp(w[i] - most)
            total += w[i]
        for i in range(n):
            scores[i] -= numpy.log1p(-min(w[i] / total, 1 - 1e-12))
    return scores


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    left = 1 - float(sys.argv[1]) / 100
    train, holdout = read("train"), read("holdout")
    real, synthetic, shares = coded(pandas.concat([train, holdout]), read(f"flip{sys.argv[1]}"))
    gains = numpy.zeros((len(shares), max(map(len, shares))))
    for j, share in enumerate(shares):
        seen = share > 0
        gains[j, numpy.flatnonzero(seen)] = numpy.log(1 + left / (1 - left) / share[seen])
    scores = claimed(real, synthetic, gains)
    members, others = scores[:len(train)], scores[len(train):]
    ranks = pandas.Series(scores).rank()[:len(train)].sum()
    area = (ranks - len(train) * (len(train) + 1) / 2) / len(train) / len(holdout)
    print(f"flip{sys.argv[1]}: AUC {area:.3f}", *(
        f"TPR@{rate:.1%} {(members > numpy.sort(others)[::-1][int(rate * len(others))]).mean():.3f}"
        for rate in (0.1, 0.01, 0.001)))


if __name__ == "__main__":
    main()
