# SPDX-License-Identifier: GPL-3.0-or-later
"""Large CSV files that look like adult: rows drawn with replacement, half of the numbers moved."""
import os
import pathlib

import numpy as np
import pandas as pd

CASES = pathlib.Path(os.environ.get(
    "KEUR_CASES", pathlib.Path(__file__).resolve().parents[4] / "shared" / "cases"))

# column: how far a number moves, and the range it stays in
MOVED = {"age": (3, 17, 90), "fnlwgt": (40000, 10000, 1500000), "capital-gain": (500, 100, 99999),
         "capital-loss": (200, 100, 4500), "hours-per-week": (4, 1, 99)}


def table(n_rows, seed=1):
    random = np.random.default_rng(seed)
    train = pd.read_csv(CASES / "adult" / "train.csv.gz", dtype=str, keep_default_na=False)
    made = train.iloc[random.integers(0, len(train), n_rows)].reset_index(drop=True)
    for name, (width, low, high) in MOVED.items():
        numbers = made[name].to_numpy(int)
        moved = np.clip(numbers + random.integers(-width, width + 1, n_rows), low, high)
        is_moved = (random.random(n_rows) < 0.5) & (numbers > 0)
        made[name] = np.where(is_moved, moved, numbers).astype(str)
    return made


def write(path, n_rows, seed=1, **how):
    """`how` goes to pandas: sep, quoting, lineterminator."""
    table(n_rows, seed).to_csv(path, index=False, **how)
