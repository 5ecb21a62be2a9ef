"""Every page of figures in Chromium: both languages, three widths, light and dark, on paper, and with hostile names."""

import io
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from tests.browser import DESKTOP, PHONE, TABLET, opened, violations, wider_than_its_window
from tests.evaluation.pages.made import LONG, MARKUP, PAGES

pytestmark = pytest.mark.slow
Made = Callable[[str, str], Path]
FIGURE = re.compile(r"\d+(?:\.\d+)+|\d+")
HIDDEN = {"zh": "en", "en": "zh"}
every_page = pytest.mark.parametrize("name", PAGES)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    kept: dict[tuple[str, str], Path] = {}

    def make(name: str, wording: str = "") -> Path:
        if (name, wording) not in kept:
            kept[name, wording] = PAGES[name](tmp_path_factory.mktemp(name) / "out", wording)
        return kept[name, wording]

    return make


def seen(page: Any, selector: str) -> int:
    """Return how many elements a reader sees."""
    count: int = page.evaluate(
        "(selector) => [...document.querySelectorAll(selector)].filter((one) => one.getClientRects().length).length",
        selector,
    )
    return count


@every_page
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_speaks_one_language_and_fits_every_window(browser: Any, made: Made, name: str, language: str) -> None:
    for size, dark in ((DESKTOP, False), (TABLET, True), (PHONE, False)):
        with opened(browser, made(name, ""), size, dark=dark, language=language) as page:
            assert wider_than_its_window(page) == []
            assert seen(page, f".{language}") > 3
            assert seen(page, f".{HIDDEN[language]}") == 0


@every_page
def test_axe_finds_no_fault_in_light_chinese_or_dark_english(browser: Any, made: Made, name: str) -> None:
    with opened(browser, made(name, "")) as page:
        assert violations(page) == []
    with opened(browser, made(name, ""), PHONE, dark=True, language="en") as page:
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 24, 27)"
        assert violations(page) == []


@every_page
@pytest.mark.parametrize("wording", [MARKUP, LONG], ids=["markup", "ten thousand characters"])
def test_whatever_others_wrote_is_text_and_fits(browser: Any, made: Made, name: str, wording: str) -> None:
    for size, language in ((PHONE, "zh"), (DESKTOP, "en")):
        with opened(browser, made(name, wording), size, language=language) as page:
            assert page.title() != "taken"
            assert page.locator("main img").count() == 0
            assert wider_than_its_window(page) == []


@every_page
@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_paper_every_figure_stands_and_nothing_is_cut_off(
    browser: Any, made: Made, name: str, language: str
) -> None:
    with opened(browser, made(name, ""), dark=True, language=language) as page:
        page.emulate_media(media="print")
        there = Counter(FIGURE.findall(page.inner_text("main")))
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        page.emulate_media(media=None)
        paper = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    printed: Counter[str] = Counter()
    for sheet in paper:
        text = sheet.get_textpage()
        printed += Counter(FIGURE.findall(text.get_text_bounded()))
        for number in range(text.count_chars()):
            left, _, right, _ = text.get_charbox(number)
            assert -1 <= left <= right <= sheet.get_width() + 1, text.get_text_range(max(0, number - 30), 40)
    assert sum(there.values()) > 3
    assert there - printed == Counter()
