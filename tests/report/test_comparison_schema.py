# SPDX-License-Identifier: GPL-3.0-or-later
"""Comparisons that the program writes fit reports/comparison.schema.json, and broken ones do not."""

import copy
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)

SOURCE = pathlib.Path(os.environ.get("KEUR_SOURCE", pathlib.Path(__file__).parents[2]))
BUILD = pathlib.Path(os.environ.get("KEUR_BUILD", SOURCE / "build" / "dev"))
DEMO = SOURCE / "src" / "cli" / "demo"
ROWS = 300
MEASURES = "fidelity-index,exact-copies,membership-distance,attribute-key"


def compare(here, *words):
    subprocess.run([BUILD / "keur", "compare", "train.csv", *words, "--holdout", "holdout.csv",
                    "-o", "out", "--quiet"], cwd=here, check=False, stdout=subprocess.DEVNULL)
    return json.loads((here / "out" / "comparison.json").read_text(encoding="utf-8"))


def put_tables(here):
    for name, file in (("train", "train"), ("holdout", "holdout"), ("synth", "mostly"),
                       ("leaky", "flip30")):
        lines = gzip.decompress((DEMO / f"{file}.csv.gz").read_bytes()).splitlines(keepends=True)
        (here / f"{name}.csv").write_bytes(b"".join(lines[:ROWS + 1]))


def broken_copies(comparison):
    """Comparisons with one fault each, and what the fault is."""
    at = comparison["tables"][0]["axes"]
    known = next(axis for axis in at if at[axis]["value"] is not None)
    several = next(i for i, t in enumerate(comparison["tables"]) if len(t["draws"]) > 1)
    faults = {
        "newer format": lambda c: c.update(keur_comparison=2),
        "not exported": lambda c: c.update(export=False),
        "no seed": lambda c: c.pop("seed"),
        "seed as a number": lambda c: c.update(seed=1),
        "unknown member": lambda c: c.update(hostname="x"),
        "unknown axis": lambda c: c["tables"][0]["axes"].update(x=at[known]),
        "an axis is missing": lambda c: c["tables"][0]["axes"].pop("limit"),
        "half an interval": lambda c: c["tables"][0]["axes"][known].pop("high"),
        "no value and no reason": lambda c: c["tables"][0]["axes"][known].update(value=None),
        "value and reason": lambda c: c["tables"][0]["axes"][known].update(reason="x"),
        "spread of how many": lambda c: c["tables"][several]["axes"][known].pop("draws"),
        "half a rank": lambda c: c["tables"][0]["axes"][known].pop("last_rank"),
        "unknown front": lambda c: c["tables"][0].update(front="x"),
        "a table without draws": lambda c: c["tables"][0].update(draws=[]),
        "unknown verdict": lambda c: c["tables"][0]["draws"][0].update(verdict="x"),
        "paired, and why not": lambda c: next(d for d in c["differences"] if d["paired"]).update(unpaired="x"),
        "not paired, and no word why": lambda c: next(d for d in c["differences"] if not d["paired"]).pop("unpaired"),
        "fractional rows": lambda c: c["rows"].update(train=1.5),
    }
    for fault, make in faults.items():
        made = copy.deepcopy(comparison)
        make(made)
        yield fault, made


def main():
    schema = json.loads((SOURCE / "reports" / "comparison.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    with tempfile.TemporaryDirectory() as directory:
        here = pathlib.Path(directory)
        put_tables(here)
        plain = compare(here, "synth.csv", "two=leaky.csv,synth.csv", "--policy", "public",
                        "--measures", MEASURES)
        # One table, no policy, and no fidelity: reasons, no differences, no verdict.
        bare = compare(here, "synth.csv", "--no-references", "--measures", "exact-copies")
    for name, made in (("plain", plain), ("bare", bare)):
        errors = list(validator.iter_errors(made))
        assert not errors, f"{name}: {errors[0].json_path}: {errors[0].message}"
    assert plain["references"] and plain["differences"]
    assert {d["paired"] for d in plain["differences"]} == {True, False}
    assert not bare["references"] and not bare["differences"]
    for fault, made in broken_copies(plain):
        assert not validator.is_valid(made), f"the schema lets this pass: {fault}"


main()
