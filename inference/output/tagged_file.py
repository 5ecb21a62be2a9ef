"""Scores that a model gave paragraphs, read back from a file for the labelled rows they belong to."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from labels.counting import Floats
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from storage.jsonl import read_objects


def read_scores(path: Path, rows: Sequence[LabelledParagraph], taxonomy: Taxonomy) -> Floats:
    """Read "scores" of every row from a file with "id" and "scores" in each line, such as tagged.jsonl.

    Returns:
        Probabilities, shape (rows, categories).

    Raises:
        BadData: the file breaks its format, a score is no number from 0 to 1, or a row or category is missing.
    """
    found = {
        str(value.get("id")): score_numbers(value.get("scores"), taxonomy.ids, f"{path}, line {number}")
        for number, value in read_objects(path)
    }
    missing = [row.id for row in rows if row.id not in found]
    if missing:
        raise BadData(
            f"{path}: lacks the paragraph '{missing[0]}' ({len(missing)} such in all). Expected a score for every "
            "labelled paragraph; score them all."
        )
    return np.array([found[row.id] for row in rows], np.float64)


def score_numbers(scores: Any, ids: Sequence[str], where: str) -> list[float]:
    """Return the score of every category of one line; `where` names the line.

    Raises:
        BadData: one is missing, or no number from 0 to 1.
    """
    if not isinstance(scores, dict) or not set(ids) <= set(scores):
        raise BadData(f"{where}: no score for each of {', '.join(ids)}. Expected a line of tagged.jsonl; tag again.")
    numbers = [scores[key] for key in ids]
    if not all(isinstance(one, int | float) and not isinstance(one, bool) and 0 <= one <= 1 for one in numbers):
        raise BadData(f"{where}: a score is not a number from 0 to 1. Expected probabilities; tag again.")
    return numbers
