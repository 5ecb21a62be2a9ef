"""Labelled files: read as they are, refused with file, line and value."""

import json
import re
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


def further_line(**further: Any) -> dict[str, Any]:
    return paragraph().to_json() | further | {"labels": ["livelihood"], "annotators": {"林": []}}


EARLIER = {"by": ["裁"], "at": None, "was": []}
FURTHER: dict[str, Any] = {
    "sector": {"a": [1]},
    "settled": {"by": ["再"], "at": "2026-03-01T08:00:00Z", "was": ["ecology"], "disputed": []}
    | {"evidence_was": {"ecology": [[0, 4]]}, "disputed_evidence": {}}
    | {"flags": {"再": ["hard"]}, "notes": {"再": "从严"}, "earlier": EARLIER},
    "answers": {
        "林": {"seconds": 4, "at": "", "shown": [], "model": "m1", "changed": False},
        "周": {"seconds": None, "at": "2026-03-01", "shown": None, "model": None, "changed": None}
        | {"evidence": {"ecology": [[2, 5]]}},
    },
    "migrated_from": {"taxonomy": "0123456789ab", "labels": ["economy"], "migrated_from": {"labels": []}},
    "annotator_notes": {"林": "两类都像"},
    "predicted": {"labels": ["ecology"], "score": 1, "model": "m1", "evidence": {"ecology": [[0, 4]]}},
    "disputed": ["ecology"],
    "evidence": {"livelihood": [[0, 4], [6, 8]]},
    "disputed_evidence": {"livelihood": [[0, 15]]},
    "asked_again": {"because": ["added digital"], "follows": [], "hint": []},
    "annotator_flags": {"林": ["hard"]},
    "asked": {"llm:large@0a1b2c3d": {"answers": 3, "confidence": {"security": 0.667, "livelihood": 1}}},
    "unsure": None,
}


@given(st.permutations(list(FURTHER)), st.sets(st.sampled_from(list(FURTHER))))
def test_a_line_is_written_back_to_the_letter_whatever_the_order_of_its_keys(
    tmp_path_factory: pytest.TempPathFactory, keys: list[str], left_out: set[str]
) -> None:
    folder = tmp_path_factory.mktemp("further")
    line = further_line(**{key: FURTHER[key] for key in keys if key not in left_out})
    path = write(folder / "march.jsonl", line)
    write_labelled(folder / "again.jsonl", read_labelled(path, TAXONOMY))
    assert (folder / "again.jsonl").read_text("utf-8") == path.read_text("utf-8")


@pytest.mark.parametrize("key", FURTHER)
def test_null_is_not_given(tmp_path: Path, taxonomy: Taxonomy, key: str) -> None:
    [row] = read_labelled(write(tmp_path / "march.jsonl", further_line(**{key: None})), taxonomy)
    assert row.answers == row.evidence == row.disputed_evidence == row.asked == {}
    assert row.predicted is row.disputed is row.settled is row.migrated_from is row.asked_again is None


