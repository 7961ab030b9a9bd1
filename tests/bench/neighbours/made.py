# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables made for the benchmark: index and queries, from a fixed seed."""
import numpy as np
import pandas as pd

import run


def _cells(n, random, pool):
    """Rows drawn from a table with replacement; one cell in ten comes from another row."""
    made = {}
    rows = random.integers(0, len(pool), n)
    for name in pool:
        from_row = np.where(random.random(n) < 0.1, random.integers(0, len(pool), n), rows)
        made[name] = pool[name].to_numpy()[from_row]
    return pd.DataFrame(made)


def mutated(n_index, n_queries, seed=1):
    """Adult at any size."""
    random = np.random.default_rng(seed)
    pool = run.read("adult/train")
    return _cells(n_index, random, pool), _cells(n_queries, random, pool)


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


def many_levels(n_index, n_queries, seed=4):
    """Adult with three columns of 5,000 levels beside."""
    random = np.random.default_rng(seed)
    tables = mutated(n_index, n_queries, seed)
    for table in tables:
        for j in range(3):
            table[f"place{j}"] = np.char.add("p", random.integers(0, 5000, len(table)).astype(str))
    return tables


def in_100_bins(index, queries):
    """Every number cut at its pooled hundredths, every column a category (METHODS 3)."""
    both = pd.concat([index, queries], ignore_index=True)
    for name in both:
        if pd.api.types.is_numeric_dtype(both[name]):
            edges = np.unique(np.quantile(both[name], np.linspace(0, 1, 101)))
            both[name] = pd.cut(both[name], edges, include_lowest=True, labels=False).astype(str)
    return both.iloc[:len(index)], both.iloc[len(index):]
