"""What a browser shows of a page is what is read of it."""

import html
from pathlib import Path

import pytest

from reports.formats.document import raw_lines
from reports.formats.html import html_lines, page_lines
from storage.errors import UnreadableReport

PATH = Path("page.html")
SAID = "现在，我代表市人民政府，向大会报告工作，请予审议。"
JUNK = "论坛水印七四二"


@pytest.mark.parametrize(
    "hiding",
    [
        *('style="display:none"', 'style="DISPLAY : none !important"', 'style="visibility:hidden"', "hidden"),
        *('style="font-size:0px;color:#fff"', 'style="font:0/0 a"', 'style="font-size:.5px"', 'style="opacity:0"'),
        *('style="color:#FFFFFF"', 'style="color:rgb(255, 255, 255)"', 'style="position:absolute;left:-9999px"'),
        *('style="text-indent:-999em"', 'style="height:0;overflow:hidden"', 'class="x jammer"'),
    ],
)
def test_what_a_style_hides_is_no_text(hiding: str) -> None:
    assert html_lines(f"<p>请予<span {hiding}>{JUNK}<b>{JUNK}</b></span>审议。</p>") == ["请予审议。"]


@pytest.mark.parametrize(
    "rule",
    [
        *(
            ".j{display:none}",
            "#k{visibility:hidden}",
            "span.j{font-size:0}",
            "div p .j{opacity:0}",
            "p > .j{display:none}",
        ),
        *(
            "p > .j{display:none}",
            ".a,.j{display:none}",
            "@media screen{.j{display:none}}",
            "/* x */ .j { color : white }",
        ),
        ".j{display:block} .k.j{display:none}",
    ],
)
def test_what_a_rule_of_the_page_hides_is_no_text(rule: str) -> None:
    page = f'<style>{rule}</style><div><p>请予<span class="j k" id="k">{JUNK}</span>审议。</p></div>'
    assert html_lines(page) == ["请予审议。"]


@pytest.mark.parametrize(
    "shown",
    [
        *("@media print{.j{display:none}}", ".j:hover{display:none}", ".j{display:none} .k.j{display:inline}"),
        *("em > .j{display:none}", ".j{font-size:.16rem}", ".j{font-size:0;font-size:12px}", "#j{display:none}"),
    ],
)
def test_what_a_rule_does_not_hide_is_text(shown: str) -> None:
    assert html_lines(f'<style>{shown}</style><p>请予<span class="j k">审议。</span></p>') == ["请予审议。"]


def test_what_lies_in_the_unseen_can_be_seen_again() -> None:
    page = f'<ul style="font-size:0">{JUNK}<li style="font-size:14px">请予审议。</li></ul>'
    assert html_lines(page) == ["请予审议。"]
    page = f'<div style="visibility:hidden">{JUNK}<p style="visibility:visible">请予审议。</p></div>'
    assert html_lines(page) == ["请予审议。"]
    assert html_lines('<td bgcolor="red"><font color="#ffffff">请予审议。</font></td>') == ["请予审议。"]


@pytest.mark.parametrize(
    "page",
    [
        f'<p>载入中</p><div style="display:none">{"".join(f"<p>{SAID}</p>" for _ in range(20))}</div>',
        f"<p>载入中</p><noscript>{''.join(f'<p>{SAID}</p>' for _ in range(20))}</noscript>",
        f"<style>body{{visibility:hidden}}</style><p>{'</p><p>'.join([SAID] * 20)}</p>",
    ],
)
def test_a_page_that_waits_for_a_script_is_read_and_flagged(page: str) -> None:
    read = page_lines(page)
    assert read.flags == ("hidden_text_read",)
    assert read.lines.count(SAID) == 20


def test_an_article_in_a_field_is_read_and_what_is_asked_for_is_not() -> None:
    article = "".join(f"&lt;p&gt;{SAID}&lt;/p&gt;" for _ in range(9))
    page = f"<p>正文</p><textarea>请输入关键字</textarea><textarea>{article}</textarea>"
    assert html_lines(page) == ["正文", *[SAID] * 9]


