"""Exports: everybody's answers come back, and what cannot be meant is refused."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.answered import Answer
from labels.labelled import LabelledParagraph, read_labelled, write_labelled
from labels.prediction import Prediction
from labels.studio.exports import is_export, read_export, read_rows
from labels.studio.tasks import choices, to_task
from labels.taxonomy import Taxonomy
from reports.report import About, Paragraph
from storage.errors import BadData
from tests.labels.conftest import paragraph

TAXONOMY = Taxonomy.load()
Json = dict[str, Any]


def answer(person: object, *labels: str, number: int = 1, at: str = "2026-03-01T08:00:00Z") -> Json:
    """An annotation as the page makes it: ticked categories, or "none of these"."""
    result = [choices("category", labels)] if labels else [choices("none", ["none"])]
    return {"id": number, "completed_by": person, "was_cancelled": False, "result": result, "updated_at": at}


def exported(this: Paragraph, *annotations: Json, number: int = 1) -> Json:
    return {"id": number, **to_task(this, None, None), "annotations": list(annotations)}


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., list[LabelledParagraph]]:
    def write_and_read(*tasks: Json, taxonomy: Taxonomy = TAXONOMY) -> list[LabelledParagraph]:
        path = tmp_path / "export.json"
        path.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
        return read_export(path, taxonomy)

    return write_and_read


Read = Callable[..., list[LabelledParagraph]]
LABELS = st.sets(st.sampled_from(TAXONOMY.ids)).map(lambda chosen: tuple(one for one in TAXONOMY.ids if one in chosen))


@given(said=st.lists(LABELS, min_size=1, max_size=5), text=st.text(min_size=1).filter(str.strip))
def test_what_people_said_comes_back_whole(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, ...]], text: str
) -> None:
    folder = tmp_path_factory.mktemp("round")
    this = Paragraph(
        "甲县-2020:004",
        "甲县-2020",
        text,
        About("甲县报告", "甲县", "county", 2020, "乙省", "2020-01-09", "丙丁", "甲县第九届人民代表大会第一次会议"),
        part="done",
        section=("一、", "（二）"),
        index=4,
        start=9,
        end=20,
        source="a.txt",
        flags=("note",),
    )
    task = exported(this, *(answer(number, *labels, number=number) for number, labels in enumerate(said)))
    (folder / "export.json").write_text(json.dumps([task]), encoding="utf-8")
    [row] = read_export(folder / "export.json", TAXONOMY)
    assert row.annotators == {str(number): labels for number, labels in enumerate(said)}
    assert {
        key: value for key, value in row.paragraph.to_json().items() if key not in ("disputed", "answers")
    } == this.to_json()
    write_labelled(folder / "rows.jsonl", [row])
    assert read_labelled(folder / "rows.jsonl", TAXONOMY) == [row]


def test_none_of_these_is_an_answer_and_no_label(read: Read) -> None:
    [row] = read(exported(paragraph(), answer(1)))
    assert (row.labels, row.annotators) == ((), {"1": ()})


def test_a_dispute_is_flagged_on_the_row(read: Read) -> None:
    [row] = read(exported(paragraph(), answer(1, "industry", "ecology"), answer(2, "industry")))
    assert row.labels == ("industry",)
    assert row.disputed == ("ecology",)


def test_cancelled_and_empty_answers_do_not_count(read: Read) -> None:
    cancelled = answer(2, "security") | {"was_cancelled": True}
    empty = answer(3) | {"result": []}
    flag_only = answer(4) | {"result": [choices("flag", ["hard"])]}
    rows = read(
        exported(paragraph(), answer(1, "industry"), cancelled, empty, flag_only),
        exported(paragraph(index=1), cancelled),
    )
    assert [(row.id, row.annotators) for row in rows] == [("榆木市-2023:000", {"1": ("industry",)})]


def test_the_later_answer_of_one_person_counts_also_across_two_imports(read: Read) -> None:
    twice = exported(
        paragraph(), answer(1, "ecology", at="2026-03-02T08:00:00Z"), answer(1, "industry", at="2026-03-01T08:00:00Z")
    )
    [row] = read(twice, exported(paragraph(), answer(2, "ecology"), number=2))
    assert row.annotators == {"1": ("ecology",), "2": ("ecology",)}


def test_annotators_are_named_by_mail_where_the_export_gives_it(read: Read) -> None:
    nobody = [answer(None, "industry", number=number) for number in (8, 9)]
    [row] = read(
        exported(
            paragraph(),
            answer({"id": 5, "email": "lin@example.org"}, "industry"),
            answer({"id": 6}, "industry"),
            *nobody,
        )
    )
    assert set(row.annotators) == {"lin@example.org", "6", "annotation-8", "annotation-9"}


def test_flags_and_notes_are_kept_by_person(read: Read) -> None:
    note = {"from_name": "note", "to_name": "text", "type": "textarea", "value": {"text": ["两类都像"]}}
    said = answer(1, "industry")
    said["result"] += [choices("flag", ["hard", "context"]), note]
    [row] = read(exported(paragraph(), said))
    assert row.flagged == {"1": ("hard", "context")}
    assert row.notes == {"1": "两类都像"}


def test_how_an_answer_came_about_is_kept(read: Read) -> None:
    shown = {"result": [choices("category", ["ecology"])], "model_version": "m1"}
    nothing = {"result": [choices("none", ["none"])], "model_version": "m1"}
    orders_only = {"result": [], "model_version": "m1"}
    said = [
        answer(1, "industry") | {"prediction": shown, "lead_time": 4},
        answer(2) | {"prediction": nothing, "lead_time": 2.5},
        answer(3, "ecology") | {"prediction": orders_only},
        answer(4, "ecology") | {"prediction": {}},
    ]
    [row] = read(exported(paragraph(), *said))
    at = "2026-03-01T08:00:00Z"
    blind = Answer(at=at)
    assert row.answers == {
        "1": Answer(4.0, at, ("ecology",), "m1", changed=True),
        "2": Answer(2.5, at, (), "m1", changed=False),
        "3": blind,
        "4": blind,
    }


def test_a_time_below_nothing_is_not_known(read: Read) -> None:
    [row] = read(exported(paragraph(), answer(1, "industry") | {"lead_time": -3}))
    assert row.answers["1"].seconds is None


def test_people_are_named_by_the_mail_addresses_given(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text(json.dumps([exported(paragraph(), answer(1, "industry"), answer(2, "industry"))]), encoding="utf-8")
    [row] = read_export(path, TAXONOMY, {1: "lin@example.org"})
    assert set(row.annotators) == {"lin@example.org", "2"}


def test_what_a_model_said_that_nobody_was_shown_is_kept(read: Read) -> None:
    said = {"labels": ["ecology"], "score": 0.7, "model": "m1"}
    task = exported(paragraph(), answer(1, "industry"))
    task["meta"]["predicted"] = said
    [row] = read(task)
    assert row.predicted == Prediction(("ecology",), 0.7, "m1")
    assert row.to_json()["predicted"] == said


def test_what_is_answered_anew_takes_the_place_of_what_was_answered_before(read: Read) -> None:
    before = {"answers": {"9": {"seconds": 1.0}}, "disputed": ["security"], "asked_again": {"hint": []}, "sector": "x"}
    task = exported(replace(paragraph(), extra=before), answer(1, "industry"))
    [row] = read(task)
    assert (set(row.answers), row.disputed, row.asked_again) == ({"1"}, None, {"hint": []})
    assert list(row.further()) == ["asked_again", "sector", "answers"]


def test_a_task_of_another_program_needs_only_id_report_and_text(read: Read) -> None:
    data = {"text": "建成公园一座。", "paragraph_id": "x:1", "report": "x"}
    [row] = read({"id": 1, "data": data, "annotations": [answer(1, "livelihood")]})
    assert (row.id, row.report, row.text, row.labels) == ("x:1", "x", "建成公园一座。", ("livelihood",))


def changed_text() -> Json:
    task = exported(paragraph(), answer(1))
    task["data"]["text"] += "。"
    return task


def both() -> Json:
    return answer(1) | {"result": [choices("category", ["industry"]), choices("none", ["none"])]}


BAD: dict[str, tuple[list[Any] | Json, str]] = {
    "unknown choice": (
        [exported(paragraph(), answer(7, "livelyhood"))],
        "task 1, annotator 7: category 'livelyhood' is not in the taxonomy",
    ),
    "wording for id": (
        [exported(paragraph(), answer(7, "产业"))],
        "category '产业' is not in the taxonomy. Did you mean 'industry'?",
    ),
    "unknown none": (
        [exported(paragraph(), answer(1) | {"result": [choices("none", ["nil"])]})],
        "task 1, annotator 1: 'nil' contradicts itself",
    ),
    "none beside a category": (
        [exported(paragraph(), both())],
        "task 1, annotator 1: 'none, industry' contradicts itself",
    ),
    "changed text": ([changed_text()], "task 1: the text of '榆木市-2023:000' is not the one that was sent"),
    "two texts for one id": (
        [exported(paragraph(), answer(1)), exported(paragraph(text="另一段话。"), answer(1), number=2)],
        "task 2: '榆木市-2023:000' has another text in an earlier task",
    ),
    "nobody answered": ([exported(paragraph())], "nobody answered any of its paragraphs"),
    "no task": ([], "nobody answered any of its paragraphs"),
    "JSON_MIN": ([{"id": 1, "text": "x", "category": "industry"}], "task 1: 'data' or 'annotations' is missing"),
    "not a list": ({"tasks": []}, "not a list of tasks"),
    "a prediction of another form": (
        [{**exported(paragraph(), answer(1)), "meta": {"predicted": {"model": "m1"}}}],
        "task 1: 'predicted', 'labels' is None. Expected what reading a Label Studio export writes there, a list",
    ),
    "no paragraph id": (
        [{"id": 3, "data": {"text": "x"}, "annotations": []}],
        "task 3: the data key 'paragraph_id' is missing",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_meant_is_refused_by_file_and_task(tmp_path: Path, case: str) -> None:
    content, message = BAD[case]
    path = tmp_path / "export.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(BadData, match=re.escape(str(path)) + r".*" + re.escape(message)) as error:
        read_export(path, TAXONOMY)
    assert "\n" not in str(error.value)


def test_an_exclusive_answer_of_two_categories_is_refused(read: Read, exclusive: Taxonomy) -> None:
    with pytest.raises(BadData, match=r"annotator 1: 2 categories arrived\. Expected exactly one"):
        read(exported(paragraph(), answer(1, "industry", "ecology")), taxonomy=exclusive)


@pytest.mark.parametrize(("content", "message"), [("[", "not JSON"), (None, "cannot be opened")])
def test_a_file_that_is_no_json_is_refused(tmp_path: Path, content: str | None, message: str) -> None:
    path = tmp_path / "export.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(BadData, match=re.escape(str(path)) + ": " + message):
        read_export(path, TAXONOMY)


def test_an_export_is_told_by_what_it_holds_and_not_by_its_name(tmp_path: Path) -> None:
    tasks = json.dumps([exported(paragraph(), answer(1, "industry"))])
    for name, content in (("a.json", tasks), ("b.jsonl", f"\ufeff\n {tasks}"), ("c", tasks)):
        (tmp_path / name).write_text(content, encoding="utf-8")
        assert is_export(tmp_path / name)
        assert read_rows(tmp_path / name, TAXONOMY) == read_export(tmp_path / name, TAXONOMY)
    for name in ("rows.jsonl", "rows.json"):
        write_labelled(tmp_path / name, [LabelledParagraph(paragraph(), ("industry",))])
        assert not is_export(tmp_path / name)
        assert read_rows(tmp_path / name, TAXONOMY) == read_labelled(tmp_path / name, TAXONOMY)
    assert not is_export(tmp_path / "nowhere.json")


def test_each_answer_that_was_sent_empty_is_told_of(tmp_path: Path) -> None:
    empty = {"id": 1, "completed_by": "吴", "was_cancelled": False, "result": []}
    note = {"from_name": "note", "to_name": "text", "type": "textarea", "value": {"text": ["不清楚"]}}
    cancelled = empty | {"id": 2, "was_cancelled": True}
    tasks = [
        exported(paragraph("甲县-2020", 0), answer("林", "ecology"), empty, cancelled, number=7),
        exported(paragraph("甲县-2020", 1), empty | {"result": [note]}, number=8),
    ]
    (tmp_path / "export.json").write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
    told: list[str] = []
    rows = read_export(tmp_path / "export.json", TAXONOMY, source="export", on_empty=told.append)
    assert [row.annotators for row in rows] == [{"林": ("ecology",)}]
    assert told == ["export, task 7", "export, task 8"]


def test_an_answer_under_another_control_is_named_and_never_dropped(read: Read) -> None:
    other = {**answer(1, "ecology"), "result": [{**choices("category", ["ecology"]), "from_name": "label"}]}
    with pytest.raises(BadData, match=r"task 2: its answer stands under the control 'label'; of 2 answers 1 are so"):
        read(
            exported(paragraph("甲县-2020", 0), answer(1, "industry")),
            exported(paragraph("甲县-2020", 1), other, number=2),
        )


def test_a_further_control_beside_our_own_is_no_fault(read: Read) -> None:
    sure = {**choices("category", ["sure"]), "from_name": "confidence"}
    both = {**answer(1, "ecology"), "result": [choices("category", ["ecology"]), sure]}
    (row,) = read(exported(paragraph("甲县-2020", 0), both))
    assert row.labels == ("ecology",)


def test_what_stands_beside_our_own_controls_is_counted_by_name(tmp_path: Path) -> None:
    sure = {**choices("category", ["sure"]), "from_name": "confidence"}
    both = {**answer(1, "ecology"), "result": [choices("category", ["ecology"]), sure]}
    (tmp_path / "export.json").write_text(json.dumps([exported(paragraph("甲县-2020", 0), both)]), encoding="utf-8")
    told: list[Mapping[str, int]] = []
    read_export(tmp_path / "export.json", TAXONOMY, on_aside=told.append)
    assert told == [{"confidence": 1}]


def test_what_a_model_of_another_taxonomy_had_ticked_is_no_category_of_a_labelled_file(
    read: Read, tmp_path: Path
) -> None:
    ticked = {"result": [choices("category", ["ecology", "forestry"])], "model_version": "older"}
    [row] = read(exported(paragraph(), answer(1, "ecology") | {"prediction": ticked}))
    [told] = row.answers.values()
    assert (told.shown, told.changed) == (("ecology",), True)
    write_labelled(tmp_path / "labelled.jsonl", [row])
    assert read_labelled(tmp_path / "labelled.jsonl", TAXONOMY) == [row]
