"""A page speaks one language at a time, and remembers which."""

from pathlib import Path
from typing import Any

import pytest

from inference.pages.rendering import render
from tests.browser import opened

pytestmark = pytest.mark.slow

PAGE = """\
{% from "language.html.j2" import said, attribute, switch %}
<!DOCTYPE html>
<html lang="zh-Hans"><head><meta charset="utf-8"><title data-en="All reports">全部报告</title>
<style>{% include "language.css" %}</style></head>
<body><main class="head">{{ switch() }}<h1>{{ said("砚湖<市>", "Yanhu <City>") }}</h1>
<p id="told"{{ attribute("title", "请\\"看\\"", "\\"Look\\"") }}>1</p>
<a href="other.html#p3">2</a><a href="#here">3</a></main>
<script>{% include "language.js" %}</script></body></html>
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    template = tmp_path / "page.html.j2"
    template.write_text(PAGE, "utf-8")
    for name in ("one.html", "other.html"):
        (tmp_path / name).write_text(render(template), "utf-8")
    return tmp_path / "one.html"


def test_one_language_is_seen_and_the_switch_shows_the_other(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        assert (tab.inner_text("h1"), tab.title(), tab.get_attribute("html", "lang")) == (
            "砚湖<市>",
            "全部报告",
            "zh-Hans",
        )
        tab.click("[data-language]")
        assert (tab.inner_text("h1"), tab.title(), tab.get_attribute("html", "lang")) == (
            "Yanhu <City>",
            "All reports",
            "en",
        )
        assert tab.get_attribute("#told", "title") == '"Look"'
        tab.click("[data-language]")
        assert (tab.inner_text("h1"), tab.get_attribute("#told", "title")) == ("砚湖<市>", '请"看"')


def test_the_language_is_kept_by_the_page_and_by_its_links(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        tab.click("[data-language]")
        tab.reload()
        assert tab.get_attribute("html", "lang") == "en"
        assert tab.get_attribute("a >> nth=1", "href") == "#here"
        tab.evaluate("localStorage.clear()")
        tab.click("a >> nth=0")
        assert tab.url.endswith("other.html?lang=en#p3")
        assert tab.get_attribute("html", "lang") == "en"
