"""label_studio.py sample, shares.py and regress.py, as a person runs them after another."""

import json
from pathlib import Path

import pytest

from labels.labelled import read_labelled
from labels.taxonomy import Taxonomy
from models.bundle import SHIPPED_TAGGER, read_bundle
from storage.jsonl import read_objects, write_objects
from tests.evaluation.findings.tagged_corpus import corpus, gold, write_tagged
from tests.scripts.running import run_script

TAGGED = corpus()
COMPARED = {"岚": "东区：a:b", "砚": 'c, "d"'}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the invented corpus is tagged by the shipped bundle, and a sample of it drawn and labelled."""
    place = tmp_path_factory.mktemp("findings")
    write_tagged(place / "tagged", TAGGED, read_bundle(SHIPPED_TAGGER).manifest.id)
    lines = [line for _, line in read_objects(place / "tagged" / "tagged.jsonl")]
    write_objects(
        place / "tagged" / "tagged.jsonl", ({**one, "area": COMPARED.get(one["report"][0], "e")} for one in lines)
    )
    drawn = run_script(
        "label_studio",
        *("sample", "tagged/tagged.jsonl", "--by", "area", "--budget", 80, "--output", "sample.jsonl"),
        cwd=place,
    )
    assert drawn.returncode == 0, drawn.stderr
    assert '"c, ""d""": 3 of 3' in drawn.stdout
    said = {row.id: row for row in gold(TAGGED)}
    with_labels = (
        {**line, "labels": list(said[line["id"]].labels)} for _, line in read_objects(place / "sample.jsonl")
    )
    write_objects(place / "labelled.jsonl", with_labels)
    assert read_labelled(place / "labelled.jsonl", Taxonomy.load())
    return place


def shares(folder: Path, *arguments: str) -> tuple[int, str]:
    finished = run_script(
        "shares", *("--tagged", "tagged", "--labelled", "labelled.jsonl", "--output", "out"), *arguments, cwd=folder
    )
    return finished.returncode, finished.stderr


@pytest.mark.parametrize(
    "pair", ['东区：a:b:"c, ""d"""', '"东区：a:b":"c, ""d""":e', '"c, ""d"":e', "e", "e:e", "e:", ""]
)
def test_what_is_no_pair_of_groups_is_wrong_usage(folder: Path, pair: str) -> None:
    code, said = shares(folder, "--by", "area", "--compare", pair)
    assert code == 2
    assert "is not two groups with a colon between them" in said


def test_groups_with_colons_commas_and_quotation_marks_are_compared(folder: Path) -> None:
    (folder / "树.txt").write_text("榆树\n", encoding="utf-8")
    asked = ('"东区：a:b":"c, ""d"""', 'e:"c, ""d"""')
    pairs = [part for one in asked for part in ("--compare", one)]
    assert shares(folder, "--by", "area", *pairs, "--words", "树.txt") == (0, "")
    figures = json.loads((folder / "out" / "shares.json").read_text("utf-8"))
    found = {(tuple(one["first"]), tuple(one["last"])) for one in figures["differences"]}
    assert {(("东区：a:b",), ('c, "d"',)), (("e",), ('c, "d"',))} <= found
    assert [(one["name"], one["words"]) for one in figures["lists"]] == [("树", ["榆树"])]
    assert figures["words"][0]["occurrences"] == len(TAGGED)


def test_a_group_that_is_not_there_is_named_with_those_that_are(folder: Path) -> None:
    code, said = shares(folder, "--by", "area", "--compare", "东区:e")
    assert code == 1
    known = '"c, ""d"""; e; "东区：a:b"'
    assert said.startswith(f"--compare: the group '东区' does not exist. Expected two of {known}; correct it")


def test_a_regression_is_written_with_what_other_programs_read(folder: Path) -> None:
    finished = run_script(
        "regress",
        *("--tagged", "tagged", "--labelled", "labelled.jsonl", "--on", "area,year", "--output", "regression"),
        cwd=folder,
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    assert {path.name for path in (folder / "regression").iterdir() if not path.name.startswith(".")} == {
        "regression.json",
        "regression.csv",
        "rows.csv",
        "regression.do",
        "regression.R",
    }
