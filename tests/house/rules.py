# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of the house. Each takes a mapping of path -> text and returns complaints, so that the
rules can be tried on small made-up trees; test_layers.py does that and holds the real tree."""

import collections
import pathlib
import re

# A folder may use those of the rows above its own, and itself; never a sibling in its row.
LAYERS = [
    ["base"],
    ["table"],
    ["near", "cells", "stats"],
    ["learn"],
    ["case"],
    ["fidelity", "attacks"],
    ["assess"],
    ["reports"],
    ["cli"],
]
RANK = {layer: rank for rank, row in enumerate(LAYERS) for layer in row}

# The layer that answers for a public header. keur.h is all of them, hence the program's.
PUBLIC = {
    "status.h": "base",
    "table.h": "table",
    "schema.h": "table",
    "case.h": "case",
    "measure.h": "case",
    "policy.h": "assess",
    "scorecard.h": "assess",
    "keur.h": "cli",
}

# Headers that the build generates, and whose they are.
GENERATED = {"report_template.h": "reports", "report_languages.h": "reports", "demo_files.h": "cli"}

# Keep each dependency behind one file or folder: header -> the paths that may include it.
BEHIND = [
    (r"omp\.h", r"src/base/parallel\.c"),
    (r"csv\.h", r"src/table/csv\.c"),
    (r"(cjson/)?cJSON\.h", r"src/base/json\.c"),
    (r"gsl/.*", r"src/stats/[^/]+"),
    (r"readstat\.h", r"src/table/readstat\.c"),
    (r"xgboost/.*", r"src/learn/xgboost\.c"),
    (r"(zlib|iconv)\.h", r"src/table/[^/]+"),
]

# What only src/cli may do: print, end the program, read the environment.
CLI_ONLY = re.compile(
    r"(?<![\w.>])(v?printf|puts|putchar|perror|v?dprintf|exit|_exit|_Exit|quick_exit|abort|getenv|"
    r"secure_getenv|setenv|putenv)\s*\(|(?<!\w)(stdout|stderr)(?!\w)"
)

MAX_FILE = 450
MAX_FUNCTION = 60


def read_tree(root, folders):
    """The text files below some folders of a source tree, by their path from its root."""
    tree = {}
    for folder in folders:
        for file in sorted(pathlib.Path(root, folder).rglob("*")):
            if file.suffix in {".c", ".h", ".py", ".sh", ".md", ".cmake", ".txt"} and file.is_file():
                path = file.relative_to(root).as_posix()
                tree[path] = file.read_text(encoding="utf-8")
    return tree


def is_c(path):
    return path.endswith((".c", ".h"))


def without_comments(text):
    """C text with comments and the contents of strings blanked; the lines stay where they are."""

    def blank(match):
        found = match.group(0)
        if found.startswith(("/*", "//")):
            return re.sub(r"[^\n]", " ", found)
        return found[0] + " " * (len(found) - 2) + found[-1]

    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text,
                  flags=re.S)


def includes(text):
    """(line, quote, header) of every #include."""
    pattern = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^">]+)[">]', re.M)
    for match in pattern.finditer(re.sub(r"/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m.group(0)),
                                         text, flags=re.S)):
        yield text.count("\n", 0, match.start()) + 1, match.group(1), match.group(2)


def layer_of(path):
    """The layer a file belongs to, None where it belongs to none."""
    parts = path.split("/")
    if parts[:2] == ["include", "keur"]:
        return PUBLIC.get(parts[-1])
    if parts[0] in ("attacks", "reports"):
        return parts[0]
    if parts[0] == "src" and len(parts) > 2 and parts[1] in RANK:
        return parts[1]
    return None


def layer_of_include(quote, header):
    """The layer an included header belongs to; "" where it is none of ours, None where unknown."""
    parts = header.split("/")
    if parts[0] == "keur":
        return PUBLIC.get(parts[-1])
    if quote == "<":
        return ""
    if len(parts) == 1:
        return GENERATED.get(header)
    return parts[0] if parts[0] in RANK else None


def may_use(user, used):
    return user == used or RANK[used] < RANK[user]


