"""The pages show all that was tagged, escape all that was read, and stand alone."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from inference.pages.corpus.writing import page_name, write_pages
from inference.tagged import TaggedReport
from labels.taxonomy import Taxonomy
from reports.report import About
from storage.errors import CannotWrite
from tests.inference.invented import ABOUT, paragraph, report

TAXONOMY = Taxonomy.load()
Page = html.HtmlElement


def _write(folder: Path, *reports: TaggedReport) -> tuple[Page, list[Page]]:
    """Write the pages and return the overview and the page of each report, found through its link."""
    index = write_pages(folder, iter(reports), TAXONOMY, "岚川-tagger")
    overview = html.parse(index).getroot()
    links = overview.xpath("//table[@class='reports']//a/@href")
    return overview, [html.parse(index.parent / unquote(link)).getroot() for link in links]


def _words(element: Page) -> str:
    return " ".join(element.text_content().split())


def _rows(overview: Page) -> list[Page]:
    """Return the rows of the list of reports."""
    return list(overview.cssselect("table.reports tbody tr"))


def _chinese(element: Page) -> str:
    """Return what is read in Chinese."""
    kept = html.fromstring(html.tostring(element, encoding="unicode"))
    for one in kept.cssselect(".en"):
        one.drop_tree()
    return _words(kept)


def test_the_overview_says_of_each_report_what_it_is_and_what_it_holds(tmp_path: Path) -> None:
    vague = replace(report("砚浦市-2022", "砚浦市报告"), about=replace(ABOUT, title="砚浦市报告", year=None, region=""))
    overview, pages = _write(tmp_path, report(), vague)
    first, second = _rows(overview)
    assert [_chinese(cell) for cell in first] == [
        "岚川县2021年政府工作报告岚川.txt", "岚川县 县级 砚北省", "2021 2021-01-12", "段落 4", "产业 2 生态 1 民生 1 安全 0 未标 1", "请复核 1"  # noqa: E501
    ]  # fmt: skip
    assert [_chinese(cell) for cell in second][1:3] == ["县级 砚北省", "2021-01-12"]
    assert len(pages) == 2


def test_the_bar_is_as_wide_for_each_category_as_it_has_paragraphs(tmp_path: Path) -> None:
    overview, _ = _write(tmp_path, report())
    bar = overview.xpath("//td//div[@class='bar']/i")
    assert {(one.get("class"), one.get("style")) for one in bar} == {
        ("c-industry", "flex-grow: 2"),
        ("c-ecology", "flex-grow: 1"),
        ("c-livelihood", "flex-grow: 1"),
        ("none", "flex-grow: 1"),
    }


def test_every_paragraph_stands_there_word_for_word_and_in_order(tmp_path: Path) -> None:
    _, [page] = _write(tmp_path, report())
    shown = [one.text_content() for one in page.xpath("//article/p")]
    assert shown == [one.paragraph.text for one in report().paragraphs]


def test_a_tag_is_named_and_scored_beside_its_paragraph(tmp_path: Path) -> None:
    _, [page] = _write(tmp_path, report())
    margins = [_words(one) for one in page.find_class("margin")]
    assert margins == [
        "",
        "1 产业 0.93 回顾 Done",
        "1 产业 0.52 2 生态 0.95 安全 0.30 请复核 Review 回顾 Done",
        "3 民生 0.88 部署 Planned",
    ]


def test_evidence_is_marked_with_the_number_of_each_of_its_categories(tmp_path: Path) -> None:
    _, [page] = _write(tmp_path, report())
    marks = [(one.text, one.get("data-marks"), one.get("title")) for one in page.iter("mark")]
    assert marks == [
        ("新建轴承园区3个。", "1", "产业 0.93"),
        ("关停园区排污企业5家。", "1·2", "产业 0.52 · 生态 0.60"),
        ("河道水质转好。", "2", "生态 0.95"),
        ("新建乡镇幼儿园2所。", "3", "民生 0.88"),
    ]


def test_the_contents_lead_to_the_headings(tmp_path: Path) -> None:
    _, [page] = _write(tmp_path, report())
    links = page.xpath("//nav//a")
    assert [one.text for one in links] == ["一、回顾", "（一）治水", "二、安排"]
    for link in links:
        assert page.get_element_by_id(link.get("href")[1:])[0].text == link.text


def test_a_report_without_headings_has_no_contents(tmp_path: Path) -> None:
    bare = replace(report(), paragraphs=(paragraph(0, "岚川县概况。"),))
    _, [page] = _write(tmp_path, bare)
    assert page.find(".//nav") is None


def test_the_legend_counts_paragraphs(tmp_path: Path) -> None:
    _, [page] = _write(tmp_path, report())
    buttons = {
        _words(one).split()[-3 if "No tag" in _words(one) else -2]: _words(one).split()[-1]
        for one in page.iter("button")
    }
    assert buttons == {
        "Industry": "2",
        "Ecology": "1",
        "Livelihood": "1",
        "Security": "0",
        "No": "1",
        "Review": "1",
        "Done": "2",
        "Planned": "1",
    }


HOSTILE = "<script>alert('岚川')</script> & \"quoted\" </p><img src=x onerror=alert(1)> {{ 7 * 7 }}"


def test_no_text_of_a_report_becomes_markup(tmp_path: Path) -> None:
    about = About(title=HOSTILE, region=HOSTILE, level=HOSTILE)
    hostile = replace(report(HOSTILE, HOSTILE, opening=paragraph(0, HOSTILE, (HOSTILE,))), about=about, source=HOSTILE)
    overview, [page] = _write(tmp_path, hostile)
    assert page.xpath("//article/p")[0].text_content() == HOSTILE
    assert page.findtext(".//h1") == page.findtext(".//h2") == HOSTILE
    assert overview.cssselect("table.reports a")[0].text == HOSTILE
    for one, scripts in ((overview, 2), (page, 1)):
        assert len(one.xpath("//script")) == scripts  # our own, and the overview's figures
        assert not one.xpath("//img") and not one.xpath("//@onerror")


class _Fetched(HTMLParser):
    """Collect what a browser would follow or load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action", "data")]


