#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists what a translator of reports has to know.

    reports/lang/extract.py                 every text of the sources that a reader may meet, as a template (.pot)
    reports/lang/extract.py --new nl.po     those that the catalogue does not have, as entries to be filled in
    reports/lang/extract.py --dead nl.po    texts of the catalogue that no source can have written

A text is a literal of a C source that holds words and is no message of an error, or a text or label of a part of
template.html with %s in the place of its {{slots}}. Literals that follow each other are one.
"""

import html
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOP = HERE.parent.parent

FOLDERS = ("attacks", "src/fidelity", "src/case", "src/learn", "src/stats", "src/near", "src/assess", "src/cells")
CLI = ("src/cli/cmd_explain.c", "src/cli/cmd_list.c")
# Machines read what these write.
NOT_FOR_READERS = re.compile(r"json|_csv|junit|_read|read_|series_|written|own_words|/po\.c|language\.c|export_check|translate|"
                             r"src/near|power_text|limit_power|assess/policy\.c|case/rules\.c|figures_text|policy_parse|policy_print|rule_bind|/result\.c|xgboost|score_lines")
# Literals within these calls are messages of errors, or names of members of JSON.
CALLS = re.compile(r"^(keur_fail\w*|fail\w*|keur_json_\w+|add_member|strcmp|strncmp|strchr|strstr|strspn|begins|is_called|has_unit)$")

# Names of random numbers, and classes of style sheets.
STREAM = re.compile(r"\w=[%\w]|^verdict \w+$|^gaps ")

TOKEN = re.compile(r'"((?:[^"\\\n]|\\.)*)"|(/\*.*?\*/|//[^\n]*)|(PRI\w+)|([A-Za-z_]\w*)|([^\s])', re.S)
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "'": "'", "0": ""}
CONVERSION = re.compile(r"%(?:\d+\$)?[-+ #0-9.*]*(?:<PRI\w+>|(?:z|ll|l|h|j)?[sducgfe])")


def unescape(raw):
    def one(match):
        if match[1]:
            return bytes([int(match[1], 16)]).decode("latin-1")
        return ESCAPES.get(match[2], match[2])

    text = re.sub(r"\\(?:x([0-9a-fA-F]{2})|(.))", one, raw)
    try:  # bytes of UTF-8 that are written as escapes
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def literals(source):
    """(text, functions that it is an argument of, member that it is the value of) for each literal but those of a
    measure's source: a citation stays as it is."""
    calls, name, text, field = [], None, None, None
    source = re.sub(r"^[ \t]*#[ \t]*include.*$", "", source, flags=re.M)
    source = source.replace("\\\n", "\n")
    for match in TOKEN.finditer(source):
        quoted, comment, macro, word, sign = match.groups()
        if comment is not None:
            continue
        if quoted is not None:
            text = (text or "") + unescape(quoted)
            continue
        if macro is not None and text is not None and text.endswith("%"):
            text += "<" + macro + ">"
            continue
        if text is not None:
            if field != "source":
                yield text, [call for call in calls if call], field
            text = None
        if sign == "=":
            field = name
        elif sign == ",":
            field = None
        if sign == "(":
            calls.append(name)
        elif sign == ")" and calls:
            calls.pop()
        elif sign in (";", "}"):
            calls, field = [], None
        name = word or name if sign == "=" else word


def is_for_readers(text):
    return re.search(r"[A-Za-z]{2}", CONVERSION.sub("", text)) is not None


def is_sentence(text):
    return is_for_readers(text) and re.search(r"[A-Za-z,.:;)%] +[A-Za-z(%]", text) is not None


def from_sources():
    found = {}
    files = [path for folder in FOLDERS for path in sorted((TOP / folder).glob("*.[ch]"))]
    files += sorted((TOP / "reports").glob("*.[ch]")) + [TOP / name for name in CLI]
    for path in files:
        name = str(path.relative_to(TOP))
        if NOT_FOR_READERS.search(name):
            continue
        for text, calls, field in literals(path.read_text(encoding="utf-8")):
            if field in ("help", "summary") or STREAM.search(text) or any(CALLS.match(call) for call in calls):
                continue
            found.setdefault(text, name)
    return found


def from_template():
    found = {}
    page = (TOP / "reports/template.html").read_text(encoding="utf-8")
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    texts = re.findall(r">([^<]*)<", page)
    texts += re.findall(r'(?:aria-label|data-label|title|alt)="([^"]*)"', page)
    for text in texts:
        text = " ".join(html.unescape(re.sub(r"\{\{\w+\}\}", "%s", text)).split())
        if is_for_readers(text):
            found[text] = "reports/template.html"
    return found