def check_layers(tree):
    """Who includes whom."""
    complaints = []
    for path, text in tree.items():
        if not is_c(path) or path.startswith("tests/"):
            continue
        user = layer_of(path)
        if user is None:
            complaints.append(f"{path}: belongs to no layer")
            continue
        for line, quote, header in includes(text):
            used = layer_of_include(quote, header)
            if used == "":
                continue
            if used is None:
                complaints.append(f"{path}:{line}: {header} is not written as layer/file.h")
            elif not may_use(user, used):
                complaints.append(f"{path}:{line}: {user} may not use {used} ({header})")
            elif path.startswith("include/") and quote == '"':
                complaints.append(f"{path}:{line}: a public header includes {header}")
    return complaints


def check_dependencies(tree):
    """OpenMP, libcsv, cJSON, GSL, ReadStat, XGBoost, zlib and iconv stay behind their file or folder."""
    complaints = []
    for path, text in tree.items():
        if not is_c(path) or path.startswith("tests/"):
            continue
        for line, _, header in includes(text):
            for pattern, home in BEHIND:
                if re.fullmatch(pattern, header) and not re.fullmatch(home, path):
                    complaints.append(f"{path}:{line}: {header} belongs behind {home}")
        if path != "src/base/parallel.c":
            for match in re.finditer(r"#\s*pragma\s+omp\b|\bomp_\w+\s*\(|\b_Pragma\s*\(",
                                     without_comments(text)):
                line = text.count("\n", 0, match.start()) + 1
                complaints.append(f"{path}:{line}: OpenMP belongs behind src/base/parallel.c")
    return complaints


def check_quiet(tree):
    """Only src/cli prints, ends the program or reads the environment."""
    complaints = []
    for path, text in tree.items():
        if not is_c(path) or path.startswith(("tests/", "src/cli/")):
            continue
        for match in CLI_ONLY.finditer(without_comments(text)):
            line = text.count("\n", 0, match.start()) + 1
            word = (match.group(1) or match.group(2)).strip()
            complaints.append(f"{path}:{line}: {word} belongs in src/cli")
    return complaints


def check_names(tree):
    """File names are unique, whatever the folder."""
    places = collections.defaultdict(list)
    for path in tree:
        if path.endswith((".c", ".h", ".py", ".sh")):
            places[path.rsplit("/", 1)[-1]].append(path)
    return [f"{' and '.join(paths)}: the same file name" for paths in places.values()
            if len(paths) > 1]


def check_types(tree):
    """No keur_ structure or enumeration is defined twice, whatever the folder."""
    places = collections.defaultdict(list)
    for path, text in tree.items():
        if is_c(path):
            for match in re.finditer(r"\b(?:struct|enum|union)\s+(keur_\w+)\s*\{",
                                     without_comments(text)):
                places[match.group(1)].append(path)
    return [f"{' and '.join(paths)}: {name} is defined in both" for name, paths in places.items()
            if len(paths) > 1]


def check_licences(tree):
    """One SPDX line a source file, near its top."""
    complaints = []
    for path, text in tree.items():
        if path.endswith(".md"):
            continue
        lines = [number for number, line in enumerate(text.splitlines(), 1)
                 if re.match(r"\s*(/\*|#|//)\s*SPDX-License-Identifier: ", line)]
        if len(lines) != 1 or lines[0] > 2:
            complaints.append(f"{path}: {len(lines)} SPDX lines, one is wanted, at the top")
    return complaints


def check_readmes(tree):
    """Every folder with C files says what lives there."""
    folders = {path.rsplit("/", 1)[0] for path in tree
               if is_c(path) and not path.startswith(("tests/", "include/"))}
    return [f"{folder}: no README.md" for folder in sorted(folders | {"src", "tests", "include"})
            if f"{folder}/README.md" not in tree]


def functions(text):
    """(line, length) of every function: from the { in the first column to the } there."""
    start = None
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("{") or re.match(r"[A-Za-z_].*\)\s*\{\s*$", line):
            start = number
        elif line.startswith("}") and start is not None:
            yield start, number - start
            start = None


def check_sizes(tree):
    """No file and no function too long to be read."""
    complaints = []
    for path, text in tree.items():
        if not is_c(path):
            continue
        n_lines = len(text.splitlines())
        if n_lines > MAX_FILE:
            complaints.append(f"{path}: {n_lines} lines, {MAX_FILE} at most")
        complaints += [f"{path}:{line}: a function of {length} lines, {MAX_FUNCTION} at most"
                       for line, length in functions(text) if length > MAX_FUNCTION]
    return complaints


ALL = [check_layers, check_dependencies, check_quiet, check_names, check_types, check_licences,
       check_readmes, check_sizes]
