"""An address that names what the corpus page does not have is no error, and the page can still be used."""

from pathlib import Path
from typing import Any

import pytest

from inference.pages.corpus.writing import write_pages
from labels.taxonomy import Taxonomy
from scripts.bench.corpus_pages import invented
from tests.browser import opened

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pages(tmp_path_factory.mktemp("raw"), invented(20), Taxonomy.load(), "岚川-tagger")


@pytest.mark.parametrize("asked", ["sort=row", "sort=colour&order=descending", "compare=constructor", "compare=colour"])
def test_what_an_address_asks_for_and_is_not_there_is_left_out(asked: str, browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        tab.goto("about:blank")
        tab.goto(f"{page.as_uri()}?lang=zh#{asked}")
        assert tab.inner_text("#count") == "20 / 20 份"
        assert tab.locator("#compared tbody tr").count() == 4
        tab.click("[data-sort=paragraphs]")
        assert tab.get_attribute("th:has([data-sort=paragraphs])", "aria-sort") == "descending"
