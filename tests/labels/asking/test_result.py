"""What a model said becomes a labelled file: it is an annotator among others, and people's labels stay theirs."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from labels.answered import Answer, Confidence, Settlement
from labels.asking.annotator import (
    annotator_name,
    by_models_alone,
    check_labelled_by_people,
    check_model,
    said_of_judges,
)
from labels.asking.prompt import make_prompt
from labels.asking.run import Ran
from labels.keywords import keyword_prediction
from labels.labelled import LabelledParagraph, read_labelled, write_labelled
from labels.taxonomy import Taxonomy
from storage.errors import BadData, BadSettings
from storage.jsonl import write_objects
from tests.invented import invented_rows, with_evidence
from tests.labels.asking.conftest import COUNT
from tests.labels.asking.misbehaving import Request, Sent, rightly, says, serving, values

Ask = Callable[..., Ran]


@pytest.fixture
def own(taxonomy: Taxonomy) -> str:
    return annotator_name("tiny", make_prompt(taxonomy, "zh").digest)


def people() -> list[LabelledParagraph]:
    """Return rows that two people labelled, one of whom says security of everything."""
    return [
        replace(
            with_evidence(row),
            annotators={"李": row.labels, "吴": ("security",)},
            answers={"李": Answer(evidence=with_evidence(row).evidence)},
            disputed=("security",),
        )
        for row in invented_rows()[:COUNT]
    ]


def test_labels_sentences_and_who_gave_them_stand_where_peoples_stand(
    ask: Ask, own: str, tmp_path: Path, taxonomy: Taxonomy
) -> None:
    with serving() as server:
        ran = ask(server.url)
    write_labelled(tmp_path / "asked.jsonl", ran.outcome.rows)
    rows = read_labelled(tmp_path / "asked.jsonl", taxonomy)
    assert rows == list(ran.outcome.rows)
    for row in rows:
        expected = keyword_prediction(row.text, taxonomy)
        assert (row.labels, row.evidence) == (expected.labels, expected.evidence)
        assert row.annotators == {own: expected.labels}
        assert row.answers == {own: Answer(evidence=expected.evidence)}
        shares = {key: float(key in expected.labels) for key in taxonomy.ids}
        assert row.asked == {own: Confidence(1, shares)}


def test_further_keys_stay_and_what_a_tagger_said_does_not(
    ask: Ask, paragraphs: Path, tmp_path: Path, taxonomy: Taxonomy
) -> None:
    tagged = {"tags": ["security"], "scores": {}, "review": True, "evidence": {"security": [[0, 4, 0.9]]}, "model": "x"}
    file = tmp_path / "tagged.jsonl"
    write_objects(file, [row.paragraph.to_json() | tagged | {"region_code": 999999} for row in invented_rows()[:3]])
    with serving() as server:
        rows = ask(server.url, file=file).outcome.rows
    write_labelled(tmp_path / "asked.jsonl", rows)
    for row in read_labelled(tmp_path / "asked.jsonl", taxonomy):
        assert set(row.paragraph.extra) == {"region_code"}
        assert row.asked
        assert row.evidence.keys() == set(row.labels)


def test_the_labels_of_people_stay_and_the_model_stands_beside_them(
    ask: Ask, own: str, tmp_path: Path, taxonomy: Taxonomy
) -> None:
    write_labelled(tmp_path / "people.jsonl", people())
    with serving() as server:
        rows = ask(server.url, file=tmp_path / "people.jsonl").outcome.rows
    for row, before in zip(rows, people(), strict=True):
        assert (row.labels, row.evidence, row.disputed) == (before.labels, before.evidence, before.disputed)
        assert list(row.annotators) == ["李", "吴", own]
        assert row.answers["李"] == before.answers["李"]
        sent = next(one for one in server.requests if before.text.startswith(one.paragraph))
        assert "security" not in sent.turns[0]["content"]  # it judges blind, as a second person does


def test_a_row_of_people_stays_where_the_model_fails(ask: Ask, tmp_path: Path) -> None:
    write_labelled(tmp_path / "people.jsonl", people())
    with serving(lambda request: says("不知道")) as server:
        ran = ask(server.url, file=tmp_path / "people.jsonl")
    assert [row.annotators for row in ran.outcome.rows] == [row.annotators for row in people()]
    assert dict(ran.outcome.left_open) == {"not_json": COUNT}


def test_two_models_make_a_majority_where_no_person_spoke(ask: Ask, own: str, tmp_path: Path) -> None:
    with serving() as server:
        first = ask(server.url).outcome.rows
    write_labelled(tmp_path / "first.jsonl", first)
    (tmp_path / "work" / "journal.jsonl").unlink()
    with serving(lambda request: says(values("ecology", [1]))) as server:
        rows = ask(server.url, file=tmp_path / "first.jsonl", model="other").outcome.rows
    other = own.replace("tiny", "other")
    for row, before in zip(rows, first, strict=True):
        assert row.annotators == {own: before.labels, other: ("ecology",)}
        assert row.labels == tuple(key for key in before.labels if key == "ecology")
        assert set(row.disputed or ()) == {*before.labels, "ecology"} - set(row.labels)
        assert set(row.asked) == {own, other}


def by_turn(request: Request) -> Sent:
    """Say ecology twice in three, and security once."""
    return says(values("security" if request.time == 2 else "ecology", [1]))


def test_repeated_answers_are_annotators_of_their_own_and_give_a_confidence(ask: Ask, own: str) -> None:
    with serving(by_turn) as server:
        rows = ask(server.url, times=3, temperature=0.7).outcome.rows
        assert set(server.times.values()) == {3}
        assert {request.body["temperature"] for request in server.requests} == {0.7}
    for row in rows:
        assert row.labels == ("ecology",)
        assert sorted(row.annotators) == [f"{own}#{turn}" for turn in (1, 2, 3)]
        assert sorted(row.annotators.values()) == [("ecology",), ("ecology",), ("security",)]
        shares = {"industry": 0.0, "ecology": 0.667, "livelihood": 0.0, "security": 0.333}
        assert row.asked == {own: Confidence(3, shares)}


@pytest.mark.parametrize(("good", "rows"), [(1, 0), (2, COUNT)])
def test_where_half_of_the_answers_are_missing_a_paragraph_is_left_open(good: int, rows: int, ask: Ask) -> None:
    with serving(lambda request: rightly(request) if request.time <= good else says("？")) as server:
        ran = ask(server.url, times=3, temperature=0.7)
    assert len(ran.outcome.rows) == rows
    assert ran.outcome.left_open["not_json"] == COUNT - rows
    assert [len(row.annotators) for row in ran.outcome.rows] == [2] * rows


def test_an_exclusive_taxonomy_gives_one_label_or_leaves_the_paragraph_open(
    ask: Ask, exclusive: Taxonomy, tmp_path: Path
) -> None:
    def split(request: Request) -> Sent:
        return says(values(exclusive.ids[request.time % 3], [1]))

    with serving(lambda request: says(values("ecology", [1]))) as server:
        rows = ask(server.url, categories=exclusive, times=3, temperature=0.7).outcome.rows
    write_labelled(tmp_path / "asked.jsonl", rows)
    assert [row.labels for row in read_labelled(tmp_path / "asked.jsonl", exclusive)] == [("ecology",)] * COUNT
    with serving(split) as server:
        (tmp_path / "work" / "journal.jsonl").unlink()
        ran = ask(server.url, categories=exclusive, times=3, temperature=0.7)
    assert ran.outcome.rows == ()
    assert dict(ran.outcome.left_open) == {"undecided": COUNT}


def test_several_answers_that_cannot_differ_are_refused(ask: Ask) -> None:
    with pytest.raises(BadSettings, match=r"--times 3 arrived without a temperature above 0"):
        ask("http://127.0.0.1:9/v1", times=3)


def test_what_was_left_open_is_asked_again_where_that_is_wanted(ask: Ask) -> None:
    with serving(lambda request: says("？")) as server:
        assert ask(server.url).outcome.rows == ()
        server.behave = rightly
        assert ask(server.url).outcome.rows == ()
        assert set(server.times.values()) == {3}
        assert len(ask(server.url, again=True).outcome.rows) == COUNT
        assert set(server.times.values()) == {4}


def test_a_file_that_grew_is_asked_about_where_it_grew(ask: Ask, paragraphs: Path, tmp_path: Path) -> None:
    with serving() as server:
        ask(server.url)
        more = [row.paragraph.to_json() for row in invented_rows()[: COUNT + 3]]
        more[0] |= {"text": more[0]["text"] + "造林三万亩，治理河道二十公里。"}
        write_objects(tmp_path / "more.jsonl", more)
        ran = ask(server.url, file=tmp_path / "more.jsonl")
    assert len(server.requests) == COUNT + 4
    assert [row.text for row in ran.outcome.rows] == [line["text"] for line in more]


@pytest.mark.parametrize("name", ["", " ", "a,b", "a b", "a#1", "a\n", "x" * 201])
def test_a_name_that_could_not_stand_among_annotators_is_refused(name: str) -> None:
    with pytest.raises(BadSettings, match="is no name of a model"):
        check_model(name)


def test_labels_are_a_models_alone_where_no_person_gave_settled_or_corrected_them() -> None:
    row = replace(invented_rows()[0], annotators={"llm:tiny@0a1b2c3d#1": ("industry",)})
    assert by_models_alone([row]) == [row]
    beside = replace(row, annotators={**row.annotators, "李": ("industry",)})
    settled = replace(row, settled=Settlement(("顾",), None, ("industry",)))
    corrected = replace(row, corrected={"model": "x"})
    unknown = replace(row, annotators={})
    assert by_models_alone([beside, settled, corrected, unknown]) == []
    with pytest.raises(BadData, match=r"1 of the 2 paragraphs to judge by were labelled by a language model alone"):
        check_labelled_by_people([beside, row], "to judge by")
    assert said_of_judges([beside]) == ""
    assert said_of_judges([beside, row]).startswith("1 of 2 paragraphs were labelled by llm:tiny@0a1b2c3d alone")
