from hypothesis import given
from hypothesis import strategies as st

from reports.structure.cutting import LONGEST_LINE
from reports.structure.segmentation import segment
from tests.reports.sample_text import BODY

SENTENCE = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "一是", "各位代表！", "（一）", "二、", "同时，"]),
    st.text(st.sampled_from("云溪纸伞竹器，、0“”"), min_size=1, max_size=120),
    st.sampled_from(["。", "！", "；", "。”"]),
)
LINES = st.lists(st.lists(SENTENCE, min_size=1, max_size=25).map("".join), min_size=1, max_size=5)


@given(LINES, st.booleans())
def test_offsets_are_true_in_order_and_without_overlap(lines: list[str], lost: bool) -> None:
    text = "\n".join(lines)
    end = 0
    for one in segment(text, lost):
        assert end <= one.start < one.end
        assert text[one.start : one.end].strip() == text[one.start : one.end]
        end = one.end


@given(
    st.lists(
        st.lists(SENTENCE, min_size=1, max_size=12).map(lambda parts: "云溪" + "".join(parts)), min_size=1, max_size=5
    )
)
def test_every_line_of_a_report_with_its_breaks_is_one_paragraph(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert max(map(len, lines)) <= LONGEST_LINE
    assert [text[one.start : one.end] for one in segment(text)] == lines


def test_leads_long_lines_and_marks_inside_a_line_stay_as_their_writer_made_them() -> None:
    long = "云溪的纸伞远销各地，竹器也有名气。" * 80
    inside = "今年办好三件实事：一、修路。（二）架桥。一是通水。"
    lines = [
        "各位代表！",
        "产业结构持续优化。",
        long,
        inside,
        "一、工作安排",
        "各位代表！",
        "（一）稳增长。我们多修路，修好路。",
    ]
    text = "\n".join(lines)
    found = segment(text)
    assert [text[one.start : one.end] for one in found] == [line for line in lines if line != "一、工作安排"]
    assert found[-1].section == ("一、工作安排", "（一）稳增长")


def test_a_line_longer_than_any_authors_is_cut() -> None:
    line = "云溪的纸伞远销各地，竹器也有名气。" * 100
    assert len(line) > LONGEST_LINE
    found = segment(f"各位代表！\n{line}")
    assert found[0].end == 5 and len(found) > 4


def test_a_report_on_one_line_is_cut_at_headings_items_and_headlines() -> None:
    filler = "新建纸伞作坊12间，改造竹器工场5处，培训匠人340名，产值增长8.5%，订单来自20多个地方，合格率保持在99%以上。"
    line = (
        f"一、过去五年工作回顾过去五年，云溪人同心协力。{filler * 2}工业经济稳中有进。{filler * 2}一是壮大产业。{filler * 2}"  # noqa: E501
        f"各位代表！成绩来之不易。{filler} 二、2031年重点工作今年是起步之年。{filler}（一）壮大产业。{filler * 2}"
    )
    found = segment(line, lost_breaks=True)
    starts = [line[one.start :][:6] for one in found]
    assert starts == ["一、过去五年", "工业经济稳中", "一是壮大产业", "各位代表！成", "二、2031", "（一）壮大产"]
    assert found[3].section == ("一、过去五年工作回顾",)
    assert found[5].section == ("二、2031年重点工作", "（一）壮大产业")


def test_an_annex_is_flagged_and_its_numbers_are_no_headings() -> None:
    text = "\n".join([*BODY, "附件1 2031年民生实事", "（1）百家纸伞坊改造。", "2.竹器小镇。位于沿溪，占地三百亩。"])
    annex = [one for one in segment(text) if "annex" in one.flags]
    assert [text[one.start :][:3] for one in annex] == ["（1）", "2.竹"]
    assert {one.section for one in annex} == {("附件1 2031年民生实事",)}


def test_footnote_marks_in_the_text_are_no_headings() -> None:
    (one,) = segment("推进“双百”行动（6），纸伞产业（7）持续壮大，竹器订单增长三成。")
    assert one.section == ()


LEAD = "今年要办好以下民生实事，逐项落实，按时交付，让群众看得见、摸得着。"
ITEMS = [
    "1. 新建改建公办幼儿园20所",
    "2. 改造老旧小区35个",
    "3. 新增车位4000个",
    "4. 建成社区食堂60家",
    "5. 加固危桥12座",
]
LONG_ITEM = "3. 为全市六十岁以上老年人和困难群众免费提供健康体检服务并建立健康档案"
END = "各位代表！溪水长流，纸伞常新，云溪的明天会更好。"


def paragraphs(*lines: str) -> list[tuple[tuple[str, ...], str]]:
    text = "\n".join(lines)
    return [(one.section, text[one.start : one.end]) for one in segment(text)]


def test_each_numbered_line_without_text_below_it_is_a_paragraph() -> None:
    found = paragraphs("（一）民生实事", LEAD, *ITEMS, END)
    assert found == [(("（一）民生实事",), one) for one in (LEAD, *ITEMS, END)]


def test_each_row_of_a_table_and_other_short_line_is_a_paragraph() -> None:
    lines = [LEAD, "新建公办幼儿园 20所 教育局", "改造老旧小区 35个 住建局", "加固危桥 12座 交通局", END]
    assert [text for _, text in paragraphs(*lines)] == lines


def test_a_list_keeps_its_short_items_beside_long_ones() -> None:
    lines = [*ITEMS[:2], LONG_ITEM, ITEMS[3], END]
    assert paragraphs(*lines) == [((), one) for one in lines]


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
    held = {text for _, text in found} | {headline for section, _ in found for headline in section}
    assert set(lines) <= held
