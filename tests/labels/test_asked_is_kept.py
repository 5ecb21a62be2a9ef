"""Whatever makes labelled rows of labelled rows keeps how sure language models were."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from inference.service.retraining.label_source import collect
from labels.agreement.adjudication import settle
from labels.agreement.rows import only_annotators
from labels.agreement.voices import folded, said_by
from labels.answered import Confidence
from labels.corrections.gathering import gather
from labels.labelled import LabelledParagraph, annotators_from_keys, read_labelled, write_labelled
from labels.migration.migrate import migrate
from labels.migration.plan import MigrationPlan, check_plan
from labels.studio.exports import read_rows
from labels.taxonomy import Taxonomy
from reports.paragraphs_file import read_paragraphs
from tests.invented import invented_rows

Rows = Sequence[LabelledParagraph]
MODEL = "llm:large@0a1b2c3d"
TAXONOMY = Taxonomy.load()


def asked() -> list[LabelledParagraph]:
    """Return rows of a person and of a model that was asked thrice and was sure of each to another degree."""
    rows = []
    for number, row in enumerate(invented_rows(4)):
        answers = {f"{MODEL}#{turn}": row.labels if turn > number % 3 else () for turn in (1, 2, 3)}
        shares = {key: round(sum(key in one for one in answers.values()) / 3, 3) for key in TAXONOMY.ids}
        extra = {"own": list(row.labels)}
        said = {"li": row.labels, **answers}
        paragraph = replace(row.paragraph, extra=extra)
        rows.append(replace(row, paragraph=paragraph, annotators=said, asked={MODEL: Confidence(3, shares)}))
    return rows


def file(rows: Rows, folder: Path) -> Path:
    write_labelled(folder / "rows.jsonl", rows)
    return folder / "rows.jsonl"


def settled(rows: Rows, folder: Path) -> Rows:
    decided = [replace(row, labels=("security",), annotators={"gu": ("security",)}, asked={}) for row in rows]
    return settle(rows, decided, TAXONOMY).rows


WAYS: dict[str, Callable[[Rows, Path], Rows]] = {
    "written and read": lambda rows, folder: read_labelled(file(rows, folder), TAXONOMY),
    "read as rows": lambda rows, folder: read_rows(file(rows, folder), TAXONOMY),
    "gathered": lambda rows, folder: gather([file(rows, folder)], TAXONOMY).rows,
    "collected to retrain": lambda rows, folder: collect(file(rows, folder), None, None, folder / "new", TAXONOMY),
    "settled": settled,
    "migrated": lambda rows, folder: migrate(rows, check_plan(MigrationPlan(), TAXONOMY, TAXONOMY)).rows,
    "with own keys": lambda rows, folder: annotators_from_keys(rows, ["own"], TAXONOMY),
    "of some annotators": lambda rows, folder: only_annotators(rows, ["li"]),
    "each speaking once": lambda rows, folder: [folded(row, TAXONOMY) for row in rows],
    "of the model": lambda rows, folder: said_by(rows, MODEL, TAXONOMY),
}


@pytest.mark.parametrize("way", WAYS)
def test_rows_are_as_sure_as_they_were(way: str, tmp_path: Path) -> None:
    rows = asked()
    after = WAYS[way](rows, tmp_path)
    assert [row.asked for row in after] == [row.asked for row in rows]
    assert [row.to_json()["asked"] for row in after] == [row.to_json()["asked"] for row in rows]


def test_a_labelled_file_that_is_read_as_paragraphs_keeps_it_too(tmp_path: Path) -> None:
    rows = asked()
    read = list(read_paragraphs(file(rows, tmp_path)))
    assert [one.to_json()["asked"] for one in read] == [row.to_json()["asked"] for row in rows]
