# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input: message, exit code, and no output at all."""

import gzip
import json
import os
import unittest

from cli import CommandLine

GOOD = "age,town\n" + "".join(f"{20 + i % 50},{'abcde'[i % 5]}\n" for i in range(60))


class BadTables(CommandLine):
    """Each fault in the place of the real, the synthetic and the holdout table."""

    def check(self, content, parts, code=1, secrets=(), name="bad.csv"):
        self.put("good.csv", GOOD)
        self.put(name, content)
        for words in ((name, "good.csv"), ("good.csv", name),
                      ("good.csv", "good.csv", "--holdout", name)):
            with self.subTest(words):
                self.bad(code, parts, "score", *words, "-o", "out", secrets=secrets)
        with self.subTest("schema"):
            if name == "bad.csv" and "good.csv" not in str(parts):
                self.bad(code, parts, "schema", name, secrets=secrets)

    def test_empty(self):
        self.check("", "bad.csv: the file is empty")

    def test_header_only(self):
        self.check("age,town\n", "bad.csv: a header but no rows")

    def test_ragged(self):
        self.check("age,town\n1,xsecretx\n2\n", "bad.csv:3: 1 field, the header has 2",
                   secrets=["xsecretx"])
        self.check("age,town\n1,x,ysecrety\n", "bad.csv:2: 3 fields, the header has 2",
                   secrets=["ysecrety"])

    def test_ragged_line_counts_embedded_newlines(self):
        self.check('age,town\n1,"x\n\ny"\n2\n', "bad.csv:5: 1 field")

    def test_unclosed_quote(self):
        self.check('age,town\n1,"xsecretx\n2,y\n', ("bad.csv:2:", "never closed"),
                   secrets=["xsecretx"])

    def test_wrong_encoding(self):
        self.put("good.csv", GOOD)
        self.put("bad.csv", b"age,town\n1,x\n2,caf\xe9\n")
        self.bad(1, ("bad.csv:3:", "UTF-8"), "score", "bad.csv", "good.csv", "--encoding", "UTF-8",
                 secrets=["caf"])

    def test_huge_field(self):
        self.check("age,town\n1," + "q" * (1 << 21) + "\n", ("bad.csv:2:", "field 2", "1048576"),
                   secrets=["qqq"])

    def test_nul_byte(self):
        self.check(b"age,town\n1,a\0b\n", "bad.csv:2:")

    def test_headers(self):
        self.check("age,age\n1,2\n", ("bad.csv:1:", "columns 1 and 2"))
        self.check("age,\n1,2\n", "bad.csv:1:")

    def test_not_gzip_to_the_end(self):
        whole = gzip.compress(GOOD.encode())
        self.check(whole[: len(whole) // 2], "bad.csv.gz", name="bad.csv.gz")

    def test_missing_file_and_directory(self):
        self.put("good.csv", GOOD)
        (self.here / "folder").mkdir()
        for words in (("no.csv", "good.csv"), ("good.csv", "no.csv")):
            self.bad(1, "no.csv: cannot be opened: No such file", "score", *words)
        self.bad(1, "folder: cannot be read: Is a directory", "score", "folder", "good.csv")

    def test_unreadable(self):
        if os.geteuid() == 0:
            self.skipTest("root reads everything")
        self.put("good.csv", GOOD)
        (self.here / "good.csv").chmod(0)
        self.bad(1, "good.csv: cannot be opened: Permission denied", "score", "good.csv", "good.csv")


class TablesThatDoNotFit(CommandLine):
    def setUp(self):
        super().setUp()
        self.put("good.csv", GOOD)

    def test_column_missing(self):
        self.put("other.csv", "age,city\n1,x\n2,y\n")
        # by place: a name may be a value, where a file has no header
        self.bad(1, ("column 2 of good.csv", "other.csv"), "score", "good.csv", "other.csv",
                 secrets=["town"])
        self.bad(1, ("column 2 of other.csv", "good.csv"), "score", "other.csv", "good.csv",
                 secrets=["city"])
        text = self.good("score", "good.csv", "other.csv", "--common-columns")
        self.assertIn("column 2 of good.csv", text)
        self.assertIn("column 2 of other.csv", text)
        self.assertNotIn("town", text)
        self.assertNotIn("city", text)

    def test_column_of_another_type(self):
        self.put("other.csv", "age,town\n1,x\nsecretage,y\n")
        self.bad(1, ('"age"', "other.csv:3"), "score", "good.csv", "other.csv",
                 secrets=["secretage"])

    def test_order_of_columns_does_not_matter(self):
        rows = [line.split(",") for line in GOOD.split()]
        self.put("turned.csv", "".join(f"{b},{a}\n" for a, b in rows))
        turned, same = (json.loads(self.good("score", "good.csv", name, "--json"))
                        for name in ("turned.csv", "good.csv"))
        for card in (turned, same):
            self.assertIn("structure", {figure["measure"] for figure in card["figures"]})
            card["figures"] = [f for f in card["figures"] if f["name"] != "columns-moved"]
        self.assertEqual(turned, same)

    def test_holdout_is_train(self):
        lines = GOOD.split()
        self.put("turned.csv", "\n".join([lines[0], *reversed(lines[1:])]) + "\n")
        self.bad(1, "the holdout table holds the same rows as the train table", "score",
                 "good.csv", "good.csv", "--holdout", "turned.csv")
        self.bad(1, "the reference table holds the same rows as the train table", "score",
                 "good.csv", "good.csv", "--reference", "turned.csv")

    def test_nothing_left_to_measure(self):
        self.put("same.csv", "age,town\n" + "1,x\n" * 20)
        self.bad(1, "no column is left", "score", "same.csv", "same.csv")


class SmallTables(CommandLine):
    """Odd but legal: they run, and say what cannot be estimated."""

    def check(self, real, synthetic, *more):
        self.put("real.csv", real)
        self.put("synthetic.csv", synthetic)
        for measure in ("text", "json"):
            words = ["score", "real.csv", "synthetic.csv", *more]
            out = self.good(*words, *(["--json"] if measure == "json" else []))
            self.assertNotIn("nan", out.lower().replace("NaN", "nan").split())
            self.assertNotIn("inf", out.lower().split())

    def test_one_row(self):
        self.check("age,town\n1,x\n", GOOD)
        self.check(GOOD, "age,town\n1,x\n")
        self.put("one.csv", "age,town\n77,q\n")
        self.check(GOOD, GOOD, "--holdout", "one.csv")

    def test_one_column(self):
        column = "".join(line.split(",")[0] + "\n" for line in GOOD.split())
        self.check(column, column)

    def test_all_missing(self):
        self.check(GOOD, "age,town\n" + ",\n" * 20)
        self.check("age,town\n" + ",\n" * 20, GOOD)

    def test_constant_column(self):
        lines = GOOD.split()
        self.check("\n".join([lines[0] + ",k", *(line + ",1" for line in lines[1:])]) + "\n",
                   "\n".join([lines[0] + ",k", *(line + ",1" for line in lines[1:])]) + "\n")
        self.check(GOOD, "age,town\n" + "5,a\n" * 30)


class BadOptions(CommandLine):
    def setUp(self):
        super().setUp()
        self.put("good.csv", GOOD)

    def usage(self, part, *words):
        self.bad(2, part, *words)

    def test_usage(self):
        self.usage("--nosuch: no such option", "score", "good.csv", "good.csv", "--nosuch")
        self.usage("--seed needs a value", "score", "good.csv", "good.csv", "--seed")
        self.usage("--quiet takes no value", "score", "good.csv", "good.csv", "--quiet=1")
        for seed in ("x", "-1", "1.5", "", "18446744073709551616"):
            self.usage("--seed: expected a whole number", "score", "good.csv", "good.csv",
                       f"--seed={seed}")
        self.usage("--title: not valid UTF-8", "score", "good.csv", "good.csv", "--title",
                   "\udcff")
        self.usage("expected: keur score", "score", "good.csv")
        self.usage("expected: keur score", "score", "good.csv", "good.csv", "good.csv")
        self.usage("--separator: expected", "score", "good.csv", "good.csv", "--separator", "x")
        self.usage("one table can come from standard input", "score", "-", "-")
        self.usage('no measure "nope"', "score", "good.csv", "good.csv", "--measures", "nope")
        self.usage("--scaling: expected one of", "score", "good.csv", "good.csv", "--set",
                   "scaling=x")
        self.usage('no measure "nope"', "attack", "nope", "good.csv", "good.csv")
        self.usage('no measure "nope"', "explain", "nope")
        self.usage("--metric: expected one of", "attack", "dcr", "good.csv", "good.csv",
                   "--metric", "x")
        self.usage("--neighbours: expected a whole number from 1 to 64", "attack",
                   "membership-distance-ratio", "good.csv", "good.csv", "--neighbours", "65")
        self.usage('--keys: "nope" is not a column', "attack", "identity-keys", "good.csv",
                   "good.csv", "--keys", "nope")
        self.usage('--keys: "age" is named twice', "attack", "identity-keys", "good.csv",
                   "good.csv", "--keys", "age,age")
        self.usage("--keys: set 2 is empty", "attack", "apparent-match", "good.csv", "good.csv",
                   "--keys", "age;")
        self.usage('"age" is also the secret', "attack", "attribute-keys", "good.csv", "good.csv",
                   "--keys", "age", "--secret", "age")

    def test_no_such_command(self):
        done = self.keur("nosuch")
        self.assertEqual(done.returncode, 2)
        self.assertIn(b'no command "nosuch"', done.stderr)
        self.assertEqual(self.keur().returncode, 2)


class BadSchemas(CommandLine):
    def setUp(self):
        super().setUp()
        self.put("good.csv", GOOD)

    def check(self, json, *parts):
        self.put("s.json", json)
        self.bad(1, ("s.json", *parts), "score", "good.csv", "good.csv", "--schema", "s.json")

    def test_paths_are_named(self):
        head = '{"keur_schema": 1, "columns": '
        self.check("{", "s.json:1: column")
        self.check("[]", "$")
        self.check(head + "3}", "$.columns")
        self.check(head + '[{"name": "age", "type": "numerix"}]}', "$.columns[0].type")
        self.check(head + '[{"name": "age", "type": "numeric"}, {"name": 5}]}', "$.columns[1].name")
        self.check(head + '[{"name": "age", "type": "numeric", "roles": ["kay"]}]}',
                   "$.columns[0].roles[0]")
        self.check(head + '[{"name": "age", "typo": 1}]}', "$.columns[0].typo")
        self.check('{"keur_schema": 99, "columns": []}', "$.keur_schema")

    def test_column_that_is_nowhere(self):
        self.put("s.json", '{"keur_schema": 1, "columns": [{"name": "nope", "type": "numeric"}]}')
        self.bad(1, "nope", "score", "good.csv", "good.csv", "--schema", "s.json")

    def test_value_that_does_not_fit(self):
        self.put("s.json", '{"keur_schema": 1, "columns": [{"name": "town", "type": "numeric"}]}')
        self.bad(1, ("good.csv:2", '"town"'), "score", "good.csv", "good.csv", "--schema",
                 "s.json")


class BadPlacesToWrite(CommandLine):
    def setUp(self):
        super().setUp()
        self.put("good.csv", GOOD)

    def test_directory_that_cannot_be_made(self):
        self.bad(1, ("good.csv/out", "Not a directory"), "score", "good.csv", "good.csv", "-o",
                 "good.csv/out")

    def test_full_disk(self):
        with open("/dev/full", "wb") as full:
            for words in (("score", "good.csv", "good.csv"), ("list",), ("--version",),
                          ("schema", "good.csv"), ("attack", "dcr", "good.csv", "good.csv")):
                done = self.keur(*words, stdout=full)
                self.assertEqual(done.returncode, 1, words)
                self.assertIn(b"No space left" if len(words) > 1 else b"cannot be written",
                              done.stderr)
        self.bad(1, ("/dev/full", "No space left"), "schema", "good.csv", "-o", "/dev/full")

    def test_no_file_is_left_where_one_of_several_cannot_be_written(self):
        (self.here / "out").mkdir()
        (self.here / "out" / "scorecard.html").mkdir()
        self.bad(1, "scorecard.html", "score", "good.csv", "good.csv", "-o", "out")


if __name__ == "__main__":
    unittest.main()