ANSWER = {"seconds": 4.2, "at": "2026-03-01", "shown": ["ecology"], "model": "m1", "changed": True}
SETTLED = {"by": ["裁"], "at": None, "was": []}
ASKED = {"answers": 3, "confidence": {"ecology": 0.667}}
MALFORMED: dict[str, tuple[str, Any, str]] = {
    "asked as true": ("asked", True, "'asked' is True. Expected what ask writes there, an object; ask again"),
    "asked no time": (
        "asked",
        {"llm:x@0": ASKED | {"answers": 0}},
        "'answers' is 0. Expected what ask writes there,",
    ),
    "half an answer": ("asked", {"llm:x@0": ASKED | {"answers": 1.5}}, "'answers' is 1.5. Expected"),
    "a share of two": ("asked", {"llm:x@0": ASKED | {"confidence": {"ecology": 2}}}, "'ecology' is 2. Expected"),
    "no confidence": ("asked", {"llm:x@0": {"answers": 3}}, "'confidence' is None. Expected"),
    "answers as a list": ("answers", ["林"], "'answers' is ['林']. Expected what reading a Label Studio export writes"),
    "an answer that is a number": ("answers", {"林": 12}, "'answers', '林' is 12. Expected"),
    "an answer that is null": ("answers", {"林": None}, "'answers', '林' is None. Expected"),
    "a time in words": ("answers", {"林": ANSWER | {"seconds": "12"}}, "'seconds' is '12'. Expected"),
    "a time that is true": ("answers", {"林": ANSWER | {"seconds": True}}, "'seconds' is True. Expected"),
    "a time below nothing": ("answers", {"林": ANSWER | {"seconds": -1}}, "'seconds' is -1. Expected"),
    "a moment that is a number": ("answers", {"林": ANSWER | {"at": 5}}, "'at' is 5. Expected"),
    "shown as text": ("answers", {"林": ANSWER | {"shown": "ecology"}}, "'shown' is 'ecology'. Expected"),
    "a key that nobody writes": ("answers", {"林": ANSWER | {"minutes": 3}}, "'minutes' is 3. Expected"),
    "changed in words": ("answers", {"林": ANSWER | {"changed": "yes"}}, "'changed' is 'yes'. Expected"),
    "a prediction without labels": ("predicted", {"score": 0.5, "model": "m1"}, "'labels' is None. Expected"),
    "predicted evidence backwards": (
        "predicted",
        {"labels": ["ecology"], "score": 1, "model": "m1", "evidence": {"ecology": [[4, 0]]}},
        "Expected what reading a Label Studio export writes there, start and end of a piece of its text",
    ),
    "a score of two": ("predicted", {"labels": [], "score": 2, "model": "m1"}, "'score' is 2. Expected"),
    "a dispute in words": ("disputed", "ecology", "'disputed' is 'ecology'. Expected"),
    "a flag in words": ("annotator_flags", {"林": "hard"}, "'annotator_flags', '林' is 'hard'. Expected"),
    "a flag that is a number": ("annotator_flags", {"林": [3]}, "'annotator_flags', '林' is [3]. Expected"),
    "notes as a list": ("annotator_notes", ["两类都像"], "'annotator_notes' is ['两类都像']. Expected"),
    "settled by text": (
        "settled",
        SETTLED | {"by": "裁"},
        "'by' is '裁'. Expected what settle writes there",
    ),
    "settled by nobody": ("settled", {"at": None, "was": []}, "'settled', 'by' is None. Expected"),
    "settled as true": ("settled", True, "'settled' is True. Expected"),
    "settled earlier": ("settled", SETTLED | {"earlier": []}, "'settled', 'earlier' is []. Expected"),
    "migrated from text": ("migrated_from", "0123456789ab", "'0123456789ab'. Expected what migrate writes there"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_what_no_command_writes_is_refused_by_file_line_and_key(tmp_path: Path, taxonomy: Taxonomy, case: str) -> None:
    key, value, message = MALFORMED[case]
    path = write(tmp_path / "march.jsonl", GOOD, further_line(id="榆木市-2023:001", **{key: value}))
    with pytest.raises(BadData) as error:
        read_labelled(path, taxonomy)
    assert str(error.value).startswith(f"{path}, line 2: '{key}'")
    assert message in str(error.value)
    assert str(error.value).endswith(", or remove the key.")


def test_the_real_labelled_file_reads_as_it_is(real_data: Path, taxonomy: Taxonomy) -> None:
    path = real_data / "labels" / "labelled.jsonl"
    rows = read_labelled(path, taxonomy)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [list(row.labels) for row in rows] == [line["labels"] for line in lines]
    assert all("unsure" in row.paragraph.extra for row in rows)


UNKNOWN: dict[str, tuple[str, Any, str]] = {
    "asked": (
        "asked",
        {"llm:x@0": ASKED | {"confidence": {"livelyhood": 0.5}}},
        "'asked', 'llm:x@0', 'confidence'",
    ),
    "disputed": ("disputed", ["ecology", "livelyhood"], "'disputed'"),
    "shown": ("answers", {"林": ANSWER | {"shown": ["livelyhood"]}}, "'answers', '林', 'shown'"),
    "predicted": ("predicted", {"labels": ["livelyhood"], "score": 1, "model": "m1"}, "'predicted', 'labels'"),
    "settled": ("settled", SETTLED | {"was": ["livelyhood"]}, "'settled', 'was'"),
    "settled, disputed": ("settled", SETTLED | {"disputed": ["livelyhood"]}, "'settled', 'disputed'"),
    "settled before": (
        "settled",
        SETTLED | {"earlier": SETTLED | {"was": ["livelyhood"]}},
        "'settled', 'earlier', 'was'",
    ),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_a_category_that_is_not_in_the_taxonomy_is_named_wherever_it_stands(
    tmp_path: Path, taxonomy: Taxonomy, case: str
) -> None:
    key, value, place = UNKNOWN[case]
    path = write(tmp_path / "march.jsonl", GOOD, further_line(id="榆木市-2023:001", **{key: value}))
    expected = f"{path}, line 2: {place}: category 'livelyhood' is not in the taxonomy. Did you mean 'livelihood'?"
    with pytest.raises(BadData, match=re.escape(expected)):
        read_labelled(path, taxonomy)


@pytest.mark.parametrize("case", UNKNOWN)
def test_a_migrated_line_may_keep_ids_of_its_earlier_taxonomies(tmp_path: Path, taxonomy: Taxonomy, case: str) -> None:
    key, value, _ = UNKNOWN[case]
    line = further_line(migrated_from={"taxonomy": "0123456789ab", "labels": ["livelyhood"]}, **{key: value})
    write_labelled(tmp_path / "again.jsonl", read_labelled(write(tmp_path / "march.jsonl", line), taxonomy))
    assert json.loads((tmp_path / "again.jsonl").read_text("utf-8"))[key] == value