def test_pages_need_nothing_but_each_other(tmp_path: Path) -> None:
    _write(tmp_path, report())
    for path in tmp_path.rglob("*.html"):
        text = path.read_text("utf-8")
        fetched = _Fetched()
        fetched.feed(text)
        others = [link for link in fetched.found if not link.startswith("#")]
        assert others and all((path.parent / unquote(link.split("#")[0])).is_file() for link in others)
        assert not re.search(r"https?://|@import|url\(", text)


def test_reports_are_taken_one_at_a_time_and_written_before_the_next(tmp_path: Path) -> None:
    def reports() -> Iterator[TaggedReport]:
        for number in range(1, 6):
            yield report(f"岚川县-{number}")
            assert len(list((tmp_path / "pages").iterdir())) == number

    write_pages(tmp_path, reports(), TAXONOMY, "m")
    assert len(_rows(html.parse(tmp_path / "index.html").getroot())) == 5


def test_no_report_at_all_is_said_so(tmp_path: Path) -> None:
    overview, pages = _write(tmp_path)
    assert pages == [] and "No reports" in overview.text_content()


def test_a_failure_half_way_leaves_no_overview(tmp_path: Path) -> None:
    def broken() -> Iterator[TaggedReport]:
        yield report()
        raise RuntimeError("岚川")

    with pytest.raises(RuntimeError):
        write_pages(tmp_path, broken(), TAXONOMY, "m")
    assert not (tmp_path / "index.html").exists()


def test_a_file_in_the_way_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("岚川")
    with pytest.raises(CannotWrite):
        write_pages(tmp_path / "taken", [report()], TAXONOMY, "m")


@given(st.text(max_size=300))
def test_the_file_name_is_safe_whatever_the_report_is_called(identifier: str) -> None:
    name = page_name(12, identifier)
    assert re.fullmatch(r"12(-[\w-]+)?\.html", name)
    assert len(name.encode()) <= 240


def test_reports_of_one_name_get_pages_of_their_own(tmp_path: Path) -> None:
    _, pages = _write(tmp_path, report(title="甲"), report(title="乙"))
    assert [page.findtext(".//h1") for page in pages] == ["甲", "乙"]


def test_a_year_that_the_text_contradicts_is_marked_on_both_pages(tmp_path: Path) -> None:
    opening = report().paragraphs[0]
    doubtful = replace(opening, paragraph=replace(opening.paragraph, flags=("year_contradicted",)))
    index, [sure, unsure] = _write(tmp_path, report(), report(opening=doubtful))
    assert _words(index).count("年份存疑") == 1
    assert "年份存疑" not in _words(sure)
    assert "年份存疑" in _words(unsure)


def test_a_flag_of_one_paragraph_stands_beside_it_and_one_of_all_in_the_head(tmp_path: Path) -> None:
    every = {
        name: replace(one, paragraph=replace(one.paragraph, flags=("year_inferred",)))
        for name, one in zip(("opening", "industry", "both", "livelihood"), report().paragraphs, strict=True)
    }
    doubtful = replace(every["both"], paragraph=replace(every["both"].paragraph, flags=("year_inferred", "annex")))
    _, [page] = _write(tmp_path, report(**{**every, "both": doubtful}))
    assert [_words(flag) for flag in page.cssselect(".head .flag")] == ["年份推断 Year inferred"]
    assert [_words(flag) for flag in page.cssselect(".paragraph .flag")] == ["附件 Annex"]
    assert "附件" in _words(page.cssselect("#p3")[0])


def test_the_head_tells_where_when_and_by_whom_the_report_was_given(tmp_path: Path) -> None:
    index, [page] = _write(tmp_path, report())
    head = _words(page.cssselect(".meta")[0])
    for words in (
        "省份 Province 砚北省",
        "作报告 Given 2021-01-12",
        "报告人 Speaker 顾未名",
        "第三届人民代表大会第五次会议",
    ):
        assert words in head
    assert "2021-01-12" in _words(index)
    assert [_words(button) for button in page.cssselect("[data-filter-part]")] == ["回顾 Done 2", "部署 Planned 1"]
