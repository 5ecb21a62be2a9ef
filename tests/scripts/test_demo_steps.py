"""The steps of the demo are commands that work, and the corpus they end with lets something be said for sure."""

import importlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.bundle import SHIPPED_TAGGER
from storage.jsonl import read_objects
from tests.scripts.running import SCRIPTS, run_script


@pytest.fixture(scope="module")
def steps() -> Callable[[Path], list[Any]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SCRIPTS)
        found: Callable[[Path], list[Any]] = importlib.import_module("scripts.demo").steps
        return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, root: Path, steps: Callable[[Path], list[Any]]) -> Path:
    """What the demo leaves behind once a tagger is there: the shipped one, which has not seen the sample corpus."""
    place = tmp_path_factory.mktemp("demo")
    shutil.copytree(SHIPPED_TAGGER, place / "tagger")
    for step in steps(place)[1:]:
        script, *words = step.words()
        done = run_script(Path(script).stem, *words, cwd=root)
        assert done.returncode == 0, done.stderr
    return place


def test_every_step_says_which_it_is_and_writes_into_the_folder_of_the_demo(steps: Callable[[Path], list[Any]]) -> None:
    road = steps(Path("somewhere"))
    assert [step.title.split(" ")[0] for step in road] == [f"{n}/{len(road)}" for n in range(1, len(road) + 1)]
    assert all(step.output.parent == Path("somewhere") for step in road)


def test_a_folder_is_named_from_where_the_user_stands(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(SCRIPTS)
    parser = importlib.import_module("scripts.demo").make_parser()
    monkeypatch.chdir(root)
    assert parser.parse_args(["--output", "runs/another"]).output == Path("runs/another")
    monkeypatch.chdir(tmp_path)
    assert parser.parse_args(["--output", "another"]).output == tmp_path / "another"
    assert parser.parse_args([]).output == Path("runs/demo")


def test_the_pages_that_it_ends_with_are_there(demo: Path, root: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SCRIPTS)
        pages: dict[str, Path] = importlib.import_module("scripts.demo").pages(demo)
    assert [title for title, page in pages.items() if not page.is_file()] == []


def test_all_of_the_sample_corpus_is_tagged(demo: Path) -> None:
    reports = {line["report"] for _, line in read_objects(demo / "corpus" / "tagged.jsonl")}
    assert len(reports) == 24


def test_the_labelled_sample_corrects_every_year_and_tells_a_difference(demo: Path) -> None:
    found = json.loads((demo / "shares" / "shares.json").read_text("utf-8"))
    assert found["reports_labelled"] == 16 and found["left_out"] == []
    assert all(one["low"] <= one["share"] <= one["high"] for one in found["shares"])
    sure = {one["category"] for one in found["differences"] if one["holds"]}
    assert "ecology" in sure and len(sure) < 4