def test_line_feeds_of_preformatted_text_are_lines() -> None:
    assert html_lines("<pre>各位代表：\n现在开始。</pre><xmp>一\n二</xmp>") == ["各位代表：", "现在开始。", "一", "二"]
    assert html_lines('<div style="white-space:pre-wrap">各位代表：\n现在开始。</div>') == ["各位代表：", "现在开始。"]


def test_a_row_of_a_table_is_a_line_as_in_word() -> None:
    rows = "<tr><th>指标</th><th>目标</th></tr><tr><td>就业</td><td>1.3<br>万人</td></tr>"
    rows += "<tr><td>一、</td><td>教育</td></tr>"
    assert html_lines(f"<table>{rows}</table>") == ["指标，目标", "就业，1.3 万人", "一、教育"]


def test_a_table_made_for_layout_gives_its_paragraphs() -> None:
    article = "".join(f"<p>{SAID}</p>" for _ in range(6))
    menu = "<a href=1>首页</a><br><a href=2>公开</a>"
    assert html_lines(f"<table><tr><td>{menu}</td><td>{article}</td></tr></table>") == ["首页", "公开", *[SAID] * 6]
    assert html_lines(f"<table><tr><td></td><td><p>{SAID}</p><p>{SAID}</p></td></tr></table>") == [SAID] * 2
    links = "<table><tr><td><a>首页</a></td><td><a>公开</a></td></tr></table>"
    assert html_lines(links) == ["首页", "公开"]


WRAPPED = ["过去一年全市上下咬定目标不放松工业增", "加值增长百分之六点五新增规模以上工业企", "业二十八家。"]


@pytest.mark.parametrize(("indent", "blank"), [("　　", []), ("&nbsp;&nbsp;&nbsp;&nbsp;", []), ("", [""])])
def test_breaks_of_a_wrapped_page_end_no_paragraph(indent: str, blank: list[str]) -> None:
    lines = [indent + WRAPPED[0], *WRAPPED[1:], *blank] * 4
    assert html_lines(f"<div>{'<br>'.join(lines)}</div>") == ["".join(WRAPPED)] * 4


def test_breaks_of_a_page_that_was_not_wrapped_are_paragraphs() -> None:
    lines = ["一、回顾", SAID, SAID] * 4
    assert html_lines(f"<div>{'<br>'.join(lines)}</div>") == lines
    assert html_lines(f"<div>{'<br><br>'.join(lines)}</div>") == lines


def test_raised_figures_are_marks_of_notes_or_powers() -> None:
    assert html_lines("<p>四大战略<sup>1</sup>、“双百”<sup><a href=#n>[2]</a></sup>，80km<sup>2</sup></p>") == [
        "四大战略〔1〕、“双百”[2]，80km²"
    ]


@pytest.mark.parametrize("times", [1, 2])
def test_a_page_whose_tags_were_escaped_is_read(times: int) -> None:
    page = "<p>一</p><p>二</p><p>三</p>"
    for _ in range(times):
        page = html.escape(page)
    assert html_lines(f"<html><body><div>{page}</div></body></html>") == ["一", "二", "三"]


def test_paragraphs_within_inline_elements_are_lines() -> None:
    assert html_lines("<span><font><p>一</p><p>二</p></font></span><a><p>三</p></a>") == ["一", "二", "三"]


def test_readings_above_characters_are_no_text() -> None:
    assert html_lines("<ruby>发<rp>(</rp><rt>fā</rt><rp>)</rp></ruby>展<ruby><rb>云</rb><rtc>yún</rtc></ruby>溪") == [
        "发展云溪"
    ]


def test_a_page_of_frames_is_refused_by_its_cause() -> None:
    page = (
        b'<html><head><title>x</title></head><frameset><frame src="main.htm"><frame src="menu.htm"></frameset></html>'
    )
    with pytest.raises(UnreadableReport, match=r"^page\.html: .* other pages in frames \(main\.htm, menu\.htm\)"):
        raw_lines(page, PATH)


def test_a_page_cut_off_within_a_tag_is_read() -> None:
    page = "".join(f"<p>{SAID}</p>" for _ in range(3)) + "<div>"

    assert html_lines(f"<html><body>{page}{SAID}</")[:3] == [SAID] * 3
