"""A shares.json that somebody edited is refused in one line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inference.output.workbook.gathering import gather
from storage.errors import BadData
from tests.inference.output.tagged_folder import manifest


def _by(value: dict[str, Any]) -> None:
    value["by"] = [None]


def _measure(value: dict[str, Any]) -> None:
    value["measure"] = "words"


def _labelled(value: dict[str, Any]) -> None:
    value["reports_labelled"] = "12"


def _first(value: dict[str, Any]) -> None:
    value["differences"][0]["first"] = []


def _category(value: dict[str, Any]) -> None:
    value["differences"][0]["category"] = "weather"


def _named(value: dict[str, Any]) -> None:
    value["differences"][0]["first"] = [2031]


def _number(value: dict[str, Any]) -> None:
    next(iter(value["groupings"][0]["groups"][0]["shares"].values()))["raw"] = 10**400


def _count(value: dict[str, Any]) -> None:
    value["groupings"][0]["groups"][0]["reports"] = 2.5


def _grouping(value: dict[str, Any]) -> None:
    value["groupings"][0]["differences"][0]["first"] = 7


@pytest.mark.parametrize("edit", [_by, _measure, _labelled, _first, _category, _named, _number, _count, _grouping])
def test_an_edited_file_is_refused(place: Path, tmp_path: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    value = json.loads((place / "shares" / "shares.json").read_text("utf-8"))
    edit(value)
    (tmp_path / "shares.json").write_text(json.dumps(value), "utf-8")
    with pytest.raises(BadData, match="holds no shares"):
        gather(place / "tagged", manifest(), shares=tmp_path, scores=None)
