"""Photographs show the place, the language and the size that a shot asks for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from scripts.shared.photograph import SIZE, Shot, photograph
from storage.errors import BadData
from tests.browser import chromium

pytestmark = pytest.mark.slow

PAGE = """<!DOCTYPE html><style>body { margin: 0 } div { height: 3000px; background: red }
section { height: 3000px; background: blue } .en { background: lime }</style><div></div><section id="low"></section>
<script>if (location.search === "?lang=en") document.querySelector("div").className = "en"</script>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one


@pytest.fixture
def page(tmp_path: Path) -> str:
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    return (tmp_path / "page.html").as_uri()


def colour(place: Path, at: tuple[int, int]) -> object:
    with Image.open(place) as one:
        assert one.size == SIZE
        return one.convert("RGB").getpixel(at)


def test_the_head_in_the_language_asked_for_is_shown(browser: Any, page: str, tmp_path: Path) -> None:
    chinese = photograph(browser, page, Shot("zh.png", ""), tmp_path)
    english = photograph(browser, page, Shot("en.png", "", language="en"), tmp_path)
    assert (colour(chinese, (5, 5)), colour(english, (5, 5))) == ((255, 0, 0), (0, 255, 0))


def test_the_place_asked_for_stands_near_the_upper_edge(browser: Any, page: str, tmp_path: Path) -> None:
    made = photograph(browser, page, Shot("low.png", "", at="#low"), tmp_path)
    assert (colour(made, (5, 5)), colour(made, (5, 40))) == ((255, 0, 0), (0, 0, 255))


def test_a_place_that_is_not_there_is_an_error_and_no_picture(browser: Any, page: str, tmp_path: Path) -> None:
    with pytest.raises(BadData, match="has 0 places '#nowhere'"):
        photograph(browser, page, Shot("x.png", "", at="#nowhere"), tmp_path)
    assert not (tmp_path / "x.png").exists()
