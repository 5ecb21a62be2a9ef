"""Labelled files: read as they are, refused with file, line and value."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.labelled import LabelledParagraph, read_labelled, write_labelled
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from tests.labels.conftest import paragraph

GOOD = {"id": "榆木市-2023:000", "report": "榆木市-2023", "text": "新建水厂一座。", "labels": ["livelihood"]}
TAXONOMY = Taxonomy.load()


def write(path: Path, *values: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values), encoding="utf-8")
    return path


def test_three_keys_and_labels_are_enough(tmp_path: Path, taxonomy: Taxonomy) -> None:
    [only] = read_labelled(write(tmp_path / "march.jsonl", GOOD), taxonomy)
    assert (only.id, only.report, only.text, only.labels) == (GOOD["id"], GOOD["report"], GOOD["text"], ("livelihood",))
    assert only.annotators == {}


def test_labels_come_in_taxonomy_order(tmp_path: Path, taxonomy: Taxonomy) -> None:
    [only] = read_labelled(write(tmp_path / "march.jsonl", GOOD | {"labels": ["security", "industry"]}), taxonomy)
    assert only.labels == ("industry", "security")


def test_unknown_keys_are_kept_and_written_back(tmp_path: Path, taxonomy: Taxonomy) -> None:
    rows = read_labelled(write(tmp_path / "march.jsonl", GOOD | {"unsure": ["ecology"], "annotator_2": None}), taxonomy)
    assert rows[0].paragraph.extra == {"unsure": ["ecology"], "annotator_2": None}
    assert rows[0].to_json()["unsure"] == ["ecology"]


@given(
    labels=st.sets(st.sampled_from(TAXONOMY.ids)),
    annotators=st.dictionaries(st.text(min_size=1), st.sets(st.sampled_from(TAXONOMY.ids)), max_size=3),
    text=st.text(min_size=1).filter(str.strip),
)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, labels: set[str], annotators: dict[str, set[str]], text: str
) -> None:
    def ordered(chosen: set[str]) -> tuple[str, ...]:
        return tuple(one for one in TAXONOMY.ids if one in chosen)

    path = tmp_path_factory.mktemp("labelled") / "rows.jsonl"
    row = LabelledParagraph(
        paragraph(text=text), ordered(labels), {name: ordered(said) for name, said in annotators.items()}
    )
    assert write_labelled(path, [row]) == 1
    assert read_labelled(path, TAXONOMY) == [row]


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "unknown category": (
        {"labels": ["livelyhood"]},
        "labels: category 'livelyhood' is not in the taxonomy. Did you mean 'livelihood'?",
    ),
    "labels as a string": (
        {"labels": "livelihood"},
        "labels: 'livelihood' arrived. Expected a list of category ids such as",
    ),
    "labels null": ({"labels": None}, "labels: None arrived. Expected a list"),
    "a label that is no text": ({"labels": [3]}, "labels: [3] arrived. Expected a list"),
    "duplicate label": (
        {"labels": ["ecology", "ecology"]},
        "labels: 'ecology' stands there 2 times. Expected each category once",
    ),
    "annotators as a list": ({"annotators": [["ecology"]]}, "annotators is [['ecology']]. Expected an object"),
    "annotator unknown category": (
        {"annotators": {"林": ["safety"]}},
        "annotator '林': category 'safety' is not in the taxonomy",
    ),
    "blank text": ({"text": " "}, "the text of '榆木市-2023:001' is blank"),
    "duplicate id": ({"id": "榆木市-2023:000"}, "id '榆木市-2023:000' stands in line 1 already"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_line_is_refused_by_file_line_and_value(tmp_path: Path, taxonomy: Taxonomy, case: str) -> None:
    change, message = BAD[case]
    path = write(tmp_path / "march.jsonl", GOOD, GOOD | {"id": "榆木市-2023:001"} | change)
    with pytest.raises(BadData) as error:
        read_labelled(path, taxonomy)
    assert str(error.value).startswith(f"{path}, line 2: {message}")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("key", ["id", "report", "text", "labels"])
def test_a_missing_key_is_named(tmp_path: Path, taxonomy: Taxonomy, key: str) -> None:
    path = write(tmp_path / "march.jsonl", {name: value for name, value in GOOD.items() if name != key})
    with pytest.raises(BadData, match=f"line 1: the key '{key}' is missing"):
        read_labelled(path, taxonomy)


@pytest.mark.parametrize("labels", [[], ["industry", "ecology"]])
def test_an_exclusive_taxonomy_wants_exactly_one_label(tmp_path: Path, exclusive: Taxonomy, labels: list[str]) -> None:
    path = write(tmp_path / "march.jsonl", GOOD | {"labels": labels})
    with pytest.raises(BadData, match=rf"line 1: labels: {len(labels)} categories arrived\. Expected exactly one"):
        read_labelled(path, exclusive)


def test_the_real_labelled_file_reads_as_it_is(real_data: Path, taxonomy: Taxonomy) -> None:
    path = real_data / "labels" / "labelled.jsonl"
    rows = read_labelled(path, taxonomy)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [list(row.labels) for row in rows] == [line["labels"] for line in lines]
    assert all("unsure" in row.paragraph.extra for row in rows)
