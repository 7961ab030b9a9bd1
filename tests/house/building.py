# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of the build share: where things are, and how to run a command."""

import os
import pathlib
import re
import subprocess

SOURCE = pathlib.Path(os.environ.get("KEUR_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("KEUR_BUILD", SOURCE / "build" / "release"))


def cached(name):
    """A value of CMake's cache of the build under test; "" where it has none."""
    found = re.search(rf"^{name}:\w+=(.*)$", (BUILD / "CMakeCache.txt").read_text(), re.M)
    return found.group(1) if found else ""


def run(*command, **options):
    """The standard output of a command that must succeed."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def compiler_flags():
    """Flags that a program needs to be linked with what this build made."""
    sanitizers = cached("KEUR_SANITIZE")
    return [f"-fsanitize={sanitizers}"] if sanitizers else []
