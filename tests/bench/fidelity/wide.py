#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A wide table as a survey has it: train.csv, holdout.csv and synth.csv in a folder.

    wide.py FOLDER [COLUMNS [ROWS]]        200 columns, 100,000 rows each

Half of the columns are numbers, half have 2 to 20 levels; all lean on five common factors, and one
cell in fifty is missing in every fourth column. The synthetic table leans on them less.
"""
import sys
from pathlib import Path

import numpy as np


def main():
    folder = Path(sys.argv[1])
    n_columns = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    n_rows = int(sys.argv[3]) if len(sys.argv) > 3 else 100_000
    folder.mkdir(parents=True, exist_ok=True)
    weights = np.random.default_rng(1).normal(size=(5, n_columns))
    for seed, (name, lean) in enumerate((("train", 1), ("holdout", 1), ("synth", 0.7))):
        random = np.random.default_rng(seed + 2)
        factors = random.normal(size=(n_rows, 5))
        columns = []
        for j in range(n_columns):
            x = lean * factors @ weights[:, j] + random.normal(size=n_rows)
            if j % 2 == 0:
                texts = np.round(100 * x).astype(int).astype(str)
            else:
                n_levels = 2 + j % 19
                cuts = np.linspace(-3, 3, n_levels - 1)
                texts = np.char.add("l", np.searchsorted(cuts, x).astype(str))
            if j % 4 == 0:
                texts = np.where(random.random(n_rows) < 0.02, "", texts)
            columns.append(texts)
        with open(folder / f"{name}.csv", "w", encoding="ascii") as file:
            file.write(",".join(f"c{j}" for j in range(n_columns)) + "\n")
            for row in zip(*columns):
                file.write(",".join(row) + "\n")


if __name__ == "__main__":
    main()