def read_po(path):
    """{msgid: (msgstr, is_format)}; the head has an empty id."""
    entries, flags, fields, at = {}, "", {}, None
    for line in Path(path).read_text(encoding="utf-8").split("\n") + ["#"]:
        if line.startswith(("#", "msgid ")) and "msgstr" in fields:
            entries[fields["msgid"]] = (fields["msgstr"], "c-format" in flags)
            flags, fields = "", {}
        if line.startswith("#,"):
            flags += line
        match = re.match(r'(msgid|msgstr)? *"(.*)"$', line)
        if match:
            at = match[1] or at
            fields[at] = fields.get(at, "") + unescape(match[2])
    return entries


def as_pattern(text):
    """What a format can have written, as a regular expression."""
    out, at = "", 0
    for match in CONVERSION.finditer(text):
        out += re.escape(text[at : match.start()].replace("%%", "%")) + "(?:.*)"
        at = match.end()
    return re.compile(out + re.escape(text[at:].replace("%%", "%")), re.S)


def all_texts():
    return {**from_sources(), **from_template()}


def is_tiled(words, corpus):
    """Whether a text is put together from pieces of the sources, of two words each on average."""
    pieces, at = 0, 0
    while at < len(words):
        end = len(words)
        while end > at and " ".join(words[at:end]) not in corpus:
            end -= 1
        if end == at:
            return False
        pieces, at = pieces + 1, end
    return pieces <= max(1, (len(words) + 1) // 2)


def dead(path):
    """Texts of the catalogue that nothing in the sources can have written, whole or in parts."""
    texts = set(from_template())
    for folder in ("include/keur", "src", "attacks", "reports"):
        for file in (TOP / folder).rglob("*.[ch]"):
            texts.update(text for text, _, _ in literals(file.read_text(encoding="utf-8")))

    def apart(text):
        """Words and marks, each by itself: a sentence may be composed up to a mark."""
        return " ".join(re.sub(r"([;:,.()])", r" \1 ", text).split())

    corpus = "\0".join(apart(CONVERSION.sub("\0", text).replace("%%", "%")) for text in texts)
    lost = []
    for text in read_po(path):
        runs = CONVERSION.sub("\0", text).replace("%%", "%") if CONVERSION.search(text) else text
        if not all(is_tiled(apart(run.strip(" ,;:.()")).split(), corpus) for run in runs.split("\0")):
            lost.append(text)
    return lost


def is_part(text, known):
    """Whether texts that the catalogue has hold this one, so that it is a part of a composed one."""
    plain = text.strip(" ,;:.\n#>-·").replace("**", "")
    if CONVERSION.search(plain):
        pattern = as_pattern(plain)
        return any(pattern.search(other) for other in known)
    return any(plain in other for other in known)


def missing(path, wanted=None):
    """{text: file} that the catalogue lacks; `wanted` restricts the sources to texts it is true of."""
    known = {text.strip() for text in read_po(path)}
    texts = all_texts() if wanted is None else wanted
    return {text: name for text, name in texts.items()
            if text.strip() not in known and not is_part(text, known)
            and (is_sentence(text) or name.endswith(".html"))}


def plainly_for_readers():
    """Texts that are surely shown: what describes a measure, rules of export, names of figures, the template."""
    found = from_template()
    for folder in ("attacks", "src/fidelity", "src/assess", "reports"):
        for path in sorted((TOP / folder).glob("*.[ch]")):
            name = str(path.relative_to(TOP))
            for text, _, field in literals(path.read_text(encoding="utf-8")):
                if field in ("title", "question", "limits") or name in ("src/assess/export_rules.c",
                                                                        "reports/headline.c"):
                    found[text] = name
    return {text: name for text, name in found.items() if is_sentence(text) or name.endswith(".html")}


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def entry(text, where, translated=""):
    flag = "#, c-format\n" if CONVERSION.search(text) else ""
    return f"#: {where}\n{flag}msgid {quote(text)}\nmsgstr {quote(translated)}\n"


def main(arguments):
    if arguments[:1] == ["--dead"]:
        lost = dead(arguments[1])
        for text in lost:
            print("no source has:", text)
        return 1 if lost else 0
    texts = missing(arguments[1]) if arguments[:1] == ["--new"] else all_texts()
    for text in sorted(texts):
        print(entry(text, texts[text]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
