#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every attack on membership on the eight models of a challenge, beside its prize-winning entry.

    cmake --preset release && cmake --build --preset release --target bench
    python3 tests/bench/membership/models.py build/release/tests/bench/membership_bench

Prints the tables of attacks/README.md: area under the ROC curve and TPR at 10% and 1% as means over
the models, the standard error of the mean TPR at 10%, and the TPRs of all records pooled, each as
its rank within its model; in the second, of attacks alone, those of the first three in one cell,
under `range` where an attack has no scaling, * where the ensemble joins it. Needs the standard library alone; the tables are those of the cases
(KEUR_CASES).
"""
import argparse
import csv
import json
import math
import os
import pathlib
import statistics
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CASES = pathlib.Path(os.environ.get("KEUR_CASES", HERE.parents[3] / "shared" / "cases"))
# Whole numbers in the files that stand for kinds of transactions and banks.
LEVELS = ("trans_type", "operation", "k_symbol", "bank")
LEVEL = 0.1
PRIZE = ("prize-winning entry", "learns from labels")


def ranks(scores):
    """Mid-ranks as shares of the scores below, ties half."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    found = [0.0] * len(scores)
    at = 0
    while at < len(order):
        end = at
        while end < len(order) and scores[order[end]] == scores[order[at]]:
            end += 1
        for i in order[at:end]:
            found[i] = (at + end) / 2 / len(scores)
        at = end
    return found


def area(members, others):
    below = sum((m > o) + 0.5 * (m == o) for m in members for o in others)
    return below / (len(members) * len(others))


def share_found(members, others, level):
    """The largest share of members at or above an observed score that at most `level` of the others
    reach."""
    best = 0.0
    for threshold in set(members):
        if sum(o >= threshold for o in others) <= level * len(others) + 1e-9:
            best = max(best, sum(m >= threshold for m in members) / len(members))
    return best


def scores_of(program, model, schema):
    """{(attack, setting, is joined): (scores of members, of others)} of one model."""
    files = [model / name for name in
             ("members.csv", "nonmembers.csv", "synth.csv.gz", "reference.csv.gz")]
    done = subprocess.run([program, *files, schema], check=True, text=True, stdout=subprocess.PIPE)
    with open(files[0], encoding="utf-8") as file:
        n_members = sum(1 for _ in file) - 1
    found = {}
    for line in done.stdout.splitlines():
        name, setting, is_joined, *scores = line.split("\t")
        scores = [float(score) for score in scores]
        found[name, setting, is_joined == "1"] = scores[:n_members], scores[n_members:]
    with open(model / "prize_entry.csv", newline="", encoding="utf-8") as file:
        entry = [(row["is_member"] == "1", float(row["score"])) for row in csv.DictReader(file)]
    found[(*PRIZE, False)] = [s for m, s in entry if m], [s for m, s in entry if not m]
    return found


def join(by_attack):
    """Mean ranks over all attacks in all settings but ensemble and entry, model by model."""
    alone = [scores for key, scores in by_attack.items()
             if key[0] not in (PRIZE[0], "membership-ensemble")]
    joined = []
    for model in zip(*alone):
        n_members = len(model[0][0])
        means = [statistics.mean(row) for row in zip(*(ranks(m + o) for m, o in model))]
        joined.append((means[:n_members], means[n_members:]))
    return joined


def summarise(by_model):
    """Figures of one attack from its scores in each model."""
    areas = [area(*scores) for scores in by_model]
    tenths = [share_found(*scores, LEVEL) for scores in by_model]
    hundredths = [share_found(*scores, LEVEL / 10) for scores in by_model]
    pooled = [], []
    for members, others in by_model:
        ranked = ranks(members + others)
        pooled[0].extend(ranked[:len(members)])
        pooled[1].extend(ranked[len(members):])
    return (statistics.mean(areas), statistics.mean(tenths),
            statistics.stdev(tenths) / math.sqrt(len(tenths)), statistics.mean(hundredths),
            share_found(*pooled, LEVEL), share_found(*pooled, LEVEL / 10)), tenths


def print_joined(figures):
    print("| | AUC | TPR@10% (se) | TPR@1% | pooled TPR@10% | pooled TPR@1% |\n"
          "|---|---|---|---|---|---|")
    for name, setting in ((PRIZE), ("membership-ensemble", ""), ("mean of the ranks of all", "")):
        auc, tenth, error, hundredth, *pooled = figures[name, setting, False][0]
        print(f"| {name}{setting and ', which '}{setting} | {auc:.3f} | {tenth:.4f} ({error:.3f}) "
              f"| {hundredth:.3f} | {pooled[0]:.3f} | {pooled[1]:.3f} |")


def print_alone(figures):
    """A line an attack and number of neighbours, a column a scaling."""
    lines = {}
    for (name, setting, is_joined), ((auc, tenth, _, hundredth, *_), _) in figures.items():
        words = setting.split()
        scaling = "".join(word[len("scaling="):] for word in words if word.startswith("scaling="))
        rest = " ".join(word for word in words if not word.startswith("scaling="))
        cell = f"{auc:.3f} {tenth:.3f} {hundredth:.3f}{' *' if is_joined else ''}"
        lines.setdefault(f"{name} {rest}".strip(), {})[scaling] = cell
    print("\n| attack | range | standard | rank | normal |\n|---|---|---|---|---|")
    for name, cells in lines.items():
        if name.startswith("membership-") and name != "membership-ensemble":
            cells.setdefault("range", cells.get("", ""))
            print(f"| `{name.removeprefix('membership')}` | " + " | ".join(
                cells.get(scaling, "") for scaling in ("range", "standard", "rank", "normal")) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--scores", help="also write the scores there, as JSON lines")
    arguments = parser.parse_args()
    models = sorted((CASES / "midst_dev").glob("model_*"))
    by_attack = {}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as schema:
        json.dump({"keur_schema": 1, "columns": [
            {"name": name, "type": "categorical"} for name in LEVELS]}, schema)
        schema.flush()
        for model in models:
            for key, scores in scores_of(arguments.program, model, schema.name).items():
                by_attack.setdefault(key, []).append(scores)
    if arguments.scores:
        with open(arguments.scores, "w", encoding="utf-8") as file:
            for key, scores in by_attack.items():
                print(json.dumps([key, scores]), file=file)
    by_attack["mean of the ranks of all", "", False] = join(by_attack)
    figures = {key: summarise(scores) for key, scores in by_attack.items()}
    print_joined(figures)
    print_alone(figures)
    ours, entry = figures["membership-ensemble", "", False], figures[(*PRIZE, False)]
    apart = [a - b for a, b in zip(ours[1], entry[1])]
    print(f"\nThe ensemble finds {ours[0][1] / entry[0][1]:.3f} of what the entry finds at 10%; "
          f"difference {statistics.mean(apart):.4f}, standard error "
          f"{statistics.stdev(apart) / math.sqrt(len(apart)):.4f} over {len(models)} models.")


if __name__ == "__main__":
    main()
