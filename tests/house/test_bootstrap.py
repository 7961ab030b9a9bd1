# SPDX-License-Identifier: GPL-3.0-or-later
"""What ./bootstrap asks of a machine, seen with stand-ins for apt-get, dpkg-query, cmake and the
rest: nothing outside a scratch directory is touched."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from building import SOURCE

TOOLS = ["sh", "dirname", "sed", "grep", "rm", "mkdir", "cat", "head", "nproc", "env"]

# Each writes its name and arguments to $LOG, then does as little as it can.
LOGGED = '#!/bin/sh\nprintf "%s\\n" "${0##*/} $*" >>"$LOG"\n'
STAND_INS = {
    "apt-get": 'printf "frontend %s\\n" "${DEBIAN_FRONTEND:-}" >>"$LOG"\n'
               '[ "$1" = update ] || { [ -z "${APT_FAILS:-}" ] && : >"$ABSENT"; }\n',
    "cmake": 'case "$1 ${2:-}" in\n'
             '  --version*) echo "cmake version ${CMAKE_IS:-3.25.1}" ;;\n'
             '  "--preset release") mkdir -p build/release; : >build/release/build.ninja\n'
             '    printf "CMAKE_HOME_DIRECTORY:INTERNAL=%s\\nCMAKE_C_COMPILER:FILEPATH=%s\\n" "$PWD" '
             '"$(command -v "${CC:-cc}")" >build/release/CMakeCache.txt ;;\n'
             '  "--build build/release")\n'
             '    printf \'#!/bin/sh\\necho "$1 ran in $PWD"\\n\' >build/release/keur\n'
             '    chmod +x build/release/keur ;;\n'
             "esac\n",
    "ctest": 'echo "100% tests passed, 0 tests failed out of 3"\n',
    "id": 'echo "${USER_ID:-0}"\n',
    "ninja": "", "pkg-config": "", "python3": "exit 1\n", "cc": "exit 1\n", "other-cc": "exit 1\n",
}
# Packages named in $ABSENT are not installed, all others are.
DPKG = '#!/bin/sh\nfor name; do :; done\n' \
       'if grep -qx "$name" "$ABSENT"; then exit 1; else printf installed; fi\n'


class Bootstrap(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="keur bootstrap ")
        self.addCleanup(scratch.cleanup)
        self.top = pathlib.Path(scratch.name).resolve()
        self.house = self.top / "a house"
        self.bin = self.top / "bin"
        self.log = self.top / "log"
        self.absent = self.top / "absent"
        for folder in (self.house, self.bin):
            folder.mkdir()
        shutil.copy(SOURCE / "bootstrap", self.house)
        for tool in TOOLS + ["chmod"]:
            (self.bin / tool).symlink_to(shutil.which(tool))
        for name, text in STAND_INS.items():
            self.command(name, LOGGED + text)
        self.command("dpkg-query", DPKG)
        self.absent.write_text("")

    def command(self, name, text):
        file = self.bin / name
        file.write_text(text)
        file.chmod(0o755)

    def without(self, *packages):
        self.absent.write_text("".join(f"{package}\n" for package in packages))

    def run_it(self, *arguments, cwd=None, **variables):
        """Exit code, standard output, standard error and the lines logged by stand-ins."""
        self.log.write_text("")
        environment = {"PATH": str(self.bin), "LOG": str(self.log), "ABSENT": str(self.absent),
                       **variables}
        done = subprocess.run([self.house / "bootstrap", *arguments], cwd=cwd or self.house,
                              env=environment, capture_output=True, text=True, check=False,
                              stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout, done.stderr, self.log.read_text().splitlines()

    def calls(self, log, name):
        return [line for line in log if line.split()[0] == name]

    def test_nothing_missing_leaves_apt_alone(self):
        for command in ("build", "demo", "test"):
            for user in ("0", "1000"):
                code, _, said, log = self.run_it(command, USER_ID=user)
                self.assertEqual(code, 0, said)
                self.assertEqual(self.calls(log, "apt-get"), [])

    def test_demo_runs_where_it_is_called(self):
        elsewhere = self.top / "else where"
        elsewhere.mkdir()
        code, out, said, _ = self.run_it("demo", cwd=elsewhere)
        self.assertEqual((code, out), (0, f"demo ran in {elsewhere}\n"), said)

    def test_second_run_configures_nothing(self):
        _, _, _, log = self.run_it("build")
        self.assertEqual(len(self.calls(log, "cmake")), 3, log)
        self.assertTrue(any("--preset release" in line for line in log))
        code, _, _, log = self.run_it("build")
        self.assertEqual(code, 0)
        self.assertEqual(len(self.calls(log, "cmake")), 1, log)
        self.assertIn("--build build/release", self.calls(log, "cmake")[0])

    def test_another_compiler_configures_again(self):
        self.run_it("build")
        for compiler, configures in (("other-cc", True), ("other-cc", False), ("cc", True)):
            code, _, said, log = self.run_it("build", CC=compiler)
            self.assertEqual(code, 0, said)
            self.assertEqual(any("--preset" in line for line in log), configures, compiler)

    def test_tools_of_tests_found_later_configure_again(self):
        self.run_it("build")
        with (self.house / "build/release/CMakeCache.txt").open("a") as cache:
            cache.write("CMOCKA_LIBRARY:FILEPATH=CMOCKA_LIBRARY-NOTFOUND\n")
        _, _, _, log = self.run_it("build")
        self.assertFalse(any("--preset" in line for line in log))
        _, _, _, log = self.run_it("test")
        self.assertTrue(any("--preset" in line for line in log))

    def test_missing_without_rights_lists_and_stops(self):
        self.without("libgsl-dev", "libcsv-dev")
        code, out, said, log = self.run_it("demo", USER_ID="1000")
        self.assertEqual((code, out), (1, ""))
        self.assertIn("missing: libgsl-dev libcsv-dev\n", said)
        self.assertIn("apt-get install --no-install-recommends libgsl-dev libcsv-dev\n", said)
        self.assertEqual(self.calls(log, "apt-get") + self.calls(log, "cmake"), [])

    def test_sudo_that_refuses_is_no_right(self):
        self.without("libcsv-dev")
        self.command("sudo", LOGGED + "exit 1\n")
        code, _, said, log = self.run_it("build", USER_ID="1000")
        self.assertEqual(code, 1)
        self.assertIn("missing: libcsv-dev\n", said)
        self.assertEqual(self.calls(log, "apt-get"), [])

    def test_missing_is_installed_by_root(self):
        self.without("zlib1g-dev", "libcmocka-dev")
        code, _, said, log = self.run_it("build")
        self.assertEqual(code, 0, said)
        self.assertEqual(self.calls(log, "apt-get"), [
            "apt-get update -qq", "apt-get install -y -qq --no-install-recommends zlib1g-dev"])
        self.assertEqual(self.calls(log, "frontend"), ["frontend noninteractive"] * 2)
        self.without("libcmocka-dev")
        code, out, said, log = self.run_it("test")
        self.assertEqual(code, 0, said)
        self.assertIn("apt-get install -y -qq --no-install-recommends libcmocka-dev", log)
        self.assertTrue(any("--preset" in line for line in log), "what is new was not looked for")
        self.assertIn("0 tests failed out of 3", out)

    def test_what_is_wished_for_is_no_need(self):
        self.without("libreadstat-dev")
        code, _, said, log = self.run_it("build", USER_ID="1000")
        self.assertEqual(code, 0, said)
        self.assertIn("without libreadstat-dev: files of SPSS", said)
        self.assertEqual(self.calls(log, "apt-get"), [])
        code, _, said, log = self.run_it("build", APT_FAILS="1")
        self.assertEqual(code, 0, said)
        self.assertIn("without libreadstat-dev", said)
        self.assertNotIn("libxgboost-dev", said)
        code, _, said, log = self.run_it("build")
        self.assertEqual(code, 0, said)
        self.assertIn("apt-get install -y -qq --no-install-recommends libreadstat-dev", log)
        self.assertTrue(any("--preset" in line for line in log), "what is new was not looked for")

    def test_each_wish_says_what_is_missed(self):
        self.without("libxgboost-dev")
        code, _, said, _ = self.run_it("build", USER_ID="1000")
        self.assertEqual(code, 0, said)
        self.assertIn("without libxgboost-dev: figures that need boosted trees", said)
        self.assertNotIn("SPSS", said)
        self.without("libreadstat-dev", "libxgboost-dev")
        code, _, said, _ = self.run_it("build", USER_ID="1000")
        self.assertEqual(code, 0, said)
        self.assertIn("SPSS", said)
        self.assertIn("boosted trees", said)
        code, _, said, log = self.run_it("build")
        self.assertIn("apt-get install -y -qq --no-install-recommends libreadstat-dev "
                      "libxgboost-dev", log)

    def test_a_browser_is_wished_for_by_the_tests_alone(self):
        self.without("chromium", "libreadstat-dev")
        code, _, said, log = self.run_it("build")
        self.assertEqual(code, 0, said)
        self.assertNotIn("chromium", said + " ".join(log))
        self.without("chromium")
        code, _, said, log = self.run_it("test")
        self.assertEqual(code, 0, said)
        self.assertIn("apt-get install -y -qq --no-install-recommends chromium", log)
        self.without("chromium")
        code, _, said, _ = self.run_it("test", USER_ID="1000")
        self.assertEqual(code, 0, said)
        self.assertIn("without chromium: the test of the pages in a browser will be skipped", said)

    def test_missing_is_installed_through_sudo(self):
        self.without("zlib1g-dev")
        self.command("sudo", LOGGED + '[ "$1" = -n ] && shift\n[ "$1" = true ] || exec "$@"\n')
        code, _, said, log = self.run_it("build", USER_ID="1000")
        self.assertEqual(code, 0, said)
        self.assertEqual(self.calls(log, "apt-get"), [
            "apt-get update -qq", "apt-get install -y -qq --no-install-recommends zlib1g-dev"])
        self.assertEqual(self.calls(log, "frontend"), ["frontend noninteractive"] * 2)

    def test_apt_that_fails_ends_it(self):
        self.without("zlib1g-dev")
        code, _, said, log = self.run_it("build", APT_FAILS="yes")
        self.assertEqual(code, 1)
        self.assertIn("could not install: zlib1g-dev", said)
        self.assertEqual(self.calls(log, "cmake"), [])

    def test_a_tool_of_no_package_counts(self):
        self.without("cmake", "ninja-build", "pkg-config", "libcsv-dev")
        self.command("cc", '#!/bin/sh\ngrep -q "<csv.h>"\n')
        code, _, said, log = self.run_it("build", USER_ID="1000")
        self.assertEqual(code, 0, said)
        self.assertEqual(self.calls(log, "apt-get"), [])

    def test_without_apt_it_says_what_to_install(self):
        for name in ("apt-get", "dpkg-query", "ninja"):
            (self.bin / name).unlink()
        self.command("cc", '#!/bin/sh\n! grep -q "<csv.h>"\n')
        code, _, said, log = self.run_it("build")
        self.assertEqual(code, 1)
        self.assertIn("missing, by their names on Debian: ninja-build libcsv-dev\n", said)
        self.assertEqual(self.calls(log, "cmake"), [])

    def test_no_compiler(self):
        (self.bin / "cc").unlink()
        code, _, said, _ = self.run_it("build", USER_ID="1000")
        self.assertEqual(code, 1)
        self.assertIn("missing: gcc\n", said)
        code, _, said, _ = self.run_it("build", CC="no-such-cc")
        self.assertEqual(code, 1)
        self.assertIn("CC is not there: no-such-cc", said)

    def test_old_cmake_is_named(self):
        code, _, said, _ = self.run_it("build", CMAKE_IS="3.18.4")
        self.assertEqual(code, 1)
        self.assertIn("cmake 3.21 or newer is needed; cmake version 3.18.4 is here", said)
        for good in ("3.21.0", "4.0.2"):
            self.assertEqual(self.run_it("build", CMAKE_IS=good)[0], 0)
            shutil.rmtree(self.house / "build")

    def test_usage(self):
        code, out, _, log = self.run_it("help")
        self.assertEqual((code, log), (0, []))
        for command in ("demo", "test", "build", "check", "help"):
            self.assertRegex(out, rf"(?m)^  {command} ")
        code, out, said, log = self.run_it("nonsense")
        self.assertEqual((code, out, log), (2, "", []))
        self.assertIn("usage:", said)


if __name__ == "__main__":
    unittest.main()
