# SPDX-License-Identifier: GPL-3.0-or-later
"""src/assess/policy.schema.json and the program agree on what a policy is."""

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
KEUR = os.environ.get("KEUR", str(SOURCE / "build" / "dev" / "keur"))
FULL = {"keur_policy": 1, "name": "n", "version": "1", "about": "a", "confidence": 0.9,
        "options": {"epsilon": 1, "delta": 0, "adjacency": "add-remove", "sampling_fraction": 0.1},
        "required": ["dcr"],
        "limits": [{"measure": "m", "substitute": "n", "figure": "f", "of": {"secret": "x"},
                    "kind": "gate", "must_be": "above", "limit": "declared-epsilon",
                    "declared_secrets_only": False, "confidence": 0.9, "provenance": "p"}]}


def takes(policy, folder):
    """Whether the program reads it."""
    path = pathlib.Path(folder, "p.json")
    path.write_text(json.dumps(policy), encoding="utf-8")
    done = subprocess.run([KEUR, "policy", path], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done
    return done.returncode == 0


def places(policy, at=()):
    """Every place in it."""
    yield at
    items = policy.items() if isinstance(policy, dict) else enumerate(policy) if isinstance(
        policy, list) else ()
    for key, value in items:
        yield from places(value, (*at, key))


def variants():
    """Copies with one place left out, or holding something else."""
    yield FULL
    for place in list(places(FULL))[1:]:
        for value in (None, "", " ", "a b", "a", 0, 0.7, 1, 2, -1, True, [], {}, ["a", "a"], {"x": 1}):
            made = copy.deepcopy(FULL)
            inside = made
            for key in place[:-1]:
                inside = inside[key]
            inside[place[-1]] = value
            yield made
            if value is None:
                made = copy.deepcopy(made)
                inside = made
                for key in place[:-1]:
                    inside = inside[key]
                del inside[place[-1]]
                yield made
    for name in ("", "limits", "options"):
        made = copy.deepcopy(FULL)
        inside = made[name][0] if name == "limits" else made[name] if name else made
        inside["unknown"] = 1
        yield made


def main():
    schema = json.loads((SOURCE / "src" / "assess" / "policy.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    for name in ("public", "controlled", "internal"):
        text = subprocess.run([KEUR, "policy", name], capture_output=True, text=True,
                              check=True).stdout
        errors = list(validator.iter_errors(json.loads(text)))
        assert not errors, f"{name}: {errors[0].json_path}: {errors[0].message}"
    n_taken = 0
    with tempfile.TemporaryDirectory() as folder:
        for policy in variants():
            valid = validator.is_valid(policy)
            # A gate on an epsilon that nobody declared demands nothing: beyond a schema.
            demands = valid and ("epsilon" in policy.get("options", {}) or any(
                limit["kind"] == "gate" and limit["limit"] != "declared-epsilon"
                for limit in policy["limits"]))
            assert takes(policy, folder) == demands, (valid, policy)
            n_taken += demands
    assert n_taken > 20, n_taken


main()
