"""The corpus page says what its figures say, to the last digit shown, and nothing that they do not."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import html

from inference.pages.corpus.behind import Behind
from inference.pages.corpus.links import MOST_IN_ONE_LIST, links_to, lists_of
from inference.pages.corpus.overview import Overview, overview
from inference.pages.corpus.reports_file import REPORTS, Collection
from inference.pages.corpus.tally import Tally
from inference.pages.corpus.writing import write_corpus_page, write_pages
from inference.pages.held_out import HeldOut
from inference.pages.summary import summarise
from inference.tagged import TaggedReport
from labels.taxonomy import Taxonomy
from reports.report import About
from scripts.bench.corpus_pages import invented
from storage.jsonl import write_objects
from tests.inference.invented import report
from tests.inference.pages.corpus.shares_invented import shares_of

TAXONOMY = Taxonomy.load()
Page = html.HtmlElement
VERDICTS = ("上升", "下降", "较高", "较低", "rose", "fell", "higher", "lower")


def words(element: Page, language: str = "zh") -> str:
    kept = html.fromstring(html.tostring(element, encoding="unicode"))
    for one in kept.cssselect(".zh" if language == "en" else ".en"):
        one.drop_tree()
    return " ".join(kept.text_content().split())


def written(folder: Path, reports: list[TaggedReport], held_out: HeldOut | None = None) -> Page:
    return html.parse(write_pages(folder, iter(reports), TAXONOMY, "岚川-tagger", held_out=held_out)).getroot()


def corrected(folder: Path, reports: list[TaggedReport]) -> Page:
    """Write the tagged folder and corpus.html beside it."""
    written(folder / "runs 标" / "tagged", reports)
    lines = (one.to_json() for own in reports for one in own.paragraphs)
    write_objects(folder / "runs 标" / "tagged" / "tagged.jsonl", lines)
    page = write_corpus_page(
        folder, folder / "runs 标" / "tagged", TAXONOMY, shares_of(reports, TAXONOMY.ids), final=folder
    )
    assert page is not None
    return html.parse(page).getroot()


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Page:
    held_out = HeldOut(0.909, "grouped 5-fold cross-validation by region", 5406)
    return written(tmp_path_factory.mktemp("raw"), list(invented(60)), held_out)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("corrected")
    corrected(place, list(invented(60)))
    return place


def data_of(page: Page) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(page.get_element_by_id("data").text)
    return value


def test_the_head_says_what_this_is_and_how_good(raw: Page) -> None:
    head = words(raw.find_class("head")[0])
    for said in ("报告 60", "年份 2012–2021", "地区 6", "段落 2400", "未经校正", "F1 0.909", "docs/shares.md"):
        assert said in head
    assert "not corrected" in words(raw.find_class("head")[0], "en")


def test_counts_alone_make_no_verdict_and_no_interval(raw: Page) -> None:
    charts = words(raw.xpath("//section[@id='shares']")[0])
    assert not [one for one in VERDICTS if one in charts]
    assert not raw.cssselect(".verdict, .band")
    assert "label_studio.py sample" in words(raw.get_element_by_id("compare"))


def test_every_share_is_that_of_shares_json_to_the_last_digit_shown(folder: Path) -> None:
    page, shares = html.parse(folder / "corpus.html").getroot(), shares_of(invented(60), TAXONOMY.ids)
    held = data_of(page)
    for grouping in shares["groupings"]:
        by = grouping["by"]
        own = {group[0]: group for group in held["by"][by]["groups"]}
        for group in grouping["groups"]:
            shown = list(group["shares"].values())
            assert own[group["group"]][3:6] == [group[key] for key in ("reports", "paragraphs", "reports_labelled")]
            assert own[group["group"]][6] == [[one[k] for k in ("raw", "share", "low", "high")] for one in shown]
        names = [group[0] for group in held["by"][by]["groups"]]
        pairs = {f"{names.index(one['first'])}-{names.index(one['second'])}": one for one in grouping["differences"]}
        assert held["by"][by]["pairs"] == {
            key: [[gap[k] for k in ("difference", "low", "high")] for gap in one["categories"].values()]
            for key, one in pairs.items()
        }
    years = next(one for one in shares["groupings"] if one["by"] == "year")
    points = page.cssselect("#n-ecology")[0].getparent().getparent().cssselect("svg a")
    for point, group in zip(points, years["groups"], strict=True):
        one = group["shares"]["ecology"]
        value = one["raw"] if one["share"] is None else one["share"]
        assert f"{100 * value:.1f}%" in point.get("aria-label")
        assert point.find("text").text == f"{100 * value:.1f}"
        if one["low"] is not None:
            assert f"({100 * one['low']:.1f}–{100 * one['high']:.1f})" in point.get("aria-label")


def test_a_rise_is_said_only_where_the_interval_of_the_difference_leaves_zero(folder: Path) -> None:
    page, shares = html.parse(folder / "corpus.html").getroot(), shares_of(invented(60), TAXONOMY.ids)
    parts = next(one for one in shares["groupings"] if one["by"] == "part")
    [pair] = [one for one in parts["differences"] if (one["first"], one["second"]) == ("done", "planned")]
    said = [words(one) for one in page.cssselect("#part .verdict")]
    expected = [
        "较高" if one["low"] > 0 else "较低" if one["high"] < 0 else "尚不能断定" for one in pair["categories"].values()
    ]
    assert said == expected
    assert "30" not in words(page.find_class("how")[0]) and "15 份人工标注" in words(page.find_class("how")[0])


def test_every_chart_has_its_table_and_its_csv(raw: Page) -> None:
    for by, group in data_of(raw)["by"].items():
        [button] = raw.cssselect(f"[data-csv={by}]")
        table = button.getparent().getparent().find(".//table")
        assert len(table.findall(".//tbody/tr")) == len(group["groups"])


def links_of(path: Path) -> Iterator[tuple[str, str]]:
    for link in html.parse(path).getroot().xpath("//a/@href"):
        page, _, hash_ = link.partition("#")
        yield page, hash_


def test_every_link_leads_somewhere_also_after_both_folders_are_moved(folder: Path, tmp_path: Path) -> None:
    moved = tmp_path / "别处"
    (folder / "runs 标").parent.rename(moved)
    try:
        links = [page for page, _ in links_of(moved / "corpus.html") if page]
        assert len(links) == 60
        assert all((moved / unquote(page)).is_file() for page in links)
    finally:
        moved.rename(folder)


def test_many_reports_stand_on_a_page_a_year_which_every_chart_reaches(tmp_path: Path) -> None:
    reports = list(invented(MOST_IN_ONE_LIST + 20))
    page = corrected(tmp_path, reports)
    tagged = tmp_path / "runs 标" / "tagged"
    assert not page.cssselect("table.reports")
    pages = {unquote(link) for link, _ in links_of(tmp_path / "corpus.html") if link}
    assert pages == {f"runs 标/tagged/year-{year}.html" for year in range(2012, 2022)}
    listed = [
        row for one in tagged.glob("year-*.html") for row in html.parse(one).getroot().cssselect(".reports tbody tr")
    ]
    assert len(listed) == len(reports)
    assert {link for link, _ in links_of(tagged / "index.html") if link} == {
        f"year-{y}.html" for y in range(2012, 2022)
    }


def test_the_34_tiles_are_there_for_every_category_and_say_where_there_is_no_data(raw: Page) -> None:
    for category in TAXONOMY.ids:
        [tiles] = raw.cssselect(f".of-category.c-{category} .tiles")
        said = [words(one) for one in tiles]
        assert len(said) == 34
        assert sum(one.endswith("无数据") for one in said) == 34 - 6
        assert {"台湾 无数据", "香港 无数据", "澳门 无数据"} <= set(said)
    assert "示意，非地图" in words(raw.get_element_by_id("places"))


def test_a_page_of_500_reports_weighs_at_most_two_megabytes() -> None:
    tally, behind, summaries = Tally(TAXONOMY.ids), Behind(TAXONOMY.ids), []
    for number, one in enumerate(invented(MOST_IN_ONE_LIST), 1):
        tally.add(one)
        for paragraph in one.paragraphs:
            behind.add(paragraph.to_json())
        summaries.append(summarise(one, TAXONOMY, f"pages/{number}-{one.id}.html"))
    figures, lists = tally.figures(), lists_of(summaries, "index.html")
    told = behind.to_json(figures, summaries)
    given = Overview(TAXONOMY, Collection("m", None, tuple(summaries)), figures, links_to(lists), lists[0], behind=told)
    assert len(overview(given).encode()) < 2_000_000


def test_words_are_left_out_where_there_is_too_much_text_and_sentences_are_not() -> None:
    tally, behind = Tally(TAXONOMY.ids), Behind(TAXONOMY.ids, most_characters=100)
    summaries = []
    for one in invented(20):
        tally.add(one)
        for paragraph in one.paragraphs:
            behind.add(paragraph.to_json())
        summaries.append(summarise(one, TAXONOMY, f"pages/{one.id}.html"))
    told = behind.to_json(tally.figures(), summaries)
    assert told["words"] is None
    assert told["sentences"]["year"]["2012"]["ecology"]


def test_where_no_report_names_a_province_the_tiles_are_folded(tmp_path: Path) -> None:
    page = written(tmp_path, [report(), report("二")])
    [folded] = page.cssselect("#places details")
    assert "没有报告写明属于哪个省级行政区" in words(folded)
    assert len(folded.cssselect(".tiles li")) == 34


@pytest.mark.parametrize("count", [0, 1])
def test_of_few_reports_the_page_is_plain_and_has_no_empty_chart(count: int, tmp_path: Path) -> None:
    bare = replace(report(), about=About(title="无题"))
    page = written(tmp_path, [bare] * count)
    assert not page.cssselect("svg, #panels")
    assert len(page.cssselect("#part .c-ecology")) == count
    assert bool(page.cssselect("#compare")) == bool(count)
    assert len(page.cssselect("table.reports tbody tr")) == count


HOSTILE = "<script>alert('岚川')</script> & \"quoted\" </script></p><img src=x onerror=alert(1)> {{ 7 * 7 }} "


def test_no_name_becomes_markup_nor_ends_the_figures(tmp_path: Path) -> None:
    about = {"title": HOSTILE, "province": HOSTILE}
    named = [
        replace(one, id=HOSTILE, about=replace(one.about, region=HOSTILE + one.id[-1], **about), source=HOSTILE)
        for one in invented(20)
    ]
    page = corrected(tmp_path, named)
    assert len(page.xpath("//script")) == 2
    assert not page.xpath("//img") and not page.xpath("//@onerror")
    assert HOSTILE + "1" in {group[0] for group in data_of(page)["by"]["region"]["groups"]}


def test_a_sentence_leads_to_its_paragraph(folder: Path) -> None:
    page = html.parse(folder / "corpus.html").getroot()
    found = data_of(page)["sentences"]["year"]["2015"]["ecology"]
    assert found
    for text, href, anchor, _ in found:
        own = html.parse(folder / "runs 标" / "tagged" / unquote(href)).getroot()
        assert text in own.get_element_by_id(anchor).text_content()


def test_pages_name_no_place_outside(folder: Path) -> None:
    text = (folder / "corpus.html").read_text("utf-8")
    assert not re.search(r"https?://|@import|url\(", text)
    assert "default-src 'none'" in text


def test_without_the_list_of_pages_there_is_no_corpus_page(tmp_path: Path) -> None:
    written(tmp_path, [report()])
    (tmp_path / REPORTS).unlink()
    shares = shares_of([report()], TAXONOMY.ids)
    assert write_corpus_page(tmp_path, tmp_path, TAXONOMY, shares, final=tmp_path) is None
