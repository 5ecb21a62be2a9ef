"""Several labelled files are one: each paragraph once, as it was decided last."""

import json
from pathlib import Path
from typing import Any

import pytest

from labels.corrections.gathering import gather
from labels.taxonomy import Taxonomy
from storage.errors import BadData

MORNING, NOON = "2031-03-01T08:00:00.000Z", "2031-03-01T20:00:00+08:00"
TWO = "新建水厂一座，供水管网十公里。岚川修复湿地一百二十公顷。"


def line(number: int, labels: list[str], at: str | None = None, **further: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"id": f"砚湖市-2031:{number}", "report": "砚湖市-2031", "text": f"新建水厂{number}座。"}
    if at:
        row |= {"annotators": {"顾": labels}, "answers": {"顾": {"at": at}}}
    return row | {"labels": labels} | further


def write(path: Path, *lines: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines), encoding="utf-8")
    return path


def labels_of(paths: list[Path], taxonomy: Taxonomy) -> dict[str, tuple[str, ...]]:
    return {row.id[-1]: row.labels for row in gather(paths, taxonomy).rows}


def test_files_of_different_paragraphs_are_joined_in_their_order(tmp_path: Path, taxonomy: Taxonomy) -> None:
    one = write(tmp_path / "b.jsonl", line(1, ["ecology"]), line(2, []))
    other = write(tmp_path / "a.jsonl", line(3, ["industry"], NOON))
    gathered = gather([one, other], taxonomy)
    assert [row.id[-1] for row in gathered.rows] == ["1", "2", "3"]
    assert gathered.line() == ""


@pytest.mark.parametrize("turned", [False, True])
def test_the_newest_decision_counts_whatever_the_order_of_files(
    turned: bool, tmp_path: Path, taxonomy: Taxonomy
) -> None:
    settled = {"settled": {"by": ["陈"], "at": NOON, "was": ["industry"]}}
    paths = [
        write(tmp_path / "old.jsonl", line(1, ["ecology"]), line(2, [], NOON), line(3, ["livelihood"], **settled)),
        write(tmp_path / "new.jsonl", *(line(number, ["security"], MORNING) for number in (1, 2, 3))),
    ]
    found = labels_of(paths[::-1] if turned else paths, taxonomy)
    assert found == {"1": ("security",), "2": (), "3": ("livelihood",)}


@pytest.mark.parametrize("turned", [False, True])
def test_where_a_model_and_people_say_the_same_the_label_is_peoples(
    turned: bool, tmp_path: Path, taxonomy: Taxonomy
) -> None:
    paths = [
        write(tmp_path / f"{name[:3]}.jsonl", line(1, ["ecology"], annotators={name: ["ecology"]}))
        for name in ("llm:large@0a1b2c3d", "陈")
    ]
    [row] = gather(paths[::-1] if turned else paths, taxonomy).rows
    assert list(row.annotators) == ["陈"]


def test_the_person_hears_how_many_gave_way(tmp_path: Path, taxonomy: Taxonomy) -> None:
    paths = [
        write(tmp_path / "old.jsonl", line(1, ["ecology"]), line(2, ["industry"]), line(3, [])),
        write(tmp_path / "new.jsonl", line(1, ["ecology"], NOON), line(2, [], MORNING)),
    ]
    assert gather(paths, taxonomy).line() == (
        "2 paragraphs stand in several files: the newest decision counts, in 1 another one ('砚湖市-2031:2' first)"
    )


def test_another_marked_sentence_is_another_decision(tmp_path: Path, taxonomy: Taxonomy) -> None:
    old = line(1, ["ecology"], MORNING, text=TWO, evidence={"ecology": [[0, 15]]})
    new = line(1, ["ecology"], NOON, text=TWO, evidence={"ecology": [[15, 28]]})
    gathered = gather([write(tmp_path / "a.jsonl", new), write(tmp_path / "b.jsonl", old)], taxonomy)
    assert gathered.rows[0].evidence == {"ecology": ((15, 28),)}
    assert len(gathered.replaced) == 1


def test_marks_of_the_same_sentences_are_one_decision_and_of_others_are_named(
    tmp_path: Path, taxonomy: Taxonomy
) -> None:
    whole = line(1, ["industry", "ecology"], text=TWO, evidence={"ecology": [[15, 28]]})
    part, bare = whole | {"evidence": {"ecology": [[17, 19]]}}, {**whole, "evidence": None}
    paths = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    assert gather([write(paths[0], whole), write(paths[1], part)], taxonomy).replaced == ()
    with pytest.raises(BadData, match=r"is industry, ecology \(sentence 2\) in .*a.jsonl and industry, ecology in .*b"):
        gather([paths[0], write(paths[1], bare)], taxonomy)


def test_a_folder_stands_for_its_files_and_a_file_given_twice_counts_once(tmp_path: Path, taxonomy: Taxonomy) -> None:
    folder = tmp_path / "corrections"
    folder.mkdir()
    first = write(folder / "corrections-砚湖市-2031.jsonl", line(1, ["ecology"], MORNING))
    write(folder / "corrections-砚湖市-2031 (1).jsonl", line(1, ["industry"], NOON), line(2, [], NOON))
    write(folder / ".hidden.jsonl", line(7, []))
    (folder / "notes.txt").write_text("notes", "utf-8")
    assert labels_of([folder, first], taxonomy) == {"1": ("industry",), "2": ()}


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (line(1, ["ecology"]), line(1, []), "'砚湖市-2031:1' is ecology in .*a.jsonl and of no category in .*b.jsonl"),
        (line(1, ["ecology"], NOON), line(1, [], "2031-03-01T12:00:00Z"), "no time tells which is newer"),
        (line(1, ["ecology"]), line(1, ["ecology"], NOON, text="别的文字。"), "has another text in .*b.jsonl"),
    ],
)
def test_what_no_time_can_settle_is_refused_in_one_line(
    one: dict[str, Any], other: dict[str, Any], said: str, tmp_path: Path, taxonomy: Taxonomy
) -> None:
    with pytest.raises(BadData, match=said) as raised:
        gather([write(tmp_path / "a.jsonl", one), write(tmp_path / "b.jsonl", other)], taxonomy)
    assert "\n" not in str(raised.value)


def test_a_folder_without_labels_is_refused(tmp_path: Path, taxonomy: Taxonomy) -> None:
    with pytest.raises(BadData, match="a folder without any"):
        gather([tmp_path], taxonomy)
