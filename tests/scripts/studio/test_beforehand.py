"""Only what is pushed is answered beforehand."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from labels.labelled import LabelledParagraph, write_labelled
from labels.taxonomy import Taxonomy
from models.bundle import Bundle
from scripts.studio.beforehand import beforehand
from tests.invented import invented_rows

ROWS = invented_rows()[:12]
PARAGRAPHS = [row.paragraph for row in ROWS]
ONLY = {PARAGRAPHS[2].id, PARAGRAPHS[7].id}


def asked(**given: Any) -> Namespace:
    return Namespace(**{"keywords": False, "corrections": None, "asked": None, "of": None, "model": None, **given})


def test_a_bundle_tags_nothing_but_what_is_pushed(taxonomy: Taxonomy, tiny_bundle: Bundle) -> None:
    some = beforehand(asked(model=tiny_bundle.folder), PARAGRAPHS, taxonomy, ONLY)
    assert some is not None and set(some) == ONLY
    everything = beforehand(asked(model=tiny_bundle.folder), PARAGRAPHS, taxonomy, None)
    assert everything is not None and set(everything) == {one.id for one in PARAGRAPHS}
    assert {key: everything[key].labels for key in ONLY} == {key: one.labels for key, one in some.items()}


def test_keywords_answer_nothing_but_what_is_pushed(taxonomy: Taxonomy) -> None:
    found = beforehand(asked(keywords=True), PARAGRAPHS, taxonomy, ONLY)
    assert found is not None and set(found) == ONLY


def test_corrections_answer_nothing_but_what_is_pushed(taxonomy: Taxonomy, tmp_path: Path) -> None:
    write_labelled(tmp_path / "corrections.jsonl", [LabelledParagraph(one, ("industry",)) for one in PARAGRAPHS[:5]])
    found = beforehand(asked(corrections=[tmp_path / "corrections.jsonl"]), PARAGRAPHS, taxonomy, ONLY)
    assert found is not None and set(found) == {PARAGRAPHS[2].id}


def test_without_anything_that_answers_there_are_no_answers(taxonomy: Taxonomy) -> None:
    assert beforehand(asked(), PARAGRAPHS, taxonomy, ONLY) is None
