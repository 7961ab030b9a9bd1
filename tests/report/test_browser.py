# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages in a browser: silent, legible, within the window and on paper. Skipped without one."""

import base64
import functools
import gzip
import http.server
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
    from selenium.common.exceptions import WebDriverException
except ImportError:
    webdriver = None

KEUR = os.environ["KEUR"]
ADULT = pathlib.Path(os.environ["KEUR_CASES"]) / "adult"
DEMO = pathlib.Path(os.environ["KEUR_SOURCE"]) / "src" / "cli" / "demo"
BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")

# For each element with text of its own: the worst contrast of its colour to what lies behind it.
CONTRAST = r"""
function parse(c) { const n = (c.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
  return [n[0], n[1], n[2], n.length > 3 ? n[3] : 1]; }
function over(a, b) { return [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3])).concat([1]); }
function light(c) { const v = c.slice(0, 3).map(x => { x /= 255;
  return x <= .04045 ? x / 12.92 : Math.pow((x + .055) / 1.055, 2.4); });
  return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; }
const found = [], seen = new Set(), canvas = [255, 255, 255, 1];
for (const node of document.querySelectorAll("body *")) {
  if (["SCRIPT", "STYLE"].includes(node.tagName)) continue;
  if (![...node.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
  if (node.getClientRects().length === 0) continue;
  const style = getComputedStyle(node), layers = [];
  const ink = parse(node.namespaceURI.endsWith("svg") ? style.fill : style.color);
  for (let at = node; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor));
  let paper = canvas;
  for (const layer of layers.reverse()) paper = over(layer, paper);
  const under = node.previousElementSibling; // a cell of a drawing, of which this is the text
  if (under && under.tagName === "rect" && under.getAttribute("class") === node.getAttribute("class")) {
    const fill = parse(getComputedStyle(under).fill);
    paper = over([...fill.slice(0, 3), fill[3] * getComputedStyle(under).fillOpacity], paper);
  }
  const a = light(over(ink, paper)), b = light(paper);
  const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  const key = node.tagName + "." + (node.getAttribute("class") || "") + " " + ink + " " + paper;
  if (!seen.has(key)) { seen.add(key); found.push([ratio, key]); }
}
return found;
"""


def rows_of(path, n):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return "".join(line for _, line in zip(range(n + 1), file))


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def make_pages(here):
    """A scorecard with a policy, one without, and a comparison of ten small tables."""
    def keur(*words):
        done = subprocess.run([KEUR, *words], cwd=here, capture_output=True, check=False)
        if done.returncode not in (0, 3, 4):
            raise AssertionError(done.stderr.decode())

    if ADULT.is_dir():
        parts = {"train": ADULT / "train.csv.gz", "holdout": ADULT / "holdout.csv.gz",
                 "synth": ADULT / "synthpop.csv.gz"}
        others = sorted(p for p in ADULT.glob("*.csv.gz") if p not in list(parts.values())[:2])
    else:
        parts = {"train": DEMO / "train.csv.gz", "holdout": DEMO / "holdout.csv.gz",
                 "synth": DEMO / "flip30.csv.gz"}
        others = [DEMO / "flip30.csv.gz", DEMO / "mostly.csv.gz"] * 5
    for name, path in parts.items():
        (here / f"{name}.csv").write_text(rows_of(path, 2000))
        (here / f"small_{name}.csv").write_text(rows_of(path, 400))
    tables = []
    for i, path in enumerate(others[:10]):
        tables.append(f"{path.name.split('.')[0]}_{i}=t{i}.csv")
        (here / f"t{i}.csv").write_text(rows_of(path, 400))
    keur("score", "train.csv", "synth.csv", "--holdout", "holdout.csv", "--policy", "controlled",
         "--quick", "-o", "score")
    keur("score", "small_train.csv", "small_synth.csv", "--holdout", "small_holdout.csv",
         "--measures", "fidelity-index,singling-out,membership-distance", "-o", "free")
    keur("compare", "small_train.csv", *tables, "--holdout", "small_holdout.csv", "--policy",
         "controlled", "--measures", "fidelity-index,membership-distance,singling-out,exact-copies",
         "--no-references", "-o", "compare")


PAGES = ("score/scorecard.html", "free/scorecard.html", "compare/comparison.html")


