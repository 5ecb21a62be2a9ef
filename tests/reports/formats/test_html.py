from hypothesis import given
from hypothesis import strategies as st

from reports.formats.html import html_lines, looks_like_html


def test_blocks_become_lines_and_inline_elements_do_not() -> None:
    page = "<html><body><h1>云溪市<b>政府</b>工作报告</h1><p>各位代表：</p><p>现在<span>开始</span>。<br>第二行</p></body></html>"  # noqa: E501
    assert html_lines(page) == ["云溪市政府工作报告", "各位代表：", "现在开始。", "第二行"]


def test_what_a_reader_does_not_see_is_dropped() -> None:
    page = (
        "<html><head><title>站</title><style>p{}</style></head><body><nav>首页</nav><script>alert('脚本')</script>"
        "<!-- 注释 --><p>正文</p><select><option>选项</option></select><footer>页脚</footer>尾</body></html>"
    )
    assert html_lines(page) == ["正文", "尾"]


def test_text_behind_a_dropped_element_stays() -> None:
    assert html_lines("<div>前<script>x</script>后<rt>fā</rt>末</div>") == ["前后末"]


def test_line_feeds_in_the_source_are_no_lines() -> None:
    assert html_lines("<p>纸伞\n   产业</p><p>Cloud\nCreek</p>") == ["纸伞产业", "Cloud Creek"]


def test_entities_are_resolved() -> None:
    assert html_lines("<p>&ldquo;双百&rdquo;&#x4E91;&nbsp;溪&amp;</p>") == ["“双百”云 溪&"]


def test_elements_of_word_processors_end_no_line() -> None:
    page = "<p class=MsoNormal><span>新建纸伞</span><span lang=EN-US><o:p></o:p></span><st1:chsdate>2031年</st1:chsdate>作坊<o:p>&nbsp;</o:p></p>"  # noqa: E501
    assert html_lines(page) == ["新建纸伞2031年作坊"]


def test_broken_markup_is_read() -> None:
    assert html_lines("<div><p>一<p>二<div>三</b>") == ["一", "二", "三"]


def test_tables_nested_deeper_than_the_stack_are_read() -> None:
    assert html_lines("<div>" * 1500 + "云溪" + "</div>" * 1500) == ["云溪"]


def test_plain_text_with_a_comparison_is_not_a_page() -> None:
    assert not looks_like_html("增长率 a<b 且 c>d；见 <附件> 与 <注>。" * 9)
    assert looks_like_html("<!DOCTYPE html><html><body><p>云溪</p></body></html>")


@given(st.text(max_size=200))
def test_any_text_is_survived(text: str) -> None:
    assert all(line.strip() == line and line for line in html_lines(f"<p>{text}</p>"))
