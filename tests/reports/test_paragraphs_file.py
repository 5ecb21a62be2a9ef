import json
from pathlib import Path

import pytest

from reports.paragraphs_file import paragraph_from_json, read_paragraphs
from storage.errors import BadData

WHOLE = {"id": '"a:0"', "report": '"a"', "text": '"新建水厂一座。"'}


@pytest.mark.parametrize("key", WHOLE)
@pytest.mark.parametrize("value", ["null", "7", "[]"])
def test_a_key_that_holds_no_text_is_an_error_that_names_line_and_key(tmp_path: Path, key: str, value: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(
        "{" + ", ".join(f'"{name}": {held}' for name, held in (WHOLE | {key: value}).items()) + "}\n", encoding="utf-8"
    )
    with pytest.raises(BadData, match=rf"line 1: .*'{key}'"):
        list(read_paragraphs(path))


def written(tmp_path: Path, **keys: object) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"id": "a:0", "report": "a", "text": "新建水厂一座。"} | keys) + "\n", encoding="utf-8")
    return path


def test_a_file_without_the_keys_of_the_session_is_read(tmp_path: Path) -> None:
    (one,) = read_paragraphs(written(tmp_path))
    assert (one.about.province, one.about.date, one.about.speaker, one.about.meeting, one.part) == ("", "", "", "", "")


@pytest.mark.parametrize("part", ["done", "planned", ""])
def test_what_a_report_states_of_itself_comes_back_as_it_was_written(tmp_path: Path, part: str) -> None:
    stated = {
        "province": "湖北省",
        "date": "2031-01-09",
        "speaker": "方知远",
        "meeting": "第四届人民代表大会第二次会议",
        "part": part,
    }
    (one,) = read_paragraphs(written(tmp_path, **stated))
    assert {key: one.to_json()[key] for key in stated} == stated


@pytest.mark.parametrize(("older", "part"), [("review", "done"), ("plan", "planned")])
def test_a_file_that_names_parts_in_older_words_is_read_in_todays(tmp_path: Path, older: str, part: str) -> None:
    (one,) = read_paragraphs(written(tmp_path, part=older))
    assert (one.part, one.to_json()["part"]) == (part, part)


@pytest.mark.parametrize(
    ("key", "value"), [("part", ["review"]), ("part", "past"), ("part", 1), ("date", 2031), ("speaker", ["方知远"])]
)
def test_a_wrong_value_is_an_error_that_names_line_and_key(tmp_path: Path, key: str, value: object) -> None:
    with pytest.raises(BadData, match=rf"line 1: .*{key}"):
        list(read_paragraphs(written(tmp_path, **{key: value})))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("year", 0),
        ("year", 10**400),
        ("year", 2031.5),
        ("year", True),
        ("index", -5),
        ("start", -1),
        ("end", 10**12),
        ("end", False),
    ],
)
def test_a_number_out_of_its_range_is_an_error_that_names_line_and_key(tmp_path: Path, key: str, value: object) -> None:
    with pytest.raises(BadData, match=rf"line 1: '{key}' is ") as caught:
        list(read_paragraphs(written(tmp_path, **{key: value})))
    assert len(str(caught.value)) < 300


def test_a_paragraph_does_not_end_before_it_begins(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"line 1: 'start' is 9 and 'end' 5"):
        list(read_paragraphs(written(tmp_path, start=9, end=5)))
    (one,) = read_paragraphs(written(tmp_path, start=5, end=5))
    assert (one.start, one.end) == (5, 5)


def test_years_and_days_are_read_as_pandas_writes_them() -> None:
    value = {"id": "a:0", "report": "a", "text": "新建水厂一座。", "year": 2031.0, "date": 1925683200000}
    about = paragraph_from_json(value, "a.jsonl, line 1").about
    assert (about.year, about.date) == (2031, "2031-01-09")
    with pytest.raises(BadData, match="line 1: 'date' is 12"):
        paragraph_from_json({**value, "date": 12}, "a.jsonl, line 1")
