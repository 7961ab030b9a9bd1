# SPDX-License-Identifier: GPL-3.0-or-later
"""Each public header compiles alone, as C11 and as C++, and the library exports what it declares."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from building import BUILD, SOURCE, cached, run

INCLUDE = SOURCE / "include"
HEADERS = sorted((INCLUDE / "keur").glob("*.h"))
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror"]
CXX = next(filter(None, map(shutil.which, [os.environ.get("CXX", "c++"), "g++", "clang++"])), None)


def has_cxx():
    """A C++ compiler that has its headers, too."""
    if CXX is None:
        return False
    done = subprocess.run([CXX, "-fsyntax-only", "-x", "c++", "-"], input="#include <cstddef>\n",
                          text=True, capture_output=True, check=False)
    return done.returncode == 0


class Headers(unittest.TestCase):
    def compile_each(self, compiler, suffix, *options):
        self.assertGreater(len(HEADERS), 5)
        with tempfile.TemporaryDirectory() as scratch:
            for header in HEADERS:
                with self.subTest(header.name):
                    # Twice: a header without a guard fails.
                    source = pathlib.Path(scratch, f"alone{suffix}")
                    source.write_text(f"#include <keur/{header.name}>\n" * 2 + "extern int one;\n",
                                      encoding="utf-8")
                    run(compiler, *options, *WARNINGS, "-I", INCLUDE, "-fsyntax-only", source)

    def test_compile_alone_as_c11(self):
        self.compile_each(cached("CMAKE_C_COMPILER"), ".c", "-std=c11", "-Wstrict-prototypes")

    @unittest.skipUnless(has_cxx(), "no C++ compiler")
    def test_compile_alone_as_cxx(self):
        self.compile_each(CXX, ".cc", "-std=c++11")

    @unittest.skipUnless(has_cxx(), "no C++ compiler")
    def test_links_as_c_from_cxx(self):
        with tempfile.TemporaryDirectory() as scratch:
            source = pathlib.Path(scratch, "uses.cc")
            source.write_text('#include <keur/keur.h>\n'
                              'int main() { return keur_status_text(KEUR_OK)[0] == \'n\' ? 0 : 1; }\n',
                              encoding="utf-8")
            if cached("KEUR_SANITIZE"):
                self.skipTest("the C++ compiler may not be the one of the sanitizers")
            run(CXX, "-I", INCLUDE, source, "-o", source.with_suffix(""), f"-L{BUILD}", "-lkeur",
                f"-Wl,-rpath,{BUILD}")
            run(source.with_suffix(""))

    def test_declared_is_exported_and_nothing_else(self):
        declared = set()
        for header in HEADERS:
            declared |= set(re.findall(r"KEUR_API\s+[^;(]*?\b(keur_\w+)\(", header.read_text()))
        self.assertGreater(len(declared), 40)
        symbols = run("nm", "-D", "--defined-only", BUILD / "libkeur.so")
        exported = {line.split()[-1] for line in symbols.splitlines() if " T " in line}
        self.assertEqual(declared - exported, set(), "declared, but not in the library")
        self.assertEqual(exported - declared, set(), "exported, but in no public header")


class Globals(unittest.TestCase):
    @unittest.skipIf(cached("KEUR_SANITIZE"), "sanitizers add data of their own")
    def test_library_has_no_mutable_globals(self):
        mutable = set()
        member = ""
        objects = 0
        for line in run("objdump", "-t", BUILD / "libkeur.a").splitlines():
            if ": " in line and "file format" in line:
                member = line.split(":")[0]
                objects += 1
            # address flags section size name; O marks data. Constants that hold pointers are in
            # .data.rel.ro, which is read-only once the program runs.
            found = re.search(r"\bO (\.(?:data|bss|tdata|tbss)\S*|\*COM\*)\s+\S+\s+"
                              r"(?:\.hidden )?(\S+)$", line)
            # A named critical section is a lock that OpenMP's runtime keeps.
            if found and not found.group(1).startswith(".data.rel.ro") and \
                    not found.group(2).startswith(".gomp_critical_user_"):
                mutable.add(f"{member}: {found.group(2)}")
        self.assertGreater(objects, 8)
        self.assertEqual(mutable, set())


if __name__ == "__main__":
    unittest.main()
