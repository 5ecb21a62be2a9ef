"""Sentences go out as regions of the text and come back as evidence, checked against the text that was sent."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.evidence import Evidence, of_sentences
from labels.labelled import LabelledParagraph
from labels.prediction import Prediction
from labels.studio.exports import read_export
from labels.studio.marks import sentence_regions
from labels.studio.page import PARAGRAPH, SENTENCE, Question, Unit, labelling_page
from labels.studio.tasks import choices, to_task
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans
from storage.errors import BadData
from tests.labels.conftest import paragraph

TAXONOMY = Taxonomy.load()
TEXT = "城北新建幼儿园三所，新增学位九百个。全县造林一万亩，水质全部达标；安全隐患逐一排查整改到位。"
SPANS = sentence_spans(TEXT)
FIRST, SECOND, THIRD = ((span,) for span in SPANS)
ASKED = Question(SENTENCE)
Json = dict[str, Any]
Read = Callable[..., LabelledParagraph]


def answer(
    person: str, evidence: Evidence | None, *further: Json, question: Question = ASKED, text: str = TEXT
) -> Json:
    """An annotation as the page for sentences makes it."""
    result = [*sentence_regions(text, evidence or {}, question), *further]
    return {"id": 1, "completed_by": {"email": person}, "result": result, "updated_at": "2031-03-01T08:00:00Z"}


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def write_and_read(*annotations: Json, taxonomy: Taxonomy = TAXONOMY, text: str = TEXT) -> LabelledParagraph:
        task = to_task(paragraph(text=text), None, None, question=Question(SENTENCE, taxonomy.exclusive))
        path = tmp_path / "export.json"
        path.write_text(json.dumps([{"id": 7, **task, "annotations": annotations}]), encoding="utf-8")
        [row] = read_export(path, taxonomy)
        return row

    return write_and_read


CATEGORIES = st.sets(st.sampled_from(TAXONOMY.ids))
SENTENCES = st.lists(
    st.tuples(st.sampled_from(["新建水厂三座", "各位代表", "\n", "  𠮷田村通了公路"]), CATEGORIES), min_size=1
)


@given(sentences=SENTENCES, ends=st.sampled_from(["。", "；\n", "。　"]))
def test_what_is_marked_comes_back_as_the_same_sentences(
    tmp_path_factory: pytest.TempPathFactory, sentences: list[tuple[str, set[str]]], ends: str
) -> None:
    text = "序" + "".join(f"{piece}，{number}件{ends}" for number, (piece, _) in enumerate(sentences))
    spans = sentence_spans(text)
    carried = [set().union(*(given for _, given in sentences[number :: len(spans)])) for number in range(len(spans))]
    evidence = {key: of_sentences([key in one for one in carried], spans) for key in TAXONOMY.ids}
    evidence = {key: marks for key, marks in evidence.items() if marks}
    task = to_task(paragraph(text=text), None, None, question=ASKED)
    path = tmp_path_factory.mktemp("marks") / "export.json"
    path.write_text(json.dumps([{"id": 7, **task, "annotations": [answer("li", evidence, text=text)]}]), "utf-8")
    [row] = read_export(path, TAXONOMY)
    assert row.answers["li"].evidence == row.evidence == evidence
    assert row.labels == row.annotators["li"] == tuple(key for key in TAXONOMY.ids if key in evidence)


def test_labels_are_what_was_ticked_and_what_was_marked(read: Read) -> None:
    row = read(answer("li", {"ecology": SECOND}, choices("category", ["security"])))
    assert (row.labels, row.evidence) == (("ecology", "security"), {"ecology": SECOND})


def test_who_looked_and_marked_nothing_says_none_of_these(read: Read) -> None:
    row = read(answer("li", {}))
    assert (row.labels, row.annotators, row.evidence) == ((), {"li": ()}, {})


def test_an_answer_without_marks_is_one_about_the_paragraph(read: Read) -> None:
    ticked = {"id": 2, "completed_by": {"email": "wu"}, "result": [choices("category", ["ecology"])]}
    row = read(answer("li", {"ecology": SECOND}), ticked)
    assert (row.labels, row.evidence) == (("ecology",), {"ecology": SECOND})
    assert row.answers["wu"].evidence == {}


def test_two_people_decide_on_sentences_too(read: Read) -> None:
    row = read(answer("li", {"ecology": (*SECOND, *THIRD)}), answer("wu", {"ecology": SECOND}))
    assert (row.evidence, row.disputed_evidence) == ({"ecology": SECOND}, {"ecology": THIRD})


def test_in_an_exclusive_taxonomy_marks_are_for_the_one_category(read: Read, exclusive: Taxonomy) -> None:
    asked, ticked = Question(SENTENCE, exclusive=True), choices("category", ["ecology"])
    row = read(answer("li", {"ecology": SECOND}, ticked, question=asked), taxonomy=exclusive)
    assert (row.labels, row.evidence) == (("ecology",), {"ecology": SECOND})
    [_, region, _] = sentence_regions(TEXT, {"ecology": SECOND}, asked)
    assert region["value"]["labels"] == ["marked"]


def moved(region: Json, **value: Any) -> Json:
    return region | {"value": region["value"] | value}


[REGION, *_] = sentence_regions(TEXT, {"ecology": FIRST}, ASKED)
WRONG: dict[str, tuple[list[Json], str]] = {
    "half a sentence": ([moved(REGION, end=5)], r"characters 0 to 5 \(“城北.*no sentence of the text"),
    "two sentences": ([moved(REGION, end=SPANS[1][1])], "no sentence of the text"),
    "beyond the text": ([moved(REGION, end=900)], "characters 0 to 900"),
    "an unknown category": ([moved(REGION, labels=["ecologie"])], r"'ecologie' is not in the taxonomy.*'ecology'"),
    "none of these with a mark": ([REGION, choices("none", ["none"])], "'none, ecology' contradicts itself"),
    "a place that is text": ([moved(REGION, start="0")], "'start' is '0'"),
    "no place": ([REGION | {"value": {"labels": ["ecology"]}}], "'start' is None"),
    "labels that are text": ([moved(REGION, labels="ecology")], "'labels' is 'ecology'"),
}


@pytest.mark.parametrize(("result", "message"), WRONG.values(), ids=WRONG)
def test_a_mark_that_cannot_be_meant_is_one_line_that_names_the_task(
    read: Read, result: list[Json], message: str
) -> None:
    with pytest.raises(BadData, match=message) as caught:
        read({"id": 1, "completed_by": {"email": "li"}, "result": result})
    assert "task 7" in str(caught.value) and "\n" not in str(caught.value)


def test_marks_without_the_one_category_are_refused(read: Read, exclusive: Taxonomy) -> None:
    with pytest.raises(BadData, match=r"0 categories arrived\. Expected exactly one"):
        read(answer("li", {"ecology": SECOND}, question=Question(SENTENCE, exclusive=True)), taxonomy=exclusive)


def shown(prediction: Prediction | None, blind: bool = False) -> Json:
    """The prediction of a task as an export repeats it beside the answer."""
    [made] = to_task(paragraph(text=TEXT), None, None, prediction, blind, question=ASKED)["predictions"]
    return dict(made)


SAID = Prediction(("ecology",), 0.9, "m1", {"ecology": SECOND})


@pytest.mark.parametrize(
    ("beforehand", "evidence", "expected"),
    [
        (shown(SAID), {"ecology": SECOND}, (("ecology",), "m1", False)),
        (shown(SAID), {"ecology": THIRD}, (("ecology",), "m1", True)),
        (shown(SAID), {}, (("ecology",), "m1", True)),
        (shown(Prediction((), 0.9, "m1")), {}, ((), "m1", False)),
        (shown(SAID, blind=True), {"ecology": SECOND}, (None, None, None)),
        (shown(None), {"ecology": SECOND}, (None, None, None)),
        (shown(SAID) | {"model_version": "m1 #next 2031"}, {"ecology": SECOND}, (("ecology",), "m1", False)),
    ],
)
def test_it_is_known_what_people_were_shown_and_whether_they_changed_it(
    read: Read, beforehand: Json, evidence: Evidence, expected: tuple[Any, ...]
) -> None:
    told = read(answer("li", evidence) | {"prediction": beforehand}).answers["li"]
    assert (told.shown, told.model, told.changed) == expected


def test_a_prediction_marks_its_evidence_and_ticks_what_has_none() -> None:
    said = Prediction(("industry", "ecology"), 0.9, "m1", {"ecology": ((SPANS[1][0] + 2, SPANS[1][0] + 4),)})
    *regions, ticked = shown(said)["result"]
    assert [one["value"]["labels"] for one in regions] == [[], ["ecology"], []]
    assert ticked == choices("category", ["industry"])


@pytest.mark.parametrize("prediction", [None, SAID])
def test_the_blind_see_the_sentences_and_nothing_of_the_model(prediction: Prediction | None) -> None:
    result = shown(prediction, blind=True)["result"]
    assert [one["value"]["labels"] for one in result] == [[], [], []]
    assert [(one["value"]["start"], one["value"]["end"]) for one in result] == SPANS


@pytest.mark.parametrize("unit", [SENTENCE, PARAGRAPH])
def test_label_studio_accepts_the_pages_and_the_predictions_made_for_them(unit: Unit, exclusive: Taxonomy) -> None:
    interface = pytest.importorskip(
        "label_studio_sdk.label_interface", reason="label-studio-sdk is not installed; make test installs it"
    )
    for taxonomy in (TAXONOMY, exclusive):
        page = interface.LabelInterface(labelling_page(taxonomy, unit))
        page.validate()
        question = Question(unit, taxonomy.exclusive)
        [made] = to_task(paragraph(text=TEXT), None, None, SAID, question=question)["predictions"]
        assert page.validate_prediction(made, return_errors=True) == []
