"""The pages do what they promise in a real browser. Skipped where no Chromium is installed."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from inference.pages.cleaning_page import write_changes
from inference.pages.corpus.writing import write_pages
from labels.taxonomy import Taxonomy
from reports.reading import read_file
from tests.inference.invented import report
from tests.reports.sample_text import TEXT
from tests.waiting import PATIENCE

pytestmark = pytest.mark.slow

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--dump-dom",
)

_NO_SCRIPT = "default-src 'none'; style-src 'unsafe-inline'\""  # what a page says that runs none, not even ours

_CONTRASTS = Path(__file__).with_name("contrast.js").read_text("utf-8")

_PRESS = """
  const press = (selector) => document.querySelector(selector).click();
  const find = (words) => {
    const search = document.getElementById("search");
    search.value = words;
    search.dispatchEvent(new Event("input"));
  };
  const shown = () => [...document.querySelectorAll(".paragraph:not([hidden])")].map((one) => one.id);
  const visible = (selector) =>
    [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility()).map((one) => one.textContent);
"""


@pytest.fixture(scope="module")
def browser() -> str:
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine; install one to try the pages in it")
    return found


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    reports = [report(), report("砚浦市-2022", "砚浦市政府工作报告")]
    return write_pages(tmp_path_factory.mktemp("pages"), reports, Taxonomy.load(), "岚川-tagger")


def _ask(browser: str, page: Path, script: str, profile: Path) -> Any:
    """Load a copy of a page, run `script` in it as the body of a function, and return what it returns."""
    asking = (
        f"const answer = (() => {{\n{script}\n}})(); document.documentElement.dataset.answer = JSON.stringify(answer);"
    )
    copy = page.with_name("asked.html")
    text = page.read_text("utf-8").replace("</body>", f"<script>{asking}</script></body>")
    copy.write_text(text.replace(_NO_SCRIPT, _NO_SCRIPT[:-1] + "; script-src 'unsafe-inline'\""), "utf-8")
    command = [browser, *_QUIET, f"--user-data-dir={profile}", "--window-size=500,900", copy.as_uri()]
    try:
        shown = subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE)
    finally:
        copy.unlink()
    return json.loads(html.fromstring(shown.stdout.decode()).get("data-answer") or "null")


def _report_page(index: Path) -> Path:
    return next((index.parent / "pages").glob("1-*.html"))


def test_categories_widen_the_choice_and_review_narrows_it(browser: str, index: Path, tmp_path: Path) -> None:
    script = (
        _PRESS
        + """
      const steps = [shown()];
      for (const button of ["[data-filter=livelihood]", "[data-filter=industry]", "[data-filter-review]", "[data-filter-review]",
                            "[data-filter=livelihood]", "[data-filter=industry]", "[data-filter=none]"]) {
        press(button);
        steps.push(shown());
      }
      return steps;"""  # noqa: E501
    )
    everything = ["p1", "p2", "p3", "p4"]
    assert _ask(browser, _report_page(index), script, tmp_path) == [
        everything, ["p4"], ["p2", "p3", "p4"], ["p3"], ["p2", "p3", "p4"], ["p2", "p3"], everything, ["p1"]
    ]  # fmt: skip


def test_what_was_done_and_what_is_planned_are_shown_apart(browser: str, index: Path, tmp_path: Path) -> None:
    script = (
        _PRESS
        + """
      const steps = [];
      for (const button of ["[data-filter-part=planned]", "[data-filter-part=done]", "[data-filter-part=planned]", "[data-filter=ecology]"]) {
        press(button);
        steps.push(shown());
      }
      return steps;"""  # noqa: E501
    )
    assert _ask(browser, _report_page(index), script, tmp_path) == [["p4"], ["p2", "p3", "p4"], ["p2", "p3"], ["p3"]]


def test_headings_without_a_shown_paragraph_disappear_from_text_and_contents(
    browser: str, index: Path, tmp_path: Path
) -> None:
    script = (
        _PRESS
        + """
      document.querySelector(".contents details").open = true;
      press("[data-filter=ecology]");
      return [visible("main h2, main h3"), visible(".contents a"), document.getElementById("shown").textContent];"""
    )
    kept = ["一、回顾", "（一）治水"]
    assert _ask(browser, _report_page(index), script, tmp_path) == [kept, kept, "1 / 4 段"]


def test_search_finds_and_highlights_words_across_the_edge_of_a_marked_sentence(
    browser: str, index: Path, tmp_path: Path
) -> None:
    script = (
        _PRESS
        + """
      const highlighted = () => [...CSS.highlights.get("found")].map((one) => {
        const range = new Range();
        range.setStart(one.startContainer, one.startOffset);
        range.setEnd(one.endContainer, one.endOffset);
        return String(range);
      });
      find("3个。同志");
      const across = [shown(), highlighted()];
      find("新建");
      const twice = [shown(), highlighted()];
      find("没有这个词");
      return [across, twice, shown(), visible("#nothing").length];"""
    )
    answer = _ask(browser, _report_page(index), script, tmp_path)
    assert answer == [[["p2"], ["3个。同志"]], [["p2", "p4"], ["新建", "新建"]], [], 1]


@pytest.fixture(scope="module")
def cleaning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the index of the cleaning of a file with a long name."""
    folder = tmp_path_factory.mktemp("cleaning")
    path = folder / f"{'岚川县' * 20}.txt"
    path.write_text("首页 > 政务公开\n打印本页\n" + TEXT.replace("，", ", ", 3), encoding="utf-8")
    write_changes([path], read_file(path), folder / "out")
    return folder / "out" / "index.html"


@pytest.mark.parametrize(("which", "kinds"), [("index", 11), ("report", 11), ("cleaning index", 5), ("cleaning", 7)])
def test_all_text_has_contrast_and_nothing_is_wider_than_a_narrow_window(
    which: str, kinds: int, browser: str, index: Path, cleaning: Path, tmp_path: Path
) -> None:
    page = {
        "index": index,
        "report": _report_page(index),
        "cleaning index": cleaning,
        "cleaning": cleaning.with_name("0001.html"),
    }[which]
    contrasts = _ask(browser, page, _CONTRASTS, tmp_path)
    assert len(contrasts) >= kinds
    assert {name: ratio for name, ratio in contrasts.items() if ratio < 4.5} == {}
    widths = _ask(browser, page, "return [document.documentElement.scrollWidth, window.innerWidth];", tmp_path)
    assert widths[0] <= widths[1]
