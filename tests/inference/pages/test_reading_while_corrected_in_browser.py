"""Searching, showing scores and reading side by side work while a report is corrected, in a real browser."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.browser import opened
from tests.inference.pages.readable import readable, written

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("reading"), readable())


def test_a_search_is_painted_in_the_sentences_that_are_corrected(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        tab.fill("#search", "断面")
        tab.click("[data-correct]")
        tab.press("#search", "Enter")
        assert tab.inner_text("#hits") == "1 / 8 处"
        here = "[...CSS.highlights.get('here')][0]"
        assert tab.evaluate(f"{here}.startContainer.parentElement.closest('.sentences') !== null")
        assert tab.evaluate(f"{here}.toString()") == "断面"
        top = tab.evaluate(f"{here}.getBoundingClientRect().top")
        assert 0 < top < tab.viewport_size["height"]
        tab.click("[data-correct]")
        tab.press("#search", "Enter")
        assert tab.evaluate(f"{here}.startContainer.parentElement.closest('mark') !== null")


def test_no_scores_are_shown_of_text_that_is_not_seen(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        tab.keyboard.press("e")
        assert tab.is_visible("#panel")
        tab.keyboard.press("m")
        assert not tab.is_visible("#panel")
        for key in "eE":
            tab.keyboard.press(key)
            assert not tab.is_visible("#panel")


def test_side_by_side_shows_its_text_and_corrections_leave_it(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        tab.keyboard.press("m")
        tab.keyboard.press("b")
        assert "断面水质转好" in tab.inner_text("#beside")
        tab.keyboard.press("m")
        tab.keyboard.press("m")
        assert not tab.is_visible("#beside")
        assert tab.is_visible("#p3 .sentences")


def test_keys_do_nothing_where_no_paragraph_is_shown(browser: Any, page: Path, tmp_path: Path) -> None:
    for path in (page, written(tmp_path, replace(readable(), paragraphs=()))):
        with opened(browser, path) as tab:
            tab.fill("#search", "没有这个词")
            tab.click("[data-correct]")
            tab.locator("[data-correct]").focus()
            for key in "wajk":
                tab.keyboard.press(key)
            assert tab.locator("[data-count=decided]").inner_text() == "0"


def test_hits_are_no_live_ranges_which_make_every_change_of_the_page_slow(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        tab.fill("#search", "断面")
        assert tab.evaluate("[...CSS.highlights.get('found')].filter((one) => one instanceof StaticRange).length") == 8
