"""Nothing of a report is lost or moved when it is laid out for reading."""

from hypothesis import given
from hypothesis import strategies as st

from inference.pages.outline import Place, Section, outline, passages
from inference.tagged import Evidence, TaggedParagraph
from reports.report import Paragraph

headings = st.lists(st.sampled_from(["一、回顾", "（一）产业", "（二）民生", "二、安排"]), max_size=3).map(tuple)
texts = st.text(alphabet="岚川新建园区，。；abc", min_size=1, max_size=30)
spans = st.tuples(st.integers(0, 30), st.integers(0, 30), st.floats(0.5, 1)).map(
    lambda s: Evidence(min(s[:2]), max(s[:2]), s[2])
)
evidence_of_two = st.dictionaries(st.sampled_from(["industry", "ecology"]), st.lists(spans, max_size=3))


def _paragraphs(paths: list[tuple[str, ...]]) -> list[TaggedParagraph]:
    return [
        TaggedParagraph(
            Paragraph(id=f"岚川县-2021:{n}", report="岚川县-2021", text="新建。", section=path), (), {}, {}, False, "m"
        )
        for n, path in enumerate(paths)
    ]


def _walk(section: Section, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Place]]:
    found: list[tuple[tuple[str, ...], Place]] = []
    for part in section.parts:
        found += _walk(part, (*path, part.heading)) if isinstance(part, Section) else [(path, part)]
    return found


@given(st.lists(headings, max_size=12))
def test_every_paragraph_stands_under_its_own_headings_in_the_order_of_the_report(paths: list[tuple[str, ...]]) -> None:
    root = outline(_paragraphs(paths))
    laid_out = _walk(root)
    assert [path for path, _ in laid_out] == paths
    assert [place.number for _, place in laid_out] == list(range(1, len(paths) + 1))
    assert root.paragraph_count == len(paths)


def test_a_heading_that_comes_again_later_opens_a_section_with_an_anchor_of_its_own() -> None:
    root = outline(_paragraphs([("一、回顾",), ("二、安排",), ("一、回顾",)]))
    assert [one.heading for one in root.sections] == ["一、回顾", "二、安排", "一、回顾"]
    assert len({one.anchor for one in root.sections}) == 3


@given(texts, evidence_of_two)
def test_passages_joined_are_the_text_and_each_character_keeps_its_evidence(
    text: str, evidence: dict[str, list[Evidence]]
) -> None:
    tags = ("industry", "ecology")
    cut = passages(text, tags, evidence)
    assert "".join(one.text for one in cut) == text
    carried = [tuple(one.scores) for one in cut for _ in one.text]
    for place, found in enumerate(carried):
        assert found == tuple(tag for tag in tags if any(one.start <= place < one.end for one in evidence.get(tag, [])))


def test_evidence_for_what_is_no_tag_leaves_no_mark() -> None:
    [one] = passages("新建园区。", ("industry",), {"ecology": [Evidence(0, 5, 0.9)]})
    assert one.scores == {}


def test_neighbouring_sentences_stay_apart_though_they_carry_the_same_tag() -> None:
    cut = passages("新建园区。新增企业。", ("industry",), {"industry": [Evidence(0, 5, 0.9), Evidence(5, 10, 0.7)]})
    assert [(one.text, dict(one.scores)) for one in cut] == [
        ("新建园区。", {"industry": 0.9}),
        ("新增企业。", {"industry": 0.7}),
    ]


def test_a_paragraph_of_forty_thousand_sentences_is_cut_in_one_walk() -> None:
    count = 40_000  # compared pair by pair these take an hour
    spans = [Evidence(5 * number, 5 * number + 5, 0.5 + number / count / 2) for number in range(count)]
    cut = passages("新建园区。" * count, ("industry", "ecology"), {"industry": spans[::-1], "ecology": spans[:1]})
    assert len(cut) == count
    assert dict(cut[0].scores) == {"industry": 0.5, "ecology": 0.5}
    assert [one.scores["industry"] for one in cut] == [one.score for one in spans]


@given(texts, evidence_of_two)
def test_a_passage_carries_the_strongest_evidence_over_it(text: str, evidence: dict[str, list[Evidence]]) -> None:
    place = 0
    for one in passages(text, ("industry", "ecology"), evidence):
        for tag, score in one.scores.items():
            assert score == max(
                span.score for span in evidence[tag] if span.start <= place and place + len(one.text) <= span.end
            )
        place += len(one.text)


def test_headings_a_thousand_deep_are_laid_out_and_none_is_lost() -> None:
    path = tuple(f"第{number}层" for number in range(1_000))
    ((found, _),) = _walk(outline(_paragraphs([path])))
    assert len(found) == 50
    assert " › ".join(found) == " › ".join(path)
