"""Corrections are shown to others as answers to confirm, and never as what a sample says."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from labels.corrections.beforehand import answers_of
from labels.labelled import LabelledParagraph, read_labelled
from labels.studio.page import SENTENCE, Question
from labels.studio.tasks import to_tasks
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from tests.labels.conftest import paragraph

CORRECTED: dict[str, Any] = {"model": "tagger-0a1b2c3d", "tags": ["ecology"], "evidence": {}}


def row(number: int, *labels: str) -> LabelledParagraph:
    return LabelledParagraph(paragraph(index=number), labels, corrected=CORRECTED)


def test_a_correction_is_ticked_in_its_task_and_leaves_no_trace_in_what_comes_back(taxonomy: Taxonomy) -> None:
    paragraphs = [paragraph(index=number) for number in range(3)]
    said = answers_of([row(1, "security")], paragraphs)
    [task] = to_tasks(paragraphs, said, only=set(said), question=Question(SENTENCE, taxonomy.exclusive))
    assert task["data"]["previous"] == paragraphs[0].text
    assert "security" in json.dumps(task["predictions"])
    assert "corrected" not in task["meta"]["paragraph"]


def test_a_corrected_line_that_is_asked_again_is_a_new_question(tmp_path: Path, taxonomy: Taxonomy) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_text(json.dumps(row(1, "security").to_json(), ensure_ascii=False) + "\n", "utf-8")
    [read] = read_labelled(path, taxonomy)
    assert read.corrected == CORRECTED
    asked = replace(read.paragraph, extra={"corrected": CORRECTED})
    [task] = to_tasks([asked])
    assert "corrected" not in json.dumps(task)


@pytest.mark.parametrize(("text", "said"), [("另一段文字。", "has another text there"), (None, "is not there")])
def test_corrections_of_other_paragraphs_are_refused(text: str | None, said: str) -> None:
    others = [paragraph(index=2), *([paragraph(index=1, text=text)] if text else [])]
    with pytest.raises(BadData, match=said):
        answers_of([row(1, "security")], others)
