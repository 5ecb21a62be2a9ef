from hypothesis import given
from hypothesis import strategies as st

from reports.structure.cutting import LONGEST_LINE, LONGEST_PARAGRAPH, cut, has_lost_breaks, items_apart, join_leads
from tests.reports.sample_text import BODY, OPENING, PLAN, REVIEW

SENTENCE = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "一是", "各位代表！", "（一）", "二、", "同时，"]),
    st.text(st.sampled_from("云溪纸伞竹器，、0“”"), min_size=1, max_size=120),
    st.sampled_from(["。", "！", "；", "。”"]),
)


@given(st.lists(SENTENCE, min_size=1, max_size=40).map("".join))
def test_a_line_is_cut_without_losing_a_character_and_never_inside_a_sentence(line: str) -> None:
    pieces = [line[start:end] for start, end in cut(line)]
    assert "".join(pieces) == line
    assert all(piece.rstrip("”").endswith(("。", "！", "；")) for piece in pieces[:-1])


def test_a_paragraph_without_any_turn_is_divided_evenly() -> None:
    line = "云溪的纸伞远销各地，竹器也有名气，来订货的人一年比一年多。" * 60
    lengths = [end - start for start, end in cut(line)]
    assert max(lengths) <= LONGEST_PARAGRAPH
    assert min(lengths) >= 200


def test_a_lead_joins_what_it_leads_in() -> None:
    text = "新建纸伞作坊12间，改造竹器工场5处，培训匠人340名，产值增长8.5%，订单不断。"
    assert join_leads(["各位代表！", "产业持续壮大。", text]) == ["各位代表！产业持续壮大。" + text]
    assert join_leads(["主要做了以下工作：", "（一）壮大产业", text]) == ["主要做了以下工作：", "（一）壮大产业", text]
    assert join_leads(["1.双百行动：", "百家纸伞坊和百家竹器坊的改造。"]) == [
        "1.双百行动：百家纸伞坊和百家竹器坊的改造。"
    ]


def test_a_report_has_lost_its_breaks_where_most_of_it_stands_in_lines_of_several_paragraphs() -> None:
    assert not has_lost_breaks(BODY)
    assert has_lost_breaks(["".join(BODY) * 3])
    glued = [OPENING, "".join([*REVIEW[:3], "二、工作安排", *PLAN[1:3]])]  # short, but a heading stands inside
    assert len(glued[1]) < LONGEST_LINE
    assert has_lost_breaks(glued)
    assert not has_lost_breaks([*BODY, "今年办好三件实事：一、修路。二、架桥。三、通水。"])
    assert not has_lost_breaks(["纸伞远销各地。" * 400, *["竹器远销各地。" * 150] * 3])


def test_a_line_that_is_cut_is_cut_before_every_item() -> None:
    items = [f"（{number}）新修道路{number}条。" for number in range(1, 6)]
    line = "办好五件实事。" + "".join(items)
    assert items_apart([line], lost_breaks=True) == ["办好五件实事。", *items]
    assert items_apart([line], lost_breaks=False) == [line]
    assert items_apart(["办好两件实事。" + "".join(items[:2])], lost_breaks=True) == [
        "办好两件实事。" + "".join(items[:2])
    ]
