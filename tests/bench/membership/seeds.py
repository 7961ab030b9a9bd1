# SPDX-License-Identifier: GPL-3.0-or-later
"""Do tables that leak nothing pass? The worst attack on adult over several seeds of the split.

seeds.py KEUR [--seeds 20] [--tables mostly_dp_eps1.6,gaussian_copula,holdout]

For each table the adjusted p of `worst-attack` for each seed, and their median: above 0.05 where
the table leaks nothing. `holdout` is one half of the holdout in the place of the synthetic table,
the other half as holdout, by seed. Every attack on every row: half a minute of processor time a
table and seed.
"""

import argparse
import gzip
import json
import os
import pathlib
import random
import statistics
import subprocess
import tempfile


def halves(path, seed, where):
    """The rows of a table in two files, drawn by seed."""
    head, *rows = gzip.decompress(path.read_bytes()).decode().splitlines()
    random.Random(seed).shuffle(rows)
    made = []
    for name, part in (("first", rows[::2]), ("second", rows[1::2])):
        made.append(where / f"{name}.csv")
        made[-1].write_text("\n".join([head, *part]) + "\n")
    return made


def p_of(keur, train, synthetic, holdout, seed):
    done = subprocess.run([keur, "attack", "worst-attack", train, synthetic, "--holdout", holdout,
                           "--seed", str(seed), "-q", "--json"], check=True,
                          stdout=subprocess.PIPE)
    return next(f["value"] for f in json.loads(done.stdout)["figures"] if f["name"] == "p")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("keur")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--tables", default="mostly_dp_eps1.6,gaussian_copula,holdout")
    arguments = parser.parse_args()
    adult = pathlib.Path(os.environ.get("KEUR_CASES", "../shared/cases")) / "adult"
    train, holdout = adult / "train.csv.gz", adult / "holdout.csv.gz"
    with tempfile.TemporaryDirectory() as scratch:
        for table in arguments.tables.split(","):
            found = []
            for seed in range(1, arguments.seeds + 1):
                if table == "holdout":
                    synthetic, control = halves(holdout, seed, pathlib.Path(scratch))
                else:
                    synthetic, control = adult / f"{table}.csv.gz", holdout
                found.append(p_of(arguments.keur, train, synthetic, control, seed))
                print(table, seed, found[-1], flush=True)
            print(f"{table}: median {statistics.median(found):.4f} over {len(found)} seeds, "
                  f"{sum(p <= 0.05 for p in found)} at most 0.05", flush=True)


if __name__ == "__main__":
    main()
