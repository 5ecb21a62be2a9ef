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


def test_a_glossary_is_flagged_and_its_numbers_are_no_headings() -> None:
    text = "\n".join([*BODY, "名词解释", "（1）双百行动：百家纸伞坊改造。", "2.竹器小镇。位于沿溪，占地三百亩。"])
    notes = [one for one in segment(text) if "note" in one.flags]
    assert [text[one.start :][:3] for one in notes] == ["（1）", "2.竹"]
    assert {one.section for one in notes} == {("名词解释",)}


def test_footnote_marks_in_the_text_are_no_headings() -> None:
    (one,) = segment("推进“双百”行动（6），纸伞产业（7）持续壮大，竹器订单增长三成。")
    assert one.section == ()
