# SPDX-License-Identifier: GPL-3.0-or-later
"""Scorecards that the program writes fit reports/scorecard.schema.json, and broken ones do not."""

import copy
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


def broken_copies(scorecard):
    """Scorecards with one fault each, and what the fault is."""

    def figure_with(name):
        return next(i for i, f in enumerate(scorecard["figures"]) if name in f)

    faults = {
        "newer format": lambda s: s.update(keur_scorecard=2),
        "no seed": lambda s: s.pop("seed"),
        "unknown member": lambda s: s.update(hostname="x"),
        "value and reason": lambda s: s["figures"][figure_with("value")].update(reason="x"),
        "neither value nor reason": lambda s: s["figures"][figure_with("value")].pop("value"),
        "no interval and no word on it": lambda s: s["figures"][figure_with("no_interval")].pop("no_interval"),
        "half an interval": lambda s: s["figures"][figure_with("low")].pop("high"),
        "null value": lambda s: s["figures"][figure_with("value")].update(value=None),
        "unknown word": lambda s: next(m for m in s["measures"] if "word" in m).update(word="x"),
        "bound without a level": lambda s: next(f for f in s["figures"] if f["kind"] == "lower-bound").pop("level"),
        "level without an interval": lambda s: s["figures"][figure_with("no_interval")].update(level=0.95),
        "understated, but not invalid": lambda s: s["figures"][figure_with("understated")].pop("invalid"),
        "unknown family": lambda s: s["measures"][0].update(family="x"),
        "unknown role": lambda s: s["inputs"][0].update(role="x"),
        "fractional rows": lambda s: s["inputs"][0].update(rows=1.5),
    }
    for fault, make in faults.items():
        made = copy.deepcopy(scorecard)
        make(made)
        yield fault, made
    exported = copy.deepcopy(scorecard)
    exported["export"] = True
    yield "marked as exported, but not filtered", exported


def main():
    schema = json.loads((SOURCE / "reports" / "scorecard.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run([BUILD / "tests" / "test_report_json", directory], check=True)
        files = sorted(pathlib.Path(directory).glob("*.json"))
        assert len(files) == 4, files
        for file in files:
            errors = list(validator.iter_errors(json.loads(file.read_text(encoding="utf-8"))))
            assert not errors, f"{file.name}: {errors[0].json_path}: {errors[0].message}"
        plain = json.loads(pathlib.Path(directory, "plain-internal.json").read_text())
    for fault, scorecard in broken_copies(plain):
        assert not validator.is_valid(scorecard), f"the schema lets this pass: {fault}"


main()
