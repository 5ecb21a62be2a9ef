"""What the documents say a label is worth is what was measured."""

import csv
import xml.etree.ElementTree as Xml
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from labels.taxonomy import Taxonomy
from tests.studies.label_worth import GAIN, WAYS, Point, read_material, write_points
from tests.studies.label_worth_picture import FIGURES, PICTURE, SECONDS, as_many, picture, read_points, table


def test_the_picture_and_the_table_are_of_the_figures_measured(root: Path) -> None:
    curves = read_points(FIGURES)
    assert PICTURE.read_text(encoding="utf-8") == picture(curves, SECONDS), (
        "make it again: python -m tests.studies.label_worth_picture"
    )
    assert table(curves) in (root / "docs" / "label-worth.md").read_text(encoding="utf-8")


def test_the_page_says_the_seconds_that_the_minutes_are_counted_by(root: Path) -> None:
    page = (root / "docs" / "label-worth.md").read_text(encoding="utf-8")
    assert [f"{seconds:g} s" for seconds in SECONDS.values() if f"{seconds:g} s" not in page] == []


def test_the_picture_is_one_drawing_of_two_panels() -> None:
    drawing = Xml.fromstring(PICTURE.read_text(encoding="utf-8"))
    panels = drawing.findall("{http://www.w3.org/2000/svg}svg")
    assert [panel.get("y") for panel in panels] == ["0", panels[0].get("height")]


def test_points_survive_their_file_with_four_decimals(tmp_path: Path) -> None:
    points = [Point(way, 120, 0.81234, 0.8, 0.825) for way in (*WAYS, GAIN)]
    write_points(tmp_path / "points.csv", points)
    assert read_points(tmp_path / "points.csv") == {one.way: [replace(one, macro_f1=0.8123)] for one in points}
    with (tmp_path / "points.csv").open(encoding="utf-8") as file:
        assert next(csv.reader(file)) == ["way", "paragraphs", "macro_f1", "low", "high"]


def test_how_many_paragraphs_teach_as_much_lies_between_those_measured() -> None:
    curves = {"paragraphs": [Point("paragraphs", size, height, 0, 1) for size, height in ((100, 0.6), (400, 0.8))]}
    assert as_many(curves, Point("sentences", 100, 0.7, 0, 1)) == "200"
    assert as_many(curves, Point("sentences", 100, 0.9, 0, 1)) == "more than 400"


@pytest.fixture(scope="module")
def sample(root: Path, taxonomy: Taxonomy) -> Path:
    return root / "labels" / "sample" / "labelled.jsonl"


def test_a_paragraph_is_taught_whole_or_by_its_sentences_and_scored_by_the_highest(
    sample: Path, taxonomy: Taxonomy
) -> None:
    material = read_material(sample, taxonomy)
    texts, truth = material.taught("paragraphs", [2, 3])
    pieces, carried = material.taught("sentences", [2, 3])
    assert "".join(pieces) == "".join(texts)
    assert len(pieces) == len(carried) > len(truth) == 2
    assert (carried.any(axis=0) == truth.any(axis=0)).all()
    known, new = list(range(100)), [100, 101, 102, 103]
    odds = material.odds("sentences", known, new)
    alone = [material.odds("sentences", known, [one]) for one in new]
    assert odds == pytest.approx(np.concatenate(alone))
