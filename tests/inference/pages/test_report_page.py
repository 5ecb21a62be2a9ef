"""A report's page shows every paragraph, its tags, what carries them, and how far they can be trusted."""

from dataclasses import replace

from lxml import html

from inference.pages.held_out import HeldOut
from inference.pages.report_page import report_page
from inference.pages.summary import summarise
from inference.tagged import Evidence, TaggedReport
from labels.taxonomy import Taxonomy
from tests.inference.invented import paragraph, report

TAXONOMY = Taxonomy.load()
Page = html.HtmlElement


def _page(given: TaggedReport, held_out: HeldOut | None = None) -> Page:
    summary = summarise(given, TAXONOMY, "pages/1.html")
    return html.fromstring(
        report_page(given, summary, TAXONOMY, "岚川-tagger", home="../index.html", held_out=held_out)
    )


def _words(element: Page, language: str = "zh") -> str:
    """Return what an element says in one language."""
    other = {"zh": "en", "en": "zh"}[language]
    texts = element.xpath(f".//text()[not(ancestor::*[contains(concat(' ', @class, ' '), ' {other} ')])]")
    return " ".join(" ".join(texts).split())


def test_every_paragraph_stands_there_word_for_word_and_in_order() -> None:
    text = " 新建\n园区3个。  <b>末尾</b> \n"
    spaced = paragraph(4, text, (), {"industry": (Evidence(0, 5, 0.9),), "ecology": (Evidence(1, len(text), 0.8),)})
    given = report(last=spaced)
    shown = [one.text_content() for one in _page(given).xpath("//article/p")]
    assert shown == [one.paragraph.text for one in given.paragraphs]


def test_a_paragraph_says_what_other_tools_hang_on() -> None:
    (article,) = _page(report()).cssselect("#p3")
    assert {key: article.get(key) for key in ("data-id", "data-tags", "data-part", "data-review", "data-at")} == {
        "data-id": "岚川县-2021:002",
        "data-tags": "industry ecology",
        "data-part": "done",
        "data-review": "",
        "data-at": "0-0",
    }


def test_a_tag_is_named_and_scored_beside_its_paragraph() -> None:
    assert [_words(one) for one in _page(report()).find_class("margin") if one.getparent().tag == "article"] == [
        "",
        "产业 0.93",
        "产业 0.52 生态 0.95 安全 0.30 请复核",
        "民生 0.88",
    ]


def test_evidence_is_marked_by_an_element_for_each_of_its_categories() -> None:
    marks = [
        (
            mark.text_content(),
            mark.get("data-marks"),
            [(one.get("class"), one.get("data-s")) for one in mark.iter() if one.get("data-s")],
        )
        for mark in _page(report()).iter("mark")
    ]
    assert marks == [
        ("新建轴承园区3个。", None, [("c-industry", "0.93")]),
        ("关停园区排污企业5家。", "1·2", [("c-industry", "0.52"), ("c-ecology", "0.60")]),
        ("河道水质转好。", None, [("c-ecology", "0.95")]),
        ("新建乡镇幼儿园2所。", None, [("c-livelihood", "0.88")]),
    ]


def test_the_contents_lead_to_the_headings() -> None:
    page = _page(report())
    links = page.cssselect(".contents a")
    assert [one.text for one in links] == ["一、回顾", "（一）治水", "二、安排"]
    for link in links:
        assert page.get_element_by_id(link.get("href")[1:])[0].text == link.text


def test_a_report_without_headings_has_no_contents_and_no_table_of_sections() -> None:
    page = _page(replace(report(), paragraphs=(paragraph(0, "岚川县概况。"),)))
    assert not page.cssselect(".contents, #sections, .parts")


def test_the_filters_count_paragraphs() -> None:
    buttons = _page(report()).cssselect(".choices button")
    assert [_words(one) for one in buttons] == [
        "1 产业 2", "2 生态 1", "3 民生 1", "4 安全 0", "未标 1", "请复核 1", "回顾 2", "部署 1"
    ]  # fmt: skip
    assert [_words(one, "en") for one in buttons][3:] == [
        "4 Security 0", "No tag 1", "Review 1", "Done 2", "Planned 1"
    ]  # fmt: skip


def test_a_flag_of_one_paragraph_stands_beside_it_and_one_of_all_in_the_head() -> None:
    every = {
        name: replace(one, paragraph=replace(one.paragraph, flags=("year_inferred",)))
        for name, one in zip(("opening", "industry", "both", "livelihood"), report().paragraphs, strict=True)
    }
    doubtful = replace(every["both"], paragraph=replace(every["both"].paragraph, flags=("year_inferred", "annex")))
    page = _page(report(**{**every, "both": doubtful}))
    assert [_words(flag) for flag in page.cssselect(".head .flag")] == ["年份推断"]
    assert [_words(flag, "en") for flag in page.cssselect(".paragraph .flag")] == ["Annex"]
    assert "附件" in _words(page.cssselect("#p3")[0])


def test_the_head_tells_where_when_and_by_whom_the_report_was_given() -> None:
    head = _page(report()).cssselect(".meta")[0]
    for words in ("层级 县级", "省份 砚北省", "作报告 2021-01-12", "报告人 顾未名", "第三届人民代表大会第五次会议"):
        assert words in _words(head)
    assert "Level County Province 砚北省" in _words(head, "en")


def test_the_head_says_how_good_the_model_is_where_that_is_known_and_that_it_is_not_where_it_is_not() -> None:
    known = HeldOut(0.90871, "grouped 5-fold cross-validation by region", 5406)
    head = _page(report(), known).cssselect(".meta")[0]
    assert "留出宏平均 F1 0.909（按地区分组的 5 折交叉验证，5406 段）" in _words(head)
    assert "Held-out macro-F1 0.909 (grouped 5-fold cross-validation by region, 5406 paragraphs)" in _words(head, "en")
    assert "留出宏平均 F1 模型未注明" in _words(_page(report()).cssselect(".meta")[0])


def test_parts_and_sections_stand_side_by_side_with_the_share_of_each_category() -> None:
    page = _page(report())
    parts = [[_words(cell) for cell in row] for row in page.cssselect(".parts tr")]
    assert parts[:3] == [
        ["类别", "回顾 2 段", "部署 1 段"],
        ["产业", "2 100%", "0"],
        ["生态", "1 50%", "0"],
    ]
    assert page.cssselect(".parts td a")[1].get("href") == "#category=ecology&part=done"
    sections = [[_words(cell) for cell in row] for row in page.cssselect(".sections tbody tr")]
    assert sections[0] == ["一、回顾", "2", "2 100%", "1 50%", "0", "0", "0"]
    assert [(row[0], row[1]) for row in sections[1:]] == [("（一）治水", "1"), ("二、安排", "1")]


def test_a_long_heading_is_whole_above_its_paragraphs_and_short_in_the_contents() -> None:
    heading = "岚川" * 5_000
    page = _page(report(opening=paragraph(0, "开头。", (heading,))))
    assert page.findtext(".//main//h2") == heading
    assert len(page.cssselect(".contents a")[0].text) == 90
