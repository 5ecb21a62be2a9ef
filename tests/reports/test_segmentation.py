from hypothesis import given
from hypothesis import strategies as st

from reports.segmentation import LONGEST_PARAGRAPH, cut, segment
from tests.reports.sample_text import BODY

SENTENCE = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "一是", "各位代表！", "（一）", "二、", "同时，"]),
    st.text(st.sampled_from("云溪纸伞竹器，、0“”"), min_size=1, max_size=120),
    st.sampled_from(["。", "！", "；", "。”"]),
)
LINES = st.lists(st.lists(SENTENCE, min_size=1, max_size=25).map("".join), min_size=1, max_size=5)


@given(LINES)
def test_offsets_are_true_in_order_and_without_overlap(lines: list[str]) -> None:
    text = "\n".join(lines)
    end = 0
    for one in segment(text):
        assert end <= one.start < one.end
        assert text[one.start : one.end].strip() == text[one.start : one.end]
        end = one.end


@given(st.lists(SENTENCE, min_size=1, max_size=40).map("".join))
def test_a_line_is_cut_without_losing_a_character_and_never_inside_a_sentence(line: str) -> None:
    pieces = [line[start:end] for start, end in cut(line)]
    assert "".join(pieces) == line
    assert all(piece.rstrip("”").endswith(("。", "！", "；")) for piece in pieces[:-1])


def test_short_lines_stay_as_their_writer_made_them() -> None:
    body = "\n".join(BODY)
    texts = [body[one.start : one.end] for one in segment(body)]
    assert texts == [line for line in BODY if not line.startswith(("一、", "二、"))]


def test_a_report_on_one_line_is_cut_at_headings_items_and_headlines() -> None:
    filler = "新建纸伞作坊12间，改造竹器工场5处，培训匠人340名，产值增长8.5%，订单来自20多个地方，合格率保持在99%以上。"
    line = (
        f"一、过去五年工作回顾过去五年，云溪人同心协力。{filler * 2}工业经济稳中有进。{filler * 2}一是壮大产业。{filler * 2}"
        f"各位代表！成绩来之不易。{filler} 二、2031年重点工作今年是起步之年。{filler}（一）壮大产业。{filler * 2}"
    )
    found = segment(line)
    starts = [line[one.start :][:6] for one in found]
    assert starts == ["一、过去五年", "工业经济稳中", "一是壮大产业", "各位代表！成", "二、2031", "（一）壮大产"]
    assert found[3].section == ("一、过去五年工作回顾",)
    assert found[5].section == ("二、2031年重点工作", "（一）壮大产业")


def test_a_paragraph_without_any_turn_is_divided_evenly() -> None:
    line = "云溪的纸伞远销各地，竹器也有名气，来订货的人一年比一年多。" * 60
    lengths = [end - start for start, end in cut(line)]
    assert max(lengths) <= LONGEST_PARAGRAPH
    assert min(lengths) >= 200


def test_an_annex_is_flagged_and_its_numbers_are_no_headings() -> None:
    text = "\n".join([*BODY, "附件1 2031年民生实事", "（1）百家纸伞坊改造。", "2.竹器小镇。位于沿溪，占地三百亩。"])
    annex = [one for one in segment(text) if "annex" in one.flags]
    assert [text[one.start :][:3] for one in annex] == ["（1）", "2.竹"]
    assert {one.section for one in annex} == {("附件1 2031年民生实事",)}


def test_footnote_marks_in_the_text_are_no_headings() -> None:
    (one,) = segment("推进“双百”行动（6），纸伞产业（7）持续壮大，竹器订单增长三成。")
    assert one.section == ()


LEAD = "今年要办好以下民生实事，逐项落实，按时交付，让群众看得见、摸得着。"
ITEMS = ["1. 新建改建公办幼儿园20所", "2. 改造老旧小区35个", "3. 新增车位4000个", "4. 建成社区食堂60家", "5. 加固危桥12座"]
LONG_ITEM = "3. 为全市六十岁以上老年人和困难群众免费提供健康体检服务并建立健康档案"
END = "各位代表！溪水长流，纸伞常新，云溪的明天会更好。"


def paragraphs(*lines: str) -> list[tuple[tuple[str, ...], str]]:
    text = "\n".join(lines)
    return [(one.section, text[one.start : one.end]) for one in segment(text)]


def test_numbered_lines_without_text_between_them_are_one_paragraph() -> None:
    found = paragraphs("（一）民生实事", LEAD, *ITEMS, END)
    assert found == [(("（一）民生实事",), one) for one in (LEAD, "\n".join(ITEMS), END)]


def test_rows_of_a_table_and_other_short_lines_are_one_paragraph() -> None:
    rows = ["新建公办幼儿园 20所 教育局", "改造老旧小区 35个 住建局", "加固危桥 12座 交通局"]
    assert [text for _, text in paragraphs(LEAD, *rows, END)] == [LEAD, "\n".join(rows), END]


def test_a_list_keeps_its_short_items_beside_long_ones() -> None:
    lines = [*ITEMS[:2], LONG_ITEM, ITEMS[3], END]
    assert paragraphs(*lines) == [((), one) for one in ("\n".join(ITEMS[:2]), LONG_ITEM, ITEMS[3], END)]


def test_a_long_list_gives_several_paragraphs() -> None:
    items = [f"{number}. 云溪第{number}批纸伞作坊改造工程" for number in range(1, 60)]
    found = [text for _, text in paragraphs(LEAD, *items, END)]
    assert "\n".join(found) == "\n".join([LEAD, *items, END])
    assert max(map(len, found)) <= LONGEST_PARAGRAPH


def test_only_a_heading_followed_by_text_is_a_heading() -> None:
    assert paragraphs("二、工作安排", "1. 壮大产业", LEAD, "2. 改善民生", END) == [
        (("二、工作安排", "1. 壮大产业"), LEAD),
        (("二、工作安排", "2. 改善民生"), END),
    ]
    assert paragraphs("（一）壮大产业", LEAD, "（二）改善民生") == [
        (("（一）壮大产业",), LEAD),
        (("（一）壮大产业",), "（二）改善民生"),
    ]


def test_numbered_items_after_a_mid_report_closing_are_no_annex() -> None:
    mid = "让我们更加紧密地团结在以同心桥为核心的新城周围，再创辉煌！"
    text = "\n".join([LEAD, mid, "二、城乡建设", *ITEMS, END])
    assert not any(one.flags for one in segment(text))


@given(st.lists(st.sampled_from([*ITEMS, LONG_ITEM, LEAD, "纸伞产业", "竹器产业"]), min_size=1, max_size=12))
def test_no_line_is_lost_but_headings_that_have_text(lines: list[str]) -> None:
    found = paragraphs(*lines)
    held = "\n".join(text for _, text in found) + "\n" + "\n".join(headline for section, _ in found for headline in section)
    assert set(lines) <= set(held.split("\n"))
