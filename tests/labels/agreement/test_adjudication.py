"""Disputes go to somebody who decides, without names, and come back as settled labels with nothing lost."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.agreement.adjudication import adjudication_page, adjudication_tasks, disputed_rows, settle
from labels.answered import Answer, Settlement
from labels.evidence import Evidence
from labels.labelled import LabelledParagraph, read_labelled, write_labelled
from labels.majority import majority, said_of
from labels.studio.exports import read_export
from labels.studio.page import labelling_page
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans
from storage.errors import BadData
from tests.labels.conftest import paragraph
from tests.labels.studio.test_exports import LABELS, answer, exported

TAXONOMY = Taxonomy.load()
INDUSTRY, ECOLOGY = TAXONOMY.categories[:2]
Json = dict[str, Any]


def pulled(folder: Path, *tasks: Json, taxonomy: Taxonomy = TAXONOMY) -> list[LabelledParagraph]:
    """Read tasks back as an export is read."""
    path = folder / "export.json"
    path.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
    return read_export(path, taxonomy)


def labelled(folder: Path, *said: tuple[Sequence[str], ...]) -> list[LabelledParagraph]:
    """Have 林, 周, 吴 … label one paragraph after the other; every entry of `said` is one paragraph."""
    people = "林周吴郑"
    return pulled(
        folder,
        *(
            exported(
                paragraph(index=index),
                *(answer(people[i], *labels, number=i) for i, labels in enumerate(one)),
                number=index,
            )
            for index, one in enumerate(said)
        ),
    )


def adjudicated(folder: Path, tasks: Sequence[Json], *said: Sequence[str], by: str = "裁") -> list[LabelledParagraph]:
    """Let one person answer the tasks, and read that back."""
    answers = [{**task, "annotations": [answer(by, *labels)]} for task, labels in zip(tasks, said, strict=True)]
    return pulled(folder, *answers)


def test_what_anybody_differs_on_is_disputed_or_only_what_no_majority_decides(tmp_path: Path) -> None:
    rows = labelled(
        tmp_path,
        (["industry"], ["industry"]),
        (["industry"], ["industry", "ecology"]),
        (["industry"], ["industry"], []),
        (["security"],),
    )
    assert [row.paragraph.index for row in disputed_rows(rows, TAXONOMY)] == [1, 2]
    assert [row.paragraph.index for row in disputed_rows(rows, TAXONOMY, ties_only=True)] == [1]


def test_a_task_shows_what_was_said_but_never_by_whom(tmp_path: Path) -> None:
    note = {"from_name": "note", "to_name": "text", "type": "textarea", "value": {"text": ["两类都像"]}}
    said = answer("lin@example.org", "industry", "ecology")
    said["result"].append(note)
    rows = pulled(tmp_path, exported(paragraph(), said, answer("zhou@example.org", number=2)))
    [task] = adjudication_tasks(rows, TAXONOMY)
    lines = task["data"]["said"].split("\n")
    assert sorted(line.split("：", 1)[1] for line in lines) == [
        f"{INDUSTRY.chinese} {INDUSTRY.english}、{ECOLOGY.chinese} {ECOLOGY.english}；备注 note: 两类都像",
        "都不是 None of these",
    ]
    assert [line[0] for line in lines] == ["A", "B"]
    whole = json.dumps(task, ensure_ascii=False)
    assert "example.org" not in whole
    assert "predictions" not in task  # nothing is ticked beforehand
    [open_task] = adjudication_tasks(rows, TAXONOMY, named=True)
    assert [line.split("：")[0] for line in open_task["data"]["said"].split("\n")] == [
        "lin@example.org",
        "zhou@example.org",
    ]


def test_a_is_not_always_the_same_person(tmp_path: Path) -> None:
    rows = labelled(tmp_path, *[(["industry"], ["ecology"])] * 30)
    firsts = {task["data"]["said"].split("\n")[0] for task in adjudication_tasks(rows, TAXONOMY)}
    assert len(firsts) == 2


def test_neighbours_are_shown_where_they_are_at_hand(tmp_path: Path) -> None:
    rows = labelled(tmp_path, ([], []), (["industry"], []), ([], []))
    [alone] = adjudication_tasks(rows, TAXONOMY)
    assert (alone["data"]["previous"], alone["data"]["following"]) == ("（未提供 Not at hand）",) * 2
    [task] = adjudication_tasks(rows, TAXONOMY, [paragraph(index=index) for index in range(3)])
    assert (task["data"]["previous"], task["data"]["following"]) == (paragraph(index=0).text, paragraph(index=2).text)


def test_paragraphs_that_are_not_those_labelled_are_refused(tmp_path: Path) -> None:
    rows = labelled(tmp_path, (["industry"], []))
    with pytest.raises(
        BadData, match=r"'榆木市-2023:000' has another text among the paragraphs than among the labelled ones"
    ):
        list(adjudication_tasks(rows, TAXONOMY, [paragraph(text="另一段话。")]))
    with pytest.raises(BadData, match=r"'榆木市-2023:000' is chosen, but is not among the 1 paragraphs"):
        list(adjudication_tasks(rows, TAXONOMY, [paragraph("丁县-2020")]))


def test_the_page_is_the_labelling_page_with_the_answers_below_the_paragraph(
    taxonomy: Taxonomy, exclusive: Taxonomy
) -> None:
    for one in (taxonomy, exclusive):
        page = ElementTree.fromstring(adjudication_page(one))
        shown = [element.get("value") for element in page.iter("Text")]
        assert shown == ["$previous", "$text", "$said", "$following"]
        plain = ElementTree.fromstring(labelling_page(one))
        controls = [ElementTree.tostring(element) for element in page.iter("Choices")]
        assert controls == [ElementTree.tostring(element) for element in plain.iter("Choices")]


def test_every_variable_of_the_adjudication_page_is_in_every_task(tmp_path: Path) -> None:
    elements = ElementTree.fromstring(adjudication_page(TAXONOMY)).iter()
    wanted = {value[1:] for element in elements if (value := element.get("value", "")).startswith("$")}
    [task] = adjudication_tasks(labelled(tmp_path, (["industry"], [])), TAXONOMY)
    assert wanted <= set(task["data"])


def test_label_studio_accepts_the_adjudication_page(taxonomy: Taxonomy, exclusive: Taxonomy) -> None:
    label_interface = pytest.importorskip(
        "label_studio_sdk.label_interface",
        reason="label-studio-sdk, which judges the page, is not installed; make test installs it",
    )
    for one in (taxonomy, exclusive):
        label_interface.LabelInterface(adjudication_page(one)).validate()


def test_what_was_decided_becomes_the_label_and_says_by_whom_when_and_what_it_was(tmp_path: Path) -> None:
    rows = labelled(tmp_path, (["industry"], ["industry"]), (["industry", "ecology"], ["industry"]), (["security"], []))
    tasks = list(adjudication_tasks(rows, TAXONOMY))
    result = settle(rows, adjudicated(tmp_path, tasks[:1], ["ecology"]), TAXONOMY)
    agreed, decided, waiting = result.rows
    assert (agreed, waiting) == (rows[0], rows[2])
    assert (result.settled, result.split, result.waiting) == ((rows[1].id,), (), (rows[2].id,))
    assert decided.labels == ("ecology",)
    assert decided.annotators == rows[1].annotators == {"林": ("industry", "ecology"), "周": ("industry",)}
    assert decided.settled == Settlement(("裁",), "2026-03-01T08:00:00Z", ("industry",), ("ecology",))
    record = {"by": ["裁"], "at": "2026-03-01T08:00:00Z", "was": ["industry"], "disputed": ["ecology"]}
    assert decided.to_json()["settled"] == record
    assert "disputed" not in decided.to_json()
    assert decided.answers == rows[1].answers
    assert disputed_rows(result.rows, TAXONOMY) == [rows[2]]


@given(said=st.lists(st.lists(LABELS, min_size=1, max_size=3), min_size=1, max_size=6), decision=LABELS)
def test_nothing_but_the_label_changes_and_all_is_kept(
    tmp_path_factory: pytest.TempPathFactory, said: list[list[tuple[str, ...]]], decision: tuple[str, ...]
) -> None:
    folder = tmp_path_factory.mktemp("settle")
    rows = labelled(folder, *(tuple(one) for one in said))
    tasks = list(adjudication_tasks(rows, TAXONOMY))
    answers = adjudicated(folder, tasks, *[decision] * len(tasks)) if tasks else []
    result = settle(rows, answers, TAXONOMY)
    assert result.settled == tuple(row.id for row in disputed_rows(rows, TAXONOMY))
    assert not disputed_rows(result.rows, TAXONOMY)
    for before, after in zip(rows, result.rows, strict=True):
        if before.id not in result.settled:
            assert after == before
            continue
        assert (after.id, after.text, after.annotators, after.labels) == (
            before.id,
            before.text,
            before.annotators,
            decision,
        )
        assert after.settled is not None
        assert after.settled.was == before.labels
        assert after.settled.disputed == before.disputed
        assert before.further().keys() - after.further().keys() <= {"disputed"}
    write_labelled(folder / "gold.jsonl", result.rows)
    assert read_labelled(folder / "gold.jsonl", TAXONOMY) == list(result.rows)


def test_adjudicators_who_differ_leave_it_open_by_name(tmp_path: Path) -> None:
    rows = labelled(tmp_path, (["industry"], []))
    [task] = adjudication_tasks(rows, TAXONOMY)
    both = pulled(tmp_path, {**task, "annotations": [answer("裁", "industry"), answer("决", number=2)]})
    result = settle(rows, both, TAXONOMY)
    assert (result.rows, result.settled, result.split, result.waiting) == (tuple(rows), (), (rows[0].id,), ())


def test_a_second_settlement_keeps_the_first(tmp_path: Path) -> None:
    rows = labelled(tmp_path, (["industry"], []))
    tasks = list(adjudication_tasks(rows, TAXONOMY))
    once = settle(rows, adjudicated(tmp_path, tasks, ["industry"]), TAXONOMY)
    twice = settle(once.rows, adjudicated(tmp_path, tasks, ["security"], by="再"), TAXONOMY)
    record = twice.rows[0].settled
    assert record is not None
    assert (twice.rows[0].labels, record.by, record.was) == (("security",), ("再",), ("industry",))
    assert record.earlier == once.rows[0].settled


def test_an_exclusive_dispute_without_any_label_gets_one(tmp_path: Path, exclusive: Taxonomy) -> None:
    rows = pulled(
        tmp_path, exported(paragraph(), answer("林", "industry"), answer("周", "ecology", number=2)), taxonomy=exclusive
    )
    assert rows[0].labels == ()
    [task] = adjudication_tasks(rows, exclusive)
    [settled] = settle(rows, adjudicated(tmp_path, [task], ["ecology"]), exclusive).rows
    assert settled.labels == ("ecology",)


def test_what_does_not_belong_is_refused_by_name(tmp_path: Path) -> None:
    rows = labelled(tmp_path, (["industry"], []))
    stranger = LabelledParagraph(paragraph("丁县-2020"), (), {"裁": ()})
    with pytest.raises(
        BadData, match=r"'丁县-2020:000' was adjudicated, but is not among the 1 labelled ones\. Expected"
    ):
        settle(rows, [stranger], TAXONOMY)
    changed = LabelledParagraph(paragraph(text="另一段话。"), (), {"裁": ()})
    with pytest.raises(BadData, match=r"'榆木市-2023:000' was adjudicated with another text than it was labelled with"):
        settle(rows, [changed], TAXONOMY)
    same = LabelledParagraph(paragraph(), (), {"裁": ()})
    with pytest.raises(BadData, match=r"'榆木市-2023:000' was adjudicated twice\. Expected one row"):
        settle(rows, [same, same], TAXONOMY)
    with pytest.raises(BadData, match=r"'榆木市-2023:000' does not say who adjudicated it\. Expected 'annotators'"):
        settle(rows, [LabelledParagraph(paragraph(), ())], TAXONOMY)


TEXT = "岚川县轴承产业园新开工项目三个。岚川县修复湿地一百二十公顷。岚川县新建乡镇幼儿园两所。"
FIRST, SECOND, THIRD = sentence_spans(TEXT)


def marked(**said: Evidence) -> LabelledParagraph:
    """Let each person give the categories of the sentences that they marked, and decide by majority."""
    annotators = {name: tuple(one) for name, one in said.items()}
    answers = {name: Answer(at="2026-03-01T08:00:00Z", evidence=one) for name, one in said.items()}
    row = LabelledParagraph(paragraph(text=TEXT), (), annotators, answers=answers)
    decided = majority(TEXT, said_of(row), TAXONOMY)
    return replace(
        row,
        labels=decided.labels,
        evidence=decided.evidence,
        disputed=decided.disputed or None,
        disputed_evidence=decided.disputed_evidence,
    )


def test_people_who_marked_other_sentences_are_disputed_too() -> None:
    alike = marked(林={"ecology": (SECOND,)}, 周={"ecology": ((17, 20),)})
    apart = marked(林={"ecology": (SECOND, THIRD)}, 周={"ecology": (SECOND,)})
    outvoted = marked(林={"ecology": (SECOND, THIRD)}, 周={"ecology": (SECOND,)}, 吴={"ecology": (SECOND,)})
    assert disputed_rows([alike, apart, outvoted], TAXONOMY) == [apart, outvoted]
    assert disputed_rows([alike, apart, outvoted], TAXONOMY, ties_only=True) == [apart]


def test_a_task_says_which_sentences_each_marked() -> None:
    row = marked(林={"ecology": (SECOND, THIRD)}, 周={"ecology": (SECOND,)})
    [task] = adjudication_tasks([row], TAXONOMY)
    name = f"{ECOLOGY.chinese} {ECOLOGY.english}"
    assert sorted(line.split("：", 1)[1] for line in task["data"]["said"].split("\n")) == [
        f"{name}（句 sentence 2「岚川县修复湿地一百二…」、3「岚川县新建乡镇幼儿园…」）",
        f"{name}（句 sentence 2「岚川县修复湿地一百二…」）",
    ]


def test_what_the_adjudicator_marked_is_the_evidence_and_what_it_was_is_kept(tmp_path: Path) -> None:
    row = marked(林={"ecology": (SECOND, THIRD)}, 周={"ecology": (SECOND,)})
    answer = marked(裁={"ecology": (SECOND, THIRD), "livelihood": (THIRD,)})
    result = settle([row], [answer], TAXONOMY)
    [decided] = result.rows
    assert decided.labels == ("ecology", "livelihood")
    assert (decided.evidence, decided.disputed_evidence) == (answer.evidence, {})
    assert decided.settled is not None
    assert decided.settled.evidence_was == {"ecology": (SECOND,)}
    assert decided.settled.disputed_evidence == {"ecology": (THIRD,)}
    assert decided.answers == row.answers
    assert not disputed_rows(result.rows, TAXONOMY)
    write_labelled(tmp_path / "gold.jsonl", result.rows)
    assert read_labelled(tmp_path / "gold.jsonl", TAXONOMY) == [decided]


def test_a_label_that_the_adjudicator_gave_without_marks_keeps_what_annotators_marked() -> None:
    row = marked(林={"ecology": (SECOND, THIRD), "livelihood": (THIRD,)}, 周={"ecology": (SECOND,)})
    answer = LabelledParagraph(paragraph(text=TEXT), ("ecology", "livelihood"), {"裁": ("ecology", "livelihood")})
    [decided] = settle([row], [answer], TAXONOMY).rows
    assert decided.evidence == {"ecology": (SECOND,), "livelihood": (THIRD,)}
    assert decided.disputed_evidence == {"ecology": (THIRD,)}
    assert decided.settled is not None
    assert (decided.settled.evidence_was, decided.settled.disputed_evidence) == ({"ecology": (SECOND,)}, None)


def test_a_label_that_the_adjudicator_took_away_takes_its_evidence_along(tmp_path: Path) -> None:
    row = marked(林={"ecology": (SECOND, THIRD)}, 周={"ecology": (SECOND,)})
    [decided] = settle([row], [marked(裁={"industry": (FIRST,)})], TAXONOMY).rows
    assert (decided.evidence, decided.disputed_evidence) == ({"industry": (FIRST,)}, {})
    write_labelled(tmp_path / "gold.jsonl", [decided])
    assert read_labelled(tmp_path / "gold.jsonl", TAXONOMY) == [decided]


def test_adjudicators_who_are_split_over_a_sentence_leave_it_open() -> None:
    row = marked(林={"ecology": (SECOND, THIRD)}, 周={"ecology": (SECOND,)})
    both = marked(裁={"ecology": (SECOND, THIRD)}, 决={"ecology": (SECOND,)})
    result = settle([row], [both], TAXONOMY)
    assert (result.rows, result.settled, result.split) == ((row,), (), (row.id,))
