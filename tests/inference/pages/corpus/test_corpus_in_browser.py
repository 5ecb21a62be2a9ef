"""The corpus page in a real browser: from a point to its paragraphs and back, by hand and by keyboard."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inference.contrast.table import Table
from inference.contrast.telling import telling_words
from inference.pages.corpus.writing import write_corpus_page, write_pages
from labels.taxonomy import Taxonomy
from scripts.bench.corpus_pages import invented
from storage.jsonl import write_objects
from tests.browser import DESKTOP, PHONE, TABLET, opened, violations, wider_than_its_window
from tests.inference.invented import ABOUT, report
from tests.inference.pages.corpus.shares_invented import shares_of

pytestmark = pytest.mark.slow
TAXONOMY = Taxonomy.load()
LONG = "砚" * 10_000
HOSTILE = "=<script>alert(1)</script>\"'&"


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pages(tmp_path_factory.mktemp("raw"), invented(60), TAXONOMY, "岚川-tagger")


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _corrected(tmp_path_factory.mktemp("corrected"), 60)


def _corrected(folder: Path, count: int) -> Path:
    reports = list(invented(count))
    write_pages(folder / "tagged", reports, TAXONOMY, "岚川-tagger")
    write_objects(folder / "tagged" / "tagged.jsonl", (one.to_json() for own in reports for one in own.paragraphs))
    page = write_corpus_page(folder, folder / "tagged", TAXONOMY, shares_of(reports, TAXONOMY.ids), final=folder)
    assert page is not None
    return page


def _shown(page: Any) -> list[str]:
    return list(page.locator("table.reports tbody tr:not([hidden]) .title a").all_inner_texts())


def test_two_clicks_lead_from_a_point_to_its_paragraphs_and_the_back_button_returns(browser: Any, raw: Path) -> None:
    with opened(browser, raw) as page:
        page.locator("figure.c-ecology svg a").nth(3).click()
        page.wait_for_function("location.hash.includes('2015')")
        assert _shown(page) == [f"{place}2015年政府工作报告" for place in ("砚湖甲县", "砚浦甲县", "砚川甲县", "砚岭甲县", "砚溪甲县", "砚峰甲县")]  # fmt: skip # noqa: E501
        assert page.evaluate("document.activeElement.id") == "h-reports"
        page.locator("table.reports tbody tr:not([hidden]) .title a").first.click()
        page.wait_for_url("**/pages/**")
        assert "category=ecology" in page.url and "from=" in page.url
        page.go_back()
        page.wait_for_url("**/index.html**")
        assert len(_shown(page)) == 6
        page.go_back()
        page.wait_for_function("!location.hash.includes('2015')")
        assert len(_shown(page)) == 60


def test_a_part_is_carried_to_the_page_of_the_report(browser: Any, raw: Path) -> None:
    with opened(browser, raw) as page:
        page.locator("#part .c-security a").nth(1).click()
        page.wait_for_function("location.hash.includes('part=planned')")
        href = page.locator("table.reports tbody tr:not([hidden]) .title a").first.get_attribute("href")
        assert "category=security" in href and "part=planned" in href


def test_the_keyboard_alone_reaches_a_report(browser: Any, raw: Path) -> None:
    with opened(browser, raw) as page:
        page.locator("figure.c-industry svg a").first.focus()
        assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("2012 年：")
        page.keyboard.press("Enter")
        page.wait_for_function("document.activeElement.id === 'h-reports'")
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("Boolean(document.activeElement.closest('.title'))"):
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/pages/1-**")


def test_the_list_is_searched_filtered_and_sorted(browser: Any, raw: Path) -> None:
    with opened(browser, raw) as page:
        page.fill("input[name=find]", "砚浦 2014")
        assert _shown(page) == ["砚浦甲县2014年政府工作报告"]
        page.fill("input[name=find]", "没有这个词")
        assert _shown(page) == [] and page.is_visible("#none-left")
        page.click("button[type=reset]")
        page.select_option("select[name=level]", "county")
        assert len(_shown(page)) == 10
        page.select_option("select[name=category]", "ecology")
        page.fill("input[name=least]", "20")
        kept = len(_shown(page))
        assert 0 < kept < 10
        page.click("[data-sort=share]")
        tags = page.eval_on_selector_all(
            "table.reports tbody tr:not([hidden])", "rows => rows.map((row) => Number(row.dataset.tags.split(' ')[1]))"
        )
        assert tags == sorted(tags, reverse=True) and all(one >= 8 for one in tags)
        page.reload()
        assert len(_shown(page)) == kept, "what was chosen stands in the address"


def test_a_column_is_sorted_either_way(browser: Any, raw: Path) -> None:
    with opened(browser, raw) as page:
        page.click("[data-sort=year]")
        up = page.locator("table.reports .year").all_inner_texts()
        page.click("[data-sort=year]")
        down = page.locator("table.reports .year").all_inner_texts()
        assert up == sorted(up) and down == sorted(down, reverse=True)
        assert page.get_attribute(".reports th:nth-child(3)", "aria-sort") == "descending"
        page.click("[data-sort=share]")
        tagged = page.eval_on_selector_all(
            "table.reports tbody tr",
            "rows => rows.map((row) => row.dataset.tags.split(' ').reduce((sum, one) => sum + Number(one), 0))",
        )
        assert tagged == sorted(tagged, reverse=True)


def test_any_two_groups_are_compared_and_a_verdict_needs_an_interval(browser: Any, raw: Path, corrected: Path) -> None:
    shares = shares_of(invented(60), TAXONOMY.ids)
    levels = next(one for one in shares["groupings"] if one["by"] == "level")
    [pair] = [one for one in levels["differences"] if {one["first"], one["second"]} == {"county", "province"}]
    with opened(browser, corrected) as page:
        page.select_option("select[name=compare]", "level")
        page.select_option("select[name=first]", label="县级")
        page.select_option("select[name=second]", label="省级")
        sign = 1 if pair["second"] == "province" else -1
        rows = page.locator("#compared tbody tr").all_inner_texts()
        for row, gap in zip(rows, pair["categories"].values(), strict=True):
            value = sign * gap["difference"]
            assert f"{100 * value:+.1f}".replace("-", "−") in row
            low, high = sorted((sign * gap["low"], sign * gap["high"]))
            assert ("较高" if low > 0 else "较低" if high < 0 else "尚不能断定") in row
        page.click("[data-swap]")
        assert page.url.endswith("#compare=level&first=province&second=county")
        page.reload()
        assert page.input_value("select[name=compare]") == "level"
    with opened(browser, raw, language="en") as page:
        told = page.inner_text("#compare")
        assert not [one for one in ("rose", "fell", "not known yet") if one in page.inner_text("#compared")]
        assert "label_studio.py sample" in told


def test_words_are_told_apart_as_python_tells_them(browser: Any, raw: Path) -> None:
    counts = tuple(((7 * n) % 23 + (40 if n < 3 else 0), (11 * n) % 19 + (40 if n > 8 else 0)) for n in range(12))
    words = ("生态", "生态环境", "环境", "产业", "产业园", "园区", "治水", "水质", "水", "幼儿园", "幼儿", "安全")
    reports = tuple((min(one, 5), min(other, 5)) for one, other in counts)
    table = Table("year", "", ("2020", "2021"), words, counts, reports, (3000, 2800), (5, 5), (1.3,) * 12, 500.0)
    expected = [(one.word, one.z) for one in telling_words(table, "2020", "2021", 4)]
    assert {z > 0 for _, z in expected} == {True, False}
    with opened(browser, raw) as page:
        found = page.evaluate(f"tellingWords({json.dumps(table.to_json())}, '2020', '2021', 4)")
    assert [(one["word"], pytest.approx(one["z"])) for one in found] == expected


def test_a_change_shows_its_words_and_sentences_which_lead_to_the_paragraph(browser: Any, corrected: Path) -> None:
    with opened(browser, corrected) as page:
        page.locator("figure.c-livelihood .change a").click()
        assert page.input_value("select[name=about]") == "livelihood"
        assert page.locator("#behind h4").all_inner_texts() == ["2012年说得更多", "2021年说得更多"]
        page.locator(".sentences a").first.click()
        page.wait_for_url("**/tagged/pages/**")
        assert "at=p" in page.url


def test_every_table_is_saved_as_csv_that_no_spreadsheet_runs(browser: Any, tmp_path: Path) -> None:
    named = [replace(one, about=replace(one.about, region=HOSTILE + one.about.region)) for one in invented(20)]
    index = write_pages(tmp_path, named, TAXONOMY, "m")
    with opened(browser, index) as page:
        page.locator("details.twin summary").last.click()
        for by in ("year", "region"):
            button = page.locator(f"[data-csv={by}]")
            button.evaluate("(one) => { one.closest('details').open = true; }")
            with page.expect_download() as saving:
                button.click()
            text = Path(saving.value.path()).read_bytes().decode()
            assert text.startswith("\ufeff")
            rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
            assert all(not one[by].startswith("=") for one in rows)
            if by == "region":
                assert {one["region"] for one in rows} == {"'" + HOSTILE + place for place in ("砚湖甲县", "砚浦甲县")}
            tagged = sum("ecology" in one.tags for own in named for one in own.paragraphs)
            counted = [float(one["raw"]) * int(one["paragraphs"]) for one in rows if one["category"] == "ecology"]
            assert round(sum(counted)) == tagged


@pytest.mark.parametrize("size", [PHONE, TABLET, DESKTOP])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("which", ["raw", "corrected"])
def test_nothing_is_wider_than_the_window_and_axe_finds_nothing(
    which: str, size: tuple[int, int], dark: bool, browser: Any, request: pytest.FixtureRequest
) -> None:
    path = request.getfixturevalue(which)
    with opened(browser, path, size, dark=dark, language="en" if dark else "zh") as page:
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert wider_than_its_window(page) == []
        assert violations(page) == []


def test_names_of_ten_thousand_characters_stay_inside_the_page(browser: Any, tmp_path: Path) -> None:
    hostile = replace(report(LONG, LONG), about=replace(ABOUT, title=LONG, region=LONG, province=HOSTILE), source=LONG)
    other = replace(
        report(HOSTILE, HOSTILE), about=replace(ABOUT, title=HOSTILE, year=2020, region=HOSTILE), source=HOSTILE
    )
    index = write_pages(tmp_path, [hostile, other], TAXONOMY, LONG)
    for size in (PHONE, DESKTOP):
        with opened(browser, index, size) as page:
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            assert wider_than_its_window(page) == []
            page.locator(".many .ranks a", has_text=HOSTILE).first.click()
            page.wait_for_function("location.hash.includes('script')")
            assert _shown(page) == [HOSTILE]


def test_lists_of_years_carry_what_was_chosen_from_one_to_the_next(browser: Any, tmp_path: Path) -> None:
    index = write_pages(tmp_path, invented(520), TAXONOMY, "m")
    with opened(browser, index) as page:
        page.locator(".ranks a", has_text="广东省").first.click()
        page.wait_for_url("**/year-2021.html**")
        assert set(page.locator("tr:not([hidden])").evaluate_all("all => all.map((one) => one.dataset.province)")) == {
            None,
            "广东省",
        }
        page.locator("a[data-carry]", has_text="2014").click()
        page.wait_for_url("**/year-2014.html**")
        assert violations(page) == [] and wider_than_its_window(page) == []
        titles = _shown(page)
        assert titles and all("2014年" in one for one in titles)
        assert "province=" in page.url


def test_a_printed_page_shows_its_charts(browser: Any, raw: Path) -> None:
    with opened(browser, raw) as page:
        assert len(page.pdf(print_background=True)) > 50_000
        page.emulate_media(media="print")
        assert page.is_visible("figure.c-ecology svg") and not page.is_visible(".filters")
