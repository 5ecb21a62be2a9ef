import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.structure.parts import parts_of
from reports.structure.segmentation import Segment, segment

ADDRESS = "各位代表：现在，我代表市人民政府，向大会报告工作，请予审议，并请市政协委员提出意见。"
THANKS = "各位代表！一年来的成绩来之不易。我代表市人民政府，向全市人民表示衷心的感谢！"
SHORT = "我们也清醒地看到，纸伞产业还小，水渠老化，群众出行不便，我们将采取措施，认真加以解决。"
DONE = ["纸伞产量增长12%，累计外销3万把，入选全国十大名品。", "新渠建成通水，惠及农户2100户，取得了新进展。"]
TO_DO = ["大力发展纸伞产业，力争外销5万把以上，打造更好的品牌。", "加快建设新渠，确保年内通水，让更多农户用上好水。"]
OPENS_PLAN = "2031年是云溪建县三百年。今年经济社会发展的主要预期目标是：生产总值增长6%左右。"
CLOSING = "各位代表！让我们团结奋斗，为建设美好云溪而努力奋斗！"
REVIEW = [*DONE, THANKS, SHORT]
PLAN = [OPENS_PLAN, *TO_DO, CLOSING]


def marked(texts: list[str], year: int | None = 2031, sections: dict[int, tuple[str, ...]] | None = None) -> list[str]:
    sections = sections or {}
    return list(parts_of(texts, [Segment(0, 0, sections.get(number, ())) for number in range(len(texts))], year))


@pytest.mark.parametrize("year", [2031, None])
def test_a_report_without_headings_is_cut_where_it_turns(year: int | None) -> None:
    texts = [ADDRESS, *REVIEW, *PLAN]
    assert marked(texts, year) == ["", *["done"] * len(REVIEW), *["planned"] * len(PLAN)]


def test_an_address_on_a_line_of_its_own_belongs_to_what_follows() -> None:
    texts = [ADDRESS, *REVIEW, "各位代表！", *PLAN]
    assert marked(texts) == ["", *["done"] * len(REVIEW), *["planned"] * (1 + len(PLAN))]


def test_a_piece_may_hold_one_part_only() -> None:
    assert marked([ADDRESS, *REVIEW]) == ["", *["done"] * len(REVIEW)]
    assert marked(TO_DO + PLAN) == ["planned"] * len(TO_DO + PLAN)


@pytest.mark.parametrize(
    ("back", "ahead"),
    [
        ("一、2030年工作回顾", "二、2031年工作安排"),
        ("一、过去五年工作回顾", "二、今后五年的奋斗目标"),
        ("一、2030年主要工作", "二、2031年主要工作"),
        ("一、“十五五”发展成就", "二、重点工作"),
    ],
)
def test_headings_decide_where_the_text_says_little(back: str, ahead: str) -> None:
    plain = "纸伞产业。水渠工程。乡村道路。"
    sections = {number: (back if number < 3 else ahead,) for number in range(6)}
    assert marked([plain] * 6, 2031, sections) == ["done"] * 3 + ["planned"] * 3


def test_a_heading_that_names_both_parts_leaves_it_to_the_text() -> None:
    both = ("一、2030年工作回顾和2031年总体要求",)
    texts = [*REVIEW, *PLAN]
    assert marked(texts, 2031, dict.fromkeys(range(len(texts)), both)) == ["done"] * len(REVIEW) + ["planned"] * len(
        PLAN
    )


def test_where_nothing_tells_nothing_is_marked() -> None:
    assert marked(["纸伞产业。", "水渠工程。"]) == ["", ""]
    assert marked([]) == []


def test_an_annex_stands_in_neither_part() -> None:
    text = "\n".join(
        ["一、2030年工作回顾", *REVIEW, "二、2031年工作安排", *PLAN, "附件1", "1. 纸伞：用纸做的伞，累计入选。"]
    )
    segments = segment(text)
    parts = parts_of([text[one.start : one.end] for one in segments], segments, 2031)
    assert [part for part, one in zip(parts, segments, strict=True) if "annex" in one.flags] == [""]
    assert parts.count("planned") == len(PLAN)


@given(st.lists(st.sampled_from([ADDRESS, *REVIEW, *PLAN, "纸伞。"])), st.none() | st.integers(1990, 2040))
def test_nothing_looks_back_behind_the_first_that_looks_ahead(texts: list[str], year: int | None) -> None:
    parts = marked(texts, year)
    assert len(parts) == len(texts)
    spoken = [part for part in parts if part]
    assert spoken == sorted(spoken)  # "done" before "planned"
