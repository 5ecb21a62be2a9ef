"""More than half decide, on categories and on sentences; exactly half leave a dispute."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.answered import Answer
from labels.labelled import LabelledParagraph
from labels.majority import Decided, Said, decide, differ_on_sentences, evidence_for, majority, said_of
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans
from tests.labels.conftest import paragraph

TAXONOMY = Taxonomy.load()
TEXT = "岚川县轴承产业园新开工项目三个。岚川县修复湿地一百二十公顷。岚川县新建乡镇幼儿园两所。"
SPANS = sentence_spans(TEXT)


@pytest.mark.parametrize(
    ("said", "labels", "disputed"),
    [
        ([("industry",)], ("industry",), ()),
        ([("industry", "ecology"), ("industry",)], ("industry",), ("ecology",)),
        ([("industry",), ()], (), ("industry",)),
        ([("security",), ("security",), ("industry",)], ("security",), ()),
        ([(), ()], (), ()),
        ([], (), ()),
    ],
)
def test_more_than_half_decide_and_exactly_half_dispute(
    said: Sequence[tuple[str, ...]], labels: tuple[str, ...], disputed: tuple[str, ...]
) -> None:
    assert decide(said, TAXONOMY) == (labels, disputed)


@pytest.mark.parametrize(
    ("said", "labels", "disputed"),
    [
        (["ecology", "ecology", "industry"], ("ecology",), ()),
        (["security", "industry"], (), ("industry", "security")),
        (["security", "industry", "ecology"], (), ("industry", "ecology", "security")),
    ],
)
def test_an_exclusive_dispute_waits_for_somebody_to_decide(
    exclusive: Taxonomy, said: list[str], labels: tuple[str, ...], disputed: tuple[str, ...]
) -> None:
    assert decide([(one,) for one in said], exclusive) == (labels, disputed)


def ecology(*sentences: int) -> Said:
    """Give ecology, and mark these sentences, counted from 1; none where none is named."""
    return Said(("ecology",), {"ecology": tuple(SPANS[one - 1] for one in sentences)} if sentences else {})


NOTHING = Said(())


@pytest.mark.parametrize(
    ("said", "carried", "split"),
    [
        ([ecology(2)], (2,), ()),
        ([ecology(2), ecology(2)], (2,), ()),
        ([ecology(1, 2), ecology(2)], (2,), (1,)),
        ([ecology(1), ecology(2)], (1, 2), (1, 2)),
        ([ecology(1, 2), ecology(2, 3), ecology(2, 3)], (2, 3), ()),
        ([ecology(1), ecology(2), ecology(3)], (1, 2, 3), (1, 2, 3)),
        ([ecology(1, 2), ecology(2, 3), ecology(1), ecology(3)], (1, 2, 3), (1, 2, 3)),
        ([ecology(1), ecology(1), ecology(2), ecology(2), ecology(3)], (1, 2), (1, 2, 3)),
        ([ecology(2), ecology()], (2,), ()),
        ([ecology(2, 3), ecology(2), ecology()], (2,), (3,)),
        ([ecology(2), ecology(2), NOTHING], (2,), ()),
        ([ecology(), ecology()], (), ()),
    ],
)
def test_more_than_half_of_those_who_marked_decide_on_a_sentence(
    said: list[Said], carried: tuple[int, ...], split: tuple[int, ...]
) -> None:
    evidence, disputed = evidence_for(TEXT, ("ecology",), said)
    assert evidence.get("ecology", ()) == tuple(SPANS[one - 1] for one in carried)
    assert disputed.get("ecology", ()) == tuple(SPANS[one - 1] for one in split)


def test_marks_within_a_sentence_count_for_the_whole_of_it() -> None:
    said = [Said(("ecology",), {"ecology": ((17, 19),)}), Said(("ecology",), {"ecology": ((22, 25), (26, 28))})]
    decided = majority(TEXT, said, TAXONOMY)
    assert decided == Decided(("ecology",), (), {"ecology": (SPANS[1],)}, {})
    assert not differ_on_sentences(TEXT, said)


def test_a_category_that_is_no_label_has_no_evidence() -> None:
    decided = majority(TEXT, [ecology(2), NOTHING], TAXONOMY)
    assert decided == Decided((), ("ecology",), {}, {})


def test_who_gave_a_category_without_marks_differs_from_nobody_on_sentences() -> None:
    assert differ_on_sentences(TEXT, [ecology(1), ecology(2)])
    assert not differ_on_sentences(TEXT, [ecology(1), ecology(), NOTHING])


def test_what_a_row_holds_of_each_annotator_is_what_they_said() -> None:
    row = LabelledParagraph(
        paragraph(text=TEXT),
        ("ecology",),
        {"林": ("ecology",), "周": ()},
        answers={"林": Answer(evidence={"ecology": (SPANS[1],)})},
    )
    assert said_of(row) == [ecology(2), NOTHING]


def _said(given: Mapping[str, set[int]]) -> Said:
    evidence = {key: tuple(SPANS[one] for one in sorted(given[key])) for key in TAXONOMY.ids if given.get(key)}
    return Said(tuple(key for key in TAXONOMY.ids if key in given), evidence)


ANSWERS = st.lists(
    st.dictionaries(st.sampled_from(TAXONOMY.ids), st.sets(st.integers(0, 2))).map(_said), min_size=1, max_size=5
)


@given(ANSWERS)
def test_a_label_that_somebody_marked_always_has_evidence_that_somebody_marked(said: list[Said]) -> None:
    decided = majority(TEXT, said, TAXONOMY)
    for label in decided.labels:
        marked = {mark for one in said for mark in one.evidence.get(label, ())}
        assert set(decided.evidence.get(label, ())) <= marked
        assert (label in decided.evidence) == bool(marked)
    assert decided.evidence.keys() | decided.disputed_evidence.keys() <= set(decided.labels)


@given(ANSWERS)
def test_the_order_of_people_decides_nothing(said: list[Said]) -> None:
    assert majority(TEXT, said, TAXONOMY) == majority(TEXT, said[::-1], TAXONOMY)


@given(ANSWERS)
def test_what_nobody_differs_on_is_never_disputed(said: list[Said]) -> None:
    decided = majority(TEXT, said, TAXONOMY)
    assert differ_on_sentences(TEXT, said) or not decided.disputed_evidence
