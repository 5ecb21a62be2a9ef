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


HOSTILE = "<script>alert('岚川')</script> & \"quoted\" </p><img src=x onerror=alert(1)> {{ 7 * 7 }}"


def test_no_text_of_a_report_becomes_markup(tmp_path: Path) -> None:
    about = About(title=HOSTILE, region=HOSTILE, level=HOSTILE)
    hostile = replace(report(HOSTILE, HOSTILE, opening=paragraph(0, HOSTILE, (HOSTILE,))), about=about, source=HOSTILE)
    overview, [page] = _write(tmp_path, hostile)
    assert page.xpath("//article/p")[0].text_content() == HOSTILE
    assert page.findtext(".//h1") == page.findtext(".//h2") == HOSTILE
    assert overview.cssselect("table.reports a")[0].text == HOSTILE
    for one in (overview, page):
        assert "<script>alert" not in "".join(one.xpath("//script/text()"))  # our own alone
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
