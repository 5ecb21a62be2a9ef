"""One report is filtered and searched, its address says how, and an address sets it so. In a real browser."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser import PHONE, opened
from tests.inference.pages.readable import readable, until, written

pytestmark = pytest.mark.slow

SHOWN = "[...document.querySelectorAll('article.paragraph:not([hidden])')].map((one) => Number(one.id.slice(1)))"
INDUSTRY = [2, 5, 8, 11, 14, 17, 20, 23]
ECOLOGY = [3, 6, 9, 12, 15, 18, 21, 24]
UNTAGGED = [1, 4, 7, 10, 13, 16, 19, 22, 25]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("reading"), readable())


def _at(tab: Any, page: Path, hash_: str) -> None:
    """Open the page anew at an address."""
    tab.goto("about:blank")
    tab.goto(f"{page.as_uri()}?lang=zh{hash_}")


def _hash(tab: Any, holding: str) -> str:
    """Wait until the address holds something, and return what it says."""
    until(tab, f"decodeURIComponent(location.hash).includes({holding!r})")
    said: str = tab.evaluate("decodeURIComponent(location.hash)")
    return said


def test_every_filter_narrows_what_the_others_leave(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        assert tab.evaluate(SHOWN) == list(range(1, 26))
        tab.click("[data-filter=ecology]")
        assert tab.evaluate(SHOWN) == ECOLOGY
        tab.click("[data-filter-part=planned]")
        assert tab.evaluate(SHOWN) == [15, 18, 21, 24]
        tab.fill("#search", "网17公里")
        assert tab.evaluate(SHOWN) == [18]
        tab.click("#clear")
        tab.click("[data-filter-review]")
        assert tab.evaluate(SHOWN) == [number for number in UNTAGGED if number > 1]


def test_weak_evidence_is_taken_away_with_its_tags_its_marks_and_its_counts(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        assert tab.get_attribute("#strength", "min") == "0.6"
        tab.fill("#strength", "0.75")
        assert tab.inner_text("#strength-shown") == "≥ 0.75"
        assert tab.inner_text("[data-filter=ecology] .count") == "0"
        assert tab.inner_text("[data-filter=livelihood] .count") == "8"
        assert tab.locator("#p3 .chip:not([hidden])").all_inner_texts() == ["民生\n0.80"]
        assert tab.get_attribute("#p3 mark", "data-marks") == "3"
        tab.click("[data-filter=ecology]")
        assert tab.evaluate(SHOWN) == []
        assert tab.is_visible("#nothing")
        tab.fill("#strength", "0.9")
        tab.click("[data-filter=ecology]")
        tab.click("[data-filter=none]")
        assert tab.evaluate(SHOWN) == sorted(UNTAGGED + ECOLOGY)
        assert tab.get_attribute("#p3 mark", "tabindex") == "-1"
        tab.click("#clear")
        assert tab.get_attribute("#p3 mark", "data-marks") == "2·3"


def test_an_address_sets_the_filters_and_filters_the_address(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        _at(tab, page, "#category=ecology,industry&part=done&find=园区")
        assert tab.evaluate(SHOWN) == [2, 5, 8, 11]
        assert tab.input_value("#search") == "园区"
        tab.click("[data-filter=ecology]")
        assert _hash(tab, "category=industry&") == "#category=industry&part=done&find=园区"
        _at(tab, page, "#review=1&strength=0.7&part=planned")
        assert tab.evaluate(SHOWN) == [16, 19, 22, 25]
        tab.evaluate("location.hash = '#category=livelihood&category=none&part=done'")
        until(tab, f"{SHOWN}.length === 8")
        assert _hash(tab, "livelihood") == "#category=livelihood&category=none&part=done"
        _at(tab, page, "#find=100%&category=nonsense&part=%E0%A4%A")
        assert tab.evaluate(SHOWN) == []


def test_a_place_is_gone_to_and_filters_that_hide_it_are_cleared_and_said_to_be(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        _at(tab, page, "#p18")
        assert tab.evaluate("reading.current().id") == "p18"
        assert tab.locator("#p18").bounding_box()["y"] < 900
        _at(tab, page, "#category=ecology&at=p21")
        assert tab.evaluate(SHOWN) == ECOLOGY
        assert tab.evaluate("reading.current().id") == "p21"
        tab.evaluate("location.hash = '#p3'")
        assert _hash(tab, "at=p3") == "#category=ecology&at=p3"
        tab.evaluate("location.hash = '#p2'")
        until(tab, f"{SHOWN}.length === 25")
        assert "已清除筛选" in tab.inner_text("#toast")


def test_the_way_back_leads_where_one_came_from_and_nowhere_else(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        assert not tab.is_visible("#came")
        _at(tab, page, "#category=ecology&from=../corpus.html%23by%3Dyear")
        assert tab.get_attribute("#came", "href") == "../corpus.html?lang=zh#by=year"
        assert tab.inner_text("#came") == "← 返回"
        hosts = ("//evil.example/a.html", "%09/%09/evil.example/a.html", "%20/%0A/evil.example/a.html")
        for evil in (*hosts, "javascript:alert(1)//.html", "https:a.html", "/a.html", "..\\a.html"):
            _at(tab, page, f"#from={evil}")
            assert not tab.is_visible("#came")


def test_hits_are_counted_painted_and_gone_through_both_ways(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        tab.fill("#search", "园区")
        assert tab.inner_text("#hits") == "8 处"
        assert tab.evaluate("CSS.highlights.get('found').size") == 8
        seen = []
        for key in ("Enter", "Enter", "Shift+Enter", "Shift+Enter"):
            tab.press("#search", key)
            seen.append((tab.inner_text("#hits"), tab.evaluate("reading.current().id")))
        assert seen == [("1 / 8 处", "p2"), ("2 / 8 处", "p5"), ("1 / 8 处", "p2"), ("8 / 8 处", "p23")]
        assert tab.evaluate("[...CSS.highlights.get('here')].map(String)") == ["园区"]
        tab.click("#next")
        assert tab.inner_text("#hits") == "1 / 8 处"
        tab.fill("#search", "没有这个词")
        assert tab.inner_text("#hits") == "0 处"
        assert tab.is_disabled("#next")
        tab.press("#search", "Escape")
        assert tab.input_value("#search") == "" and tab.evaluate(SHOWN) == list(range(1, 26))


def test_a_hit_out_of_the_window_is_brought_into_it(browser: Any, page: Path) -> None:
    with opened(browser, page, PHONE) as tab:
        tab.fill("#search", "网23公里")
        tab.evaluate("window.scrollTo(0, 0)")
        tab.click("#next")
        box = tab.evaluate("(() => { const b = [...CSS.highlights.get('here')][0].getBoundingClientRect();"
                           "return [b.top, b.bottom, document.getElementById('tools').getBoundingClientRect().bottom] })()")  # fmt: skip  # noqa: E501
        assert box[2] <= box[0] and box[1] <= PHONE[1]


def test_all_that_is_shown_changes_with_the_language(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        tab.fill("#search", "园区")
        tab.click("[data-language]")
        assert tab.inner_text("#hits") == "8 hits"
        assert tab.inner_text("#shown") == "8 / 25 paragraphs"
        assert tab.inner_text("#filtered") == "Filtered: 8 of 25 paragraphs."
        assert tab.locator("#p2 .margin > :not(.acts)").all_inner_texts() == ["Industry\n0.95", "Done"]
        tab.click("#clear")
        chinese = tab.evaluate(
            "(() => { const copy = document.body.cloneNode(true);"
            "copy.querySelectorAll('.zh, script, template, article p, h1, main h2, main h3, .meta b, .contents a, .sections th a, [data-language]')"  # noqa: E501
            ".forEach((one) => one.remove()); return copy.textContent.match(/[\\u4e00-\\u9fff]+/g); })()"
        )
        assert chinese == ["政标"]