@functools.cache
def browser(has_script):
    options = Options()
    options.binary_location = BROWSER
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                 "--hide-scrollbars", "--no-first-run", "--disable-extensions"):
        options.add_argument(word)
    if not has_script:
        options.add_experimental_option(
            "prefs", {"profile.managed_default_content_settings.javascript": 2})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service(DRIVER), options=options)


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory(prefix="keur browser ")
        cls.addClassCleanup(scratch.cleanup)
        cls.here = pathlib.Path(scratch.name)
        make_pages(cls.here)
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(Quiet, directory=scratch.name))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        cls.addClassCleanup(server.server_close)
        cls.addClassCleanup(server.shutdown)
        cls.address = f"http://127.0.0.1:{server.server_address[1]}/"
        for has_script in (True, False):
            cls.addClassCleanup(browser(has_script).quit)

    def open(self, page, width=1280, scheme="light", has_script=True):
        driver = browser(has_script)
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600})
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": scheme}]})
        driver.get(self.address + page)
        return driver

    def test_the_browser_says_nothing(self):
        for page in PAGES:
            for has_script in (True, False):
                driver = self.open(page, has_script=has_script)
                said = [line for line in driver.get_log("browser")
                        if "favicon.ico" not in line["message"]]
                self.assertEqual(said, [], page)

    def test_text_is_legible_in_both_schemes(self):
        for page in PAGES:
            papers = []
            for scheme in ("light", "dark"):
                driver = self.open(page, scheme=scheme)
                found = driver.execute_script(CONTRAST)
                self.assertGreater(len(found), 10)
                self.assertEqual([each for each in found if each[0] < 4.5], [],
                                 (page, scheme))
                papers.append(driver.execute_script(
                    "return getComputedStyle(document.body).backgroundColor"))
            self.assertNotEqual(*papers)

    def test_nothing_is_wider_than_the_window(self):
        for page in PAGES:
            for width in (1280, 390):
                driver = self.open(page, width=width)
                self.assertEqual(driver.execute_script(
                    "return document.documentElement.scrollWidth"), width, page)

    def test_tables_and_drawings_have_words(self):
        for page in PAGES:
            faults = self.open(page).execute_script("""
              const faults = [], ids = [...document.querySelectorAll("[id]")].map(e => e.id);
              for (const table of document.querySelectorAll("table")) {
                const heads = [...table.querySelectorAll("th")];
                if (!heads.length || heads.some(h => !["row", "col"].includes(h.scope)))
                  faults.push(table.outerHTML.slice(0, 300));
              }
              for (const svg of document.querySelectorAll("svg"))
                if (svg.getAttribute("role") !== "img" || !svg.getAttribute("aria-label"))
                  faults.push(svg.outerHTML.slice(0, 300));
              for (const e of document.querySelectorAll("[aria-labelledby]"))
                if (!document.getElementById(e.getAttribute("aria-labelledby")))
                  faults.push(e.outerHTML.slice(0, 300));
              for (const id of ids) if (ids.filter(x => x === id).length > 1) faults.push("twice: " + id);
              return faults;""")
            self.assertEqual(faults, [], page)

    def test_nothing_is_lost_without_script(self):
        """The same words; the script only makes headings into buttons."""
        for page in PAGES:
            texts = []
            for has_script in (True, False):
                driver = self.open(page, has_script=has_script)
                # Where script is off for pages, the driver's own calls still run.
                texts.append(driver.execute_script(
                    "return [document.body.innerText.replace(/\\s+/g, ' '),"
                    " document.querySelectorAll('button.sort').length]"))
            self.assertEqual(texts[0][0], texts[1][0])
            self.assertGreater(texts[0][1], 0, page)
            self.assertEqual(texts[1][1], 0)

    def test_a_column_is_sorted(self):
        driver = self.open("compare/comparison.html")
        sorted_by = """
          const head = document.querySelector("#standings").closest("section").querySelectorAll("thead th")[1];
          head.querySelector("button").click();
          return [head.getAttribute("aria-sort"), [...head.closest("table").tBodies[0].rows].map(
            r => parseFloat(r.cells[1].textContent.replace("\\u2212", "-")))];"""
        way, up = driver.execute_script(sorted_by)
        self.assertEqual((way, len(up)), ("ascending", 10))
        self.assertEqual(up, sorted(up))
        self.assertNotEqual(up[0], up[-1])
        way, down = driver.execute_script(sorted_by)
        self.assertEqual((way, down), ("descending", sorted(up, reverse=True)))

    def test_the_first_page_is_one_sheet(self):
        driver = self.open("score/scorecard.html")
        pdf = base64.b64decode(driver.execute_cdp_cmd(
            "Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})["data"])
        (self.here / "page.pdf").write_bytes(pdf)
        sheet = subprocess.run(["pdftotext", "-f", "1", "-l", "1", "-layout", "page.pdf", "-"],
                               cwd=self.here, capture_output=True, check=True).stdout.decode()
        size = subprocess.run(["pdfinfo", "page.pdf"], cwd=self.here, capture_output=True,
                              check=True).stdout.decode()
        self.assertRegex(size, r"Page size:\s+59[45]\.?\d* x 84[12]\.?\d* pts \(A4\)")
        for words in ("policy controlled", "Fidelity against privacy", "limit of the policy",
                      "What an attacker gains", "Membership", "Singling out", "Linkability",
                      "Inference", "Copies", "How useful it is", "Fidelity index", "Detection",
                      "What these figures can and cannot", "export-safe"):
            self.assertIn(words.lower(), sheet.lower())
        self.assertRegex(sheet, r"(Release|Inconclusive|Do not release)")
        self.assertNotIn("Appendix\n", sheet)

    def test_states_are_signs_and_words(self):
        tags = self.open("score/scorecard.html").execute_script(
            "return [...document.querySelectorAll('.gains .tag')].map(e => e.innerText)")
        self.assertGreaterEqual(len(tags), 5)
        for tag in tags:
            self.assertTrue(re.fullmatch(r"(\u2716|\u2714|\?|!|\u2013) [a-z ,]+", tag), tag)
        free = self.open("free/scorecard.html").execute_script(
            "return [document.querySelectorAll('.tag').length, document.body.innerText]")
        self.assertEqual(free[0], 0)
        self.assertIn("No policy was applied", free[1])


if __name__ == "__main__":
    missing = [name for name, there in (("python3-selenium", webdriver), ("chromium", BROWSER),
                                        ("chromium-driver", DRIVER),
                                        ("poppler-utils", shutil.which("pdftotext"))) if not there]
    if missing:
        print("skipped: not here, by their names on Debian:", *missing)
        sys.exit(77)
    try:
        browser(True)
    except WebDriverException as why:
        print("skipped: the browser does not start:", why)
        sys.exit(77)
    unittest.main()
