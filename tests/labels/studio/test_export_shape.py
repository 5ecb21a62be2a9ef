"""An export that was damaged or edited is refused in one line, whatever in it has another form."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from labels.studio.exports import is_export, read_export
from labels.studio.tasks import choices, to_task
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from tests.labels.conftest import paragraph

ANSWERED: dict[str, Any] = {
    "id": 7,
    "completed_by": 1,
    "result": [choices("category", ["industry"])],
    "prediction": {"result": [choices("category", ["ecology"])], "model_version": "m"},
    "lead_time": 3.5,
}
PLACES = [
    ("meta",),
    ("meta", "paragraph"),
    ("annotations", 0),
    ("annotations", 0, "id"),
    ("annotations", 0, "lead_time"),
    ("annotations", 0, "result"),
    ("annotations", 0, "result", 0),
    ("annotations", 0, "result", 0, "value"),
    ("annotations", 0, "result", 0, "value", "choices"),
    ("annotations", 0, "result", 0, "value", "choices", 0),
    ("annotations", 0, "prediction", "result"),
    ("annotations", 0, "prediction", "result", 0, "value"),
]


def export(path: Path, place: tuple[Any, ...], value: object) -> Path:
    task: Any = {"id": 1, **copy.deepcopy(to_task(paragraph(), None, None)), "annotations": [copy.deepcopy(ANSWERED)]}
    *way, last = place
    holder = task
    for key in way:
        holder = holder[key]
    holder[last] = value
    path.write_text(json.dumps([task]), "utf-8")
    return path


@pytest.mark.parametrize("place", PLACES, ids=str)
@pytest.mark.parametrize("value", ["x", [1], True, {"a": "b"}, 5], ids=str)
def test_another_form_is_one_line_that_names_the_place(
    place: tuple[Any, ...], value: object, tmp_path: Path, taxonomy: Taxonomy
) -> None:
    try:
        read_export(export(tmp_path / "a.json", place, value), taxonomy)
    except BadData as error:
        assert "task 1" in str(error) or "nobody answered" in str(error)
        assert "\n" not in str(error)


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_null_is_as_if_it_were_not_there(place: tuple[Any, ...], tmp_path: Path, taxonomy: Taxonomy) -> None:
    try:
        read_export(export(tmp_path / "a.json", place, None), taxonomy)
    except BadData as error:
        assert place[-1] == 0 or "nobody answered" in str(error)
        assert "\n" not in str(error)


def test_a_time_beyond_all_sense_is_not_known(tmp_path: Path, taxonomy: Taxonomy) -> None:
    path = export(tmp_path / "a.json", ("annotations", 0, "lead_time"), 10**400)
    [row] = read_export(path, taxonomy)
    assert [answer.seconds for answer in row.answers.values()] == [None]


def test_blanks_before_an_export_do_not_make_it_something_else(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(" " * 1_000 + "[]", "utf-8")
    assert is_export(tmp_path / "a.txt")
