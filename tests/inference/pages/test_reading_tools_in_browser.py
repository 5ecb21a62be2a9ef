"""What a reader does with one report beside filtering it: scores, the strip, side by side, copying, keys. In a real
browser."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser import PHONE, opened
from tests.inference.pages.readable import readable, until, written

pytestmark = pytest.mark.slow

SHOWN = "[...document.querySelectorAll('article.paragraph:not([hidden])')].map((one) => Number(one.id.slice(1)))"
CURRENT = "reading.current().id"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("reading"), readable())


def _panel(tab: Any) -> list[str]:
    if not tab.is_visible("#panel"):
        return []
    return [" ".join(one.split()) for one in tab.locator("#panel > div").all_inner_texts()]


def _press(tab: Any, *keys: str) -> None:
    for key in keys:
        tab.keyboard.press(key)


def test_pointing_at_a_sentence_shows_its_score_for_every_category_it_is_evidence_for(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        tab.hover("#p3 mark")
        assert _panel(tab) == ["2 生态 0.60", "3 民生 0.80"]
        tab.hover("#panel")
        tab.wait_for_timeout(400)  # longer than the panel stays where nothing points at it
        assert _panel(tab)
        tab.keyboard.press("Escape")
        assert _panel(tab) == []
        tab.hover("#p2 mark")
        tab.hover("h1")
        until(tab, "document.getElementById('panel').hidden")


def test_the_keyboard_shows_scores_too_and_a_screen_reader_is_led_to_them(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        tab.focus("#p2 .place")
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.outerHTML").startswith("<mark")
        assert _panel(tab) == ["1 产业 0.95"]
        assert tab.get_attribute("#p2 mark", "aria-describedby") == "panel"
        assert tab.get_attribute("#panel", "role") == "tooltip"
        _press(tab, "e")
        assert _panel(tab) == ["2 生态 0.60", "3 民生 0.80"]
        _press(tab, "E", "l")
        _press(tab, "e")
        assert _panel(tab) == ["2 Ecology 0.60", "3 Livelihood 0.80"]
        box = tab.locator("#panel").bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= 900


def test_a_tap_shows_scores_at_the_foot_of_a_phone(browser: Any, page: Path) -> None:
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, has_touch=True, is_mobile=True)
    tab = context.new_page()
    tab.goto(page.as_uri())
    tab.tap("#p3 mark")
    assert _panel(tab) == ["2 生态 0.60", "3 民生 0.80"]
    box = tab.locator("#panel").bounding_box()
    assert (box["x"], box["width"], round(box["y"] + box["height"])) == (0, PHONE[0], PHONE[1])
    tab.tap("#p1 p")
    assert _panel(tab) == []
    context.close()


def test_the_strip_shows_the_whole_report_where_one_is_and_what_is_left_out(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        assert tab.locator("#strip > i").count() == 25
        colours = "[...document.querySelectorAll('#strip > i')].slice(0, 3).map((one) => [...one.children].map((b) => b.className))"  # noqa: E501
        assert tab.evaluate(colours) == [[], ["c-industry"], ["c-ecology", "c-livelihood"]]
        tab.click("#strip > i:nth-child(20)")
        assert tab.evaluate(CURRENT) == "p20"
        until(tab, "document.getElementById('strip').getAttribute('aria-valuenow') === '20'")
        assert tab.get_attribute("#strip", "aria-valuetext") == "第 20 段，产业"
        tab.click("[data-filter=ecology]")
        out = "[...document.querySelectorAll('#strip > i')].flatMap((one, n) => one.classList.contains('out') ? [] : [n + 1])"  # noqa: E501
        assert tab.evaluate(out) == tab.evaluate(SHOWN) == [3, 6, 9, 12, 15, 18, 21, 24]
        tab.focus("#strip")
        _press(tab, "Home", "ArrowDown", "ArrowDown")
        assert tab.evaluate(CURRENT) == "p9"
        _press(tab, "End")
        assert tab.evaluate(CURRENT) == "p24"
        until(tab, "document.querySelector('#strip u').offsetTop > 300")


def test_done_and_planned_are_read_side_by_side_and_a_number_leads_back(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        tab.click(".parts td a >> nth=2")  # ecology, done
        until(tab, f"{SHOWN}.length === 4")
        tab.click("[data-filter-part=planned]")
        tab.click("[data-beside]")
        halves = tab.locator("#beside .half")
        assert halves.locator("h2").all_inner_texts() == ["回顾 4 / 12 段，33%", "部署 4 / 12 段，33%"]
        assert [halves.nth(n).locator(".number").all_inner_texts() for n in (0, 1)] == [
            ["3", "6", "9", "12"],
            ["15", "18", "21", "24"],
        ]
        left, right = (halves.nth(n).bounding_box() for n in (0, 1))
        assert left["y"] == right["y"] and left["x"] + left["width"] <= right["x"]
        assert not tab.is_visible("#p3")
        tab.hover(".twin mark")
        assert _panel(tab) == ["2 生态 0.60", "3 民生 0.80"]
        tab.fill("#search", "断面")
        assert tab.inner_text("#hits") == "8 处"
        tab.press("#search", "Enter")
        assert tab.evaluate("[...CSS.highlights.get('here')][0].startContainer.parentElement.closest('.twin') !== null")
        tab.click("#clear")
        assert "另有 1 段" in tab.inner_text("#beside > .hint")
        tab.click(".twin .number >> text='18'")
        assert tab.evaluate(CURRENT) == "p18" and tab.is_visible("#p18")
        assert tab.locator(".twin").count() == 0


@pytest.mark.parametrize(
    ("language", "cited", "told"),
    [
        (
            "zh",
            "“治理污水管网2公里，断面水质转好。” ——《砚湖市2023年政府工作报告》（砚湖市，2023-01-08，第 3 段，"
            "第 200–217 字）。标签：生态 0.60、民生 0.80。"
            "模型 砚湖-tagger，留出宏平均 F1 0.909（按地区分组的 5 折交叉验证，5406 段）。",
            "已复制第 3 段及其出处",
        ),
        (
            "en",
            "“治理污水管网2公里，断面水质转好。” — 砚湖市2023年政府工作报告 (砚湖市, 2023-01-08, paragraph 3, "
            "characters 200–217). Tags: Ecology 0.60, Livelihood 0.80. Model 砚湖-tagger, "
            "held-out macro-F1 0.909 (grouped 5-fold cross-validation by region, 5406 paragraphs).",
            "Paragraph 3 copied with its citation",
        ),
    ],
)
def test_a_paragraph_is_copied_with_its_citation_and_that_is_said(
    language: str, cited: str, told: str, browser: Any, page: Path
) -> None:
    with opened(browser, page, language=language) as tab:
        tab.hover("#p3")
        tab.click("#p3 [data-copy]")
        until(tab, "document.getElementById('toast').textContent !== ''")
        assert tab.inner_text("#toast") == told
        tab.evaluate("document.body.append(document.createElement('textarea'))")
        tab.focus("body > textarea")
        tab.keyboard.press("Control+v")
        assert " ".join(tab.input_value("body > textarea").split()) == cited


def test_everything_has_its_key(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        _press(tab, "j")
        assert tab.evaluate("document.activeElement.id") == "p1"
        _press(tab, "j", "j", "k")
        assert tab.evaluate(CURRENT) == "p2"
        _press(tab, "2")
        assert tab.evaluate(SHOWN) == [3, 6, 9, 12, 15, 18, 21, 24]
        _press(tab, "p")
        assert tab.evaluate(SHOWN) == [15, 18, 21, 24]
        _press(tab, "p", "d", "2", "0", "r")
        assert tab.evaluate(SHOWN) == [4, 7, 10, 13]
        _press(tab, "x", "]")
        assert tab.inner_text("#strength-shown") == "≥ 0.65"
        _press(tab, "[")
        assert tab.inner_text("#strength-shown") == "全部"
        _press(tab, "/")
        tab.keyboard.insert_text("园区")
        _press(tab, "Enter", "Tab", "n", "n", "N")
        assert tab.inner_text("#hits") == "2 / 8 处"
        _press(tab, "c")
        until(tab, "document.getElementById('toast').textContent.includes('第 5 段')")
        _press(tab, "x", "b")
        assert tab.is_visible("#beside")
        _press(tab, "j", "b")
        assert not tab.is_visible("#beside")
        _press(tab, "l")
        assert tab.get_attribute("html", "lang") == "en"
        _press(tab, "?")
        assert tab.is_visible("#keys") and "next, previous paragraph" in tab.inner_text("#keys")
        _press(tab, "1")
        assert tab.get_attribute("[data-filter=industry]", "aria-pressed") == "false"
        _press(tab, "Escape")
        assert not tab.is_visible("#keys")


def test_keys_do_nothing_while_one_writes_with_ctrl_alt_or_meta_or_switched_off(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        tab.focus("#search")
        tab.keyboard.type("1r")
        _press(tab, "Escape")
        assert tab.evaluate(SHOWN) == list(range(1, 26))
        for held in ("Control", "Alt", "Meta"):
            tab.evaluate(
                "(held) => document.body.dispatchEvent(new KeyboardEvent('keydown',"
                "{key: '2', bubbles: true, [held + 'Key']: true}))",
                {"Control": "ctrl", "Alt": "alt", "Meta": "meta"}[held],
            )
        assert tab.evaluate(SHOWN) == list(range(1, 26))
        tab.click("#help")
        tab.uncheck("#single-keys")
        tab.click("dialog button")
        _press(tab, "2")
        assert tab.evaluate(SHOWN) == list(range(1, 26))
        tab.reload()
        _press(tab, "2")
        assert tab.evaluate(SHOWN) == list(range(1, 26))
