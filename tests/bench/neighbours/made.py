# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables made for the benchmark: index and queries, from a fixed seed."""
import numpy as np
import pandas as pd

import run


def _cells(n, random, codes):
    """Rows drawn with replacement; one cell in ten comes from another row."""
    n_pool = len(codes[0])
    rows = random.integers(0, n_pool, n, np.int32)
    return [np.where(random.random(n, np.float32) < 0.1,
                     column[random.integers(0, n_pool, n, np.int32)], column[rows])
            for column in codes]


def mutated(n_index, n_queries, seed=1, n_levels=0):
    """Adult at any size, encoded; with `n_levels`, three columns of so many levels beside."""
    random = np.random.default_rng(seed)
    pool = run.read("adult/train")
    columns = run.encode(pool, pool.iloc[:0])
    codes = [column[4].astype(np.int32) for column in columns]
    both = [np.concatenate(pair) for pair in zip(_cells(n_index, random, codes),
                                                 _cells(n_queries, random, codes))]
    made = [(*column[:4], cells) for column, cells in zip(columns, both)]
    for _ in range(3 if n_levels else 0):
        made.append((0, n_levels, np.empty(0), 1.0,
                     random.integers(0, n_levels, n_index + n_queries, np.int32)))
    return made


def independent(n_index, n_queries, seed=2):
    """The columns of adult, each drawn by itself."""
    random = np.random.default_rng(seed)
    pool = run.read("adult/train")
    return tuple(pd.DataFrame({name: pool[name].to_numpy()[random.integers(0, len(pool), n)]
                               for name in pool}) for n in (n_index, n_queries))


def wide(n_index, n_queries, n_columns=200, seed=3):
    """Normal numbers that share five factors."""
    random = np.random.default_rng(seed)
    loads = random.normal(size=(5, n_columns))
    return tuple(pd.DataFrame(np.round(random.normal(size=(n, 5)) @ loads +
                                       random.normal(size=(n, n_columns)), 4),
                              columns=[f"x{j}" for j in range(n_columns)])
                 for n in (n_index, n_queries))


def in_100_bins(index, queries):
    """Every number cut at its pooled hundredths, every column a category."""
    both = pd.concat([index, queries], ignore_index=True)
    for name in both:
        if pd.api.types.is_numeric_dtype(both[name]):
            edges = np.unique(np.quantile(both[name], np.linspace(0, 1, 101)))
            both[name] = pd.cut(both[name], edges, include_lowest=True, labels=False).astype(str)
    return both.iloc[:len(index)], both.iloc[len(index):]
