"""Rows that several people judged are read from a labelled file, from an export, and from keys of one's own."""

import json
from pathlib import Path

import pytest

from labels.agreement.rows import read_judged
from labels.labelled import LabelledParagraph, write_labelled
from labels.studio.tasks import to_task
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from tests.labels.conftest import paragraph
from tests.labels.studio.test_exports import answer, exported


def labelled(path: Path, *rows: LabelledParagraph) -> Path:
    write_labelled(path, rows)
    return path


def test_an_export_and_the_labelled_file_made_of_it_say_the_same(tmp_path: Path, taxonomy: Taxonomy) -> None:
    export = tmp_path / "export.json"
    export.write_text(
        json.dumps([exported(paragraph(), answer("林", "industry"), answer("周", number=2))]), encoding="utf-8"
    )
    rows = read_judged(export, taxonomy)
    assert rows[0].annotators == {"林": ("industry",), "周": ()}
    assert read_judged(labelled(tmp_path / "rows.jsonl", *rows), taxonomy) == rows


def test_keys_of_ones_own_name_annotators_and_null_is_no_answer(tmp_path: Path, taxonomy: Taxonomy) -> None:
    path = tmp_path / "gold.jsonl"
    line = {
        "id": "a:1",
        "report": "a",
        "text": "新建公园一座。",
        "labels": ["livelihood"],
        "first": ["livelihood"],
        "second": None,
    }
    other = line | {"id": "a:2", "second": ["ecology", "industry"]}
    path.write_text("\n".join(map(json.dumps, (line, other))), encoding="utf-8")
    one, two = read_judged(path, taxonomy, ("first", "second"))
    assert one.annotators == {"first": ("livelihood",)}
    assert two.annotators == {"first": ("livelihood",), "second": ("industry", "ecology")}
    assert two.paragraph.extra["second"] == ["ecology", "industry"]  # nothing is lost


def test_only_those_named_are_kept(tmp_path: Path, taxonomy: Taxonomy) -> None:
    rows = [
        LabelledParagraph(paragraph(), ("industry",), {"林": ("industry",), "周": ()}),
        LabelledParagraph(paragraph(index=1), ()),
    ]
    path = labelled(tmp_path / "rows.jsonl", *rows)
    assert [row.annotators for row in read_judged(path, taxonomy, annotators=("周",))] == [{"周": ()}, {}]
    with pytest.raises(BadData, match=r"'吴' judged no paragraph\. Expected one of 周, 林; correct the name"):
        read_judged(path, taxonomy, annotators=("吴",))


def test_a_file_that_names_nobody_is_refused(tmp_path: Path, taxonomy: Taxonomy) -> None:
    path = labelled(tmp_path / "rows.jsonl", LabelledParagraph(paragraph(), ("industry",)))
    with pytest.raises(
        BadData, match=r"rows\.jsonl: none of its 1 paragraphs says who judged it\. Expected .*--annotator-keys"
    ):
        read_judged(path, taxonomy)
    with pytest.raises(
        BadData, match=r"No line has the key 'first'\. Expected a key that holds the labels of one person"
    ):
        read_judged(path, taxonomy, ("first",))


def test_a_key_that_holds_no_labels_is_refused_by_paragraph(tmp_path: Path, taxonomy: Taxonomy) -> None:
    path = tmp_path / "gold.jsonl"
    line = {"id": "a:1", "report": "a", "text": "新建公园一座。", "labels": [], "first": "industry"}
    path.write_text(json.dumps(line), encoding="utf-8")
    with pytest.raises(BadData, match=r"a:1: first: 'industry' arrived\. Expected a list of category ids"):
        read_judged(path, taxonomy, ("first",))


def test_a_file_that_is_not_there_is_named(tmp_path: Path, taxonomy: Taxonomy) -> None:
    with pytest.raises(BadData, match=r"nowhere\.jsonl: cannot be opened"):
        read_judged(tmp_path / "nowhere.jsonl", taxonomy)


def test_a_task_list_nobody_answered_is_refused_as_an_export(tmp_path: Path, taxonomy: Taxonomy) -> None:
    path = tmp_path / "export.json"
    path.write_text(json.dumps([{**to_task(paragraph(), None, None), "annotations": []}]), encoding="utf-8")
    with pytest.raises(BadData, match="nobody answered any of its paragraphs"):
        read_judged(path, taxonomy)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("answers", ["林"]),
        ("answers", {"林": 12}),
        ("answers", {"林": {"shown": "industry"}}),
        ("predicted", ["industry"]),
        ("predicted", {"model": "tagger-1"}),
        ("annotator_flags", {"林": "hard"}),
        ("annotator_notes", ["两类都像"]),
    ],
)
def test_provenance_of_another_form_is_refused_by_file_line_and_key(
    tmp_path: Path, taxonomy: Taxonomy, key: str, value: object
) -> None:
    line = {"id": "a:1", "report": "a", "text": "新建公园一座。", "labels": [], "annotators": {"林": []}, key: value}
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(
        BadData,
        match=rf"rows\.jsonl, line 1: '{key}'.* is .*\. Expected what reading a Label Studio export writes",
    ):
        read_judged(path, taxonomy)
