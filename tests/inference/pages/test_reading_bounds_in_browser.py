"""A report's page holds whatever stood in the report: on a phone, in the dark, on paper, for everyone. In a real
browser."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

from inference.tagged import Evidence, TaggedReport
from reports.report import About
from tests.browser import DESKTOP, PHONE, TABLET, opened, violations, wider_than_its_window
from tests.inference.invented import paragraph
from tests.inference.pages.readable import readable, written

pytestmark = pytest.mark.slow

LONG = 10_000
SCRIPT = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>\"'`${window.ran = 1}"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("reading"), readable())


def _filled(words: str) -> TaggedReport:
    """Return a report each of whose fields holds some words."""
    about = About(words, words, "county", 2023, words, words, words, words)
    one = paragraph(0, words, (words, words), {"industry": (Evidence(0, len(words), 0.9),)}, review=True)
    marked = replace(one, paragraph=replace(one.paragraph, id=words, report=words, part="done", flags=("annex",)))
    return TaggedReport(words, about, words, (marked, replace(marked, tags=(), evidence={})))


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_whatever_is_open(language: str, dark: bool, browser: Any, page: Path) -> None:
    for size in (DESKTOP, PHONE):
        with opened(browser, page, size, dark=dark, language=language) as tab:
            tab.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
            tab.focus("#p3 mark")
            assert violations(tab) == []
            tab.fill("#search", "园区")
            tab.evaluate("document.activeElement.blur()")
            tab.keyboard.press("b")
            assert violations(tab) == []
            tab.keyboard.press("b")
            tab.keyboard.press("?")
            assert violations(tab) == []


@pytest.mark.parametrize("words", ["砚" * LONG, "x" * LONG, f"/srv/{'folder/' * 1_400}a.txt"], ids=["han", "x", "path"])
def test_nothing_that_stands_in_a_report_makes_its_page_wider(words: str, browser: Any, tmp_path: Path) -> None:
    page = written(tmp_path, _filled(words))
    for size in (PHONE, TABLET, DESKTOP):
        with opened(browser, page, size) as tab:
            tab.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
            assert wider_than_its_window(tab) == []
            tab.click("#clear", force=True) if tab.is_visible("#clear") else None
            tab.keyboard.press("b")
            assert tab.is_visible("#beside") and wider_than_its_window(tab) == []


def test_nothing_that_stands_in_a_report_runs(browser: Any, tmp_path: Path) -> None:
    page = written(tmp_path, _filled(SCRIPT))
    with opened(browser, page) as tab:
        assert tab.inner_text("h1") == SCRIPT
        assert tab.text_content("#p1 p") == SCRIPT
        tab.hover("#p1 mark")
        tab.fill("#search", SCRIPT)
        tab.press("#search", "Enter")
        assert tab.inner_text("#hits") == "1 / 2 处"
        tab.keyboard.press("Tab")
        for key in ("j", "c", "b", "l", "b", "?"):
            tab.keyboard.press(key)
        assert tab.evaluate("window.ran") is None


def test_a_report_without_a_paragraph_is_still_a_page(browser: Any, tmp_path: Path) -> None:
    with opened(browser, written(tmp_path, replace(readable(), paragraphs=()))) as tab:
        for key in ("j", "k", "e", "n", "c", "b", "1", "0", "]", "x", "l", "?"):
            tab.keyboard.press(key)
        assert tab.inner_text("#shown") == "0 / 0 paragraphs"
        tab.keyboard.press("Escape")
        assert violations(tab) == []


def test_all_paragraphs_are_printed_whole_and_no_tool(browser: Any, page: Path, tmp_path: Path) -> None:
    with opened(browser, page) as tab:
        printed = _printed(tab, tmp_path / "whole.pdf")
        for one in readable().paragraphs:
            for sentence in one.paragraph.text.split("。"):
                assert "".join(sentence.split()) in printed
        assert "（一）前半6233%233%" in printed  # a table that is closed on the screen
        assert "产业433%433%" in printed
        for tool in ("搜索本篇", "目录", "复制", "证据强度", "English"):
            assert tool not in printed
        tab.click("[data-filter=ecology]")
        some = _printed(tab, tmp_path / "some.pdf")
        assert "只列出25段中的8段" in some and "新建轴承园区" not in some


def _printed(tab: Any, path: Path) -> str:
    """Return what stands on the printed pages, without blanks and without the numbers of the evidence, and check that
    nothing is cut off at the edge."""
    tab.pdf(path=str(path), format="A4", margin=dict.fromkeys(("top", "bottom", "left", "right"), "15mm"))
    texts = []
    for sheet in pdfium.PdfDocument(path):
        text = sheet.get_textpage()
        edges = [text.get_charbox(place)[2] for place in range(text.count_chars())]
        assert max(edges, default=0) <= sheet.get_width() - 30  # points: the margin less a hanging stop
        texts.append(text.get_text_range())
    return "".join("".join(texts).split())
