#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Instructions that a fixed piece of work takes, against those on record.

    cmake --preset release && cmake --build --preset release --target bench
    python3 tests/bench/neighbours/instructions.py build/release/tests/bench/workload_bench

Needs valgrind. Ends with 1 where a count differs from instructions.json by more than 5%: make sure of
the reason, then record it with --record. Ends with 77 where the compiler is another one than the
record's, since its counts say nothing then. (valgrind knows no AVX-512.)
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

RECORD = pathlib.Path(__file__).with_name("instructions.json")
TOLERANCE = 0.05


def count(program, path):
    """Instructions, and the compiler the program was built with."""
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                           program, path], check=True, capture_output=True, text=True)
    return int(re.search(r"Collected : (\d+)", done.stderr)[1]), done.stdout.strip()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    found = {}
    for path in ("portable", "avx2"):
        found[path], compiler = count(options.program, path)
    if options.record:
        RECORD.write_text(json.dumps({"compiler": compiler, "instructions": found}, indent=2) + "\n")
        return 0
    record = json.loads(RECORD.read_text())
    if record["compiler"] != compiler:
        print(f"the record is of compiler {record['compiler']}, this is {compiler}")
        return 77
    worst = 0
    for path, right in record["instructions"].items():
        change = found[path] / right - 1
        worst = max(worst, abs(change))
        print(f"{path}: {found[path]:,} instructions, on record {right:,} ({change:+.1%})")
    return int(worst > TOLERANCE)


if __name__ == "__main__":
    sys.exit(main())
