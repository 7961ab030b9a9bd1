# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the rules of the house on this tree, and shows on made-up trees that each can fail."""

import os
import pathlib
import unittest

import rules

ROOT = os.environ.get("KEUR_SOURCE", pathlib.Path(__file__).resolve().parents[2])
FOLDERS = ["src", "attacks", "reports", "include", "tests", "cmake"]


class TheTree(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tree = rules.read_tree(ROOT, FOLDERS)

    def test_is_seen(self):
        included = [use for path, text in self.tree.items() if path.endswith(".c")
                    for use in rules.includes(text)]
        self.assertGreater(len(self.tree), 20)
        self.assertGreater(len(included), 50)
        headers = {path.rsplit("/", 1)[1] for path in self.tree
                   if path.startswith("include/keur/") and path.endswith(".h")}
        self.assertEqual(headers, set(rules.PUBLIC), "a public header has no layer, or is gone")

    def test_holds_every_rule(self):
        for rule in rules.ALL:
            with self.subTest(rule.__name__):
                self.assertEqual(rule(self.tree), [])


class TheRules(unittest.TestCase):
    def good(self, rule, path, text):
        self.assertEqual(rule({path: text}), [], f"{path}: {text}")

    def bad(self, rule, path, text, part, line=None):
        complaints = rule({path: text})
        self.assertEqual(len(complaints), 1, f"{path}: {text}: {complaints}")
        self.assertIn(part, complaints[0])
        if line is not None:
            self.assertTrue(complaints[0].startswith(f"{path}:{line}:"), complaints[0])

    def test_every_pair_of_layers(self):
        order = "base < table < near cells stats < learn < case < fidelity attacks < assess < reports < cli"
        rows = [row.split() for row in order.split(" < ")]
        for i, users in enumerate(rows):
            for user in users:
                folder = user if user in ("attacks", "reports") else f"src/{user}"
                for j, used_row in enumerate(rows):
                    for used in used_row:
                        text = f'#include "{used}/x.h"\n'
                        if j < i or user == used:
                            self.good(rules.check_layers, f"{folder}/a.c", text)
                        else:
                            self.bad(rules.check_layers, f"{folder}/a.c", text,
                                     f"{user} may not use {used}", 1)

    def test_public_headers_have_layers(self):
        good, bad = self.good, self.bad
        good(rules.check_layers, "src/base/a.c", "#include <keur/status.h>\n")
        bad(rules.check_layers, "src/base/a.c", "#include <keur/table.h>\n", "may not use table")
        bad(rules.check_layers, "src/near/a.c", "\n#include <keur/case.h>\n", "not use case", 2)
        bad(rules.check_layers, "src/table/a.c", "#include <keur/measure.h>\n", "not use case")
        bad(rules.check_layers, "attacks/a.c", "#include <keur/scorecard.h>\n", "not use assess")
        good(rules.check_layers, "reports/a.c", "#include <keur/scorecard.h>\n")
        good(rules.check_layers, "src/cli/a.c", "#include <keur/keur.h>\n")
        bad(rules.check_layers, "reports/a.c", "#include <keur/keur.h>\n", "not use cli")
        good(rules.check_layers, "include/keur/schema.h", "#include <keur/table.h>\n")
        bad(rules.check_layers, "include/keur/table.h", "#include <keur/case.h>\n", "not use case")
        bad(rules.check_layers, "include/keur/table.h", '#include "base/text.h"\n', "public")
        bad(rules.check_layers, "include/keur/more.h", "", "no layer")

    def test_how_includes_are_written(self):
        for text in ('#include "x.h"\n', '#include "../near/near.h"\n', '#include "src/near/x.h"\n',
                     "#include <keur/nothing.h>\n"):
            self.bad(rules.check_layers, "src/cli/a.c", text, "not written as")
        self.good(rules.check_layers, "src/base/a.c", '/*\n#include "cli/x.h"\n*/\n')
        self.bad(rules.check_layers, "src/base/a.c", '#  include   "cli/x.h"\n', "not use cli")
        self.bad(rules.check_layers, "src/top.c", "", "no layer")
        self.bad(rules.check_layers, "src/cases/a.c", "", "no layer")
        self.good(rules.check_layers, "reports/a.c", '#include "report_template.h"\n')
        self.bad(rules.check_layers, "src/case/a.c", '#include "report_template.h"\n', "reports")
        self.good(rules.check_layers, "src/cli/a.c", '#include "demo_files.h"\n')
        self.bad(rules.check_layers, "reports/a.c", '#include "demo_files.h"\n', "cli")

    def test_dependencies_stay_behind_their_file(self):
        for header, home, elsewhere in (
                ("omp.h", "src/base/parallel.c", "src/base/sort.c"),
                ("csv.h", "src/table/csv.c", "src/table/reader.c"),
                ("cjson/cJSON.h", "src/base/json.c", "reports/json.c"),
                ("cJSON.h", "src/base/json.c", "src/table/schema.c"),
                ("gsl/gsl_cdf.h", "src/stats/intervals.c", "attacks/dcr.c"),
                ("xgboost/c_api.h", "src/learn/xgboost.c", "src/learn/boosted_trees.c"),
                ("zlib.h", "src/table/source.c", "src/base/file.c"),
                ("iconv.h", "src/table/source.c", "src/cli/main.c")):
            text = f"int x;\n#include <{header}>\n"
            self.good(rules.check_dependencies, home, text)
            self.bad(rules.check_dependencies, elsewhere, text, "belongs behind", 2)

    def test_openmp_stays_behind_its_file(self):
        for text in ("#pragma omp parallel for\n", "#  pragma   omp simd\n",
                     "int n = omp_get_max_threads();\n", '_Pragma("omp simd")\n'):
            self.bad(rules.check_dependencies, "src/near/scan.c", text, "OpenMP", 1)
            self.good(rules.check_dependencies, "src/base/parallel.c", text)
        self.good(rules.check_dependencies, "src/near/scan.c", "/* no #pragma omp here */\n")
        self.good(rules.check_dependencies, "src/near/scan.c", "#pragma GCC unroll 4\n")

    def test_only_the_program_prints(self):
        for text in ('printf("x");', 'puts ("x");', "exit(1);", 'getenv("X");', 'perror("x");',
                     'fprintf(stderr, "x");', 'fputs("x", stdout);', "abort();", "(void)putchar(c);"):
            for path in ("src/base/a.c", "attacks/a.c", "reports/a.c", "src/near/a.h"):
                self.bad(rules.check_quiet, path, f"{{\n    {text}\n}}\n", "belongs in src/cli", 2)
            self.good(rules.check_quiet, "src/cli/a.c", text)
        for text in ("snprintf(a, n, b);", "vsnprintf(a, n, b, c);", "fprintf(file, a);",
                     "keur_text_printf(a);", "/* printf(x) */", 'fail("puts(x) or stdout");',
                     "buffer_puts(a);", "on_exit_of_loop();"):
            self.good(rules.check_quiet, "src/base/a.c", text)

    def test_names_are_unique(self):
        twice = {"src/near/tree.c": "", "src/learn/tree.c": "", "src/near/tree.h": ""}
        self.assertEqual(rules.check_names(twice),
                         ["src/near/tree.c and src/learn/tree.c: the same file name"])
        self.assertEqual(rules.check_names({"src/near/README.md": "", "src/learn/README.md": ""}),
                         [])

    def test_types_are_unique(self):
        one = "typedef struct keur_tree {\n    int of;\n} keur_tree;\n"
        self.good(rules.check_types, "src/near/a.h", one)
        self.assertEqual(rules.check_types({"src/near/a.h": one, "src/learn/b.h": one}),
                         ["src/near/a.h and src/learn/b.h: keur_tree is defined in both"])

    def test_one_licence_line(self):
        line = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
        self.good(rules.check_licences, "src/base/a.c", line)
        self.good(rules.check_licences, "bootstrap", "#!/bin/sh\n# SPDX-License-Identifier: X\n")
        self.bad(rules.check_licences, "src/base/a.c", "int x;\n", "0 SPDX")
        self.bad(rules.check_licences, "src/base/a.c", line + line, "2 SPDX")
        self.bad(rules.check_licences, "src/base/a.c", "\n\n" + line, "1 SPDX")

    def test_readmes(self):
        tops = {"src/README.md": "", "tests/README.md": "", "include/README.md": ""}
        self.assertEqual(rules.check_readmes({**tops, "src/near/a.c": ""}),
                         ["src/near: no README.md"])
        self.assertEqual(
            rules.check_readmes({**tops, "src/near/a.c": "", "src/near/README.md": ""}), [])
        self.assertEqual(len(rules.check_readmes({})), 3)

    def test_sizes(self):
        def function(body):
            return "int f(void)\n{\n" + "    x++;\n" * body + "}\n"

        self.good(rules.check_sizes, "src/base/a.c", function(59) * 2)
        self.bad(rules.check_sizes, "src/base/a.c", function(59) + function(60), "61 lines", 64)
        self.good(rules.check_sizes, "src/base/a.c", "int x;\n" * 450)
        self.bad(rules.check_sizes, "src/base/a.c", "int x;\n" * 451, "451 lines")
        self.good(rules.check_sizes, "src/base/a.h", "enum {\n" + "A,\n" * 100 + "};\n")


if __name__ == "__main__":
    unittest.main()
