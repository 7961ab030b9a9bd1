# SPDX-License-Identifier: GPL-3.0-or-later
"""An installed keur serves others: by its CMake package, by pkg-config, from any place."""

import os
import pathlib
import re
import shlex
import shutil
import tempfile
import unittest

from building import BUILD, SOURCE, cached, compiler_flags, run

CONSUMER = SOURCE / "tests" / "house" / "consumer"
VERSION = re.search(r"VERSION (\d+\.\d+\.\d+)", (SOURCE / "CMakeLists.txt").read_text()).group(1)
EXPECTED = f"keur {VERSION}: 6 rows, 2 columns\nage numeric\nsex categorical\n"


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="keur install ")
        first = pathlib.Path(cls.scratch.name, "first")
        cls.prefix = pathlib.Path(cls.scratch.name, "moved")
        run("cmake", "--install", BUILD, "--prefix", first)
        first.rename(cls.prefix)
        (cls.libraries,) = [file.parent for file in cls.prefix.rglob("libkeur.a")]

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def test_holds_what_it_should(self):
        found = {file.relative_to(self.prefix).as_posix() for file in self.prefix.rglob("*")
                 if not file.is_dir()}
        library = self.libraries.relative_to(self.prefix).as_posix()
        headers = {f"include/keur/{file.name}" for file in (SOURCE / "include/keur").glob("*.h")}
        self.assertGreater(len(headers), 5)
        major = VERSION.split(".")[0]
        wanted = headers | {"bin/keur", f"{library}/pkgconfig/keur.pc"} | {
            f"{library}/{name}" for name in (
                "libkeur.a", "libkeur.so", f"libkeur.so.{major}", f"libkeur.so.{VERSION}")}
        self.assertEqual(wanted - found, set())
        extra = {path for path in found - wanted if not path.startswith(f"{library}/cmake/keur/")}
        self.assertEqual(extra, set())

    def test_program_runs(self):
        said = run(self.prefix / "bin" / "keur", "--version")
        self.assertIn(VERSION, said)

    def test_serves_cmake(self):
        build = pathlib.Path(self.scratch.name, "with-cmake")
        run("cmake", "-G", cached("CMAKE_GENERATOR"), "-S", CONSUMER, "-B", build,
            f"-DCMAKE_PREFIX_PATH={self.prefix}",
            f"-DCMAKE_C_COMPILER={cached('CMAKE_C_COMPILER')}",
            f"-DCMAKE_C_FLAGS={' '.join(compiler_flags())}")
        self.assertIn(f"keur_DIR:PATH={self.prefix}", (build / "CMakeCache.txt").read_text())
        run("cmake", "--build", build)
        for kind in ("shared", "static"):
            self.assertEqual(run(build / f"consumer_{kind}"), EXPECTED)

    @unittest.skipUnless(shutil.which("pkg-config"), "no pkg-config")
    def test_serves_pkg_config(self):
        environment = dict(os.environ, PKG_CONFIG_PATH=str(self.libraries / "pkgconfig"),
                           LD_LIBRARY_PATH=str(self.libraries))
        self.assertEqual(run("pkg-config", "--modversion", "keur", env=environment).strip(), VERSION)
        for kind, options in (("shared", []), ("static", ["--static"])):
            flags = shlex.split(run("pkg-config", *options, "--cflags", "--libs", "keur",
                                    env=environment))
            if kind == "static":
                # -lkeur prefers the shared library where both are, so name the archive.
                flags = [str(self.libraries / "libkeur.a") if flag == "-lkeur" else flag
                         for flag in flags]
            program = pathlib.Path(self.scratch.name, f"with-pkg-config-{kind}")
            run(cached("CMAKE_C_COMPILER"), "-std=c11", *compiler_flags(),
                CONSUMER / "consumer.c", "-o", program, *flags)
            self.assertEqual(run(program, env=environment), EXPECTED)


if __name__ == "__main__":
    unittest.main()
